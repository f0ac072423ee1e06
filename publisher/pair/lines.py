"""Small changes to blocks before they are paired: glued rows, headings below headings, links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from publisher.language import Language
from publisher.model import Block, Kind
from publisher.pair import complaints
from publisher.pair.reading import read
from publisher.problems import Problem
from publisher.xhtml import Element, Node, element, text, with_children

_LONGEST_TITLE = 24
_LONGEST_TITLE_WORDS = 12
_COLUMNS = 2
_OPEN = re.compile(r"\[(?P<words>[^\[\]]+)$")
_CLOSE = re.compile(r"^(?P<words>[^\[\]]+)\]\($")
_CLOSED = re.compile(r"^(?P<words>[^\[\]]+)\]\((?P<target>[^\s()]+)\)")


# -- a paragraph that became a row -----------------------------------------------------------------


def _is_glued(row: Block) -> bool:
    cells = [cell for cell in row.element.children if isinstance(cell, Element)]
    if len(cells) < _COLUMNS or any(cell.tag == "th" for cell in cells):
        return False
    return bool(text(cells[0]).strip()) and not any(text(c).strip() for c in cells[1:])


def _unglued(table: Block) -> Iterator[Block]:
    """A table, and the paragraphs that were read as its last rows."""
    rows = list(table.children)
    cut = len(rows)
    while cut > 1 and _is_glued(rows[cut - 1]):
        cut -= 1
    # A column of its own may be empty to the end in a table that was meant so.
    whole = [row for row in rows[1:cut] if not _is_glued(row)]
    if cut == len(rows) or not whole:
        yield table
        return
    yield replace(table, children=tuple(rows[:cut]))
    for row in rows[cut:]:
        cell = next(c for c in row.element.children if isinstance(c, Element))
        yield replace(row, kind=Kind.PARAGRAPH, element=element("p", None, *cell.children))


# -- a heading whose translation is the line below it ----------------------------------------------


def _is_title_line(block: Block, other: Language) -> bool:
    reading = read(block)
    return (
        block.kind is Kind.PARAGRAPH
        and "\n" not in text(block.element)
        and reading.language is other
        and reading.han <= _LONGEST_TITLE
        and reading.latin <= _LONGEST_TITLE_WORDS
        and reading.ending not in {".", ":"}
    )


def _language_after(blocks: list[Block], at: int) -> Language | None:
    for block in blocks[at:]:
        reading = read(block)
        if reading.has_letters:
            return reading.language
    return None


def _two_line_headings(blocks: list[Block]) -> Iterator[Block]:
    before: Block | None = None
    for at, block in enumerate(blocks):
        title = before if before is not None and before.kind is Kind.HEADING else None
        if title and block.place.line == title.place.line + 1:
            language = read(title).language
            if (
                language is not None
                and _is_title_line(block, language.other)
                and _language_after(blocks, at + 1) in (language, None)
            ):
                block = replace(  # noqa: PLW2901 - the paragraph is the heading's other half
                    block,
                    kind=Kind.HEADING,
                    element=element(title.element.tag, None, *block.element.children),
                )
        before = block
        yield block


# -- a link broken over two blocks -----------------------------------------------------------------


def _link_target(rest: tuple[Node, ...]) -> tuple[str, tuple[Node, ...]] | None:
    """The address in `words](address)` and what follows, the words being the first node."""
    first = rest[0] if rest and isinstance(rest[0], str) else ""
    closed = _CLOSED.match(first)
    if closed:
        return closed["target"], (first[closed.end() :], *rest[1:])
    link = rest[1] if len(rest) > 1 else ""
    if not _CLOSE.match(first) or not isinstance(link, Element) or link.tag != "a":
        return None
    tail = rest[2] if len(rest) > _COLUMNS and isinstance(rest[2], str) else ""
    if not tail.startswith(")"):
        return None
    return link.get("href"), (tail[1:], *rest[3:])


def _rejoined(first: Block, second: Block) -> tuple[Block, Block] | None:
    nodes = first.element.children
    last = nodes[-1] if nodes and isinstance(nodes[-1], str) else ""
    opened = _OPEN.search(last)
    found = _link_target(second.element.children) if opened else None
    if opened is None or found is None:
        return None
    target, rest = found
    words = str(second.element.children[0]).partition("]")[0]
    link = element("a", {"href": target}, opened["words"])
    other = element("a", {"href": target}, words)
    one = with_children(first.element, *nodes[:-1], last[: opened.start()], link)
    two = with_children(second.element, other, *rest)
    return replace(first, element=one), replace(second, element=two)


def _whole_links(blocks: list[Block], problems: list[Problem]) -> list[Block]:
    out = list(blocks)
    for at in range(len(out) - 1):
        first, second = out[at], out[at + 1]
        if first.children or second.children:
            continue
        found = _rejoined(first, second)
        if found is not None:
            problems.append(complaints.broken_link(first, second))
            out[at], out[at + 1] = found
    return out


def mended(blocks: tuple[Block, ...]) -> tuple[list[Block], list[Problem]]:
    """The blocks of one level as their author meant them, and what was wrong with them."""
    problems: list[Problem] = []
    apart = [
        piece
        for block in blocks
        for piece in (_unglued(block) if block.kind is Kind.TABLE else (block,))
    ]
    return list(_two_line_headings(_whole_links(apart, problems))), problems
