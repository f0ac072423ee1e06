"""The sheets of a book as one HTML document, ready for the press.

Front matter, chapters and back matter are three parts with a page numbering of their own; a place
that the outline names carries its bookmark.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from itertools import count, dropwhile, takewhile

from publisher.model import Bilingual, BookMeta, Outline, Sheet, Sheets
from publisher.xhtml import Element, Node, element, transform, walk, with_attrs

IMAGE = "book:"
"""Scheme of every address in the document: what follows names one of the book's own images."""

_NUMBERED = ":block-"
"""Begins the id of a block that has none of its own; no id of a book has a colon."""

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


# -- the document ----------------------------------------------------------------------------------


def _is_measured(node: Element) -> bool:
    return node.tag in {"figure", "pre", "table"} or "chapter-head" in node.classes


def _measured(node: Element, numbers: Iterator[int]) -> Element:
    if not _is_measured(node) or node.get("id"):
        return node
    return with_attrs(node, id=f"{_NUMBERED}{next(numbers)}")


def _bodies(sheets: Iterable[Sheet], places: Places, numbers: Iterator[int]) -> tuple[Node, ...]:
    def change(node: Element) -> tuple[Node, ...]:
        return (_measured(_addressed(_bookmarked(node, places)), numbers),)

    return tuple(node for sheet in sheets for node in transform(sheet.body, change))


def _part(tag: str, name: str, bodies: tuple[Node, ...]) -> Element | None:
    return element(tag, {"class": name}, *bodies) if bodies else None


def _named(name: str, content: str) -> Element | None:
    return element("meta", {"name": name, "content": content}) if content else None


def _moment(moment: datetime | None) -> str:
    """A date as PDF metadata has it, in UTC wherever the book is made."""
    if moment is None:
        return ""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _head(meta: BookMeta) -> Element:
    authors = dict.fromkeys(p.name for p in meta.creators if p.role == "aut")
    modified = _moment(meta.modified)
    return element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("title", None, both(meta.title, meta)),
        *(_named("author", name) for name in authors),
        _named("description", both(meta.description, meta)),
        _named("keywords", ", ".join(meta.subjects)),
        _named("generator", meta.generator),
        _named("dcterms.created", modified),
        _named("dcterms.modified", modified),
    )


def bind(sheets: Sheets) -> Element:
    """Bind every sheet into one `html` element: front, chapters, back, with the metadata.

    Every id and `#` link in it is a `destination`.
    """
    places = _places(sheets)
    front = list(takewhile(lambda sheet: not _is_chapter(sheet), sheets.sheets))
    rest = list(dropwhile(lambda sheet: not _is_chapter(sheet), sheets.sheets))
    chapters = [sheet for sheet in rest if _is_chapter(sheet)]
    back = [sheet for sheet in rest if not _is_chapter(sheet)]
    numbers = count(1)
    body = element(
        "body",
        None,
        _part("div", "front", _bodies(front, places, numbers)),
        _part("main", "main", _bodies(chapters, places, numbers)),
        _part("div", "back", _bodies(back, places, numbers)),
    )
    language = sheets.meta.order.languages[0]
    return element("html", {"lang": language.tag}, _head(sheets.meta), body)


def measured_blocks(book: Element) -> frozenset[str]:
    """Ids of the blocks whose height is no whole number of lines before it is measured."""
    return frozenset(node.get("id") for node in walk(book) if _is_measured(node))
