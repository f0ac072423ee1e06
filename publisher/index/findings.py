"""What is to be said of the terms of a whole book: one small function per code."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from publisher.index.glossary import wording
from publisher.index.linking import Names, unlinked
from publisher.index.names import normal
from publisher.index.verdicts import contradicted, defined_nowhere, known_to_nobody
from publisher.language import Language
from publisher.model import Chapter, Decision, Glossary, MergedEntry, Order, Sense
from publisher.problems import Place, Problem, Problems

FILE = "glossary.yaml"
_TONGUES = {Language.EN: "English", Language.ZH: "Chinese"}
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class Terms:
    """A book's terms, and what they were made of."""

    chapters: tuple[Chapter, ...]
    glossary: Glossary
    decisions: tuple[Decision, ...]
    order: Order
    is_merged: bool
    """Whether the terms of one post count in another."""

    is_handout: bool = False
    """Whether this is one post of several: what is decided on may stand in the others."""


def _place(entry: MergedEntry) -> Place:
    return entry.parts[0].entry.term.place


def _short(sense: Sense) -> str:
    words = wording(sense.definitions)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…"


def _first_places(entry: MergedEntry) -> Iterator[tuple[Sense, Place]]:
    """Each sense with the place of the first entry that has it; one post may have two of them."""
    for sense in entry.senses:
        terms = (part.entry.term for part in entry.parts)
        yield sense, next(term.place for term in terms if term.definitions == sense.definitions)


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
    if not terms.is_handout:
        yield from known_to_nobody(terms.decisions, terms.glossary)


def _defined_nowhere(terms: Terms) -> Iterator[Problem]:
    if not terms.is_handout:
        posts = tuple(chapter.post.path for chapter in terms.chapters)
        yield from defined_nowhere(terms.decisions, terms.glossary, posts)


def _contradicted(terms: Terms) -> Iterator[Problem]:
    if not terms.is_handout:
        yield from contradicted(terms.decisions)


def _stands_unlinked(terms: Terms) -> Iterator[Problem]:
    names = Names(terms.glossary)
    for chapter in terms.chapters:
        for found in unlinked(chapter, names, terms.order):
            if not found.is_own and not terms.is_merged:
                continue
            target = found.term.partition("--")[2]
            hint = f"Link it: [{found.words}](#{target}), or let the build do it with link: first."
            message = (
                f"“{found.words}” stands in the {_TONGUES[found.language]} text without a link"
            )
            if not found.is_own:
                message = (
                    f"“{found.words}” is a term of {found.entry.parts[0].path}, and not linked"
                )
                hint = "Give this post an entry for it, or let the build link it with link: first."
            yield Problem("G020", found.place, message, hint)


FINDERS: dict[str, Callable[[Terms], Iterator[Problem]]] = {
    "G010": _shared_name,
    "G011": _defined_differently,
    "G012": _perhaps_one,
    "G015": _known_to_nobody,
    "G016": _defined_nowhere,
    "G017": _contradicted,
    "G020": _stands_unlinked,
}
"""Every finding about the terms of a book, by its code."""


def term_problems(terms: Terms) -> Problems:
    """All findings about the terms of a book."""
    return tuple(problem for find in FINDERS.values() for problem in find(terms))
