"""Tables whose rows take turns by language, on facing pages: each half on the page of its language.

The two rows of a pair become one row of a table as wide as a spread: the cells of the first
language, a gutter with the fold in it, the cells of the second. So both halves of the table are
level, row by row, and it goes on to the next spread as any table does. Geometry is the layout's
affair.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher.language import is_han
from publisher.xhtml import Element, element, text, with_attrs, with_children

TURNS = "alternating"
"""The class of a table whose rows take turns; the first row of a pair is `upper`."""

_UPPER = "upper"
_PARTS = frozenset({"thead", "tbody"})
_LATIN = 0.5
"""Width of a letter in ems, near enough for the share of a column."""

_PADDING = 1.5
"""Ems that a column takes beside its words."""

_WIDEST = 24.0
"""Ems from which on a column takes no more than others: its words run over several lines."""


def _elements(node: Element) -> tuple[Element, ...]:
    return tuple(child for child in node.children if isinstance(child, Element))


def _couples(rows: Sequence[Element]) -> Iterator[tuple[Element | None, Element | None]]:
    """The rows two by two; one that belongs to both languages stands where the first does."""
    at = 0
    while at < len(rows):
        is_pair = _UPPER in rows[at].classes and at + 1 < len(rows)
        yield rows[at], rows[at + 1] if is_pair else None
        at += 1 + is_pair


def _ems(words: str) -> float:
    return sum(1 if is_han(char) else _LATIN for char in words)


def _shares(rows: Sequence[Element], width: int) -> Iterator[float]:
    """How much of a page's width each column gets: as its longest words need it."""
    columns = [[_ems(text(_elements(row)[at])) for row in rows] for at in range(width)]
    needs = [min(max(column, default=0), _WIDEST) + _PADDING for column in columns]
    return (need / sum(needs) for need in needs)


def _columns(rows: Sequence[Element], width: int) -> Iterator[Element]:
    for share in _shares(rows, width):
        yield element("col", {"style": f"--share: {share:.4f}"})


def _cells(row: Element | None, width: int, name: str) -> Iterator[Element]:
    """The cells of a row, each in its language; empty ones where there is no such row."""
    if row is None:
        yield from (element("td", {"class": name}) for _ in range(width))
        return
    for cell in _elements(row):
        language = cell.get("lang") or row.get("lang") or None
        yield with_attrs(cell, lang=language, class_=" ".join((*cell.classes, name)))


def _row(couple: tuple[Element | None, Element | None], width: int) -> Element:
    first, second = couple
    gutter = element("td", {"class": "gutter"})
    return element(
        "tr",
        None,
        *_cells(first, width, "verso"),
        gutter,
        *_cells(second, width, "recto side"),
    )


def _is_plain(rows: Sequence[Element]) -> bool:
    """Whether every row has as many cells, and none reaches over others."""
    cells = [cell for row in rows for cell in _elements(row)]
    reaches = any(cell.get("colspan") or cell.get("rowspan") for cell in cells)
    return len({len(_elements(row)) for row in rows}) == 1 and not reaches


def abreast(table: Element) -> Element:
    """A table whose rows take turns as one that stands on two facing pages; any other as it is."""
    parts = _elements(table)
    rows = [row for part in parts for row in _elements(part)]
    has_parts = all(part.tag in _PARTS for part in parts)
    if TURNS not in table.classes or not has_parts or not _is_plain(rows):
        return table
    width = len(_elements(rows[0]))
    couples = [couple for part in parts for couple in _couples(_elements(part))]
    seconds = [second for _, second in couples if second is not None]
    firsts = [first for first, _ in couples if first is not None]
    columns = (
        *_columns(firsts, width),
        element("col", {"class": "gutter"}),
        *_columns(seconds, width),
    )
    made = (
        with_children(part, *(_row(couple, width) for couple in _couples(_elements(part))))
        for part in parts
    )
    shell = with_attrs(table, class_=" ".join((*table.classes, "abreast")))
    return with_children(shell, element("colgroup", None, *columns), *made)
