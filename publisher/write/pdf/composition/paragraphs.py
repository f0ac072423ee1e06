"""A paragraph of boxes read as one text: its runs, where each begins, and its galley.

Inline elements are transparent: a mark at the end of a link sees the mark that follows the link.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TypeAlias

from weasyprint.formatting_structure import boxes
from weasyprint.layout import percent
from weasyprint.layout.preferred import max_content_width
from weasyprint.text.ffi import ffi
from weasyprint.text.line_break import get_log_attrs

from publisher.write.pdf.composition.breaking import breaks
from publisher.write.pdf.composition.characters import Kind, kind_of
from publisher.write.pdf.composition.galley import SOFT_HYPHEN, Galley
from publisher.write.pdf.composition.glyphs import Structure
from publisher.write.pdf.composition.keeping import SHORT, keep, of_style
from publisher.write.pdf.composition.metrics import (
    Mark,
    Metrics,
    byte_offsets,
    measure,
    width_of,
)
from publisher.write.pdf.composition.punctuation import narrowed, set_marks
from publisher.write.pdf.composition.ruby import Ruby, is_ruby_text, spread

SkipStack = Mapping[int, "SkipStack | None"]
"""WeasyPrint's resume position: the index of a child, and a position inside it."""

ContainingBlock: TypeAlias = "boxes.Box | tuple[float, float]"
"""What percentages refer to: a box, or a width and a height in px."""

_ATOM = "\ufffc"
_LINE_END = "\n"
_RIGHT_TO_LEFT = re.compile("[\u0590-\u08ff\u200f\u202b\u202e\ufb1d-\ufdff\ufe70-\ufefe]")
_WORTH_IT = re.compile("[\u00ad\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff]")
"""What makes a paragraph that is not justified worth composing: Chinese, or soft hyphens, which
WeasyPrint leaves in the text that a reader copies."""


_KEPT = "han_measured"
"""What a style remembers of its short texts."""

_MOST = 500
"""Texts that are kept of one style."""


class Unfit(Exception):  # noqa: N818  # not an error: the paragraph is left to WeasyPrint
    """A paragraph that holds something composition does not know."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What a text is in one style, wherever it stands."""

    kinds: list[Kind]
    metrics: Metrics
    offsets: list[int]
    """Place of each character in UTF-8, as WeasyPrint counts, and the length."""


@dataclass(slots=True)
class Run:
    """The text of one box; places are indices in the paragraph's text."""

    box: boxes.TextBox
    start: int
    text: str
    measured: Measured
    raised: bool
    wraps: bool

    @property
    def kinds(self) -> list[Kind]:
        """The kind of each character."""
        return self.measured.kinds

    @property
    def metrics(self) -> Metrics:
        """How wide each character is."""
        return self.measured.metrics

    @property
    def offsets(self) -> list[int]:
        """Place of each character in UTF-8, as WeasyPrint counts, and the length."""
        return self.measured.offsets

    @property
    def end(self) -> int:
        """Behind the last character."""
        return self.start + len(self.text)

    @property
    def is_loose(self) -> bool:
        """Whether a word in it that is too long for a line may be broken anywhere."""
        return self.wraps and self.box.style["overflow_wrap"] in {"anywhere", "break-word"}

    def place(self, skip: int) -> int:
        """The place in the paragraph that WeasyPrint calls `skip`, in bytes of the run."""
        return self.start + bisect_left(self.offsets, skip)


@dataclass(slots=True)
class _Reading:
    """What has been read of a paragraph so far."""

    runs: list[Run] = field(default_factory=list)
    atoms: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Place of each box without characters → its width and em."""
    leads: dict[int, float] = field(default_factory=dict)
    tails: dict[int, float] = field(default_factory=dict)
    starts: dict[int, int] = field(default_factory=dict)
    """id of each leaf → its place."""
    rubies: list[Ruby] = field(default_factory=list)
    base: int = 0
    """Where the base of the next ruby begins."""
    out_of_flow: bool = False
    """Whether a box stands in it that has no place in the flow of the text."""
    length: int = 0


# -- boxes -----------------------------------------------------------------------------------------


def _is_line_end(box: boxes.TextBox) -> bool:
    return bool(box.text == _LINE_END and box.style["white_space"].startswith("pre"))


def _check(box: boxes.TextBox) -> None:
    """Refuse what is set by other rules: kept white space, spaced letters, right-to-left text."""
    style = box.style
    if style["white_space"] not in {"normal", "nowrap"} or style["letter_spacing"] != "normal":
        raise Unfit
    if not style["font_size"] or _RIGHT_TO_LEFT.search(box.text) or _LINE_END in box.text:
        raise Unfit


def _measured(box: boxes.TextBox) -> Measured:
    """Measure the text of a box, and tell its marks from those that only look like them."""
    text, style = box.text, box.style
    chinese = str(style["lang"] or "").lower().startswith("zh")
    kinds = [kind_of(char, chinese=chinese) for char in text]
    metrics = measure(text, kinds, style)
    em = style["font_size"]
    for at, kind in enumerate(kinds):
        if kind in {Kind.OPEN, Kind.SHUT}:
            kinds[at] = narrowed(kind, text[at], metrics.marks.get(at), em)
    if text == _LINE_END:
        kinds, metrics = [Kind.SPACE], Metrics([0.0], {}, metrics.layout)
    return Measured(kinds, metrics, byte_offsets(text))


def _measure(box: boxes.TextBox) -> Measured:
    """Measure the text of a box; a short one is measured once for all boxes of its style."""
    style, text = box.style, box.text
    kept: dict[str, Measured] = of_style(style).setdefault(_KEPT, {})
    if found := kept.get(text):
        return found
    if not _is_line_end(box):
        _check(box)
    made = _measured(box)
    if len(text) <= SHORT:
        keep(kept, text, made, _MOST)
    return made


def _read_text(reading: _Reading, box: boxes.TextBox, *, raised: bool) -> None:
    wraps = box.style["white_space"] != "nowrap"
    reading.starts[id(box)] = reading.length
    reading.runs.append(Run(box, reading.length, box.text, _measure(box), raised, wraps))
    reading.length += len(box.text)


def _sides(box: boxes.InlineBox, containing_block: ContainingBlock) -> tuple[float, float]:
    """Margin, border and padding of an inline box, left and right."""
    percent.resolve_percentages(box, containing_block)
    left, right = (
        sum(
            0 if value == "auto" else value
            for value in (
                getattr(box, f"margin_{side}"),
                getattr(box, f"border_{side}_width"),
                getattr(box, f"padding_{side}"),
            )
        )
        for side in ("left", "right")
    )
    return left, right


def _read_ruby(reading: _Reading, box: boxes.InlineBox) -> None:
    """The text of an `rt`: no part of the paragraph's text."""
    for leaf in _leaves(box):
        if not isinstance(leaf, boxes.TextBox):
            raise Unfit
        _check(leaf)
        metrics = measure(leaf.text, [Kind.OTHER] * len(leaf.text), leaf.style)
        reading.starts[id(leaf)] = reading.length
        reading.rubies.append(Ruby(leaf, metrics, reading.base, reading.length))
    reading.base = reading.length


def _read_inline(reading: _Reading, box: boxes.InlineBox, around: _Around) -> None:
    left, right = _sides(box, around.containing_block)
    if is_ruby_text(box):
        _read_ruby(reading, box)
        return
    start = reading.length
    if box.element_tag == "ruby":
        reading.base = start
    if left:
        reading.leads[start] = reading.leads.get(start, 0.0) + left
    raised = around.raised or box.style["vertical_align"] != "baseline"
    _read_children(reading, box, _Around(around.context, around.containing_block, raised))
    if right and reading.length > start:
        last = reading.length - 1
        reading.tails[last] = reading.tails.get(last, 0.0) + right


@dataclass(frozen=True, slots=True)
class _Around:
    """What stands around a box that is being read."""

    context: object
    containing_block: ContainingBlock
    raised: bool = False


def _read_atom(reading: _Reading, box: boxes.Box, around: _Around) -> None:
    width = max_content_width(around.context, box)
    reading.starts[id(box)] = reading.length
    reading.atoms[reading.length] = width, box.style["font_size"]
    reading.length += 1


def _read(reading: _Reading, box: boxes.Box, around: _Around) -> None:
    if not box.is_in_normal_flow():
        if box.is_floated():
            raise Unfit
        reading.out_of_flow = True
        return
    if isinstance(box, boxes.TextBox):
        if box.text:
            _read_text(reading, box, raised=around.raised)
    elif isinstance(box, boxes.InlineBox):
        if box.is_leader or box.style["direction"] != "ltr":
            raise Unfit
        _read_inline(reading, box, around)
    elif isinstance(box, boxes.AtomicInlineLevelBox):
        _read_atom(reading, box, around)
    else:
        raise Unfit


def _read_children(reading: _Reading, parent: boxes.Box, around: _Around) -> None:
    for child in parent.children:
        _read(reading, child, around)


# -- the galley ------------------------------------------------------------------------------------


def _spread(values: dict[int, float], length: int) -> list[float]:
    """Sparse values as a list."""
    spread = [0.0] * length
    for at, value in values.items():
        spread[at] = value
    return spread


@dataclass(slots=True)
class _Columns:
    """What the runs hold, one entry per character of the paragraph."""

    text: list[str]
    kinds: list[Kind]
    sizes: list[float]
    widths: list[float]
    marks: dict[int, Mark]
    raised: list[bool]
    bound: list[bool]
    """Tied to the character before it."""
    loose: list[bool]
    """In a word that may be broken before it if it is too long (`overflow-wrap`)."""


def _columns(reading: _Reading) -> _Columns:
    count = reading.length
    columns = _Columns(
        [_ATOM] * count,
        [Kind.ATOM] * count,
        [0.0] * count,
        [0.0] * count,
        {},
        [False] * count,
        [False] * count,
        [False] * count,
    )
    for place, (width, em) in reading.atoms.items():
        columns.widths[place], columns.sizes[place] = width, em
    for run in reading.runs:
        _fill(columns, run)
    for ruby in reading.rubies:
        columns.bound[ruby.start + 1 : ruby.end] = [True] * (ruby.end - ruby.start - 1)
    return columns


def _fill(columns: _Columns, run: Run) -> None:
    here, count = slice(run.start, run.end), len(run.text)
    columns.text[here] = run.text
    columns.kinds[here] = run.kinds
    columns.sizes[here] = [run.box.style["font_size"]] * count
    columns.widths[here] = run.metrics.widths
    columns.raised[here] = [run.raised] * count
    columns.bound[here] = [not run.wraps] * count
    columns.loose[here] = [run.is_loose] * count
    if run.raised and run.start and not columns.raised[run.start - 1]:
        columns.bound[run.start] = True
    elif not run.wraps and run.start:
        columns.bound[run.start] = False
    columns.marks.update({run.start + at: mark for at, mark in run.metrics.marks.items()})


def _behind_hyphens(run: Run) -> Iterator[int]:
    for at, char in enumerate(run.text[:-1], 1):
        if char == SOFT_HYPHEN and run.metrics.widths[at]:
            yield run.start + at


def _soft_breaks(reading: _Reading, text: str) -> dict[int, float]:
    """Places behind the soft hyphens of a text, with the width of the hyphen each would show.

    None behind a soft hyphen that stands in a ligature (the ff of dif·ferent): a face draws both
    letters as one glyph, and half of it cannot end a line.
    """
    if SOFT_HYPHEN not in text:
        return {}
    widths: dict[int, float] = {}
    found: dict[int, float] = {}
    for run in reading.runs:
        style = run.box.style
        if SOFT_HYPHEN not in run.text or style["hyphens"] == "none":
            continue
        if id(style) not in widths:
            widths[id(style)] = width_of(style["hyphenate_character"], style)
        found.update({at: widths[id(style)] for at in _behind_hyphens(run)})
    return found


def _words(attributes: Structure) -> memoryview:
    """The bits of Pango's attributes, some for each character, as rows of integers."""
    return memoryview(ffi.buffer(attributes)).cast("B").cast("I")


_ATTRIBUTES = ffi.sizeof("PangoLogAttr") // ffi.sizeof("unsigned int")
_LINE_BREAK = _words(ffi.new("PangoLogAttr *", {"is_line_break": 1}))[0]
"""How many integers a character has, and the bit of the first that says a line may begin there."""


def _unicode_breaks(text: str, language: object) -> list[bool]:
    rows = _words(get_log_attrs(text, language))[::_ATTRIBUTES]
    return [row & _LINE_BREAK != 0 for row in rows[: len(text)]]


def _break_places(columns: _Columns, text: str, language: object) -> list[int]:
    unicode = _unicode_breaks(text, language)
    return [*breaks(columns.kinds, text, unicode, columns.bound), len(text)]


def _without_bare_hyphens(places: list[int], text: str, hyphens: dict[int, float]) -> list[int]:
    """Drop breaks behind soft hyphens that may not show one (`hyphens: none`)."""
    return [at for at in places if text[at - 1] != SOFT_HYPHEN or at in hyphens]


def _galley(reading: _Reading, linebox: boxes.LineBox) -> Galley:
    columns = _columns(reading)
    text = "".join(columns.text)
    settings = set_marks(columns.kinds, columns.marks, columns.sizes)
    shifts, airs = [0.0] * len(text), [0.0] * len(text)
    for at, setting in settings.items():
        columns.widths[at], shifts[at], airs[at] = setting.width, setting.shift, setting.air
    spread(reading.rubies, columns.widths, shifts)
    hyphens = _soft_breaks(reading, text)
    places = _break_places(columns, text, linebox.style["lang"])
    return Galley(
        text=text,
        kinds=columns.kinds,
        sizes=columns.sizes,
        widths=columns.widths,
        shifts=shifts,
        airs=airs,
        leads=_spread(reading.leads, len(text)),
        tails=_spread(reading.tails, len(text)),
        raised=columns.raised,
        breaks=_without_bare_hyphens(places, text, hyphens) if SOFT_HYPHEN in text else places,
        forced=[at for at in range(1, len(text)) if text[at - 1] == _LINE_END] + [len(text)],
        hyphens=hyphens,
        loose=columns.loose,
    )


# -- the door --------------------------------------------------------------------------------------


@dataclass(slots=True)
class Paragraph:
    """A paragraph ready to be broken into lines."""

    galley: Galley
    runs: dict[int, Run]
    """id of each text box → its run."""
    starts: dict[int, int]
    """id of each leaf, text or not → its place in the text."""
    rubies: list[Ruby]
    ruby_ends: frozenset[int]
    """Where a base ends that has a ruby."""
    is_plain: bool
    """Whether it is text in inline boxes alone: neither images nor rubies, nor line ends, nor
    anything that is out of the flow."""

    def longest(self) -> float:
        """The width of the longest line where only forced breaks end one, in px."""
        ends = self.galley.ends
        starts = [0, *self.galley.forced]
        return max(ends[end] - ends[start] for start, end in pairwise(starts))

    def place(self, box: boxes.Box, skip_stack: SkipStack | None) -> int:
        """Where in the text a resume position of WeasyPrint points; -1 behind all text."""
        if skip_stack is None:
            return self._first(_leaves(box))
        ((index, deeper),) = skip_stack.items()
        if isinstance(box, boxes.TextBox) and id(box) in self.runs:
            return self.runs[id(box)].place(index)
        if not isinstance(box, boxes.LineBox | boxes.InlineBox):
            return self.starts[id(box)]
        found = self.place(box.children[index], deeper)
        later = (leaf for child in box.children[index + 1 :] for leaf in _leaves(child))
        return found if found >= 0 else self._first(later)

    def _first(self, leaves: Iterator[boxes.Box]) -> int:
        """The place of the first leaf that has one."""
        return next((self.starts[id(leaf)] for leaf in leaves if id(leaf) in self.starts), -1)


def _leaves(box: boxes.Box) -> Iterator[boxes.Box]:
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        for child in box.children:
            yield from _leaves(child)
    else:
        yield box


def _is_worth_it(linebox: boxes.LineBox, reading: _Reading) -> bool:
    justified = linebox.style["text_align_all"] == "justify"
    return justified or any(_WORTH_IT.search(run.text) for run in reading.runs)


def read_paragraph(
    context: object, linebox: boxes.LineBox, containing_block: ContainingBlock
) -> Paragraph | None:
    """Read a paragraph, measure it and prepare its galley; None where it is WeasyPrint's to set.

    WeasyPrint sets what holds floats, leaders, kept white space, letter spacing or right-to-left
    text, and ragged paragraphs without a Chinese character or a soft hyphen.
    """
    if linebox.style["direction"] != "ltr":
        return None
    reading = _Reading()
    try:
        _read_children(reading, linebox, _Around(context, containing_block))
    except Unfit:
        return None
    if not reading.runs or not _is_worth_it(linebox, reading):
        return None
    runs = {id(run.box): run for run in reading.runs}
    ends = frozenset(ruby.end for ruby in reading.rubies)
    galley = _galley(reading, linebox)
    others = reading.atoms or reading.rubies or reading.out_of_flow or _LINE_END in galley.text
    return Paragraph(galley, runs, reading.starts, reading.rubies, ends, not others)
