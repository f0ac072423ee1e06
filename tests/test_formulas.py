"""Formulas: what between dollar signs is mathematics, and how it comes into both books."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.build import build
from publisher.fonts import Face
from publisher.formulas import FormulaError, mathml
from publisher.load.markdown import Document, read_markdown
from publisher.model import Block, Kind
from publisher.problems import Problem, Severity
from publisher.theme import read_theme
from publisher.write.pdf.formulas import drawn, undrawn
from publisher.xhtml import Element, element, text, to_xhtml, walk

_POST = r"""---
title: "Returns | 回报"
---

The return $G_t = \sum_{k=0}^{\infty} \gamma^k R_{t+k+1}$ costs $5 and then $10; see <b>$x^2$</b>.

回报 $G_t = \sum_{k=0}^{\infty} \gamma^k R_{t+k+1}$ 花费 $5 到 $10；见 <b>$x^2$</b>。

$$
V = \left[ \sum_{t} \frac{a_t}{1 - \gamma} \right]
- b
$$
"""


def _read(source: str) -> Document:
    return read_markdown(source, "a.md", 1, "a")[0]


def _leaves(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield from _leaves(block.children) if block.children else (block,)


def _formulas(source: str) -> list[str]:
    return [
        text(node)
        for block in _leaves(_read(source).blocks)
        for node in walk(block.element)
        if node.tag == "math"
    ]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("Let $x$ be.", ["x"]),
        ("$O(n)$，$n-1$ 步", ["O(n)", "n-1"]),
        (r"$\alpha_i^2$ and $a_1$*b*", [r"\alpha_i^2", "a_1"]),
        ("$a * b * c = d$", ["a * b * c = d"]),
        ("over $a =\nb$ two lines", ["a = b"]),
        ("$$x^2$$", ["x^2"]),
        ("in $$x^2$$ the line", ["x^2"]),
        ("$$\na\n- b\n$$", ["a - b"]),
        ("> $$\n> a\n> $$", ["a"]),
        ("It costs $5 and then $10.", []),
        ("US$5 and HK$6", []),
        ("from $5-$10 to $20", []),
        ("between $5 and $6 dollars", []),
        ("$10; see <b>$x^2$</b>", ["x^2"]),
        ("花费 $5 = 三十元，$x$", ["x"]),
        (r"$a \text{ if } b > 0$", [r"a \text{ if } b > 0"]),
        (r"$\sin x + \max_a Q(s, a)$", [r"\sin x + \max_a Q(s, a)"]),
        ("$softmax(QK^T)$", ["softmax(QK^T)"]),
        ("$ x$ and $x $", []),
        (r"\$x\$", []),
        ("`$x$`", []),
        ("one $ alone", []),
        ("$x\n\ny$", []),
        ("    $$\n    x\n    $$", []),
        ("$$\n\nx\n\n$$", []),
    ],
)
def test_dollar_signs_hold_a_formula_or_are_money(source: str, found: list[str]) -> None:
    """TeX between two signs is a formula; a price, code and a sign alone stay as they are."""
    assert _formulas(source) == found


@given(st.text(alphabet="$ab 5\\{}_^\n中", max_size=40))
def test_no_character_of_dollars_is_lost(source: str) -> None:
    """Whatever stands around dollar signs is text, or the source of a formula."""
    shown = "".join(text(block.element) for block in _leaves(_read(source).blocks))
    for char in "ab5中":
        assert shown.count(char) == source.count(char)


def test_a_formula_on_its_own_is_a_block_of_both_languages() -> None:
    """It stands alone, in no language, at the line of its signs."""
    (block,) = _read("\n\n$$\nx^2\n$$\n").blocks
    assert (block.kind, block.language, block.place.line) == (Kind.FORMULA, None, 3)
    assert (block.element.tag, block.element.classes) == ("figure", ("formula",))


@pytest.mark.parametrize(
    ("tex", "reason"),
    [
        (r"\frac{a", "a brace is not closed"),
        (r"a}", "a brace is closed that was not opened"),
        (r"\foo{x}", r"there is no command \foo"),
        (r"\frac{a}", "a part of it is missing"),
        ("{" * 60 + "}" * 60, "it is too long or nested too deep"),
    ],
)
def test_what_is_no_formula_is_told_and_its_source_stays(tex: str, reason: str) -> None:
    """M007 names the place and the reason; the words of the formula are printed as code."""
    with pytest.raises(FormulaError, match=re.escape(reason)):
        mathml(tex, "inline")
    document, problems = read_markdown(f"Tea\nis $x = {tex}$ here.", "a.md", 1, "a")
    if "}" not in tex or tex.count("{") >= tex.count("}"):
        (problem,) = problems
        assert (problem.code, problem.place.line, problem.place.column) == ("M007", 2, 4)
        assert tex in text(document.blocks[0].element)


def test_limits_stand_below_a_sum_on_its_own_and_beside_it_in_a_line() -> None:
    """A sum on a line of its own has its limits above and below (TeX's display style)."""
    assert "<munderover>" in to_xhtml(mathml(r"\sum_{i}^n i", "block"))
    assert "<msubsup>" in to_xhtml(mathml(r"\sum_{i}^n i", "inline"))


@pytest.mark.parametrize("name", [r"\lim", r"\max", r"\argmax", r"\limsup"])
def test_what_a_limit_or_a_maximum_is_over_stands_below_its_name(name: str) -> None:
    """On a line of its own only: in a line of text it stays beside the name."""
    assert "<munder>" in to_xhtml(mathml(f"{name}_x f", "block"))
    assert "<msub>" in to_xhtml(mathml(f"{name}_x f", "inline"))


def test_commands_that_the_converter_does_not_know_or_mistakes() -> None:
    r"""`\arg` is a name, `\sim` a relation with room around it."""
    assert "<mo>arg</mo><munder><mo>max</mo>" in to_xhtml(mathml(r"\arg\max_a Q", "block"))
    assert "<mo>\u223c</mo>" in to_xhtml(mathml(r"x \sim p", "inline"))
    assert "\u223c" not in to_xhtml(mathml(r"\tilde{x}", "inline"))


def _on_paper(tex: str, faces: tuple[Face, ...]) -> tuple[Element, list[Problem], str]:
    """Draw a formula: what stands in its place, what is said of it, and its outlines."""
    body = element("section", None, mathml(tex, "block"))
    made = drawn(body, faces)
    (found,) = [node for node in walk(made.body) if node.tag in {"img", "code"}]
    outlines = "".join(one.data.decode() for one in made.pictures)
    return found, list(undrawn(made.failed)), outlines


def _height(tex: str) -> float:
    found, _, _ = _on_paper(tex, ())
    return float(found.get("style").removeprefix("height: ").partition("em")[0])


def test_brackets_on_paper_are_as_tall_as_the_sum_within() -> None:
    """A sum or an integral counts for the height of the brackets around it."""
    for inside in (r"\sum_{i=1}^{n} x_i", r"\int_0^1 x", r"\prod_i^n x"):
        bare = _height(inside)
        assert _height(rf"\left( {inside} \right)") > bare + 0.05
        assert _height(rf"( {inside} )") == pytest.approx(bare, abs=0.05)


def test_chinese_words_in_a_formula_are_drawn_from_the_books_own_face() -> None:
    """The mathematical face has no Han; what no face has is printed as source, and told."""
    theme, _ = read_theme("default")
    assert theme is not None
    faces = theme.faces
    found, problems, outlines = _on_paper(r"x \text{ 否则，}", faces)
    assert (found.tag, problems) == ("img", [])
    _, _, without = _on_paper(r"x \text{ }", faces)
    assert outlines.count("<symbol") >= without.count("<symbol") + 3
    found, problems, _ = _on_paper(r"x \text{🍵}", faces)
    assert found.tag == "code"
    assert [problem.code for problem in problems] == ["W004"]


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of both books of a post with formulas."""
    folder = tmp_path_factory.mktemp("formulas")
    (folder / "returns.md").write_text(_POST, encoding="utf-8")
    outcome = build(folder / "returns.md", ("epub", "pdf"), folder)
    assert [p for p in outcome.problems if p.severity is not Severity.HINT] == []
    return folder


def test_epub_holds_mathml_and_the_source_for_who_cannot_show_it(
    books: Path, epubcheck: Callable[[Path], list[str]]
) -> None:
    """Each formula is MathML with its TeX as `alttext`; EPUBCheck has nothing to say."""
    with ZipFile(books / "returns.epub") as book:
        page = book.read("EPUB/returns.xhtml").decode()
    assert len(re.findall(r'<math xmlns="[^"]+" alttext="[^"]+" display="inline">', page)) == 4
    assert page.count('display="block"') == 1
    assert epubcheck(books / "returns.epub") == []


def test_pdf_shows_formulas_as_outlines_with_their_source(books: Path) -> None:
    """Five drawings stand on the page, small enough for their lines, described by their TeX."""
    with pymupdf.open(books / "returns.pdf") as pdf:
        words = "".join("".join(page.get_text().split()) for page in pdf)
        pages = [page for page in pdf if page.get_drawings() and "花费" in page.get_text()]
        (page,) = pages
        heights = [path["rect"].height for path in page.get_drawings() if path["type"] == "f"]
    assert "costs$5andthen$10;see." in words
    assert len(heights) > 40
    assert max(heights) < 40


def test_a_formula_is_one_thing_for_the_stages() -> None:
    """Before it is typeset, a formula is an element that holds its source."""
    (block,) = _read("$x$").blocks
    assert block.element.children == (Element("math", (("display", "inline"),), ("x",)),)
