"""Names of terms that stand in the text without a link: found in one pass, and linked on demand.

English names are whole words, in the singular or plural, with a hyphen or a space; of Chinese
names the longest counts. Code, links, headings and what already leads to a term are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from operator import add

from publisher.language import is_han

_LETTER = "A-Za-z0-9À-ÖØ-öø-ɏ"
_RUN = re.compile(rf"[{_LETTER}'’_]+")
_STARTS = re.compile(rf"[{_LETTER}]")
"""What a name in letters begins with; inside a run of them, no name begins."""

_GOES_ON = re.compile(rf"[{_LETTER}_]|['’][A-RT-Za-rt-z]|-[{_LETTER}]")
"""What shows that an English word has not ended; the genitive `'s` may follow."""

_GAP = re.compile(r"[\s\u2010\u2011-]")
_CAPITALS = re.compile(r"[A-Z][A-Z0-9]+s?")
_ES = ("s", "x", "z", "ch", "sh")
_HEAD = 4
_SIZES = range(_HEAD - 1, 0, -1)


def _folded(words: str) -> str:
    """Small letters and single gaps, as long as the text itself: places must not move."""
    small = words.lower()
    if len(small) != len(words):
        small = "".join(c.lower() if len(c.lower()) == 1 else c for c in words)
    return _GAP.sub(" ", small)


def _plurals(name: str) -> Iterator[str]:
    """The plural forms that an English name may have."""
    yield name
    if not name.isascii() or not name[-1:].isalpha():
        return
    if name.endswith("y") and name[-2:-1] not in "aeiou":
        yield f"{name[:-1]}ies"
    yield f"{name}es" if name.endswith(_ES) else f"{name}s"


@dataclass(slots=True)
class _Branch:
    """A letter's continuation in the trie of all names."""

    below: dict[str, _Branch] = field(default_factory=dict)
    targets: tuple[str, ...] = ()
    """What the name that ends here leads to."""

    exact: str = ""
    """The name as it must be written, if it is one of capitals: `RAG` is no `rag`."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A name found in a text."""

    start: int
    end: int
    targets: tuple[str, ...]
    """What it may lead to; mostly one."""


class Finder:
    """Finds the names of many terms in one pass over a text."""

    def __init__(self, names: Iterable[tuple[str, str]]) -> None:
        """Take pairs of a name and what it leads to."""
        self.root = _Branch()
        self.heads: set[str] = set()
        self.has_short = False
        self.han_heads: set[str] = set()
        self.single: set[str] = set()
        for name, target in names:
            plain = " ".join(name.split())
            for form in _plurals(plain) if plain else ():
                self._add(form, target)

    def _add(self, form: str, target: str) -> None:
        branch, folded = self.root, _folded(form)
        if is_han(folded):
            (self.han_heads if len(folded) > 1 else self.single).add(folded[:2])
        else:
            self.heads.add(folded[:_HEAD])
            self.has_short = self.has_short or len(folded) < _HEAD
        for char in folded:
            branch = branch.below.setdefault(char, _Branch())
        if not branch.targets:
            branch.exact = form if _CAPITALS.fullmatch(form) else ""
        if target not in branch.targets:
            branch.targets = (*branch.targets, target)

    def _longest(self, words: str, folded: str, start: int) -> Hit | None:
        """The longest name that begins at a place and ends where a word does."""
        branch, found = self.root, None
        for at in range(start, len(folded)):
            below = branch.below.get(folded[at])
            if below is None:
                break
            branch = below
            if branch.targets and self._is_whole(words, start, at + 1, branch):
                found = Hit(start, at + 1, branch.targets)
        return found

    @staticmethod
    def _is_whole(words: str, start: int, end: int, branch: _Branch) -> bool:
        if branch.exact and words[start:end] != branch.exact:
            return False
        return is_han(words[end - 1]) or not _GOES_ON.match(words, end)

    def _starts(self, folded: str) -> list[int]:
        """Where a name may begin, by its first letters: of a thousand places a few are left."""
        heads, han, single = self.heads, self.han_heads, self.single
        found = [
            at
            for word in _RUN.finditer(folded)
            if folded[(at := word.start()) : at + _HEAD] in heads
            or (self.has_short and any(folded[at : at + size] in heads for size in _SIZES))
        ]
        found = [at for at in found if _STARTS.match(folded, at)]
        if folded.isascii():
            return found
        if han:
            pairs = map(add, folded, f"{folded[1:]} ")
            found += [at for at, pair in enumerate(pairs) if pair in han]
        if single:
            found += [at for at, char in enumerate(folded) if char in single]
        return sorted(found)

    def hits(self, words: str) -> Iterator[Hit]:
        """Every name in a text from left to right, the longest first, none inside another.

        The time is that of the text's length times the length of the longest name, however many
        names there are.
        """
        folded, free = _folded(words), 0
        for start in self._starts(folded):
            found = self._longest(words, folded, start) if start >= free else None
            if found:
                free = found.end
                yield found
