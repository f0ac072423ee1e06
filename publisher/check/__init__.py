"""Book + Theme → problems: one small function per code; an editor's eye is in `editing`.

`check` is part of every build, `editing` is for `publisher check` alone: a build says what is wrong
with the book and not what might be better in its words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from publisher.check import book as whole
from publisher.check import glossary
from publisher.check.book import is_drawable
from publisher.model import Book, Theme
from publisher.problems import Problem, Problems

FINDERS: dict[str, Callable[[Book, Theme], Iterator[Problem]]] = {
    "G003": glossary.linked_in_one_language,
    "G004": glossary.never_mentioned,
    "T001": whole.no_font_has,
}
"""Every check of a whole book, by its code."""

_OF_PRINT = frozenset({"T001"})
"""What is no matter of an e-book: its reader brings fonts of its own. They look at the text."""

__all__ = ["FINDERS", "check", "is_drawable"]


def check(book: Book, theme: Theme, *, for_print: bool = True) -> Problems:
    """Everything that is to be said of a book, in the order of its places.

    Its posts may be abridged where it is not `for_print`, or where they are drawable.
    """
    finders = (find for code, find in FINDERS.items() if for_print or code not in _OF_PRINT)
    found = (problem for find in finders for problem in find(book, theme))
    return tuple(sorted(found, key=lambda problem: (problem.place, problem.code)))
