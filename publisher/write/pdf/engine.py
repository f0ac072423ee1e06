"""The press: a bound document in, pages out; the only importer of `weasyprint`.

Import this module only where a PDF is made: it needs Pango, and takes a second to load. What
Chinese lines need beyond WeasyPrint's own line breaking is in `composition`.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pydyf
import weasyprint
from weasyprint.text.fonts import FontConfiguration
from weasyprint.urls import URLFetcher, URLFetcherResponse

from publisher.fonts import Face
from publisher.model import Resource, Sheets
from publisher.write.pdf.binding import IMAGE
from publisher.write.pdf.composition import Division, divided_at_page_ends
from publisher.write.pdf.references import Pagination
from publisher.xhtml import Element, to_html

_FACE = "face:"
_MECHANICS = """
.front { page: front }
.main { page: main }
.back { page: back }
@page :nth(1 of main) { counter-reset: page 1 }
h1, h2, h3, h4, h5, h6 { bookmark-level: none }
[data-bookmark] { bookmark-label: attr(data-bookmark) }
[data-level="1"] { bookmark-level: 1 }
[data-level="2"] { bookmark-level: 2 }
[data-level="3"] { bookmark-level: 3 }
.kept { white-space: nowrap }
.step { break-before: avoid; margin-top: var(--step) }
.step.up { margin-top: calc(var(--step) - 1rlh); margin-bottom: 2rlh }
.chapter-head + .step.up { margin-bottom: 1rlh }
"""
"""What holds in every theme: numbers of pages, the outline, what is kept together, the grid.

The counter of pages is never reset on an element: every reference to a page would turn wrong.
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

_NO_ALT = "has no required alt description"
"""An image for the eye alone (`alt=""`) is no fault."""


# -- what the press may read -----------------------------------------------------------------------


class _Fetcher(URLFetcher):  # type: ignore[misc]  # WeasyPrint comes without types
    """Serves the faces and images of one book, and refuses every other address."""

    def __init__(self, faces: tuple[Face, ...], resources: tuple[Resource, ...]) -> None:
        super().__init__(allowed_protocols=())
        self._faces = {f"{_FACE}{number}": face for number, face in enumerate(faces)}
        self._images = {f"{IMAGE}{image.name}": image for image in resources}

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

    def emit(self, record: logging.LogRecord) -> None:
        """Keep one message."""
        message = record.getMessage()
        if _NO_ALT not in message:
            self.heard[message] = None


@contextmanager
def _listening(listener: _Listener) -> Iterator[None]:
    logger = logging.getLogger("weasyprint")
    logger.addHandler(listener)
    try:
        yield
    finally:
        logger.removeHandler(listener)


# -- pages -----------------------------------------------------------------------------------------


def _leading(page: weasyprint.Page) -> float:
    """Distance from line to line in the running text, in px; 0 where the book does not fix it."""
    root = page._page_box.children[0]  # noqa: SLF001  # no public way tells it
    return float(getattr(root.style["line_height"], "value", 0))


def _step(height: float, leading: float) -> float:
    """What a height lacks to the nearest whole number of lines; less than 0 where it is over."""
    return round(round(height / leading) * leading - height, 2)


class Proof:
    """A document that has been laid out."""

    def __init__(self, document: weasyprint.Document, listener: _Listener) -> None:
        self._document = document
        self._listener = listener

    @property
    def length(self) -> int:
        """Number of pages."""
        return len(self._document.pages)

    def pagination(self, first_chapter: str, measured: frozenset[str]) -> Pagination:
        """Where every id stands, and what the blocks in `measured` lack to a whole line.

        `first_chapter` is the id with which page 1 begins.
        """
        pages: dict[str, int] = {}
        for number, page in enumerate(self._document.pages):
            for anchor in page.anchors:
                pages.setdefault(anchor, number)
        return Pagination(pages, pages.get(first_chapter, 0), self._steps(measured))

    def _steps(self, measured: frozenset[str]) -> dict[str, float]:
        """A block over two pages lacks what its last part lacks."""
        steps: dict[str, float] = {}
        for page in self._document.pages:
            leading = _leading(page)
            for anchor in measured & page.anchors.keys() if leading else ():
                _, top, _, bottom = page.anchors[anchor]
                steps[anchor] = _step(bottom - top, leading)
        return steps

    def divided_at_page_ends(self) -> frozenset[Division]:
        """The words of which a page turn parts the halves."""
        return divided_at_page_ends(self._document.pages)

    def print(self, identifier: str, front: int, covers: int = 0) -> bytes:
        """The PDF: tagged, its fonts cut to what it uses, its page labels as printed.

        `identifier` names the book for good; `front` is the number of pages before page 1, the
        first `covers` of which are the cover's and have no number.
        """
        digest = hashlib.sha256(identifier.encode()).hexdigest()[:32]

        def finish(_document: weasyprint.Document, pdf: pydyf.PDF) -> None:
            _label_pages(pdf, front, covers)

        with _listening(self._listener):
            data: bytes = self._document.write_pdf(
                finisher=finish, pdf_identifier=digest, pdf_tags=True
            )
        return data


def _label_pages(pdf: pydyf.PDF, front: int, covers: int) -> None:
    """Give a viewer the numbers that are printed, and open it as a book lies open."""
    cover = [0, pydyf.Dictionary({"P": pydyf.String("Cover")})] if covers else []
    roman = [covers, pydyf.Dictionary({"S": "/r"})] if front > covers else []
    numbers = pydyf.Array([*cover, *roman, front, pydyf.Dictionary({"S": "/D"})])
    pdf.catalog["PageLabels"] = pydyf.Dictionary({"Nums": numbers})
    pdf.catalog["PageLayout"] = "/TwoPageRight"
    pdf.catalog["PageMode"] = "/UseOutlines"


class Press:
    """The fonts, styles and images of one book, set up once for all its layouts."""

    def __init__(self, sheets: Sheets, *, composes: bool) -> None:
        """Take in a book; `composes` tells whether its Chinese lines can be filled."""
        self._listener = _Listener()
        self._fetcher = _Fetcher(sheets.faces, sheets.resources)
        self._fonts = FontConfiguration()
        rules = "".join(_face_rule(number, face) for number, face in enumerate(sheets.faces))
        mechanics = _MECHANICS + (_COMPOSED if composes else _PLAIN)
        with _listening(self._listener):
            self._styles = [
                weasyprint.CSS(string=css, font_config=self._fonts, url_fetcher=self._fetcher)
                for css in (rules + sheets.print_css, mechanics)
            ]

    @property
    def complaints(self) -> tuple[str, ...]:
        """What WeasyPrint found wrong so far: unknown CSS, a face it cannot read, a lost glyph."""
        return tuple(self._listener.heard)

    def lay_out(self, book: Element) -> Proof:
        """Break a bound document into lines and pages."""
        source = f"<!DOCTYPE html>\n{to_html(book)}"
        with _listening(self._listener):
            html = weasyprint.HTML(string=source, url_fetcher=self._fetcher)
            document = html.render(font_config=self._fonts, stylesheets=self._styles, pdf_tags=True)
        return Proof(document, self._listener)


def version() -> str:
    """Version of the WeasyPrint that is installed."""
    return str(weasyprint.__version__)
