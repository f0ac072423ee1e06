"""Labels such as **English** and **中文**, `EN:`, `译文：`, and the blocks that belong to them.

A label says which language follows and is not part of it: everything up to the next label belongs
to it. The label itself is dropped, where its counterpart is there too.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from publisher.language import Language
from publisher.model import Block, Kind
from publisher.pair.announced import Announcement, alone, before
from publisher.pair.cutting import cut, trim
from publisher.pair.reading import BLANK, masked, normal, read
from publisher.xhtml import text, with_children

_STOPS = frozenset({Kind.HEADING, Kind.RULE})


@dataclass(frozen=True, slots=True)
class Region:
    """What belongs to one label."""

    label: Block
    words: str
    """The label as its author wrote it."""

    language: Language
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class _Label:
    words: str
    said: Announcement
    rest: Block | None
    """What stands in the same block after it."""


Couple = tuple[Region, Region]
"""Two regions side by side, in two languages."""


def _rest(block: Block, start: int) -> Block:
    words = text(block.element)
    nodes = trim(cut(block.element.children, start, len(words), start))
    skipped = len(words[start:]) - len(words[start:].lstrip())
    line = block.place.line + words[: start + skipped].count("\n")
    place = replace(block.place, line=line)
    return replace(block, element=with_children(block.element, *nodes), place=place)


def _label(block: Block) -> _Label | None:
    """The label at the beginning of a paragraph."""
    if block.kind is not Kind.PARAGRAPH:
        return None
    words = masked(block.element.children)
    first, _, more = words.partition("\n")
    said = alone(first)
    if said and BLANK not in first:
        rest = _rest(block, len(first)) if more.strip() else None
        return _Label(normal(first), said, rest)
    said = before(words)
    if said and BLANK not in words[: said.end]:
        return _Label(normal(words[: said.end]), said, _rest(block, said.end))
    return None


def caption_language(block: Block) -> Language | None:
    """The language that a heading or caption made of nothing but a label announces."""
    said = alone(normal(text(block.element)))
    return said.language if said else None


def _spoken(heard: list[Language | None], said: Announcement) -> Language:
    """The language of a region: “original” may be either, and its first letters know."""
    other = said.language.other
    first = next((language for language in heard if language is not None), None)
    return other if said.either and first is other else said.language


def _region(blocks: list[Block], at: int, marks: dict[int, _Label]) -> tuple[Region, int]:
    """The region that begins at a label, and the number of the block after it."""
    label = marks[at]
    body = [label.rest] if label.rest is not None else []
    heard = [read(block).language for block in body]
    end = at + 1
    while end < len(blocks) and end not in marks and blocks[end].kind not in _STOPS:
        language = read(blocks[end]).language
        if language is _spoken([*heard[:1], language], label.said).other:
            break
        body.append(blocks[end])
        heard = heard if any(heard) else [language]
        end += 1
    return Region(blocks[at], label.words, _spoken(heard, label.said), tuple(body)), end


def _couple(blocks: list[Block], at: int, marks: dict[int, _Label]) -> tuple[Couple, int] | None:
    first, middle = _region(blocks, at, marks)
    if middle not in marks or not first.blocks:
        return None
    second, end = _region(blocks, middle, marks)
    if second.language is not first.language.other or not second.blocks:
        return None
    return (first, second), end


def couples(
    blocks: list[Block], first: Language, lonely: Callable[[Block, str], None]
) -> list[Block | Couple]:
    """A row of blocks with labelled regions in couples.

    `first` is the language that leads in this post; `lonely` is told of a label without partner.
    """
    marks = {at: label for at, block in enumerate(blocks) if (label := _label(block))}
    out: list[Block | Couple] = []
    at = 0
    while at < len(blocks):
        found = _couple(blocks, at, marks) if at in marks else None
        if found is not None and _is_late(found, first, blocks, marks):
            found = None
        if found is not None:
            out.append(found[0])
            at = found[1]
            continue
        if at in marks and not _speaks_both(blocks[at]):
            lonely(blocks[at], marks[at].words)
        out.append(blocks[at])
        at += 1
    return out


def _is_late(
    found: tuple[Couple, int], first: Language, blocks: list[Block], marks: dict[int, _Label]
) -> bool:
    """Whether a couple in the wrong order took the first half of the next one."""
    (one, two), end = found
    if one.language is first or end not in marks:
        return False
    after, _ = _region(blocks, end, marks)
    return after.language is two.language.other


def _speaks_both(block: Block) -> bool:
    """Whether a block has a label for each language in it."""
    lines = masked(block.element.children).split("\n")
    found = [said for line in lines if (said := alone(line) or before(line))]
    return {said.language for said in found} == set(Language)
