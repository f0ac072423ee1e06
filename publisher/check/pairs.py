"""What the two halves of a pair tell differently: numbers, dates, units, addresses, code (P016 …).

`pair` says which block has no partner; here both halves are read, and compared generously.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property

from publisher.check.figures import (
    Day,
    Figure,
    dates,
    figures,
    hundredths,
    is_among,
    months,
    spoken,
    worth,
)
from publisher.language import HAN, Language, han_count, language_of, latin_words
from publisher.model import Block, Group, Kind, Pair, Post, Proof, Single, Unit
from publisher.problems import Place, Problem
from publisher.xhtml import Element, text, walk

_TONGUES = {Language.EN: "English", Language.ZH: "Chinese"}
_NO_NUMBERS = frozenset({"code", "kbd", "samp", "var", "pre", "math", "svg", "sup", "rt", "rp"})
_ADDRESS = re.compile(rf"(?:https?|ftp)://[^\s<>{HAN}\u3000-\u303f\uff00-\uffef“”]+")
_DIGIT = re.compile(r"\d")
_LOST_MARK = re.compile(r"\[\^[^\]\s]{1,100}\]")
_TONGUE_IN_ADDRESS = re.compile(
    r"(?<=://)(?:en|zh|cn|www)\.|(?<=/)(?:en|zh)(?:[-_][A-Za-z]+)?(?=/|$)|[?&](?:lang|hl)=[\w-]+",
    re.IGNORECASE,
)
_NOTE = re.compile(r"(?:译者?[注按]|[Tt]ranslator['’]s [Nn]ote)\s*[：:]")
_BRACKETS = "（(【[〔「『<"
_LEAST = 25.0
_MIDDLE, _SHORT, _LONG = 1.4, 0.55, 3.2
"""Han for each English word, measured on the 75 pairs of at least 25 words in the project's content
and a real post: from 1.08 to 1.89, the middle 1.38; a quotation in classical Chinese has 0.58. What
lies outside these two has lost or gained sentences."""

_ENGLISH_SENTENCE = re.compile(
    rf"(?<![A-Za-z“‘《「(（\"])[A-Z][^{HAN}“”\"()（）。！？；\n]{{40,400}}[.!?](?![A-Za-z0-9”\"])"
)
_CHINESE_SENTENCE = re.compile(f"(?<![“‘《「（(])[{HAN}，、]{{12,120}}[。！？]")
_QUOTED = re.compile(
    r"“[^“”]{0,500}”|《[^《》]{0,200}》|「[^「」]{0,500}」|[(（][^()（）]{0,500}[)）]"
)
_LEAST_WORDS = 8


def _words(block: Block) -> str:
    """What stands in a block; the cells of a row apart from one another."""
    if block.kind is not Kind.ROW:
        return text(block.element, _NO_NUMBERS)
    return "\n".join(text(cell, _NO_NUMBERS) for cell in block.element.children)


class _Half:
    """One language of a pair."""

    def __init__(self, blocks: tuple[Block, ...], language: Language) -> None:
        self.blocks, self.language = blocks, language

    @cached_property
    def text(self) -> str:
        """The words without code, notes and marks."""
        return "\n".join(_words(block) for block in self.blocks)

    @cached_property
    def prose(self) -> str:
        """The words without addresses, and without marks of notes that are not there."""
        return _LOST_MARK.sub(" ", _ADDRESS.sub(" ", self.text))

    @cached_property
    def dates(self) -> tuple[Day, ...]:
        """Every date."""
        return dates(self.prose) if self.has_digits else ()

    @cached_property
    def months(self) -> tuple[Day, ...]:
        """Every month without a day."""
        return months(self.prose)

    @cached_property
    def figures(self) -> tuple[Figure, ...]:
        """Every number in digits."""
        return figures(self.prose) if self.has_digits else ()

    @cached_property
    def amounts(self) -> tuple[Figure, ...]:
        """Every number in digits, and in Han numerals where a unit follows."""
        return (*self.figures, *spoken(self.prose))

    @cached_property
    def worth(self) -> set[float]:
        """Every value that may be meant."""
        return worth(self.prose) | hundredths(self.prose)

    @cached_property
    def has_digits(self) -> bool:
        """Whether there is a number to look for at all."""
        return _DIGIT.search(self.prose) is not None

    @cached_property
    def elements(self) -> tuple[Element, ...]:
        """Every element of the blocks."""
        return tuple(node for block in self.blocks for node in walk(block.element))

    @cached_property
    def size(self) -> float:
        """Length in words of English or in Han."""
        han, latin = han_count(self.prose), latin_words(self.prose)
        return latin + han / 1.5 if self.language is Language.EN else han + latin * 1.5


@dataclass(frozen=True, slots=True)
class Reading:
    """A pair with both halves read, and the source that it stands in."""

    en: _Half
    zh: _Half
    proof: Proof

    @property
    def ways(self) -> tuple[tuple[_Half, _Half], tuple[_Half, _Half]]:
        """Each half with the other."""
        return (self.en, self.zh), (self.zh, self.en)

    def place(self, half: _Half, written: str) -> Place:
        """Where a half's words stand; where they cannot be found, where the half begins."""
        word = re.compile(rf"(?<!\d){re.escape(written)}(?!\d)")
        for block in half.blocks:
            last = block.place.line + text(block.element).count("\n")
            for line in range(block.place.line, min(last, len(self.proof.lines)) + 1):
                begin = block.place.column - 1 if line == block.place.line else 0
                if found := word.search(self.proof.lines[line - 1], begin):
                    return Place(block.place.path, line, found.start() + 1)
        return half.blocks[0].place


Finder = Callable[[Reading], Iterator[Problem]]


def _listed(words: list[str]) -> str:
    """`“3”` or `“3”, “5” and 2 more`."""
    few = ", ".join(f"“{word}”" for word in words[:3])
    return f"{few} and {len(words) - 3} more" if len(words) > 3 else few  # noqa: PLR2004 - three fit a line


def _unequal(
    pair: Reading, code: str, what: str, alone: Callable[[_Half, _Half], list[str]]
) -> Iterator[Problem]:
    """One problem for what a half has and the other has not; it stands at the later half."""
    found = [(half, words) for half, other in pair.ways if (words := alone(half, other))]
    if not found:
        return
    found.sort(key=lambda one: one[0].blocks[0].place)
    half, words = found[-1]
    if len(found) == 1:
        message = f"{what} {_listed(words)} stands in the {_TONGUES[half.language]} half only"
        hint = "Write it in both halves."
    else:
        message = (
            f"{what} {_listed(found[0][1])} of the {_TONGUES[half.language.other]} half"
            f" is {_listed(words)} in the {_TONGUES[half.language]}"
        )
        hint = "Correct one of them."
    yield Problem(code, pair.place(half, words[0]), message, hint)


# -- numbers, dates, units -------------------------------------------------------------------------


def _other_unit(figure: Figure, others: tuple[Figure, ...]) -> Figure | None:
    """The same number with another unit, where no other number would be its translation."""
    same = [other for other in others if other.value == figure.value]
    if not figure.unit or not same or any(o.unit in {"", figure.unit} for o in same):
        return None
    return None if any(_is_same_amount(figure, other) for other in others) else same[0]


def _is_same_amount(one: Figure, other: Figure) -> bool:
    return one.unit == other.unit and one.value == other.value


def _lone_numbers(half: _Half, other: _Half) -> list[str]:
    if not half.figures:
        return []
    counted = (f for f in half.figures if not f.name or f.name in other.prose)
    return [f.written for f in counted if not is_among(f, other.worth, other.amounts)]


def numbers(pair: Reading) -> Iterator[Problem]:
    """P016: a number in digits that the other half does not tell."""
    yield from _unequal(pair, "P016", "the number", _lone_numbers)


def _lone_days(half: _Half, other: _Half) -> list[str]:
    alone: list[str] = []
    for day in half.dates:
        parts = {float(part) for part in (day.year, day.month, day.day) if part}
        is_told = any(day.agrees(one) for one in (*other.dates, *other.months))
        if not is_told and (other.dates or not parts <= other.worth):
            alone.append(day.written)
    return alone


def days(pair: Reading) -> Iterator[Problem]:
    """P017: a date that the other half does not tell."""
    yield from _unequal(pair, "P017", "the date", _lone_days)


def units(pair: Reading) -> Iterator[Problem]:
    """P018: one number with two different units."""
    for figure in pair.en.figures:
        other = _other_unit(figure, pair.zh.figures)
        if other is not None:
            message = (
                f"“{figure.written} {figure.spelling}” of the English half"
                f" is “{other.written}{other.spelling}” in the Chinese"
            )
            hint = "Correct one of them, or convert the number."
            yield Problem("P018", pair.place(pair.zh, other.written), message, hint)


# -- addresses, links, code ------------------------------------------------------------------------


def _plain_address(address: str) -> str:
    return _TONGUE_IN_ADDRESS.sub("", address).rstrip("/.,;:)'").lower()


def _addresses(half: _Half) -> dict[str, str]:
    """Addresses that readers see, by their form without a language."""
    return {_plain_address(found): found for found in _ADDRESS.findall(half.text)}


def _targets(half: _Half) -> dict[str, str]:
    """Addresses behind words; an image that stayed on the network is R004 and no link."""
    shown = _addresses(half)
    links = (node for node in half.elements if node.tag == "a" and "image" not in node.classes)
    hrefs = (node.get("href") for node in links)
    targets = {_plain_address(href): href for href in hrefs if href.startswith("http")}
    return {plain: href for plain, href in targets.items() if plain not in shown}


def _lone(
    read: Callable[[_Half], dict[str, str]],
) -> Callable[[_Half, _Half], list[str]]:
    def alone(half: _Half, other: _Half) -> list[str]:
        there = {**_targets(other), **_addresses(other)}
        return [written for plain, written in read(half).items() if plain not in there]

    return alone


def addresses(pair: Reading) -> Iterator[Problem]:
    """P019: an address that is to be read, in one half only."""
    yield from _unequal(pair, "P019", "the address", _lone(_addresses))


def targets(pair: Reading) -> Iterator[Problem]:
    """P021: a link in one half only, or to two places."""
    yield from _unequal(pair, "P021", "the link to", _lone(_targets))


def _lone_code(half: _Half, other: _Half) -> list[str]:
    spans = [" ".join(text(node).split()) for node in half.elements if node.tag in {"code", "kbd"}]
    there = " ".join("\n".join(text(block.element) for block in other.blocks).split())
    return [span for span in spans if span not in there and not han_count(span)]


def code(pair: Reading) -> Iterator[Problem]:
    """P020: code in the running text that the other half has neither as code nor as words."""
    yield from _unequal(pair, "P020", "the code", _lone_code)


# -- length, language, notes -----------------------------------------------------------------------


def length(pair: Reading) -> Iterator[Problem]:
    """P022: a half that has lost or gained sentences, by its length."""
    en, zh = pair.en.size, pair.zh.size
    if max(en, zh / _MIDDLE) < _LEAST or not en or not zh:
        return
    ratio = zh / en
    if not _SHORT <= ratio <= _LONG:
        short = pair.zh if ratio < _SHORT else pair.en
        message = (
            f"the {_TONGUES[short.language]} half is much shorter than the other"
            f" ({en:.0f} words, {zh:.0f} Han)"
        )
        hint = "See whether a sentence is missing."
        yield Problem("P022", short.blocks[0].place, message, hint)


def _foreign(half: _Half) -> str:
    """A sentence of the other language in a half, or an empty string."""
    sentence = _ENGLISH_SENTENCE if half.language is Language.ZH else _CHINESE_SENTENCE
    for found in sentence.finditer(_QUOTED.sub("\n", half.prose)):
        if half.language is Language.EN or latin_words(found[0]) >= _LEAST_WORDS:
            return found[0]
    return ""


def wrong_language(pair: Reading) -> Iterator[Problem]:
    """P023: a sentence, or a whole half, left in the other language."""
    if pair.en.prose.split() == pair.zh.prose.split():
        return  # nothing is translated: P004
    for half in (pair.en, pair.zh):
        words = half.prose if language_of(half.prose) is half.language.other else _foreign(half)
        if not words or (han_count(words) + latin_words(words)) < _LEAST_WORDS:
            continue
        begin = " ".join(words.split()[:5]) if half.language is Language.ZH else words[:12]
        message = f"“{begin}…” stands in the {_TONGUES[half.language]} half and is not translated"
        hint = "Translate it; a quotation belongs in quotation marks."
        yield Problem("P023", pair.place(half, begin), message, hint)


def unmarked_note(pair: Reading) -> Iterator[Problem]:
    """P024: a translator's note in the middle of a paragraph."""
    for half in (pair.en, pair.zh):
        for found in _NOTE.finditer(half.prose):
            before = half.prose[: found.start()].rstrip("*_ \n")
            if before and before[-1] not in _BRACKETS:
                message = "a translator’s note runs on in the paragraph"
                hint = "Give it a paragraph of its own, or put it in brackets."
                yield Problem("P024", pair.place(half, found[0]), message, hint)


FINDERS: dict[str, Finder] = {
    "P016": numbers,
    "P017": days,
    "P018": units,
    "P019": addresses,
    "P020": code,
    "P021": targets,
    "P022": length,
    "P023": wrong_language,
    "P024": unmarked_note,
}
"""Every comparison of two halves, by its code."""


def _pairs(flow: tuple[Unit, ...]) -> Iterator[tuple[tuple[Block, ...], tuple[Block, ...]]]:
    for unit in flow:
        if isinstance(unit, Group):
            yield from _pairs(unit.flow)
        elif isinstance(unit, Pair):
            yield unit.en, unit.zh
        elif isinstance(unit, Single) and unit.reason == "untranslated":
            sides = (unit.blocks, ()) if unit.language is Language.EN else ((), unit.blocks)
            yield sides


def compare(post: Post, proof: Proof) -> Iterator[Problem]:
    """Everything that two halves of a post's pairs tell differently."""
    for flow in (post.flow, *(note.flow for note in post.footnotes)):
        for en, zh in _pairs(flow):
            if en and zh:
                reading = Reading(_Half(en, Language.EN), _Half(zh, Language.ZH), proof)
                for find in FINDERS.values():
                    yield from find(reading)
