"""What is done to a finished PDF where an edition asks for it: grey, bleed, crop marks, PDF/A.

The one verb takes a file and gives another; it needs to know nothing of how the pages came about.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from io import BytesIO
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from publisher.model import Edition
from publisher.write.pdf.grey import make_grey

_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_POINTS["q"] = _POINTS["mm"] / 4

_MARK = 5 * _POINTS["mm"]
"""Length of a crop mark."""

_GAP = 3 * _POINTS["mm"]
"""The least distance of a crop mark from the page: no knife leaves ink on it."""

_EDGE = 2 * _POINTS["mm"]
"""Paper left beyond the marks."""

_HAIR = 0.25
"""Width of a crop mark in points."""

_QUICK: Literal[6] = 6
"""How hard is pressed: see `file.py`."""

_PROFILE = "sRGB2014.icc"
"""The ICC's own profile of sRGB, which may be given away in any file; it comes with WeasyPrint."""


def in_points(length: str) -> float:
    """A CSS length, such as `3mm`, in points; 0 for an empty one."""
    number = length.rstrip("abcdefghijklmnopqrstuvwxyz")
    return float(number) * _POINTS[length[len(number) :]] if number else 0.0


# -- bleed and crop marks --------------------------------------------------------------------------


def _around(box: tuple[float, ...], by: float) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    return left - by, bottom - by, right + by, top + by


def _lines(trim: tuple[float, ...], gap: float) -> Iterator[str]:
    """Two lines at each corner, which meet the corner where they are drawn on."""
    left, bottom, right, top = trim
    for x, out in ((left, -1), (right, 1)):
        for y, up in ((bottom, -1), (top, 1)):
            yield f"{x + out * gap:.3f} {y:.3f} m {x + out * (gap + _MARK):.3f} {y:.3f} l"
            yield f"{x:.3f} {y + up * gap:.3f} m {x:.3f} {y + up * (gap + _MARK):.3f} l"


def _box(values: tuple[float, ...]) -> Array:
    return Array([round(value, 3) for value in values])


def _with_boxes(pdf: Pdf, bleed: float, *, marks: bool) -> None:
    """Say where the page ends, how far its ink goes beyond, and mark where it is to be cut."""
    gap = max(bleed, _GAP)
    for page in pdf.pages:
        trim = tuple(float(value) for value in page.trimbox)
        bled = _around(trim, bleed)
        page.TrimBox, page.BleedBox = _box(trim), _box(bled)
        page.MediaBox = _box(_around(trim, gap + _MARK + _EDGE) if marks else bled)
        if marks:
            drawn = "\n".join(_lines(trim, gap))
            words = f"/Artifact BMC\nq\n0 G {_HAIR} w\n{drawn}\nS\nQ\nEMC\n"
            page.contents_add(pdf.make_stream(words.encode()), prepend=True)


# -- standards -------------------------------------------------------------------------------------


def _images(pdf: Pdf) -> Iterator[Object]:
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == Name.Image:
            yield found


def _archival(pdf: Pdf) -> None:
    """What PDF/A-2 asks for beyond what our files have: a profile of colour, images as they are."""
    profile = files("weasyprint.pdf").joinpath(_PROFILE).read_bytes()
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_stream(profile, N=3),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    for image in _images(pdf):
        image.Interpolate = False


def finish(data: bytes, edition: Edition) -> bytes:
    """Give a complete PDF what an edition asks for, where that is something (`is_complete`).

    `edition.grey` takes the colour out; `bleed` and `marks` set the boxes of every page and draw
    crop marks outside; of `standard`, `a2u` (ISO 19005-2, level U) is made here.
    """
    out = BytesIO()
    with pikepdf.open(BytesIO(data)) as pdf:
        if edition.grey:
            make_grey(pdf)
        if in_points(edition.bleed) or edition.marks != "none":
            _with_boxes(pdf, in_points(edition.bleed), marks=edition.marks == "crop")
        if "a2u" in edition.standard:
            _archival(pdf)
        pikepdf.settings.set_flate_compression_level(_QUICK)
        pdf.save(
            out,
            force_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
            deterministic_id=True,
        )
    return out.getvalue()
