"""Which entries of different posts are one term: the certain ones joined, the others proposed.

Two entries are one where they share a name and nothing speaks against it: no post has both, their
names in the other language agree, and nobody has written that they are not the same. What a
person decides in `glossary.yaml` comes before every rule.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from publisher.index.names import Called, abbreviation, called, initials, normal
from publisher.language import Language
from publisher.model import Chapter, Decision, Part

_SHORTEST_ALIKE = {Language.EN: 6, Language.ZH: 4}
"""Shorter names that differ by a letter are mostly different words."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Two clusters, by their numbers, that may be one term, and why."""

    first: int
    second: int
    reason: str
    shared: str = ""
    """The name that both have, if they have one."""


@dataclass(slots=True)
class Cluster:
    """Entries that are one term."""

    parts: list[Part]
    calls: list[Called]
    decision: Decision | None = None
    forms: dict[Language, set[str]] = field(default_factory=dict)
    """Normal forms of the certain names."""

    @property
    def posts(self) -> set[str]:
        """Anchors of the posts that the entries are from."""
        return {part.post for part in self.parts}


class _Merger:
    """Clusters with a number each; the lower one survives when two become one."""

    def __init__(self, parts: Sequence[Part], decisions: Sequence[Decision]) -> None:
        self.clusters: dict[int, Cluster] = {}
        for number, part in enumerate(parts):
            names = called(part.entry)
            forms = {language: set(names.forms(language)) for language in Language}
            self.clusters[number] = Cluster([part], [names], None, forms)
        self.home = list(range(len(parts)))
        self.apart = {
            frozenset((normal(one), normal(other)))
            for decision in decisions
            for one in decided_names(decision)
            for other in decision.not_the_same
        }
        self.unlike = {form for pair in self.apart for form in pair}
        self.doubts: dict[tuple[int, int], tuple[str, str]] = {}

    def find(self, number: int) -> int:
        """The cluster in which an entry has come to lie."""
        while self.home[number] != number:
            self.home[number] = self.home[self.home[number]]
            number = self.home[number]
        return number

    def join(self, one: int, other: int) -> int:
        """Make one cluster of two."""
        low, high = sorted((self.find(one), self.find(other)))
        if low == high:
            return low
        kept, gone = self.clusters[low], self.clusters.pop(high)
        kept.parts += gone.parts
        kept.calls += gone.calls
        kept.decision = kept.decision or gone.decision
        for language, forms in gone.forms.items():
            kept.forms[language] |= forms
        self.home[high] = low
        return low

    def are_apart(self, one: Cluster, other: Cluster) -> bool:
        """Whether a person has written that two terms are not the same."""
        first, second = (set().union(*c.forms.values()) & self.unlike for c in (one, other))
        return any(frozenset((a, b)) in self.apart for a in first for b in second)

    def contradicts(self, one: Cluster, other: Cluster) -> str:
        """What speaks against two clusters with a common name being one; empty if nothing does."""
        if one.posts & other.posts:
            return "one post has both"
        for language, tongue in ((Language.ZH, "Chinese"), (Language.EN, "English")):
            first, second = one.forms[language], other.forms[language]
            if first and second and not first & second:
                return f"their {tongue} names differ"
        return ""

    def doubt(self, one: int, other: int, reason: str, shared: str = "") -> None:
        """Note that two entries may be one term; the first reason counts."""
        low, high = sorted((one, other))
        self.doubts.setdefault((low, high), (reason, shared))


# -- the rules, in their order ---------------------------------------------------------------------


def decided_names(decision: Decision) -> tuple[str, ...]:
    """Every name that a decision gives its term."""
    names = (decision.key, decision.names.en, decision.names.zh, *decision.aliases)
    return tuple(name for name in names if name)


def _buckets(merger: _Merger) -> dict[str, list[int]]:
    """Clusters by the normal forms of their names, in book order."""
    found: dict[str, list[int]] = {}
    for number, cluster in merger.clusters.items():
        for language in Language:
            for form in sorted(cluster.forms[language]):
                found.setdefault(form, []).append(number)
    return found


def _obey(merger: _Merger, decisions: Iterable[Decision]) -> None:
    """Join what a person calls aliases of one term, whatever speaks against it.

    The name under which a decision stands joins nothing by itself: of two terms that share it, the
    decision is on the first.
    """
    bearers = _buckets(merger)
    for decision in decisions:
        meant = (decision.key, decision.names.en, decision.names.zh)
        found = [n for name in meant for n in bearers.get(normal(name), ())[:1]]
        forced = [n for name in decision.aliases for n in bearers.get(normal(name), ())]
        members = [*found[:1], *forced]
        for number in members:
            merger.join(members[0], number)
        if members:
            _settle(merger.clusters[merger.find(members[0])], decision)


def _settle(cluster: Cluster, decision: Decision) -> None:
    cluster.decision = cluster.decision or decision
    for name in (*decision.aliases, decision.names.en, decision.names.zh):
        if form := normal(name):
            language = Language.EN if form.isascii() else Language.ZH
            cluster.forms[language].add(form)


def _join_equal(merger: _Merger) -> None:
    """Join what shares a name and has nothing against it."""
    for form, numbers in _buckets(merger).items():
        seen: list[int] = []
        for number in numbers:
            here = merger.find(number)
            if here in seen:
                continue
            seen = _join_first(merger, seen, here, form)


def _join_first(merger: _Merger, seen: list[int], here: int, form: str) -> list[int]:
    """Join a cluster to the first of those with its name that it may be joined to."""
    for other in seen:
        one, two = merger.clusters[other], merger.clusters[here]
        if not merger.are_apart(one, two) and not merger.contradicts(one, two):
            joined = merger.join(other, here)
            return [joined if number == other else number for number in seen]
    for other in seen[:1]:  # or a thousand posts of one odd word would be half a million doubts
        why = merger.contradicts(merger.clusters[other], merger.clusters[here])
        merger.doubt(other, here, why or "a decision keeps them apart", form)
    return [*seen, here]


def _own_names(cluster: Cluster) -> Iterator[str]:
    yield from dict.fromkeys(name.text for names in cluster.calls for name in names.own)


def _propose_abbreviations(merger: _Merger) -> None:
    """Propose `RL` and `reinforcement learning`, where no definition says so."""
    long: dict[str, list[tuple[int, str]]] = {}
    for number, cluster in merger.clusters.items():
        for name in _own_names(cluster):
            if letters := initials(name):
                long.setdefault(letters, []).append((number, name))
    for number, cluster in merger.clusters.items():
        for name in _own_names(cluster):
            for other, words in long.get(abbreviation(name), ()):
                if not cluster.posts & merger.clusters[other].posts:
                    merger.doubt(number, other, f"“{name}” are the first letters of “{words}”")


def _shortened(form: str) -> Iterator[str]:
    """A form, and all that is left of it without one letter.

    Two forms that have one of these in common differ by a letter, or by the place of one.
    """
    yield form
    yield from (form[:at] + form[at + 1 :] for at in range(len(form)))


def _propose_alike(merger: _Merger) -> None:
    """Propose names that differ by one letter."""
    found: dict[str, list[int]] = {}
    for number, cluster in merger.clusters.items():
        for language in Language:
            for form in sorted(cluster.forms[language]):
                if len(form) >= _SHORTEST_ALIKE[language]:
                    for short in dict.fromkeys(_shortened(form)):
                        found.setdefault(short, []).append(number)
    for numbers in found.values():
        first = numbers[0]
        for other in dict.fromkeys(numbers[1:]):
            one, two = merger.clusters[first], merger.clusters[other]
            if other != first and not one.posts & two.posts:
                merger.doubt(first, other, "their names differ by a letter")


def _propose_linked(merger: _Merger) -> None:
    """Propose entries that the Chinese text calls by one name."""
    found: dict[str, int] = {}
    for number, cluster in merger.clusters.items():
        names = [names.linked for names in cluster.calls if names.linked]
        forms = {normal(name.text) for name in names} | cluster.forms[Language.ZH]
        for form in sorted(forms - {""}):
            other = found.setdefault(form, number)
            if other != number and not cluster.posts & merger.clusters[other].posts:
                merger.doubt(other, number, "the Chinese text calls both by one name")


def _open_doubts(merger: _Merger, order: dict[int, int]) -> Iterator[Doubt]:
    seen: set[tuple[int, int]] = set()
    for (one, other), (reason, shared) in sorted(merger.doubts.items()):
        pair = merger.find(one), merger.find(other)
        apart = merger.are_apart(merger.clusters[pair[0]], merger.clusters[pair[1]])
        if pair[0] != pair[1] and pair not in seen and not apart:
            seen |= {pair, pair[::-1]}
            yield Doubt(order[pair[0]], order[pair[1]], reason, shared)


def merge(
    chapters: Iterable[Chapter], decisions: Sequence[Decision] = ()
) -> tuple[tuple[Cluster, ...], tuple[Doubt, ...]]:
    """Join the entries of all posts into terms, in the order in which the book brings them.

    Returns the clusters, and the pairs of them that may be one term and are not certain.
    """
    parts = [
        Part(chapter.post.anchor, chapter.post.path, entry)
        for chapter in chapters
        for entry in chapter.entries
    ]
    merger = _Merger(parts, decisions)
    _obey(merger, decisions)
    _join_equal(merger)
    _propose_abbreviations(merger)
    _propose_linked(merger)
    _propose_alike(merger)
    order = {number: place for place, number in enumerate(merger.clusters)}
    return tuple(merger.clusters.values()), tuple(_open_doubts(merger, order))
