"""Two blocks that translate each other, made one unit: texts, lists, quotes, rows, whole tables."""

from __future__ import annotations

from dataclasses import replace

from publisher.language import Language
from publisher.model import Block, Group, Kind, Pair, Unit
from publisher.pair import complaints, tables
from publisher.pair.atoms import Atom, Bearings, Flow, Levels, Match, joined_flows
from publisher.pair.reading import leaves, marked_language, normal
from publisher.xhtml import text, with_children

_SHORT = 6
"""Words or Han up to which a text that stands there twice is a name."""

_SENTENCE = frozenset({".", "?", "!"})


def in_shell(shell: Block, flow: Flow) -> Flow:
    """A flow inside a container."""
    return Flow((Group(shell, flow.units),), flow.problems)


def _is_same(en: Block, zh: Block) -> bool:
    return normal(text(en.element)) == normal(text(zh.element))


def _ordered(en: Block, zh: Block) -> tuple[Block, Block]:
    return (en, zh) if en.place <= zh.place else (zh, en)


def _captions(en: Block, zh: Block) -> Flow:
    """Two summaries: a folded section may show one only, so it shows both in one."""
    first, second = _ordered(en, zh)
    both = with_children(first.element, *first.element.children, " | ", *second.element.children)
    return Flow((Pair((en,), (zh,), whole=replace(first, element=both)),))


def _tables(en: Block, zh: Block) -> Flow:
    """Two tables: shown one below the other."""
    said = (complaints.tables(*_ordered(en, zh)),)
    return Flow((Pair((en,), (zh,)),), () if tables.shape(en) == tables.shape(zh) else said)


def _rows(en: Block, zh: Block) -> Flow:
    """Two rows; the translation of a header row is a header row."""
    if tables.is_header(en) is not tables.is_header(zh):
        en, zh = (row if tables.is_header(row) else tables.as_header(row) for row in (en, zh))
    return Flow((Pair((en,), (zh,)),))


def _outside(en: Block, zh: Block, inside: Kind | None) -> Flow:
    """A list of one item, or a quote, whose translation is a paragraph outside it."""
    shell, bare = (en, zh) if en.children else (zh, en)
    inner = leaves(shell)[0]
    pair = Pair((inner,), (bare,)) if shell is en else Pair((bare,), (inner,))
    if inside is Kind.ITEM:  # its author's way to write a translation below the item
        return Flow((pair,))
    path = [shell]
    while path[-1].children[0].children:
        path.append(path[-1].children[0])
    unit: Unit = pair
    for container in reversed(path):
        unit = Group(container, (unit,))
    return Flow((unit,), (complaints.outside(inner, bare),))


def group(match: Match) -> Flow:
    """One block against several."""
    en = tuple(atom.block for atom in match.en)
    zh = tuple(atom.block for atom in match.zh)
    return Flow((Pair(en, zh),), (complaints.several(en, zh),))


class Joiner:
    """Makes units of the pairs that the alignment has found."""

    def __init__(self, bearings: Bearings, levels: Levels) -> None:
        self.bearings = bearings
        self.levels = levels

    def _twice(self, en: Atom, zh: Atom) -> Flow:
        """The same text in both languages: a name is shown once, a sentence is reported."""
        first, second = _ordered(en.block, zh.block)
        sides = dict(zip(self.bearings.order.languages, (first, second), strict=True))
        pair = Pair((sides[Language.EN],), (sides[Language.ZH],))
        reading = en.reading
        if reading.ending in _SENTENCE or reading.latin + reading.han > _SHORT:
            return Flow((pair,), (complaints.same_text(second),))
        what = f"{complaints.beginning(second)}, the same in both languages,"
        return Flow((replace(pair, whole=first),), (complaints.shown_once(second, what),))

    def lists(self, en: Block, zh: Block) -> Flow:
        """Two whole lists: item by item where they are equally long."""
        shell, other = _ordered(en, zh)
        if len(en.children) != len(zh.children):
            counts = (len(shell.children), len(other.children))
            return Flow((Pair((en,), (zh,)),), (complaints.lists(shell, other, counts),))
        items = [self._shells(a, b) for a, b in zip(en.children, zh.children, strict=True)]
        return in_shell(shell, joined_flows(items))

    def _shells(self, en: Block, zh: Block) -> Flow:
        """Two containers of one kind become one."""
        shell = _ordered(en, zh)[0]
        return in_shell(shell, self.levels.weave_sides(en.children, zh.children, shell.kind))

    def _sections(self, en: Block, zh: Block) -> Flow:
        """Two wrappers; one that only names its language is taken off."""
        shell = _ordered(en, zh)[0]
        flow = self.levels.weave_halves(en.children, zh.children)
        return flow if marked_language(shell) else in_shell(shell, flow)

    def _texts(self, en: Atom, zh: Atom) -> Flow:
        if _is_same(en.block, zh.block):
            return self._twice(en, zh)
        if en.kind is zh.kind is Kind.CAPTION:
            return _captions(en.block, zh.block)
        return Flow((Pair((en.block,), (zh.block,)),))

    def _alike(self, en: Block, zh: Block) -> Flow:
        """Two containers or rows of one kind."""
        if en.kind is Kind.LIST:
            return self.lists(en, zh)
        if en.kind is Kind.TABLE:
            return _tables(en, zh)
        if en.kind is Kind.ROW:
            return _rows(en, zh)
        return self._sections(en, zh) if en.kind is Kind.SECTION else self._shells(en, zh)

    def pair(self, en: Atom, zh: Atom, inside: Kind | None) -> Flow:
        """Two blocks as a unit; `inside` is the kind of the container they stand in."""
        has_parts = bool(en.block.children or zh.block.children)
        if en.kind is not zh.kind and has_parts:
            return _outside(en.block, zh.block, inside)
        if has_parts or en.kind is Kind.ROW:
            return self._alike(en.block, zh.block)
        return self._texts(en, zh)
