"""Lines as boxes: the part of a run that stands on a line, with the places of its glyphs.

A part knows its width without being shaped; it is shaped when it is drawn, and then every glyph is
put where the line wants it. Heights come from the style alone, so that a line is as high
as its leading, whatever faces are in it.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import accumulate

from weasyprint.formatting_structure import boxes
from weasyprint.text import line_break

from publisher.write.pdf.composition.characters import Kind
from publisher.write.pdf.composition.drawing import Place, PlacedLayout
from publisher.write.pdf.composition.emphasis import wants_dots
from publisher.write.pdf.composition.fitting import Measure, fit
from publisher.write.pdf.composition.galley import SOFT_HYPHEN
from publisher.write.pdf.composition.glyphs import Style
from publisher.write.pdf.composition.justification import Cast, Line, justify
from publisher.write.pdf.composition.paragraphs import Paragraph, Run
from publisher.write.pdf.composition.ruby import Ruby, offset

SLACK = 0.01
"""In px: what floating point may add to the width of a line."""

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
    part.pango_layout = PlacedLayout(text, run.metrics.layout, places, box.style["font_size"])
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
        part.pango_layout = PlacedLayout(text, ruby.metrics.layout, [], box.style["font_size"])
        _size(part, box.style)
        is_break = ruby.end == line.next < len(self.paragraph.galley.text)
        return part, len(box.text.encode()) if is_break else None
