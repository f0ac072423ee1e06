"""Everything that is to be said of a book and its copy: what `publisher check` reports."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from publisher.build.recipe import Draft, in_order, preflight, read_book
from publisher.build.silencing import silences_of
from publisher.build.workshop import Progress, Workshop, silent
from publisher.check.editing import look_over, proofread
from publisher.check.placing import ROUGH, placed
from publisher.codec import decode, encode
from publisher.index import unlinked_names
from publisher.load.proof import read_proof
from publisher.model import Limits, Post, Silence
from publisher.problems import Problem, Problems

_MANY = 64
"""Posts from which on other processes are worth their start."""


@dataclass(frozen=True, slots=True)
class Galley:
    """One post to be proofread, by whichever process has time."""

    post: Post
    root: Path
    limits: Limits
    today: date
    rough: Problems = ()
    """Findings of earlier stages whose columns only the source tells."""


@dataclass(frozen=True, slots=True)
class _Read:
    """What a proof came to."""

    problems: Problems = ()
    silences: tuple[Silence, ...] = ()


def _proofread(galley: Galley) -> _Read:
    proof = read_proof(galley.root, galley.post.path, galley.limits)
    if proof is None:
        return _Read(galley.rough)
    found = proofread(galley.post, proof, galley.today)
    return _Read((*found, *placed(galley.rough, proof)), proof.silences)


def proofread_elsewhere(galley: Galley) -> bytes:
    """Proofread one post in a worker: the work of a `Galley`."""
    return encode(_Read, _proofread(galley))


def _all(galleys: Sequence[Galley], shop: Workshop) -> Iterator[_Read]:
    """The results in the order of the posts; for many posts every core helps."""
    if len(galleys) < _MANY:
        yield from map(_proofread, galleys)
        return
    for data in shop.pool.run(proofread_elsewhere, galleys):
        yield decode(_Read, data)


def examine(
    content: Path,
    today: date,
    progress: Progress = silent,
    *,
    profiles: tuple[str, ...] = (),
    shop: Workshop | None = None,
) -> Draft:
    """Read a book as an editor does: pairs, copy and files as well as what a build looks at.

    For each of `profiles` its EPUB is made in memory, and looked through: what Send to Kindle
    would refuse is found there. One proof at a time is held. `today` tells which dates are ahead.
    What is silenced is left out; a silence that silences nothing is a problem itself.
    """
    shop = shop or Workshop()
    draft = read_book(content, progress, hushed=False, shop=shop)
    config, book = draft.config, draft.book
    if config is None:
        return draft
    posts: tuple[Post, ...] = tuple(chapter.post for chapter in book.chapters) if book else ()
    rough = {post.path: list[Problem]() for post in posts}
    found, silences = list[Problem](), list[Silence]()
    merged = config.edition.glossary_merged
    unlinked = unlinked_names(book, is_merged=merged) if book else ()
    for problem in (*draft.problems, *unlinked):
        is_rough = problem.code in ROUGH and problem.place.path in rough
        (rough[problem.place.path] if is_rough else found).append(problem)
    galleys = [
        Galley(post, config.root, config.limits, today, tuple(rough[post.path])) for post in posts
    ]
    for done, read in enumerate(_all(galleys, shop), 1):
        progress("check", done, len(posts))
        found += read.problems
        silences += read.silences
    found += look_over(book) if book else ()
    for profile in dict.fromkeys(profiles):
        found += preflight(draft, profile, progress, shop=shop)
    quiet = silences_of(config, silences)
    kept = [*quiet.quiet(dict.fromkeys(found)), *quiet.idle()]
    return replace(draft, problems=in_order(kept, posts))
