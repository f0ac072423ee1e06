"""The order of the stages, and what comes of their problems.

load → pair → index → check → typeset → write. A stage returns its value and its problems; here
they are collected, and an error among them means that no file is touched.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from publisher import __version__
from publisher.build.files import locked, save_all
from publisher.check import check
from publisher.config import Config, read_config
from publisher.index import index
from publisher.load import admit_cover, find_posts, read_decisions, read_post
from publisher.model import PROFILES, Book, BookMeta, Post, Sheets, Source, Theme, Written
from publisher.pair import pair
from publisher.problems import Place, Problem, Problems, Severity
from publisher.theme import read_theme
from publisher.typeset import layout_names, typeset
from publisher.write.terms import Update, update_decisions

Progress = Callable[[str, int, int], None]
"""Called with the step's name, the number of parts done and the number of all."""

_EPOCH = re.compile(r"[0-9]{1,11}")
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
    left_out: tuple[str, ...] = ()
    """Paths of the posts with errors that the book does without."""

    @property
    def is_sound(self) -> bool:
        """Whether a file may be written: there is a book and no error in it."""
        in_it = tuple(p for p in self.problems if p.place.path not in self.left_out)
        return self.book is not None and not has_errors(in_it)


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


@dataclass(slots=True)
class _Posts:
    """The posts of a book as far as they have been read."""

    posts: list[Post]
    problems: list[Problem]
    left_out: list[str]


def _outside(problems: Problems) -> list[str]:
    """Posts that were found and may not be read."""
    return [problem.place.path for problem in problems if problem.code == "B009"]


def _read_one(config: Config, source: Source) -> tuple[Post | None, Problems]:
    manuscript, read = read_post(config.root, source, config.limits)
    if manuscript is None:
        return None, read
    post, paired = pair(manuscript)
    return post, (*read, *paired)


def _read_posts(config: Config, progress: Progress, *, keep_going: bool) -> _Posts:
    """Read every post, whatever is wrong with the one before it.

    With `keep_going`, a post with an error does not become part of the book.
    """
    sources, found = find_posts(config.root, config.selection, config.limits)
    problems = [_at_its_key(problem, config) for problem in found]
    read = _Posts([], problems, _outside(found) if keep_going else [])
    for done, source in enumerate(sources):
        progress("load", done, len(sources))
        post, said = _read_one(config, source)
        read.problems.extend(said)
        if keep_going and has_errors(said):
            read.left_out.append(source.path)
        elif post is not None:
            read.posts.append(post)
    progress("load", len(sources), len(sources))
    return read


def _no_post(config: Config) -> Problem:
    hint = "Put a post (a file ending in .md, not a draft) below it, or widen the selection."
    return Problem("B004", Place(".", 1, 1), f"there is no post in {config.root.name or '.'}", hint)


def _dated(meta: BookMeta) -> BookMeta:
    """The date of the book's last change, where the environment sets it (reproducible-builds)."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not _EPOCH.fullmatch(epoch):
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
    yield from _misnamed(config, "layout", config.edition.layout, layout_names())
    if theme is not None:
        pages = (page.name for page in theme.pages)
        yield from _misnamed(config, "page", config.edition.page, pages)


def _with_cover(config: Config) -> tuple[Config, Problems]:
    if not config.cover:
        return config, ()
    place = config.places.get("cover", Place("book.yaml"))
    cover, problems = admit_cover(config.root, config.cover, place, config.limits)
    return replace(config, meta=replace(config.meta, cover=cover)), problems


def read_book(content: Path, progress: Progress = _silent, *, keep_going: bool = False) -> Draft:
    """Read a folder of posts (or one post) up to the finished `Book` and all that is wrong.

    With `keep_going`, the book does without the posts that have errors, and says so.
    """
    config, problems = read_config(content)
    if config is None:
        return Draft(None, None, None, problems)
    config, covered = _with_cover(config)
    theme, themed = read_theme(config.theme)
    read = _read_posts(config, progress, keep_going=keep_going)
    posts, left_out = tuple(read.posts), tuple(read.left_out)
    wrong_theme = (_at_its_key(problem, config) for problem in themed)
    found = [*problems, *covered, *wrong_theme, *_misnomers(config, theme), *read.problems]
    if not posts and not has_errors(tuple(found)):
        found.append(_no_post(config))
    if not posts or theme is None:
        return Draft(config, None, theme, tuple(found))
    generator = f"publisher {__version__}"
    meta = replace(_dated(config.meta), generator=generator, left_out=left_out)
    decisions, decided = read_decisions(config.root)
    found += decided
    book, indexed = index(posts, meta, config.edition, decisions)
    progress("check", 0, 1)
    found += [*indexed, *check(book, theme)]
    return Draft(config, book, theme, _in_order(found, posts), left_out)


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


def _terms_writer(name: str) -> Callable[[Book], Written]:
    """The writer of a format of `TERMS`, imported when it is asked for."""

    def write(book: Book) -> Written:
        from importlib import import_module

        module = import_module(f"publisher.write.terms.{name}")
        written: Written = getattr(module, f"write_{name}")(book)
        return written

    return write


TERMS: dict[str, tuple[str, Callable[[Book], Written]]] = {
    "md": ("md", _terms_writer("markdown")),
    "csv": ("csv", _terms_writer("csv")),
    "tbx": ("tbx", _terms_writer("tbx")),
    "anki": ("apkg", _terms_writer("anki")),
}
"""The formats of a book's terms: the ending of their files, and who writes them."""


def _without_print_errors(problems: Problems, formats: tuple[str, ...]) -> Problems:
    """A character that our fonts lack stops print only: an e-reader brings fonts of its own."""
    if "pdf" in formats:
        return problems
    return tuple(problem for problem in problems if problem.code != "T001")


_Wanted = tuple[str, str]
"""A format of `BOOKS`, and the profile of an EPUB."""


def _wanted(formats: Sequence[str], profiles: Sequence[str]) -> tuple[_Wanted, ...]:
    """A file for each format, of an EPUB one for each family of e-readers."""
    return tuple(
        (name, profile)
        for name in formats
        for profile in (profiles if name == "epub" else PROFILES[:1])
    )


def _is_file(output: Path, ending: str) -> bool:
    """Whether a file of one format is asked for by its name."""
    return output.suffix == f".{ending}" and not output.is_dir()


def _target(output: Path, slug: str, wanted: _Wanted) -> Path:
    from publisher.write.epub.profiles import file_name

    ending, profile = wanted
    if _is_file(output, ending):
        return output
    return output / (file_name(slug, profile) if ending == "epub" else f"{slug}.{ending}")


def _make(
    draft: Draft, wanted: Sequence[_Wanted], progress: Progress
) -> tuple[dict[_Wanted, Written], Problems]:
    """The finished files of a sound draft, and what their writers noticed."""
    config, book, theme = draft.config, draft.book, draft.theme
    if config is None or book is None or theme is None:
        return {}, ()
    sheets = typeset(book, theme, config.edition)
    made: dict[_Wanted, Written] = {}
    for name, profile in wanted:
        progress(name, 0, 1)
        edition = replace(sheets.edition, profile=profile)
        made[name, profile] = BOOKS[name](replace(sheets, edition=edition))
    return made, tuple(problem for written in made.values() for problem in written.problems)


def _drafted(
    content: Path, formats: tuple[str, ...], progress: Progress, *, keep_going: bool
) -> Draft:
    draft = read_book(content, progress, keep_going=keep_going)
    return replace(draft, problems=_without_print_errors(draft.problems, formats))


def build(  # noqa: PLR0913 - one parameter for each thing that can be asked for
    content: Path,
    formats: tuple[str, ...],
    output: Path,
    progress: Progress = _silent,
    *,
    keep_going: bool = False,
    profiles: tuple[str, ...] = (),
) -> Outcome:
    """Make the books of `content` in the `formats` (of `BOOKS`), an EPUB for each of `profiles`.

    Without `profiles`, for those of its book.yaml. `output` is a folder, or a file with a format's
    ending, which then is for the first of the profiles. All files are written, or none; with
    `keep_going`, without the posts that have errors. Raises OSError where a file cannot be
    written, or another build is writing it.
    """
    draft = _drafted(content, formats, progress, keep_going=keep_going)
    if not draft.is_sound or draft.book is None:
        return Outcome(draft, draft.problems)
    asked = profiles or (draft.config.profiles if draft.config else ())
    wanted = _wanted(formats, asked[:1] if _is_file(output, "epub") else asked)
    targets = {one: _target(output, draft.book.meta.slug, one) for one in wanted}
    with ExitStack() as locks:
        for path in targets.values():
            locks.enter_context(locked(path))
        made, found = _make(draft, wanted, progress)
        problems = (*draft.problems, *found)
        if has_errors(found):
            return Outcome(draft, problems)
        save_all({targets[one]: written.data for one, written in made.items()})
    files = (File(targets[one], len(w.data), w.pages) for one, w in made.items())
    return Outcome(draft, problems, tuple(files))


def preflight(draft: Draft, profile: str, progress: Progress = _silent) -> Problems:
    """What is wrong with the EPUB that a sound draft makes for one family of e-readers.

    For `kindle`, that is all that Send to Kindle would refuse or spoil; nothing is written.
    """
    if not draft.is_sound:
        return ()
    from publisher.write.epub.preflight import preflight as look_through

    made, problems = _make(draft, (("epub", profile),), progress)
    is_kindle = profile == "kindle"
    data = made["epub", profile].data
    return (*problems, *(look_through(data) if is_kindle else ()))


def _entries(data: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def _difference(ending: str, old: bytes, new: bytes) -> str:
    """Where two books differ first, in words; empty where they are equal."""
    if old == new:
        return ""
    at = next((n for n, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), -1)
    where = f"byte {at if at >= 0 else min(len(old), len(new))}"
    if ending != "epub":
        return where
    try:
        before, after = _entries(old), _entries(new)
    except Exception:  # noqa: BLE001  whatever stands there is no book, which is a difference
        return f"{where}, and the file there is no EPUB"
    for name in dict.fromkeys((*after, *before)):
        if before.get(name) != after.get(name):
            return f"{name} in the book"
    return where


def verify(content: Path, path: Path, progress: Progress = _silent) -> tuple[Draft, str]:
    """Make the book in `path` (of a format in `BOOKS`) again, in memory, and compare.

    Returns the draft, and where the two differ first: an entry of the EPUB, a byte of the PDF;
    empty where they are equal. Raises OSError where the file cannot be read.
    """
    ending = path.suffix.removeprefix(".")
    old = path.read_bytes()
    draft = _drafted(content, (ending,), progress, keep_going=False)
    if not draft.is_sound:
        return draft, ""
    from publisher.write.epub.profiles import profile_of

    profile = profile_of(path.name, draft.book.meta.slug) if draft.book else PROFILES[0]
    made, found = _make(draft, ((ending, profile),), progress)
    draft = replace(draft, problems=(*draft.problems, *found))
    return draft, _difference(ending, old, made[ending, profile].data)


def export(content: Path, name: str) -> tuple[Draft, Written | None]:
    """Read a book and write its pairs and terms in the format `name` (of `EXPORTS`)."""
    draft = read_book(content)
    problems = _without_print_errors(draft.problems, (name,))
    draft = replace(draft, problems=problems)
    if not draft.is_sound or draft.book is None:
        return draft, None
    return draft, EXPORTS[name](draft.book)


def export_terms(content: Path, name: str) -> tuple[Draft, Written | None]:
    """Read a book and write its terms in the format `name` (of `TERMS`)."""
    draft = read_book(content)
    draft = replace(draft, problems=_without_print_errors(draft.problems, (name,)))
    if not draft.is_sound or draft.book is None:
        return draft, None
    return draft, TERMS[name][1](draft.book)


def decide(content: Path) -> tuple[Draft, Path, Update | None]:
    """Read a book and bring its glossary.yaml up to date, in memory.

    Returns where the file stands, and what it is to become; None where the book has errors, for
    instance in that very file.
    """
    draft = read_book(content)
    draft = replace(draft, problems=_without_print_errors(draft.problems, ()))
    path = (draft.config.root if draft.config else content) / "glossary.yaml"
    if not draft.is_sound or draft.book is None:
        return draft, path, None
    old = path.read_bytes().decode() if path.exists() else ""
    return draft, path, update_decisions(old, draft.book.glossary)
