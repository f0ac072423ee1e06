"""The names of the pages on which a box begins and ends, asked for before every block.

Of the boxes in a box only the first and the last tell; WeasyPrint looks at all of them.
"""

from __future__ import annotations

from typing import Any


def _counts(box: Any) -> bool:  # noqa: ANN401  # a box of WeasyPrint
    return bool(box.is_in_normal_flow() or box.is_floated())


def page_values(box: Any) -> tuple[object, object]:  # noqa: ANN401  # a box of WeasyPrint
    """The names at the start and at the end; stands in for `ParentBox.page_values`."""
    start = end = box.style["page"]
    first = next(filter(_counts, box.children), None)
    if first is None:
        return start, end
    last = next(filter(_counts, reversed(box.children)))
    first_start, first_end = first.page_values()
    last_end = first_end if last is first else last.page_values()[1]
    return first_start or start, last_end or end
