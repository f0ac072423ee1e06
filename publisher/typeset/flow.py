"""A post's flow as the nodes of a page; where the halves of a pair go is the layout's word."""

from __future__ import annotations

from itertools import zip_longest

from publisher.language import Language
from publisher.model import Block, Group, Kind, Order, Pair, Shared, Single, Unit
from publisher.typeset.blocks import heading, row, table, whole, with_class
from publisher.typeset.layouts import Layout
from publisher.xhtml import Element, Node, element, text, with_children

_ROWS = frozenset({Kind.ROW})
_TITLES = frozenset({Kind.HEADING})
_COLONS = (":", "：")
_TERMS = frozenset({Kind.TERM})
_IN_COLUMN = frozenset({Kind.PARAGRAPH, Kind.LIST, Kind.QUOTE, Kind.DEFINITIONS})
"""What can stand beside an empty place: a title spans, a row or an item belongs to its parent."""


def _is_all(unit: Pair, kinds: frozenset[Kind]) -> bool:
    return all(block.kind in kinds for block in (*unit.en, *unit.zh))


def _takes_turns(unit: Unit) -> bool:
    """Whether a row of a table is followed by its translation."""
    if not isinstance(unit, Pair) or unit.whole is not None or not _is_all(unit, _ROWS):
        return False
    return len(unit.en) == len(unit.zh) == 1


def _is_row(unit: Unit) -> bool:
    return _takes_turns(unit) or (isinstance(unit, Shared) and unit.block.kind is Kind.ROW)


def _alternates(flow: tuple[Unit, ...]) -> bool:
    """Whether the rows of a table take turns by language, but for those of both languages."""
    return all(map(_is_row, flow)) and any(map(_takes_turns, flow))


def _side(blocks: tuple[Block, ...], language: Language, order: Order) -> tuple[Node, ...]:
    return tuple(whole(block, language, order) for block in blocks)


def _pair(unit: Pair, order: Order, layout: Layout) -> tuple[Node, ...]:
    if unit.whole is not None:
        return (whole(unit.whole, None, order),)
    if _is_all(unit, _TITLES) and len(unit.en) == len(unit.zh) == 1:
        return (heading({Language.EN: unit.en[0], Language.ZH: unit.zh[0]}, order),)
    if _is_all(unit, _ROWS):
        rows = tuple(row(b, lang) for lang in order.languages for b in unit.side(lang))
        return (with_class(rows[0], "upper"), rows[1]) if _takes_turns(unit) else rows
    first, second = (_side(unit.side(lang), lang, order) for lang in order.languages)
    if _is_all(unit, _TERMS):
        return (*first, *second)
    return layout.place_pair(first, second)


def _note(unit: Single, nodes: tuple[Node, ...]) -> Element:
    attrs = {"class": f"translators-note {unit.language.value}", "lang": unit.language.tag}
    return element("aside", attrs, *nodes)


def _alone(unit: Single, order: Order) -> tuple[Node, ...]:
    nodes = _side(unit.blocks, unit.language, order)
    if unit.reason == "translators-note":
        return (_note(unit, nodes),)
    return tuple(n if isinstance(n, str) else with_class(n, "single") for n in nodes)


def _single(unit: Single, order: Order, layout: Layout) -> tuple[Node, ...]:
    nodes = _alone(unit, order)
    if not layout.is_side_by_side or any(b.kind not in _IN_COLUMN for b in unit.blocks):
        return nodes
    leads = unit.language is order.languages[0]
    return layout.place_pair(nodes, ()) if leads else layout.place_pair((), nodes)


def _group(unit: Group, order: Order, layout: Layout) -> tuple[Node, ...]:
    inside = compose(unit.flow, order, layout)
    if unit.block.kind is Kind.TABLE:
        shell = table(unit.block.element, inside)
        return (with_class(shell, "alternating") if _alternates(unit.flow) else shell,)
    return (with_children(unit.block.element, *inside),)


def _unit(unit: Unit, order: Order, layout: Layout) -> tuple[Node, ...]:
    if isinstance(unit, Pair):
        return _pair(unit, order, layout)
    if isinstance(unit, Single):
        return _single(unit, order, layout)
    if isinstance(unit, Shared):
        return (whole(unit.block, None, order),)
    return _group(unit, order, layout)


def _leads_in(unit: Unit) -> bool:
    """Whether a paragraph ends in a colon: what it announces comes next."""
    if isinstance(unit, Pair) and unit.whole is None:
        blocks = (*unit.en, *unit.zh)
    elif isinstance(unit, Single):
        blocks = unit.blocks
    else:
        return False
    is_text = all(block.kind is Kind.PARAGRAPH for block in blocks)
    return is_text and any(text(block.element).rstrip().endswith(_COLONS) for block in blocks)


def _kept_with_next(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The same nodes, the last of them marked as one that no page may end with."""
    *before, last = nodes
    return (*before, last if isinstance(last, str) else with_class(last, "leads-in"))


def compose(flow: tuple[Unit, ...], order: Order, layout: Layout) -> tuple[Node, ...]:
    """Each unit of the flow below the one before it, the book's first language first."""
    made: list[Node] = []
    for unit, follower in zip_longest(flow, flow[1:]):
        nodes = _unit(unit, order, layout)
        is_kept = follower is not None and nodes and _leads_in(unit)
        made += _kept_with_next(nodes) if is_kept else nodes
    return tuple(made)
