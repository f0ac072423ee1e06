"""Chapters of a PDF made ready where their posts lie: the same bytes, no more work than needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.build import build, read_book
from publisher.build.cache import Cache
from publisher.build.ledger import KEPT
from publisher.build.pool import Pool
from publisher.build.workshop import Workshop
from publisher.check import check, is_drawable
from publisher.model import AbridgedError, Book
from publisher.problems import Problem, Problems
from publisher.write.pdf import write_pdf
from publisher.write.pdf.parts import packed
from publisher.xhtml import element
from tests.test_chapters import BOTH, parts_of, set_whole

_FRONT = '---\ntitle: "{0} | {1}"\ndate: 2025-01-0{2}\n---\n\n'
_ENTRY = '- <span id="glossary-{0}"></span>**{0}（{1}）**：{2}\n'
LID = f"""{_FRONT.format("Lid", "盖子", 1)}> Source: <https://example.org/lid>

The [lid](#glossary-lid) is on; see [the spout](spout.md#bend) and [a pot](https://example.org/).

[盖子](#glossary-lid)盖着。见[壶嘴](spout.md#bend)和[一把壶](https://example.org/)。

It holds $a^2 + b^2$ cups.[^cups]

它能装 $a^2 + b^2$ 杯。[^cups]

$$
\\enclose{{circle}}{{x}}
$$

[^cups]: Small cups.

## 名词解析

{_ENTRY.format("lid", "盖子", "上面的。")}"""
SPOUT = f"""{_FRONT.format("Spout", "壶嘴", 2)}The [spout](#glossary-spout) pours.

[壶嘴](#glossary-spout)倒水。

## Shape {{#bend}}

## 形状

It is bent.

它是弯的。

| Cup | Tea |
|---|---|
| one | two |

```
pour()
```

## 名词解析

{_ENTRY.format("spout", "壶嘴", "前面的，" * 160)}"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Two posts, of which one leads into the other, with all that a printed chapter may hold."""
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "lid.md").write_text(LID, encoding="utf-8")
    (folder / "spout.md").write_text(SPOUT, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "wish",
    [
        *({"layout": layout} for layout in BOTH),
        {"layout": "interleaved", "notes": "page", "links": "note"},
        {"layout": "facing", "notes": "both", "order": "zh-en"},
        {"layout": "columns", "post": "lid.md"},
    ],
    ids=lambda wish: " ".join(f"{key}={value}" for key, value in wish.items()),
)
def test_a_book_made_chapter_by_chapter_is_the_same(
    content: Path, tmp_path: Path, wish: Mapping[str, str]
) -> None:
    """Byte for byte the book whose sheets are all set in one place; the same is said of it."""
    outcome = build(content, ("pdf",), tmp_path, choices=wish)
    sheets, problems = set_whole(content, wish)
    written = write_pdf(sheets)
    assert outcome.files
    assert outcome.files[0].path.read_bytes() == written.data
    assert outcome.problems == (*problems, *written.problems)


def test_a_post_is_changed_and_the_other_is_neither_read_nor_set(
    content: Path, tmp_path: Path
) -> None:
    """A word in one post costs one post, one chapter and its pages."""
    path = tmp_path / "cache" / "results.sqlite"
    parts_of(content, path, "pdf")
    spout = content / "spout.md"
    spout.write_text(SPOUT.replace("bent", "curved"), encoding="utf-8")
    anew = [(part.step, part.name) for part in parts_of(content, path, "pdf") if part.why != KEPT]
    assert anew == [("load", "spout.md"), ("pdf", "spout"), ("pdf", "spout")]


def test_workers_and_the_cache_make_the_same_book(content: Path, tmp_path: Path) -> None:
    """Alone and without a cache, with two workers, and of what they have kept."""
    path = tmp_path / "cache" / "results.sqlite"
    alone = build(content, ("pdf",), tmp_path / "alone").files[0].path.read_bytes()
    for size in (2, 1):
        parts_of(content, path, "pdf", size)
        (book,) = path.parent.glob("*.pdf")
        assert book.read_bytes() == alone


def test_a_tree_is_named_by_what_it_is() -> None:
    """So a job that holds it packed is told from others by its content alone."""
    assert packed(element("p", None, "Tea")) == packed(element("p", None, "Tea"))
    assert packed(element("p", None, "Tea")) != packed(element("p", None, "Pot"))


# -- characters that no font has -------------------------------------------------------------------

ODD = "\U00012000"
"""A cuneiform sign, which no font of a book has."""


@pytest.mark.parametrize("words", ["It is bent.", "pour()", "Cup", "前面的"])
def test_a_character_that_no_font_has_is_found_in_a_kept_post(
    content: Path, tmp_path: Path, words: str
) -> None:
    """In words, in code, in a table and in the glossary, at the same place as in a whole post."""
    spout = content / "spout.md"
    spout.write_text(SPOUT.replace(words, words + ODD, 1), encoding="utf-8")
    (expected,) = _odd(read_book(content).problems)
    for _ in range(2):
        with Workshop(Pool(1), Cache(tmp_path / "cache.sqlite", 50_000_000)) as shop:
            outcome = build(content, ("pdf",), tmp_path, shop=shop)
        assert not outcome.files
        assert _odd(outcome.problems) == [expected]


def _odd(problems: Problems) -> list[Problem]:
    return [problem for problem in problems if problem.code == "T001"]


def test_an_odd_character_cannot_be_missed_unseen(content: Path) -> None:
    """Where the text of a post would have to be looked into, and is not here, that is told."""
    spout = content / "spout.md"
    spout.write_text(SPOUT.replace("bent", ODD), encoding="utf-8")
    draft = read_book(content)
    assert draft.book
    assert draft.theme
    theme, book = draft.theme, _abridged(draft.book)
    assert [is_drawable(chapter, theme) for chapter in book.chapters] == [True, False]
    with pytest.raises(AbridgedError, match=r"spout\.md"):
        check(book, theme)


def _abridged(book: Book) -> Book:
    chapters = (replace(c, post=replace(c.post, text=None)) for c in book.chapters)
    return replace(book, chapters=tuple(chapters))
