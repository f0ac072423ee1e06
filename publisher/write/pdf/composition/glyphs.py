"""Texts as glyphs: what Pango makes of a text, as lists of numbers.

A style has one set-up of Pango for all of its texts, and a short text is shaped once: most texts of
a book are a mark, a number or a term that stood there before.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from weasyprint.text.ffi import ffi, pango, unicode_to_char_p
from weasyprint.text.fonts import get_pango_font_key
from weasyprint.text.line_break import Layout

from publisher.write.pdf.composition.keeping import SHORT, keep, of_style

Structure: TypeAlias = Any
"""A structure of Pango's, whose fields no type checker knows."""


class Style(Protocol):
    """The computed style of a box, as far as this package reads it: property → value."""

    def __getitem__(self, name: str) -> object:
        """The computed value of a property, its name written with underscores."""


@dataclass(frozen=True, slots=True)
class Font:
    """A font as Pango has chosen it, of one size."""

    pango: Structure
    key: int
    """By which WeasyPrint knows it, whatever the size."""

    size: float
    """In px."""


@dataclass(frozen=True, slots=True)
class Glyphs:
    """Glyphs of one font that follow each other in a text; one value of each list for each."""

    font: Font
    ids: list[int]
    widths: list[int]
    """Advances in Pango units."""

    shifts: list[int]
    """How far their ink moves to the right, in Pango units."""

    starts: list[int]
    """Where the text of their cluster begins, in bytes."""

    end: int
    """Where the text of all of them ends, in bytes."""

    is_plain: bool
    """Whether all of them are in the font, on the line, and from left to right."""


Shaped: TypeAlias = tuple[Glyphs, ...]
"""The glyphs of a text."""

_INT = ffi.sizeof("int")
_INFO = ffi.sizeof("PangoGlyphInfo")
_ROW = _INFO // _INT
"""Integers of one glyph, which begin with its number."""

_GEOMETRY = ffi.offsetof("PangoGlyphInfo", "geometry")


def _column(name: str) -> slice:
    """A length of every glyph, in all integers of a glyph string."""
    return slice((_GEOMETRY + ffi.offsetof("PangoGlyphGeometry", name)) // _INT, None, _ROW)


_IDS, _WIDTHS = slice(0, None, _ROW), _column("width")
_SHIFTS, _RISES = _column("x_offset"), _column("y_offset")


def items(line: Structure) -> Iterator[Structure]:
    """The glyph items of a Pango line; none where it has no text."""
    runs = line.runs
    run = runs[0] if runs != ffi.NULL else ffi.NULL
    while run != ffi.NULL:
        yield run.data
        run = run.next


# -- shaping ---------------------------------------------------------------------------------------

_SHAPER = "composed_shaper"
_MANY = 512
"""Texts kept of one style."""

_UNUSUAL = re.compile("[\0\t-\r\x1c-\x1e\x85\u2028\u2029]")
"""What ends a line or a paragraph, or needs more than a set-up that others share."""

_BREAKING = frozenset({"anywhere", "break-word"})


class Shaper:
    """Shapes the texts of one style."""

    def __init__(self, style: Style) -> None:
        self.lines = Layout(style)
        """Tells where lines under and through the words stand."""

        self._layout = self.lines.layout
        self.lines.deactivate()
        self._fonts: dict[int, Font] = {}
        self._holders: list[Structure] = []
        """Pango's layouts that first showed a font, which is there as long as they are."""

        self._known: dict[str, Shaped] = {}
        self._is_plain = (
            style["letter_spacing"] == "normal"
            and not style["word_spacing"]
            and style["overflow_wrap"] not in _BREAKING
        )

    def shape(self, text: str, style: Style) -> Shaped:
        """The glyphs of a text, unbroken."""
        found = self._known.get(text)
        if found is None:
            found = self._shaped(text, style)
            if len(text) <= SHORT:
                keep(self._known, text, found, _MANY)
        return found

    def _shaped(self, text: str, style: Style) -> Shaped:
        if self._is_plain and not _UNUSUAL.search(text):
            layout = self._layout
            pointer, _held = unicode_to_char_p(text)
            pango.pango_layout_set_text(layout, pointer, -1)
        else:
            other = Layout(style)
            other.set_text(text)
            layout = other.layout
        fonts = len(self._fonts)
        line = pango.pango_layout_get_line_readonly(layout, 0)
        shaped = tuple(map(self._glyphs, items(line)))
        if len(self._fonts) > fonts:
            self._holders.append(layout)
            self._layout = Layout(style).layout
        return shaped

    def _glyphs(self, glyph_item: Structure) -> Glyphs:
        item, string = glyph_item.item, glyph_item.glyphs
        count, offset = string.num_glyphs, item.offset
        # One copy of all is many times faster than a loop.
        infos = memoryview(ffi.buffer(string.glyphs, count * _INFO)).cast("B").cast("i").tolist()
        starts = ffi.unpack(string.log_clusters, count)
        ids = infos[_IDS]
        is_missing = max(ids, default=0) >= pango.PANGO_GLYPH_UNKNOWN_FLAG
        return Glyphs(
            font=self._font(item.analysis.font),
            ids=ids,
            widths=infos[_WIDTHS],
            shifts=infos[_SHIFTS],
            starts=[offset + start for start in starts] if offset else starts,
            end=offset + item.length,
            is_plain=not (is_missing or item.analysis.level % 2 or any(infos[_RISES])),
        )

    def _font(self, font: Structure) -> Font:
        address = int(ffi.cast("intptr_t", font))
        if address not in self._fonts:
            key, _, size = get_pango_font_key(font)
            self._fonts[address] = Font(font, key, size)
        return self._fonts[address]


def shaper(style: Style) -> Shaper:
    """The shaper of a style, which all elements have that share the style."""
    kept = of_style(style)
    if _SHAPER not in kept:
        kept[_SHAPER] = Shaper(style)
    found: Shaper = kept[_SHAPER]
    return found


def shape(text: str, style: Style) -> Shaped:
    """The glyphs of a text in a style, unbroken."""
    return shaper(style).shape(text, style)


def is_on_one_line(text: str) -> bool:
    """Whether nothing in a text may end a line but its end."""
    return _UNUSUAL.search(text) is None
