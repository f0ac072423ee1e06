"""Pages on sheets: which page stands where, how large, and what a printer may rely on."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path

import pikepdf
import pymupdf
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from publisher.cli import main
from publisher.model import Imposition
from publisher.write.pdf.imposition import FORMS, ImpositionError, impose, sides_of

MM = 72 / 25.4
A5 = (148 * MM, 210 * MM)
COUNTS = st.integers(1, 64)


@cache
def numbered(pages: int, width: float = A5[0], height: float = A5[1]) -> bytes:
    """A PDF with a number in the middle of each page, and one at its left edge."""
    document = pymupdf.open()
    for number in range(pages):
        page = document.new_page(width=width, height=height)
        page.insert_text((width / 2, height / 2), f"p{number}", fontsize=12)
    return bytes(document.tobytes())


def shown(data: bytes) -> list[dict[int, tuple[float, float]]]:
    """For each side, where the number of each page stands, from the upper left corner."""
    return [
        {int(word[4][1:]): (word[0], word[3]) for word in page.get_text("words")}
        for page in pymupdf.open(stream=data, filetype="pdf")
    ]


# -- the order -------------------------------------------------------------------------------------


@given(COUNTS, st.integers(0, 6), st.sampled_from(FORMS))
def test_every_page_stands_on_the_sheets_once(pages: int, signature: int, form: str) -> None:
    """However many there are, and however they are gathered."""
    sides = sides_of(pages, Imposition(form, signature=signature))
    assert sorted(slot.page for side in sides for slot in side) == list(range(pages))
    places = [(n, slot.column, slot.row) for n, side in enumerate(sides) for slot in side]
    assert len(places) == len(set(places))


@given(COUNTS, st.integers(0, 6))
def test_a_leaf_has_a_recto_and_the_verso_after_it(pages: int, signature: int) -> None:
    """Turned on the short edge, what stands right on a front backs what stands left."""
    sides = sides_of(pages, Imposition(signature=signature))
    assert len(sides) % 2 == 0
    for front, back in zip(sides[::2], sides[1::2], strict=True):
        front_at = {slot.column: slot.page for slot in front}
        back_at = {slot.column: slot.page for slot in back}
        for column in (0, 1):
            leaf = {front_at.get(column), back_at.get(1 - column)} - {None}
            if len(leaf) == 2:
                recto, verso = sorted(page for page in leaf if page is not None)
                assert (recto % 2, verso) == (0, recto + 1)


@given(COUNTS, st.integers(0, 6))
def test_blanks_are_the_last_pages_of_the_last_gathering(pages: int, signature: int) -> None:
    """Read as it is folded, a booklet has its pages in order and all its blanks behind them."""
    sides = sides_of(pages, Imposition(signature=signature))
    sheets, read = len(sides) // 2, []
    size = signature or sheets
    for first in range(0, sheets, size):
        nest = sides[2 * first : 2 * min(first + size, sheets)]
        half = [
            next((s.page for s in side if s.column == (1 if n % 2 == 0 else 0)), None)
            for n, side in enumerate(nest)
        ]
        other = [
            next((s.page for s in side if s.column == (0 if n % 2 == 0 else 1)), None)
            for n, side in enumerate(nest)
        ]
        read += [*half, *reversed(other)]
    assert read == [*range(pages), *[None] * (len(read) - pages)]
    assert len(read) - pages < 4


@pytest.mark.parametrize("pages", range(1, 65))
def test_a_booklet_is_printed_in_the_order_of_its_plan(pages: int) -> None:
    """By the positions of the text on every side of every sheet, from 1 page to 64."""
    data, count = impose(numbered(pages), Imposition())
    found = shown(data)
    assert count == len(found) == 2 * -(-pages // 4)
    last = 4 * -(-pages // 4) - 1
    for number, side in enumerate(found):
        left, right = (last - number, number) if number % 2 == 0 else (number, last - number)
        wanted = {page for page in (left, right) if page < pages}
        assert set(side) == wanted
        for page, (x, _) in side.items():
            assert (x < A5[1]) == (page == left)


def test_signatures_are_gathered_one_after_the_other() -> None:
    """Forty pages in gatherings of four sheets: 16, 16 and 8 pages."""
    sides = sides_of(40, Imposition(signature=4))
    outer = [tuple(slot.page for slot in sides[n]) for n in (0, 8, 16)]
    assert outer == [(15, 0), (31, 16), (39, 32)]


# -- sizes and places ------------------------------------------------------------------------------


def test_a5_on_a4_keeps_its_size_and_meets_at_the_fold() -> None:
    """No page is scaled; each fills its half of the sheet."""
    data, _ = impose(numbered(4), Imposition())
    with pikepdf.open(BytesIO(data)) as sheets:
        page = sheets.pages[0]
        box = [float(value) for value in page.mediabox]
        assert box == pytest.approx([0, 0, 297 * MM, 210 * MM], abs=0.01)
        assert b"1.000000 0 0 1.000000" in page.Contents.read_bytes()
    x, y = shown(data)[0][0]
    # 148.5 mm is half the sheet: half a millimetre is left at the outer edge.
    assert x == pytest.approx(297 * MM / 2 + A5[0] / 2, abs=0.5)
    assert y == pytest.approx(A5[1] / 2, abs=5)


@pytest.mark.parametrize(("form", "places"), [("2up", 2), ("4up", 4)])
def test_a_handout_has_its_pages_as_they_are_read(form: str, places: int) -> None:
    """From left to right and from top to bottom, small enough to fit, and all of one size."""
    data, count = impose(numbered(9), Imposition(form))
    found = shown(data)
    assert count == len(found) == -(-9 // places)
    order = sorted(found[0], key=lambda page: (round(found[0][page][1], -1), found[0][page][0]))
    assert order == list(range(places))
    sheet = pymupdf.open(stream=data, filetype="pdf")[0].rect
    assert (sheet.width > sheet.height) == (form == "2up")


def test_creep_moves_inner_sheets_towards_the_fold() -> None:
    """The outermost not at all, the innermost by all of it, those between in proportion."""
    plain = shown(impose(numbered(16), Imposition())[0])
    moved = shown(impose(numbered(16), Imposition(creep=3))[0])
    for number, (before, after) in enumerate(zip(plain, moved, strict=True)):
        share = (number // 2) / 3 * 3 * MM
        for page, (x, _) in after.items():
            towards = 1 if before[page][0] < 297 * MM / 2 else -1
            assert x - before[page][0] == pytest.approx(towards * share, abs=0.05)


def test_only_the_trimmed_page_is_shown() -> None:
    """Bleed and crop marks of the book are cut off; its pages are not made smaller for them."""
    with pikepdf.open(BytesIO(numbered(4, A5[0] + 60, A5[1] + 60))) as book:
        for page in book.pages:
            page.TrimBox = pikepdf.Array([30, 30, A5[0] + 30, A5[1] + 30])
        out = BytesIO()
        book.save(out)
    data, _ = impose(out.getvalue(), Imposition())
    x, _ = shown(data)[0][0]
    assert x == pytest.approx(297 * MM / 2 + A5[0] / 2, abs=0.5)


def test_a_page_that_is_turned_is_shown_turned() -> None:
    """A landscape page by /Rotate fits as a viewer shows it."""
    with pikepdf.open(BytesIO(numbered(2, A5[1], A5[0]))) as book:
        for page in book.pages:
            page.Rotate = 90
        out = BytesIO()
        book.save(out)
    found = shown(impose(out.getvalue(), Imposition("2up"))[0])
    assert set(found[0]) == {0, 1}
    assert found[0][0][0] < 297 * MM / 2 < found[0][1][0]


def test_same_file_same_bytes() -> None:
    """Nothing but the file and the wish decides."""
    wish = Imposition(creep=1, signature=2)
    assert impose(numbered(10), wish) == impose(numbered(10), wish)


# -- what is refused -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Imposition(sheet="A9"), "no sheet"),
        (Imposition(sheet="3x4mm"), "no printer"),
        (Imposition(creep=50), "creep"),
        (Imposition(form="3up"), "no form"),
    ],
)
def test_a_wish_that_cannot_be_is_said_to_be_so(wish: Imposition, words: str) -> None:
    """With what to choose instead."""
    with pytest.raises(ImpositionError, match=words):
        impose(numbered(4), wish)


def test_a_locked_or_broken_file_is_refused() -> None:
    """With and without a password to open it; half a file; no file of this kind."""
    for user in ("", "secret"):
        out = BytesIO()
        with pikepdf.open(BytesIO(numbered(4))) as book:
            book.save(out, encryption=pikepdf.Encryption(owner="owner", user=user))
        with pytest.raises(ImpositionError, match=r"encrypted|locked"):
            impose(out.getvalue(), Imposition())
    for data in (b"", b"no pdf", numbered(4)[:200]):
        with pytest.raises(ImpositionError, match=r"no PDF|no page"):
            impose(data, Imposition())


def test_the_command_writes_beside_the_file_and_never_over_it(tmp_path: Path) -> None:
    """BOOK.pdf becomes BOOK-booklet.pdf; what is wrong is told with a code, and the exit is 1."""
    book = tmp_path / "book.pdf"
    book.write_bytes(numbered(6))
    done = CliRunner().invoke(main, ["impose", str(book), "--booklet", "--signature", "1"])
    assert done.exit_code == 0, done.output
    assert "2 sheets, 4 sides" in done.output
    assert len(shown((tmp_path / "book-booklet.pdf").read_bytes())) == 4
    assert CliRunner().invoke(main, ["impose", str(book), "--4up"]).exit_code == 0
    over = CliRunner().invoke(main, ["impose", str(book), "-o", str(book)])
    assert over.exit_code == 1
    assert "I001 error" in over.output
    assert book.read_bytes() == numbered(6)
    book.write_bytes(b"no pdf")
    broken = CliRunner().invoke(main, ["impose", str(book), "--2up"])
    assert broken.exit_code == 1
    assert "no PDF" in broken.output


@pytest.mark.parametrize("form", ["--2up", "--4up"])
@pytest.mark.parametrize("option", [("--creep", "1"), ("--creep", "0"), ("--signature", "2")])
def test_what_only_folded_sheets_have_is_refused_for_others(
    tmp_path: Path, form: str, option: tuple[str, str]
) -> None:
    """A handout is not folded: the command is not understood, and nothing is written."""
    book = tmp_path / "book.pdf"
    book.write_bytes(numbered(6))
    done = CliRunner().invoke(main, ["impose", str(book), form, *option])
    assert done.exit_code == 2
    assert f"{option[0]} belongs to --booklet" in done.output
    assert sorted(tmp_path.iterdir()) == [book]
    folded = CliRunner().invoke(main, ["impose", str(book), "--booklet", *option])
    assert folded.exit_code == 0, folded.output
