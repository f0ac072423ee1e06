"""Measures that several layouts share: the width of two columns, and text in one language."""

from __future__ import annotations

import re
from dataclasses import replace

from publisher.model import Page
from publisher.xhtml import Node

GUTTER = 2
"""Between two columns, in ems."""

ONE_LANGUAGE = """\
.side > p + p { text-indent: 2em; }
"""
"""Geometry of a book in one language."""

_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0, "q": 18 / 25.4}
_PIXEL = 0.75
_LENGTH = re.compile(r"([0-9.]+)([a-z]+)")
_TYPE = 0.865
_LEADING = 5 / 6
_MARGINS = 0.64
"""What two columns have of the size, leading and side margins of one: on A4, 11/18 pt on 37 em
become 9.5/15 pt on twice 24."""


def points(length: str) -> float:
    """A CSS length such as `148mm` in points."""
    found = _LENGTH.fullmatch(length.lower())
    if found is None:
        raise ValueError(f"no length: {length}")
    return float(found[1]) * _POINTS.get(found[2], _PIXEL)


def _halved(value: float) -> float:
    """The nearest multiple of half a point."""
    return round(value * 2) / 2


def in_two_columns(page: Page) -> tuple[Page, float]:
    """A page with type for two columns of whole ems, and the width of one of them in points.

    The side margins keep their proportion, and the page holds a whole number of lines.
    """
    size, leading = (
        _halved(points(page.font_size) * _TYPE),
        _halved(points(page.line_height) * _LEADING),
    )
    width, sides = points(page.width), (points(page.margin_inner), points(page.margin_outer))
    ems = round(((width - sum(sides) * _MARGINS) / size - GUTTER) / 2)
    scale = (width - (2 * ems + GUTTER) * size) / sum(sides)
    inner, outer = (f"{side * scale:.3f}pt" for side in sides)
    top, height = points(page.margin_top), points(page.height)
    lines = int((height - top - points(page.margin_bottom)) / leading)
    bottom = f"{height - top - (lines + 0.25) * leading:.3f}pt"
    fitted = replace(
        page,
        margin_inner=inner,
        margin_outer=outer,
        margin_bottom=bottom,
        font_size=f"{size:g}pt",
        line_height=f"{leading:g}pt",
    )
    return fitted, ems * size


def alone(first: tuple[Node, ...], second: tuple[Node, ...]) -> tuple[Node, ...]:
    """What there is of a pair of which one half is shown."""
    return (*first, *second)
