"""The pictures of a book as every reading system shows them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from publisher.jobs import Runner
from publisher.model import Resource, Sheets
from publisher.pictures import Fitting, fit, media_type

_DRAWN = "image/svg+xml"


def _fitted(found: list[Resource], run: Runner) -> Iterator[Resource]:
    drawn = [resource for resource in found if resource.media_type == _DRAWN]
    pixels = [resource for resource in found if resource.media_type != _DRAWN]
    made = run(fit, [Fitting(resource.data) for resource in pixels])
    yield from drawn
    for resource, data in zip(pixels, made, strict=True):
        yield replace(resource, data=data, media_type=media_type(data) or resource.media_type)


def with_images(sheets: Sheets, run: Runner) -> Sheets:
    """The sheets with their pictures, each fitted for e-readers.

    Names stay; the media type of a picture that had to be converted is its new one.
    """
    wanted = {found.name: found for found in sheets.resources}
    fitted = {resource.name: resource for resource in _fitted(list(wanted.values()), run)}
    return replace(sheets, resources=tuple(fitted[name] for name in wanted))
