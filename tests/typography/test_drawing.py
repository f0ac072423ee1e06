"""Texts drawn from lists: as WeasyPrint draws them, to the byte, and with less asked of Pango."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

import pytest
import weasyprint
from weasyprint.text.fonts import FontConfiguration

from publisher.write.pdf.composition import glyphs, hooks
from publisher.write.pdf.composition.drawing import PlacedLayout
from publisher.write.pdf.composition.glyphs import Shaper, shape
from tests.composed import document, print_pdf
from tests.torture import ENGLISH, TORTURE, chinese, english

RUBY = '<ruby>汉<rt>hàn</rt>字<rt>zì</rt></ruby>与<em class="dots">强调</em>'
ODD = (
    '<p lang="en">A word שלום and a bare e\u0301, x\u0323, office fluff 10\u202fkm</p>'
    "<pre>a\tb\n  <b>c</b></pre><ol><li>one<li>two</ol>"
    '<p style="letter-spacing: 1px">spaced</p><p style="word-spacing: 2px">two words</p>'
    '<p style="text-decoration: line-through">gone</p>'
    '<p style="font-size: 0.5px">tiny</p><p style="visibility: hidden">hidden</p>'
    '<p style="text-align: left; overflow: hidden; text-overflow: ellipsis; width: 5em">'
    "cut off <i>where-the-room-ends-for-a-long-word</i></p>"
)
BODIES = {
    "chinese": chinese(*TORTURE.values()),
    "english": english(ENGLISH, TORTURE["quote"]),
    "ruby and dots": chinese(RUBY * 20),
    "odd": ODD,
}


@pytest.fixture
def by_weasyprint(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], bytes]:
    """Print a composed page whose texts WeasyPrint draws, each shaped anew."""

    def printed(source: str) -> bytes:
        with monkeypatch.context() as patch:
            patch.setattr(hooks, "draw_line", lambda *_: False)
            patch.setattr(hooks, "with_places", lambda layout, _: layout)
            patch.setattr(glyphs, "SHORT", -1)
            return print_pdf(source)

    return printed


@pytest.mark.parametrize("css", ["", "body { overflow-wrap: normal }"])
@pytest.mark.parametrize("name", BODIES)
def test_a_text_is_drawn_as_weasyprint_draws_it(
    name: str, css: str, by_weasyprint: Callable[[str], bytes]
) -> None:
    """To the byte, with the widths and the map to text that are read off what was drawn."""
    source = document(BODIES[name], measure=19, css=css)
    assert print_pdf(source) == by_weasyprint(source)


def test_most_texts_are_drawn_without_weasyprint(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of Chinese and English lines, none is shaped for it."""
    woken: list[object] = []
    monkeypatch.setattr(PlacedLayout, "wake", lambda *_: woken.append(1))
    print_pdf(document(BODIES["chinese"] + BODIES["english"], measure=30))
    assert not woken


def test_a_character_that_no_font_has_is_still_said(caplog: pytest.LogCaptureFixture) -> None:
    """Such a text is left to WeasyPrint, which says so."""
    logging.getLogger("weasyprint").propagate = True
    source = document(chinese("缺字\U0010fffd在此"), measure=20)
    with caplog.at_level(logging.WARNING, "weasyprint"):
        print_pdf(source)
    assert "U+10FFFD" in caplog.text


# -- shaping ---------------------------------------------------------------------------------------


@pytest.fixture
def style() -> Any:  # noqa: ANN401  # a style of WeasyPrint
    """The style of a paragraph."""
    source = document("<p lang=zh>字</p>", measure=20, css="body { overflow-wrap: normal }")
    page = weasyprint.HTML(string=source).render(font_config=FontConfiguration()).pages[0]
    boxes = page._page_box.descendants()  # no public way leads to the boxes
    return next(box.style for box in boxes if getattr(box, "text", "") == "字")


def test_a_short_text_is_shaped_once(style: Any) -> None:  # noqa: ANN401  # as above
    """And a long one each time: it seldom comes again."""
    assert shape("字", style) is shape("字", style)
    assert shape("字" * 100, style) is not shape("字" * 100, style)


def test_glyphs_outlive_the_text_that_comes_after(style: Any) -> None:  # noqa: ANN401  # as above
    """A font is there as long as what shaped it, whatever was shaped since."""
    shaper = Shaper(style)
    first = shaper.shape("字", style)
    for text in ("Latin", "词 and word", "a\tb", "字" * 50):
        shaper.shape(text, style)
    again = Shaper(style).shape("字", style)
    assert [(run.ids, run.widths, run.font.key, run.font.size) for run in first] == [
        (run.ids, run.widths, run.font.key, run.font.size) for run in again
    ]
    assert len({run.font.key for run in shaper.shape("词 and word", style)}) > 1


def test_what_is_kept_of_a_style_has_an_end(
    style: Any,  # noqa: ANN401  # as above
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A book of a thousand posts keeps no more of them than one of ten."""
    monkeypatch.setattr(glyphs, "_MANY", 5)
    shaper = Shaper(style)
    for number in range(20):
        shaper.shape(str(number), style)
        assert len(shaper._known) <= 5  # what is kept is nobody's business
