"""Finished files → one EPUB; the only importer of `ebooklib`.

EbookLib re-parses and reformats XHTML, so it gets finished bytes and is left the package document,
the container and the manifest. Its archive carries the clock, so it is packed anew.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

from publisher.frozen import frozen
from publisher.problems import Problems
from publisher.write.epub.chapter import Chapter
from publisher.write.epub.names import FOLDER
from publisher.write.epub.package import Datum
from publisher.write.epub.scan import Facts, examine, problems_in
from publisher.write.epub.zipping import Entry, archive, deflated, inflated, stored

_OPF = f"{FOLDER}/content.opf"
_FIRST = ("mimetype", "META-INF/container.xml")
_XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@frozen
class Part:
    """One file of the package, finished."""

    id: str
    name: str
    """Path relative to the package document."""

    media_type: str
    data: bytes = field(repr=False)
    properties: tuple[str, ...] = ()
    """Its properties in the manifest: `nav`, `svg`, `mathml`, `cover-image`."""

    chapter: Chapter | None = field(default=None, repr=False)
    """The file in place of `data` where it comes deflated and looked through."""

    @property
    def content(self) -> bytes:
        """The file, however it came."""
        return inflated(self.chapter.entry) if self.chapter else self.data


@frozen
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
    """The archive as EbookLib writes it, with empty files."""
    from ebooklib import epub

    book = epub.EpubBook()
    # A new book holds EbookLib's own name and a random identifier.
    book.metadata = {}
    book.uid = package.identifier
    for datum in package.metadata:
        prefix, _, name = datum.name.rpartition(":")
        book.add_metadata("DC" if prefix else "OPF", name, datum.value, _attrs(datum))
    for part in package.parts:
        # The files themselves are not for EbookLib, which would deflate them for nothing.
        item = epub.EpubItem(part.id, part.name, part.media_type, b"")
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


def _in_order(names: Iterable[str]) -> list[str]:
    """Put `mimetype` first, as the standard asks, then the container, then the rest by name."""
    return [*_FIRST, *sorted(set(names) - set(_FIRST))]


def _examined(name: str, entry: Entry) -> Facts:
    """What the scan says of a file that nobody has looked through yet."""
    return examine(name, inflated(entry))


def _own(package: Package) -> dict[str, Entry]:
    """What EbookLib writes, the container and the package document; and what stands beside it."""
    with ZipFile(BytesIO(_packed(package))) as source:
        data = {name: source.read(name) for name in (*_FIRST, _OPF)}
    data[_OPF] = _with_language(data[_OPF], package.language)
    entries = {name: deflated(content) for name, content in (*data.items(), *package.beside)}
    return {**entries, _FIRST[0]: stored(data[_FIRST[0]])}


def pack(package: Package) -> tuple[bytes, Problems]:
    """The EPUB: one package gives one sequence of bytes, whatever the clock and the folder.

    Every file is looked through, those that come deflated excepted, which were when they were
    made; the problems are what the scan found.
    """
    entries, facts = _own(package), {}
    for part in package.parts:
        name = f"{FOLDER}/{part.name}"
        entries[name] = part.chapter.entry if part.chapter else deflated(part.data)
        if part.chapter:
            facts[name] = part.chapter.told.facts
    names = _in_order(entries)
    book = archive([(name, entries[name]) for name in names])
    known = [facts.get(name) or _examined(name, entries[name]) for name in names]
    return book, problems_in(known)
