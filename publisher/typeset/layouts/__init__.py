"""The ways of putting a pair on the page, one module each, found by name.

A layout module has a sentence for `--help` (its docstring's first line), `CSS` (geometry only)
and `place_pair(first, second)`, which puts the two halves of a pair where they belong.
"""

from __future__ import annotations

import importlib
import pkgutil
from typing import Protocol, cast

from publisher.xhtml import Node


class Layout(Protocol):
    """What every layout module offers."""

    CSS: str

    def place_pair(self, first: tuple[Node, ...], second: tuple[Node, ...]) -> tuple[Node, ...]:
        """The nodes of a pair from those of its halves, the book's first language first."""


def layout_names() -> tuple[str, ...]:
    """Names of the layouts there are, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def find_layout(name: str) -> Layout:
    """The layout called `name`, one of `layout_names()`."""
    return cast("Layout", importlib.import_module(f"{__name__}.{name}"))
