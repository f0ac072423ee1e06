"""What Send to Kindle refuses or spoils, looked for before a book is sent there.

The limits are those of Amazon's Kindle Publishing Guidelines and of the Send to Kindle page; the
conversion itself happens there, and nobody can see it from here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from zipfile import ZipFile

from publisher.language import Language
from publisher.pictures import size
from publisher.problems import Place, Problem, Problems
from publisher.write.epub.scan.addresses import addresses
from publisher.write.epub.scan.facts import dangling
from publisher.write.epub.scan.languages import languages_said, wrong_language
from publisher.write.epub.scan.reopen import File, Reopened, Spot, reopen

LARGEST_BOOK = 200_000_000
"""Bytes that Send to Kindle takes (its page on the web; by mail it is 50 MB)."""

LARGEST_IMAGE = 5_000_000
"""Bytes of one picture in a book."""

SMALLEST_COVER = (625, 1000)
BEST_COVER = (1600, 2560)
"""Pixels of a cover, width and height."""

_PICTURES = (".gif", ".jpg", ".png", ".svg")
_COMMENT = re.compile(rb"<!--(.*?)-->", re.DOTALL)
_TAGS = frozenset(language.tag for language in Language)
_OURS = "This is a defect of this program: please report it, with the post if you can."


# -- what the pages must be ------------------------------------------------------------------------


def _fragments(book: Reopened, _data: bytes) -> Iterator[Problem]:
    ids = {(file.name, spot.attrs["id"]) for file, spot in book.spots() if "id" in spot.attrs}
    for place, message in dangling(addresses(book), book.names, ids):
        yield Problem("K001", place, message, _OURS)


def _languages(book: Reopened, _data: bytes) -> Iterator[Problem]:
    for rule in (languages_said, wrong_language):
        yield from (Problem("K002", place, message, _OURS) for place, message in rule(book))
    for file in book.pages():
        root = file.spots[0]
        if root.language not in _TAGS:
            message = f"a page in the language “{root.language}”"
            yield Problem("K002", file.place(root), message, _OURS)


def _navigation(book: Reopened, _data: bytes) -> Iterator[Problem]:
    items = [spot for _, spot in book.spots() if spot.tag == "item"]
    has_nav = any("nav" in spot.attrs.get("properties", "").split() for spot in items)
    has_ncx = any(spot.attrs.get("media-type") == "application/x-dtbncx+xml" for spot in items)
    if not (has_nav and has_ncx):
        yield Problem("K003", Place("EPUB/content.opf"), "the book has no contents", _OURS)


def _comments(_book: Reopened, data: bytes) -> Iterator[Problem]:
    with ZipFile(BytesIO(data)) as archive:
        for name in archive.namelist():
            if not name.endswith((".xhtml", ".svg", ".opf", ".ncx")):
                continue
            content = archive.read(name)
            for found in _COMMENT.finditer(content):
                if b"--" in found[1]:
                    line = content[: found.start()].count(b"\n") + 1
                    yield Problem("K004", Place(name, line), "two hyphens in a comment", _OURS)


def _is_entry(spot: Spot) -> bool:
    return bool({"entry", "footnote"} & set(spot.classes))


def _is_back(spot: Spot) -> bool:
    return "doc-backlink" in spot.roles


def _late(file: File) -> Iterator[int]:
    """Entries that have a way back and do not open with it."""
    spots = file.spots
    opened: dict[int, bool] = {}
    for owner, words in file.runs:
        if not words.strip():
            continue
        line = list(file.line_up(owner))
        is_back = any(_is_back(spots[index]) for index in line)
        for index in line:
            if _is_entry(spots[index]):
                opened.setdefault(index, is_back)
    backs = (index for index, spot in enumerate(spots) if _is_back(spot))
    answered = {index for back in backs for index in file.line_up(back)}
    return (index for index, is_first in opened.items() if not is_first and index in answered)


def _ways_back(book: Reopened, _data: bytes) -> Iterator[Problem]:
    message, hint = "an entry does not open with its way back", "Make it with --profile kindle."
    for file in book.pages():
        for index in _late(file):
            yield Problem("K005", file.place(file.spots[index]), message, hint)


# -- how large things are --------------------------------------------------------------------------


def _covers(book: Reopened) -> Iterator[Spot]:
    for _, spot in book.spots():
        if spot.tag == "item" and "cover-image" in spot.attrs.get("properties", "").split():
            yield spot


def _cover(book: Reopened, data: bytes) -> Iterator[Problem]:
    best = "{} × {}".format(*BEST_COVER)
    place, hint = Place("book.yaml"), f"Name one of {best} pixels under `cover`."
    found = next(_covers(book), None)
    if found is None:
        yield Problem("K006", place, "the book has no cover", f"{hint[:-1]}, or leave that out.")
        return
    with ZipFile(BytesIO(data)) as archive:
        width, height = size(archive.read(f"EPUB/{found.attrs['href']}"))
    if width < SMALLEST_COVER[0] or height < SMALLEST_COVER[1]:
        least = "{} × {}".format(*SMALLEST_COVER)
        message = f"the cover has {width} × {height} pixels, fewer than {least}"
        yield Problem("K006", place, message, hint)


def _book_size(_book: Reopened, data: bytes) -> Iterator[Problem]:
    if len(data) > LARGEST_BOOK:
        message = f"the book has {len(data) // 1_000_000} MB, more than {LARGEST_BOOK // 1_000_000}"
        hint = "Leave pictures out, or make two books of it."
        yield Problem("K007", Place("book.yaml"), message, hint)


def _image_sizes(_book: Reopened, data: bytes) -> Iterator[Problem]:
    with ZipFile(BytesIO(data)) as archive:
        for entry in archive.infolist():
            if entry.filename.endswith(_PICTURES) and entry.file_size > LARGEST_IMAGE:
                message = f"a picture of {entry.file_size / 1_000_000:.1f} MB"
                hint = f"{LARGEST_IMAGE // 1_000_000} MB is the limit: save it smaller."
                yield Problem("K008", Place(entry.filename), message, hint)


_RULES: tuple[Callable[[Reopened, bytes], Iterator[Problem]], ...] = (
    _fragments,
    _languages,
    _navigation,
    _comments,
    _ways_back,
    _cover,
    _book_size,
    _image_sizes,
)


def preflight(data: bytes) -> Problems:
    """Look through a packed EPUB that is to be sent to a Kindle: problems K001 to K008.

    Places name files inside the book, or book.yaml where the author decides.
    """
    book = reopen(data)
    return tuple(problem for rule in _RULES for problem in rule(book, data))
