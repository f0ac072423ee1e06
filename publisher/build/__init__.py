"""The recipe: the only room that knows the order of the stages, and the only one that writes."""

from __future__ import annotations

from publisher.build.files import locked, save, save_all
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
    preflight,
    read_book,
    verify,
)

__all__ = [
    "BOOKS",
    "EXPORTS",
    "Draft",
    "EngineMissingError",
    "File",
    "Outcome",
    "Progress",
    "build",
    "export",
    "has_errors",
    "locked",
    "preflight",
    "read_book",
    "save",
    "save_all",
    "verify",
]
