"""Names of terms without a link: found as whole words and longest matches, and linked on demand."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.build import read_book
from publisher.index import unlinked_names
from publisher.index.mentions import Finder
from publisher.model import Book
from tests.terms import RL_ONE, RL_TWO, entry, folder, glossary, made


def hits(names: list[str], words: str) -> list[str]:
    """What is found of the names in a text."""
    return [words[hit.start : hit.end] for hit in Finder((n, n) for n in names).hits(words)]


@pytest.mark.parametrize(
    ("names", "words", "found"),
    [
        (["kettle"], "Kettles and a kettle's lid; kettledrum", ["Kettles", "kettle"]),
        (["fine-tuning"], "fine tuning, Fine-Tuning, finetuning", ["fine tuning", "Fine-Tuning"]),
        (["policy"], "policies of on-policy", ["policies", "policy"]),
        (["on-policy", "policy"], "an on-policy policy", ["on-policy", "policy"]),
        (["RAG"], "RAG is no rag; RAGs", ["RAG", "RAGs"]),
        (["学习", "强化学习", "强化"], "强化学习和学习", ["强化学习", "学习"]),
        (["RL"], "用RL训练，RLHF不算", ["RL"]),
        (["box"], "boxes\nand a\nbox", ["boxes", "box"]),
        (["chain of thought"], "chains, a chain\nof thoughts", ["chain\nof thoughts"]),
        (["a"], "", []),
        (["ß"], "STRASSE İß", []),
    ],
)
def test_names_are_found_as_a_reader_finds_them(
    names: list[str], words: str, found: list[str]
) -> None:
    """Whole words in English with their plural, the longest name in Chinese."""
    assert hits(names, words) == found


@given(
    st.lists(st.text("ab强化", min_size=1, max_size=4), max_size=6),
    st.text("ab强化 -", max_size=40),
)
def test_the_trie_finds_what_a_plain_search_finds(names: list[str], words: str) -> None:
    """Against a regular expression of all names, longest first, on any text."""
    forms = {form for name in names for form in (name, *([f"{name}s"] if name.isascii() else []))}
    ends = r"(?![A-Za-z0-9]|-[A-Za-z0-9])"
    parts = [
        (r"(?<![A-Za-z0-9])" if form[0].isascii() else "")
        + re.escape(form)
        + (ends if form[-1].isascii() else "")
        for form in sorted(forms, key=len, reverse=True)
    ]
    wanted = re.findall("|".join(parts), words) if parts else []
    assert hits(names, words) == wanted


# -- in a book -------------------------------------------------------------------------------------


def linked(root: Path, how: str, *bodies: str) -> Book:
    """A book whose unlinked terms the build links."""
    return made(root, *bodies, book=f"glossary: {{link: {how}}}\n")


def hrefs(book: Book) -> dict[str, str]:
    """Id and target of every mention in a book."""
    return {m.id: m.term for chapter in book.chapters for m in chapter.post.mentions}


def test_nothing_is_linked_unasked(tmp_path: Path) -> None:
    """The posts are as their authors wrote them."""
    assert len(hrefs(made(tmp_path, RL_ONE, RL_TWO))) == 6


def test_first_links_what_a_post_links_nowhere(tmp_path: Path) -> None:
    """A term that is linked in a language stays as it is; another post's term gets one link."""
    book = linked(tmp_path, "first", RL_ONE, RL_TWO.replace("patience", "calm"))
    assert len(hrefs(book)) == 6
    body = RL_TWO.replace("differ.", "differ, as the agent model knows.")
    other = glossary("agent model（智能体模型）：一。")
    book = linked(tmp_path / "other", "first", body, other)
    assert hrefs(book)["p1--ref-t0-1"] == "p2--glossary-t0"
    assert [post for post, _ in entry(book, "agent model").mentions] == ["p1"]


def test_all_links_every_name(tmp_path: Path) -> None:
    """With ids that go on where the author's end, each in the entry of its post."""
    book = linked(tmp_path, "all", RL_ONE)
    found = {name: term for name, term in hrefs(book).items() if "ref-rl" in name}
    assert list(found) == [f"p1--ref-rl-{number}" for number in range(1, 7)]
    (chapter,) = book.chapters
    occurrences = next(e for e in chapter.entries if e.term.label == "RL").occurrences
    words = [(o.mention.text, o.language.value, o.mention.place.line) for o in occurrences]
    assert words == [
        ("RL", "en", 6),
        ("强化学习（RL）", "zh", 8),
        ("RL", "en", 10),
        ("RL", "en", 10),
        ("RL", "zh", 12),
        ("强化学习", "zh", 12),
    ]


def test_code_links_headings_and_other_terms_are_passed_over(tmp_path: Path) -> None:
    """Where a link would be wrong there is none, and no finding either."""
    body = (
        "## A kettle\n\n## 水壶\n\n`kettle` and [an old kettle](https://example.org/kettle).\n\n"
        "`水壶`和[旧水壶](https://example.org/kettle)。\n\n```\nkettle\n```\n\n"
        '## 名词解析\n\n- <span id="glossary-k"></span>**kettle（水壶）**：壶。\n'
    )
    assert hrefs(linked(tmp_path, "all", body)) == {}
    assert "G020" not in {p.code for p in read_book(tmp_path).problems}


def unlinked(root: Path, *bodies: str) -> list[str]:
    """Places and words of the findings G020."""
    book = read_book(folder(root, *bodies)).book
    assert book is not None
    problems = unlinked_names(book, is_merged=True)
    return [f"{p.place.line} {p.message.split('”')[0][1:]}" for p in problems if p.code == "G020"]


def test_a_name_that_its_post_links_nowhere_is_found_once(tmp_path: Path) -> None:
    """In each language at its first place; one that is linked somewhere is no finding."""
    body = (
        "The lid and the lids.\n\n盖子在上面，盖子。\n\nA [spout](#glossary-s), a spout.\n\n"
        "一个[壶嘴](#glossary-s)，壶嘴。\n\n## 名词解析\n\n"
        '- <span id="glossary-l"></span>**lid（盖子）**：上面的。\n'
        '- <span id="glossary-s"></span>**spout（壶嘴）**：前面的。\n'
    )
    assert unlinked(tmp_path, body) == ["6 lid", "8 盖子"]


def test_a_common_word_of_another_post_is_no_finding(tmp_path: Path) -> None:
    """“environment” is a term over there and a plain word here; an abbreviation is none."""
    plain = "An environment and a GPU.\n\n环境和显卡。\n"
    other = glossary("environment（环境）：世界。", "GPU：显卡。")
    assert unlinked(tmp_path, plain, other) == ["6 GPU"]
