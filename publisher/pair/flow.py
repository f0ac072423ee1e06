"""One level of a post, from its blocks to its units: survey, align, assemble; then down a level."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import accumulate

from publisher.language import Language
from publisher.model import Block, Kind, Order, Pair, Shared, Single
from publisher.pair import complaints, joining
from publisher.pair.alignment import align
from publisher.pair.atoms import Aside, Atom, Bearings, Flow, Match, joined_flows
from publisher.pair.copies import merged
from publisher.pair.desk import Desk
from publisher.pair.labels import Couple, couples
from publisher.pair.lines import mended
from publisher.pair.loners import speak
from publisher.pair.outsiders import brought_in
from publisher.pair.prices import Prices, runs
from publisher.pair.sections import Halves, halves
from publisher.pair.surveying import Survey, Surveyor
from publisher.problems import Problem

# -- small things ----------------------------------------------------------------------------------


def _once_in_a_row(problems: Iterable[Problem], code: str) -> Iterator[Problem]:
    """Problems without those of one code that follow another of that code."""
    before = ""
    for problem in problems:
        if problem.code != code or before != code:
            yield problem
        before = problem.code


def _is_parallel(en: list[Atom], zh: list[Atom]) -> bool:
    """Whether two sides have the same kinds of block in the same order."""
    return [(a.kind, a.level) for a in en] == [(a.kind, a.level) for a in zh]


def _side_by_side(en: list[Atom], zh: list[Atom]) -> list[Match]:
    return [Match((a,), (b,)) for a, b in zip(en, zh, strict=True)]


def _under_headings(blocks: tuple[Block, ...]) -> list[tuple[Block, ...]]:
    out: list[list[Block]] = [[]]
    for block in blocks:
        if block.kind is Kind.HEADING:
            out.append([block])
        else:
            out[-1].append(block)
    return [tuple(part) for part in out if part]


def _by_headings(
    en: tuple[Block, ...], zh: tuple[Block, ...]
) -> list[tuple[tuple[Block, ...], tuple[Block, ...]]]:
    """Two parts heading by heading; none where their headings differ."""
    levels = [[b.element.tag for b in side if b.kind is Kind.HEADING] for side in (en, zh)]
    one, two = _under_headings(en), _under_headings(zh)
    alike = levels[0] == levels[1] and len(one) == len(two) > 1
    return list(zip(one, two, strict=True)) if alike else []


def _owners(matches: list[Match]) -> tuple[dict[float, int], dict[int, Language]]:
    """For each position: the step its atom is in, and the side it is on."""
    owner = {atom.position: at for at, match in enumerate(matches) for atom in match.atoms}
    sides = {
        int(atom.position): language
        for match in matches
        for language in Language
        for atom in match.side(language)
    }
    return owner, sides


def _alone(atom: Atom) -> Flow:
    """A block without a partner: its own pairs, or one language; `loners` speaks of it."""
    if atom.inner is not None:
        return atom.inner
    if atom.kind is Kind.TABLE:
        once = complaints.shown_once(atom.block, "a table in one language")
        return Flow((Shared(atom.block),), (once,))
    reason = "heading" if atom.kind is Kind.HEADING else "untranslated"
    return Flow((Single((atom.block,), atom.language, reason),))


class Weaver:
    """Pairs the blocks of one post, level by level."""

    def __init__(self, desk: Desk, bearings: Bearings) -> None:
        self.desk = desk
        self.bearings = bearings
        self.surveyor = Surveyor(desk, bearings, self)
        self.joiner = joining.Joiner(bearings, self)
        self.orders: set[Order] = set()
        """The orders in which pairs were found."""

    # -- assembling --------------------------------------------------------------------------------

    def _unit(self, match: Match, inside: Kind | None) -> Flow:
        if not match.is_pair:
            return _alone(match.atoms[0])
        if len(match.atoms) > len(Language):
            return joining.group(match)
        return self.joiner.pair(match.en[0], match.zh[0], inside)

    def _assemble(self, matches: list[Match], asides: list[Aside], inside: Kind | None) -> Flow:
        """The units of the steps, each with what stands below its blocks."""
        owner, sides = _owners(matches)
        below: dict[int, list[Aside]] = {}
        for aside in asides:
            below.setdefault(owner.get(aside.after, -1), []).append(aside)
        flows = [aside.flow for aside in merged(below.get(-1, []), sides)]
        for at, match in enumerate(matches):
            flows.append(self._unit(match, inside))
            flows += [aside.flow for aside in merged(below.get(at, []), sides)]
        flow = joined_flows(flows)
        said = (*_once_in_a_row(flow.problems, "P009"), *speak(matches))
        return Flow(flow.units, said)

    # -- a level in both languages -----------------------------------------------------------------

    def _prices(self, survey: Survey) -> Prices:
        walls = [atom.is_wall for atom in survey.atoms]
        code = (aside.after for aside in survey.asides if aside.block.kind is Kind.CODE)
        return Prices(
            self.bearings,
            walls=tuple(accumulate(walls, initial=0)) if any(walls) else (),
            runs=runs(survey.atoms),
            code=frozenset(map(float, code)),
        )

    def _turned(self, matches: list[Match]) -> Iterator[Problem]:
        """P002 for each stretch of pairs that runs against the post's order."""
        first, second = self.bearings.order.languages
        against = False
        for match in (match for match in matches if match.is_pair):
            turned = match.side(first)[0].position > match.side(second)[-1].position
            self.orders.add(self.bearings.order.other if turned else self.bearings.order)
            if turned and not against:
                yield complaints.reversed_order(match.side(second)[0].block, second)
            against = turned

    def _weave_run(self, blocks: list[Block], inside: Kind | None) -> Flow:
        """A row of blocks without labels or halves."""
        survey = self.surveyor.survey(blocks)
        matches = align(survey.atoms, self._prices(survey))
        flow = self._assemble(matches, survey.asides, inside)
        if inside is not None:
            return flow
        return Flow(flow.units, (*flow.problems, *self._turned(matches)))

    def _step(self, step: Couple | Halves) -> Flow:
        if isinstance(step, Halves):
            return self.weave_halves(step.en, step.zh)
        sides = {region.language: region.blocks for region in step}
        return self.weave_halves(sides[Language.EN], sides[Language.ZH])

    def weave(self, blocks: tuple[Block, ...], inside: Kind | None = None) -> Flow:
        """Pair the blocks of one level; `inside` is the kind of their container, if any."""
        problems: list[Problem] = []

        def lonely(block: Block, words: str) -> None:
            problems.append(complaints.lonely_label(block, words))

        whole, found = mended(blocks)
        steps = couples(
            list(brought_in(self.desk, whole, problems)), self.bearings.order.languages[0], lonely
        )
        flows: list[Flow] = [Flow((), tuple(found))]
        run: list[Block] = []
        for step in halves(steps, self.desk, top=inside is None):
            if isinstance(step, Block):
                run.append(step)
                continue
            flows += [self._weave_run(run, inside), self._step(step)]
            run = []
        flows.append(self._weave_run(run, inside))
        flow = joined_flows(flows)
        return Flow(flow.units, (*problems, *flow.problems))

    # -- two sides that are known ------------------------------------------------------------------

    def _surveys(
        self, en: tuple[Block, ...], zh: tuple[Block, ...]
    ) -> tuple[list[Atom], list[Atom], list[Aside]]:
        """Both sides, with positions as if they stood pair by pair."""
        chinese_first = self.bearings.order is Order.ZH_EN
        atoms: list[list[Atom]] = []
        asides: list[Aside] = []
        for blocks, language in ((en, Language.EN), (zh, Language.ZH)):
            second = (language is Language.ZH) is not chinese_first
            survey = self.surveyor.survey(mended(blocks)[0], language)
            atoms.append([replace(a, position=2 * a.position + second) for a in survey.atoms])
            asides += [
                replace(a, after=2 * a.after + second if a.after >= 0 else -1)
                for a in survey.asides
            ]
        return atoms[0], atoms[1], asides

    def weave_sides(
        self, en: tuple[Block, ...], zh: tuple[Block, ...], inside: Kind | None = None
    ) -> Flow:
        """Pair blocks known to be English with blocks known to be Chinese."""
        one, two, asides = self._surveys(en, zh)
        if _is_parallel(one, two):
            return self._assemble(_side_by_side(one, two), asides, inside)
        together = sorted([*one, *two], key=lambda atom: atom.position)
        return self._assemble(align(together, Prices(self.bearings)), asides, inside)

    def weave_halves(self, en: tuple[Block, ...], zh: tuple[Block, ...]) -> Flow:
        """Pair two parts: block by block where they match, else the one with the other."""
        one, two, asides = self._surveys(en, zh)
        if _is_parallel(one, two):
            return self._assemble(_side_by_side(one, two), asides, None)
        parts = _by_headings(en, zh)
        if parts:
            return joined_flows(self.weave_halves(a, b) for a, b in parts)
        if not one or not two:
            alone = [*(Match((a,), ()) for a in one), *(Match((), (b,)) for b in two)]
            return self._assemble(alone, asides, None)
        sides = [tuple(atom.block for atom in side) for side in (one, two)]
        rest = (unit for aside in asides for unit in aside.flow.units)
        said = complaints.sections(sides[0], sides[1])
        return Flow((Pair(sides[0], sides[1]), *rest), (said,))
