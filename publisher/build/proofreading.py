"""Everything that is to be said of a book and its copy: what `publisher check` reports."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from publisher.build.recipe import Draft, Progress, in_order, read_book, silent
from publisher.build.silencing import silences_of
from publisher.check import look_over, proofread
from publisher.load import read_proof
from publisher.model import Limits, Post, Silence
from publisher.problems import Problem, Problems

_MANY, _MANY_CORES = 64, 2
"""Posts from which on other processes are worth their start, and cores they need."""

_REFUSED = frozenset({"R001", "R002", "R003"})


def _without_echo(problems: list[Problem]) -> list[Problem]:
    """Each problem once; of a refused image not that the words in its place lack a translation."""
    refused = {problem.place for problem in problems if problem.code in _REFUSED}
    return [
        problem
        for problem in dict.fromkeys(problems)
        if not (problem.code == "P001" and problem.place in refused)
    ]


@dataclass(frozen=True, slots=True)
class _Galley:
    """One post to be proofread, by whichever process has time."""

    post: Post
    root: Path
    limits: Limits
    today: date


def _proofread(galley: _Galley) -> tuple[Problems, tuple[Silence, ...]]:
    proof = read_proof(galley.root, galley.post.path, galley.limits)
    if proof is None:
        return (), ()
    return proofread(galley.post, proof, galley.today), proof.silences


def _all(galleys: Sequence[_Galley]) -> Iterator[tuple[Problems, tuple[Silence, ...]]]:
    """The results in the order of the posts; for many posts every core helps."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    if len(galleys) < _MANY or (cores or 1) < _MANY_CORES:
        yield from map(_proofread, galleys)
        return
    with ProcessPoolExecutor(cores) as pool:
        yield from pool.map(_proofread, galleys, chunksize=_MANY // 4)


def examine(content: Path, today: date, progress: Progress = silent) -> Draft:
    """Read a book as an editor does: pairs, copy and files as well as what a build looks at.

    One proof at a time is held. `today` tells which dates are ahead. What is silenced is left
    out; a silence that silences nothing is a problem itself.
    """
    draft = read_book(content, progress, hushed=False)
    config, book = draft.config, draft.book
    if config is None:
        return draft
    found, silences = [*draft.problems], list[Silence]()
    posts: tuple[Post, ...] = tuple(chapter.post for chapter in book.chapters) if book else ()
    galleys = [_Galley(post, config.root, config.limits, today) for post in posts]
    for done, (problems, own) in enumerate(_all(galleys), 1):
        progress("check", done, len(posts))
        found += problems
        silences += own
    found += look_over(book) if book else ()
    quiet = silences_of(config, silences)
    kept = [*quiet.quiet(_without_echo(found)), *quiet.idle()]
    return replace(draft, problems=in_order(kept, posts))
