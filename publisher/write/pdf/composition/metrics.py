"""How wide every character of a run is, read once from Pango's glyphs for the whole run.

Lengths are CSS pixels. A cluster of several characters (a ligature, the one glyph of ——) has its
whole width at its first character, and nothing at the others.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Protocol, TypeAlias

from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

from publisher.write.pdf.composition.characters import Kind

Structure: TypeAlias = Any
"""A structure of Pango's, whose fields no type checker knows."""


class Style(Protocol):
    """The computed style of a box, as far as this package reads it: property → value."""

    def __getitem__(self, name: str) -> object:
        """The computed value of a property, its name written with underscores."""


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
    """The layout that was measured, deactivated: what WeasyPrint reads of it are the places of
    lines under and through the words."""


_GLYPH = ffi.sizeof("PangoGlyphInfo") // ffi.sizeof("int")
_WIDTH = (
    ffi.offsetof("PangoGlyphInfo", "geometry") + ffi.offsetof("PangoGlyphGeometry", "width")
) // ffi.sizeof("int")
"""A glyph as a row of integers, and the place of its advance in the row."""


def _items(line: Structure) -> Iterator[Structure]:
    """The glyph items of a Pango line; none where it has no text."""
    runs = line.runs
    run = runs[0] if runs != ffi.NULL else ffi.NULL
    while run != ffi.NULL:
        yield run.data
        run = run.next


def glyph_runs(line: Structure) -> Iterator[tuple[Structure, int]]:
    """Every glyph string of a Pango line with the offset in bytes at which its text begins."""
    for item in _items(line):
        yield item.glyphs, item.item.offset


def _widths_at(glyphs: Structure) -> list[int]:
    """The advances of a glyph string in Pango units; one copy is many times faster than a loop."""
    size = glyphs.num_glyphs * ffi.sizeof("PangoGlyphInfo")
    row = memoryview(ffi.buffer(glyphs.glyphs, size)).cast("B").cast("i")
    return row[_WIDTH::_GLYPH].tolist()


def byte_offsets(text: str) -> list[int]:
    """The place of every character in UTF-8, and the length at the end."""
    if text.isascii():
        return list(range(len(text) + 1))
    return list(accumulate((len(char.encode()) for char in text), initial=0))


def _sums(line: Structure) -> dict[int, int]:
    """Advance of every cluster in Pango units, by the offset in bytes of its text."""
    sums: dict[int, int] = {}
    for glyphs, offset in glyph_runs(line):
        count = glyphs.num_glyphs
        clusters = ffi.unpack(glyphs.log_clusters, count)
        for cluster, width in zip(clusters, _widths_at(glyphs), strict=True):
            sums[offset + cluster] = sums.get(offset + cluster, 0) + width
    return sums


def _mark(font: Structure, glyph: int) -> Mark:
    ink, logical = ffi.new("PangoRectangle *"), ffi.new("PangoRectangle *")
    pango.pango_font_get_glyph_extents(font, glyph, ink, logical)
    width = logical.width * FROM_UNITS
    left = ink.x * FROM_UNITS
    return Mark(width, left, width - left - ink.width * FROM_UNITS)


def _marks(line: Structure, wanted: dict[int, int]) -> dict[int, Mark]:
    """The glyph of each wanted mark; `wanted` leads from its offset in bytes to its index."""
    found: dict[int, Mark] = {}
    for glyph_item in _items(line):
        item, glyphs = glyph_item.item, glyph_item.glyphs
        for at in range(glyphs.num_glyphs):
            index = wanted.get(item.offset + glyphs.log_clusters[at])
            glyph = glyphs.glyphs[at].glyph
            if index is not None and not glyph & pango.PANGO_GLYPH_UNKNOWN_FLAG:
                found.setdefault(index, _mark(item.analysis.font, glyph))
    return found


_MEASURED = frozenset({Kind.OPEN, Kind.SHUT, Kind.COMMA, Kind.STOP, Kind.DOT})
"""Kinds whose width the compositor sets itself."""


def measure(text: str, kinds: list[Kind], style: Style) -> Metrics:
    """Shape one run of text, unbroken, and read the width of every character and mark."""
    layout = Layout(style)
    layout.set_text(text)
    line = pango.pango_layout_get_line_readonly(layout.layout, 0)
    offsets = byte_offsets(text)
    sums = _sums(line)
    widths = [sums.get(at, 0) * FROM_UNITS for at in offsets[:-1]]
    wanted = {offsets[i]: i for i, kind in enumerate(kinds) if kind in _MEASURED}
    marks = _marks(line, wanted) if wanted else {}
    layout.deactivate()
    return Metrics(widths, marks, layout)


def width_of(text: str, style: Style) -> float:
    """The width of a short string on its own, as of the hyphen of a divided word."""
    layout = Layout(style)
    layout.set_text(text)
    line = pango.pango_layout_get_line_readonly(layout.layout, 0)
    units = sum(_sums(line).values())
    return units * float(FROM_UNITS)
