"""The recipe: the only room that knows the order of the stages, and the only one that writes."""

from __future__ import annotations

from publisher.build.files import locked, save, save_all
from publisher.build.mending import Mended, mended, write_mended
from publisher.build.proofreading import examine
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
    "Mended",
    "Outcome",
    "Progress",
    "Shelf",
    "build",
    "decide",
    "examine",
    "export",
    "export_terms",
    "has_errors",
    "locked",
    "mended",
    "read_book",
    "save",
    "save_all",
    "shelve",
    "verify",
    "write_mended",
]
