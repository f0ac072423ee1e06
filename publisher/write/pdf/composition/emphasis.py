"""着重号: a dot under every emphasised Han character, which CSS calls `text-emphasis`.

WeasyPrint drops properties it does not know, so a style sheet asks with one that every engine
keeps: `--emphasis-mark: dot`. The dot is drawn, not set: the text that a reader copies has none.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from weasyprint.formatting_structure import boxes

from publisher.write.pdf.composition.glyphs import Style

_PROPERTY = "__emphasis_mark"
_DEPTH = 0.27
"""In em below the baseline: the middle of a dot; ideographs end at 0.12 (clreq, 着重号)."""

_RADIUS = 0.07
"""In em."""

_ARC = 0.5523
"""How far the handles of a quarter of a circle reach, in radii."""


class _Stream(Protocol):
    """What is drawn on: a page of WeasyPrint."""

    def set_color(self, color: object) -> None: ...
    def move_to(self, x: float, y: float) -> None: ...
    def curve_to(  # noqa: PLR0913, PLR0917  # as PDF has it
        self, x1: float, y1: float, x2: float, y2: float, x3: float, y3: float
    ) -> None: ...
    def fill(self) -> None: ...


def wants_dots(style: Style) -> bool:
    """Whether a run is to be emphasised by dots."""
    tokens = style[_PROPERTY]
    return isinstance(tokens, Iterable) and any(
        getattr(token, "value", None) == "dot" for token in tokens
    )


def _dot(stream: _Stream, x: float, y: float, radius: float) -> None:
    arc = _ARC * radius
    stream.move_to(x + radius, y)
    stream.curve_to(x + radius, y + arc, x + arc, y + radius, x, y + radius)
    stream.curve_to(x - arc, y + radius, x - radius, y + arc, x - radius, y)
    stream.curve_to(x - radius, y - arc, x - arc, y - radius, x, y - radius)
    stream.curve_to(x + arc, y - radius, x + radius, y - arc, x + radius, y)
    stream.fill()


def draw_dots(stream: _Stream, box: boxes.TextBox, middles: Sequence[float]) -> None:
    """Draw a dot below each place of a text box; `middles` are px from its left edge."""
    em = box.style["font_size"]
    y = box.position_y + box.baseline + _DEPTH * em
    stream.set_color(box.style["color"])
    for middle in middles:
        _dot(stream, box.position_x + middle, y, _RADIUS * em)
