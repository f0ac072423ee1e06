"""What `publisher check` must not say: findings that an author would shake his head at.

Beside each stands, where there is one, the finding next to it that must be made.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from publisher.build.proofreading import examine
from tests.epub_samples import png

TODAY = date(2026, 1, 1)
HEAD = '---\ntitle: "Tea | 茶"\ndate: 2025-01-01\nauthor: A. Writer\n---\n'
PAIR = "The kettle sang.\n\n水壶在唱歌。\n\n"

Findings = Callable[..., list[tuple[str, int, int]]]


@pytest.fixture
def findings(tmp_path: Path) -> Findings:
    """Codes, lines (of the body, from 1) and columns of what is said of a post."""

    def say(body: str, **others: str) -> list[tuple[str, int, int]]:
        (tmp_path / "pot.png").write_bytes(png(1600, 100))
        (tmp_path / "tea.md").write_text(HEAD + body, "utf-8")
        for name, other in others.items():
            (tmp_path / f"{name}.md").write_text(HEAD.replace("Tea", name) + other, "utf-8")
        problems = examine(tmp_path, TODAY).problems
        above = HEAD.count("\n")
        return [
            (problem.code, problem.place.line - above, problem.place.column)
            for problem in problems
            if problem.place.path == "tea.md"
        ]

    return say


def test_the_words_of_a_refused_image_are_no_paragraph(findings: Findings) -> None:
    """No translation is missed of them: alone, in a list, in a figure, one beside the other."""
    figure = '{{< figure src="gone.png" caption="The pot" >}}'
    images = ["![A pot](gone.png)", "- ![A pot](gone.png)", "![A](gone.png) ![B](gone.png)", figure]
    for image in images:
        assert {code for code, _, _ in findings(PAIR + image + "\n\n" + PAIR)} == {"R002"}


def test_alternative_texts_have_no_order(findings: Findings) -> None:
    """A post of images only is not told that its languages change places."""
    words = ("茶炉上的一把水壶", "A pot of tea on the stove", "水壶", "The kettle")
    for path in ("gone.png", "https://example.org/pot.png"):
        body = "\n\n".join(f"![{alt}]({path})" for alt in words)
        assert {code for code, _, _ in findings(body)} <= {"R002", "R004"}


def test_words_beside_an_image_on_the_network_pair(findings: Findings) -> None:
    """The image says nothing; what stands beside it is in a language, and is translated."""
    image = "![A pot](https://example.org/pot.png)"
    said = findings(f"{image} The tea was hot.\n\n茶很烫。\n\n{image} And it was good.\n")
    assert [found for found in said if found[0] != "R004"] == [("P001", 5, 1)]


def test_a_break_or_comment_between_blanks_is_no_double_space(findings: Findings) -> None:
    """E002 is of two blanks side by side."""
    image = '<img src="pot.png" alt="pot">'
    body = f"The kettle {image} sang <!-- loud --> a song.\n\n水壶{image}唱歌。\n"
    assert findings(body) == []
    assert findings(body.replace("a song", "a  song")) == [("E002", 1, 62)]


def test_a_lost_link_is_named_where_it_stands(findings: Findings) -> None:
    """M002 and its like have the link's own line and column, wherever it is written."""
    body = (
        "The kettle\nsang [here](gone.md) <a href='lost.md'>twice</a>.\n\n"
        "水壶在[此](gone.md)唱歌[两次](lost.md)。\n\n- A [cup](gone.md)\n- 一个[杯子](gone.md)\n"
    )
    places = [(2, 6), (2, 22), (4, 4), (4, 18), (6, 5), (7, 5)]
    assert findings(body) == [("M002", line, column) for line, column in places]


def test_a_traditional_quotation_is_no_slip(findings: Findings) -> None:
    """C008 is of a character among Simplified ones, and of a quotation that has both."""
    english = "The word is written in another way in the old book, and in this one too.\n\n"
    plain = "这个词在那本旧书里写作“臺灣”，《紅樓夢》里也有，这里也是。\n"
    body = english + plain
    assert [found for found in findings(body) if found[0] != "T001"] == []
    mixed = body.replace("“臺灣”", "“这是臺灣”")
    assert [code for code, _, _ in findings(mixed) if code != "T001"] == ["C008"]


def test_a_name_or_character_is_pointed_at_in_its_line(findings: Findings) -> None:
    """Links, code and emphasis before it in the line are counted: G020 and T001."""
    entry = '## 名词解析\n\n- <span id="glossary-pot"></span>**teapot**：茶壶，装茶的。\n'
    body = "The *old* [pot](https://example.org) `boils`, and a teapot.\n\n"
    body += "这*老*[壶](https://example.org)`boils`，一把[茶壶](#glossary-pot)𐀀。\n\n" + entry
    places = {code: (line, column) for code, line, column in findings(body)}
    lines = body.split("\n")
    assert places["G020"] == (1, lines[0].index("teapot") + 1)
    assert places["T001"] == (3, lines[2].index("𐀀") + 1)
