"""A finished book of which a few texts were changed, and nothing that its other pages show of them.

An author corrects a word and makes the book again. Contents, glossary, index and links do not see
the word: they know of a post what stands before its text and what that says to its book
(`Survey`). Where both are as they were, the new pages of the changed posts go into the book in the
place of the old ones. Where anything else is different, the book is made in the usual way, and the
bytes are the same either way.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from publisher.build.cache import Cache
from publisher.build.chapters import PageJob, page_of_post
from publisher.build.finished import Finished, States, Wanted, find, is_still, keep
from publisher.build.keys import digest, key_of, parts_of
from publisher.build.ledger import KEPT, Part
from publisher.build.order import Order, Piece
from publisher.build.posts import Asked, Read
from publisher.build.reading import STEP, Head, head_of, read_posts
from publisher.build.workshop import Noted, Workshop
from publisher.codec import CodecError, decode, encode
from publisher.config import Config
from publisher.jobs import Runner, Sealed
from publisher.model import Chapter, Source, Ties, Written
from publisher.problems import Place, Problem, places_in, unplaced
from publisher.write.epub.chapter import Setting
from publisher.write.epub.revising import with_pages

_FEW = 16
"""Changed posts up to which a book is revised."""

_QUICKLY = 1


# -- what is kept beside a book --------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Row:
    """One file of the content folder, as the finished book has it."""

    path: str
    state: bytes
    number: int = -1
    """Of its chapter in the book; -1 for a file that is none."""

    source: Source | None = None
    kept: bytes = b""
    """The name under which the post is kept as it was read."""

    sealed: bytes = b""
    """The name of the post, sealed."""


@dataclass(frozen=True, slots=True)
class _Record:
    """What a book can be revised by."""

    rows: tuple[_Row, ...]
    pages: tuple[bytes, ...]
    """For each file of the book, the name under which the `_Around` of its pages are kept."""


@dataclass(frozen=True, slots=True)
class _Around:
    """What a page depends on beside its post, and beside what is set for all posts."""

    ties: Ties
    setting: Setting


def _mark(config: Config, wanted: Wanted) -> str:
    """Where the name of the last book is noted that differs from this one in its files alone."""
    return f"{config.root}\nbook\n{wanted.frame.hex()}"


def _beside(name: bytes) -> bytes:
    return digest(("record", name))


def _keep_pages(cache: Cache, jobs: Sequence[PageJob]) -> bytes:
    """Keep what is around each page, a line for one, and give the name: a digest of the lines."""
    lines = b"\n".join(encode(_Around, _Around(job.ties, job.setting)) for job in jobs)
    name = digest(("pages", lines))
    if not cache.has(name):
        cache.put(name, zlib.compress(lines, _QUICKLY))
    return name


def _keep_record(cache: Cache, config: Config, wanted: Wanted, record: _Record) -> None:
    cache.put(_beside(wanted.name), encode(_Record, record))
    cache.note(_mark(config, wanted), wanted.name.hex())


def _rows(states: States, posts: Iterable[tuple[Chapter, bytes, Sealed]]) -> Iterator[_Row]:
    chapters = {
        chapter.post.path: (number, chapter.post, kept, sealed.name)
        for number, (chapter, kept, sealed) in enumerate(posts)
    }
    for path, state in states:
        if path in chapters:
            number, post, kept, sealed = chapters[path]
            source = Source(path, post.slug, post.anchor)
            yield _Row(path, state, number, source, kept, sealed)
        else:
            yield _Row(path, state)


def keep_record(
    shop: Workshop,
    config: Config,
    wanted: Wanted,
    posts: Iterable[tuple[Chapter, bytes, Sealed]],
    runners: Iterable[Noted],
) -> None:
    """Keep what a finished book can be revised by.

    `posts` are those of its chapters, each with the name under which it is kept, and sealed;
    `runners` are those that its files were made with, in their order.
    """
    if shop.cache is not None:
        pages = tuple(_keep_pages(shop.cache, one.jobs[page_of_post]) for one in runners)
        record = _Record(tuple(_rows(wanted.states, posts)), pages)
        _keep_record(shop.cache, config, wanted, record)


# -- what has changed ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Change:
    """A post as the finished book has it, and as it is now."""

    row: _Row
    state: bytes
    read: Read
    old: Head
    new: Head

    @property
    def now(self) -> _Row:
        """The row of the file in the revised book."""
        read = self.read
        return replace(self.row, state=self.state, kept=read.kept, sealed=read.sealed.name)

    @property
    def more_pairs(self) -> int:
        """How many pairs have come; below 0, how many have gone."""
        return self.new.survey.pairs - self.old.survey.pairs


def _changed(record: _Record, states: States) -> list[tuple[_Row, bytes]]:
    """The posts that were changed; none where another file was, or where they are many."""
    if [row.path for row in record.rows] != [path for path, _ in states]:
        return []
    both = zip(record.rows, states, strict=True)
    changed = [(row, state) for row, (_, state) in both if row.state != state]
    # A README is a post if it has front matter, and what was read of it does not tell.
    is_odd = any(not row.kept or row.path.lower().endswith("readme.md") for row, _ in changed)
    return [] if is_odd or len(changed) > _FEW else changed


def _text_aside(head: Head) -> Head:
    """What is kept before a text, without what no other page of an e-book shows of the text."""
    return replace(head, survey=replace(head.survey, pairs=0, alphabet=""))


def _is_told(problem: Problem, places: Iterable[Place]) -> bool:
    """Whether a message stands at one of these places, or names one."""
    words = f"{problem.place}\n{problem.message}\n{problem.hint}"
    return any(
        f"{place.path}:{place.line}" in words or f"line {place.line}" in words for place in places
    )


def _is_unseen(change: _Change, said: Iterable[Problem]) -> bool:
    """Whether a changed post is the same to its book, and nothing else is to be said of it.

    What has moved within the post may not be told of in anything that was `said` of the book.
    """
    before, now = _text_aside(change.old), _text_aside(change.new)
    if before.problems != now.problems or unplaced(before) != unplaced(now):
        return False
    both = zip(places_in(before), places_in(now), strict=True)
    moved = {old for old, new in both if old != new}
    path = change.row.path
    naming = (p for p in said if path in p.place.path or path in p.message or path in p.hint)
    return not moved or not any(_is_told(problem, moved) for problem in naming)


# -- revising --------------------------------------------------------------------------------------


class _Revising:
    """One book on its way from its last make to the next."""

    def __init__(self, shop: Workshop, cache: Cache, config: Config, record: _Record) -> None:
        self.shop, self.cache, self.config, self.record = shop, cache, config, record

    def changes(self, states: States) -> list[_Change]:
        """The changed posts; none where one cannot be read, or changes under our hands."""
        rows = _changed(self.record, states)
        sources = [row.source for row, _ in rows if row.source]
        asked = Asked(self.config.limits, self.config.meta.order, whole=False)
        found = [read for _, read in read_posts(self.shop, self.config.root, sources, asked)]
        changes: list[_Change] = []
        for (row, state), read in zip(rows, found, strict=True):
            old, new = self.cache.get(row.kept), self.cache.get(read.kept)
            if not (old and new) or not is_still(self.config.root / row.path, state):
                return []
            changes.append(_Change(row, state, read, head_of(old), head_of(new)))
        return changes

    def _jobs(self, line: bytes, change: _Change) -> tuple[PageJob, PageJob]:
        """The page of a post, as it was made and as it is to be made."""
        around, source = decode(_Around, line), change.row.source
        name = source.anchor if source else ""
        layout, order = self.config.edition.layout, self.config.meta.order
        before = Sealed(change.row.sealed, None)
        old = PageJob(name, before, around.ties, layout, order, around.setting)
        return old, replace(old, post=change.read.sealed)

    def _pages(
        self, run: Runner, around: bytes, changes: Sequence[_Change]
    ) -> Iterator[tuple[bytes, bytes]]:
        """The old page of each changed post and the new one, as long as the old ones are kept."""
        lines = zlib.decompress(around).split(b"\n")
        jobs = [self._jobs(lines[change.row.number], change) for change in changes]
        olds = (self.cache.get(key_of(page_of_post, old, parts_of(old))) for old, _ in jobs)
        news = run(page_of_post, [new for _, new in jobs])
        return ((old, new) for old, new in zip(olds, news, strict=True) if old)

    def file(
        self, piece: Piece, old: Written, kept: bytes, changes: Sequence[_Change]
    ) -> Written | None:
        """One of the book's files with its new pages; None where others would change with them."""
        around = self.cache.get(kept)
        if around is None:
            return None
        run = self.shop.runner_of(self.config.root, piece)
        with self.shop.ledger.stage(piece.ending):
            pages = list(self._pages(run, around, changes))
            data = with_pages(old.data, pages) if len(pages) == len(changes) else None
        return replace(old, data=data) if data else None

    def keep(self, wanted: Wanted, finished: Finished, changes: Sequence[_Change]) -> None:
        """Keep the book, so that it can be revised in its turn."""
        now = {change.row.number: change.now for change in changes}
        rows = tuple(now.get(row.number, row) if row.source else row for row in self.record.rows)
        keep(self.shop, wanted.name, finished)
        _keep_record(self.cache, self.config, wanted, replace(self.record, rows=rows))

    def tell(self, changes: Sequence[_Change], steps: Iterable[str]) -> None:
        """Write down what is as it was: the other posts, and the files that are no post."""
        changed = {change.row.number for change in changes}
        sources = [row.source for row in self.record.rows if row.number not in changed]
        kept = [(STEP, source.path) for source in sources if source]
        for step in steps:
            kept += [(step, source.anchor) for source in sources if source]
            kept.append((step, "all other files"))
        self.shop.ledger.parts += [Part(step, name, 0.0, KEPT) for step, name in kept]


def _revised(revising: _Revising, last: bytes, order: Order, wanted: Wanted) -> Finished | None:
    shop, record = revising.shop, revising.record
    changes = revising.changes(wanted.states)
    finished = find(shop, last) if changes else None
    if finished is None or not all(_is_unseen(one, finished.problems) for one in changes):
        return None
    made: dict[Piece, Written] = {}
    for piece, kept in zip(order.pieces, record.pages, strict=True):
        written = revising.file(piece, finished.made[piece], kept, changes)
        if written is None:
            return None
        made[piece] = written
    pairs = finished.counts.pairs + sum(change.more_pairs for change in changes)
    new = replace(finished, counts=replace(finished.counts, pairs=pairs), made=made)
    revising.keep(wanted, new, changes)
    revising.tell(changes, [piece.ending for piece in order.pieces])
    return new


def revised(shop: Workshop, config: Config, order: Order, wanted: Wanted) -> Finished | None:
    """The book that is wanted, made of the last one; None where it has to be made anew.

    That is so where no e-book was made before with the same settings, or something was changed that
    is told by more than the pages of a few posts.
    """
    cache = shop.cache
    if cache is None:
        return None
    last = bytes.fromhex(cache.mark(_mark(config, wanted)))
    record = cache.get(_beside(last))
    try:
        if record is None:
            return None
        return _revised(
            _Revising(shop, cache, config, decode(_Record, record)), last, order, wanted
        )
    except CodecError:
        return None
