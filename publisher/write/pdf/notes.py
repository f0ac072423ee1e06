"""Notes at the foot of the page: put there before the layout, and counted after it.

WeasyPrint loses a note now and then, in the cell of a table or where a block moves to the next
page, and cuts off one that is longer than a page, all without a word. So every call is held
against the notes of the finished pages; a note that is missing is made an end note.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise, zip_longest
from typing import Generic, TypeVar

from publisher.language import HAN, han_count, latin_words
from publisher.model import Edition, NoteCount, Notes, Repeat, Sheet
from publisher.problems import Place, Problem, Problems
from publisher.write.pdf.binding import destination
from publisher.xhtml import Element, Node, element, text, transform, walk, with_attrs, with_children

_T = TypeVar("_T")

FOOT = ":foot"
"""Ends the id of a note at the foot of a page; no id of a book has a colon."""

CSS = """
.foot { display: block; float: footnote; footnote-policy: line; footnote-display: block }
.foot::footnote-call { content: none; line-height: 0; vertical-align: baseline }
.foot::footnote-marker { content: none }
.foot .line { display: block }
.foot li.line, .foot .item { display: list-item; margin-left: 2em }
"""
"""The mark and the number are ours, since one number is for all marks of a note."""

_LONGEST = 500
"""Of a note, in Han characters; an English word counts as two: a third of a page of A5."""

_TALLEST = 0.4
"""Of the height of a page, for one note."""

_LAST_HAN = re.compile(rf"[{HAN}]\Z")
_NOT_LETTERS = re.compile(r"[\W_]+")
_LINES = frozenset({"p", "div", "dt", "dd", "dl", "aside", "blockquote", "ul", "ol", "header"})
_ENTRY = frozenset({"dt", "dd"})
_UNFIT = frozenset({"table", "pre", "figure", "img", "h1", "h2", "h3", "h4", "h5", "h6", "hr"})
"""What cannot stand inside of a line, where the note hangs on its mark."""


@dataclass(frozen=True, slots=True)
class Foot:
    """A note as it came to stand at the foot of a page."""

    page: int
    """Counted from 0."""

    words: str
    share: float
    """Of the height of the page's type area."""

    is_whole: bool
    """Whether all of it is inside the type area."""


Feet = Mapping[str, tuple[Foot, ...]]
"""The notes at the feet of all pages, by their ids: each as often as it stands somewhere."""


@dataclass(frozen=True, slots=True)
class Call:
    """A place in the text that calls a note at the foot of its page."""

    id: str
    """Of the element that the call belongs to."""

    note: str
    """Id of the note at the foot."""

    source: str
    """Id of the entry or the footnote that is shown there."""

    words: str
    """The letters of the note."""


@dataclass(frozen=True, slots=True)
class Annotated:
    """A book with its notes in the text, where each hangs on its call."""

    tree: Element
    calls: tuple[Call, ...] = ()
    mentions: tuple[tuple[str, str], ...] = ()
    """Every mention in reading order: its id, and the id of the entry it leads to."""

    ended: tuple[str, ...] = ()
    """Ids of the footnotes and called entries that stand at the end."""


def letters(words: str) -> str:
    """What of a text must be on the page: no white space, no mark, no hyphen."""
    return _NOT_LETTERS.sub("", words)


# -- a note ----------------------------------------------------------------------------------------


def _inline(node: Node, *, keeps_ids: bool) -> tuple[Node, ...]:
    """A node as a paragraph may hold it; the ways back are the page number's affair."""
    if isinstance(node, str):
        return (node,) if node.strip("\n") else ()
    if {"backs", "footnote-number"} & {*node.classes}:
        return ()
    inside = tuple(n for child in node.children for n in _inline(child, keeps_ids=keeps_ids))
    kept = node if keeps_ids else with_attrs(node, id=None)
    if node.tag == "li":
        return (_as_span(kept, inside, "item"),)
    if node.tag in _ENTRY:
        return (_as_span(kept, inside, ""), " ")
    if node.tag in _LINES:
        return (_as_span(kept, inside, "line"),)
    return (with_children(kept, *inside),)


def _as_span(node: Element, children: tuple[Node, ...], name: str) -> Element:
    names = " ".join(part for part in (node.get("class"), name) if part)
    kept = {k: v for k, v in node.attrs if k in {"id", "lang"}}
    return element("span", {**kept, **({"class": names} if names else {})}, *children)


def _content(source: Element, *, keeps_ids: bool) -> tuple[Node, ...]:
    """What a note says; the parts of an entry follow one another on one line."""
    if "entry" not in source.classes:
        return tuple(n for c in source.children for n in _inline(c, keeps_ids=keeps_ids))
    parts = [child for child in source.children if isinstance(child, Element)]
    nodes = [n for p in parts for c in p.children for n in _inline(c, keeps_ids=keeps_ids)]
    gaps = (" " if _are_parted(*two) else "" for two in pairwise(nodes))
    runs = (part for n, gap in zip_longest(nodes, gaps, fillvalue="") for part in (_run_in(n), gap))
    return tuple(part for part in runs if part)


def _has(node: Node, name: str) -> bool:
    return isinstance(node, Element) and name in node.classes


def _are_parted(before: Node, after: Node) -> bool:
    """Whether a space parts two parts of an entry; a full-width colon brings its own air."""
    return not _has(after, "separator") and not (_has(before, "separator") and _has(before, "wide"))


def _run_in(node: Node) -> Node:
    """A paragraph of a definition as a run of the line."""
    if isinstance(node, str):
        return node
    names = " ".join(name for name in node.classes if name != "line")
    return with_attrs(node, class_=names or None)


def _is_too_long(source: Element) -> bool:
    words = text(source)
    return han_count(words) + 2 * latin_words(words) > _LONGEST


def _fits(source: Element) -> bool:
    return not any(node.tag in _UNFIT for node in walk(source))


# -- a chapter -------------------------------------------------------------------------------------


def _is_back(node: Node) -> bool:
    return isinstance(node, Element) and bool({"glossary", "footnotes"} & {*node.classes})


def _sources(chapter: Element) -> Iterator[Element]:
    for part in chapter.children:
        if isinstance(part, Element) and _is_back(part):
            yield from (n for n in walk(part) if {"entry", "footnote"} & {*n.classes})


def _with_mark(node: Element, number: int) -> Element:
    """A word with its mark, which begins no line: the last Han of the word holds it."""
    mark = element("sup", {"class": "mark"}, str(number))
    last = node.children[-1] if node.children else None
    found = _LAST_HAN.search(last) if isinstance(last, str) else None
    if found is None or not isinstance(last, str):
        return with_children(node, *node.children, mark)
    kept = element("span", {"class": "kept"}, found.group(), mark)
    return with_children(node, *node.children[:-1], last[: found.start()], kept)


@dataclass(slots=True)
class _Chapter:
    """One chapter while its notes are put into the text."""

    sources: dict[str, Element]
    ended: frozenset[str]
    called: frozenset[str] | None
    """Mentions that are to call their note; None: the first of each term."""

    keeps_glossary: bool
    numbers: dict[str, int] = field(default_factory=dict)
    calls: list[Call] = field(default_factory=list)
    mentions: list[tuple[str, str]] = field(default_factory=list)
    last: int = 0

    def _note(self, call: str, source: str) -> tuple[int, Element]:
        """The number of a new note, and the note as it hangs in the text."""
        self.last += 1
        copies = sum(1 for other in self.calls if other.source == source)
        name = f"{source}{FOOT}" + (f"-{copies + 1}" if copies else "")
        whole = self.sources[source]
        keeps_ids = not copies and not ("entry" in whole.classes and self.keeps_glossary)
        content = _content(whole, keeps_ids=keeps_ids)
        number = element("a", {"class": "page", "href": f"#{call}"}, str(self.last))
        name_of_entry = {"id": source} if keeps_ids else {}
        label = element("span", {"class": "foot-number", **name_of_entry}, number)
        note = element("span", {"class": "foot", "id": name}, label, *content)
        words = letters("".join(text(part) for part in (label, *content)))
        self.calls.append(Call(call, name, source, words))
        return self.last, note

    def _calls(self, mention: str, source: str) -> bool:
        if source not in self.sources or source in self.ended:
            return False
        if self.called is None:
            return all(call.source != source for call in self.calls)
        return mention in self.called

    def term(self, node: Element) -> tuple[Node, ...]:
        """A mention of a term, with its note where it is to have one."""
        source = node.get("href")[1:]
        if source in self.sources:
            self.mentions.append((node.get("id"), source))
        if not self._calls(node.get("id"), source):
            return (node,)
        number, note = self._note(node.get("id"), source)
        return (with_attrs(_with_mark(node, number), href=f"#{note.get('id')}"), note)

    def mark(self, node: Element, link: Element) -> tuple[Node, ...]:
        """The mark of a footnote: its number in this chapter, and the note at the first mark."""
        source = link.get("href")[1:]
        if source not in self.sources:
            return (node,)
        note: Element | None = None
        if source not in self.numbers and source not in self.ended:
            self.numbers[source], note = self._note(link.get("id"), source)
        elif source not in self.numbers:
            self.last += 1
            self.numbers[source] = self.last
        if source not in self.ended:
            link = with_attrs(link, href=f"#{source}{FOOT}")
        shown = with_children(node, with_children(link, str(self.numbers[source])))
        return (shown, note) if note else (shown,)

    def text(self, node: Element) -> tuple[Node, ...]:
        """An element of the running text with its children as they are to be."""
        if node.tag == "a" and "term" in node.classes:
            return self.term(node)
        link = next((c for c in node.children if isinstance(c, Element)), None)
        if node.tag == "sup" and link is not None and "noteref" in link.classes:
            return self.mark(node, link)
        return (node,)


def _numbered(note: Element, numbers: Mapping[str, int]) -> Element:
    """An end note with the number that its mark has."""
    number = numbers.get(note.get("id"))

    def change(node: Element) -> tuple[Node, ...]:
        is_number = "footnote-number" in node.classes and number is not None
        return (with_children(node, str(number)) if is_number else node,)

    (changed,) = transform(note, change)
    return changed if isinstance(changed, Element) else note


def _end(part: Element, made: _Chapter) -> tuple[Element, ...]:
    """The notes or the glossary at the end of a chapter: what is not at the foot of a page."""
    shown = {call.source for call in made.calls}
    if "glossary" in part.classes and made.keeps_glossary:
        shown = set()

    def change(node: Element) -> tuple[Node, ...]:
        if not {"entry", "footnote"} & {*node.classes}:
            return (node,)
        return () if node.get("id") in shown else (_numbered(node, made.numbers),)

    (kept,) = transform(part, change)
    rest = {n.get("id") for n in walk(kept) if {"entry", "footnote"} & {*n.classes}}
    return (kept,) if rest and isinstance(kept, Element) else ()


def _annotated(chapter: Element, made: _Chapter) -> Element:
    """The text first, in the order of reading: what is left for the end follows from it."""
    parts: list[tuple[Node, ...]] = [
        (child,) if isinstance(child, str) or _is_back(child) else transform(child, made.text)
        for child in chapter.children
    ]
    nodes = (node for part in parts for node in part)
    kept = (_end(n, made) if isinstance(n, Element) and _is_back(n) else (n,) for n in nodes)
    return with_children(chapter, *(node for part in kept for node in part))


# -- a book ----------------------------------------------------------------------------------------


def _redirected(tree: Element, before: Element) -> Element:
    """Links to a heading that has left the end of its chapter lead to the chapter."""
    gone = {n.get("id") for n in walk(before)} - {n.get("id") for n in walk(tree)}

    def change(node: Element) -> tuple[Node, ...]:
        target = node.get("href").removeprefix("#")
        if target not in gone or not node.get("href").startswith("#"):
            return (node,)
        return (with_attrs(node, href=f"#{target.partition('--')[0]}"),)

    (changed,) = transform(tree, change)
    return changed if isinstance(changed, Element) else tree


def _is_chapter(node: Node) -> bool:
    return isinstance(node, Element) and node.tag == "section" and "chapter" in node.classes


def annotate(
    tree: Element,
    wish: Notes,
    ended: frozenset[str] = frozenset(),
    called: frozenset[str] | None = None,
) -> Annotated:
    """Hang every note on its first call in a bound tree, so that a layout puts it at a page foot.

    Notes in `ended` stay at the end; `called` are the mentions that call a note, where it is not
    the first of each term in its post. With `Notes.END` the tree stays as it is.
    """
    if wish is Notes.END:
        return Annotated(tree)
    made: list[_Chapter] = []

    def chapters(node: Element) -> Element:
        if _is_chapter(node):
            sources = {source.get("id"): source for source in _sources(node)}
            made.append(_Chapter(sources, ended, called, wish is Notes.BOTH))
            return _annotated(node, made[-1])
        parts = (chapters(c) if isinstance(c, Element) else c for c in node.children)
        return with_children(node, *parts)

    changed = chapters(tree)
    calls = tuple(call for chapter in made for call in chapter.calls)
    mentions = tuple(mention for chapter in made for mention in chapter.mentions)
    used = {name for c in made for name in c.numbers} | {name for _, name in mentions}
    return Annotated(_redirected(changed, tree), calls, mentions, tuple(sorted(ended & used)))


def unfit(tree: Element) -> tuple[frozenset[str], frozenset[str]]:
    """The notes that are too long for the foot of a page, and those that hold a table or code."""
    notes = [n for n in walk(tree) if {"entry", "footnote"} & {*n.classes} and n.get("id")]
    long = frozenset(note.get("id") for note in notes if _is_too_long(note))
    return long, frozenset(note.get("id") for note in notes if not _fits(note)) - long


# -- after the layout ------------------------------------------------------------------------------


def _is_at_foot(call: Call, pages: Mapping[str, int], feet: Feet) -> bool:
    found = feet.get(call.note, ())
    if len(found) != 1 or not found[0].is_whole:
        return False
    return found[0].page == pages.get(call.id) and letters(found[0].words) == call.words


def lost(book: Annotated, pages: Mapping[str, int], feet: Feet) -> frozenset[str]:
    """The entries and footnotes of which a note is not whole on the page of its call, once."""
    return frozenset(c.source for c in book.calls if not _is_at_foot(c, pages, feet))


def too_tall(book: Annotated, feet: Feet) -> frozenset[str]:
    """The entries and footnotes of which a note takes too much of its page."""
    return frozenset(
        call.source
        for call in book.calls
        if any(foot.share > _TALLEST for foot in feet.get(call.note, ()))
    )


def first_on_pages(book: Annotated, pages: Mapping[str, int]) -> frozenset[str]:
    """The mentions that are the first of their term on their page."""
    first: dict[tuple[str, int], str] = {}
    for mention, source in book.mentions:
        if mention in pages:
            first.setdefault((source, pages[mention]), mention)
    return frozenset(first.values())


@dataclass(frozen=True, slots=True)
class Settled(Generic[_T]):
    """A book that was laid out until its notes stood, or could not be made to."""

    made: _T
    """What the last layout came to."""

    count: NoteCount | None
    found: tuple[tuple[str, str], ...] = ()
    """A code and the id of an entry or footnote, for each that is not where it was asked for."""


def settled(
    tree: Element,
    edition: Edition,
    lay_out: Callable[[Element], tuple[_T, Mapping[str, int], Feet]],
    most: int,
) -> Settled[_T]:
    """Lay a tree out with its notes at the page feet, until none is missing.

    `lay_out` gives what it made, the page of every id, and the notes at the feet. A note that is
    missing or too tall is an end note in the next of at most `most` layouts; one that is missing
    even then is N003.
    """
    if edition.notes is Notes.END:
        return Settled(lay_out(tree)[0], None)
    long, odd = unfit(tree)
    ended, missed = long | odd, frozenset[str]()
    called: frozenset[str] | None = None
    for _ in range(most):
        book = annotate(tree, edition.notes, ended, called)
        made, pages, feet = lay_out(book.tree)
        tall = too_tall(book, feet)
        gone = lost(book, pages, feet) - tall
        repeats = edition.notes_repeat is Repeat.PAGE
        wanted = first_on_pages(book, pages) if repeats else called
        if not tall and not gone and wanted == called:
            break
        long, missed, ended, called = long | tall, missed | gone, ended | tall | gone, wanted
    there = {*book.ended}
    codes = {"N001": long & there, "N002": missed - gone, "N003": gone, "N004": odd & there}
    found = tuple((code, name) for code, names in codes.items() for name in sorted(names))
    return Settled(made, counted(book), found)


def counted(book: Annotated) -> NoteCount | None:
    """The count of a book of which no note is lost; None where it has none at its page feet."""
    foot, end = len(book.calls), len(book.ended)
    return NoteCount(foot + end, foot + end, foot) if foot or end else None


_SAYS = {
    "N001": (
        "the note “{}” is too long for the foot of a page, and stands at the end of its post",
        "Shorten it, or leave it there.",
    ),
    "N002": (
        "the note “{}” found no place at the foot of its page, and stands at the end of its post",
        "This is WeasyPrint's; a word more or less on the page may help.",
    ),
    "N003": (
        "the note “{}” is lost",
        "This is a fault of this program; please report it. Meanwhile write `notes: end`.",
    ),
    "N004": (
        "the note “{}” has a table, a picture or code in it, and stands at the end of its post",
        "At the foot of a page there is room for text only.",
    ),
}
_FIRST = 30
_BOOK = Place("book.yaml")


@dataclass(frozen=True, slots=True)
class Source:
    """An entry of the glossary or a footnote, as far as it may have to be named to its author."""

    id: str
    words: str
    """The first of them."""

    place: Place | None
    """Where the sources have it, if that is known."""


def notes_of(sheet: Sheet, wish: Notes) -> tuple[Source, ...]:
    """What of a sheet may be shown at the foot of a page; nothing where no note is wanted there."""
    if wish is Notes.END:
        return ()
    places = dict(sheet.places)
    notes = {n.get("id"): n for n in walk(sheet.body) if {"entry", "footnote"} & {*n.classes}}
    return tuple(
        Source(destination(name), _short(" ".join(text(note).split())), places.get(name))
        for name, note in notes.items()
        if name
    )


def said(found: tuple[tuple[str, str], ...], known: Iterable[Source]) -> Problems:
    """A problem for each note in `Settled.found`, where the sources have the note."""
    if not found:
        return ()
    notes = {source.id: source for source in known}
    named = ((code, notes.get(name, Source(name, _short(name), None))) for code, name in found)
    return tuple(
        Problem(code, note.place or _BOOK, message.format(note.words), hint)
        for code, note in named
        for message, hint in (_SAYS[code],)
    )


def _short(words: str) -> str:
    return words if len(words) <= _FIRST else f"{words[:_FIRST]}…"
