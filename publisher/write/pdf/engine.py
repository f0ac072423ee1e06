"""The press: a document in, pages out; the only importer of `weasyprint`.

Import this module only where a PDF is made: it needs Pango, and takes a second to load. What
Chinese lines need beyond WeasyPrint's own line breaking is in `composition`.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from multiprocessing.util import Finalize
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp

import pydyf
import weasyprint
import weasyprint.pdf
from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import ffi, harfbuzz
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from publisher.fonts import Face, file_digest
from publisher.model import Resource
from publisher.write.pdf.artefact import Anchor, Bookmark, Objects, Type
from publisher.write.pdf.binding import EMPTY, IMAGE, OURS, PART, TAIL, is_pair_id, is_row_id
from publisher.write.pdf.composition import Division, divided_at_page_ends
from publisher.write.pdf.foresight import leading, step
from publisher.write.pdf.notes import Feet, Foot
from publisher.write.pdf.objects import taken_apart
from publisher.write.pdf.slots import cut, find_numbers, marking
from publisher.write.pdf.spreads import parted
from publisher.write.pdf.standing import Standing
from publisher.write.pdf.tagging import tagged
from publisher.write.pdf.warm import PASSING, Wardrobe, kept_warm
from publisher.xhtml import Element

_FACE = "face:"
_MECHANICS = """
.front { page: front }
.main { page: main }
.back { page: back }
.front, .back { break-before: page }
.chapter { break-before: recto !important }
.spread { page: spread }
.spread .chapter { break-before: page !important }
@page spread { counter-increment: page 2 }
.half-title { page: half-title }
h1, h2, h3, h4, h5, h6 { bookmark-level: none }
[data-bookmark] { bookmark-label: attr(data-bookmark) }
[data-level="1"] { bookmark-level: 1 }
[data-level="2"] { bookmark-level: 2 }
[data-level="3"] { bookmark-level: 3 }
.kept { white-space: nowrap }
pre > code { display: block }
pre .line { display: block; min-height: 1lh; --hang: calc((4 + var(--in, 0)) * 1ch) }
pre .line { padding-left: var(--hang); text-indent: calc(-1 * var(--hang)) }
pre .line:nth-child(-n+2) { break-after: avoid }
pre .line:nth-last-child(-n+2) { break-before: avoid }
ul, ol { break-before: auto }
.leads-in, .upper { break-after: avoid }
.code.short, table:not(:has(tr:nth-child(9))) { break-inside: avoid }
thead, tbody > tr:first-child:not(:last-child) { break-after: avoid }
tbody > tr:last-child:not(:first-child) { break-before: avoid }
.step { break-before: avoid; margin-top: var(--step) }
.step.up { margin-top: calc(var(--step) - 1rlh); margin-bottom: 2rlh }
.chapter-head + .step.up { margin-bottom: 1rlh }
"""
"""What holds in every theme: pages, the outline, what is kept together, the grid.

A chapter begins on a recto, so that none has to be laid out again when the one before it grows.
A step is all margin. Margins that meet become the largest of those above 0 and the smallest of
those below, so the gap changes by the step alone as long as a theme's own are whole lines.
"""

_COMPOSED = """
ruby rt { font-size: .5em; line-height: 0; vertical-align: 1.9em }
ruby rp { display: none }
.dots:lang(zh) { --emphasis-mark: dot }
"""
"""Where lines are composed: what WeasyPrint alone has not, ruby and dots under emphasised Han."""

_PLAIN = "p:lang(zh), .entry { text-align: left }"
"""Where they are not: WeasyPrint stretches spaces only, and Chinese has none to fill a line."""

_SLACK = 0.5
"""In px: rounding."""

_NO_ALT = "has no required alt description"
"""An image for the eye alone (`alt=""`) is no fault."""


# -- what the press may read -----------------------------------------------------------------------


class _Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint comes without types
    """Serves the faces and images of one part, and refuses every other address."""

    def __init__(self, faces: tuple[Face, ...], images: tuple[Resource, ...] = ()) -> None:
        super().__init__(allowed_protocols=())
        self._faces = {f"{_FACE}{number}": face for number, face in enumerate(faces)}
        self._images = {f"{IMAGE}{image.name}": image for image in images}

    def fetch(self, url: str, headers: object = None) -> URLFetcherResponse:  # noqa: ARG002  # part of the call
        """Return what the book holds under an address; ValueError for any other address."""
        if url in self._faces:
            return URLFetcherResponse(url, self._faces[url].path.read_bytes())
        if url in self._images:
            image = self._images[url]
            return URLFetcherResponse(url, image.data, {"Content-Type": image.media_type})
        raise ValueError(f"not a part of this book: {url}")


def _face_rule(number: int, face: Face) -> str:
    return (
        f'@font-face {{ font-family: "{face.family}"; font-weight: {face.weight};'
        f' font-style: {face.style}; src: url("{_FACE}{number}"); }}\n'
    )


# -- what it says ----------------------------------------------------------------------------------


class _Listener(logging.Handler):
    """Keeps every different complaint of WeasyPrint, once, in order."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.heard: dict[str, None] = {}
        self.count = 0
        """Of all that was said, be it new or not."""

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        message = record.getMessage()
        if _NO_ALT not in message:
            self.heard[message] = None
            self.count += 1


@contextmanager
def _listening(listener: _Listener) -> Iterator[None]:
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)


# -- fonts -----------------------------------------------------------------------------------------


@lru_cache(maxsize=4)
def _files(faces: tuple[Face, ...]) -> dict[bytes, str]:
    """The digest of each face's file, by its content."""
    return {face.path.read_bytes(): file_digest(face.path).hex() for face in faces}


def _file_of(face: object, files: Iterable[bytes]) -> bytes | None:
    """The file that HarfBuzz has read a face from, if it is one of these: no copy of it is made."""
    blob = harfbuzz.hb_face_reference_blob(face)
    try:
        with ffi.new("unsigned int *") as length:
            start = harfbuzz.hb_blob_get_data(blob, length)
            size = int(length[0])
        if start == ffi.NULL:
            return None
        here = ffi.buffer(start, size)
        return next((file for file in files if len(file) == size and here == file), None)
    finally:
        harfbuzz.hb_blob_destroy(blob)


def _is_plain(font: weasyprint.pdf.fonts.Font) -> bool:
    """Whether all that a PDF needs of a font is its file and the glyphs used."""
    pictures = font.bitmap or font.png or font.svg or font.colr
    return not (pictures or font.missing or font.used_in_forms or "fvar" in font.tables)


def _type(font: weasyprint.pdf.fonts.Font, face: str) -> Type:
    glyphs = tuple(sorted(font.to_unicode))
    return Type(
        resource=font.hash,
        face=face,
        name=font.name.partition(b"+")[2].decode(),
        family=font.family,
        flags=font.flags,
        italic_angle=font.italic_angle,
        ascent=font.ascent,
        descent=font.descent,
        stem=font.stemv,
        glyphs=glyphs,
        widths=tuple(font.widths[glyph] for glyph in glyphs),
        texts=tuple(font.to_unicode[glyph] for glyph in glyphs),
    )


class _Library:
    """Which file each face that was drawn with has been read from."""

    def __init__(self, faces: tuple[Face, ...]) -> None:
        self.digests = _files(faces)
        self._found: dict[int, tuple[object, bytes | None]] = {}
        """An address → the face there, held so that no other comes to it, and the face's file."""

    def file_of(self, face: object) -> bytes | None:
        """The file of one of our faces, compared byte by byte once; None for any other face."""
        address = int(ffi.cast("intptr_t", face))
        if address not in self._found:
            self._found[address] = face, _file_of(face, self.digests)
        return self._found[address][1]


class _Fonts(FontConfiguration):  # type: ignore[misc]  # WeasyPrint comes without types
    """Our faces, as WeasyPrint has loaded them: copies in a folder that goes with this process.

    WeasyPrint lets the folder go with the object, which a process that ends does not look after,
    and which processes that are forked from this one have as well.
    """

    def __init__(self, faces: tuple[Face, ...]) -> None:
        super().__init__()
        self._owner = os.getpid()
        self._folder = Path(mkdtemp(prefix="publisher-"))
        Finalize(None, rmtree, (self._folder,), {"ignore_errors": True}, exitpriority=0)
        listener = _Listener()
        rules = "".join(_face_rule(number, face) for number, face in enumerate(faces))
        with _listening(listener):
            weasyprint.CSS(string=rules, font_config=self, url_fetcher=_Fetcher(faces))
        self.said = tuple(listener.heard)

    def __del__(self) -> None:
        if os.getpid() == self._owner:
            super().__del__()


@lru_cache(maxsize=2)
def loaded(faces: tuple[Face, ...]) -> _Fonts:
    """Our faces, loaded once in a process, or in the one that it was forked from."""
    _files(faces)
    return _Fonts(faces)


class _Case:
    """Where a part's fonts are kept: our own faces as facts, any other in the PDF itself."""

    def __init__(self, library: _Library) -> None:
        self._library = library
        self.types: list[Type] = []

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Print what is printed inside without our faces."""
        original = weasyprint.pdf.build_fonts_dictionary
        contents = weasyprint.pdf.fonts.get_hb_object_data

        def data(face: object, *what: object) -> object:
            found = None if what else self._library.file_of(face)
            return contents(face, *what) if found is None else found

        def build(pdf: pydyf.PDF, fonts: dict[str, object], *rest: object) -> pydyf.Dictionary:
            foreign = {key: font for key, font in fonts.items() if not self._is_kept(font)}
            found: pydyf.Dictionary = original(pdf, foreign, *rest)
            return found

        weasyprint.pdf.build_fonts_dictionary = build
        weasyprint.pdf.fonts.get_hb_object_data = data
        try:
            yield
        finally:
            weasyprint.pdf.fonts.get_hb_object_data = contents
            weasyprint.pdf.build_fonts_dictionary = original

    def _is_kept(self, font: weasyprint.pdf.fonts.Font) -> bool:
        face = self._library.digests.get(font.file_content) if _is_plain(font) else None
        if face:
            self.types.append(_type(font, face))
        return face is not None

    @property
    def widths(self) -> dict[str, dict[int, float]]:
        """The width of each glyph used, by the name of its font."""
        return {
            kind.resource: dict(zip(kind.glyphs, kind.widths, strict=True)) for kind in self.types
        }


# -- pages -----------------------------------------------------------------------------------------

_POINTS = 0.75
"""Of a px."""


def _feet(page: boxes.PageBox, number: int) -> Iterator[tuple[str, Foot]]:
    """The notes in the area that WeasyPrint keeps for them."""
    top, height = page.content_box_y(), page.height
    areas = (child for child in page.children if isinstance(child, boxes.FootnoteAreaBox))
    for box in (note for area in areas for note in area.children):
        if box.element is None or not box.element.get("id"):
            continue
        words = "".join(b.text for b in box.descendants() if isinstance(b, boxes.TextBox))
        high, tall = box.position_y, box.margin_height()
        is_whole = high > top - _SLACK and high + tall < top + height + _SLACK
        yield box.element.get("id"), Foot(number, words, tall / height, is_whole)


def _uneven(page: boxes.PageBox) -> Iterator[str]:
    """The ids of rows of which one cell goes over to the next page as a whole, and another not."""
    for row in (box for box in page.descendants() if isinstance(box, boxes.TableBox)):
        name = row.element.get("id", "") if row.element is not None else ""
        if is_row_id(name):
            cells = [box for box in row.descendants() if isinstance(box, boxes.TableCellBox)]
            filled = [cell for cell in cells if len(cell.element)]
            if len({cell.empty for cell in filled}) > 1:
                yield name


def _first_with(pages: list[weasyprint.Page], anchor: str, otherwise: int) -> int:
    return next((n for n, page in enumerate(pages) if anchor in page.anchors), otherwise)


@dataclass(frozen=True, slots=True)
class Printed:
    """What a part has come to on paper."""

    objects: Objects
    anchors: tuple[Anchor, ...]
    bookmarks: tuple[Bookmark, ...]
    exact: tuple[int, ...]
    fixed: bool


class Proof:
    """A part that has been laid out; its own pages are counted from 0."""

    def __init__(self, document: weasyprint.Document, press: Press) -> None:
        pages = document.pages
        first = _first_with(pages, PART, 0)
        self.is_recto = first % 2 == 0
        self._last = _first_with(pages, TAIL, len(pages)) - first
        self._document = document.copy(pages[first : first + self._last])
        self._press = press
        box = self._pages[-1]._page_box  # noqa: SLF001  # no public way tells it
        self.has_blank = bool(box.page_type.blank or box.page_type.name == EMPTY)

    @property
    def _pages(self) -> list[weasyprint.Page]:
        found: list[weasyprint.Page] = self._document.pages
        return found

    @property
    def length(self) -> int:
        """Number of pages, without the blank one after them."""
        return self._last - self.has_blank

    def places(self) -> dict[str, int]:
        """The page on which each id first stands."""
        pages: dict[str, int] = {}
        for number, page in enumerate(self._pages):
            for anchor in page.anchors:
                pages.setdefault(anchor, number)
        return pages

    def steps(self, measured: frozenset[str]) -> dict[str, float]:
        """What blocks lack to a whole line, in px; one over two pages lacks what its end lacks."""
        steps: dict[str, float] = {}
        for page in self._pages:
            lines = leading(page._page_box.children[0])  # noqa: SLF001  # no public way tells it
            for anchor in measured & page.anchors.keys() if lines else ():
                _, top, _, bottom = page.anchors[anchor]
                steps[anchor] = step(bottom - top, lines)
        return steps

    def divided(self) -> frozenset[str]:
        """The ids of pairs that stand on more than one spread."""
        sheets: dict[str, set[int]] = {}
        for number, page in enumerate(self._pages):
            for name in filter(is_pair_id, page.anchors):
                sheets.setdefault(name, set()).add(number // 2)
        return frozenset(name for name, found in sheets.items() if len(found) > 1)

    def uneven(self) -> frozenset[str]:
        """The ids of pairs side by side whose halves do not begin on one page.

        The note of a first line may have no room on a page, and the line then goes over with it.
        """
        found: dict[str, bool] = {}
        for page in self._pages:
            if rows := list(filter(is_row_id, page.anchors)):
                uneven = frozenset(_uneven(page._page_box))  # noqa: SLF001  # no public way
                found |= {name: name in uneven for name in rows if name not in found}
        return frozenset(name for name, is_uneven in found.items() if is_uneven)

    def feet(self) -> Feet:
        """Every note at the foot of a page, by its id, as often as it stands somewhere."""
        found: dict[str, tuple[Foot, ...]] = {}
        for number, page in enumerate(self._pages):
            for name, foot in _feet(page._page_box, number):  # noqa: SLF001  # no public way
                found[name] = (*found.get(name, ()), foot)
        return found

    def divided_at_page_ends(self) -> frozenset[Division]:
        """The words of which a page turn parts the halves."""
        return divided_at_page_ends(self._pages)

    # -- what becomes of it ------------------------------------------------------------------------

    def _anchors(self) -> Iterator[Anchor]:
        met: set[str] = set()
        for number, page in enumerate(self._pages):
            for name, (x, y, _, _) in page.anchors.items():
                if name not in met and not name.startswith(OURS):
                    yield Anchor(name, number, x * _POINTS, (page.height - y) * _POINTS)
                met.add(name)

    def _bookmarks(self) -> Iterator[Bookmark]:
        for number, page in enumerate(self._pages):
            for level, title, (x, y), _ in page.bookmarks:
                yield Bookmark(level, title, number, x * _POINTS, (page.height - y) * _POINTS)

    def print(
        self, name: str, first: int, elsewhere: tuple[str, ...], floating: frozenset[str] | None
    ) -> Printed:
        """Draw the pages.

        `name` is the part's, `first` the number of its first page, `elsewhere` are the ids in other
        parts of the book that links may lead to. Numbers of pages are kept apart where they are
        those of the part's own pages, to which the ids in `floating` belong; with None, none are.
        """
        anchors, bookmarks = tuple(self._anchors()), tuple(self._bookmarks())
        for target in elsewhere:
            # WeasyPrint drops a link that leads nowhere; where this one leads is known later.
            self._pages[0].anchors.setdefault(target, (0, 0, 0, 0))
        found = [] if floating is None else list(find_numbers(self._pages, first, floating))
        numbers = {id(box): number for box, number in found if number}
        case = _Case(self._press.library)
        options = weasyprint.DEFAULT_OPTIONS | {"pdf_tags": True}
        with self._press.at_work(), case.in_use(), marking(numbers), tagged():
            pdf = weasyprint.pdf.generate_pdf(self._document, None, 1, **options)
        slots, is_cut = cut(pdf, case.widths, len(numbers))
        _strip(pdf)
        _name_cells(pdf, name)
        return Printed(
            objects=taken_apart(pdf, tuple(case.types), slots, self.length),
            anchors=anchors,
            bookmarks=bookmarks,
            exact=tuple(sorted({slot.number for slot in slots if slot.exact})),
            fixed=not is_cut or len(numbers) != len(found),
        )


def _strip(pdf: pydyf.PDF) -> None:
    """Leave out what is made once for the book: metadata, outline and names."""
    pdf.info.clear()
    for key in ("Outlines", "Names"):
        pdf.catalog.pop(key, None)


def _name_cells(pdf: pydyf.PDF, name: str) -> None:
    """Cells name the heads above them: by names that no other part has."""
    cells = [item for item in pdf.objects if isinstance(item, pydyf.Dictionary) and "ID" in item]
    for cell in cells:
        cell["ID"].string = f"{name}-{cell['ID'].string}"


class Press:
    """The fonts and styles of a book, set up once for all of its parts in this process."""

    def __init__(self, css: str, faces: tuple[Face, ...], *, composes: bool) -> None:
        """Read the styles; `composes` tells whether Chinese lines can be filled."""
        self.faces = faces
        self.library = _Library(faces)
        self._said = _Listener()
        self._listener = _Listener()
        self._fonts = loaded(faces)
        self._said.heard |= dict.fromkeys(self._fonts.said)
        mechanics = _MECHANICS + (_COMPOSED if composes else _PLAIN)
        fetcher = _Fetcher(faces)
        with _listening(self._said):
            self._styles = [
                weasyprint.CSS(string=text, font_config=self._fonts, url_fetcher=fetcher)
                for text in (css, mechanics)
            ]
        self._wardrobe = Wardrobe(css + mechanics)

    def begin(self) -> None:
        """Forget what was said of the part before."""
        self._listener = _Listener()

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """Note what WeasyPrint says of what is done inside, which is done with what is kept warm.

        Styles of which something was said are not kept, so that it is said of the next part too.
        """
        before = self._listener.count
        with _listening(self._listener), kept_warm(self._wardrobe):
            yield
        if self._listener.count != before:
            self._wardrobe.clear()

    @property
    def complaints(self) -> tuple[str, ...]:
        """What WeasyPrint found wrong in the styles, and in the part since `begin`."""
        return tuple(self._said.heard | self._listener.heard)

    def lay_out(
        self,
        html: Element,
        images: tuple[Resource, ...],
        css: str,
        standing: Standing | None = None,
        news: frozenset[str] = frozenset(),
    ) -> Proof:
        """Break a document into lines and pages, with a style sheet of its own.

        `standing` has the pages of the layout before, and keeps those of this one; `news` are the
        texts of paragraphs whose words are no longer to be divided where they were.
        """
        fetcher = _Fetcher(self.faces, images)
        with self.at_work():
            sheet = weasyprint.CSS(string=css, font_config=self._fonts, url_fetcher=fetcher)
            setattr(sheet, PASSING, True)
            standing = standing or Standing(is_open=False)
            source = standing.source(html, fetcher, news)
            with parted(), standing.in_use():
                document = source.render(
                    font_config=self._fonts, stylesheets=[*self._styles, sheet], pdf_tags=True
                )
        return Proof(document, self)


@lru_cache(maxsize=2)
def press(css: str, faces: tuple[Face, ...], *, composes: bool) -> Press:
    """The press for these styles and faces: the same one as long as no others are asked for."""
    return Press(css, faces, composes=composes)


def version() -> str:
    """Version of the WeasyPrint that is installed."""
    return str(weasyprint.__version__)
