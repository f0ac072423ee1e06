"""What is to be known of one file of an EPUB: what is wrong in it, and how it hangs together.

The rules on a single file run here, once for each file; what holds between files (every link leads
somewhere, every id stands once, every call has its way back) is told in `together`, from the facts
alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace

from publisher.problems import Place
from publisher.write.epub.scan.addresses import Address, addresses, outside, script_addresses
from publisher.write.epub.scan.content import (
    active,
    empty_metadata,
    handlers,
    refresh,
    style_attributes,
    unreadable,
)
from publisher.write.epub.scan.languages import languages_said, wrong_language
from publisher.write.epub.scan.reopen import Finding, Rule, reopened
from publisher.write.epub.scan.returns import Call, Return, calls, names_of_back_links, returns

_OF_A_FILE = re.compile(r"kobo\.[0-9]+\.[0-9]+$|book-(?:columns|inner)$")
"""Ids that Kobo's renderer wants anew in each file; nothing leads to them."""

_RULES: tuple[Rule, ...] = (
    unreadable,
    active,
    handlers,
    refresh,
    style_attributes,
    script_addresses,
    names_of_back_links,
    languages_said,
    wrong_language,
    empty_metadata,
)


@dataclass(frozen=True, slots=True)
class Facts:
    """One file as the others must know it; what stays inside the file is settled already."""

    path: str
    findings: tuple[Finding, ...] = ()
    """What is wrong in it, whatever stands in the others."""

    ids: tuple[str, ...] = ()
    spots: tuple[str, ...] = ()
    """Where each of the ids stands: `line:column`."""

    addresses: tuple[Address, ...] = ()
    """What it leads to in other files of the book."""

    calls: tuple[Call, ...] = ()
    returns: tuple[Return, ...] = ()
    """Calls of what stands in other files, and ways back to there."""


@dataclass(frozen=True, slots=True)
class _Ties:
    """How the elements of one file hang together, and with those of others."""

    addresses: tuple[Address, ...]
    calls: tuple[Call, ...]
    returns: tuple[Return, ...]


def _inside(ties: _Ties, here: Facts) -> Iterator[Finding]:
    """What is wrong between the parts of one file."""
    own = (address for address in ties.addresses if address.file == here.path)
    yield from dangling(own, {here.path}, {(here.path, name) for name in here.ids})
    found = tuple(call for call in ties.calls if call.is_inside)
    yield from _one_way(found, tuple(back for back in ties.returns if back.is_inside))


def examine(path: str, data: bytes) -> Facts:
    """Look through one file of the archive."""
    book = reopened(path, data)
    ties = _Ties(tuple(addresses(book)), tuple(calls(book)), tuple(returns(book)))
    named = [spot for file in book.files for spot in file.by_attribute.get("id", ())]
    ids = tuple(spot.attrs["id"] for spot in named)
    here = Facts(path, (), ids, tuple(f"{spot.line}:{spot.column}" for spot in named))
    findings = [finding for rule in _RULES for finding in rule(book)]
    return replace(
        here,
        findings=(*findings, *outside(ties.addresses), *_inside(ties, here)),
        addresses=tuple(a for a in ties.addresses if a.file not in {path, None}),
        calls=tuple(call for call in ties.calls if not call.is_inside),
        returns=tuple(back for back in ties.returns if not back.is_inside),
    )


# -- between files ---------------------------------------------------------------------------------


def dangling(
    found: Iterable[Address], names: AbstractSet[str], ids: AbstractSet[tuple[str, str]]
) -> Iterator[Finding]:
    """Every address inside the book names a file, and an id in it, that are there."""
    for address in found:
        if address.file is None:
            continue
        there = address.file, address.fragment
        if address.file not in names or (address.fragment and there not in ids):
            what = "a style that loads what is not there" if address.is_style else ""
            yield address.place, f"{what or 'a link that leads nowhere'} ({address.url})"


def _repeated_ids(everything: Sequence[Facts]) -> Iterator[Finding]:
    """An id is unique in the whole book, since links between chapters are made from it alone."""
    seen: set[str] = set()
    for facts in everything:
        if not facts.path.endswith(".xhtml"):
            continue
        own: set[str] = set()
        for name, spot in zip(facts.ids, facts.spots, strict=True):
            line, _, column = spot.partition(":")
            place = Place(facts.path, int(line), int(column))
            if not name or any(char.isspace() for char in name):
                yield place, f"an id that is no name ({name!r})"
            elif name in (own if _OF_A_FILE.match(name) else seen):
                yield place, f"an id given twice ({name})"
            own.add(name)
            seen.add(name)


def _one_way(found: Iterable[Call], back_links: Sequence[Return]) -> Iterator[Finding]:
    """Every term and note mark has a way back to itself, and every way back has one of them."""
    by_tie = {call.tie: call for call in found}
    answered = {tie for back in back_links for tie in back.ties}
    for back in back_links:
        if by_tie.keys().isdisjoint(back.ties):
            yield back.place, f"a back link that nothing called ({back.url})"
    for tie, call in by_tie.items():
        if tie not in answered:
            yield call.place, f"a term or note without a way back ({tie[3] or 'no id'})"


def together(everything: Sequence[Facts]) -> Iterator[Finding]:
    """What is wrong in a book: in its files one by one, and between them."""
    for facts in everything:
        yield from facts.findings
    names = {facts.path for facts in everything}
    ids = {(facts.path, name) for facts in everything for name in facts.ids}
    led = (address for facts in everything for address in facts.addresses)
    yield from dangling(led, names, ids)
    yield from _repeated_ids(everything)
    found = (call for facts in everything for call in facts.calls)
    yield from _one_way(found, [back for facts in everything for back in facts.returns])
