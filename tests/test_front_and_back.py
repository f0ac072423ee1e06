"""The pages before and after the posts, measured: title page, glossary, index, colophon."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest

from publisher.build import read_book
from publisher.model import Bilingual, BookMeta, Credit
from publisher.typeset.openings import title_page
from publisher.xhtml import text, walk
from tests.layout_samples import written
from tests.measure import Print

CONTENT = Path(__file__).resolve().parents[1] / "content"
_LEFT = 60.0
"""Points from the left edge: heads of groups in the first column of the index stand before it."""


@pytest.fixture(scope="module")
def book() -> Print:
    """The handbook as it is printed."""
    return written(CONTENT, layout="interleaved", page="A5")[1]


def _index(book: Print) -> int:
    (found,) = [page for _, title, page in book.outline() if title.startswith("Index")]
    return found


def test_the_columns_of_an_index_begin_on_one_height(book: Print) -> None:
    """On its first page below the title, and on the next at the top of the page."""
    first = _index(book)
    for page, top in ((first, 120.0), (first + 1, 45.0)):
        bold = [g for g in book.pages[page] if "Serif-Bold" in g.font and g.baseline > top]
        lines = [g.baseline for g in book.pages[page] if g.baseline > top]
        columns = {g.left > 150 for g in bold}
        tops = [min(g.baseline for g in bold if (g.left > 150) is side) for side in columns]
        assert min(tops) == pytest.approx(min(lines), abs=4)
        assert len(columns) == 1 or abs(tops[0] - tops[1]) < 0.5 or page > first


def test_a_definition_follows_its_colon_without_a_second_gap(book: Print) -> None:
    """A full-width colon has half an em of air; what a stretched line adds is less than as much."""
    gaps = []
    for page in range(len(book.pages)):
        glyphs = [glyph for glyph in book.pages[page] if glyph.char.strip()]
        for colon, after in pairwise(glyphs):
            is_term = colon.char == "：" and colon.size == pytest.approx(8.5, abs=0.1)
            if is_term and abs(after.baseline - colon.baseline) < 0.1:
                gaps.append((after.left - colon.left) / colon.size)
    assert len(gaps) > 40, sorted(gaps)
    assert max(gaps) < 1.5
    assert sorted(gaps)[len(gaps) // 2] == pytest.approx(1, abs=0.15)


def test_a_term_at_the_foot_of_a_page_is_followed_by_its_colon() -> None:
    """No gap before the colon, and none but its own air behind it."""
    feet = written(CONTENT, layout="interleaved", page="A5", notes="page")[1]
    found = 0
    for page in range(len(feet.pages)):
        for line in feet.lines(page):
            glyphs = [glyph for glyph in line.glyphs if glyph.char.strip()]
            for before, colon, after in zip(glyphs, glyphs[1:], glyphs[2:], strict=False):
                is_term = colon.char == "：" and "Bold" in before.font and before.char.isascii()
                if is_term and colon.size == pytest.approx(8, abs=0.1):
                    assert (colon.left - before.right) / colon.size < 0.2
                    assert (after.left - colon.left) / colon.size < 1.5
                    found += 1
    assert found > 20


def test_the_rule_below_a_link_runs_on_below_its_number(tmp_path: Path) -> None:
    """The raised number of an address has no rule of its own height."""
    (tmp_path / "a.md").write_text(
        '---\ntitle: "A | 甲"\n---\n\nSee [the page](https://example.org/a) here.\n\n看。\n',
        encoding="utf-8",
    )
    made = written(tmp_path)[1]
    (page,) = [n for n in range(len(made.pages)) if "the page[1]" in made.text(n)]
    rules = [
        path["rect"].y0
        for path in made.document[page].get_drawings()
        if path["rect"].height < 1 and path["rect"].y0 < made.document[page].rect.height / 2
    ]
    assert len(rules) >= 2
    assert max(rules) - min(rules) < 0.2


def test_the_title_page_names_who_translated() -> None:
    """Below the authors, as on the cover; without translators there is no such line."""
    people = (Credit("aut", "A. Writer"), Credit("trl", "译者"), Credit("trl", "B. Both"))
    meta = BookMeta(Bilingual("Tea", "茶"), "tea", creators=people)
    lines = [(node.classes[:1], text(node)) for node in walk(title_page(meta)) if node.tag == "p"]
    assert lines == [(("creators",), "A. Writer"), (("translators",), "译者 · B. Both 译")]
    alone = BookMeta(Bilingual("Tea", "茶"), "tea", creators=people[:1])
    assert "译" not in text(title_page(alone))


def test_no_line_of_the_colophon_is_one_character(tmp_path: Path) -> None:
    """Both titles of a post stand on lines of their own above the address of its original."""
    title = "A title that is rather long and goes on | 一个相当长的标题还没有完"
    (tmp_path / "a.md").write_text(
        f'---\ntitle: "{title}"\n---\n\n> 原文：https://example.org/a\n\nTea.\n\n茶。\n',
        encoding="utf-8",
    )
    assert read_book(tmp_path).book is not None
    made = written(tmp_path)[1]
    lines = [line.text.strip() for line in made.lines(len(made.pages) - 1)]
    assert lines[2:5] == [*title.split(" | "), "https://example.org/a"]
