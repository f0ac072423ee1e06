"""Every code: a row in the table, a section in the manual, and a tiny book that shows it.

`pytest tests/test_check_codes.py --record` writes the golden lines anew; read the difference.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from publisher.build.proofreading import examine
from publisher.check import FINDERS
from publisher.check.book import POSTS
from publisher.check.editing import COPY
from publisher.check.pairs import FINDERS as PAIRS
from publisher.problems import CODES

FOLDERS = Path(__file__).parent / "check"
MANUAL = Path(__file__).parent.parent / "docs" / "problems.md"
TODAY = date(2026, 1, 1)

NO_INPUT = {
    "H003": "a second layer behind the gate for HTML; no post is known that gets so far",
    "I001": "of finished PDFs that are to be imposed; no post is read for it",
    "K001": "a defect of this program: an EPUB for Kindle with a dangling link",
    "K002": "a defect of this program: an EPUB for Kindle with a wrong language",
    "K003": "a defect of this program: an EPUB for Kindle without contents",
    "K004": "a defect of this program: comments of a post do not get into its EPUB",
    "K005": "of other EPUBs than ours for Kindle, whose entries open with their way back",
    "K007": "a book of 200 MB is no tiny one",
    "K008": "a picture that has 5 MB after it was fitted is no tiny one",
    "L001": "of an EPUB of facing pages, when it is made; no check makes one",
    "N001": "of set pages, which no check makes: a note too long for the foot of a page",
    "N002": "of set pages, which no check makes: a note without room at the foot of its page",
    "N003": "of set pages, which no check makes: a note is lost",
    "N004": "of set pages, which no check makes: a note that is more than text",
    "W001": "a defect of this program: a book that it wrote is faulty",
    "W002": "a layout that never settles; no post is known that causes it",
    "W003": "another version of the PDF engine than the locked one",
    "W004": "a style sheet or an image that the PDF engine does not understand",
}
"""Codes that no post causes while it is checked, each with the reason."""


E_READERS = {"K006": ("kindle",)}
"""The e-readers that a book is checked for, where a code is of them."""


def test_every_code_has_its_folder_and_its_section() -> None:
    """What can be reported is shown by an example, and explained."""
    folders = {path.name for path in FOLDERS.iterdir() if path.is_dir()}
    assert folders == set(CODES) - set(NO_INPUT)
    manual = MANUAL.read_text(encoding="utf-8")
    assert [code for code in CODES if f"\n### {code} " not in manual] == []


def test_every_finder_stands_under_its_code_once() -> None:
    """One small function for each code, and one row."""
    tables = (FINDERS, COPY, POSTS, PAIRS)
    codes = [code for table in tables for code in table]
    assert len(codes) == len(set(codes))
    assert set(codes) <= set(CODES)
    finders = [find for table in tables for find in table.values()]
    assert len(finders) == len(set(finders))


@pytest.mark.parametrize("code", sorted(set(CODES) - set(NO_INPUT)))
def test_a_code_is_said_of_its_tiny_book(code: str, *, record: bool) -> None:
    """The message of the code, letter by letter, and nothing of it where all is well."""
    draft = examine(FOLDERS / code / "input", TODAY, profiles=E_READERS.get(code, ()))
    made = "".join(f"{problem}\n" for problem in draft.problems if problem.code == code)
    golden = FOLDERS / code / "expected.txt"
    if record:
        golden.write_text(made, encoding="utf-8")
    assert made
    assert made == golden.read_text(encoding="utf-8")
