"""How wide every character of a run is, read once from Pango's glyphs for the whole run.

Lengths are CSS pixels. A cluster of several characters (a ligature, the one glyph of ——) has its
whole width at its first character, and nothing at the others.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate

from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

from publisher.write.pdf.composition.characters import Kind
from publisher.write.pdf.composition.glyphs import (
    Shaped,
    Structure,
    Style,
    shape,
    shaper,
)


@dataclass(frozen=True, slots=True)
class Mark:
    """The glyph of a full-width mark, apart from what the font does to it between neighbours."""

    width: float
    """Its own advance."""

    left: float
    """Air before its ink; below zero where ink overhangs."""

    right: float
    """Air after its ink."""


@dataclass(frozen=True, slots=True)
class Metrics:
    """The widths of one run of text in one style."""

    widths: list[float]
    """One advance per character."""

    marks: dict[int, Mark]
    """Index of each mark in the run → its own glyph."""

    layout: Layout
    """A layout of the style, deactivated: what WeasyPrint reads of it are the places of lines under
    and through the words."""


def byte_offsets(text: str) -> list[int]:
    """The place of every character in UTF-8, and the length at the end."""
    if text.isascii():
        return list(range(len(text) + 1))
    return list(accumulate((len(char.encode()) for char in text), initial=0))


def _sums(shaped: Shaped) -> dict[int, int]:
    """Advance of every cluster in Pango units, by the offset in bytes of its text."""
    sums: dict[int, int] = {}
    for glyphs in shaped:
        for start, width in zip(glyphs.starts, glyphs.widths, strict=True):
            sums[start] = sums.get(start, 0) + width
    return sums


def _mark(font: Structure, glyph: int) -> Mark:
    ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
    pango.pango_font_get_glyph_extents(font, glyph, ink, logical)
    width = logical.width * FROM_UNITS
    left = ink.x * FROM_UNITS
    return Mark(width, left, width - left - ink.width * FROM_UNITS)


def _marks(shaped: Shaped, wanted: dict[int, int]) -> dict[int, Mark]:
    """The glyph of each wanted mark; `wanted` leads from its offset in bytes to its index."""
    found: dict[int, Mark] = {}
    for glyphs in shaped:
        for start, glyph in zip(glyphs.starts, glyphs.ids, strict=True):
            index = wanted.get(start)
            if index is not None and not glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
                found.setdefault(index, _mark(glyphs.font.pango, glyph))
    return found


_MEASURED = frozenset({Kind.OPEN, Kind.SHUT, Kind.COMMA, Kind.STOP, Kind.DOT})
"""Kinds whose width the compositor sets itself."""


def measure(text: str, kinds: list[Kind], style: Style) -> Metrics:
    """Shape one run of text, unbroken, and read the width of every character and mark."""
    own = shaper(style)
    shaped = own.shape(text, style)
    offsets = byte_offsets(text)
    sums = _sums(shaped)
    widths = [sums.get(at, 0) * FROM_UNITS for at in offsets[:-1]]
    wanted = {offsets[at]: at for at, kind in enumerate(kinds) if kind in _MEASURED}
    return Metrics(widths, _marks(shaped, wanted) if wanted else {}, own.lines)


def width_of(text: str, style: Style) -> float:
    """The width of a short string on its own, as of the hyphen of a divided word."""
    units = sum(sum(glyphs.widths) for glyphs in shape(text, style))
    return units * float(FROM_UNITS)
