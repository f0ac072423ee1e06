"""Paper → the page of a book: a theme's own, or one worked out for any size by rule.

A measure is a whole number of Han characters wide and a page a whole number of lines high, with a
quarter of a line to spare for the second halves of pairs.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from difflib import get_close_matches
from math import ceil

from publisher.model import Edition, Page, Theme

POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
POINTS["q"] = POINTS["mm"] / 4

_SIZE = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*[x×]\s*([0-9]+(?:\.[0-9]+)?)\s*(mm|cm|in|pt)")
_LENGTH = re.compile(r"([0-9]+(?:\.[0-9]+)?)([a-z]*)")
_MM = POINTS["mm"]

_LEAST, _MOST = (80.0, 100.0), (330.0, 480.0)
"""Width and height of paper in mm: below, a line holds too few words; above, no press prints it."""

_WIDEST_BINDING, _WIDEST_BLEED = 30.0, 10.0
"""In mm."""

_NARROWEST = 16
"""Han characters in a line: with fewer, justified lines fall apart."""

_WIDEST = 38
"""Han characters in a line: with more, the eye does not find the next one."""

_LINES = 0.8
"""How much of the height of a page is lines."""

_TOP, _INNER = 0.47, 0.545
"""Shares of the upper and the inner margin in what is left."""

_PICTURE = 20
"""Lines that a picture may be high, where the page has more."""

_SPARE = 0.3
"""Of a line, left below the last one."""


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why a page cannot be: which choice is wrong, and what to choose instead."""

    key: str
    message: str
    hint: str


# -- any size, by rule -----------------------------------------------------------------------------


def _half(value: float) -> float:
    return round(value * 2) / 2


def _type_size(width: float) -> float:
    """Size of the type in points on paper so many mm wide: it grows slower than the page.

    The fourth root is what leads through the pages that a theme has (10 pt on A5, 11 on A4).
    """
    return min(12.0, max(8.5, _half(10 * (width / 148) ** 0.25)))


def _measure(width: float, size: float) -> int:
    """Han characters in a line: the wider the page, the more of it is margin."""
    share = min(0.80, max(0.66, 0.763 - (width - 148) * 0.00127))
    return min(_WIDEST, int(share * width * _MM / size))


def _points(value: float) -> str:
    return f"{value:.4f}".rstrip("0").rstrip(".") + "pt"


def _by_rule(name: str, width: float, height: float) -> Page:
    """The page for paper of any size, in mm, as a theme would have it."""
    size = _type_size(width)
    leading = _half(1.6 * size)
    # A hundredth of a point more than the line: it must never round to less.
    side = width * _MM - _measure(width, size) * size - 0.01
    lines = int(height * _MM * _LINES / leading)
    ends = height * _MM - (lines + _SPARE) * leading
    return Page(
        name,
        _points(width * _MM),
        _points(height * _MM),
        _points(ends * _TOP),
        _points(ends * (1 - _TOP)),
        _points(side * _INNER),
        _points(side * (1 - _INNER)),
        _points(size),
        _points(leading),
    )


def _refusal(name: str, width: float, height: float) -> Unfit | None:
    across, down = round(width, 3), round(height, 3)
    if not (_LEAST[0] <= across <= _MOST[0] and _LEAST[1] <= down <= _MOST[1]):
        sizes = f"{_LEAST[0]:.0f}x{_LEAST[1]:.0f}mm to {_MOST[0]:.0f}x{_MOST[1]:.0f}mm"
        return Unfit("page", f"no book is set on paper of {name}", f"Choose a page from {sizes}.")
    if width > 2 * height:
        return Unfit(
            "page", f"a page of {name} is too low", "Make it at least half as high as wide."
        )
    return None


def _free(name: str) -> Page | Unfit | None:
    """The page that a size in words stands for; None where it is no size."""
    found = _SIZE.fullmatch(name.strip().lower())
    if not found:
        return None
    across, down, unit = found.groups()
    width, height = (float(side) * POINTS[unit] / _MM for side in (across, down))
    return _refusal(name, width, height) or _by_rule(name, width, height)


# -- a theme's pages -------------------------------------------------------------------------------


def _plain(name: str) -> str:
    return re.sub(r"\s|in$", "", name.casefold().replace("×", "x"))


def _preset(theme: Theme, name: str) -> Page | None:
    return next((page for page in theme.pages if _plain(page.name) == _plain(name)), None)


def _unknown(theme: Theme, name: str) -> Unfit:
    names = [page.name for page in theme.pages]
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    guess = f"Did you mean “{near[0]}”? " if near else ""
    hint = f"{guess}Choose one of: {', '.join(names)}, or a size such as 120x180mm."
    return Unfit("page", f"there is no page “{name}”", hint)


def points(length: str) -> float | None:
    """A CSS length in points; None for what is no length."""
    found = _LENGTH.fullmatch(length.strip().lower())
    if not found or (found[2] not in POINTS and float(found[1])):
        return None
    return float(found[1]) * POINTS.get(found[2], 0)


def _too_much(key: str, length: str, most: float) -> Unfit | None:
    value = points(length)
    if value is None:
        return Unfit(key, f"“{length}” is no length", "Write it like 5mm or 0.2in.")
    if value > most * _MM:
        return Unfit(key, f"{length} is too much", f"Up to {most:.0f}mm make sense.")
    return None


def with_spine(page: Page, binding: float, columns: int = 1) -> Page:
    """A page with so many points more at the spine, taken from the measure in whole characters.

    Every column of the page loses as many.
    """
    if not binding:
        return page
    size = points(page.font_size) or 1
    inner, outer = points(page.margin_inner) or 0, points(page.margin_outer) or 0
    spare = ceil(round(binding / size / columns, 6)) * columns * size - binding
    return replace(page, margin_inner=_points(inner + binding), margin_outer=_points(outer + spare))


def _bound(page: Page, binding: float) -> Page | Unfit:
    bound = with_spine(page, binding)
    left = int(measure_of(bound) + 0.01)
    if binding and left < _NARROWEST:
        hint = "Give the spine less, or choose a wider page."
        return Unfit("binding", f"{left} characters are left in a line", hint)
    return bound


def find_page(theme: Theme, edition: Edition) -> Page | Unfit:
    """The page that an edition asks for, with its binding offset; or why there is none.

    `edition.page` is the name of one of the theme's pages, or a size: `120x180mm`, `5.5x8.5in`.
    Type, leading and margins of a free size follow from the paper by one rule.
    """
    for key, most in (("binding", _WIDEST_BINDING), ("bleed", _WIDEST_BLEED)):
        if wrong := _too_much(key, getattr(edition, key), most):
            return wrong
    page = _preset(theme, edition.page) or _free(edition.page) or _unknown(theme, edition.page)
    return page if isinstance(page, Unfit) else _bound(page, points(edition.binding) or 0)


def measure_of(page: Page) -> float:
    """Width of a line in ems of the running text."""
    sides = (points(page.margin_inner) or 0) + (points(page.margin_outer) or 0)
    return round(((points(page.width) or 0) - sides) / (points(page.font_size) or 1), 3)


def lines_of(page: Page) -> int:
    """How many lines of running text a page has."""
    ends = (points(page.margin_top) or 0) + (points(page.margin_bottom) or 0)
    return int(((points(page.height) or 0) - ends) / (points(page.line_height) or 1))


def page_css(page: Page, bleed: str = "0mm") -> str:
    """The page and the type that fits it, as style; `bleed` is how far ink goes beyond the page.

    `--lines` tells the style sheets of a theme how many lines the page has, and `--picture` how
    many of them a picture may be high.
    """
    top, bottom = page.margin_top, page.margin_bottom
    inner, outer = page.margin_inner, page.margin_outer
    lines = lines_of(page)
    beyond = f" bleed: {bleed};" if points(bleed) else ""
    return (
        f"@page {{ size: {page.width} {page.height};{beyond} }}\n"
        f"@page :right {{ margin: {top} {outer} {bottom} {inner}; }}\n"
        f"@page :left {{ margin: {top} {inner} {bottom} {outer}; }}\n"
        f"html {{ font-size: {page.font_size}; line-height: {page.line_height};"
        f" --lines: {lines}; --picture: {min(_PICTURE, lines * 2 // 3)}; }}\n"
    )
