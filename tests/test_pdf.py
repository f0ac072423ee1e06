"""The printed book, measured: what is asserted of a page is read from the PDF, not the HTML."""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from publisher.language import is_han
from publisher.model import Bilingual, Order, Resource, Sheet, Sheets, Theme, Written
from publisher.theme import read_theme, theme_names
from publisher.typeset.keeping import kept_together
from publisher.write.pdf import write_pdf
from publisher.write.pdf.binding import destination
from publisher.write.pdf.composition import installed
from publisher.write.pdf.engine import Press
from publisher.write.pdf.hyphenation import SOFT_HYPHEN, hyphenated
from publisher.write.pdf.references import Pagination, paginated
from publisher.xhtml import Element, element, text, walk
from tests.measure import HYPHEN, Glyph, Line, Print
from tests.pdf_samples import (
    ADDRESS,
    CHINESE,
    ENGLISH,
    LONG_LINE,
    LONG_WORD,
    bound,
    chapter,
    pair,
    sample,
    tree,
    trees,
)

ROOT = Path(__file__).parent.parent
POINTS = {"mm": 72 / 25.4, "in": 72.0, "pt": 1.0}
SHORT = 12
"""Fewer characters than this may stand in other words by chance, or in the head of a table that
goes on."""

_FOLIO = 9
"""In pt: what is smaller is not running text."""

FEW = 3
"""More Han than this make a Chinese line."""

CHAPTERS = ("on-setting", "on-measure")
EDITIONS = (
    ("default", "A5"),
    ("default", "6x9"),
    ("default", "B5"),
    ("default", "A4"),
    ("notebook", "A5"),
)


@cache
def theme(name: str = "default") -> Theme:
    """A theme of the project."""
    found, problems = read_theme(name)
    assert found is not None, problems
    return found


@cache
def written(name: str = "default", page: str = "A5") -> Written:
    """The sample book, printed once for all tests."""
    return write_pdf(sample(theme(name), page))


@cache
def printed(name: str = "default", page: str = "A5") -> Print:
    """The same, opened to be measured."""
    return Print(written(name, page).data)


@dataclass(frozen=True, slots=True)
class Area:
    """Where type may stand on a page, in points from its top left corner."""

    top: float
    bottom: float
    left: float
    right: float
    leading: float
    size: float


def points(length: str) -> float:
    """A CSS length in points."""
    found = re.fullmatch(r"([0-9.]+)([a-z]+)", length)
    assert found
    return float(found[1]) * POINTS[found[2]]


def area(number: int, name: str = "default", page: str = "A5") -> Area:
    """The type area of a page; rectos are the pages with an even number, counted from 0."""
    found = next(preset for preset in theme(name).pages if preset.name == page)
    inner, outer = points(found.margin_inner), points(found.margin_outer)
    left, right = (inner, outer) if number % 2 == 0 else (outer, inner)
    return Area(
        points(found.margin_top),
        points(found.height) - points(found.margin_bottom),
        left,
        points(found.width) - right,
        points(found.line_height),
        points(found.font_size),
    )


def body(number: int, name: str = "default", page: str = "A5") -> list[Line]:
    """The lines of a page without its head and folio."""
    found = area(number, name, page)
    return printed(name, page).body(number, found.top, found.bottom)


def copied(number: int, name: str, page: str) -> str:
    """What a reader copies from the type area of a page, in the order of the file.

    The marks of list items come last on their page, and are left out.
    """
    here = area(number, name, page)
    words = "".join(
        glyph.char
        for glyph in printed(name, page).pages[number]
        if here.top < glyph.baseline < here.bottom
        and here.left - 1 < glyph.ink_left < here.right + 1
    )
    return re.sub(r"(?:[•◦▪]|\d\.|\s)+$", "", words)


def running(number: int) -> list[Line]:
    """The lines of a page in the size of the running text."""
    return [line for line in body(number) if line.size == area(number).size]


def bare(words: str) -> str:
    """Words without white space and without what dividing a word adds."""
    return re.sub(rf"[\s{SOFT_HYPHEN}{HYPHEN}]", "", words)


def leaves(tree_: Element) -> Iterator[str]:
    """The words of every paragraph, title, item and cell of a tree."""
    inline = {"a", "b", "br", "code", "dfn", "em", "span", "strong", "sup", "time"}
    for node in walk(tree_):
        blocks = [c for c in node.children if isinstance(c, Element) and c.tag not in inline]
        if not blocks and node.tag not in inline and text(node).strip():
            yield bare(text(node))


def opening(post: str) -> int:
    """The page on which a chapter begins, by its place in the outline of the PDF."""
    title = next(c.title.zh for c in sample(theme()).sheets if c.name == post)
    return next(page for _, label, page in printed().outline() if title in label)


# -- what is printed -------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "page"), EDITIONS)
def test_the_engine_has_nothing_to_complain_of(name: str, page: str) -> None:
    """The style sheets of the themes are understood in full, and no character lacks a glyph."""
    assert written(name, page).problems == ()
    assert written(name, page).pages == len(printed(name, page).pages)


@pytest.mark.parametrize(("name", "page"), EDITIONS)
def test_every_word_of_the_sheets_is_printed_once(name: str, page: str) -> None:
    """A paragraph stands in the PDF as often as in the sheets, page breaks and hyphens aside."""
    book = printed(name, page)
    words = "".join(bare(copied(number, name, page)) for number in range(len(book.pages)))
    wanted = Counter(
        leaf
        for sheet in sample(theme(name), page).sheets
        for leaf in leaves(without_backs(sheet.body))
    )
    for leaf in (leaf for leaf in wanted if len(leaf) > SHORT):
        expected = sum(count * other.count(leaf) for other, count in wanted.items())
        assert words.count(leaf) == expected, leaf
    assert all(leaf in words for leaf in wanted)


def without_backs(node: Element) -> Element:
    """A tree without the ways back, which print puts in other words."""
    kept = tuple(
        without_backs(c) if isinstance(c, Element) else c
        for c in node.children
        if not (isinstance(c, Element) and "backs" in c.classes)
    )
    return replace(node, children=kept)


def test_no_character_changes_into_another() -> None:
    """No Kangxi radical, no replacement character, no private character comes out of the PDF."""
    found = Counter(glyph.char for page in printed().pages for glyph in page)
    assert not [c for c in found if "\u2e80" <= c <= "\u2fdf" or c in "\ufffd\x00"]
    assert not [c for c in found if unicodedata.category(c) in ("Co", "Cn")]


def test_only_the_faces_of_the_theme_are_used_and_none_is_a_picture() -> None:
    """Every font is one of ours, in TrueType outlines, cut to what is used."""
    names = {f.family.replace(" ", "-") for f in theme().faces}
    for kind, name in printed().fonts():
        assert kind == "Type0"
        assert any(name.startswith(family) for family in names), name
    assert len(written().data) < 400_000


# -- which face ------------------------------------------------------------------------------------


def fonts_of(words: str, number: int | None = None) -> set[str]:
    """The fonts in which a run of characters is set, wherever it stands."""
    found = set()
    for page in printed().pages if number is None else [printed().pages[number]]:
        line = "".join(glyph.char for glyph in page)
        for match in re.finditer(re.escape(words), line):
            found |= {glyph.font for glyph in page[match.start() : match.end()]}
    return found


def test_latin_letters_come_from_the_latin_face_in_both_languages() -> None:
    """A Latin word in a Chinese line, and a Chinese word in an English one, keep their faces."""
    assert fonts_of("printer’s") == {"Publisher-Serif"}
    assert fonts_of("说“版心”") == {"Publisher-Song"}
    latin = {g.font for page in printed().pages for g in page if "a" <= g.char <= "z"}
    assert latin <= {
        "Publisher-Serif",
        "Publisher-Serif-Bold",
        "Publisher-Serif-Italic",
        "Publisher-Mono",
    }
    han = {g.font for page in printed().pages for g in page if is_han(g.char)}
    assert han == {"Publisher-Song", "Publisher-Song-Bold", "Publisher-Kai"}


def test_quotes_and_dashes_follow_the_language() -> None:
    """In Chinese a quote is one em wide and a dash two; in English both are the Latin face's."""
    quotes: dict[str, set[float]] = {}
    for page in printed().pages:
        for before, glyph in pairwise(page):
            if glyph.char in "“”" and round(glyph.size) == 10:
                quotes.setdefault(glyph.font, set()).add(round(glyph.width, 1))
            if before.char == glyph.char == "—":
                assert glyph.font == "Publisher-Song"
                assert (glyph.right - before.left) / glyph.size == pytest.approx(2, abs=0.01)
    assert quotes["Publisher-Song"] == {1.0}
    assert quotes["Publisher-Serif"] == {0.4}
    assert fonts_of("read — not") == {"Publisher-Serif"}
    assert fonts_of("赞美——不论") == {"Publisher-Song"}


def test_two_marks_in_a_row_close_up() -> None:
    """The first of two Chinese marks gives up its empty half."""
    steps = [
        (second.left - first.left) / first.size
        for page in printed().pages
        for first, second in pairwise(page)
        if first.char in "，。"
        and second.char in "“”"
        and first.font == "Publisher-Song"
        and abs(first.baseline - second.baseline) < 0.1
    ]
    assert steps
    assert steps == pytest.approx([0.5] * len(steps), abs=0.01)


def test_emphasis_is_italic_in_english_and_kai_in_chinese() -> None:
    """Chinese is never slanted; strong is bold in both; code is in the fixed face."""
    assert fonts_of("a careful man") == {"Publisher-Serif-Italic"}
    assert fonts_of("细心的人") == {"Publisher-Kai"}
    assert fonts_of("compositor of") == {"Publisher-Serif-Bold", "Publisher-Serif"}
    assert fonts_of("排字工（") == {"Publisher-Song-Bold", "Publisher-Song"}
    assert fonts_of("rlh") == {"Publisher-Mono"}
    assert fonts_of("这份礼貌") == {"Publisher-Kai"}


# -- the grid --------------------------------------------------------------------------------------


def test_lines_of_a_paragraph_are_one_leading_apart() -> None:
    """Links, marks, code and bold words do not open a line."""
    for number in range(len(printed().pages)):
        for above, below in pairwise(running(number)):
            step = below.baseline - above.baseline
            if step < area(number).leading * 1.2:
                assert step == pytest.approx(16, abs=0.1), above.text


def phase(line: Line) -> float:
    """Where a line stands between two lines of the page's grid, in points."""
    here = area(line.page)
    return (line.baseline - here.top) % here.leading


@pytest.mark.parametrize("post", CHAPTERS)
def test_facing_pages_register(post: str) -> None:
    """First halves stand on one grid and second halves a quarter of a line below it.

    Tables, pictures, code and titles of two lines do not put the text after them off the grid.
    """
    first = opening(post)
    pages = [n for n in range(first, first + 6) if printed().pages[n]]
    assert len(pages) > 5
    grid = phase(next(line for line in running(first) if "The measure comes first" in line.text))
    for line in (line for number in pages for line in running(number)):
        assert min(abs(phase(line) - grid - shift) for shift in (0, 4)) < 0.1, line.text
        if sum(map(is_han, line.text)) > FEW and "译注" not in line.text:
            assert phase(line) == pytest.approx(grid + 4, abs=0.1), line.text
        elif line.text.count(" ") > FEW:
            assert phase(line) == pytest.approx(grid, abs=0.1), line.text


def test_halves_stand_closer_than_pairs() -> None:
    """A quarter of a line between the halves, three quarters between one pair and the next."""
    lines = running(opening("on-setting") + 1)
    gaps = Counter(
        (
            is_han(above.text[0]) or (above.text[0] == "“" and "Song" in above.glyphs[0].font),
            round(below.baseline - above.baseline),
        )
        for above, below in pairwise(lines)
        if below.baseline - above.baseline > 17
    )
    assert set(gaps) == {(False, 20), (True, 28)}


def test_no_line_of_a_paragraph_stands_alone() -> None:
    """Neither the first line of a paragraph at a page's foot nor its last at a page's head."""
    wholes = [bare(words) for words in (*ENGLISH, *CHINESE)]
    for number in range(len(printed().pages)):
        if lines := running(number):
            foot, head = bare(lines[-1].text), bare(lines[0].text)
            assert not [w for w in wholes if w.startswith(foot) and w != foot], foot
            assert not [w for w in wholes if w.endswith(head) and w != head], head


def test_a_title_is_never_left_at_the_foot() -> None:
    """After a title there are at least two lines of text on its page."""
    for number in range(len(printed().pages)):
        sizes = [line.size for line in body(number)]
        for place, size in enumerate(sizes):
            if size > 12 and number >= opening("on-setting"):
                assert len(sizes) >= place + 3


# -- the type area ---------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "page"), EDITIONS)
def test_nothing_stands_outside_the_type_area(name: str, page: str) -> None:
    """Long addresses, code, tables, pictures: all keep inside the margins, on every page."""
    document = printed(name, page).document
    for number in range(len(printed(name, page).pages)):
        here = area(number, name, page)
        for line in body(number, name, page):
            if line.size == 8 and line.text.isdigit():
                continue  # a folio in the margin
            assert line.left >= here.left - 0.1, line.text
            assert line.right <= here.right + 0.5, line.text
        for picture in document[number].get_image_info():
            left, top, right, bottom = picture["bbox"]
            assert left >= here.left - 0.1
            assert right <= here.right + 0.1
            assert top >= here.top - 0.1
            assert bottom <= here.bottom + 0.1


@pytest.mark.parametrize(("name", "page"), EDITIONS[:4])
def test_the_measure_is_a_whole_number_of_han(name: str, page: str) -> None:
    """A full Chinese line fills the measure, without a remainder that would have to be spread."""
    here = area(0, name, page)
    measure = (here.right - here.left) / here.size
    assert measure == pytest.approx(round(measure), abs=0.02)
    full = [
        line
        for number in range(len(printed(name, page).pages))
        for line in body(number, name, page)
        if len(line.text) == round(measure) and all(map(is_han, line.text.replace("，", "一")))
    ]
    for line in full:
        assert line.right <= area(line.page, name, page).right + 0.1


def test_a_long_line_of_code_wraps() -> None:
    """It goes on in the next line, and not a character of it is lost."""
    words = "".join(bare(printed().text(n)) for n in range(len(printed().pages)))
    assert bare(LONG_LINE) in words
    assert not any(
        bare(LONG_LINE) in bare(line.text) for n in range(len(printed().pages)) for line in body(n)
    )


# -- numbers of pages ------------------------------------------------------------------------------


def test_chapters_begin_on_a_recto_and_are_numbered_from_one() -> None:
    """Page 1 is the first page of the first chapter; what stands before it is i, ii, iii."""
    labels = printed().labels
    assert labels[opening("on-setting")] == "1"
    assert labels[:3] == ["i", "ii", "iii"]
    for post in CHAPTERS:
        assert opening(post) % 2 == 0
        assert int(labels[opening(post)]) % 2 == 1


def folio(number: int) -> Line | None:
    """The number printed at the foot of a page."""
    below = [line for line in printed().lines(number) if line.baseline > area(number).bottom]
    return below[0] if below else None


def test_the_folio_on_the_page_is_the_page_s_label() -> None:
    """Outside, below the text; none on a blank page or before the first chapter."""
    for number, label in enumerate(printed().labels):
        found = folio(number)
        if number < opening("on-setting") or not body(number) or "版权页" in printed().text(number):
            assert found is None or body(number) is not None
            continue
        assert found is not None
        assert found.text == label
        here = area(number)
        edge = found.right - here.right if number % 2 == 0 else found.left - here.left
        assert edge == pytest.approx(0, abs=0.6)


def test_the_contents_give_the_pages_on_which_chapters_begin() -> None:
    """Each line of the contents leads to a page, and ends with its number at the right edge."""
    number = next(n for n in range(6) if "目录" in printed().text(n))
    numbers = [
        (found[1], line)
        for line in body(number)
        if (found := re.search(r"\. ?([0-9]+)$", line.text.strip()))
    ]
    pages = [opening(post) for post in CHAPTERS]
    assert [label for label, _ in numbers[:2]] == [printed().labels[page] for page in pages]
    for _, line in numbers:
        assert line.right == pytest.approx(area(number).right, abs=0.6)
    targets = {link.page for link in printed().links(number)}
    assert targets >= set(pages)


@pytest.mark.parametrize("post", CHAPTERS)
@pytest.mark.parametrize("term", ["measure", "leading"])
def test_an_entry_names_every_page_that_mentions_it_once(post: str, term: str) -> None:
    """见第 … 页 gives, in ascending order, the pages with a link to the entry, and no others."""
    entry = f"{post}--glossary-{term}"
    wanted = [printed().labels[page] for page in printed().pages_linking_to(entry)]
    line = next(
        line
        for number in range(opening(post), len(printed().pages))
        for line in body(number)
        if line.text.startswith(f"{term}：")
    )
    found = re.search(r"见第\s?([0-9、]+)\s?页", line.text)
    assert found
    assert found[1].split("、") == wanted


def test_a_term_without_a_mention_names_no_page() -> None:
    """There is nothing to go back to, and nothing is said."""
    line = next(
        line
        for n in range(len(printed().pages))
        for line in body(n)
        if "四分之一到三分之一" in line.text
    )
    assert "见第" not in line.text


# -- links, outline, metadata ----------------------------------------------------------------------


@pytest.mark.parametrize(("name", "page"), EDITIONS)
def test_every_link_leads_somewhere_and_can_be_touched(name: str, page: str) -> None:
    """A link inside the book has a page to go to; no link is thinner than half a line of notes."""
    count = 0
    for number in range(len(printed(name, page).pages)):
        for link in printed(name, page).links(number):
            if link.name:
                count += 1
                assert 0 <= link.page < len(printed(name, page).pages), link
            if link.width > 0.1:
                assert link.height > 4, link
    assert count > 20


def test_destinations_are_in_the_order_of_their_bytes() -> None:
    """A viewer may search the name tree by halves, so ids in Han are written in ASCII."""
    names = list(printed().document.resolve_names())
    assert all(name.isascii() for name in names)
    assert names == sorted(names)
    assert destination("post--列表") == "post--:5217::8868:"
    assert destination("post--list") == "post--list"


def test_the_outline_has_both_titles() -> None:
    """Contents, chapters with their sections, colophon: every title in both languages."""
    outline = [(level, label) for level, label, _ in printed().outline()]
    assert outline == [
        (1, "Contents | 目录"),
        (1, "On setting a page twice | 同一页，排两遍"),
        (2, "Lists and quotations | 列表与引文"),
        (2, "Glossary | 名词解析"),
        (1, "The measure, and who it is for | 行长，以及它为谁而设"),
        (2, "Lists and quotations | 列表与引文"),
        (2, "Glossary | 名词解析"),
        (1, "Colophon | 版权页"),
    ]


def test_the_file_says_what_it_is() -> None:
    """Title in both languages, authors and no translator among them, dates of the book itself."""
    data = printed().document.metadata
    assert data["title"] == "The Quiet Page | 安静的书页"
    assert data["author"] == "Ada Lin, Ben Moor"
    assert data["keywords"] == "typography, 排版"
    assert data["creationDate"] == data["modDate"] == "D:20260301013000Z"
    catalog = printed().document.pdf_catalog()
    assert printed().document.xref_get_key(catalog, "Lang") == ("string", "en")
    assert printed().document.xref_get_key(catalog, "MarkInfo/Marked") == ("bool", "true")
    assert printed().document.xref_get_key(catalog, "StructTreeRoot")[0] == "xref"


def test_a_book_that_begins_with_chinese_is_a_chinese_document() -> None:
    """The language of the file and the order of its titles follow the order of the halves."""
    book = sample(theme())
    turned = replace(book, meta=replace(book.meta, order=Order.ZH_EN))
    labels = [
        node.get("data-bookmark")
        for _, tree in trees(turned)
        for node in walk(tree)
        if node.get("data-bookmark")
    ]
    assert labels[1] == "同一页，排两遍 | On setting a page twice"


def heads(number: int) -> list[str]:
    """The words above the type area."""
    above = [line for line in printed().lines(number) if line.baseline < area(number).top]
    return [line.text for line in above]


def test_running_heads_show_both_titles() -> None:
    """Of the book on versos, of the chapter on rectos; none where a chapter opens."""
    for post, title in zip(
        CHAPTERS,
        (
            "On setting a page twice同一页，排两遍",
            "The measure, and who it is for行长，以及它为谁而设",
        ),
        strict=True,
    ):
        first = opening(post)
        assert heads(first) == []
        assert heads(first + 1) == ["The Quiet Page安静的书页"]
        assert heads(first + 2) == [title]
    assert all(heads(number) == [] for number in range(opening("on-setting")))


def test_a_chapter_without_a_chinese_title_has_none_in_its_head() -> None:
    """The head never keeps the title of the chapter before."""
    second = chapter("second", "Second", "第二章", 8)
    only = replace(second, body=without_chinese_title(second.body))
    book = Print(write_pdf(bound((chapter("first", "First", "第一章", 0), only), theme())).data)
    heads_ = {
        line.text
        for number in range(len(book.pages))
        for line in book.lines(number)
        if line.baseline < area(number).top
    }
    assert heads_ == {"The Quiet Page安静的书页", "First第一章", "Second"}


@pytest.mark.parametrize("name", theme_names())
def test_a_page_left_blank_before_a_chapter_is_blank(name: str) -> None:
    """No head and no folio on it, whatever the theme."""
    looks, _ = read_theme(name)
    assert looks is not None
    short = replace(
        chapter("first", "First", "第一章", 0),
        body=Element("section", (("class", "chapter"), ("id", "first")), ("One page.",)),
    )
    book = Print(write_pdf(bound((short, chapter("second", "Second", "第二章", 8)), looks)).data)
    assert "One page." in [line.text for line in book.lines(4)]
    assert book.lines(5) == []
    assert "Second" in [line.text for line in book.lines(6)]


def without_chinese_title(node: Element) -> Element:
    """A tree whose first title has its English run only."""

    def keep(child: object) -> bool:
        return not (isinstance(child, Element) and node.tag == "h1" and "zh" in child.classes)

    kept = tuple(
        without_chinese_title(c) if isinstance(c, Element) else c for c in node.children if keep(c)
    )
    return replace(node, children=kept)


# -- same bytes ------------------------------------------------------------------------------------

_SCRIPT = """
import hashlib, sys
sys.path[:0] = [{root!r}, {tests!r}]
from tests.pdf_samples import bound, chapter
from publisher.theme import read_theme
from publisher.write.pdf import write_pdf
book = bound((chapter("one", "One", "其一", 2),), read_theme("default")[0])
print(hashlib.sha256(write_pdf(book).data).hexdigest())
"""


def _digest(folder: Path, seed: str, zone: str) -> str:
    script = _SCRIPT.format(root=str(ROOT), tests=str(ROOT / "tests"))
    environment = os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "TMPDIR": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def test_the_same_sheets_make_the_same_bytes(tmp_path: Path) -> None:
    """In another process, folder, time zone and order of hashing; and twice in one process."""
    one = bound((chapter("one", "One", "其一", 2),), theme())
    here = hashlib.sha256(write_pdf(one).data).hexdigest()
    assert _digest(tmp_path, "1", "Asia/Shanghai") == here
    assert _digest(ROOT, "2", "America/New_York") == here
    other = write_pdf(replace(one, meta=replace(one.meta, identifier="urn:uuid:other"))).data
    assert hashlib.sha256(other).hexdigest() != here


def test_no_folder_of_this_machine_is_named_in_the_file() -> None:
    """Neither the fonts' folder nor the place they are unpacked to."""
    for word in (b"file:", b"/tmp", str(ROOT).encode()):
        assert word not in written().data


# -- what the press may read -----------------------------------------------------------------------


def _with_image(source: str) -> Sheets:
    picture = f'<p><img src="{source}" alt="x"/></p>'
    page = tree(f'<section class="chapter" id="c"><h1>Title</h1>{picture}</section>')
    return bound((Sheet("c", "chapter", Bilingual("Title", "题目"), page),), theme())


@pytest.mark.parametrize(
    "source",
    [
        "images/other.png",
        "../../../../etc/passwd",
        "file:///etc/passwd",
        "http://127.0.0.1:9/x.png",
    ],
)
def test_only_the_book_s_own_images_are_read(source: str) -> None:
    """Any other address is refused and said, and the rest of the book is printed."""
    result = write_pdf(_with_image(source))
    assert [problem.code for problem in result.problems] == ["W004"]
    assert Print(result.data).document.page_count > 3
    assert write_pdf(_with_image("images/grid.png")).problems == ()


def test_a_style_sheet_reaches_nothing_outside_the_book() -> None:
    """Neither a file nor the network, by import, picture or font."""
    css = """@import url(file:///etc/passwd); p { background: url(http://127.0.0.1:9/x.png) }
    @font-face { font-family: x; src: url(file:///etc/passwd) }"""
    book = replace(_with_image("images/grid.png"), print_css=css)
    result = write_pdf(book)
    assert {problem.code for problem in result.problems} == {"W004"}
    assert len(result.problems) >= 2


def test_a_drawing_that_points_outside_is_printed_without_it() -> None:
    """An SVG image is drawn; what it would fetch is not."""
    drawing = b"""<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">
    <image href="file:///etc/passwd" width="9" height="9"/><rect width="20" height="20"/></svg>"""
    book = _with_image("images/d.svg")
    result = write_pdf(
        replace(book, resources=(Resource("images/d.svg", "image/svg+xml", drawing),))
    )
    assert b"root:" not in result.data
    assert Print(result.data).document[-2].get_drawings()


def test_without_pango_the_reader_is_told_what_to_install() -> None:
    """The message names the packages; it is no traceback of a loader."""
    script = f"""
import sys
sys.path[:0] = [{str(ROOT)!r}, {str(ROOT / "tests")!r}]
import cffi
def gone(self, name, flags=0): raise OSError(f"cannot load library '{{name}}'")
cffi.FFI.dlopen = gone
from tests.pdf_samples import bound
from publisher.theme import read_theme
from publisher.write.pdf import PangoMissing, write_pdf
try:
    write_pdf(bound((), read_theme("default")[0]))
except PangoMissing as error:
    print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "apt-get install libpango-1.0-0" in done.stdout
    assert "brew install pango" in done.stdout


# -- words and numbers before the press ------------------------------------------------------------


def _hyphens(source: str) -> str:
    return text(hyphenated(tree(source))).replace(SOFT_HYPHEN, "=")


def test_english_words_may_break_and_keep_three_letters_on_each_side() -> None:
    """Only soft hyphens are added; short words and words in capitals stay whole."""
    source = f'<section lang="en"><p>{" ".join(ENGLISH)}</p></section>'
    changed = text(hyphenated(tree(source)))
    assert changed.replace(SOFT_HYPHEN, "") == text(tree(source))
    for word in re.findall(rf"[A-Za-z{SOFT_HYPHEN}]+", changed):
        assert all(len(part) > 0 for part in word.split(SOFT_HYPHEN))
        assert min(len(word.split(SOFT_HYPHEN)[0]), len(word.split(SOFT_HYPHEN)[-1])) >= min(
            3, len(word)
        )
    assert _hyphens('<p lang="en">typography TYPOGRAPHY page</p>') == "typog=ra=phy TYPOGRAPHY page"


def _chapter(*paragraphs: str) -> Sheets:
    page = tree(f'<section class="chapter" id="c">{"".join(paragraphs)}</section>')
    return bound((Sheet("c", "chapter", Bilingual("Title", "题目"), page),), theme())


_LONG_WORDS = (
    "Typographical considerations notwithstanding, international correspondence regarding"
    " standardization demonstrates extraordinary administrative determination everywhere."
)


def _divided_at_page_ends(pages: Iterable[list[Glyph]]) -> list[str]:
    """The last line of every page of running text that ends with a hyphen."""
    words = ("".join(g.char for g in glyphs if g.size > _FOLIO).strip() for glyphs in pages)
    return [line[-40:] for line in words if line.endswith(HYPHEN)]


def test_no_word_is_divided_at_the_end_of_a_page() -> None:
    """Wherever pages end; a single layout, which cannot know, divides some."""
    words = "".join(
        f'<p class="en" lang="en">{"Well, " * number}{_LONG_WORDS * 6}</p>' for number in range(16)
    )
    book = _chapter(words)
    body = next(tree for kind, tree in trees(book) if kind == "main")
    with installed() as composes:
        once = Press(book.print_css, book.faces, composes=composes).lay_out(
            element("html", {"lang": "en"}, element("body", None, hyphenated(body))), (), ""
        )
    assert once.divided_at_page_ends()
    pages = Print(write_pdf(book).data)
    assert sum(g.char == HYPHEN for glyphs in pages.pages for g in glyphs) > len(pages.pages)
    assert _divided_at_page_ends(pages.pages) == []


def test_ruby_stands_above_and_dots_below_in_a_book() -> None:
    """As an author asks for them; brackets for readers without ruby are left out."""
    words = '看<ruby>水<rp>(</rp><rt>shuǐ</rt><rp>)</rp></ruby>，<em class="dots">着重</em>。'
    data = write_pdf(_chapter(f'<p class="zh" lang="zh-Hans">{words}</p>')).data
    (found,) = [(n, g) for n, page in enumerate(Print(data).pages) for g in page if g.char == "水"]
    number, base = found
    glyphs = Print(data).pages[number]
    ruby = [g for g in glyphs if g.char in "shuǐ"]
    assert {round(base.baseline - g.baseline, 1) for g in ruby} == {9.5}
    assert "(" not in {g.char for g in glyphs}
    emphasised = [g for g in glyphs if g.char in "着重"]
    assert {g.font for g in emphasised} == {"Publisher-Song"}
    shapes = (shape["rect"] for shape in Print(data).document[number].get_drawings())
    dots = [rect for rect in shapes if rect.width < 3]
    assert len(dots) == 2
    assert all(dot.y0 > emphasised[0].baseline for dot in dots)


def test_an_engine_that_was_never_measured_sets_chinese_ragged_and_says_so_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Plain CSS then: no line is filled, none is lost, and one warning tells why.

    With the version that is known nothing is said.
    """
    book = _chapter(f'<p class="zh" lang="zh-Hans">{"煮水，" * 60}</p>')
    assert write_pdf(book).problems == ()
    monkeypatch.setattr("weasyprint.__version__", "71.0")
    written = write_pdf(book)
    assert [problem.code for problem in written.problems] == ["W003"]
    assert "ragged" in written.problems[0].message
    found = Print(written.data)
    every = (line for number in range(len(found.pages)) for line in found.lines(number))
    lines = [line for line in every if "煮水" in line.text]
    assert "".join(line.text for line in lines) == "煮水，" * 60
    assert min(line.right for line in lines[:-1]) < area(4).right - 1


def test_code_titles_addresses_and_chinese_stay_as_they_are() -> None:
    """What a reader may type, and what is not English, gets no soft hyphen; a term's link does."""
    for kept in (
        '<p lang="en"><code>typography</code></p>',
        '<h2 lang="en">typography</h2>',
        '<p lang="en">https://example.org/typography/compositor</p>',
        '<p lang="en">publisher.write_pdf typography/composition</p>',
        '<p lang="en">well-accepted self-contained</p>',
        '<p lang="zh-Hans">排版 typography</p>',
        "<p>typography</p>",
    ):
        assert "=" not in _hyphens(kept), kept
    assert "=" in _hyphens('<p lang="en"><a class="term" href="#x">typography</a></p>')
    assert "=" in _hyphens('<p lang="zh-Hans">排版 <span lang="en">of typography</span></p>')


SEE = 'See <a href="#a">there</a>.'
"""A link that is no way back."""


def test_the_mark_of_a_note_stays_with_its_word() -> None:
    """Wherever the line ends, none begins with a mark; closing marks go along."""
    mark = '<sup class="mark"><a class="noteref" href="#n">1</a></sup>'
    narrow = "@page { size: 162pt 300pt; margin: 10pt } html { font: 10pt/16pt serif }"
    paragraphs = "".join(
        f'<p class="zh" lang="zh-Hans">{"字" * length}{tail}{mark}{"后" * 20}</p>'
        for length in range(10, 31)
        for tail in ("", "。", "。”")
    )
    page = tree(f'<section class="chapter" id="c"><p id="n">Note</p>{paragraphs}</section>')
    sheet = Sheet("c", "chapter", Bilingual("Title", "题目"), kept_together(page))
    book = bound((sheet,), theme())
    pages = Print(write_pdf(replace(book, print_css=book.print_css + narrow)).data).pages
    marks = [
        (word, mark)
        for glyphs in pages
        for word, mark in pairwise(glyphs)
        if mark.char == "1" and word.char in "字。”" and mark.baseline < word.baseline
    ]
    assert len(marks) == 63
    assert all(before.ink_right - 0.1 < mark.left < before.right + 6 for before, mark in marks)


def test_only_what_is_too_long_may_break_anywhere() -> None:
    """A long address or word in either language is marked; short ones and prose are not."""
    for language in ("en", "zh-Hans"):
        source = f'<p lang="{language}">见 {ADDRESS} 与 {LONG_WORD}, https://a.org and AI-2.</p>'
        spans = [node for node in walk(hyphenated(tree(source))) if node.tag == "span"]
        assert [text(node) for node in spans] == [ADDRESS, f"{LONG_WORD},"]
        assert text(hyphenated(tree(source))).replace(SOFT_HYPHEN, "") == text(tree(source))


def _links(pagination: Pagination, *targets: str) -> str:
    links = " ".join(f'<a class="back" href="#{t}">↩</a>' for t in targets)
    return text(paginated(tree(f'<section><p class="backs">{links}</p></section>'), pagination))


def test_a_page_is_named_once_and_pages_ascend() -> None:
    """Several mentions on one page are one number; before page 1 numbers are Roman."""
    pages = Pagination({"a": 11, "b": 6, "c": 11, "d": 1}, front=4)
    assert _links(pages, "a", "b", "c") == "见第\u00a03、8\u00a0页"
    assert _links(pages, "a", "d") == "见第\u00a0ii、8\u00a0页"
    assert _links(Pagination(), "a", "b") == "见第\u00a000、00\u00a0页"


def _lines_that_hold(pagination: Pagination, *targets: str) -> list[str]:
    links = " ".join(f'<a class="back" href="#{t}">↩</a>' for t in targets)
    made = paginated(tree(f'<section><p class="backs">{links}</p></section>'), pagination)
    return [text(node).replace("\u00a0", " ") for node in walk(made) if "kept" in node.classes]


def test_a_way_back_of_few_pages_is_on_one_line_and_a_long_one_may_part() -> None:
    """No `页` and no page stands alone at the head of a line, and no long row juts out."""
    pages = Pagination({name: number for number, name in enumerate("abcdefg", 1)}, front=0)
    assert _lines_that_hold(pages, *"ab") == ["见第 2、3 页"]
    assert _lines_that_hold(pages, *"abcd") == ["见第 2、3、4、5 页"]
    assert _lines_that_hold(pages, *"abcdefg") == ["见第 2、3、4、5", "8 页"]
    assert _links(pages, *"abcdefg") == "见第\u00a02、3、4、5、6、7、8\u00a0页"


def test_a_paragraph_without_links_stays() -> None:
    """Only ways back are put in other words."""
    assert _links(Pagination()) == ""
    other = tree(f"<section>{pair(SEE, '见彼处。')}</section>")
    assert paginated(other, Pagination({"a": 3})) == other
