"""The tree of a page for WeasyPrint, grown from ours without a parser, and changed where it stands.

What an HTML parser makes of a serialised tree is known where the tree keeps to the rules of HTML:
the tree itself, with line ends where the serialiser breaks lines. One that does not is parsed.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from xml.etree.ElementTree import Element as Grown

from publisher.xhtml import BLOCKS, VOID, Element, Node, to_html, walk

_INLINE = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span"
    " strong sub sup time u var wbr".split()
)
_TABLE = {
    "table": frozenset({"caption", "colgroup", "thead", "tbody", "tfoot"}),
    "colgroup": frozenset({"col"}),
    "thead": frozenset({"tr"}),
    "tbody": frozenset({"tr"}),
    "tfoot": frozenset({"tr"}),
    "tr": frozenset({"td", "th"}),
}
"""What may stand in a part of a table."""

_PARTS = frozenset().union(*_TABLE.values())
_WITHOUT_BLOCKS = frozenset({"p", "h1", "h2", "h3", "h4", "h5", "h6"})
_HEAD = frozenset({"html", "head", "meta", "body"})
_OTHERS = frozenset(
    {"figcaption", "figure", "blockquote", "dd", "dl", "dt", "li", "ol", "pre", "ul"}
)
_BLOCK = (BLOCKS - _HEAD - _PARTS - frozenset({"link", "title", "details", "summary"})) | _OTHERS
_KNOWN = _INLINE | _BLOCK | _PARTS | _HEAD | {"table"}


# -- what a parser leaves as it is -----------------------------------------------------------------


def _fits(node: Element, child: Node) -> bool:
    """Whether a parser finds a child where it stands in its parent."""
    if isinstance(child, str):
        return node.tag not in _TABLE and "\r" not in child and "\0" not in child
    if node.tag in _TABLE:
        return child.tag in _TABLE[node.tag]
    return child.tag in _KNOWN and child.tag not in _PARTS


def _keeps_inside(node: Element, around: frozenset[str]) -> bool:
    """Whether nothing below closes an element that is open above it."""
    if node.tag in around or (node.tag not in _INLINE and around & _WITHOUT_BLOCKS):
        return False
    if node.tag in {"a", "p"} or node.tag in _WITHOUT_BLOCKS:
        around |= {node.tag}
    return all(
        isinstance(child, str) or (_fits(node, child) and _keeps_inside(child, around))
        for child in node.children
    )


def is_plain(html: Element) -> bool:
    """Whether a parser would make of a serialised document the tree that was serialised."""
    parts = [child for child in html.children if isinstance(child, Element)]
    if [part.tag for part in parts] != ["head", "body"]:
        return False
    body = parts[1]
    nodes = [node for part in parts for node in walk(part)]
    return (
        all(_fits(node, child) for node in nodes for child in node.children)
        and all(node.tag not in _HEAD for node in walk(body) if node is not body)
        and all(node.children == () or node.tag not in VOID for node in nodes)
        and _keeps_inside(body, frozenset())
    )


# -- growing ---------------------------------------------------------------------------------------


@cache
def _opens(tag: str) -> str:
    """What the serialiser writes behind a start tag."""
    is_broken = tag not in VOID and to_html(Element(tag)).startswith(f"<{tag}>\n")
    return "\n" if is_broken else ""


def _attributes(node: Element) -> dict[str, str]:
    return {name: value for name, value in node.attrs if ":" not in name and name != "xmlns"}


def _fill(made: Grown, node: Element, children: list[Grown]) -> None:
    """Put an element's children, which are grown, and its texts where they stand."""
    made[:] = children
    texts = [_opens(node.tag)]
    for child in node.children:
        if isinstance(child, str):
            texts[-1] += child
        else:
            texts.append("\n" if child.tag in BLOCKS else "")
    made.text = texts[0].removeprefix("\n") if node.tag == "pre" else texts[0]
    for child_made, tail in zip(children, texts[1:], strict=True):
        child_made.tail = tail


def grown(node: Element) -> Grown:
    """An element as the parser makes it of what `to_html` writes."""
    made = Grown(node.tag, _attributes(node))
    _fill(made, node, [grown(child) for child in node.children if isinstance(child, Element)])
    return made


def _finish(html: Grown) -> Grown:
    """Nothing stands before the head of a document, and its last line ends are in its body."""
    html.text = ""
    body = html[-1]
    body.tail = ""
    if len(body):
        body[-1].tail = f"{body[-1].tail or ''}\n\n"
    else:
        body.text = f"{body.text or ''}\n\n"
    return html


def document(html: Element) -> Grown:
    """A whole document as the parser makes it."""
    return _finish(grown(html))


# -- changing --------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Change:
    """A grown tree while it becomes another."""

    touched: list[Grown] = field(default_factory=list)

    def make(self, made: Grown, old: Element, new: Element) -> None:
        """Give a grown element what the new one has; what is the same in both stays."""
        if old is new:
            return
        if old.attrs != new.attrs:
            made.attrib.clear()
            made.attrib.update(_attributes(new))
            self.touched.append(made)
        if old.children == new.children:
            return
        before = [child for child in old.children if isinstance(child, Element)]
        after = [child for child in new.children if isinstance(child, Element)]
        if [c for c in old.children if isinstance(c, str)] != [
            c for c in new.children if isinstance(c, str)
        ]:
            self.touched.append(made)
        _fill(made, new, list(self._children(made, before, after)))

    def _children(
        self, made: Grown, before: list[Element], after: list[Element]
    ) -> Iterator[Grown]:
        """The grown children of an element, those that were there before among them."""
        old = deque(zip(before, list(made), strict=True))
        last = made
        for at, child in enumerate(after):
            rest = after[at + 1 : at + 1 + _AHEAD]
            while old and not _is_like(old[0][0], child) and not _comes(old[0][0], rest):
                self.touched.append(last)
                old.popleft()
            if old and _is_like(old[0][0], child):
                was, last = old.popleft()
                self.make(last, was, child)
            else:
                self.touched.append(last)
                last = grown(child)
            yield last
        if old:
            self.touched.append(last)


_AHEAD = 2
"""Children among which one that stood here is looked for: little is ever put before it."""


def _is_like(old: Element, new: Element) -> bool:
    if old is new:
        return True
    name = old.get("id")
    is_named = old.tag == new.tag and name == new.get("id")
    return is_named and (bool(name) or old.get("class") == new.get("class"))


def _comes(old: Element, rest: list[Element]) -> bool:
    return any(_is_like(old, child) for child in rest)


def change(made: Grown, old: Element, new: Element) -> list[Grown]:
    """Make the document grown of one tree that of another, in place.

    Elements that are in both are the same after it. Returns those that have changed themselves,
    or behind which something was put or taken away.
    """
    changing = _Change()
    changing.make(made, old, new)
    _finish(made)
    return changing.touched


def refill(made: Grown, old: Element, new: Element) -> None:
    """Make an element grown of one tree that of another, in place."""
    _Change().make(made, old, new)
