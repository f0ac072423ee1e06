"""One line brought to its width: what opens, what closes, in what order and how far.

clreq, "Procedures for Inter-character Space Reduction" and "… Expansion": one kind of place after
another, every place of a kind by the same amount.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.write.pdf.composition.characters import Kind
from publisher.write.pdf.composition.galley import Galley, Give, Slot


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a galley; places are indices of its characters."""

    start: int
    end: int
    """Behind the last character with ink: spaces at the end of a line are nothing."""
    next: int
    """Where the next line begins."""
    measure: float | None
    """The width to fill in px; None: as wide as it comes."""
    hyphen: float = 0.0
    """Width of the hyphen that shows at its end, or 0."""


@dataclass(slots=True)
class Cast:
    """The characters of one line as they will be printed; one entry each, in px."""

    widths: list[float]
    shifts: list[float]
    gaps: list[float]
    """Air after the character."""


_STEPS = ((Slot.WORD, 0.25), (Slot.GAP, 0.083))
"""First word spaces, by a quarter of an em; then gaps, to a third (clreq, expansion, 1 and 2)."""

_NEAR = 1e-6


def _natural(galley: Galley, line: Line) -> Cast:
    start, end = line.start, line.end
    cast = Cast(galley.widths[start:end], galley.shifts[start:end], galley.gaps[start:end])
    if cast.gaps:
        _trim(galley, line, cast)
    return cast


def _trim(galley: Galley, line: Line, cast: Cast) -> None:
    """Take the air from both edges."""
    cast.gaps[-1] = 0.0
    cast.widths[-1] -= galley.air_after(line.end)
    before = galley.air_before(line.start)
    cast.widths[0] -= before
    cast.shifts[0] -= before


def _width(galley: Galley, line: Line, cast: Cast) -> float:
    start, end = line.start, line.end
    boxes = sum(galley.leads[start:end]) + sum(galley.tails[start:end])
    return sum(cast.widths) + sum(cast.gaps) + boxes + line.hyphen


# -- wider -----------------------------------------------------------------------------------------


def _open(galley: Galley, line: Line, cast: Cast, places: Sequence[int], each: float) -> None:
    """Open every place by the same amount: a space by its width, any other by air after it."""
    for at in places:
        if galley.kinds[line.start + at] is Kind.SPACE:
            cast.widths[at] += each
        else:
            cast.gaps[at] += each


def _expand(galley: Galley, line: Line, cast: Cast, missing: float) -> None:
    slots = galley.slots[line.start : line.end - 1]
    by_kind = {slot: [i for i, s in enumerate(slots) if s is slot] for slot in Slot}
    for slot, limit in _STEPS:
        places = by_kind[slot]
        if places and missing > _NEAR and by_kind[Slot.IDEOGRAPH]:
            em = galley.sizes[line.start + places[0]]
            each = min(limit * em, missing / len(places))
            _open(galley, line, cast, places, each)
            missing -= each * len(places)
    every = sorted(by_kind[Slot.WORD] + by_kind[Slot.GAP] + by_kind[Slot.IDEOGRAPH])
    if every and missing > _NEAR:
        _open(galley, line, cast, every, missing / len(every))


# -- narrower --------------------------------------------------------------------------------------


def _close(galley: Galley, line: Line, cast: Cast, at: int, amount: float) -> None:
    kind = galley.kinds[line.start + at]
    if galley.gives[line.start + at] is Give.GAP and kind is not Kind.SPACE:
        cast.gaps[at] -= amount
        return
    cast.widths[at] -= amount
    if kind is Kind.OPEN:
        cast.shifts[at] -= amount


def _even(leeway: Sequence[float], wanted: float) -> list[float]:
    """Share `wanted` evenly, none giving more than its leeway."""
    given = [0.0] * len(leeway)
    order = sorted(range(len(leeway)), key=lambda i: leeway[i])
    for rank, i in enumerate(order):
        given[i] = min(leeway[i], wanted / (len(order) - rank))
        wanted -= given[i]
    return given


def _reduce(galley: Galley, line: Line, cast: Cast, excess: float) -> None:
    first = 1 if galley.air_before(line.start) else 0
    places = range(first, len(cast.widths) - 1)
    for give in (Give.WORD, Give.BRACKET, Give.COMMA, Give.GAP, Give.STOP):
        chosen = [at for at in places if galley.gives[line.start + at] is give]
        amounts = _even([galley.leeway[line.start + at] for at in chosen], excess)
        for at, amount in zip(chosen, amounts, strict=True):
            _close(galley, line, cast, at, amount)
        excess -= sum(amounts)
        if excess <= _NEAR:
            return


def justify(galley: Galley, line: Line) -> Cast:
    """Cast a line: trimmed at both edges, and opened or closed until it fills its measure."""
    cast = _natural(galley, line)
    if line.measure is None or not cast.widths:
        return cast
    missing = line.measure - _width(galley, line, cast)
    if missing > _NEAR:
        _expand(galley, line, cast, missing)
    elif missing < -_NEAR:
        _reduce(galley, line, cast, -missing)
    return cast
