"""One page of an EPUB as a job: serialised, deflated and looked through, and alone in all that."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from struct import Struct

from publisher.codec import decode, encode
from publisher.model import Sheet
from publisher.write.epub.names import Names
from publisher.write.epub.page import page
from publisher.write.epub.scan.facts import Facts, examine
from publisher.write.epub.zipping import Entry, deflated
from publisher.xhtml import walk

_HEAD = Struct("<III")


@dataclass(frozen=True, slots=True)
class ChapterJob:
    """A sheet, and as much of the rest of the book as its links need to know."""

    sheet: Sheet
    path: str
    """Where its file stands in the archive."""

    page: str
    """Its file, relative to the package document."""

    links: tuple[tuple[str, str], ...]
    """The ids of other files that it leads to, with their files."""

    images: tuple[tuple[str, str], ...]
    """The images that it shows, with their files."""

    title: str
    language: str

    @property
    def name(self) -> str:
        """What the job is told of by."""
        return self.sheet.name


@dataclass(frozen=True, slots=True)
class Chapter:
    """A finished page."""

    entry: Entry = field(repr=False)
    facts: Facts


def _targets(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """What a sheet's elements lead to and show: ids and names of images."""
    for node in walk(sheet.body):
        if node.tag == "a" and node.get("href").startswith("#"):
            yield "a", node.get("href")[1:]
        elif node.tag == "img":
            yield "img", node.get("src")


def job_of(sheet: Sheet, names: Names, folder: str, title: str, language: str) -> ChapterJob:
    """The job of one sheet of a book whose files have these `names`."""
    here = names.pages[sheet.name]
    found = dict.fromkeys(_targets(sheet))
    links = ((to, names.ids.get(to, here)) for kind, to in found if kind == "a")
    images = ((to, names.images[to]) for kind, to in found if kind == "img" and to in names.images)
    return ChapterJob(
        sheet,
        f"{folder}/{here}",
        here,
        tuple((to, there) for to, there in links if there != here),
        tuple(images),
        title,
        language,
    )


def chapter(job: ChapterJob) -> bytes:
    """Make one page; `unpacked` reads the result."""
    names = Names({job.sheet.name: job.page}, dict(job.links), dict(job.images))
    data = page(job.sheet, names, job.title, job.language)
    entry, facts = deflated(data), encode(Facts, examine(job.path, data))
    return _HEAD.pack(entry.checksum, entry.size, len(facts)) + facts + entry.data


def unpacked(result: bytes) -> Chapter:
    """What a job of this module has come to."""
    checksum, size, length = _HEAD.unpack_from(result)
    end = _HEAD.size + length
    facts = decode(Facts, result[_HEAD.size : end])
    return Chapter(Entry(checksum, size, result[end:]), facts)
