"""A book that is already made: nothing in its folder, its settings or the program has changed.

The name of such a book is a digest of every file below the content folder, of book.yaml as it was
understood, of the theme with its fonts, and of the program; so a book is taken from the cache only
where making it again would give the same bytes.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from hashlib import sha256
from io import FileIO
from operator import attrgetter
from pathlib import Path, PurePosixPath

from publisher.build.cache import Cache
from publisher.build.keys import digest, program, surroundings
from publisher.build.order import Counts, Order, Piece
from publisher.build.workshop import Workshop
from publisher.codec import CodecError, decode, encode
from publisher.config import Config
from publisher.fonts import rare_files
from publisher.model import Book, NoteCount, Theme, Written
from publisher.problems import Problems

_MOST_FILES = 20_000
_MOST_BYTES = 300_000_000
"""A folder with more is not looked through as a whole: its posts are, one by one."""

_SLICE = 1_000_000
"""Bytes of a file that are kept together."""


@dataclass(frozen=True, slots=True)
class _Kept:
    """One file of a finished book, as it is kept."""

    ending: str
    profile: str
    size: int
    pages: int
    notes: NoteCount | None


@dataclass(frozen=True, slots=True)
class _Sheet:
    """What is kept beside the files."""

    problems: Problems
    counts: Counts
    left_out: tuple[str, ...]
    slug: str
    pieces: tuple[_Kept, ...]


@dataclass(frozen=True, slots=True)
class Finished:
    """A book with all that is said when it is made."""

    problems: Problems
    counts: Counts
    left_out: tuple[str, ...]
    slug: str
    made: Mapping[Piece, Written]
    """The files by what they are; their own problems stand among `problems`."""


def _files(folder: str) -> Iterator[os.DirEntry[str]]:
    """Every file and link below a folder, hidden ones left out, in a fixed order."""
    with os.scandir(folder) as found:
        entries = [entry for entry in found if not entry.name.startswith(".")]
    for entry in sorted(entries, key=attrgetter("name")):
        if entry.is_dir(follow_symlinks=False):
            yield from _files(entry.path)
        else:
            yield entry


def _content(path: str) -> bytes:
    with FileIO(path) as file:
        return b"\0" + sha256(file.readall()).digest()


def _state(entry: os.DirEntry[str]) -> bytes:
    """A file's content; of a link, where it leads and what stands there; else that it is there."""
    link = os.fsencode(Path(entry.path).readlink()) if entry.is_symlink() else b""
    return link + (_content(entry.path) if entry.is_file() else b"\0no file")


def is_still(path: Path, state: bytes) -> bool:
    """Whether a file has the content that it had when it was looked at."""
    try:
        return state.endswith(_content(str(path)))
    except OSError:
        return False


States = tuple[tuple[str, bytes], ...]
"""Every file below a folder by its path, in a fixed order, and what was found there."""


def _states(root: Path) -> States | None:
    """Everything below a folder, or None where that is too much to look through."""
    found: list[tuple[str, bytes]] = []
    size, start = 0, len(str(root).rstrip(os.sep)) + 1
    try:
        for entry in _files(str(root)):
            size += entry.stat(follow_symlinks=False).st_size
            if len(found) >= _MOST_FILES or size > _MOST_BYTES:
                return None
            found.append((entry.path[start:].replace(os.sep, "/"), _state(entry)))
    except OSError:
        return None
    return tuple(found)


def _font_states() -> tuple[tuple[str, int, int], ...]:
    """The installed fonts that serve what ours lack."""
    found = []
    for path in rare_files():
        state = path.stat()
        found.append((str(path), state.st_size, state.st_mtime_ns))
    return tuple(found)


def _settings(config: Config) -> tuple[object, ...]:
    """All that book.yaml says; the folder counts by its name alone."""
    names = [field.name for field in fields(config) if field.name != "root"]
    return (config.root.name, *((name, getattr(config, name)) for name in names))


@dataclass(frozen=True, slots=True)
class Wanted:
    """A book that is to be made, told from what it is made of."""

    frame: bytes
    """A digest of everything that it depends on beside the files of its folder."""

    states: States
    name: bytes
    """The name under which it is kept: a digest of both."""


def wanted(config: Config, problems: Problems, theme: Theme | None, order: Order) -> Wanted | None:
    """The book that would be made now, or None where it cannot be told cheaply."""
    states = _states(config.root)
    if states is None or theme is None:
        return None
    around = (program(), surroundings(), _font_states(), os.environ.get("SOURCE_DATE_EPOCH", ""))
    frame = digest(("book", _settings(config), problems, theme, order, around))
    return Wanted(frame, states, digest((frame, states)))


def _slices(name: bytes, piece: Piece, size: int) -> Iterator[tuple[bytes, slice]]:
    """The name under which each slice of a file is kept: SQLite holds a value three times over."""
    for start in range(0, size, _SLICE):
        yield digest((name, piece, start)), slice(start, min(start + _SLICE, size))


def _file(cache: Cache, name: bytes, piece: Piece, size: int) -> bytes | None:
    """A file that is kept in slices; None where one of them is not there."""
    found = [cache.get(key) for key, _ in _slices(name, piece, size)]
    data = b"".join(part for part in found if part is not None)
    return data if len(data) == size else None


def find(shop: Workshop, name: bytes) -> Finished | None:
    """The finished book of this name, if it is kept."""
    head = shop.cache.get(name) if shop.cache is not None else None
    if head is None or shop.cache is None:
        return None
    try:
        sheet = decode(_Sheet, head)
    except CodecError:
        return None
    made = {}
    for kept in sheet.pieces:
        piece = Piece(kept.ending, kept.profile)
        data = _file(shop.cache, name, piece, kept.size)
        if data is None:
            return None
        made[piece] = Written(data, pages=kept.pages, notes=kept.notes)
    return Finished(sheet.problems, sheet.counts, sheet.left_out, sheet.slug, made)


def _is_hidden(path: str) -> bool:
    return any(part.startswith(".") for part in PurePosixPath(path).parts)


def is_told_by_its_files(book: Book) -> bool:
    """Whether a book holds no image from a hidden folder: those are not among its files."""
    resources = [found for chapter in book.chapters for found in chapter.post.resources]
    resources += [book.meta.cover] if book.meta.cover else []
    return not any(_is_hidden(resource.path) for resource in resources)


def keep(shop: Workshop, name: bytes, finished: Finished) -> None:
    """Keep a finished book."""
    if shop.cache is None:
        return
    pieces = [
        _Kept(piece.ending, piece.profile, len(one.data), one.pages, one.notes)
        for piece, one in finished.made.items()
    ]
    sheet = _Sheet(
        finished.problems, finished.counts, finished.left_out, finished.slug, tuple(pieces)
    )
    for piece, one in finished.made.items():
        for key, part in _slices(name, piece, len(one.data)):
            shop.cache.put(key, one.data[part])
    shop.cache.put(name, encode(_Sheet, sheet))
