"""Posts → Book: who mentions which term where, in what order; every link resolved or unwrapped.

`names` makes names comparable, `merging` finds the entries that are one term, `sorting` puts them
in order, `linking` finds and links names in the text, `findings` says what is left to decide.

What a `Book` holds leads somewhere: a link to a post outside the book, or to an id that no block
carries, becomes plain text here, with a problem at its place.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TypeVar
from urllib.parse import unquote

from publisher.index.findings import Terms, term_problems
from publisher.index.glossary import book_glossary
from publisher.index.linking import Names, link
from publisher.language import Language, language_of
from publisher.model import (
    EDITION,
    Bilingual,
    Block,
    Book,
    BookMeta,
    Chapter,
    Credit,
    Decision,
    Edition,
    Entry,
    Footnote,
    Group,
    Occurrence,
    Order,
    Pair,
    Post,
    Shared,
    Single,
    Term,
    Unit,
    shown_blocks,
)
from publisher.problems import Place, Problem, Problems
from publisher.xhtml import Element, Node, text, transform, walk, with_attrs

_T = TypeVar("_T")

_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}-")


def _elements(block: Block) -> Iterator[Element]:
    yield from walk(block.element)
    for child in block.children:
        yield from _elements(child)


def _runs(flow: Iterable[Unit], order: Order) -> Iterator[tuple[Block, Language | None]]:
    """Every block of a flow in reading order with the language of its side."""
    for unit in flow:
        if isinstance(unit, Group):
            yield from _runs(unit.flow, order)
        elif isinstance(unit, Single):
            yield from ((block, unit.language) for block in unit.blocks)
        elif isinstance(unit, Shared):
            yield unit.block, None
        elif unit.whole is not None:
            yield unit.whole, None
        else:
            for language in order.languages:
                yield from ((block, language) for block in unit.side(language))


def _body_mentions(post: Post, order: Order) -> Iterator[tuple[str, Language]]:
    flows = [post.flow, *(note.flow for note in post.footnotes)]
    for flow in flows:
        for block, side in _runs(flow, order):
            for node in _elements(block):
                if "term" in node.classes:
                    words = text(node)
                    yield node.get("id"), side or language_of(words) or Language.ZH


def _glossary_mentions(post: Post) -> Iterator[tuple[str, Language]]:
    for term in post.terms:
        for definition in term.definitions:
            for node in definition.content:
                for found in walk(node):
                    if "term" in found.classes:
                        yield found.get("id"), definition.language


def _chapters(posts: tuple[Post, ...], order: Order) -> tuple[Chapter, ...]:
    """Each post with its entries; a link that the build made may lead to another post's."""
    found: dict[str, list[Occurrence]] = {t.anchor: [] for post in posts for t in post.terms}
    for post in posts:
        mentions = {mention.id: mention for mention in post.mentions}
        for identifier, language in (*_body_mentions(post, order), *_glossary_mentions(post)):
            mention = mentions[identifier]
            found[mention.term].append(Occurrence(mention, language))
    return tuple(
        Chapter(post, tuple(Entry(term, tuple(found[term.anchor])) for term in post.terms))
        for post in posts
    )


# -- rebuilding a post's trees ---------------------------------------------------------------------

_Change = Callable[[Element, Place], tuple[Node, ...]]


def _change_nodes(nodes: tuple[Node, ...], change: _Change, place: Place) -> tuple[Node, ...]:
    out: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            out.append(node)
        else:
            out.extend(transform(node, lambda found: change(found, place)))
    return tuple(out)


def _change_block(block: Block, change: _Change) -> Block:
    nodes = transform(block.element, lambda found: change(found, block.place))
    shell = nodes[0] if nodes and isinstance(nodes[0], Element) else block.element
    children = tuple(_change_block(child, change) for child in block.children)
    if shell is block.element and not children:
        return block
    return Block(block.kind, shell, block.place, block.language, children)


def _change_unit(unit: Unit, change: _Change) -> Unit:
    if isinstance(unit, Group):
        flow = tuple(_change_unit(step, change) for step in unit.flow)
        return replace(unit, block=_change_block(unit.block, change), flow=flow)
    if isinstance(unit, Shared):
        return replace(unit, block=_change_block(unit.block, change))
    if isinstance(unit, Single):
        return replace(unit, blocks=tuple(_change_block(b, change) for b in unit.blocks))
    if unit.whole is not None:  # its sides are for reading only and share its ids
        return replace(unit, whole=_change_block(unit.whole, change))
    en = tuple(_change_block(block, change) for block in unit.en)
    zh = tuple(_change_block(block, change) for block in unit.zh)
    return Pair(en, zh)


def _change_footnote(note: Footnote, change: _Change) -> Footnote:
    return replace(note, flow=tuple(_change_unit(unit, change) for unit in note.flow))


def _change_term(term: Term, change: _Change) -> Term:
    return replace(
        term,
        definitions=tuple(
            replace(d, content=_change_nodes(d.content, change, d.place)) for d in term.definitions
        ),
    )


def _change_post(post: Post, change: _Change) -> Post:
    lines = tuple(
        replace(line, content=_change_nodes(line.content, change, line.place))
        for line in post.credits.lines
    )
    return replace(
        post,
        credits=replace(post.credits, lines=lines),
        flow=tuple(_change_unit(unit, change) for unit in post.flow),
        footnotes=tuple(_change_footnote(note, change) for note in post.footnotes),
        terms=tuple(_change_term(term, change) for term in post.terms),
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


def link_targets(post: Post) -> tuple[str, ...]:
    """The posts that a post's links name, as they are written."""
    found: dict[str, None] = {}

    def note(node: Element, _place: Place) -> tuple[Node, ...]:
        if node.get("href").startswith("post:") and (path := _path(node.get("href"))):
            found[path] = None
        return (node,)

    _change_post(post, note)
    return tuple(found)


def linked_posts(post: Post, paths: Iterable[str]) -> tuple[str, ...]:
    """Which of these posts a post has links to."""
    table = _by_keys({path: path for path in paths})
    found = (_find_post(target, post, table) for target in link_targets(post))
    return tuple(dict.fromkeys(path for path in found if path))


def _own_place(node: Element, place: Place) -> Place:
    """Where a link itself was written, where that is known; else where its block begins."""
    line, _, column = node.get("data-at").partition(":")
    return Place(place.path, int(line), int(column)) if column else place


class _Links:
    """Resolves the links of one post after another and remembers what it could not resolve."""

    def __init__(
        self, posts: tuple[Post, ...], drafts: tuple[str, ...], elsewhere: Mapping[str, str]
    ) -> None:
        self.table = _addresses(posts)
        self.drafts = {key: path for path in drafts for key in _path_keys(path)}
        self.elsewhere = _by_keys(elsewhere)
        self.ids = {found for post in posts for found in _ids(post)}
        self.seen: set[str] = set()
        self.problems: list[Problem] = []

    def change(self, post: Post) -> _Change:
        """What becomes of one element of `post`."""

        def changed(node: Element, place: Place) -> tuple[Node, ...]:
            if not node.attrs:
                return (node,)
            node = self._unique(node)
            target = node.get("href")
            if node.tag != "a" or not target.startswith(("post:", "#")):
                return (node,)
            place, node = _own_place(node, place), with_attrs(node, data_at=None)
            found = self._resolve(target, post)
            if found:
                return (with_attrs(node, href=found),)
            path = _path(target)
            there = _find_post(path, post, self.elsewhere) if path else None
            if there is None:
                self._lost(target, place, post)
            elif there:
                return (with_attrs(node, href=there),)
            bare = replace(with_attrs(node, href=None), tag="span")
            return (bare,) if node.get("id") else node.children

        return changed

    def _unique(self, node: Element) -> Element:
        identifier = node.get("id")
        if not identifier:
            return node
        if identifier in self.seen:
            return with_attrs(node, id=None)
        self.seen.add(identifier)
        return node

    def _resolve(self, target: str, post: Post) -> str:
        if target.startswith("#"):
            return target if target[1:] in self.ids else ""
        path, _, fragment = target.removeprefix("post:").partition("#")
        found = _find_post(path, post, self.table) if path else post
        if found is None:
            return ""
        exact = f"{found.anchor}--{fragment}"
        return f"#{exact}" if fragment and exact in self.ids else f"#{found.anchor}"

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


def _ids(post: Post) -> Iterator[str]:
    yield post.anchor
    yield from (term.anchor for term in post.terms)
    yield from (anchor for note in post.footnotes for anchor in note.anchors)
    flows = [post.flow, *(note.flow for note in post.footnotes)]
    for flow in flows:
        yield from (
            i for block in shown_blocks(flow) for n in _elements(block) if (i := n.get("id"))
        )
    for term in post.terms:
        for definition in term.definitions:
            for node in definition.content:
                yield from (i for found in walk(node) if (i := found.get("id")))


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


def _linked(
    chapters: tuple[Chapter, ...], edition: Edition, decisions: Sequence[Decision], order: Order
) -> tuple[Chapter, ...]:
    """The chapters with the links to terms that the edition wants made."""
    if edition.glossary_link == "none":
        return chapters
    names = Names(book_glossary(chapters, decisions))
    every = edition.glossary_link == "all"
    posts = tuple(link(chapter.post, names, order, every=every) for chapter in chapters)
    return _chapters(posts, order)


def index(  # noqa: PLR0913  each says one thing of one book
    posts: tuple[Post, ...],
    meta: BookMeta,
    edition: Edition = EDITION,
    decisions: Sequence[Decision] = (),
    drafts: tuple[str, ...] = (),
    *,
    elsewhere: Mapping[str, str] = MappingProxyType({}),
) -> tuple[Book, Problems]:
    """Resolve what posts say of each other and of their terms.

    `posts` are in the book's order and have unique anchors; `decisions` are a person's on the
    terms of the whole book, `edition` says how those are sorted and linked; `drafts` are the paths
    of posts that the book leaves out as drafts, `elsewhere` those of posts that a handout does
    without, each with its address or an empty string.

    Returns the book, a problem for each link that leads to nothing (M002) or to a draft (M009), and
    what is to be said of the terms (G010 and following).
    """
    links = _Links(posts, drafts, elsewhere)
    resolved = tuple(_change_post(post, links.change(post)) for post in posts)
    chapters = _linked(_chapters(resolved, meta.order), edition, decisions, meta.order)
    glossary = book_glossary(chapters, decisions, edition.glossary_sort)
    book = Book(_described(posts, meta), chapters, glossary)
    is_merged = edition.glossary_merged
    terms = Terms(
        chapters, glossary, tuple(decisions), meta.order, is_merged, is_handout=edition.handout
    )
    return book, (*links.problems, *term_problems(terms))
