"""Post → Survey: what the text of one post says to the rest of its book, read off once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from publisher.index.walking import changed, elements
from publisher.language import Language, language_of
from publisher.model import (
    Block,
    Group,
    Order,
    Pair,
    Post,
    Shared,
    Single,
    Survey,
    Unit,
    shown_blocks,
)
from publisher.problems import Place
from publisher.xhtml import Element, Node, text, walk

# -- mentions --------------------------------------------------------------------------------------


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
            for node in elements(block):
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


# -- what links lead to ----------------------------------------------------------------------------


def _anchors(post: Post) -> Iterator[str]:
    """Every id that a link may lead to."""
    yield post.anchor
    yield from (term.anchor for term in post.terms)
    yield from (anchor for note in post.footnotes for anchor in note.anchors)
    for flow in (post.flow, *(note.flow for note in post.footnotes)):
        for block in shown_blocks(flow):
            yield from (name for node in elements(block) if (name := node.get("id")))
    for term in post.terms:
        for definition in term.definitions:
            for node in definition.content:
                yield from (name for found in walk(node) if (name := found.get("id")))


def _pairs(flow: Iterable[Unit]) -> int:
    return sum(
        _pairs(unit.flow) if isinstance(unit, Group) else isinstance(unit, Pair) for unit in flow
    )


def _words(block: Block) -> Iterator[str]:
    yield text(block.element)
    for child in block.children:
        yield from _words(child)


def _alphabet(post: Post) -> str:
    found = set[str]()
    for flow in (post.flow, *(note.flow for note in post.footnotes)):
        for block in shown_blocks(flow):
            found.update(*_words(block))
    return "".join(sorted(found))


def is_inner(node: Element) -> bool:
    """Whether an element is a link inside the book."""
    return node.tag == "a" and node.get("href").startswith(("post:", "#"))


def _own_place(node: Element, place: Place) -> Place:
    """Where a link itself was written, where that is known; else where its block begins."""
    line, _, column = node.get("data-at").partition(":")
    return Place(place.path, int(line), int(column)) if column else place


def survey(post: Post, order: Order) -> Survey:
    """What the rest of a book needs to know of a post's text; `order` is the book's."""
    ids: list[str] = []
    links: list[tuple[str, Place]] = []

    def look(node: Element, place: Place) -> tuple[Node, ...]:
        if node.attrs:
            if name := node.get("id"):
                ids.append(name)
            if is_inner(node):
                links.append((node.get("href"), _own_place(node, place)))
        return (node,)

    changed(post, look)
    return Survey(
        tuple(ids),
        tuple(dict.fromkeys(_anchors(post))),
        tuple(links),
        (*_body_mentions(post, order), *_glossary_mentions(post)),
        _pairs(post.flow),
        _alphabet(post),
    )
