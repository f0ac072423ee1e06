"""The opening quote of a post: what is a credit, whose, and what is not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.load.credits import read_credits
from publisher.load.markdown import read_markdown
from publisher.model import Block, Credit, Credits, Kind
from publisher.problems import Place
from publisher.xhtml import text


def _read(source: str) -> tuple[Credits, tuple[Block, ...]]:
    document, _ = read_markdown(source, "post.md", 1, "a")
    return read_credits(document.blocks)


def _people(source: str) -> set[tuple[str, str]]:
    return {(person.role, person.name) for person in _read(source)[0].people}


def _labels(source: str) -> list[str]:
    return [line.label for line in _read(source)[0].lines]


_SEED = (
    "> 原文：https://example.org/tea  \n"
    "> 作者：A. Writer  \n"
    "> 翻译：[Harry](https://example.org/harry)  \n"
    "> 校对、排版：Cursor IDE  \n\n"
    "The kettle sang.\n\n水壶在唱歌。\n"
)


def test_the_quote_becomes_metadata_and_leaves_the_prose() -> None:
    """Source, people with their roles and links, lines as written with their places."""
    found, blocks = _read(_SEED)
    assert found.source == "https://example.org/tea"
    assert found.people == (
        Credit("aut", "A. Writer"),
        Credit("trl", "Harry", "https://example.org/harry"),
        Credit("pfr", "Cursor IDE"),
        Credit("cmt", "Cursor IDE"),
    )
    assert [(line.label, line.separator) for line in found.lines] == [
        ("原文", "："),
        ("作者", "："),
        ("翻译", "："),
        ("校对、排版", "："),
    ]
    assert [line.place for line in found.lines] == [Place("post.md", n, 3) for n in (1, 2, 3, 4)]
    assert [text(block.element) for block in blocks] == ["The kettle sang.", "水壶在唱歌。"]


@pytest.mark.parametrize(
    "source",
    [
        "> 原文：https://example.org/tea\n> 作者：甲\n> 译者：乙\n",
        "> 原文：https://example.org/tea<br>\n> 作者：甲<br>\n> 译者：乙\n",
        "> 原文: https://example.org/tea\n>\n> 作者: 甲\n>\n> 译者: 乙\n",
        "> - 原文：<https://example.org/tea>\n> - 作者：甲\n> - 译者：乙\n",
        "> * **原文**：https://example.org/tea\n> * **作者：**甲\n> * **译者：** 乙\n",
        "> *原文：https://example.org/tea*  \n> *作者：甲*  \n> *译者：乙*\n",
        "> 【原文】https://example.org/tea\n> 【作者】甲\n> 【译者】：乙\n",
        "> [原文](https://example.org/tea)\n> 作者：甲\n> 译者：乙\n",
        "> [原文](https://example.org/tea)：茶\n> 作者：甲\n> 译者：乙\n",
        "> 原文：[茶](https://example.org/tea)\n> 原作者：甲\n> 翻译者：乙\n",
        "原文：https://example.org/tea\n作者：甲\n译者：乙\n",
        "原文：https://example.org/tea\n\n作者：甲\n\n译者：乙\n",
        "- 原文：https://example.org/tea\n- 作者：甲\n- 译者：乙\n",
        "# 茶\n\n![](a.png)\n\n---\n\n> 原文：https://example.org/tea\n> 作者：甲\n> 译者：乙\n",
        "> Source: https://example.org/tea\n> Author: 甲\n> Translator: 乙\n",
        "> Original: https://example.org/tea\n> Written by: 甲\n> Translated by: 乙\n",
        "> Original article: https://example.org/tea\n> By: 甲\n> Translation: 乙\n",
    ],
)
def test_the_forms_of_a_credits_quote(source: str) -> None:
    """Hard breaks, bare lines, paragraphs, a list; any colon; bold, italic; Chinese, English."""
    found, blocks = _read(source + "\n正文。\n")
    assert found.source == "https://example.org/tea"
    assert found.people == (Credit("aut", "甲"), Credit("trl", "乙"))
    assert text(blocks[-1].element) == "正文。"
    assert not any(block.kind is Kind.QUOTE for block in blocks)


@pytest.mark.parametrize(
    ("line", "role"),
    [
        ("作者", "aut"),
        ("译者", "trl"),
        ("翻译", "trl"),
        ("校对", "pfr"),
        ("审校", "pfr"),
        ("排版", "cmt"),
        ("编辑", "edt"),
        ("整理", "ctb"),
        ("Author", "aut"),
        ("TRANSLATOR", "trl"),
        ("Proofread by", "pfr"),
        ("Proofreading", "pfr"),
        ("Layout", "cmt"),
        ("Typeset by", "cmt"),
        ("Editor", "edt"),
        ("Edited by", "edt"),
    ],
)
def test_a_label_names_a_role(line: str, role: str) -> None:
    """Each label alone makes credits."""
    assert _people(f"> {line}: A. Writer\n") == {(role, "A. Writer")}


@pytest.mark.parametrize(
    "label",
    [
        *(
            "翻译、校对",
            "翻译/校对",
            "翻译 / 校对",
            "翻译&校对",
            "翻译和校对",
            "翻译，校对",
            "翻译 校对",
        ),
        *("Translation & proofreading", "Translated and proofread by", "Translator, proofreader"),
    ],
)
def test_several_roles_in_one_label(label: str) -> None:
    """One person, two jobs."""
    assert _people(f"> {label}：A. Writer\n") == {("trl", "A. Writer"), ("pfr", "A. Writer")}


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        ("甲明、乙红", ["甲明", "乙红"]),
        ("Ann, Bob & Cy", ["Ann", "Bob", "Cy"]),
        ("Ann and Bob", ["Ann", "Bob"]),
        ("甲明和乙红", ["甲明", "乙红"]),
        ("李和平", ["李和平"]),
        ("Sandy Anderson", ["Sandy Anderson"]),
        ("Ann (Kettle Press)", ["Ann (Kettle Press)"]),
    ],
)
def test_several_people_in_one_line(names: str, expected: list[str]) -> None:
    """Names are divided at commas and ands, not inside a name."""
    found, _ = _read(f"> 译者：{names}\n")
    assert [person.name for person in found.people] == expected


def test_each_person_keeps_their_own_link() -> None:
    """A comma inside a link's words divides nothing."""
    found, _ = _read("> 翻译：[Ann](https://example.org/a)、Bob、[C, D](https://example.org/c)\n")
    assert found.people == (
        Credit("trl", "Ann", "https://example.org/a"),
        Credit("trl", "Bob"),
        Credit("trl", "C, D", "https://example.org/c"),
    )


def test_an_address_beside_a_name_is_its_link() -> None:
    """Written out, in brackets or not."""
    for written in ("Harry（https://example.org/h）", "Harry https://example.org/h"):
        found, _ = _read(f"> 翻译：{written}\n")
        assert found.people == (Credit("trl", "Harry", "https://example.org/h"),)


def test_a_link_that_is_no_web_address_is_not_kept() -> None:
    """A mail address is nobody's page."""
    found, _ = _read("> 翻译：[Harry](mailto:h@example.org)\n")
    assert found.people == (Credit("trl", "Harry"),)


def test_other_lines_and_labels_in_the_quote_are_kept() -> None:
    """A date and a thank-you stay lines of the credits, without a person."""
    source = "> 原文：https://example.org/tea\n> 发布日期：2024-05-01\n> 首发于某报\n\n正文。\n"
    found, blocks = _read(source)
    assert [line.label for line in found.lines] == ["原文", "发布日期", ""]
    assert found.people == ()
    assert len(blocks) == 1


def test_prose_after_the_credits_in_the_same_quote_stays_a_quote() -> None:
    """Nothing is dropped, and nothing is metadata that is not."""
    found, blocks = _read("> 作者：甲\n>\n> 本文讲的是水壶。它很旧，也很重。\n\n正文。\n")
    assert [line.label for line in found.lines] == ["作者"]
    assert blocks[0].kind is Kind.QUOTE
    assert text(blocks[0].children[0].element) == "本文讲的是水壶。它很旧，也很重。"


def test_two_quotes_in_two_languages() -> None:
    """English credits, then the Chinese ones: each person once for each role."""
    source = (
        "> Source: https://example.org\n> Author: Ann\n\n> 原文：https://example.org\n> 作者：Ann\n"
    )
    found, blocks = _read(source + "\nText.\n")
    assert found.people == (Credit("aut", "Ann"),)
    assert len(found.lines) == 4
    assert len(blocks) == 1


@pytest.mark.parametrize(
    "source",
    [
        "> The sea was calm.\n>\n> 海面平静。\n",
        "> By the sea we drank tea.\n",
        "> Tea: a plant, and what is made of it.\n",
        "> 水壶：一种器具。\n> 茶：一种饮料。\n",
        "> 作者：我觉得这本书很好。它让我想起了童年的夏天。\n",
        "> Source: unknown. Nobody knows who wrote this down first, nor why.\n",
        "> 时间：我们都没有时间了\n",
        "> # 作者：甲\n",
        "> ```\n> 作者：甲\n> ```\n",
        "作者：甲\n这一段是正文。\n",
        "编辑：您什么时候开始写作？\n\n作者：很早。\n",
        "Update: the kettle was fixed.\n",
        "The kettle sang.\n\n> 作者：甲\n",
        "Hello.\n",
        "3 May 2020\n",
        "A. Writer\n",
        "",
    ],
)
def test_what_is_no_credit_stays(source: str) -> None:
    """A quote that is a quote, a colon in prose, a quote further down."""
    document, _ = read_markdown(source, "post.md", 1, "a")
    assert read_credits(document.blocks) == (Credits(), document.blocks)


@pytest.mark.parametrize(
    "source",
    [
        "A. Writer\n3 May 2020\n",
        "By A. Writer\nMay 3rd, 2020\n",
        "A. Writer, 3 May 2020\n",
        "A. Writer · 2020-05-03\n",
        "2020年5月3日 A. Writer\n",
        "> A. Writer\n> May 2020\n",
        "*A. Writer*  \n*3 May 2020*\n",
        "[A. Writer](https://example.org)\n3 May 2020\n",
    ],
)
def test_a_byline(source: str) -> None:
    """A name and a date, and nothing else."""
    found, blocks = _read(source + "\nThe kettle sang.\n")
    assert [(person.role, person.name) for person in found.people] == [("aut", "A. Writer")]
    assert all(line.label == "" for line in found.lines)
    assert len(blocks) == 1


def test_by_and_a_name_in_a_quote() -> None:
    """`By A. Writer` needs no colon."""
    found, _ = _read("> By Ann Writer\n> Translated by: Bob\n")
    assert found.people == (Credit("aut", "Ann Writer"), Credit("trl", "Bob"))
    assert (found.lines[0].label, found.lines[0].separator) == ("By", " ")


def test_a_title_with_a_question_mark_is_a_source() -> None:
    """What ends with a mark is not prose for it."""
    found, _ = _read("> 原文：[什么是茶？](https://example.org)\n> 作者：甲\n")
    assert found.source == "https://example.org"


_PIECES = (
    "> ,\n,原文：,作者:,By ,、, and ,[a](https://b.c),**,<br>,- ,3 May 2020,【译者】,https://e.org,"
    "A. Writer,和,茶,&,（,）,  \n"
).split(",")
_MARKUP = st.lists(st.sampled_from(_PIECES), max_size=30).map("".join)


@given(_MARKUP | st.text(max_size=200))
def test_no_input_raises_and_no_word_is_lost(source: str) -> None:
    """Every letter of a post's beginning is in the credits or in the blocks."""
    document, _ = read_markdown(source, "post.md", 1, "a")

    def letters(blocks: tuple[Block, ...]) -> str:
        return "".join(text(b.element) + letters(b.children) for b in blocks)

    found, blocks = read_credits(document.blocks)
    kept = letters(blocks) + "".join(
        line.label + "".join(text(node) for node in line.content) for line in found.lines
    )
    assert sorted(c for c in kept if c.isalnum()) == sorted(
        c for c in letters(document.blocks) if c.isalnum()
    )
