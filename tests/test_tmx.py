"""The TMX export: valid against the DTD, a unit for every pair, the same bytes every time."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from lxml import etree

from publisher.index import index
from publisher.model import BookMeta, Pair, Post
from publisher.pair import pair
from publisher.write.tmx import write_tmx
from tests.books import META, paragraph, post
from tests.pairing import read

DTD = Path(__file__).parent / "tmx14.dtd"
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"

BODY = """\
## Tea | 茶

The *kettle* sang & sang.[^1]

水壶唱了<唱。[^1]

- Cups.

  杯子。

```sh
make tea
```

## Only here

[^1]: See the book. 参见那本书。
"""


def _written(*posts: Post, meta: BookMeta = META) -> bytes:
    return write_tmx(index(posts, meta)[0]).data


def _post() -> Post:
    return pair(read('---\ntitle: "Tea | 茶"\n---\n' + BODY))[0]


def _tree(data: bytes) -> etree._Element:
    parser = etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False)
    return etree.fromstring(data, parser)


def test_the_file_is_valid_tmx() -> None:
    """Elements, attributes and their order are those of TMX 1.4."""
    with DTD.open("rb") as file:
        dtd = etree.DTD(file)
    for posts in ((), (post(),), (_post(), post("cup"))):
        assert dtd.validate(_tree(_written(*posts))), dtd.error_log


def test_a_file_that_is_no_tmx_is_refused() -> None:
    """The DTD of this test is a real one: a unit without its segment does not pass."""
    with DTD.open("rb") as file:
        dtd = etree.DTD(file)
    broken = _written(post()).replace(b"<seg>", b"<sag>").replace(b"</seg>", b"</sag>")
    assert not dtd.validate(_tree(broken))


def test_every_pair_is_a_unit_with_both_languages() -> None:
    """Headings, paragraphs, items and footnotes; code and what has one language are left out."""
    units = _tree(_written(_post())).findall("body/tu")
    found = [{v.get(XML_LANG): v.findtext("seg") for v in unit.findall("tuv")} for unit in units]
    assert found == [
        {"en": "Tea", "zh-CN": "茶"},
        {"en": "The kettle sang & sang.", "zh-CN": "水壶唱了<唱。"},
        {"en": "Cups.", "zh-CN": "杯子。"},
        {"en": "See the book.", "zh-CN": "参见那本书。"},
    ]


def test_a_unit_says_where_it_comes_from() -> None:
    """File, lines, kind and container are properties; the id is the post's anchor and a number."""
    units = _tree(_written(_post())).findall("body/tu")
    assert [unit.get("tuid") for unit in units] == ["post-1", "post-2", "post-3", "post-4"]
    assert {p.get("type"): p.text for p in units[2].findall("prop")} == {
        "x-path": "post.md",
        "x-lines": "en 10; zh 12",
        "x-block": "paragraph",
        "x-container": "list",
    }


def test_the_header_names_the_program_and_the_book_s_date() -> None:
    """The version and the date of the newest post, in UTC; without a date there is none."""
    modified = datetime(2025, 7, 23, 1, 30, tzinfo=timezone(timedelta(hours=8)))
    meta = replace(META, generator="publisher 1.2.3", modified=modified)
    header = _tree(_written(post(), meta=meta)).find("header")
    assert header is not None
    assert header.get("creationtool") == "publisher"
    assert header.get("creationtoolversion") == "1.2.3"
    assert header.get("creationdate") == "20250722T173000Z"
    assert (header.get("srclang"), header.get("segtype")) == ("en", "paragraph")
    undated = _tree(_written(meta=META)).find("header")
    assert undated is not None
    assert undated.get("creationdate") is None


def test_the_bytes_are_always_the_same() -> None:
    """Twice the same book, twice the same bytes, and no address in the head."""
    data = _written(_post())
    assert data == _written(_post())
    assert data.startswith(
        b'<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n<tmx'
    )
    assert b"http" not in data


def test_a_pair_of_several_blocks_names_all_their_lines() -> None:
    """One against two: both lines of the divided side."""
    joined = Pair(
        (paragraph(20, "A long sentence."),), (paragraph(22, "长。"), paragraph(24, "句。"))
    )
    units = _tree(_written(post("tea", joined))).findall("body/tu")
    lines = [p.text for p in units[1].findall("prop") if p.get("type") == "x-lines"]
    assert lines == ["en 20; zh 22, 24"]
