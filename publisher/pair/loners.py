"""What is said of blocks without a partner: one message for a stretch, and none twice."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.model import Kind
from publisher.pair import complaints
from publisher.pair.atoms import Atom, Match
from publisher.pair.notes import is_byline, is_names
from publisher.problems import Problem

_BOTH_SCRIPTS = 0.15
_STRETCH = 2


def _lone(match: Match) -> Atom | None:
    """The atom of a step that has no partner and no pairs of its own."""
    if match.is_pair or match.atoms[0].inner is not None:
        return None
    return match.atoms[0]


def _of_heading(atom: Atom) -> Problem:
    total = atom.reading.han + atom.reading.latin
    if min(atom.reading.han, atom.reading.latin) >= _BOTH_SCRIPTS * total:
        return complaints.whole_heading(atom.block)
    return complaints.lone_heading(atom.block, atom.language)


def _of_stretch(atoms: list[Atom]) -> Iterator[Problem]:
    """Blocks of one language that follow each other."""
    texts = [atom for atom in atoms if atom.kind is not Kind.HEADING]
    if len(texts) >= _STRETCH:
        yield complaints.untranslated(tuple(a.block for a in texts), atoms[0].language)
        return
    for atom in atoms:
        if atom.kind is Kind.HEADING:
            yield _of_heading(atom)
        elif atom.reading.language is None and not atom.block.children:
            yield complaints.unclear(atom.block)
        else:
            yield complaints.untranslated((atom.block,), atom.language)


def _stretches(matches: list[Match]) -> Iterator[list[Atom]]:
    stretch: list[Atom] = []
    for match in matches:
        atom = _lone(match)
        if atom is None or (stretch and stretch[-1].language is not atom.language):
            if stretch:
                yield stretch
            stretch = []
        if atom is not None:
            stretch.append(atom)
    if stretch:
        yield stretch


def _other_level(one: list[Atom], two: list[Atom]) -> bool:
    """Whether two headings stand side by side that differ in level only."""
    first, second = one[-1], two[0]
    return (
        first.kind is second.kind is Kind.HEADING
        and second.position == first.position + 1
        and first.level != second.level
    )


def _silent(atom: Atom, first: float) -> bool:
    """A table belongs to both languages; a byline at the top to neither."""
    if atom.kind is Kind.TABLE:
        return True
    return atom.position <= first and is_byline(atom.block, atom.reading)


def speak(matches: list[Match]) -> Iterator[Problem]:
    """P001, P003, P007, P011, P012 and P014 for one level."""
    stretches = list(_stretches(matches))
    paired = [atom.position for match in matches if match.is_pair for atom in match.atoms]
    first = min(paired, default=0.0)
    for at, stretch in enumerate(stretches):
        following = stretches[at + 1] if at + 1 < len(stretches) else None
        heard = [atom for atom in stretch if not _silent(atom, first)]
        if at and _other_level(stretches[at - 1], stretch):
            heard = heard[1:]
        if following and _other_level(stretch, following):
            yield complaints.levels(stretch[-1].block, following[0].block)
            heard = heard[:-1]
        names = [atom for atom in heard if is_names(atom.block)]
        yield from (complaints.shown_once(atom.block, "a list of names") for atom in names)
        if others := [atom for atom in heard if atom not in names]:
            yield from _of_stretch(others)
