"""Every place where composition reaches into WeasyPrint, in one table, and the way in and out.

WeasyPrint has no interface for this. Each hook is a function of one module, found by name when
it is called, so that putting another in its place is all it takes. A version that was not measured
is left alone.
"""

from __future__ import annotations

import hashlib
import inspect
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from types import ModuleType
from typing import Any

import weasyprint
import weasyprint.draw.text
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block, inline, preferred
from weasyprint.text import fonts, line_break

from publisher.write.pdf.composition.drawing import (
    Division,
    PlacedLayout,
    draw_line,
    with_places,
)
from publisher.write.pdf.composition.emphasis import draw_dots
from publisher.write.pdf.composition.feet import keeping_its_notes
from publisher.write.pdf.composition.filling import RUN, filled
from publisher.write.pdf.composition.galley import Galley
from publisher.write.pdf.composition.lines import SLACK, Composition
from publisher.write.pdf.composition.paragraphs import (
    ContainingBlock,
    Run,
    SkipStack,
    read_paragraph,
)
from publisher.write.pdf.composition.ruby import Ruby

KNOWN_VERSION = "70.0"
"""The version of WeasyPrint these hooks were written for."""

_COMPOSITION = "han_composition"
"""What a line box remembers of composition; WeasyPrint copies it with the box."""

_COLLAPSING = frozenset({"normal", "nowrap", "pre-line"})
"""Values of `white-space` with which spaces at the start of a line are nothing."""

_NOWHERE = (0, 0)
"""A containing block whose size is not known yet, as WeasyPrint writes it."""

Function = Callable[..., Any]
"""A function of WeasyPrint, which has no types."""

_kept_whole: set[Division] = set()
"""Words that are not to be divided where they were; forgotten when the hooks come off."""


# -- what the hooks do -----------------------------------------------------------------------------


def _composition(
    context: object, linebox: boxes.LineBox, containing_block: ContainingBlock
) -> Composition | None:
    """The composition of a paragraph, made when its first line is asked for."""
    if not hasattr(linebox, _COMPOSITION):
        paragraph = read_paragraph(context, linebox, containing_block)
        if paragraph and _kept_whole:
            _keep_whole_in(paragraph.galley)
        composition = Composition(paragraph) if paragraph else None
        setattr(linebox, _COMPOSITION, composition)
        if paragraph:
            runs: tuple[Run | Ruby, ...] = (*paragraph.runs.values(), *paragraph.rubies)
            for run in runs:
                setattr(run.box, RUN, (composition, run))
    found: Composition | None = getattr(linebox, _COMPOSITION)
    return found


def _keep_whole_in(galley: Galley) -> None:
    text = galley.text
    galley.breaks = [at for at in galley.breaks if (text, at) not in _kept_whole]


def _is_last_filled(linebox: boxes.LineBox) -> bool:
    last = linebox.style["text_align_last"]
    every = linebox.style["text_align_all"]
    return bool((every if last == "auto" else last) == "justify")


def _begin_line(
    composition: Composition, linebox: boxes.LineBox, skip_stack: SkipStack | None, width: float
) -> None:
    start = composition.paragraph.place(linebox, skip_stack)
    fills = linebox.style["text_align_all"] == "justify"
    rest = width + (linebox.text_indent if skip_stack is None else 0)
    composition.begin(start, width, rest, fills=fills, last=_is_last_filled(linebox))


def _split_inline_box(original: Function) -> Function:
    """A line begins: plan it before WeasyPrint puts it together."""

    def split_inline_box(  # noqa: PLR0913, PLR0917  # as WeasyPrint has it
        context: object,
        box: boxes.Box,
        position_x: float,
        max_x: float,
        bottom_space: float,
        skip_stack: SkipStack | None,
        containing_block: boxes.Box,
        *rest: object,
    ) -> object:
        if isinstance(box, boxes.LineBox):
            styled = rest[-2] or rest[-1]  # ::first-letter, ::first-line
            composition = None if styled else _composition(context, box, containing_block)
            if composition:
                _begin_line(composition, box, skip_stack, max_x - position_x)
                edges = position_x, max_x
                if found := filled(composition, box, edges, skip_stack, containing_block):
                    return *found, False, None, None, {"left": 0, "right": 0}
        return original(
            context, box, position_x, max_x, bottom_space, skip_stack, containing_block, *rest
        )

    return split_inline_box


def _run_of(box: boxes.TextBox) -> tuple[Composition, Run | Ruby] | None:
    """The run of a whole text box; a part of one is no run."""
    found: tuple[Composition, Run | Ruby] | None = getattr(box, RUN, None)
    return found if found and found[1].box.text == box.text != "\n" else None


def _split(box: boxes.TextBox, skip: int) -> tuple[boxes.TextBox | None, int | None] | None:
    """The planned part of a text box, if there is a plan."""
    found = _run_of(box)
    if found is None:
        return None
    composition, run = found
    if isinstance(run, Ruby):
        return composition.split_ruby(run, box) if not skip else None
    return composition.split(run, box, run.place(skip))


def _skip_first_whitespace(original: Function) -> Function:
    """A line begins in a text: found without copying the text for every line of it."""

    def skip_first_whitespace(box: boxes.Box, skip_stack: SkipStack | None) -> object:
        found = _run_of(box) if skip_stack and isinstance(box, boxes.TextBox) else None
        if skip_stack is None or found is None or isinstance(found[1], Ruby):
            return original(box, skip_stack)
        ((index, _),) = skip_stack.items()
        run, text = found[1], box.text
        at = run.place(index) - run.start
        if at >= len(text):
            return "continue"
        if box.style["white_space"] in _COLLAPSING:
            while at < len(text) and text[at] == " ":
                at += 1
        return {run.offsets[at]: None} if at else None

    return skip_first_whitespace


def _split_inline_level(original: Function) -> Function:
    """A line takes its part of a text, and no copy of what stood before is made to do so."""

    def split_inline_level(  # noqa: PLR0913, PLR0917  # as WeasyPrint has it
        context: object,
        box: boxes.Box,
        position_x: float,
        max_x: float,
        bottom_space: float,
        skip_stack: SkipStack | None,
        containing_block: boxes.Box,
        absolute_boxes: object,
        fixed_boxes: object,
        placeholders: object,
        floats: object,
        line_children: Sequence[object],
        *styled: object,
    ) -> object:
        found = _run_of(box) if isinstance(box, boxes.TextBox) and not styled[1] else None
        if found is None or isinstance(found[1], Ruby):
            return original(
                *(context, box, position_x, max_x, bottom_space, skip_stack, containing_block),
                *(absolute_boxes, fixed_boxes, placeholders, floats, line_children, *styled),
            )
        inline.resolve_percentages(box, containing_block)
        box.position_x = position_x
        skip = next(iter(skip_stack)) if skip_stack else 0
        part, end, is_preserved = inline.split_text_box(
            context, box, max_x - position_x, skip, is_line_start=not line_children
        )
        run, text = found[1], box.text
        last = text[-1] if end is None else text[run.place(end) - run.start - 1]
        resume_at = None if end is None else {end: None}
        return part, resume_at, is_preserved, text[0], last, {"left": 0, "right": 0}

    return split_inline_level


def _split_text_box(original: Function) -> Function:
    """A line takes its part of a text: the planned one."""

    def split_text_box(
        context: object,
        box: boxes.TextBox,
        available_width: float | None,
        skip: int,
        is_line_start: bool = True,  # noqa: FBT001, FBT002  # as WeasyPrint has it
    ) -> object:
        split = _split(box, skip) if available_width is not None else None
        if split:
            return *split, False
        return original(context, box, available_width, skip, is_line_start)

    return split_text_box


def _justify_line(original: Function) -> Function:
    """A composed line is as wide as it was meant to be."""

    def justify_line(context: object, line: boxes.LineBox, extra_width: float) -> None:
        if not getattr(line, _COMPOSITION, None):
            original(context, line, extra_width)

    return justify_line


def _inline_max_content_width(original: Function) -> Function:
    """A cell has room for the gaps between Han and Latin."""

    def inline_max_content_width(
        context: object,
        box: boxes.Box,
        outer: bool = True,  # noqa: FBT001, FBT002  # as WeasyPrint has it
        is_line_start: bool = False,  # noqa: FBT001, FBT002  # as above
    ) -> float:
        width: float = original(context, box, outer, is_line_start)
        composition: Composition | None = getattr(box, _COMPOSITION, None)
        if composition is None and isinstance(box, boxes.LineBox):
            composition = _composition(context, box, _NOWHERE)
        if composition is None:
            return width
        longest: float = composition.paragraph.longest() + 2 * SLACK
        return max(width, longest)

    return inline_max_content_width


def _draw_text(original: Function) -> Function:
    """A text is drawn from lists, and emphasis gets its dots."""

    def draw_text(
        stream: Any,  # noqa: ANN401  # a page of WeasyPrint
        textbox: boxes.TextBox,
        *rest: object,
    ) -> None:
        textbox.pango_layout = with_places(textbox.pango_layout, textbox.style["font_size"])
        original(stream, textbox, *rest)
        dots = getattr(textbox.pango_layout, "dots", None)
        if dots and textbox.style["visibility"] == "visible":
            draw_dots(stream, textbox, dots)

    return draw_text


def _draw_first_line(original: Function) -> Function:
    """A text that nothing cuts off is drawn from lists."""

    def draw_first_line(
        stream: Any,  # noqa: ANN401  # a page of WeasyPrint
        textbox: boxes.TextBox,
        text_overflow: str,
        block_ellipsis: str,
        matrix: Any,  # noqa: ANN401  # as above
    ) -> object:
        layout = textbox.pango_layout
        if isinstance(layout, PlacedLayout):
            is_whole = text_overflow == "clip" and block_ellipsis == "none"
            if is_whole and draw_line(stream, textbox, matrix.values):
                return []
            layout.wake(textbox.style)
        return original(stream, textbox, text_overflow, block_ellipsis, matrix)

    return draw_first_line


def _linebox_layout(original: Function) -> Function:
    """A paragraph takes no room from the notes of the page."""

    def linebox_layout(context: object, *rest: object) -> object:
        return original(keeping_its_notes(context), *rest)

    return linebox_layout


# -- the table -------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Hook:
    """One function of WeasyPrint and what stands in its place."""

    module: ModuleType
    name: str
    wrap: Callable[[Function], Function]
    digest: str
    """Of the function's source in KNOWN_VERSION; a test holds it."""

    @property
    def function(self) -> Function:
        """The function as it stands."""
        found: Function = getattr(self.module, self.name)
        return found


HOOKS = (
    Hook(block, "_linebox_layout", _linebox_layout, "e07bbe000974787e"),
    Hook(inline, "split_inline_box", _split_inline_box, "3a0cb7ca7e34c7ef"),
    Hook(inline, "skip_first_whitespace", _skip_first_whitespace, "deb2f1a5e2a6c035"),
    Hook(inline, "split_inline_level", _split_inline_level, "d98c008c8fc00582"),
    Hook(inline, "split_text_box", _split_text_box, "8c564329599ef23f"),
    Hook(inline, "justify_line", _justify_line, "f83b21ff8793ba6b"),
    Hook(preferred, "inline_max_content_width", _inline_max_content_width, "6860df1a22c6d6a7"),
    Hook(weasyprint.draw, "draw_text", _draw_text, "ebaf96239c6ca363"),
    Hook(weasyprint.draw.text, "draw_first_line", _draw_first_line, "1bb8eae6d88e71b1"),
)


RELIED_ON = (
    (inline, "_adjust_line_height", "822443b08f53654f"),
    (line_break, "Layout", "681b737d1ba5e004"),
    (line_break, "strut", "b57885b70dd08efe"),
    (line_break, "get_log_attrs", "65c1a1c4fa75ee95"),
    (fonts, "get_pango_font_key", "74cbeff1fac3860c"),
    (weasyprint.layout, "layout_document", "a5cbf437e99caf72"),
)
"""What is called or inherited and must mean what it meant: module, name, digest of its source."""


def digest(function: Function) -> str:
    """A short digest of a function's source."""
    return hashlib.sha256(inspect.getsource(function).encode()).hexdigest()[:16]


def is_supported() -> bool:
    """Whether the installed WeasyPrint is the one these hooks were written for."""
    return str(weasyprint.__version__) == KNOWN_VERSION


def keep_whole(divisions: Iterable[Division]) -> frozenset[str]:
    """Let the layouts to come divide no word where `divisions` say.

    Returns the texts of the paragraphs for which that is news.
    """
    news = set(divisions) - _kept_whole
    _kept_whole.update(news)
    return frozenset(text for text, _ in news)


def text_of_line(line: boxes.LineBox) -> str:
    """The text of the paragraph that a laid-out line belongs to; empty where it is not composed."""
    composition: Composition | None = getattr(line, _COMPOSITION, None)
    return composition.paragraph.galley.text if composition else ""


@contextmanager
def installed() -> Iterator[bool]:
    """Compose every document that is laid out and drawn inside; False where nothing was done.

    May be nested; the outermost decides. Documents share nothing: all that composition knows of a
    paragraph lives on its boxes.
    """
    if not is_supported():
        yield False
        return
    before = [hook.function for hook in HOOKS]
    if any(hasattr(function, "composes") for function in before):
        yield True
        return
    for hook, function in zip(HOOKS, before, strict=True):
        wrapped = hook.wrap(function)
        wrapped.composes = True  # type: ignore[attr-defined]  # a mark that it is ours
        setattr(hook.module, hook.name, wrapped)
    try:
        yield True
    finally:
        _kept_whole.clear()
        for hook, function in zip(HOOKS, before, strict=True):
            setattr(hook.module, hook.name, function)
