"""The galley: a whole paragraph as one long line, every character with its width and its leeway.

Everything here is numbers: where a line may end, how wide it then is, how much it may shrink, and
how readily it stretches are answered from sums made once.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import IntEnum
from itertools import accumulate, pairwise, product

from publisher.write.pdf.composition.characters import CLOSING, WIDE, Kind

GAP = 0.25
"""In em of the Han: the air between Han and Latin (clreq, "Mixed Text Composition")."""

LEAST_GAP = 0.125
"""In em: what a gap between Han and Latin may shrink to (clreq, reduction, sixth step)."""

LEAST_SPACE = 0.18
"""In em: what a word space may shrink to. clreq says a quarter, which is more than most Latin
faces give; Typst goes to a sixth. Measured on this book: from 0.2 to 0.18 three in four of the
spaces above half an em go."""

LEAST_PART = 0.7
"""What a word space keeps of itself at least: that of a face for programs is wide on purpose."""

SOFT_HYPHEN = "\u00ad"


class Slot(IntEnum):
    """What may open after a character, in the order of clreq's expansion."""

    NONE = 0
    WORD = 1
    """The character is a word space, and becomes wider itself."""
    GAP = 2
    """Between Han and Latin."""
    IDEOGRAPH = 3
    """Between two characters of the grid."""


class Give(IntEnum):
    """What may close at a character, in the order of clreq's reduction."""

    NONE = 0
    WORD = 1
    BRACKET = 2
    COMMA = 3
    GAP = 4
    STOP = 5


READINESS = {Slot.NONE: 0.0, Slot.WORD: 0.12, Slot.GAP: 0.083, Slot.IDEOGRAPH: 0.03}
"""In em: how far a slot opens before the eye notices; the scale of a line's badness."""

_GIVES = {
    Kind.OPEN: Give.BRACKET,
    Kind.SHUT: Give.BRACKET,
    Kind.COMMA: Give.COMMA,
    Kind.STOP: Give.STOP,
}


_MEETING = frozenset({(Kind.HAN, Kind.LATIN), (Kind.LATIN, Kind.HAN)})
"""Where Han meets Latin."""


def _may_open(kind: Kind, after: Kind) -> bool:
    """Whether a line may open between two kinds.

    Not after an opening mark, not before a closing one (JIS X 4051, table 6, which clreq follows in
    kind), not beside a space, which opens itself.
    """
    if kind is Kind.OPEN or after in CLOSING or Kind.SPACE in (kind, after):
        return False
    return kind in WIDE or after in WIDE


_OPENING = frozenset(pair for pair in product(Kind, repeat=2) if _may_open(*pair))


@dataclass(slots=True)
class Galley:
    """One paragraph. Every list has one entry per character; lengths in px."""

    text: str
    kinds: list[Kind]
    sizes: list[float]
    """One em."""
    widths: list[float]
    """Advance, neighbours considered, without the gap after it."""
    shifts: list[float]
    """How far the ink moves from where the advance begins."""
    airs: list[float]
    """What a mark may still lose at its open side: all of it at a line's edge."""
    leads: list[float]
    """Decoration that opens before the character: left margin, border, padding of a box."""
    tails: list[float]
    """Decoration that closes after it."""
    raised: list[bool]
    """Off the line, as the mark of a note: neither gap nor slot beside it."""
    breaks: list[int]
    """Where a line may begin, ascending; its end is the last."""
    forced: list[int]
    """Where a line must begin, ascending; its end is the last."""
    hyphens: dict[int, float]
    """Place after a soft hyphen where a line may begin → width of the hyphen that shows then."""
    loose: list[bool]
    """Whether a word too long for a line may be broken before the character."""

    gaps: list[float] = field(init=False)
    slots: list[Slot] = field(init=False)
    gives: list[Give] = field(init=False)
    leeway: list[float] = field(init=False)
    """What the character may give up."""
    ends: list[float] = field(init=False)
    """Sum of all widths before a character, and of all at the end."""
    shrinks: list[float] = field(init=False)
    """Sum of all leeway before it."""
    stretches: list[float] = field(init=False)
    """Sum of all readiness before it."""

    def __post_init__(self) -> None:
        """Derive gaps, slots, leeway and the sums."""
        self._set_gaps()
        self._set_slots()
        self._set_leeway()
        parts = zip(self.leads, self.widths, self.gaps, self.tails, strict=True)
        self.ends = _sums(lead + width + gap + tail for lead, width, gap, tail in parts)
        self.shrinks = _sums(self.leeway)
        ready = zip(self.slots, self.sizes, strict=True)
        self.stretches = _sums(READINESS[slot] * size for slot, size in ready)

    def _set_gaps(self) -> None:
        """Put the air between Han and Latin, and make a space that stands there as wide."""
        kinds = self.kinds
        self.gaps = [0.0] * len(kinds)
        if Kind.HAN not in kinds:
            return
        for at, pair in enumerate(pairwise(kinds)):
            if pair in _MEETING and not (self.raised[at] or self.raised[at + 1]):
                han = at if kinds[at] is Kind.HAN else at + 1
                self.gaps[at] = GAP * self.sizes[han]

    def _is_gap_space(self, at: int) -> bool:
        """Whether a space stands where a gap would."""
        kinds = self.kinds
        return (
            kinds[at] is Kind.SPACE
            and 0 < at < len(kinds) - 1
            and (kinds[at - 1], kinds[at + 1]) in _MEETING
        )

    def _set_slots(self) -> None:
        kinds = self.kinds
        self.slots = [Slot.WORD if kind is Kind.SPACE else Slot.NONE for kind in kinds]
        if WIDE.isdisjoint(kinds):
            return
        for at, kind in enumerate(kinds):
            if kind is Kind.SPACE:
                self.slots[at] = Slot.GAP if self._is_gap_space(at) else Slot.WORD
            elif self.gaps[at]:
                self.slots[at] = Slot.GAP
            elif self._opens_after(at):
                self.slots[at] = Slot.IDEOGRAPH

    def _opens_after(self, at: int) -> bool:
        """Whether a justified line may open between a character and the next.

        Not within —— and ……, nor where `_may_open` says no.
        """
        if at + 1 >= len(self.kinds) or self.raised[at + 1]:
            return False
        kind = self.kinds[at]
        if kind is Kind.DASH and self.text[at] == self.text[at + 1]:
            return False
        return (kind, self.kinds[at + 1]) in _OPENING

    def _set_leeway(self) -> None:
        self.gives = [Give.NONE] * len(self.kinds)
        self.leeway = [0.0] * len(self.kinds)
        for at, (kind, slot, air) in enumerate(zip(self.kinds, self.slots, self.airs, strict=True)):
            if slot is Slot.GAP:
                width = self.gaps[at] or self.widths[at]
                self._give(at, Give.GAP, width - LEAST_GAP * self.sizes[at])
            elif kind is Kind.SPACE:
                least = max(LEAST_SPACE * self.sizes[at], LEAST_PART * self.widths[at])
                self._give(at, Give.WORD, self.widths[at] - least)
            elif air:
                self._give(at, _GIVES[kind], air)

    def _give(self, at: int, give: Give, leeway: float) -> None:
        if leeway > 0:
            self.gives[at], self.leeway[at] = give, leeway

    def shown_end(self, at: int, start: int) -> int:
        """Where the ink of a line ends that is followed by a line beginning at `at`."""
        while at > start and self.kinds[at - 1] is Kind.SPACE:
            at -= 1
        return at

    def air_after(self, end: int) -> float:
        """What the last mark before `end` loses at the end of a line."""
        return self.airs[end - 1] if self.kinds[end - 1] in CLOSING else 0.0

    def air_before(self, start: int) -> float:
        """What the mark at `start` loses at the start of a line."""
        at_mark = start < len(self.kinds) and self.kinds[start] is Kind.OPEN
        return self.airs[start] if at_mark else 0.0


def _sums(values: Iterable[float]) -> list[float]:
    return list(accumulate(values, initial=0.0))
