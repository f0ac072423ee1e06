"""Places that only the source tells: where in its line a word stands that a tree was searched for.

A stage that reads trees knows the line of a word, and its column as if there were no markup.
"""

from __future__ import annotations

import re
from dataclasses import replace

from publisher.model import Proof
from publisher.problems import Place, Problem

ROUGH = frozenset({"G020", "T001"})
"""Codes of findings whose columns are those of a text without its markup."""

_WORDS = re.compile("“([^”]+)”")


def _shown(words: str, proof: Proof, place: Place) -> int:
    """The column of words that readers see, in a line from a column on; 0 where they are not."""
    whole = re.compile(rf"(?<![A-Za-z0-9]){re.escape(words)}(?![A-Za-z0-9])")
    for passage in proof.passages:
        if passage.spots[0][0] > place.line or passage.spots[-1][0] < place.line:
            continue
        for found in whole.finditer(passage.text):
            line, column = passage.spots[found.start()]
            if line == place.line and column >= place.column:
                return column
    return 0


def placed(problem: Problem, proof: Proof) -> Problem:
    """A finding of `ROUGH` at the word that it names; at the line's beginning if it is nowhere."""
    named = _WORDS.search(problem.message)
    place = problem.place
    if named is None or place.line > len(proof.lines):
        return problem
    if problem.code == "T001":  # it may stand in code, which no reader of words looks at
        column = proof.lines[place.line - 1].find(named[1][0]) + 1
    else:
        column = _shown(named[1], proof, place)
    return replace(problem, place=replace(place, column=column or 1))
