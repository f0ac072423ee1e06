"""A finished book as the shelf knows it: what it is called, its files, its cover."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from posixpath import join, normpath
from urllib.parse import unquote
from xml.etree import ElementTree as ET
from zipfile import BadZipFile, ZipFile

from publisher.model import PROFILES, Bilingual, BookMeta
from publisher.titles import slug_of
from publisher.write.epub.package import identifier, modified
from publisher.write.epub.profiles import profile_of

_EPUB, _PDF = "application/epub+zip", "application/pdf"
_CONTAINER = "META-INF/container.xml"
_OPF = "{http://www.idpf.org/2007/opf}"
_ROOTFILE = "{urn:oasis:names:tc:opendocument:xmlns:container}rootfile"
_PICTURES = {"image/jpeg": "jpg", "image/png": "png", "image/gif": "gif"}
"""The types of picture that OPDS lets a catalogue show."""

_LABELS = {
    "standard": Bilingual("EPUB for any reader", "通用 EPUB"),
    "kobo": Bilingual("EPUB for Kobo", "Kobo 版 EPUB"),
    "kindle": Bilingual("EPUB for Kindle", "Kindle 版 EPUB"),
    "zh": Bilingual("EPUB for Chinese apps", "国内阅读软件版 EPUB"),
}
"""What the EPUB of each of `PROFILES` is called."""

_PRINT = Bilingual("PDF for print", "打印用 PDF")

_TAKEN = frozenset({"index.html", "opds.xml", "opds.json"})


@dataclass(frozen=True, slots=True)
class Copy:
    """One file of a book that may be fetched."""

    name: str
    """Its path on the shelf, with forward slashes."""

    media_type: str
    label: Bilingual
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Cover:
    """The picture of a book's cover."""

    name: str
    """Its path on the shelf."""

    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Record:
    """One book of the shelf."""

    meta: BookMeta
    folder: str
    """Its folder on the shelf and its id on the page; no other book has it, in any case."""

    identifier: str
    modified: datetime
    """Aware, in UTC."""

    copies: tuple[Copy, ...]
    """What can be fetched, the EPUB for every reader first."""

    cover: Cover | None = None

    @property
    def title(self) -> Bilingual:
        """The title, or the folder's name where the book has none."""
        return self.meta.title or Bilingual(en=self.folder)


def _label(name: str, slug: str) -> tuple[int, Bilingual]:
    """Where a file of a book stands in the list, and what it is."""
    if name.endswith(".pdf"):
        return len(PROFILES), _PRINT
    profile = profile_of(name, slug)
    return PROFILES.index(profile), _LABELS[profile]


def _copies(folder: str, slug: str, files: Iterable[tuple[str, bytes]]) -> Iterator[Copy]:
    for name, data in sorted(files, key=lambda file: (_label(file[0], slug)[0], file[0])):
        media_type = _PDF if name.endswith(".pdf") else _EPUB
        yield Copy(f"{folder}/{name}", media_type, _label(name, slug)[1], data)


def _cover_in(archive: ZipFile, folder: str) -> Cover | None:
    rootfile = next(ET.fromstring(archive.read(_CONTAINER)).iter(_ROOTFILE))  # noqa: S314  our own book
    opf = rootfile.get("full-path", "")
    for item in ET.fromstring(archive.read(opf)).iter(f"{_OPF}item"):  # noqa: S314  our own book
        kind = item.get("media-type", "")
        if "cover-image" in item.get("properties", "").split() and kind in _PICTURES:
            inside = normpath(join(opf, "..", unquote(item.get("href", ""))))
            return Cover(f"{folder}/cover.{_PICTURES[kind]}", kind, archive.read(inside))
    return None


def _cover_of(folder: str, epub: bytes) -> Cover | None:
    """The picture that an EPUB names as its cover, if a catalogue may show it."""
    try:
        with ZipFile(BytesIO(epub)) as archive:
            return _cover_in(archive, folder)
    except (BadZipFile, KeyError, StopIteration, ET.ParseError):
        return None  # a book without a readable cover gets one in type


def _folder(slug: str, taken: frozenset[str]) -> str:
    """A name that no book before has; letters that differ in case alone are the same on disks."""
    plain = slug_of(slug) or "book"
    names = (plain, *(f"{plain}-{number}" for number in range(2, len(taken) + 3)))
    return next(name for name in names if name.casefold() not in taken)


def record(meta: BookMeta, files: Iterable[tuple[str, bytes]], taken: Iterable[str] = ()) -> Record:
    """A book for the shelf, of what it says about itself and its files (name and bytes).

    `taken` are the folders of the books before it: of two books with one slug, the second gets a
    number.
    """
    folder = _folder(meta.slug, frozenset(name.casefold() for name in (*_TAKEN, *taken)))
    copies = tuple(_copies(folder, meta.slug, files))
    epub = next((copy.data for copy in copies if copy.media_type == _EPUB), b"")
    cover = _cover_of(folder, epub)
    return Record(meta, folder, identifier(meta), modified(meta), copies, cover)
