"""Boxes without a background: most boxes of a page, and for all of one style it is told once."""

from __future__ import annotations

from typing import Any

from weasyprint.draw.color import get_color
from weasyprint.layout import background

_BARE = "warm_bare"
_RADII = tuple(
    f"border_{corner}_radius" for corner in ("top_left", "top_right", "bottom_right", "bottom_left")
)
_SQUARE = dict.fromkeys(_RADII, (0, 0))

_original = background.layout_box_backgrounds


def _is_bare(style: Any) -> bool:  # noqa: ANN401  # a style of WeasyPrint
    """Whether a box of a style has neither background nor shadow, and corners that are square."""
    return (
        all((0, "px") in style[radius] for radius in _RADII)
        and style["border_image_source"][0] == style["mask_border_source"][0] == "none"
        and all(kind == "none" for kind, _ in style["background_image"])
        and get_color(style, "background_color").alpha == 0
        and not style["box_shadow"]
    )


def layout_box_backgrounds(
    page: Any,  # noqa: ANN401  # as WeasyPrint has it
    box: Any,  # noqa: ANN401  # as above
    get_image_from_uri: object,
    layout_children: bool = True,  # noqa: FBT001, FBT002  # as above
    style: object = None,
) -> None:
    """Give a box and all in it their backgrounds, at once where their style has none.

    Stands in for the function of that name.
    """
    shared = getattr(box.style, "shared", box.style)
    kept = vars(shared)
    if _BARE not in kept:
        kept[_BARE] = _is_bare(shared)
    if style is not None or box is page or not kept[_BARE]:
        _original(page, box, get_image_from_uri, layout_children, style)
        return
    vars(getattr(box, "_box", box)).update(_SQUARE)  # of what a placeholder stands for
    box.background = None
    if layout_children:
        for child in box.all_children():
            layout_box_backgrounds(page, child, get_image_from_uri)
