"""One chapter set apart from its book: a sealed post, bound and typeset.

Nothing but a post's own text and what the book says to it (`Ties`) is needed for its sheet, so one
that has not changed is neither read nor set again.
"""

from __future__ import annotations

from publisher.build.reading import opened
from publisher.index import bound_chapter
from publisher.jobs import Sealed
from publisher.model import Edition, Order, Outline, Sheet, Ties
from publisher.typeset import typeset_chapter


def typeset_apart(post: Sealed, ties: Ties, layout: str, order: Order) -> tuple[Sheet, Outline]:
    """The sheet of a post's chapter, and its line of the contents; `order` is the book's."""
    return typeset_chapter(bound_chapter(*opened(post), ties), Edition(layout=layout), order)
