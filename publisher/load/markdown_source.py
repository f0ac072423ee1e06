"""A post's source while it is read: what was replaced in it, and where every piece stood."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.etree.ElementTree import Element

from publisher.load.shortcodes import Piece
from publisher.problems import Place, Problem

Edit = tuple[int, int, str]
"""Begin and end of what goes, and what comes in its place."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where the characters of an edited text come from."""

    begins: tuple[int, ...]
    """Offsets in the edited text at which the distance to the original changes, first one 0."""

    shifts: tuple[int, ...]
    """From each of them on, what to add to an offset to find it in the original."""

    def offset(self, at: int) -> int:
        """Offset in the original of the character at `at`."""
        return max(at + self.shifts[bisect_right(self.begins, at) - 1], 0)


def edit(text: str, edits: Iterable[Edit]) -> tuple[str, Origin]:
    """Carry out edits, which stand in order and do not overlap; what came in maps to its begin."""
    parts: list[str] = []
    begins, shifts = [0], [0]
    done = length = 0
    for begin, end, new in edits:
        parts.extend((text[done:begin], new))
        length += begin - done
        for offset in range(len(new)):
            begins.append(length + offset)
            shifts.append(begin - length - offset)
        length += len(new)
        begins.append(length)
        shifts.append(end - length)
        done = end
    parts.append(text[done:])
    return "".join(parts), Origin(tuple(begins), tuple(shifts))


@dataclass(frozen=True, slots=True)
class Placed:
    """A shortcode and where it stood."""

    piece: Piece
    place: Place
    after: Place
    """Where the text after it goes on."""


@dataclass(slots=True)
class Reading:
    """One post being read: the one thing here that changes while it is."""

    source: str
    path: str
    first_line: int
    anchor: str
    origins: list[Origin] = field(default_factory=list)
    """One for each time the source was edited."""

    pieces: tuple[Placed, ...] = ()
    """What the stand-ins in the edited source stand for, by their number."""

    root: Element = field(default_factory=lambda: Element("div"))
    """The tree, once it is built; footnotes stand at its end."""

    places: dict[Element, Place] = field(default_factory=dict)
    """Where each block of the tree begins."""

    implied: set[Element] = field(default_factory=set)
    """Paragraphs that no author made: the words of a wrapper that holds words."""

    ends: dict[Element, Place] = field(default_factory=dict)
    """Where the text goes on after a block that a shortcode put into it."""

    html_lines: list[int] = field(default_factory=list)
    """Lines of the file on which a piece of raw HTML begins or goes on."""

    problems: list[Problem] = field(default_factory=list)
    _lines: list[int] = field(default_factory=list)

    def edit(self, text: str, edits: Iterable[Edit]) -> str:
        """Carry out edits and remember where everything comes from."""
        edited, origin = edit(text, edits)
        if len(origin.begins) > 1:
            self.origins.append(origin)
        return edited

    def place(self, at: int) -> Place:
        """Place in the file of the character at an offset of the text as it is after all edits."""
        for origin in reversed(self.origins):
            at = origin.offset(at)
        if not self._lines:
            self._lines = [0]
            while (end := self.source.find("\n", self._lines[-1])) >= 0:
                self._lines.append(end + 1)
        line = bisect_right(self._lines, at) - 1
        return Place(self.path, self.first_line + line, at - self._lines[line] + 1)

    def report(self, code: str, at: int, message: str, hint: str = "") -> None:
        """Note a problem at an offset of the text as it is after all edits so far."""
        self.report_at(code, self.place(at), message, hint)

    def report_at(self, code: str, place: Place, message: str, hint: str = "") -> None:
        """Note a problem at a place in the file."""
        self.problems.append(Problem(code, place, message, hint))
