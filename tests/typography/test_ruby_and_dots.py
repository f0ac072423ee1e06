"""Ruby over its base, and dots under emphasised characters."""

from __future__ import annotations

from collections.abc import Iterator

import pymupdf
import pytest

from publisher.load.markdown import read_markdown
from publisher.xhtml import to_html
from tests.composed import document, print_pdf
from tests.torture import PLAIN, chinese


def _ruby(base: str, text: str) -> str:
    return f"<ruby>{base}<rt>{text}</rt></ruby>"


def _chars(body: str, measure: float) -> Iterator[tuple[str, float, float, float]]:
    """Every character with the left and right of its box and its baseline."""
    with pymupdf.open("pdf", print_pdf(document(body, measure=measure))) as pdf:
        for block in pdf[0].get_text("rawdict")["blocks"]:
            for line in block.get("lines", ()):
                for span in line["spans"]:
                    for char in span["chars"]:
                        left, _, right, _ = char["bbox"]
                        yield char["c"], left, right, char["origin"][1]


def _middle(chars: list[tuple[str, float, float, float]], text: str) -> tuple[float, float]:
    """Middle and baseline of the first run of characters that spells `text`."""
    at = "".join(char[0] for char in chars).index(text)
    run = chars[at : at + len(text)]
    return (run[0][1] + run[-1][2]) / 2, run[0][3]


@pytest.mark.parametrize(("base", "text"), [("强", "qiáng"), ("化", "huà"), ("强化学习", "xuéxí")])
def test_ruby_stands_over_the_middle_of_its_base(base: str, text: str) -> None:
    """Whether it is wider than its base or narrower, and 0.95 em above its baseline."""
    chars = list(_chars(chinese(f"看{_ruby(base, text)}吧"), 20))
    x, y = _middle(chars, base)
    ruby_x, ruby_y = _middle(chars, text)
    assert ruby_x == pytest.approx(x, abs=0.1)
    assert y - ruby_y == pytest.approx(9.5, abs=0.1)


def test_ruby_takes_no_room_where_its_base_is_as_wide() -> None:
    """The line is the line without it."""
    with_ruby = _middle(list(_chars(chinese(f"看{_ruby('强化', 'qh')}吧"), 20)), "吧")
    without = _middle(list(_chars(chinese("看强化吧"), 20)), "吧")
    assert with_ruby == pytest.approx(without, abs=0.01)


def test_wide_rubies_do_not_touch() -> None:
    """A base gives way to a ruby that is wider."""
    chars = list(_chars(chinese(_ruby("双", "shuāng") + _ruby("创", "chuàng")), 20))
    at = "".join(char[0] for char in chars).index("chuàng")
    first_end = next(char[2] for char in chars if char[0] == "g")
    assert chars[at][1] - first_end > 0.5


@pytest.mark.parametrize("measure", [8.0, 9.0, 10.0, 12.0, 15.0])
def test_ruby_goes_with_its_base_to_the_next_line(measure: float) -> None:
    """At every measure each ruby is above its base, and nothing is lost."""
    names = ["yī", "èr", "sān", "sì", "wǔ", "liù", "qī", "bā"]
    rubies = "".join(_ruby(b, t) for b, t in zip("壹贰叁肆伍陆柒捌", names, strict=True))
    chars = list(_chars(chinese(f"数一数：{rubies}，完了。"), measure))
    for base, name in zip("壹贰叁肆伍陆柒捌", names, strict=True):
        x, y = _middle(chars, base)
        ruby_x, ruby_y = _middle(chars, name)
        assert ruby_x == pytest.approx(x, abs=0.1)
        assert y - ruby_y == pytest.approx(9.5, abs=0.1)


def _dots(body: str, *, composed: bool = True) -> list[float]:
    """The middles of all drawn shapes."""
    with pymupdf.open("pdf", print_pdf(document(body, measure=20), composed=composed)) as pdf:
        shapes = [shape["rect"] for shape in pdf[0].get_drawings()]
    return [(rect.x0 + rect.x1) / 2 for rect in shapes if rect.width < 3]


def test_a_dot_stands_under_every_emphasised_character() -> None:
    """Under Han, not under marks or Latin; the text has none."""
    body = chinese('这是<em class="dots">着重，ab的</em>文字')
    middles = sorted(_dots(body))
    chars = list(_chars(body, 20))
    expected = [_middle(chars, char)[0] for char in "着重的"]
    assert middles == [pytest.approx(x, abs=0.05) for x in expected]
    assert "".join(char[0] for char in chars if char[0].strip()) == "这是着重，ab的文字"


def test_without_the_property_there_is_no_dot() -> None:
    """Emphasis is Kai, and dots only where a style sheet asks for them."""
    assert _dots(chinese(f"<em>{PLAIN}</em>")) == []


def test_a_post_may_ask_for_ruby_and_dots() -> None:
    """Both pass the gate for HTML as they are written."""
    asked = '<ruby>水<rp>(</rp><rt>shuǐ</rt><rp>)</rp></ruby>与<em class="dots">着重</em>。'
    post, problems = read_markdown(asked, "p.md", 1, "p")
    assert problems == ()
    assert asked in to_html(post.blocks[0].element)
