"""What is asked of a build, and how much it came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from publisher.model import PROFILES, Book


@dataclass(frozen=True, slots=True)
class Piece:
    """One file of a book."""

    ending: str
    """Its format, of `BOOKS`."""

    profile: str = PROFILES[0]
    """The e-readers that it is for, of `PROFILES`."""

    def file_name(self, slug: str) -> str:
        """Its name; the standard book of a format has no more than the format's ending."""
        if self.profile == PROFILES[0]:
            return f"{slug}.{self.ending}"
        from publisher.write.epub.profiles import file_name

        return file_name(slug, self.profile)


def _is_file(output: Path, ending: str) -> bool:
    """Whether a file of one format is asked for by its name."""
    return output.suffix == f".{ending}" and not output.is_dir()


Choices = Mapping[str, str]
"""Keys of book.yaml with other values than stand there."""

NO_CHOICES: Choices = {}


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be made of a book."""

    formats: tuple[str, ...]
    """Of `BOOKS`."""

    keep_going: bool = False
    edition: str = ""
    """One of `editions` in book.yaml, or the book as it is."""

    profiles: tuple[str, ...] = ()
    """The e-readers that an EPUB is for, of `PROFILES`; none: those of book.yaml."""

    choices: Choices = field(default_factory=dict)
    """What stands for the words of book.yaml."""

    def for_book(self, profiles: tuple[str, ...], output: Path) -> Order:
        """Settle the e-readers of an order; a file of its own name is for the first alone."""
        asked = tuple(dict.fromkeys(self.profiles or profiles))
        return replace(self, profiles=asked[:1] if _is_file(output, "epub") else asked)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The files to be made: one for each format, of an EPUB one for each kind of e-readers."""
        asked = self.profiles or PROFILES[:1]
        return tuple(
            Piece(name, profile)
            for name in self.formats
            for profile in (asked if name == "epub" else PROFILES[:1])
        )

    def target(self, output: Path, slug: str, piece: Piece) -> Path:
        """Where a file of this order goes: `output` itself, or a file in that folder."""
        if _is_file(output, piece.ending):
            return output
        name = f"{slug}-{self.edition}" if self.edition else slug
        return output / piece.file_name(name)


@dataclass(frozen=True, slots=True)
class Counts:
    """How much a book holds."""

    posts: int = 0
    pairs: int = 0
    terms: int = 0
    mentions: int = 0


NOTHING = Counts()


def counted(book: Book) -> Counts:
    """How much a book holds."""
    entries = [entry for chapter in book.chapters for entry in chapter.entries]
    return Counts(
        len(book.chapters),
        sum(chapter.survey.pairs for chapter in book.chapters),
        len(entries),
        sum(len(entry.occurrences) for entry in entries),
    )
