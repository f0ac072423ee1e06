"""Sheets of two facing pages → pages: each box goes to the page on which it stands.

A chapter with its languages on facing pages is laid out on sheets as wide as an open book, so that
the halves of a pair are rows of one table. When the layout rests, and before anything is drawn,
each sheet is parted: the boxes of the one half go to a verso, those of the other to a recto, with
heads and a folio of their own. From there on they are pages like all others, and what is drawn,
tagged, linked or counted on one of them is what stands on it. Nothing has to be taken out again.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import weasyprint.document
from weasyprint.formatting_structure import boxes
from weasyprint.layout.background import layout_backgrounds
from weasyprint.layout.page import (
    PageType,
    make_margin_boxes,
    page_height,
    page_width,
    set_page_type_computed_styles,
)
from weasyprint.layout.percent import resolve_percentages

from publisher.write.pdf.binding import MAIN, SPREAD

_SIDES = ("left", "right")
_ROUNDING = 0.5
"""In px: what a box may reach over the fold by adding up widths."""

_LINES = (boxes.LineBox, boxes.InlineLevelBox, boxes.ReplacedBox)
"""What is never parted."""


# -- where a box stands ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Fold:
    """The geometry of a sheet, in px from its left edge."""

    middle: float
    """Where the sheet is parted."""

    pitch: float
    """From a place in the text of the first page to the same place on the second."""

    page: float
    """Width of one page."""

    def sides(self, box: boxes.Box) -> tuple[int, ...]:
        """On which pages a box stands: 0, 1 or both; a line stands where it begins."""
        left = box.border_box_x()
        right = left + box.border_width()
        if left >= self.middle - _ROUNDING:
            return (1,)
        if right <= self.middle + _ROUNDING or isinstance(box, _LINES):
            return (0,)
        return (0, 1)


def _fold(sheet: boxes.PageBox, page: boxes.PageBox) -> _Fold:
    middle = sheet.margin_left + sheet.width / 2
    return _Fold(middle, sheet.width - page.width, page.margin_width())


# -- which boxes go where --------------------------------------------------------------------------


def _is_whole(box: boxes.Box, fold: _Fold) -> bool:
    """Whether a box stands on one page with all that is in it."""
    return len(fold.sides(box)) == 1


def _clipped(box: boxes.Box, children: list[boxes.Box], side: int, fold: _Fold) -> boxes.Box:
    """A copy of a box that holds both halves, as wide as its share of one page."""
    copy = box.copy()
    copy.children = children
    copy.width = max(0, box.width - fold.pitch)
    copy.position_x = box.position_x + side * (fold.pitch - fold.page)
    return copy


def _moved(box: boxes.Box, side: int, fold: _Fold) -> boxes.Box:
    """A box that stands on one page only, at its place there."""
    if side:
        box.translate(-fold.page)
    return box


def _second(marker: boxes.Box, fold: _Fold) -> boxes.Box:
    """The bullet or number of an item, for the half of the item on the second page."""
    copy = getattr(marker, "_box", marker).deepcopy()
    copy.translate(fold.pitch - fold.page)
    return copy


def _share(box: boxes.Box, side: int, fold: _Fold) -> boxes.Box | None:
    """What stands on one page of a box that holds both halves; None for nothing.

    What has nothing in it at all, and is there for its height or its name, stays on the first page.
    """
    children: list[boxes.Box] = []
    for child in box.children:
        if _is_whole(child, fold):
            children += [_moved(child, side, fold)] if fold.sides(child) == (side,) else []
        elif (part := _share(child, side, fold)) is not None:
            children.append(part)
    if side and children:
        children[:0] = [_second(child, fold) for child in box.children if child.is_outside_marker]
    if children or (not box.children and side == 0):
        return _clipped(box, children, side, fold)
    return None


def _named_once(box: boxes.Box, met: set[int]) -> None:
    """Take a bookmark from the second copy of what stands on both pages."""
    for part in box.descendants():
        if part.bookmark_label and id(part.element) in met:
            part.bookmark_label = ""
        elif part.bookmark_label:
            met.add(id(part.element))


def _close_ranks(area: boxes.Box) -> None:
    """Stack the notes of one page, which were stacked with those of the other, from the bottom."""
    bottom = area.content_box_y() + area.height
    for note in reversed(area.children):
        bottom -= note.margin_height()
        note.translate(dy=bottom - note.position_y)
    shift = bottom - area.content_box_y()
    area.position_y += shift
    area.height -= shift


# -- pages -----------------------------------------------------------------------------------------


def _empty_page(context: Any, html: Any, sheet: boxes.PageBox, side: str) -> boxes.PageBox:  # noqa: ANN401  # both are WeasyPrint's
    """A page of the theme, as a chapter in any other layout has it."""
    kind = PageType(side, blank=False, name=MAIN, index=sheet.page_type.index, groups=())
    set_page_type_computed_styles(kind, html, context.style_for)
    style = context.style_for(kind)
    style["overflow"] = sheet.style["overflow"]
    page = boxes.PageBox(kind, style)
    width, height = style["size"]
    resolve_percentages(page, style["size"])
    page.position_x = page.position_y = 0
    page_width(page, context, width)
    page_height(page, context, height)
    return page


def _state(context: Any, side: int) -> Any:  # noqa: ANN401  # WeasyPrint's counters
    """The counters on one page; those of a sheet are those of its second."""
    state = deepcopy(context.page_maker[context.current_page][3])
    counters = state[1]
    if not side and counters.get("page"):
        counters["page"][-1] -= 1
    return state


def _content(sheet: boxes.PageBox, side: int, fold: _Fold) -> Iterator[boxes.Box]:
    for child in sheet.children:
        if isinstance(child, boxes.MarginBox):
            continue
        part = _share(child, side, fold)
        if part is None:
            if child.is_for_root_element:
                yield _clipped(child, [], side, fold)
            continue
        if isinstance(part, boxes.FootnoteAreaBox):
            _close_ranks(part)
        yield part


def _pages(context: Any, html: Any, sheet: boxes.PageBox) -> Iterator[boxes.PageBox]:  # noqa: ANN401  # both are WeasyPrint's
    """The two pages of a sheet, the verso first."""
    pages = [_empty_page(context, html, sheet, name) for name in _SIDES]
    fold = _fold(sheet, pages[0])
    met: set[int] = set()
    # All boxes are given out before any page is drawn on, since they are told apart by their place.
    contents = [list(_content(sheet, side, fold)) for side in (0, 1)]
    for side, page in enumerate(pages):
        page.children = tuple(contents[side])
        for box in page.children:
            _named_once(box, met)
        page.children += tuple(make_margin_boxes(context, page, _state(context, side)))
        layout_backgrounds(page, context.get_image_from_uri)
        yield page


def _is_spread(sheet: boxes.PageBox) -> bool:
    return sheet.page_type.name == SPREAD and not sheet.page_type.blank


@contextmanager
def parted() -> Iterator[None]:
    """Part every sheet of two pages that is laid out inside."""
    inner = weasyprint.document.layout_document

    def layout_document(html: Any, root: Any, context: Any, *rest: object) -> Iterator[Any]:  # noqa: ANN401  # WeasyPrint's
        for sheet in inner(html, root, context, *rest):
            if _is_spread(sheet):
                yield from _pages(context, html, sheet)
            else:
                yield sheet

    weasyprint.document.layout_document = layout_document
    try:
        yield
    finally:
        weasyprint.document.layout_document = inner
