"""The sheets of a book as parts, each ready to be laid out on pages of its own.

All front matter is one part, every chapter is one, and so is every sheet after the chapters. What
a part's pages look like depends on the part alone, and on the title page, whose words stand in the
running heads. A place that the outline names carries its bookmark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, count

from publisher.language import Language
from publisher.model import Bilingual, Order, Outline, Sheet, Sheets
from publisher.write.pdf.abreast import abreast
from publisher.write.pdf.code_lines import with_lines
from publisher.xhtml import Element, Node, element, text, transform, walk, with_attrs, with_children

IMAGE = "book:"
"""Scheme of every address in the document: what follows names one of the book's own images."""

OURS = ":"
"""Begins an id that is given here and known to one part only; no id of a book begins so."""

PART = ":part"
"""The id of what holds a part's own pages, and of the page after them."""

TAIL = ":tail"
"""The id of what stands after a part, on a page that is not printed."""

_NUMBERED = ":block-"
_PAIR = ":pair-"
_ROW = ":row-"

FRONT, MAIN, BACK = "front", "main", "back"
"""The kinds of parts: each has a named page of its own."""

SPREAD = "spread"
"""The class of a part that is laid out on sheets of two facing pages, and the name of a sheet."""

EMPTY = "empty"
"""The name of the blank page that is kept ready behind such a part; a theme has none of it."""

_HALF_TITLE = "half-title"

Places = Mapping[str, tuple[int, str]]
"""The id of each place that the outline names → its level (from 1) and title."""


def both(title: Bilingual, order: Order) -> str:
    """A title in both languages on one line, the book's first language first."""
    sides = (title.get(language) for language in order.languages)
    return " | ".join(side for side in sides if side)


# -- bookmarks -------------------------------------------------------------------------------------


def _lines(outline: Iterable[Outline], ids: Mapping[str, str], level: int) -> Iterator[_Line]:
    for line in outline:
        yield line.anchor or ids.get(line.sheet, ""), level, line.title
        yield from _lines(line.children, ids, level + 1)


_Line = tuple[str, int, Bilingual]


def places_of(outline: Iterable[Outline], ids: Mapping[str, str], order: Order) -> Places:
    """Where the lines of an outline lead; `ids` are those of the sheets, by their names."""
    lines = _lines(outline, ids, 1)
    return {place: (level, both(title, order)) for place, level, title in lines if place}


def places_in(sheets: Sheets) -> Places:
    """Every line of the outline, and the contents before them."""
    ids = {sheet.name: sheet.body.get("id") for sheet in sheets.sheets}
    lists = [s for s in sheets.sheets if s.kind == "contents"]
    outline = (*(Outline(s.title, s.name, "") for s in lists), *sheets.outline)
    return places_of(outline, ids, sheets.meta.order)


def _bookmarked(node: Element, places: Places) -> Element:
    if node.get("id") not in places:
        return node
    level, label = places[node.get("id")]
    return with_attrs(node, data_bookmark=label, data_level=str(level))


# -- addresses -------------------------------------------------------------------------------------


def destination(identifier: str) -> str:
    """An id in ASCII, for a PDF looks its destinations up in the order of their bytes.

    A colon marks what was changed: no id of a book has one.
    """
    return "".join(c if c.isascii() else f":{ord(c):x}:" for c in identifier)


def _addressed(node: Element) -> Element:
    """With ids and links of the printed book, and images that are the book's own."""
    if node.tag == "img":
        return with_attrs(node, src=IMAGE + node.get("src"))
    name, href = node.get("id"), node.get("href")
    if name and not name.isascii():
        node = with_attrs(node, id=destination(name))
    if href.startswith("#") and not href.isascii():
        node = with_attrs(node, href=destination(href))
    return node


# -- the parts ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Bound:
    """Sheets that are laid out together."""

    name: str
    """Of its first sheet; unique in the book."""

    kind: str
    """`front`, `main` or `back`."""

    body: Element
    """A `div` or `main` of the class `kind`. Every id and `#` link in it is a `destination`."""


def _is_measured(node: Element) -> bool:
    return node.tag in {"figure", "pre", "table"} or "chapter-head" in node.classes


def _measured(node: Element, numbers: Iterator[int]) -> Element:
    if not _is_measured(node) or node.get("id"):
        return node
    return with_attrs(node, id=f"{_NUMBERED}{next(numbers)}")


def _bodies(sheets: Iterable[Sheet], places: Places) -> tuple[Node, ...]:
    numbers = count(1)

    def change(node: Element) -> tuple[Node, ...]:
        lined = with_lines(node) if node.tag == "pre" else node
        return (_measured(_addressed(_bookmarked(lined, places)), numbers),)

    return tuple(node for sheet in sheets for node in transform(sheet.body, change))


def bound(kind: str, sheets: Sequence[Sheet], places: Places, *more: str) -> Bound:
    """Sheets as one part of a kind, which may have `more` classes."""
    tag = "main" if kind == MAIN else "div"
    attrs = {"class": " ".join((kind, *more)), "id": PART}
    return Bound(sheets[0].name, kind, element(tag, attrs, *_bodies(sheets, places)))


def is_spread(part: Element) -> bool:
    """Whether a part begins on a verso, and every one of its sheets is two pages."""
    return SPREAD in part.classes


def _is_pair(node: Node) -> bool:
    return isinstance(node, Element) and "pair" in node.classes


def is_pair_id(name: str) -> bool:
    """Whether an id is that of a pair on a spread."""
    return name.startswith(_PAIR)


def _with_number(node: Element, number: str) -> Element:
    """A note of which the half on the recto has the number too."""
    mark = element("div", {"class": "footnote-number"}, number)
    sides = [child for child in node.children if isinstance(child, Element)]
    if len(sides) != len(Language) or not sides[1].children:
        return node
    return with_children(node, sides[0], with_children(sides[1], mark, *sides[1].children))


def _numbered_twice(note: Element) -> Element:
    numbers = [n for n in walk(note) if "footnote-number" in n.classes]
    at = next((at for at, child in enumerate(note.children) if _is_pair(child)), 0)
    pair = note.children[at] if at else ""
    if not numbers or isinstance(pair, str):
        return note
    marked = _with_number(pair, text(numbers[0]))
    return with_children(note, *note.children[:at], marked, *note.children[at + 1 :])


def _ruled_twice(rule: Element) -> Element:
    """A rule that parts the text on both pages."""
    sides = (element("div", {"class": "side"}, rule) for _ in Language)
    return element("div", {"class": "pair rule"}, *sides)


def _on_spreads(body: Element) -> Element:
    """A chapter for facing pages: pairs have ids, numbers of notes and rules are there twice."""
    numbers = count(1)

    def change(node: Element) -> tuple[Node, ...]:
        if "footnote" in node.classes:
            return (_numbered_twice(node),)
        if node.tag == "table":
            return (abreast(node),)
        if node.tag == "hr":
            return (_ruled_twice(node),)
        if _is_pair(node) and not node.get("id"):
            return (with_attrs(node, id=f"{_PAIR}{next(numbers)}"),)
        return (node,)

    (changed,) = transform(body, change)
    return changed if isinstance(changed, Element) else body


def is_row_id(name: str) -> bool:
    """Whether an id is that of a pair whose halves stand beside each other on a page."""
    return name.startswith(_ROW)


def _is_row(node: Element) -> bool:
    return _is_pair(node) and any(
        "side" in c.classes for c in node.children if isinstance(c, Element)
    )


def _with_rows(part: Bound) -> Bound:
    """A chapter in which every pair side by side has an id."""
    numbers = count(1)

    def change(node: Element) -> tuple[Node, ...]:
        has_none = _is_row(node) and not node.get("id")
        return (with_attrs(node, id=f"{_ROW}{next(numbers)}") if has_none else node,)

    (changed,) = transform(part.body, change)
    return replace(part, body=changed) if isinstance(changed, Element) else part


def half_title(front: Iterable[Sheet]) -> Bound:
    """The title of the book on page 1, the recto before the first spread.

    A chapter on spreads begins on page 2 or another verso; the title is that of the title page.
    """
    words = (n for sheet in front for n in walk(sheet.body) if "book-title" in n.classes)
    titles = (with_attrs(title, id=None, class_=_HALF_TITLE, data_head=None) for title in words)
    lines = [_paragraph(title) for title in titles] or [element("p", {"class": _HALF_TITLE})]
    body = element("div", {"class": MAIN, "id": PART}, *lines)
    return Bound(_HALF_TITLE, MAIN, body)


def _paragraph(title: Element) -> Element:
    """A heading as words: what it says is in the outline already."""
    return replace(title, tag="p")


def bound_chapter(sheet: Sheet, places: Places, *, has_spreads: bool) -> Bound:
    """One chapter; on spreads, where its book has them."""
    if not has_spreads:
        return _with_rows(bound(MAIN, [sheet], places))
    whole = bound(MAIN, [sheet], places, SPREAD)
    return replace(whole, body=_on_spreads(whole.body))


def _without_traces(node: Element) -> tuple[Node, ...]:
    if node.tag == "img":
        return ()
    return (with_attrs(node, id=None, data_bookmark=None, data_level=None),)


def lead(front: Iterable[Sheet], *more: Element) -> Element:
    """The title page, to stand before each part: themes put its words into the running heads.

    Nothing in it can be led to, and nothing in it has to be fetched. It is not printed, nor is what
    `more` there is behind it.
    """
    titles = (sheet.body for sheet in front if sheet.kind == "titlepage")
    bare = chain.from_iterable(transform(body, _without_traces) for body in (*titles, *more))
    return element("div", {"class": FRONT}, *bare)


def measured_blocks(part: Element) -> frozenset[str]:
    """Ids of the blocks whose height is no whole number of lines before it is measured."""
    return frozenset(node.get("id") for node in walk(part) if _is_measured(node))
