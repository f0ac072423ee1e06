"""Places that only the source tells: where in its line a word stands that a tree was searched for.

A stage that reads trees knows the line of a word, and its column as if there were no markup.
"""

from __future__ import annotations

import re
from dataclasses import replace

from publisher.model import Passage, Proof
from publisher.problems import Place, Problem, Problems

ROUGH = frozenset({"G020", "T001"})
"""Codes of findings whose columns are those of a text without its markup."""

_WORDS = re.compile("“([^”]+)”")


def _by_line(proof: Proof) -> dict[int, list[Passage]]:
    """The passages that stand on each line."""
    found: dict[int, list[Passage]] = {}
    for passage in proof.passages:
        for line in range(passage.spots[0][0], passage.spots[-1][0] + 1):
            found.setdefault(line, []).append(passage)
    return found


def _shown(words: str, passages: list[Passage], place: Place) -> int:
    """The column of words that readers see, in a line from a column on; 0 where they are not."""
    whole = re.compile(rf"(?<![A-Za-z0-9]){re.escape(words)}(?![A-Za-z0-9])")
    for passage in passages:
        for found in whole.finditer(passage.text):
            line, column = passage.spots[found.start()]
            if line == place.line and column >= place.column:
                return column
    return 0


def _placed(problem: Problem, proof: Proof, passages: dict[int, list[Passage]]) -> Problem:
    named = _WORDS.search(problem.message)
    place = problem.place
    if named is None or place.line > len(proof.lines):
        return problem
    if problem.code == "T001":  # it may stand in code, which no reader of words looks at
        column = proof.lines[place.line - 1].find(named[1][0]) + 1
    else:
        column = _shown(named[1], passages.get(place.line, []), place)
    return replace(problem, place=replace(place, column=column or 1))


def placed(problems: Problems, proof: Proof) -> Problems:
    """Findings of `ROUGH`, each at what it names; at its line's beginning where that is nowhere."""
    passages = _by_line(proof) if problems else {}
    return tuple(_placed(problem, proof, passages) for problem in problems)
