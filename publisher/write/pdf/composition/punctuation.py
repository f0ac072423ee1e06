"""Air in and around full-width marks: what neighbours share, what line edges lose, what may go.

A mark stands in a box of one em with its ink on one side and half an em of air on the other. clreq
("Punctuation Width Adjustment"): neighbouring marks share their air, a mark at a line's edge has
none, and any other may give it up where a line must become shorter.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from publisher.write.pdf.composition.characters import CLOSING, FULL_WIDTH, QUOTES, Kind
from publisher.write.pdf.composition.metrics import Mark

HALF = 0.5
"""In em: the air of a full-width mark, and the width of a middle dot (clreq)."""

_LEAST_AIR = 0.3
"""In em: a mark with less air than this on its open side keeps its width, whatever its kind."""

_SHARING = CLOSING | {Kind.OPEN, Kind.DOT}
"""What a closing mark shares its air with, if it follows."""


@dataclass(frozen=True, slots=True)
class Setting:
    """How one mark stands in the run of text; lengths in px."""

    width: float
    """Its advance."""

    shift: float = 0.0
    """How far its ink moves: below zero where air before it was taken away."""

    air: float = 0.0
    """What may still be taken away, at its open side."""


def narrowed(kind: Kind, char: str, mark: Mark | None, em: float) -> Kind:
    """The kind of a mark now that its glyph is known: a Latin quote is no Chinese mark."""
    latin = char in QUOTES and (mark is None or mark.width < FULL_WIDTH * em)
    return Kind.OTHER if latin else kind


def _air(kind: Kind, mark: Mark, em: float) -> float:
    """Half an em, or less where the face leaves less, or nothing where it leaves too little."""
    free = mark.left if kind is Kind.OPEN else mark.right
    return min(HALF * em, free) if mark.width >= FULL_WIDTH * em and free > _LEAST_AIR * em else 0


def _is_shared(kind: Kind, before: Kind | None, after: Kind | None) -> bool:
    """Whether a mark gives its air up to a neighbour: of two marks, one keeps its own."""
    if kind is Kind.OPEN:
        return before is Kind.OPEN
    return kind in CLOSING and after in _SHARING


def _without_air(setting: Setting, kind: Kind, air: float) -> Setting:
    shift = setting.shift - air if kind is Kind.OPEN else setting.shift
    return Setting(setting.width - air, shift)


def _dot(mark: Mark, em: float) -> Setting:
    width = HALF * em
    return Setting(width, (width - mark.width) / 2)


def _set(kind: Kind, mark: Mark, em: float, before: Kind | None, after: Kind | None) -> Setting:
    if kind is Kind.DOT:
        return _dot(mark, em)
    air = _air(kind, mark, em)
    setting = Setting(mark.width, 0.0, air)
    return _without_air(setting, kind, air) if _is_shared(kind, before, after) else setting


def set_marks(
    kinds: Sequence[Kind], marks: Mapping[int, Mark], sizes: Sequence[float]
) -> dict[int, Setting]:
    """Set every measured mark between its neighbours; index in the text → setting.

    `kinds` and `sizes` (em in px) have one entry for each character of the whole paragraph, so
    that neighbours in different elements see each other.
    """
    end = len(kinds) - 1
    return {
        at: _set(
            kinds[at],
            mark,
            sizes[at],
            kinds[at - 1] if at else None,
            kinds[at + 1] if at < end else None,
        )
        for at, mark in marks.items()
        if kinds[at] is not Kind.OTHER
    }
