"""What is asked of a build, and how much it came to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from publisher.model import Book, Group, Pair, Unit


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made of a book."""

    formats: tuple[str, ...]
    """Of `BOOKS`."""

    keep_going: bool = False
    edition: str = ""
    """One of `editions` in book.yaml, or the book as it is."""

    def target(self, output: Path, slug: str, ending: str) -> Path:
        """Where a file of this order goes: `output` itself, or a file in that folder."""
        if output.suffix == f".{ending}" and not output.is_dir():
            return output
        name = f"{slug}-{self.edition}" if self.edition else slug
        return output / f"{name}.{ending}"


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a book holds."""

    posts: int = 0
    pairs: int = 0
    terms: int = 0
    mentions: int = 0


NOTHING = Counts()


def _pairs(flow: Iterable[Unit]) -> int:
    return sum(
        _pairs(unit.flow) if isinstance(unit, Group) else isinstance(unit, Pair) for unit in flow
    )


def counted(book: Book) -> Counts:
    """How much a book holds."""
    entries = [entry for chapter in book.chapters for entry in chapter.entries]
    return Counts(
        len(book.chapters),
        sum(_pairs(chapter.post.flow) for chapter in book.chapters),
        len(entries),
        sum(len(entry.occurrences) for entry in entries),
    )
