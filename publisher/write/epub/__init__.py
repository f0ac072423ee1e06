"""Sheets → an EPUB 3.3: one XHTML file for each sheet, contents and landmarks, metadata, images."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from publisher.jobs import Runner, one_by_one
from publisher.model import Edition, Resource, Sheet, Sheets, Written
from publisher.problems import Place, Problem, Problems
from publisher.write.epub.chapter import Chapter, Setting, chapter, job_of, unpacked
from publisher.write.epub.cover import COVER, with_cover
from publisher.write.epub.images import with_images
from publisher.write.epub.names import NAV, NCX, STYLE, Names, name_files
from publisher.write.epub.nav import nav
from publisher.write.epub.ncx import ncx
from publisher.write.epub.pack import Package, Part, pack
from publisher.write.epub.package import Datum, identifier, metadata, modified
from publisher.write.epub.page import book_title, both
from publisher.write.epub.profiles import find_profile
from publisher.write.epub.typefaces import Typefaces, typefaces
from publisher.xhtml import Element

__all__ = ["write_epub"]

_XHTML = "application/xhtml+xml"
_OF_PRINT = frozenset({"cover", "index"})
"""Kinds of sheets that only a printed book has."""

_COVER_IMAGE = "cover-image"
_EMBEDDED = {"svg": "svg", "math": "mathml"}
"""What the manifest must say of a page, by what it holds."""

Apart = Callable[[Setting], Iterable[bytes]]
"""Makes the chapters that are set apart from the other sheets: results of `finished`."""


def no_chapter(_setting: Setting) -> Iterable[bytes]:
    """Nothing is set apart."""
    return ()


# -- pages -----------------------------------------------------------------------------------------


def _key(sheet: Sheet, names: Names) -> str:
    return "nav" if sheet.kind == "contents" else f"page-{names.pages[sheet.name]}"


def _stand_in(page: Chapter) -> Sheet:
    """A chapter that is set apart, as far as the contents need to know it."""
    line = page.told.outline
    if line is None:
        raise ValueError("a chapter that is set apart has no line of the contents")
    return Sheet(line.sheet, "chapter", line.title, Element("section", (("id", line.sheet),)))


def _joined(sheets: Sheets, pages: Iterable[Chapter]) -> tuple[Sheets, dict[str, Chapter]]:
    """The book with the chapters that were set apart, which follow its contents."""
    made = {(sheet := _stand_in(page)).name: (sheet, page) for page in pages}
    if not made:
        return sheets, {}
    at = 1 + [sheet.kind for sheet in sheets.sheets].index("contents")
    between = (sheet for sheet, _ in made.values())
    lines = (page.told.outline for _, page in made.values())
    whole = replace(
        sheets,
        sheets=(*sheets.sheets[:at], *between, *sheets.sheets[at:]),
        outline=(*(line for line in lines if line), *sheets.outline),
    )
    return whole, {name: page for name, (_, page) in made.items()}


def _named(sheets: Sheets, apart: Mapping[str, Chapter]) -> Names:
    names = name_files(sheets)
    ids = {name: names.pages[page] for page, c in apart.items() for name in c.told.facts.ids}
    return replace(names, ids={**ids, **names.ids})


def _pages(
    sheets: Sheets, names: Names, apart: Mapping[str, Chapter], setting: Setting, run: Runner
) -> dict[str, Chapter]:
    """Every page but that of the contents, by the name of its sheet, in the order of the sheets."""
    found = [sheet for sheet in sheets.sheets if sheet.kind != "contents"]
    here = [sheet for sheet in found if sheet.name not in apart]
    results = run(chapter, [job_of(sheet, names, setting) for sheet in here])
    made = {sheet.name: unpacked(result) for sheet, result in zip(here, results, strict=True)}
    return {sheet.name: apart.get(sheet.name) or made[sheet.name] for sheet in found}


def _parts(sheets: Sheets, names: Names, pages: Mapping[str, Chapter]) -> Iterator[Part]:
    for sheet in sheets.sheets:
        if page := pages.get(sheet.name):
            held = page.told.features
            properties = tuple(said for tag, said in _EMBEDDED.items() if tag in held)
            yield Part(_key(sheet, names), names.pages[sheet.name], _XHTML, b"", properties, page)


def _glossary(sheets: Sheets, names: Names, pages: Mapping[str, Chapter]) -> str:
    """Where the glossary of the whole book stands, or without one the first of a post."""
    for sheet in sorted(sheets.sheets, key=lambda sheet: sheet.kind != "glossary"):
        page = pages.get(sheet.name)
        if page and page.told.glossary:
            return f"{names.pages[sheet.name]}#{page.told.glossary}"
    return ""


def _spine(sheets: Sheets, names: Names) -> tuple[tuple[str, bool], ...]:
    """The pages in order; without a contents page the navigation can be opened all the same."""
    keys = [(_key(sheet, names), True) for sheet in sheets.sheets]
    return (*keys,) if ("nav", True) in keys else (*keys, ("nav", False))


# -- what stands beside the pages ------------------------------------------------------------------


def _shown(sheets: Sheets, pages: Iterable[Chapter]) -> Sheets:
    """The book without the images that no page shows."""
    shown = {name for page in pages for name in page.told.images}
    kept = tuple(r for r in sheets.resources if r.name in shown or _is_cover(r))
    return replace(sheets, resources=kept)


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


def _on_screen(sheets: Sheets) -> Sheets:
    """The book without what a printed one alone has: its cover's page, its list of page numbers."""
    kept = tuple(sheet for sheet in sheets.sheets if sheet.kind not in _OF_PRINT)
    names = {sheet.name for sheet in kept}
    outline = tuple(line for line in sheets.outline if line.sheet in names)
    return replace(sheets, sheets=kept, outline=outline)


def _in_columns(sheets: Sheets) -> Problems:
    """What is said of a layout that a screen has no pages for."""
    if not sheets.has_spreads:
        return ()
    message = "an e-book has no facing pages: its languages stand in two columns"
    return (Problem("L001", Place("book.yaml"), message, "The PDF has them on facing pages."),)


def _setting(sheets: Sheets) -> Setting:
    edition = Edition(profile=sheets.edition.profile, zy_footnote=sheets.edition.zy_footnote)
    language, title = sheets.meta.order.languages[0].tag, both(book_title(sheets.meta))
    return Setting(edition, title, language, tuple(name_files(sheets).images.items()))


def write_epub(sheets: Sheets, run: Runner = one_by_one, apart: Apart = no_chapter) -> Written:
    """Write the book as an EPUB for the e-readers that `sheets.edition.profile` names.

    `run` makes the pages and what is to be done for each picture; a page that is as it was need
    not be made, deflated and scanned again, and neither need a list of them all. `apart` makes the
    chapters that are not among the sheets, each with its line of the contents. A problem found in
    the finished book is a defect of this program (W001). Sheets of print (`cover`, `index`) are
    left out.
    """
    dressed = find_profile(sheets.edition.profile).dress(_on_screen(sheets))
    sheets = with_cover(with_images(dressed, run), run)
    setting = _setting(sheets)
    sheets, chapters = _joined(sheets, map(unpacked, apart(setting)))
    names = _named(sheets, chapters)
    pages = _pages(sheets, names, chapters, setting, run)
    sheets = _shown(sheets, pages.values())
    uid = identifier(sheets.meta)
    contents = nav(sheets, names, _glossary(sheets, names, pages))
    parts = (Part("nav", NAV, _XHTML, contents, ("nav",)), *_parts(sheets, names, pages))
    fonts = _fonts(sheets, parts)
    held = {feature for page in pages.values() for feature in page.told.features}
    package = Package(
        (*metadata(sheets.meta, held), *_cover(sheets)),
        (
            parts[0],
            Part("ncx", NCX, "application/x-dtbncx+xml", ncx(sheets, names, uid)),
            Part("style", STYLE, "text/css", (sheets.epub_css + fonts.css).encode()),
            *parts[1:],
            *_images(sheets, names),
            *fonts.parts,
        ),
        _spine(sheets, names),
        sheets.meta.order.languages[0].tag,
        uid,
        modified(sheets.meta),
        fonts.licences,
    )
    data, found = pack(package, run)
    return Written(data, (*found, *_in_columns(sheets)))
