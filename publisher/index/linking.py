"""Unlinked names of terms in the posts of a book: listed with their places, or made links.

A post's own term is looked for under all its names. A term of another post only under such names
as no sentence has by chance: several words, an abbreviation, three characters of Chinese.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from publisher.index.mentions import Finder
from publisher.index.names import abbreviation
from publisher.language import Language, han_count
from publisher.model import (
    Block,
    Chapter,
    Footnote,
    Glossary,
    Group,
    Kind,
    Mention,
    MergedEntry,
    Order,
    Pair,
    Post,
    Shared,
    Single,
    Text,
    Unit,
)
from publisher.problems import Place
from publisher.xhtml import Element, Node, element, with_children

_OPAQUE = frozenset(
    "a code pre kbd samp var math svg sup rt rp dfn figcaption h1 h2 h3 h4 h5 h6".split()
)
_SILENT = frozenset(
    {
        Kind.HEADING,
        Kind.CODE,
        Kind.FORMULA,
        Kind.IMAGE,
        Kind.RULE,
        Kind.TERM,
        Kind.CAPTION,
    }
)
_SHORTEST_HAN = 3


@dataclass(frozen=True, slots=True)
class Standing:
    """A name of a term that stands in the text without a link."""

    words: str
    entry: MergedEntry
    term: str
    """Anchor of the post's entry to which a link would lead."""

    language: Language
    place: Place
    is_own: bool
    """Whether the post itself has an entry for the term."""


_Change = Callable[[str, Place, Language | None], tuple[Node, ...]]
"""What becomes of a run of text that may hold names: its first line's place, its side."""


# -- walking through a post ------------------------------------------------------------------------


def _nodes(
    nodes: Sequence[Node], place: Place, side: Language | None, change: _Change
) -> tuple[tuple[Node, ...], Place]:
    """The nodes changed, and the place behind them; lines of a block's text are its source's."""
    out: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            out.extend(change(node, place, side))
            ends = node.count("\n")
            column = len(node) - node.rfind("\n") if ends else place.column + len(node)
            place = Place(place.path, place.line + ends, column)
            continue
        is_opaque = node.tag in _OPAQUE
        unchanged: _Change = lambda words, _place, _side: (words,)  # noqa: E731 - nothing to name
        children, place = _nodes(node.children, place, side, unchanged if is_opaque else change)
        out.append(node if children == node.children else with_children(node, *children))
    return tuple(out), place


def _block(block: Block, side: Language | None, change: _Change) -> Block:
    if block.kind in _SILENT:
        return block
    children = tuple(_block(child, side, change) for child in block.children)
    content, _ = _nodes(block.element.children, block.place, side, change)
    if (content, children) == (block.element.children, block.children):
        return block
    return replace(block, element=with_children(block.element, *content), children=children)


def _blocks(blocks: tuple[Block, ...], side: Language | None, change: _Change) -> tuple[Block, ...]:
    return tuple(_block(block, side, change) for block in blocks)


def _pair(unit: Pair, order: Order, change: _Change) -> Pair:
    """The sides in reading order, for what is first is for the order to say."""
    if unit.whole is not None:
        return replace(unit, whole=_block(unit.whole, None, change))
    sides = {lang: _blocks(unit.side(lang), lang, change) for lang in order.languages}
    return Pair(sides[Language.EN], sides[Language.ZH])


def _unit(unit: Unit, order: Order, change: _Change) -> Unit:
    if isinstance(unit, Group):
        return replace(unit, flow=_flow(unit.flow, order, change))
    if isinstance(unit, Single):
        return replace(unit, blocks=_blocks(unit.blocks, unit.language, change))
    if isinstance(unit, Shared):
        return replace(unit, block=_block(unit.block, None, change))
    return _pair(unit, order, change)


def _flow(flow: tuple[Unit, ...], order: Order, change: _Change) -> tuple[Unit, ...]:
    return tuple(_unit(unit, order, change) for unit in flow)


def _note(note: Footnote, order: Order, change: _Change) -> Footnote:
    return replace(note, flow=_flow(note.flow, order, change))


# -- which names count where -----------------------------------------------------------------------


def _is_distinctive(name: str) -> bool:
    if han := han_count(name):
        return han >= _SHORTEST_HAN
    return bool(abbreviation(name)) or len(re.split(r"[\s-]+", name.strip())) > 1


class Names:
    """The names of a book's terms, ready to be looked for."""

    def __init__(self, glossary: Glossary) -> None:
        self.entries = {entry.anchor: entry for entry in glossary.entries}
        self.finder = Finder(
            (name, entry.anchor)
            for entry in self.entries.values()
            for name in (entry.names.en, entry.names.zh, *(a.text for a in entry.aliases))
            if name
        )
        self.own: dict[str, dict[str, str]] = {}
        for entry in self.entries.values():
            for part in entry.parts:
                terms = self.own.setdefault(part.post, {})
                terms.setdefault(entry.anchor, part.entry.term.anchor)
        self.linked: dict[str, set[tuple[str, Language]]] = {}
        for entry in self.entries.values():
            for where, occurrence in entry.mentions:
                if entry.anchor in self.own.get(where, {}):
                    self.linked.setdefault(where, set()).add((entry.anchor, occurrence.language))

    def choose(self, post: str, targets: tuple[str, ...], words: str) -> tuple[str, str] | None:
        """The merged entry that a name means in a post, and the term to link; None for nothing."""
        own = self.own.get(post, {})
        for target in targets:
            if target in own:
                return target, own[target]
        if not _is_distinctive(words):
            return None
        return targets[0], self.entries[targets[0]].parts[0].entry.term.anchor

    def standing(
        self, post: Post, words: str, place: Place, side: Language | None
    ) -> Iterator[tuple[int, int, Standing]]:
        """Every name in a run of text, with its span in it."""
        for hit in self.finder.hits(words):
            name = words[hit.start : hit.end]
            if (chosen := self.choose(post.anchor, hit.targets, name)) is None:
                continue
            anchor, term = chosen
            before = words[: hit.start]
            ends = before.count("\n")
            column = len(before) - before.rfind("\n") if ends else place.column + len(before)
            spot = Place(place.path, place.line + ends, column)
            language = side or (Language.ZH if han_count(name) else Language.EN)
            is_own = anchor in self.own.get(post.anchor, {})
            found = Standing(name, self.entries[anchor], term, language, spot, is_own)
            yield hit.start, hit.end, found


# -- the two uses ----------------------------------------------------------------------------------


def _already(post: Post, names: Names) -> set[tuple[str, Language]]:
    """Entries, by anchor, that the post links, with the language of the linking text."""
    return set(names.linked.get(post.anchor, ()))


def unlinked(chapter: Chapter, names: Names, order: Order) -> tuple[Standing, ...]:
    """Where a post has a term's name and links it nowhere in that language: the first place of it.

    A term of another post is named once, in whichever language comes first.
    """
    post = chapter.post
    linked = _already(post, names)
    found: dict[tuple[str, str], Standing] = {}

    def look(words: str, place: Place, side: Language | None) -> tuple[Node, ...]:
        for _, _, one in names.standing(post, words, place, side):
            anchor = one.entry.anchor
            if (anchor, one.language) not in linked:
                found.setdefault((anchor, one.language if one.is_own else ""), one)
        return (words,)

    _change(post, order, look)
    return tuple(found.values())


def _change(post: Post, order: Order, change: _Change) -> Post:
    flow = _flow(post.flow, order, change)
    notes = tuple(_note(note, order, change) for note in post.footnotes)
    return replace(post, text=Text(flow, notes))


class _Linker:
    """Makes links of one post, and remembers them."""

    def __init__(self, post: Post, names: Names, *, every: bool) -> None:
        self.post, self.names, self.every = post, names, every
        self.done = _already(post, names)
        self.taken = {mention.id for mention in post.mentions}
        self.made: list[Mention] = []

    def _id(self, term: str) -> str:
        plain = term.partition("--")[2].removeprefix("glossary-")
        number = 1
        while (free := f"{self.post.anchor}--ref-{plain}-{number}") in self.taken:
            number += 1
        self.taken.add(free)
        return free

    def _link(self, found: Standing) -> Element:
        mention = Mention(self._id(found.term), found.term, found.words, found.place)
        self.made.append(mention)
        attrs = {"class": "term", "id": mention.id, "href": f"#{found.term}"}
        return element("a", attrs, found.words)

    def change(self, words: str, place: Place, side: Language | None) -> tuple[Node, ...]:
        """A run of text with its names linked."""
        out: list[Node] = []
        at = 0
        for start, end, found in self.names.standing(self.post, words, place, side):
            key = (found.entry.anchor, found.language)
            if key in self.done and not self.every:
                continue
            self.done.add(key)
            out += [words[at:start], self._link(found)]
            at = end
        return tuple(node for node in (*out, words[at:]) if node)


def link(post: Post, names: Names, order: Order, *, every: bool) -> Post:
    """A post in which unlinked names are links: all, or the first of each term and language.

    A name that its author links in that language anywhere in the post counts as linked, unless
    `every` name is to be.
    """
    linker = _Linker(post, names, every=every)
    changed = _change(post, order, linker.change)
    return replace(changed, mentions=(*post.mentions, *linker.made))
