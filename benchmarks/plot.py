"""Curves on two logarithmic axes, as an SVG: cost over the number of posts."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

_WIDTH, _HEIGHT = 720, 440
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 250, 20, 50
_COLOURS = ("#8c2f1b", "#c46a3c", "#3b6ea5", "#2f7d5b", "#6d5a8d", "#8a7a2f", "#555", "#a04b76")
_LETTER = 'font-family="sans-serif" font-size="12"'


@dataclass(frozen=True, slots=True)
class Curve:
    """A named row of points, both coordinates above 0."""

    name: str
    points: tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class _Axis:
    """Powers of ten from `low` to `high`, drawn from `begin` to `end`."""

    low: int
    high: int
    begin: float
    end: float

    def at(self, value: float) -> float:
        share = (log10(value) - self.low) / (self.high - self.low)
        return self.begin + share * (self.end - self.begin)

    def ticks(self) -> list[float]:
        return [10.0**power for power in range(self.low, self.high + 1)]


def _axis(values: Sequence[float], begin: float, end: float) -> _Axis:
    low, high = floor(log10(min(values))), ceil(log10(max(values)))
    return _Axis(low, max(high, low + 1), begin, end)


def _grid(across: _Axis, up: _Axis) -> Iterator[str]:
    for value in across.ticks():
        x = across.at(value)
        yield f'<path d="M{x:.1f} {up.begin}V{up.end}" stroke="#ddd"/>'
        yield f'<text x="{x:.1f}" y="{up.begin + 18}" text-anchor="middle">{value:g}</text>'
    for value in up.ticks():
        y = up.at(value)
        yield f'<path d="M{across.begin} {y:.1f}H{across.end}" stroke="#ddd"/>'
        yield f'<text x="{across.begin - 6}" y="{y + 4:.1f}" text-anchor="end">{value:g}</text>'


def _drawn(curve: Curve, number: int, across: _Axis, up: _Axis) -> Iterator[str]:
    colour = _COLOURS[number % len(_COLOURS)]
    places = [(across.at(x), up.at(y)) for x, y in curve.points]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    yield f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"/>'
    yield from (f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places)
    y = _TOP + 16 + 20 * number
    yield f'<path d="M{across.end + 12} {y - 4}h16" stroke="{colour}" stroke-width="2"/>'
    yield f'<text x="{across.end + 34}" y="{y}">{escape(curve.name)}</text>'


def plot(curves: Sequence[Curve], across_name: str, up_name: str) -> str:
    """An SVG of the curves, with a key at their side; at least one point must be there."""
    points = [point for curve in curves for point in curve.points]
    across = _axis([x for x, _ in points], _LEFT, _WIDTH - _RIGHT)
    up = _axis([y for _, y in points], _HEIGHT - _BOTTOM, _TOP)
    middle = (across.begin + across.end) / 2
    parts = [
        *_grid(across, up),
        *(part for n, curve in enumerate(curves) for part in _drawn(curve, n, across, up)),
        f'<text x="{middle}" y="{_HEIGHT - 12}" text-anchor="middle">{escape(across_name)}</text>',
        f'<text transform="rotate(-90 14 120)" x="14" y="120">{escape(up_name)}</text>',
    ]
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" {_LETTER}>'
    ground = f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#fff"/>'
    return "\n".join((head, ground, *parts, "</svg>\n"))
