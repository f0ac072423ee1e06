"""A part's PDF taken apart: its objects as bytes that can be put into any other file.

What an object says of others is marked, and so is what only the whole book knows: the objects of
the book's fonts, the root of the tags, the keys of the parent tree. The assembly writes numbers in
the place of the marks, and opens nothing.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from io import BytesIO
from operator import itemgetter

import pikepdf
from pikepdf import Array, Dictionary, Name, Object

from publisher.write.pdf.artefact import Image, Named, Objects, Slot, Stream, Type

_REFERENCE = re.compile(rb"\((?:[^()\\]|\\.)*\)|(\d+) 0 R", re.DOTALL)
"""A string, which may hold anything, or a reference: as qpdf writes them."""


# -- marks -----------------------------------------------------------------------------------------

BETWEEN = b"\n"
"""Stands between two objects. qpdf writes neither this nor a mark's own byte into any."""

MARK = re.compile(rb"\0[a-z]\d*\0")
PAGES, DOCUMENT = b"\0p\0", b"\0d\0"
"""The node of the page tree above a part's pages, and the root of all tags."""


def reference(number: int) -> bytes:
    """The mark of another object of the part, by its number there."""
    return b"\0o%d\0" % number


def font(number: int) -> bytes:
    """The mark of one of the part's types, by its place among them."""
    return b"\0f%d\0" % number


def key(number: int) -> bytes:
    """The mark of a key of the parent tree, counted from 0 in the part."""
    return b"\0k%d\0" % number


# -- likeness --------------------------------------------------------------------------------------


def _likeness(image: Object) -> bytes:
    """A digest that equal images share."""
    found = sha256(image.read_raw_bytes())
    entries: dict[str, object] = dict(image.items())
    for name, value in sorted(entries.items(), key=itemgetter(0)):
        found.update(name.encode() + _said(value))
    return found.digest()


def _said(value: object) -> bytes:
    if isinstance(value, pikepdf.Stream):
        return _likeness(value)
    return value.unparse() if isinstance(value, Object) else str(value).encode()


# -- one object after another ----------------------------------------------------------------------


@dataclass(slots=True)
class _Taker:
    """Takes objects out of a file with all that they refer to, each once."""

    pdf: pikepdf.Pdf
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

    def take(self, objects: Iterable[Object]) -> tuple[int, ...]:
        """The numbers of these, when they and all that they need are taken."""
        found = tuple(self.number(one.objgen[0]) for one in objects)
        while self._waiting:
            there = self._waiting.popleft()
            self.bodies.append(b"" if there in self.emptied else self._body(there))
        return found

    def _body(self, there: int) -> bytes:
        one = self.pdf.get_object(there, 0)
        if isinstance(one, pikepdf.Stream):
            self._take_stream(self.numbers[there], one)
            return _REFERENCE.sub(self._marked, one.stream_dict.unparse(resolved=True))
        if isinstance(one, Dictionary) and "/ID" in one and "/S" in one:
            self.named.append(Named(bytes(one.ID).hex(), self.numbers[there]))
        return _REFERENCE.sub(self._marked, one.unparse(resolved=True))

    def _take_stream(self, number: int, stream: pikepdf.Stream) -> None:
        data = stream.read_raw_bytes()
        self.streams.append(Stream(number, len(data)))
        self.data.append(data)
        if stream.get("/Subtype") == Name.Image:
            self.images.append(Image(number, _likeness(stream).hex()))

    def _marked(self, found: re.Match[bytes]) -> bytes:
        if found[1] is None:
            return found[0]
        there = int(found[1])
        return self.marks.get(there) or reference(self.number(there))


# -- what only the book knows ----------------------------------------------------------------------


def _marking(pdf: pikepdf.Pdf, types: Sequence[Type]) -> dict[int, bytes]:
    """Put an object of its own in the place of all that only the book knows; its mark by number."""
    marks = {
        pdf.Root.Pages.objgen[0]: PAGES,
        pdf.Root.StructTreeRoot.K[0].objgen[0]: DOCUMENT,
    }

    def stand_in(mark: bytes) -> Object:
        made = pdf.make_indirect(Dictionary())
        marks[made.objgen[0]] = mark
        return made

    held = pdf.pages[0].obj.Resources.Font
    for number, kind in enumerate(types):
        held[f"/{kind.resource}"] = stand_in(font(number))
    for page in pdf.pages:
        page.obj.StructParents = stand_in(key(int(page.obj.StructParents)))
        for link in page.obj.get("/Annots", Array()):
            if "/StructParent" in link:
                link.StructParent = stand_in(key(int(link.StructParent)))
    return marks


def _leaf(pdf: pikepdf.Pdf, marks: dict[int, bytes]) -> tuple[Object, int]:
    """The part's share of the parent tree, a leaf of it, and how many keys it has."""
    found = pdf.Root.StructTreeRoot.ParentTree.Nums
    keys = [int(value) for value in list(found)[::2]]
    stand_ins = {number: pdf.make_indirect(Dictionary()) for number in keys}
    marks |= {one.objgen[0]: key(number) for number, one in stand_ins.items()}
    pairs = [
        one for at, number in enumerate(keys) for one in (stand_ins[number], found[2 * at + 1])
    ]
    limits = Array([stand_ins[min(keys)], stand_ins[max(keys)]])
    return pdf.make_indirect(Dictionary(Limits=limits, Nums=Array(pairs))), max(keys) + 1


def _slots(pages: Sequence[Object], slots: Sequence[Slot]) -> Iterator[int]:
    """The number in the file of the stream that each slot is."""
    for slot in slots:
        yield pages[slot.page].Contents[slot.stream].objgen[0]


def taken_apart(
    pdf: bytes, types: tuple[Type, ...], slots: tuple[Slot, ...], length: int
) -> Objects:
    """Take a part's PDF apart; pages from `length` on are blank and may be left out of the book."""
    with pikepdf.open(BytesIO(pdf)) as source:
        pages = [page.obj for page in source.pages]
        streams = list(_slots(pages, slots))
        marks = _marking(source, types)
        leaf, keys = _leaf(source, marks)
        taker = _Taker(source, marks, frozenset(streams))
        shown = taker.take(pages[:length])
        tags = taker.take(source.Root.StructTreeRoot.K[0].K)
        (parents,) = taker.take([leaf])
        blank = len(taker.bodies)
        shown += taker.take(pages[length:])
    return Objects(
        types=types,
        pages=shown,
        slots=tuple(taker.numbers[there] for there in streams),
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
