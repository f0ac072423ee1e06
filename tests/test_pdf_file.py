"""The PDF file that is written object by object, read back by qpdf."""

from __future__ import annotations

import re
from io import BytesIO

import pikepdf
from hypothesis import given, settings
from hypothesis import strategies as st
from pydyf import Array, Dictionary, String

from publisher.write.pdf.file import File, reference
from tests.test_parts import recorded

ID = bytes(range(16))

values = st.recursive(
    st.integers(-(2**31), 2**31 - 1) | st.text(st.characters(exclude_categories=["Cs", "Cc"])),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.from_regex("[A-Z][a-z]{0,5}", fullmatch=True), inner, max_size=4)
    ),
    max_leaves=8,
)


def _said(value: object) -> object:
    """A value as pydyf has it."""
    if isinstance(value, str):
        return String(value)
    if isinstance(value, list):
        return Array([_said(one) for one in value])
    if isinstance(value, dict):
        return Dictionary({key: _said(one) for key, one in value.items()})
    return value


def _read(value: object) -> object:
    """A value as it was before, of what qpdf has read."""
    if isinstance(value, pikepdf.String):
        return str(value)
    if isinstance(value, pikepdf.Array):
        return [_read(one) for one in value]
    if isinstance(value, pikepdf.Dictionary):
        return {key[1:]: _read(one) for key, one in value.items()}
    return value


def _written(objects: list[object], streams: list[bytes]) -> bytes:
    """A file without pages that holds these."""
    file = File()
    root = file.reserve()
    kept = Array([file.add(Dictionary({"V": _said(value)})) for value in objects])
    data = Array([file.add_stream(one) for one in streams])
    pages = file.add(Dictionary({"Type": "/Pages", "Kids": Array(), "Count": 0}))
    said = {"Type": "/Catalog", "Pages": pages, "Kept": kept, "Data": data}
    file.put(root, Dictionary(said).data)
    return file.finished(reference(root), file.add(Dictionary({})), ID)


@given(st.lists(values, max_size=6), st.lists(st.binary(max_size=200), max_size=4))
@settings(deadline=None)
def test_what_is_written_is_read_back(objects: list[object], streams: list[bytes]) -> None:
    """Numbers, text in any script, arrays, dictionaries and streams of any bytes."""
    with pikepdf.open(BytesIO(_written(objects, streams)), attempt_recovery=False) as pdf:
        assert [_read(one.V) for one in pdf.Root.Kept] == objects
        assert [one.read_bytes() for one in pdf.Root.Data] == streams


def test_many_objects_go_into_several_streams() -> None:
    """A viewer does not have to unpack all of them for one."""
    data = _written(list(range(1000)), [])
    assert 4 <= len(re.findall(rb"/Type /ObjStm", data)) <= 6
    with pikepdf.open(BytesIO(data), attempt_recovery=False) as pdf:
        assert [int(one.V) for one in pdf.Root.Kept] == list(range(1000))


def test_a_file_says_what_it_is_made_of() -> None:
    """The second half of its identifier is another for another content."""
    one, other = _written(["a"], []), _written(["b"], [])
    found = [pikepdf.open(BytesIO(data)).trailer.ID for data in (one, other)]
    assert [bytes(pair[0]) for pair in found] == [ID, ID]
    assert bytes(found[0][1]) != bytes(found[1][1])


def _reached(pdf: pikepdf.Pdf) -> set[int]:
    """The numbers of all objects that something leads to."""
    waiting: list[object] = [pdf.trailer]
    met: set[int] = set()
    while waiting:
        one = waiting.pop()
        if not isinstance(one, pikepdf.Object) or (one.is_indirect and one.objgen[0] in met):
            continue
        met |= {one.objgen[0]} if one.is_indirect else set()
        if isinstance(one, pikepdf.Array):
            waiting.extend(one)
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            waiting.extend(one.values())
    return met


def test_a_book_has_no_object_in_vain_and_none_missing() -> None:
    """Everything in the file is reached from its root; qpdf finds nothing to say."""
    with pikepdf.open(BytesIO(recorded("a", "b", "c")[1]), attempt_recovery=False) as pdf:
        assert pdf.check_pdf_syntax() == []
        kinds = {"/ObjStm", "/XRef"}
        own = {
            one.objgen[0]
            for one in pdf.objects
            if not (isinstance(one, pikepdf.Stream) and str(one.get("/Type", "")) in kinds)
        }
        assert own == _reached(pdf)
