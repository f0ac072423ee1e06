"""Sheets → an EPUB 3.3: one XHTML file for each sheet, contents and landmarks, metadata, images."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publisher.jobs import Runner, one_by_one
from publisher.model import Resource, Sheet, Sheets, Written
from publisher.write.epub.chapter import chapter, job_of, unpacked
from publisher.write.epub.cover import COVER, with_cover
from publisher.write.epub.images import with_images
from publisher.write.epub.names import NAV, NCX, STYLE, Names, name_files
from publisher.write.epub.nav import nav
from publisher.write.epub.ncx import ncx
from publisher.write.epub.pack import FOLDER, Package, Part, pack
from publisher.write.epub.package import Datum, identifier, metadata, modified
from publisher.write.epub.page import book_title, both
from publisher.write.epub.profiles import find_profile
from publisher.write.epub.typefaces import Typefaces, typefaces
from publisher.xhtml import walk

__all__ = ["write_epub"]

_XHTML = "application/xhtml+xml"
_OF_PRINT = frozenset({"cover", "index"})
"""Kinds of sheets that only a printed book has."""

_COVER_IMAGE = "cover-image"

_EMBEDDED = {"svg": "svg", "math": "mathml"}


def _properties(sheet: Sheet) -> tuple[str, ...]:
    """What the manifest must say of a page's content."""
    tags = {node.tag for node in walk(sheet.body)}
    return tuple(prop for tag, prop in _EMBEDDED.items() if tag in tags)


def _key(sheet: Sheet, names: Names) -> str:
    return "nav" if sheet.kind == "contents" else f"page-{names.pages[sheet.name]}"


def _pages(sheets: Sheets, names: Names, run: Runner) -> Iterator[Part]:
    language = sheets.meta.order.languages[0].tag
    title = both(book_title(sheets.meta))
    found = [sheet for sheet in sheets.sheets if sheet.kind != "contents"]
    jobs = [job_of(sheet, names, FOLDER, title, language) for sheet in found]
    for sheet, result in zip(found, run(chapter, jobs), strict=True):
        name, properties = names.pages[sheet.name], _properties(sheet)
        yield Part(_key(sheet, names), name, _XHTML, b"", properties, unpacked(result))


def _images(sheets: Sheets, names: Names) -> Iterator[Part]:
    for number, resource in enumerate(sheets.resources):
        name = names.images[resource.name]
        if _is_cover(resource):
            kind = resource.media_type
            yield Part(_COVER_IMAGE, name, kind, resource.data, (_COVER_IMAGE,))
        else:
            yield Part(f"image-{number}", name, resource.media_type, resource.data)


def _is_cover(resource: Resource) -> bool:
    return resource.name.startswith(f"{COVER}.")


def _cover(sheets: Sheets) -> tuple[Datum, ...]:
    """How readers that know EPUB 2 only find the cover."""
    said = Datum("meta", "", (("name", "cover"), ("content", _COVER_IMAGE)))
    return (said,) if any(map(_is_cover, sheets.resources)) else ()


def _fonts(sheets: Sheets, pages: tuple[Part, ...]) -> Typefaces:
    if not sheets.edition.embed_fonts:
        return Typefaces((), "", ())
    return typefaces(pages, sheets.faces)


def _spine(sheets: Sheets, names: Names) -> tuple[tuple[str, bool], ...]:
    """The pages in order; without a contents page the navigation can be opened all the same."""
    keys = [(_key(sheet, names), True) for sheet in sheets.sheets]
    return (*keys,) if ("nav", True) in keys else (*keys, ("nav", False))


def _on_screen(sheets: Sheets) -> Sheets:
    """The book without what a printed one alone has: its cover's page, its list of page numbers."""
    kept = tuple(sheet for sheet in sheets.sheets if sheet.kind not in _OF_PRINT)
    names = {sheet.name for sheet in kept}
    outline = tuple(line for line in sheets.outline if line.sheet in names)
    return replace(sheets, sheets=kept, outline=outline)


def write_epub(sheets: Sheets, run: Runner = one_by_one) -> Written:
    """Write the book as an EPUB for the e-readers that `sheets.edition.profile` names.

    `run` makes the pages and what is to be done for each picture; a page that is as it was need
    not be made, deflated and scanned again. A problem found in the finished book is a defect of
    this program (W001). Sheets of print (`cover`, `index`) are left out.
    """
    adapted = find_profile(sheets.edition.profile).adapt(_on_screen(sheets))
    sheets = with_cover(with_images(adapted, run), run)
    names = name_files(sheets)
    uid = identifier(sheets.meta)
    pages = (Part("nav", NAV, _XHTML, nav(sheets, names), ("nav",)), *_pages(sheets, names, run))
    fonts = _fonts(sheets, pages)
    package = Package(
        (*metadata(sheets), *_cover(sheets)),
        (
            pages[0],
            Part("ncx", NCX, "application/x-dtbncx+xml", ncx(sheets, names, uid)),
            Part("style", STYLE, "text/css", (sheets.epub_css + fonts.css).encode()),
            *pages[1:],
            *_images(sheets, names),
            *fonts.parts,
        ),
        _spine(sheets, names),
        sheets.meta.order.languages[0].tag,
        uid,
        modified(sheets.meta),
        fonts.licences,
    )
    return Written(*pack(package))
