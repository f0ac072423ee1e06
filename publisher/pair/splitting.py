"""Two languages in one block: which lines and which runs of them are each other's pair.

A block is cut at line ends (a hard break or a bare newline) and at the seams inside a line.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from publisher.language import Language, han_count, latin_words
from publisher.pair import announced
from publisher.pair.cutting import Piece
from publisher.pair.reading import masked
from publisher.pair.seams import COSTS, Title, by_share, in_line, weakest
from publisher.xhtml import Node, text

_SENTENCE_END = re.compile(r"""[.!?…。！？；;:：]["'”’）)」』》\]*_]*\s*$""")
_BLANKS = " \n\t\u00a0\u200b\u3000"
_HOLDS = {
    "line": 2.0,
    "bar": 2.0,
    "sentence": 1.5,
    "slash": 1.0,
    "bullet": 1.0,
    "dash": 0.7,
    "brackets": 0.0,
    "bare": 0.5,
}
_WRAPPED_ENGLISH = 45
_WRAPPED_CHINESE = 18
"""Characters from which on a line may have been broken by an editor."""

_LEAST = 0.06
"""Share of the lesser language below which a line is not looked through for a seam."""

_EVEN = 2


@dataclass(frozen=True, slots=True)
class Couple:
    """The pieces of one pair; several on a side are lines that belong together."""

    en: tuple[Piece, ...]
    zh: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Split:
    """How a block falls into pairs."""

    couples: tuple[Couple, ...]
    seam: str
    """The weakest seam in it."""

    matched: bool
    """Whether the lines of both languages are equal in number."""

    @property
    def cost(self) -> float:
        """Doubt that the two languages are a pair, 0 to about 2, in units of the alignment."""
        return COSTS[self.seam] + (0.0 if self.matched else 1.0)

    @property
    def hold(self) -> float:
        """How much speaks against taking the block as one language, in the same units."""
        return _HOLDS[self.seam] if self.matched else 0.0


# -- lines -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    hard: bool
    """Whether a hard break ends it."""


def _breaks(nodes: Iterable[Node], at: int = 0) -> Iterator[int]:
    for node in nodes:
        if isinstance(node, str):
            at += len(node)
            continue
        if node.tag == "br":
            yield at
        yield from _breaks(node.children, at)
        at += len(text(node))


def _lines(words: str, breaks: set[int]) -> list[_Line]:
    ends = {at for at, char in enumerate(words) if char == "\n"} | breaks
    found: list[_Line] = []
    start = 0
    for end in [*sorted(ends), len(words)]:
        if words[start:end].strip():
            found.append(_Line(start, end, end in breaks))
        elif found and end in breaks:
            found[-1] = replace(found[-1], hard=True)
        start = end
    return found


def _unlabelled(words: str, lines: list[_Line]) -> list[_Line]:
    """The lines without labels, where the block has one for each language."""
    said = [
        announced.alone(line) or announced.before(line)
        for line in (words[found.start : found.end].lstrip() for found in lines)
    ]
    if {label.language for label in said if label} != set(Language):
        return lines
    kept: list[_Line] = []
    for line, label in zip(lines, said, strict=True):
        inside = words[line.start : line.end]
        start = line.start + len(inside) - len(inside.lstrip()) + (label.end if label else 0)
        if words[start : line.end].strip():
            kept.append(replace(line, start=start))
    return kept


# -- arranging runs into pairs ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Run:
    language: Language
    start: int
    end: int
    hard: bool
    whole_line: bool = False


def _line_runs(words: str, line: _Line, title: Title | None) -> tuple[list[_Run], str]:
    inside = words[line.start : line.end]
    runs, kind = in_line(inside, title)
    if runs:
        shift = line.start
        return [_Run(lang, a + shift, b + shift, line.hard) for lang, a, b in runs], kind
    language = by_share(inside)
    if language is None:
        return [], "line"
    return [_Run(language, line.start, line.end, line.hard, whole_line=True)], "line"


def _is_wrapped(words: str, run: _Run) -> bool:
    """Whether a line was broken by an editor in the middle of a sentence."""
    line = words[run.start : run.end].strip()
    limit = _WRAPPED_ENGLISH if run.language is Language.EN else _WRAPPED_CHINESE
    return not run.hard and len(line) >= limit and not _SENTENCE_END.search(line)


def _joined(words: str, runs: list[_Run]) -> list[_Run]:
    out: list[_Run] = []
    for run in runs:
        last = out[-1] if out else None
        if last and last.language is run.language and run.whole_line and _is_wrapped(words, last):
            out[-1] = replace(last, end=run.end, hard=run.hard)
        else:
            out.append(run)
    return out


def _stretches(runs: list[_Run]) -> list[list[_Run]]:
    out: list[list[_Run]] = []
    for run in runs:
        if out and out[-1][-1].language is run.language:
            out[-1].append(run)
        else:
            out.append([run])
    return out


def _pieces(words: str, runs: Iterable[_Run], ends: dict[int, int]) -> tuple[Piece, ...]:
    found = []
    for run in runs:
        inside = words[run.start : run.end]
        start = run.start + len(inside) - len(inside.lstrip(_BLANKS))
        end = run.start + len(inside.rstrip(_BLANKS))
        found.append(Piece(run.language, start, end, ends[run.start], run.end))
    return tuple(found)


def _couples(words: str, runs: list[_Run]) -> tuple[tuple[Couple, ...], bool]:
    ends = {run.start: before.end for before, run in pairwise(runs)}
    ends[runs[0].start] = 0
    stretches = _stretches(runs)
    pairs = list(zip(stretches[::2], stretches[1::2], strict=False))
    even = len(stretches) % _EVEN == 0 and all(len(a) == len(b) for a, b in pairs)
    if even:
        groups = [[x, y] for a, b in pairs for x, y in zip(a, b, strict=True)]
    elif len(stretches) % _EVEN == 0 and len(pairs) > 1:
        groups = [[*a, *b] for a, b in pairs]
    else:
        groups = [runs]
    return tuple(_couple(words, group, ends) for group in groups), even


def _couple(words: str, runs: list[_Run], ends: dict[int, int]) -> Couple:
    en = _pieces(words, (run for run in runs if run.language is Language.EN), ends)
    zh = _pieces(words, (run for run in runs if run.language is Language.ZH), ends)
    return Couple(en, zh)


def split_nodes(nodes: tuple[Node, ...], title: Title | None = None) -> Split | None:
    """Find how inline nodes fall into pairs; None where they are in one language.

    `title` says how to cut a line without a mark at the seam; None: not at all.
    """
    letters = masked(nodes)
    han, latin = han_count(letters), latin_words(letters)
    least = _LEAST * (han + latin) if "\n" not in letters else 1
    if min(han, latin) < max(1, least) and next(_breaks(nodes), None) is None:
        return None
    runs: list[_Run] = []
    kinds: list[str] = []
    for line in _unlabelled(letters, _lines(letters, set(_breaks(nodes)))):
        found, kind = _line_runs(letters, line, title)
        runs += found
        kinds.append(kind)
    if len({run.language for run in runs}) != len(Language):
        return None
    couples, matched = _couples(letters, _joined(letters, runs))
    return Split(couples, weakest(kinds), matched)
