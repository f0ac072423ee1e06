"""A part laid out, as bytes: what `lay_out` returns, a cache keeps, and the assembly puts in.

Facts in JSON and the objects of the part's PDF, under a digest. Among the objects are pages, links,
images and tags; there is no font of the book, no outline, no names and no metadata: those are made
once, for the whole book, out of the facts. What only the assembly needs stays packed until its turn
comes (`Part.packed`), so that the parts of a long book take little memory.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, fields
from functools import cache
from hashlib import sha256
from typing import Any, get_args, get_origin, get_type_hints

from publisher.codec import joined, parted
from publisher.model import NoteCount

_MAGIC = b"publisher part 2\n"
_DIGEST = 32
BETWEEN = b"\1"
"""Stands between two objects: no text of XML has it."""

_APART = frozenset({"packed", "text", "data"})
"""Fields that stand behind the facts, as bytes."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A place that can be led to. Lengths in points, from the page's bottom left corner."""

    name: str
    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Bookmark:
    """A line of the outline."""

    level: int
    """From 1."""

    title: str
    page: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Type:
    """A face of the book as a part uses it: what a PDF says of a font, without the font."""

    resource: str
    """Its name in the part's contents."""

    face: str
    """SHA-256 of the font file."""

    name: str
    """PostScript name, without the letters of a subset."""

    family: str
    flags: int
    italic_angle: float
    ascent: float
    descent: float
    stem: float
    glyphs: tuple[int, ...]
    """Those drawn, in ascending order."""

    widths: tuple[float, ...]
    """Of each of them, in thousandths of the size."""

    texts: tuple[str, ...]
    """The characters each of them stands for."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A page number in the contents of a page: a stream of its own, which can be written anew."""

    page: int
    stream: int
    """Which of the page's content streams."""

    number: int
    """As it was laid out."""

    exact: bool
    """Whether the line around it has room for this count of digits only."""

    align: float
    """What moves to the left when a digit is added: 0 nothing, 1 the whole number, 0.5 half."""

    before: str
    """Operators up to the `[` of the array with the number's glyphs."""

    between: str
    """From there to the number's first digit."""

    after: str
    """What follows its last digit."""

    resource: str
    """The font, by its name in the part's contents."""

    digits: tuple[int, ...]
    """The glyphs of 0 to 9."""

    width: float
    """Of each of them, in thousandths of the size."""

    def renumbered(self, number: int) -> bytes:
        """The stream with another number."""
        written = str(number)
        grown = (len(written) - len(str(self.number))) * self.width * self.align
        shift = f"{grown:g} " if grown else ""
        glyphs = "".join(f"{self.digits[int(digit)]:04x}" for digit in written)
        return f"{self.before}{shift}{self.between}{glyphs}{self.after}".encode()


@dataclass(frozen=True, slots=True)
class Named:
    """A tag with an id, which others may name."""

    id: str
    object: int


@dataclass(frozen=True, slots=True)
class Image:
    """An image among the objects."""

    object: int
    likeness: str
    """A digest that equal images share."""


@dataclass(frozen=True, slots=True)
class Stream:
    """Which object is a stream, and how many bytes it has."""

    object: int
    length: int


@dataclass(frozen=True, slots=True)
class Objects:
    """What a part brings to the file of the book: see `objects.py`. Objects count from 0."""

    types: tuple[Type, ...]
    slots: tuple[Slot, ...]
    written_anew: tuple[int, ...]
    """The stream that each of the slots is."""

    pages: tuple[int, ...]
    """In order, with the blank one after them."""

    tags: tuple[int, ...]
    """Those right below the root of all."""

    parents: int
    """The leaf of the parent tree that leads from the part's contents to its tags."""

    keys: int
    """How many keys it has."""

    named: tuple[Named, ...]
    images: tuple[Image, ...]
    blank: int
    """From this object on, only the blank page needs them."""

    streams: tuple[Stream, ...]
    """In the order of their data."""

    text: bytes
    """The objects one by one, with marks; of a stream, its dictionary."""

    data: bytes
    """Of all streams, as they come."""


@dataclass(frozen=True, slots=True)
class Part:
    """A part laid out."""

    name: str
    """As its job has it; in the ids of its tags."""

    first: int
    """The number of its first page, as it was laid out. Odd on a recto, even on a verso."""

    is_recto: bool
    """Whether it begins on a recto, asked for or not."""

    pages: int
    """Without the blank one after them."""

    has_blank: bool
    """Whether a blank page follows: it is printed where the next part begins on a recto."""

    anchors: tuple[Anchor, ...]
    bookmarks: tuple[Bookmark, ...]
    exact: tuple[int, ...]
    """Its page numbers in lines that have room for as many digits only, each once, in order."""

    fixed: bool
    """Whether a number in it cannot be written anew, so that it must begin where it was said to."""

    settled: bool
    """Whether its page numbers, its grid and its hyphens came to rest."""

    composes: bool
    """Whether Chinese lines were filled."""

    engine: str
    """Version of WeasyPrint."""

    complaints: tuple[str, ...]
    """What WeasyPrint found wrong."""

    notes: tuple[NoteCount, ...]
    """The count of its notes, where some stand at the foot of a page."""

    missed: tuple[tuple[str, str], ...]
    """A code and the id of a note, for each that is not where it was asked for."""

    packed: bytes
    """Its `Objects`, as `pack` writes them."""

    def may_begin_at(self, first: int) -> bool:
        """Whether it can be printed with another first page without being laid out again."""
        offset = first - self.first
        if not offset:
            return True
        if self.fixed or offset % 2:
            return False
        return all(len(str(number)) == len(str(number + offset)) for number in self.exact)


@dataclass(frozen=True, slots=True)
class Placed:
    """A part and where it begins."""

    part: Part
    first: int
    """The number of its first page."""

    is_followed: bool = False
    """Whether the blank page after it is printed."""

    @property
    def length(self) -> int:
        """Number of pages in the book."""
        return self.part.pages + self.is_followed


def _with_facts(value: Objects | Part, rest: bytes) -> bytes:
    """The facts of one, which are all fields but those that stand apart, and the rest."""
    names = (field.name for field in fields(value) if field.name not in _APART)
    facts = {name: _plain(getattr(value, name)) for name in names}
    return joined(json.dumps(facts, ensure_ascii=False, separators=(",", ":")).encode(), rest)


def _facts(data: bytes) -> tuple[object, bytes]:
    """The facts that `_with_facts` has written, and the rest."""
    facts, rest = parted(data)
    try:
        return json.loads(facts), rest
    except ValueError as error:
        raise _wrong("its facts cannot be read") from error


def pack(objects: Objects) -> bytes:
    """The objects as bytes; same objects, same bytes."""
    return joined(zlib.compress(_with_facts(objects, objects.text)), objects.data)


def encode(part: Part) -> bytes:
    """The part as bytes; same part, same bytes."""
    body = _with_facts(part, part.packed)
    return _MAGIC + sha256(body).digest() + body


def _plain(value: object) -> object:
    if isinstance(value, tuple):
        return [asdict(item) if hasattr(item, "__dataclass_fields__") else item for item in value]
    return value


def _wrong(what: str) -> ValueError:
    return ValueError(f"this is no laid-out part of a book: {what}")


@cache
def _hints(kind: type) -> dict[str, Any]:
    """The fields of a dataclass and their types, what is kept apart from the facts left out."""
    return {name: hint for name, hint in get_type_hints(kind).items() if name not in _APART}


_PLAIN: Mapping[object, frozenset[type]] = {
    kind: frozenset(types) for kind, types in ((int, (int,)), (float, (int, float)), (str, (str,)))
}
"""What a list may hold that needs no closer look: most of an artefact are lists of numbers."""


def _tuple(kind: Any, value: object, name: str) -> tuple[object, ...]:  # noqa: ANN401  a type
    if not isinstance(value, list):
        raise _wrong(f"{name} is no list")
    inner = get_args(kind)[0]
    if frozenset(map(type, value)) <= _PLAIN.get(inner, frozenset()):
        return tuple(value)
    return tuple(_checked(inner, item, name) for item in value)


def _checked(kind: Any, value: object, name: str) -> object:  # noqa: ANN401  a type
    """The value as the type that a field wants; ValueError for any other."""
    if get_origin(kind) is tuple:
        return _tuple(kind, value, name)
    if isinstance(kind, type) and hasattr(kind, "__dataclass_fields__"):
        return _made(kind, value)
    wanted = (int, float) if kind is float else kind
    if not isinstance(value, wanted) or (isinstance(value, bool) and kind is not bool):
        raise _wrong(f"{name} is {type(value).__name__}")
    return value


def _made(kind: Any, value: object, **more: object) -> Any:  # noqa: ANN401  a type, one of it
    hints = _hints(kind)
    if not isinstance(value, Mapping) or set(value) != set(hints):
        raise _wrong(f"{kind.__name__} lacks a fact, or has one too many")
    return kind(**{name: _checked(hint, value[name], name) for name, hint in hints.items()}, **more)


def _is_on_a_page(part: Part) -> bool:
    last = part.pages + part.has_blank
    pages = [*(anchor.page for anchor in part.anchors), *(mark.page for mark in part.bookmarks)]
    return part.pages > 0 and all(0 <= page < last for page in pages)


def _numbers(objects: Objects) -> Iterator[int]:
    """Every number of an object in the facts."""
    yield from (*objects.pages, *objects.written_anew, *objects.tags, objects.parents)
    for kind in (objects.named, objects.images, objects.streams):
        yield from (one.object for one in kind)


def _is_whole(objects: Objects, part: Part) -> bool:
    """Whether facts, objects and data fit together."""
    count = objects.text.count(BETWEEN) + 1
    widths = ((len(kind.glyphs), len(kind.widths), len(kind.texts)) for kind in objects.types)
    return (
        len(objects.pages) == part.pages + part.has_blank
        and len(objects.slots) == len(objects.written_anew)
        and all(len(slot.digits) == len("0123456789") for slot in objects.slots)
        and all(len(set(lengths)) == 1 for lengths in widths)
        and {slot.resource for slot in objects.slots} <= {kind.resource for kind in objects.types}
        and all(0 <= number < count for number in _numbers(objects))
        and sum(stream.length for stream in objects.streams) == len(objects.data)
    )


def unpack(part: Part) -> Objects:
    """The objects that a part brings; ValueError where `pack` has not written them."""
    pressed, data = parted(part.packed)
    try:
        facts, text = _facts(zlib.decompress(pressed))
    except zlib.error as error:
        raise _wrong("its objects cannot be read") from error
    objects: Objects = _made(Objects, facts, text=text, data=data)
    if not _is_whole(objects, part):
        raise _wrong("its objects contradict each other")
    return objects


def decode(data: bytes) -> Part:
    """The part that `encode` has written; ValueError for bytes that are none, or were changed."""
    body = data[len(_MAGIC) + _DIGEST :]
    if not data.startswith(_MAGIC):
        raise _wrong("it does not begin like one")
    if sha256(body).digest() != data[len(_MAGIC) : len(_MAGIC) + _DIGEST]:
        raise _wrong("it is cut off or was changed")
    facts, packed = _facts(body)
    part: Part = _made(Part, facts, packed=packed)
    if not _is_on_a_page(part) or any(len(pair) != len(("code", "id")) for pair in part.missed):
        raise _wrong("its facts contradict each other")
    return part
