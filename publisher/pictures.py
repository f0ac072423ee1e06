"""Pictures made of pixels: freed of what they say of their maker, fitted for e-readers, drawn.

The only importer of Pillow, and only inside the functions that need it. Nothing is decoded before
its size is known: `load` measures a picture by its first bytes and refuses what is too large.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any, TypeAlias

from publisher.covers import Cover, Line, stack
from publisher.fonts import Face, advance, runs
from publisher.model import CoverLook

_Picture: TypeAlias = Any
"""One of Pillow's images: Pillow is imported where it is used, and not for a name."""

LONGEST_SIDE = 1600
"""Pixels of a picture's longer side on an e-reader: the screens sold are no larger."""

_FORMATS = ("AVIF", "GIF", "JPEG", "PNG", "WEBP")
_TYPES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"GIF8[79]a"), "image/gif"),
    (re.compile(rb"RIFF.{4}WEBP", re.DOTALL), "image/webp"),
    (re.compile(rb".{4}ftyp(?:avif|avis|.{8,40}avif)", re.DOTALL), "image/avif"),
)
_ENDINGS = {
    "image/avif": "avif",
    "image/gif": "gif",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/svg+xml": "svg",
    "image/webp": "webp",
}
_FOR_READERS = frozenset({"image/gif", "image/jpeg", "image/png"})
"""What an EPUB may hold for every reading system (EPUB 3.3, 3.2; WebP is too young for many)."""

_ORIENTATION = 0x0112
_UPRIGHT = 1
_JPEG_QUALITY = 85
_SHARP = 2
"""A PNG of up to so many times the size of the JPEG is taken: it has no smears."""


# -- what a picture is -----------------------------------------------------------------------------


def media_type(data: bytes) -> str:
    """The media type that the first bytes tell, or an empty string."""
    return next((kind for magic, kind in _TYPES if magic.match(data)), "")


def ending(kind: str) -> str:
    """The ending of a file of a media type, without the dot; `bin` of an unknown one."""
    return _ENDINGS.get(kind, "bin")


def avif_size(data: bytes) -> tuple[int, int]:
    """The largest width and height that an AVIF says it has (its `ispe` boxes), 0 and 0 for none.

    ISO/IEC 23008-12, 6.5.3: four bytes of version and flags, then width and height.
    """
    found = [
        struct.unpack(">II", data[hit.end() + 4 : hit.end() + 12])
        for hit in re.finditer(b"ispe", data)
        if hit.end() + 12 <= len(data)
    ]
    return max((w for w, _ in found), default=0), max((h for _, h in found), default=0)


def _opened(data: bytes) -> _Picture:
    from PIL import Image

    return Image.open(BytesIO(data), formats=_FORMATS)


def size(data: bytes) -> tuple[int, int]:
    """Width and height in pixels, before it is turned upright; 0 and 0 of what is no picture."""
    with suppress(Exception), _opened(data) as picture:  # what cannot be opened has no size
        width, height = picture.size
        return int(width), int(height)
    return 0, 0


def is_readable(data: bytes) -> bool:
    """Whether a picture can be decoded to its last pixel."""
    try:
        with _opened(data) as picture:
            picture.load()
    except Exception:  # noqa: BLE001 - whatever a decoder says of bad bytes, they are unreadable
        return False
    return True


def is_animated(data: bytes) -> bool:
    """Whether a picture has more than one frame; a book shows the first."""
    kind = media_type(data)
    if kind == "image/png":
        return b"acTL" in data[:4096]
    if kind not in {"image/gif", "image/webp", "image/avif"}:
        return False
    with suppress(Exception), _opened(data) as picture:  # bytes that are no picture do not move
        return bool(getattr(picture, "is_animated", False))
    return False


# -- what a picture says beside its pixels ---------------------------------------------------------


def _png_chunks(data: bytes) -> Iterator[tuple[bytes, bytes]]:
    position = 8
    while position + 12 <= len(data):
        end = position + 12 + int.from_bytes(data[position : position + 4], "big")
        yield data[position + 4 : position + 8], data[position:end]
        position = end


def _bare_png(data: bytes) -> bytes:
    spoken = {b"eXIf", b"iTXt", b"tEXt", b"tIME", b"zTXt"}
    return data[:8] + b"".join(whole for kind, whole in _png_chunks(data) if kind not in spoken)


def _turned(exif: bytes) -> bytes:
    """An Exif segment that holds the orientation of another and nothing else, or nothing."""
    from PIL import Image

    kept = Image.Exif()
    with suppress(Exception):  # a damaged segment says nothing
        read = Image.Exif()
        read.load(exif)
        value = read.get(_ORIENTATION, _UPRIGHT)
        if isinstance(value, int) and _UPRIGHT < value <= 8:  # noqa: PLR2004 - TIFF's own values
            kept[_ORIENTATION] = value
    if not len(kept):
        return b""
    body = kept.tobytes()
    return b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body


def _jpeg_segments(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Each segment before the pixels with its marker; the pixels last, as marker 0."""
    position = 2
    while position + 4 <= len(data) and data[position] == 0xFF:  # noqa: PLR2004 - a marker
        marker = data[position + 1]
        if marker in {0xDA, 0xFF} or 0xD0 <= marker <= 0xD9:  # noqa: PLR2004 - no length follows
            break
        end = position + 2 + int.from_bytes(data[position + 2 : position + 4], "big")
        yield marker, data[position:end]
        position = end
    yield 0, data[position:]


def _bare_jpeg(data: bytes) -> bytes:
    """Without Exif (but for which way is up), XMP, IPTC and comments; colours are kept."""
    parts = [data[:2]]
    for marker, segment in _jpeg_segments(data):
        if marker == 0xE1:  # noqa: PLR2004 - APP1: Exif or XMP
            parts.append(_turned(segment[4:]) if segment[4:8] == b"Exif" else b"")
        elif marker not in {0xED, 0xFE}:  # APP13 and COM
            parts.append(segment)
    return b"".join(parts)


def bare(data: bytes) -> bytes:
    """The picture without what its camera or program says of place, time and person.

    Pixels and colour profile are untouched; a JPEG keeps which way is up. Other kinds than PNG
    and JPEG, and what is damaged, come back as they are.
    """
    kind = media_type(data)
    if kind == "image/png" and re.search(rb"eXIf|iTXt|tEXt|tIME|zTXt", data):
        return _bare_png(data)
    return _bare_jpeg(data) if kind == "image/jpeg" else data


# -- fitted for e-readers --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fitting:
    """A picture that is to be shown by an e-reader: a job for a `Runner`."""

    data: bytes = field(repr=False)
    longest: int = LONGEST_SIDE
    """Pixels of the longer side of the result, at most."""


def _is_fit(picture: _Picture, fitting: Fitting) -> bool:
    kind = media_type(fitting.data)
    return (
        kind in _FOR_READERS
        and max(picture.size) <= fitting.longest
        and picture.mode in {"1", "L", "LA", "P", "RGB", "RGBA"}
        and not getattr(picture, "is_animated", False)
        and picture.getexif().get(_ORIENTATION, _UPRIGHT) == _UPRIGHT
    )


def _in_srgb(picture: _Picture) -> _Picture:
    """In the colours of every screen; a profile that cannot be read is as good as none."""
    from PIL import ImageCms

    profile = picture.info.get("icc_profile")
    if profile and picture.mode in {"RGB", "CMYK"}:
        with suppress(ImageCms.PyCMSError, OSError, ValueError):
            own = ImageCms.ImageCmsProfile(BytesIO(profile))
            screen = ImageCms.createProfile("sRGB")
            return ImageCms.profileToProfile(picture, own, screen, outputMode="RGB")
    return picture


def _plain(picture: _Picture) -> _Picture:
    """In one of the modes L, RGB and RGBA, in sRGB."""
    if picture.mode.startswith(("I", "F")):  # sixteen bits: as many as a PNG of a scanner has
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in {"LA", "PA", "RGBA", "La", "RGBa"} or "transparency" in picture.info:
        return picture.convert("RGBA")
    if picture.mode in {"1", "L"}:
        return picture.convert("L")
    picture = _in_srgb(picture)
    return picture if picture.mode == "RGB" else picture.convert("RGB")


def _saved(picture: _Picture, kind: str) -> bytes:
    out = BytesIO()
    if kind == "image/jpeg":
        picture.save(out, "JPEG", quality=_JPEG_QUALITY, optimize=True)
    else:
        picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def _encoded(picture: _Picture, origin: str) -> bytes:
    """As JPEG what is a photograph, as PNG what is drawn or lets the page through."""
    picture.info.clear()  # or the old profile would be saved with the new colours
    if picture.mode == "RGBA":
        return _saved(picture, "image/png")
    photograph = _saved(picture, "image/jpeg")
    if origin == "image/jpeg":
        return photograph
    drawing = _saved(picture, "image/png")
    return drawing if len(drawing) <= _SHARP * len(photograph) else photograph


def fit(fitting: Fitting) -> bytes:
    """The picture as PNG, JPEG or GIF, upright, in sRGB, no larger than wanted, its first frame.

    One that is so already comes back as it is, without what it says of its maker; so does one
    that cannot be decoded. Same picture, same bytes.
    """
    from PIL import Image, ImageOps

    side = (fitting.longest, fitting.longest)
    try:
        with _opened(fitting.data) as picture:
            if _is_fit(picture, fitting):
                return bare(fitting.data)
            picture.draft(None, side)
            upright = _plain(ImageOps.exif_transpose(picture))
    except Exception:  # noqa: BLE001 - whatever a decoder says of bad bytes, they stay as they are
        return fitting.data
    upright.thumbnail(side, Image.Resampling.LANCZOS, reducing_gap=3.0)
    return _encoded(upright, media_type(fitting.data))


# -- drawn -----------------------------------------------------------------------------------------


def note_icon() -> bytes:
    """A small picture that says "here is a note": three lines of writing in a ring, as PNG."""
    from PIL import Image, ImageDraw

    large = Image.new("LA", (384, 384), (0, 0))
    pen, ink = ImageDraw.Draw(large), (90, 255)
    pen.ellipse((12, 12, 372, 372), outline=ink, width=30)
    for top, right in ((118, 276), (178, 276), (238, 216)):
        pen.rounded_rectangle((108, top, right, top + 28), 14, fill=ink)
    return _saved(large.resize((48, 48), Image.Resampling.LANCZOS), "image/png")


@dataclass(frozen=True, slots=True)
class Drawing:
    """A cover that is to be drawn: a job for a `Runner`."""

    cover: Cover
    look: CoverLook
    faces: tuple[Face, ...]
    width: int
    """Pixels."""


def _write(pen: _Picture, line: Line, drawing: Drawing) -> None:
    """Set a line of type on a picture, each run in its own face."""
    from PIL import ImageFont

    left, size = line.left * drawing.width, line.size * drawing.width
    ink = drawing.look.ground if line.is_seal else drawing.look.ink
    for face, words in runs(line.words, stack(line.language, line.weight, drawing.faces)):
        font = ImageFont.truetype(str(face.path), size, layout_engine=ImageFont.Layout.RAQM)
        at = (left, line.baseline * drawing.width)
        pen.text(at, words, fill=ink, font=font, anchor="ls")
        left += advance(words, (face,)) * size


def draw(drawing: Drawing) -> bytes:
    """The cover as a JPEG. Same cover, same fonts, same bytes."""
    from PIL import Image, ImageDraw

    width = drawing.width
    size = width, round(drawing.cover.height * width)
    picture = Image.new("RGB", size, drawing.look.ground)
    pen = ImageDraw.Draw(picture)
    for box in drawing.cover.boxes:
        right, bottom = box.left + box.width, box.top + box.height
        corners = [round(at * width) for at in (box.left, box.top, right, bottom)]
        pen.rectangle((*corners[:2], corners[2] - 1, corners[3] - 1), fill=drawing.look.rule)
    for line in drawing.cover.lines:
        _write(pen, line, drawing)
    return _saved(picture, "image/jpeg")
