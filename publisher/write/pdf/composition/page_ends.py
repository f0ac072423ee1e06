"""Words divided at the end of a page, found after a layout, so that the next keeps them whole.

Where a page ends is known only when the pages are made, and the lines come before the pages.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import weasyprint
from weasyprint.formatting_structure import boxes

from publisher.write.pdf.composition.drawing import Division


def _last_lines(page: weasyprint.Page) -> Iterator[boxes.LineBox]:
    """The last line of every block on a page; one that divides a word ends the page."""
    for box in page._page_box.descendants():  # noqa: SLF001  # no public way tells it
        children = getattr(box, "children", ())
        if children and isinstance(children[-1], boxes.LineBox):
            yield children[-1]


def divided_at_page_ends(pages: Iterable[weasyprint.Page]) -> frozenset[Division]:
    """Every division of a word that a page break follows; none in pages that are not composed."""
    texts = (
        [box for box in line.descendants() if isinstance(box, boxes.TextBox)]
        for page in pages
        for line in _last_lines(page)
    )
    found = (getattr(line[-1].pango_layout, "division", None) for line in texts if line)
    return frozenset(division for division in found if division)
