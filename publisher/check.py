"""Book + Theme → Problems: one small function per code, in one table.

What is looked at here needs the whole book or its looks; what a single file tells is said where
it is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from publisher.fonts import missing, rare
from publisher.language import Language
from publisher.model import Block, Book, Chapter, Entry, Post, Theme, shown_blocks
from publisher.problems import Place, Problem, Problems
from publisher.xhtml import Node, text

_Finder = Callable[[Book, Theme], Iterator[Problem]]
_TONGUES = {Language.EN: "English", Language.ZH: "Chinese"}


def _entries(book: Book) -> Iterator[Entry]:
    for chapter in book.chapters:
        yield from chapter.entries


def _linked_in_one_language(book: Book, _theme: Theme) -> Iterator[Problem]:
    for entry in _entries(book):
        languages = {found.language for found in entry.occurrences}
        if len(languages) != 1:
            continue
        there = languages.pop()
        place = entry.occurrences[0].mention.place
        message = f"“{entry.term.label}” is linked in {_TONGUES[there]} only"
        hint = f"Link the {_TONGUES[there.other]} wording too, or drop the link."
        yield Problem("G003", place, message, hint)


def _is_second(entry: Entry, book: Book) -> bool:
    """Whether the id is an earlier term's (G002): to link to it would lead to that one."""
    chapter = next(chapter for chapter in book.chapters if entry in chapter.entries)
    first = next(one for one in chapter.entries if one.term.id == entry.term.id)
    return first is not entry


def _never_mentioned(book: Book, _theme: Theme) -> Iterator[Problem]:
    for entry in _entries(book):
        if not entry.occurrences and not _is_second(entry, book):
            message = f"“{entry.term.label}” stands in the glossary but no word links to it"
            hint = f"Link a word of the text to it: [{entry.term.label}](#{entry.term.id})."
            yield Problem("G004", entry.term.place, message, hint)


# -- characters that no font has -------------------------------------------------------------------


def _located_text(block: Block) -> Iterator[tuple[str, Place]]:
    words = text(block.element)
    for offset, line in enumerate(words.split("\n")):
        yield line, Place(block.place.path, block.place.line + offset)
    for child in block.children:
        yield from _located_text(child)


def _inline(nodes: tuple[Node, ...]) -> str:
    return "".join(text(node) for node in nodes)


def _post_text(post: Post) -> Iterator[tuple[str, Place]]:
    top = Place(post.path)
    yield from ((words, top) for words in (post.meta.title.en, post.meta.title.zh))
    yield from ((_inline(line.content) + line.label, line.place) for line in post.credits.lines)
    for flow in (post.flow, *(note.flow for note in post.footnotes)):
        for block in shown_blocks(flow):
            yield from _located_text(block)
    for term in post.terms:
        yield term.label, term.place
        yield from ((_inline(d.content), d.place) for d in term.definitions)


def _characters(chapter: Chapter) -> dict[str, Place]:
    """Every character of a chapter with the first place it stands at."""
    first: dict[str, Place] = {}
    for words, place in _post_text(chapter.post):
        for column, char in enumerate(words, 1):
            if char not in first:
                first[char] = Place(place.path, place.line, place.column + column - 1)
    return first


def _no_font_has(book: Book, theme: Theme) -> Iterator[Problem]:
    for chapter in book.chapters:
        first = _characters(chapter)
        lacking = missing("".join(first), theme.faces)
        for char in (char for char in lacking if not rare(char)):
            message = f"no font has the character “{char}” (U+{ord(char):04X})"
            hint = "Write another, or install Noto Serif CJK; an e-reader has fonts of its own."
            yield Problem("T001", first[char], message, hint)


FINDERS: dict[str, _Finder] = {
    "G003": _linked_in_one_language,
    "G004": _never_mentioned,
    "T001": _no_font_has,
}
"""Every check of a whole book, by its code."""


def check(book: Book, theme: Theme) -> Problems:
    """Everything that is to be said of a book, in the order of its places."""
    run = partial(sorted, key=lambda problem: (problem.place, problem.code))
    return tuple(run(problem for find in FINDERS.values() for problem in find(book, theme)))
