"""The element tree of every page, frozen, and its two serialisers: XHTML for EPUB, HTML for print.

An empty `<span id="k"/>` written as XML swallows the text after it when an HTML parser reads it,
so the stages share a tree and never a string.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from operator import attrgetter

VOID = frozenset({"area", "br", "col", "hr", "img", "link", "meta", "wbr"})
"""Elements that HTML writes without an end tag."""

BLOCKS = frozenset(
    "address article aside blockquote body dd details div dl dt figcaption figure footer h1 h2 h3"
    " h4 h5 h6 head header hr html li link main meta nav ol p pre section summary table tbody td"
    " tfoot th thead title tr ul".split()
)
"""Elements after which a serialiser may break the line: white space there shows nowhere."""

_BREAK_INSIDE = frozenset(
    "article aside blockquote body details div dl figure footer head header html main nav ol"
    " section table tbody tfoot thead tr ul".split()
)


_SPECIAL = re.compile("[&<>]")
_SPECIAL_IN_QUOTES = re.compile('[&<>"\n\t]')


@dataclass(frozen=True, slots=True)
class Element:
    """One element: its name (`epub:type` style prefixes allowed), attributes and children."""

    tag: str
    attrs: tuple[tuple[str, str], ...] = ()
    children: tuple[Node, ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """Value of the attribute `name`, or `default`."""
        for key, value in self.attrs:
            if key == name:
                return value
        return default

    @property
    def classes(self) -> tuple[str, ...]:
        """The words of the `class` attribute."""
        return tuple(self.get("class").split()) if self.attrs else ()


Node = Element | str
"""A child: an element or a run of text, unescaped."""


def element(tag: str, attrs: Mapping[str, str] | None = None, *children: Node | None) -> Element:
    """Make an element; a child that is None or an empty string is left out."""
    return Element(tag, tuple(attrs.items()) if attrs else (), tuple([c for c in children if c]))


def with_attrs(node: Element, **attrs: str | None) -> Element:
    """Copy `node` with attributes set, or removed where None; `_` in a name reads `-`.

    A trailing underscore is dropped, so `class_` sets `class`.
    """
    merged: dict[str, str | None] = dict(node.attrs)
    for name, value in attrs.items():
        merged[name.rstrip("_").replace("_", "-") if "_" in name else name] = value
    kept = tuple([(k, v) for k, v in merged.items() if v is not None])
    return Element(node.tag, kept, node.children)


_AS_JSON = json.JSONEncoder(
    ensure_ascii=False,
    check_circular=False,
    separators=(",", ":"),
    default=attrgetter("tag", "attrs", "children"),
)


def as_json(node: Node) -> bytes:
    """A tree as a line of JSON: tag, pairs of name and value, and children, text or trees.

    Trees hold texts alone, so the line tells any two apart; it is written five times as fast as we
    walk.
    """
    return _AS_JSON.encode(node).encode("utf-8", "surrogatepass")


def with_children(node: Element, *children: Node | None) -> Element:
    """Copy `node` with other children; one that is None or an empty string is left out."""
    return Element(node.tag, node.attrs, tuple([c for c in children if c]))


def walk(node: Node) -> Iterator[Element]:
    """Yield every element of a tree in document order, the root first."""
    stack: list[Node] = [node]
    while stack:
        top = stack.pop()
        if isinstance(top, Element):
            yield top
            if top.children:
                stack.extend(top.children[::-1])


def text(node: Node, without: frozenset[str] = frozenset()) -> str:
    """Text of a tree in order, leaving out elements whose tag is in `without`."""
    if isinstance(node, str):
        return node
    parts: list[str] = []
    stack: list[Node] = [node]
    while stack:
        top = stack.pop()
        if isinstance(top, str):
            parts.append(top)
        elif top.tag not in without:
            stack.extend(top.children[::-1])
    return "".join(parts)


def transform(node: Element, change: Callable[[Element], tuple[Node, ...]]) -> tuple[Node, ...]:
    """Rebuild a tree from the leaves up; `change` says what stands in an element's place.

    `change` gets each element with its children already changed and returns the nodes that
    replace it: itself, several, or none. What nothing is changed in is not made anew.
    """
    if not node.children:
        return change(node)
    children: list[Node] = []
    is_changed = False
    for child in node.children:
        if isinstance(child, str):
            children.append(child)
            continue
        changed = transform(child, change)
        children.extend(changed)
        is_changed = is_changed or len(changed) != 1 or changed[0] is not child
    return change(Element(node.tag, node.attrs, tuple(children)) if is_changed else node)


def escape(value: str) -> str:
    """Escape text for an element's content."""
    if not _SPECIAL.search(value):
        return value
    return value.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def escape_attribute(value: str) -> str:
    """Escape text for an attribute value in double quotes; line ends and tabs survive parsing."""
    if not _SPECIAL_IN_QUOTES.search(value):
        return value
    quoted = escape(value).replace('"', "&quot;")
    return quoted.replace("\n", "&#10;").replace("\t", "&#9;")


def _xml_attrs(node: Element) -> str:
    out = ""
    for name, value in node.attrs:
        quoted = escape_attribute(value)
        out += f' {name}="{quoted}"'
        if name == "lang":
            out += f' xml:lang="{quoted}"'
    return out


def _html_attrs(node: Element) -> str:
    kept = ((n, v) for n, v in node.attrs if ":" not in n and n != "xmlns")
    return "".join(f' {name}="{escape_attribute(value)}"' for name, value in kept)


def _write(node: Node, out: list[str], attrs: Callable[[Element], str], *, xml: bool) -> None:
    if isinstance(node, str):
        out.append(escape(node))
        return
    out.append(f"<{node.tag}{attrs(node)}")
    void = node.tag in VOID
    if void or (xml and not node.children and node.tag not in BLOCKS and node.tag != "a"):
        out.append("/>" if xml else ">")
    else:
        out.append(">")
        if node.tag in _BREAK_INSIDE:
            out.append("\n")
        for child in node.children:
            _write(child, out, attrs, xml=xml)
        out.append(f"</{node.tag}>")
    if node.tag in BLOCKS:
        out.append("\n")


def to_xhtml(node: Node) -> str:
    """Serialise for EPUB: XML syntax, `xml:lang` beside every `lang`, prefixed names kept."""
    out: list[str] = []
    _write(node, out, _xml_attrs, xml=True)
    return "".join(out)


def to_html(node: Node) -> str:
    """Serialise for print: HTML syntax, names with a prefix (`epub:type`) left out."""
    out: list[str] = []
    _write(node, out, _html_attrs, xml=False)
    return "".join(out)
