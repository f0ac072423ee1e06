"""Finished files → one EPUB; the only importer of `ebooklib`.

EbookLib re-parses and reformats XHTML, so it gets finished bytes and is left the package document,
the container and the manifest. Its archive carries the clock, so it is packed anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from zipfile import ZipFile

from publisher.codec import decode, encode
from publisher.jobs import Runner
from publisher.problems import Problems
from publisher.write.epub.chapter import Chapter, FileJob, Told, looked_through, unpacked
from publisher.write.epub.names import FOLDER
from publisher.write.epub.package import Datum
from publisher.write.epub.scan import examine, problems_in
from publisher.write.epub.zipping import archive, deflated, inflated, stored

_OPF = f"{FOLDER}/content.opf"
_FIRST = ("mimetype", "META-INF/container.xml")
_NAMING_ALL = (".xhtml", ".ncx", ".opf")
"""Endings of the files that list all others, so far as they are no pages made before."""

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

    chapter: Chapter | None = field(default=None, repr=False)
    """The file in place of `data` where it comes deflated and looked through."""

    @property
    def content(self) -> bytes:
        """The file, however it came."""
        return inflated(self.chapter.entry) if self.chapter else self.data


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


# -- what EbookLib writes --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class PackageJob:
    """A package that is to be described: all of it but the content of its files."""

    metadata: tuple[Datum, ...]
    files: tuple[tuple[str, str, str, tuple[str, ...]], ...]
    """Id, name, media type and properties of each part."""

    spine: tuple[tuple[str, bool], ...]
    language: str
    identifier: str
    modified: datetime

    @property
    def name(self) -> str:
        """What the job is told of by."""
        return "package document"


@dataclass(frozen=True, slots=True)
class Described:
    """The files that describe a package, as text."""

    mimetype: str
    container: str
    opf: str


def _attrs(datum: Datum) -> dict[str, str]:
    return {_XML_LANG if name == "xml:lang" else name: value for name, value in datum.attrs}


def _archive(job: PackageJob) -> bytes:
    """The archive as EbookLib writes it, with empty files."""
    from ebooklib import epub

    book = epub.EpubBook()
    # A new book holds EbookLib's own name and a random identifier.
    book.metadata = {}
    book.uid = job.identifier
    for datum in job.metadata:
        prefix, _, name = datum.name.rpartition(":")
        book.add_metadata("DC" if prefix else "OPF", name, datum.value, _attrs(datum))
    for key, name, media_type, properties in job.files:
        # The files themselves are not for EbookLib, which would deflate them for nothing.
        item = epub.EpubItem(key, name, media_type, b"")
        item.properties = list(properties)
        book.add_item(item)
    book.spine = [(key, "yes" if linear else "no") for key, linear in job.spine]
    options = {"epub3_pages": False, "mtime": job.modified, "raise_exceptions": True}
    target = BytesIO()
    epub.write_epub(target, book, options)
    return target.getvalue()


def _with_language(opf: str, language: str) -> str:
    """The package document with the language that EbookLib cannot give it."""
    return opf.replace("<package ", f'<package xml:lang="{language}" ', 1)


def described(job: PackageJob) -> bytes:
    """Write what describes a package: a `Described`, encoded."""
    with ZipFile(BytesIO(_archive(job))) as source:
        mimetype, container, opf = (source.read(name).decode() for name in (*_FIRST, _OPF))
    return encode(Described, Described(mimetype, container, _with_language(opf, job.language)))


def _own(package: Package, run: Runner) -> dict[str, bytes]:
    """What EbookLib writes, the container and the package document; and what stands beside it."""
    job = PackageJob(
        package.metadata,
        tuple((part.id, part.name, part.media_type, part.properties) for part in package.parts),
        package.spine,
        package.language,
        package.identifier,
        package.modified,
    )
    (result,) = run(described, [job])
    found = decode(Described, result)
    texts = zip((*_FIRST, _OPF), (found.mimetype, found.container, found.opf), strict=True)
    return {name: text.encode() for name, text in texts} | dict(package.beside)


# -- the archive -----------------------------------------------------------------------------------


def _in_order(names: Iterable[str]) -> list[str]:
    """Put `mimetype` first, as the standard asks, then the container, then the rest by name."""
    return [*_FIRST, *sorted(set(names) - set(_FIRST))]


def _lists(files: Mapping[str, bytes], run: Runner) -> dict[str, Chapter]:
    """The files that name every page, looked through; most changes of a post do not reach them."""
    jobs = [FileJob(name, data) for name, data in files.items() if name.endswith(_NAMING_ALL)]
    made = map(unpacked, run(looked_through, jobs))
    return {job.name: found for job, found in zip(jobs, made, strict=True)}


def _looked_through(name: str, data: bytes) -> Chapter:
    """Any other file, which is small or no text, deflated and looked through here and now."""
    entry = stored(data) if name == _FIRST[0] else deflated(data)
    return Chapter(entry, Told(examine(name, data)))


def pack(package: Package, run: Runner) -> tuple[bytes, Problems]:
    """The EPUB: one package gives one sequence of bytes, whatever the clock and the folder.

    Every file is looked through, those that come deflated excepted, which were when they were
    made; the problems are what the scan found. `run` writes the package document, and looks through
    the files that name all others.
    """
    inside = {f"{FOLDER}/{part.name}": part for part in package.parts}
    files = _own(package, run) | {n: part.data for n, part in inside.items() if not part.chapter}
    done = {name: part.chapter for name, part in inside.items() if part.chapter}
    done |= _lists(files, run)
    done |= {name: _looked_through(name, files[name]) for name in files if name not in done}
    names = _in_order(done)
    book = archive([(name, done[name].entry) for name in names])
    return book, problems_in([done[name].told.facts for name in names])
