"""Golden books: tiny folders of posts, and everything they come to, letter by letter.

`pytest tests/test_golden.py --record` writes the golden files anew; read the difference.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.build import export, read_book
from publisher.typeset import typeset
from publisher.xhtml import to_xhtml

BOOKS = sorted(path for path in (Path(__file__).parent / "golden").iterdir() if path.is_dir())


def _held(path: Path, made: str, *, record: bool) -> None:
    if record:
        path.write_text(made, encoding="utf-8")
    assert made == path.read_text(encoding="utf-8")


@pytest.mark.parametrize("folder", BOOKS, ids=lambda path: path.name)
def test_a_golden_book_has_its_pairs(folder: Path, *, record: bool) -> None:
    """The export: every unit, every line number, every term."""
    _, written = export(folder / "content", "json")
    assert written is not None
    _held(folder / "pairs.json", written.data.decode(), record=record)


@pytest.mark.parametrize("folder", BOOKS, ids=lambda path: path.name)
def test_a_golden_book_has_its_pages(folder: Path, *, record: bool) -> None:
    """The trees of every section, as XHTML."""
    draft = read_book(folder / "content")
    assert draft.book is not None
    assert draft.theme is not None
    assert draft.config is not None
    sheets = typeset(draft.book, draft.theme, draft.config.edition)
    made = "\n".join(to_xhtml(sheet.body) for sheet in sheets.sheets)
    _held(folder / "pages.xhtml", made, record=record)


@pytest.mark.parametrize("folder", BOOKS, ids=lambda path: path.name)
def test_a_golden_book_has_its_problems(folder: Path, *, record: bool) -> None:
    """Every message, with its place and its hint."""
    draft = read_book(folder / "content")
    made = "".join(f"{problem}\n" for problem in draft.problems)
    _held(folder / "problems.txt", made, record=record)
