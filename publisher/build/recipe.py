"""The order of the stages, and what comes of their problems.

load → pair → index → check → typeset → write. A stage returns its value and its problems; here
they are collected, and an error among them means that no file is touched.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from publisher import __version__
from publisher.build.files import locked, save_all
from publisher.build.finished import Finished, Wanted, find, is_told_by_its_files, keep, wanted
from publisher.build.handout import (
    by_path,
    by_title,
    elsewhere,
    is_one_file,
    of_one,
    several,
    unknown,
)
from publisher.build.order import NO_CHOICES, NOTHING, Choices, Counts, Order, Piece, counted
from publisher.build.posts import Asked, Posts
from publisher.build.workshop import Noted, Progress, Workshop, silent
from publisher.config import Config, choose, read_config
from publisher.jobs import Runner, Sealed
from publisher.model import (
    Book,
    BookMeta,
    Chapter,
    NoteCount,
    Post,
    Sheets,
    Source,
    Theme,
    Written,
)
from publisher.problems import Place, Problem, Problems, Severity, whole
from publisher.theme import read_theme

# The other stages are imported where they are used: a book that is already made needs none.

_EPOCH = re.compile(r"[0-9]{1,11}")
_EARLIEST = datetime(1980, 1, 1, tzinfo=UTC)


class EngineMissingError(Exception):
    """A library of the system that a writer needs is not installed; the text says which."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A book that has been read: everything but its typeset pages."""

    config: Config | None
    book: Book | None
    theme: Theme | None
    problems: Problems
    left_out: tuple[str, ...] = ()
    """Paths of the posts with errors that the book does without."""

    sealed: tuple[Sealed, ...] = field(default=(), compare=False, repr=False)
    """The posts of the book's chapters, whole."""

    kept: tuple[bytes, ...] = field(default=(), compare=False, repr=False)
    """The names under which those are kept as they were read."""

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
    notes: NoteCount | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build came to: no files where the book has errors."""

    draft: Draft
    problems: Problems
    files: tuple[File, ...] = ()
    counts: Counts = NOTHING


def has_errors(problems: Problems) -> bool:
    """Whether one of the problems is an error."""
    return any(problem.severity is Severity.ERROR for problem in problems)


# -- reading ---------------------------------------------------------------------------------------


_ASKED_BY = {"B005": "posts", "B009": "posts", "B008": "theme", "K006": "cover"}
"""What is said of a value of book.yaml by a stage that does not know where the value stands."""


def _at_its_key(problem: Problem, config: Config) -> Problem:
    """What is said of book.yaml as a whole, said where its key, or its text in a list, stands."""
    key = _ASKED_BY.get(problem.code, "")
    named = problem.message.partition("“")[2].partition("”")[0]
    place = config.places.get(f"{key}: {named}", config.places.get(key))
    is_whole = problem.place == Place("book.yaml")
    return replace(problem, place=place) if place and is_whole else problem


def _outside(problems: Problems) -> list[str]:
    """Posts that were found and may not be read."""
    return [problem.place.path for problem in problems if problem.code == "B009"]


def _read_posts(config: Config, shop: Workshop, *, keep_going: bool, whole: bool) -> Posts:
    """Read every post, whatever is wrong with the one before it; abridged unless `whole`.

    With `keep_going`, a post with an error does not become part of the book.
    """
    from publisher.build.reading import read_posts
    from publisher.load import find_posts

    every, found = find_posts(config.root, config.selection, config.limits)
    only = config.selection.only
    sources = (by_path(every, only) or every) if only else every
    problems = [_at_its_key(problem, config) for problem in found]
    read = Posts([], problems, _outside(found) if keep_going else [])
    asked = Asked(config.limits, config.meta.order, whole)
    for source, one in read_posts(shop, config.root, sources, asked):
        read.problems.extend(one.problems)
        if keep_going and has_errors(one.problems):
            read.left_out.append(source.path)
        elif one.post is not None:
            read.read.append(one)
    if not only and not is_one_file(config):
        return read
    chosen = _only(config, read) if only else read
    return replace(chosen, elsewhere=elsewhere(chosen.read, every, config, shop))


def _only(config: Config, read: Posts) -> Posts:
    """The one post that is wanted, and what was said of it."""
    name, posts = config.selection.only, read.posts
    place = config.places.get("post", Place("book.yaml"))
    found = [post for post in posts if by_path([Source(post.path, post.slug, "")], name)]
    chosen = found or list(by_title(posts, name))
    if len(chosen) > 1:
        return Posts([], [several(name, [post.path for post in chosen], place)], [])
    if not chosen:
        unread = [] if posts else read.problems
        return Posts([], [*unread, unknown(name, posts, place)], [])
    own = [problem for problem in read.problems if problem.place.path == chosen[0].path]
    (one,) = (one for one in read.read if one.post is chosen[0])
    return Posts([one], own, [])


def _no_post(config: Config) -> Problem:
    hint = "Put a post (a file ending in .md, not a draft) below it, or widen the selection."
    return Problem("B004", whole("."), f"there is no post in {config.root.name or '.'}", hint)


def source_date() -> datetime | None:
    """The moment that SOURCE_DATE_EPOCH names; None where it is not set, or names none."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    return datetime.fromtimestamp(int(epoch), UTC) if _EPOCH.fullmatch(epoch) else None


def _dated(meta: BookMeta) -> BookMeta:
    """The date of the book's last change, where the environment sets it (reproducible-builds)."""
    moment = source_date()
    return replace(meta, modified=max(moment, _EARLIEST)) if moment else meta


def _misnamed(config: Config, key: str, name: str, names: Iterable[str]) -> Iterator[Problem]:
    """A problem where book.yaml asks for something that there is none of."""
    known = tuple(names)
    if name not in known:
        place = config.places.get(key, Place("book.yaml"))
        hint = f"Choose one of: {', '.join(known)}."
        yield Problem("B003", place, f"there is no {key} “{name}”", hint)


def _misnomers(config: Config, theme: Theme | None) -> Iterator[Problem]:
    from publisher.typeset import Unfit, find_page, layout_names

    yield from _misnamed(config, "layout", config.edition.layout, layout_names())
    if theme is not None and isinstance(unfit := find_page(theme, config.edition), Unfit):
        place = config.places.get(unfit.key, Place("book.yaml"))
        yield Problem("B003", place, unfit.message, unfit.hint)


def _with_cover(config: Config) -> tuple[Config, Problems]:
    """What book.yaml says, with the picture of the cover where it names one."""
    from publisher.load import admit_cover

    if not config.cover:
        return config, ()
    place = config.places.get("cover", Place("book.yaml"))
    cover, problems = admit_cover(config.root, config.cover, place, config.limits)
    return replace(config, meta=replace(config.meta, cover=cover)), problems


def read_book(  # noqa: PLR0913  each says one thing of one reading
    content: Path,
    progress: Progress = silent,
    *,
    keep_going: bool = False,
    edition: str = "",
    hushed: bool = True,
    choices: Choices = NO_CHOICES,
    shop: Workshop | None = None,
) -> Draft:
    """Read a folder of posts (or one post) up to the finished `Book` and all that is wrong.

    With `keep_going`, the book does without the posts that have errors, and says so. `edition`
    names one of `editions` in book.yaml; what `choices` name stands for what book.yaml says. What
    the authors have silenced is left out, unless `hushed` is False.
    """
    from publisher.build.silencing import hush

    with (shop or Workshop()).for_one(progress) as means:
        config, problems = _configured(content, edition, choices)
        if config is None:
            return Draft(None, None, None, problems)
        draft = _read(config, problems, means, keep_going=keep_going)
        return replace(draft, problems=hush(draft.problems, config)) if hushed else draft


def _configured(content: Path, edition: str, choices: Choices) -> tuple[Config | None, Problems]:
    """What book.yaml says, with the edition and the choices that were asked for."""
    config, problems = read_config(content)
    chosen = dict(config.editions).get(edition) if config is not None else None
    if config is None:
        return None, problems
    config, mistaken = choose(replace(config, edition=chosen) if chosen else config, choices)
    return config, (*problems, *mistaken)


def _read(
    config: Config,
    problems: Problems,
    shop: Workshop,
    *,
    keep_going: bool,
    formats: tuple[str, ...] = (),
) -> Draft:
    """Read a book for these formats of `BOOKS`; for none, all that can be read of it."""
    from publisher.check import check

    config, covered = _with_cover(config)
    with shop.ledger.stage("theme"):
        theme, themed = read_theme(config.theme)
    with shop.ledger.stage("load"):
        whole = not formats or not _is_apart(config)
        read = _read_posts(config, shop, keep_going=keep_going, whole=whole)
    posts, left_out = read.posts, tuple(read.left_out)
    wrong_theme = (_at_its_key(problem, config) for problem in themed)
    found = [*problems, *covered, *wrong_theme, *_misnomers(config, theme), *read.problems]
    if not posts and not has_errors(tuple(found)):
        found.append(_no_post(config))
    if not posts or theme is None:
        return Draft(config, None, theme, tuple(found))
    sealed, kept = tuple(one.sealed for one in read.read), tuple(one.kept for one in read.read)
    book, said = _indexed(config, read, shop)
    shop.progress("check", 0, 1)
    for_print = formats != ("epub",)
    with shop.ledger.stage("check"):
        shown = _with_odd_texts(book, sealed, theme) if for_print else book
        said = (*said, *check(shown, theme, for_print=for_print))
    return Draft(config, book, theme, in_order([*found, *said], posts), left_out, sealed, kept)


def _with_odd_texts(book: Book, sealed: Sequence[Sealed], theme: Theme) -> Book:
    """A book with the texts of those posts in which a character may stand that no font has."""
    from publisher.build.reading import opened
    from publisher.check import is_drawable

    def looked_into(chapter: Chapter, post: Sealed) -> Chapter:
        if chapter.post.text is not None or is_drawable(chapter, theme):
            return chapter
        return replace(chapter, post=replace(chapter.post, text=opened(post)[0].text))

    chapters = (looked_into(*one) for one in zip(book.chapters, sealed, strict=True))
    return replace(book, chapters=tuple(chapters))


def _is_apart(config: Config) -> bool:
    """Whether the chapters of a book can be made one by one where their posts lie."""
    from publisher.typeset import has_both, layout_names

    is_known = config.edition.layout in layout_names()
    return is_known and has_both(config.edition) and config.edition.glossary_link == "none"


def _indexed(config: Config, read: Posts, shop: Workshop) -> tuple[Book, Problems]:
    """The book of these posts, and what is wrong with its terms and links."""
    from publisher.index import index
    from publisher.load import read_decisions

    generator = f"publisher {__version__}"
    left_out = tuple(read.left_out)
    meta = replace(_dated(config.meta), generator=generator, left_out=left_out)
    drafts = tuple(problem.place.path for problem in read.problems if problem.code == "B006")
    if config.selection.only:
        meta = of_one(meta, read.posts[0].slug)
    decisions, decided = read_decisions(config.root)
    with shop.ledger.stage("index"):
        surveys = [one.survey for one in read.read]
        run = shop.runner("index", str(config.root))
        book, indexed = index(
            read.posts,
            meta,
            config.edition,
            decisions,
            drafts,
            surveys,
            elsewhere=read.elsewhere,
            run=run,
        )
    return book, (*decided, *indexed)


def in_order(problems: list[Problem], posts: tuple[Post, ...]) -> Problems:
    """Problems in the book's order of files, then by place."""
    order = {post.path: number for number, post in enumerate(posts)}
    return tuple(sorted(problems, key=lambda p: (order.get(p.place.path, -1), p.place, p.code)))


# -- writing ---------------------------------------------------------------------------------------


def _write_epub(sheets: Sheets, run: Runner) -> Written:
    from publisher.write.epub import write_epub

    return write_epub(sheets, run)


def _write_chapters(
    book: Book, sealed: Sequence[Sealed], layout: str, sheets: Sheets, run: Runner
) -> Written:
    """The EPUB of a book whose chapters are made apart."""
    from publisher.build.chapters import apart
    from publisher.write.epub import write_epub

    return write_epub(sheets, run, apart(book, sealed, layout, run))


@contextmanager
def _engine() -> Iterator[None]:
    """What a PDF needs of the system; EngineMissingError where that is not there."""
    from publisher.write.pdf import PangoMissing

    try:
        yield
    except PangoMissing as error:
        raise EngineMissingError(str(error)) from error


def _write_pdf(sheets: Sheets, run: Runner) -> Written:
    from publisher.write.pdf import write_pdf

    with _engine():
        return write_pdf(sheets, run)


def _print_chapters(
    book: Book, sealed: Sequence[Sealed], layout: str, sheets: Sheets, run: Runner
) -> Written:
    """The PDF of a book whose chapters are made apart."""
    from publisher.build.printed import printed

    with _engine():
        return printed(book, sealed, layout, sheets, run)


def _write_json(book: Book) -> Written:
    from publisher.write.json import write_json

    return write_json(book)


def _write_tmx(book: Book) -> Written:
    from publisher.write.tmx import write_tmx

    return write_tmx(book)


BOOKS: dict[str, Callable[[Sheets, Runner], Written]] = {"epub": _write_epub, "pdf": _write_pdf}
"""The formats of a typeset book, by the ending of their files."""

_APART: dict[str, Callable[[Book, Sequence[Sealed], str, Sheets, Runner], Written]] = {
    "epub": _write_chapters,
    "pdf": _print_chapters,
}
"""The same for a book whose chapters are made apart."""

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


def without_print_errors(problems: Problems, formats: tuple[str, ...]) -> Problems:
    """A character that our fonts lack stops print only: an e-reader brings fonts of its own."""
    if "pdf" in formats:
        return problems
    return tuple(problem for problem in problems if problem.code != "T001")


def _abridged(book: Book) -> Book:
    chapters = (replace(c, post=replace(c.post, text=None)) for c in book.chapters)
    return replace(book, chapters=tuple(chapters))


def _runners(draft: Draft, pieces: Iterable[Piece], shop: Workshop) -> dict[Piece, Runner]:
    """Who does the work for each file of a draft."""
    root = draft.config.root if draft.config else Path()
    return {piece: shop.runner_of(root, piece) for piece in pieces}


def _make(
    draft: Draft, runners: Mapping[Piece, Runner], shop: Workshop
) -> tuple[dict[Piece, Written], Problems]:
    """The finished files of a sound draft, and what their writers noticed."""
    from publisher.typeset import typeset

    config, book, theme = draft.config, draft.book, draft.theme
    if config is None or book is None or theme is None:
        return {}, ()
    made: dict[Piece, Written] = {}
    is_apart, for_print = _is_apart(config), any(piece.ending == "pdf" for piece in runners)
    with shop.ledger.stage("typeset"):
        shown = _abridged(book) if is_apart else book
        sheets = typeset(shown, theme, config.edition, for_print=for_print)
    for piece, run in runners.items():
        name = piece.ending
        shop.progress(name, 0, 1)
        dressed = replace(sheets, edition=replace(sheets.edition, profile=piece.profile))
        with shop.ledger.stage(name):
            made[piece] = (
                _APART[name](book, draft.sealed, config.edition.layout, dressed, run)
                if is_apart
                else BOOKS[name](dressed, run)
            )
    return made, tuple(problem for written in made.values() for problem in written.problems)


def _drafted(config: Config, problems: Problems, order: Order, shop: Workshop) -> Draft:
    formats, going = order.formats, order.keep_going
    draft = _read(config, problems, shop, keep_going=going, formats=formats)
    return replace(draft, problems=without_print_errors(draft.problems, order.formats))


def build(  # noqa: PLR0913  one parameter for each thing that can be asked for
    content: Path,
    formats: tuple[str, ...],
    output: Path,
    progress: Progress = silent,
    *,
    keep_going: bool = False,
    edition: str = "",
    profiles: tuple[str, ...] = (),
    choices: Choices = NO_CHOICES,
    shop: Workshop | None = None,
) -> Outcome:
    """Make the books of `content` in the `formats` (of `BOOKS`), an EPUB for each of `profiles`.

    Without `profiles`, for those of its book.yaml. `output` is a folder, or a file with a format's
    ending, which then is for the first of the profiles. All files are written, or none; with
    `keep_going`, without the posts that have errors; in an `edition` of book.yaml, under its name.
    `choices` stand for what book.yaml says of their keys. `shop` says who does the work; without
    it, it is done here and nothing is kept. Raises OSError where a file cannot be written, or
    another build is writing it.
    """
    order = Order(
        formats, keep_going=keep_going, edition=edition, profiles=profiles, choices=choices
    )
    with (shop or Workshop()).for_one(progress) as means:
        return _built(content, order, output, means)


def _built(content: Path, order: Order, output: Path, shop: Workshop) -> Outcome:
    config, problems = _configured(content, order.edition, order.choices)
    if config is None:
        return Outcome(Draft(None, None, None, problems), problems)
    order = order.for_book(config.profiles, output)
    if shop.cache is None:
        return _made_anew(config, problems, order, output, shop)[0]
    theme = read_theme(config.theme)[0]
    with shop.ledger.stage("look up"):
        asked = wanted(config, problems, theme, order)
        found = find(shop, asked.name) if asked else None
        if asked and found is None and _is_revisable(config, order):
            from publisher.build.revised import revised

            found = revised(shop, config, order, asked)
    if found is not None:
        draft = Draft(config, None, theme, found.problems, found.left_out)
        return _placed(draft, found, order, output, shop)
    outcome, finished, runners = _made_anew(config, problems, order, output, shop)
    if asked and finished and wanted(config, problems, theme, order) == asked:
        _keep(outcome.draft, asked, finished, runners, shop)
    return outcome


def _is_revisable(config: Config, order: Order) -> bool:
    """Whether a page of the book can be made anew without the rest of it.

    Fonts that are embedded hold the signs of all pages; a handout looks at posts beside its own.
    """
    is_handout = bool(config.selection.only) or is_one_file(config)
    is_plain = order.formats == ("epub",) and not config.edition.embed_fonts
    return is_plain and not is_handout and _is_apart(config)


def _keep(
    draft: Draft, asked: Wanted, finished: Finished, runners: Iterable[Runner], shop: Workshop
) -> None:
    """Keep a book that was made, with what it can be revised by."""
    if draft.book is None or draft.config is None or not is_told_by_its_files(draft.book):
        return
    keep(shop, asked.name, finished)
    if noted := [run for run in runners if isinstance(run, Noted)]:
        from publisher.build.revised import keep_record

        posts = zip(draft.book.chapters, draft.kept, draft.sealed, strict=True)
        keep_record(shop, draft.config, asked, posts, noted)


def _made_anew(
    config: Config, problems: Problems, order: Order, output: Path, shop: Workshop
) -> tuple[Outcome, Finished | None, Sequence[Runner]]:
    """Make the files of a book, of its kept parts where there are some, and put them in place.

    Returns with it who did the work for each file.
    """
    if "pdf" in order.formats and shop.far is None and (theme := read_theme(config.theme)[0]):
        shop.pool.expect("publisher.write.pdf", theme.faces)
    draft = _drafted(config, problems, order, shop)
    if not draft.is_sound or draft.book is None:
        return Outcome(draft, draft.problems), None, ()
    runners = _runners(draft, order.pieces, shop)
    if shop.cache is not None and _is_revisable(config, order):
        runners = {piece: Noted(run) for piece, run in runners.items()}
    with _all_locked(order, output, draft.book.meta.slug):
        made, found = _make(draft, runners, shop)
        said = (*draft.problems, *found)
        if has_errors(found):
            return Outcome(draft, said), None, ()
        finished = Finished(said, counted(draft.book), draft.left_out, draft.book.meta.slug, made)
        return _saved(draft, finished, order, output, shop), finished, tuple(runners.values())


@contextmanager
def _all_locked(order: Order, output: Path, slug: str) -> Iterator[None]:
    with ExitStack() as locks:
        for piece in order.pieces:
            locks.enter_context(locked(order.target(output, slug, piece)))
        yield


def _placed(
    draft: Draft, finished: Finished, order: Order, output: Path, shop: Workshop
) -> Outcome:
    """Put the files of a book that is already made in place."""
    with _all_locked(order, output, finished.slug):
        return _saved(draft, finished, order, output, shop)


def _saved(draft: Draft, finished: Finished, order: Order, output: Path, shop: Workshop) -> Outcome:
    targets = {piece: order.target(output, finished.slug, piece) for piece in finished.made}
    with shop.ledger.stage("save"):
        save_all({targets[piece]: written.data for piece, written in finished.made.items()})
    files = (
        File(targets[piece], len(w.data), w.pages, w.notes) for piece, w in finished.made.items()
    )
    return Outcome(draft, finished.problems, tuple(files), finished.counts)


def preflight(
    draft: Draft, profile: str, progress: Progress = silent, *, shop: Workshop | None = None
) -> Problems:
    """What is wrong with the EPUB that a sound draft makes for one family of e-readers.

    For `kindle`, that is all that Send to Kindle would refuse or spoil; nothing is written.
    """
    draft = replace(draft, problems=without_print_errors(draft.problems, ("epub",)))
    if not draft.is_sound:
        return ()
    from publisher.write.epub.preflight import preflight as look_through

    piece = Piece("epub", profile)
    with (shop or Workshop()).for_one(progress) as means:
        made, problems = _make(draft, _runners(draft, (piece,), means), means)
    found = look_through(made[piece].data) if profile == "kindle" else ()
    config = draft.config
    return (*problems, *(_at_its_key(problem, config) if config else problem for problem in found))


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


def _piece_of(path: Path, ending: str, slug: str) -> Piece:
    """What a finished file is, by its name."""
    if ending != "epub":
        return Piece(ending)
    from publisher.write.epub.profiles import profile_of

    return Piece(ending, profile_of(path.name, slug))


def verify(
    content: Path,
    path: Path,
    progress: Progress = silent,
    *,
    choices: Choices = NO_CHOICES,
    shop: Workshop | None = None,
) -> tuple[Draft, str]:
    """Make the book in `path` (of a format in `BOOKS`) again, in memory, and compare.

    Returns the draft, and where the two differ first: an entry of the EPUB, a byte of the PDF;
    empty where they are equal. Raises OSError where the file cannot be read.
    """
    ending = path.suffix.removeprefix(".")
    old = path.read_bytes()
    with (shop or Workshop()).for_one(progress) as means:
        config, problems = _configured(content, "", choices)
        if config is None:
            return Draft(None, None, None, problems), ""
        draft = _drafted(config, problems, Order((ending,)), means)
        if not draft.is_sound:
            return draft, ""
        piece = _piece_of(path, ending, config.meta.slug)
        made, found = _make(draft, _runners(draft, (piece,), means), means)
    draft = replace(draft, problems=(*draft.problems, *found))
    return draft, _difference(ending, old, made[piece].data)


def export(
    content: Path, name: str, *, shop: Workshop | None = None
) -> tuple[Draft, Written | None]:
    """Read a book and write its pairs and terms in the format `name` (of `EXPORTS`)."""
    draft = read_book(content, shop=shop)
    problems = without_print_errors(draft.problems, (name,))
    draft = replace(draft, problems=problems)
    if not draft.is_sound or draft.book is None:
        return draft, None
    return draft, EXPORTS[name](draft.book)


def export_terms(content: Path, name: str) -> tuple[Draft, Written | None]:
    """Read a book and write its terms in the format `name` (of `TERMS`)."""
    draft = read_book(content)
    draft = replace(draft, problems=without_print_errors(draft.problems, (name,)))
    if not draft.is_sound or draft.book is None:
        return draft, None
    return draft, TERMS[name][1](draft.book)
