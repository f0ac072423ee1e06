"""The recipe: the only room that knows the order of the stages, and the only one that writes."""

from __future__ import annotations

from publisher.build.files import locked, save, save_all
from publisher.build.order import Counts, Order, counted
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
    verify,
)
from publisher.build.workshop import Progress, Workshop

__all__ = [
    "BOOKS",
    "EXPORTS",
    "TERMS",
    "Counts",
    "Draft",
    "EngineMissingError",
    "File",
    "Order",
    "Outcome",
    "Progress",
    "Workshop",
    "build",
    "counted",
    "export",
    "export_terms",
    "has_errors",
    "locked",
    "preflight",
    "read_book",
    "save",
    "save_all",
    "verify",
]
