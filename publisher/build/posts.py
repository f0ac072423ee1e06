"""What is asked of the posts of a book, and what came of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from publisher.jobs import Sealed
from publisher.model import Limits, Order, Post, Survey
from publisher.problems import Problem, Problems


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of all posts of a book."""

    limits: Limits
    order: Order
    """The book's."""

    whole: bool
    """Whether the texts are wanted here, or the posts abridged."""


@dataclass(frozen=True, slots=True)
class Read:
    """What came of one post."""

    post: Post | None
    """Abridged, where its text is not wanted here."""

    problems: Problems
    survey: Survey = field(default_factory=Survey)
    sealed: Sealed = field(default_factory=lambda: Sealed(b"", b""))
    """The whole post, wherever it lies (`reading.opened`)."""

    kept: bytes = b""
    """The name under which it is kept; empty where nothing is."""


@dataclass(slots=True)
class Posts:
    """The posts of a book as far as they have been read."""

    read: list[Read]
    """Those that belong to the book."""

    problems: list[Problem]
    left_out: list[str]
    """Paths of the posts that the book does without."""

    elsewhere: Mapping[str, str] = field(default_factory=dict)
    """Posts that a handout does without and has links to, each with its address if it has one."""

    @property
    def posts(self) -> tuple[Post, ...]:
        """The posts themselves."""
        return tuple(one.post for one in self.read if one.post is not None)
