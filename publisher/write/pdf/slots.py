"""Page numbers that can be written anew: which text on a page is one, and how it is drawn.

A part is laid out before its first page has its number for good. The digits of every face here are
equally wide, so a number is exchanged by exchanging glyphs: nothing is shaped again.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pydyf
import weasyprint
import weasyprint.draw
from weasyprint.formatting_structure import boxes

from publisher.write.pdf.artefact import Slot
from publisher.write.pdf.composition.glyphs import Style, shape
from publisher.write.pdf.objects import number_of, pages_of
from publisher.write.pdf.references import FOLIO

_DIGITS = "0123456789"
_ALIGNED = {"center": 0.5, "right": 1.0, "end": 1.0}
_NO_STEP = re.compile(r">-?0<")
"""A distance of nothing between two glyphs, as WeasyPrint writes where it rounds."""

_ARRAY = re.compile(r"\[(.*)\] TJ", re.DOTALL)
_FONT = re.compile(r"/(\w+) [0-9.]+ Tf")
_RUN = re.compile(r"<([0-9a-f]*)>")
_FOUR = 4
"""Hexadecimal digits of a glyph."""


# -- which text is a page number -------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Number:
    """A page number in a text box."""

    value: int
    at: int
    """Where its first digit stands in the text."""

    length: int
    """Characters of the whole text."""

    exact: bool
    align: float
    digits: tuple[int, ...]
    """The glyphs of 0 to 9 in the style of the text."""


def _texts(box: boxes.Box) -> list[boxes.TextBox]:
    return [found for found in box.descendants() if isinstance(found, boxes.TextBox)]


def _glyphs_of_digits(style: Style) -> tuple[int, ...]:
    """The glyphs of 0 to 9, in one font and equally wide; empty where they are not."""
    shaped = shape(_DIGITS, style)
    if len(shaped) != 1 or len(shaped[0].ids) != len(_DIGITS):
        return ()
    return tuple(shaped[0].ids) if len(set(shaped[0].widths)) == 1 else ()


def _number(box: boxes.TextBox, value: int, *, exact: bool, align: float) -> Number | None:
    """The number in a text that has it once; None where it cannot be told from the rest."""
    found = list(re.finditer(rf"(?<!\d){value}(?!\d)", box.text))
    digits = _glyphs_of_digits(box.style) if len(found) == 1 else ()
    if not digits:
        return None
    return Number(value, found[0].start(), len(box.text), exact, align, digits)


def _counts_pages(margin: boxes.MarginBox) -> bool:
    content = margin.style["content"]
    if not isinstance(content, (tuple, list)):
        return False
    return any(
        kind in {"counter()", "counters()"} and value[0] == "page" for kind, value in content
    )


def _in_margin(
    margin: boxes.MarginBox, value: int
) -> Iterator[tuple[boxes.TextBox, Number | None]]:
    texts = _texts(margin)
    align = _ALIGNED.get(margin.style["text_align_all"], 0.0)
    for box in texts if len(texts) == 1 else ():
        yield box, _number(box, value, exact=False, align=align)
    if len(texts) > 1:
        yield texts[0], None


def _shows_folio(box: boxes.TextBox, floating: frozenset[str]) -> str:
    """The number that a text shows because its element leads to a page; empty for other texts."""
    element = box.element
    if element is None or (element.get("href") or "").removeprefix("#") not in floating:
        return ""
    is_generated = "::" in (box.element_tag or "")
    is_page = element.get("class") == "page"
    return (element.get(FOLIO) or "") if is_generated or is_page else ""


def find_numbers(
    pages: Iterable[weasyprint.Page], first: int, floating: frozenset[str]
) -> Iterator[tuple[boxes.TextBox, Number | None]]:
    """Every text with a page number of this part; None for one that cannot be written anew.

    `first` is the number of the first page, `floating` are the ids on these pages.
    """
    for value, page in enumerate(pages, first):
        box = page._page_box  # noqa: SLF001  # no public way leads to the boxes
        for child in box.children:
            if isinstance(child, boxes.MarginBox):
                if _counts_pages(child):
                    yield from _in_margin(child, value)
                continue
            for text in _texts(child):
                if folio := _shows_folio(text, floating):
                    yield text, _number(text, int(folio), exact=True, align=0.0)


# -- how it is drawn -------------------------------------------------------------------------------


class Mark(bytes):
    """A comment in the contents of a page, before and after a number."""

    number: Number | None


def _mark(number: Number | None) -> Mark:
    made = Mark(b"%")
    made.number = number
    return made


@contextmanager
def marking(numbers: Mapping[int, Number]) -> Iterator[None]:
    """Draw what is drawn inside with a mark around each of the texts, which are named by `id`."""
    inner = weasyprint.draw.draw_text

    def draw_text(stream: Any, textbox: boxes.TextBox, *rest: object) -> None:  # noqa: ANN401  # a page
        number = numbers.get(id(textbox))
        if number is None:
            inner(stream, textbox, *rest)
            return
        stream.stream.append(_mark(number))
        inner(stream, textbox, *rest)
        stream.stream.append(_mark(None))

    weasyprint.draw.draw_text = draw_text
    try:
        yield
    finally:
        weasyprint.draw.draw_text = inner


def _pieces(items: list[Any]) -> Iterator[tuple[Number | None, list[Any]]]:
    """The contents of a page cut at the marks."""
    number: Number | None = None
    piece: list[Any] = []
    for item in items:
        if isinstance(item, Mark):
            yield number, piece
            number, piece = item.number, []
        else:
            piece.append(item)
    yield number, piece


def _written(items: Iterable[Any]) -> str:
    return b"\n".join(pydyf._to_bytes(item) for item in items).decode("latin-1")  # noqa: SLF001  # as it writes them


def _slot(number: Number, items: list[Any], page: int, stream: int, widths: Widths) -> Slot | None:
    """The slot in a piece of contents; None where it is drawn in another way than expected."""
    content = _NO_STEP.sub("", _written(items))
    arrays, fonts = list(_ARRAY.finditer(content)), _FONT.findall(content)
    if len(arrays) != 1 or len(fonts) != 1 or fonts[0] not in widths:
        return None
    start, array = arrays[0].start(1), arrays[0][1]
    glyphs = "".join(f"{number.digits[int(digit)]:04x}" for digit in str(number.value))
    drawn = "".join(_RUN.findall(array))
    at = array.find(glyphs)
    is_there = drawn[number.at * _FOUR :].startswith(glyphs) and array.count(glyphs) == 1
    if at < 0 or not is_there or len(drawn) != number.length * _FOUR:
        return None
    width = widths[fonts[0]].get(number.digits[number.value % 10])
    if width is None:
        return None
    return Slot(
        page=page,
        stream=stream,
        number=number.value,
        exact=number.exact,
        align=number.align,
        before=content[:start],
        between=array[:at],
        after=array[at + len(glyphs) :] + content[arrays[0].end(1) :],
        resource=fonts[0],
        digits=number.digits,
        width=width,
    )


Widths = Mapping[str, Mapping[int, float]]
"""The font's name in the contents → the width of each glyph drawn."""


def cut(pdf: pydyf.PDF, widths: Widths, drawn: int) -> tuple[tuple[Slot, ...], bool]:
    """Give each marked number a content stream of its own; whether all of them have got one.

    `drawn` is how many were to be marked.
    """
    slots: list[Slot] = []
    for page, number_of_page in enumerate(pages_of(pdf)):
        entry = pdf.objects[number_of_page]
        stream = pdf.objects[number_of(entry["Contents"])]
        references = [entry["Contents"]]
        gathered: list[Any] = []
        parts: list[list[Any]] = [gathered]
        for number, items in _pieces(stream.stream):
            slot = number and _slot(number, items, page, len(parts), widths)
            if slot:
                slots.append(slot)
                parts += [items, []]
            else:
                parts[-1].extend(items)
        stream.stream = parts[0]
        for items in parts[1:]:
            more = pydyf.Stream(items, compress=stream.compress)
            pdf.add_object(more)
            references.append(more.reference)
        if len(references) > 1:
            entry["Contents"] = pydyf.Array(references)
    return tuple(slots), len(slots) == drawn
