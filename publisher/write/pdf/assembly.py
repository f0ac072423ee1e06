"""Parts laid out → one PDF: pages in order, numbers as they are now known, each font once.

A part is unpacked only while its turn lasts, and written at once. Made here, out of the parts'
facts: fonts, named places, outline, the root of the tags, page labels, metadata.
"""

from __future__ import annotations

from codecs import BOM_UTF16_BE
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import chain, pairwise

from pydyf import Array, Dictionary, String

from publisher.fonts import Face, file_digest, subset_of_glyphs
from publisher.model import EDITION, BookMeta, Edition
from publisher.write.pdf import objects as marked
from publisher.write.pdf.artefact import (
    BETWEEN,
    Anchor,
    Bookmark,
    Objects,
    Part,
    Placed,
    Slot,
    Type,
    Unpacked,
)
from publisher.write.pdf.file import File, hexadecimal, reference
from publisher.write.pdf.metadata import information, packet
from publisher.write.pdf.paper import is_complete

_BATCH = 100
"""Glyphs in one list of a ToUnicode map, as its format has it."""

_NAMES = 500
"""Names in one leaf of a name tree."""

_IDENTITY = "begincmap\n/CIDSystemInfo\n<< /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def"
_FIXED_PITCH = 1
_THOROUGH = 9
"""How hard fonts are pressed: there are few of them, and they are large."""

_ID = 16


# -- fonts -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Font:
    """A face in the book: every glyph of it that a part has drawn."""

    type: Type
    object: int
    widths: dict[int, float] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    def take(self, kind: Type) -> None:
        """Note the glyphs of a part; the first part that uses one says what it stands for."""
        for glyph, width, text in zip(kind.glyphs, kind.widths, kind.texts, strict=True):
            self.widths.setdefault(glyph, width)
            self.texts.setdefault(glyph, text)

    def take_digits(self, slot: Slot, number: int) -> None:
        """Note the glyphs of a number that is written anew."""
        for digit in set(str(number)):
            glyph = slot.digits[int(digit)]
            self.widths.setdefault(glyph, slot.width)
            self.texts.setdefault(glyph, digit)


def _runs(widths: Mapping[int, float]) -> Array:
    """Widths as a PDF lists them: the first glyph of a row without gaps, and the row."""
    rows: dict[int, list[float]] = {}
    first = 0
    for glyph in sorted(widths):
        first = first if glyph - 1 in widths else glyph
        rows.setdefault(first, []).append(widths[glyph])
    return Array([item for first, row in rows.items() for item in (first, Array(row))])


def _to_unicode(texts: Mapping[int, str]) -> bytes:
    lines = ["/CIDInit /ProcSet findresource begin", "12 dict begin", _IDENTITY]
    lines += ["/CMapName /Adobe-Identity-UCS def", "/CMapType 2 def"]
    lines += ["1 begincodespacerange", "<0000> <ffff>", "endcodespacerange"]
    pairs = [f"<{g:04x}> <{t.encode('utf-16-be').hex()}>" for g, t in sorted(texts.items())]
    for start in range(0, len(pairs), _BATCH):
        batch = pairs[start : start + _BATCH]
        lines += [f"{len(batch)} beginbfchar", *batch, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode()


def _descriptor(font: _Font, name: str, file: bytes) -> Dictionary:
    kind, widths = font.type, font.widths.values()
    is_fixed = len(font.widths) > 1 and len(set(widths)) == 1
    return Dictionary(
        {
            "Type": "/FontDescriptor",
            "FontName": name,
            "FontFamily": String(kind.family),
            "Flags": kind.flags | (_FIXED_PITCH if is_fixed else 0),
            "FontBBox": Array([0, kind.descent, max(widths, default=0), kind.ascent]),
            "ItalicAngle": kind.italic_angle,
            "Ascent": kind.ascent,
            "Descent": kind.descent,
            "CapHeight": kind.ascent,
            "StemV": kind.stem,
            "StemH": kind.stem,
            "FontFile2": file,
        }
    )


def _finish_font(file: File, font: _Font, face: Face) -> None:
    """Write what all parts together use of a face into the object that their pages name."""
    name = f"/{font.type.resource}+{font.type.name}"
    data = subset_of_glyphs(face, font.widths)
    contents = file.add_stream(data, {"Length1": len(data)}, level=_THOROUGH)
    system = Dictionary(
        {"Registry": String("Adobe"), "Ordering": String("Identity"), "Supplement": 0}
    )
    descendant = Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/CIDFontType2",
            "BaseFont": name,
            "CIDSystemInfo": system,
            "CIDToGIDMap": "/Identity",
            "W": _runs(font.widths),
            "FontDescriptor": file.add(_descriptor(font, name, contents)),
        }
    )
    whole = Dictionary(
        {
            "Type": "/Font",
            "Subtype": "/Type0",
            "BaseFont": name,
            "Encoding": "/Identity-H",
            "DescendantFonts": Array([file.add(descendant)]),
            "ToUnicode": file.add_stream(_to_unicode(font.texts), level=_THOROUGH),
        }
    )
    file.put(font.object, whole.data)


# -- parts -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Gathering:
    """The book so far."""

    file: File
    pages: int
    """The object of the page tree's root."""

    document: int
    """The object of the root of all tags."""

    unpacked: Unpacked = field(default_factory=Unpacked)
    nodes: list[bytes] = field(default_factory=list)
    """References to the nodes of the page tree, one for each part."""

    length: int = 0
    """Pages in the book."""

    tags: list[bytes] = field(default_factory=list)
    parents: list[bytes] = field(default_factory=list)
    """References to the leaves of the parent tree: where each marked content of a page, and each
    link, stands in the tags."""

    next_key: int = 0
    named: dict[str, bytes] = field(default_factory=dict)
    """Ids in the tags, with references."""

    fonts: dict[str, _Font] = field(default_factory=dict)
    images: dict[str, int] = field(default_factory=dict)
    anchors: dict[str, tuple[int, Anchor]] = field(default_factory=dict)
    bookmarks: list[tuple[int, Bookmark]] = field(default_factory=list)


def _fonts(book: _Gathering, objects: Objects) -> Iterator[_Font]:
    """The book's fonts, in the order of the part's types."""
    for kind in objects.types:
        if kind.face not in book.fonts:
            book.fonts[kind.face] = _Font(kind, book.file.reserve())
        font = book.fonts[kind.face]
        font.take(kind)
        yield font


def _numbers(book: _Gathering, objects: Objects, count: int) -> tuple[list[int], set[int]]:
    """The number in the book of the first `count` objects, and those that it has already.

    These are images, which are as often in a book as they look different.
    """
    alike = {image.object: image.likeness for image in objects.images}
    numbers: list[int] = []
    there: set[int] = set()
    for here in range(count):
        likeness = alike.get(here, "")
        if likeness in book.images:
            there.add(here)
            numbers.append(book.images[likeness])
            continue
        numbers.append(book.file.reserve())
        if likeness:
            book.images[likeness] = numbers[-1]
    return numbers, there


def _bodies(
    book: _Gathering, objects: Objects, numbers: Sequence[int], fonts: Sequence[_Font], node: int
) -> list[bytes]:
    """The objects as they are written into the book."""
    said = {marked.PAGES: reference(node), marked.DOCUMENT: reference(book.document)}
    said |= {marked.reference(here): reference(there) for here, there in enumerate(numbers)}
    said |= {marked.font(at): reference(font.object) for at, font in enumerate(fonts)}
    said |= {marked.key(at): b"%d" % (book.next_key + at) for at in range(objects.keys)}
    wanted = objects.text.split(BETWEEN)[: len(numbers)]
    try:
        return marked.filled(BETWEEN.join(wanted), said).split(BETWEEN)
    except KeyError as error:
        raise ValueError(f"this is no laid-out part of a book: it names {error}") from error


def _streams(objects: Objects) -> Iterator[tuple[int, bytes]]:
    """Each stream's object, and its data."""
    at = 0
    for stream in objects.streams:
        yield stream.object, objects.data[at : at + stream.length]
        at += stream.length


def _put(
    file: File, objects: Objects, numbers: Sequence[int], bodies: Sequence[bytes], left: set[int]
) -> None:
    """Write a part's objects, but for those that are left out."""
    data = dict(_streams(objects))
    for here, (there, body) in enumerate(zip(numbers, bodies, strict=True)):
        if here in left:
            continue
        if here in data:
            file.put_stream(there, body, data[here])
        else:
            file.put(there, body)


def _renumber(
    book: _Gathering, placed: Placed, slots: Mapping[int, Slot], fonts: Mapping[str, _Font]
) -> None:
    """Write the numbers that a part's pages have in the book: slots by their objects there."""
    offset = placed.first - placed.part.first
    for there, slot in slots.items():
        number = slot.number + offset
        book.file.put_data(there, slot.renumbered(number))
        fonts[slot.resource].take_digits(slot, number)


def _page_node(book: _Gathering, node: int, pages: Sequence[int]) -> None:
    said = {"Type": "/Pages", "Parent": reference(book.pages), "Count": len(pages)}
    kids = Array([reference(page) for page in pages])
    book.file.put(node, Dictionary(said | {"Kids": kids}).data)
    book.nodes.append(reference(node))
    book.length += len(pages)


def _gather(book: _Gathering, part: Part, objects: Objects, numbers: Sequence[int]) -> None:
    """Note what the whole book is to say of a part."""
    book.tags += [reference(numbers[tag]) for tag in objects.tags]
    book.parents.append(reference(numbers[objects.parents]))
    book.next_key += objects.keys
    book.named |= {one.id: reference(numbers[one.object]) for one in objects.named}
    for anchor in part.anchors:
        book.anchors.setdefault(anchor.name, (numbers[objects.pages[anchor.page]], anchor))
    book.bookmarks += [(numbers[objects.pages[mark.page]], mark) for mark in part.bookmarks]


def _take(book: _Gathering, placed: Placed) -> None:
    """Write a part into the book.

    Raises ValueError where its facts and its objects do not fit together.
    """
    part, objects = placed.part, book.unpacked.take(placed.part)
    is_all = placed.length == len(objects.pages)
    count = objects.text.count(BETWEEN) + 1 if is_all else objects.blank
    fonts = list(_fonts(book, objects))
    numbers, there = _numbers(book, objects, count)
    node = book.file.reserve()
    bodies = _bodies(book, objects, numbers, fonts, node)
    _put(book.file, objects, numbers, bodies, there | set(objects.written_anew))
    slots = {
        numbers[here]: slot
        for here, slot in zip(objects.written_anew, objects.slots, strict=True)
        if here < count
    }
    by_name = {kind.resource: font for kind, font in zip(objects.types, fonts, strict=True)}
    _renumber(book, placed, slots, by_name)
    _page_node(book, node, [numbers[page] for page in objects.pages[: placed.length]])
    _gather(book, part, objects, numbers)


# -- what is made for the whole book ---------------------------------------------------------------


def _destination(page: int, x: float, y: float) -> bytes:
    return b"[%b /XYZ %.10g %.10g 0]" % (reference(page), round(x, 3), round(y, 3))


def _bytes(name: str) -> bytes:
    """A name as `String` writes it, and as viewers compare it."""
    return name.encode() if name.isascii() else BOM_UTF16_BE + name.encode("utf-16-be")


def _name_tree(file: File, names: Iterable[str], value: Callable[[str], bytes]) -> bytes:
    """Values by their names, in the order of bytes (ISO 32000-1, 7.9.6); gives the reference."""
    ordered = sorted(names, key=_bytes)
    leaves = []
    for at in range(0, len(ordered), _NAMES):
        some = ordered[at : at + _NAMES]
        written = [hexadecimal(_bytes(name)) for name in some]
        pairs = chain.from_iterable(zip(written, map(value, some), strict=True))
        said = {"Limits": Array([written[0], written[-1]]), "Names": Array(pairs)}
        leaves.append(file.add(Dictionary(said)))
    return file.add(Dictionary({"Kids": Array(leaves)}))


@dataclass(slots=True)
class _Line:
    """A line of the outline with those below it."""

    object: int
    level: int
    entry: Dictionary
    below: list[_Line] = field(default_factory=list)


def _link_up(parent: _Line, lines: Sequence[_Line]) -> int:
    """Chain the lines below one; how many show with all that is below them."""
    for before, after in pairwise(lines):
        before.entry["Next"], after.entry["Prev"] = (
            reference(after.object),
            reference(before.object),
        )
    shown = len(lines)
    for line in lines:
        line.entry["Parent"] = reference(parent.object)
        shown += _link_up(line, line.below)
    if lines:
        parent.entry["First"] = reference(lines[0].object)
        parent.entry["Last"] = reference(lines[-1].object)
    parent.entry["Count"] = shown
    return shown


def _put_lines(file: File, lines: Iterable[_Line]) -> None:
    for line in lines:
        file.put(line.object, line.entry.data)
        _put_lines(file, line.below)


def _outline(book: _Gathering) -> bytes | None:
    root = _Line(book.file.reserve(), 0, Dictionary({"Type": "/Outlines"}))
    path = [root]
    for page, mark in book.bookmarks:
        place = _destination(page, mark.x, mark.y)
        entry = Dictionary({"Title": String(mark.title), "Dest": place})
        line = _Line(book.file.reserve(), mark.level, entry)
        while path[-1].level >= line.level:
            path.pop()
        path[-1].below.append(line)
        path.append(line)
    _link_up(root, root.below)
    _put_lines(book.file, [root])
    return reference(root.object) if root.below else None


def _labels(front: int, covers: int) -> Dictionary:
    """The numbers that are printed, for a viewer to show; the cover's pages have none."""
    cover = [0, Dictionary({"P": String("Cover")})] if covers else []
    roman = [covers, Dictionary({"S": "/r"})] if front > covers else []
    return Dictionary({"Nums": Array([*cover, *roman, front, Dictionary({"S": "/D"})])})


def _tags(book: _Gathering, language: str) -> bytes:
    """The root of the structure tree (ISO 32000-1, 14.7.2)."""
    file, root = book.file, book.file.reserve()
    document = {"Type": "/StructElem", "S": "/Document", "P": reference(root)}
    said = {"Lang": String(language), "K": Array(book.tags)}
    file.put(book.document, Dictionary(document | said).data)
    tree = {
        "Type": "/StructTreeRoot",
        "K": Array([reference(book.document)]),
        "ParentTree": file.add(Dictionary({"Kids": Array(book.parents)})),
        "ParentTreeNextKey": book.next_key,
    }
    if book.named:
        tree["IDTree"] = _name_tree(file, book.named, book.named.__getitem__)
    file.put(root, Dictionary(tree).data)
    return reference(root)


def _root(book: _Gathering, language: str, before: tuple[int, int], metadata: bytes) -> bytes:
    """Write the root of the book; `before` are the pages before page 1, and those of the cover."""
    file = book.file
    nodes = {"Type": "/Pages", "Kids": Array(book.nodes), "Count": book.length}
    file.put(book.pages, Dictionary(nodes).data)

    def place(name: str) -> bytes:
        page, anchor = book.anchors[name]
        return _destination(page, anchor.x, anchor.y)

    said = {
        "Type": "/Catalog",
        "Pages": reference(book.pages),
        "StructTreeRoot": _tags(book, language),
        "MarkInfo": Dictionary({"Marked": "true"}),
        "ViewerPreferences": Dictionary({"DisplayDocTitle": "true"}),
        "Lang": String(language),
        "Names": Dictionary({"Dests": _name_tree(file, book.anchors, place)}),
        "PageLabels": _labels(*before),
        "PageLayout": "/TwoPageRight",
        "PageMode": "/UseOutlines",
        "Metadata": metadata,
    }
    outline = _outline(book)
    return file.add(Dictionary(said | ({"Outlines": outline} if outline else {})))


def _finished(
    book: _Gathering, meta: BookMeta, engine: str, before: tuple[int, int], edition: Edition
) -> bytes:
    language = meta.order.languages[0].tag
    said = information(meta, engine)
    xmp = packet(said, language, meta.modified, edition.standard)
    metadata = book.file.add_stream(xmp, {"Type": "/Metadata", "Subtype": "/XML"}, level=0)
    root = _root(book, language, before, metadata)
    info = book.file.add(Dictionary({key: String(value) for key, value in said.items()}))
    identifier = meta.identifier or f"{meta.slug}\n{meta.title.en}\n{meta.title.zh}"
    return book.file.finished(root, info, sha256(identifier.encode()).digest()[:_ID])


def _digests(faces: Iterable[Face]) -> dict[str, Face]:
    return {file_digest(face.path).hex(): face for face in faces}


def assemble(  # noqa: PLR0913  all that the parts themselves do not know
    parts: Iterable[Placed],
    meta: BookMeta,
    faces: tuple[Face, ...],
    front: int,
    *,
    covers: int = 0,
    edition: Edition = EDITION,
    unpacked: Unpacked | None = None,
) -> bytes:
    """Bind the parts in the order of the book; `front` is the number of pages before page 1.

    The first `covers` of these are the cover's; `unpacked` has the objects of some parts. What the
    edition asks of a finished file is done at the end.

    Raises ValueError where a part uses a face that is none of `faces`, or is spoilt.
    """
    file = File()
    book = _Gathering(file, file.reserve(), file.reserve(), unpacked or Unpacked())
    engine = ""
    for placed in parts:
        engine = placed.part.engine
        _take(book, placed)
    known = _digests(faces)
    for digest, font in book.fonts.items():
        if digest not in known:
            raise ValueError(f"a part was laid out with a face that is not here: {font.type.name}")
        _finish_font(file, font, known[digest])
    data = _finished(book, meta, engine, (front, covers), edition)
    if is_complete(edition):
        return data
    from publisher.write.pdf.finishing import finish  # by a library that few books need

    return finish(data, edition)
