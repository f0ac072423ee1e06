"""A planned line put together: its boxes, made at once.

WeasyPrint asks behind each piece of text whether a line could end there, and goes back where it
should have. Here it is known where the line ends. What is made is what `split_inline_box` makes of
the same pieces; where anything comes out otherwise than planned, it is asked to do so.
"""

from __future__ import annotations

from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline

from publisher.write.pdf.composition.lines import Composition
from publisher.write.pdf.composition.paragraphs import ContainingBlock, Run, SkipStack

RUN = "han_run"
"""What a text box remembers of composition; WeasyPrint copies it with the box."""

_ROUNDING = 1 + 1e-9
"""What WeasyPrint adds to the width of each box in a box."""

Part = tuple[boxes.Box | None, SkipStack | None]
"""What of a box stands on the line, and where in it the next line begins."""


class _Unplanned(Exception):  # noqa: N818  # not an error: the line is left to WeasyPrint
    """A line that does not come out as planned."""


class _Filling:
    """A line while it is put together."""

    def __init__(self, composition: Composition, containing_block: ContainingBlock) -> None:
        self._composition = composition
        self._containing_block = containing_block

    def parent(self, box: boxes.Box, x: float, max_x: float, skip_stack: SkipStack | None) -> Part:
        """What of the line or of an inline box stands on the line."""
        max_x *= _ROUNDING
        left = box.padding_left + box.margin_left + box.border_left_width
        children, resume_at = self._children(box, x, max_x, skip_stack)
        made = box.copy_with_children(children)
        made.remove_decoration(start=skip_stack is not None, end=resume_at is not None)
        if not isinstance(box, boxes.LineBox):
            made.position_x = x
            if left and (skip_stack is None or box.style["box_decoration_break"] == "clone"):
                for child in children:
                    child.translate(dx=left)
        made.width = 0
        if children:
            last = children[-1]
            made.width = last.position_x + last.margin_width() - made.content_box_x()
        inline._adjust_line_height(made)  # noqa: SLF001  # as WeasyPrint does
        return made, resume_at

    def _children(
        self, box: boxes.Box, x: float, max_x: float, skip_stack: SkipStack | None
    ) -> tuple[list[boxes.Box], SkipStack | None]:
        """What of each child of a box stands on the line."""
        right = box.padding_right + box.margin_right + box.border_right_width
        ((skip, below),) = skip_stack.items() if skip_stack else ((0, None),)
        end, found = len(box.children) - 1, []
        for index in range(skip, end + 1):
            child = box.children[index]
            child.position_y = box.position_y
            part, resume_at = self._part(child, x, max_x, below)
            if index == end and right and resume_at is None:
                part, resume_at = self._part(child, x, max_x - right, below)
            if part is not None:
                x = part.position_x + part.margin_width()
                if x > max_x:
                    raise _Unplanned
                found.append(part)
            if resume_at is not None:
                return found, {index: resume_at}
            below = None
        return found, None

    def _part(self, box: boxes.Box, x: float, max_x: float, skip_stack: SkipStack | None) -> Part:
        if isinstance(box, boxes.TextBox):
            return self._text(box, x, skip_stack)
        inline.resolve_percentages(box, self._containing_block)
        if box.margin_left == "auto":
            box.margin_left = 0
        if box.margin_right == "auto":
            box.margin_right = 0
        return self.parent(box, x, max_x, skip_stack)

    def _text(self, box: boxes.TextBox, x: float, skip_stack: SkipStack | None) -> Part:
        if not hasattr(box, "margin_left"):
            # Of text, no length depends on what it stands in.
            inline.resolve_percentages(box, self._containing_block)
        box.position_x = x
        if not box.text:
            return None, None
        known: tuple[Composition, Run] | None = getattr(box, RUN, None)
        if known is None or known[0] is not self._composition:
            raise _Unplanned
        composition, run = known
        if run.box.text != box.text:
            raise _Unplanned
        start = run.place(next(iter(skip_stack))) if skip_stack else run.start
        split = composition.split(run, box, start)
        if split is None:
            raise _Unplanned
        part, end = split
        return part, None if end is None else {end: None}


def filled(
    composition: Composition,
    linebox: boxes.LineBox,
    edges: tuple[float, float],
    skip_stack: SkipStack | None,
    containing_block: ContainingBlock,
) -> Part | None:
    """The planned line of a paragraph, and where the next begins; None where it is not as planned.

    `edges` are where the line begins and where it must end.
    """
    if not composition.paragraph.is_plain:
        return None
    try:
        return _Filling(composition, containing_block).parent(linebox, *edges, skip_stack)
    except _Unplanned:
        return None
