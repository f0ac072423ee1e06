"""Reads a PDF back: where every character stands, in which face, and what leads where.

The page is measured, never the HTML: a test that holds here holds on paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pymupdf

HYPHEN = "\u2010"
"""What a divided word ends its line with."""

_FLAGS = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_PRESERVE_LIGATURES
_SAME_LINE = 0.3
_OPENING = "（〔［｛《〈「『【〖“‘"
_CLOSING = "，。、；：？！）〕］｝》〉」』】〗”’"
_WIDE = 0.8
"""In ems: what is wider is no Latin mark."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character on a page. Lengths are in points, from the page's top left corner."""

    char: str
    left: float
    right: float
    baseline: float
    size: float
    font: str
    """Without the six letters of a subset: `Publisher-Song`."""

    @property
    def width(self) -> float:
        """Advance in ems."""
        return (self.right - self.left) / self.size

    @property
    def ink_left(self) -> float:
        """Where its ink may begin: a full-width opening mark has half an em of air before it."""
        return self.left + self.size / 2 if self._is_wide(_OPENING) else self.left

    @property
    def ink_right(self) -> float:
        """Where its ink may end: a full-width closing mark has air behind it."""
        return self.right - self.size / 2 if self._is_wide(_CLOSING) else self.right

    def _is_wide(self, marks: str) -> bool:
        return self.char in marks and self.width > _WIDE


@dataclass(frozen=True, slots=True)
class Line:
    """Characters of one baseline, from left to right."""

    page: int
    """Counted from 0."""

    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        """What stands on the line."""
        return "".join(glyph.char for glyph in self.glyphs)

    @property
    def baseline(self) -> float:
        """Distance of the baseline from the top of the page."""
        return self.glyphs[0].baseline

    @property
    def size(self) -> float:
        """The size of most of its characters."""
        return Counter(round(g.size, 1) for g in self.glyphs).most_common(1)[0][0]

    @property
    def left(self) -> float:
        """Left edge of the first visible character."""
        return min(g.ink_left for g in self.glyphs if g.char.strip())

    @property
    def right(self) -> float:
        """Right edge of the last visible character."""
        return max(g.ink_right for g in self.glyphs if g.char.strip())


@dataclass(frozen=True, slots=True)
class Link:
    """A place on a page that can be touched."""

    name: str
    """Destination inside the book; empty for an address."""

    page: int
    """Page it leads to, counted from 0; -1 for an address."""

    width: float
    height: float


class Print:
    """A PDF, opened to be measured."""

    def __init__(self, data: bytes) -> None:
        self.document = pymupdf.open(stream=data, filetype="pdf")
        self.pages = [list(_glyphs(page)) for page in self.document]
        self.labels = [page.get_label() for page in self.document]

    def lines(self, page: int) -> list[Line]:
        """The lines of a page from top to bottom."""
        rows: list[list[Glyph]] = []
        for glyph in sorted(self.pages[page], key=lambda g: (g.baseline, g.left)):
            if rows and abs(rows[-1][0].baseline - glyph.baseline) < _SAME_LINE:
                rows[-1].append(glyph)
            else:
                rows.append([glyph])
        return [
            Line(page, tuple(sorted(row, key=lambda g: g.left)))
            for row in rows
            if any(g.char.strip() for g in row)
        ]

    def body(self, page: int, top: float, bottom: float) -> list[Line]:
        """The lines of a page between two heights: no head, no folio."""
        return [line for line in self.lines(page) if top < line.baseline < bottom]

    def text(self, page: int) -> str:
        """The characters of a page in the order in which a reader copies them."""
        return "".join(glyph.char for glyph in self.pages[page])

    def fonts(self) -> set[tuple[str, str]]:
        """(kind, name) of every font in the file, subset letters left out."""
        return {
            (kind, name.partition("+")[2] or name)
            for page in self.document
            for _, _, kind, name, *_ in page.get_fonts()
        }

    def links(self, page: int) -> list[Link]:
        """The links of a page; one broken over two lines is two."""
        return [
            Link(
                str(found.get("nameddest") or ""),
                int(found.get("page", -1)),
                float(found["from"].width),
                float(found["from"].height),
            )
            for found in self.document[page].get_links()
        ]

    def pages_linking_to(self, name: str) -> list[int]:
        """Every page with a link to a destination, in order."""
        numbers = range(len(self.pages))
        return [n for n in numbers if any(link.name == name for link in self.links(n))]

    def outline(self) -> list[tuple[int, str, int]]:
        """Level, title and page (counted from 0) of every bookmark."""
        return [
            (int(level), str(title), int(page) - 1)
            for level, title, page in self.document.get_toc()
        ]


def _glyphs(page: pymupdf.Page) -> Iterator[Glyph]:
    for block in page.get_text("rawdict", flags=_FLAGS)["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                font = span["font"].partition("+")[2] or span["font"]
                for char in span["chars"]:
                    (left, baseline), right = char["origin"], char["bbox"][2]
                    yield Glyph(char["c"], left, right, baseline, span["size"], font)
