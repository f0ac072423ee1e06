"""Code for print: each line a block of its own, so that what is too long goes on set in.

On paper nobody can make the window wider. A line that goes over begins at the margin like the next
one, unless it hangs; and only a block can hang.
"""

from __future__ import annotations

from publisher.xhtml import Element, Node, element, text, with_attrs, with_children

_LINE = "line"
_TAB = 8
"""Characters to a tab, as CSS has it."""

_Lines = list[list[Node]]


def _split(nodes: tuple[Node, ...]) -> _Lines:
    """The nodes of each line; an element over several lines is in each with its part."""
    lines: _Lines = [[]]
    for node in nodes:
        parts: _Lines
        if isinstance(node, str):
            parts = [[words] if words else [] for words in node.split("\n")]
        else:
            inside = _split(node.children)
            shells = (node, *(with_attrs(node, id=None) for _ in inside[1:]))
            parts = [
                [with_children(shell, *part)] for shell, part in zip(shells, inside, strict=True)
            ]
        lines[-1] += parts[0]
        lines += parts[1:]
    return lines


def _is_code(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "code"


def _block(nodes: list[Node]) -> Element:
    """A line; `--in` is how many characters it is set in by its author."""
    words = "".join(node if isinstance(node, str) else text(node) for node in nodes)
    blanks = len(words.expandtabs(_TAB)) - len(words.lstrip().expandtabs(_TAB))
    attrs = {"style": f"--in: {blanks}"} if blanks and words.strip() else {}
    return element("span", {"class": _LINE, **attrs}, *nodes)


def with_lines(pre: Element) -> Element:
    """A block of code as lines, without the characters that ended them; any other as it is."""
    inner = pre.children[0] if len(pre.children) == 1 else ""
    if isinstance(inner, str) or not _is_code(inner):
        return pre
    lines = _split(inner.children)
    while lines and not lines[-1]:
        lines.pop()
    blocks = (_block(nodes) for nodes in lines)
    return with_children(pre, with_children(inner, *blocks))
