"""Posts → Book: who mentions which term where, in what order; every link resolved or unwrapped.

`surveying` reads off a post's text what the others must know, `binding` does to it what the book
says; between the two no text is needed. `names` makes names comparable, `merging` finds the entries
that are one term, `sorting` puts them in order, `linking` finds and links names in the text,
`findings` says what is left to decide.

What a `Book` holds leads somewhere: a link to a post outside the book, or to an id that no block
carries, becomes plain text here, with a problem at its place.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import unquote

from publisher.index.binding import bound
from publisher.index.findings import Terms, term_problems, unlinked_names
from publisher.index.glossary import book_glossary
from publisher.index.linking import Names, link
from publisher.index.surveying import survey
from publisher.jobs import Runner, one_by_one
from publisher.model import (
    EDITION,
    Bilingual,
    Book,
    BookMeta,
    Chapter,
    Credit,
    Decision,
    Edition,
    Entry,
    Occurrence,
    Order,
    Post,
    Survey,
    Ties,
)
from publisher.problems import Place, Problem, Problems

__all__ = ["bound_chapter", "index", "linked_posts", "survey", "unlinked_names"]

_T = TypeVar("_T")

_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}-")


def _chapters(chapters: Sequence[Chapter]) -> tuple[Chapter, ...]:
    """Each post with its entries; a link that the build made may lead to another post's."""
    found: dict[str, list[Occurrence]] = {t.anchor: [] for c in chapters for t in c.post.terms}
    for chapter in chapters:
        mentions = {mention.id: mention for mention in chapter.post.mentions}
        for identifier, language in chapter.survey.mentions:
            mention = mentions[identifier]
            found[mention.term].append(Occurrence(mention, language))
    return tuple(
        replace(
            chapter,
            entries=tuple(Entry(term, tuple(found[term.anchor])) for term in chapter.post.terms),
        )
        for chapter in chapters
    )


# -- links between posts ---------------------------------------------------------------------------


def _path_keys(path: str) -> Iterator[str]:
    """Every way in which Hugo lets another post name the file at a path, most exact first."""
    stem = path.removesuffix(".md").removesuffix("/index")
    yield from (path, stem)
    parts = stem.split("/")
    for start in range(1, len(parts)):
        yield from ("/".join(parts[start:]) + ".md", "/".join(parts[start:]))
    yield _DATED.sub("", parts[-1])


def _keys(post: Post) -> Iterator[str]:
    yield from (*_path_keys(post.path), post.slug)


def _addresses(posts: tuple[Post, ...]) -> dict[str, Post]:
    table: dict[str, Post] = {}
    for post in posts:
        for key in _keys(post):
            table.setdefault(key, post)
    return table


def _find_post(target: str, source: Post, table: Mapping[str, _T]) -> _T | None:
    plain = unquote(target).strip()
    path = plain if plain.startswith(".") else plain.strip("/")
    beside = posixpath.normpath(posixpath.join(posixpath.dirname(source.path), path))
    for key in (beside.rstrip("/"), path, path.removesuffix("/index.md"), path.removesuffix(".md")):
        if key in table:
            return table[key]
    return None


def _by_keys(posts: Mapping[str, _T]) -> dict[str, _T]:
    """What is known of posts by their paths, under every name that a link may give them."""
    table: dict[str, _T] = {}
    for path, known in posts.items():
        for key in _path_keys(path):
            table.setdefault(key, known)
    return table


def _path(target: str) -> str:
    """The post that a link names, without the place in it; empty for a link inside its post."""
    return target.removeprefix("post:").partition("#")[0]


def linked_posts(source: Post, said: Survey, paths: Iterable[str]) -> tuple[str, ...]:
    """Which of these posts a surveyed post has links to, in the order of the paths."""
    table = _by_keys({path: path for path in paths})
    found = {
        path
        for address, _ in said.links
        if address.startswith("post:") and (path := _find_post(_path(address), source, table))
    }
    return tuple(path for path in dict.fromkeys(table.values()) if path in found)


class _Links:
    """Finds where the links of one post after another lead, and remembers which lead nowhere."""

    def __init__(
        self,
        posts: tuple[Post, ...],
        surveys: Sequence[Survey],
        drafts: tuple[str, ...],
        elsewhere: Mapping[str, str],
    ) -> None:
        self.table = _addresses(posts)
        self.drafts = {key: path for path in drafts for key in _path_keys(path)}
        self.elsewhere = _by_keys(elsewhere)
        self.homes = {
            name: post.anchor
            for post, survey in zip(posts, surveys, strict=True)
            for name in survey.anchors
        }
        self.seen: set[str] = set()
        self.problems: list[Problem] = []

    def ties(self, post: Post, survey: Survey) -> Ties:
        """What the book says to one post; those before it in the book come first."""
        found: dict[str, tuple[str, str, str]] = {}
        lost: set[str] = set()
        for address, place in survey.links:
            if address not in found:
                found[address], is_known = self._tie(address, post)
                lost |= set() if is_known else {address}
            if address in lost:
                self._lost(address, place, post)
        taken = tuple(name for name in dict.fromkeys(survey.ids) if name in self.seen)
        self.seen.update(survey.ids)
        return Ties(tuple(found.values()), taken)

    def _tie(self, address: str, post: Post) -> tuple[tuple[str, str, str], bool]:
        """Where a link leads, and whether that is known: to a place of the book, or elsewhere."""
        if there := self._resolve(address, post):
            return (address, f"#{there}", self.homes[there]), True
        path = _path(address)
        outside = _find_post(path, post, self.elsewhere) if path else None
        return (address, outside or "", ""), outside is not None

    def _resolve(self, address: str, post: Post) -> str:
        """The id that an address leads to; empty for none."""
        if address.startswith("#"):
            return address[1:] if address[1:] in self.homes else ""
        path, _, fragment = address.removeprefix("post:").partition("#")
        found = _find_post(path, post, self.table) if path else post
        if found is None:
            return ""
        exact = f"{found.anchor}--{fragment}"
        return exact if fragment and exact in self.homes else found.anchor

    def _lost(self, target: str, place: Place, post: Post) -> None:
        shown = target.removeprefix("post:")
        path = shown.partition("#")[0]
        if path and (draft := _find_post(path, post, self.drafts)):
            message = f"the link to “{shown}” leads to {draft}, which is a draft"
            hint = "Its text is kept without the link. Finish the draft, or take the link out."
            self.problems.append(Problem("M009", place, message, hint))
            return
        message = f"the link to “{shown}” leads to nothing in this book"
        hint = "Its text is kept without the link. Correct the target, or add that post."
        self.problems.append(Problem("M002", place, message, hint))


# -- what the book says about itself ---------------------------------------------------------------


def _newest(posts: tuple[Post, ...]) -> datetime | None:
    dates = [post.meta.date for post in posts if post.meta.date]
    aware = [d if d.tzinfo else d.replace(tzinfo=UTC) for d in dates]
    return max(aware, default=None)


def _people(posts: tuple[Post, ...]) -> tuple[Credit, ...]:
    """Authors of all posts, then everybody else, each person once for each role."""
    everyone = [person for post in posts for person in post.credits.people]
    ordered = sorted(everyone, key=lambda person: person.role != "aut")
    return tuple(dict.fromkeys(ordered))


def _makers(meta: BookMeta, posts: tuple[Post, ...]) -> tuple[Credit, ...]:
    """The authors that the book names, or those of its posts; and everybody who helped with one."""
    if not meta.creators:
        return _people(posts)
    named = {(person.role, person.name) for person in meta.creators}
    helped = (person for person in _people(posts) if person.role != "aut")
    return (*meta.creators, *(p for p in helped if (p.role, p.name) not in named))


def _single_title(posts: tuple[Post, ...]) -> Bilingual:
    return posts[0].meta.title if len(posts) == 1 else Bilingual()


def _described(posts: tuple[Post, ...], meta: BookMeta) -> BookMeta:
    tags = tuple(dict.fromkeys(tag for post in posts for tag in post.meta.tags))
    sources = tuple(dict.fromkeys(p.credits.source for p in posts if p.credits.source))
    return replace(
        meta,
        title=meta.title or _single_title(posts) or Bilingual(en=meta.slug),
        creators=_makers(meta, posts),
        modified=meta.modified or _newest(posts),
        subjects=meta.subjects or tags,
        sources=meta.sources or sources,
    )


def bound_chapter(post: Post, said: Survey, ties: Ties) -> Chapter:
    """The chapter of one post as it stands in a book that has said `ties` to it."""
    (chapter,) = _chapters([Chapter(bound(post, ties), (), said, ties)])
    return chapter


def _linked(
    chapters: tuple[Chapter, ...], edition: Edition, decisions: Sequence[Decision], order: Order
) -> tuple[Chapter, ...]:
    """The chapters with the links to terms that the edition wants made."""
    if edition.glossary_link == "none":
        return chapters
    names = Names(book_glossary(chapters, decisions))
    every = edition.glossary_link == "all"
    posts = (link(chapter.post, names, order, every=every) for chapter in chapters)
    return _chapters([Chapter(post, (), survey(post, order)) for post in posts])


def index(  # noqa: PLR0913, PLR0917  each says one thing of one book
    posts: tuple[Post, ...],
    meta: BookMeta,
    edition: Edition = EDITION,
    decisions: Sequence[Decision] = (),
    drafts: tuple[str, ...] = (),
    surveys: Sequence[Survey] = (),
    *,
    elsewhere: Mapping[str, str] = MappingProxyType({}),
    run: Runner = one_by_one,
) -> tuple[Book, Problems]:
    """Resolve what posts say of each other and of their terms.

    `posts` are in the book's order and have unique anchors; `decisions` are a person's on the
    terms of the whole book, `edition` says how those are sorted and linked; `drafts` are the paths
    of posts that the book leaves out as drafts, `elsewhere` those of posts that a handout does
    without, each with its address or an empty string. Posts may be abridged where their `surveys`
    are given and the edition wants no links made; `bound_chapter` then does to their texts what is
    said by `Chapter.ties`. `run` finds out how Chinese names are read.

    Returns the book, a problem for each link that leads to nothing (M002) or to a draft (M009), and
    what is to be said of the terms (G010 and following).
    """
    surveys = surveys or [survey(post, meta.order) for post in posts]
    links = _Links(posts, surveys, drafts, elsewhere)
    tied = [(post, said, links.ties(post, said)) for post, said in zip(posts, surveys, strict=True)]
    found = [Chapter(bound(post, ties), (), said, ties) for post, said, ties in tied]
    chapters = _linked(_chapters(found), edition, decisions, meta.order)
    glossary = book_glossary(chapters, decisions, edition.glossary_sort, run)
    book = Book(_described(posts, meta), chapters, glossary)
    paths = tuple(post.path for post in posts)
    terms = Terms(glossary, tuple(decisions), paths, edition.handout)
    return book, (*links.problems, *term_problems(terms))
