"""Parts laid out → one PDF: pages in order, numbers as they are now known, each font once.

pikepdf carries the objects over; a part is open only while its turn lasts. Made here, out of the
parts' facts: fonts, named places, outline, the root of the tags, page labels, metadata.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from operator import itemgetter
from typing import Literal

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, String

from publisher.fonts import Face, subset_of_glyphs
from publisher.model import EDITION, BookMeta, Edition
from publisher.write.pdf.artefact import Anchor, Bookmark, Part, Placed, Type
from publisher.write.pdf.binding import both
from publisher.write.pdf.finishing import finish

_BATCH = 100
"""Glyphs in one list of a ToUnicode map, as its format has it."""

_IDENTITY = "begincmap\n/CIDSystemInfo\n<< /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def"
_FIXED_PITCH = 1
_THOROUGH = 9
_QUICK: Literal[6] = 6
"""How hard is pressed: fonts well, the many small things that are made here quickly (the last bit
would take a sixth of the assembly and save a hundredth of the file). Parts come compressed."""


# -- fonts -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Font:
    """A face in the book: every glyph of it that a part has drawn."""

    type: Type
    object: Object
    widths: dict[int, float] = field(default_factory=dict)
    texts: dict[int, str] = field(default_factory=dict)

    def take(self, kind: Type) -> None:
        """Note the glyphs of a part; the first part that uses one says what it stands for."""
        for glyph, width, text in zip(kind.glyphs, kind.widths, kind.texts, strict=True):
            self.widths.setdefault(glyph, width)
            self.texts.setdefault(glyph, text)


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


def _descriptor(font: _Font, name: Name, file: Object) -> Dictionary:
    kind, widths = font.type, font.widths.values()
    is_fixed = len(font.widths) > 1 and len(set(widths)) == 1
    return Dictionary(
        Type=Name.FontDescriptor,
        FontName=name,
        FontFamily=String(kind.family),
        Flags=kind.flags | (_FIXED_PITCH if is_fixed else 0),
        FontBBox=Array([0, kind.descent, max(widths, default=0), kind.ascent]),
        ItalicAngle=kind.italic_angle,
        Ascent=kind.ascent,
        Descent=kind.descent,
        CapHeight=kind.ascent,
        StemV=kind.stem,
        StemH=kind.stem,
        FontFile2=file,
    )


def _compressed(pdf: pikepdf.Pdf, data: bytes) -> pikepdf.Stream:
    return pdf.make_stream(zlib.compress(data, _THOROUGH), Filter=Name.FlateDecode)


def _finish_font(pdf: pikepdf.Pdf, font: _Font, face: Face) -> None:
    """Write what all parts together use of a face into the object that their pages name."""
    name = Name(f"/{font.type.resource}+{font.type.name}")
    data = subset_of_glyphs(face, font.widths)
    file = _compressed(pdf, data)
    file.Length1 = len(data)
    descriptor = pdf.make_indirect(_descriptor(font, name, file))
    system = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
    descendant = Dictionary(
        Type=Name.Font,
        Subtype=Name.CIDFontType2,
        BaseFont=name,
        CIDSystemInfo=system,
        CIDToGIDMap=Name.Identity,
        W=_runs(font.widths),
        FontDescriptor=descriptor,
    )
    font.object.update(
        Dictionary(
            Type=Name.Font,
            Subtype=Name.Type0,
            BaseFont=name,
            Encoding=Name("/Identity-H"),
            DescendantFonts=Array([pdf.make_indirect(descendant)]),
            ToUnicode=_compressed(pdf, _to_unicode(font.texts)),
        )
    )


# -- parts -----------------------------------------------------------------------------------------


@dataclass(slots=True)
class _Gathering:
    """The book so far."""

    pdf: pikepdf.Pdf
    document: Object
    """The root of all tags."""

    pages: list[Object] = field(default_factory=list)
    tags: list[Object] = field(default_factory=list)
    parents: list[Object | int] = field(default_factory=list)
    """Where each marked content of a page, and each link, stands in the tags: key, value, key …"""

    next_parent: int = 0
    fonts: dict[str, _Font] = field(default_factory=dict)
    images: dict[bytes, Object] = field(default_factory=dict)
    anchors: dict[str, tuple[Object, Anchor]] = field(default_factory=dict)
    bookmarks: list[tuple[Object, Bookmark]] = field(default_factory=list)


def _likeness(image: Object) -> bytes:
    """A digest that equal images share."""
    found = sha256(image.read_raw_bytes())
    entries: dict[str, object] = dict(image.items())
    for key, value in sorted(entries.items(), key=itemgetter(0)):
        found.update(key.encode() + _said(value))
    return found.digest()


def _said(value: object) -> bytes:
    if isinstance(value, pikepdf.Stream):
        return _likeness(value)
    return value.unparse() if isinstance(value, Object) else str(value).encode()


def _share_images(book: _Gathering, resources: Object) -> None:
    """Have equal images of several parts once."""
    held = resources.get("/XObject", Dictionary())
    for name, image in list(held.items()):
        if image.get("/Subtype") == Name.Image:
            held[name] = book.images.setdefault(_likeness(image), image)


def _share_fonts(book: _Gathering, resources: Object, part: Part) -> None:
    """Put the book's fonts where a part's contents name them."""
    held = resources.Font
    for kind in part.types:
        if kind.face not in book.fonts:
            book.fonts[kind.face] = _Font(kind, book.pdf.make_indirect(Dictionary()))
        font = book.fonts[kind.face]
        font.take(kind)
        held[f"/{kind.resource}"] = font.object


def _renumber(book: _Gathering, pages: Sequence[Object], placed: Placed) -> None:
    """Write the numbers that a part's pages have in the book."""
    part, offset = placed.part, placed.first - placed.part.first
    faces = {kind.resource: book.fonts[kind.face] for kind in part.types}
    for slot in part.slots:
        if slot.page < len(pages):
            number = slot.number + offset
            stream = book.pdf.make_stream(slot.renumbered(number))
            pages[slot.page].Contents[slot.stream] = stream
            font = faces[slot.resource]
            for digit in set(str(number)):
                glyph = slot.digits[int(digit)]
                font.widths.setdefault(glyph, slot.width)
                font.texts.setdefault(glyph, digit)


def _take_tags(book: _Gathering, pages: Sequence[Object], root: Object) -> None:
    """Hang a part's tags below the book's, and count their keys on from the part before."""
    keys = root.ParentTree.Nums
    base = book.next_parent
    for at in range(0, len(keys), 2):
        key = int(keys[at])
        book.parents += [base + key, keys[at + 1]]
        book.next_parent = max(book.next_parent, base + key + 1)
    for page in pages:
        page.StructParents = base + int(page.StructParents)
        for link in page.get("/Annots", Array()):
            if "/StructParent" in link:
                link.StructParent = base + int(link.StructParent)
    for tag in root.K[0].K:
        tag.P = book.document
        book.tags.append(tag)


@contextmanager
def _opened(part: Part) -> Iterator[pikepdf.Pdf]:
    try:
        source = pikepdf.open(BytesIO(part.pdf), attempt_recovery=False)
    except pikepdf.PdfError as error:
        raise ValueError(f"this is no laid-out part of a book: {error}") from error
    with source:
        yield source


def _take(book: _Gathering, placed: Placed) -> None:
    """Carry a part's pages over."""
    part = placed.part
    with _opened(part) as source:
        pages = [book.pdf.copy_foreign(page.obj) for page in source.pages]
        root = book.pdf.copy_foreign(source.Root.StructTreeRoot)
        _share_images(book, pages[0].Resources)
        _share_fonts(book, pages[0].Resources, part)
        _renumber(book, pages, placed)
        _take_tags(book, pages, root)
    shown = pages[: placed.length]
    book.pages += shown
    for anchor in part.anchors:
        book.anchors.setdefault(anchor.name, (pages[anchor.page], anchor))
    book.bookmarks += [(pages[mark.page], mark) for mark in part.bookmarks]


# -- what is made for the whole book ---------------------------------------------------------------


def _destination(page: Object, x: float, y: float) -> Array:
    return Array([page, Name.XYZ, round(x, 3), round(y, 3), 0])


def _names(book: _Gathering) -> Dictionary:
    """Every place by its name, in the order of bytes."""
    names = Array()
    for name, (page, anchor) in sorted(book.anchors.items()):
        names.extend([String(name), _destination(page, anchor.x, anchor.y)])
    return Dictionary(Dests=Dictionary(Names=names))


@dataclass(slots=True)
class _Line:
    """A line of the outline with those below it."""

    object: Object
    level: int
    below: list[_Line] = field(default_factory=list)


def _link_up(parent: Object, lines: Sequence[_Line]) -> int:
    """Chain the lines below one; how many show with all that is below them."""
    for before, after in pairwise(lines):
        before.object.Next, after.object.Prev = after.object, before.object
    shown = len(lines)
    for line in lines:
        line.object.Parent = parent
        shown += _link_up(line.object, line.below)
    if lines:
        parent.First, parent.Last = lines[0].object, lines[-1].object
    parent.Count = shown
    return shown


def _outline(book: _Gathering) -> Object | None:
    root = _Line(book.pdf.make_indirect(Dictionary(Type=Name.Outlines)), 0)
    path = [root]
    for page, mark in book.bookmarks:
        entry = Dictionary(Title=String(mark.title), Dest=_destination(page, mark.x, mark.y))
        line = _Line(book.pdf.make_indirect(entry), mark.level)
        while path[-1].level >= line.level:
            path.pop()
        path[-1].below.append(line)
        path.append(line)
    _link_up(root.object, root.below)
    return root.object if root.below else None


def _labels(front: int, covers: int) -> Dictionary:
    """The numbers that are printed, for a viewer to show; the cover's pages have none."""
    cover = [0, Dictionary(P=String("Cover"))] if covers else []
    roman = [covers, Dictionary(S=Name.r)] if front > covers else []
    return Dictionary(Nums=Array([*cover, *roman, front, Dictionary(S=Name.D)]))


def _moment(moment: datetime | None) -> str:
    """A date as PDF has it, in UTC wherever the book is made."""
    if moment is None:
        return ""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return f"D:{aware.astimezone(UTC):%Y%m%d%H%M%SZ}"


def _information(meta: BookMeta, engine: str) -> dict[str, str]:
    authors = dict.fromkeys(person.name for person in meta.creators if person.role == "aut")
    modified = _moment(meta.modified)
    said = {
        "/Producer": f"WeasyPrint {engine}",
        "/Title": both(meta.title, meta.order),
        "/Author": ", ".join(authors),
        "/Subject": both(meta.description, meta.order),
        "/Keywords": ", ".join(meta.subjects),
        "/Creator": meta.generator,
        "/CreationDate": modified,
        "/ModDate": modified,
    }
    return {key: value for key, value in said.items() if value}


def _finish(book: _Gathering, meta: BookMeta, before: tuple[int, int]) -> None:
    """Write the root of the book; `before` are the pages before page 1, and those of the cover."""
    pdf, root = book.pdf, book.pdf.Root
    book.document.K = Array(book.tags)
    tree = pdf.make_indirect(Dictionary(Nums=Array(book.parents)))
    tags = Dictionary(Type=Name.StructTreeRoot, ParentTree=tree, K=Array([book.document]))
    root.StructTreeRoot = pdf.make_indirect(tags)
    book.document.P = root.StructTreeRoot
    root.MarkInfo = Dictionary(Marked=True)
    root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    root.Lang = String(meta.order.languages[0].tag)
    root.Names = _names(book)
    outline = _outline(book)
    if outline is not None:
        root.Outlines = outline
    root.PageLabels = _labels(*before)
    root.PageLayout = Name.TwoPageRight
    root.PageMode = Name.UseOutlines


def _digests(faces: Iterable[Face]) -> dict[str, Face]:
    return {sha256(face.path.read_bytes()).hexdigest(): face for face in faces}


def _saved(book: _Gathering, meta: BookMeta) -> bytes:
    identifier = meta.identifier or f"{meta.slug}\n{meta.title.en}\n{meta.title.zh}"
    first = sha256(identifier.encode()).hexdigest()[:32].encode()
    book.pdf.trailer.ID = Array([String(first), String(first)])
    out = BytesIO()
    pikepdf.settings.set_flate_compression_level(_QUICK)
    book.pdf.save(
        out,
        force_version="1.7",
        object_stream_mode=pikepdf.ObjectStreamMode.generate,
        deterministic_id=True,
    )
    return out.getvalue()


def assemble(  # noqa: PLR0913  all that the parts themselves do not know
    parts: Iterable[Placed],
    meta: BookMeta,
    faces: tuple[Face, ...],
    front: int,
    *,
    covers: int = 0,
    edition: Edition = EDITION,
) -> bytes:
    """Bind the parts in the order of the book; `front` is the number of pages before page 1.

    The first `covers` of these are the cover's. What the edition asks of a finished file is done
    at the end.

    Raises ValueError where a part uses a face that is none of `faces`.
    """
    pdf = pikepdf.new()
    document = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name.Document))
    book = _Gathering(pdf, document)
    engine = ""
    for placed in parts:
        engine = placed.part.engine
        _take(book, placed)
    for page in book.pages:
        pdf.pages.append(pikepdf.Page(page))
    known = _digests(faces)
    for digest, font in book.fonts.items():
        if digest not in known:
            raise ValueError(f"a part was laid out with a face that is not here: {font.type.name}")
        _finish_font(pdf, font, known[digest])
    _finish(book, meta, (front, covers))
    information = pdf.docinfo
    for key, value in _information(meta, engine).items():
        information[key] = String(value)
    finish(pdf, edition)
    return _saved(book, meta)
