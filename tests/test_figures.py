"""Numbers, dates and amounts: what is the same in two languages, and what is not."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.build.proofreading import examine
from publisher.check.figures import dates, figures, han_value, worth

PAIRS = Path(__file__).parent / "check" / "true-pairs.tsv"
TODAY = date(2026, 1, 1)
HEAD = '---\ntitle: "Tea | 茶"\ndate: 2025-07-23\n---\n\n> 作者：A. Writer\n\n'


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("三点五", 3.5),
        ("一千", 1000),
        ("十亿", 1e9),
        ("三千二百一十", 3210),
        ("二〇二五", 2025),
        ("一万二千", 12_000),
        ("十九", 19),
        ("两百", 200),
        ("廿四", 24),
        ("万", 10_000),
    ],
)
def test_a_han_numeral_has_its_value(numeral: str, value: float) -> None:
    """Digits in a row and digits with places."""
    assert han_value(numeral) == value


@pytest.mark.parametrize(
    "words",
    ["1,000", "1000", "一千", "1千", "a thousand", "1k", "one thousand"],
)
def test_a_thousand_is_a_thousand(words: str) -> None:
    """However it is written."""
    assert 1000.0 in worth(words)


@pytest.mark.parametrize(
    "words", ["1 billion", "10亿", "十亿", "1,000,000,000", "1bn", "a billion"]
)
def test_a_billion_is_ten_hundred_millions(words: str) -> None:
    """The scales of the two languages differ by a step."""
    assert 1e9 in worth(words)


@pytest.mark.parametrize(
    "words",
    [
        "July 23, 2025",
        "23 July 2025",
        "Jul. 23rd, 2025",
        "2025-07-23",
        "2025年7月23日",
        "2025/7/23",
    ],
)
def test_a_date_is_a_date(words: str) -> None:
    """And none of its parts is a number of its own."""
    (day,) = dates(words)
    assert (day.year, day.month, day.day) == (2025, 7, 23)
    assert figures(words) == ()


def test_a_word_that_is_also_a_month_is_no_date() -> None:
    """`may` and `march` are verbs."""
    assert dates("It may be that 12 men march 3 abreast.") == ()


@given(st.integers(1, 10**9))
def test_a_number_is_found_with_commas_and_without(number: int) -> None:
    """1,234 and 1234 are one."""
    assert float(f"{number:.9g}") in worth(f"about {number:,} cups")
    assert [figure.value for figure in figures(f"有{number:,}杯")] == [float(number)]


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    """Nothing a post may hold makes the reader fail."""
    assert isinstance(worth(text), set)
    assert all(0 <= figure.at < len(text) for figure in figures(text))


@pytest.mark.parametrize("row", PAIRS.read_text(encoding="utf-8").splitlines())
def test_nothing_is_said_of_a_true_pair(row: str, tmp_path: Path) -> None:
    """Decades, shares, times, ordinals, scales, converted units, quotations: all translated."""
    en, zh = row.split("\t")
    (tmp_path / "tea.md").write_text(f"{HEAD}{en}\n\n{zh}\n", encoding="utf-8")
    assert [str(problem) for problem in examine(tmp_path, TODAY).problems] == []


def test_names_that_do_not_travel_are_named(tmp_path: Path) -> None:
    """They are one file on many systems; loose accents and `aux` have troubles of their own."""
    post = f"{HEAD}Tea is hot.\n\n茶很烫。\n"
    for name in ("Tea.md", "tea.md", "aux.md", "cafe\u0301.md"):
        (tmp_path / name).write_text(post, encoding="utf-8")
    found = [p for p in examine(tmp_path, TODAY).problems if p.code == "B010"]
    assert [p.place.path for p in found] == ["Tea.md", "aux.md", "cafe\u0301.md", "tea.md"]
