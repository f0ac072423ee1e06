"""The recipe of a shelf: every book made, then all of them put in place together."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory

from publisher.build.files import locked, save, save_all
from publisher.build.recipe import Outcome, build
from publisher.build.workshop import Progress
from publisher.model import PROFILES
from publisher.write.shelf import Record, record, write_shelf

_MANIFEST = ".shelf.json"
_CONFIG = "book.yaml"
_FORMATS = ("epub", "pdf")


@dataclass(frozen=True, slots=True)
class Shelf:
    """What became of a shelf."""

    outcomes: tuple[tuple[Path, Outcome], ...]
    """Each book's content, and what came of it, as far as the books were made."""

    books: int = 0
    """Books on the shelf; 0 where nothing was written."""

    size: int = 0
    """Bytes of all its files."""

    removed: tuple[str, ...] = ()
    """Files of books that are no longer there."""


def books_below(content: Path) -> tuple[Path, ...]:
    """The books that CONTENT stands for: itself, or those of a library.

    A library is a folder without a `book.yaml` whose folders have one; they come by name.
    """
    if not content.is_dir() or (content / _CONFIG).exists():
        return (content,)
    below = tuple(sorted(path.parent for path in content.glob(f"*/{_CONFIG}")))
    return below or (content,)


def _files(outcome: Outcome) -> Iterator[tuple[str, bytes]]:
    for file in outcome.files:
        yield file.path.name, file.path.read_bytes()


def _known(folder: Path) -> tuple[str, ...]:
    """What this program put on the shelf before; a path that leaves the folder is no part of it."""
    try:
        read = json.loads((folder / _MANIFEST).read_text(encoding="utf-8"))["files"]
        names = [name for name in read if isinstance(name, str)]
    except (OSError, ValueError, KeyError, TypeError):
        return ()
    inside = (name for name in names if name and not PurePosixPath(name).is_absolute())
    return tuple(name for name in inside if ".." not in PurePosixPath(name).parts)


def _manifest(names: Sequence[str]) -> bytes:
    words = "What publisher shelf has put here; it will remove nothing else."
    made = {"note": words, "files": sorted(names)}
    return f"{json.dumps(made, ensure_ascii=False, indent=1)}\n".encode()


def _refuse_others(folder: Path, names: Sequence[str], known: Sequence[str]) -> None:
    """A file that somebody else has put there is not written over."""
    for name in names:
        if name not in known and os.path.lexists(folder / name):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(folder / name))


def _remove(folder: Path, names: Sequence[str]) -> None:
    """Take files away, and the folders that are empty then."""
    for name in names:
        path = folder / name
        if path.parent.resolve().is_relative_to(folder.resolve()):
            path.unlink(missing_ok=True)
    for path in {(folder / name).parent for name in names} - {folder}:
        if path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
            path.rmdir()


def _put(folder: Path, files: Mapping[str, bytes]) -> tuple[str, ...]:
    """Put a shelf in place of the last one, and say which files are gone.

    The list of what is ours is written first, and is longer than it need be until all is done: a
    run that is killed leaves nothing behind that the next would not know.
    """
    known = _known(folder)
    _refuse_others(folder, [*files], known)
    gone = tuple(sorted(set(known) - set(files)))
    every = {_MANIFEST: _manifest([*files, *gone]), **files}
    save_all({folder / name: data for name, data in every.items()})
    if gone:
        _remove(folder, gone)
        save(folder / _MANIFEST, _manifest([*files]))
    return gone


def _made(
    contents: Sequence[Path], work: Path, progress: Progress
) -> Iterator[tuple[Path, Outcome]]:
    for number, content in enumerate(contents):
        yield content, build(content, _FORMATS, work / str(number), progress, profiles=PROFILES)


def _records(outcomes: Sequence[tuple[Path, Outcome]]) -> tuple[Record, ...]:
    found: list[Record] = []
    for _, outcome in outcomes:
        if outcome.draft.book is not None:
            taken = [record.folder for record in found]
            found.append(record(outcome.draft.book.meta, _files(outcome), taken))
    return tuple(found)


def shelve(
    contents: Sequence[Path], folder: Path, base_url: str = "", *, progress: Progress
) -> Shelf:
    """Make every book of `contents` and put them on the shelf in `folder`.

    A book with errors leaves the whole shelf as it was. Raises OSError where a file cannot be
    written, stands in the way, or another build is writing the shelf.
    """
    books = tuple(dict.fromkeys(book for content in contents for book in books_below(content)))
    with TemporaryDirectory(prefix="publisher-shelf-") as work:
        outcomes = tuple(_made(books, Path(work), progress))
        if any(not outcome.files for _, outcome in outcomes):
            return Shelf(outcomes)
        records = _records(outcomes)
    files = write_shelf(records, base_url)
    with locked(folder / "index.html"):
        gone = _put(folder, files)
    return Shelf(outcomes, len(records), sum(map(len, files.values())), gone)
