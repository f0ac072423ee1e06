"""The recipe: the only room that knows the order of the stages, and the only one that writes."""

from __future__ import annotations

import pkgutil
from pathlib import Path

from publisher.build.files import locked, save, save_all
from publisher.build.imposing import Imposed, impose
from publisher.build.order import Choices, Counts, Order, counted
from publisher.build.recipe import (
    BOOKS,
    EXPORTS,
    TERMS,
    Draft,
    EngineMissingError,
    File,
    Outcome,
    build,
    export,
    export_terms,
    has_errors,
    preflight,
    read_book,
    source_date,
    verify,
)
from publisher.build.workshop import Progress, Workshop
from publisher.model import Notes, Repeat
from publisher.model import Order as Languages

_LAYOUTS = Path(__file__).resolve().parents[1] / "typeset" / "layouts"
"""Looked into, not imported: a book that is already made needs no stage."""

CHOICES: dict[str, tuple[str, ...]] = {
    "layout": tuple(sorted(layout.name for layout in pkgutil.iter_modules([str(_LAYOUTS)]))),
    "order": tuple(name.value for name in Languages),
    "notes": tuple(name.value for name in Notes),
    "notes_repeat": tuple(name.value for name in Repeat),
}
"""Keys of book.yaml that an option may stand for, and the values that there are."""

__all__ = [
    "BOOKS",
    "CHOICES",
    "EXPORTS",
    "TERMS",
    "Choices",
    "Counts",
    "Draft",
    "EngineMissingError",
    "File",
    "Imposed",
    "Order",
    "Outcome",
    "Progress",
    "Workshop",
    "build",
    "counted",
    "export",
    "export_terms",
    "has_errors",
    "impose",
    "locked",
    "preflight",
    "read_book",
    "save",
    "save_all",
    "source_date",
    "verify",
]
