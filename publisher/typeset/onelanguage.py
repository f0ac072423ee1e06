"""A book in one of its languages: what is said in the other is left out, and nothing leads there.

Credits and glossary stay as their author wrote them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from publisher.language import Language
from publisher.model import (
    Bilingual,
    Block,
    Book,
    Chapter,
    Entry,
    Footnote,
    Group,
    Kind,
    Order,
    Outline,
    Pair,
    Post,
    Shared,
    Sheet,
    Single,
    Term,
    Text,
    Unit,
    shown_blocks,
)
from publisher.xhtml import Element, Node, walk, with_attrs, with_children

_TITLES = frozenset({Kind.HEADING})
_CONTAINERS = frozenset({Kind.LIST, Kind.ITEM, Kind.QUOTE, Kind.TABLE, Kind.DEFINITIONS})
"""What is nothing when nothing is left in it."""

_BY_MARK = frozenset({"term", "noteref"})
"""Links that only what explains them leads back to."""

_BILINGUAL = frozenset({"book-title", "credits", "entry"})
"""What keeps both languages whatever the book is in."""


# -- ids -------------------------------------------------------------------------------------------


def _elements(block: Block) -> Iterator[Element]:
    yield from walk(block.element)
    for child in block.children:
        yield from _elements(child)


def _ids(flow: Iterable[Unit]) -> Iterator[str]:
    for block in shown_blocks(flow):
        yield from (name for node in _elements(block) if (name := node.get("id")))


def _kept_ids(blocks: Iterable[Block]) -> tuple[str, ...]:
    """Ids that a link may lead to; a mark is led to by what explains it only."""
    nodes = (node for block in blocks for node in _elements(block))
    return tuple(n.get("id") for n in nodes if n.get("id") and not _BY_MARK & {*n.classes})


def _with_ids(block: Block, names: tuple[str, ...]) -> Block:
    """A block that links to another one reach as well."""
    if not names or block.children or block.kind is Kind.ROW:
        return block
    anchors = (Element("span", (("id", name),)) for name in names)
    return replace(block, element=with_children(block.element, *anchors, *block.element.children))


# -- the flow --------------------------------------------------------------------------------------


def _half(unit: Pair, language: Language) -> Iterator[Unit]:
    kept, lost = unit.side(language), unit.side(language.other)
    if not kept:
        return
    if unit.whole is None:
        kept = (_with_ids(kept[0], _kept_ids(lost)), *kept[1:])
    if {block.kind for block in kept} <= _TITLES:
        yield from (Single((block,), language, "heading") for block in kept)
    else:
        yield Pair(kept, ()) if language is Language.EN else Pair((), kept)


def _cells(block: Block) -> list[Element]:
    return [node for node in block.element.children if isinstance(node, Element)]


def _lost_columns(rows: Iterable[Unit], language: Language) -> frozenset[int]:
    """Columns of a table that stand in the other language."""
    for row in rows:
        if isinstance(row, Pair) and row.whole is not None and row.side(language):
            whole, kept = _cells(row.whole), _cells(row.side(language)[0])
            if len(kept) < len(whole):
                return frozenset(n for n, cell in enumerate(whole) if cell not in kept)
    return frozenset()


def _without_columns(row: Unit, lost: frozenset[int]) -> Unit:
    """A row that is the same in both languages, as narrow as the others."""
    if not isinstance(row, Shared) or row.block.kind is not Kind.ROW:
        return row
    cells = [cell for n, cell in enumerate(_cells(row.block)) if n not in lost]
    return Shared(replace(row.block, element=with_children(row.block.element, *cells)))


def _group(unit: Group, language: Language) -> Iterator[Unit]:
    flow = unit.flow
    if unit.block.kind is Kind.TABLE and (lost := _lost_columns(flow, language)):
        flow = tuple(_without_columns(row, lost) for row in flow)
    kept = only(flow, language)
    if kept or unit.block.kind not in _CONTAINERS:
        yield replace(unit, flow=kept)


def _unit(unit: Unit, language: Language) -> Iterator[Unit]:
    if isinstance(unit, Pair):
        yield from _half(unit, language)
    elif isinstance(unit, Group):
        yield from _group(unit, language)
    elif isinstance(unit, Shared) or unit.language is language:
        yield unit


def only(flow: Iterable[Unit], language: Language) -> tuple[Unit, ...]:
    """A flow in one language; what belongs to both stays, and so do the ids of what goes."""
    return tuple(kept for unit in flow for kept in _unit(unit, language))


# -- a post ----------------------------------------------------------------------------------------


def _title(title: Bilingual, language: Language) -> Bilingual:
    """The title in one language, or in the other where it has no other."""
    words = title.get(language)
    if not words:
        return title
    return Bilingual(en=words) if language is Language.EN else Bilingual(zh=words)


def _footnotes(post: Post, flow: tuple[Unit, ...], language: Language) -> tuple[Footnote, ...]:
    """Notes in the language whose marks are left, numbered anew."""
    there = frozenset(_ids(flow))
    found: list[Footnote] = []
    for note in post.footnotes:
        inside = only(note.flow, language)
        marks = tuple(mark for mark in note.references if mark in there)
        if inside and marks:
            found.append(replace(note, number=len(found) + 1, flow=inside, references=marks))
    return tuple(found)


def _defining_ids(term: Term) -> Iterator[str]:
    nodes = (node for definition in term.definitions for node in definition.content)
    yield from (name for node in nodes for n in walk(node) if (name := n.get("id")))


def _entry(entry: Entry, there: frozenset[str]) -> Entry:
    kept = tuple(found for found in entry.occurrences if found.mention.id in there)
    return replace(entry, occurrences=kept)


def _chapter(chapter: Chapter, language: Language) -> Chapter:
    post = chapter.post
    flow = only(post.flow, language)
    notes = _footnotes(post, flow, language)
    flows = (flow, *(note.flow for note in notes))
    defining = (name for entry in chapter.entries for name in _defining_ids(entry.term))
    there = frozenset((*(name for f in flows for name in _ids(f)), *defining))
    title = _title(post.meta.title, language)
    kept = replace(post, meta=replace(post.meta, title=title), text=Text(flow, notes))
    entries = tuple(_entry(entry, there) for entry in chapter.entries)
    return replace(chapter, post=kept, entries=entries)


def in_one_language(book: Book, language: Language) -> Book:
    """The book with the halves of one language; terms are explained as they were.

    A mention or a mark in a half that is gone has no way back any more, and a note without a mark
    or without words in the language goes with it.
    """
    meta = replace(book.meta, order=next(o for o in Order if o.languages[0] is language))
    return replace(book, meta=meta, chapters=tuple(_chapter(c, language) for c in book.chapters))


# -- finished trees --------------------------------------------------------------------------------


def _is_bilingual(node: Element) -> bool:
    """Whether an element keeps both languages: the book's title, credits, an entry."""
    return bool(_BILINGUAL & {*node.classes})


def _twins(children: tuple[Node, ...], language: Language) -> frozenset[int]:
    """Children that say in the other language what one beside them says in this one."""
    found = [c if isinstance(c, Element) else Element("") for c in children]
    one, other = language.value, language.other.value
    looks = {(c.tag, frozenset(c.classes) - {one}) for c in found if one in c.classes}
    return frozenset(
        n
        for n, c in enumerate(found)
        if other in c.classes and (c.tag, frozenset(c.classes) - {other}) in looks
    )


def _untwinned(children: tuple[Node, ...], language: Language) -> tuple[Node, ...]:
    """One run where a title, a caption or a line of the colophon has two."""
    gone = _twins(children, language)
    return tuple(c for n, c in enumerate(children) if n not in gone and not (gone and c == " "))


def _mended(node: Element, there: frozenset[str]) -> tuple[Node, ...]:
    """The words of a link that leads nowhere any more; nothing of a mark or a way back."""
    if "mark" in node.classes and not node.children:
        return ()
    href = node.get("href")
    if node.tag != "a" or not href.startswith("#") or href[1:] in there:
        return (node,)
    return () if {"back", "noteref"} & {*node.classes} else node.children


@dataclass(frozen=True, slots=True)
class _Trim:
    """What a finished tree is trimmed to."""

    language: Language
    there: frozenset[str]
    """Every id of the book."""

    def nodes(self, node: Node, *, is_bilingual: bool = False) -> tuple[Node, ...]:
        """What is left of a node."""
        if isinstance(node, str):
            return (node,)
        is_bilingual = is_bilingual or _is_bilingual(node)
        children = tuple(
            part for child in node.children for part in self.nodes(child, is_bilingual=is_bilingual)
        )
        if not is_bilingual:
            children = _untwinned(children, self.language)
        kept = with_children(node, *children)
        if "backs" in kept.classes:
            kept = with_attrs(kept, lang=self.language.tag)
        return _mended(kept, self.there)


def trimmed(sheets: tuple[Sheet, ...], language: Language) -> tuple[Sheet, ...]:
    """Sheets whose titles, captions and notices are in one language, without links to nothing."""
    there = frozenset(node.get("id") for sheet in sheets for node in walk(sheet.body))
    trim = _Trim(language, there)

    def body(sheet: Sheet) -> Element:
        (kept,) = trim.nodes(sheet.body)
        return kept if isinstance(kept, Element) else sheet.body

    return tuple(
        replace(sheet, title=_title(sheet.title, language), body=body(sheet)) for sheet in sheets
    )


def trimmed_outline(outline: tuple[Outline, ...], language: Language) -> tuple[Outline, ...]:
    """Lines of the contents in one language."""
    return tuple(
        replace(
            line,
            title=_title(line.title, language),
            children=trimmed_outline(line.children, language),
        )
        for line in outline
    )
