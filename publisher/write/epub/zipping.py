"""Files → an archive, out of entries that are deflated one by one and need not be deflated again.

The layout is that of the ZIP specification (APPNOTE 6.3) without Zip64: an archive that would need
it is refused. Every entry has the same date and mode, so equal files make equal archives.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from struct import Struct, pack

_DEFLATED, _STORED = 8, 0
_VERSION = 20
_UNIX = 3
_FILE_MODE = 0o100644
_DATE = (1 << 5) | 1
"""The first of January 1980, in the bits of the format."""

_MOST_ENTRIES = 0xFFFF
_MOST_BYTES = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of an archive, ready to be written."""

    checksum: int
    """CRC-32 of the file."""

    size: int
    """Bytes of the file."""

    data: bytes = field(repr=False)
    """What the archive holds."""

    stored: bool = False
    """Whether that is the file as it is."""


def deflated(data: bytes) -> Entry:
    """A file made as small as deflate can make it."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return Entry(zlib.crc32(data), len(data), packer.compress(data) + packer.flush())


def stored(data: bytes) -> Entry:
    """A file as it is."""
    return Entry(zlib.crc32(data), len(data), data, stored=True)


def inflated(entry: Entry) -> bytes:
    """The file of an entry."""
    return entry.data if entry.stored else zlib.decompress(entry.data, -15)


_END = Struct("<4s4H2IH")
_LISTED = Struct("<4s6H3I5H2I")
_LOCAL = 30
"""Bytes before the name of an entry."""


def entries(book: bytes) -> Iterator[tuple[str, Entry]]:
    """The files of an archive that `archive` has made, with their names, in their order."""
    *_, count, _, at, _ = _END.unpack_from(book, len(book) - _END.size)
    for _ in range(count):
        row = _LISTED.unpack_from(book, at)
        checksum, packed, size, length = row[7:11]
        start, name = row[-1] + _LOCAL + length, at + _LISTED.size
        at = name + length
        data = book[start : start + packed]
        yield book[name:at].decode("ascii"), Entry(checksum, size, data, stored=row[4] == _STORED)


def _head(name: bytes, entry: Entry) -> bytes:
    """The fields that stand both before an entry and in the list at the end."""
    method = _STORED if entry.stored else _DEFLATED
    sizes = (entry.checksum, len(entry.data), entry.size)
    return pack("<HHHHHIIIHH", _VERSION, 0, method, 0, _DATE, *sizes, len(name), 0)


def archive(entries: Sequence[tuple[str, Entry]]) -> bytes:
    """The archive of these files, in this order; their names are plain ASCII.

    Raises ValueError where it would have more entries or bytes than the plain format can say.
    """
    body: list[bytes] = []
    index: list[bytes] = []
    offset = 0
    for name, entry in entries:
        plain = name.encode("ascii")
        head = _head(plain, entry)
        listed = pack("<HHHII", 0, 0, 0, _FILE_MODE << 16, offset)
        body += (b"PK\x03\x04", head, plain, entry.data)
        index += (b"PK\x01\x02", bytes((_VERSION, _UNIX)), head, listed, plain)
        offset += 4 + len(head) + len(plain) + len(entry.data)
    end = b"".join(index)
    if len(entries) > _MOST_ENTRIES or offset + len(end) > _MOST_BYTES:
        raise ValueError("the book is too large for one EPUB (4 GB or 65,535 files)")
    count = len(entries)
    return b"".join(
        (*body, end, pack("<4s4H2IH", b"PK\5\6", 0, 0, count, count, len(end), offset, 0))
    )
