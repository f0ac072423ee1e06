"""Rules on the way from a word to its definition or note and back."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from publisher.problems import Place
from publisher.write.epub.scan.addresses import target
from publisher.write.epub.scan.reopen import File, Finding, Reopened, Spot

_CALLS = frozenset({"term", "noteref"})


def _is_back_link(spot: Spot) -> bool:
    return "doc-backlink" in spot.roles


def _is_call(spot: Spot) -> bool:
    return not _CALLS.isdisjoint(spot.classes)


Tie = tuple[str, str, str, str]
"""File and id of a definition or note, file and id of a place in the text that calls it."""


@dataclass(frozen=True, slots=True)
class Call:
    """A link from the text to a definition or note."""

    tie: Tie
    place: Place

    @property
    def is_inside(self) -> bool:
        """Whether it stays in its file."""
        return self.tie[0] == self.tie[2]


@dataclass(frozen=True, slots=True)
class Return:
    """A link back, tied to each thing with an id that it stands in."""

    place: Place
    url: str
    ties: tuple[Tie, ...]
    is_inside: bool
    """Whether it stays in its file."""


def calls(book: Reopened) -> Iterator[Call]:
    """Every link from the text to a definition or note."""
    for file in book.pages():
        for spot in file.tagged(("a",)):
            there = target(spot.attrs.get("href", ""), file.name) if _is_call(spot) else None
            if there is not None:
                yield Call((*there, file.name, spot.attrs.get("id", "")), file.place(spot))


def returns(book: Reopened) -> Iterator[Return]:
    """Every link back."""
    for file in book.pages():
        for spot in file.tagged(("a",)):
            url = spot.attrs.get("href", "")
            there = target(url, file.name) if _is_back_link(spot) else None
            if there is not None:
                around = (file.spots[i].attrs.get("id") for i in file.line_up(spot.number))
                ties = tuple((file.name, name, *there) for name in around if name)
                yield Return(file.place(spot), url, ties, there[0] == file.name)


def _accessible_name(file: File, index: int) -> str:
    return (file.spots[index].attrs.get("aria-label") or file.text(index)).strip()


def names_of_back_links(book: Reopened) -> Iterator[Finding]:
    """Back links of one entry are told apart by name, since a voice reads nothing else of them."""
    for file in book.pages():
        names: defaultdict[int, Counter[str]] = defaultdict(Counter)
        for spot in file.tagged(("a",)):
            if not _is_back_link(spot):
                continue
            around = (i for i in file.line_up(spot.parent) if file.spots[i].attrs.get("id"))
            name = _accessible_name(file, spot.number)
            entry = names[next(around, -1)]
            if entry[name] or not name:
                yield file.place(spot), f"a back link named like its neighbour ({name})"
            entry[name] += 1
