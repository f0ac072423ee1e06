"""The classes of characters that Chinese composition tells apart, and the source of each class.

Sources: W3C, Requirements for Chinese Text Layout (clreq), sections "Punctuation Marks" and "Line
Adjustment"; GB/T 15834-2011, Use of Punctuation Marks, sections 5.1.1 to 5.1.10 (where each mark
may stand); CSS Text 4, `text-autospace`.
"""

from __future__ import annotations

from enum import IntEnum
from functools import cache


class Kind(IntEnum):
    """What a character is to the compositor."""

    OTHER = 0
    """Anything without a rule of its own: Latin punctuation, symbols, controls."""

    SPACE = 1
    """A word space, U+0020 or U+00A0."""

    LATIN = 2
    """A letter, digit or combining mark that is not Han (CSS Text 4: `ideograph-alpha` and
    `ideograph-numeric`)."""

    HAN = 3
    """An ideograph, or kana, or another mark as wide as one that behaves like one."""

    OPEN = 4
    """A full-width opening bracket or quote: ink in its right half, never last on a line."""

    SHUT = 5
    """A full-width closing bracket or quote: ink in its left half, never first on a line."""

    COMMA = 6
    """A full-width pause mark, ，、；： : as SHUT, and the fourth to give way (clreq)."""

    STOP = 7
    """A full-width full stop, ？ or ！: as SHUT, and the last to give way (clreq)."""

    DOT = 8
    """The middle dot of names: half an em, never first on a line (GB/T 15834, 5.1.7)."""

    DASH = 9
    """One half of —— or ……: the pair is never parted (GB/T 15834, 5.1.5 and 5.1.6)."""

    BOUND = 10
    """Bound to what stands before it: ～ ％ ‰ ℃ (clreq, prohibition at the line start)."""

    ATOM = 11
    """A box without characters, such as an image; it behaves like an ideograph (CSS Text 3)."""


CLOSING = frozenset({Kind.SHUT, Kind.COMMA, Kind.STOP})
"""Kinds with ink on the left and half an em of air on the right."""

NEVER_FIRST = CLOSING | {Kind.DOT, Kind.BOUND}
NEVER_LAST = frozenset({Kind.OPEN})
WIDE = CLOSING | {Kind.HAN, Kind.OPEN, Kind.DOT, Kind.DASH, Kind.BOUND, Kind.ATOM}
"""Kinds that stand in the grid of ideographs."""

QUOTES = "“”‘’"
"""Marks that Latin and Chinese share: the face that draws one says what it is."""

FULL_WIDTH = 0.9
"""In em: a shared mark at least so wide comes from a Chinese face, and is a Chinese mark."""

_MARKS = {
    Kind.SPACE: " \u00a0",
    Kind.OPEN: "（〔［｛《〈「『【〖“‘",
    Kind.SHUT: "）〕］｝》〉」』】〗”’",
    Kind.COMMA: "，、；：",
    Kind.STOP: "。．？！",
    Kind.DOT: "·・‧",
    Kind.DASH: "—…⸺",
    Kind.BOUND: "～％‰℃",
    Kind.ATOM: "\ufffc",
}
_KINDS = {mark: kind for kind, marks in _MARKS.items() for mark in marks}
_AMBIGUOUS = frozenset(QUOTES + "·‧—…⸺‰℃")
"""Marks that English uses too, and that are Chinese marks only in a Chinese run."""

_IDEOGRAPHS = (
    (0x2E80, 0x2FDF),
    (0x3005, 0x3007),
    (0x3021, 0x3029),
    (0x3040, 0x30FF),
    (0x3100, 0x312F),
    (0x31A0, 0x31BF),
    (0x31F0, 0x31FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
_LATIN_END = 0x2000


def is_ideograph(char: str) -> bool:
    """Whether a character is Han, kana or bopomofo."""
    code = ord(char)
    return any(first <= code <= last for first, last in _IDEOGRAPHS)


def _is_latin(char: str) -> bool:
    return ord(char) < _LATIN_END and (char.isalnum() or "\u0300" <= char <= "\u036f")


@cache
def kind_of(char: str, *, chinese: bool) -> Kind:
    """The kind of one character in a run whose language is Chinese, or is not.

    A quote in a Chinese run counts as a Chinese mark here; only its width can tell that a Latin
    face draws it (see FULL_WIDTH).
    """
    if char in _KINDS:
        latin = char in _AMBIGUOUS and not chinese
        return Kind.OTHER if latin else _KINDS[char]
    if is_ideograph(char):
        return Kind.HAN
    return Kind.LATIN if _is_latin(char) else Kind.OTHER
