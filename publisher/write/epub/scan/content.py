"""Rules on single elements: nothing that runs, every id a name of its own, nothing empty."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.write.epub.scan.reopen import File, Finding, Reopened

_ACTIVE = frozenset(
    "script iframe frame object embed applet form input button textarea select style base portal"
    " template foreignObject animate set handler".split()
)
"""Elements that run, load or collect something, or change how the rest is read."""

_SVG_PARTS = frozenset({"style", "animate", "set"})
"""Those of them that an SVG picture may have."""


def _is_picture(file: File) -> bool:
    return file.name.endswith(".svg")


def unreadable(book: Reopened) -> Iterator[Finding]:
    """Every file in XML can be read as XML."""
    for place, reason in book.broken:
        yield place, f"the file is not well-formed ({reason})"


def active(book: Reopened) -> Iterator[Finding]:
    """Nothing in a page runs, loads a page of its own or collects input."""
    for file in book.files:
        refused = _ACTIVE - _SVG_PARTS if _is_picture(file) else _ACTIVE
        for spot in file.tagged(refused & file.by_tag.keys()):
            yield file.place(spot), f"an element {spot.tag}"


def handlers(book: Reopened) -> Iterator[Finding]:
    """No attribute holds a script."""
    for file in book.files:
        names = [name for name in file.by_attribute if name.lower().startswith("on")]
        for spot in file.having(names):
            for name in (name for name in spot.attrs if name in names):
                yield file.place(spot), f"an event handler {name}"


def refresh(book: Reopened) -> Iterator[Finding]:
    """No page reloads itself or sends its reader elsewhere."""
    for file in book.files:
        for spot in file.tagged(("meta",)):
            if "http-equiv" in spot.attrs:
                yield file.place(spot), f"a meta {spot.attrs['http-equiv']}"


def style_attributes(book: Reopened) -> Iterator[Finding]:
    """Looks come from the style sheet alone, where a reader can change them."""
    for file in book.files:
        for spot in () if _is_picture(file) else file.having(("style",)):
            yield file.place(spot), "a style attribute"


def empty_metadata(book: Reopened) -> Iterator[Finding]:
    """No line of the metadata lost its value; EbookLib leaves one empty that XML cannot hold."""
    for file in book.files:
        if file.name.endswith(".opf"):
            filled = {owner for owner, words in file.runs if words.strip()}
            for index, spot in enumerate(file.spots):
                inside = spot.parent >= 0 and file.spots[spot.parent].tag == "metadata"
                if inside and index not in filled and "content" not in spot.attrs:
                    yield file.place(spot), "metadata without a value"
