"""Every element of a post in one fixed order, changed on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from publisher.model import (
    Block,
    Footnote,
    Group,
    Pair,
    Post,
    Shared,
    Single,
    Term,
    Text,
    Unit,
)
from publisher.problems import Place
from publisher.xhtml import Element, Node, transform, walk

Change = Callable[[Element, Place], tuple[Node, ...]]
"""What becomes of an element; its children have been changed. The place is its block's."""


def elements(block: Block) -> Iterator[Element]:
    """Every element of a block and of those inside it."""
    yield from walk(block.element)
    for child in block.children:
        yield from elements(child)


def _nodes(nodes: tuple[Node, ...], change: Change, place: Place) -> tuple[Node, ...]:
    out: list[Node] = []
    for node in nodes:
        if isinstance(node, str):
            out.append(node)
        else:
            out.extend(transform(node, lambda found: change(found, place)))
    return tuple(out)


def _block(block: Block, change: Change) -> Block:
    nodes = transform(block.element, lambda found: change(found, block.place))
    shell = nodes[0] if nodes and isinstance(nodes[0], Element) else block.element
    children = tuple([_block(child, change) for child in block.children])
    if shell is block.element and not children:
        return block
    return Block(block.kind, shell, block.place, block.language, children)


def _unit(unit: Unit, change: Change) -> Unit:
    if isinstance(unit, Group):
        flow = tuple([_unit(step, change) for step in unit.flow])
        return Group(_block(unit.block, change), flow)  # whose own children are not shown
    if isinstance(unit, Shared):
        return Shared(_block(unit.block, change))
    if isinstance(unit, Single):
        blocks = tuple([_block(block, change) for block in unit.blocks])
        return Single(blocks, unit.language, unit.reason)
    if unit.whole is not None:  # its sides are for reading only and share its ids
        return Pair(unit.en, unit.zh, _block(unit.whole, change))
    en = tuple([_block(block, change) for block in unit.en])
    zh = tuple([_block(block, change) for block in unit.zh])
    return Pair(en, zh)


def _note(note: Footnote, change: Change) -> Footnote:
    return replace(note, flow=tuple([_unit(unit, change) for unit in note.flow]))


def _text(text: Text, change: Change) -> Text:
    flow = tuple([_unit(unit, change) for unit in text.flow])
    return Text(flow, tuple([_note(note, change) for note in text.footnotes]))


def _term(term: Term, change: Change) -> Term:
    definitions = (
        replace(found, content=_nodes(found.content, change, found.place))
        for found in term.definitions
    )
    return replace(term, definitions=tuple(definitions))


def changed(post: Post, change: Change) -> Post:
    """A post with `change` done to each of its elements: credits, text, notes, terms in turn.

    Of an abridged post, to those that it has.
    """
    lines = tuple(
        replace(line, content=_nodes(line.content, change, line.place))
        for line in post.credits.lines
    )
    return replace(
        post,
        credits=replace(post.credits, lines=lines),
        text=_text(post.text, change) if post.text else None,
        terms=tuple(_term(term, change) for term in post.terms),
    )
