"""The one door to the outside: an image by path, inside the content folder, or refused.

Nothing behind this door needs to be careful again: what it admits is a whole PNG, JPEG, GIF, WebP
or AVIF of bearable size that says nothing of place, time and person, or an SVG that holds drawing
and nothing else. Nothing is ever fetched.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from urllib.parse import unquote
from xml.parsers import expat

from publisher.model import LIMITS, Limits, Resource
from publisher.pictures import avif_size, bare, is_readable, media_type
from publisher.titles import slug_of

_LONGEST_SIDE = 30_000
_MEBIBYTE = 1024 * 1024

_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]*):|//")
_SVG_START = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:\?xml|!--|svg|[A-Za-z]+:svg|!DOCTYPE)")

_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_INERT = frozenset(
    {
        "http://creativecommons.org/ns#",
        "http://purl.org/dc/elements/1.1/",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.inkscape.org/namespaces/inkscape",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://web.resource.org/cc/",
        "http://www.bohemiancoding.com/sketch/ns",
        "http://www.serif.com/",
    }
)
_SVG_TAGS = frozenset(
    "svg g defs symbol use title desc metadata style switch path rect circle ellipse line polyline"
    " polygon text tspan textPath linearGradient radialGradient stop pattern clipPath mask marker"
    " filter feBlend feColorMatrix feComponentTransfer feComposite feConvolveMatrix"
    " feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood feFuncA feFuncB"
    " feFuncG feFuncR feGaussianBlur feMerge feMergeNode feMorphology feOffset fePointLight"
    " feSpecularLighting feSpotLight feTile feTurbulence".split()
)
_REFERENCE = re.compile(r"url\s*\((?!\s*['\"]?#)|javascript:", re.IGNORECASE)
_ACTIVE_CSS = re.compile(rf"@|\\|expression\s*\(|{_REFERENCE.pattern}", re.IGNORECASE)
_DOCTYPE = re.compile(
    rb"(?P<before>(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>)?(?:\s+|<!--(?:(?!--).)*-->)*)"
    rb"<!DOCTYPE\s+svg(?:[^>\"'\[]|\"[^\"]*\"|'[^']*')*>",
    re.DOTALL,
)
_MOST_ELEMENTS = 100_000
_DEEPEST_ELEMENT = 200


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why an image does not enter the book."""

    code: str
    message: str
    hint: str
    url: str = ""
    """The address of an image on the network, for the reader to follow; else empty."""


class _FaultyError(Exception):
    """A file whose content is not admitted, in words."""

    def __init__(
        self, message: str, hint: str = "Save it as PNG, JPEG, GIF, WebP, AVIF or plain SVG."
    ) -> None:
        super().__init__(message)
        self.hint = hint


# -- sizes, read from the first bytes --------------------------------------------------------------


def _png_size(data: bytes) -> tuple[int, int]:
    """Walk the chunks to the end, so that a truncated file is found here and not in print."""
    position, kinds = 8, []
    while position + 12 <= len(data):
        length = int.from_bytes(data[position : position + 4], "big")
        kinds.append(data[position + 4 : position + 8])
        position += 12 + length
    if kinds[:1] != [b"IHDR"] or b"IDAT" not in kinds or b"IEND" not in kinds:
        raise _FaultyError("the PNG is not complete")
    return int.from_bytes(data[16:20], "big"), int.from_bytes(data[20:24], "big")


def _gif_size(data: bytes) -> tuple[int, int]:
    if b"\x3b" not in data[-16:]:
        raise _FaultyError("the GIF is not complete")
    return int.from_bytes(data[6:8], "little"), int.from_bytes(data[8:10], "little")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Size in the first frame header (SOF0 to SOF15, without DHT, JPG and DAC)."""
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:  # noqa: PLR2004 - a marker
        marker = data[position + 1]
        if marker == 0xFF:  # noqa: PLR2004 - a fill byte
            position += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:  # noqa: PLR2004 - start of frame
            if b"\xff\xd9" not in data[position:]:
                raise _FaultyError("the JPEG is not complete")
            height = int.from_bytes(data[position + 5 : position + 7], "big")
            return int.from_bytes(data[position + 7 : position + 9], "big"), height
        position += 2 + int.from_bytes(data[position + 2 : position + 4], "big")
    raise _FaultyError("the JPEG has no frame")


def _webp_size(data: bytes) -> tuple[int, int]:
    """Size in the first chunk: extended, lossless or lossy (RFC 9649)."""
    if int.from_bytes(data[4:8], "little") + 8 > len(data):
        raise _FaultyError("the WebP is not complete")
    kind = data[12:16]
    if kind == b"VP8X":
        width = int.from_bytes(data[24:27], "little") + 1
        return width, int.from_bytes(data[27:30], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[21:25], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        width = int.from_bytes(data[26:28], "little") & 0x3FFF
        return width, int.from_bytes(data[28:30], "little") & 0x3FFF
    raise _FaultyError("the WebP has no image")


_Size = Callable[[bytes], tuple[int, int]]

_RASTERS: dict[str, tuple[str, _Size]] = {
    "image/png": ("png", _png_size),
    "image/jpeg": ("jpg", _jpeg_size),
    "image/gif": ("gif", _gif_size),
    "image/webp": ("webp", _webp_size),
    "image/avif": ("avif", avif_size),
}
"""The kinds of image made of pixels: the ending of their files, and how they are measured."""

_CONVERTED = frozenset({"image/webp", "image/avif"})
"""Those that no EPUB holds as they are: they must be decoded, so they must be whole."""


def _check_raster(kind: str, data: bytes, most: int) -> tuple[int, int]:
    """The size of an image that may enter, in pixels."""
    width, height = _RASTERS[kind][1](data)
    if not width or not height:
        raise _FaultyError("the image has no pixels")
    if max(width, height) > _LONGEST_SIDE or width * height > most:
        message = f"the image has {width} × {height} pixels, which is too many"
        raise _FaultyError(message, "Save it with fewer pixels: a page needs about 2,000 × 3,000.")
    if kind in _CONVERTED and not is_readable(data):
        raise _FaultyError("the image cannot be decoded")
    return width, height


# -- SVG -------------------------------------------------------------------------------------------


class _SvgCheck:
    """Reads an SVG once and complains of the first thing that is more than drawing."""

    def __init__(self) -> None:
        self.depth = self.count = 0
        self.style: list[str] | None = None

    def start(self, name: str, attrs: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        self.depth += 1
        self.count += 1
        if self.count > _MOST_ELEMENTS or self.depth > _DEEPEST_ELEMENT:
            raise _FaultyError("the SVG is too large or nested too deep")
        if self.count == 1 and (space, tag) != (_SVG, "svg"):
            raise _FaultyError("the file is not an SVG image")
        if space not in _INERT and (space != _SVG or tag not in _SVG_TAGS):
            raise _FaultyError(f"the SVG holds <{tag}>, which is not drawing")
        if (space, tag) == (_SVG, "style"):
            self.style = []
        for attribute, value in attrs.items():
            self._attribute(attribute, value)

    def _attribute(self, name: str, value: str) -> None:
        space, _, plain = name.rpartition(" ")
        if space in _INERT:
            return
        if space not in {"", _XLINK, _XML} or plain.lower().startswith("on") or plain == "base":
            raise _FaultyError(f"the SVG has the attribute {plain}, which is not drawing")
        if plain in {"href", "src"} and not value.startswith("#"):
            raise _FaultyError("the SVG refers to another file")
        if (_ACTIVE_CSS if plain == "style" else _REFERENCE).search(value):
            raise _FaultyError(f"the SVG refers outside itself in {plain}")

    def end(self, _name: str) -> None:
        self.depth -= 1
        if self.style is not None:
            if _ACTIVE_CSS.search("".join(self.style)):
                raise _FaultyError("the style sheet in the SVG refers outside itself")
            self.style = None

    def words(self, data: str) -> None:
        if self.style is not None:
            self.style.append(data)

    def doctype(self, *_parts: object) -> None:
        raise _FaultyError("the SVG has a document type, which may define entities")

    def instruction(self, *_parts: object) -> None:
        raise _FaultyError("the SVG has a processing instruction, which may name a style sheet")


def _check_svg(data: bytes) -> None:
    check = _SvgCheck()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = check.start
    parser.EndElementHandler = check.end
    parser.CharacterDataHandler = check.words
    parser.StartDoctypeDeclHandler = check.doctype
    parser.ProcessingInstructionHandler = check.instruction
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes no keyword here
    except expat.ExpatError as error:
        raise _FaultyError(f"the SVG is not XML (line {error.lineno})") from error
    except (ValueError, LookupError) as error:  # an encoding that Python does not know
        raise _FaultyError("the SVG is in an unknown encoding") from error


@dataclass(frozen=True, slots=True)
class _Image:
    """What was found in a file."""

    data: bytes
    media_type: str
    ending: str
    size: tuple[int, int] = (0, 0)
    """Width and height in pixels; 0 and 0 for a drawing."""


def _image(data: bytes, pixels: int) -> _Image:
    """The image in a file, told by content, never by name.

    The document type that drawing programs put before an SVG, which names the DTD and defines
    nothing, is left out.
    """
    kind = media_type(data)
    if kind:
        size = _check_raster(kind, data, pixels)
        return _Image(bare(data), kind, _RASTERS[kind][0], size)
    if _SVG_START.match(data):
        data = _DOCTYPE.sub(rb"\g<before>", data, count=1) if _DOCTYPE.match(data) else data
        _check_svg(data)
        return _Image(data, "image/svg+xml", "svg")
    raise _FaultyError("the file is no PNG, JPEG, GIF, WebP, AVIF or SVG image")


# -- finding the file ------------------------------------------------------------------------------


def _shown(src: str) -> str:
    """A path as a message may show it: short, on one line."""
    words = " ".join("".join(c if c.isprintable() else "?" for c in src).split())
    return words if len(words) <= 80 else f"{words[:77]}…"  # noqa: PLR2004 - a line's worth


def _by_scheme(src: str) -> Refusal | None:
    """The refusal of anything that is no path."""
    found = _SCHEME.match(src)
    if found is None:
        return None
    scheme = (found["scheme"] or "https").lower()
    if scheme in {"http", "https"}:
        url = src if found["scheme"] else f"https:{src}"
        hint = "Nothing is fetched: save the image beside the post and name it by its path."
        return Refusal("R004", f"the image {_shown(src)} is on the network", hint, url)
    if scheme == "data":
        hint = "Save the image as a file beside the post and name it by its path."
        return Refusal("R003", "the image is written into the post (data:)", hint)
    return _outside(src)


def _outside(src: str) -> Refusal:
    hint = "Put the image below the content folder and name it by its path from the post."
    return Refusal("R001", f"the image {_shown(src)} is outside the content folder", hint)


def _missing(src: str) -> Refusal:
    if not src.strip():
        hint = "Write the path of the picture, beginning at the post's folder."
        return Refusal("R002", "an image without a path", hint)
    hint = "The path starts at the post's folder, or with a slash at the content folder."
    return Refusal("R002", f"there is no image {_shown(src)}", hint)


def _spellings(src: str) -> Iterator[str]:
    """The path as it is written, then without query and fragment; percent signs decoded."""
    plain = re.split(r"[?#]", src, maxsplit=1)[0]
    yield from dict.fromkeys((src, unquote(src), plain, unquote(plain)))


def _places(root: Path, post: str, path: str) -> Iterator[Path]:
    """Where a path may lead, in order: from the post, its bundle, the root, the site's static."""
    relative = path.lstrip("/")
    if not path.startswith("/"):
        folder = root / PurePosixPath(post).parent
        yield folder / relative
        yield folder / PurePosixPath(post).stem / relative
    yield root / relative
    yield root / "static" / relative


def _find(root: Path, post: str, src: str) -> Path | Refusal:
    """The file that `src` in `post` means. Symbolic links are followed, but not out of `root`."""
    refusal = _missing(src)
    for spelling in _spellings(src):
        for place in _places(root, post, spelling):
            try:
                path = place.resolve()
                is_file = path.is_file()
            except (OSError, ValueError, RuntimeError):  # NUL, a name too long, a loop of links
                continue
            if not path.is_relative_to(root):
                refusal = _outside(src)
            elif is_file:
                return path
    return refusal


def _read(path: Path, src: str, most: int) -> bytes | Refusal:
    try:
        with path.open("rb") as file:
            data = file.read(min(most, os.fstat(file.fileno()).st_size) + 1)
    except OSError:
        return _missing(src)
    if len(data) > most:
        hint = f"Save it smaller: {most // _MEBIBYTE} MiB is the limit."
        return Refusal("R003", f"the image {_shown(src)} is too large a file", hint)
    return data


def _name(path: Path, data: bytes, ending: str) -> str:
    """A name in the book that says what it is, and that no other image has."""
    ascii_stem = path.stem.encode("ascii", "ignore").decode()
    stem = slug_of(ascii_stem).replace(".", "-")
    digest = hashlib.sha256(data).hexdigest()[:12]
    return f"images/{digest}-{stem}.{ending}" if stem else f"images/{digest}.{ending}"


def admit(root: Path, post: str, src: str, limits: Limits = LIMITS) -> Resource | Refusal:
    """Admit the image that `src` means in the post at `post` (a path below `root`), or refuse it.

    Percent signs are decoded; a path that begins with a slash starts at the root or at the site's
    `static`. R001: the path leads outside; R002: no such file; R003: not an image that may enter;
    R004: on the network.
    """
    root = root.resolve()
    refusal = _by_scheme(src.strip())
    if refusal:
        return refusal
    path = _find(root, post, src.strip())
    if isinstance(path, Refusal):
        return path
    data = _read(path, src, limits.image_size)
    if isinstance(data, Refusal):
        return data
    try:
        image = _image(data, limits.pixels)
    except _FaultyError as fault:
        return Refusal("R003", f"{_shown(src)}: {fault}", fault.hint)
    name = _name(path, image.data, image.ending)
    place = path.relative_to(root).as_posix()
    return Resource(name, image.media_type, image.data, place, image.size)
