"""The laws of a Chinese page, each a function from its lines to what breaks it."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from itertools import pairwise

from tests.composed import MARGIN, NEVER_FIRST, OPENING, Row, is_han

_TAG = re.compile(r"<[^>]+>")


def bad_starts(rows: Iterable[Row]) -> list[str]:
    """Lines that begin with a mark that may not begin one."""
    return [row.text for row in rows if row.text[0] in NEVER_FIRST and is_chinese(row)]


def bad_ends(rows: Iterable[Row]) -> list[str]:
    """Lines that end with an opening mark."""
    return [row.text for row in rows if row.text[-1] in OPENING]


def parted_dashes(rows: list[Row]) -> list[str]:
    """Lines that end inside —— or ……."""
    return [
        row.text
        for row, after in pairwise(rows)
        if not row.is_last
        and row.text[-1] in "—…"
        and row.text[-1] == after.text[0]
        and _run_length(row.text[::-1]) % 2
    ]


def _run_length(text: str) -> int:
    return len(text) - len(text.lstrip(text[0]))


def is_chinese(row: Row) -> bool:
    """Whether a line has Han in it."""
    return any(map(is_han, row.text))


def _can_open(row: Row) -> bool:
    """Whether a line has a place that may open: one long word has none."""
    han = sum(map(is_han, row.text))
    spaces = any(b.x - a.right > 0.1 * a.size for a, b in row.pairs())
    return han > 1 or spaces


def short(rows: Iterable[Row], right: float) -> list[tuple[str, float]]:
    """Full lines that do not reach the margin by more than half a point."""
    return [
        (row.text, round(right - row.chars[-1].ink_right, 2))
        for row in rows
        if not row.is_last and _can_open(row) and right - row.chars[-1].ink_right > 0.5
    ]


def overflowing(rows: Iterable[Row], right: float) -> list[tuple[str, float]]:
    """Lines that stick out of the column by more than half a point."""
    return [
        (row.text, round(row.chars[-1].ink_right - right, 2))
        for row in rows
        if row.chars[-1].ink_right > right + 0.5 or row.chars[0].ink_left < MARGIN - 0.5
    ]


def lone_ends(rows: list[Row]) -> list[str]:
    """Last lines of longer paragraphs with a single Han and nothing else but marks."""
    found = []
    for before, row in pairwise(rows):
        inked = re.sub(rf"[{re.escape(NEVER_FIRST)}]", "", row.text)
        if row.is_last and not before.is_last and len(inked) < 2 and not inked.isascii():
            found.append(row.text)
    return found


def changed(rows: Iterable[Row], body: str) -> tuple[str, str] | None:
    """What was printed and what was meant, if they differ; white space and hyphens apart."""
    meant = re.sub(r"[\s\u00ad]", "", html.unescape(_TAG.sub("", body)))
    printed = re.sub(r"\s", "", "".join(_undivided(row) for row in rows))
    return None if printed == meant else (printed, meant)


def _undivided(row: Row) -> str:
    return row.text.removesuffix("‐")
