"""A title in two languages on one line, taken apart or left whole; slugs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model import Bilingual
from publisher.titles import slug_of, split_title


@pytest.mark.parametrize(
    ("title", "english", "chinese"),
    [
        ("Morning tea | 早茶", "Morning tea", "早茶"),
        ("Morning tea｜早茶", "Morning tea", "早茶"),
        ("Morning tea - 早茶", "Morning tea", "早茶"),
        ("Morning tea – 早茶", "Morning tea", "早茶"),
        ("Morning tea — 早茶", "Morning tea", "早茶"),
        ("Morning tea / 早茶", "Morning tea", "早茶"),
        ("Morning tea／早茶", "Morning tea", "早茶"),
        ("早茶 | Morning tea", "Morning tea", "早茶"),
        ("  Morning \n tea  |  早茶 ", "Morning tea", "早茶"),
        ("A - B | 甲 - 乙", "A - B", "甲 - 乙"),
        ("Tea - a story - 茶的故事", "Tea - a story", "茶的故事"),
        ("Go - 语言入门", "Go", "语言入门"),
        ("Rust | Rust Async 入门", "Rust", "Rust Async 入门"),
        ("TCP/IP | TCP/IP 入门", "TCP/IP", "TCP/IP 入门"),
        ("Python | 学 Python", "Python", "学 Python"),
        ("关于茶 | A 茶 story", "A 茶 story", "关于茶"),
        ("1984 | 一九八四", "1984", "一九八四"),
    ],
)
def test_a_title_in_two_languages_is_split(title: str, english: str, chinese: str) -> None:
    """At the separator with a language on each side, whichever comes first."""
    assert split_title(title) == Bilingual(english, chinese)


@pytest.mark.parametrize(
    "title",
    ["Go 语言入门", "Swiss 表", "TCP/IP 入门", "强化学习：RL 入门", "RL——人生启示", "读写/IO 的事"],
)
def test_latin_inside_chinese_is_not_the_other_language(title: str) -> None:
    """A name or an abbreviation in a Chinese title stays in it."""
    assert split_title(title) == Bilingual(zh=title)


@pytest.mark.parametrize("title", ["Tea | Coffee", "Tea - a story", "A/B testing", "1 | 2", "|"])
def test_an_english_title_stays_whole(title: str) -> None:
    """A bar between two English halves divides no languages."""
    assert split_title(title) == Bilingual(en=title)


@given(st.text())
def test_no_letter_is_lost(title: str) -> None:
    """Whatever the title, its letters are all there, and only separators go."""
    parts = split_title(title)
    assert sorted(c for c in parts.en + parts.zh if c.isalnum()) == sorted(
        c for c in title if c.isalnum()
    )


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Life lessons | 人生", "life-lessons-人生"),
        ("2024-05-01-tea", "tea"),
        ("2024-05-01", "2024-05-01"),
        ("Tea_and  Kettles!", "tea-and-kettles"),
        ("../../etc/passwd", "etc-passwd"),
        ("v1.2", "v1.2"),
        ("Café", "café"),
        ("…", ""),
        ("x" * 300, "x" * 60),
    ],
)
def test_a_slug_is_safe_as_a_file_name(words: str, slug: str) -> None:
    """Letters, digits, dots and hyphens; no path, no date in front."""
    assert slug_of(words) == slug
