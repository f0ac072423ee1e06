"""A post with errors costs no other post anything."""

from __future__ import annotations

from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result

from publisher.build import build, read_book
from publisher.cli import main

POST = '---\ntitle: "Tea | 茶"\n---\n\nHot tea.\n\n热茶。\n'
_BAD = {
    "bytes.md": b"---\ntitle: Bad\n---\n\nab\xff\n",
    "front.md": b"---\ntitle: [\n---\n\nHot tea.\n",
    "image.md": b"---\ntitle: A\n---\n\n![words](lost.png)\n",
}


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Give a folder with one good post and three bad ones."""
    folder = tmp_path / "content"
    folder.mkdir()
    (folder / "tea.md").write_text(POST, encoding="utf-8")
    (folder / "kettle.md").write_text(POST.replace("Tea | 茶", "Kettle | 壶"), encoding="utf-8")
    for name, data in _BAD.items():
        (folder / name).write_bytes(data)
    return folder


def run(*arguments: object) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def _chapter(book: Path, name: str) -> bytes:
    with ZipFile(book) as archive:
        return archive.read(f"EPUB/{name}.xhtml")


def test_every_post_is_checked_whatever_is_wrong_with_another(content: Path) -> None:
    """All three are named, with their lines; a warning of a good post is there as well."""
    draft = read_book(content)
    errors = {p.place.path: p.code for p in draft.problems if p.severity.value == "error"}
    assert errors == {"bytes.md": "F005", "front.md": "F001", "image.md": "R002"}
    assert not draft.is_sound


def test_without_being_asked_no_book_is_written(content: Path, tmp_path: Path) -> None:
    """A book that lacks a post must be somebody's wish."""
    assert not build(content, ("epub",), tmp_path / "dist").files


def test_asked_to_keep_going_the_book_does_without_them(content: Path, tmp_path: Path) -> None:
    """It says so at the end, in both languages, and the command ends with 1."""
    target = tmp_path / "book.epub"
    result = run("epub", content, "-o", target, "--keep-going")
    assert result.exit_code == 1
    assert "Left out, to be mended: bytes.md, front.md, image.md." in result.output
    assert "Nothing was written" not in result.output
    colophon = _chapter(target, "colophon").decode()
    assert "Left out, because it could not be read: bytes.md, front.md, image.md." in colophon
    assert "以下文章无法读取，未收入本书" in colophon
    with ZipFile(target) as archive:
        assert not [name for name in archive.namelist() if "bytes" in name or "image" in name]


def test_the_good_posts_are_the_same_with_bad_ones_beside_them(
    content: Path, tmp_path: Path
) -> None:
    """Their chapters are equal to the byte, and a whole book does not speak of left-out posts."""
    build(content, ("epub",), tmp_path / "with.epub", keep_going=True)
    for name in _BAD:
        (content / name).unlink()
    assert run("epub", content, "-o", tmp_path / "without.epub", "--keep-going").exit_code == 0
    for name in ("tea", "kettle"):
        assert _chapter(tmp_path / "with.epub", name) == _chapter(tmp_path / "without.epub", name)
    assert b"Left out" not in _chapter(tmp_path / "without.epub", "colophon")


def test_a_book_of_bad_posts_only_is_no_book(content: Path, tmp_path: Path) -> None:
    """Keep going as one may, nothing is written."""
    for name in ("tea.md", "kettle.md"):
        (content / name).unlink()
    assert not build(content, ("epub",), tmp_path / "book.epub", keep_going=True).files


def test_what_is_wrong_with_the_book_itself_still_stops_it(content: Path, tmp_path: Path) -> None:
    """A wrong key in book.yaml belongs to no post."""
    (content / "book.yaml").write_text("colour: red\n", encoding="utf-8")
    assert not build(content, ("epub",), tmp_path / "book.epub", keep_going=True).files


@pytest.mark.parametrize(
    ("limit", "text", "words"),
    [
        ("size", "x" * 300, "bytes"),
        ("lines", "\n" * 300, "lines"),
        ("blocks", "- a\n" * 90, "blocks"),
        ("links", "[a](#b) " * 90, "links"),
        ("marks", "*" * 300, "marks"),
    ],
)
def test_a_limit_refuses_and_book_yaml_raises_it(
    tmp_path: Path, limit: str, text: str, words: str
) -> None:
    """The message says how much there is, how much may be, and what to write in book.yaml."""
    (tmp_path / "long.md").write_text(f"---\ntitle: A | 甲\n---\n\n{text}\n", encoding="utf-8")
    (tmp_path / "book.yaml").write_text(f"limits: {{{limit}: 80}}\n", encoding="utf-8")
    (problem,) = (p for p in read_book(tmp_path).problems if p.code == "F007")
    assert words in problem.message
    assert "at most 80" in problem.message
    assert f"limits: {{{limit}: " in problem.hint
    raised = problem.hint.split("book.yaml: ")[1].rstrip(".")
    (tmp_path / "book.yaml").write_text(f"{raised}\n", encoding="utf-8")
    assert "F007" not in {p.code for p in read_book(tmp_path).problems}


def test_a_post_cannot_raise_its_own_limit(tmp_path: Path) -> None:
    """`limits` in front matter means nothing."""
    (tmp_path / "long.md").write_text(
        "---\ntitle: A | 甲\nlimits: {lines: 100000}\n---\n" + "\n" * 20_000, encoding="utf-8"
    )
    assert "F007" in {p.code for p in read_book(tmp_path).problems}
