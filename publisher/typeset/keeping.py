"""What a line may not part: the mark of a note stays with the character before it.

English has no break there; a line of Chinese may end after any character, and the mark would
begin the next one.
"""

from __future__ import annotations

import re

from publisher.language import HAN
from publisher.xhtml import Element, Node, element, transform, with_children

_TAIL = re.compile(rf"[{HAN}]?[，。、；：？！）》」』】〉”’…—]*\Z")
"""The last Han of a text with the marks that follow it."""


def _is_mark(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "sup" and "mark" in node.classes


def _tail(value: str) -> str:
    found = _TAIL.search(value)
    return found.group() if found else ""


def _with_tails(node: Element) -> Element:
    if not any(_is_mark(child) for child in node.children):
        return node
    children: list[Node] = []
    for child in node.children:
        before = children[-1] if children else None
        if _is_mark(child) and isinstance(before, str) and (tail := _tail(before)):
            children[-1:] = [before.removesuffix(tail)]
            children.append(element("span", {"class": "kept"}, tail, child))
        else:
            children.append(child)
    return with_children(node, *children)


def kept_together(tree: Element) -> Element:
    """Wrap the mark of every note, with the Chinese character before it, in a `span.kept`."""
    changed = transform(tree, lambda node: (_with_tails(node),))[0]
    return changed if isinstance(changed, Element) else tree
