"""The glossary of a book against its text: who is linked where (G…)."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.language import Language
from publisher.model import Book, Chapter, Entry, Theme
from publisher.problems import Problem

_TONGUES = {Language.EN: "English", Language.ZH: "Chinese"}


def linked_in_one_language(book: Book, _theme: Theme) -> Iterator[Problem]:
    """G003: half of the readers find no way to the entry."""
    for entry in (entry for chapter in book.chapters for entry in chapter.entries):
        languages = {found.language for found in entry.occurrences}
        if len(languages) != 1:
            continue
        there = languages.pop()
        place = entry.occurrences[0].mention.place
        message = f"“{entry.term.label}” is linked in {_TONGUES[there]} only"
        hint = f"Link the {_TONGUES[there.other]} wording too, or drop the link."
        yield Problem("G003", place, message, hint)


def _is_second(entry: Entry, chapter: Chapter) -> bool:
    """Whether the id is an earlier term's (G002): to link to it would lead to that one."""
    first = next(one for one in chapter.entries if one.term.id == entry.term.id)
    return first is not entry


def never_mentioned(book: Book, _theme: Theme) -> Iterator[Problem]:
    """G004: an entry that no word links to."""
    for chapter in book.chapters:
        for entry in (entry for entry in chapter.entries if not entry.occurrences):
            if not _is_second(entry, chapter):
                message = f"“{entry.term.label}” stands in the glossary but no word links to it"
                hint = f"Link a word of the text to it: [{entry.term.label}](#{entry.term.id})."
                yield Problem("G004", entry.term.place, message, hint)
