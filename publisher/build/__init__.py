"""The recipe: the only room that knows the order of the stages, and the only one that writes."""

from __future__ import annotations

from publisher.build.files import locked, save, save_all
from publisher.build.mending import Mended, mended, write_mended
from publisher.build.proofreading import examine
from publisher.build.recipe import (
    BOOKS,
    EXPORTS,
    Draft,
    EngineMissingError,
    File,
    Outcome,
    Progress,
    build,
    export,
    has_errors,
    read_book,
    verify,
)

__all__ = [
    "BOOKS",
    "EXPORTS",
    "Draft",
    "EngineMissingError",
    "File",
    "Mended",
    "Outcome",
    "Progress",
    "build",
    "examine",
    "export",
    "has_errors",
    "locked",
    "mended",
    "read_book",
    "save",
    "save_all",
    "verify",
    "write_mended",
]
