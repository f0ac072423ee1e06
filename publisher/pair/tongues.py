"""The language of every block, where its own letters do not decide it, from its neighbours.

A block between English and English is likely the Chinese of the first. How likely, the post's sure
blocks tell: where two neighbours nearly always differ, a grey one differs too.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise
from math import log

from publisher.language import Language
from publisher.model import Block, Kind
from publisher.pair.reading import Reading

_HARD = 50.0
_MIDDLE = 0.4
_FAR = 4
"""Lists have their lead-ins between them; anything else stands beside its twin."""

_GRAMMAR = 2.0
_PARTICLES = re.compile("[的与和是在了及或把被从对为让用]")
_ARTICLES = frozenset("the a an of to is are was were with that this it and or for from by".split())
_LEAST, _GREATEST = 0.2, 0.95
_FIRST_OF_TWINS = 0.3


@dataclass(frozen=True, slots=True)
class Candidate:
    """A block whose side is to be found."""

    block: Block
    reading: Reading
    complete: bool
    """Whether it holds its own translation, and so says nothing of its neighbours."""


def share_language(reading: Reading) -> Language:
    """The language a mixed text counts as when taken whole."""
    return Language.ZH if _leaning(reading) >= 0 else Language.EN


def _leaning(reading: Reading) -> float:
    """How much more likely Chinese than English, in logarithms of odds."""
    if reading.language is not None:
        return _HARD if reading.language is Language.ZH else -_HARD
    total = reading.han + reading.latin
    share = min(0.95, max(0.05, reading.han / total if total else _MIDDLE))
    leaning = 2 * (log(share / (1 - share)) - log(_MIDDLE / (1 - _MIDDLE)))
    leaning += _GRAMMAR * bool(_PARTICLES.search(reading.words))
    return leaning - _GRAMMAR * bool(_ARTICLES & reading.names)


def _name(candidate: Candidate) -> tuple[Kind, str, str]:
    block = candidate.block
    tag = block.element.tag if block.kind is Kind.HEADING else ""
    return block.kind, tag, candidate.reading.words


def _twins(candidates: list[Candidate]) -> set[int]:
    """Blocks in an alphabet that stand there twice, near each other: one may be the Chinese."""
    found: set[int] = set()
    seen: dict[tuple[Kind, str, str], int] = {}
    for at, candidate in enumerate(candidates):
        if candidate.reading.han or candidate.complete:
            continue
        name = _name(candidate)
        before = seen.get(name)
        far = _FAR if candidate.block.kind is Kind.LIST else 1
        if before is not None and at - before <= far:
            found |= {before, at}
            del seen[name]
        else:
            seen[name] = at
    return found


def turns(sure: list[Language]) -> float:
    """How often a block's neighbour is in the other language, 0 to 1: near 1 in most posts."""
    changes = sum(a is not b for a, b in pairwise(sure))
    return (changes + 1.5) / (len(sure) + 1)


def _change(sure: list[Language]) -> tuple[float, float]:
    """Logarithms of the odds that a block's neighbour is in the same, in the other language."""
    odds = min(_GREATEST, max(_LEAST, turns(sure)))
    return log(1 - odds), log(odds)


def _cheapest(leanings: list[float], same: float, other: float) -> list[Language]:
    """The likeliest row of languages (Viterbi)."""
    best = {Language.EN: -leanings[0] / 2, Language.ZH: leanings[0] / 2}
    ways: list[dict[Language, Language]] = []
    for leaning in leanings[1:]:
        step: dict[Language, Language] = {}
        now: dict[Language, float] = {}
        for language in Language:
            came = max(Language, key=lambda b: best[b] + (same if b is language else other))
            step[language] = came
            own = leaning / 2 if language is Language.ZH else -leaning / 2
            now[language] = best[came] + (same if came is language else other) + own
        ways.append(step)
        best = now
    last = max(Language, key=lambda language: best[language])
    out = [last]
    for step in reversed(ways):
        out.append(step[out[-1]])
    return out[::-1]


def _decided(candidates: list[Candidate], first: Language) -> list[Language]:
    sure = [c.reading.language for c in candidates if c.reading.language is not None]
    same, other = _change(sure)
    twins = _twins(candidates)
    leanings = []
    seen: set[tuple[Kind, str, str]] = set()
    for at, candidate in enumerate(candidates):
        if at not in twins:
            leanings.append(_leaning(candidate.reading))
            continue
        second = _name(candidate) in seen
        seen ^= {_name(candidate)}
        leans_english = (first is Language.EN) is not second
        leanings.append(-_FIRST_OF_TWINS if leans_english else _FIRST_OF_TWINS)
    return _cheapest(leanings, same, other)


def decide(candidates: list[Candidate], first: Language) -> list[Language]:
    """The side of each block; `first` is the language that leads in this post."""
    chain = [c for c in candidates if not c.complete]
    if all(c.reading.language is not None for c in chain) and not _twins(chain):
        found = [c.reading.language or first for c in chain]
    else:
        found = _decided(chain, first) if chain else []
    rest = iter(found)
    return [share_language(c.reading) if c.complete else next(rest) for c in candidates]
