"""File names inside an EPUB, and in which file each id of the book stands.

Names are lower-case ASCII: EPUBCheck remarks on other letters, some readers lose them, and two
names that differ in case alone are one name on some disks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import blake2s
from posixpath import join, split, splitext

from publisher.model import Resource, Sheet, Sheets
from publisher.pictures import ending
from publisher.xhtml import walk

FOLDER = "EPUB"
"""The folder of the archive in which the package document and all files stand."""

NAV = "nav.xhtml"
NCX = "toc.ncx"
STYLE = "css/book.css"

_PLAIN = re.compile(r"[a-z0-9][a-z0-9_.-]{0,59}")
_TAKEN = frozenset({"nav"})
_MOST = 40


@dataclass(frozen=True, slots=True)
class Names:
    """Where everything of a book stands, by paths relative to the package document."""

    pages: Mapping[str, str]
    """`Sheet.name` → its file."""

    ids: Mapping[str, str]
    """An id anywhere in the book → the file it stands in."""

    images: Mapping[str, str]
    """`Resource.name` → its file."""


def _plain(name: str) -> str:
    """A name fit for a file; one that had to change ends in a digest of what it was."""
    if _PLAIN.fullmatch(name) and name not in _TAKEN:
        return name
    ascii_only = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    kept = re.sub("[^a-z0-9]+", "-", ascii_only)[:_MOST].strip("-")
    digest = blake2s(name.encode(), digest_size=4).hexdigest()
    return f"{kept}-{digest}" if kept else digest


def plain_page(name: str) -> str:
    """The file of the sheet of this name; that of the contents has a name of its own."""
    return f"{_plain(name)}.xhtml"


def page_file(sheet: Sheet) -> str:
    """The file of a sheet."""
    return NAV if sheet.kind == "contents" else plain_page(sheet.name)


def _image(resource: Resource) -> str:
    """Its own name, with the ending of what it is now: some are converted."""
    folder, base = split(resource.name)
    return join(folder, f"{_plain(splitext(base)[0])}.{ending(resource.media_type)}")


def _ids(sheet: Sheet) -> Iterator[str]:
    """The ids of a sheet; of the contents only its own, since another list takes its place."""
    elements = [sheet.body] if sheet.kind == "contents" else walk(sheet.body)
    return (name for node in elements if (name := node.get("id")))


def name_files(sheets: Sheets) -> Names:
    """Give each sheet and image of a book its file."""
    return Names(
        {sheet.name: page_file(sheet) for sheet in sheets.sheets},
        {name: page_file(sheet) for sheet in sheets.sheets for name in _ids(sheet)},
        {resource.name: _image(resource) for resource in sheets.resources},
    )
