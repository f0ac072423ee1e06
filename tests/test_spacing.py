"""Line ends and foreign words in two scripts."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.language import Language
from publisher.typeset.spacing import space
from publisher.xhtml import Element, Node, element, text, to_html

EN, ZH = Language.EN, Language.ZH


def shown(nodes: tuple[Node, ...]) -> str:
    """The nodes as HTML."""
    return "".join(to_html(node) for node in nodes)


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("水壶\n在唱歌", "水壶在唱歌"),
        ("水壶，\n在唱歌", "水壶，在唱歌"),
        ("水壶\nkettle", "水壶kettle"),
        ("the kettle\nsang", '<span lang="en">the kettle\nsang</span>'),
    ],
)
def test_a_line_end_beside_han_is_no_space(source: str, expected: str) -> None:
    """A newline in Chinese source joins; between two Latin words it stays white space."""
    if "the" in source:
        assert text(element("p", None, *space((source,), ZH))) == source
    else:
        assert shown(space((source,), ZH)) == expected


def test_an_english_line_end_stays_a_space() -> None:
    """English words are kept apart."""
    assert space(("The kettle\nsang.",), EN) == ("The kettle\nsang.",)


def test_a_line_end_is_judged_across_elements() -> None:
    """The neighbours of a line end may stand in other elements."""
    nodes = ("水壶\n", element("b", None, "在"), "\n唱歌")
    assert shown(space(nodes, ZH)) == "水壶<b>在</b>唱歌"


def test_the_line_end_after_a_hard_break_goes_away() -> None:
    """`<br>` and the source's own line end are one break, not a break and a space."""
    nodes = ("One", element("br"), "\ntwo")
    assert shown(space(nodes, EN)) == "One<br>two"


def test_han_inside_english_gets_its_own_language() -> None:
    """A Chinese word in an English sentence is Chinese to fonts and to voices."""
    assert shown(space(("The word 茶 names it.",), EN)) == (
        'The word <span lang="zh-Hans">茶</span> names it.'
    )


@pytest.mark.parametrize("words", ["don’t", "only live once"])
def test_latin_with_an_apostrophe_or_of_several_words_is_english(words: str) -> None:
    """In Chinese type ’ is an em wide, which would tear such a word apart."""
    assert shown(space((f"他说{words}。",), ZH)) == f'他说<span lang="en">{words}</span>。'


def test_a_single_latin_word_inside_chinese_stays_bare() -> None:
    """A name like RL is part of the Chinese sentence."""
    assert space(("每天都在思考RL，",), ZH) == ("每天都在思考RL，",)


def test_a_stressed_latin_word_inside_chinese_is_english() -> None:
    """*simmer* leans as *rolling boil* does; the Chinese beside it stands upright."""
    (stressed,) = space((element("em", None, "写上simmer"),), ZH)
    assert shown((stressed,)) == '<em>写上<span lang="en">simmer</span></em>'
    (strong,) = space((element("strong", None, "写上simmer"),), ZH)
    assert shown((strong,)) == "<strong>写上simmer</strong>"


def test_a_terms_link_holds_text_only() -> None:
    """Readers that show pop-ups want no element inside the link: it carries the language itself."""
    link = element("a", {"class": "term"}, "chain of thought")
    (spaced,) = space((link,), ZH)
    assert isinstance(spaced, Element)
    assert spaced.children == ("chain of thought",)
    assert spaced.get("lang") == "en"


def test_code_belongs_to_no_language() -> None:
    """Nothing inside code is touched."""
    node = element("code", None, "x = 茶")
    assert space((node,), EN) == (node,)


@given(st.text(st.sampled_from("ab 茶水，。“”’\n"), max_size=30), st.sampled_from(list(Language)))
def test_nothing_but_line_ends_and_spaces_beside_them_is_ever_lost(
    words: str, language: Language
) -> None:
    """Whatever the text, its characters come out in order."""
    bare = "".join(text(node) for node in space((words,), language))
    assert bare.replace("\n", "").replace(" ", "") == words.replace("\n", "").replace(" ", "")
