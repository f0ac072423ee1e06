"""The cover: the author's picture, or the typographic one drawn; on the shelf and as first page.

`cover-image` is what a shelf shows. The page before the title page is for the readers that show
the picture nowhere else; its landmark tells it to those that would otherwise count it as text.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from publisher.covers import arrange, shown_of
from publisher.fonts import Face
from publisher.jobs import Runner
from publisher.model import BookMeta, CoverLook, Resource, Sheet, Sheets
from publisher.pictures import Drawing, Fitting, draw, ending, fit, media_type
from publisher.write.epub.page import book_title, both
from publisher.xhtml import element

COVER = "cover"
"""Name of the cover among the resources, before its ending."""

_WIDTH, _HEIGHT = 1600, 2560
"""Pixels: what Kindle and Kobo ask for (docs/ereaders.md)."""

_STYLES = """
.cover-page { margin: 0; padding: 0; text-align: center; }
.cover-page img { height: auto; max-height: 98vh; max-width: 100%; width: auto; }
"""


@dataclass(frozen=True, slots=True)
class CoverJob:
    """A cover that is to be set as type."""

    meta: BookMeta
    """As much of the book's as a cover shows (`covers.shown_of`)."""

    look: CoverLook
    faces: tuple[Face, ...]


def typographic(job: CoverJob) -> bytes:
    """Set a cover as type and draw it, as a JPEG. Same job, same fonts, same bytes."""
    cover = arrange(job.meta, job.faces, _HEIGHT / _WIDTH)
    return draw(Drawing(cover, job.look, job.faces, _WIDTH))


def _drawn(sheets: Sheets, run: Runner) -> bytes:
    if sheets.meta.cover is not None:
        (data,) = run(fit, [Fitting(sheets.meta.cover.data, _HEIGHT)])
        return data
    if not sheets.faces or not sheets.meta.title:
        return b""
    job = CoverJob(shown_of(sheets.meta), sheets.cover, sheets.faces)
    (data,) = run(typographic, [job])
    return data


def _page(sheets: Sheets, name: str) -> Sheet:
    title = book_title(sheets.meta)
    image = element("img", {"src": name, "alt": both(title)})
    attrs = {"class": "cover-page", "id": "cover", "epub:type": "cover"}
    return Sheet("cover", "coverpage", title, element("section", attrs, image))


def with_cover(sheets: Sheets, run: Runner) -> Sheets:
    """The sheets with the cover among the pictures, and on a page of its own before all others.

    None where the book wants none, or has no face to set it in. For Kindle there is no page: it
    puts the picture before the text by itself, and would show it twice.
    """
    data = _drawn(sheets, run) if sheets.edition.cover else b""
    if not data:
        return sheets
    kind = media_type(data)
    cover = Resource(f"{COVER}.{ending(kind)}", kind, data)
    page = () if sheets.edition.profile == "kindle" else (_page(sheets, cover.name),)
    return replace(
        sheets,
        sheets=(*page, *sheets.sheets),
        resources=(cover, *sheets.resources),
        epub_css=sheets.epub_css + _STYLES,
    )
