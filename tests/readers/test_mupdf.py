"""The books in MuPDF, which draws them in SumatraPDF and on many e-readers with other firmware."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pymupdf
import pytest

from publisher.language import han_count, latin_words
from tests.conftest import ROOT
from tests.readers.samples import samples

BOOKS = [sample.name for sample in samples()]
_SCREEN = pymupdf.Rect(0, 0, 360, 480)
_SIZE = 14


@pytest.fixture(params=BOOKS)
def laid_out(
    request: pytest.FixtureRequest, book: Callable[[str], Path]
) -> Iterator[pymupdf.Document]:
    """Give each book on the screen of a small e-reader."""
    with pymupdf.open(book(request.param)) as document:
        document.layout(rect=_SCREEN, fontsize=_SIZE)
        yield document


def test_every_page_can_be_drawn_and_both_languages_are_read(
    laid_out: pymupdf.Document, request: pytest.FixtureRequest
) -> None:
    """The whole text is there, and MuPDF has no complaint while it draws."""
    pymupdf.TOOLS.reset_mupdf_warnings()
    words = "".join(page.get_text() for page in laid_out)
    assert han_count(words) > 60
    assert latin_words(words) > 40
    number = min(4, laid_out.page_count - 1)
    folder = ROOT / "build" / "screenshots"
    folder.mkdir(parents=True, exist_ok=True)
    name = request.node.callspec.params["laid_out"]
    laid_out[number].get_pixmap(dpi=144).save(folder / f"mupdf-{name}.png")
    assert pymupdf.TOOLS.mupdf_warnings() == ""


def test_contents_and_terms_lead_to_pages(laid_out: pymupdf.Document) -> None:
    """Every line of the contents names a page; terms and back links lead inside the book."""
    lines = laid_out.get_toc()
    assert lines[-1][1] == "Colophon | 版权页"
    assert all(0 < page <= laid_out.page_count for _, _, page in lines)
    kinds = [link["kind"] for page in laid_out for link in page.get_links()]
    assert kinds.count(pymupdf.LINK_GOTO) > 4
    assert set(kinds) <= {pymupdf.LINK_GOTO, pymupdf.LINK_URI}
