"""The recipe: the only room that knows the order of the stages, and the only one that writes."""

from __future__ import annotations

from publisher.build.files import locked, save, save_all
from publisher.build.imposing import Imposed, impose
from publisher.build.recipe import (
    BOOKS,
    EXPORTS,
    Choices,
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
from publisher.model import Notes, Order, Repeat
from publisher.typeset.layouts import layout_names

CHOICES: dict[str, tuple[str, ...]] = {
    "layout": layout_names(),
    "order": tuple(Order),
    "notes": tuple(Notes),
    "notes_repeat": tuple(Repeat),
}
"""Keys of book.yaml that an option may stand for, and the values that there are."""

__all__ = [
    "BOOKS",
    "CHOICES",
    "EXPORTS",
    "Choices",
    "Draft",
    "EngineMissingError",
    "File",
    "Imposed",
    "Outcome",
    "Progress",
    "build",
    "export",
    "has_errors",
    "impose",
    "locked",
    "read_book",
    "save",
    "save_all",
    "verify",
]
