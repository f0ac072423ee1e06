"""The JSON export: its form, its lines, its terms, and the same bytes every time."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from publisher.index import index
from publisher.language import Language
from publisher.model import Bilingual, BookMeta, Chapter, Post
from publisher.pair import pair
from publisher.write.json import write_json
from publisher.write.units import plain
from publisher.xhtml import element
from tests.books import META, post
from tests.pairing import read

SEED = (
    Path(__file__).resolve().parents[2]
    / "shared"
    / "seed"
    / "life-lessons-from-reinforcement-learning.md"
)


def _exported(*posts: Post, meta: BookMeta = META) -> dict[str, list[dict[str, object]]]:
    book, _ = index(posts, meta)
    found: dict[str, list[dict[str, object]]] = json.loads(write_json(book).data)
    return found


def _read(body: str) -> dict[str, object]:
    manuscript = read('---\ntitle: "Tea | 茶"\ndate: 2025-07-23T01:39:00+08:00\n---\n' + body)
    return _exported(pair(manuscript)[0])["posts"][0]


def test_a_book_is_exported_with_its_pairs_and_terms() -> None:
    """The whole form, once."""
    assert _exported(post()) == {
        "posts": [
            {
                "path": "posts/tea.md",
                "title": {"en": "Tea", "zh": "茶"},
                "date": "2025-07-23T00:00:00+00:00",
                "credits": {
                    "source": "https://example.org/tea",
                    "author": [{"name": "A. Writer", "url": ""}],
                    "translator": [{"name": "译者", "url": ""}],
                },
                "flow": [
                    {
                        "kind": "pair",
                        "block": "paragraph",
                        "en": {"lines": [10], "text": "The tea is hot."},
                        "zh": {"lines": [12], "text": "茶很烫。"},
                    }
                ],
                "footnotes": [],
                "terms": [
                    {
                        "id": "glossary-tea",
                        "names": ["tea"],
                        "definition": "茶，一种叶子。",
                        "definitions": {"en": "", "zh": "茶，一种叶子。"},
                        "mentions": [
                            {"lang": "en", "line": 10, "text": "tea"},
                            {"lang": "zh", "line": 12, "text": "茶"},
                        ],
                    }
                ],
            }
        ]
    }


def test_what_is_shared_has_no_side_and_a_single_has_one() -> None:
    """A shared block has its lines itself; a single says in which language it is, and why."""
    found = _read("One.\n\n一。\n\n```\nmake\n```\n\n## Later\n\nTwo cups of tea.\n\n两杯茶。\n")
    assert found["flow"] == [
        {
            "kind": "pair",
            "block": "paragraph",
            "en": {"lines": [5], "text": "One."},
            "zh": {"lines": [7], "text": "一。"},
        },
        {"kind": "shared", "block": "code", "lines": [9], "text": "make"},
        {
            "kind": "single",
            "block": "heading",
            "en": {"lines": [13], "text": "Later"},
            "reason": "heading",
        },
        {
            "kind": "pair",
            "block": "paragraph",
            "en": {"lines": [15], "text": "Two cups of tea."},
            "zh": {"lines": [17], "text": "两杯茶。"},
        },
    ]


@pytest.mark.parametrize(
    ("body", "container", "blocks"),
    [
        ("- Cups.\n\n  杯子。\n", "list", ["paragraph"]),
        ("> Calm.\n>\n> 平静。\n", "quote", ["paragraph"]),
        ("> - Cups.\n>\n>   杯子。\n", "list", ["paragraph"]),
        ("| English | 中文 |\n| --- | --- |\n| lid | 盖 |\n", "table", ["row", "row"]),
        ("## Cups | 杯子\n", "", ["heading"]),
    ],
)
def test_a_container_is_named_on_its_leaves(body: str, container: str, blocks: list[str]) -> None:
    """The innermost of list, quote and table; outside them there is no such key."""
    flow = _read(body)["flow"]
    assert isinstance(flow, list)
    assert [unit["block"] for unit in flow] == blocks
    assert {unit.get("container", "") for unit in flow} == {container}


def test_a_footnote_is_a_small_flow_of_its_own() -> None:
    """Notes are beside the flow, with their numbers."""
    found = _read("Tea.[^a]\n\n茶。[^a]\n\n[^a]: See the book. 参见那本书。\n")
    flow = found["flow"]
    assert isinstance(flow, list)
    assert [flow[0]["en"]["text"], flow[0]["zh"]["text"]] == ["Tea.", "茶。"]
    assert found["footnotes"] == [
        {
            "number": 1,
            "flow": [
                {
                    "kind": "pair",
                    "block": "paragraph",
                    "en": {"lines": [9], "text": "See the book."},
                    "zh": {"lines": [9], "text": "参见那本书。"},
                }
            ],
        }
    ]


@pytest.mark.parametrize(
    ("written", "read_as"),
    [
        ("水壶\n在唱歌。", "水壶在唱歌。"),
        ("The kettle\nsang.", "The kettle sang."),
        ("用 Go\n写的", "用 Go 写的"),
        ("你好，\n世界", "你好，世界"),
        ("two  spaces\u00a0here ", "two spaces here"),
        ("\u200b\t水壶", "水壶"),
    ],
)
def test_white_space_in_a_text_is_normalised(written: str, read_as: str) -> None:
    """A line end between Han is nothing; any other white space is one space."""
    assert plain(element("p", None, written)) == read_as


def test_the_bytes_are_utf_8_and_always_the_same() -> None:
    """Han is not escaped, the indent is two, a line end closes the file, twice alike."""
    book, _ = index((post(),), META)
    data = write_json(book).data
    assert "茶".encode() in data
    assert data.startswith(b'{\n  "posts": [\n')
    assert data.endswith(b"}\n")
    assert data == write_json(book).data


def test_a_post_without_a_date_says_null() -> None:
    """A missing date is null; a title in one language has an empty other."""
    bare = pair(read("---\ntitle: Tea\n---\nTea.\n\n茶。\n"))[0]
    found = _exported(bare)["posts"][0]
    assert found["date"] is None
    assert found["title"] == {"en": "Tea", "zh": ""}


def test_chapters_keep_the_order_of_the_book() -> None:
    """One object a post, in the book's order, with the path of its file."""
    found = _exported(post("tea"), post("cup"))
    assert [entry["path"] for entry in found["posts"]] == ["posts/tea.md", "posts/cup.md"]


@pytest.mark.skipif(not SEED.is_file(), reason="the reference post is not here")
def test_the_reference_post_has_its_numbers() -> None:
    """5 pairs, 16 terms, 31 mentions, and nothing to say about its pairs."""
    paired, problems = pair(read(SEED.read_bytes()))
    book, _ = index((paired,), BookMeta(Bilingual("Lessons", "启示"), "lessons"))
    chapter: Chapter = book.chapters[0]
    found = json.loads(write_json(book).data)["posts"][0]
    assert problems == ()
    assert [unit["kind"] for unit in found["flow"]] == ["pair"] * 5
    assert found["flow"][0]["en"]["lines"] == [12]
    assert found["flow"][0]["zh"]["lines"] == [14]
    assert len(found["terms"]) == len(chapter.entries) == 16
    assert sum(len(term["mentions"]) for term in found["terms"]) == 31
    assert {m["lang"] for term in found["terms"] for m in term["mentions"]} == {
        language.value for language in Language
    }
    assert datetime.fromisoformat(found["date"]) < datetime(2025, 7, 23, tzinfo=UTC)
