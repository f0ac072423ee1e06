"""The recipe: the only room that knows the order of the stages, and the only one that writes."""

from __future__ import annotations

from publisher.build.files import locked, save, save_all
from publisher.build.recipe import (
    BOOKS,
    EXPORTS,
    TERMS,
    Draft,
    EngineMissingError,
    File,
    Outcome,
    Progress,
    build,
    decide,
    export,
    export_terms,
    has_errors,
    preflight,
    read_book,
    verify,
)
from publisher.build.shelving import Shelf, shelve

__all__ = [
    "BOOKS",
    "EXPORTS",
    "TERMS",
    "Draft",
    "EngineMissingError",
    "File",
    "Outcome",
    "Progress",
    "Shelf",
    "build",
    "decide",
    "export",
    "export_terms",
    "has_errors",
    "locked",
    "preflight",
    "read_book",
    "save",
    "save_all",
    "shelve",
    "verify",
]
