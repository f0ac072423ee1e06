"""A post's flow as a list of leaves: one row per heading, paragraph or table row, with its lines.

This is what an export is made of: the containers are gone and named in `container`, and each side
of a pair says at which lines of the source it begins.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.language import HAN, Language
from publisher.model import Block, Group, Kind, Pair, Shared, Single, Unit
from publisher.xhtml import Element, Node, text

_CONTAINERS = frozenset({Kind.LIST, Kind.QUOTE, Kind.TABLE})
_BETWEEN_HAN = re.compile(
    rf"(?<=[{HAN}\u3000-\u303f\uff01-\uff60])[^\S\n]*\n\s*(?=[{HAN}\u3000-\u303f\uff01-\uff60])"
)
_SPACES = re.compile(r"[^\S\u3000]+")
_CELLS = " | "
_NOTHING = " \t\n\u200b\ufeff\u3000"


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a leaf."""

    lines: tuple[int, ...]
    """Lines of the source, 1-based, front matter counted, at which its blocks begin."""

    text: str
    """White space normalised, code included, footnote marks left out."""


@dataclass(frozen=True, slots=True)
class Row:
    """One leaf of a flow."""

    kind: str
    """`pair`, `shared` or `single`."""

    block: str
    """What it is: `heading`, `paragraph`, `row`, `code`, `image`, `rule`, `term` …"""

    container: str
    """`list`, `quote` or `table`, the innermost it stands in; empty outside."""

    sides: tuple[tuple[Language, Side], ...] = ()
    """Both for a pair, one for a single, none for what is shared."""

    shared: Side | None = None
    reason: str = ""
    """Why a single has no partner."""

    def side(self, language: Language) -> Side | None:
        """One side, or None."""
        return next((side for found, side in self.sides if found is language), None)


def _raw(node: Node, out: list[str]) -> None:
    if isinstance(node, str):
        out.append(node)
    elif node.tag == "br":
        out.append("\n")
    elif node.tag == "img":
        out.append(node.get("alt"))
    elif node.tag == "math":
        signs = "$$" if node.get("display") == "block" else "$"
        out.append(f"{signs}{text(node)}{signs}")
    elif "mark" not in node.classes and "noteref" not in node.classes:
        cell = node.tag in {"td", "th"}
        for child in node.children:
            _raw(child, out)
        out.extend([_CELLS] if cell else [])


def plain(node: Node) -> str:
    """Text of a leaf: a line end between Han is nothing, any other white space one space."""
    out: list[str] = []
    _raw(node, out)
    words = "".join(out).removesuffix(_CELLS)
    return _SPACES.sub(" ", _BETWEEN_HAN.sub("", words)).strip(_NOTHING)


def _leaves(block: Block) -> Iterator[Block]:
    if not block.children:
        yield block
    for child in block.children:
        yield from _leaves(child)


def _line_count(node: Element) -> int:
    out: list[str] = []
    _raw_lines(node, out)
    return "".join(out).strip("\n").count("\n")


def _raw_lines(node: Node, out: list[str]) -> None:
    if isinstance(node, str):
        out.append(node)
        return
    for child in node.children:
        _raw_lines(child, out)


def _side(blocks: Iterable[Block], *, every_line: bool = False) -> Side:
    leaves = [leaf for block in blocks for leaf in _leaves(block)]
    lines: list[int] = []
    for leaf in leaves:
        more = _line_count(leaf.element) if every_line else 0
        lines += range(leaf.place.line, leaf.place.line + more + 1)
    words = (plain(leaf.element) for leaf in leaves)
    return Side(tuple(lines), " ".join(word for word in words if word))


def _end(block: Block) -> int:
    return block.place.line + _line_count(block.element)


def _touch(unit: Pair) -> bool:
    """Whether both sides come from one block: no blank line is between them."""
    if unit.whole is not None or len(unit.en) != 1 or len(unit.zh) != 1:
        return False
    first, second = sorted((unit.en[0], unit.zh[0]), key=lambda block: block.place.line)
    if first.children or second.children or first.kind is not Kind.PARAGRAPH:
        return False
    return second.place.line <= _end(first) + 1


def _name(kind: Kind, path: tuple[Kind, ...]) -> str:
    return "definition" if kind is Kind.PARAGRAPH and Kind.DEFINITION in path else kind.value


def _container(path: tuple[Kind, ...]) -> str:
    return next((kind.value for kind in reversed(path) if kind in _CONTAINERS), "")


def _inner_path(block: Block) -> tuple[Kind, ...]:
    """The kinds from a block down to its first leaf."""
    path: list[Kind] = []
    while block.children:
        path.append(block.kind)
        block = block.children[0]
    return (*path, block.kind)


def _pair_row(unit: Pair, path: tuple[Kind, ...], *, every_line: bool) -> Row:
    *shells, kind = _inner_path(unit.en[0])
    full = (*path, *shells)
    sides = tuple(
        (language, _side(unit.side(language), every_line=every_line)) for language in Language
    )
    return Row("pair", _name(kind, full), _container(full), sides)


def _rows_of_tables(unit: Pair) -> Iterator[Pair]:
    """Two tables as pairs of their rows, where they have as many rows."""
    one, two = unit.en[0].children, unit.zh[0].children
    if len(unit.en) == len(unit.zh) == 1 and one and len(one) == len(two):
        yield from (Pair((a,), (b,)) for a, b in zip(one, two, strict=True))
    else:
        yield unit


def _pairs(unit: Pair, path: tuple[Kind, ...]) -> Iterator[Row]:
    if unit.en[0].kind is Kind.TABLE and unit.zh[0].kind is Kind.TABLE:
        for pair in _rows_of_tables(unit):
            yield _pair_row(pair, (*path, Kind.TABLE), every_line=False)
    else:
        yield _pair_row(unit, path, every_line=_touch(unit))


def _alone(blocks: Iterable[Block], path: tuple[Kind, ...]) -> Iterator[tuple[str, str, Side]]:
    for block in blocks:
        if block.children:
            yield from _alone(block.children, (*path, block.kind))
        else:
            yield _name(block.kind, path), _container(path), _side((block,))


def rows(flow: Iterable[Unit], path: tuple[Kind, ...] = ()) -> Iterator[Row]:
    """Every leaf of a flow in reading order; `path` is the kinds of the containers around it."""
    for unit in flow:
        if isinstance(unit, Group):
            yield from rows(unit.flow, (*path, unit.block.kind))
        elif isinstance(unit, Pair):
            yield from _pairs(unit, path)
        elif isinstance(unit, Single):
            for block, container, side in _alone(unit.blocks, path):
                yield Row("single", block, container, ((unit.language, side),), None, unit.reason)
        elif isinstance(unit, Shared):
            for block, container, side in _alone((unit.block,), path):
                yield Row("shared", block, container, (), side)
