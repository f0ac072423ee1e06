"""Texts as they are drawn: every glyph where its line wants it, and the operators that show them.

WeasyPrint asks Pango for each glyph of each text again. Here the operators are written from lists,
and what a glyph of one width looks like in them is kept; anything unusual is left to WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from math import copysign
from typing import Any, TypeAlias

from weasyprint.formatting_structure import boxes
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, pango
from weasyprint.text.line_break import Layout

from publisher.write.pdf.composition.glyphs import (
    Font,
    Glyphs,
    Shaped,
    Structure,
    Style,
    is_on_one_line,
    items,
    shape,
)
from publisher.write.pdf.composition.metrics import byte_offsets

Page: TypeAlias = Any
"""A page of WeasyPrint that is drawn on."""

_THOUSAND = 1000
"""PDF places glyphs in thousandths of their size, and WeasyPrint in whole ones."""

Division = tuple[str, int]
"""A divided word: the text of its paragraph, and the place in it where the next line begins."""


# -- where glyphs go -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Place:
    """Where one character is printed; lengths in px."""

    index: int
    """Of the character in its part."""
    shift: float
    """How far its ink moves from where its advance begins."""
    advance: float
    own: float
    """The advance that its glyph has in the font."""
    is_mark: bool = False
    """Whether the font may have moved its ink between neighbours (`chws`): it is put back."""


def _whole(advance: float, own: float) -> float:
    """An advance in thousandths, from a wanted whole one, that WeasyPrint will print as wanted.

    It prints the difference to the glyph's own advance, cut to an integer toward zero; a little
    more of the difference makes the cut safe.
    """
    return advance + copysign(0.4, advance - own) if advance != own else advance


class _Setting:
    """The advances and shifts of all glyphs of a text, in Pango units, to be changed."""

    def __init__(self, shaped: Shaped, em: float) -> None:
        starts = list(chain.from_iterable(glyphs.starts for glyphs in shaped))
        self.widths = list(chain.from_iterable(glyphs.widths for glyphs in shaped))
        self.shifts = list(chain.from_iterable(glyphs.shifts for glyphs in shaped))
        count = len(starts)
        self._last = dict(zip(starts, range(count), strict=True))
        self._first = self._last
        if len(self._last) != count:
            self._first = dict(zip(reversed(starts), reversed(range(count)), strict=True))
        self._unit = em / _THOUSAND

    def put(self, text: str, places: Iterable[Place]) -> None:
        """Put characters in their places."""
        offsets = byte_offsets(text)
        error = 0.0
        for place in places:
            start = self._start(offsets, place.index)
            wanted = place.advance / self._unit + error
            whole = round(wanted)
            error = wanted - whole
            self._put(self._first[start], self._last[start], place, whole)

    def _start(self, offsets: list[int], index: int) -> int:
        """Where the cluster begins that a character belongs to."""
        while offsets[index] not in self._last:
            index -= 1
        return offsets[index]

    def _put(self, first: int, last: int, place: Place, whole: int) -> None:
        others = sum(width * FROM_UNITS for width in self.widths[first:last]) if first < last else 0
        own = round(place.own / self._unit)
        self.widths[last] = round((_whole(whole, own) * self._unit - others) * TO_UNITS)
        if place.shift or place.is_mark:
            # WeasyPrint reads this one length in thousandths of a px where Pango has 1024ths.
            self.shifts[first] = round(place.shift * _THOUSAND)


class PlacedLayout(Layout):  # type: ignore[misc]  # WeasyPrint comes without types
    """The text of a part, which is not shaped before the page is drawn, and then put in place."""

    def __init__(self, text: str, lines: Layout, places: list[Place], em: float) -> None:
        # Not Layout's own, which sets up Pango.
        self.text = text
        self.justification_spacing = 0
        self.max_width = None
        self.first_line_direction = 0
        self.ascent = lines.ascent
        self.underline_position = lines.underline_position
        self.strikethrough_position = lines.strikethrough_position
        self.underline_thickness = getattr(lines, "underline_thickness", None)
        self.strikethrough_thickness = getattr(lines, "strikethrough_thickness", None)
        self._placed = text
        self._places = places
        self._em = em
        self.dots: list[float] = []
        """Middles of the characters under which a dot stands, in px from the left edge."""
        self.division: Division | None = None
        """The word that is divided at its end."""

    def reactivate(self, style: Style) -> None:
        """Wait: most texts are drawn without WeasyPrint's help."""

    def wake(self, style: Style) -> None:
        """Get ready for WeasyPrint to draw the text."""
        super().reactivate(style)

    def deactivate(self) -> None:
        """Let the Pango objects go, if there are any."""
        for name in ("layout", "language", "style"):
            self.__dict__.pop(name, None)

    def set_glyphs(self, style: Style) -> tuple[Shaped, list[int], list[int]]:
        """The glyphs of the text, and their advances and shifts in the line."""
        shaped = shape(self.text, style)
        if len(shaped) == 1 and not self._places:
            return shaped, shaped[0].widths, shaped[0].shifts
        setting = _Setting(shaped, self._em)
        setting.put(self.text, self._places)
        return shaped, setting.widths, setting.shifts

    def get_first_line(self) -> tuple[Structure, int | None]:
        """The line for WeasyPrint, its glyphs in place unless something has changed the text."""
        line, index = super().get_first_line()
        if self._places and self.text == self._placed:
            _, widths, shifts = self.set_glyphs(self.style)
            infos = (info for item in items(line) for info in _infos(item.glyphs))
            for info, width, shift in zip(infos, widths, shifts, strict=True):
                info.geometry.width, info.geometry.x_offset = width, shift
        return line, index


def _infos(glyphs: Structure) -> Iterator[Structure]:
    return (glyphs.glyphs[at] for at in range(glyphs.num_glyphs))


def with_places(layout: Layout, em: float) -> Layout:
    """A layout of WeasyPrint's own as one that can be drawn from lists, if it can be."""
    if type(layout) is not Layout or layout.justification_spacing:
        return layout
    placed = PlacedLayout(layout.text, layout, [], em)
    placed.max_width = layout.max_width  # where an ellipsis stands
    return placed


# -- operators -------------------------------------------------------------------------------------

_LEAST = 1e-6
"""Texts of a smaller size are not drawn, in px."""

_KNOWS_SIZES = pango.pango_version() >= 14802  # noqa: PLR2004  # as WeasyPrint has it
"""Whether Pango tells the size of a font: https://gitlab.gnome.org/GNOME/pango/-/issues/530."""

_PIECES = "composed_pieces"

Pieces: TypeAlias = dict[tuple[int, int, int], str]
"""A glyph, its advance and its shift → how it is written, and the step to the next."""


def _pdf_font(page: Page, font: Font) -> Any:  # noqa: ANN401  # WeasyPrint comes without types
    fonts = page._fonts  # noqa: SLF001  # no public way asks without setting up a font
    return fonts[font.key] if font.key in fonts else page.add_font(font.pango)[0]


def _pieces(pdf_font: Any, size: float) -> Pieces:  # noqa: ANN401  # as above
    sizes: dict[float, Pieces] = vars(pdf_font).setdefault(_PIECES, {})
    return sizes.setdefault(size, {})


@dataclass(slots=True)
class _Writer:
    """Writes glyphs of one font on a page, as `draw_first_line` of WeasyPrint does."""

    page: Page
    font: Font
    pdf_font: Any
    pieces: Pieces

    def written(self, glyphs: Glyphs, text: str, widths: list[int], shifts: list[int]) -> str:
        """The glyphs with the steps between them."""
        keys = list(zip(glyphs.ids, widths, shifts, strict=True))
        try:
            return "".join([self.pieces[key] for key in keys])
        except KeyError:
            self._learn(glyphs, text, keys)
            return "".join([self.pieces[key] for key in keys])

    def _learn(self, glyphs: Glyphs, text: str, keys: list[tuple[int, int, int]]) -> None:
        data = text.encode()
        ends = [*glyphs.starts[1:], glyphs.end]
        for key, start, end in zip(keys, glyphs.starts, ends, strict=True):
            if key not in self.pieces:
                self.pieces[key] = self._piece(*key, data[start:end])

    def _piece(self, glyph: int, width: int, shift: int, text: bytes) -> str:
        """How a glyph is written; the numbers are WeasyPrint's, and their order as well."""
        size = self.font.size
        if glyph == pango.PANGO_GLYPH_EMPTY:
            return f">{-width / size}<"
        if glyph not in self.pdf_font.to_unicode:
            self.pdf_font.to_unicode[glyph] = text.decode()
        offset = shift / size
        own = self._own(glyph)
        step = own + offset - width * 1000 * FROM_UNITS / size
        before = f">{-offset}<" if offset else ""
        return f"{before}{glyph:04x}>{int(step)}<" if step else f"{before}{glyph:04x}"

    def _own(self, glyph: int) -> int:
        """The advance that a glyph has in the font, in thousandths."""
        widths: dict[int, int] = self.pdf_font.widths
        if glyph not in widths:
            page = self.page
            pango.pango_font_get_glyph_extents(
                self.font.pango, glyph, page.ink_rect, page.logical_rect
            )
            widths[glyph] = round(page.logical_rect.width * 1000 * FROM_UNITS / self.font.size)
        return widths[glyph]


def _writers(page: Page, shaped: Shaped) -> list[_Writer] | None:
    """What writes the glyphs of each font; None where one asks for more than to be shown."""
    found: list[_Writer] = []
    for glyphs in shaped:
        font = glyphs.font
        if found and found[-1].font is font:
            found.append(found[-1])
            continue
        pdf_font = _pdf_font(page, font)
        if pdf_font.bitmap or pdf_font.png or pdf_font.svg or pdf_font.colr:
            return None
        found.append(_Writer(page, font, pdf_font, _pieces(pdf_font, font.size)))
    return found


def draw_line(page: Page, box: boxes.TextBox, matrix: Iterable[float]) -> bool:
    """Write the operators that show a text; False, and nothing is written, where it is unusual."""
    layout, style = box.pango_layout, box.style
    if not box.text.strip() or style["font_size"] < _LEAST:
        return True
    if not _KNOWS_SIZES or not is_on_one_line(layout.text):
        return False
    shaped, widths, shifts = layout.set_glyphs(style)
    writers = _writers(page, shaped) if all(glyphs.is_plain for glyphs in shaped) else None
    if not writers:
        return False
    page.set_text_matrix(*matrix)
    shown, at, before = "", 0, None
    for glyphs, writer in zip(shaped, writers, strict=True):
        if writer is not before:
            if shown:
                page.show_text(shown)
            page.set_font_size(writer.pdf_font.hash, writer.font.size)
            shown, before = "", writer
        end = at + len(glyphs.ids)
        shown += "<" + writer.written(glyphs, layout.text, widths[at:end], shifts[at:end])
        shown = shown[:-1] if shown[-1] == "<" else shown + ">"
        at = end
    page.show_text(shown)
    return True
