"""A part made ready for the press: its tree packed, and beside it what the printer must know of it.

A chapter needs nothing for it but its own sheet and the `Setting` of the book, so the printer never
has the trees of a whole book.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from publisher.codec import decode, encode, joined, parted
from publisher.jobs import Sealed
from publisher.model import Outline, Resource, Sheet, Sheets
from publisher.write.pdf.binding import (
    BACK,
    FRONT,
    IMAGE,
    MAIN,
    Bound,
    Places,
    bound,
    bound_chapter,
    half_title,
    is_spread,
    lead,
    places_in,
    places_of,
)
from publisher.write.pdf.dividing import MOST, divided, title
from publisher.write.pdf.formulas import Drawn, drawn
from publisher.write.pdf.notes import Source, notes_of
from publisher.write.pdf.paper import Setting, on_paper, setting_of
from publisher.write.pdf.parts import packed
from publisher.write.pdf.references import printed_targets
from publisher.xhtml import Element, text, walk

_NAME = 32
"""Bytes of the name of a packed tree."""

CONTENTS = "contents"
"""What a selector names that is meant for tables of contents, and an attribute in them."""


@dataclass(frozen=True, slots=True)
class Named:
    """What a tree names, each once and in its order."""

    ids: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    """Ids that its links lead to, in it or elsewhere."""

    images: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What the printer must know of a part beside its tree."""

    name: str
    kind: str
    """As `Bound` has the two."""

    named: Named
    targets: tuple[str, ...] = ()
    """The ids whose page numbers are printed in it, in order."""

    has_contents: bool = False
    """Whether it is no chapter, and there is a table of contents in it."""

    is_spread: bool = False
    letters: int = 0
    """Characters of its text."""

    pictures: tuple[Resource, ...] = ()
    """Of its formulas."""

    undrawn: tuple[str, ...] = ()
    """The sources of formulas that could not be drawn."""

    notes: tuple[Source, ...] = ()
    """What of it may be shown at the foot of a page."""

    outline: Outline | None = None
    """Of a chapter that is set apart, its line of the contents."""


@dataclass(frozen=True, slots=True)
class Ready:
    """A part that can be laid out."""

    told: Told
    body: Sealed = field(repr=False)
    """Its tree, `packed`."""

    lead: Sealed | None = field(default=None, repr=False)
    """What stands before it, `packed`, where that is more than before every part."""


def _named(body: Element) -> Named:
    ids, links, images = dict[str, None](), dict[str, None](), dict[str, None]()
    for node in walk(body):
        for name, value in node.attrs:
            if name == "id":
                ids[value] = None
            elif name == "href" and node.tag == "a" and value.startswith("#"):
                links[value[1:]] = None
            elif name == "src" and node.tag == "img":
                images[value.removeprefix(IMAGE)] = None
    return Named(tuple(ids), tuple(links), tuple(images))


def _has_contents(body: Element) -> bool:
    return any(CONTENTS in value for node in walk(body) for _, value in node.attrs)


def _ready(part: Bound, drawings: Sequence[Drawn] = ()) -> Ready:
    """A bound part; `drawings` are those of its sheets."""
    told = Told(
        part.name,
        part.kind,
        _named(part.body),
        tuple(sorted(printed_targets(part.body))),
        part.kind != MAIN and _has_contents(part.body),
        is_spread(part.body),
        len(text(part.body)),
        tuple(picture for made in drawings for picture in made.pictures),
        tuple(tex for made in drawings for tex in made.failed),
    )
    return Ready(told, packed(part.body))


def _drawn(sheet: Sheet, setting: Setting) -> tuple[Sheet, Drawn]:
    """A sheet as paper has it, and what became of its formulas."""
    sheet = on_paper(sheet, setting)
    made = drawn(sheet.body, setting.room.faces)
    return replace(sheet, body=made.body), made


def chapter(sheet: Sheet, places: Places, setting: Setting) -> Ready:
    """Make one chapter ready."""
    sheet, drawing = _drawn(sheet, setting)
    part = bound_chapter(sheet, places, has_spreads=setting.room.has_spreads)
    ready = _ready(part, [drawing])
    return replace(ready, told=replace(ready.told, notes=notes_of(sheet, setting.notes)))


def chapter_apart(sheet: Sheet, line: Outline, setting: Setting) -> bytes:
    """Make a chapter ready that is set apart, with its line; `opened` reads the result."""
    places = places_of((line,), {sheet.name: sheet.body.get("id")}, setting.order)
    ready = chapter(sheet, places, setting)
    told = encode(Told, replace(ready.told, outline=line))
    return joined(told, ready.body.name + ready.body.data)


def opened(result: bytes) -> Ready:
    """What `chapter_apart` has come to."""
    told, body = parted(result)
    return Ready(decode(Told, told), Sealed(body[:_NAME], body[_NAME:]))


# -- a book ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Whole:
    """A book that can be laid out."""

    lead: Sealed
    """The title page that stands before every part, `packed`."""

    parts: tuple[Ready, ...]
    """In the order of their pages: front, chapters, back."""


def _together(kind: str, shown: Sequence[tuple[Sheet, Drawn]], places: Places) -> Ready:
    """Some sheets as one part."""
    part = bound(kind, [sheet for sheet, _ in shown], places)
    return _ready(part, [drawing for _, drawing in shown])


def _at_the_end(
    sheet: Sheet, setting: Setting, places: Places, front: Sequence[Sheet]
) -> Iterator[Ready]:
    """A sheet behind the chapters; what goes on in another part stands behind its own title."""
    shown, drawing = _drawn(sheet, setting)
    first, *further = divided(shown, MOST)
    yield _together(BACK, [(first, drawing)], places)
    for more in further:
        before = packed(lead(front, title(first)))
        part = _ready(bound(BACK, [more], places), [replace(drawing, failed=())])
        yield replace(part, lead=before)


def book(sheets: Sheets, chapters: Sequence[Ready] = ()) -> Whole:
    """Make all parts of a book ready.

    `chapters` are those of which the sheets have no more than names; without them, all are made of
    their sheets.
    """
    setting, places = setting_of(sheets), places_in(sheets)
    is_main = [sheet.kind == "chapter" for sheet in sheets.sheets]
    at = is_main.index(True) if any(is_main) else len(is_main)
    before = [_drawn(sheet, setting) for sheet in sheets.sheets[:at]]
    front = [sheet for sheet, _ in before]
    rest = [sheet for sheet in sheets.sheets[at:] if sheet.kind != "chapter"]
    posts = (sheet for sheet in sheets.sheets[at:] if sheet.kind == "chapter")
    main = chapters or [chapter(sheet, places, setting) for sheet in posts]
    return Whole(
        packed(lead(front)),
        (
            *([_together(FRONT, before, places)] if before else []),
            *([_ready(half_title(front))] if sheets.has_spreads and main else []),
            *main,
            *(part for sheet in rest for part in _at_the_end(sheet, setting, places, front)),
        ),
    )
