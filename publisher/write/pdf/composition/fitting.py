"""The line breaks of a paragraph, chosen together, or one after another where lines are ragged.

Knuth and Plass, "Breaking Paragraphs into Lines", Software: Practice and Experience 11, 1981. A
break is judged by the two lines it parts, and the paragraph by the sum of all: a line that looks
well on its own is given up where it would spoil the next.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.write.pdf.composition.characters import Kind
from publisher.write.pdf.composition.galley import Galley
from publisher.write.pdf.composition.justification import Line

_LINE = 10.0
"""What every line costs: of two ways that look alike, the shorter wins."""

_HYPHEN = 50.0**2
_HYPHENS_RUNNING = 100.0**2
_MOST_HYPHENS = 2
"""Lines in a row that may end with a hyphen."""

_LONE_HAN = 7000.0**2
_LONE_WORD = 300.0**2
"""A last line with less than two Han, and one with hardly a word."""

_LEAST_LAST = 2.0
"""In em: a last line shorter than this is lone."""

_SQUEEZE = 200.0
"""Badness of a line that gives up all it can; one that opens to its readiness has 100."""

_TOO_MANY_HYPHENS = 1e11
_BROKEN_WORD = 1e9
_SPILL = 1e13
"""What it costs to do what is done only where nothing else can be: hyphens on a third line in a
row, a word broken anywhere, a line that sticks out."""

_REACH = 5.0
"""In em: how far short of its measure a line may be before it is opened."""

_ALL_BUT_FULL = 0.5
"""In em: a last line that ends so near the margin is taken to it."""

_NEAR = 1e-4


@dataclass(frozen=True, slots=True)
class Measure:
    """How wide the lines of a paragraph are, in px, and whether they are filled."""

    first: float
    rest: float
    fills: bool
    """Whether every line but the last is filled."""
    fills_last: bool = False


@dataclass(slots=True)
class _Break:
    """A place where a line may end, with all that can be summed before it and after it."""

    next: int
    """Where the next line begins."""
    end: int
    """Where the ink of this one ends."""
    to_end: float
    shrink_to_end: float
    stretch_to_end: float
    from_start: float
    shrink_from_start: float
    stretch_from_start: float
    hyphen: float = 0.0
    in_word: bool = False


def _break_at(galley: Galley, at: int, *, in_word: bool = False) -> _Break:
    end = galley.shown_end(at, 0)
    hyphen = galley.hyphens.get(at, 0.0)
    shut, opened = (galley.air_after(end) if end else 0.0), galley.air_before(at)
    last = max(end - 1, 0)
    return _Break(
        at,
        end,
        galley.ends[end] - (galley.gaps[last] if end else 0.0) - shut + hyphen,
        galley.shrinks[last],
        galley.stretches[last],
        galley.ends[at] + opened,
        galley.shrinks[at] + opened,
        galley.stretches[at],
        hyphen,
        in_word,
    )


def _words(galley: Galley, start: int, end: int, width: float) -> Iterator[_Break]:
    """Every place from `start` to `end` where a line may end; if need be, inside long words."""
    places = galley.breaks[bisect_left(galley.breaks, start + 1) :]
    before = start
    for place in places:
        at = min(place, end)
        if galley.ends[at] - galley.ends[before] > width:
            inside = (i for i in range(before + 1, at) if galley.loose[i])
            yield from (_break_at(galley, i, in_word=True) for i in inside)
        yield _break_at(galley, at)
        before = at
        if at == end:
            return


# -- one after another -----------------------------------------------------------------------------


def _greedy(galley: Galley, start: int, end: int, measure: Measure) -> Iterator[Line]:
    """Put into every line what fits it, as it comes."""
    width, here = measure.first, _break_at(galley, start)
    last: _Break | None = None
    for place in _words(galley, start, end, measure.rest):
        if last and place.to_end - here.from_start > width + _NEAR:
            yield Line(here.next, last.end, last.next, None, last.hyphen)
            width, here = measure.rest, last
        last = place
    if last:
        yield Line(here.next, last.end, last.next, None, last.hyphen)


# -- all together ----------------------------------------------------------------------------------


@dataclass(slots=True)
class _Node:
    """The best way found to a break, for one number of hyphens in a row."""

    cost: float
    before: _Node | None
    place: _Break
    running: int
    measure: float | None


def _badness(missing: float, stretch: float, shrink: float) -> float:
    """How ill a line looks that lacks so much: 100 at its readiness, the cube beyond and below."""
    if missing < 0:
        return _SQUEEZE * float((-missing / shrink) ** 3) if shrink > 0 else 0.0
    return 100.0 * float((missing / stretch) ** 3) if stretch > 0 else 1e6 * missing


class _Fit:
    """The search for the best breaks of one stretch of a galley, from `start` to `end`."""

    def __init__(self, galley: Galley, start: int, end: int, measure: Measure) -> None:
        self._galley = galley
        self._end = end
        self._measure = measure
        self._em = galley.sizes[start]
        self._places = list(_words(galley, start, end, measure.rest))
        self._ends = [place.to_end for place in self._places]
        self._nodes: list[dict[int, _Node]] = [{} for _ in self._places]
        self._first = _Node(0.0, None, _break_at(galley, start), 0, None)

    def _candidates(self, start: _Break, width: float, after: int) -> Iterator[int]:
        """Breaks that may end a line begun at `start`; the first that may is past `after`."""
        full = start.from_start + width
        first = bisect_left(self._ends, full - _REACH * self._em, lo=after)
        yielded = False
        for at in range(max(first - 1, after), len(self._places)):
            place = self._places[at]
            over = place.to_end - full
            if over > _NEAR + place.shrink_to_end - start.shrink_from_start:
                if over > self._em + place.shrink_to_end - start.shrink_from_start:
                    break
                continue
            yielded = True
            yield at
        if not yielded:
            yield after

    def _loneliness(self, start: _Break, end: _Break) -> float:
        """What it costs that a last line holds too little to be a line."""
        if start is self._first.place:
            return 0.0
        wide = end.to_end - start.from_start
        kinds = self._galley.kinds[start.next : end.end]
        if kinds.count(Kind.HAN) == 1 and wide < 2 * _LEAST_LAST * self._em:
            return _LONE_HAN
        return _LONE_WORD if wide < _LEAST_LAST * self._em else 0.0

    def _last(self, node: _Node, place: _Break, missing: float, width: float) -> _Node:
        fragment = _HYPHENS_RUNNING / 2 if node.running else 0.0
        fills = self._measure.fills_last or missing < _ALL_BUT_FULL * self._em
        if not fills:
            cost = _LINE**2
        else:
            cost = (_LINE + self._line_badness(node.place, place, missing)) ** 2
        cost += node.cost + self._loneliness(node.place, place) + fragment
        return _Node(cost, node, place, 0, width if fills else None)

    def _line_badness(self, start: _Break, place: _Break, missing: float) -> float:
        return _badness(
            missing,
            place.stretch_to_end - start.stretch_from_start,
            place.shrink_to_end - start.shrink_from_start,
        )

    def _line(self, node: _Node, place: _Break, width: float) -> _Node:
        """The way to `place` by a line begun at `node`."""
        missing = width - (place.to_end - node.place.from_start)
        if place.next == self._end:
            return self._last(node, place, missing, width)
        running = node.running + 1 if place.hyphen else 0
        badness = self._line_badness(node.place, place, missing)
        cost = node.cost + (_LINE + min(badness, 1e5)) ** 2
        if place.hyphen:
            cost += _HYPHEN + (_HYPHENS_RUNNING if node.running else 0.0)
        if place.in_word:
            cost += _BROKEN_WORD
        if running > _MOST_HYPHENS:
            cost += _TOO_MANY_HYPHENS
        if missing < -_NEAR and -missing > (
            place.shrink_to_end - node.place.shrink_from_start + _NEAR
        ):
            cost += _SPILL
        return _Node(cost, node, place, min(running, _MOST_HYPHENS), width)

    def _extend(self, node: _Node, after: int, width: float) -> None:
        for at in self._candidates(node.place, width, after):
            found = self._line(node, self._places[at], width)
            known = self._nodes[at].get(found.running)
            if known is None or found.cost < known.cost:
                self._nodes[at][found.running] = found

    def lines(self) -> list[Line]:
        """The lines of the cheapest way, in order."""
        self._extend(self._first, 0, self._measure.first)
        for at, nodes in enumerate(self._nodes[:-1]):
            for node in nodes.values():
                self._extend(node, at + 1, self._measure.rest)
        return _traced(min(self._nodes[-1].values(), key=lambda node: node.cost))


def _traced(node: _Node) -> list[Line]:
    lines: list[Line] = []
    while node.before is not None:
        start, place = node.before.place, node.place
        lines.append(Line(start.next, place.end, place.next, node.measure, place.hyphen))
        node = node.before
    return lines[::-1]


# -- a paragraph -----------------------------------------------------------------------------------


def fit(galley: Galley, start: int, measure: Measure) -> list[Line]:
    """Break a galley into lines, from `start` to its end.

    Filled lines are chosen together; others take what fits, one after another. At a forced break
    a line is not filled, and the choice begins anew.
    """
    lines: list[Line] = []
    for end in galley.forced[bisect_left(galley.forced, start + 1) :]:
        if measure.fills:
            lines += _Fit(galley, start, end, measure).lines()
        else:
            lines += _greedy(galley, start, end, measure)
        start = end
        measure = Measure(measure.rest, measure.rest, measure.fills, measure.fills_last)
    return lines
