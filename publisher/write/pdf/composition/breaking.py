"""Where a line may end: Unicode's rules as Pango has them, and what Chinese adds to them.

Pango never breaks beside “ ” and lets · begin a line; GB/T 15834 and clreq ("Prohibition Rules for
Line Start and Line End") say otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import compress

from publisher.write.pdf.composition.characters import NEVER_FIRST, NEVER_LAST, WIDE, Kind

_JOINING = frozenset({Kind.OTHER, Kind.SPACE})
"""Kinds beside which Unicode's rules hold as they are."""


def _is_barred(before: Kind, after: Kind, *, same: bool) -> bool:
    if after in NEVER_FIRST or before in NEVER_LAST:
        return True
    return same and before is Kind.DASH


def _is_opened(before: Kind, after: Kind) -> bool:
    """Whether Chinese allows a break that Pango may not: beside a Chinese mark that is wide."""
    if before in _JOINING or after in _JOINING:
        return False
    return (after is Kind.OPEN) or (before in NEVER_FIRST and before is not Kind.DOT)


def may_end(before: Kind, after: Kind, *, same: bool, unicode: bool) -> bool:
    """Whether a line may end between two neighbours.

    `same`: both are the same character; `unicode`: what Unicode's rules say. Neighbours without a
    wide mark among them follow `unicode` alone.
    """
    if before not in WIDE and after not in WIDE:
        return unicode
    if _is_barred(before, after, same=same):
        return False
    return unicode or _is_opened(before, after)


def _is_in_quotes(text: str, at: int) -> bool:
    """Whether a space before `at` only keeps a quote from what it quotes."""
    return text[at - 1] == " " and (text[at] == "”" or (at > 1 and text[at - 2] in "“‘"))


def breaks(
    kinds: Sequence[Kind], text: str, unicode: Sequence[bool], bound: Sequence[bool]
) -> list[int]:
    """Positions at which a line may begin, in ascending order, without 0 and without the end.

    `unicode[i]`: a line may begin at i by Unicode's rules; `bound[i]`: the character i is tied to
    the one before it (`white-space: nowrap`, the base of a ruby).
    """
    places: Iterable[int] = range(1, len(text))
    if WIDE.isdisjoint(kinds):
        places = compress(places, unicode[1:])
    return [
        at
        for at in places
        if not bound[at]
        and not _is_in_quotes(text, at)
        and may_end(kinds[at - 1], kinds[at], same=text[at - 1] == text[at], unicode=unicode[at])
    ]
