"""Chinese pages, read from the PDF: where every character of every line stands."""

from __future__ import annotations

import re
import statistics
from itertools import pairwise
from pathlib import Path

import pytest

from tests.composed import MARGIN, Row, document, is_han, is_latin, print_pdf, read_rows
from tests.torture import ENGLISH, PLAIN, TORTURE, chinese, english
from tests.typography_laws import (
    bad_ends,
    bad_starts,
    changed,
    lone_ends,
    overflowing,
    parted_dashes,
    short,
)

BODY = chinese(*TORTURE.values()) + english(ENGLISH)
SIZES_AND_MEASURES = [
    *((10.0, float(measure)) for measure in range(12, 41)),
    *((10.0, measure + 0.5) for measure in range(14, 25)),
    *((size, float(measure)) for size in (8.0, 11.5) for measure in range(12, 41, 4)),
]


def _rows(body: str, *, measure: float, size: float = 10.0) -> list[Row]:
    (rows,) = read_rows(print_pdf(document(body, measure=measure, size=size)), leading=1.6 * size)
    return rows


def _assert_lawful(rows: list[Row], body: str, right: float) -> None:
    assert bad_starts(rows) == []
    assert bad_ends(rows) == []
    assert parted_dashes(rows) == []
    assert short(rows, right) == []
    assert overflowing(rows, right) == []
    assert changed(rows, body) is None


@pytest.mark.parametrize(("size", "measure"), SIZES_AND_MEASURES)
def test_every_line_of_the_torture_keeps_every_law(size: float, measure: float) -> None:
    """At 40 measures and three sizes no line is short, long, or begins or ends with a wrong mark.

    Nor is a character of the text added, lost or moved.
    """
    rows = _rows(BODY, measure=measure, size=size)
    _assert_lawful(rows, BODY, MARGIN + measure * size)
    if measure >= 10:
        assert lone_ends(rows) == []


@pytest.mark.parametrize("measure", [14.0, 24.0, 32.0])
def test_cells_and_items_keep_the_laws_too(measure: float) -> None:
    """A list item, and the cells of a table, are paragraphs like any other."""
    names = ("marks", "mixed", "links", "dashes")
    items = "".join(f'<li lang="zh-Hans">{TORTURE[name]}</li>' for name in names)
    body = f"<ul>{items}</ul>"
    _assert_lawful(_rows(body, measure=measure), body, MARGIN + measure * 10)
    cells = "".join(f'<tr><td lang="zh-Hans">{TORTURE[name]}</td></tr>' for name in names)
    table = f"<table>{cells}</table>"
    rows = _rows(table, measure=measure)
    assert bad_starts(rows) == bad_ends(rows) == []
    assert overflowing(rows, MARGIN + measure * 10) == []
    assert changed(rows, table) is None


def test_a_cell_as_wide_as_its_text_stays_on_one_line() -> None:
    """The width a table gives a cell counts the air between Han and Latin."""
    cells = "<td>使用<b>RL</b>训练LLM</td><td>共3天</td>"
    body = f'<table style="table-layout: auto; width: auto" lang="zh-Hans"><tr>{cells}</tr></table>'
    assert len(_rows(body, measure=40)) == 1


def test_plain_weasyprint_breaks_the_laws() -> None:
    """The measure is no formality: without composition most Chinese lines are short."""
    source = document(chinese(*TORTURE.values()), measure=23.5)
    (rows,) = read_rows(print_pdf(source, composed=False), leading=16)
    assert len(short(rows, MARGIN + 235)) > 20


def _gaps(rows: list[Row]) -> list[float]:
    return [
        (after.x - (before.right if is_latin(before.text) else before.x + before.size)) / after.size
        for row in rows
        for before, after in row.pairs()
        if {is_han(before.text), is_han(after.text)} == {True, False}
        and (is_latin(before.text) or is_latin(after.text))
        and abs(before.y - after.y) < 0.1
    ]


def test_han_and_latin_stand_a_quarter_of_an_em_apart() -> None:
    """Air of 1/8 to 1/3 em, without a character in the text, spaced in the source or not."""
    rows = _rows(chinese(TORTURE["mixed"], TORTURE["tight"]), measure=32)
    gaps = _gaps(rows)
    assert len(gaps) > 20
    assert min(gaps) > 0.12
    assert max(gaps) < 0.34
    assert 0.2 < statistics.median(gaps) < 0.34


def test_ideographs_are_hardly_parted() -> None:
    """On the measure of a book no two ideographs are more than 0.12 em apart, nearly all 0.06."""
    names = ("plain", "marks", "mixed", "dashes", "bold", "han")
    rows = _rows(chinese(*(TORTURE[name] for name in names)), measure=32)
    parted = sorted(
        (after.x - before.right) / before.size
        for row in rows
        for before, after in row.pairs()
        if is_han(before.text) and is_han(after.text)
    )
    assert parted[-1] <= 0.12
    assert parted[int(0.95 * len(parted))] <= 0.06


def test_neighbouring_marks_share_their_air_across_elements() -> None:
    """Of two marks the first is half an em wide, inside one element and from one to the next."""
    body = chinese("他说<b>“好”</b>，《<em>书</em>》、（<a href='#a'>甲）</a>。")
    (row,) = _rows(body, measure=40)
    steps = {
        before.text + after.text: round((after.x - before.x) / 10, 2)
        for before, after in row.pairs()
    }
    assert steps["”，"] == steps["》、"] == steps["）。"] == 0.5
    assert steps["，《"] == 0.5
    assert steps["书》"] == 1.0


def test_a_middle_dot_is_half_an_em() -> None:
    """From the character before it to the one after it there is half an em."""
    (row,) = _rows(chinese("列夫·托尔斯泰"), measure=20)
    assert row.chars[3].x - row.chars[1].right == pytest.approx(5, abs=0.02)


def test_a_dash_is_two_em_and_whole() -> None:
    """—— keeps the two em of its one glyph, however far its line is stretched."""
    rows = _rows(chinese(TORTURE["dashes"]), measure=18)
    lengths = [
        after.right - before.x
        for row in rows
        for before, after in row.pairs()
        if before.text == after.text == "—"
    ]
    assert len(lengths) == 4
    assert lengths == [pytest.approx(20, abs=0.05)] * 4


def test_quotes_follow_the_language() -> None:
    """“ is one em wide and from the Chinese face in Chinese; in English it is Latin."""
    (row,) = _rows(chinese('他说“好”，又说<span lang="en">“fine, don’t”</span>。'), measure=40)
    quotes = [char for char in row.chars if char.text in "“”’"]
    assert [char.font.split("-")[0] for char in quotes] == ["Song", "Song", *["Serif"] * 3]
    assert [round((c.right - c.x) / 10) for c in quotes] == [1, 1, 0, 0, 0]


def test_baselines_keep_the_grid() -> None:
    """Every line is a leading below the last, whichever faces and elements are in it."""
    ruby = "<ruby>强<rt>qiáng</rt></ruby><ruby>化<rt>huà</rt></ruby>"
    long = "，".join(
        v for k, v in TORTURE.items() if k in {"mixed", "bold", "quote", "notes", "code"}
    )
    rows = _rows(chinese(long + ruby), measure=28)
    lines = [row.y for row in rows if row.chars[0].size > 9]
    assert len(lines) > 8
    assert [below - here for here, below in pairwise(lines)] == pytest.approx(
        [16] * (len(lines) - 1), abs=0.1
    )


def test_left_aligned_chinese_is_trimmed_and_not_stretched() -> None:
    """A ragged line has its gaps and its trimmed marks, and ends where it ends."""
    body = f'<p lang="zh-Hans" style="text-align: left">{TORTURE["mixed"]}</p>'
    rows = _rows(body, measure=23.7)
    assert short(rows, MARGIN + 237)
    assert overflowing(rows, MARGIN + 237) == []
    assert bad_starts(rows) == bad_ends(rows) == []
    assert min(_gaps(rows)) > 0.2


def test_a_forced_line_end_ends_a_line_and_fills_none() -> None:
    """`br` inside a Chinese paragraph: the line before it is as long as it comes."""
    body = chinese(f"{PLAIN[:8]}<br>{PLAIN}<br><b>好<br></b>再见。")
    rows = _rows(body, measure=20)
    assert rows[0].text == PLAIN[:8]
    assert [row.text for row in rows[-2:]] == ["好", "再见。"]
    assert changed(rows, body) is None
    assert short(rows[1:-3], MARGIN + 200) == []


# -- English ---------------------------------------------------------------------------------------


def _spaces(rows: list[Row]) -> list[float]:
    found = []
    for row in rows:
        for before, after in row.pairs():
            width = (after.x - before.right) / before.size
            if width > 0.1:
                found.append(width)
    return found


def test_english_word_spaces_stay_even() -> None:
    """No space of a filled line is wider than half an em or narrower than a fifth."""
    rows = _rows(english(*[ENGLISH] * 3), measure=32)
    spaces = _spaces([row for row in rows if not row.is_last])
    assert len(spaces) > 60
    assert max(spaces) <= 0.5
    assert min(spaces) >= 0.175


def test_no_three_lines_in_a_row_end_with_a_hyphen() -> None:
    """Two may, at any measure."""
    for measure in (14.0, 18.0, 22.0, 32.0):
        ends = "".join(
            "-" if row.text.endswith("‐") else "."
            for row in _rows(english(ENGLISH), measure=measure)
        )
        assert "---" not in ends


def test_a_soft_hyphen_that_does_not_show_is_not_in_the_text() -> None:
    """The ligature of dif·ferent is copied as two letters."""
    rows = _rows(english("It is dif\u00adferent, and ef\u00adfi\u00adcient."), measure=40)
    assert rows[0].text == "Itisdifferent,andefficient."


# -- the seed --------------------------------------------------------------------------------------


def _blocks(source: str) -> list[str]:
    text = source.split("---", 2)[2]
    blocks = (block.strip() for block in re.split(r"\n\s*\n", text))
    plain = (re.sub(r"\[([^\]]*)\]\([^)]*\)", r"<a href='#x'>\1</a>", b) for b in blocks)
    return [b.replace("\n", "") for b in plain if b and b[0] not in "#>-*|!"]


def test_a_real_post_keeps_the_laws(seed: Path) -> None:
    """The Chinese of a post, at the measures of every page the theme has."""
    blocks = [b for b in _blocks(seed.read_text("utf-8")) if any(map(is_han, b))]
    body = chinese(*blocks)
    for measure in (24.0, 31.0, 32.0, 34.0, 37.0):
        rows = _rows(body, measure=measure)
        _assert_lawful(rows, body, MARGIN + measure * 10)
        assert lone_ends(rows) == []


def test_pushing_in_saves_lines() -> None:
    """Marks give way so that a line holds more: the same text needs no line more than plainly."""
    body = chinese(*[PLAIN] * 4, TORTURE["commas"], TORTURE["closing"])
    source = document(body, measure=20)
    (plain,) = read_rows(print_pdf(source, composed=False), leading=16)
    assert len(_rows(body, measure=20)) < len(plain)
