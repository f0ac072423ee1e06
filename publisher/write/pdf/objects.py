"""A part's PDF taken apart: its objects as bytes that can be put into any other file.

What an object says of others is marked, and so is what only the whole book knows: the objects of
the book's fonts, the root of the tags, the keys of the parent tree. The assembly writes numbers in
the place of the marks, and opens nothing.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

import pydyf

from publisher.write.pdf.artefact import BETWEEN, Image, Named, Objects, Slot, Stream, Type

_REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|(\d+) 0 R", re.DOTALL)
"""A string, which may hold anything, or a reference: as pydyf writes them."""

_DATA, _END = b"\nstream\n", b"\nendstream"
"""What pydyf writes around the data of a stream."""


# -- marks -----------------------------------------------------------------------------------------

_EDGE = b"\0"
"""On both sides of a mark: no text of XML has it."""

PAGES, DOCUMENT = b"p", b"d"
"""What names the node of the page tree above a part's pages, and the root of all tags."""


def reference(number: int) -> bytes:
    """What names another object of the part, by its number there."""
    return b"o%d" % number


def font(number: int) -> bytes:
    """What names one of the part's types, by its place among them."""
    return b"f%d" % number


def key(number: int) -> bytes:
    """What names a key of the parent tree, counted from 0 in the part."""
    return b"k%d" % number


def _mark(name: bytes) -> bytes:
    return _EDGE + name + _EDGE


def filled(text: bytes, said: Mapping[bytes, bytes]) -> bytes:
    """A text with what is said of each name in the place of its marks.

    KeyError for a name of which nothing is said.
    """
    parts = text.split(_EDGE)
    parts[1::2] = map(said.__getitem__, parts[1::2])
    return b"".join(parts)


# -- one object after another ----------------------------------------------------------------------


def number_of(said: bytes) -> int:
    """The number in a reference."""
    return int(said.split()[0])


def pages_of(pdf: pydyf.PDF) -> list[int]:
    """The numbers of a file's pages, in order."""
    found: list[int] = pdf.pages["Kids"][::3]
    return found


def _parted(stream: pydyf.Stream) -> tuple[bytes, bytes]:
    """The dictionary of a stream, and its data."""
    entries, _, data = stream.data.partition(_DATA)
    return entries, data.removesuffix(_END)


@dataclass(slots=True)
class _Taker:
    """Takes objects out of a file with all that they refer to, each once."""

    pdf: pydyf.PDF
    marks: dict[int, bytes]
    """What stands for an object that is not taken, by its number in the file."""

    emptied: frozenset[int]
    """Objects that are only counted: they are written anew each time."""

    numbers: dict[int, int] = field(default_factory=dict)
    """The number in the file → the number here."""

    bodies: list[bytes] = field(default_factory=list)
    streams: list[Stream] = field(default_factory=list)
    data: list[bytes] = field(default_factory=list)
    named: list[Named] = field(default_factory=list)
    images: list[Image] = field(default_factory=list)
    _waiting: deque[int] = field(default_factory=deque)

    def number(self, there: int) -> int:
        """The number here of an object, which is taken if it has not been yet."""
        if there not in self.numbers:
            self.numbers[there] = len(self.numbers)
            self._waiting.append(there)
        return self.numbers[there]

    def take(self, objects: Iterable[int]) -> tuple[int, ...]:
        """The numbers here of these, when they and all that they need are taken."""
        found = tuple(self.number(there) for there in objects)
        while self._waiting:
            there = self._waiting.popleft()
            self.bodies.append(b"" if there in self.emptied else self._body(there))
        return found

    def _body(self, there: int) -> bytes:
        one = self.pdf.objects[there]
        if isinstance(one, pydyf.Stream):
            return self._stream(there, one)
        if isinstance(one, pydyf.Dictionary) and "ID" in one and "S" in one:
            self.named.append(Named(one["ID"].string, self.numbers[there]))
        return self._written(one.data)

    def _stream(self, there: int, stream: pydyf.Stream) -> bytes:
        entries, data = _parted(stream)
        self.streams.append(Stream(self.numbers[there], len(data)))
        self.data.append(data)
        if stream.extra.get("Subtype") == "/Image":
            self.images.append(Image(self.numbers[there], self._likeness(entries, data).hex()))
        return self._written(entries)

    def _likeness(self, entries: bytes, data: bytes) -> bytes:
        """A digest that equal images share, of all that they refer to."""

        def inner(found: re.Match[bytes]) -> bytes:
            if found[1] is None:
                return found[0]
            one = self.pdf.objects[int(found[1])]
            parts = _parted(one) if isinstance(one, pydyf.Stream) else (one.data, b"")
            return self._likeness(*parts)

        return sha256(_REFERENCE.sub(inner, entries) + _EDGE + data).digest()

    def _written(self, body: bytes) -> bytes:
        return _REFERENCE.sub(self._marked, body)

    def _marked(self, found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            if _EDGE in found[0] or BETWEEN in found[0]:
                raise ValueError(f"no text of XML has such characters: {found[0]!r}")
            return found[0]
        there = int(found[1])
        return self.marks.get(there) or _mark(reference(self.number(there)))


# -- what only the book knows ----------------------------------------------------------------------


def _mark_fonts(pdf: pydyf.PDF, page: pydyf.Dictionary, types: Sequence[Type]) -> None:
    """Name the book's fonts where a page, and so all of them, has its fonts."""
    resources = pdf.objects[number_of(page["Resources"])]
    fonts = pdf.objects[number_of(resources["Font"])]
    fonts.update({kind.resource: _mark(font(number)) for number, kind in enumerate(types)})


def _mark_keys(pdf: pydyf.PDF, nums: Sequence[object]) -> tuple[int, int]:
    """Have all keys of the parent tree marked: its leaf, and how many keys it has."""
    for one in pdf.objects:
        if isinstance(one, pydyf.Dictionary):
            for name in ("StructParents", "StructParent"):
                if name in one:
                    one[name] = _mark(key(one[name]))
    keys = [int(str(number)) for number in nums[::2]]
    pairs = zip((_mark(key(number)) for number in keys), nums[1::2], strict=True)
    limits = pydyf.Array([_mark(key(min(keys))), _mark(key(max(keys)))])
    leaf = pydyf.Dictionary(
        {"Limits": limits, "Nums": pydyf.Array([x for pair in pairs for x in pair])}
    )
    pdf.add_object(leaf)
    return leaf.number, max(keys) + 1


def _streams(pages: Sequence[pydyf.Dictionary], slots: Sequence[Slot]) -> Iterator[int]:
    """The number in the file of the stream that each slot is."""
    for slot in slots:
        yield number_of(pages[slot.page]["Contents"][slot.stream])


def taken_apart(
    pdf: pydyf.PDF, types: tuple[Type, ...], slots: tuple[Slot, ...], length: int
) -> Objects:
    """Take a part's PDF apart, which is of no use afterwards.

    Pages from `length` on are blank, and may be left out of the book.
    """
    numbers = pages_of(pdf)
    pages = [pdf.objects[number] for number in numbers]
    root = pdf.objects[number_of(pdf.catalog["StructTreeRoot"])]
    document = number_of(root["K"][0])
    _mark_fonts(pdf, pages[0], types)
    leaf, keys = _mark_keys(pdf, pdf.objects[number_of(root["ParentTree"])]["Nums"])
    written_anew = list(_streams(pages, slots))
    marks = {number_of(pdf.pages.reference): _mark(PAGES), document: _mark(DOCUMENT)}
    taker = _Taker(pdf, marks, frozenset(written_anew))
    shown = taker.take(numbers[:length])
    tags = taker.take(map(number_of, pdf.objects[document]["K"]))
    (parents,) = taker.take([leaf])
    blank = len(taker.bodies)
    shown += taker.take(numbers[length:])
    return Objects(
        types=types,
        slots=slots,
        written_anew=tuple(taker.numbers[there] for there in written_anew),
        pages=shown,
        tags=tags,
        parents=parents,
        keys=keys,
        named=tuple(taker.named),
        images=tuple(taker.images),
        blank=blank,
        streams=tuple(taker.streams),
        text=BETWEEN.join(taker.bodies),
        data=b"".join(taker.data),
    )
