"""Book → Markdown: its terms as a table with a column for each language."""

from __future__ import annotations

import re

from publisher.language import Language
from publisher.model import Book, Written
from publisher.write.terms.rows import Row, rows

_SPECIAL = re.compile(r"([\\`*_\[\]<>|])")
_HEAD = "| English | 中文 | Definition | 释义 | Posts |\n| --- | --- | --- | --- | --- |\n"


def _cell(words: str) -> str:
    """Words that no reader of Markdown takes for marks."""
    return _SPECIAL.sub(r"\\\1", words)


def _line(row: Row) -> str:
    cells = (
        row.joined(Language.EN),
        row.joined(Language.ZH),
        row.definition(Language.EN),
        row.definition(Language.ZH),
        "; ".join(row.posts),
    )
    return f"| {' | '.join(_cell(words) for words in cells)} |\n"


def write_markdown(book: Book) -> Written:
    """Write a book's terms as a Markdown table (GFM), a line for each term."""
    title = " | ".join(t for t in (book.meta.title.en, book.meta.title.zh) if t)
    head = f"# {_cell(title)}\n\n"
    return Written((head + _HEAD + "".join(_line(row) for row in rows(book))).encode())
