"""What a post teaches about its pairs before any is made: order, ratio of lengths, rare words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from math import log

from publisher.language import Language
from publisher.model import Block, Kind, Order
from publisher.pair.atoms import Bearings
from publisher.pair.prices import Prices
from publisher.pair.reading import Reading
from publisher.pair.splitting import Split
from publisher.pair.tongues import turns

_RATIO = 1.5
_PRIOR = 10
"""How many pairs the usual ratio counts for."""

_SIZABLE = 6
_WORTH = 3.0
_ENDS = 1.0
_INSIDE = 0.5
_COMMON, _RARE = 0.2, 2.0
_LOOSE = 0.6
_HIT = 0.6
"""How often a word's Chinese is found in its translation (0.69 in the project's own posts)."""

_BY_CHANCE, _UNSEEN = 0.15, 0.75
"""How often in any other Chinese, and for how many blocks that knowledge counts."""

_LEAST_STEP, _GREATEST_STEP = 0.5, 2.5


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of the post with its reading."""

    block: Block
    reading: Reading
    split: Split | None

    @property
    def sort(self) -> tuple[Kind, str]:
        """What a translation of it would be too."""
        tag = self.block.element.tag if self.block.kind is Kind.HEADING else ""
        return self.block.kind, tag


def _ratio(leaves: list[Leaf]) -> float:
    """Median of the ratios of neighbours, drawn towards the usual one."""
    found: list[float] = []
    for a, b in pairwise(leaves):
        sides = {a.reading.language: a.reading, b.reading.language: b.reading}
        en, zh = sides.get(Language.EN), sides.get(Language.ZH)
        if a.sort == b.sort and en and zh and en.latin >= _SIZABLE and zh.han >= _SIZABLE:
            found.append(log(zh.size(Language.ZH) / en.size(Language.EN)))
    if not found:
        return _RATIO
    usual = log(_RATIO)
    middle = sorted(found)[len(found) // 2]
    middle = min(usual + 0.5, max(usual - 0.5, middle))
    drawn = (middle * len(found) + usual * _PRIOR) / (len(found) + _PRIOR)
    return float(2.718281828459045**drawn)


def _rarity(leaves: list[Leaf]) -> dict[str, float]:
    counts: Counter[str] = Counter()
    english = [leaf.reading for leaf in leaves if leaf.reading.language is Language.EN]
    for reading in english:
        counts.update(reading.tokens)
        counts.update(reading.names)
    whole = log(len(english) + 2)
    return {
        token: min(_RARE, max(_COMMON, _RARE * log((len(english) + 2) / count) / whole))
        for token, count in counts.items()
    }


def _meanings(leaves: list[Leaf]) -> dict[str, tuple[float, float]]:
    """Weights of the lexicon's words, by how often their Chinese stands in this post at all."""
    chinese = [leaf.reading.meant for leaf in leaves if leaf.reading.language is Language.ZH]
    counts = Counter(word for meant in chinese for word in meant)
    words = {word for leaf in leaves for word in leaf.reading.said}
    found: dict[str, tuple[float, float]] = {}
    for word in words:
        chance = (counts[word] + _UNSEEN) / (len(chinese) + _UNSEEN / _BY_CHANCE)
        chance = min(_HIT - 0.1, chance)
        found[word] = (log(_HIT / chance), log((1 - chance) / (1 - _HIT)))
    return found


def _step(languages: list[Language]) -> float:
    """What a block between two halves costs, by how strictly the post takes turns."""
    strictness = min(1.0, max(0.0, (turns(languages) - _LOOSE) / (1 - _LOOSE)))
    return _LEAST_STEP + (_GREATEST_STEP - _LEAST_STEP) * strictness


def _neighbours(leaves: list[Leaf], prices: Prices) -> float:
    """Votes of neighbours for English first, against it where negative."""
    vote = 0.0
    for a, b in pairwise(leaves):
        if a.sort != b.sort or a.reading.language is b.reading.language:
            continue
        english = a if a.reading.language is Language.EN else b
        chinese = b if english is a else a
        worth = max(0.0, _WORTH - prices.content(english.reading, chinese.reading))
        vote += worth if english is a else -worth
    return vote


def _stretch_ends(leaves: list[Leaf]) -> float:
    """Votes of stretches of one sort: each is likely to begin and end with a whole pair."""
    vote = 0.0
    for _, group in groupby(leaves, key=lambda leaf: leaf.sort):
        stretch = list(group)
        first, last = stretch[0].reading.language, stretch[-1].reading.language
        if first is not last:
            vote += _ENDS if first is Language.EN else -_ENDS
    return vote


def _inside(leaves: list[Leaf]) -> float:
    """Votes of the blocks that hold both languages."""
    vote = 0.0
    for leaf in leaves:
        if leaf.split is not None and leaf.split.matched:
            couple = leaf.split.couples[0]
            vote += _INSIDE if couple.en[0].start < couple.zh[0].start else -_INSIDE
    return vote


def take(leaves: list[Leaf], order: Order | None) -> Bearings:
    """Take a post's bearings from its leaves; `order` is the front matter's own word, if any."""
    sure = [leaf for leaf in leaves if leaf.reading.language and leaf.split is None]
    step = _step([leaf.reading.language for leaf in sure if leaf.reading.language])
    draft = Bearings(Order.EN_ZH, _ratio(sure), step, _meanings(sure), _rarity(sure))
    if order is None:
        vote = _neighbours(sure, Prices(draft)) + _stretch_ends(sure) + _inside(leaves)
        order = Order.EN_ZH if vote >= 0 else Order.ZH_EN
    return replace(draft, order=order)
