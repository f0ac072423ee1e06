"""One chapter set apart from its book: a sealed post, bound and typeset.

Nothing but a post's own text and what the book says to it (`Ties`) is needed for its sheet, so one
that has not changed is neither read nor set again.
"""

from __future__ import annotations

from dataclasses import dataclass

from publisher.build.reading import opened
from publisher.index import bound_chapter
from publisher.jobs import Sealed
from publisher.model import Edition, Order, Outline, Sheet, Ties
from publisher.typeset import typeset_chapter


@dataclass(frozen=True, slots=True)
class SetApart:
    """A post, and all that its sheet depends on beside it."""

    name: str
    """The anchor of the post."""

    post: Sealed
    ties: Ties
    layout: str
    order: Order
    """The book's."""


def typeset_apart(job: SetApart) -> tuple[Sheet, Outline]:
    """The sheet of a post's chapter, and its line of the contents."""
    chapter = bound_chapter(*opened(job.post), job.ties)
    return typeset_chapter(chapter, Edition(layout=job.layout), job.order)
