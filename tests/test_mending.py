"""`publisher check --fix`: what it mends, and what it leaves as it is."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.build.mending import mended, mended_text, write_mended
from publisher.build.proofreading import examine
from publisher.config import Config, read_config
from publisher.load.proof import link_names
from publisher.model import Bilingual, BookMeta
from tests.seeded import CLEAN, DEFECTS, write

CONFIG = Config(Path(), BookMeta(Bilingual(), "book"))
TODAY = date(2026, 1, 1)
MENDABLE = {"C001", "C002", "C003", "C004", "C005", "C006", "C007", "C008", "C009", "C010"}
MENDABLE |= {"E001", "E002", "E003"}
HEAD = '---\ntitle: "He said  \\"tea\\"... | 茶,茶"\n---\n\n'

PIECES = (
    'He said "tea"',
    "didn't",
    "two  spaces",
    "half，wide",
    "茶,很烫",
    '她说"茶"',
    "等...",
    "等--很",
    "２０２５年",
    "茶，，茶",
    "水壺",
    "茶\u200b壶",
    "茶， 壶",
    "茶 RL 茶",
    "(绿茶)",
    "“",
    "'",
    '"',
    "*",
    "**",
    "_",
    "~~",
    "`a,茶...`",
    '``x `" y``',
    "[茶,茶](https://example.org/a...b--c)",
    '<span title="茶,茶...">',
    "</span>",
    'https://example.org/"x"...',
    "$a...b_1$",
    '\\"',
    "&quot;",
    "<!-- 茶,茶 -->",
    '{{< ref "a.md" >}}',
    '!["茶,茶"](k.png)',
    "１. 茶",
    "...",
    "--",
    "|",
    "- ",
    "> ",
    "# ",
    "    ",
    "\n",
    "\n\n",
    '\n```\n茶,茶 "x"...\n```\n',
    "  \n",
    "。",
    "茶",
    " ",
    "a",
)
"""Prose with slips, and everything that is no prose, to be thrown together."""

_KEPT = (
    re.compile(r"`a,茶\.\.\.`"),
    re.compile(r"\]\(https://example\.org/a\.\.\.b--c\)"),
    re.compile(r'<span title="茶,茶\.\.\.">'),
    re.compile(r"<!-- 茶,茶 -->"),
    re.compile(r'\{\{< ref "a\.md" >\}\}'),
    re.compile(r"&quot;"),
)

_posts = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)


@given(_posts)
def test_mending_a_mended_post_changes_nothing(body: str) -> None:
    """What is mended is mended."""
    once = mended_text(HEAD + body, "post.md", CONFIG)
    assert mended_text(once, "post.md", CONFIG) == once


@given(_posts)
def test_mending_touches_nothing_but_words(body: str) -> None:
    """Front matter, line count, code, targets, tags, comments: byte for byte as they were."""
    before = HEAD + body
    after = mended_text(before, "post.md", CONFIG)
    assert after.startswith(HEAD)
    assert after.count("\n") == before.count("\n")
    for kept in _KEPT:
        assert len(kept.findall(after)) == len(kept.findall(before))


@given(_posts)
def test_mending_takes_no_letter_away(body: str) -> None:
    """Letters and digits stay, in order, but for width and script."""
    before = HEAD + body
    after = mended_text(before, "post.md", CONFIG)

    def letters(text: str) -> str:
        plain = text.translate(str.maketrans("２０５１壺", "2051壶"))
        return "".join(char for char in plain if char.isalnum())

    assert letters(after) == letters(before)


@pytest.mark.parametrize(
    "defect", [one for one in DEFECTS if one.code in MENDABLE], ids=lambda one: one.code
)
def test_a_slip_in_a_clean_post_is_mended_to_the_clean_post(defect: object) -> None:
    """What the script broke is whole again, letter by letter."""
    text = getattr(defect, "text")  # noqa: B009 - the parameter of a test is an object
    assert mended_text(text, "post.md", CONFIG) == CLEAN


def test_line_ends_and_the_byte_order_mark_stay(tmp_path: Path) -> None:
    """A file of Windows is a file of Windows afterwards."""
    text = CLEAN.replace("asked for nothing", "asked  for nothing")
    write(tmp_path, CLEAN, {})
    data = b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode()
    (tmp_path / "post.md").write_bytes(data)
    assert len(write_mended(mended(tmp_path))) == 1
    assert (tmp_path / "post.md").read_bytes() == data.replace(b"asked  for", b"asked for")
    assert mended(tmp_path) == ()
    assert examine(tmp_path, TODAY).problems == ()


def test_a_link_to_a_file_is_never_written_to(tmp_path: Path) -> None:
    """Not even to one in the same folder."""
    write(tmp_path, CLEAN, {})
    target = tmp_path / "hidden.txt"
    target.write_text(CLEAN.replace("asked for", "asked  for"), encoding="utf-8")
    (tmp_path / "post.md").unlink()
    (tmp_path / "post.md").symlink_to(target)
    assert mended(tmp_path) == ()


def test_a_silenced_slip_is_left_alone(tmp_path: Path) -> None:
    """Who silences a code wants it as it is."""
    text = CLEAN.replace("The cat", "<!-- publisher: ignore E002 -->\nThe cat")
    write(tmp_path, text.replace("asked for", "asked  for"), {})
    config, _ = read_config(tmp_path)
    assert config is not None
    assert mended(tmp_path) == ()


def test_a_post_that_changed_meanwhile_is_left_alone(tmp_path: Path) -> None:
    """An editor may have saved it while the diff was being read."""
    write(tmp_path, CLEAN.replace("asked for", "asked  for"), {})
    planned = mended(tmp_path)
    (tmp_path / "post.md").write_text(CLEAN, encoding="utf-8")
    assert write_mended(planned) == ()
    assert (tmp_path / "post.md").read_text(encoding="utf-8") == CLEAN


@pytest.mark.parametrize(
    "body",
    [
        'See [ref "one"] here... \n\n见这里。\n\n[ref "one"]: https://example.org\n',
        "见[参,考]吧。\n\n[参,考]: https://example.org\n",
        "## 大陆,海岛\n\n[上面](#大陆海岛)说过。\n",
    ],
)
def test_no_link_leads_elsewhere_afterwards(body: str) -> None:
    """A label that a link is found by, and a heading that it leads to, stay as they are."""
    before = link_names(HEAD + body, "post.md")
    assert link_names(mended_text(HEAD + body, "post.md", CONFIG), "post.md") == before


@pytest.mark.parametrize(
    ("words", "mended_"),
    [
        ("台湾也写作“臺灣”，很小。", "台湾也写作“臺灣”，很小。"),
        ("书里说「這是臺灣的問題」，很小。", "书里说「這是臺灣的問題」，很小。"),
        ("《紅樓夢》里有一把小水壺。", "《紅樓夢》里有一把小水壶。"),
        ("他说“这是一把水壺”，很小。", "他说“这是一把水壺”，很小。"),
        ('台湾也写作"臺灣"，水壺很小。', "台湾也写作“臺灣”，水壶很小。"),
    ],
)
def test_quoted_traditional_stays(words: str, mended_: str) -> None:
    """What stands in quotation marks, or is a title, was written so on purpose."""
    body = f"{words}\n\n这里还有几句话，都是简体字，读起来没有问题。\n"
    assert mended_text(HEAD + body, "post.md", CONFIG) == HEAD + body.replace(words, mended_)
