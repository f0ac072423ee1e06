"""Inline nodes taken apart by their text: cut at an offset, trimmed, divided into lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from publisher.xhtml import Element, Node, text, walk, with_attrs

Nodes = tuple[Node, ...]


def flat(nodes: Iterable[Node]) -> str:
    """The text of a row of nodes."""
    return "".join(text(node) for node in nodes)


def elements(nodes: Iterable[Node]) -> Iterator[Element]:
    """Every element of a row of nodes in document order."""
    for node in nodes:
        yield from walk(node)


def _is_blank(node: Node) -> bool:
    """Whether a node shows nothing at the edge of a line: white space or a line break."""
    if isinstance(node, str):
        return not node.strip()
    return node.tag == "br"


def cut(nodes: Nodes, offset: int) -> tuple[Nodes, Nodes]:
    """Divide nodes after `offset` characters of their text.

    An element across the cut stands in both parts, with its id in the first; elements without
    text at the cut go to the second.
    """
    left: list[Node] = []
    for position, node in enumerate(nodes):
        length = len(text(node))
        if offset == 0 or offset < length:
            before, after = _cut_node(node, offset)
            return (*left, *before), (*after, *nodes[position + 1 :])
        left.append(node)
        offset -= length
    return tuple(left), ()


def _cut_node(node: Node, offset: int) -> tuple[Nodes, Nodes]:
    if offset == 0:
        return (), (node,)
    if isinstance(node, str):
        return (node[:offset],), (node[offset:],)
    left, right = cut(node.children, offset)
    second = with_attrs(replace(node, children=right), id=None)
    return (replace(node, children=left),), (second,)


def _trim_start(nodes: Nodes) -> Nodes:
    rest = list(nodes)
    while rest and _is_blank(rest[0]):
        rest.pop(0)
    if rest and isinstance(rest[0], str):
        rest[0] = rest[0].lstrip()
    elif rest and isinstance(rest[0], Element):
        if not rest[0].children and rest[0].tag != "img":  # an empty anchor: look past it
            return (rest[0], *_trim_start(tuple(rest[1:])))
        rest[0] = replace(rest[0], children=_trim_start(rest[0].children))
    return tuple(rest)


def _trim_end(nodes: Nodes) -> Nodes:
    rest = list(nodes)
    while rest and _is_blank(rest[-1]):
        rest.pop()
    if rest and isinstance(rest[-1], str):
        rest[-1] = rest[-1].rstrip()
    elif rest and isinstance(rest[-1], Element) and rest[-1].children:
        rest[-1] = replace(rest[-1], children=_trim_end(rest[-1].children))
    return tuple(rest)


def trim(nodes: Nodes) -> Nodes:
    """Nodes without white space and line breaks at both ends."""
    return _trim_end(_trim_start(nodes))


def _rows(nodes: Nodes) -> list[list[Node]]:
    """Nodes divided at their line ends; an element over several lines stands in each of them."""
    rows: list[list[Node]] = [[]]
    for node in nodes:
        if isinstance(node, str):
            first, *others = node.split("\n")
            rows[-1].append(first)
            rows += ([part] for part in others)
        elif "\n" in text(node):
            first_row, *other_rows = _rows(node.children)
            rows[-1].append(replace(node, children=tuple(first_row)))
            again = with_attrs(node, id=None)
            rows += ([replace(again, children=tuple(row))] for row in other_rows)
        else:
            rows[-1].append(node)
    return rows


def lines(nodes: Nodes) -> list[tuple[int, Nodes]]:
    """The lines of a leaf, trimmed, each with its number (0-based) within the leaf; none blank."""
    rows = [trim(tuple(node for node in row if node)) for row in _rows(nodes)]
    return [
        (number, row)
        for number, row in enumerate(rows)
        if flat(row) or any(node.tag == "img" for node in elements(row))
    ]
