"""The alignment: the English of a level and its Chinese as two streams, matched in order.

Both streams keep their order; a step takes one block of each, one against two or three, or one
alone. The cheapest path is found by dynamic programming in a band along the order in which the
blocks stand, so the work grows with the number of blocks and not with its square.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.language import Language
from publisher.model import Order
from publisher.pair.atoms import Atom, Match
from publisher.pair.prices import NEVER, Prices

_MARGIN = 3
"""How many blocks the path may stray from the order of the page."""

_LARGE = 4000
"""Cells above which two runs are matched along their diagonal only."""

_DIAGONAL = 24
_STEPS = ((1, 1), (1, 0), (0, 1), (1, 2), (2, 1), (1, 3), (3, 1))


@dataclass(slots=True)
class _Band:
    """For each number of English blocks taken, the numbers of Chinese blocks that may be."""

    low: list[int]
    high: list[int]

    def widen(self, row: int, low: int, high: int) -> None:
        self.low[row] = min(self.low[row], low)
        self.high[row] = max(self.high[row], high)

    def joined(self, last: int) -> _Band:
        """The band without gaps: both edges rise, and each row reaches into the next."""
        low = [max(0, at) for at in self.low]
        high = [min(last, at) for at in self.high]
        for row in range(len(low) - 2, -1, -1):
            low[row] = min(low[row], low[row + 1])
        for row in range(1, len(high)):
            high[row] = max(high[row], high[row - 1])
        low[0], high[-1] = 0, last
        for row in range(len(low) - 1):
            high[row] = max(high[row], low[row + 1])
        return _Band(low, high)


def _before(en: list[Atom], zh: list[Atom]) -> list[int]:
    """For each English atom, how many Chinese ones stand before it."""
    counts: list[int] = []
    at = 0
    for atom in en:
        while at < len(zh) and zh[at].position < atom.position:
            at += 1
        counts.append(at)
    return counts


def _runs(counts: list[int], last: int) -> list[tuple[int, int, int, int, int]]:
    """Runs of English: first row, end row, and where the Chinese before and after them lies."""
    starts = [i for i, at in enumerate(counts) if i == 0 or counts[i - 1] != at]
    runs = []
    for number, first in enumerate(starts):
        end = starts[number + 1] if number + 1 < len(starts) else len(counts)
        before = counts[starts[number - 1]] if number else 0
        after = counts[end] if end < len(counts) else last
        runs.append((first, end, before, counts[first], after))
    return runs


def _open(band: _Band, rows: tuple[int, int], columns: tuple[int, int]) -> None:
    """Open all the cells of an English run against a Chinese run beside it."""
    for row in range(rows[0], rows[1] + 1):
        band.widen(row, columns[0] - _MARGIN, columns[1] + _MARGIN)


def _open_diagonal(band: _Band, rows: tuple[int, int], columns: tuple[int, int]) -> None:
    """Open only the cells along the diagonal of two long runs."""
    (first, end), (low, high) = rows, columns
    for row in range(first, end + 1):
        middle = low + (high - low) * (row - first) // (end - first)
        band.widen(row, middle - _DIAGONAL, middle + _DIAGONAL)


def _band(en: list[Atom], zh: list[Atom], order: Order) -> _Band:
    rows, last = len(en) + 1, len(zh)
    band = _Band([last] * rows, [0] * rows)
    for first, end, before, at, after in _runs(_before(en, zh), last):
        partner = (at, after) if order is Order.EN_ZH else (before, at)
        if (end - first) * (partner[1] - partner[0]) > _LARGE:
            _open_diagonal(band, (first, end), partner)
        elif (end - first) * (after - before) > _LARGE:
            _open(band, (first, end), partner)
        else:
            _open(band, (first, end), (before, after))
    return band.joined(last)


@dataclass(slots=True)
class _Table:
    """The cheapest way to each cell, and the step that led there."""

    band: _Band
    costs: list[list[float]]
    steps: list[list[int]]

    def cost(self, row: int, column: int) -> float:
        if row < 0 or not self.band.low[row] <= column <= self.band.high[row]:
            return NEVER
        return self.costs[row][column - self.band.low[row]]


class _Search:
    """One search for the cheapest path."""

    def __init__(self, en: list[Atom], zh: list[Atom], prices: Prices) -> None:
        self.en, self.zh, self.prices = en, zh, prices
        self.alone_en = [prices.alone(atom) for atom in en]
        self.alone_zh = [prices.alone(atom) for atom in zh]
        self.table = _Table(_band(en, zh, prices.bearings.order), [], [])

    def _price(self, row: int, column: int, step: tuple[int, int]) -> float:
        rows, columns = step
        if columns == 0:
            return self.alone_en[row - 1]
        if rows == 0:
            return self.alone_zh[column - 1]
        if rows == columns:
            return self.prices.pair(self.en[row - 1], self.zh[column - 1])
        en = tuple(self.en[row - rows : row])
        zh = tuple(self.zh[column - columns : column])
        return self.prices.group(en, zh)

    def _cell(self, row: int, column: int) -> tuple[float, int]:
        if row == column == 0:
            return 0.0, 0
        best, chosen = 2 * NEVER, 1
        for number, (rows, columns) in enumerate(_STEPS):
            if rows > row or columns > column:
                continue
            before = self.table.cost(row - rows, column - columns)
            if before >= NEVER:
                continue
            cost = before + self._price(row, column, (rows, columns))
            if cost < best:
                best, chosen = cost, number
        return best, chosen

    def _fill(self) -> None:
        band = self.table.band
        for row in range(len(self.en) + 1):
            self.table.costs.append([])
            self.table.steps.append([])
            for column in range(band.low[row], band.high[row] + 1):
                cost, step = self._cell(row, column)
                self.table.costs[row].append(cost)
                self.table.steps[row].append(step)

    def path(self) -> list[Match]:
        """The steps of the cheapest path, first one first."""
        self._fill()
        row, column = len(self.en), len(self.zh)
        found: list[Match] = []
        while row or column:
            number = self.table.steps[row][column - self.table.band.low[row]]
            rows, columns = _STEPS[number]
            en, zh = self.en[row - rows : row], self.zh[column - columns : column]
            found.append(Match(tuple(en), tuple(zh)))
            row, column = row - rows, column - columns
        return found[::-1]


def _stands_inside(match: Match, pair: Match) -> bool:
    """Whether a block with its own pairs stands between the halves of a pair."""
    atom = match.atoms[0]
    return atom.inner is not None and atom.position > min(half.position for half in pair.atoms)


def _in_page_order(path: list[Match]) -> list[Match]:
    """Blocks alone that lie between the same two pairs, in the order in which they stand.

    What stands between the halves of a pair, a list between its two lead-ins, comes below it.
    """
    out: list[Match] = []
    loose: list[Match] = []
    for match in path:
        if not match.is_pair:
            loose.append(match)
            continue
        loose.sort(key=lambda m: m.atoms[0].position)
        out += [*(one for one in loose if not _stands_inside(one, match)), match]
        loose = [one for one in loose if _stands_inside(one, match)]
    return [*out, *sorted(loose, key=lambda m: m.atoms[0].position)]


def align(atoms: list[Atom], prices: Prices) -> list[Match]:
    """Match the atoms of one level; every atom is in exactly one step, in order per language."""
    en = [atom for atom in atoms if atom.language is Language.EN]
    zh = [atom for atom in atoms if atom.language is Language.ZH]
    return _in_page_order(_Search(en, zh, prices).path())
