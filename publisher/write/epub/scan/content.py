"""Rules on single elements: nothing that runs, every id a name of its own, nothing empty."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.write.epub.scan.reopen import File, Finding, Reopened

_ACTIVE = frozenset(
    "script iframe frame object embed applet form input button textarea select style base portal"
    " template foreignObject animate set handler".split()
)
"""Elements that run, load or collect something, or change how the rest is read."""

_SVG_PARTS = frozenset({"style", "animate", "set"})
"""Those of them that an SVG picture may have."""


_OF_A_FILE = re.compile(r"kobo\.[0-9]+\.[0-9]+$|book-(?:columns|inner)$")
"""Ids that Kobo's renderer wants anew in each file; nothing leads to them."""


def _is_picture(file: File) -> bool:
    return file.name.endswith(".svg")


def unreadable(book: Reopened) -> Iterator[Finding]:
    """Every file in XML can be read as XML."""
    for place, reason in book.broken:
        yield place, f"the file is not well-formed ({reason})"


def active(book: Reopened) -> Iterator[Finding]:
    """Nothing in a page runs, loads a page of its own or collects input."""
    for file, spot in book.spots():
        allowed = _SVG_PARTS if _is_picture(file) else frozenset[str]()
        if spot.tag in _ACTIVE - allowed:
            yield spot.place, f"an element {spot.tag}"


def handlers(book: Reopened) -> Iterator[Finding]:
    """No attribute holds a script."""
    for _, spot in book.spots():
        for name in spot.attrs:
            if name.lower().startswith("on"):
                yield spot.place, f"an event handler {name}"


def refresh(book: Reopened) -> Iterator[Finding]:
    """No page reloads itself or sends its reader elsewhere."""
    for _, spot in book.spots():
        if spot.tag == "meta" and "http-equiv" in spot.attrs:
            yield spot.place, f"a meta {spot.attrs['http-equiv']}"


def style_attributes(book: Reopened) -> Iterator[Finding]:
    """Looks come from the style sheet alone, where a reader can change them."""
    for file, spot in book.spots():
        if "style" in spot.attrs and not _is_picture(file):
            yield spot.place, "a style attribute"


def empty_metadata(book: Reopened) -> Iterator[Finding]:
    """No line of the metadata lost its value; EbookLib leaves one empty that XML cannot hold."""
    for file in book.files:
        if file.name.endswith(".opf"):
            filled = {owner for owner, words in file.runs if words.strip()}
            for index, spot in enumerate(file.spots):
                inside = spot.parent >= 0 and file.spots[spot.parent].tag == "metadata"
                if inside and index not in filled and "content" not in spot.attrs:
                    yield spot.place, "metadata without a value"


def repeated_ids(book: Reopened) -> Iterator[Finding]:
    """An id is unique in the whole book, since links between chapters are made from it alone."""
    seen: set[str] = set()
    for file in book.pages():
        for spot in file.spots:
            name = spot.attrs.get("id")
            if name is None:
                continue
            if not name or any(char.isspace() for char in name):
                yield spot.place, f"an id that is no name ({name!r})"
            elif name in seen and not _OF_A_FILE.match(name):
                yield spot.place, f"an id given twice ({name})"
            seen.add(name)
