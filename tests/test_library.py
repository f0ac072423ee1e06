"""Many books in one run, many editions of one, and what is told of the work."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publisher.build import save
from publisher.build.files import sweep
from publisher.build.library import library
from publisher.cli import main
from publisher.config import read_config
from tests.test_build import POST


def book(folder: Path, settings: str, post: str = POST) -> Path:
    """A folder with a book.yaml and one post."""
    folder.mkdir(parents=True)
    (folder / "book.yaml").write_text(settings, encoding="utf-8")
    (folder / "tea.md").write_text(post, encoding="utf-8")
    return folder


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a library of three books."""
    monkeypatch.chdir(tmp_path)
    book(tmp_path / "shelf" / "one", "slug: one\n")
    book(tmp_path / "shelf" / "deep" / "two", "slug: two\neditions: {pocket: {page: B5}}\n")
    book(tmp_path / "shelf" / "three", "slug: three\ncolour: red\n")
    return tmp_path


def run(*arguments: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, arguments)


def test_a_broken_book_does_not_stop_the_others(shelf: Path) -> None:
    """A line for each book and edition, and 1 at the end."""
    result = run("build", "--all", "shelf", "-o", "books")
    assert result.exit_code == 1
    names = sorted(path.name for path in (shelf / "books").iterdir())
    wanted = ("one", "two", "two-pocket")
    assert names == sorted(f"{name}.{end}" for name in wanted for end in ("epub", "pdf"))
    assert "three: nothing was written, 1 error." in result.output
    assert "deep/two, pocket: " in result.output
    assert "3 of 4 books made" in result.output


def test_one_book_is_made_in_all_its_editions(shelf: Path) -> None:
    """Within one book, `--all` means the book and every edition that it names."""
    assert run("build", "--all", "shelf/deep/two", "-o", "books").exit_code == 0
    pages = {path.name for path in (shelf / "books").glob("*.pdf")}
    assert pages == {"two.pdf", "two-pocket.pdf"}
    one, two = ((shelf / "books" / name).read_bytes() for name in sorted(pages))
    assert one != two


def test_two_books_of_one_name_are_told_apart(shelf: Path) -> None:
    """The second is refused: it would take the first one's place."""
    book(shelf / "shelf" / "one-more", "slug: one\n")
    (shelf / "shelf" / "three" / "book.yaml").unlink()
    result = run("build", "--all", "shelf", "-o", "books")
    assert result.exit_code == 1
    assert "one-more: “one” has files of the same name; give one of them another" in result.output


def test_an_edition_does_not_take_the_name_of_a_profile(shelf: Path) -> None:
    """The edition `zh` and the EPUB for Chinese apps would be one file, so it is refused.

    An edition with the name of no profile has an EPUB for each.
    """
    settings = "slug: one\nprofiles: [standard, zh]\neditions: {zh: {}, large: {page: A4}}\n"
    (shelf / "shelf" / "one" / "book.yaml").write_text(settings, encoding="utf-8")
    result = run("build", "--all", "shelf/one", "-o", "books")
    assert result.exit_code == 1
    assert "one, zh: “one” has files of the same name" in result.output
    names = {path.name for path in (shelf / "books").glob("*.epub")}
    assert names == {"one.epub", "one-zh.epub", "one-large.epub", "one-large-zh.epub"}


def test_a_folder_without_books_is_not_understood(shelf: Path) -> None:
    """So is a file where several would have to go."""
    (shelf / "empty").mkdir()
    assert "no book.yaml" in run("build", "--all", "empty").output
    assert run("build", "--all", "shelf", "-o", "one.epub").exit_code == 2


def test_below_a_book_no_other_is_looked_for(shelf: Path) -> None:
    """Nor in hidden folders."""
    book(shelf / "shelf" / "one" / "inner", "slug: inner\n")
    book(shelf / "shelf" / ".trash" / "old", "slug: old\n")
    assert [wanted.name for wanted in library(shelf / "shelf")] == [
        "deep/two",
        "deep/two, pocket",
        "one",
        "three",
    ]


@pytest.mark.parametrize(
    ("written", "line"),
    [
        ("editions: {pocket: {title: T}}", 1),
        ("editions: {pocket: {page: [B5]}}", 1),
        ("editions: {po/cket: {page: B5}}", 1),
        ("editions: {pocket: B5}", 1),
        ("editions: [B5]", 1),
        ("title: T\neditions:\n  pocket:\n    pages: B5", 4),
    ],
)
def test_an_edition_that_cannot_be_read_is_named_with_its_place(
    tmp_path: Path, written: str, line: int
) -> None:
    """An edition sets what `_sets` sets, and nothing else."""
    (tmp_path / "book.yaml").write_text(written, encoding="utf-8")
    config, problems = read_config(tmp_path)
    assert [(problem.code, problem.place.line) for problem in problems] == [("B003", line)]
    assert config is not None
    assert config.editions == ()


def test_an_edition_differs_in_what_it_says_and_in_nothing_else(tmp_path: Path) -> None:
    """Whether the book's own settings stand above it or below it."""
    written = "editions: {pocket: {page: B5}, plain: {}}\nlayout: gloss\npage: A4\n"
    (tmp_path / "book.yaml").write_text(written, encoding="utf-8")
    config, problems = read_config(tmp_path)
    assert problems == ()
    assert config is not None
    editions = dict(config.editions)
    assert (editions["pocket"].layout, editions["pocket"].page) == ("gloss", "B5")
    assert editions["plain"] == config.edition


# -- what is told of the work ----------------------------------------------------------------------


def test_profile_writes_where_the_time_went(shelf: Path) -> None:
    """Stages and posts, in seconds, with the reason for each."""
    arguments = ("epub", "shelf/one", "--profile", "times.json", "--profile", "standard")
    assert run(*arguments).exit_code == 0
    times = json.loads((shelf / "times.json").read_text(encoding="utf-8"))
    assert times["version"] == 1
    stages = [row["name"] for row in times["stages"]]
    assert {"load", "index", "check", "typeset", "epub", "save"} <= set(stages)
    assert {("load", "tea.md"), ("epub", "tea")} <= {(p["step"], p["name"]) for p in times["posts"]}
    assert all(row["cpu"] >= 0 for row in times["posts"])


def test_a_profile_that_is_neither_is_refused_with_both_meanings(shelf: Path) -> None:
    """A kind of e-readers, or a file for times."""
    assert shelf.is_dir()
    result = run("epub", "shelf/one", "--profile", "nook")
    assert result.exit_code == 2
    assert "standard, kobo, kindle, zh" in result.output
    assert "a name that ends in .json" in result.output


def test_verbose_names_the_slowest_posts_and_the_reasons(shelf: Path) -> None:
    """A post that was changed says so; the others are kept."""
    post = shelf / "shelf" / "one" / "tea.md"
    post.write_text(POST.replace("is hot", "is lukewarm"), encoding="utf-8")
    run("epub", "shelf/one", "-q")
    post.write_text(POST.replace("is hot", "is cold"), encoding="utf-8")
    output = run("epub", "shelf/one", "-v").output
    assert "load tea.md (changed)" in output
    assert "epub: 1 part made: changed" in output
    assert " kept" in output


# -- what killed builds leave ----------------------------------------------------------------------


def test_what_a_killed_build_left_is_swept_away(tmp_path: Path) -> None:
    """A passing file without a writer goes; one that is new, or not ours, stays."""
    old, new, other = (
        tmp_path / name for name in (".publisher-a.part", ".publisher-b.part", "mine.part")
    )
    for path in (old, new, other):
        path.write_bytes(b"half a book")
    for path in (old, other):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    save(tmp_path / "book.epub", b"book")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        ".publisher-b.part",
        "book.epub",
        "mine.part",
    ]
    sweep(tmp_path / "nowhere")
