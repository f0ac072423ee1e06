"""The recipe of `glossary.yaml`: read the book, and bring the decisions on its terms up to date."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from publisher.build.recipe import Draft, read_book, without_print_errors
from publisher.write.terms import Update, update_decisions


def decide(content: Path) -> tuple[Draft, Path, Update | None]:
    """Read a book and bring its glossary.yaml up to date, in memory.

    Returns where the file stands, and what it is to become; None where the book has errors, for
    instance in that very file.
    """
    draft = read_book(content)
    draft = replace(draft, problems=without_print_errors(draft.problems, ()))
    path = (draft.config.root if draft.config else content) / "glossary.yaml"
    if not draft.is_sound or draft.book is None:
        return draft, path, None
    old = path.read_bytes().decode() if path.exists() else ""
    return draft, path, update_decisions(old, draft.book.glossary)
