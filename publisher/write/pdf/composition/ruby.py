"""Ruby: small text over its base, as pinyin over Han, which WeasyPrint sets behind the base.

The text of `rt` takes no room in the line. It is centred over its base, and a base narrower than
its ruby is spaced out to the same width (clreq, "Positioning of Pinyin"). How high it stands is
for CSS to say: `rt { font-size: .5em; line-height: 0; vertical-align: 1.9em }`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from weasyprint.formatting_structure import boxes

from publisher.write.pdf.composition.justification import Cast, Line
from publisher.write.pdf.composition.metrics import Metrics

_AIR = 0.2
"""In em of the ruby: the least air between the rubies of two neighbours."""


@dataclass(frozen=True, slots=True)
class Ruby:
    """The text of one `rt` and the base under it; places are indices in the paragraph's text."""

    box: boxes.TextBox
    metrics: Metrics
    start: int
    end: int
    """Behind the base."""

    @property
    def width(self) -> float:
        """Width of the small text in px."""
        return sum(self.metrics.widths)


def is_ruby_text(box: boxes.Box) -> bool:
    """Whether a box holds small text for the base before it."""
    return bool(box.element_tag == "rt")


def spread(rubies: Iterable[Ruby], widths: list[float], shifts: list[float]) -> None:
    """Space out, in place, every base that is narrower than its ruby."""
    for ruby in rubies:
        count = ruby.end - ruby.start
        missing = ruby.width + _AIR * ruby.box.style["font_size"]
        missing -= sum(widths[ruby.start : ruby.end])
        if missing > 0 and count:
            for at in range(ruby.start, ruby.end):
                widths[at] += missing / count
                shifts[at] += missing / count / 2


def offset(ruby: Ruby, line: Line, cast: Cast) -> float:
    """How far left of the end of its base, air included, a ruby begins; in px."""
    here = slice(ruby.start - line.start, ruby.end - line.start)
    air = cast.gaps[ruby.end - 1 - line.start]
    base = sum(cast.widths[here]) + sum(cast.gaps[here]) - air
    return air + (base + ruby.width) / 2
