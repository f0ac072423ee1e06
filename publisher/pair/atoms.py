"""The nouns of the alignment: what it sees of a block, and what it says of two.

An `Atom` is a block with letters at one level of a post: a heading, a paragraph, a whole list.
An `Aside` is what pairing looks past: code, an image, a rule, a block without letters, a note.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from publisher.language import Language
from publisher.model import Block, Kind, Order, Unit
from publisher.pair.reading import Reading
from publisher.problems import Problem

_SURE, _HELD = 1.0, 0.7
"""Doubt below which, and hold from which on, a block with both languages is left as it is."""


@dataclass(frozen=True, slots=True)
class Flow:
    """Units in reading order, and what is to be said of them."""

    units: tuple[Unit, ...] = ()
    problems: tuple[Problem, ...] = ()


def joined_flows(flows: Iterable[Flow]) -> Flow:
    """Several flows as one."""
    parts = list(flows)
    return Flow(
        tuple(unit for flow in parts for unit in flow.units),
        tuple(problem for flow in parts for problem in flow.problems),
    )


@dataclass(frozen=True, slots=True)
class Bearings:
    """What one post teaches about its pairs, the same for every level of it."""

    order: Order
    """The order in which the author writes the two languages."""

    ratio: float
    """Han characters for one English word, in this post."""

    step: float
    """Cost of the first block between two halves: high where the post takes turns strictly."""

    meanings: dict[str, tuple[float, float]]
    """What a word of the lexicon speaks for a pair whose Chinese has it, and against one whose
    Chinese has not, in logarithms of odds."""

    rarity: dict[str, float]
    """Weight of a name or a token as evidence, 0.2 (everywhere) to 2 (once)."""


@dataclass(frozen=True, slots=True)
class Atom:
    """A block with letters, or a container of such blocks."""

    block: Block
    reading: Reading
    position: float
    """Its place among its neighbours with letters, 0, 1, 2 …"""

    language: Language
    """The side it stands on when it is taken as a whole."""

    inner: Flow | None = None
    """Its own pairs, where it holds both languages."""

    doubt: float = 0.0
    """Cost of taking it as `inner`."""

    hold: float = 0.0
    """Cost of not taking it as `inner`."""

    @property
    def is_wall(self) -> bool:
        """Whether it surely holds its own translation; a table is looked past like a picture."""
        sure = self.inner is not None and self.doubt < _SURE and self.hold >= _HELD
        return sure and self.kind is not Kind.TABLE

    @property
    def kind(self) -> Kind:
        """The kind of its block."""
        return self.block.kind

    @property
    def level(self) -> str:
        """Level of a heading (`h2`), empty for anything else."""
        return self.block.element.tag if self.kind is Kind.HEADING else ""

    @property
    def size(self) -> float:
        """Length in its own language: words, or Han characters."""
        return self.reading.size(self.language)


@dataclass(frozen=True, slots=True)
class Aside:
    """Something that pairing looks past."""

    block: Block
    after: int
    """Position of the atom before it, -1 at the beginning."""

    flow: Flow


@dataclass(frozen=True, slots=True)
class Match:
    """One step of an alignment: atoms that translate each other, or one that has no partner."""

    en: tuple[Atom, ...]
    zh: tuple[Atom, ...]

    @property
    def is_pair(self) -> bool:
        """Whether both languages are there."""
        return bool(self.en and self.zh)

    @property
    def atoms(self) -> tuple[Atom, ...]:
        """Both sides."""
        return (*self.en, *self.zh)

    def side(self, language: Language) -> tuple[Atom, ...]:
        """The atoms of one language."""
        return self.zh if language is Language.ZH else self.en


class Levels(Protocol):
    """What pairs the level below: a container's blocks."""

    def weave(self, blocks: tuple[Block, ...], inside: Kind | None = None) -> Flow:
        """Pair the blocks of one level; `inside` is the kind of their container."""

    def weave_sides(
        self, en: tuple[Block, ...], zh: tuple[Block, ...], inside: Kind | None = None
    ) -> Flow:
        """Pair blocks known to be English with blocks known to be Chinese."""

    def weave_halves(self, en: tuple[Block, ...], zh: tuple[Block, ...]) -> Flow:
        """Pair two parts: block by block where they match, else the one with the other."""
