"""Random posts made of what is hostile: no stage ever raises, and what passes the gate is harmless.

`make fuzz` runs the same tests 200,000 times; a post that fails becomes a row of
`tests/hostile/corpus.py`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from publisher.characters import forbidden
from publisher.index import index
from publisher.load import read_post, sanitize
from publisher.model import Bilingual, BookMeta, Edition, Kind, Source
from publisher.pair import pair
from publisher.theme import read_theme
from publisher.typeset import typeset
from publisher.write.epub import write_epub
from publisher.xhtml import Element, walk

_RUNS = int(os.environ.get("FUZZ", "120"))
_FUZZED = settings(
    max_examples=_RUNS,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    derandomize=os.environ.get("FUZZ") is None,
)
_TAGS = sorted(sanitize.BLOCKS | sanitize.PHRASING | {"script", "style", "svg", "object", "form"})
_PIECES = """\
[ ] ( ) ![ [^1] [^1]: ]( ]: * ** _ ` ``` ~~ > - 1. # ## | |-| : --- <!-- --> <! <? ]]> & &lt;
&#x202e; &#0; {{< >}} {{% figure {#id} {.c} \\ http://a.b www.a.b a@b.c javascript:x #glossary-a
<span id="glossary-a"></span> 名词解析 作者： 译注： 茶 很烫。 The tea is hot. $x$ \u202e \u0000
\ufdd0 \u200b \U00020000 👩‍🚀 href="x" id="titlepage" lang="zh" class="en" style="x"
onclick=y""".split()
_tags = st.builds(
    "<{}{}{}>".format,
    st.sampled_from(("", "", "/")),
    st.sampled_from(_TAGS),
    st.sampled_from(("", "", " id=a", ' href="javascript:x"', " lang=zh", "/", " onload=x")),
)
_breaks = st.sampled_from((" ", "\n", "\n\n", "\n\n", "\n  ", "\n    ", "", "  \n"))
_words = st.one_of(st.sampled_from(_PIECES), st.sampled_from(_PIECES), _tags, st.text(max_size=6))
posts = st.lists(st.tuples(_words, _breaks), max_size=30).map(
    lambda parts: "".join(f"{words}{end}" for words, end in parts)
)
_fronts = st.sampled_from(("", "---\ntitle: A | 甲\n---\n\n", "---\n", '{"title": "A"}\n', "+++\n"))
_META = BookMeta(Bilingual("A", "甲"), "a")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a content folder that is used again and again."""
    return tmp_path_factory.mktemp("fuzz")


def _put(folder: Path, text: str) -> Source:
    (folder / "odd.md").write_bytes(text.encode("utf-8", "surrogatepass"))
    return Source("odd.md", "odd", "odd")


def _nodes(root: Element) -> str:
    return "".join(node for inner in walk(root) for node in inner.children if isinstance(node, str))


@_FUZZED
@given(text=posts)
def test_what_passes_the_gate_is_harmless(text: str) -> None:
    """Of any raw HTML only known tags and attributes pass, and no address that runs or reads."""
    for tag in sanitize.scan(text):
        if tag.kind == "open":
            clean = sanitize.clean(tag)
            assert clean.name in {"", *sanitize.BLOCKS, *sanitize.PHRASING}
            assert not {name for name in clean.attributes if name.startswith(("on", "style"))}
            for value in clean.attributes.values():
                assert not list(forbidden(value))
            href = clean.attributes.get("href", "")
            assert not re.match(r"\s*(?:javascript|data|file|vbscript)", href, re.IGNORECASE)


@_FUZZED
@given(front=_fronts, text=posts)
def test_any_post_is_loaded_and_paired(front: str, text: str, folder: Path) -> None:
    """A post is read or refused with a place; no character is left that no book may hold."""
    manuscript, problems = read_post(folder, _put(folder, front + text))
    assert all(problem.place.line >= 1 and problem.message for problem in problems)
    if manuscript is None:
        assert problems
        return
    for block in manuscript.blocks:
        assert block.kind in Kind
        assert not list(forbidden(_nodes(block.element)))
    pair(manuscript)


@settings(_FUZZED, max_examples=max(_RUNS // 4, 50))
@given(text=posts)
def test_any_post_becomes_a_sound_book(text: str, folder: Path) -> None:
    """Spacing, layout and packing take what load gives; the scan of the book finds nothing."""
    manuscript, _ = read_post(folder, _put(folder, f"---\ntitle: A | 甲\n---\n\n{text}"))
    if manuscript is None:
        return
    theme, _ = read_theme("default")
    assert theme is not None
    book, _ = index((pair(manuscript)[0],), _META)
    assert write_epub(typeset(book, theme, Edition())).problems == ()
