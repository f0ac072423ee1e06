"""The book for Send to Kindle, which converts it and takes a link for a note by what it leads to.

An entry is one that opens with its way back (Kindle Publishing Guidelines, on footnotes).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publisher.model import Edition, Sheet, Sheets
from publisher.write.epub.profiles.trees import changed, is_back
from publisher.xhtml import Element, Node, element, text, walk

SUFFIX = "-kindle.epub"


def _without(node: Element, gone: Element) -> Element | None:
    """An element without a back link, and the space around it; None where nothing is left."""
    children: list[Node] = []
    for child in node.children:
        if isinstance(child, Element):
            kept = None if child is gone else _without(child, gone)
            children += [kept] if kept else []
        else:
            children.append(child)
    if "backs" in node.classes and not any(is_back(child) for child in children):
        return None
    if "backs" in node.classes and isinstance(children[0], str):
        children = children[1:]
    return replace(node, children=tuple(children))


def _backs(node: Element) -> Iterator[Element]:
    return (found for found in walk(node) if is_back(found))


def _opened(node: Element, back: Element) -> Element:
    """The way back before the first words of an entry, as the number of a note."""
    first, *rest = node.children
    if not isinstance(first, Element):
        return node
    if "footnote-number" in first.classes:
        number = replace(back, children=(text(first),))
        return replace(node, children=(replace(first, children=(number,)), *rest))
    head = element(first.tag, dict(first.attrs), back, " ", *first.children)
    return replace(node, children=(head, *rest))


def _entry(node: Element) -> tuple[Node, ...]:
    if not {"entry", "footnote"} & set(node.classes):
        return (node,)
    back = next(_backs(node), None)
    kept = _without(node, back) if back else None
    return (_opened(kept, back),) if kept and back else (node,)


def page(sheet: Sheet, _edition: Edition) -> Element:
    """A page with a way back at the head of every entry and note."""
    return changed(sheet.body, _entry)


def dress(sheets: Sheets) -> Sheets:
    """The book as it is."""
    return sheets
