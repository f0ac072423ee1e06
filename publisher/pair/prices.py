"""What it costs to call two blocks a pair, or to leave one alone; the alignment takes the cheapest.

The unit is about a natural logarithm of odds. The constants were set on real posts and on posts
made from them with blocks taken out, doubled and moved; tests/test_pair_bench.py measures them.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from math import log, log2

from publisher.language import Language
from publisher.model import Kind, Order
from publisher.pair.atoms import Atom, Bearings
from publisher.pair.reading import Reading, joined, leaves

NEVER = 1e9

_HEADING_ALONE = 1.5
_ALONE = 2.0
_LENGTH_ALONE = 20.0
"""Words at which a block alone costs one more."""

_CONTAINER_ALONE = 3.0
_MERGE = 1.8
_GAIN = 0.3
_CONTINUED = 0.8
_CODE_BETWEEN = 0.5
_WORST_LENGTH = 5.0
_WORST = 5.0
"""Two neighbours in the right order are a pair, however free the translation."""

_SPREAD = 0.025
_SPREAD_OF_SHORT = 0.4
_REVERSED = 1.6
_FARTHEST = 2.2
_IN_RUN = 0.6
_ASIDE_IN_RUN = 0.5
_UNEVEN = 0.25
_NO_GLOSS = 2.0
_OTHER_SHELL = 1.5
_OTHER_ENDING = 0.7
_SAME_ENDING = -0.4
_EVIDENCE = 0.8
_MISSING = 0.45
_MOST = 3.0
_RARE = 2.0
_WORD = 0.6
_SENSE = 4.0
_FAR = 9
_ACROSS = 2
"""How far apart two blocks are that have one block between them."""

_CONTAINERS = frozenset({Kind.LIST, Kind.QUOTE, Kind.TABLE, Kind.DEFINITIONS, Kind.SECTION})
_TEXTS = frozenset({Kind.PARAGRAPH, Kind.CAPTION})
_SHELLS = frozenset({Kind.LIST, Kind.QUOTE, Kind.SECTION})
_STRONG = frozenset({":", "?"})


def is_single(atom: Atom) -> bool:
    """Whether a list or quote holds one paragraph only."""
    found = leaves(atom.block)
    return len(found) == 1 and found[0].kind in _TEXTS


def _kinds(en: Atom, zh: Atom) -> float:
    if en.kind is zh.kind:
        return 0.0 if en.level == zh.level else NEVER
    if {en.kind, zh.kind} <= _TEXTS:
        return 1.0
    shell, bare = (en, zh) if zh.kind in _TEXTS else (zh, en)
    if shell.kind in _SHELLS and bare.kind in _TEXTS and is_single(shell):
        return _OTHER_SHELL
    return NEVER


def length_cost(words: float, han: float, ratio: float) -> float:
    """How unlikely it is that so many Han characters translate so many words, 0 to 5."""
    distance = log((han + 2) / (ratio * words + 2))
    spread = _SPREAD + _SPREAD_OF_SHORT / (min(words, han / ratio) + 1)
    return min(_WORST_LENGTH, distance * distance / (2 * spread))


def _endings(en: Reading, zh: Reading) -> float:
    if en.ending == zh.ending:
        return _SAME_ENDING if en.ending in _STRONG else 0.0
    if en.ending in _STRONG or zh.ending in _STRONG:
        return _OTHER_ENDING
    return _OTHER_ENDING / 2 if not (en.ending and zh.ending) else 0.0


def _evidence(en: Reading, zh: Reading, rarity: dict[str, float]) -> float:
    shared = (en.tokens & zh.tokens) | (en.names & zh.names)
    found = sum([rarity.get(token, _RARE) for token in shared])
    lost = sum([rarity.get(token, _RARE) for token in en.tokens ^ zh.tokens])
    # A Latin word in the Chinese that this English has not, though other English of the post has.
    lost += sum([rarity.get(name, 0.0) for name in zh.names - en.names])
    return min(_MOST, _MISSING * lost) - min(_MOST, _EVIDENCE * found)


def _words(en: Reading, zh: Reading, meanings: dict[str, tuple[float, float]]) -> float:
    """What common words say, by a small lexicon: negative where they are translated."""
    sense = 0.0
    for word in en.said:
        found = meanings.get(word)
        if found is not None:
            sense += -found[0] if word in zh.meant else found[1]
    return max(-_SENSE, min(_SENSE, _WORD * sense))


def _held(atom: Atom, other: Atom) -> float:
    """What speaks against taking a block with both languages as half of another pair."""
    if atom.inner is None:
        return 0.0
    # A gloss repeats its counterpart: `kettle valve`, `壶阀（kettle valve）`.
    glossed = bool(atom.reading.names & other.reading.names)
    return atom.hold if glossed else atom.hold + _NO_GLOSS


def _mixed(en: Reading, zh: Reading) -> float:
    """What speaks against a pair of two blocks that are both in both scripts."""
    grey = en.language is None and zh.language is None
    return _NO_GLOSS if grey and not (en.names & zh.names) else 0.0


def _lead(en: Atom, zh: Atom) -> bool:
    """Whether both halves lead in what follows."""
    return en.reading.ending == zh.reading.ending == ":"


def _read_together(atoms: tuple[Atom, ...]) -> Reading:
    return joined(atom.reading for atom in atoms)


@dataclass(frozen=True, slots=True)
class Run:
    """Where a block stands among its neighbours of one language."""

    number: int
    """Which run of the level it is in."""

    place: int
    """Which block of the run it is, from 0."""

    size: int
    """How many blocks the run has."""


def runs(atoms: list[Atom]) -> tuple[Run, ...]:
    """The run of each atom; a block with both languages belongs to none and parts none."""
    found: list[Run] = []
    sizes: list[int] = []
    before: Language | None = None
    for atom in atoms:
        if atom.inner is not None:
            found.append(Run(-_FAR, 0, 1))
            continue
        if atom.language is not before:
            sizes.append(0)
            before = atom.language
        found.append(Run(len(sizes) - 1, sizes[-1], 0))
        sizes[-1] += 1
    return tuple(Run(r.number, r.place, sizes[r.number]) if r.size == 0 else r for r in found)


@dataclass(frozen=True, slots=True)
class Prices:
    """The prices in one post."""

    bearings: Bearings
    walls: tuple[int, ...] = ()
    """Number of blocks before each position that surely hold their own translation: no pair
    spans one but the two lead-ins of a list, so that each language keeps its order."""

    runs: tuple[Run, ...] = ()
    """The run of the atom at each position."""

    code: frozenset[float] = frozenset()
    """Positions of the atoms that code stands below."""

    def alone(self, atom: Atom) -> float:
        """Cost of a block without a partner."""
        if atom.inner is not None:
            return atom.doubt
        if atom.kind is Kind.HEADING:
            return _HEADING_ALONE
        if atom.kind in _CONTAINERS:
            return _CONTAINER_ALONE
        words = atom.reading.size(Language.EN)
        return _ALONE + min(1.0, words / _LENGTH_ALONE)

    def content(self, en: Reading, zh: Reading) -> float:
        """Cost of the two texts as translations of each other, wherever they stand."""
        length = length_cost(en.size(Language.EN), zh.size(Language.ZH), self.bearings.ratio)
        evidence = _evidence(en, zh, self.bearings.rarity)
        sense = _words(en, zh, self.bearings.meanings)
        return min(_WORST, length + _endings(en, zh) + evidence + sense)

    def _way(self, en: tuple[Atom, ...], zh: tuple[Atom, ...]) -> float:
        """Cost of the distance between the two sides, and of standing in the other order."""
        if en[-1].position < zh[0].position:
            first, last, order = en[-1].position, zh[0].position, Order.EN_ZH
        else:
            first, last, order = zh[-1].position, en[0].position, Order.ZH_EN
        between = max(0.0, last - first - 1)
        cost = self.bearings.step * min(_FARTHEST, log2(1 + between))
        if between and self.runs:
            cost = min(cost, self._in_runs(int(first), int(last)))
        if self.walls and self._is_parted(int(first), int(last), _lead(en[-1], zh[0])):
            return NEVER
        return cost if order is self.bearings.order else cost + _REVERSED

    def _is_parted(self, first: int, last: int, lead: bool) -> bool:  # noqa: FBT001 -- one of three
        """Whether walls stand between two places; a list may stand between its two lead-ins."""
        between = self.walls[last] - self.walls[first + 1]
        return between > 1 or (between == 1 and not (lead and last - first == _ACROSS))

    def _in_runs(self, first: int, last: int) -> float:
        """Cost of two places in neighbouring runs of one language each: like for like is cheap."""
        one, two = self.runs[first], self.runs[last]
        least, most = sorted((one.size, two.size))
        if two.number != one.number + 1 or least == 1 or most - least > max(1, _UNEVEN * most):
            return NEVER
        return _IN_RUN + _ASIDE_IN_RUN * abs(one.place - two.place)

    def pair(self, en: Atom, zh: Atom) -> float:
        """Cost of one block against one."""
        kinds = _kinds(en, zh)
        if kinds >= NEVER:
            return NEVER
        taken = _held(en, zh) + _held(zh, en) + _mixed(en.reading, zh.reading)
        return kinds + taken + self._way((en,), (zh,)) + self.content(en.reading, zh.reading)

    def group(self, en: tuple[Atom, ...], zh: tuple[Atom, ...]) -> float:
        """Cost of one paragraph against several that follow each other."""
        several = en if len(en) > 1 else zh
        before = several[0].position - 1
        for atom in several:  # first of all, since most groups of a post fail here
            if atom.position - before != 1:
                return NEVER
            before = atom.position
        for atom in (*en, *zh):
            if atom.block.kind is not Kind.PARAGRAPH or atom.inner:
                return NEVER
        if not self._fits_better(en, zh):
            return NEVER
        smaller = sorted(self.alone(atom) for atom in several)[:-1]
        together = self.content(_read_together(en), _read_together(zh))
        doubt = sum(self._joint(a, b) for a, b in pairwise(several))
        return sum(smaller) + doubt + together + self._way(en, zh)

    def _fits_better(self, en: tuple[Atom, ...], zh: tuple[Atom, ...]) -> bool:
        """Whether the lengths speak for the whole group against each smaller one."""
        ratio = self.bearings.ratio
        words, han = [atom.size for atom in en], [atom.size for atom in zh]
        whole = length_cost(sum(words), sum(han), ratio)
        if len(words) > 1:
            less = (length_cost(sum(part), han[0], ratio) for part in (words[1:], words[:-1]))
        else:
            less = (length_cost(words[0], sum(part), ratio) for part in (han[1:], han[:-1]))
        return whole + _GAIN < min(less)

    def _joint(self, first: Atom, second: Atom) -> float:
        """Doubt that two paragraphs that follow each other are one to the translator."""
        goes_on = second.reading.words[:1].islower()
        code = first.position in self.code
        return _MERGE - _CONTINUED * goes_on - _CODE_BETWEEN * code
