"""The rules themselves, without a page: kinds, breaks, the order of opening and closing."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.write.pdf.composition.breaking import may_end
from publisher.write.pdf.composition.characters import Kind, is_ideograph, kind_of
from publisher.write.pdf.composition.fitting import Measure, fit
from publisher.write.pdf.composition.galley import Galley
from publisher.write.pdf.composition.justification import Cast, Line, justify
from publisher.write.pdf.composition.metrics import Mark
from publisher.write.pdf.composition.punctuation import set_marks

EM = 10.0


def _galley(text: str) -> Galley:
    """A galley of 10 px type: wide characters one em, Latin and spaces a quarter."""
    kinds = [kind_of(char, chinese=True) for char in text]
    count = len(text)
    wide = {Kind.OPEN: Mark(EM, 5.5, 0.5), **dict.fromkeys((Kind.SHUT, Kind.COMMA, Kind.STOP))}
    marks = {
        at: wide.get(kind) or Mark(EM, 0.5, 5.5) for at, kind in enumerate(kinds) if kind in wide
    }
    settings = set_marks(kinds, marks, [EM] * count)
    narrow = {Kind.LATIN, Kind.SPACE, Kind.OTHER}
    plain = [EM / 4 if kind in narrow else EM for kind in kinds]
    breaks = [
        at
        for at in range(1, count)
        if may_end(
            kinds[at - 1], kinds[at], same=text[at - 1] == text[at],
            unicode=Kind.HAN in {kinds[at - 1], kinds[at]} or kinds[at - 1] is Kind.SPACE,
        )
    ]  # fmt: skip
    return Galley(
        text=text,
        kinds=kinds,
        sizes=[EM] * count,
        widths=[settings[i].width if i in settings else plain[i] for i in range(count)],
        shifts=[settings[i].shift if i in settings else 0.0 for i in range(count)],
        airs=[settings[i].air if i in settings else 0.0 for i in range(count)],
        leads=[0.0] * count,
        tails=[0.0] * count,
        raised=[False] * count,
        breaks=[*breaks, count],
        forced=[count],
        hyphens={},
        loose=[True] * count,
    )


def _cast(text: str, measure: float) -> Cast:
    galley = _galley(text)
    return justify(galley, Line(0, len(text), len(text), measure))


def _width(cast: Cast) -> float:
    return sum(cast.widths) + sum(cast.gaps)


# -- kinds and breaks ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("char", "chinese", "kind"),
    [
        ("“", True, Kind.OPEN),
        ("“", False, Kind.OTHER),
        ("，", False, Kind.COMMA),
        ("·", True, Kind.DOT),
        ("·", False, Kind.OTHER),
        ("々", True, Kind.HAN),
        ("é", True, Kind.LATIN),
        ("7", True, Kind.LATIN),
        ("%", True, Kind.OTHER),
        ("\u00a0", False, Kind.SPACE),
    ],
)
def test_a_kind_follows_the_language_where_marks_are_shared(
    char: str, *, chinese: bool, kind: Kind
) -> None:
    """Quotes and dots are Chinese in a Chinese run; full-width marks are so everywhere."""
    assert kind_of(char, chinese=chinese) is kind


def test_ideographs_are_no_kangxi_radicals_by_chance() -> None:
    """Han is Han, and a Latin letter is not."""
    assert is_ideograph("汉")
    assert is_ideograph("\U00020000")
    assert not is_ideograph("h")


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("汉", "，", False),
        ("“", "汉", False),
        ("汉", "“", True),
        ("”", "汉", True),
        ("”", "R", True),
        ("汉", "·", False),
        ("—", "—", False),
        ("》", "《", True),
        ("a", "b", None),
        ("汉", "字", None),
    ],
)
def test_chinese_adds_to_unicode(
    before: str, after: str, *, expected: bool | None, unicode: bool
) -> None:
    """Marks forbid and allow by themselves; everything else is as Unicode has it."""
    kinds = kind_of(before, chinese=True), kind_of(after, chinese=True)
    allowed = may_end(*kinds, same=before == after, unicode=unicode)
    assert allowed is (unicode if expected is None else expected)


# -- one line --------------------------------------------------------------------------------------


def test_word_spaces_open_first_then_gaps_then_ideographs() -> None:
    """A quarter of an em, then to a third, then all alike."""
    text = "汉字ab cd汉字"
    natural = _width(justify(_galley(text), Line(0, len(text), len(text), None)))
    spaces = _cast(text, natural + 2.0)
    assert spaces.widths[4] == pytest.approx(EM / 4 + 2.0)
    assert spaces.gaps[0] == 0
    gaps = _cast(text, natural + 2.5 + 1.0)
    assert gaps.gaps[1] == gaps.gaps[6] == pytest.approx(2.5 + 0.5)
    assert gaps.gaps[0] == 0
    every = _cast(text, natural + 10)
    assert every.gaps[0] > 0


def test_brackets_close_before_commas_and_commas_before_stops() -> None:
    """As clreq orders; each by half an em at most."""
    text = "汉）汉，汉。汉"
    assert _cast(text, 70 - 4).widths[1] == pytest.approx(6)
    assert _cast(text, 70 - 4).widths[3] == EM
    second = _cast(text, 70 - 8)
    assert second.widths[1] == pytest.approx(5)
    assert second.widths[3] == pytest.approx(7)
    assert second.widths[5] == EM
    assert _width(_cast(text, 70 - 20)) == pytest.approx(70 - 15)


def test_edges_lose_their_air() -> None:
    """An opening mark at the start and a closing one at the end take half an em each."""
    galley = _galley("（汉。")
    cast = justify(galley, Line(0, 3, 3, None))
    assert cast.widths == [5, 10, 5]
    assert cast.shifts == [-5, 0, 0]


@given(text=st.text("汉字“”（），。、ab ", min_size=2, max_size=40), stretch=st.floats(0.97, 1.3))
def test_a_line_is_as_wide_as_its_measure_if_it_can(text: str, stretch: float) -> None:
    """Wider always where anything may open, narrower until all leeway is spent."""
    text = f"汉汉{text.strip()}汉"
    natural = _width(justify(_galley(text), Line(0, len(text), len(text), None)))
    leeway = sum(_galley(text).leeway[:-1])
    measure = natural * stretch
    if natural - measure <= leeway:
        assert _width(_cast(text, measure)) == pytest.approx(measure)


# -- a paragraph -----------------------------------------------------------------------------------


@given(
    text=st.text("汉字天地“”（），。、·—ab ", min_size=1, max_size=120),
    measure=st.floats(60, 400),
    fills=st.booleans(),
)
def test_lines_follow_each_other_and_hold_the_text(
    text: str, measure: float, *, fills: bool
) -> None:
    """Every line begins where the last one said, and only spaces stand between."""
    galley = _galley(f"汉{text}汉")
    lines = fit(galley, 0, Measure(measure, measure, fills))
    assert lines[0].start == 0
    assert lines[-1].next == len(galley.text)
    for line, after in pairwise(lines):
        assert line.next == after.start
        assert galley.text[line.end : line.next].strip(" ") == ""
        assert line.start < line.end


def test_a_mark_is_pushed_into_the_line() -> None:
    """Where commas can make room for one more character, they do."""
    text = "汉，字，汉，字汉字汉字" * 4
    lines = fit(_galley(text), 0, Measure(100, 100, fills=True))
    assert len(lines) <= -(-len(text) * 10 // 100)


def test_a_paragraph_never_ends_with_a_lone_character() -> None:
    """One character too many for the measure takes a second with it."""
    for count in range(21, 60):
        lines = fit(_galley("汉" * count), 0, Measure(200, 200, fills=True))
        assert len(lines) == 1 or lines[-1].end - lines[-1].start >= 2
