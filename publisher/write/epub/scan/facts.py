"""What is to be known of one file of an EPUB: what is wrong in it, and how it hangs together.

The rules on a single file run here, once for each file; what holds between files (every link leads
somewhere, every id stands once, every call has its way back) is told in `together`, from the facts
alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from posixpath import splitext
from xml.parsers.expat import ExpatError

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
from publisher.write.epub.scan.reopen import XML, Finding, Reopened, Rule, read_file
from publisher.write.epub.scan.returns import Call, Return, calls, names_of_back_links, returns

_RULES: tuple[Rule, ...] = (
    unreadable,
    active,
    handlers,
    refresh,
    style_attributes,
    outside,
    script_addresses,
    names_of_back_links,
    languages_said,
    wrong_language,
    empty_metadata,
)


@dataclass(frozen=True, slots=True)
class Name:
    """An id, and where it stands."""

    id: str
    place: Place


@dataclass(frozen=True, slots=True)
class Facts:
    """One file as the others must know it."""

    path: str
    findings: tuple[Finding, ...] = ()
    """What is wrong in it, whatever stands in the others."""

    ids: tuple[Name, ...] = ()
    addresses: tuple[Address, ...] = ()
    """What it leads to inside the book."""

    calls: tuple[Call, ...] = ()
    returns: tuple[Return, ...] = ()


def _reopened(path: str, data: bytes) -> Reopened:
    """One file as if it were all of the book."""
    names, extension = frozenset({path}), splitext(path)[1]
    if extension == ".css":
        return Reopened(names, (), ((path, data.decode(errors="replace")),), ())
    if extension not in XML:
        return Reopened(names, (), (), ())
    try:
        return Reopened(names, (read_file(path, data),), (), ())
    except ExpatError as error:
        place = Place(path, error.lineno, error.offset + 1)
        return Reopened(names, (), (), ((place, str(error)),))


def examine(path: str, data: bytes) -> Facts:
    """Look through one file of the archive."""
    book = _reopened(path, data)
    findings = tuple(finding for rule in _RULES for finding in rule(book))
    ids = (Name(s.attrs["id"], s.place) for _, s in book.spots() if "id" in s.attrs)
    found = tuple(addresses(book))
    return Facts(path, findings, tuple(ids), found, tuple(calls(book)), tuple(returns(book)))


# -- between files ---------------------------------------------------------------------------------


def _dangling(everything: Sequence[Facts]) -> Iterator[Finding]:
    """Every address inside the book names a file, and an id in it, that are there."""
    names = {facts.path for facts in everything}
    ids = {(facts.path, name.id) for facts in everything for name in facts.ids}
    for facts in everything:
        for address in facts.addresses:
            there = address.file, address.fragment
            if address.file not in names or (address.fragment and there not in ids):
                what = "a style that loads what is not there" if address.is_style else ""
                yield address.place, f"{what or 'a link that leads nowhere'} ({address.url})"


def _repeated_ids(everything: Sequence[Facts]) -> Iterator[Finding]:
    """An id is unique in the whole book, since links between chapters are made from it alone."""
    seen: set[str] = set()
    pages = (facts for facts in everything if facts.path.endswith(".xhtml"))
    for name in (name for facts in pages for name in facts.ids):
        if not name.id or any(char.isspace() for char in name.id):
            yield name.place, f"an id that is no name ({name.id!r})"
        elif name.id in seen:
            yield name.place, f"an id given twice ({name.id})"
        seen.add(name.id)


def _one_way(everything: Sequence[Facts]) -> Iterator[Finding]:
    """Every term and note mark has a way back to itself, and every way back has one of them."""
    found = {call.tie: call for facts in everything for call in facts.calls}
    answered = {tie for facts in everything for back in facts.returns for tie in back.ties}
    for back in (back for facts in everything for back in facts.returns):
        if found.keys().isdisjoint(back.ties):
            yield back.place, f"a back link that nothing called ({back.url})"
    for tie, call in found.items():
        if tie not in answered:
            yield call.place, f"a term or note without a way back ({tie[3] or 'no id'})"


def together(everything: Sequence[Facts]) -> Iterator[Finding]:
    """What is wrong in a book: in its files one by one, and between them."""
    for facts in everything:
        yield from facts.findings
    yield from _dangling(everything)
    yield from _repeated_ids(everything)
    yield from _one_way(everything)
