"""The survey of a level: which blocks are to be paired, which hold pairs, which are looked past."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from publisher.language import Language
from publisher.model import Block, Group, Kind, Pair, Shared, Single, Unit
from publisher.pair import complaints, tables
from publisher.pair.atoms import Aside, Atom, Bearings, Flow, Levels
from publisher.pair.cutting import Cutter
from publisher.pair.desk import Desk
from publisher.pair.joining import Joiner, in_shell
from publisher.pair.notes import is_note, is_vocabulary
from publisher.pair.reading import marked_language
from publisher.pair.splitting import Split
from publisher.pair.tongues import Candidate, decide

_SILENT = frozenset({Kind.CODE, Kind.FORMULA, Kind.IMAGE, Kind.RULE})
_WHOLE = 2.5
"""What speaks against taking a container of pairs as one half of a pair."""

_GREY = 0.4
"""The same where one of its languages is only likely."""


@dataclass(frozen=True, slots=True)
class Survey:
    """What one level holds."""

    atoms: list[Atom]
    asides: list[Aside]


@dataclass(frozen=True, slots=True)
class _Inner:
    """What a block with both languages is when it is taken as its own pairs."""

    flow: Flow
    doubt: float
    hold: float


def _count(units: Iterable[Unit]) -> tuple[int, int]:
    """Pairs and blocks alone in a flow."""
    pairs = alone = 0
    for unit in units:
        if isinstance(unit, Group):
            inner = _count(unit.flow)
            pairs, alone = pairs + inner[0], alone + inner[1]
        elif isinstance(unit, Pair):
            pairs += 1
        elif isinstance(unit, Single) and unit.reason != "translators-note":
            alone += 1
    return pairs, alone


def _of_split(block: Block, found: Split) -> _Inner:
    """The pairs that one leaf falls into."""
    whole = block if block.kind is Kind.CAPTION else None
    cutter = Cutter(block)
    units = tuple(Pair(cutter.parts(c.en), cutter.parts(c.zh), whole) for c in found.couples)
    said = () if found.matched else (complaints.lines(block),)
    return _Inner(Flow(units, said), found.cost, found.hold)


def _annotation(block: Block, after: int) -> Aside:
    single = Single((block,), Language.ZH, "annotation")
    what = f"the word list from {complaints.beginning(block)} on"
    return Aside(block, after, Flow((single,), (complaints.shown_once(block, what),)))


class Surveyor:
    """Surveys the levels of one post."""

    def __init__(self, desk: Desk, bearings: Bearings, levels: Levels) -> None:
        self.desk = desk
        self.bearings = bearings
        self.levels = levels
        self.joiner = Joiner(bearings, levels)

    # -- blocks that hold pairs --------------------------------------------------------------------

    def _turn(self, items: tuple[Block, ...]) -> int:
        """Where items change from one language to the other, once; 0 for any other list."""
        sides = [self.desk.tongues(item) for item in items]
        if any(len(side) != 1 for side in sides):
            return 0
        turns = [at for at in range(1, len(sides)) if sides[at] != sides[at - 1]]
        return turns[0] if len(turns) == 1 else 0

    def _halved(self, block: Block) -> _Inner | None:
        """A list whose first items are one language and the rest the other."""
        turn = self._turn(block.children) if block.kind is Kind.LIST else 0
        if not turn:
            return None
        first, second = (
            replace(block, children=items, place=items[0].place)
            for items in (block.children[:turn], block.children[turn:])
        )
        if Language.EN in self.desk.tongues(first):
            return _Inner(self.joiner.lists(first, second), 0.0, _WHOLE)
        return _Inner(self.joiner.lists(second, first), 0.0, _WHOLE)

    def _in_container(self, block: Block) -> _Inner | None:
        """The pairs inside a container, where there are any."""
        tongues = self.desk.tongues(block)
        sure = len(tongues) == len(Language)
        if not sure and not self.desk.has_grey(block):
            return None
        flow = self.levels.weave(block.children, block.kind)
        pairs, alone = _count(flow.units)
        if not pairs:
            return None
        hold = _WHOLE * pairs / (pairs + alone) if sure else _GREY
        return _Inner(in_shell(block, flow), float(alone) + (0.0 if sure else _GREY), hold)

    def _inner(self, block: Block) -> _Inner | None:
        """The pairs inside a block that holds both languages, and what speaks for them."""
        if not block.children:
            found = self.desk.split(block)
            return _of_split(block, found) if found else None
        if block.kind is Kind.TABLE:
            rows = tables.by_columns(block) or tables.by_cells(block, self.desk.term)
            if rows is not None:
                return _Inner(Flow((Group(block, rows),)), 0.0, _WHOLE)
        if marked_language(block):
            return None
        return self._halved(block) or self._in_container(block)

    # -- blocks that are looked past ---------------------------------------------------------------

    def _beside(self, blocks: list[Block], at: int) -> list[Block]:
        return [*blocks[max(0, at - 1) : at], *blocks[at + 1 : at + 2]]

    def _is_noted_pair(self, blocks: list[Block], at: int) -> bool:
        """Whether a note stands beside its own translation."""
        language = self.desk.reading(blocks[at]).language
        notes = (block for block in self._beside(blocks, at) if is_note(block))
        return any(self.desk.reading(note).language not in (language, None) for note in notes)

    def _is_between(self, blocks: list[Block], at: int) -> bool:
        """Whether a word list stands between two languages."""
        if not is_vocabulary(blocks[at]):
            return False
        sides = {self.desk.reading(block).language for block in self._beside(blocks, at)}
        return sides == set(Language)

    def _aside(self, blocks: list[Block], at: int, after: int) -> Aside | None:
        block = blocks[at]
        reading = self.desk.reading(block)
        if block.kind in _SILENT or not reading.has_letters:
            return Aside(block, after, Flow((Shared(block),)))
        if is_note(block) and not self._is_noted_pair(blocks, at):
            single = Single((block,), reading.language or Language.ZH, "translators-note")
            return Aside(block, after, Flow((single,), (complaints.note(block),)))
        return _annotation(block, after) if self._is_between(blocks, at) else None

    # -- the verb ----------------------------------------------------------------------------------

    def _sides(self, kept: list[tuple[Block, _Inner | None]]) -> list[Language]:
        found = [
            Candidate(block, self.desk.reading(block), inner is not None) for block, inner in kept
        ]
        return decide(found, self.bearings.order.languages[0])

    def _atom(self, block: Block, inner: _Inner | None, at: int, side: Language) -> Atom:
        atom = Atom(block, self.desk.reading(block), at, side)
        if inner is None:
            return atom
        return replace(atom, inner=inner.flow, doubt=inner.doubt, hold=inner.hold)

    def survey(self, blocks: list[Block], side: Language | None = None) -> Survey:
        """Look over the blocks of one level; `side` is their language where it is known."""
        asides: list[Aside] = []
        kept: list[tuple[Block, _Inner | None]] = []
        for at, block in enumerate(blocks):
            aside = self._aside(blocks, at, len(kept) - 1)
            if aside is not None:
                asides.append(aside)
            else:
                kept.append((block, None if side else self._inner(block)))
        sides = [side] * len(kept) if side else self._sides(kept)
        atoms = [
            self._atom(block, inner, at, language)
            for at, ((block, inner), language) in enumerate(zip(kept, sides, strict=True))
        ]
        return Survey(atoms, asides)
