"""From Markdown to pairs, for tests: the real reader, the real pairing, and a picture of it."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from publisher.language import Language
from publisher.load import read_post
from publisher.model import Manuscript, Post, Source
from publisher.pair import pair
from publisher.problems import Problems
from publisher.write.units import Row, Side, rows

HEAD = '---\ntitle: "Tea | 茶"\n---\n'
"""Front matter of three lines; line numbers in a picture begin after it."""

Lines = tuple[tuple[int, ...], tuple[int, ...]]
"""The lines of a pair: English, Chinese."""


@dataclass(frozen=True, slots=True)
class Paired:
    """A post and what pairing said of it."""

    post: Post
    problems: Problems

    @property
    def rows(self) -> list[Row]:
        """Its leaves in reading order."""
        return list(rows(self.post.flow))

    @property
    def sides(self) -> list[tuple[Side, Side]]:
        """The two sides of its pairs: English, Chinese."""
        found = ((row.side(Language.EN), row.side(Language.ZH)) for row in self.rows)
        return [(en, zh) for en, zh in found if en is not None and zh is not None]

    @property
    def pairs(self) -> list[Lines]:
        """The lines of its pairs, as they stand in the file."""
        return [(en.lines, zh.lines) for en, zh in self.sides]

    @property
    def texts(self) -> list[tuple[str, str]]:
        """The words of its pairs: English, Chinese."""
        return [(en.text, zh.text) for en, zh in self.sides]

    @property
    def codes(self) -> list[str]:
        """The codes of what was said."""
        return [problem.code for problem in self.problems]


def read(source: str | bytes) -> Manuscript:
    """Read a whole file's text as the post `post.md`."""
    data = source.encode() if isinstance(source, str) else source
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "post.md").write_bytes(data)
        manuscript, _ = read_post(Path(folder), Source("post.md", "post", "post"))
    assert manuscript is not None
    return manuscript


def pair_text(body: str, head: str = HEAD) -> Paired:
    """Pair a post with this body."""
    return Paired(*pair(read(head + body)))


def _side(side: Side, first: int) -> str:
    return ",".join(str(line - first) for line in side.lines) + " " + side.text


def _row(row: Row, first: int) -> str:
    name = " ".join(word for word in (row.kind, row.container, row.block) if word)
    if row.shared is not None:
        return f"{name}: {_side(row.shared, first)}"
    sides = [f"{language.value} {_side(side, first)}" for language, side in row.sides]
    return f"{name}{f' ({row.reason})' if row.reason else ''}: {' ¦ '.join(sides)}"


def picture(paired: Paired, first: int = 3) -> str:
    """A line for each leaf and each problem; line numbers are counted from `first` on."""
    leaves = [_row(row, first) for row in paired.rows]
    for note in paired.post.footnotes:
        marks = f"{len(note.references)} marks" if len(note.references) != 1 else "1 mark"
        leaves += [f"note {note.number}, {marks}: {_row(row, first)}" for row in rows(note.flow)]
    notes = [
        f"! {problem.code} {problem.place.line - first}: {problem.message}"
        for problem in paired.problems
    ]
    order = [] if paired.post.order.value == "en-zh" else ["order zh-en"]
    return "\n".join([*order, *leaves, *notes]) + "\n"
