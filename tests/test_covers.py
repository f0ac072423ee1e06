"""The cover: both titles well broken, arranged once for the shelf and for the first page."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from publisher.build import build, read_book
from publisher.covers import Line, arrange, stack
from publisher.fonts import advance
from publisher.language import Language
from publisher.model import Bilingual, BookMeta, CoverLook, Credit, Order, Theme
from publisher.pictures import Drawing, draw
from publisher.theme import read_theme

LONG = Bilingual(
    "Some intuitions about large language models and life lessons from reinforcement learning",
    "关于大语言模型的一些直觉，以及从强化学习学到的人生经验",
)
TITLES = [
    Bilingual("One Page, Two Languages", "一页两语"),
    Bilingual("Tea", "茶"),
    Bilingual("Life lessons from RL", "从RL（强化学习）学到的人生经验"),
    LONG,
]
POST = "---\ntitle: Tea | 茶\n---\n\nTea is hot.\n\n茶很烫。\n"


@cache
def theme() -> Theme:
    """Read the default theme once."""
    found, problems = read_theme("default")
    assert problems == ()
    assert found is not None
    return found


def lines(title: Bilingual, height: float = 1.6, order: Order = Order.EN_ZH) -> tuple[Line, ...]:
    """Give the lines of a cover without its seal."""
    meta = BookMeta(title, "a", creators=(Credit("aut", "A. Writer"),), order=order)
    return tuple(line for line in arrange(meta, theme().faces, height).lines if not line.is_seal)


def right(line: Line) -> float:
    """Give the right end of a line."""
    faces = stack(line.language, line.weight, theme().faces)
    return line.left + advance(line.words, faces) * line.size


@pytest.mark.parametrize("title", TITLES, ids=lambda title: title.en)
@pytest.mark.parametrize("height", [1.6, 1.419, 1.5, 1.294])
def test_a_title_stands_on_the_page(title: Bilingual, height: float) -> None:
    """No line leaves the measure, none runs into the next, and every word is there once."""
    found = lines(title, height)
    assert all(right(line) <= 1 - 0.115 + 1e-6 for line in found)
    assert all(line.baseline - line.size > 0.05 and line.baseline < height - 0.1 for line in found)
    for language in Language:
        whole = "".join(line.words for line in found if line.language is language)
        assert title.get(language).replace(" ", "") in whole.replace(" ", "")
    tops = sorted((line.baseline - 0.7 * line.size, line.baseline) for line in found)
    assert all(below[0] > above[1] for above, below in pairwise(tops))


def test_chinese_is_broken_between_phrases() -> None:
    """A line ends at a comma or a bracket, where there is one, and none is a lone character."""
    found = [line.words for line in lines(LONG) if line.language is Language.ZH]
    assert found == ["关于大语言模型的一些直觉，", "以及从强化学习学到的人生经验"]
    found = [line.words for line in lines(TITLES[2]) if line.language is Language.ZH]
    assert found == ["从RL（强化学习）", "学到的人生经验"]


@settings(max_examples=25)
@given(st.text(alphabet="关于大语言模型，。（）RL 《茶》a-", min_size=1, max_size=60))
def test_no_title_is_too_odd_for_a_cover(words: str) -> None:
    """Whatever stands in a title, no mark begins a line that belongs to the one before."""
    found = [line.words for line in lines(Bilingual("A", words)) if line.language is Language.ZH]
    assert not any(line.startswith(("，", "。", "）", "》")) for line in found[1:])


def test_the_first_language_stands_on_the_rule() -> None:
    """Which title is above follows the book's order; the names stand at the foot."""
    title = Bilingual("Tea", "茶")
    english_first = [line.words for line in sorted(lines(title), key=lambda line: line.baseline)]
    chinese_first = sorted(lines(title, order=Order.ZH_EN), key=lambda line: line.baseline)
    assert english_first == ["Tea", "茶", "A. Writer"]
    assert [line.words for line in chinese_first] == ["茶", "Tea", "A. Writer"]


def test_the_seal_says_that_there_are_two_languages() -> None:
    """A book with one title has no seal."""
    two = arrange(BookMeta(Bilingual("Tea", "茶"), "a"), theme().faces, 1.6)
    one = arrange(BookMeta(Bilingual("Tea"), "a"), theme().faces, 1.6)
    assert "".join(line.words for line in two.lines if line.is_seal) == "中英对照"
    assert not any(line.is_seal for line in one.lines)


def test_the_picture_is_the_same_every_time_and_small() -> None:
    """1,600 × 2,560 pixels, less than 300 kB, the theme's ground in its corner."""
    cover = arrange(BookMeta(LONG, "a"), theme().faces, 1.6)
    drawing = Drawing(cover, CoverLook("#102030", "#ffffff", "#ff0000"), theme().faces, 1600)
    data = draw(drawing)
    assert data == draw(drawing)
    assert len(data) < 300_000
    picture = Image.open(BytesIO(data))
    assert (picture.size, picture.format) == ((1600, 2560), "JPEG")
    assert picture.getpixel((3, 3)) == pytest.approx((16, 32, 48), abs=3)


# -- in the books ----------------------------------------------------------------------------------


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """Give a content folder of one post."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "tea.md").write_text(POST, encoding="utf-8")
    (tmp_path / "content" / "book.yaml").write_text("title: Tea | 茶\n", encoding="utf-8")
    return tmp_path / "content"


def configured(content: Path, more: str) -> Path:
    """Add a line to a book.yaml."""
    with (content / "book.yaml").open("a", encoding="utf-8") as config:
        config.write(more)
    return content


def entry(path: Path, name: str) -> bytes:
    """Give one file of an EPUB."""
    with ZipFile(path) as archive:
        return archive.read(f"EPUB/{name}")


def test_both_books_have_the_cover(
    content: Path, tmp_path: Path, epubcheck: Callable[[Path], list[str]]
) -> None:
    """The EPUB as picture and first page, the PDF as first page without a number."""
    outcome = build(content, ("epub", "pdf"), tmp_path)
    book, paper = (file.path for file in outcome.files)
    opf = entry(book, "content.opf").decode()
    assert 'href="cover.jpg" id="cover-image"' in opf
    assert 'properties="cover-image"' in opf
    assert b'epub:type="cover" href="cover.xhtml"' in entry(book, "nav.xhtml")
    assert epubcheck(book) == []
    with pymupdf.open(paper) as pdf:
        assert [pdf[number].get_label() for number in range(4)] == ["Cover", "Cover", "i", "ii"]
        assert "".join(pdf[0].get_text().split()) == "Tea茶中英对照"
        assert pdf[1].get_text().strip() == ""
        assert "Tea" in pdf[2].get_text()
        assert [title for _, title, _ in pdf.get_toc()][:2] == ["Contents | 目录", "Tea | 茶"]
        pixel = pdf[0].get_pixmap().pixel(2, 2)
    assert pixel == pytest.approx((0xF3, 0xEE, 0xE3), abs=2)


def test_a_picture_takes_the_place_of_the_type(content: Path, tmp_path: Path) -> None:
    """Its bytes are the cover, scaled down where they are many; on paper it fills the page."""
    Image.new("RGB", (2000, 3200), (0, 90, 0)).save(content / "front.png")
    outcome = build(configured(content, "cover: front.png\n"), ("epub", "pdf"), tmp_path)
    book, paper = (file.path for file in outcome.files)
    with Image.open(BytesIO(entry(book, "cover.png"))) as picture:
        assert picture.size == (1600, 2560)
    with pymupdf.open(paper) as pdf:
        page = pdf[0].get_pixmap()
        corners = [(2, 2), (page.width - 3, 2), (2, page.height - 3)]
        assert {page.pixel(*corner) for corner in corners} == {(0, 90, 0)}


def test_a_book_may_do_without_a_cover(content: Path, tmp_path: Path) -> None:
    """`cover: none` leaves it out of the package."""
    outcome = build(configured(content, "cover: none\n"), ("epub",), tmp_path)
    with ZipFile(outcome.files[0].path) as archive:
        assert not [name for name in archive.namelist() if "cover" in name]


@pytest.mark.parametrize(
    ("said", "code"), [("gone.jpg", "R002"), ("../x.jpg", "R001"), ("a.svg", "R003")]
)
def test_a_cover_that_is_none_has_its_place(content: Path, said: str, code: str) -> None:
    """What the door refuses is said at the key."""
    (content / "a.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>', encoding="utf-8")
    problems = read_book(configured(content, f"cover: {said}\n")).problems
    found = [(p.code, str(p.place)) for p in problems if p.code.startswith("R")]
    assert found == [(code, "book.yaml:2:8")]


# -- faces in the EPUB -----------------------------------------------------------------------------


def test_the_faces_come_along_on_request(
    content: Path, tmp_path: Path, epubcheck: Callable[[Path], list[str]]
) -> None:
    """One cut file for each face, its licence beside it, and no remark but on their use."""
    made = partial(build, configured(content, "embed_fonts: true\n"), ("epub",))
    path = made(tmp_path / "one").files[0].path
    assert path.read_bytes() == made(tmp_path / "two").files[0].path.read_bytes()
    with ZipFile(path) as archive:
        names = archive.namelist()
        fonts = [name for name in names if name.startswith("EPUB/fonts/")]
        largest = max(archive.getinfo(name).file_size for name in fonts)
        css = archive.read("EPUB/css/book.css").decode()
    assert "EPUB/fonts/PublisherSong-Regular.ttf" in fonts
    assert "EPUB/fonts/PublisherMono-Regular.ttf" not in fonts  # there is no code in it
    assert "META-INF/licences/PublisherSong.txt" in names
    assert css.count("@font-face") == len(fonts)
    assert largest < 60_000
    assert [line for line in epubcheck(path) if "CSS-028 USAGE" not in line] == []
