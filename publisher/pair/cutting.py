"""A leaf cut in pieces: inline elements stay whole, and every piece knows its line."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate

from publisher.language import Language
from publisher.model import Block
from publisher.problems import Place
from publisher.xhtml import Element, Node, text, with_attrs, with_children


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of one language in a block, as positions in its text."""

    language: Language
    start: int
    end: int
    lead: int
    """Where the piece before it ends: an anchor or image on the seam belongs to this one."""

    stop: int
    """Where its line ends."""


def _straddle(node: Element, start: int, end: int) -> tuple[Node, ...]:
    """The part of an element; only its first part keeps the id and stays a mention."""
    children = cut(node.children, start, end, start)
    if start <= 0:
        return (with_children(node, *children),)
    if "term" in node.classes:
        return children
    return (with_children(with_attrs(node, id=None), *children),)


def cut(nodes: Iterable[Node], start: int, end: int, lead: int) -> tuple[Node, ...]:
    """The nodes between two positions of their text, elements whole where they are whole.

    An element without text (an image, an anchor) belongs here from the position `lead` on.
    """
    out: list[Node] = []
    at = 0
    for node in nodes:
        size = len(node) if isinstance(node, str) else len(text(node))
        if isinstance(node, str):
            out.append(node[max(0, start - at) : max(0, end - at)])
        elif size == 0:
            out += [node] if lead <= at < end or at == end > start else []
        elif start <= at and at + size <= end:
            out.append(node)
        elif at < end and at + size > start:
            out += _straddle(node, start - at, end - at)
        at += size
    return tuple(node for node in out if node)


def _is_edge(node: Node) -> bool:
    return not node.strip() if isinstance(node, str) else node.tag == "br"


def trim(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Nodes without line breaks and white space at either end."""
    first, last = 0, len(nodes)
    while first < last and _is_edge(nodes[first]):
        first += 1
    while last > first and _is_edge(nodes[last - 1]):
        last -= 1
    kept = list(nodes[first:last])
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip()
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip()
    return tuple(kept)


class Cutter:
    """Cuts one leaf, however many pieces it falls into, with one look at its nodes."""

    def __init__(self, block: Block) -> None:
        self.block = block
        words = text(block.element)
        sizes = (len(n) if isinstance(n, str) else len(text(n)) for n in block.element.children)
        self.starts = list(accumulate(sizes, initial=0))
        self.ends = [at for at, char in enumerate(words) if char == "\n"]

    def _nodes(self, piece: Piece) -> tuple[Node, ...]:
        """The nodes of a piece; those far from it are not looked at."""
        first = max(0, bisect_left(self.starts, piece.lead) - 1)
        last = bisect_right(self.starts, piece.end)
        shift = self.starts[first]
        near = self.block.element.children[first:last]
        return trim(cut(near, piece.start - shift, piece.end - shift, piece.lead - shift))

    def part(self, piece: Piece) -> Block:
        """The block that holds a piece; the line of its place is the piece's own."""
        block = self.block
        shell = block.element if piece.lead == 0 else with_attrs(block.element, id=None)
        lines = bisect_left(self.ends, piece.start)
        column = block.place.column if lines == 0 else 1
        place = Place(block.place.path, block.place.line + lines, column)
        return Block(block.kind, with_children(shell, *self._nodes(piece)), place, piece.language)

    def parts(self, pieces: tuple[Piece, ...]) -> tuple[Block, ...]:
        """The blocks that hold a side's pieces; lines that follow each other stay one block."""
        out: list[Piece] = []
        for piece in pieces:
            if out and piece.lead == out[-1].stop:
                out[-1] = replace(out[-1], end=piece.end, stop=piece.stop)
            else:
                out.append(piece)
        return tuple(self.part(piece) for piece in out)
