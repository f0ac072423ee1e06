"""Sections: wrappers that pairing looks through, and originals that stand elsewhere.

A whole Chinese section and then `<details>` with the English of it all, or two halves under the
headings `## 中文` and `## English`: each half is paired with the other as a whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from publisher.language import Language
from publisher.model import Block, Kind
from publisher.pair.desk import Desk
from publisher.pair.labels import Region, caption_language
from publisher.pair.reading import marked_language
from publisher.xhtml import element

_LONG = 2
_SHARE = 0.8

Step = Block | tuple[Region, Region]


@dataclass(frozen=True, slots=True)
class Halves:
    """A part in English and the same part in Chinese."""

    en: tuple[Block, ...]
    zh: tuple[Block, ...]


def _tongue(desk: Desk, block: Block) -> Language | None:
    """The one language of a block; None where it has both or none."""
    found = desk.tongues(block)
    return next(iter(found)) if len(found) == 1 else None


def _one_tongue(desk: Desk, blocks: Iterable[Block]) -> Language | None:
    """The one language of a row of blocks."""
    found = {tongue for block in blocks for tongue in desk.tongues(block)}
    return next(iter(found)) if len(found) == 1 else None


def _all_but_asides(desk: Desk, blocks: Iterable[Block]) -> list[Language | None]:
    return [_tongue(desk, block) for block in blocks if desk.reading(block).has_letters]


def _mostly(desk: Desk, blocks: Iterable[Block], language: Language) -> bool:
    tongues = _all_but_asides(desk, blocks)
    return bool(tongues) and tongues.count(language) >= _SHARE * len(tongues)


# -- headings that name a language -----------------------------------------------------------------


def _level(block: Block) -> int:
    return int(block.element.tag[1:])


def _announced(step: object) -> Language | None:
    if not isinstance(step, Block) or step.kind is not Kind.HEADING:
        return None
    return caption_language(step)


def _reach(steps: list[Step], at: int) -> int:
    """Where the part under a heading ends."""
    head = steps[at]
    end = at + 1
    while end < len(steps):
        step = steps[end]
        if isinstance(step, Block) and isinstance(head, Block) and step.kind is Kind.HEADING:
            if _level(step) <= _level(head):
                break
        elif not isinstance(step, Block):
            break
        end += 1
    return end


def _blocks(steps: Iterable[Step]) -> tuple[Block, ...]:
    return tuple(step for step in steps if isinstance(step, Block))


def _language_halves(steps: list[Step], desk: Desk) -> list[Step | Halves]:
    """Two parts under headings such as `## English` and `## 中文`, as halves of one."""
    heads = [at for at, step in enumerate(steps) if _announced(step)]
    out: list[Step | Halves] = []
    at = 0
    while at < len(steps):
        found = _halves_at(steps, at, desk) if at in heads else None
        if found is None:
            out.append(steps[at])
            at += 1
        else:
            out.append(found[0])
            at = found[1]
    if not any(isinstance(step, Halves) for step in out) and len(heads) == 1:
        return _original_at_the_end(steps, heads[0], desk) or out
    return out


def _halves_at(steps: list[Step], at: int, desk: Desk) -> tuple[Halves, int] | None:
    middle = _reach(steps, at)
    if middle >= len(steps) or _announced(steps[middle]) is None:
        return None
    end = _reach(steps, middle)
    first, second = _blocks(steps[at + 1 : middle]), _blocks(steps[middle + 1 : end])
    for language in Language:
        if _mostly(desk, first, language) and _mostly(desk, second, language.other):
            sides = {language: first, language.other: second}
            return Halves(sides[Language.EN], sides[Language.ZH]), end
    return None


def _original_at_the_end(steps: list[Step], at: int, desk: Desk) -> list[Step | Halves] | None:
    end = _reach(steps, at)
    first, second = _blocks(steps[:at]), _blocks(steps[at + 1 : end])
    for language in Language:
        if _mostly(desk, first, language) and _mostly(desk, second, language.other):
            sides = {language: first, language.other: second}
            return [Halves(sides[Language.EN], sides[Language.ZH]), *steps[end:]]
    return None


# -- details ---------------------------------------------------------------------------------------


def _opened(section: Block) -> tuple[Block, ...]:
    """The blocks of a section without its shell; a caption that only names a language is left."""
    out: list[Block] = []
    for child in section.children:
        if child.kind is Kind.CAPTION:
            if caption_language(child) is not None:
                continue
            plain = element("p", None, *child.element.children)
            out.append(replace(child, kind=Kind.PARAGRAPH, element=plain))
        else:
            out.append(child)
    return tuple(out)


def _is_folded(step: object) -> bool:
    return isinstance(step, Block) and step.kind is Kind.SECTION and step.element.tag == "details"


def _run_before(out: list[Step | Halves], desk: Desk, language: Language) -> int:
    """How many of the last steps are text in one language, asides between them included."""
    count = 0
    for step in reversed(out):
        if not isinstance(step, Block) or step.kind is Kind.HEADING:
            break
        if desk.reading(step).has_letters and _tongue(desk, step) is not language:
            break
        count += 1
    return count


def _lettered(desk: Desk, blocks: Iterable[Block]) -> int:
    return sum(desk.reading(block).has_letters for block in blocks)


def _takes(out: list[Step | Halves], run: int, hidden: tuple[Block, ...], desk: Desk) -> bool:
    """Whether a run before `<details>` is its translation and not that of what stands before."""
    blocks = [step for step in out[len(out) - run :] if isinstance(step, Block)]
    here, there = _lettered(desk, blocks), _lettered(desk, hidden)
    if here >= _LONG and there >= _LONG:
        return True
    before = out[len(out) - run - 1] if len(out) > run else None
    alone = not isinstance(before, Block) or before.kind is Kind.HEADING
    return here == there and here > 0 and alone


def _with_title(out: list[Step | Halves], run: int, hidden: tuple[Block, ...]) -> int:
    """The run with the heading above it, where the hidden part has that heading too."""
    before = out[len(out) - run - 1] if len(out) > run else None
    if not isinstance(before, Block) or before.kind is not Kind.HEADING:
        return run
    first = hidden[0] if hidden else before
    same = first.kind is Kind.HEADING and first.element.tag == before.element.tag
    return run + 1 if same else run


def _unfolded(steps: list[Step | Halves], desk: Desk) -> list[Step | Halves]:
    """Text in one language and `<details>` with the same in the other, as halves of one."""
    out: list[Step | Halves] = []
    for step in steps:
        hidden = _opened(step) if isinstance(step, Block) and _is_folded(step) else ()
        language = _one_tongue(desk, hidden)
        if not isinstance(step, Block) or language is None or _beside(out, step, desk):
            out.append(step)
            continue
        run = _run_before(out, desk, language.other)
        if not _takes(out, run, hidden, desk):
            out += hidden
            continue
        run = _with_title(out, run, hidden)
        shown = tuple(s for s in out[len(out) - run :] if isinstance(s, Block))
        del out[len(out) - run :]
        sides = {language: hidden, language.other: shown}
        out.append(Halves(sides[Language.EN], sides[Language.ZH]))
    return out


def _beside(out: list[Step | Halves], section: Block, desk: Desk) -> bool:
    """Whether a section stands right after one in the other language."""
    before = out[-1] if out else None
    if not isinstance(before, Block) or before.kind is not Kind.SECTION:
        return False
    one, two = (_one_tongue(desk, _opened(block)) for block in (before, section))
    return one is not None and two is one.other


# -- wrappers --------------------------------------------------------------------------------------


def _has_partner(steps: list[Step], at: int, desk: Desk) -> bool:
    step = steps[at]
    beside = [*steps[max(0, at - 1) : at], *steps[at + 1 : at + 2]]
    return isinstance(step, Block) and any(
        isinstance(other, Block)
        and other.kind is Kind.SECTION
        and _tongue(desk, step) is not None
        and _tongue(desk, other) is (_tongue(desk, step) or Language.EN).other
        for other in beside
    )


def _is_through(steps: list[Step], at: int, desk: Desk) -> bool:
    """Whether pairing looks through a wrapper as if its blocks stood there without it."""
    step = steps[at]
    if not isinstance(step, Block) or step.kind is not Kind.SECTION:
        return False
    tongues = desk.tongues(step)
    if len(tongues) == 1:
        return not _has_partner(steps, at, desk) and not _is_folded(step)
    return bool(marked_language(step))


def _looked_through(steps: list[Step], desk: Desk) -> Iterator[Step]:
    for at, step in enumerate(steps):
        if isinstance(step, Block) and _is_through(steps, at, desk):
            yield from _looked_through(list(_opened(step)), desk)
        else:
            yield step


def halves(steps: list[Step], desk: Desk, *, top: bool) -> list[Step | Halves]:
    """The steps of one level with wrappers taken off and parts that are halves put together.

    `top` says that it is the post's own level, where headings may name a language.
    """
    open_steps = list(_looked_through(steps, desk))
    named: list[Step | Halves] = _language_halves(open_steps, desk) if top else list(open_steps)
    return _unfolded(named, desk)
