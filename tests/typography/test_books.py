"""Real books, made whole by the real stages: the laws of the page over every paragraph.

The project's own content and the reference post: pairs, notes, lists, tables, quotes, glossaries.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from publisher.build import read_book
from publisher.model import Edition, Sheets
from publisher.typeset import typeset
from publisher.write.pdf import write_pdf
from publisher.xhtml import Element, text
from tests.composed import CLOSING, NEVER_FIRST, OPENING, is_han, is_latin
from tests.measure import HYPHEN, Glyph, Print

CONTENT = Path(__file__).parents[2] / "content"
TOP, BOTTOM, INNER, OUTER = 51.02, 538.58, 54.14, 45.35
"""Edges of the type area of the default theme's A5, in pt."""

MEASURE, LEADING, SIZE = 320.0, 16.0, 10.0
LEAST = 12
"""Characters of a paragraph that is looked for: shorter words may stand anywhere."""

_NOT_FILLED = {"cell", "title", "ragged"}


@dataclass(frozen=True, slots=True)
class Spot:
    """A character on a page of a book."""

    page: int
    glyph: Glyph
    right: float
    """Where its ink ends, or that of the hyphen behind it."""

    is_divided: bool
    """Whether a hyphen stands behind it that is not in the text."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A paragraph as it came to stand: its lines, and what kind of place it is in."""

    kind: str
    """`block`, `quote`, `entry` of a glossary (with page numbers on its last line), `cell`, `title`
    or `ragged`."""

    lines: tuple[tuple[Spot, ...], ...]

    @property
    def is_chinese(self) -> bool:
        """Whether it has Han enough to be Chinese."""
        words = [spot.glyph.char for line in self.lines for spot in line]
        return sum(map(is_han, words)) > 0.3 * len(words)


def _words(line: tuple[Spot, ...]) -> str:
    return "".join(spot.glyph.char for spot in line)


# -- finding the paragraphs ------------------------------------------------------------------------

_INLINE = frozenset(
    "a abbr b br cite code dfn em i img kbd mark q rp rt ruby s small span strong sub sup time"
    " var".split()
)


def _kind(node: Element, kind: str) -> str:
    if node.tag in {"td", "th"}:
        return "cell"
    if re.fullmatch("h[1-6]", node.tag):
        return "title"
    if node.tag == "blockquote" or "translators-note" in node.classes:
        return "quote"
    if "entry" in node.classes:
        return "entry"
    loose = {"date", "credit", "colophon", "contents", "titlepage", "backs", "figure", "index"}
    is_ragged = loose & {*node.classes, node.tag} or node.tag in {"pre", "figcaption", "dt"}
    return "ragged" if is_ragged else kind


def _paragraphs(node: Element, kind: str = "block") -> Iterator[tuple[str, str]]:
    """The kind and the words of every paragraph of a sheet."""
    kind = _kind(node, kind)
    inside = [child for child in node.children if isinstance(child, Element)]
    if any(child.tag not in _INLINE for child in inside):
        for child in inside:
            yield from _paragraphs(child, kind)
    elif node.tag not in _INLINE and "backs" not in node.classes:
        yield kind, re.sub(r"\s", "", text(node))


def _body(glyphs: list[Glyph]) -> list[Glyph]:
    """What stands in the type area of a page, without the marks of list items, which come last."""
    body = [glyph for glyph in glyphs if TOP < glyph.baseline < BOTTOM and glyph.char.strip()]
    words = "".join(glyph.char[0] for glyph in body)
    return body[: len(re.sub(r"(?:[•◦▪☐☑]|\d\.)+$", "", words))]


def _spots(pages: Print) -> Iterator[Spot]:
    """The characters of the type area, and those of the cover, which has none."""
    for number, glyphs in enumerate(pages.pages):
        body = _body(glyphs) if number else [glyph for glyph in glyphs if glyph.char.strip()]
        for at, glyph in enumerate(body):
            after = body[at + 1] if at + 1 < len(body) else glyph
            divided = after.char == HYPHEN
            if glyph.char not in {HYPHEN, "\u00ad"}:
                yield Spot(number, glyph, after.right if divided else glyph.ink_right, divided)


def _lines(spots: list[Spot]) -> tuple[tuple[Spot, ...], ...]:
    lines: list[list[Spot]] = [[spots[0]]]
    for before, spot in pairwise(spots):
        back = spot.glyph.left < before.glyph.left - before.glyph.size / 2
        if spot.page != before.page or back:
            lines.append([])
        lines[-1].append(spot)
    return tuple(map(tuple, lines))


def _find(sheets: Sheets) -> tuple[list[Printed], list[str]]:
    """Every paragraph of a book in its PDF, and those that are not to be found."""
    spots = list(_spots(Print(write_pdf(sheets).data)))
    words = "".join(spot.glyph.char for spot in spots)
    found, lost, here = [], [], 0
    for sheet in sheets.sheets:
        for kind, meant in _paragraphs(sheet.body):
            at = words.find(meant, here) if len(meant) >= LEAST else -1
            if at >= 0:
                here = at + len(meant)
                found.append(Printed(kind, _lines(spots[at:here])))
            elif len(meant) >= LEAST:
                lost.append(meant)
    return found, lost


@cache
def _made(content: Path) -> tuple[list[Printed], list[str]]:
    draft = read_book(content)
    assert draft.book, draft.problems
    assert draft.theme
    # The numbers of links stand between the words.
    return _find(typeset(draft.book, draft.theme, Edition(links="none")))


@pytest.fixture(params=["content", "seed"])
def book(request: pytest.FixtureRequest) -> list[Printed]:
    """The paragraphs of a book that was built whole."""
    own = request.param == "content"
    path: Path = CONTENT if own else request.getfixturevalue("seed").parent
    return _made(path)[0]


@pytest.fixture
def chinese(book: list[Printed]) -> list[Printed]:
    """Those in Chinese."""
    return [paragraph for paragraph in book if paragraph.is_chinese]


# -- the laws --------------------------------------------------------------------------------------


def test_no_paragraph_is_lost() -> None:
    """Every paragraph of the book is in its PDF, character for character."""
    found, lost = _made(CONTENT)
    assert len(found) > 300
    assert lost == []


def test_no_line_begins_or_ends_with_a_wrong_mark(chinese: list[Printed]) -> None:
    """Not in notes, titles, cells, items or anywhere else; —— and …… are whole."""
    for paragraph in chinese:
        for before, after in pairwise(map(_words, paragraph.lines)):
            assert after[0] not in NEVER_FIRST, after
            assert before[-1] not in OPENING, before
            assert before[-1] not in "—…" or before[-1] != after[0], before


def test_full_lines_end_at_the_margin(book: list[Printed]) -> None:
    """In both languages, to half a point, in running text, notes, items, quotes and glossary."""
    checked = 0
    for paragraph in (p for p in book if p.kind not in _NOT_FILLED):
        for line in paragraph.lines[:-1]:
            edge = (INNER if line[-1].page % 2 == 0 else OUTER) + MEASURE
            edge -= 2 * SIZE if paragraph.kind == "quote" else 0
            assert line[-1].right == pytest.approx(edge, abs=0.5), _words(line)
            checked += 1
    assert checked > 50


def test_last_lines_hold_two_characters(chinese: list[Printed]) -> None:
    """A single Han with its full stop is no line."""
    for paragraph in (p for p in chinese if len(p.lines) > 1 and p.kind in {"block", "quote"}):
        last = _words(paragraph.lines[-1]).rstrip(CLOSING)
        assert len(last) > 1, _words(paragraph.lines[-2]) + last


def _neighbours(paragraphs: list[Printed]) -> Iterator[tuple[Glyph, Glyph]]:
    for paragraph in (p for p in paragraphs if p.kind == "block"):
        for line in paragraph.lines:
            for before, after in pairwise(spot.glyph for spot in line):
                if abs(before.baseline - after.baseline) < 0.1:
                    yield before, after


def _air(pair: tuple[Glyph, Glyph]) -> float:
    before, after = pair
    return (after.left - before.right) / max(before.size, after.size)


def test_ideographs_are_hardly_parted(chinese: list[Printed]) -> None:
    """By 0.12 em at most, by 0.06 nearly everywhere."""
    pairs = [(a, b) for a, b in _neighbours(chinese) if is_han(a.char) and is_han(b.char)]
    parted = sorted(map(_air, pairs))
    assert parted[-1] <= 0.12
    assert parted[int(0.95 * len(parted))] <= 0.06


def test_words_are_evenly_spaced(book: list[Printed]) -> None:
    """In English 0.45 em or less nearly everywhere."""
    english = [p for p in book if not p.is_chinese]
    pairs = [(a, b) for a, b in _neighbours(english) if is_latin(a.char) and is_latin(b.char)]
    spaces = sorted(air for air in map(_air, pairs) if air > 0.1)
    assert spaces[int(0.95 * len(spaces))] <= 0.45
    assert sum(space > 0.5 for space in spaces) <= 0.02 * len(spaces)


def test_no_word_is_divided_at_the_end_of_a_page(book: list[Printed]) -> None:
    """Its second half would be a page away."""
    divided = 0
    for paragraph in book:
        for before, after in pairwise(paragraph.lines):
            divided += before[-1].is_divided
            assert not before[-1].is_divided or before[0].page == after[0].page, _words(before)
    assert divided > 5


def _phases(paragraphs: list[Printed]) -> list[float]:
    """How far each line of the running text is below a line of the page's grid, in pt."""
    return [
        (line[0].glyph.baseline - TOP) % LEADING
        for paragraph in paragraphs
        if paragraph.kind == "block"
        for line in paragraph.lines
        if all(round(line[end].glyph.size, 1) == SIZE for end in (0, -1))
    ]


def test_both_pages_of_a_spread_stand_on_one_grid(book: list[Printed]) -> None:
    """First halves on one grid, second halves a quarter of a line lower, on every page alike."""
    first = _phases([p for p in book if not p.is_chinese])
    second = _phases([p for p in book if p.is_chinese])
    assert len(first) > 20
    assert len(second) > 20
    assert max(first) - min(first) < 0.1
    assert max(second) - min(second) < 0.1
    assert second[0] - first[0] == pytest.approx(LEADING / 4, abs=0.1)
