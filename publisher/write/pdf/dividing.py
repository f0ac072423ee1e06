"""A long list at the end of a book in several parts: no process has to hold all of its pages.

A glossary of a thousand posts has a hundred pages and thirty thousand links. It is divided where a
group of terms begins, and that group then begins a page; lists of usual length stay whole.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from publisher.model import Sheet
from publisher.xhtml import Element, Node, element, walk, with_attrs, with_children

MOST = 20_000
"""Elements in a list that stays whole, some thirty pages."""

_PART = 0.4
"""Of the most: with so many a part is full, and the next group begins another."""


def _is_head(node: Node) -> bool:
    return isinstance(node, Element) and "group-head" in node.classes


def _size(nodes: Sequence[Node]) -> int:
    return sum(1 for node in nodes if isinstance(node, Element) for _ in walk(node))


def _groups(nodes: Sequence[Node]) -> Iterator[tuple[Node, ...]]:
    """What stands before the first head of a group, and each group with its head."""
    heads = [at for at, node in enumerate(nodes) if _is_head(node)]
    for start, end in zip([0, *heads], [*heads, len(nodes)], strict=True):
        yield tuple(nodes[start:end])


def _gathered(groups: Iterator[tuple[Node, ...]], full: float) -> Iterator[tuple[Node, ...]]:
    """As many groups together as a part has room for."""
    run: tuple[Node, ...] = ()
    size = 0
    for group in groups:
        more = _size(group)
        if run and size + more > full:
            yield run
            run, size = (), 0
        run, size = run + group, size + more
    yield run


def divided(sheet: Sheet, most: int) -> tuple[Sheet, ...]:
    """The sheet, or its groups on several sheets of which the first keeps title, id and name."""
    if _size([sheet.body]) <= most:
        return (sheet,)
    runs = list(_gathered(_groups(sheet.body.children), most * _PART))
    further = with_attrs(sheet.body, id=None)
    bodies = [with_children(sheet.body, *runs[0]), *(with_children(further, *r) for r in runs[1:])]
    names = [sheet.name, *(f"{sheet.name}-{number}" for number in range(2, len(runs) + 1))]
    return tuple(
        replace(sheet, name=name, body=body) for name, body in zip(names, bodies, strict=True)
    )


def title(sheet: Sheet) -> Element:
    """The section of a sheet with nothing but its title: what running heads are made from."""
    heads = (node for node in sheet.body.children if isinstance(node, Element) and node.tag == "h1")
    return element(sheet.body.tag, {"class": sheet.body.get("class")}, *heads)
