"""Margins, borders, paddings and sizes that a style fixes, whatever a box stands in.

Most styles have no percentage among them. What `resolve_percentages` sets on a box is then the same
for every box of the style, and is worked out once.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import percent

_KEPT = "warm_sizes"
_SIDES = ("top", "right", "bottom", "left")
_LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in _SIDES),
    *("width", "min_width", "max_width", "height", "min_height", "max_height"),
)

_original = percent.resolve_percentages


def _is_fixed(value: Any) -> bool:  # noqa: ANN401  # a length of WeasyPrint
    return value is None or value == "auto" or getattr(value, "unit", None) == "px"


def _sizes(style: Any) -> dict[str, object] | None:  # noqa: ANN401  # a style of WeasyPrint
    """What is set on every box of a style; None where it depends on the box around."""
    values = {name: style[name] for name in _LENGTHS}
    is_fixed = style["box_sizing"] == "content-box" and all(map(_is_fixed, values.values()))
    if not is_fixed or style["border_collapse"] == "collapse":
        return None
    sizes: dict[str, object] = {
        name: getattr(value, "value", value) for name, value in values.items()
    }
    for name in ("min_width", "min_height"):
        if sizes[name] == "auto":
            sizes[name] = 0
    return sizes | {f"border_{side}_width": style[f"border_{side}_width"] for side in _SIDES}


def resolve_percentages(box: Any, containing_block: Any) -> None:  # noqa: ANN401  # boxes of WeasyPrint
    """Set the lengths of a box as WeasyPrint does, at once where its style fixes them."""
    style = getattr(box.style, "shared", box.style)
    kept = vars(style)
    if _KEPT not in kept:
        kept[_KEPT] = _sizes(style)
    if kept[_KEPT] is None:
        _original(box, containing_block)
    else:
        vars(box).update(kept[_KEPT])
