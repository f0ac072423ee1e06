"""What only the printed book has: addresses, QR codes, short heads, cut marks, no colour."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.language import Language
from publisher.model import Bilingual, Edition, Order, Sheet, Sheets, Written
from publisher.theme import read_theme
from publisher.typeset.pages import find_page, measure_of
from publisher.write.pdf import write_pdf
from publisher.write.pdf.heads import ELLIPSIS, heads, shortened
from publisher.write.pdf.links import with_addresses
from publisher.write.pdf.paper import on_paper, setting_of, with_codes_drawn
from publisher.xhtml import Element, text, walk
from tests.measure import Print
from tests.pdf_samples import bound, chapter, pair, sample, tree

MM = 72 / 25.4
ORIGINAL = "https://example.org/essays/on-setting-a-page-twice?from=the-quiet-page&lang=en"
THEME, _ = read_theme("default")
PRESETS = ("A5", "B5", "A4", "Letter", "6x9", "5.5x8.5")

COLOURS = """<svg xmlns="http://www.w3.org/2000/svg" width="80" height="40"><defs>
<linearGradient id="g"><stop offset="0" stop-color="red"/><stop offset="1" stop-color="#00f"/>
</linearGradient></defs><rect width="40" height="40" fill="url(#g)"/>
<circle cx="60" cy="20" r="15" fill="green" stroke="orange" opacity=".5"/></svg>"""


def book(*chapters: Sheet, edition: Edition | None = None, page: str = "A5") -> Sheets:
    """A book for paper, as an edition asks for it."""
    assert THEME is not None
    found = bound(chapters, THEME, page)
    shape = find_page(THEME, Edition(page=page))
    assert not hasattr(shape, "hint")
    return replace(found, edition=edition or Edition(page=page), measure=measure_of(shape))


def one(body: str, name: str = "one", source: str = "") -> Sheet:
    """A chapter with credits and some paragraphs."""
    head = (
        f'<header class="chapter-head"><h1 class="pair-title" id="{name}--title">'
        '<span class="en" lang="en">Title</span> <span class="zh" lang="zh-Hans">题目</span></h1>'
        '<div class="credits"><p class="credit zh" lang="zh-Hans">原文：见二维码</p></div></header>'
    )
    page = tree(f'<section class="chapter" id="{name}">{head}{body}</section>')
    return Sheet(name, "chapter", Bilingual("Title", "题目"), page, source=source)


# -- links -----------------------------------------------------------------------------------------

LINKED = pair(
    'See <a href="https://a.example/x">the paper</a>, <a href="https://b.example/">another</a> and'
    ' <a href="https://a.example/x">the paper again</a>; <a href="#one">here</a>,'
    ' <a href="https://c.example">https://c.example/</a>,'
    ' <a href="mailto:me@a.example">write</a>.',
    '见<a href="https://a.example/x">论文。</a>',
)


def addresses(node: Element) -> list[str]:
    """The lines of the list of links."""
    lists = [found for found in walk(node) if "links" in found.classes]
    return [text(item) for found in lists for item in walk(found) if item.tag == "li"]


def test_an_address_has_one_number_wherever_it_is_linked() -> None:
    """In order of the text; a link that says its address, or leads inside the book, has none."""
    made = with_addresses(one(LINKED).body, Order.EN_ZH)
    assert addresses(made) == ["[1]https://a.example/x", "[2]https://b.example/", "[3]me@a.example"]
    words = text(made)
    assert "the paper[1], another[2] and the paper again[1]; here, https://c.example/" in words
    assert "见论文。[1]" in words
    kept = [text(node) for node in walk(made) if "kept" in node.classes]
    assert kept == ["文。[1]"]


def test_a_post_without_links_has_no_list() -> None:
    """And stays what it was."""
    plain = one(pair("Nothing.", "无。")).body
    assert with_addresses(plain, Order.EN_ZH) == plain
    assert for_paper(book(one(LINKED), edition=Edition(links="none"))).sheets[2].body == tree_of(
        for_paper(book(one(LINKED), edition=Edition(links="none")))
    )


def for_paper(sheets: Sheets) -> Sheets:
    """The sheets of a book as paper has them."""
    setting = setting_of(sheets)
    return replace(sheets, sheets=tuple(on_paper(sheet, setting) for sheet in sheets.sheets))


def tree_of(sheets: Sheets) -> Element:
    """The tree of the first chapter."""
    return next(sheet.body for sheet in sheets.sheets if sheet.kind == "chapter")


def test_numbers_of_links_are_in_brackets_and_addresses_are_whole() -> None:
    """On the page: small and raised, and no hyphen ever comes into a long address."""
    long = "https://example.org/" + "very-long-directory-name/" * 8 + "page.html?query=typography"
    body = pair(f'A <a href="{long}">word</a>.', "一个词。")
    found = Print(write_pdf(book(one(body))).data)
    number = next(n for n in range(len(found.pages)) if "word[1]" in found.text(n))
    marks = [g for g in found.pages[number] if g.char in "[1]"]
    assert min(mark.size for mark in marks) < 7
    lines = [line.text for line in found.lines(number)]
    start = next(n for n, line in enumerate(lines) if line.startswith("[1]"))
    printed = "".join(lines[start:]).removeprefix("[1]")
    assert long in re.sub(r"\s", "", printed)


def test_the_list_of_links_stays_inside_the_margins() -> None:
    """However long an address is, on the narrowest paper."""
    long = "https://example.org/" + "x" * 300
    body = pair(f'A <a href="{long}">word</a>.', "一个词。")
    found = Print(write_pdf(book(one(body))).data)
    right = 148 * MM - 16 * MM
    for number in range(len(found.pages)):
        assert all(line.right < right + 1 for line in found.lines(number))


# -- QR codes --------------------------------------------------------------------------------------


def test_a_telephone_reads_the_address_off_the_page(
    tmp_path: Path, need: Callable[[str], str]
) -> None:
    """From the printed page, in grey; no module is smaller than 0.4 mm."""
    made = book(one(pair("A.", "甲。"), source=ORIGINAL), edition=Edition(grey=True))
    path = tmp_path / "book.pdf"
    path.write_bytes(write_pdf(made).data)
    subprocess.run([need("pdftoppm"), "-r", "150", "-gray", path, tmp_path / "p"], check=True)
    read = subprocess.run(
        [need("zbarimg"), "--quiet", "--raw", *sorted(tmp_path.glob("p-*.pgm"))],
        capture_output=True,
        text=True,
        check=False,  # pages without a code are told by the exit code
    )
    assert read.stdout.strip() == ORIGINAL
    body, (picture,) = with_codes_drawn(tree_of(for_paper(made)))
    code = next(node for node in walk(body) if "qr" in node.classes)
    assert code.get("src") == picture.name
    modules = int(picture.data.partition(b'viewBox="0 0 ')[2].split()[0])
    side = float(code.get("style").partition("width: ")[2].partition("mm")[0])
    assert side / modules >= 0.4
    assert side >= 18


def test_a_code_is_shown_only_where_there_is_an_original_and_it_is_wanted() -> None:
    """Nor for an address that no code holds; the e-book never has one."""

    def codes(made: Sheets) -> list[str]:
        body, _ = with_codes_drawn(tree_of(for_paper(made)))
        return [n.get("alt") for n in walk(body) if "qr" in n.classes]

    body = pair("A.", "甲。")
    assert codes(book(one(body, source=ORIGINAL))) == [f"QR code: {ORIGINAL}"]
    assert codes(book(one(body, source=ORIGINAL), edition=Edition(qr=False))) == []
    assert codes(book(one(body))) == []
    assert codes(book(one(body, source="https://example.org/" + "x" * 3000))) == []


# -- running heads ---------------------------------------------------------------------------------

LONG = (
    "A Very Long Title of a Post About Setting Two Languages on One Page, With a Remark on Lines",
    "一个非常长的标题，讲的是怎样在一页纸上并排两种语言，兼谈行的宽度以及读者的眼睛需要些什么",
)


@pytest.mark.parametrize("page", PRESETS)
def test_heads_stand_on_one_line_on_every_page(page: str) -> None:
    """Two long titles are cut at a word, with an ellipsis, and never meet; short ones are whole."""
    assert THEME is not None
    made = book(chapter("long", *LONG, 8), chapter("short", "Short", "短", 8), page=page)
    found = Print(write_pdf(made).data)
    shape = next(one_ for one_ in THEME.pages if one_.name == page)
    factor = {"mm": MM, "in": 72.0}[shape.margin_top[-2:]]
    top = float(shape.margin_top[:-2]) * factor
    seen = set()
    for number in range(len(found.pages)):
        lines = [line for line in found.lines(number) if line.baseline < top]
        assert len(lines) <= 1
        for line in lines:
            seen.add(line.text)
            gaps = [b.left - a.right for a, b in zip(line.glyphs, line.glyphs[1:], strict=False)]
            assert max(gaps) > 10
    cut = next(words for words in seen if ELLIPSIS in words)
    assert cut.count(ELLIPSIS) == 2
    assert "Short短" in seen


@given(st.text(), st.text(), st.floats(8, 60))
def test_titles_always_fit_with_a_gap_between(en: str, zh: str, room: float) -> None:
    """Whatever they say: each is whole, or a beginning of itself with an ellipsis."""

    def wide(words: str) -> float:
        return float(len(words))

    cut = heads(en, zh, room, wide)
    assert sum(map(wide, cut)) <= max(room - 2, 2)
    for whole, short in zip((en, zh), cut, strict=True):
        assert short == whole or whole.startswith(short.removesuffix(ELLIPSIS))


def test_a_title_is_cut_between_words_and_not_after_a_comma() -> None:
    """In Chinese between characters."""
    wide = len
    assert shortened("One, two three", Language.EN, 9, wide) == "One, two…"
    assert shortened("One, two three", Language.EN, 7, wide) == "One…"
    assert shortened("行长，以及", Language.ZH, 4, wide) == "行长…"
    assert shortened("whole", Language.EN, 5, wide) == "whole"


# -- bleed and crop marks --------------------------------------------------------------------------


def boxes(data: bytes, name: str) -> set[tuple[float, ...]]:
    """The different values of a box over the pages."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return {tuple(round(float(v), 1) for v in page.obj[name]) for page in pdf.pages}


def test_boxes_say_where_the_page_ends_and_where_its_ink() -> None:
    """Trim is the page; bleed is as far around as asked for; marks lie outside of both."""
    edition = Edition(bleed="3mm", marks="crop")
    data = write_pdf(book(one(pair("A.", "甲。")), edition=edition)).data
    assert boxes(data, "/TrimBox") == {(0, 0, 419.5, 595.3)}
    assert boxes(data, "/BleedBox") == {(-8.5, -8.5, 428.0, 603.8)}
    ((left, bottom, right, top),) = boxes(data, "/MediaBox")
    assert left == bottom == pytest.approx(-10 * MM, abs=0.1)
    page = pymupdf.open(stream=data, filetype="pdf")[2]
    drawn = [item for shape in page.get_drawings() for item in shape["items"] if item[0] == "l"]
    trim = pymupdf.Rect(10 * MM, 10 * MM, right - left - 10 * MM, top - bottom - 10 * MM)
    bled = pymupdf.Rect(*trim) + (-3 * MM, -3 * MM, 3 * MM, 3 * MM)  # noqa: RUF005  a sum of Rects
    assert len(drawn) == 8
    corners = {(round(x), round(y)) for x in (trim.x0, trim.x1) for y in (trim.y0, trim.y1)}
    met = set()
    for _, start, end in drawn:
        assert abs(end - start) == pytest.approx(5 * MM, abs=0.1)
        assert not bled.contains((start + end) * 0.5)
        on = {round(start.x), round(end.x)}, {round(start.y), round(end.y)}
        met |= {(x, y) for x, y in corners if on[0] == {x} or on[1] == {y}}
    assert met == corners


def test_without_marks_and_bleed_all_boxes_are_the_page() -> None:
    """The usual file is the page and nothing around it."""
    data = write_pdf(book(one(pair("A.", "甲。")))).data
    assert boxes(data, "/MediaBox") == boxes(data, "/TrimBox") == {(0, 0, 419.5, 595.3)}


# -- grey ------------------------------------------------------------------------------------------

_COLOUR = {"rg", "RG", "k", "K", "cs", "CS", "sc", "SC", "scn", "SCN", "sh"}


def contents(pdf: pikepdf.Pdf) -> Iterator[tuple[str, str]]:
    """Every operator of every content stream in a file, with its first operand."""
    streams: list[pikepdf.Object | pikepdf.Page] = list(pdf.pages)
    for held in pdf.objects:
        if isinstance(held, pikepdf.Stream):
            is_form = held.get("/Subtype") == pikepdf.Name.Form
            if is_form or held.get("/PatternType") == 1:
                streams.append(held)
    for stream in streams:
        for found in pikepdf.parse_content_stream(stream):
            yield str(found.operator), str(found.operands[0]) if found.operands else ""


@cache
def colourful(*, grey: bool) -> Written:
    """A book with a drawing in colours, a photograph, an emoji and a coloured word."""
    photo = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 40, 30), 0)
    photo.set_rect(photo.irect, (200, 30, 60))
    images = "".join(
        f'<p><img src="images/{n}" alt="{n}"/></p>' for n in ("d.svg", "p.jpg", "p.png")
    )
    body = pair("Tea 🍵 and <em>colour</em>.", "茶。") + images
    made = book(one(body), edition=Edition(grey=grey, standard=("a2u",)))
    from publisher.model import Resource

    resources = (
        Resource("images/d.svg", "image/svg+xml", COLOURS.encode()),
        Resource("images/p.jpg", "image/jpeg", photo.tobytes("jpeg")),
        Resource("images/p.png", "image/png", photo.tobytes("png")),
    )
    css = made.print_css + "em { color: #c03 } p { background: lab(50% 40 20) }"
    return write_pdf(replace(made, resources=resources, print_css=css))


def test_a_grey_book_has_no_colour_anywhere() -> None:
    """No operator, no gradient, no image; the same book in colour has them."""
    with pikepdf.open(BytesIO(colourful(grey=True).data)) as pdf:
        used = {(op, first) for op, first in contents(pdf) if op in _COLOUR}
        assert {first for op, first in used if op in {"cs", "CS"}} <= {"/Pattern"}
        assert {op for op, _ in used} <= {"cs", "CS", "scn", "SCN", "sh"}
        for found in pdf.objects:
            if isinstance(found, (pikepdf.Stream, pikepdf.Dictionary)):
                is_image = found.get("/Subtype") == pikepdf.Name.Image
                if is_image or "/ShadingType" in found:
                    assert found.ColorSpace == pikepdf.Name.DeviceGray
    with pikepdf.open(BytesIO(colourful(grey=False).data)) as pdf:
        assert {"rg", "RG"} & {op for op, _ in contents(pdf)}


def test_a_grey_book_looks_like_the_coloured_one_without_its_colour() -> None:
    """Page by page, what is dark stays dark: within a few shades of the eye's own grey."""
    pages = [
        [page.get_pixmap(dpi=40) for page in pymupdf.open(stream=written.data, filetype="pdf")]
        for written in (colourful(grey=True), colourful(grey=False))
    ]
    for grey, plain in zip(*pages, strict=True):
        wanted = pymupdf.Pixmap(pymupdf.csGRAY, plain)
        got = pymupdf.Pixmap(pymupdf.csGRAY, grey)
        far = [abs(a - b) for a, b in zip(wanted.samples, got.samples, strict=True)]
        assert sum(far) / len(far) < 2
        assert sum(1 for shade in far if shade > 60) < len(far) / 100
        assert all(grey.pixel(x, 50)[0] == grey.pixel(x, 50)[1] for x in range(0, grey.width, 5))


def test_the_sample_prints_grey_as_well() -> None:
    """A book that has hardly any colour stays what it is, and nothing is complained of."""
    assert THEME is not None
    made = replace(sample(THEME), edition=Edition(grey=True))
    assert write_pdf(made).problems == ()
