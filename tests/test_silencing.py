"""Codes that authors silence: where, how far, and which cannot be."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from publisher.build import build, read_book
from publisher.build.proofreading import examine
from publisher.problems import CODES, Severity

TODAY = date(2026, 1, 1)
FRONT = '---\ntitle: "Tea | 茶"\ndate: 2025-07-23\n---\n\n> 作者：A. Writer\n\n'
SLIPS = "Tea  is hot.\n\n茶很烫。\n\nThe  cup is full.\n\n杯子是满的。\n"


def _codes(folder: Path, text: str, book: str = "") -> list[tuple[str, int]]:
    (folder / "post.md").write_text(text, encoding="utf-8")
    if book:
        (folder / "book.yaml").write_text(book, encoding="utf-8")
    return [(p.code, p.place.line) for p in examine(folder, TODAY).problems]


def test_without_a_silence_everything_is_said(tmp_path: Path) -> None:
    """Two slips, two findings."""
    assert _codes(tmp_path, FRONT + SLIPS) == [("E002", 8), ("E002", 12)]


def test_a_comment_above_silences_the_next_line_only(tmp_path: Path) -> None:
    """The second slip is another matter."""
    text = FRONT + "<!-- publisher: ignore E002 -->\n" + SLIPS
    assert _codes(tmp_path, text) == [("E002", 13)]


def test_a_comment_on_the_line_silences_it(tmp_path: Path) -> None:
    """Several codes, with commas or without, in small letters too."""
    text = FRONT + SLIPS.replace("is hot.", "is hot. <!-- publisher: ignore g003, e002 -->")
    assert _codes(tmp_path, text) == [("S001", 8), ("E002", 12)]


def test_a_silence_for_a_file_holds_everywhere_in_it(tmp_path: Path) -> None:
    """As a comment anywhere, or in the front matter."""
    comment = FRONT + SLIPS + "\n<!-- publisher: ignore-file E002 -->\n"
    assert _codes(tmp_path, comment) == []
    front = FRONT.replace("date:", "publisher: {ignore: [E002]}\ndate:")
    assert _codes(tmp_path, front + SLIPS) == []


def test_book_yaml_silences_a_code_in_the_whole_book(tmp_path: Path) -> None:
    """For a habit of the author's."""
    assert _codes(tmp_path, FRONT + SLIPS, "check: {ignore: [E002]}\n") == []


def test_a_silence_that_silences_nothing_is_said(tmp_path: Path) -> None:
    """In book.yaml, in front matter, in a comment; each at its place."""
    front = FRONT.replace("date:", "publisher: {ignore: [P013]}\ndate:")
    text = front + "<!-- publisher: ignore P014 -->\nTea is hot.\n\n茶很烫。\n"
    found = _codes(tmp_path, text, "check: {ignore: [P012]}\n")
    assert found == [("S001", 1), ("S001", 3), ("S001", 9)]


@pytest.mark.parametrize("code", [c for c, (s, _) in CODES.items() if s is Severity.ERROR])
def test_an_error_cannot_be_silenced(code: str, tmp_path: Path) -> None:
    """A book that is known to be faulty is not made."""
    text = FRONT + f"<!-- publisher: ignore-file {code} -->\n![x](gone.png)\n\n茶很烫 𐀀。\n"
    found = {found for found, _ in _codes(tmp_path, text)}
    assert {"S002", "R002", "T001"} <= found


def test_a_code_in_code_silences_nothing(tmp_path: Path) -> None:
    """A post that explains silences does not make any."""
    comment = "<!-- publisher: ignore-file E002 -->"
    text = FRONT + f"Write `{comment}` so.\n\n写上`{comment}`。\n\n```\n{comment}\n```\n\n" + SLIPS
    assert [code for code, _ in _codes(tmp_path, text)] == ["E002", "E002"]


def test_a_build_keeps_to_the_silences_too(tmp_path: Path) -> None:
    """What an author has looked at is not told again with every book."""
    text = FRONT + "## Afterword <!-- publisher: ignore P012 -->\n\n" + SLIPS
    assert _codes(tmp_path, text) == [("E002", 10), ("E002", 14)]
    assert read_book(tmp_path).problems == ()
    plain = text.replace(" <!-- publisher: ignore P012 -->", "")
    (tmp_path / "post.md").write_text(plain, encoding="utf-8")
    assert [problem.code for problem in read_book(tmp_path).problems] == ["P012"]


def test_a_silence_leaves_no_trace_in_a_book(tmp_path: Path) -> None:
    """The same EPUB, byte for byte, with the comments and without."""
    text = FRONT + SLIPS + "\n- green tea\n\n  绿茶\n"
    made = []
    for name, post in (
        ("with", text.replace("Tea  is", "<!-- publisher: ignore E002 -->\nTea  is")),
        ("without", text),
    ):
        folder = tmp_path / name / "tea"
        folder.mkdir(parents=True)
        (folder / "post.md").write_text(post, encoding="utf-8")
        build(folder, ("epub",), tmp_path / name)
        made.append((tmp_path / name / "tea.epub").read_bytes())
    assert made[0] == made[1]
