"""A part laid out, as bytes: what `lay_out` returns, a cache keeps, and the assembly puts in.

Facts in JSON and the objects of the part's PDF, under a digest. Among the objects are pages, links,
images and tags; there is no font of the book, no outline, no names and no metadata: those are made
once, for the whole book, out of the facts. What only the assembly needs stays packed until its turn
comes (`Part.packed`), so that the parts of a long book take little memory.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from hashlib import sha256

from publisher import codec
from publisher.codec import joined, parted
from publisher.model import NoteCount

_MAGIC = b"publisher part 3\n"
_DIGEST = 32
BETWEEN = b"\1"
"""Stands between two objects: no text of XML has it."""


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
    """The objects one by one, with marks; of a stream, its dictionary. Stands behind the facts."""

    data: bytes
    """Of all streams, as they come. Stands behind all else."""


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
    """Its `Objects`, as `pack` writes them. Stands behind the facts."""

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


def pack(objects: Objects) -> bytes:
    """The objects as bytes; same objects, same bytes."""
    facts = codec.encode(Objects, replace(objects, text=b"", data=b""))
    return joined(zlib.compress(joined(facts, objects.text)), objects.data)


def encode(part: Part) -> bytes:
    """The part as bytes; same part, same bytes."""
    body = joined(codec.encode(Part, replace(part, packed=b"")), part.packed)
    return _MAGIC + sha256(body).digest() + body


def _wrong(what: str) -> ValueError:
    return ValueError(f"this is no laid-out part of a book: {what}")


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
        facts, text = parted(zlib.decompress(pressed))
        objects = replace(codec.decode(Objects, facts), text=text, data=data)
    except (zlib.error, codec.CodecError) as error:
        raise _wrong("its objects cannot be read") from error
    if not _is_whole(objects, part):
        raise _wrong("its objects contradict each other")
    return objects


_ROOM = 8_000_000
"""Bytes of objects that are unpacked before their turn: those of some hundred posts."""


@dataclass(slots=True)
class Unpacked:
    """The objects of parts, unpacked while others are laid out, as long as there is room."""

    room: int = _ROOM
    _found: dict[int, tuple[Part, Objects]] = field(default_factory=dict)
    """By the address of the part, which is held so that no other comes to it."""

    def begin(self, part: Part) -> None:
        """Unpack a part, if there is room; ValueError where that cannot be done."""
        if self.room > 0:
            objects = unpack(part)
            self._found[id(part)] = part, objects
            self.room -= len(objects.text) + len(objects.data)

    def take(self, part: Part) -> Objects:
        """The objects of a part, which are asked for once; ValueError as for `unpack`."""
        found = self._found.pop(id(part), None)
        return found[1] if found else unpack(part)


def decode(data: bytes) -> Part:
    """The part that `encode` has written; ValueError for bytes that are none, or were changed."""
    body = data[len(_MAGIC) + _DIGEST :]
    if not data.startswith(_MAGIC):
        raise _wrong("it does not begin like one")
    if sha256(body).digest() != data[len(_MAGIC) : len(_MAGIC) + _DIGEST]:
        raise _wrong("it is cut off or was changed")
    facts, packed = parted(body)
    try:
        part = replace(codec.decode(Part, facts), packed=packed)
    except codec.CodecError as error:
        raise _wrong("its facts cannot be read") from error
    if not _is_on_a_page(part):
        raise _wrong("its facts contradict each other")
    return part
