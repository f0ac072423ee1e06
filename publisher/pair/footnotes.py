"""Footnotes: numbered by their first mark in reading order, the two notes of a pair made one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from publisher.language import Language
from publisher.model import Block, Footnote, FootnoteText, Group, Kind, Order, Pair, Single, Unit
from publisher.pair import complaints
from publisher.pair.desk import Desk
from publisher.pair.flow import Weaver
from publisher.problems import Problem
from publisher.xhtml import walk


@dataclass(frozen=True, slots=True)
class _Mark:
    """One mark in the running text."""

    id: str
    note: str
    """Anchor of the note it leads to."""

    language: Language | None
    block: Block


def _in_block(block: Block, language: Language | None) -> Iterator[_Mark]:
    for node in walk(block.element):
        if "noteref" in node.classes:
            yield _Mark(node.get("id"), node.get("href")[1:], language, block)
    for child in block.children:
        yield from _in_block(child, language)


def _in_unit(unit: Unit, order: Order) -> Iterator[_Mark]:
    if isinstance(unit, Group):
        yield from _marks(unit.flow, order)
    elif isinstance(unit, Pair):
        for language in order.languages:
            for block in unit.side(language):
                yield from _in_block(block, language)
    elif isinstance(unit, Single):
        for block in unit.blocks:
            yield from _in_block(block, unit.language)
    else:
        yield from _in_block(unit.block, None)


def _marks(flow: Iterable[Unit], order: Order) -> Iterator[_Mark]:
    for unit in flow:
        yield from _in_unit(unit, order)


def _pairs(flow: Iterable[Unit]) -> Iterator[Pair]:
    for unit in flow:
        if isinstance(unit, Group):
            yield from _pairs(unit.flow)
        elif isinstance(unit, Pair):
            yield unit


def _anchors(blocks: Iterable[Block]) -> list[str]:
    found = (mark.note for block in blocks for mark in _in_block(block, None))
    return list(dict.fromkeys(found))


def _speaks_only(desk: Desk, note: FootnoteText, language: Language) -> bool:
    return {t for block in note.blocks for t in desk.tongues(block)} == {language}


def _partners(flow: tuple[Unit, ...], notes: dict[str, FootnoteText], desk: Desk) -> dict[str, str]:
    """The Chinese note of each English one, where a pair marks one with each."""
    found: dict[str, str] = {}
    for pair in _pairs(flow):
        en, zh = _anchors(pair.en), _anchors(pair.zh)
        alone = [[a for a in en if a not in zh], [a for a in zh if a not in en]]
        for one, two in zip(*alone, strict=False):
            if (
                one in notes
                and two in notes
                and _speaks_only(desk, notes[one], Language.EN)
                and _speaks_only(desk, notes[two], Language.ZH)
            ):
                found.setdefault(one, two)
    return found


def _lone_marks(
    marks: list[_Mark], groups: dict[str, str], pairs: tuple[Unit, ...]
) -> Iterator[Problem]:
    """P015 for each note that only one half of a pair refers to."""
    paired = {id(block) for pair in _pairs(pairs) for block in (*pair.en, *pair.zh)}
    heard: dict[str, set[Language | None]] = {}
    for mark in marks:
        heard.setdefault(groups.get(mark.note, mark.note), set()).add(mark.language)
    told: set[str] = set()
    for mark in marks:
        note = groups.get(mark.note, mark.note)
        if (
            len(heard[note]) == 1
            and mark.language
            and note not in told
            and id(mark.block) in paired
        ):
            told.add(note)
            yield complaints.lone_mark(mark.block.place, _label(mark), mark.language)


def _label(mark: _Mark) -> str:
    return mark.note.rpartition("--fn-")[2] or mark.note


def _own_notes(units: tuple[Unit, ...]) -> tuple[Unit, ...]:
    """A note that only one half refers to, in that half's language, is nobody's translation."""
    return tuple(
        replace(unit, reason="translators-note")
        if isinstance(unit, Single) and unit.reason == "untranslated"
        else unit
        for unit in units
    )


class _Notes:
    """The notes of one post while they are numbered."""

    def __init__(self, texts: tuple[FootnoteText, ...], weaver: Weaver) -> None:
        self.texts = {note.anchor: note for note in texts}
        self.weaver = weaver
        self.problems: list[Problem] = []

    def made(self, number: int, anchors: tuple[str, ...], marks: list[_Mark]) -> Footnote:
        """One numbered note."""
        blocks = [self.texts[anchor].blocks for anchor in anchors]
        if len(blocks) == len(Language):
            flow = self.weaver.weave_sides(blocks[0], blocks[1])
        else:
            flow = self.weaver.weave(blocks[0], Kind.SECTION)
        units, said = flow.units, flow.problems
        heard = {mark.language for mark in marks}
        if len(heard) == 1:
            units, said = _own_notes(units), tuple(p for p in said if p.code != "P001")
        self.problems += said
        return Footnote(number, anchors, units, tuple(mark.id for mark in marks))


def _with_inner_marks(made: list[Footnote], order: Order) -> tuple[Footnote, ...]:
    """Add the marks that stand in the notes themselves: there is a way back to them too."""
    inside = [mark for note in made for mark in _marks(note.flow, order)]
    return tuple(
        replace(
            note,
            references=(
                *note.references,
                *(mark.id for mark in inside if mark.note in note.anchors),
            ),
        )
        for note in made
    )


def number(
    flow: tuple[Unit, ...], texts: tuple[FootnoteText, ...], weaver: Weaver
) -> tuple[tuple[Footnote, ...], list[Problem]]:
    """Number a post's notes in reading order; those that nothing refers to come last."""
    if not texts:
        return (), []
    notes = _Notes(texts, weaver)
    order = weaver.bearings.order
    marks = [mark for mark in _marks(flow, order) if mark.note in notes.texts]
    partners = _partners(flow, notes.texts, weaver.desk)
    groups = {zh: en for en, zh in partners.items()}
    heard: dict[str, list[_Mark]] = {}
    for mark in marks:
        heard.setdefault(groups.get(mark.note, mark.note), []).append(mark)
    rest = (anchor for anchor in notes.texts if anchor not in heard and anchor not in groups)
    made: list[Footnote] = []
    for at, first in enumerate((*heard, *rest), 1):
        anchors = (first, partners[first]) if first in partners else (first,)
        made.append(notes.made(at, anchors, heard.get(first, [])))
    return _with_inner_marks(made, order), [*_lone_marks(marks, groups, flow), *notes.problems]
