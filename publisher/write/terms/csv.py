"""Book → CSV: its terms as a table that a spreadsheet opens (RFC 4180, UTF-8 with its mark)."""

from __future__ import annotations

import csv
from io import StringIO

from publisher.language import Language
from publisher.model import Book, Written
from publisher.write.terms.rows import Row, rows

_HEAD = (
    "id",
    "en",
    "zh",
    "en aliases",
    "zh aliases",
    "definition en",
    "definition zh",
    "posts",
    "mentions",
)
_MARK = "\ufeff"
"""Without it Excel takes UTF-8 for another encoding."""

_FORMULA = tuple("=+-@\t\r")
"""What a spreadsheet would run; a quote before it makes it text (OWASP, CSV injection)."""


def _safe(words: str) -> str:
    return f"'{words}" if words.startswith(_FORMULA) else words


def _cells(row: Row) -> tuple[str, ...]:
    en, zh = row.names[Language.EN], row.names[Language.ZH]
    return (
        row.id,
        *(names[0] if names else "" for names in (en, zh)),
        *("; ".join(names[1:]) for names in (en, zh)),
        row.definition(Language.EN),
        row.definition(Language.ZH),
        "; ".join(row.posts),
        str(row.mentions),
    )


def write_csv(book: Book) -> Written:
    """Write a book's terms as CSV: a head, a line for each term, lines that end in CR LF."""
    out = StringIO(newline="")
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(_HEAD)
    table.writerows(tuple(_safe(cell) for cell in _cells(row)) for row in rows(book))
    return Written((_MARK + out.getvalue()).encode())
