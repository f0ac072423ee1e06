"""The book for Chinese reading apps, which knew notes in a pop-up before EPUB 3 did.

多看 shows the item of a list that a link of its class leads to; 微信读书 and QQ阅读 show the
`alt` of a small picture; 掌阅 shows an attribute of the same picture, which no EPUB may have and
which is added on request only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from publisher.model import Edition, Resource, Sheet, Sheets
from publisher.pictures import note_icon
from publisher.write.epub.profiles.trees import changed, with_styles, with_words
from publisher.xhtml import Element, Node, element, text, walk, with_attrs

SUFFIX = "-zh.epub"

ICON = "images/note.png"
"""The picture behind a mark: no post has it, and every page for these apps may show it."""

_CLOSING = "，。、；：？！）》」』】〉”’…—,.;:?!)"
"""Marks that no line begins with."""

_STYLES = """\
ol.duokan-footnote-content { list-style: none; margin: 0; padding: 0; }
li.duokan-footnote-item { margin: 0 0 .8em; }
li.duokan-footnote-item > p { margin: 0; }
.footnote .footnote-number { float: left; margin-left: -2em; }
img.qqreader-footnote { height: .8em; margin: 0 .1em; vertical-align: super; width: .8em; }
"""


# -- the notes -------------------------------------------------------------------------------------


def _is_backs(node: Node) -> bool:
    return isinstance(node, Element) and "backs" in node.classes


def _listed(items: tuple[Node, ...]) -> Element:
    return element("ol", {"class": "duokan-footnote-content"}, *items)


def _item(entry: Element) -> Node:
    """An entry of a glossary as an item: its name, its definitions, its ways back."""
    head, *rest = (child for child in entry.children if isinstance(child, Element))
    name = element("p", {"class": "name"}, *head.children)
    body = (node for part in rest for node in part.children)
    attrs = {"class": "entry duokan-footnote-item", "id": entry.get("id")}
    return element("li", attrs, name, *body)


def _noted(node: Element) -> tuple[Node, ...]:
    entries = [n for n in node.children if isinstance(n, Element) and "entry" in n.classes]
    if node.tag == "dl" and entries:
        return (_listed(tuple(_item(entry) for entry in entries)),)
    if "footnote" in node.classes and node.get("id"):
        attrs = {"class": "duokan-footnote-item", "id": node.get("id")}
        item = element("li", attrs, *node.children)
        return (replace(with_attrs(node, id=None), children=(_listed((item,)),)),)
    return (node,)


# -- the marks in the text -------------------------------------------------------------------------


def _explained(body: Element) -> dict[str, str]:
    """By its id, what an entry or note says, on one line."""
    return {
        node.get("id"): " ".join("".join(_said(child) for child in node.children).split())
        for node in walk(body)
        if "duokan-footnote-item" in node.classes
    }


def _said(node: Node) -> str:
    if isinstance(node, str) or not isinstance(node, Element):
        return node
    if _is_backs(node) or "footnote-number" in node.classes:
        return ""
    inside = "".join(_said(child) for child in node.children)
    if "name" in node.classes:
        return inside if inside.rstrip().endswith((":", "：")) else f"{inside}："
    return f"{inside} " if node.tag == "p" else inside


class _Marks:
    """Puts the picture behind the first link to each note in each language."""

    def __init__(self, notes: Mapping[str, str], edition: Edition) -> None:
        self.notes, self.edition = notes, edition
        self.seen: set[tuple[str, bool]] = set()

    def _icon(self, words: str) -> Element:
        attrs = {"class": "qqreader-footnote", "src": ICON, "alt": words}
        return element("img", {**attrs, **({"zy-footnote": words} if self.asked else {})})

    @property
    def asked(self) -> bool:
        """Whether the attribute of 掌阅 is wanted."""
        return self.edition.zy_footnote

    def change(self, node: Element) -> tuple[Node, ...]:
        """What becomes of an element."""
        if not {"term", "noteref"} & set(node.classes):
            return (node,)
        link = with_words(node, "class", "duokan-footnote")
        target, is_chinese = node.get("href").removeprefix("#"), not text(node).isascii()
        if target not in self.notes or (target, is_chinese) in self.seen:
            return (link,)
        self.seen.add((target, is_chinese))
        return link, self._icon(self.notes[target])


def _is_icon(node: Node) -> bool:
    return isinstance(node, Element) and "qqreader-footnote" in node.classes


def _kept(node: Element) -> tuple[Node, ...]:
    """The mark that follows a picture stays with it: no line begins with a comma."""
    children: list[Node] = []
    for child in node.children:
        if isinstance(child, str) and children and _is_icon(children[-1]):
            rest = child.lstrip(_CLOSING)
            marks = child.removesuffix(rest) if rest else child
            kept = element("span", {"class": "kept"}, children[-1], marks)
            children[-1:] = [kept] if marks else [children[-1]]
            children += [rest] if rest else []
        else:
            children.append(child)
    return (replace(node, children=tuple(children)),)


def page(sheet: Sheet, edition: Edition) -> Element:
    """A chapter with notes in the forms of all four apps."""
    if sheet.kind != "chapter":
        return sheet.body
    listed = changed(sheet.body, _noted)
    marked = changed(listed, _Marks(_explained(listed), edition).change)
    return changed(marked, _kept)


def dress(sheets: Sheets) -> Sheets:
    """The book with the picture behind its marks, and the styles of its lists."""
    icon = Resource(ICON, "image/png", note_icon())
    return with_styles(replace(sheets, resources=(*sheets.resources, icon)), _STYLES)
