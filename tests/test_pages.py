"""Paper of any size: type and margins by rule, the spine's share, and what is refused."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.model import EDITION, Page
from publisher.theme import read_theme
from publisher.typeset.pages import Unfit, find_page, lines_of, measure_of, page_css, points

THEME, _ = read_theme("default")
PRESETS = ("A5", "B5", "A4", "Letter", "6x9", "5.5x8.5")
MM = 72 / 25.4


def page(name: str, binding: str = "0mm") -> Page:
    """The page of an edition, which must be one."""
    assert THEME is not None
    found = find_page(THEME, replace(EDITION, page=name, binding=binding))
    assert isinstance(found, Page), found
    return found


def refusal(page: str = "A5", binding: str = "0mm", bleed: str = "0mm") -> Unfit:
    """Why an edition has no page."""
    assert THEME is not None
    found = find_page(THEME, replace(EDITION, page=page, binding=binding, bleed=bleed))
    assert isinstance(found, Unfit), found
    return found


def pt(length: str) -> float:
    """A length in points."""
    found = points(length)
    assert found is not None
    return found


def is_sound(found: Page) -> bool:
    """Whole characters in a line, whole lines on a page, and a quarter of a line to spare."""
    measure = measure_of(found)
    high = pt(found.height) - pt(found.margin_top) - pt(found.margin_bottom)
    spare = high / pt(found.line_height) % 1
    return 0 <= measure - int(measure + 0.001) + 0.001 < 0.021 and 0.25 < spare < 0.9


@pytest.mark.parametrize("name", PRESETS)
def test_every_preset_is_there_and_sound(name: str) -> None:
    """By its name, in capitals or not, with the unit or without."""
    assert page(name).name == name
    assert page(name.lower()) == page(name)
    assert is_sound(page(name))
    assert page("6 × 9 in") == page("6x9")


@given(st.integers(80, 330), st.integers(100, 480))
def test_any_paper_gets_whole_characters_and_whole_lines(width: int, height: int) -> None:
    """Margins on every side, wider outside the spine than nothing, and the foot above the head."""
    if width > 2 * height:
        assert refusal(page=f"{width}x{height}mm").key == "page"
        return
    found = page(f"{width}x{height}mm")
    assert is_sound(found)
    assert 16 <= measure_of(found) <= 38.1
    assert pt(found.margin_bottom) > pt(found.margin_top) > 8
    assert pt(found.margin_inner) > pt(found.margin_outer) > 15
    assert 8.5 <= pt(found.font_size) <= 12


def test_the_rule_makes_about_what_a_theme_makes_by_hand() -> None:
    """Type of the same size within half a point, a line within two characters."""
    for name, size in (("A5", "148x210mm"), ("B5", "176x250mm"), ("A4", "210x297mm")):
        ours, ruled = page(name), page(size)
        assert pt(ruled.font_size) == pytest.approx(pt(ours.font_size), abs=0.5)
        assert measure_of(ruled) == pytest.approx(measure_of(ours), abs=2.1)
        assert lines_of(ruled) == pytest.approx(lines_of(ours), abs=2)


@pytest.mark.parametrize("binding", ["0.1mm", "3mm", "5mm", "0.5in", "12mm"])
@pytest.mark.parametrize("name", [*PRESETS, "120x180mm"])
def test_the_spine_takes_whole_characters_from_the_line(name: str, binding: str) -> None:
    """The inner margin grows by just so much; what is left over goes to the outer one."""
    plain, bound = page(name), page(name, binding=binding)
    grown = pt(bound.margin_inner) - pt(plain.margin_inner)
    assert grown == pytest.approx(pt(binding), abs=0.01)
    assert pt(bound.margin_outer) >= pt(plain.margin_outer) - 0.01
    assert is_sound(bound)
    assert page(name, binding="0mm") == plain


@pytest.mark.parametrize(
    ("wishes", "key", "words"),
    [
        ({"page": "A55"}, "page", "no page"),
        ({"page": "20x30mm"}, "page", "no book is set"),
        ({"page": "900x900mm"}, "page", "no book is set"),
        ({"page": "300x120mm"}, "page", "too low"),
        ({"binding": "40mm"}, "binding", "too much"),
        ({"binding": "wide"}, "binding", "no length"),
        ({"bleed": "20mm"}, "bleed", "too much"),
        ({"page": "80x120mm", "binding": "25mm"}, "binding", "characters are left"),
    ],
)
def test_what_makes_no_book_is_refused(wishes: dict[str, str], key: str, words: str) -> None:
    """With the choice that is wrong, and a hint what to choose."""
    found = refusal(**wishes)
    assert found.key == key
    assert words in found.message
    assert found.hint
    if wishes == {"page": "A55"}:
        assert "Did you mean “A5”?" in found.hint


def test_the_style_tells_how_many_lines_there_are() -> None:
    """For the title page and for pictures; no bleed is spoken of where there is none."""
    css = page_css(page("100x150mm"))
    found = re.search(r"--lines: (\d+); --picture: (\d+)", css)
    assert found
    assert int(found[1]) == lines_of(page("100x150mm"))
    assert int(found[2]) < int(found[1])
    assert "bleed" not in css
    assert "bleed: 3mm" in page_css(page("A5"), "3mm")
