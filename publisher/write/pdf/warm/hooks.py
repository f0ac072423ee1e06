"""Every place where what is kept warm reaches into WeasyPrint, in one table.

Each hook gives what the function in its place would give, sooner. A version that was not read is
left alone.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from types import ModuleType

import weasyprint
from weasyprint import css, matrix
from weasyprint.draw import color
from weasyprint.formatting_structure import boxes
from weasyprint.layout import (
    absolute,
    background,
    block,
    column,
    float,  # noqa: A004  # the name of a module
    grid,
    inline,
    page,
    percent,
    preferred,
    table,
)
from weasyprint.text import fonts, line_break

from publisher.write.pdf.composition.hooks import KNOWN_VERSION, Function
from publisher.write.pdf.warm.backgrounds import layout_box_backgrounds
from publisher.write.pdf.warm.paging import page_values
from publisher.write.pdf.warm.points import transform_point
from publisher.write.pdf.warm.shaping import setup, strut
from publisher.write.pdf.warm.sizes import resolve_percentages
from publisher.write.pdf.warm.styles import SharedStyles, Wardrobe, page_styles
from publisher.write.pdf.warm.widths import split_first_line

HOOKS: tuple[tuple[tuple[ModuleType | type, ...], str, Function, str], ...] = (
    ((line_break.Layout,), "setup", setup, "fb227a55094f41d4"),
    ((inline, line_break), "strut", strut, "b57885b70dd08efe"),
    (
        (absolute, block, column, float, grid, inline, page, percent, table),
        "resolve_percentages",
        resolve_percentages,
        "71673078096fcf87",
    ),
    ((preferred,), "split_first_line", split_first_line, "39ad1016863ca34d"),
    ((boxes.ParentBox,), "page_values", page_values, "9bcfda076d1961e6"),
    ((matrix.Matrix,), "transform_point", transform_point, "035c0eb80aefccf9"),
    ((background,), "layout_box_backgrounds", layout_box_backgrounds, "617a870678c82755"),
)
"""Where a function is looked up, its name, what stands in its place, a digest of its source."""

_PAGES = "set_page_type_computed_styles"

RELIED_ON = (
    (page, _PAGES, "4e68b396b35c4a06"),
    (css, "StyleFor", "dac5a13261681453"),
    (css, "ComputedStyle", "4ff0512c0af12674"),
    (css, "AnonymousStyle", "414bbf41061e0a4a"),
    (css, "find_style_attributes", "c5b4eb4d3c008b07"),
    (css, "get_all_computed_styles", "e4063ec7d60e70be"),
    (css.cssselect2, "Matcher", "a651e3a3f14e94a1"),
    (css.cssselect2, "ElementWrapper", "6599588a34665c22"),
    (css.cssselect2.compiler, "_compile_node", "9a4b58568dfe6a8c"),
    (fonts, "get_font_description", "85734b8947b9bf64"),
    (fonts, "font_features", "e35741064c068852"),
    (percent, "resolve_one_percentage", "4cfaa9ad134e4f7b"),
    (percent, "adjust_box_sizing", "88f3351db0280d16"),
    (percent, "resolve_radii_percentages", "4980b3798c671710"),
    (color, "get_color", "8196bf0c7ddc3e54"),
    (matrix, "Matrix", "312bf3b1eee91a0a"),
)
"""What is called, inherited or done again and must mean what it meant."""

_KNOWN_SELECTORS = "0.10.1"
"""The version of cssselect2 that these were read in."""


@contextmanager
def kept_warm(wardrobe: Wardrobe) -> Iterator[None]:
    """Lay out and draw what is laid out and drawn inside with what was kept."""
    found = str(weasyprint.__version__), str(css.cssselect2.__version__)
    if found != (KNOWN_VERSION, _KNOWN_SELECTORS):
        yield
        return
    places = [(place, name, new) for where, name, new, _ in HOOKS for place in where]
    places.append((css, "StyleFor", partial(SharedStyles, wardrobe)))
    places.append((page, _PAGES, page_styles(getattr(page, _PAGES))))
    before = [getattr(place, name) for place, name, _ in places]
    for place, name, new in places:
        setattr(place, name, new)
    try:
        yield
    finally:
        for (place, name, _), old in zip(places, before, strict=True):
            setattr(place, name, old)
