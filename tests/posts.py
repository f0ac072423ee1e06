"""Posts made up at random from real pairs, with the lines of every pair known.

The words are those of the project's own content and of `pair/words.tsv`; the shape is that of
posts found elsewhere: headings in one line or two, lists in all forms, quotes, tables, code, notes,
blocks that nobody has translated, paragraphs that one translator joined and another divided.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from publisher.language import Language
from publisher.model import Kind
from tests.pairing import Lines, pair_text

FOLDER = Path(__file__).parent / "pair"
CONTENT = Path(__file__).parent.parent / "content" / "posts"
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-Z“])")
_HAN_SENTENCES = re.compile(r"(?<=[。！？])(?=[^”』」）])")
_BYLINES = ("*A. Writer*", "by A. Writer, 3 May 2020", "**From the notebook**", "A. Writer")
_NOTES = ("译注：此处从原文。", "> 译者注：原文如此，不改。", "**译者按**：这一段原载别处。")
_LONE = (
    ("Example", "示例"),
    ("Setup", "准备"),
    ("Further reading", "延伸阅读"),
    ("Afterword", "后记"),
    ("Notes", "备注"),
)
_TERMS = (
    ("the lid", "盖子"),
    ("the spout", "壶嘴"),
    ("a handle of wood", "木把手"),
    ("the base", "底座"),
    ("an iron ring", "铁环"),
)
_CODE = ("```sh\nmake tea\n```", "```python\nprint('tea')\n```", "```\nkettle: on\n```")

Words = tuple[str, str]
"""English, Chinese."""


@dataclass(frozen=True, slots=True)
class Pool:
    """Real pairs to make posts from."""

    paragraphs: tuple[Words, ...]
    headings: tuple[Words, ...]
    items: tuple[Words, ...]


@dataclass(slots=True)
class Writer:
    """A post while it is written."""

    random: Random
    zh_first: bool
    lines: list[str] = field(default_factory=list)
    pairs: list[Lines] = field(default_factory=list)

    def put(self, *lines: str) -> int:
        """Write a block and a blank line; gives the number of its first line, from 1."""
        first = len(self.lines) + 1
        self.lines += [piece for line in lines for piece in line.split("\n")]
        self.lines.append("")
        return first

    def order(self, words: Words) -> Words:
        """The two languages as this post's author writes them."""
        return (words[1], words[0]) if self.zh_first else words

    def pair(self, first: int | tuple[int, ...], second: int | tuple[int, ...]) -> None:
        """Note a pair: the lines of what stands first, then of what stands second."""
        sides = [side if isinstance(side, tuple) else (side,) for side in (first, second)]
        self.pairs.append((sides[1], sides[0]) if self.zh_first else (sides[0], sides[1]))


def _plain(words: str) -> str:
    return words.strip()


def _from_content() -> Pool:
    found: dict[Kind, list[Words]] = {Kind.HEADING: [], Kind.PARAGRAPH: [], Kind.ITEM: []}
    for path in sorted(CONTENT.rglob("*.md")):
        for row in pair_text(path.read_text(encoding="utf-8"), head="").rows:
            en, zh = row.side(Language.EN), row.side(Language.ZH)
            if en is None or zh is None or row.block not in {"heading", "paragraph"}:
                continue
            kind = Kind.ITEM if row.container == "list" else Kind(row.block)
            found[kind].append((_plain(en.text), _plain(zh.text)))
    return Pool(*(tuple(found[k]) for k in (Kind.PARAGRAPH, Kind.HEADING, Kind.ITEM)))


def _sentence_pairs(pool: Pool) -> list[Words]:
    out: list[Words] = []
    for en, zh in pool.paragraphs:
        one, two = _SENTENCES.split(en), _HAN_SENTENCES.split(zh)
        if len(one) == len(two) > 1:
            out += (pair for pair in zip(one, two, strict=True) if _is_likely(pair))
    return out


def _is_likely(words: Words) -> bool:
    """Whether two sentences are each other's: cut alike, of like length."""
    ratio = len(words[1]) / len(words[0].split())
    return 0.8 < ratio < 3 and not words[1].startswith("译注")


def _other_words() -> tuple[Words, ...]:
    """Pairs on other things and in another tone: programs, recipes, stories."""
    lines = (FOLDER / "words.tsv").read_text(encoding="utf-8").splitlines()
    return tuple((en, zh) for en, _, zh in (line.partition("\t") for line in lines))


def read_pool() -> Pool:
    """The pairs of the project's own content, long paragraphs in sentences too, and others."""
    pool = _from_content()
    paragraphs = (*pool.paragraphs, *_sentence_pairs(pool), *_other_words())
    return Pool(paragraphs, pool.headings, pool.items)


# -- what a post may hold --------------------------------------------------------------------------


class Maker:
    """Makes one post after another."""

    def __init__(self, pool: Pool, seed: int) -> None:
        self.pool = pool
        self.random = Random(seed)  # noqa: S311 -- made-up posts, no secrets

        self.fresh: list[Words] = []

    def _paragraph(self) -> Words:
        """A paragraph that this post does not have yet."""
        if not self.fresh:
            self.fresh = self.random.sample(self.pool.paragraphs, len(self.pool.paragraphs))
        return self.fresh.pop()

    def _items(self) -> list[Words]:
        return self.random.sample(self.pool.items, self.random.randint(2, 5))

    def plain(self, w: Writer) -> None:
        """A paragraph and its translation."""
        first, second = w.order(self._paragraph())
        one = w.put(first)
        w.pair(one, w.put(second))

    def run(self, w: Writer) -> None:
        """Some paragraphs, then all their translations."""
        chosen = [self._paragraph() for _ in range(self.random.randint(2, 4))]
        firsts = [w.put(w.order(words)[0]) for words in chosen]
        for one, words in zip(firsts, chosen, strict=True):
            w.pair(one, w.put(w.order(words)[1]))

    def heading(self, w: Writer) -> None:
        """A heading in two blocks."""
        marks = "#" * self.random.randint(2, 3)
        first, second = w.order(self.random.choice(self.pool.headings))
        one = w.put(f"{marks} {first}")
        w.pair(one, w.put(f"{marks} {second}"))

    def heading_in_a_line(self, w: Writer) -> None:
        """A heading in one line."""
        first, second = w.order(self.random.choice(self.pool.headings))
        mark = self.random.choice((" | ", " / ", "｜", " - "))
        line = w.put(f"## {first}{mark}{second}")
        w.pair(line, line)

    def lone_heading(self, w: Writer) -> None:
        """A heading that nobody translated."""
        w.put(f"## {self.random.choice(_LONE)[self.random.random() < 0.3]}")

    def lines(self, w: Writer) -> None:
        """Both halves in one block."""
        first, second = w.order(self._paragraph())
        one = w.put(f"{first}{self.random.choice(('  ', ''))}", second)
        w.pair(one, one + 1)

    def one_to_two(self, w: Writer) -> None:
        """A paragraph against two."""
        side = self.random.randrange(2)
        words = self._paragraph()
        parts = (_SENTENCES, _HAN_SENTENCES)[side].split(words[side])
        if len(parts) < 4:
            return self.plain(w)
        half = len(parts) // 2
        space = " " if side == 0 else ""
        pieces = (space.join(parts[:half]), space.join(parts[half:]))
        sides: list[tuple[int, ...]] = [(), ()]
        for at in (1, 0) if w.zh_first else (0, 1):
            sides[at] = tuple(w.put(p) for p in pieces) if at == side else (w.put(words[at]),)
        w.pairs.append((sides[0], sides[1]))
        return None

    def turned(self, w: Writer) -> None:
        """Some pairs in the other order."""
        for _ in range(self.random.randint(1, 3)):
            second, first = w.order(self._paragraph())
            one = w.put(first)
            w.pair(w.put(second), one)

    def missing(self, w: Writer) -> None:
        """A paragraph without its translation."""
        w.put(self._paragraph()[self.random.random() < 0.3])

    def byline(self, w: Writer) -> None:
        """A line that belongs to nobody."""
        w.put(self.random.choice(_BYLINES))

    def note(self, w: Writer) -> None:
        """A translator's note."""
        w.put(self.random.choice(_NOTES))

    def code(self, w: Writer) -> None:
        """Code after a pair."""
        self.plain(w)
        w.put(self.random.choice(_CODE))

    def code_between(self, w: Writer) -> None:
        """Code between the halves."""
        first, second = w.order(self._paragraph())
        one = w.put(first)
        w.put(self.random.choice(_CODE))
        w.pair(one, w.put(second))

    def code_twice(self, w: Writer) -> None:
        """Code after each half."""
        first, second = w.order(self._paragraph())
        one, code = w.put(first), self.random.choice(_CODE)
        w.put(code)
        w.pair(one, w.put(second))
        w.put(code)

    def rule(self, w: Writer) -> None:
        """A rule, a date, an image."""
        w.put(self.random.choice(("---", "***", "2024-05-01", "[1]", "{@a here}")))

    def items_of_two(self, w: Writer) -> None:
        """A list with both halves in each item."""
        chosen = self._items()
        first_line = len(w.lines) + 1
        lines: list[str] = []
        for number, words in enumerate(chosen, 1):
            first, second = w.order(words)
            start = first_line + len(lines)
            lines += [f"{number}. {first}", "", f"   {second}", ""]
            w.pair(start, start + 2)
        w.put(*lines[:-1])

    def items_below(self, w: Writer) -> None:
        """A list with each translation as an item below its own, or behind a stroke, or lazy."""
        form = self.random.choice(("below", "stroke", "lazy", "turns"))
        first_line = len(w.lines) + 1
        lines: list[str] = []
        for words in self._items():
            first, second = w.order(words)
            start = first_line + len(lines)
            if form == "stroke":
                lines.append(f"- {first} / {second}")
                w.pair(start, start)
                continue
            prefix = {"below": "  - ", "lazy": "  ", "turns": "- "}[form]
            lines += [f"- {first}", f"{prefix}{second}"]
            w.pair(start, start + 1)
        w.put(*lines)

    def list_after_list(self, w: Writer) -> None:
        """A whole list, then the other, with lead-ins or without."""
        chosen = self._items()
        lead = self.random.random() < 0.6
        leads = w.order(("Take with you:", "带上："))
        starts: list[tuple[int, list[int]]] = []
        for side in range(2):
            lead_line = w.put(leads[side]) if lead else 0
            first = w.put(*(f"- {w.order(words)[side]}" for words in chosen))
            starts.append((lead_line, [first + at for at in range(len(chosen))]))
        if lead:
            w.pair(starts[0][0], starts[1][0])
        for one, two in zip(starts[0][1], starts[1][1], strict=True):
            w.pair(one, two)
        self.plain(w)

    def list_outside(self, w: Writer) -> None:
        """A list whose translations stand outside its items."""
        for number, words in enumerate(self._items(), 1):
            first, second = w.order(words)
            one = w.put(f"{number}. {first}")
            w.pair(one, w.put(second))

    def quote(self, w: Writer) -> None:
        """A quote with both inside, or two quotes, or the translation outside."""
        first, second = w.order(self._paragraph())
        form = self.random.choice(("inside", "two", "two", "outside"))
        if form == "inside":
            one = w.put(f"> {first}", ">", f"> {second}")
            w.pair(one, one + 2)
            return
        one = w.put(f"> {first}")
        w.pair(one, w.put(second if form == "outside" else f"> {second}"))

    def table(self, w: Writer) -> None:
        """A table with a column for each language, or with rows in turn, or one after the other."""
        terms = self.random.sample(_TERMS, 3)
        form = self.random.choice(("columns", "turns", "tables"))
        head = w.order(("Part of it", "部件"))
        if form == "columns":
            rows = [f"| {a} | {b} |" for a, b in (w.order(t) for t in terms)]
            one = w.put(f"| {head[0]} | {head[1]} |", "| --- | --- |", *rows)
            for line in (one, *range(one + 2, one + 2 + len(terms))):
                w.pair(line, line)
            return
        sides = [
            [f"| {w.order(t)[side]} | {at} |" for at, t in enumerate(terms)] for side in (0, 1)
        ]
        heads = [f"| {words} | No. |" for words in head]
        if form == "turns":
            rows = [row for both in zip(*sides, strict=True) for row in both]
            one = w.put(heads[0], "| --- | --- |", heads[1].replace("No.", "号"), *rows)
            w.pair(one, one + 2)
            for at in range(len(terms)):
                w.pair(one + 3 + 2 * at, one + 4 + 2 * at)
            return
        starts = [w.put(heads[side], "| --- | --- |", *sides[side]) for side in (0, 1)]
        for at in (0, *range(2, 2 + len(terms))):
            w.pair(starts[0] + at, starts[1] + at)

    def name(self, w: Writer) -> None:
        """A name that is the same in both languages."""
        words = self.random.choice(("Norvig-7", "TeX", "Lu Yu", "A. Writer & Sons"))
        marks = self.random.choice(("", "### "))
        one = w.put(marks + words)
        w.pair(one, w.put(marks + words))


_USUAL = ("plain",) * 10 + ("heading",) * 2
_FORMS = (
    "run",
    "heading_in_a_line",
    "lines",
    "code",
    "code_between",
    "code_twice",
    "rule",
    "items_of_two",
    "items_below",
    "list_after_list",
    "list_outside",
    "quote",
    "table",
    "name",
    "turned",
)
_ODD = ("lone_heading", "one_to_two", "missing", "missing", "note", "byline")


@dataclass(frozen=True, slots=True)
class Made:
    """A post and the lines of its pairs; lines count from 1 in the body."""

    body: str
    pairs: tuple[Lines, ...]


def make(maker: Maker, size: int, *, forms: float = 0.3, odd: float = 0.06) -> Made:
    """Make one post of about `size` units.

    `forms` is the share of units that are no plain paragraph or heading, `odd` that of blocks
    without a partner, and of paragraphs against two.
    """
    random = maker.random
    maker.fresh = []
    writer = Writer(random, zh_first=random.random() < 0.3)
    for _ in range(size):
        chance = random.random()
        names = _ODD if chance < odd else _FORMS if chance < odd + forms else _USUAL
        write: Callable[[Writer], None] = getattr(maker, random.choice(names))
        write(writer)
    return Made("\n".join(writer.lines), tuple(writer.pairs))
