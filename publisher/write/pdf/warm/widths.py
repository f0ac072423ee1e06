"""How wide a text is at least and at most: worked out once for a short text of a style.

Running heads, numbers of pages and cells of tables say the same again and again.
"""

from __future__ import annotations

from typing import Any

from weasyprint.text import line_break

from publisher.write.pdf.composition.keeping import keep, of_style

_KEPT = "warm_widths"
_SHORT = 64
_MOST = 1000

_original = line_break.split_first_line

Split = tuple[None, int, int | None, float, None, None]


def split_first_line(  # noqa: PLR0913, PLR0917  # as WeasyPrint has it
    text: str,
    style: Any,  # noqa: ANN401  # a style of WeasyPrint
    context: object,
    max_width: float | None,
    justification_spacing: float,
    is_line_start: bool = True,  # noqa: FBT001, FBT002  # as WeasyPrint has it
    minimum: bool = False,  # noqa: FBT001, FBT002  # as above
) -> Split:
    """The length and the width of a first line, without the line that nobody looks at.

    Stands in for the function of that name where preferred widths are sought.
    """
    kept: dict[object, Split] = of_style(style).setdefault(_KEPT, {})
    how = (max_width, justification_spacing, is_line_start, minimum)
    found = kept.get((text, how))
    if found is None:
        _, length, resume_at, width, _, _ = _original(text, style, context, *how)
        found = None, length, resume_at, width, None, None
        if len(text) <= _SHORT:
            keep(kept, (text, how), found, _MOST)
    return found
