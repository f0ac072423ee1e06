"""Chinese and English paragraphs printed by the compositor, and read back from the PDF.

What is read is where every character stands, so a test judges the page and not the program.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from pathlib import Path

import pymupdf
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from publisher.write.pdf import composition

FONTS = Path(__file__).parent.parent / "fonts"
OPENING = "（〔［｛《〈「『【〖“‘"
CLOSING = "，。、；：？！）〕］｝》〉」』】〗”’"
NEVER_FIRST = CLOSING + "·～％‰℃"
MARGIN = 20.0
"""Around every page, in pt."""

_FACES = (
    ("Song", "400", "normal", "PublisherSong-Regular"),
    ("Song", "700", "normal", "PublisherSong-Bold"),
    ("Kai", "400", "normal", "PublisherKai-Regular"),
    ("Serif", "400", "normal", "PublisherSerif-Regular"),
    ("Serif", "700", "normal", "PublisherSerif-Bold"),
    ("Serif", "400", "italic", "PublisherSerif-Italic"),
    ("Mono", "400", "normal", "PublisherMono-Regular"),
)
_RULES = """
html { font-family: Serif, Song; line-height: 1.6; hyphens: manual }
body { margin: 0; overflow-wrap: break-word }
:lang(en) { font-family: Serif, Song; font-feature-settings: normal }
:lang(zh) { font-family: Song, Serif; font-feature-settings: "chws" }
em:lang(zh) { font-family: Kai, Song, Serif; font-style: normal }
code { font-family: Mono, Song }
p, li, td { text-align: justify; margin: 0; padding: 0 }
p, li { margin-bottom: 3.2em }
ul { margin: 0; padding: 0; list-style: none }
table { border-collapse: collapse; width: 100%; table-layout: fixed }
td { padding: 0; vertical-align: top }
sup { font-size: .7em; line-height: 0; vertical-align: .4em }
a { color: inherit; text-decoration: underline }
ruby rt { font-size: .5em; line-height: 0; vertical-align: 1.9em }
.dots { --emphasis-mark: dot }
section { break-before: page }
"""


def _faces() -> str:
    return "".join(
        f"@font-face {{ font-family: {family}; font-weight: {weight}; font-style: {style};"
        f' src: url("{(FONTS / name).as_uri()}.ttf") }}\n'
        for family, weight, style, name in _FACES
    )


@dataclass(frozen=True)
class Char:
    """One printed character; lengths in pt."""

    text: str
    x: float
    y: float
    right: float
    size: float
    font: str

    @cached_property
    def ink_right(self) -> float:
        """Where its ink may end at the latest: a closing mark has air behind it."""
        wide = self.right - self.x > 0.8 * self.size
        if self.text == "·" and wide:
            return self.x + 0.75 * self.size
        return self.x + self.size / 2 if self.text in CLOSING and wide else self.right

    @cached_property
    def ink_left(self) -> float:
        """Where its ink may begin at the earliest."""
        wide = self.right - self.x > 0.8 * self.size
        return self.x + self.size / 2 if self.text in OPENING and wide else self.x


@dataclass(frozen=True)
class Row:
    """One printed line."""

    chars: tuple[Char, ...]
    is_last: bool
    """Whether its paragraph ends with it."""

    @cached_property
    def text(self) -> str:
        """Its characters with ink."""
        return "".join(char.text for char in self.chars)

    @property
    def y(self) -> float:
        """Its baseline."""
        return self.chars[0].y

    def pairs(self) -> Iterator[tuple[Char, Char]]:
        """Every two neighbours."""
        return pairwise(self.chars)


def is_han(char: str) -> bool:
    """Whether a character is a common Han one."""
    return "\u4e00" <= char <= "\u9fff"


def is_latin(char: str) -> bool:
    """Whether a character is a Latin letter or digit."""
    return char.isascii() and char.isalnum()


def document(body: str, *, measure: float, size: float = 10.0, css: str = "") -> str:
    """An HTML page whose column is `measure` em wide."""
    page = (
        f"@page {{ size: {measure * size + 2 * MARGIN}pt 4000pt; margin: {MARGIN}pt }}"
        f"html {{ font-size: {size}pt }}"
    )
    style = _faces() + _RULES + page + css
    return (
        f'<!DOCTYPE html><html lang="en"><head><title>T</title><style>{style}</style></head>'
        f"<body>{body}</body></html>"
    )


def print_pdf(source: str, *, composed: bool = True, tags: bool = False) -> bytes:
    """Print an HTML document, with composition or as WeasyPrint does."""
    door: AbstractContextManager[object] = composition.installed() if composed else nullcontext()
    out = io.BytesIO()
    with door:
        page = weasyprint.HTML(string=source).render(font_config=FontConfiguration())
        page.write_pdf(out, pdf_identifier=b"t", pdf_tags=tags)
    return out.getvalue()


def _printed(page: pymupdf.Page) -> Iterator[Char]:
    flags = pymupdf.TEXT_PRESERVE_WHITESPACE | pymupdf.TEXT_PRESERVE_LIGATURES
    flags |= pymupdf.TEXT_INHIBIT_SPACES
    for block in page.get_text("rawdict", flags=flags)["blocks"]:
        for line in block.get("lines", ()):
            for span in line["spans"]:
                for char in span["chars"]:
                    x, y = char["origin"]
                    yield Char(char["c"], x, y, char["bbox"][2], span["size"], span["font"])


def _chars(page: pymupdf.Page) -> Iterator[Char]:
    """The characters of a page; two that share one glyph, as —— or ff, have half of it each."""
    chars = list(_printed(page))
    for at, char in enumerate(chars):
        after = chars[at + 1] if at + 1 < len(chars) else None
        if after and after.x == after.right and after.y == char.y:
            middle = (char.x + char.right) / 2
            chars[at], chars[at + 1] = (
                replace(char, right=middle),
                replace(after, x=middle, right=char.right),
            )
    yield from chars


def _grouped(chars: Iterable[Char]) -> list[list[Char]]:
    """Characters by baseline; what is raised belongs to the line below it."""
    rows: list[list[Char]] = []
    for char in sorted(chars, key=lambda char: (-char.size, char.y)):
        for row in rows:
            if abs(row[0].y - char.y) < 0.55 * row[0].size:
                row.append(char)
                break
        else:
            rows.append([char])
    return sorted(rows, key=lambda row: row[0].y)


def read_rows(pdf: bytes, *, leading: float) -> list[list[Row]]:
    """The lines of every page; a gap of more than a line ends a paragraph."""
    with pymupdf.open("pdf", pdf) as opened:
        return [_rows(list(_chars(page)), leading) for page in opened]


def _rows(chars: list[Char], leading: float) -> list[Row]:
    groups = [[c for c in group if c.text.strip()] for group in _grouped(chars)]
    groups = [sorted(group, key=lambda char: char.ink_left) for group in groups if group]
    bottoms = [group[0].y for group in groups]
    gaps = [below - here for here, below in pairwise(bottoms)] + [9e9]
    return [Row(tuple(group), gap > 1.3 * leading) for group, gap in zip(groups, gaps, strict=True)]
