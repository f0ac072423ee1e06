"""The quick ways of counting and finding come to what the plain ways come to."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.index.mentions import Finder
from publisher.language import han_count, is_han
from publisher.pair import lexicon
from publisher.pair.reading import normal
from publisher.write.epub.scan.addresses import target
from publisher.xhtml import Element, with_attrs

_QUICK = settings(max_examples=150, deadline=None)
_words = st.text(
    st.sampled_from("水壶茶 a王々〇\u200b\ufeff\u3000\u00a0\n\t.—b\U00020000"), max_size=40
)
_names = ["kettle", "rl", "lid", "on-policy", "水壶", "茶", "policy"]
_texts = st.lists(
    st.sampled_from([*_names, " ", "'s", "s", "’", "_", "x", "，", "RL"]), max_size=12
)


@_QUICK
@given(_words)
def test_han_is_counted_character_by_character(words: str) -> None:
    """However the Han stands in runs, each character counts once."""
    assert han_count(words) == sum(is_han(char) for char in words)


@_QUICK
@given(_words)
def test_a_run_of_white_space_is_one_space(words: str) -> None:
    """Spaces without width are white space too, and none is left at the ends."""
    assert normal(words) == re.sub(r"[\s\u200b\ufeff]+", " ", words).strip()


@_QUICK
@given(st.lists(st.sampled_from(["水壶", "水", "历史", "史", "机器", "机", "a", "，"]), max_size=9))
def test_a_word_of_the_lexicon_is_found_wherever_it_stands(parts: list[str]) -> None:
    """A text's words are those of its pieces, and perhaps more where two pieces meet."""
    found = lexicon.chinese("".join(parts))
    assert all(lexicon.chinese(part) <= found for part in parts)
    assert not lexicon.chinese("".join(char for char in "".join(parts) if not is_han(char)))


@_QUICK
@given(_texts)
def test_a_name_begins_where_no_letter_stands_before_it(parts: list[str]) -> None:
    """Every place that a look at each character finds is found by a look at each word."""
    words = "".join(parts)
    finder = Finder((name, name) for name in _names)
    letter = "A-Za-z0-9À-ÖØ-öø-ɏ"
    for hit in finder.hits(words):
        before = words[: hit.start][-1:]
        assert is_han(words[hit.start]) or not re.match(rf"[{letter}'’_]", before)
    for found in re.finditer(rf"(?<![{letter}'’_-])kettle(?![{letter}_’'-])", words):
        assert any(hit.start <= found.start() < hit.end for hit in finder.hits(words))


@_QUICK
@given(st.text(st.sampled_from("ab#%2?:/.\n[]茶"), max_size=10))
def test_an_address_leads_where_a_whole_parser_says(url: str) -> None:
    """The file and the fragment are those of `urlsplit`; what leads out of the book is None."""
    try:
        parts = urlsplit(re.sub(r"[\x00-\x20\x7f]", "", url))
    except ValueError:
        assert target(url, "EPUB/a.xhtml") is None
        return
    found = target(url, "EPUB/a.xhtml")
    is_out = bool(parts.scheme or parts.netloc or parts.path.startswith("/"))
    assert (found is None) is is_out
    assert found is None or found[1] == unquote(parts.fragment)
    assert found is None or parts.path or found[0] == "EPUB/a.xhtml"


def test_attributes_are_set_in_their_place_and_removed() -> None:
    """A known attribute keeps its place, a new one stands last, None takes one away."""
    node = Element("a", (("href", "#x"), ("class", "b"), ("data-at", "1:2")))
    changed = with_attrs(node, href="#y", data_at=None, class_="c", lang="en")
    assert changed.attrs == (("href", "#y"), ("class", "c"), ("lang", "en"))
    assert with_attrs(node).attrs == node.attrs
