"""All the trees of a manuscript at once: every element walked or changed, wherever it stands."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from publisher.load.inline import Nodes, elements
from publisher.model import Block, Credits, Manuscript, Term
from publisher.problems import Place
from publisher.xhtml import Element, Node, transform, walk

_AT = re.compile(r"(\d+):(\d+)")

Change = Callable[[Element], tuple[Node, ...]]
"""What stands in an element's place, its children already changed; see `xhtml.transform`."""


def place_of(node: Element, path: str) -> Place:
    """Where the author wrote a link or an image (its `data-at`)."""
    found = _AT.fullmatch(node.get("data-at"))
    return Place(path, int(found[1]), int(found[2])) if found else Place(path)


def _is_words(node: Node) -> bool:
    return isinstance(node, str)


def change_nodes(nodes: Nodes, change: Change) -> Nodes:
    """Change every element of a row of nodes."""
    if all(map(_is_words, nodes)):
        return nodes
    out: list[Node] = []
    for node in nodes:
        out.extend((node,) if isinstance(node, str) else transform(node, change))
    return tuple(out)


def change_block(block: Block, change: Change) -> Block:
    """Change every element of a block but the block's own, and those of its children."""
    old = block.element
    nodes = change_nodes(old.children, change)
    shell = old if nodes is old.children else Element(old.tag, old.attrs, nodes)
    own = change(shell)
    kept = own[0] if own and isinstance(own[0], Element) else shell
    children = tuple([change_block(child, change) for child in block.children])
    if kept is old and not children:
        return block
    return Block(block.kind, kept, block.place, block.language, children)


def change_blocks(blocks: Iterable[Block], change: Change) -> tuple[Block, ...]:
    """Change every element of blocks."""
    return tuple(change_block(block, change) for block in blocks)


def _change_terms(terms: tuple[Term, ...], change: Change) -> tuple[Term, ...]:
    return tuple(
        replace(
            term,
            definitions=tuple(
                replace(part, content=change_nodes(part.content, change))
                for part in term.definitions
            ),
        )
        for term in terms
    )


def _change_credits(credits_: Credits, change: Change) -> Credits:
    return replace(
        credits_,
        lines=tuple(
            replace(line, content=change_nodes(line.content, change)) for line in credits_.lines
        ),
    )


def change_prose(manuscript: Manuscript, change: Change) -> Manuscript:
    """Change every element of the blocks, the footnotes and the definitions."""
    return replace(
        manuscript,
        blocks=change_blocks(manuscript.blocks, change),
        terms=_change_terms(manuscript.terms, change),
        footnotes=tuple(
            replace(note, blocks=change_blocks(note.blocks, change))
            for note in manuscript.footnotes
        ),
    )


def change_margins(manuscript: Manuscript, change: Change) -> Manuscript:
    """Change every element of the credits and of the glossary's title."""
    title = manuscript.glossary_title
    return replace(
        manuscript,
        credits=_change_credits(manuscript.credits, change),
        glossary_title=title and change_block(title, change),
    )


def _block_elements(blocks: Iterable[Block]) -> Iterator[Element]:
    for block in blocks:
        yield from walk(block.element)
        yield from _block_elements(block.children)


def prose_elements(manuscript: Manuscript) -> Iterator[Element]:
    """Every element that `change_prose` would change, in the order of the trees."""
    yield from _block_elements(manuscript.blocks)
    for term in manuscript.terms:
        for part in term.definitions:
            yield from elements(part.content)
    for note in manuscript.footnotes:
        yield from _block_elements(note.blocks)
