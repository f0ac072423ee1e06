"""Every layout, measured on its pages: what stands beside what, and that no word is lost."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from publisher.build import build
from publisher.language import Language, han_count
from publisher.model import Book, Group, Kind, Pair, Unit
from publisher.theme import read_theme
from publisher.typeset.layouts import layout_names, layout_sentence
from publisher.typeset.measures import in_two_columns, points
from publisher.xhtml import text, walk
from tests.layout_samples import draft, sample_folder, sheets, written
from tests.measure import Glyph, Print

ROOT = Path(__file__).resolve().parents[1]
CONTENT = ROOT / "content"
LEVEL = 1.0
"""Points by which the halves of a pair may differ."""

_HEAD = 40
_FOOT = 45
"""Points at the top and the bottom of a page where no text of the book stands."""

_NOISE = re.compile(r"[\s\u00ad\u2010]")
ONE = (("english", Language.EN), ("chinese", Language.ZH), ("gloss", Language.ZH))


def bare(words: str) -> str:
    """Words without white space and without what dividing a word adds."""
    return _NOISE.sub("", words)


def pairs(flow: tuple[Unit, ...]) -> Iterator[Pair]:
    """The pairs of paragraphs of a flow, those in lists and quotations too."""
    for unit in flow:
        if isinstance(unit, Group):
            yield from pairs(unit.flow)
        elif isinstance(unit, Pair) and all(b.kind is Kind.PARAGRAPH for b in (*unit.en, *unit.zh)):
            yield unit


def half(unit: Pair, language: Language) -> str:
    """The words of one half, without the marks of its notes."""
    without = frozenset({"sup"})
    return bare("".join(text(block.element, without) for block in unit.side(language)))


def book_of(content: Path) -> Book:
    """The book that a folder makes."""
    found = draft(content, {}).book
    assert found is not None
    return found


def all_pairs(content: Path) -> list[Pair]:
    """Every pair of paragraphs of a book, in order."""
    return [unit for chapter in book_of(content).chapters for unit in pairs(chapter.post.flow)]


@dataclass(frozen=True, slots=True)
class Flow:
    """The text of a printed book as one run of characters, each with its page."""

    text: str
    glyphs: tuple[tuple[int, Glyph], ...]

    def find(self, words: str, start: int) -> int:
        """Where some words begin, from a place on; -1 where they do not."""
        return self.text.find(words, start)


_MARK = 7.2
"""In points: on A5, what is smaller is the mark of a note."""


def flow_of(book: Print, smallest: float = 0) -> Flow:
    """The characters between the head and the foot of each page, as a reader copies them."""
    found = []
    for number, glyphs in enumerate(book.pages):
        height = book.document[number].rect.height
        inside = (g for g in glyphs if _HEAD < g.baseline < height - _FOOT and g.size > smallest)
        found += [(number, g) for g in inside if bare(g.char)]
    return Flow("".join(glyph.char for _, glyph in found), tuple(found))


def begins(words: str) -> str:
    """The first words of a paragraph, enough to know it by."""
    return words[:24] if not han_count(words) else words[:10]


@pytest.mark.parametrize(
    ("content", "order", "page"),
    [
        (CONTENT, "en-zh", "A4"),
        (CONTENT, "en-zh", "6x9"),
        (sample_folder(), "en-zh", "A5"),
        (sample_folder(), "zh-en", "A5"),
    ],
    ids=["content", "content-6x9", "sample", "sample-zh-en"],
)
def test_the_halves_of_a_pair_are_level_in_columns(content: Path, order: str, page: str) -> None:
    """First lines on one page, on one height, the first language on the left."""
    choices = {"page": page, "notes": "both"} if content == CONTENT else {"page": page}
    _, book = written(content, layout="columns", order=order, **choices)
    flow, at, found = flow_of(book, _MARK if content == CONTENT else 0), 0, 0
    first, second = (Language.EN, Language.ZH)[:: 1 if order == "en-zh" else -1]
    for unit in all_pairs(content):
        left = flow.find(begins(half(unit, first)), at)
        right = flow.find(begins(half(unit, second)), left)
        assert -1 < left < right, half(unit, first)
        (page_left, one), (page_right, other) = flow.glyphs[left], flow.glyphs[right]
        assert page_left == page_right, half(unit, first)
        assert abs(one.baseline - other.baseline) <= LEVEL, half(unit, first)
        assert one.left < other.left
        at, found = left + 1, found + 1
    assert found > 12


def test_a_pair_longer_than_a_page_goes_on_level() -> None:
    """At the top of the next page both halves begin on one height, and no word is lost."""
    _, book = written(sample_folder(), layout="columns", order="en-zh", page="A5")
    long = max(all_pairs(sample_folder()), key=lambda unit: len(half(unit, Language.EN)))
    flow = flow_of(book)
    title = flow.find("比一页还长的一对", 0)
    pages: dict[Language, set[int]] = {}
    for language in Language:
        words = half(long, language)
        at = flow.find(words[:40], title)
        assert at > title
        last = flow.text.find(words[-40:], at)
        pages[language] = set(range(flow.glyphs[at][0], flow.glyphs[last][0] + 1))
    assert all(len(found) > 1 for found in pages.values())
    for number in sorted(pages[Language.EN] & pages[Language.ZH])[1:]:
        top = min(g.baseline for page, g in flow.glyphs if page == number)
        row = [g for page, g in flow.glyphs if page == number and abs(g.baseline - top) <= LEVEL]
        assert any(g.char.isascii() for g in row)
        assert any(han_count(g.char) for g in row)
    for language in Language:
        words = half(long, language)
        for piece in (words[:60], words[-60:]):
            assert all(piece[n : n + 6] in flow.text for n in range(0, 54, 6)), piece


@pytest.mark.parametrize("name", ["A5", "6x9", "B5", "A4"])
def test_two_columns_are_whole_ems_and_whole_lines(name: str) -> None:
    """On A4 twice 24 ems of 9.5 on 15 points; every page is as full as its lines allow."""
    theme, _ = read_theme("default")
    assert theme is not None
    page, column = in_two_columns(next(p for p in theme.pages if p.name == name))
    size, leading = points(page.font_size), points(page.line_height)
    if name == "A4":
        assert (size, leading, column) == (9.5, 15, 24 * 9.5)
    width = points(page.width) - points(page.margin_inner) - points(page.margin_outer)
    assert width == pytest.approx(2 * column + 2 * size, abs=0.01)
    assert column / size == pytest.approx(round(column / size))
    height = points(page.height) - points(page.margin_top) - points(page.margin_bottom)
    assert height / leading % 1 == pytest.approx(0.25, abs=0.01)


@pytest.mark.parametrize("layout", ["interleaved", "columns"])
def test_every_paragraph_of_the_source_is_printed(layout: str) -> None:
    """Beginning and end of each half, in the layouts with both languages."""
    _, book = written(sample_folder(), layout=layout, order="en-zh", page="A5")
    flow = flow_of(book)
    for unit in all_pairs(sample_folder()):
        for language in Language:
            words = half(unit, language)
            assert begins(words) in flow.text
            assert words[-6:] in flow.text
    for shown in ("publisherbuildcontent", "烧水壶", "Akettle", "一把水壶", "译注：这一段只有中文"):
        assert shown in flow.text, shown


@pytest.mark.parametrize(("layout", "language"), ONE)
def test_an_edition_in_one_language_has_all_of_it_and_nothing_of_the_other(
    layout: str, language: Language
) -> None:
    """Titles, captions, tables and notes too; the glossary keeps both."""
    _, book = written(sample_folder(), layout=layout)
    flow = flow_of(book, _MARK)
    for unit in all_pairs(sample_folder()):
        assert begins(half(unit, language)) in flow.text
        assert half(unit, language)[-6:] in flow.text
        assert begins(half(unit, language.other)) not in flow.text
    kept, gone = ("kettle", "壶") if language is Language.EN else ("壶", "kettle")
    assert kept in flow.text
    assert gone not in flow.text
    assert ("never translated" in flow.text.replace("nevertranslated", "never translated")) is (
        language is Language.EN
    )
    assert ("这一段只有中文" in flow.text) is (language is Language.ZH)
    assert ("Anoteoftheauthor" in flow.text) is (language is Language.EN)
    labels = [label for _, label, _ in book.outline()]
    assert any("长路" in label for label in labels) is (language is Language.ZH)
    assert any("The long way" in label for label in labels) is (language is Language.EN)


@pytest.mark.parametrize(("layout", "language"), ONE)
@pytest.mark.parametrize("content", [CONTENT, sample_folder()], ids=["content", "sample"])
def test_no_link_leads_to_a_half_that_is_left_out(
    content: Path, layout: str, language: Language
) -> None:
    """Ids are one each, every link inside the book arrives, and one language is shown."""
    made = sheets(content, layout=layout)
    nodes = [node for sheet in made.sheets for node in walk(sheet.body)]
    ids = [node.get("id") for node in nodes if node.get("id")]
    assert len(ids) == len(set(ids))
    inside = [node.get("href")[1:] for node in nodes if node.get("href").startswith("#")]
    assert inside
    assert set(inside) <= set(ids)
    assert made.languages == (language,)


@pytest.mark.parametrize("layout", layout_names())
def test_a_layout_says_what_it_does(layout: str) -> None:
    """In one line, for the help."""
    assert re.fullmatch(r"[A-Z].+\.", layout_sentence(layout))


# -- e-books ---------------------------------------------------------------------------------------

_WHERE = """() => [...document.querySelectorAll('.pair')].map(pair =>
  [...pair.children].map(side => { const box = side.getBoundingClientRect();
    return [box.left, box.top, box.bottom] }))"""


@pytest.fixture(scope="module")
def ebook(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the EPUB of the sample in columns."""
    folder = tmp_path_factory.mktemp("columns")
    made = build(sample_folder(), ("epub",), folder, choices={"layout": "columns"})
    return made.files[0].path


@pytest.mark.parametrize("layout", layout_names())
def test_an_ebook_of_every_layout_is_valid(
    layout: str, epubcheck: Callable[[Path], list[str]], tmp_path: Path
) -> None:
    """EPUBCheck has nothing to say."""
    made = build(sample_folder(), ("epub",), tmp_path, choices={"layout": layout})
    assert epubcheck(made.files[0].path) == []


@pytest.mark.parametrize(("width", "is_wide"), [(320, False), (620, False), (660, True)])
def test_columns_of_an_ebook_stack_below_forty_ems(
    width: int, *, is_wide: bool, ebook: Path, browser: Browser, tmp_path: Path
) -> None:
    """At 16 pixels an em: 620 are 38.75 ems, 660 are 41.25; without styles all is one column."""
    from zipfile import ZipFile

    with ZipFile(ebook) as archive:
        archive.extractall(tmp_path)
        name = next(n for n in archive.namelist() if "long" in n and n.endswith("xhtml"))
    context = browser.new_context(viewport={"width": width, "height": 900})
    page = context.new_page()
    page.goto((tmp_path / name).as_uri())
    rows = [row for row in page.evaluate(_WHERE) if len(row) == 2]
    assert len(rows) > 12
    for first, second in rows:
        if is_wide:
            assert first[0] < second[0]
            assert abs(first[1] - second[1]) < LEVEL
        else:
            assert first[0] == second[0]
            assert first[2] <= second[1] + LEVEL
    assert not page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    page.evaluate("document.querySelectorAll('link').forEach(link => link.remove())")
    plain = page.evaluate(_WHERE)
    assert all(row[0][2] <= row[1][1] for row in plain if len(row) == 2)
    context.close()
