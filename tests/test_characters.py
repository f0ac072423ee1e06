"""Characters that may stand in no book."""

from hypothesis import given
from hypothesis import strategies as st

from publisher.characters import allowed, forbidden


def test_controls_and_overrides_are_found_at_their_offsets() -> None:
    """A control, a bidi override and a noncharacter are forbidden; line ends and tabs are not."""
    text = "a\x00b\tc\nd\u202ee\ufffff"
    assert list(forbidden(text)) == [(1, "\x00"), (7, "\u202e"), (9, "\uffff")]
    assert allowed(text) == "ab\tc\ndef"


def test_what_books_are_written_in_stays() -> None:
    """Rare Han, emoji sequences, Arabic, no-break and zero-width spaces are text."""
    text = "茶𠀀𰻝👩‍🚀 \u05d0\u0645\u00a0\u200b\u200e\ufeff“”…\ue000"
    assert allowed(text) == text


def test_a_control_that_is_white_space_becomes_a_space() -> None:
    """A form feed between two words must not glue them."""
    assert allowed("a\x0cb") == "a b"


def test_nothing_that_is_forbidden_can_be_printed() -> None:
    """On which `allowed` relies for what it need not look at character by character."""
    assert [c for c in map(chr, range(0x110000)) if c.isprintable() and list(forbidden(c))] == []


@given(st.text())
def test_what_is_allowed_is_allowed_twice(text: str) -> None:
    """Nothing forbidden is left."""
    assert not list(forbidden(allowed(text)))
