"""The recipe: what is written, and what is left alone."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from publisher.build import build, export, read_book, save, save_all

POST = """---
title: "Tea | 茶"
date: 2025-07-23T01:39:00+08:00
---

> 作者：A. Writer

The [tea](#glossary-tea) is hot.

[茶](#glossary-tea)很烫。

---

## 名词解析

- <span id="glossary-tea"></span>**tea**：茶，一种叶子。
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A folder with one good post."""
    folder = tmp_path / "my-posts"
    folder.mkdir()
    (folder / "tea.md").write_text(POST, encoding="utf-8")
    return folder


def test_a_folder_of_posts_becomes_an_epub(content: Path, tmp_path: Path) -> None:
    """One file, named after the folder, in the folder that was asked for."""
    outcome = build(content, ("epub",), tmp_path / "out")
    assert [file.path.name for file in outcome.files] == ["my-posts.epub"]
    assert outcome.files[0].size == (tmp_path / "out" / "my-posts.epub").stat().st_size


def test_a_single_post_takes_its_own_title(content: Path) -> None:
    """A book of one post is called as the post is."""
    draft = read_book(content / "tea.md")
    assert draft.book is not None
    assert (draft.book.meta.title.en, draft.book.meta.title.zh) == ("Tea", "茶")


def test_an_error_keeps_the_last_good_book(content: Path, tmp_path: Path) -> None:
    """Where a post cannot be read, no file is touched and every error is listed."""
    target = tmp_path / "tea.epub"
    target.write_bytes(b"the last good book")
    (content / "bad.md").write_bytes(b"---\ntitle: Bad\n---\n\n\xff\xfe bytes\n")
    outcome = build(content, ("epub",), target)
    assert outcome.files == ()
    assert [p.code for p in outcome.problems if p.severity.value == "error"] == ["F005"]
    assert target.read_bytes() == b"the last good book"


def test_an_empty_folder_is_an_error_with_a_hint(tmp_path: Path) -> None:
    """A book needs a post."""
    outcome = build(tmp_path, ("epub",), tmp_path / "out")
    assert [p.code for p in outcome.problems] == ["B004"]


def test_a_character_without_a_font_stops_print_and_not_the_e_book(
    content: Path, tmp_path: Path
) -> None:
    """An e-reader has fonts of its own; paper would show an empty box."""
    (content / "tea.md").write_text(POST.replace("is hot", "is 𐀀 hot"), encoding="utf-8")
    assert build(content, ("epub",), tmp_path).files
    assert not build(content, ("pdf",), tmp_path).files


def test_the_environment_may_set_the_date_of_the_last_change(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """SOURCE_DATE_EPOCH, as reproducible-builds.org has it."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    draft = read_book(content)
    assert draft.book is not None
    assert draft.book.meta.modified is not None
    assert draft.book.meta.modified.isoformat() == "2023-11-14T22:13:20+00:00"


def test_export_gives_the_pairs(content: Path) -> None:
    """The same book, for other programs."""
    _, written = export(content, "json")
    assert written is not None
    assert '"kind": "pair"' in written.data.decode()


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    """The new file has ordinary permissions, and nothing is left beside it."""
    target = tmp_path / "new" / "book.epub"
    save(target, b"one")
    save(target, b"two")
    assert target.read_bytes() == b"two"
    assert [path.name for path in target.parent.iterdir()] == ["book.epub"]
    mask = os.umask(0)
    os.umask(mask)
    assert stat.S_IMODE(target.stat().st_mode) == 0o666 & ~mask


def test_a_file_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    """A folder in the target's place: the error is told, no part file stays."""
    (tmp_path / "book.epub").mkdir()
    with pytest.raises(OSError, match=r"book\.epub"):
        save(tmp_path / "book.epub", b"one")
    assert [path.name for path in tmp_path.iterdir()] == ["book.epub"]


def test_progress_is_told_for_every_post(content: Path) -> None:
    """Whoever shows it hears each step with its count."""
    heard: list[tuple[str, int, int]] = []
    read_book(content, lambda step, done, total: heard.append((step, done, total)))
    assert ("load", 1, 1) in heard


def test_a_post_that_is_not_there_is_named_where_it_is_asked_for(content: Path) -> None:
    """At the list in book.yaml, not at the top of the file."""
    (content / "book.yaml").write_text("title: T\nposts: [tea.md, lost.md]\n", encoding="utf-8")
    draft = read_book(content)
    assert [(p.code, p.place.line) for p in draft.problems] == [("B005", 2)]
    assert str(draft.problems[0].place) == "book.yaml:2:17"


def test_a_theme_that_is_not_there_is_named_where_it_is_asked_for(content: Path) -> None:
    """The line of the key, not the top of the file."""
    (content / "book.yaml").write_text("title: Tea\ntheme: nope\n", encoding="utf-8")
    (problem, *_) = read_book(content).problems
    assert str(problem).startswith("book.yaml:2:8 B008 error: there is no theme “nope”.")


def test_all_files_are_put_in_place_or_none(tmp_path: Path) -> None:
    """A folder in the way of the second keeps the first as it was."""
    first, second = tmp_path / "book.epub", tmp_path / "book.pdf"
    save(first, b"old")
    second.mkdir()
    with pytest.raises(IsADirectoryError) as caught:
        save_all({first: b"new", second: b"new"})
    assert caught.value.filename == str(second)
    assert first.read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["book.epub", "book.pdf"]


def test_a_link_is_followed_and_a_device_stays_one(tmp_path: Path) -> None:
    """A book that is kept elsewhere is written there; a pipe is filled, not replaced."""
    shelf, link, pipe = tmp_path / "shelf.epub", tmp_path / "book.epub", tmp_path / "pipe"
    link.symlink_to(shelf)
    save(link, b"book")
    assert link.is_symlink()
    assert shelf.read_bytes() == b"book"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    save(pipe, b"pairs")
    assert os.read(reader, 9) == b"pairs"
    os.close(reader)
    assert pipe.is_fifo()


def test_a_folder_may_have_the_name_of_a_file(content: Path, tmp_path: Path) -> None:
    """What is a folder is used as one, whatever its name ends in."""
    folder = tmp_path / "my.epub"
    folder.mkdir()
    (file,) = build(content, ("epub",), folder).files
    assert file.path.parent == folder


@pytest.mark.parametrize("target", ["/about/", "files/x.pdf", "?page=2", "../up/"])
def test_a_link_to_a_page_of_the_blog_keeps_its_words(
    content: Path, tmp_path: Path, target: str
) -> None:
    """A book has no site around it: the words stay, the link goes, and the author is told."""
    linked = POST.replace("is hot", f"is [hot]({target})")
    (content / "tea.md").write_text(linked, encoding="utf-8")
    outcome = build(content, ("epub",), tmp_path)
    assert [file.path.name for file in outcome.files] == ["my-posts.epub"]
    assert [(p.code, p.place.line) for p in outcome.problems] == [("M002", 8)]
