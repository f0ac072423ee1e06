"""The ways of putting two languages on the page, one module each, found by name.

A layout module has a sentence for `--help` (its docstring's first line) and a `LAYOUT`.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from publisher.language import Language
from publisher.model import Order, Page
from publisher.typeset.pages import with_spine
from publisher.xhtml import Node

PlacePair = Callable[[tuple[Node, ...], tuple[Node, ...]], tuple[Node, ...]]
"""The nodes of a pair from those of its halves, the book's first language first."""


def _both(order: Order) -> tuple[Language, ...]:
    return order.languages


def _as_it_is(page: Page, binding: float) -> tuple[Page, str]:
    return with_spine(page, binding), ""


def _plain(_order: Order) -> str:
    return ""


def _nothing(_page: Page, _order: Order) -> str:
    return ""


@dataclass(frozen=True, slots=True)
class Layout:
    """One way of putting a book on the page: geometry only, the looks are the theme's."""

    place_pair: PlacePair
    """Puts the two halves of a pair where they belong."""

    css: str = ""
    """Geometry of both media."""

    print_css: str = ""
    epub_css: str = ""
    """Geometry of one medium: paper has a width, a screen has a width of its own."""

    languages: Callable[[Order], tuple[Language, ...]] = _both
    """Which languages of the text are shown: both, or one."""

    fit: Callable[[Page, float], tuple[Page, str]] = _as_it_is
    """A theme's page as this layout needs it, with so many points more at the spine, and the style
    that goes with that page."""

    paged: Callable[[Page, Order], str] = _nothing
    """More print style for the page that the book is printed on."""

    heads: Callable[[Order], str] = _plain
    """Print style of the running heads, where they are not as the theme has them."""

    is_side_by_side: bool = False
    """Whether what stands in one language only leaves the place of the other empty."""

    has_spreads: bool = False
    """Whether chapters are laid out on sheets of two facing pages, called `spread`."""

    has_notes_at_foot: bool = False
    """Whether a term is explained at the foot of the page, whatever `notes` says."""


def layout_names() -> tuple[str, ...]:
    """Names of the layouts there are, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def layout_sentence(name: str) -> str:
    """What a layout does: the sentence that its module begins with."""
    words = importlib.import_module(f"{__name__}.{name}").__doc__ or ""
    return words.partition("\n")[0]


def find_layout(name: str) -> Layout:
    """The layout called `name`, one of `layout_names()`."""
    return cast("Layout", importlib.import_module(f"{__name__}.{name}").LAYOUT)
