"""Translations that stand below a list or quote and belong into it, and what is done about them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publisher.language import Language
from publisher.model import Block, Kind
from publisher.pair import complaints
from publisher.pair.desk import Desk
from publisher.problems import Problem
from publisher.xhtml import with_attrs


def _tongue(desk: Desk, block: Block) -> Language | None:
    found = desk.tongues(block)
    return next(iter(found)) if len(found) == 1 else None


# -- the last item of a list -----------------------------------------------------------------------


def _item_alone(block: Block, at: int) -> Block:
    """A list of the item at one place of a list, with its number."""
    shell, item = block.element, block.children[at]
    if shell.tag == "ol":
        shell = with_attrs(shell, start=str(int(shell.get("start", "1")) + at))
    return replace(block, element=shell, children=(item,), place=item.place)


def _is_open(desk: Desk, block: Block, following: Block) -> bool:
    """Whether a list of translated items ends with one that the next paragraph translates."""
    *items, last = block.children
    language = desk.reading(last).language
    return (
        bool(items)
        and language is not None
        and following.kind is Kind.PARAGRAPH
        and _tongue(desk, following) is language.other
        and all(len(desk.tongues(item)) == len(Language) for item in items)
    )


# -- as many paragraphs as items -------------------------------------------------------------------


def _cells(block: Block) -> list[Block]:
    """The paragraphs of a quote or of a list of plain items; none for any other block."""
    if block.kind is Kind.QUOTE:
        found = list(block.children)
    elif block.kind is Kind.LIST and all(len(item.children) == 1 for item in block.children):
        found = [item.children[0] for item in block.children]
    else:
        return []
    plain = len(found) > 1 and all(cell.kind is Kind.PARAGRAPH for cell in found)
    return found if plain else []


def _run(desk: Desk, blocks: list[Block], at: int, language: Language) -> int:
    """How many paragraphs of a language follow each other from a place on."""
    end = at
    while end < len(blocks) and blocks[end].kind is Kind.PARAGRAPH:
        if _tongue(desk, blocks[end]) is not language:
            break
        end += 1
    return end - at


def _has_lead(desk: Desk, blocks: list[Block], at: int) -> bool:
    """Whether a lead-in stands before a list, and another before what follows it."""
    before = blocks[at - 1] if at else None
    leads = before is not None and desk.reading(before).ending == ":"
    return leads and desk.reading(blocks[at + 1]).ending == ":"


def _outside(desk: Desk, blocks: list[Block], at: int) -> list[Block]:
    """The paragraphs below a list or quote that translate it one by one."""
    cells = _cells(blocks[at])
    language = _tongue(desk, blocks[at]) if cells else None
    if language is None or _run(desk, blocks, at + 1, language.other) != len(cells):
        return []
    return [] if _has_lead(desk, blocks, at) else blocks[at + 1 : at + 1 + len(cells)]


def _with(block: Block, translations: list[Block]) -> Block:
    """A list or quote with each translation below what it translates."""
    if block.kind is Kind.LIST:
        items = zip(block.children, translations, strict=True)
        children = tuple(replace(i, children=(*i.children, t)) for i, t in items)
    else:
        both = zip(block.children, translations, strict=True)
        children = tuple(half for pair in both for half in pair)
    return replace(block, children=children)


def _is_halved(desk: Desk, blocks: list[Block], at: int) -> bool:
    """Whether a list and its translation stand side by side between their two lead-ins.

    With one kind of bullet they were one list.
    """
    if not 0 < at < len(blocks) - 2:
        return False
    before, one, two, after = blocks[at - 1 : at + 3]
    first = _tongue(desk, one)
    return (
        one.kind is two.kind is Kind.LIST
        and first is not None
        and _tongue(desk, two) is first.other
        and desk.reading(before).ending == desk.reading(after).ending == ":"
    )


def brought_in(desk: Desk, blocks: list[Block], problems: list[Problem]) -> Iterator[Block]:
    """Blocks with the translations that stand below a list or quote brought into it.

    A list's last item whose translation stands below the list is set apart from it, so that the
    alignment can join the two. Two lists between their two lead-ins become one.
    """
    at = 0
    while at < len(blocks):
        block = blocks[at]
        following = blocks[at + 1] if at + 1 < len(blocks) else None
        outside = _outside(desk, blocks, at) if following else []
        if outside:
            problems.append(complaints.outside(_cells(block)[0], outside[0]))
            yield _with(block, outside)
            at += len(outside)
        elif block.kind is Kind.LIST and following and _is_open(desk, block, following):
            yield replace(block, children=block.children[:-1])
            yield _item_alone(block, len(block.children) - 1)
        elif following and _is_halved(desk, blocks, at):
            yield replace(block, children=(*block.children, *following.children))
            at += 1
        else:
            yield block
        at += 1
