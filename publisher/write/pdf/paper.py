"""What paper needs and a screen does not: addresses to read and to scan, no page too many."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, replace
from math import ceil

from publisher.model import Bilingual, Edition, Notes, Order, Resource, Sheet, Sheets
from publisher.qr import qr_svg
from publisher.write.pdf.heads import Room, title_of, with_head
from publisher.write.pdf.links import with_addresses
from publisher.xhtml import Element, Node, element, transform, with_attrs, with_children

_MODULE = 0.4
"""The least side of a module in mm: a telephone reads it off paper at arm's length."""

_SMALLEST = 18.0
"""The least side of a QR code in mm, quiet zone included."""

CODE = "qr:"
"""Begins the `src` of a QR code that is not drawn yet: its address follows."""

_SPAN = re.compile(rb'viewBox="0 0 (\d+) ')

_WITH_TEXT = frozenset({"chapter", "glossary"})
"""Kinds of sheets with links in their text; the others print their addresses themselves."""

_OF_A_BOOK = frozenset({"cover", "titlepage", "contents"})
"""Kinds of sheets that one post on its own can do without."""

_BOTH_HEADS = """
.chapter-head h1 .en { string-set: chapter-en attr(data-head), book-en attr(data-head); }
.chapter-head h1 .zh { string-set: chapter-zh attr(data-head), book-zh attr(data-head); }
"""
"""Without a title page, the title of the post stands above the pages on either side."""


# -- the address of the original, to be scanned ----------------------------------------------------


def _picture(address: str) -> Resource | None:
    """The QR code of an address; None for one that is too long for any."""
    try:
        data = qr_svg(address)
    except ValueError:
        return None
    digest = hashlib.sha256(address.encode()).hexdigest()[:16]
    return Resource(f"images/qr-{digest}.svg", "image/svg+xml", data)


def _side(picture: Resource) -> float:
    """How wide a QR code is printed, in mm: no module is smaller than a camera can tell."""
    found = _SPAN.search(picture.data)
    modules = int(found[1]) if found else 0
    return ceil(max(_SMALLEST, modules * _MODULE) * 100) / 100


def _with_code(sheet: Sheet) -> Sheet:
    """A chapter with a place for a QR code at the side of its credits."""
    if not sheet.source:
        return sheet
    alt = f"QR code: {sheet.source}"
    code = element("img", {"class": "qr", "src": f"{CODE}{sheet.source}", "alt": alt})

    def change(node: Element) -> tuple[Node, ...]:
        is_place = node.tag == "div" and "credits" in node.classes
        return (with_children(node, code, *node.children) if is_place else node,)

    changed = transform(sheet.body, change)[0]
    return replace(sheet, body=changed) if isinstance(changed, Element) else sheet


def with_codes_drawn(body: Element, scheme: str = "") -> tuple[Element, tuple[Resource, ...]]:
    """A part with its QR codes, and their pictures; `scheme` stands before the names of images.

    Drawing one takes longer than all else that is done for paper, so it is done with the layout.
    """
    pictures: dict[str, Resource] = {}
    place = f"{scheme}{CODE}"

    def change(node: Element) -> tuple[Node, ...]:
        if node.tag != "img" or not node.get("src").startswith(place):
            return (node,)
        picture = _picture(node.get("src").removeprefix(place))
        if picture is None:
            return ()
        pictures[picture.name] = picture
        side = f"{_side(picture)}mm"
        style = f"width: {side}; height: {side}"
        return (with_attrs(node, src=f"{scheme}{picture.name}", style=style),)

    changed = transform(body, change)[0]
    return (changed if isinstance(changed, Element) else body), tuple(pictures.values())


# -- a sheet, a book -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """What a sheet on paper depends on beside itself: the same for all sheets of a book."""

    order: Order
    room: Room
    """For the titles above the pages."""

    links: str
    qr: bool
    notes: Notes
    """As `Edition` has the three."""


def setting_of(sheets: Sheets) -> Setting:
    """What the sheets of a book depend on, those of its chapters included."""
    edition = sheets.edition
    titles = (title_of(sheet.body) for sheet in sheets.sheets if sheet.kind == "titlepage")
    book = Bilingual() if edition.handout else next(titles, Bilingual())
    room = Room(sheets.measure, sheets.faces, sheets.has_spreads, book)
    return Setting(sheets.meta.order, room, edition.links, edition.qr, edition.notes)


def on_paper(sheet: Sheet, setting: Setting) -> Sheet:
    """A sheet with what only its printed edition has, as the edition says.

    With `links: note`, a number at each link and the addresses at the end of its post; with `qr`,
    a place for the address of the original as a QR code beside the credits, which the layout has
    drawn (`with_codes_drawn`); always, a title for the heads of pages that fits above them.
    """
    if setting.links == "note" and sheet.kind in _WITH_TEXT:
        sheet = replace(sheet, body=with_addresses(sheet.body, setting.order))
    return with_head(_with_code(sheet) if setting.qr else sheet, setting.room)


def without_a_books(sheets: Sheets) -> Sheets:
    """A handout without title page and contents, which one post does not need; a book as it is."""
    if not sheets.edition.handout:
        return sheets
    kept = tuple(sheet for sheet in sheets.sheets if sheet.kind not in _OF_A_BOOK)
    # On facing pages the title of the book and of the post would stand on one line.
    more = "" if sheets.has_spreads else _BOTH_HEADS
    return replace(sheets, sheets=kept, print_css=sheets.print_css + more)


# -- what is done to a finished file ---------------------------------------------------------------


def is_complete(edition: Edition) -> bool:
    """Whether the edition asks for nothing that is done to a finished file."""
    bleeds = edition.bleed.strip("0.abcdefghijklmnopqrstuvwxyz")
    return not (edition.grey or bleeds or edition.marks != "none" or "a2u" in edition.standard)
