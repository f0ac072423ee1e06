"""GFM tables as goldmark finds them: in a paragraph's lines, wherever a delimiter row stands."""

from __future__ import annotations

import re
from dataclasses import dataclass

_DELIMITER = re.compile(r"(?! {0,3}\t| {4})(?=[^\n]*[^-\n])[ \t|:-]*-[ \t|:-]*")
_CELL_DELIMITER = re.compile(r"[ \t]*(:?)-+(:?)[ \t]*")
_PIPE = re.compile(r"(?<!\\)\|")
_ALIGNMENTS = {("", ""): "", (":", ""): "left", (":", ":"): "center", ("", ":"): "right"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: its text, still Markdown, and where in its line it begins."""

    text: str
    offset: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table found in a paragraph."""

    header: int
    """Which line of the paragraph is the header row; the lines before it stay a paragraph."""

    alignments: tuple[str, ...]
    """For each column `left`, `center`, `right` or nothing."""

    def row(self, line: str) -> tuple[tuple[Cell, str], ...]:
        """The cells of a row, as many as there are columns, each with its alignment."""
        cells = _cells(line)[: len(self.alignments)]
        missing = (Cell("", len(line)), "")
        found = tuple(zip(cells, self.alignments, strict=False))
        return (*found, *(missing for _ in range(len(self.alignments) - len(found))))


def has_pipe(line: str) -> bool:
    """Whether a line has a pipe that parts cells."""
    return _PIPE.search(line) is not None


def _cells(line: str) -> list[Cell]:
    begin = len(line) - len(line.lstrip(" \t"))
    row = line.strip(" \t")
    end = begin + len(row)
    if row.startswith("|"):
        begin += 1
    if row.endswith("|"):
        end -= 1
    cells: list[Cell] = []
    while begin < end:
        pipe = _PIPE.search(line, begin, end)
        stop = pipe.start() if pipe else end
        text = line[begin:stop]
        cells.append(Cell(text.strip(" \t"), begin + len(text) - len(text.lstrip(" \t"))))
        begin = stop + 1
    return cells


def _alignments(line: str) -> tuple[str, ...] | None:
    """The alignments that a delimiter row gives, or None where the line is no such row."""
    if _DELIMITER.fullmatch(line) is None:
        return None
    columns = line.split("|")
    if not columns[0].strip():
        columns = columns[1:]
    if columns and not columns[-1].strip():
        columns = columns[:-1]
    found = [_CELL_DELIMITER.fullmatch(column) for column in columns]
    if not found or None in found:
        return None
    return tuple(_ALIGNMENTS[match[1], match[2]] for match in found if match)


def table_in(content: str) -> Table | None:
    """Find the table in a paragraph's lines; a header with too many cells makes it none."""
    if "\n" not in content or "-" not in content:
        return None
    lines = content.split("\n")
    for number, line in enumerate(lines[1:]):
        alignments = _alignments(line)
        if alignments:
            fits = len(_cells(lines[number])) <= len(alignments)
            return Table(number, alignments) if fits else None
    return None
