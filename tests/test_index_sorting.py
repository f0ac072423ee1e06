"""The order of a glossary: by sound, by strokes, by letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.index.sorting import reading
from publisher.index.strokes import strokes
from tests.terms import glossary, made

ITEMS = (
    "walk（行走）：一。",
    "EPUB：二。",
    "row（行）：三。",
    "one（一）：四。",
    "dragon（龙）：五。",
    "9P：六。",
)
OTHER = glossary("other（其他）：七。")


def heads(root: Path, sort: str, **files: str) -> list[tuple[str, list[str]]]:
    """Heads of a glossary with the leading names below each."""
    yaml = f"glossary: {{sort: {sort}}}\n"
    book = made(root, glossary(*ITEMS), OTHER, book=yaml, **files)
    leading = book.glossary.leading
    return [
        (g.head, [e.names.pick(leading) if leading else e.label for e in g.entries])
        for g in book.glossary.groups
    ]


def test_pinyin_sorts_chinese_and_latin_names_among_one_another(tmp_path: Path) -> None:
    """By letter, syllable, tone; a name of figures last."""
    assert heads(tmp_path, "pinyin") == [
        ("E", ["EPUB"]),
        ("L", ["龙"]),
        ("Q", ["其他"]),
        ("X", ["行", "行走"]),
        ("Y", ["一"]),
        ("#", ["9P"]),
    ]


def test_a_person_corrects_a_reading(tmp_path: Path) -> None:
    """行 is háng in print, whatever it is on the road."""
    decided = "row:\n  sort-as: háng\n"
    assert ("H", ["行"]) in heads(tmp_path, "pinyin", glossary=decided)


def test_strokes_group_by_their_number(tmp_path: Path) -> None:
    """The first character counts, then the next; Latin names come last."""
    assert heads(tmp_path, "strokes") == [
        ("1 画", ["一"]),
        ("5 画", ["龙"]),
        ("6 画", ["行", "行走"]),
        ("8 画", ["其他"]),
        ("A–Z", ["9P", "EPUB"]),
    ]


def test_latin_sorts_by_the_english_names(tmp_path: Path) -> None:
    """A to Z."""
    found = [name for _, listed in heads(tmp_path, "latin") for name in listed]
    assert found == ["dragon", "EPUB", "one", "other", "row", "walk", "9P"]


def test_none_is_the_order_of_the_posts(tmp_path: Path) -> None:
    """As their authors bring them, under no head."""
    ((head, found),) = heads(tmp_path, "none")
    assert head == ""
    assert found == ["walk", "EPUB", "row", "one", "dragon", "9P", "other"]


def test_the_index_has_every_name_under_its_own_head(tmp_path: Path) -> None:
    """The leading name has the mentions, each other name the word to look under."""
    book = made(tmp_path, glossary("tea/brew（茶）：一。"), OTHER)
    lines = [(g.head, line.name, line.see) for g in book.glossary.index for line in g.lines]
    assert lines == [
        ("B", "brew", "茶"),
        ("C", "茶", ""),
        ("O", "other", "其他"),
        ("Q", "其他", ""),
        ("T", "tea", "茶"),
    ]


@pytest.mark.parametrize(
    ("char", "count"), [("一", 1), ("强", 12), ("龙", 5), ("龘", 48), ("a", 0), ("〇", 0)]
)
def test_strokes_are_counted_as_unicode_counts_them(char: str, count: int) -> None:
    """And what is no such character has none."""
    assert strokes(char) == count


@pytest.mark.parametrize("written", ["háng cháng", "hang2 chang2", "航常"])
def test_a_reading_may_be_written_in_three_ways(written: str) -> None:
    """With accents, with figures, or with other characters of that sound."""
    assert reading("行长", written) == (("hang", "chang"), ("2", "2"))


def test_a_phrase_is_read_as_a_phrase() -> None:
    """重庆 begins with chóng, 重量 with zhòng."""
    assert reading("重庆")[0][0] == "chong"
    assert reading("重量")[0][0] == "zhong"
