"""One page of an EPUB: shaped for its readers, serialised, deflated and looked through, alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from struct import Struct

from publisher.codec import decode, encode
from publisher.model import Edition, Outline, Sheet
from publisher.write.epub.names import FOLDER, Names, page_file
from publisher.write.epub.package import features
from publisher.write.epub.page import page
from publisher.write.epub.profiles import find_profile
from publisher.write.epub.profiles.zh import ICON
from publisher.write.epub.scan.facts import Facts, examine
from publisher.write.epub.zipping import Entry, deflated
from publisher.xhtml import walk

_HEAD = Struct("<III")


@dataclass(frozen=True, slots=True)
class Setting:
    """What a page needs to know of the book that it is for."""

    edition: Edition
    title: str
    """The book's, for a page that has none."""

    language: str
    images: tuple[tuple[str, str], ...]
    """The images that it may show, with their files."""

    def showing(self, wanted: Mapping[str, object]) -> Setting:
        """The same for a page that shows no images but those `wanted`, and those of its profile."""
        kept = tuple(row for row in self.images if row[0] in wanted or row[0] == ICON)
        return replace(self, images=kept)


@dataclass(frozen=True, slots=True)
class ChapterJob:
    """A sheet, and as much of the rest of the book as its links need to know."""

    sheet: Sheet
    links: tuple[tuple[str, str], ...]
    """The ids of other files that it leads to, with their files."""

    setting: Setting

    @property
    def name(self) -> str:
        """What the job is told of by."""
        return self.sheet.name


@dataclass(frozen=True, slots=True)
class Told:
    """What the rest of a book must know of a finished page."""

    facts: Facts
    features: tuple[str, ...] = ()
    """What it holds of which the package says something."""

    images: tuple[str, ...] = ()
    """Names of the images that it shows."""

    glossary: str = ""
    """The id of the first glossary on it."""

    outline: Outline | None = None
    """Its line of the contents, where that was made with it."""


@dataclass(frozen=True, slots=True)
class Chapter:
    """A finished page."""

    entry: Entry = field(repr=False)
    told: Told


def _targets(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """What a sheet's elements lead to and show: ids and names of images."""
    for node in walk(sheet.body):
        if node.tag == "a" and node.get("href").startswith("#"):
            yield "a", node.get("href")[1:]
        elif node.tag == "img":
            yield "img", node.get("src")


def job_of(sheet: Sheet, names: Names, setting: Setting) -> ChapterJob:
    """The job of one sheet of a book whose files have these `names`."""
    here = names.pages[sheet.name]
    found = dict.fromkeys(_targets(sheet))
    links = ((to, names.ids.get(to, here)) for kind, to in found if kind == "a")
    images = {to: None for kind, to in found if kind == "img"}
    away = tuple((to, there) for to, there in links if there != here)
    return ChapterJob(sheet, away, setting.showing(images))


def _told(sheet: Sheet, facts: Facts, outline: Outline | None) -> Told:
    elements = tuple(walk(sheet.body))
    images = dict.fromkeys(node.get("src") for node in elements if node.tag == "img")
    typed = (node for node in elements if "glossary" in node.get("epub:type").split())
    glossary = next((node.get("id") for node in typed if node.get("id")), "")
    return Told(facts, features(elements), tuple(images), glossary, outline)


def _packed(data: bytes, found: Told) -> bytes:
    entry, told = deflated(data), encode(Told, found)
    return _HEAD.pack(entry.checksum, entry.size, len(told)) + told + entry.data


def finished(
    sheet: Sheet,
    links: tuple[tuple[str, str], ...],
    setting: Setting,
    outline: Outline | None = None,
) -> bytes:
    """A sheet as a finished page, with what is told of it; `unpacked` reads the result."""
    shaped = find_profile(setting.edition.profile).page(sheet, setting.edition)
    sheet = replace(sheet, body=shaped)
    here = page_file(sheet)
    names = Names({sheet.name: here}, dict(links), dict(setting.images))
    data = page(sheet, names, setting.title, setting.language)
    facts = examine(f"{FOLDER}/{here}", data)
    return _packed(data, _told(sheet, facts, outline))


def chapter(job: ChapterJob) -> bytes:
    """Make one page; `unpacked` reads the result."""
    return finished(job.sheet, job.links, job.setting)


@dataclass(frozen=True, slots=True)
class FileJob:
    """A file of the archive that is no page of the book, such as its list of contents."""

    name: str
    """In the archive."""

    data: bytes = field(repr=False)


def looked_through(job: FileJob) -> bytes:
    """Deflate a file and look through it; `unpacked` reads the result."""
    return _packed(job.data, Told(examine(job.name, job.data)))


def unpacked(result: bytes) -> Chapter:
    """What `finished` or `looked_through` has come to."""
    checksum, size, length = _HEAD.unpack_from(result)
    end = _HEAD.size + length
    told = decode(Told, result[_HEAD.size : end])
    return Chapter(Entry(checksum, size, result[end:]), told)
