"""Finished files → one EPUB; the only importer of `ebooklib`.

EbookLib re-parses and reformats XHTML, so it gets finished bytes and is left the package document,
the container and the manifest. Its archive carries the clock, so it is packed anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from publisher.write.epub.package import Datum

FOLDER = "EPUB"
"""The folder of the archive in which the package document and all files stand."""

_OPF = f"{FOLDER}/content.opf"
_FIRST = ("mimetype", "META-INF/container.xml")
_EPOCH = (1980, 1, 1, 0, 0, 0)
_FILE_MODE = 0o100644
_UNIX = 3
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@dataclass(frozen=True, slots=True)
class Part:
    """One file of the package, finished."""

    id: str
    name: str
    """Path relative to the package document."""

    media_type: str
    data: bytes = field(repr=False)
    properties: tuple[str, ...] = ()
    """Its properties in the manifest: `nav`, `svg`, `mathml`, `cover-image`."""


@dataclass(frozen=True, slots=True)
class Package:
    """An EPUB before it is packed."""

    metadata: tuple[Datum, ...]
    parts: tuple[Part, ...]
    spine: tuple[tuple[str, bool], ...]
    """Ids of the parts in reading order, and whether they are part of that order at all."""

    language: str
    """Tag of the metadata's own language."""

    identifier: str
    modified: datetime
    """Aware, in UTC."""

    beside: tuple[tuple[str, bytes], ...] = ()
    """Names and contents of files in the archive that are no part of the book."""


def _attrs(datum: Datum) -> dict[str, str]:
    return {_XML_LANG if name == "xml:lang" else name: value for name, value in datum.attrs}


def _packed(package: Package) -> bytes:
    """The archive as EbookLib writes it."""
    from ebooklib import epub

    book = epub.EpubBook()
    # A new book holds EbookLib's own name and a random identifier.
    book.metadata = {}
    book.uid = package.identifier
    for datum in package.metadata:
        prefix, _, name = datum.name.rpartition(":")
        book.add_metadata("DC" if prefix else "OPF", name, datum.value, _attrs(datum))
    for part in package.parts:
        item = epub.EpubItem(part.id, part.name, part.media_type, part.data)
        item.properties = list(part.properties)
        book.add_item(item)
    book.spine = [(key, "yes" if linear else "no") for key, linear in package.spine]
    options = {"epub3_pages": False, "mtime": package.modified, "raise_exceptions": True}
    target = BytesIO()
    epub.write_epub(target, book, options)
    return target.getvalue()


def _with_language(opf: bytes, language: str) -> bytes:
    """The package document with the language that EbookLib cannot give it."""
    return opf.replace(b"<package ", f'<package xml:lang="{language}" '.encode(), 1)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, _EPOCH)
    entry.create_system = _UNIX
    entry.external_attr = _FILE_MODE << 16
    entry.compress_type = ZIP_STORED if name == "mimetype" else ZIP_DEFLATED
    return entry


def _in_order(names: Iterable[str]) -> list[str]:
    """Put `mimetype` first, as the standard asks, then the container, then the rest by name."""
    return [*_FIRST, *sorted(set(names) - set(_FIRST))]


def pack(package: Package) -> bytes:
    """The EPUB: one package gives one sequence of bytes, whatever the clock and the folder."""
    target = BytesIO()
    with ZipFile(BytesIO(_packed(package))) as source, ZipFile(target, "w") as archive:
        beside = dict(package.beside)
        for name in _in_order((*source.namelist(), *beside)):
            data = beside[name] if name in beside else source.read(name)
            content = _with_language(data, package.language) if name == _OPF else data
            archive.writestr(_entry(name), content, compresslevel=9)
    return target.getvalue()
