"""Formulas for print: MathML drawn as paths; the only importer of `ziamath` and `ziafont`.

WeasyPrint knows no MathML. Each formula becomes an SVG picture of outlines, which needs no font in
the book, and stands on the baseline of its line.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import cast

from publisher.fonts import Face
from publisher.model import Resource
from publisher.problems import Place, Problem, Problems
from publisher.xhtml import Element, Node, element, text, to_xhtml, transform, walk, with_attrs

_SIZE = 10.0
"""Units of the drawing to an em: lengths are given in em, so any size of type will do."""

_TALLEST = 40
"""Em: no formula is as high as a page; the library sometimes loses count of a stretched sign."""

_NAME = "formula"
_LARGE = frozenset("∑∏∐⋃⋂⋁⋀⨁⨂⨀⨄⨆∫∬∭∮∯∰")
"""Signs that are large of themselves; the library would stretch them, and not count them where it
measures how tall the brackets around them have to be."""

_ORIGIN = re.compile(r'viewBox="(?P<box>[-0-9. ]+)"')


@lru_cache(maxsize=4)
def _fonts(han: Path | None) -> str:
    """The name of the mathematical face with one beside it for what it lacks: Han, their marks."""
    from ziafont.font import Font
    from ziafont.glyph import SimpleGlyph
    from ziamath.mathfont import MathFont
    from ziamath.styles import MathVariant
    from ziamath.zmath import loadedfonts

    beside = Font(han) if han else None

    class Both(MathFont):
        def findglyph(self, char: str, variant: MathVariant) -> SimpleGlyph:
            if self.glyphindex(char):
                return super().findglyph(char, variant)
            if beside and beside.glyphindex(char):
                return beside.glyph(char)
            raise LookupError(char)

    name = f"beside {han}"
    loadedfonts[name] = Both(str(loadedfonts["default"].fname))
    return name


@lru_cache(maxsize=1024)
def _drawn(mathml: str, han: Path | None = None) -> tuple[bytes, float, float]:
    """A picture of a formula, its height and what of it hangs below the baseline, in em.

    The drawing's own box says both: its origin lies on the baseline. LookupError where a character
    is in no face.
    """
    from ziamath.zmath import Math

    svg = Math(mathml, size=_SIZE, margin=0, font=_fonts(han)).svg()
    found = _ORIGIN.search(svg)
    _, top, _, height = map(float, found["box"].split()) if found else (0.0, 0.0, 0.0, 0.0)
    return svg.encode(), height / _SIZE, (height + top) / _SIZE


def _unstretched(node: Element) -> tuple[Node, ...]:
    """Large signs as large as they are."""
    is_large = node.tag == "mo" and text(node) in _LARGE
    return (with_attrs(node, stretchy="false") if is_large else node,)


def _drawing(node: Element, han: Path | None) -> tuple[bytes, float, float] | None:
    """The picture of a formula; None where it cannot be drawn."""
    fitted = transform(node, _unstretched)[0]
    try:
        made = _drawn(to_xhtml(cast("Element", fitted)), han)
    except LookupError:
        return None
    return made if 0 < made[1] < _TALLEST else None


def _picture(
    node: Element, han: Path | None, found: dict[str, Resource], failed: list[str]
) -> Element:
    made = _drawing(node, han)
    if made is None:
        failed.append(node.get("alttext"))
        return element("code", None, node.get("alttext"))
    data, height, depth = made
    name = f"{_NAME}-{hashlib.sha256(data).hexdigest()[:16]}.svg"
    found.setdefault(name, Resource(name, "image/svg+xml", data))
    style = f"height: {height:.4g}em; vertical-align: {-depth:.4g}em"
    attrs = {"class": _NAME, "src": name, "alt": node.get("alttext"), "style": style}
    return element("img", attrs)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A tree with a picture in the place of every formula."""

    body: Element
    pictures: tuple[Resource, ...] = ()
    failed: tuple[str, ...] = ()
    """The sources of those that could not be drawn, and are printed."""


def drawn(body: Element, faces: Iterable[Face]) -> Drawn:
    """Draw every formula of a tree; the Han in it are those of the first such face."""
    if not any(node.tag == "math" for node in walk(body)):
        return Drawn(body)
    found: dict[str, Resource] = {}
    failed: list[str] = []
    han = next((face.path for face in faces if face.role == "han"), None)

    def change(node: Element) -> tuple[Node, ...]:
        return (_picture(node, han, found, failed),) if node.tag == "math" else (node,)

    made = cast("Element", transform(body, change)[0])
    return Drawn(made, tuple(found.values()), tuple(failed))


def undrawn(failed: Iterable[str]) -> Problems:
    """What is to be said of the formulas that could not be drawn, of each once."""
    hint = "Write it in a simpler way."
    messages = (
        f"the formula {tex} cannot be drawn, so its source is printed"
        for tex in dict.fromkeys(failed)
    )
    return tuple(Problem("W004", Place("book.yaml"), message, hint) for message in messages)
