"""Everything that is to be said of a book and its copy: what `publisher check` reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from publisher.build.recipe import Draft, Progress, in_order, read_book, silent
from publisher.build.silencing import silences_of
from publisher.check import look_over, proofread
from publisher.load import read_proof
from publisher.model import Post, Silence
from publisher.problems import Problem

_REFUSED = frozenset({"R001", "R002", "R003"})


def _without_echo(problems: list[Problem]) -> list[Problem]:
    """Each problem once; of a refused image not that the words in its place lack a translation."""
    refused = {problem.place for problem in problems if problem.code in _REFUSED}
    return [
        problem
        for problem in dict.fromkeys(problems)
        if not (problem.code == "P001" and problem.place in refused)
    ]


def examine(content: Path, today: date, progress: Progress = silent) -> Draft:
    """Read a book as an editor does: pairs, copy and files as well as what a build looks at.

    One proof is held at a time. `today` tells which dates are ahead. What is silenced is left
    out; a silence that silences nothing is a problem itself.
    """
    draft = read_book(content, progress, hushed=False)
    config, book = draft.config, draft.book
    if config is None:
        return draft
    found, silences = [*draft.problems], list[Silence]()
    posts: tuple[Post, ...] = tuple(chapter.post for chapter in book.chapters) if book else ()
    for done, post in enumerate(posts):
        progress("check", done, len(posts))
        proof = read_proof(config.root, post.path, config.limits)
        if proof is not None:
            found += proofread(post, proof, today)
            silences += proof.silences
    found += look_over(book) if book else ()
    quiet = silences_of(config, silences)
    kept = [*quiet.quiet(_without_echo(found)), *quiet.idle()]
    return replace(draft, problems=in_order(kept, posts))
