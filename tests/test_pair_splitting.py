"""One block in two languages: where it is cut, and what becomes of its inline elements."""

from __future__ import annotations

import pytest

from publisher.model import Block, Kind
from publisher.pair.cutting import Cutter
from publisher.pair.reading import BLANK, masked
from publisher.pair.seams import Title, in_line
from publisher.pair.splitting import split_nodes
from publisher.problems import Place
from publisher.xhtml import Node, element, text, to_html

TITLE = Title(frozenset({"hugo"}), 2)


def _halves(*content: Node, tag: str = "p", title: Title | None = None) -> list[tuple[str, int]]:
    """The HTML and the line of each piece, in the order of the pairs, English first."""
    kind = Kind.HEADING if tag.startswith("h") else Kind.PARAGRAPH
    block = Block(kind, element(tag, {"id": "tea"}, *content), Place("tea.md", 10, 3))
    found = split_nodes(block.element.children, title)
    assert found is not None
    sides = [side for couple in found.couples for side in (couple.en, couple.zh)]
    blocks = (b for side in sides for b in Cutter(block).parts(side))
    return [(to_html(b.element).strip(), b.place.line) for b in blocks]


def test_inline_elements_stay_whole_on_their_side() -> None:
    """Emphasis, links and code go with their words; the break between the halves goes nowhere."""
    link = element("a", {"href": "https://example.org/"}, "lid")
    code = element("code", None, "click")
    halves = _halves("The ", link, " closes.", element("br"), "\n", "盖子合上，", code, "一声。")
    assert halves == [
        ('<p id="tea">The <a href="https://example.org/">lid</a> closes.</p>', 10),
        ("<p>盖子合上，<code>click</code>一声。</p>", 11),
    ]


def test_an_element_around_both_languages_is_made_two() -> None:
    """A link around a heading in two languages leads from both; only the first keeps its id."""
    link = element("a", {"href": "https://example.org/", "id": "x"}, "Morning tea | 早茶")
    assert _halves(link, tag="h2", title=TITLE) == [
        ('<h2 id="tea"><a href="https://example.org/" id="x">Morning tea</a></h2>', 10),
        ('<h2><a href="https://example.org/">早茶</a></h2>', 10),
    ]


def test_an_image_and_an_anchor_on_the_seam_are_kept_once() -> None:
    """What has no text belongs to the piece behind it, or to the one it ends."""
    anchor, image = element("span", {"id": "here"}), element("img", {"src": "a.png", "alt": ""})
    html = "".join(piece for piece, _ in _halves("Tea is hot.\n", anchor, "茶很烫。", image))
    assert html.count('id="here"') == 1
    assert html.count("<img") == 1


def test_the_lines_of_one_side_that_follow_each_other_stay_one_block() -> None:
    """Three lines against two: two blocks, with their breaks inside."""
    lines: list[Node] = []
    for line in (
        "The lid closes.",
        "The gas burns.",
        "It sings.",
        "盖子合上，火点着了。",
        "它唱了。",
    ):
        lines += [line, element("br"), "\n"]
    halves = _halves(*lines[:-2])
    assert [line for _, line in halves] == [10, 13]
    assert halves[0][0].count("<br>") == 2


def test_nothing_but_the_seam_is_dropped() -> None:
    """All letters and marks are there: only white space and one separator are gone."""
    whole = "“Four,” she said - and sat down. | “四。”她说——坐下了。"
    pieces = "".join(text(element("p", None, *_texts(whole))) for _ in range(1))
    assert pieces == whole
    spans, kind = in_line(whole, None)
    assert kind == "bar"
    assert "".join(whole[a:b] for _, a, b in spans) == whole.replace(" | ", "")


def _texts(whole: str) -> tuple[Node, ...]:
    half = len(whole) // 2
    return whole[:half], element("em", None, whole[half:])


@pytest.mark.parametrize(
    "line",
    [
        "Go 的 net/http 里 Server 与 Handler 都实现了 ServeHTTP。",
        "The word 茶 names the leaf.",
        "It concerns（涉及） lids.",
        "他自己说的：“Stay hungry. Stay foolish.”这句话后来很有名。",
        "《茶经·五之煮》是陆羽写的。",
        "共 3.5 元。",
        "用 a | b 选一个",
        "Lu Yu wrote 茶经 in the eighth century - a short book.",
    ],
)
def test_prose_that_uses_the_other_script_is_left_whole(line: str) -> None:
    """A word or a name of the other language is no half of a pair."""
    assert in_line(line, None)[0] == []


@pytest.mark.parametrize(
    "line",
    [
        "Go 语言入门",
        "Swiss 表",
        "强化学习（RL）",
        "Hugo 主题",
        "Node.js 入门",
        "早茶",
        "Tea",
        "C++ 与 Rust",
    ],
)
def test_a_name_in_a_chinese_heading_is_left_there(line: str) -> None:
    """Abbreviations, known names, and names that the post's own Chinese uses."""
    assert in_line(line, TITLE)[0] == []


@pytest.mark.parametrize(
    ("line", "english", "chinese"),
    [
        ("Tea — 早茶", "Tea", "早茶"),
        ("Why Hugo? 为什么用 Hugo？", "Why Hugo?", "为什么用 Hugo？"),
        ("Introduction to Hugo | Hugo 入门", "Introduction to Hugo", "Hugo 入门"),
        ("The Go Memory Model Go 内存模型", "The Go Memory Model", "Go 内存模型"),
        ("2024 in review 2024 年回顾", "2024 in review", "2024 年回顾"),
        ("Chapter 3 第3章", "Chapter 3", "第3章"),
        ("早茶（Morning tea）", "Morning tea", "早茶"),
    ],
)
def test_a_heading_is_cut_where_the_language_changes(line: str, english: str, chinese: str) -> None:
    """At the separator that parts the languages, or with none; numbers and names go with theirs."""
    spans = {language.value: line[a:b].strip() for language, a, b in in_line(line, TITLE)[0]}
    assert spans == {"en": english, "zh": chinese}


def test_what_has_no_language_is_masked_in_place() -> None:
    """Code, maths, addresses and marks are blanks of the same length, so positions hold."""
    nodes: tuple[Node, ...] = (
        "Call ",
        element("code", None, "茶()"),
        " at https://example.org/茶 or $x_1$ now",
        element("sup", {"class": "mark"}, element("a", {"class": "noteref"}, "a")),
    )
    letters = masked(nodes)
    assert len(letters) == len("".join(text(node) for node in nodes))
    assert letters.replace(BLANK, "") == "Call  at 茶 or  now".replace("茶", "")
