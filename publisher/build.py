"""The recipe: the only file that knows the order of the stages, and the only one that writes.

load → pair → index → check → typeset → write. A stage returns its value and its problems; here
they are collected, and an error among them means that no file is touched.
"""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from publisher import __version__
from publisher.check import check
from publisher.config import Config, read_config
from publisher.index import index
from publisher.load import find_posts, read_post
from publisher.model import Book, BookMeta, Post, Sheets, Theme, Written
from publisher.pair import pair
from publisher.problems import Place, Problem, Problems, Severity
from publisher.theme import read_theme
from publisher.typeset import layout_names, typeset

Progress = Callable[[str, int, int], None]
"""Called with the step's name, the number of parts done and the number of all."""

_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)


class EngineMissingError(Exception):
    """A library of the system that a writer needs is not installed; the text says which."""


def _silent(_step: str, _done: int, _total: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A book that has been read: everything but its typeset pages."""

    config: Config | None
    book: Book | None
    theme: Theme | None
    problems: Problems

    @property
    def is_sound(self) -> bool:
        """Whether a file may be written: there is a book and no error in it."""
        return self.book is not None and not has_errors(self.problems)


@dataclass(frozen=True, slots=True)
class File:
    """A finished file."""

    path: Path
    size: int
    """Bytes."""

    pages: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to: no files where the book has errors."""

    draft: Draft
    problems: Problems
    files: tuple[File, ...] = ()


def has_errors(problems: Problems) -> bool:
    """Whether one of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


# -- reading ---------------------------------------------------------------------------------------


_ASKED_BY = {"B005": "posts", "B008": "theme"}
"""What is said of a value of book.yaml by a stage that does not know where the value stands."""


def _at_its_key(problem: Problem, config: Config) -> Problem:
    """What is said of book.yaml as a whole, said where its key stands."""
    place = config.places.get(_ASKED_BY.get(problem.code, ""))
    is_whole = problem.place == Place("book.yaml")
    return replace(problem, place=place) if place and is_whole else problem


def _read_posts(config: Config, progress: Progress) -> tuple[tuple[Post, ...], list[Problem]]:
    sources, found = find_posts(config.root, config.selection)
    problems, posts = [_at_its_key(problem, config) for problem in found], []
    for done, source in enumerate(sources):
        progress("load", done, len(sources))
        manuscript, read = read_post(config.root, source)
        problems.extend(read)
        if manuscript is not None:
            post, paired = pair(manuscript)
            problems.extend(paired)
            posts.append(post)
    progress("load", len(sources), len(sources))
    return tuple(posts), problems


def _no_post(config: Config) -> Problem:
    hint = "Put a post (a file ending in .md, not a draft) below it, or widen the selection."
    return Problem("B004", Place(".", 1, 1), f"there is no post in {config.root.name or '.'}", hint)


def _dated(meta: BookMeta) -> BookMeta:
    """The date of the book's last change, where the environment sets it (reproducible-builds)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not epoch.isdigit():
        return meta
    return replace(meta, modified=max(datetime.fromtimestamp(int(epoch), UTC), _EARLIEST))


def _misnamed(config: Config, key: str, name: str, names: Iterable[str]) -> Iterator[Problem]:
    """A problem where book.yaml asks for something that there is none of."""
    known = tuple(names)
    if name not in known:
        place = config.places.get(key, Place("book.yaml"))
        hint = f"Choose one of: {', '.join(known)}."
        yield Problem("B003", place, f"there is no {key} “{name}”", hint)


def _misnomers(config: Config, theme: Theme | None) -> Iterator[Problem]:
    yield from _misnamed(config, "layout", config.layout, layout_names())
    if theme is not None:
        yield from _misnamed(config, "page", config.page, (page.name for page in theme.pages))


def read_book(content: Path, progress: Progress = _silent) -> Draft:
    """Read a folder of posts (or one post) up to the finished `Book` and all that is wrong."""
    config, problems = read_config(content)
    if config is None:
        return Draft(None, None, None, problems)
    theme, themed = read_theme(config.theme)
    posts, read = _read_posts(config, progress)
    wrong_theme = (_at_its_key(problem, config) for problem in themed)
    found = [*problems, *wrong_theme, *_misnomers(config, theme), *read]
    if not posts and not has_errors(tuple(found)):
        found.append(_no_post(config))
    if not posts or theme is None:
        return Draft(config, None, theme, tuple(found))
    generator = f"publisher {__version__}"
    book, indexed = index(posts, replace(_dated(config.meta), generator=generator))
    progress("check", 0, 1)
    found += [*indexed, *check(book, theme)]
    return Draft(config, book, theme, _in_order(found, posts))


def _in_order(problems: list[Problem], posts: tuple[Post, ...]) -> Problems:
    """Problems in the book's order of files, then by place."""
    order = {post.path: number for number, post in enumerate(posts)}
    return tuple(sorted(problems, key=lambda p: (order.get(p.place.path, -1), p.place, p.code)))


# -- writing ---------------------------------------------------------------------------------------


def _write_epub(sheets: Sheets) -> Written:
    from publisher.write.epub import write_epub

    return write_epub(sheets)


def _write_pdf(sheets: Sheets) -> Written:
    from publisher.write.pdf import PangoMissing, write_pdf

    try:
        return write_pdf(sheets)
    except PangoMissing as error:
        raise EngineMissingError(str(error)) from error


def _write_json(book: Book) -> Written:
    from publisher.write.json import write_json

    return write_json(book)


def _write_tmx(book: Book) -> Written:
    from publisher.write.tmx import write_tmx

    return write_tmx(book)


BOOKS: dict[str, Callable[[Sheets], Written]] = {"epub": _write_epub, "pdf": _write_pdf}
"""The formats of a typeset book, by the ending of their files."""

EXPORTS: dict[str, Callable[[Book], Written]] = {"json": _write_json, "tmx": _write_tmx}
"""The formats of a book's pairs and terms for other programs."""


def _in_the_way(path: Path) -> OSError:
    return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


def _beside(path: Path, data: bytes) -> Path:
    """A finished file under a passing name, in the folder where it will stand."""
    if path.is_dir():
        raise _in_the_way(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".publisher-", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _named(error: OSError, path: Path) -> OSError:
    """The error under the name that its author knows, not under that of a passing file."""
    is_passing = str(error.filename or "").endswith(".part")
    return OSError(error.errno, error.strerror, str(path)) if is_passing else error


def save_all(files: Mapping[Path, bytes]) -> None:
    """Put finished files in place: the old ones stay whole until all new ones are complete.

    A link is followed; a device (`/dev/null`, a pipe) is written to and never replaced. Raises
    OSError where a folder cannot be written; nothing has changed then.
    """
    parts: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, data in files.items():
            if not _is_device(path):
                parts.append((_beside(path.resolve(), data), path.resolve()))
        for part, path in parts:
            part.replace(path)
        for path in filter(_is_device, files):
            path.write_bytes(files[path])
    except OSError as error:
        raise _named(error, path) from error
    finally:
        for part, _ in parts:
            part.unlink(missing_ok=True)


def save(path: Path, data: bytes) -> None:
    """Put one finished file in place, as `save_all` does."""
    save_all({path: data})


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _without_print_errors(problems: Problems, formats: tuple[str, ...]) -> Problems:
    """A character that our fonts lack stops print only: an e-reader brings fonts of its own."""
    if "pdf" in formats:
        return problems
    return tuple(problem for problem in problems if problem.code != "T001")


def _target(output: Path, slug: str, ending: str) -> Path:
    is_file = output.suffix == f".{ending}" and not output.is_dir()
    return output if is_file else output / f"{slug}.{ending}"


def build(
    content: Path, formats: tuple[str, ...], output: Path, progress: Progress = _silent
) -> Outcome:
    """Make the books of `content` in the `formats` (of `BOOKS`).

    `output` is a folder, or a file with a format's ending. All files are written, or none.
    Raises OSError where a file cannot be written.
    """
    draft = read_book(content, progress)
    problems = _without_print_errors(draft.problems, formats)
    draft = replace(draft, problems=problems)
    config, book, theme = draft.config, draft.book, draft.theme
    if not draft.is_sound or config is None or book is None or theme is None:
        return Outcome(draft, problems)
    sheets = typeset(book, theme, config.layout, config.page)
    made: list[tuple[Path, Written]] = []
    for name in formats:
        progress(name, 0, 1)
        made.append((_target(output, book.meta.slug, name), BOOKS[name](sheets)))
    problems += tuple(problem for _, written in made for problem in written.problems)
    if has_errors(problems):
        return Outcome(draft, problems)
    save_all({path: written.data for path, written in made})
    files = tuple(File(path, len(written.data), written.pages) for path, written in made)
    return Outcome(draft, problems, files)


def export(content: Path, name: str) -> tuple[Draft, Written | None]:
    """Read a book and write its pairs and terms in the format `name` (of `EXPORTS`)."""
    draft = read_book(content)
    problems = _without_print_errors(draft.problems, (name,))
    draft = replace(draft, problems=problems)
    if not draft.is_sound or draft.book is None:
        return draft, None
    return draft, EXPORTS[name](draft.book)


__all__ = [
    "BOOKS",
    "EXPORTS",
    "Draft",
    "EngineMissingError",
    "File",
    "Outcome",
    "Progress",
    "build",
    "export",
    "has_errors",
    "read_book",
    "save",
    "save_all",
]
