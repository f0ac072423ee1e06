"""Posts from strangers on paper: the printed book runs nothing, reads nothing, calls nobody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pikepdf
import pytest

from publisher.build import build, read_book
from tests.hostile.corpus import CASES
from tests.hostile.hostile import CANARY, server, set_up

_FORBIDDEN = {
    "/AA",
    "/EmbeddedFile",
    "/EmbeddedFiles",
    "/GoToR",
    "/ImportData",
    "/JavaScript",
    "/JS",
    "/Launch",
    "/Movie",
    "/OpenAction",
    "/Rendition",
    "/RichMedia",
    "/SubmitForm",
    "/XFA",
}
"""What a PDF can do to its reader (ISO 32000-1, 12.6.4): none of it is for a book."""


def _names(pdf: pikepdf.Pdf) -> Iterator[str]:
    """Every key, and every name that is a value, of every object."""
    for found in pdf.objects:
        if isinstance(found, (pikepdf.Dictionary, pikepdf.Stream)):
            for key, value in found.items():
                yield key
                if isinstance(value, pikepdf.Name):
                    yield str(value)


def _addresses(pdf: pikepdf.Pdf) -> Iterator[str]:
    for found in pdf.objects:
        if isinstance(found, pikepdf.Dictionary) and "/URI" in found:
            yield str(found["/URI"])


@pytest.mark.slow
def test_all_hostile_posts_together_are_a_harmless_pdf(tmp_path: Path) -> None:
    """Of all posts that our fonts can print: no action but links to the web, no file, no secret."""
    with server() as (address, callers):
        place = set_up(tmp_path, address)
        for case in CASES:
            if not case.refused:
                place.lay(case, case.id)
        for problem in read_book(place.root).problems:
            if problem.code == "T001":  # an e-reader has fonts for it, paper has not
                (place.root / problem.place.path).unlink(missing_ok=True)
        (file,) = build(place.root, ("pdf",), tmp_path / "book.pdf").files
        assert callers == []
    assert CANARY.encode() not in file.path.read_bytes()
    with pikepdf.open(file.path) as pdf:
        assert len(pdf.pages) == file.pages > 200
        assert set(_names(pdf)) & _FORBIDDEN == set()
        assert {a.partition(":")[0] for a in _addresses(pdf)} <= {"http", "https", "mailto"}
        streams = (found for found in pdf.objects if isinstance(found, pikepdf.Stream))
        assert all(CANARY.encode() not in found.read_bytes() for found in streams)
