"""Every file of a shelf, by its path on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from publisher.model import Bilingual
from publisher.qr import qr_svg
from publisher.write.shelf.atom import atom
from publisher.write.shelf.opds2 import opds2
from publisher.write.shelf.page import page
from publisher.write.shelf.places import Places, places
from publisher.write.shelf.records import Record

_TITLE = Bilingual("The Shelf", "书架")


def _title(records: Sequence[Record]) -> Bilingual:
    """The shelf's name: that of its publisher where all books have the same one."""
    publishers = {record.meta.publisher for record in records}
    only = publishers.pop() if len(publishers) == 1 else ""
    return Bilingual(f"{only}: {_TITLE.en}", f"{only}·{_TITLE.zh}") if only else _TITLE


def _codes(records: Sequence[Record], there: Places) -> dict[str, tuple[str, bytes]]:
    """A QR code for each book, by its folder; a code needs an address that begins at the network.

    An address too long for a code leaves that book without one.
    """
    codes: dict[str, tuple[str, bytes]] = {}
    for record in records if there.base else ():
        try:
            code = qr_svg(there.to(record.copies[0].name))
        except ValueError:
            continue
        codes[record.folder] = (f"{record.folder}/qr.svg", code)
    return codes


def write_shelf(records: Sequence[Record], base_url: str = "") -> Mapping[str, bytes]:
    """The files of a shelf of at least one book.

    `base_url` is the address under which the folder will be found: with it the feeds have absolute
    addresses and the page has QR codes.
    """
    there, title = places(base_url), _title(records)
    codes = _codes(records, there)
    files = {copy.name: copy.data for record in records for copy in record.copies}
    files |= {record.cover.name: record.cover.data for record in records if record.cover}
    files |= dict(codes.values())
    return files | {
        "opds.xml": atom(records, title, there),
        "opds.json": opds2(records, title, there),
        "index.html": page(records, title, there, {key: name for key, (name, _) in codes.items()}),
    }
