"""The closing section 名词解析: its terms in every form, and what is prose."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.language import Language
from publisher.load.glossary import Glossary, read_glossary
from publisher.load.markdown import read_markdown
from publisher.model import Block, Definition, Kind, Name, Term
from publisher.problems import Place, Problems
from publisher.xhtml import text

EN, ZH = Language.EN, Language.ZH


def _read(source: str) -> tuple[Glossary, Problems]:
    document, _ = read_markdown(source, "post.md", 1, "a")
    return read_glossary(document.blocks, "a")


def _good(source: str) -> Glossary:
    found, problems = _read(source)
    assert problems == ()
    return found


def _term(item: str) -> Term:
    """The one term of a glossary that holds one item."""
    (term,) = _good(f"Prose.\n\n## 名词解析\n\n{item}\n").terms
    return term


def _said(term: Term) -> list[tuple[Language, str]]:
    return [(part.language, _words(part)) for part in term.definitions]


def _words(part: Definition) -> str:
    return "".join(text(node) for node in part.content)


def _texts(blocks: tuple[Block, ...]) -> list[str]:
    return [text(block.element) for block in blocks]


_SEED = """\
The kettle sang.

---

## 名词解析

- <span id="glossary-kettle"></span>**kettle**：水壶，烧水的器具。
- <span id="glossary-lid"></span>**lid/lids**：盖子。
"""


def test_the_section_becomes_terms_and_leaves_the_prose() -> None:
    """Title, terms with places and anchors; the rule before it goes with it."""
    found = _good(_SEED)
    assert _texts(found.blocks) == ["The kettle sang."]
    assert found.title is not None
    assert text(found.title.element) == "名词解析"
    kettle, lid = found.terms
    assert (kettle.id, kettle.anchor) == ("glossary-kettle", "a--glossary-kettle")
    assert (kettle.label, kettle.separator) == ("kettle", "：")
    assert kettle.names == (Name("kettle", EN),)
    assert _said(kettle) == [(ZH, "水壶，烧水的器具。")]
    assert kettle.place == Place("post.md", 7, 1)
    assert lid.label == "lid/lids"
    assert lid.names == (Name("lid", EN), Name("lids", EN))
    assert found.targets["a--glossary-lid"] == "a--glossary-lid"
    assert found.targets["a--名词解析"] == "a--glossary"


@pytest.mark.parametrize(
    "title",
    [
        "# 名词解析",
        "## 术语表",
        "### 词汇表",
        "#### 名词解释",
        "##### 术语解释",
        "###### Glossary",
        "## glossary",
        "## 名词解析 | Glossary",
        "## Glossary / 术语表",
        "## Glossary（术语表）",
        "## 附录：名词解析",
        "## 一、名词解析",
        "## Appendix A: Glossary",
        "## 📖 名词解析",
        "## **名词解析**",
        "## Glossary of terms",
        "**名词解析**",
        "Glossary\n---",
        "## Glossary\n\n## 名词解析",
        "## 名词解析\n\n### Glossary",
    ],
)
def test_the_titles_of_a_glossary(title: str) -> None:
    """Any level, either language or both, with a rule before it or not."""
    for rule in ("", "---\n\n"):
        found = _good(f'Prose.\n\n{rule}{title}\n\n- <a id="glossary-x"></a>**x**：甲\n')
        assert [term.label for term in found.terms] == ["x"]
        assert _texts(found.blocks) == ["Prose."]


def test_a_pair_of_titles_is_one() -> None:
    """As if the author had written both on a line."""
    found = _good('## Glossary\n\n## 名词解析\n\n- <a id="x"></a>**x**：甲\n')
    assert found.title is not None
    assert text(found.title.element) == "Glossary | 名词解析"


@pytest.mark.parametrize(
    "title", ["## 名词", "## My glossary", "## Glossary tools", "## 关于名词解析的想法", "Glossary"]
)
def test_another_title_is_another_section(title: str) -> None:
    """A heading that says more is a heading of prose."""
    document, _ = read_markdown(f'{title}\n\n- <a id="x"></a>**x**：甲\n', "post.md", 1, "a")
    assert read_glossary(document.blocks, "a") == (Glossary(document.blocks), ())


_X = '<span id="glossary-x"></span>'


@pytest.mark.parametrize(
    "item",
    [
        f"- {_X}**kettle**：水壶。",
        f"- {_X}**kettle**: 水壶。",
        f"- {_X}**kettle：**水壶。",
        f"- {_X}**kettle：** 水壶。",
        f"- {_X}**kettle** - 水壶。",
        f"- {_X}**kettle** — 水壶。",
        f"- {_X}**kettle**——水壶。",
        f"- {_X} **kettle** 水壶。",
        f"- {_X}kettle：水壶。",
        f"- {_X}kettle: 水壶。",
        f"- {_X}kettle - 水壶。",
        f"- {_X}*kettle*：水壶。",
        f"- {_X}`kettle`：水壶。",
        '- <a id="glossary-x"></a>**kettle**：水壶。',
        '- <a name="glossary-x"></a>**kettle**：水壶。',
        '- <span id="glossary-x">**kettle**</span>：水壶。',
        '- <span id="glossary-x">kettle</span>：水壶。',
        '- <strong id="glossary-x">kettle</strong>：水壶。',
        '- **<span id="glossary-x"></span>kettle**：水壶。',
        '- **kettle**<span id="glossary-x"></span>：水壶。',
        f"- {_X}**kettle**：\n\n  水壶。",
        f"- {_X}**kettle**\n\n  水壶。",
        f"- {_X}**kettle**  \n  水壶。",
        f"- {_X}**kettle**\n  水壶。",
        f"- {_X}kettle\n  水壶。",
        f"- {_X}**kettle**\n  - 水壶。",
        f"- {_X}**kettle**：\n  - 水壶。",
        f"- {_X}kettle\n  - 水壶。",
        f"* {_X}**kettle**：水壶。",
        f"1. {_X}**kettle**：水壶。",
        f"{_X}**kettle**：水壶。",
        f"{_X}**kettle**\n\n水壶。",
        '<dl><dt id="glossary-x">kettle</dt><dd>水壶。</dd></dl>',
        '<span id="glossary-x"></span>kettle\n: 水壶。',
        '<ul><li id="glossary-x"><b>kettle</b>：水壶。</li></ul>',
    ],
)
def test_the_forms_of_an_item(item: str) -> None:
    """One term, its id, its name and its definition, however it is written."""
    term = _term(item)
    assert (term.id, term.label) == ("glossary-x", "kettle")
    assert term.names == (Name("kettle", EN),)
    assert _said(term) == [(ZH, "水壶。")]


@pytest.mark.parametrize(
    ("written", "separator"),
    [
        ("**x**：甲", "："),
        ("**x**: 甲", ": "),
        ("**x：**甲", "："),
        ("**x** - 甲", " - "),
        ("**x**\n甲", ""),
    ],
)
def test_what_stood_between_name_and_definition_is_known(written: str, separator: str) -> None:
    """So that the page can show it as it was."""
    assert _term(f"- {_X}{written}").separator == separator


@pytest.mark.parametrize(
    ("written", "label", "names"),
    [
        ("**trajectory/trajectories**", "trajectory/trajectories", ["trajectory", "trajectories"]),
        ("**lid** / **lids**", "lid / lids", ["lid", "lids"]),
        ("**RL（强化学习）**", "RL（强化学习）", ["RL", "强化学习"]),
        ("**RL**（强化学习）", "RL（强化学习）", ["RL", "强化学习"]),
        ("**强化学习** (RL / reinforcement learning)", "强化学习 (RL / reinforcement learning)",
         ["强化学习", "RL", "reinforcement learning"]),
        ("**壶盖、盖子**", "壶盖、盖子", ["壶盖", "盖子"]),
        ("**TCP/IP**", "TCP/IP", ["TCP/IP"]),
        ("**A/B testing**", "A/B testing", ["A/B testing"]),
        ("**RL/强化学习**", "RL/强化学习", ["RL", "强化学习"]),
        ("**on-policy**", "on-policy", ["on-policy"]),
    ],
)  # fmt: skip
def test_names_are_divided(written: str, label: str, names: list[str]) -> None:
    """At slashes and brackets, each in its language; an abbreviation with a slash stays whole."""
    term = _term(f"- {_X}{written}：甲乙。")
    assert term.label == label
    assert [name.text for name in term.names] == names
    assert all((name.language is ZH) == (name.text[0] >= "一") for name in term.names)


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("烧水的器具。", [(ZH, "烧水的器具。")]),
        ("A vessel for boiling water.", [(EN, "A vessel for boiling water.")]),
        (
            "A vessel for boiling water. 烧水的器具。",
            [(EN, "A vessel for boiling water."), (ZH, "烧水的器具。")],
        ),
        (
            "烧水的器具。A vessel for boiling water.",
            [(ZH, "烧水的器具。"), (EN, "A vessel for boiling water.")],
        ),
        (
            "A vessel for boiling water 烧水的一种器具",
            [(EN, "A vessel for boiling water"), (ZH, "烧水的一种器具")],
        ),
        (
            "A vessel for water / 烧水的器具",
            [(EN, "A vessel for water"), (ZH, "烧水的器具")],
        ),
        (
            "A vessel for water; 烧水的器具",
            [(EN, "A vessel for water;"), (ZH, "烧水的器具")],
        ),
        (
            "One. Two things. 一。两件事。",
            [(EN, "One. Two things."), (ZH, "一。两件事。")],
        ),
        (
            "Reinforcement Learning（强化学习），一种让计算机改进自己的方法。",
            [(ZH, "Reinforcement Learning（强化学习），一种让计算机改进自己的方法。")],
        ),
        (
            "yolo 是“you only live once”的缩写，这里指大胆尝试。",
            [(ZH, "yolo 是“you only live once”的缩写，这里指大胆尝试。")],
        ),
        ("on-policy 是在线策略。", [(ZH, "on-policy 是在线策略。")]),
        ("The word 茶 names the leaf.", [(EN, "The word 茶 names the leaf.")]),
    ],
)  # fmt: skip
def test_a_definition_in_two_languages_is_split(
    written: str, expected: list[tuple[Language, str]]
) -> None:
    """At the language change after the term; a foreign word in a sentence is none."""
    assert _said(_term(f"- {_X}**x**：{written}")) == expected


@pytest.mark.parametrize(
    "item",
    [
        f"- {_X}**x**：A vessel for water.\n  烧水的器具。",
        f"- {_X}**x**：A vessel for water.<br>烧水的器具。",
        f"- {_X}**x**：A vessel for water.\n\n  烧水的器具。",
        f"- {_X}**x**\n  - A vessel for water.\n  - 烧水的器具。",
        f"<dl><dt>{_X}x</dt><dd>A vessel for water.</dd><dd>烧水的器具。</dd></dl>",
    ],
)
def test_two_definitions_in_two_places(item: str) -> None:
    """Lines, paragraphs, a list of two."""
    assert _said(_term(item)) == [(EN, "A vessel for water."), (ZH, "烧水的器具。")]


def test_the_second_definition_has_its_own_line() -> None:
    """A message about it points at the line it stands on."""
    term = _term(f"- {_X}**x**：A vessel for water.\n  烧水的器具。")
    assert [part.place.line for part in term.definitions] == [5, 6]


def test_links_and_emphasis_in_a_definition_stay() -> None:
    """A definition is inline content, not text."""
    (part,) = _term(f"- {_X}**x**：见 [壶](#glossary-y) 和 *盖*，`code`。").definitions
    tags = [node.tag for node in part.content if not isinstance(node, str)]
    assert tags == ["a", "em", "code"]


def test_several_ids_lead_to_one_term() -> None:
    """An alias may have its own."""
    found = _good(f'## Glossary\n\n- {_X}<span id="y"></span>**x/y**：甲\n')
    assert [term.id for term in found.terms] == ["glossary-x"]
    assert found.targets["a--y"] == found.targets["a--glossary-x"] == "a--glossary-x"


def test_an_item_without_an_id_gets_one_from_its_name() -> None:
    """It can be shown, though nothing leads to it."""
    found = _good(
        "## 名词解析\n\n- **Kettle Lid**：壶盖。\n- **kettle lid**：盖。\n- **茶**：叶。\n"
    )
    assert [term.anchor for term in found.terms] == [
        "a--glossary-kettle-lid",
        "a--glossary-kettle-lid-2",
        "a--glossary-茶",
    ]


def test_an_id_given_twice() -> None:
    """G002; links lead to the first, and the second is still shown."""
    found, problems = _read(f"## 名词解析\n\n- {_X}**x**：甲\n- {_X}**y**：乙\n")
    assert [(p.code, p.place) for p in problems] == [("G002", Place("post.md", 4, 1))]
    assert [term.anchor for term in found.terms] == ["a--glossary-x", "a--glossary-x-2"]
    assert found.targets["a--glossary-x"] == "a--glossary-x"


@pytest.mark.parametrize("item", ["**x**", "**x**：", "x"])
def test_a_term_without_a_definition(item: str) -> None:
    """G005 names it."""
    found, problems = _read(f"## 名词解析\n\n- {_X}{item}\n")
    assert [(p.code, p.place) for p in problems] == [("G005", Place("post.md", 3, 1))]
    assert "“x”" in problems[0].message
    assert [term.label for term in found.terms] == ["x"]


def test_the_ids_of_the_page_itself_are_not_a_terms() -> None:
    """`glossary` is the section's."""
    found = _good('## 名词解析\n\n- <a id="glossary"></a>**x**：甲\n')
    assert found.terms[0].anchor == "a--glossary-2"
    assert found.targets["a--glossary"] == "a--glossary-2"


def test_an_introduction_stays_in_the_prose() -> None:
    """It is no item, so it is read before the glossary, not lost in it."""
    found = _good(f"Prose.\n\n## 名词解析\n\n以下是本文的词。\n\n- {_X}**x**：甲\n")
    assert _texts(found.blocks) == ["Prose.", "以下是本文的词。"]
    assert len(found.terms) == 1


def test_what_follows_the_glossary_stays() -> None:
    """A next section, or a last paragraph."""
    found = _good(f"## 名词解析\n\n- {_X}**x**：甲\n\n再见。\n\n## 后记\n\n完。\n")
    assert _texts(found.blocks) == ["再见。", "后记", "完。"]


def test_several_lists_and_groups() -> None:
    """A rule between two lists, headings above them, and a list of lists."""
    found = _good(
        "## 名词解析\n\n### 器\n\n- <a id='b'></a>**b**：乙\n\n---\n\n* <a id='c'></a>**c**：丙\n\n"
        "- 其他\n  - <a id='d'></a>**d**：丁\n  - <a id='e'></a>**e**：戊\n"
    )
    assert [term.label for term in found.terms] == ["b", "c", "d", "e"]
    assert _texts(found.blocks) == ["器", "其他"]


def test_the_last_glossary_counts() -> None:
    """A section of that name further up, without items, is prose."""
    found = _good(f"## Glossary\n\nTea is a leaf.\n\n## 名词解析\n\n- {_X}**x**：甲\n")
    assert _texts(found.blocks) == ["Glossary", "Tea is a leaf."]


@pytest.mark.parametrize(
    "source",
    [
        "## Glossary\n\n### Kettle\n\n### 水壶\n\nA vessel.\n\n器具。\n",
        "## Glossary\n\nTea is a leaf.\n\n茶是叶子。\n",
        "## Glossary\n\n- tea\n- 茶\n",
        "## Glossary\n\n### A\n\n- **tea**: a leaf\n",
        "## 术语\n\n- **tea**: a leaf\n",
        "## Glossary\n",
        "",
    ],
)
def test_a_page_called_glossary_is_prose(source: str) -> None:
    """Headings in pairs, paragraphs, plain lists: nothing there has an id or stands in a list."""
    document, _ = read_markdown(source, "post.md", 1, "a")
    assert read_glossary(document.blocks, "a") == (Glossary(document.blocks), ())


def test_a_term_holds_what_its_item_holds() -> None:
    """Code, a table and a picture in an item are part of its definition."""
    term = _term(
        f"- {_X}**x**：甲\n\n  ```\n  code\n  ```\n\n  | a | b |\n  |---|---|\n  | c | d |\n"
    )
    assert [_words(part) for part in term.definitions] == ["甲", "code", "a b", "c d"]


_PIECES = [
    *(
        "## 名词解析\n\n",
        "- ",
        "  - ",
        _X,
        '<a id="y"></a>',
        "**x**",
        "：",
        ": ",
        "甲乙。",
        "One two. ",
    ),
    *(
        "\n",
        "\n\n",
        "（",
        "）",
        "/",
        "`c`",
        "---\n",
        "<dl><dt>",
        "</dt><dd>",
        "| a |\n|---|\n",
        "> ",
    ),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=30).map("".join))
def test_no_input_raises_and_no_word_is_lost(source: str) -> None:
    """Every letter of a glossary is in its terms, its title or the blocks, and none is new."""
    document, _ = read_markdown(f"## 名词解析\n\n- {_X}**x**：甲\n{source}", "post.md", 1, "a")

    def letters(blocks: tuple[Block, ...]) -> str:
        return "".join(text(b.element) + letters(b.children) for b in blocks)

    found, _ = read_glossary(document.blocks, "a")
    kept = letters(found.blocks) + (text(found.title.element) if found.title else "")
    for term in found.terms:
        kept += term.label + "".join(words for _, words in _said(term))
    source_letters = Counter(c for c in letters(document.blocks) if c.isalnum())
    kept_letters = Counter(c for c in kept if c.isalnum())
    assert source_letters - kept_letters == Counter()
    borrowed = Counter("".join(term.id for term in found.terms))  # a term without a name: its id
    assert kept_letters - source_letters <= borrowed
    anchors = [term.anchor for term in found.terms]
    assert len(anchors) == len(set(anchors))
    assert not any(block.kind is Kind.TERM for block in found.blocks)
