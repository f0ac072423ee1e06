"""Paragraphs that nobody thought of keep the laws of the page."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.composed import MARGIN, document, print_pdf, read_rows
from tests.torture import chinese
from tests.typography_laws import bad_ends, bad_starts, changed, overflowing, parted_dashes, short

_HAN = st.text(
    "的一是不了在人有我他这中大来上国个到说们为子和你地出道也时年", min_size=1, max_size=12
)
_WORD = st.text("abcdefgRLXY0123456789", min_size=1, max_size=9)
_AFTER = st.sampled_from([*"，。、；：？！", "……", "——", "", "", "·"])
_AROUND = st.sampled_from(["{}", "{}", "“{}”", "（{}）", "《{}》", "‘{}’", "「{}」", "“《{}》”"])
_IN = st.sampled_from(["{}", "{}", "{}", "<b>{}</b>", "<em>{}</em>", '<a href="#x">{}</a>'])


@st.composite
def _clauses(draw: st.DrawFn) -> str:
    inner = draw(st.lists(st.one_of(_HAN, _HAN, _WORD), min_size=1, max_size=3))
    text: str = draw(_AROUND).format(draw(st.sampled_from(["", " "])).join(inner))
    element, after = draw(_IN), draw(_AFTER)
    return f"{element.format(text)}{after}"


_PARAGRAPHS = st.lists(_clauses(), min_size=1, max_size=14).map(lambda parts: "字" + "".join(parts))


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    paragraphs=st.lists(_PARAGRAPHS, min_size=1, max_size=4),
    measure=st.integers(min_value=28, max_value=80).map(lambda n: n / 2),
)
def test_any_paragraph_keeps_the_laws(paragraphs: list[str], measure: float) -> None:
    """Of Han, Latin, marks, quotes, brackets and elements in any order, at any measure."""
    body = chinese(*paragraphs)
    (rows,) = read_rows(print_pdf(document(body, measure=measure)), leading=16)
    right = MARGIN + measure * 10
    assert bad_starts(rows) == []
    assert bad_ends(rows) == []
    assert parted_dashes(rows) == []
    assert short(rows, right) == []
    assert overflowing(rows, right) == []
    assert changed(rows, body) is None
