"""A PDF file written object by object (ISO 32000-1, 7.5), of which nothing is kept but places.

What is not a stream goes into streams of objects, a few hundred at a time, as soon as it is known;
so the memory for a book is that of its file and of a row of seven bytes for each object.
"""

from __future__ import annotations

import zlib
from hashlib import sha256
from io import BytesIO
from struct import Struct

import pydyf

_HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
_ROW = Struct(">BIH")
"""A row of the table: what kind of place, and the two numbers that tell it (7.5.8.3)."""

_FREE, _AT, _AMONG = 0, 1, 2
_NEVER_AGAIN = 65535
_TOGETHER = 250
"""Objects in one stream: more press better, and a reader has to unpack all of them for one."""

_QUICK = 6
"""How hard is pressed: the last bit would take a sixth of the assembly, and save a hundredth."""

_UP = b"\x02"
"""Before a row that is written as the differences from the row above."""

_ID = 16


def _differences(table: bytes) -> bytes:
    """Each byte of a row less the one above it (7.4.4.4): rows differ little from one another."""
    above = bytes(_ROW.size) + table
    found = bytes((here - there) & 0xFF for here, there in zip(table, above, strict=False))
    count = len(table) // _ROW.size
    rows = bytearray(count * (1 + _ROW.size))
    rows[:: 1 + _ROW.size] = _UP * count
    for column in range(_ROW.size):
        rows[1 + column :: 1 + _ROW.size] = found[column :: _ROW.size]
    return bytes(rows)


class File:
    """A PDF that grows at its end. Objects are reserved, then put, in any order."""

    def __init__(self) -> None:
        self._out = BytesIO()
        self._out.write(_HEADER)
        self._table = bytearray(_ROW.pack(_FREE, 0, _NEVER_AGAIN))
        self._waiting: list[tuple[int, bytes]] = []

    def reserve(self) -> int:
        """The number of an object that will be put."""
        self._table += bytes(_ROW.size)
        return len(self._table) // _ROW.size - 1

    def put(self, number: int, body: bytes) -> None:
        """Write an object that is no stream."""
        self._waiting.append((number, body))
        if len(self._waiting) == _TOGETHER:
            self._flush()

    def put_stream(self, number: int, entries: bytes, data: bytes) -> None:
        """Write a stream: its dictionary, which tells length and filter, and its data."""
        self._place(number, _AT, self._out.tell(), 0)
        self._out.write(b"%d 0 obj\n%b\nstream\n%b\nendstream\nendobj\n" % (number, entries, data))

    def add(self, value: pydyf.Object) -> bytes:
        """Write a `pydyf` dictionary or array as an object; gives the reference to it."""
        number = self.reserve()
        self.put(number, value.data)
        return reference(number)

    def add_stream(
        self, data: bytes, entries: dict[str, object] | None = None, *, level: int = _QUICK
    ) -> bytes:
        """Write data as a stream, pressed so hard (0: not at all); gives the reference to it."""
        number = self.reserve()
        self.put_data(number, data, entries, level=level)
        return reference(number)

    def put_data(
        self,
        number: int,
        data: bytes,
        entries: dict[str, object] | None = None,
        *,
        level: int = _QUICK,
    ) -> None:
        """Write data as a stream that was reserved; it is pressed if that makes it shorter."""
        said = dict(entries or {})
        pressed = zlib.compress(data, level) if level else data
        if level and len(pressed) < len(data):
            said["Filter"] = "/FlateDecode"
            data = pressed
        self.put_stream(number, pydyf.Dictionary(said | {"Length": len(data)}).data, data)

    def finished(self, root: bytes, info: bytes, identifier: bytes) -> bytes:
        """The file, with references to its root and its properties; `identifier` has 16 bytes."""
        self._flush()
        number = self.reserve()
        at = self._out.tell()
        self._place(number, _AT, at, 0)
        own = sha256(self._out.getbuffer()).digest()[:_ID]
        size = len(self._table) // _ROW.size
        table = zlib.compress(_differences(bytes(self._table)), _QUICK)
        entries = pydyf.Dictionary(
            {
                "Type": "/XRef",
                "Size": size,
                "W": pydyf.Array([1, 4, 2]),
                "Root": root,
                "Info": info,
                "ID": pydyf.Array(map(hexadecimal, (identifier, own))),
                "Filter": "/FlateDecode",
                "DecodeParms": pydyf.Dictionary({"Predictor": 12, "Columns": _ROW.size}),
                "Length": len(table),
            }
        )
        self._out.write(b"%d 0 obj\n%b\nstream\n" % (number, entries.data))
        self._out.write(table + b"\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n" % at)
        return self._out.getvalue()

    def _place(self, number: int, kind: int, first: int, second: int) -> None:
        _ROW.pack_into(self._table, number * _ROW.size, kind, first, second)

    def _flush(self) -> None:
        """Write the objects that wait, as one stream."""
        if not self._waiting:
            return
        around = self.reserve()
        at, places = 0, []
        for index, (number, body) in enumerate(self._waiting):
            self._place(number, _AMONG, around, index)
            places.append(b"%d %d" % (number, at))
            at += len(body) + 1
        head = b" ".join(places) + b"\n"
        body = b"\n".join(body for _, body in self._waiting)
        count = len(self._waiting)
        self._waiting.clear()
        said = {"Type": "/ObjStm", "N": count, "First": len(head)}
        self.put_data(around, head + body, said)


def reference(number: int) -> bytes:
    """What leads to an object."""
    return b"%d 0 R" % number


def hexadecimal(data: bytes) -> bytes:
    """A string of any bytes (7.3.4.3)."""
    return b"<%b>" % data.hex().encode()
