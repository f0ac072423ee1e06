"""The pictures of a book as every reading system shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publisher.jobs import Runner
from publisher.model import Resource, Sheets
from publisher.pictures import Fitting, fit, media_type
from publisher.xhtml import walk

_DRAWN = "image/svg+xml"


def _shown(sheets: Sheets) -> set[str]:
    elements = (node for sheet in sheets.sheets for node in walk(sheet.body))
    return {node.get("src") for node in elements if node.tag == "img"}


def _fitted(found: list[Resource], run: Runner) -> Iterator[Resource]:
    drawn = [resource for resource in found if resource.media_type == _DRAWN]
    pixels = [resource for resource in found if resource.media_type != _DRAWN]
    made = run(fit, [Fitting(resource.data) for resource in pixels])
    yield from drawn
    for resource, data in zip(pixels, made, strict=True):
        yield replace(resource, data=data, media_type=media_type(data) or resource.media_type)


def with_images(sheets: Sheets, run: Runner) -> Sheets:
    """The sheets with the pictures that some page shows, each fitted for e-readers.

    Names stay; the media type of a picture that had to be converted is its new one.
    """
    shown = _shown(sheets)
    wanted = {found.name: found for found in sheets.resources if found.name in shown}
    fitted = {resource.name: resource for resource in _fitted(list(wanted.values()), run)}
    return replace(sheets, resources=tuple(fitted[name] for name in wanted))
