"""What a page's end may not part, and what it may: lists, tables, and lines that announce them."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from tests.layout_samples import written
from tests.measure import Print

_PAIR = "A line.\n\n一行。\n\n"
_ROOM = range(2, 26, 2)
"""Lines of code before what is looked at, so that it meets the end of a page somewhere."""


def _printed(folder: Path, rest: str, layout: str = "interleaved", notes: str = "end") -> Print:
    """A book that shows what is looked at, with its words numbered, below more and more code."""
    for lines in _ROOM:
        code = "```\n" + "code\n" * lines + "```\n\n"
        words = rest.replace("№", f"{lines:02}")
        post = f'---\ntitle: "Post {lines} | 文"\n---\n\n{_PAIR}{code}{words}\n'
        (folder / f"{lines:02}.md").write_text(post, encoding="utf-8")
    return written(folder, layout=layout, notes=notes)[1]


def _page(book: Print, words: str) -> int:
    """The page on which words stand."""
    return next(n for n in range(len(book.pages)) if words in book.text(n))


def test_a_list_that_goes_over_does_not_take_along_what_stands_before_it(tmp_path: Path) -> None:
    """A page ends with the paragraph before a list rather than with white; so it does somewhere."""
    items = "".join(f"- Item {n} of post №.\n\n  第 {n} 项。\n\n" for n in range(3))
    book = _printed(tmp_path, f"Before it, post №.\n\n在它之前。\n\n{items}")
    assert any(
        _page(book, f"Before it, post {n:02}") < _page(book, f"Item 0 of post {n:02}")
        for n in _ROOM
    )


@pytest.mark.parametrize(
    ("colon", "layout"),
    [
        ("Announced №:\n\n宣布之后。", "interleaved"),
        ("Announced №.\n\n宣布如下：", "facing"),
        ("Announced №:\n\n宣布如下：", "columns"),
    ],
)
def test_what_announces_is_on_the_page_of_what_it_announces(
    tmp_path: Path, colon: str, layout: str
) -> None:
    """A paragraph that ends in a colon, in either language, is not the last on its page."""
    book = _printed(tmp_path, f"{colon}\n\n- Item of №.\n\n  一项。\n", layout)
    pages = [(_page(book, f"Announced {n:02}"), _page(book, f"Item of {n:02}")) for n in _ROOM]
    assert all(announced == item for announced, item in pages)


def _table(rows: int) -> str:
    lines = "".join(f"| row{n:02}of№ | {n} |\n" for n in range(rows))
    return f"| head№ | number |\n|---|---|\n{lines}"


def _rows(book: Print, post: int, rows: int) -> list[int]:
    return [_page(book, f"row{n:02}of{post:02}") for n in range(rows)]


def test_a_short_table_is_whole(tmp_path: Path) -> None:
    """A head and eight rows stand on one page."""
    book = _printed(tmp_path, _table(8))
    assert all(len(set(_rows(book, n, 8))) == 1 for n in _ROOM)


def test_a_long_table_leaves_no_row_alone(tmp_path: Path) -> None:
    """Where a table goes on to the next page, two rows at least stand on either, and its head."""
    book = _printed(tmp_path, _table(12))
    counts = [Counter(_rows(book, n, 12)) for n in _ROOM]
    assert any(len(count) > 1 for count in counts)
    for n, count in zip(_ROOM, counts, strict=True):
        assert min(count.values()) >= 2
        assert [p for p in range(len(book.pages)) if f"head{n:02}" in book.text(p)] == sorted(count)


def test_halves_side_by_side_begin_on_one_page_where_a_note_has_no_room(tmp_path: Path) -> None:
    """A first line goes over with its note; its other half goes with it, level."""
    words = "says a word of what it is about and goes on for some lines of its column. " * 3
    pair = f"Half № [term](#glossary-t) {words}\n\n一半№，{'此处有很多字，' * 12}完。\n"
    gloss = f'\n## 名词解析\n\n- <span id="glossary-t"></span>**term**：{"长释义，" * 60}完。\n'
    book = _printed(tmp_path, pair + gloss, "columns", "both")
    for n in _ROOM:
        assert _page(book, f"Half {n:02}") == _page(book, f"一半{n:02}")


def test_short_code_is_whole(tmp_path: Path) -> None:
    """Up to eight lines stand on one page."""
    lines = "".join(f"line{n}of№\n" for n in range(8))
    book = _printed(tmp_path, f"Then code.\n\n之后是代码。\n\n```\n{lines}```\n")
    for n in _ROOM:
        assert _page(book, f"line0of{n:02}") == _page(book, f"line7of{n:02}")
