"""Whole posts, each in the way of one author: every way to put a text beside its original.

Every pair of every post must be right: one habit, kept from top to bottom, is easy to read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest

from tests.pairing import HEAD, Lines, pair_text
from tests.posts import FOLDER, Words

_LINES = (FOLDER / "words.tsv").read_text(encoding="utf-8").splitlines()
WORDS: tuple[Words, ...] = tuple((en, zh) for en, _, zh in (w.partition("\t") for w in _LINES))[:24]


@dataclass(slots=True)
class Page:
    """A post while it is written, and the lines of its pairs in the file."""

    lines: list[str] = field(default_factory=list)
    pairs: list[Lines] = field(default_factory=list)

    def put(self, block: str) -> int:
        """Write a block; gives the line it begins at."""
        first = len(self.lines) + HEAD.count("\n") + 1
        self.lines += [*block.split("\n"), ""]
        return first

    def pair(self, en: int, zh: int) -> None:
        """Note the lines of a pair."""
        self.pairs.append(((en,), (zh,)))


def _groups(size: int) -> Iterator[tuple[Words, ...]]:
    for at in range(0, len(WORDS), size):
        yield WORDS[at : at + size]


def _each(en: str, zh: str) -> Callable[[Page], None]:
    """Every pair as two blocks, each in a form."""

    def write(page: Page) -> None:
        for number, (one, two) in enumerate(WORDS, 1):
            first = page.put(en.format(one, n=number))
            page.pair(first, page.put(zh.format(two, n=number)))

    return write


def _in_one(form: str, en: int, zh: int) -> Callable[[Page], None]:
    """Every pair as one block of Markdown; `en` and `zh` are their lines in it, from 0."""

    def write(page: Page) -> None:
        for one, two in WORDS:
            first = page.put(form.format(en=one, zh=two))
            page.pair(first + en, first + zh)

    return write


def _in_runs(size: int, head: str = "") -> Callable[[Page], None]:
    """Some paragraphs, then their translations, and so on; with a heading each, if asked."""

    def write(page: Page) -> None:
        for number, group in enumerate(_groups(size), 1):
            sides: list[list[int]] = []
            for side, title in ((0, f"Part {number}"), (1, f"第{number}部分")):
                top = [page.put(f"{head} {title}")] if head else []
                sides.append([*top, *(page.put(words[side]) for words in group)])
            for en, zh in zip(*sides, strict=True):
                page.pair(en, zh)

    return write


def _in_halves(rule: str, *, gaps: bool) -> Callable[[Page], None]:
    """All the English under its headings, then all the Chinese; some of it missing, if asked."""

    def write(page: Page) -> None:
        sides: list[list[int]] = []
        for side in range(2):
            lines: list[int] = []
            for number, group in enumerate(_groups(6), 1):
                lines.append(page.put(f"## Part {number}" if side == 0 else f"## 第{number}部分"))
                missing = 3 if gaps and side else -1
                lines += [
                    page.put(words[side]) if at != missing else 0 for at, words in enumerate(group)
                ]
            sides.append(lines)
            if rule and side == 0:
                page.put(rule)
        for en, zh in zip(*sides, strict=True):
            if zh:
                page.pair(en, zh)

    return write


def _in_a_table(page: Page) -> None:
    rows = [f"| {en} | {zh} |" for en, zh in WORDS]
    first = page.put("\n".join(["| English | 中文 |", "| --- | --- |", *rows]))
    for line in (first, *range(first + 2, first + 2 + len(rows))):
        page.pair(line, line)


def _in_stanzas(page: Page) -> None:
    for group in _groups(4):
        first = page.put("  \n".join(en for en, _ in group))
        page.pair(first, page.put("  \n".join(zh for _, zh in group)))


def _lists_and_paragraphs(page: Page) -> None:
    for group in _groups(3):
        first = page.put("\n".join(f"- {en}" for en, _ in group))
        for at, (_, zh) in enumerate(group):
            page.pair(first + at, page.put(zh))


def _quotes_and_paragraphs(page: Page) -> None:
    for group in _groups(2):
        first = page.put("\n>\n".join(f"> {en}" for en, _ in group))
        for at, (_, zh) in enumerate(group):
            page.pair(first + 2 * at, page.put(zh))


def _between_other_things(page: Page) -> None:
    others = (
        "![](https://images.example.org/1.png)",
        "Figure 1",
        "[Source](https://example.org/)",
        "图 1",
        "```\nmake tea\n```",
        "---",
    )
    for number, (en, zh) in enumerate(WORDS):
        first = page.put(en)
        page.pair(first, page.put(zh))
        page.put(others[number % len(others)])


def _after_a_preface(page: Page) -> None:
    page.put("## 译者序")
    for _, zh in WORDS[:4]:
        page.put(zh)
    page.put("## The text")
    for en, zh in WORDS[4:]:
        first = page.put(en)
        page.pair(first, page.put(zh))
    page.put("（全文完）")


STYLES: dict[str, Callable[[Page], None]] = {
    "one below the other": _each("{}", "{}"),
    "English in italics": _each("*{}*", "{}"),
    "English quoted": _each("> {}", "{}"),
    "Chinese quoted": _each("{}", "> {}"),
    "both numbered": _each("{n}. {}", "{n}. {}"),
    "labels": _each("**EN**: {}", "**中文**：{}"),
    "a line each": _in_one("{en}\n{zh}", 0, 1),
    "a line each, Chinese first": _in_one("{zh}\n{en}", 1, 0),
    "one line": _in_one("{en} {zh}", 0, 0),
    "two items": _in_one("- {en}\n- {zh}", 0, 1),
    "an item below the item": _in_one("- {en}\n    - {zh}", 0, 1),
    "a paragraph in the item": _in_one("- {en}\n\n  {zh}", 0, 2),
    "two HTML paragraphs": _in_one('<p class="en">{en}</p>\n<p class="zh">{zh}</p>', 0, 1),
    "two HTML divisions": _in_one(
        '<div lang="en">\n\n{en}\n\n</div>\n<div lang="zh">\n\n{zh}\n\n</div>', 2, 7
    ),
    "a table each": _in_one("| {en} |\n| --- |\n| {zh} |", 0, 2),
    "folded before": _in_one(
        "<details>\n<summary>English</summary>\n\n{en}\n\n</details>\n\n{zh}", 3, 7
    ),
    "folded behind": _in_one(
        "{zh}\n\n<details>\n<summary>English</summary>\n\n{en}\n\n</details>", 5, 0
    ),
    "one table": _in_a_table,
    "stanzas": _in_stanzas,
    "runs of two": _in_runs(2),
    "runs of six": _in_runs(6),
    "section by section": _in_runs(6, "##"),
    "two halves": _in_halves("", gaps=False),
    "two halves with gaps": _in_halves("---", gaps=True),
    "lists with paragraphs below": _lists_and_paragraphs,
    "quotes with paragraphs below": _quotes_and_paragraphs,
    "between other things": _between_other_things,
    "after a preface": _after_a_preface,
}


@pytest.mark.parametrize("style", STYLES)
def test_a_post_of_one_habit_pairs_without_a_mistake(style: str) -> None:
    """All pairs, and no other; the order of the units is that of the text."""
    page = Page()
    STYLES[style](page)
    assert pair_text("\n".join(page.lines)).pairs == page.pairs
