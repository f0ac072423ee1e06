"""The cover that a shelf shows: the author's picture, or the typographic one drawn.

It is no page of the book: reading systems show the `cover-image` before the first page, and those
that show a page of its own would show it twice.
"""

from __future__ import annotations

from publisher.covers import arrange
from publisher.jobs import Runner
from publisher.model import Sheets
from publisher.pictures import Drawing, Fitting, draw, ending, fit, media_type
from publisher.write.epub.pack import Part

_WIDTH, _HEIGHT = 1600, 2560
"""Pixels: what Kindle and Kobo ask for (docs/ereaders.md)."""


def _bytes(sheets: Sheets, run: Runner) -> bytes:
    if sheets.meta.cover is not None:
        (data,) = run(fit, [Fitting(sheets.meta.cover.data, _HEIGHT)])
        return data
    if not sheets.faces or not sheets.meta.title:
        return b""
    cover = arrange(sheets.meta, sheets.faces, _HEIGHT / _WIDTH)
    (data,) = run(draw, [Drawing(cover, sheets.cover, sheets.faces, _WIDTH)])
    return data


def cover_part(sheets: Sheets, run: Runner) -> tuple[Part, ...]:
    """The cover's file; none where the book wants none, or has no face to set it in."""
    data = _bytes(sheets, run) if sheets.edition.cover else b""
    if not data:
        return ()
    kind = media_type(data)
    return (Part("cover-image", f"cover.{ending(kind)}", kind, data, ("cover-image",)),)
