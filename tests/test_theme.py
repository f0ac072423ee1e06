"""The themes of the project, and what is said of one that cannot be read."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import tinycss2  # type: ignore[import-untyped]  # it comes without types

from publisher.model import Theme
from publisher.theme import read_theme, theme_names

ROOT = Path(__file__).parent.parent
POINTS = {"mm": 72 / 25.4, "in": 72.0, "pt": 1.0}


def read(name: str) -> Theme:
    """A theme that must be readable."""
    theme, problems = read_theme(name)
    assert theme is not None, problems
    assert problems == ()
    return theme


def points(length: str) -> float:
    """A CSS length in points."""
    found = re.fullmatch(r"([0-9.]+)([a-z]+)", length)
    assert found
    return float(found[1]) * POINTS[found[2]]


# -- what there is ---------------------------------------------------------------------------------


def test_there_is_more_than_one_theme() -> None:
    """A theme is found by its folder, and the default is one of them."""
    assert theme_names() == ("default", "notebook")


@pytest.mark.parametrize("name", theme_names())
def test_every_theme_has_pages_sheets_and_faces(name: str) -> None:
    """The first page is A5, and all the faces of the project are at hand."""
    theme = read(name)
    assert theme.name == name
    assert theme.pages[0].name == "A5"
    assert all((theme.book_css, theme.epub_css, theme.print_css))
    families = {"Song", "Kai", "Serif", "Mono", "Symbols", "Emoji"}
    assert {face.family for face in theme.faces} == {f"Publisher {f}" for f in families}
    assert all(face.path.is_file() for face in theme.faces)


@pytest.mark.parametrize("name", theme_names())
def test_every_measure_is_a_whole_number_of_han(name: str) -> None:
    """A line of Chinese has no remainder, and a quarter of a line is left below the last one."""
    for page in read(name).pages:
        margins = points(page.margin_inner) + points(page.margin_outer)
        measure = (points(page.width) - margins) / points(page.font_size)
        assert 0 <= measure - round(measure) < 0.02, page
        high = points(page.height) - points(page.margin_top) - points(page.margin_bottom)
        lines = high / points(page.line_height)
        assert lines % 1 > 0.25, page


def test_a_theme_on_a_base_begins_where_its_base_ends() -> None:
    """Its sheets follow those of the base; the base stays what it is."""
    base, other = read("default"), read("notebook")
    assert other.print_css.startswith(base.print_css)
    assert len(other.print_css) > len(base.print_css)
    assert "notebook" not in base.book_css + base.epub_css + base.print_css


# -- what a style sheet may say --------------------------------------------------------------------


def _declared(css: str) -> set[str]:
    """Names of all properties that a style sheet sets."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return {
        part.lower_name
        for rule in rules
        if rule.type == "qualified-rule"
        for part in tinycss2.parse_blocks_contents(rule.content)
        if part.type == "declaration"
    }


def _selected(css: str, selector: str) -> str:
    """The declarations of every rule whose selectors include one."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    return "".join(
        tinycss2.serialize(rule.content)
        for rule in rules
        if rule.type == "qualified-rule"
        and selector in [part.strip() for part in tinycss2.serialize(rule.prelude).split(",")]
    )


@pytest.mark.parametrize("name", theme_names())
def test_a_reading_system_keeps_its_own_colours_and_sizes(name: str) -> None:
    """No colour of text or ground, no size on html or body, so that night and zoom work."""
    theme = read(name)
    css = theme.book_css + theme.epub_css
    assert not _declared(css) & {"color", "background-color", "direction", "unicode-bidi"}
    assert "font-size" not in _selected(css, "html") + _selected(css, "body")
    assert re.search(r"line-height:\s*1\.\d+;", _selected(css, "body"))
    assert "url(" not in css
    assert "@import" not in css
    grounds = re.findall(r"background:\s*([a-z]+)", css)
    assert set(grounds) <= {"none"}


@pytest.mark.parametrize("name", theme_names())
def test_the_sheets_of_an_epub_have_no_selector_that_old_systems_drop(name: str) -> None:
    """A reading system that does not know `:is()` would lose the rule; nesting likewise."""
    theme = read(name)
    css = theme.book_css + theme.epub_css
    assert not re.search(r":is\(|:where\(|:has\(|&", css)


# -- what cannot be read ---------------------------------------------------------------------------


def test_an_unknown_theme_is_refused_with_the_names_there_are() -> None:
    """The author of a book reads what to write instead."""
    theme, problems = read_theme("notebok")
    assert theme is None
    assert [problem.code for problem in problems] == ["B008"]
    assert "notebok" in problems[0].message
    assert "default, notebook" in problems[0].hint


@pytest.mark.parametrize("name", ["", ".", "..", "../themes/default", "default/"])
def test_a_name_is_no_path(name: str) -> None:
    """Nothing outside the folder of themes is read."""
    theme, problems = read_theme(name)
    assert theme is None
    assert [problem.code for problem in problems] == ["B008"]


_READ = """
from publisher.theme import read_theme
theme, problems = read_theme("mine")
for problem in problems:
    print(problem)
if theme:
    print("read", theme.pages[0].name, theme.faces[0].path)
"""


def _read_mine(folder: Path, table: str, **sheets: str) -> str:
    """What is said of a theme `mine` in an installed package, where shared files lie inside."""
    package = folder / "publisher"
    shutil.copytree(ROOT / "publisher", package, ignore=shutil.ignore_patterns("_share"))
    share = package / "_share"
    shutil.copytree(ROOT / "themes", share / "themes")
    (share / "fonts").symlink_to(ROOT / "fonts")
    (share / "themes" / "mine").mkdir()
    (share / "themes" / "mine" / "theme.yaml").write_text(table, encoding="utf-8")
    for name, css in sheets.items():
        (share / "themes" / "mine" / f"{name}.css").write_text(css, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-c", _READ], cwd=folder, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def test_an_installed_package_reads_the_themes_and_fonts_inside_it(tmp_path: Path) -> None:
    """Those beside it are for a checkout only."""
    said = _read_mine(tmp_path, "base: default\n", print="p { margin: 0 }")
    assert said.startswith("read A5 ")
    assert "_share/fonts" in said


PAGE = """pages:
  A6:
    width: 105mm
    height: 148mm
    margin-top: 10mm
    margin-bottom: 10mm
    margin-inner: 10mm
    margin-outer: 10mm
    font-size: 9pt
    line-height: 14pt
"""

FAULTS = {
    "pages: [A5]\n": "themes/mine/theme.yaml:1:8 B008",
    "colour: red\n" + PAGE: "themes/mine/theme.yaml:1:1 B008",
    PAGE.replace("105mm", "wide"): "themes/mine/theme.yaml:3:12 B008",
    PAGE.replace("    font-size: 9pt\n", ""): "themes/mine/theme.yaml:2:3 B008",
    PAGE.replace("font-size", "size"): "themes/mine/theme.yaml:9:5 B008",
    "base: nothing\n": "themes/mine/theme.yaml:1:7 B008",
    "base: mine\n": "themes/mine/theme.yaml:1:7 B008",
    "{\n": "B008",
    "\n": "B008",
}
"""What is wrong in a theme.yaml → where it is said to be."""


@pytest.mark.parametrize("table", FAULTS)
def test_a_faulty_table_is_refused_with_its_place(table: str, tmp_path: Path) -> None:
    """Line and column of the word that is wrong, and nothing is guessed."""
    said = _read_mine(tmp_path, table)
    assert said.count("\n") == 0
    assert FAULTS[table] in said


def test_a_theme_may_bring_its_own_pages_and_leave_out_a_sheet(tmp_path: Path) -> None:
    """The page it gives is its only one, as with a base, whose pages it replaces."""
    assert _read_mine(tmp_path, PAGE).startswith("read A6 ")
