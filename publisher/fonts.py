"""The faces a book may use: which characters each one serves, and how it is cut to fewer.

The only importer of `uharfbuzz`, and only inside the functions that need it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

RARE_FAMILY = "Noto Serif CJK SC"
"""The installed family that serves what the faces of this project lack."""

RARE_FILES = "NotoSerifCJK*-Regular.*tc"
"""Its files, wherever a system puts them."""

_STYLES = ("normal", "italic")


@dataclass(frozen=True, slots=True)
class Face:
    """One font file: a family in one weight and one style."""

    family: str
    """Name for `font-family`."""

    weight: int
    """As in CSS: 400 is regular, 700 is bold."""

    style: str
    """`normal` or `italic`."""

    role: str
    """What a theme asks it for: `han`, `kai`, `latin`, `mono`, `symbols` or `emoji`."""

    path: Path
    """The TrueType file."""

    licence: str
    """Licence file, relative to the folder of the fonts."""


def _text(entry: Mapping[str, object], key: str) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value:
        raise ValueError(f"a face needs text under {key!r}, not {value!r}")
    return value


def _weight(entry: Mapping[str, object]) -> int:
    value = entry.get("weight")
    if not isinstance(value, int) or not 1 <= value <= 1000:  # noqa: PLR2004 - CSS's own limits
        raise ValueError(f"a face needs a 'weight' from 1 to 1000, not {value!r}")
    return value


def _style(entry: Mapping[str, object]) -> str:
    value = _text(entry, "style")
    if value not in _STYLES:
        raise ValueError(f"the 'style' of a face is {' or '.join(_STYLES)}, not {value!r}")
    return value


def _face(folder: Path, entry: object) -> Face:
    if not isinstance(entry, Mapping):
        raise ValueError(f"a face is a mapping, not {entry!r}")  # noqa: TRY004 - bad data, no bug
    return Face(
        family=_text(entry, "family"),
        weight=_weight(entry),
        style=_style(entry),
        role=_text(entry, "role"),
        path=folder / _text(entry, "file"),
        licence=_text(entry, "licence"),
    )


def faces(folder: Path, manifest: Mapping[str, object]) -> tuple[Face, ...]:
    """Read the parsed fonts.yaml of a folder: its faces, in the order of the file.

    Raises ValueError where an entry is not of that form; whether the files exist is not looked at.
    """
    entries = manifest.get("faces")
    if not isinstance(entries, list):
        raise ValueError(f"fonts.yaml needs a list under 'faces', not {entries!r}")  # noqa: TRY004 - bad data, no bug
    return tuple(_face(folder, entry) for entry in entries)


@cache
def _file_digest(path: Path, _state: tuple[int, ...]) -> bytes:
    """The digest of a file's content, read once for each state that the file is in."""
    with path.open("rb") as file:
        digest = sha256()
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.digest()


def file_digest(path: Path) -> bytes:
    """SHA-256 of a file's content, which is read again only where the file was changed."""
    state = path.stat()
    moments = (state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    return _file_digest(path, moments)


def _opened(path: Path) -> Any:  # noqa: ANN401  a face of uharfbuzz
    """A font of which no more is read than is asked for; OSError where there is none."""
    import uharfbuzz

    path.stat()
    return uharfbuzz.Face(uharfbuzz.Blob.from_file_path(path))


@lru_cache(maxsize=64)
def _code_points(path: Path) -> frozenset[int]:
    return frozenset(_opened(path).unicodes)


def coverage(face: Face) -> frozenset[int]:
    """Code points the face has a glyph for; each file is read once in a process.

    Raises OSError where the file cannot be read.
    """
    return _code_points(face.path)


@lru_cache(maxsize=16)
def _serving(group: tuple[Face, ...]) -> Callable[[str], bool]:
    """Tells of a character whether one of the faces has a glyph for it.

    That is asked character by character: a face has thousands of them, and a text some hundreds.
    """
    fonts = [_shaper(face.path)[0] for face in group]

    @cache
    def is_served(char: str) -> bool:
        return any(font.get_nominal_glyph(ord(char)) for font in fonts)

    return is_served


def runs(text: str, stack: Iterable[Face]) -> tuple[tuple[Face, str], ...]:
    """The text cut where the face changes: each character in the first face of `stack` that has it.

    What none has is set in the first. Raises ValueError where the stack is empty.
    """
    faces = tuple(stack)
    if not faces:
        raise ValueError("text needs a face to be set in")
    found: list[tuple[Face, str]] = []
    for char in text:
        face = next((face for face in faces if ord(char) in coverage(face)), faces[0])
        if found and (found[-1][0] == face or char.isspace()):
            found[-1] = (found[-1][0], found[-1][1] + char)
        else:
            found.append((face, char))
    return tuple(found)


@lru_cache(maxsize=64)
def _shaper(path: Path) -> tuple[Any, int]:
    import uharfbuzz

    face = _opened(path)
    return uharfbuzz.Font(face), int(face.upem)


def width(face: Face, words: str) -> float:
    """How wide a run of words is in a face, kerned, in ems."""
    import uharfbuzz

    font, upem = _shaper(face.path)
    run = uharfbuzz.Buffer()
    run.add_str(words)
    run.guess_segment_properties()
    uharfbuzz.shape(font, run)
    return sum(int(glyph.x_advance) for glyph in run.glyph_positions or ()) / upem


def advance(text: str, stack: Iterable[Face]) -> float:
    """How wide a text is when it is set on one line, in em, kerning included."""
    return sum(width(face, words) for face, words in runs(text, stack))


def _needs_no_glyph(char: str) -> bool:
    # Controls and formats: tabs, soft hyphens, zero-width joiners, byte order marks, tags.
    return (
        char.isspace()
        or unicodedata.category(char) in {"Cc", "Cf"}
        or "\ufe00" <= char <= "\ufe0f"
        or "\U000e0100" <= char <= "\U000e01ef"
    )


def missing(text: str, faces: Iterable[Face]) -> tuple[str, ...]:
    """Characters of the text that no face has, each once, in order of first appearance.

    White space, controls, invisible format characters and variation selectors need no glyph.
    """
    is_served = _serving(tuple(faces))
    return tuple(
        char for char in dict.fromkeys(text) if not is_served(char) and not _needs_no_glyph(char)
    )


def _font_folders() -> Iterator[Path]:
    """Where systems keep installed fonts (fontconfig's defaults, and macOS)."""
    yield from map(Path, ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts"))
    with suppress(RuntimeError):  # nobody's home
        home = Path.home()
        yield from (home / ".local" / "share" / "fonts", home / ".fonts", home / "Library/Fonts")


def rare_files() -> Iterator[Path]:
    """The installed files of the family that serves what our own faces lack."""
    return (path for folder in _font_folders() for path in sorted(folder.rglob(RARE_FILES)))


@lru_cache(maxsize=1)
def _rare() -> frozenset[int]:
    return next((_code_points(path) for path in rare_files()), frozenset())


def rare(char: str) -> bool:
    """Whether an installed Noto Serif CJK has a character that our own faces lack.

    It holds what they leave out: traditional and rare Han. Themes name it last in their stacks.
    """
    return ord(char) in _rare()


def subset(face: Face, characters: str) -> bytes:
    """Cut the face to the characters given: a TrueType file with its layout rules and its names.

    Characters the face lacks are passed over. The same characters give the same bytes.
    """
    import uharfbuzz

    request = uharfbuzz.SubsetInput()
    request.unicode_set.update(map(ord, characters))
    # What HarfBuzz keeps by itself leaves out old-style figures, small capitals and the licence.
    for kept in (request.layout_feature_tag_set, request.name_id_set):
        kept.clear()
        kept.invert()
    request.flags = uharfbuzz.SubsetFlags.NOTDEF_OUTLINE
    whole = _opened(face.path)
    return bytes(uharfbuzz.subset(whole, request).blob.data)


_NOT_IN_PDF = (
    *("BASE", "DSIG", "EBDT", "EBLC", "EBSC", "GDEF", "GPOS", "GSUB", "JSTF", "LTSH", "PCLT"),
    "SVG ",
)
"""Tables that a PDF has no use for: its glyphs are chosen and placed."""


def subset_of_glyphs(face: Face, glyphs: Iterable[int]) -> bytes:
    """Cut the face to the glyphs given by number, for a PDF: their numbers stay.

    Layout rules and hints go. The same glyphs give the same bytes.
    """
    import uharfbuzz

    request = uharfbuzz.SubsetInput()
    request.glyph_set.update(glyphs)
    request.drop_table_tag_set.update(int.from_bytes(tag.encode()) for tag in _NOT_IN_PDF)
    kept = uharfbuzz.SubsetFlags.RETAIN_GIDS | uharfbuzz.SubsetFlags.NO_LAYOUT_CLOSURE
    request.flags = kept | uharfbuzz.SubsetFlags.NO_HINTING
    whole = _opened(face.path)
    return bytes(uharfbuzz.subset(whole, request).blob.data)
