"""New pages in the place of old ones in a finished EPUB, where no other file has to change."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from publisher.problems import unplaced
from publisher.write.epub.chapter import Chapter, unpacked
from publisher.write.epub.zipping import archive, entries


def _to_others(page: Chapter) -> object:
    """What a page tells the rest of its book: it does not matter in which line a thing stands."""
    return unplaced(replace(page.told, facts=replace(page.told.facts, spots=())))


def with_pages(book: bytes, pages: Iterable[tuple[bytes, bytes]]) -> bytes | None:
    """An EPUB in which nothing was wrong, with new pages for old ones (results of `finished`).

    None where a new page tells the others anything that the old one did not, or has a fault.
    """
    inside = dict(entries(book))
    for old, new in ((unpacked(old), unpacked(new)) for old, new in pages):
        facts = new.told.facts
        if facts.findings or inside[facts.path] != old.entry or _to_others(old) != _to_others(new):
            return None
        inside[facts.path] = new.entry
    return archive(list(inside.items()))
