"""What is wrong with the decisions of `glossary.yaml`, seen beside the terms of the book."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from difflib import get_close_matches

from publisher.index.merging import decided_names
from publisher.index.names import called, normal
from publisher.model import Decision, Glossary, MergedEntry
from publisher.problems import Problem

_MOST_COMPARED, _MOST_GUESSES = 2000, 50


def _names(entry: MergedEntry) -> Iterator[str]:
    """Every name that posts give a term."""
    for part in entry.parts:
        names = called(part.entry)
        yield from (name.text for name in (*names.own, *names.said))


class _Guesses:
    """Questions after what was perhaps meant; a file full of mistakes gets no more than some."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = list(dict.fromkeys(names))[:_MOST_COMPARED]
        self._left = _MOST_GUESSES

    def nearest(self, words: str) -> str:
        """A question after the nearest name, or an empty string."""
        self._left -= 1
        near = get_close_matches(words[:100], self._names, n=1) if self._left >= 0 else ()
        return f"Did you mean “{near[0]}”? " if near else ""


# -- names -----------------------------------------------------------------------------------------


def known_to_nobody(decisions: Sequence[Decision], glossary: Glossary) -> Iterator[Problem]:
    """G015: a decision on a term, or a word that it is not the same as another, of no post."""
    names = [name for entry in glossary.entries for name in _names(entry)]
    guesses = _Guesses(names)
    borne = {normal(name) for name in names}
    known = set(borne)
    known |= {normal(name) for one in decisions for name in decided_names(one)[1:]}
    for decision in decisions:
        own = {normal(name) for name in decided_names(decision)}
        if not own & borne:
            message = f"“{decision.key}” is decided on here, and no post of the book has the term"
            hint = f"{guesses.nearest(decision.key)}Correct the name, or take the decision out."
            yield Problem("G015", decision.place, message, hint)
            continue
        for words in decision.not_the_same:
            if normal(words) not in known:
                message = f"“{words}” is to be another term, and no post of the book has it"
                hint = f"{guesses.nearest(words)}Correct the name, or take it out."
                place = decision.place_of("not-the-same", words)
                yield Problem("G015", place, message, hint)


# -- definitions -----------------------------------------------------------------------------------


def _by_name(glossary: Glossary) -> dict[str, MergedEntry]:
    """Terms by the normal forms of their names; of two with one name the first."""
    found: dict[str, MergedEntry] = {}
    for entry in glossary.entries:
        for name in _names(entry):
            found.setdefault(normal(name), entry)
    return found


def _no_definition(
    decision: Decision, entry: MergedEntry, posts: frozenset[str], guesses: _Guesses
) -> tuple[str, str] | None:
    """What is wrong with the choice of a post's definition, and what to do; None if nothing is."""
    chosen = decision.definition_of
    defining = [part.path for part in entry.parts if part.entry.term.definitions]
    there = f"It is defined in {' and in '.join(defining)}." if defining else "No post defines it."
    if chosen not in posts:
        hint = f"{guesses.nearest(chosen)}{there} Paths start at the content folder."
        return f"there is no post “{chosen}” in this book", hint
    if chosen not in defining:
        return f"{chosen} has no definition of “{decision.key}”", there
    if decision.definition:
        message = f"“{decision.key}” has a definition of its own, so that of {chosen} is not shown"
        return message, "Take out definition, or definition-of."
    return None


def defined_nowhere(
    decisions: Sequence[Decision], glossary: Glossary, posts: Sequence[str]
) -> Iterator[Problem]:
    """G016: `definition-of` names a post that is not there, or that does not define the term."""
    choosing = [decision for decision in decisions if decision.definition_of]
    terms = _by_name(glossary) if choosing else {}
    guesses, known = _Guesses(posts), frozenset(posts)
    for decision in choosing:
        names = (normal(name) for name in decided_names(decision))
        entry = next((terms[name] for name in names if name in terms), None)
        found = _no_definition(decision, entry, known, guesses) if entry else None
        if found:
            place = decision.place_of("definition-of", decision.definition_of)
            yield Problem("G016", place, *found)


# -- one decision beside another -------------------------------------------------------------------


def _decides(decision: Decision) -> bool:
    """Whether anything is decided; a name alone is a place kept free."""
    return bool(decision.places)


def _twice(decisions: Sequence[Decision]) -> Iterator[Problem]:
    """Terms that stand in the file under two spellings, and aliases of two terms."""
    keys: dict[str, Decision] = {}
    for decision in filter(_decides, decisions):
        first = keys.setdefault(normal(decision.key), decision)
        if first is not decision:
            message = f"“{decision.key}” is “{first.key}” of line {first.place.line} once more"
            hint = "Put both under one name; of two decisions the first is kept."
            yield Problem("G017", decision.place, message, hint)
    owners: dict[str, Decision] = dict(keys)
    for decision in decisions:
        for alias in decision.aliases:
            owner = owners.setdefault(normal(alias), decision)
            if owner is not decision:
                message = (
                    f"“{alias}” is an alias of “{decision.key}” here, and belongs to “{owner.key}”"
                    f" in line {owner.place.line}"
                )
                hint = "Keep it under one of them; as it is, both are one term."
                yield Problem("G017", decision.place_of("aliases", alias), message, hint)


def _not_itself(decisions: Sequence[Decision]) -> Iterator[Problem]:
    """Names that a term has and is not to be the same as."""
    for decision in decisions:
        own = {normal(name) for name in decided_names(decision)}
        for words in decision.not_the_same:
            if normal(words) in own:
                message = f"“{words}” is a name of “{decision.key}”, and is to be another term"
                hint = "Take it out of not-the-same, or out of the names of this term."
                place = decision.place_of("not-the-same", words)
                yield Problem("G017", place, message, hint)


def contradicted(decisions: Sequence[Decision]) -> Iterator[Problem]:
    """G017: what two decisions say of one name, or one decision of itself, cannot both be."""
    yield from _twice(decisions)
    yield from _not_itself(decisions)
