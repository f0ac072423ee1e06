"""Chapters made one by one where their posts lie: the same bytes, and no more work than needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from publisher.build import build, read_book
from publisher.build.cache import Cache
from publisher.build.ledger import KEPT, Part
from publisher.build.pool import Pool
from publisher.build.workshop import Workshop
from publisher.index import index, survey
from publisher.model import EDITION, PROFILES, AbridgedError, Sheets
from publisher.problems import Problems
from publisher.typeset import has_both, layout_names, typeset
from publisher.write.epub import write_epub
from tests.books import META, post

CONTENT = Path(__file__).resolve().parents[1] / "content"
BOTH = [name for name in layout_names() if has_both(replace(EDITION, layout=name))]

FRONT = '---\ntitle: "{0} | {1}"\ndate: 2025-01-0{2}\n---\n\n'
LID = f"""{FRONT.format("Lid", "盖子", 1)}The [lid](#glossary-lid) is on; see
[the spout](spout.md#bend).

[盖子](#glossary-lid)盖着。见[壶嘴](spout.md#bend)。

## 名词解析

- <span id="glossary-lid"></span>**lid（盖子）**：上面的。
"""
SPOUT = f"""{FRONT.format("Spout", "壶嘴", 2)}The [spout](#glossary-spout) pours.

[壶嘴](#glossary-spout)倒水。

## Shape {{#bend}}

## 形状

It is bent.

它是弯的。

## 名词解析

- <span id="glossary-spout"></span>**spout（壶嘴）**：前面的。
"""


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Two posts, of which one leads into the other."""
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "lid.md").write_text(LID, encoding="utf-8")
    (folder / "spout.md").write_text(SPOUT, encoding="utf-8")
    return folder


def set_whole(content: Path, wish: Mapping[str, str], **edition: str) -> tuple[Sheets, Problems]:
    """A book all of whose sheets are set in one place, and what its readers say."""
    draft = read_book(content, choices=wish)
    assert draft.book
    assert draft.theme
    assert draft.config
    wanted = replace(draft.config.edition, **edition)  # type: ignore[arg-type]  # of its fields
    return typeset(draft.book, draft.theme, wanted), draft.problems


def parts_of(content: Path, path: Path, ending: str, size: int = 1) -> list[Part]:
    """Every part of a book beside its cache, with why it was made."""
    with Workshop(Pool(size), Cache(path, 50_000_000)) as shop:
        assert build(content, (ending,), path.parent, shop=shop).files
        return list(shop.ledger.parts)


def made(content: Path, path: Path, size: int = 1) -> dict[tuple[str, str], str]:
    """Why each part of an EPUB was made, by its step and name."""
    return {(part.step, part.name): part.why for part in parts_of(content, path, "epub", size)}


@pytest.mark.parametrize("profile", PROFILES)
@pytest.mark.parametrize("layout", BOTH)
def test_a_book_made_chapter_by_chapter_is_the_same(
    tmp_path: Path, layout: str, profile: str
) -> None:
    """Byte for byte the book whose sheets are all set in one place, in every layout and profile."""
    wish = {"layout": layout}
    outcome = build(CONTENT, ("epub",), tmp_path, profiles=(profile,), choices=wish)
    sheets, _ = set_whole(CONTENT, wish, profile=profile)
    assert outcome.files[0].path.read_bytes() == write_epub(sheets).data


def test_a_post_is_changed_and_the_other_is_neither_read_nor_set(
    content: Path, tmp_path: Path
) -> None:
    """A word in one post costs one post and one page."""
    path = tmp_path / "cache" / "results.sqlite"
    made(content, path)
    spout = content / "spout.md"
    spout.write_text(SPOUT.replace("bent", "curved"), encoding="utf-8")
    reasons = made(content, path)
    assert {key for key, why in reasons.items() if why != KEPT} == {
        ("load", "spout.md"),
        ("epub", "spout"),
    }


def test_a_place_that_is_gone_makes_the_page_anew_that_leads_there(
    content: Path, tmp_path: Path
) -> None:
    """What the book says to a post is part of what its page is made of; so it is of the lists."""
    path = tmp_path / "cache" / "results.sqlite"
    made(content, path)
    spout = content / "spout.md"
    spout.write_text(SPOUT.replace(" {#bend}", ""), encoding="utf-8")
    reasons = made(content, path)
    assert reasons["load", "lid.md"] == KEPT
    assert reasons["epub", "lid"] != KEPT
    lists = ("EPUB/nav.xhtml", "EPUB/toc.ncx")
    assert KEPT not in {reasons["epub", name] for name in lists}


def test_the_text_of_an_abridged_post_cannot_be_missed_unseen() -> None:
    """Whoever asks for it is told; an empty chapter would be a lost one."""
    tea = post()
    book, _ = index((replace(tea, text=None),), META, surveys=[survey(tea, META.order)])
    assert book.chapters[0].entries == index((tea,), META)[0].chapters[0].entries
    with pytest.raises(AbridgedError, match=r"posts/tea\.md"):
        _ = book.chapters[0].post.flow
