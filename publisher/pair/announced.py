"""Words that name a language before a text: `English`, `中文`, `EN:`, `译文：`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from publisher.language import Language

_ENGLISH = "English|英文|英语|英文原文|EN|Eng|原文|Original|The original"
_CHINESE = "中文|汉语|简体中文|中文译文|中文翻译|Chinese|ZH|CN|译文|翻译|Translation"
_OPEN, _SHUT = r"[\s【\[（(*_]*", r"[\s】\]）)*_]*"
_ALONE = re.compile(
    rf"^{_OPEN}(?:(?P<en>{_ENGLISH})|(?P<zh>{_CHINESE})){_SHUT}[:：]?{_SHUT}$", re.IGNORECASE
)
_PREFIX = re.compile(
    rf"^{_OPEN}(?:(?P<en>English|英文|英语|EN|原文)|(?P<zh>中文|汉语|Chinese|ZH|CN|译文))"
    rf"(?:{_SHUT}[:：]{_SHUT}|[】\]]\s*)(?=\S)"
)
_EITHER = re.compile("原文|译文|翻译|original|translation", re.IGNORECASE)
_LONGEST = 24


@dataclass(frozen=True, slots=True)
class Announcement:
    """A label at the beginning of a text."""

    language: Language
    end: int
    """Position in the text at which it ends."""

    either: bool
    """Whether its word (“original”) may stand for the other language too."""


def _found(match: re.Match[str]) -> Announcement:
    language = Language.EN if match["en"] else Language.ZH
    return Announcement(language, match.end(), bool(_EITHER.search(match[0])))


def alone(line: str) -> Announcement | None:
    """The label that a line consists of, if it is one."""
    match = _ALONE.match(line) if len(line) <= _LONGEST else None
    return _found(match) if match else None


def before(words: str) -> Announcement | None:
    """The label that a text begins with, with its colon or brackets."""
    match = _PREFIX.match(words)
    return _found(match) if match else None
