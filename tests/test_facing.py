"""Facing pages, measured: what stands on which page of a spread, and how high."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TypeVar

import pikepdf
import pytest

from publisher.build import build
from publisher.language import Language, han_count
from publisher.model import Pair
from publisher.write.pdf import write_pdf
from tests.layout_samples import draft, sample_folder, sheets, written
from tests.measure import Glyph, Print
from tests.test_layouts import all_pairs, bare, begins, flow_of, half

Work = TypeVar("Work")
ROOT = Path(__file__).resolve().parents[1]
ESSAY = ROOT / "content" / "posts" / "the-water-opens" / "index.md"
SEED = ROOT.parent / "shared" / "seed" / "life-lessons-from-reinforcement-learning.md"
LEVEL = 1.0
"""Points by which the halves of a pair may differ."""

LONG = "Apageintwolanguages"
"""Begins the pair that no page can hold."""

CASES = (
    ("sample", "A5", "en-zh"),
    ("sample", "6x9", "zh-en"),
    ("essay", "A5", "en-zh"),
)


def folder(name: str) -> Path:
    """The posts of a case."""
    return {"sample": sample_folder(), "essay": ESSAY, "seed": SEED}[name]


def printed(name: str, page: str = "A5", order: str = "en-zh", **more: str) -> Print:
    """A book on facing pages."""
    return written(folder(name), layout="facing", page=page, order=order, **more)[1]


def languages(order: str) -> tuple[Language, Language]:
    """What stands on versos, and what on rectos."""
    return (Language.EN, Language.ZH) if order == "en-zh" else (Language.ZH, Language.EN)


def number(book: Print, page: int) -> int:
    """The number that a page of the PDF has in the book; 0 for front matter."""
    label = book.labels[page]
    return int(label) if label.isdigit() else 0


def starts(name: str, book: Print, order: str) -> Iterator[tuple[Pair, list[tuple[int, Glyph]]]]:
    """Every pair of paragraphs, with the page and the first character of each half."""
    flow = flow_of(book, 7.2)
    seen = dict.fromkeys(Language, 0)
    for unit in all_pairs(folder(name)):
        found = []
        for language in languages(order):
            words = half(unit, language)
            place = flow.find(begins(words), seen[language])
            assert place >= 0, words
            seen[language] = place + 1
            found.append(flow.glyphs[place])
        yield unit, found


# -- the halves of a pair --------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "page", "order"), CASES)
def test_every_pair_starts_level_on_one_spread(name: str, page: str, order: str) -> None:
    """The first language on an even page, the second on the odd page beside it, on one height."""
    book = printed(name, page, order)
    found = 0
    for unit, ((verso, one), (recto, other)) in starts(name, book, order):
        assert number(book, verso) % 2 == 0, half(unit, Language.EN)
        assert recto == verso + 1, half(unit, Language.EN)
        assert abs(one.baseline - other.baseline) <= LEVEL, half(unit, Language.EN)
        found += 1
    assert found > 12


@pytest.mark.parametrize(("name", "page", "order"), CASES)
def test_a_pair_ends_on_the_spread_on_which_it_begins(name: str, page: str, order: str) -> None:
    """Unless it is longer than a page."""
    book = printed(name, page, order)
    flow = flow_of(book, 7.2)
    for unit, places in starts(name, book, order):
        for language, (first, glyph) in zip(languages(order), places, strict=True):
            words = half(unit, language)
            at = next(n for n, (_, g) in enumerate(flow.glyphs) if g is glyph)
            on_page = bare("".join(g.char for p, g in flow.glyphs[at:] if p == first))
            ends_here = words[-6:] in on_page
            assert ends_here or words.startswith(LONG) or len(words) > 900, words


def test_a_pair_longer_than_a_page_goes_on_level_below_its_title() -> None:
    """It begins beside its title, and on every further spread both halves begin at the top."""
    book = printed("sample")
    flow = flow_of(book)
    long = max(all_pairs(sample_folder()), key=lambda unit: len(half(unit, Language.EN)))
    title = flow.find("Apairlongerthanapage", flow.find("Paragraph11", 0))
    pages = {}
    for language in Language:
        words = half(long, language)
        first = flow.find(words[:40], title if language is Language.EN else 0)
        last = flow.find(words[-20:], first)
        pages[language] = range(flow.glyphs[first][0], flow.glyphs[last][0] + 1, 2)
        assert len(pages[language]) > 1
    assert flow.glyphs[title][0] == pages[Language.EN][0]
    for verso in pages[Language.EN][1:]:
        tops = [
            min(g.baseline for page, g in flow.glyphs if page == number)
            for number in (verso, verso + 1)
            if any(page == number for page, _ in flow.glyphs)
        ]
        assert max(tops) - min(tops) <= LEVEL


def _text(data: bytes, page: int) -> str:
    command = ["pdftotext", "-f", str(page + 1), "-l", str(page + 1), "-", "-"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    return bare(done.stdout.decode())


@pytest.mark.parametrize("order", ["en-zh", "zh-en"])
def test_nothing_of_a_page_is_copied_from_the_page_beside_it(order: str) -> None:
    """Poppler reads no half of a pair on the page of the other language, and none twice."""
    page = "A5" if order == "en-zh" else "6x9"
    made, book = written(sample_folder(), layout="facing", page=page, order=order)
    texts = [_text(made.data, n) for n in range(len(book.pages))]
    first, second = languages(order)
    for unit in all_pairs(sample_folder()):
        for language, side in ((first, 0), (second, 1)):
            words = half(unit, language)
            if len(words) > 200 or len(words) < 8:
                continue
            on = [n for n, found in enumerate(texts) if words[:18] in found]
            assert {number(book, n) % 2 for n in on} == {side}, words
    chapter = [n for n in range(len(texts)) if number(book, n) > 1][:8]
    for n in chapter:
        language = languages(order)[number(book, n) % 2]
        han = han_count(texts[n])
        assert (han > 40) is (language is Language.ZH) or han == 0


def test_nothing_stands_beside_a_page() -> None:
    """A page ten times as wide has no other text: nothing of the sheet is hidden."""
    made, book = written(sample_folder(), layout="facing", page="A5", order="en-zh")
    with pikepdf.open(BytesIO(made.data)) as pdf:
        boxes = {tuple(round(float(n)) for n in page.mediabox) for page in pdf.pages}
        for page in pdf.pages:
            page.obj.MediaBox = page.obj.CropBox = pikepdf.Array([-2000, -2000, 2000, 2000])
        out = BytesIO()
        pdf.save(out)
    assert boxes == {(0, 0, 420, 595)}
    wide = Print(out.getvalue())
    for n in range(len(book.pages)):
        assert Counter(wide.text(n)) == Counter(book.text(n))


def test_lists_quotations_and_notes_are_set_alike_on_both_pages() -> None:
    """Items and quotations are indented alike and have their bullets; notes have their numbers."""
    book = printed("sample")
    left = {
        words: min(g.left for p, g in found)
        for words in ("Warmthepot", "水开之前", "Paragraph0", "第0段", "Aquotation", "引文两边")
        for found in [_line(book, words)]
    }
    verso, recto = left["Paragraph0"], left["第0段"]
    assert left["Warmthepot"] - verso == pytest.approx(left["水开之前"] - recto, abs=0.2)
    assert left["Aquotation"] - verso == pytest.approx(left["引文两边"] - recto, abs=0.2)
    for words in ("Warmthepot", "水开之前"):
        page = _line(book, words)[0][0]
        assert "•" in book.text(page)
    for words in ("Anoteoftheauthor", "作者的一条注"):
        page, glyph = _line(book, words)[0]
        row = [g for g in book.pages[page] if abs(g.baseline - glyph.baseline) < LEVEL]
        assert min(row, key=lambda g: g.left).char == "1"


def _line(book: Print, words: str) -> list[tuple[int, Glyph]]:
    """The first characters of some words."""
    flow = flow_of(book)
    at = flow.find(words, 0)
    assert at >= 0, words
    return list(flow.glyphs[at : at + len(words)])


def test_what_has_no_translation_stands_on_the_page_of_its_language() -> None:
    """What belongs to both is on the first language's page."""
    book = printed("sample")
    sides = {
        "译注：这一段只有中文": 1,
        "Thisparagraphwasnevertranslated": 0,
        "publisherbuildcontent": 0,
        "teapot": 0,
        "茶壶": 0,
        "Akettle": 0,
    }
    for words, side in sides.items():
        assert number(book, _line(book, words)[0][0]) % 2 == side, words


# -- numbers, links, outline, tags -----------------------------------------------------------------


def _folio(book: Print, page: int) -> str:
    height = book.document[page].rect.height
    low = [g for g in book.pages[page] if g.baseline > height - 45]
    return "".join(g.char for g in sorted(low, key=lambda g: g.left)).strip()


def test_folios_count_every_page_and_stand_outside() -> None:
    """2, 3, 4 … from the first spread on, at the left of versos and at the right of rectos."""
    book = printed("sample")
    numbered = [n for n in range(len(book.pages)) if number(book, n) > 1 and _folio(book, n)]
    assert [_folio(book, n) for n in numbered] == [str(2 + n) for n in range(len(numbered))]
    assert len(numbered) > 10
    for n in numbered:
        middle = book.document[n].rect.width / 2
        low = [g for g in book.pages[n] if g.baseline > book.document[n].rect.height - 45]
        assert all((g.left < middle) is (number(book, n) % 2 == 0) for g in low if g.char.strip())


def test_heads_speak_the_language_of_their_page() -> None:
    """The book's title and the chapter's, except where the chapter opens."""
    book = printed("sample")
    inside = [n for n in range(len(book.pages)) if 4 <= number(book, n) <= 9]
    for n in inside:
        assert _head(book, n) == ("SampleThelongway" if number(book, n) % 2 == 0 else "样张长路")
    assert [_head(book, n) for n in range(len(book.pages)) if 1 <= number(book, n) <= 3] == [""] * 3


def _head(book: Print, page: int) -> str:
    return bare("".join(glyph.char for glyph in book.pages[page] if glyph.baseline < 40))


def test_a_handout_says_the_title_of_its_post_once_on_each_page(turns: Path) -> None:
    """There is no title of a book beside it; where the post opens, there is none at all."""
    book = written(turns, layout="facing", post="a")[1]
    assert [_head(book, n) for n in range(1, 5)] == ["", "", "Tables", "表"]


def test_a_rule_parts_the_text_on_both_pages(turns: Path) -> None:
    """In the middle of either, at one height."""
    book = written(turns, layout="facing", order="en-zh", notes="page")[1]
    page, _ = _found(book, "After")
    rules = [
        [
            path["rect"]
            for path in book.document[n].get_drawings()
            if path["rect"].width == pytest.approx(60, abs=0.5)
        ]
        for n in (page, page + 1)
    ]
    (left,), (right,) = rules
    assert left.y0 == pytest.approx(right.y0, abs=0.1)
    width = book.document[page].rect.width
    assert left.x0 + right.x1 == pytest.approx(width, abs=0.5)


def test_the_title_of_the_book_stands_on_page_one() -> None:
    """So that the first spread is pages 2 and 3."""
    book = printed("sample")
    one = next(n for n in range(len(book.pages)) if number(book, n) == 1)
    assert bare(book.text(one)) == "Sample样张"
    assert "Thelongway" in bare(book.text(one + 1))
    assert "长路" in bare(book.text(one + 2))
    assert one % 2 == 0


def _tops(data: bytes) -> dict[str, float]:
    """How far below the top of its page each named place is."""
    with pikepdf.open(BytesIO(data)) as pdf:
        return {
            str(name): float(place[0].MediaBox[3]) - float(place[3])
            for name, place in pikepdf.NameTree(pdf.Root.Names.Dests).items()
        }


@pytest.mark.parametrize(("name", "page", "order"), CASES[:2])
def test_links_lead_to_the_page_and_the_height_of_their_target(
    name: str, page: str, order: str
) -> None:
    """A term leads to its entry, a page number to a page that has that number."""
    made, book = written(folder(name), layout="facing", page=page, order=order)
    tops = _tops(made.data)
    terms = pages = 0
    for source, found in enumerate(book.document):
        for link in found.get_links():
            if link["kind"] not in {1, 4} or number(book, source) < 2:
                continue
            words = bare(found.get_textbox(link["from"]))
            target = book.document[link["page"]]
            if link["nameddest"].startswith("long--ref-") and words.isdigit():
                assert book.labels[link["page"]] == words
                pages += 1
            elif "--glossary-t" in link.get("nameddest", ""):
                top = tops[link["nameddest"]]
                near = bare(target.get_textbox((0, top - 2, target.rect.width, top + 16)))
                assert re.sub(r"\D", "", words) in near
                terms += 1
    assert terms > 20
    assert pages > 10


def test_the_outline_names_every_section_once() -> None:
    """And leads to the spread of its title."""
    book = printed("sample")
    labels = [label for _, label, _ in book.outline()]
    assert len(labels) == len(set(labels))
    (entry,) = [e for e in book.document.get_toc() if e[1].startswith("A pair longer than a page")]
    assert "Apairlongerthanapage" in bare(book.text(entry[2] - 1))


def _marked(page: pikepdf.Page) -> list[int]:
    """The number of every marked content of a page."""
    found = []
    for step in pikepdf.parse_content_stream(page):
        if isinstance(step, pikepdf.ContentStreamInstruction) and str(step.operator) == "BDC":
            properties = step.operands[1]
            found += [int(properties["/MCID"])] if "/MCID" in properties else []
    return found


def _hanging(tag: pikepdf.Object) -> Iterator[tuple[object, int]]:
    """The page and the number of each marked content below a tag."""
    kids: list[pikepdf.Object] = list(tag.get("/K", pikepdf.Array()))
    for kid in kids:
        if "/MCID" in kid:
            yield kid.Pg.objgen, int(kid.MCID)
        elif "/S" in kid:
            yield from _hanging(kid)


def test_every_piece_of_text_hangs_in_the_tags_once() -> None:
    """On its own page, and the map from content to tags knows it; links have tags of their page."""
    made, _ = written(sample_folder(), layout="facing", page="A5", order="en-zh")
    with pikepdf.open(BytesIO(made.data)) as pdf:
        root = pdf.Root.StructTreeRoot
        hanging = Counter(hang for tag in root.K for hang in _hanging(tag))
        parents = dict(pikepdf.NumberTree(root.ParentTree).items())
        shown: Counter[tuple[object, int]] = Counter()
        for page in pdf.pages:
            numbers = _marked(page)
            shown.update((page.objgen, number) for number in numbers)
            row = parents[int(page.StructParents)]
            assert all(row[number].S for number in numbers)
            for link in page.get("/Annots", pikepdf.Array()):
                kids: list[pikepdf.Object] = list(parents[int(link.StructParent)].K)
                assert page.objgen in {kid.Pg.objgen for kid in kids if "/Obj" in kid}
        assert set(shown.values()) == {1}
        assert shown == hanging
        assert len(shown) > 300


# -- notes -----------------------------------------------------------------------------------------


def test_a_note_stands_at_the_foot_of_the_page_of_its_call() -> None:
    """On its own half of the spread, and the area closes over it."""
    made, book = written(sample_folder(), layout="facing", page="A5", order="en-zh", notes="both")
    assert made.notes is not None
    assert made.notes.calls == made.notes.notes == made.notes.on_page > 12
    for n in range(12):
        page = _line(book, f"Paragraph{n}speaks")[0][0]
        height = book.document[page].rect.height
        low = bare("".join(g.char for g in book.pages[page] if g.baseline > height * 0.6))
        assert f"词{n}，释义之{n}" in low


# -- the book around it ----------------------------------------------------------------------------


def _backwards(work: Callable[[Work], bytes], jobs: Sequence[Work]) -> list[bytes]:
    return [work(job) for job in reversed(jobs)][::-1]


def test_the_same_posts_give_the_same_bytes() -> None:
    """Whatever was laid out before, and in whatever order."""
    made, _ = written(sample_folder(), layout="facing", page="A5", order="en-zh")
    again = sheets(sample_folder(), layout="facing", page="A5", order="en-zh")
    assert write_pdf(again, _backwards).data == made.data


@cache
def _short_folder(folder: Path) -> Path:
    for n in (1, 2, 3):
        post = f'---\ntitle: "Post {n} | 第{n}篇"\n---\n\nWater is on the boil.\n\n水开了。\n'
        (folder / f"{n}.md").write_text(post, encoding="utf-8")
    (folder / "book.yaml").write_text('title: "Short | 短"\n', encoding="utf-8")
    return folder


def test_every_chapter_begins_on_a_verso(tmp_path: Path) -> None:
    """No page between two spreads is blank, and the pages after them go on counting."""
    _, book = written(_short_folder(tmp_path), layout="facing")
    for n in (1, 2, 3):
        page = next(p for p in range(len(book.pages)) if f"Post {n}" in _opening(book, p))
        assert number(book, page) == 2 * n
        assert f"第{n}篇" in bare(book.text(page + 1))
    numbers = [number(book, p) for p in range(len(book.pages)) if number(book, p)]
    assert numbers == list(range(1, len(numbers) + 1))


def _opening(book: Print, page: int) -> str:
    return "".join(g.char for g in book.pages[page] if g.size > 15)


def test_an_ebook_of_facing_pages_has_columns_and_says_so(tmp_path: Path) -> None:
    """A screen has no verso."""
    made = build(sample_folder(), ("epub",), tmp_path, choices={"layout": "facing"})
    assert "L001" in {problem.code for problem in made.problems}
    other = build(sample_folder(), ("epub",), tmp_path, choices={"layout": "columns"})
    assert "L001" not in {problem.code for problem in other.problems}


@pytest.mark.skipif(not SEED.exists(), reason="the seed is not here")
def test_a_real_post_is_level_on_its_spreads() -> None:
    """Every pair of the seed."""
    assert draft(SEED, {}).book is not None
    book = printed("seed")
    places = list(starts("seed", book, "en-zh"))
    assert len(places) > 2
    for unit, ((verso, one), (recto, other)) in places:
        assert recto == verso + 1, half(unit, Language.EN)
        assert abs(one.baseline - other.baseline) <= LEVEL


@pytest.mark.parametrize("page", ["A5", "B5", "120x180mm"])
def test_both_pages_of_a_sheet_have_the_boxes_of_any_page(page: str, tmp_path: Path) -> None:
    """Also with bleed, crop marks and a wider spine, in a theme with folios of its own."""
    choices = {"layout": "facing", "page": page, "bleed": "3mm", "marks": "crop", "binding": "6mm"}
    theme = {"theme": "notebook"} if page == "A5" else {}
    made = build(
        _short_folder(tmp_path), ("pdf",), tmp_path / "book.pdf", choices={**choices, **theme}
    )
    with pikepdf.open(made.files[0].path) as pdf:
        for name in ("/MediaBox", "/TrimBox", "/BleedBox"):
            found = {tuple(round(float(n), 2) for n in one.obj[name]) for one in pdf.pages}
            assert len(found) == 1, name
        trim = [float(n) for n in pdf.pages[0].obj.TrimBox]
    book = Print(made.files[0].path.read_bytes())
    for n in range(len(book.pages)):
        inside = [g for g in book.pages[n] if g.char.strip()]
        assert all(trim[0] < g.left < g.right < trim[2] for g in inside), number(book, n)
    two = next(n for n in range(len(book.pages)) if number(book, n) == 2)
    assert "Water is on the boil." in book.text(two)
    assert "水开了" in book.text(two + 1)


# -- tables whose rows take turns ------------------------------------------------------------------

_PARTS = 40


def _taking_turns(prefix: str = "") -> str:
    rows = "".join(
        f"{prefix}| part{n:02} | {'some use of it ' * (1 + n % 5)} |\n"
        f"{prefix}| 零件{n:02} | {'有些用处，' * (1 + n % 3)}见[词](#glossary-t) |\n"
        for n in range(_PARTS)
    )
    return f"{prefix}| Part | Use |\n{prefix}|---|---|\n{prefix}| 部件 | 用处 |\n{rows}"


@pytest.fixture(scope="module")
def turns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder with a table longer than a page, and one inside a quotation."""
    content = tmp_path_factory.mktemp("turns")
    (content / "a.md").write_text(
        '---\ntitle: "Tables | 表"\n---\n\nThe [word](#glossary-t) of it.\n\n'
        f"它的[词](#glossary-t)。\n\n{_taking_turns()}\n"
        "Quoted.\n\n引用。\n\n> | Lid | Use |\n> |---|---|\n> | 盖 | 用处 |\n"
        "> | quoted | in short |\n> | 引文 | 简短 |\n\n---\n\nAfter.\n\n之后。\n\n"
        '## 名词解析\n\n- <span id="glossary-t"></span>**word**：词。\n',
        encoding="utf-8",
    )
    return content


@pytest.mark.parametrize(("order", "notes"), [("en-zh", "page"), ("zh-en", "end")])
def test_rows_that_take_turns_stand_on_the_page_of_their_language(
    turns: Path, order: str, notes: str
) -> None:
    """Each row is level with its translation on the page beside it, the head on every spread."""
    book = written(turns, layout="facing", order=order, notes=notes)[1]
    verso, recto = (("part", "零件"), ("零件", "part"))[order == "zh-en"]
    heads = {"part": "Part", "零件": "部件"}
    met: set[int] = set()
    for n in range(_PARTS):
        page, left = _found(book, f"{verso}{n:02}")
        other, right = _found(book, f"{recto}{n:02}")
        assert number(book, page) % 2 == 0
        assert other == page + 1
        assert abs(left.baseline - right.baseline) <= LEVEL
        assert left.left == pytest.approx(_found(book, heads[verso], page)[1].left, abs=0.1)
        assert right.left == pytest.approx(_found(book, heads[recto], other)[1].left, abs=0.1)
        met.add(page)
    assert len(met) > 1


def test_a_table_in_a_quotation_is_parted_too(turns: Path) -> None:
    """Both halves are set in from the margins of their own pages."""
    book = written(turns, layout="facing", order="en-zh", notes="page")[1]
    (page, left), (other, right) = _found(book, "quoted"), _found(book, "引文")
    assert other == page + 1
    assert abs(left.baseline - right.baseline) <= LEVEL
    (_, en), (_, zh) = _found(book, "Quoted"), _found(book, "引用")
    assert left.left - en.left == pytest.approx(right.left - zh.left, abs=0.2)
    assert left.left > en.left + 10


def _found(book: Print, words: str, start: int = 0) -> tuple[int, Glyph]:
    """The page on which words first stand, and the first of them."""
    for page in range(start, len(book.pages)):
        if (at := book.text(page).find(words)) >= 0:
            return page, book.pages[page][at]
    raise AssertionError(words)
