"""What a paired post holds beside its pairs: order, shells, ids, footnotes, and what it says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from publisher.model import Block, Group, Kind, Order, Pair, Shared, Single
from publisher.pair import pair
from publisher.problems import CODES, Place
from publisher.xhtml import element, text
from tests.pairing import HEAD, Paired, pair_text, read
from tests.posts import CONTENT


def figure(line: int, words: str) -> Block:
    """An image with a caption."""
    image = element("img", {"src": "images/a.png", "alt": words})
    node = element("figure", None, image, element("figcaption", None, words))
    return Block(Kind.IMAGE, node, Place("post.md", line))


@pytest.mark.parametrize(
    "path", sorted(CONTENT.rglob("*.md")), ids=lambda path: str(path.relative_to(CONTENT))
)
def test_the_handbook_has_nothing_to_say_about_its_pairs(path: Path) -> None:
    """The project's own posts pair without a word."""
    assert pair_text(path.read_text(encoding="utf-8"), head="").problems == ()


def test_what_was_read_is_kept() -> None:
    """Front matter, credits, terms, mentions and resources pass through."""
    source = (
        HEAD
        + "> 作者：A. Writer\n\nThe [tea](#glossary-tea).\n\n这[茶](#glossary-tea)。\n\n"
        + ('## 名词解析\n\n- <span id="glossary-tea"></span>**tea**：茶。\n')
    )
    manuscript = read(source)
    post, _ = pair(manuscript)
    for field in ("slug", "anchor", "path", "meta", "credits", "terms", "mentions", "resources"):
        assert getattr(post, field) == getattr(manuscript, field)
    assert post.glossary_title == manuscript.glossary_title
    assert len(post.mentions) == 2


def test_the_front_matter_may_name_the_order() -> None:
    """`pair_order` is stronger than the vote of the neighbours."""
    manuscript = read(HEAD + "One.\n\n一。\n\nTwo.\n\n二。\n")
    turned = replace(manuscript, meta=replace(manuscript.meta, order=Order.ZH_EN))
    assert pair(manuscript)[0].order is Order.EN_ZH
    assert pair(turned)[0].order is Order.ZH_EN


def test_two_lists_become_one_with_its_numbers() -> None:
    """Item by item in the first list's shell; a list of items in turn is half as long."""
    post = pair_text("3. Cups.\n4. Saucers.\n\n也就是：\n\n3. 杯子。\n4. 碟子。\n").post
    found = [unit for unit in post.flow if isinstance(unit, Group)]
    assert len(found) == 1
    assert found[0].block.element.get("start") == "3"
    assert [type(unit) for unit in found[0].flow] == [Group, Group]
    turns = pair_text("1. Cups.\n2. 杯子。\n3. Saucers.\n4. 碟子。\n").post.flow
    assert isinstance(turns[0], Group)
    assert len(turns[0].flow) == 2


def test_lists_of_unequal_length_are_two_lists() -> None:
    """Each keeps its shell, whether CommonMark read one list or two."""
    for body in (
        "- A cup.\n- A pot.\n\n- 杯子和茶壶。\n",
        "- A cup.\n- A pot.\n\n* 杯子和茶壶。\n",
    ):
        unit = pair_text(body).post.flow[0]
        assert isinstance(unit, Pair)
        assert [block.kind for block in (*unit.en, *unit.zh)] == [Kind.LIST, Kind.LIST]
        assert [len(unit.en[0].children), len(unit.zh[0].children)] == [2, 1]


def test_a_quote_is_shown_once_around_both() -> None:
    """Two quotes make one; a wrapper that only names a language is taken off."""
    quote = pair_text("> Calm.\n\n> 平静。\n").post.flow[0]
    assert isinstance(quote, Group)
    assert quote.block.kind is Kind.QUOTE
    assert isinstance(quote.flow[0], Pair)
    plain = pair_text('<div class="en">\n\nCalm.\n\n</div>\n<div class="zh">\n\n平静。\n\n</div>\n')
    assert isinstance(plain.post.flow[0], Pair)


def test_a_bilingual_row_is_shown_whole_and_read_by_sides() -> None:
    """`whole` is the row; its sides hold the cells of each language."""
    table = pair_text("| English | 中文 |\n| --- | --- |\n| lid | 盖 |\n").post.flow[0]
    assert isinstance(table, Group)
    row = table.flow[1]
    assert isinstance(row, Pair)
    assert row.whole is not None
    assert [text(row.whole.element), text(row.en[0].element), text(row.zh[0].element)] == [
        "lid盖",
        "lid",
        "盖",
    ]


def test_the_translation_of_a_header_row_is_a_header_row() -> None:
    """Rows in turn: the second header is made of header cells too."""
    table = pair_text("| Part |\n| --- |\n| 部件 |\n| the lid |\n| 盖子 |\n").post.flow[0]
    assert isinstance(table, Group)
    head = table.flow[0]
    assert isinstance(head, Pair)
    assert [cell.tag for cell in head.zh[0].element.children if not isinstance(cell, str)] == ["th"]


def test_an_image_for_each_language_becomes_one_with_both_captions() -> None:
    """The same picture twice is shown once, under the captions of both."""
    manuscript = read(HEAD + "Look at it.\n\nX\n\n看吧。\n\nY\n")
    one, two = (figure(line, words) for line, words in ((6, "A kettle"), (10, "水壶")))
    look, _, see, _ = manuscript.blocks
    post, problems = pair(replace(manuscript, blocks=(look, one, see, two)))
    assert [type(unit) for unit in post.flow] == [Pair, Shared]
    assert isinstance(post.flow[1], Shared)
    assert text(post.flow[1].block.element) == "A kettle | 水壶"
    assert [problem.code for problem in problems] == ["P011"]


def test_an_image_after_itself_becomes_one_with_both_captions() -> None:
    """One below the other they are one too; with captions in one language they stay two."""
    manuscript = read(HEAD + "Look at it.\n\n看吧。\n\nX\n\nY\n")
    look, see, *_ = manuscript.blocks
    one, two, three = figure(8, "A kettle"), figure(10, "水壶"), figure(12, "又一把水壶")
    post, problems = pair(replace(manuscript, blocks=(look, see, one, two)))
    assert [type(unit) for unit in post.flow] == [Pair, Shared]
    assert isinstance(post.flow[1], Shared)
    assert text(post.flow[1].block.element) == "A kettle | 水壶"
    assert [problem.code for problem in problems] == ["P011"]
    post, problems = pair(replace(manuscript, blocks=(look, see, two, three)))
    assert [type(unit) for unit in post.flow] == [Pair, Shared, Shared]
    assert problems == ()


def test_notes_of_a_pair_are_one_note() -> None:
    """Two anchors, two references, one number; a note of one half is in one language."""
    body = (
        "Tea.[^1] Cups.[^2]\n\n茶。[^1-zh]杯。\n\n"
        "[^1]: A leaf.\n\n[^1-zh]: 一种叶子。\n\n[^2]: Of clay.\n"
    )
    paired = pair_text(body)
    first, second = paired.post.footnotes
    assert first.anchors == ("post--fn-1", "post--fn-1-zh")
    assert first.references == ("post--fnref-1-1", "post--fnref-1-zh-1")
    assert isinstance(first.flow[0], Pair)
    assert (first.number, second.number) == (1, 2)
    assert isinstance(second.flow[0], Single)
    assert paired.codes == ["P015"]


def test_a_note_that_nothing_refers_to_is_kept_at_the_end() -> None:
    """No word of a post is lost."""
    notes = pair_text(
        "Tea.[^b]\n\n茶。[^b]\n\n[^a]: Alone. 独自。\n\n[^b]: Both. 都有。\n"
    ).post.footnotes
    assert [note.anchors[0] for note in notes] == ["post--fn-b", "post--fn-a"]
    assert notes[1].references == ()


def test_every_message_has_a_place_a_hint_and_a_known_code() -> None:
    """What pairing says is said in whole: where, what, and what to do."""
    bodies = (
        "One of them.\n\nTwo of them here.\n\n一二三。",
        "## Tea\n\n### 茶",
        "- A.\n- B.\n\n- 甲。\n",
        "> Calm it is.\n\n平静。",
        "[Tea\n\n茶](https://example.org/)",
        "Tea.[^1]\n\n茶。\n\n[^1]: A leaf. 叶子。",
        "译注：没有。",
        "**English**\n\nOne.\n\n一。",
    )
    said = [problem for body in bodies for problem in pair_text(body).problems]
    assert len({problem.code for problem in said}) >= 6
    for problem in said:
        assert problem.code in CODES
        assert problem.place.path == "post.md"
        assert problem.place.line > 3
        assert not problem.message.endswith(".")
        assert problem.hint.endswith((".", "…"))


def test_pairing_is_the_same_every_time() -> None:
    """The same manuscript, the same post and the same problems in the same order."""
    manuscript = read(HEAD + "One.\n\n一。\n\nTwo of them.\n\n- A.\n- B.\n\n- 甲。\n")
    assert Paired(*pair(manuscript)) == Paired(*pair(manuscript))
