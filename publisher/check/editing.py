"""An editor's eye over each post: its pairs, its copy, its file; and the mending of its copy."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from itertools import groupby

from publisher.check import book as whole
from publisher.check import chinese, english, pairs
from publisher.check.copy import Finder, Slip, is_one_piece, stretches
from publisher.model import Book, Post, Proof
from publisher.problems import Place, Problem, Problems

COPY: dict[str, Finder] = {**chinese.FINDERS, **english.FINDERS}
"""Every check of the copy, by its code."""


# -- the copy --------------------------------------------------------------------------------------


def _spot(slip: Slip) -> tuple[int, int]:
    spots = slip.passage.spots
    return spots[min(slip.begin, len(spots) - 1)]


def _said(code: str, slips: list[Slip], path: str) -> Problem:
    """One problem for all slips of a kind on a line."""
    first = slips[0]
    more = f" ({len(slips)} times on this line)" if len(slips) > 1 else ""
    hint = first.hint if first.hint.endswith(".") else f"{first.hint} instead."
    return Problem(code, Place(path, *_spot(first)), first.message + more, hint)


def _copy(proof: Proof) -> Iterator[Problem]:
    read = stretches(proof.passages)
    for code, find in COPY.items():
        slips = sorted(find(read), key=_spot)
        for _, found in groupby(slips, key=lambda slip: _spot(slip)[0]):
            yield _said(code, list(found), proof.path)


def _is_sure(slip: Slip) -> bool:
    """Whether it may be mended: no markup inside, nor beside it where characters come or go."""
    around = 0 if slip.mend is not None and len(slip.mend) == slip.end - slip.begin else 1
    begin, end = slip.begin - around, slip.end + around
    is_inside = begin >= 0 and end <= len(slip.passage.text)
    whole = is_one_piece(slip.passage, begin, end)
    return whole if is_inside else is_one_piece(slip.passage, slip.begin, slip.end)


def _edits(
    proof: Proof, is_silenced: Callable[[str, int], bool]
) -> Iterator[tuple[int, int, int, str]]:
    """Line, first column, column after the last, and what comes there; none overlap."""
    read = stretches(proof.passages)
    found = [
        (*_spot(slip), _spot(slip)[1] + slip.end - slip.begin, slip.mend)
        for code, find in COPY.items()
        for slip in find(read)
        if slip.mend is not None and _is_sure(slip) and not is_silenced(code, _spot(slip)[0])
    ]
    line, done = 0, 0
    for edit in sorted(found):
        if edit[0] != line or edit[1] >= done:
            yield edit
            line, done = edit[0], max(edit[2], edit[1] + 1)


def _edited(text: str, edits: list[tuple[int, int, str]]) -> str:
    """A line with edits carried out, which stand in order; columns from 1."""
    parts, done = list[str](), 0
    for begin, end, words in edits:
        parts += (text[done : begin - 1], words)
        done = end - 1
    return "".join((*parts, text[done:]))


def mend(proof: Proof, is_silenced: Callable[[str, int], bool]) -> tuple[str, ...]:
    """The lines of a post with every slip of the copy mended that leaves no doubt.

    What is no prose (front matter, code, addresses, links, HTML) is not touched, nor what
    `is_silenced` (a code and a line) says.
    """
    edits: dict[int, list[tuple[int, int, str]]] = {}
    for line, begin, end, words in _edits(proof, is_silenced):
        edits.setdefault(line, []).append((begin, end, words))
    return tuple(_edited(text, edits.get(line, [])) for line, text in enumerate(proof.lines, 1))


# -- one post --------------------------------------------------------------------------------------


def proofread(post: Post, proof: Proof, today: date) -> Problems:
    """What an editor would say of one post: its pairs, its copy, its file; in order of places.

    `today` tells what is ahead (F010).
    """
    found = [
        *(problem for find in whole.POSTS.values() for problem in find(post, proof)),
        *whole.date_ahead(post, proof, today),
        *pairs.compare(post, proof),
        *_copy(proof),
    ]
    return tuple(sorted(found, key=lambda problem: (problem.place, problem.code)))


def look_over(book: Book) -> Problems:
    """What an editor would say of the files of a book."""
    return tuple(sorted(whole.file_names(book), key=lambda problem: problem.place))
