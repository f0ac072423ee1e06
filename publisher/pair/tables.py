"""Tables in two languages: a column for each, both in every cell, or rows that take turns."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, replace

from publisher.language import Language, language_of
from publisher.model import Block, Kind, Pair, Shared, Unit
from publisher.pair.cutting import cut
from publisher.pair.reading import masked
from publisher.pair.seams import Title
from publisher.pair.splitting import Split, split_nodes
from publisher.xhtml import Element, Node, text, with_children

_MOSTLY = 0.7
_AMOUNT = re.compile(r"[^A-Za-z]*\d[^A-Za-z]*[A-Za-z]{1,5}[^A-Za-z]*")
"""`5 min` and `175B` are of no language."""


@dataclass(frozen=True, slots=True)
class _Cell:
    element: Element
    language: Language | None
    split: Split | None


def _read_cell(cell: Element, title: Title | None = None) -> _Cell:
    found = split_nodes(cell.children, title)
    good = found is not None and len(found.couples) == 1
    words = masked(cell.children)
    language = None if _AMOUNT.fullmatch(words) else language_of(words)
    return _Cell(cell, language, found if good else None)


def _cells(row: Block, title: Title | None = None) -> list[_Cell]:
    return [_read_cell(cell, title) for cell in row.element.children if isinstance(cell, Element)]


def _columns(rows: list[list[_Cell]]) -> list[Language | None]:
    """The language of each column, where nearly all its cells with letters agree."""
    width = max((len(row) for row in rows), default=0)
    found: list[Language | None] = []
    for column in range(width):
        cells = [row[column].language for row in rows if column < len(row)]
        counts = Counter(language for language in cells if language is not None)
        language, most = counts.most_common(1)[0] if counts else (None, 0)
        found.append(language if most and most >= _MOSTLY * counts.total() else None)
    return found


def _with_cells(row: Block, cells: list[Element], language: Language) -> Block:
    return replace(row, element=with_children(row.element, *cells), language=language)


def _row_by_columns(row: Block, cells: list[_Cell], columns: list[Language | None]) -> Unit:
    """A row whose columns have languages: a neutral cell is read with both."""
    sides: dict[Language, list[Element]] = {Language.EN: [], Language.ZH: []}
    said: set[Language] = set()
    for cell, column in zip(cells, columns, strict=False):
        has_letters = bool(text(cell.element).strip())
        for language in (column,) if column else tuple(Language):
            sides[language].append(cell.element)
        if column and has_letters:
            said.add(column)
    if len(said) < len(Language):
        return Shared(row)
    en, zh = (_with_cells(row, sides[language], language) for language in Language)
    return Pair((en,), (zh,), whole=row)


def _half(cell: _Cell, language: Language) -> Element:
    if cell.split is None:
        return cell.element
    couple = cell.split.couples[0]
    pieces = couple.zh if language is Language.ZH else couple.en
    nodes: list[Node] = []
    for piece in pieces:
        nodes += [
            *(("\n",) if nodes else ()),
            *cut(cell.element.children, piece.start, piece.end, piece.lead),
        ]
    return with_children(cell.element, *nodes)


def _row_by_cells(row: Block, cells: list[_Cell]) -> Unit:
    if not any(cell.split for cell in cells):
        return Shared(row)
    en, zh = (
        _with_cells(row, [_half(cell, language) for cell in cells], language)
        for language in Language
    )
    return Pair((en,), (zh,), whole=row)


def by_columns(table: Block) -> tuple[Unit, ...] | None:
    """The rows of a table with a column for each language; None for any other table."""
    rows = [_cells(row) for row in table.children]
    body = rows[1:] if len(rows) > 1 else rows
    columns = _columns(body)
    if not {Language.EN, Language.ZH} <= set(columns):
        return None
    return tuple(
        _row_by_columns(row, cells, columns)
        for row, cells in zip(table.children, rows, strict=True)
    )


def by_cells(table: Block, title: Title) -> tuple[Unit, ...] | None:
    """The rows of a table with both languages in its cells; None for any other table."""
    rows = [_cells(row, title) for row in table.children]
    body = rows[1:] if len(rows) > 1 else rows  # a heading is often in one language
    lettered = [cell for row in body for cell in row if cell.language or cell.split]
    if not lettered or sum(cell.split is not None for cell in lettered) * 2 < len(lettered):
        return None
    return tuple(_row_by_cells(row, cells) for row, cells in zip(table.children, rows, strict=True))


def is_header(row: Block) -> bool:
    """Whether a row is made of header cells."""
    tags = {cell.tag for cell in row.element.children if isinstance(cell, Element)}
    return tags == {"th"}


def as_header(row: Block) -> Block:
    """A row as a second header row."""
    cells = [
        replace(cell, tag="th") if isinstance(cell, Element) else cell
        for cell in row.element.children
    ]
    return replace(row, element=with_children(row.element, *cells))


def shape(table: Block) -> list[int]:
    """Number of cells in each row."""
    return [len(_cells(row)) for row in table.children if row.kind is Kind.ROW]
