"""The cover as the first page of the printed book: type that stands where it was arranged."""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.covers import Box, Cover, Line, arrange
from publisher.model import Bilingual, BookMeta, CoverLook, Page, Sheet, Theme
from publisher.xhtml import Element, element

_LENGTH = re.compile(r"([0-9.]+)(mm|cm|in|pt|pc|q|px)")
_MILLIMETRES = {
    "mm": 1.0,
    "cm": 10.0,
    "in": 25.4,
    "pt": 25.4 / 72,
    "pc": 25.4 / 6,
    "q": 0.25,
    "px": 25.4 / 96,
}
_FAMILIES = {
    "en": '"Publisher Serif", "Publisher Song", "Publisher Symbols", "Publisher Emoji"',
    "zh": '"Publisher Song", "Publisher Serif", "Publisher Symbols", "Publisher Emoji"',
}
_LINE_HEIGHT = 1.3
"""Of every line on the cover, in its own size; the faces rise 1.0 and fall 0.3 (fonts.yaml)."""

_SHEET = """\
@page cover {{ margin: 0; background: {ground}; {nothing} }}
.cover {{ page: cover; position: relative; height: {height}mm; overflow: hidden; color: {ink}; }}
.cover p {{
  position: absolute; margin: 0; padding: 0; text-align: left; text-indent: 0;
  white-space: nowrap; hyphens: none; line-height: 1.3;
}}
.cover .rule, .cover .seal-ground {{ position: absolute; background: {rule}; }}
.cover .seal {{ color: {ground}; }}
.cover img {{
  position: absolute; top: 0; left: 0; width: 100%; height: {height}mm;
  max-height: none; object-fit: cover;
}}
.cover + .titlepage {{ break-before: recto; }}
"""
_MARGIN_BOXES = ("top-left", "top-right", "bottom-left", "bottom-right", "left-top", "right-top")
_NOTHING = " ".join(f"@{box} {{ content: none; }}" for box in _MARGIN_BOXES)


def _millimetres(length: str) -> float:
    found = _LENGTH.fullmatch(length)
    return float(found[1]) * _MILLIMETRES[found[2]] if found else 0.0


def _line_css(number: int, line: Line, width: float) -> str:
    """Where a line stands: the top of its box is its baseline less what the faces rise."""
    top = (line.baseline - line.size) * width
    return (
        f".cover .line-{number} {{ left: {line.left * width:.3f}mm; top: {top:.3f}mm;"
        f" font-family: {_FAMILIES[line.language.value]}; font-weight: {line.weight};"
        f" font-size: {line.size * width:.3f}mm; }}\n"
    )


def _box_css(name: str, box: Box, width: float) -> str:
    left, top = box.left * width, box.top * width
    return (
        f".cover .{name} {{ left: {left:.3f}mm; top: {top:.3f}mm;"
        f" width: {box.width * width:.3f}mm; height: {box.height * width:.3f}mm; }}\n"
    )


_BOXES = ("rule", "seal-ground")


def _body(cover: Cover) -> Iterator[Element]:
    for name, _ in zip(_BOXES, cover.boxes, strict=False):
        yield element("div", {"class": name, "aria-hidden": "true"})
    for number, line in enumerate(cover.lines):
        words = f"line-{number} seal" if line.is_seal else f"line-{number}"
        attrs = {"class": f"{words} {line.language.value}", "lang": line.language.tag}
        yield element("p", attrs, line.words)


def _styles(cover: Cover, width: float) -> str:
    boxes = zip(_BOXES, cover.boxes, strict=False)
    drawn = (_box_css(name, box, width) for name, box in boxes)
    return "".join((*drawn, *(_line_css(n, line, width) for n, line in enumerate(cover.lines))))


def _whole(title: Bilingual) -> str:
    return " | ".join(part for part in (title.en, title.zh) if part)


def cover_sheet(meta: BookMeta, theme: Theme, page: Page) -> tuple[Sheet | None, str]:
    """The cover of a book on a page, and its style sheet; none without a picture and a face.

    It holds no heading, so it is no line of the outline and gives no running head.
    """
    width, height = _millimetres(page.width), _millimetres(page.height)
    look: CoverLook = theme.cover
    if meta.cover is not None:
        content, styles = [element("img", {"src": meta.cover.name, "alt": _whole(meta.title)})], ""
    elif theme.faces and meta.title and width:
        cover = arrange(meta, theme.faces, height / width)
        content, styles = list(_body(cover)), _styles(cover, width)
    else:
        return None, ""
    body = element("section", {"class": "cover", "id": "cover", "epub:type": "cover"}, *content)
    colours = {"ground": look.ground, "ink": look.ink, "rule": look.rule}
    sheet = _SHEET.format(**colours, height=f"{height:.3f}", nothing=_NOTHING)
    return Sheet("cover", "cover", meta.title, body), sheet + styles
