"""What is kept with a style, for all elements that share it."""

from __future__ import annotations

from typing import Any, TypeVar

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")

SHORT = 24
"""Longest text that is kept: the number of a page, a comma between two, a term. Longer ones seldom
come again."""


def of_style(style: object) -> dict[str, Any]:
    """All that is kept with a style, by names."""
    return vars(getattr(style, "shared", style))


def keep(kept: dict[_Key, _Value], key: _Key, value: _Value, most: int) -> None:
    """Keep one thing more; where there are `most`, all others are forgotten."""
    if len(kept) >= most:
        kept.clear()
    kept[key] = value
