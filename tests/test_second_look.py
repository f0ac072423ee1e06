"""The second layer behind the gate: a browser's parser has to agree with ours."""

import pytest

from publisher.load.markdown import read_markdown
from publisher.load.second_look import is_harmless, look_again
from publisher.model import Block, Kind
from publisher.problems import Place
from publisher.xhtml import Element, element


def _block(line: int, *children: Element | str) -> Block:
    return Block(Kind.PARAGRAPH, element("p", None, *children), Place("a.md", line))


_FINE = [
    element("p", {"class": "dots", "lang": "zh"}, "茶 < 水 & “火”\u00a0🍵"),
    element("p", None, element("a", {"href": "post:b.md", "data-at": "3:1"}, "b")),
    element("table", None, element("tr", None, element("td", {"colspan": "2"}, "1"))),
    element("pre", None, element("code", None, "\n\nx = '<b>'\n")),
    element("ruby", None, "水", element("rt", None, "shuǐ")),
]
_NOT = [
    element("p", None, element("script", None, "alert(1)")),
    element("p", {"onclick": "x()"}, "tea"),
    element("p", {"style": "position:fixed"}, "tea"),
    element("p", None, element("a", {"href": "javascript:x()"}, "tea")),
    element("p", None, element("p", None, "a paragraph in a paragraph")),
    element("a", {"href": "#a"}, element("a", {"href": "#b"}, "a link in a link")),
    element("table", None, element("tr", None, element("p", None, "no cell"))),
    element("p", None, element("math", None, element("style", None, "<img src=x>"))),
]


@pytest.mark.parametrize("tree", _FINE)
def test_what_a_browser_reads_alike_passes(tree: Element) -> None:
    """Text, tables, code and our own marks come out of the second parser as they went in."""
    assert is_harmless(tree)


@pytest.mark.parametrize("tree", _NOT)
def test_what_the_gate_should_have_stopped_is_seen(tree: Element) -> None:
    """Had the gate let it in, the second layer would not."""
    assert not is_harmless(tree)


def test_only_blocks_with_html_are_looked_at() -> None:
    """A block is judged when raw HTML stands on one of its lines, and is named by its place."""
    bad = element("b", {"onclick": "x"}, "tea")
    blocks = [_block(1, "a"), _block(3, bad), _block(9, bad), _block(12, "b")]
    assert [problem.place.line for problem in look_again(blocks, [4])] == [3]
    assert [problem.place.line for problem in look_again(blocks, [12, 9])] == [9]
    assert list(look_again(blocks, [])) == []


def test_html_that_the_gate_mends_passes_the_second_layer() -> None:
    """A post of badly nested HTML is mended before it is looked at again."""
    post = "<div><p>a<table><tr>b<td>c</div>\n\n<a href=x>d<a href=y>e</a>\n\n<ul>f<li><h2>g</ul>\n"
    _, problems = read_markdown(post, "a.md", 1, "a")
    assert [problem.code for problem in problems if problem.code == "H003"] == []
