"""The sheets of a book as parts, each ready to be laid out on pages of its own.

All front matter is one part, every chapter is one, and so is every sheet after the chapters. What
a part's pages look like depends on the part alone, and on the title page, whose words stand in the
running heads. A place that the outline names carries its bookmark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, count, dropwhile, takewhile

from publisher.model import Bilingual, BookMeta, Outline, Sheet, Sheets
from publisher.xhtml import Element, Node, element, transform, walk, with_attrs

IMAGE = "book:"
"""Scheme of every address in the document: what follows names one of the book's own images."""

OURS = ":"
"""Begins an id that is given here and known to one part only; no id of a book begins so."""

PART = ":part"
"""The id of what holds a part's own pages, and of the page after them."""

TAIL = ":tail"
"""The id of what stands after a part, on a page that is not printed."""

_NUMBERED = ":block-"

FRONT, MAIN, BACK = "front", "main", "back"
"""The kinds of parts: each has a named page of its own."""

Places = Mapping[str, tuple[int, str]]
"""The id of each place that the outline names → its level (from 1) and title."""


def _is_chapter(sheet: Sheet) -> bool:
    return sheet.kind == "chapter"


def both(title: Bilingual, meta: BookMeta) -> str:
    """A title in both languages on one line, the book's first language first."""
    sides = (title.get(language) for language in meta.order.languages)
    return " | ".join(side for side in sides if side)


# -- bookmarks -------------------------------------------------------------------------------------


def _lines(outline: Iterable[Outline], ids: Mapping[str, str], level: int) -> Iterator[_Line]:
    for line in outline:
        yield line.anchor or ids.get(line.sheet, ""), level, line.title
        yield from _lines(line.children, ids, level + 1)


_Line = tuple[str, int, Bilingual]


def _places(sheets: Sheets) -> Places:
    """Every line of the outline, and the contents before them."""
    ids = {sheet.name: sheet.body.get("id") for sheet in sheets.sheets}
    lists = [s for s in sheets.sheets if s.kind == "contents"]
    outline = (*(Outline(s.title, s.name, "") for s in lists), *sheets.outline)
    lines = _lines(outline, ids, 1)
    return {place: (level, both(title, sheets.meta)) for place, level, title in lines if place}


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
        return (_measured(_addressed(_bookmarked(node, places)), numbers),)

    return tuple(node for sheet in sheets for node in transform(sheet.body, change))


def _bound(kind: str, sheets: list[Sheet], places: Places) -> Bound:
    tag = "main" if kind == MAIN else "div"
    attrs = {"class": kind, "id": PART}
    return Bound(sheets[0].name, kind, element(tag, attrs, *_bodies(sheets, places)))


def bind(sheets: Sheets) -> tuple[Bound, ...]:
    """The parts of a book in the order of their pages: front, chapters, back."""
    places = _places(sheets)
    front = list(takewhile(lambda sheet: not _is_chapter(sheet), sheets.sheets))
    rest = list(dropwhile(lambda sheet: not _is_chapter(sheet), sheets.sheets))
    chapters = (_bound(MAIN, [sheet], places) for sheet in rest if _is_chapter(sheet))
    back = (_bound(BACK, [sheet], places) for sheet in rest if not _is_chapter(sheet))
    return (*((_bound(FRONT, front, places),) if front else ()), *chapters, *back)


def _without_traces(node: Element) -> tuple[Node, ...]:
    if node.tag == "img":
        return ()
    return (with_attrs(node, id=None, data_bookmark=None, data_level=None),)


def lead(sheets: Sheets) -> Element:
    """The title page, to stand before each part: themes put its words into the running heads.

    Nothing in it can be led to, and nothing in it has to be fetched. It is not printed.
    """
    titles = (sheet.body for sheet in sheets.sheets if sheet.kind == "titlepage")
    bare = chain.from_iterable(transform(body, _without_traces) for body in titles)
    return element("div", {"class": FRONT}, *bare)


def measured_blocks(part: Element) -> frozenset[str]:
    """Ids of the blocks whose height is no whole number of lines before it is measured."""
    return frozenset(node.get("id") for node in walk(part) if _is_measured(node))
