"""Pair by pair: a paragraph, then its translation, down the page."""

from __future__ import annotations

from publisher.language import han_count, latin_words
from publisher.typeset.layouts import Layout
from publisher.xhtml import Node, element, text

_CSS = """\
.pair > .en, .pair > .zh, .pair-title > .en, .pair-title > .zh { display: block; }
.pair.short { break-inside: avoid; }
"""
"""Geometry: the halves one below the other; a short pair is never torn by a page's end."""

_HAN_IN_A_LINE = 30
_WORDS_IN_A_LINE = 12
_SHORT = 6
"""Lines up to which a pair stays whole: more would leave page feet too uneven."""


def _lines(node: Node) -> int:
    """About how many lines a half takes on an A5 page; only a paragraph can be short."""
    if isinstance(node, str) or node.tag != "p":
        return _SHORT
    words = text(node)
    return 1 + int(han_count(words) / _HAN_IN_A_LINE + latin_words(words) / _WORDS_IN_A_LINE)


def _place_pair(first: tuple[Node, ...], second: tuple[Node, ...]) -> tuple[Node, ...]:
    """One box that holds both halves."""
    is_short = sum(_lines(node) for node in (*first, *second)) <= _SHORT
    name = "pair short" if is_short else "pair"
    return (element("div", {"class": name}, *first, *second),)


LAYOUT = Layout(_place_pair, css=_CSS)
