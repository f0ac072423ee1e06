"""The glossary of the whole book: merged entries with their names, definitions and mentions."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from publisher.index.merging import Cluster, merge
from publisher.index.names import normal, tongue, without_names
from publisher.index.sorting import arrange, index_lines, leading, speller
from publisher.jobs import Runner, one_by_one
from publisher.language import Language
from publisher.model import (
    Bilingual,
    Chapter,
    Decision,
    Definition,
    Glossary,
    MergedEntry,
    Name,
    Occurrence,
    Part,
    Proposal,
    Sense,
)
from publisher.titles import anchor_of
from publisher.xhtml import text

# -- names -----------------------------------------------------------------------------------------


def _all_names(cluster: Cluster) -> Iterator[Name]:
    """Every name, the surest first: a person's, the labels', the definitions', the links'."""
    if made := cluster.decision:
        yield from (Name(made.names.get(lang), lang) for lang in Language if made.names.get(lang))
    yield from (name for names in cluster.calls for name in names.own)
    yield from (name for names in cluster.calls for name in names.said)
    if made:
        yield from (Name(words, tongue(words)) for words in made.aliases)


def _linked(cluster: Cluster) -> str:
    return next((names.linked.text for names in cluster.calls if names.linked), "")


def _preferred(names: list[Name], cluster: Cluster) -> Bilingual:
    found = {lang: next((n.text for n in names if n.language is lang), "") for lang in Language}
    return Bilingual(found[Language.EN], found[Language.ZH] or _linked(cluster))


def _aliases(names: list[Name], preferred: Bilingual) -> tuple[Name, ...]:
    seen = {normal(preferred.en), normal(preferred.zh)}
    aliases: list[Name] = []
    for name in names:
        if (form := normal(name.text)) not in seen and form.removesuffix("s") not in seen:
            seen.add(form)
            aliases.append(name)
    return tuple(aliases)


# -- definitions -----------------------------------------------------------------------------------


def wording(definitions: Iterable[Definition]) -> str:
    """A definition as text on one line."""
    parts = ("".join(text(node) for node in found.content) for found in definitions)
    return " ".join(" ".join(parts).split())


def _own_sense(decision: Decision) -> Sense:
    words = decision.definition
    made = (Definition(lang, (words.get(lang),), decision.place) for lang in Language)
    return Sense(tuple(found for found in made if found.content[0]))


def _senses(cluster: Cluster) -> tuple[Sense, ...]:
    """The definition that a person prefers, or every different one with its posts."""
    if cluster.decision and cluster.decision.definition:
        return (_own_sense(cluster.decision),)
    found: list[Sense] = []
    homes: dict[str, int] = {}
    known = frozenset().union(*cluster.forms.values())
    for part in cluster.parts:
        definitions = part.entry.term.definitions
        words = wording(definitions)
        forms = [form for form in (normal(words), normal(without_names(words, known))) if form]
        if not forms:
            continue
        at = next((homes[form] for form in forms if form in homes), len(found))
        homes.update(dict.fromkeys(forms, at))
        if at == len(found):
            found.append(Sense(definitions))
        posts = dict.fromkeys((*found[at].posts, part.post))
        found[at] = Sense(found[at].definitions, tuple(posts))
    chosen = cluster.decision.definition_of if cluster.decision else ""
    for part in cluster.parts:
        if chosen and part.path == chosen and wording(part.entry.term.definitions):
            same = next(sense for sense in found if part.post in sense.posts)
            return (replace(same, definitions=part.entry.term.definitions),)
    return tuple(found)


# -- entries ---------------------------------------------------------------------------------------


def _post_of(occurrence: Occurrence, part: Part, posts: dict[str, str]) -> str:
    return posts.get(occurrence.mention.place.path, part.post)


def _mentions(
    parts: Iterable[Part], posts: dict[str, str], order: dict[str, int]
) -> tuple[tuple[str, Occurrence], ...]:
    found = [(_post_of(one, part, posts), one) for part in parts for one in part.entry.occurrences]
    return tuple(sorted(found, key=lambda row: order[row[1].mention.id]))


class _Shelf:
    """Makes entries, each with an id of its own."""

    def __init__(self, chapters: Sequence[Chapter]) -> None:
        self.taken: set[str] = set()
        self.posts = {c.post.path: c.post.anchor for c in chapters}
        self.places = {c.post.path: number for number, c in enumerate(chapters)}
        everything = (o.mention for c in chapters for e in c.entries for o in e.occurrences)
        in_order = sorted(everything, key=lambda found: self.places.get(found.place.path, 0))
        self.order = {mention.id: number for number, mention in enumerate(in_order)}

    def _anchor(self, name: str) -> str:
        wanted = f"glossary--{anchor_of(name)}"
        free, number = wanted, 1
        while free in self.taken:
            number += 1
            free = f"{wanted}-{number}"
        self.taken.add(free)
        return free

    def entry(self, cluster: Cluster) -> MergedEntry:
        """The entry of a cluster."""
        names = list(_all_names(cluster))
        preferred = _preferred(names, cluster)
        parts = tuple(sorted(cluster.parts, key=lambda part: self.places[part.path]))
        return MergedEntry(
            self._anchor(preferred.pick(Language.EN)),
            preferred,
            _aliases(names, preferred),
            _senses(cluster),
            parts,
            _mentions(parts, self.posts, self.order),
            cluster.decision.sort_as if cluster.decision else "",
        )


def book_glossary(
    chapters: Sequence[Chapter],
    decisions: Sequence[Decision] = (),
    sort: str = "none",
    run: Runner = one_by_one,
) -> Glossary:
    """The terms of all posts as one glossary.

    `sort` is one of `GLOSSARY_SORTS`. Pairs of terms that may be one are `proposals`. `run` finds
    out how Chinese names are read.
    """
    shelf = _Shelf(chapters)
    clusters, doubts = merge(chapters, decisions)
    entries = [shelf.entry(cluster) for cluster in clusters]
    proposals = (Proposal(entries[d.first], entries[d.second], d.reason, d.shared) for d in doubts)
    spell = speller(entries, run)
    groups, lines = arrange(entries, sort, spell), index_lines(entries, sort, spell)
    return Glossary(groups, tuple(proposals), lines, leading(sort))
