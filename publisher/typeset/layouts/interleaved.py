"""Pair by pair: a paragraph, then its translation, down the page."""

from __future__ import annotations

from publisher.xhtml import Node, element

CSS = """\
.pair > .en, .pair > .zh, .pair-title > .en, .pair-title > .zh { display: block; }
.pair > :not(:last-child) { break-after: avoid; }
"""
"""Geometry: the halves one below the other, the first never left alone at a page's foot."""


def place_pair(first: tuple[Node, ...], second: tuple[Node, ...]) -> tuple[Node, ...]:
    """One box that holds both halves."""
    return (element("div", {"class": "pair"}, *first, *second),)
