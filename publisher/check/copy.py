"""What the finders of the copy share: slips, and the stretches of a passage in one language."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from publisher.language import Language, language_of
from publisher.model import Passage

_WIDE_MARKS = "，。；：！？、"


@dataclass(frozen=True, slots=True)
class Slip:
    """One slip of the pen: where in a passage, and how it is mended where that is sure."""

    passage: Passage
    begin: int
    end: int
    """Offsets in the passage's text; equal where something is to be put in."""

    message: str
    hint: str
    mend: str | None = None
    """What stands there when it is mended; None where a person has to decide."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Lines of a passage that follow one another and are in one language."""

    passage: Passage
    language: Language
    begin: int
    end: int

    @property
    def text(self) -> str:
        """The words."""
        return self.passage.text[self.begin : self.end]


def is_one_piece(passage: Passage, begin: int, end: int) -> bool:
    """Whether the characters stand side by side in the file, with no markup between them."""
    spots = passage.spots[max(begin, 0) : end]
    return bool(spots) and all(
        spot == (spots[0][0], spots[0][1] + at) for at, spot in enumerate(spots)
    )


Finder = Callable[[tuple[Stretch, ...]], Iterator[Slip]]
"""Gets every stretch of a post, since a post's own habit decides what a slip is."""


def _tongue(line: str, passage: Passage) -> Language | None:
    """A line's language; where scripts mix, its marks tell: only Chinese has full-width ones."""
    if not any(map(str.isalpha, line)):
        return None
    known = language_of(line) or language_of(passage.text)
    has_wide_marks = any(mark in line for mark in _WIDE_MARKS)
    return known or (Language.ZH if has_wide_marks else Language.EN)


def _stretches(passage: Passage) -> Iterator[Stretch]:
    at = begin = 0
    language: Language | None = None
    for line in passage.text.split("\n"):
        own = _tongue(line, passage)
        if own and language and own is not language:
            yield Stretch(passage, language, begin, at)
            begin = at
        language = own or language
        at += len(line) + 1
    if language:
        yield Stretch(passage, language, begin, len(passage.text))


def stretches(passages: tuple[Passage, ...]) -> tuple[Stretch, ...]:
    """The stretches of all passages of a post."""
    return tuple(found for passage in passages for found in _stretches(passage))


def of(language: Language, stretches: tuple[Stretch, ...]) -> Iterator[Stretch]:
    """The stretches in one language."""
    return (stretch for stretch in stretches if stretch.language is language)
