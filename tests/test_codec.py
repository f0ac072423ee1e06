"""The codec: what is written comes back, and nothing else can."""

from __future__ import annotations

import json
import re
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_type_hints

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from publisher import model
from publisher.build import read_book
from publisher.codec import CodecError, decode, encode
from publisher.language import Language
from publisher.model import Block, Book, Post
from publisher.problems import Place, Problem
from publisher.xhtml import Element, Node
from tests.test_build import POST

ROOT = Path(__file__).resolve().parents[1]

_TEXT = st.text(max_size=8)
_NODES: st.SearchStrategy[Node] = st.recursive(
    _TEXT,
    lambda inner: st.builds(
        Element,
        _TEXT,
        st.lists(st.tuples(_TEXT, _TEXT), max_size=2).map(tuple),
        st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=6,
)
_ELEMENTS = st.builds(Element, _TEXT, children=st.lists(_NODES, max_size=2).map(tuple))
_PLACES = st.builds(Place, _TEXT, st.integers(1, 9999), st.integers(1, 999))
_BLOCKS = st.builds(
    Block,
    st.sampled_from(model.Kind),
    _ELEMENTS,
    _PLACES,
    st.none() | st.sampled_from(Language),
    st.just(()),
)
_SIDES = st.lists(_BLOCKS, max_size=2).map(tuple)
_LEAVES: st.SearchStrategy[model.Unit] = st.one_of(
    st.builds(model.Pair, _SIDES, _SIDES, st.none() | _BLOCKS),
    st.builds(model.Shared, _BLOCKS),
    st.builds(model.Single, _SIDES, st.sampled_from(Language), _TEXT),
)
_UNITS = st.recursive(
    _LEAVES,
    lambda inner: st.builds(model.Group, _BLOCKS, st.lists(inner, max_size=2).map(tuple)),
    max_leaves=3,
)
for _kind, _strategy in (
    (Element, _ELEMENTS),
    (Place, _PLACES),
    (Block, _BLOCKS),
    (model.Group, st.builds(model.Group, _BLOCKS, st.lists(_UNITS, max_size=2).map(tuple))),
):
    st.register_type_strategy(_kind, _strategy)

_NO_JSON = {model.Theme, model.Sheets}
"""Nouns with paths in them, which mean nothing elsewhere."""

NOUNS = [
    noun
    for noun in vars(model).values()
    if isinstance(noun, type)
    and is_dataclass(noun)
    and noun not in _NO_JSON
    and not {"Path", "Face"} & set(re.findall(r"\w+", str(get_type_hints(noun))))
]


@pytest.mark.parametrize("noun", NOUNS, ids=lambda noun: noun.__name__)
@settings(max_examples=15, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_every_noun_comes_back_as_it_was(noun: type, data: st.DataObject) -> None:
    """Equal, and written the same a second time."""
    value = data.draw(st.from_type(noun))
    assume("=nan" not in repr(value))  # which nothing is equal to
    written = encode(noun, value)
    again: object = decode(noun, written)
    assert again == value
    assert encode(noun, again) == written


def test_a_real_book_comes_back_as_it_was() -> None:
    """The handbook, with everything that posts use."""
    book = read_book(ROOT / "content").book
    assert book is not None
    assert decode(Book, encode(Book, book)) == book


def test_a_date_keeps_its_zone(tmp_path: Path) -> None:
    """The post was written at an hour of its own place."""
    (tmp_path / "tea.md").write_text(POST, encoding="utf-8")
    book = read_book(tmp_path).book
    assert book is not None
    post = book.chapters[0].post
    date = decode(Post, encode(Post, post)).meta.date
    assert date is not None
    assert date.isoformat() == "2025-07-23T01:39:00+08:00"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "null",
        "[]",
        "[1,2,3]",
        '["a",1]',
        '["a","1",1]',
        '["a",1,1.0]',
        '["a",true,1]',
        '["a",1,1,1]',
        "[[[",
        "\ufffe",
    ],
)
def test_what_is_no_place_is_refused(text: str) -> None:
    """Too short, too long, of other kinds, no JSON at all."""
    with pytest.raises(CodecError):
        decode(Place, text.encode())


@given(data=st.binary(max_size=60))
def test_nonsense_is_refused_and_never_raises_anything_else(data: bytes) -> None:
    """Whatever bytes a spoiled cache holds."""
    with pytest.raises(CodecError):
        decode(Post, data)


@given(st.data())
def test_a_change_anywhere_gives_a_post_or_an_error(data: st.DataObject) -> None:
    """A text in place of a list, a number in place of a text: validated all the way down."""
    problem = Problem("G003", Place("a.md", 3), "said", "do")
    raw = json.loads(encode(Problem, problem))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] = data.draw(st.none() | st.integers() | st.text() | st.lists(st.integers()))
    try:
        again = decode(Problem, json.dumps(raw).encode())
    except CodecError:
        return
    hints = get_type_hints(Problem)
    assert all(isinstance(getattr(again, f.name), hints[f.name]) for f in fields(Problem))


def test_a_type_that_json_cannot_say_is_an_error_of_ours() -> None:
    """A path is none of a codec's business."""
    with pytest.raises(TypeError, match="no way to write"):
        encode(Path, Path("x"))
    with pytest.raises(TypeError, match="no way to read"):
        decode(Path, b'"x"')
