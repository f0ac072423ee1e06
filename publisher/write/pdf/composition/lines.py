"""Lines as boxes: the part of a run that stands on a line, with the places of its glyphs.

A part knows its width without being shaped; Pango shapes it once, when it is drawn, and then every
glyph is put where the line wants it. Heights come from the style alone, so that a line is as high
as its leading, whatever faces are in it.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field, replace
from itertools import accumulate
from math import copysign

from weasyprint.formatting_structure import boxes
from weasyprint.text import line_break
from weasyprint.text.ffi import FROM_UNITS, TO_UNITS, ffi
from weasyprint.text.line_break import Layout

from publisher.write.pdf.composition.characters import Kind
from publisher.write.pdf.composition.emphasis import wants_dots
from publisher.write.pdf.composition.fitting import Measure, fit
from publisher.write.pdf.composition.galley import SOFT_HYPHEN
from publisher.write.pdf.composition.justification import Cast, Line, justify
from publisher.write.pdf.composition.metrics import (
    Metrics,
    Structure,
    Style,
    byte_offsets,
    glyph_runs,
)
from publisher.write.pdf.composition.paragraphs import Paragraph, Run
from publisher.write.pdf.composition.ruby import Ruby, offset

SLACK = 0.01
"""In px: what floating point may add to the width of a line."""

_THOUSAND = 1000
"""PDF places glyphs in thousandths of their size, and WeasyPrint in whole ones."""

Division = tuple[str, int]
"""A divided word: the text of its paragraph, and the place in it where the next line begins."""


# -- glyphs ----------------------------------------------------------------------------------------


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


class PlacedLayout(Layout):  # type: ignore[misc]  # WeasyPrint comes without types
    """The text of a part, whose glyphs are put in place when WeasyPrint asks for them to draw."""

    def __init__(self, text: str, measured: Metrics, places: list[Place], em: float) -> None:
        # Not Layout's own: nothing is shaped before the page is drawn.
        self.text = text
        self.justification_spacing = 0
        self.max_width = None
        self.first_line_direction = 0
        self.ascent = measured.layout.ascent
        self.underline_position = measured.layout.underline_position
        self.strikethrough_position = measured.layout.strikethrough_position
        self.underline_thickness = getattr(measured.layout, "underline_thickness", None)
        self.strikethrough_thickness = getattr(measured.layout, "strikethrough_thickness", None)
        self._placed = text
        self._places = places
        self._em = em
        self.dots: list[float] = []
        """Middles of the characters under which a dot stands, in px from the left edge."""
        self.division: Division | None = None
        """The word that is divided at its end."""

    def deactivate(self) -> None:
        """Let the Pango objects go; they come back when the text is drawn."""
        for name in ("layout", "language", "style"):
            self.__dict__.pop(name, None)

    def get_first_line(self) -> tuple[Structure, int | None]:
        """The line to draw, its glyphs in place unless something has changed the text."""
        line, index = super().get_first_line()
        if self._places and self.text == self._placed:
            self._put(line)
        return line, index

    def _put(self, line: Structure) -> None:
        clusters = _clusters(line)
        starts = sorted(clusters)
        offsets = byte_offsets(self.text)
        unit = self._em / _THOUSAND
        error = 0.0
        for place in self._places:
            start = starts[bisect_right(starts, offsets[place.index]) - 1]
            wanted = place.advance / unit + error
            whole = round(wanted)
            error = wanted - whole
            self._put_cluster(clusters[start], place, whole, unit)

    def _put_cluster(
        self, cluster: list[tuple[Structure, int]], place: Place, whole: int, unit: float
    ) -> None:
        glyphs, at = cluster[-1]
        geometry = glyphs.glyphs[at].geometry
        others = sum(g.glyphs[i].geometry.width * FROM_UNITS for g, i in cluster[:-1])
        own = round(place.own / unit)
        geometry.width = round((_whole(whole, own) * unit - others) * TO_UNITS)
        if place.shift or place.is_mark:
            # WeasyPrint reads this one length in thousandths of a px where Pango has 1024ths.
            glyphs, at = cluster[0]
            offset = round(place.shift * _THOUSAND)
            glyphs.glyphs[at].geometry.x_offset = offset


def _clusters(line: Structure) -> dict[int, list[tuple[Structure, int]]]:
    """Every cluster's glyphs, by the offset in bytes of its text."""
    found: dict[int, list[tuple[Structure, int]]] = {}
    for glyphs, begins in glyph_runs(line):
        count = glyphs.num_glyphs
        for at, cluster in enumerate(ffi.unpack(glyphs.log_clusters, count)):
            found.setdefault(begins + cluster, []).append((glyphs, at))
    return found


# -- parts -----------------------------------------------------------------------------------------


def _places(run: Run, line: Line, cast: Cast, start: int, end: int) -> list[Place]:
    """The characters of a part that do not stand as Pango will put them."""
    found: list[Place] = []
    for at in range(start, end):
        here, there = at - run.start, at - line.start
        advance = cast.widths[there] + (cast.gaps[there] if at + 1 < end else 0.0)
        own = run.metrics.widths[here]
        mark = run.metrics.marks.get(here)
        if mark or advance != own or cast.shifts[there]:
            own = mark.width if mark else own
            place = Place(at - start, cast.shifts[there], advance, own, bool(mark))
            found.append(place if own or at == start else _joined(found, place, run, at))
    return found


def _joined(found: list[Place], place: Place, run: Run, at: int) -> Place:
    """Air behind a character without a glyph of its own (the second —), given to the one before."""
    if found and found[-1].index == place.index - 1:
        before = found.pop()
        return replace(before, advance=before.advance + place.advance)
    own = run.metrics.widths[at - 1 - run.start]
    return Place(place.index - 1, 0.0, own + place.advance, own)


def _size(box: boxes.TextBox, style: Style) -> None:
    """Give a part the height of its style: its margins fill up the leading."""
    leading, baseline = line_break.strut(style)
    box.height = style["font_size"]
    box.margin_top = box.margin_bottom = (leading - box.height) / 2
    box.baseline = baseline


def _shown(text: str, places: list[Place]) -> tuple[str, list[Place]]:
    """A text without the soft hyphens that do not show, and its places counted anew.

    They would stand between the letters of a ligature in the text that a reader copies.
    """
    if SOFT_HYPHEN not in text:
        return text, places
    shown = list(accumulate((char != SOFT_HYPHEN for char in text), initial=0))
    moved = [replace(place, index=shown[place.index]) for place in places]
    return text.replace(SOFT_HYPHEN, ""), moved


def _part(run: Run, box: boxes.TextBox, line: Line, cast: Cast, start: int) -> boxes.TextBox | None:
    """The part of a run from `start` to its end or the line's; None if nothing of it shows."""
    end = min(run.end, line.end)
    places = _places(run, line, cast, start, end)
    text, places = _shown(run.text[start - run.start : end - run.start], places)
    hyphen = line.hyphen if end == line.end else 0.0
    if hyphen:
        text += box.style["hyphenate_character"]
    if not text:
        return None
    here = slice(start - line.start, end - line.start)
    after = cast.gaps[end - 1 - line.start]
    part = box.copy_with_text(text)
    part.width = sum(cast.widths[here]) + sum(cast.gaps[here]) - after + hyphen
    # Air after the part is no part of it: a link's rule ends with the link.
    part.margin_right = after
    part.pango_layout = PlacedLayout(text, run.metrics, places, box.style["font_size"])
    _size(part, box.style)
    if wants_dots(box.style):
        part.pango_layout.dots = _middles(run, line, cast, start, end)
    return part


def _middles(run: Run, line: Line, cast: Cast, start: int, end: int) -> list[float]:
    """The middle of every Han character of a part, from its left edge."""
    found, x = [], 0.0
    for at in range(start, end):
        there = at - line.start
        if run.kinds[at - run.start] is Kind.HAN:
            own = run.metrics.widths[at - run.start]
            found.append(x + cast.shifts[there] + own / 2)
        x += cast.widths[there] + cast.gaps[there]
    return found


# -- a paragraph -----------------------------------------------------------------------------------


@dataclass(slots=True)
class Composition:
    """What is known of a paragraph while WeasyPrint asks for its lines, one at a time.

    WeasyPrint asks again for the same lines when a page breaks, or when a table seeks its widths.
    """

    paragraph: Paragraph
    planned: dict[tuple[int, int], Line] = field(default_factory=dict)
    """Start of a line and its width in hundredths of a px → the line."""
    line: Line | None = None
    """The line that is being put together."""
    cast: Cast | None = None

    def begin(self, start: int, first: float, rest: float, *, fills: bool, last: bool) -> None:
        """Begin the line at `start`, `first` px wide; plan it and all that follow if need be."""
        key = start, round(first * 100)
        if key not in self.planned:
            measure = Measure(first - SLACK / 10, rest - SLACK / 10, fills, last)
            for line in fit(self.paragraph.galley, start, measure):
                self.planned[line.start, round((first if line.start == start else rest) * 100)] = (
                    line
                )
        self.line = self.planned.get(key)
        self.cast = justify(self.paragraph.galley, self.line) if self.line else None

    def split(
        self, run: Run, box: boxes.TextBox, start: int
    ) -> tuple[boxes.TextBox | None, int | None] | None:
        """The part of a run from `start` that stands on this line, and where the next begins.

        None where the line does not hold the place: then something happened that was not planned.
        """
        line, cast = self.line, self.cast
        if line is None or cast is None or not line.start <= start < line.next:
            return None
        part = _part(run, box, line, cast, start) if start < line.end else None
        if part is not None and line.hyphen and run.end >= line.end:
            part.pango_layout.division = self.paragraph.galley.text, line.next
        is_whole = run.end < line.next or self._goes_on(line, run.end)
        return part, None if is_whole else run.offsets[line.next - run.start]

    def _goes_on(self, line: Line, end: int) -> bool:
        """Whether a text that ends with its line need not say so: something follows there."""
        is_end = line.next == len(self.paragraph.galley.text)
        return is_end or (end == line.next and end in self.paragraph.ruby_ends)

    def split_ruby(
        self, ruby: Ruby, box: boxes.TextBox
    ) -> tuple[boxes.TextBox | None, int | None] | None:
        """The small text over a base that stands on this line, and where the next line begins."""
        line, cast = self.line, self.cast
        if line is None or cast is None or not line.start < ruby.end <= line.end:
            return None
        text, _ = _shown(box.text, [])
        part = box.copy_with_text(text)
        part.width = ruby.width
        part.position_x -= offset(ruby, line, cast)
        part.margin_right = box.position_x - part.position_x - part.width
        part.pango_layout = PlacedLayout(text, ruby.metrics, [], box.style["font_size"])
        _size(part, box.style)
        is_break = ruby.end == line.next < len(self.paragraph.galley.text)
        return part, len(box.text.encode()) if is_break else None
