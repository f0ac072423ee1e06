"""What is to be said of the terms of a whole book: one small function per code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from publisher.index.glossary import wording
from publisher.index.linking import Names, Standing, unlinked
from publisher.index.names import normal
from publisher.index.verdicts import contradicted, defined_nowhere, known_to_nobody
from publisher.language import Language
from publisher.model import Book, Decision, Glossary, MergedEntry, Sense
from publisher.problems import Place, Problem, Problems

FILE = "glossary.yaml"
_TONGUES = {Language.EN: "English", Language.ZH: "Chinese"}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Terms:
    """A book's terms, and what a person has decided on them."""

    glossary: Glossary
    decisions: tuple[Decision, ...] = ()
    paths: tuple[str, ...] = ()
    """The posts of the book."""

    is_handout: bool = False
    """Whether this is one post of several: what is decided on may stand in the others."""


def _place(entry: MergedEntry) -> Place:
    return entry.parts[0].entry.term.place


def _short(sense: Sense) -> str:
    words = wording(sense.definitions)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…"


def _first_places(entry: MergedEntry) -> Iterator[tuple[Sense, Place]]:
    """Each sense with the place of the first entry that has it; one post may have two of them."""
    terms = [part.entry.term for part in entry.parts]
    places = {term.definitions: term.place for term in reversed(terms)}
    return ((sense, places[sense.definitions]) for sense in entry.senses)


def _shared_name(terms: Terms) -> Iterator[Problem]:
    for found in terms.glossary.proposals:
        if found.shared:
            there = _place(found.first)
            names = {normal(n.text): n.text for n in found.second.parts[0].entry.term.names}
            name = names.get(found.shared, found.shared)
            message = f"“{name}” names two terms: this one and the one in {there} ({found.reason})"
            hint = f"If they are one, say so in {FILE} with aliases; if not, with not-the-same."
            yield Problem("G010", _place(found.second), message, hint)


def _defined_differently(terms: Terms) -> Iterator[Problem]:
    for entry in terms.glossary.entries:
        if entry.is_disputed:
            (first, there), *others = _first_places(entry)
            for sense, place in others:
                message = (
                    f"“{entry.label}” is defined here as “{_short(sense)}”"
                    f" and in {there} as “{_short(first)}”"
                )
                hint = f"Choose one in {FILE} with definition-of, or write one with definition."
                yield Problem("G011", place, message, hint)


def _perhaps_one(terms: Terms) -> Iterator[Problem]:
    for found in terms.glossary.proposals:
        if not found.shared:
            first, second = found.first.label, found.second.label
            message = (
                f"“{second}” and “{first}” ({_place(found.first)}) may be one term: {found.reason}"
            )
            hint = f"If they are, say so in {FILE} with aliases; if not, with not-the-same."
            yield Problem("G012", _place(found.second), message, hint)


def _known_to_nobody(terms: Terms) -> Iterator[Problem]:
    if terms.decisions and not terms.is_handout:
        yield from known_to_nobody(terms.decisions, terms.glossary)


def _defined_nowhere(terms: Terms) -> Iterator[Problem]:
    if terms.decisions and not terms.is_handout:
        yield from defined_nowhere(terms.decisions, terms.glossary, terms.paths)


def _contradicted(terms: Terms) -> Iterator[Problem]:
    if not terms.is_handout:
        yield from contradicted(terms.decisions)


FINDERS: dict[str, Callable[[Terms], Iterator[Problem]]] = {
    "G010": _shared_name,
    "G011": _defined_differently,
    "G012": _perhaps_one,
    "G015": _known_to_nobody,
    "G016": _defined_nowhere,
    "G017": _contradicted,
}
"""Every finding about the terms of a book that a build tells of, by its code."""


def term_problems(terms: Terms) -> Problems:
    """All findings about the terms of a book, those about its text (G020) excepted."""
    return tuple(problem for find in FINDERS.values() for problem in find(terms))


def _said(found: Standing) -> Problem:
    words = found.words
    if found.is_own:
        target = found.term.partition("--")[2]
        message = f"“{words}” stands in the {_TONGUES[found.language]} text without a link"
        hint = f"Link it: [{words}](#{target}), or let the build do it with link: first."
    else:
        message = f"“{words}” is a term of {found.entry.parts[0].path}, and not linked"
        hint = "Give this post an entry for it, or let the build link it with link: first."
    return Problem("G020", found.place, message, hint)


def unlinked_names(book: Book, *, is_merged: bool) -> Problems:
    """Where a post has a term's name without a link (G020): for an editor, not for a build.

    `is_merged` tells whether the terms of one post count in another.
    """
    names = Names(book.glossary)
    return tuple(
        _said(found)
        for chapter in book.chapters
        for found in unlinked(chapter, names, book.meta.order)
        if found.is_own or is_merged
    )
