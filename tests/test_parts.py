"""A book laid out part by part and assembled: what parts share, and what they must not."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import fields, replace
from functools import cache
from hashlib import sha256
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TypeVar

import pikepdf
import pytest

from publisher.jobs import one_by_one
from publisher.model import Bilingual, Sheet, Sheets
from publisher.theme import read_theme
from publisher.write.pdf import lay_out, write_pdf
from publisher.write.pdf.artefact import Objects, Part, Placed, Unpacked, decode, encode, unpack
from publisher.write.pdf.assembly import assemble
from publisher.write.pdf.parts import Job, packed, unpacked
from publisher.xhtml import Element
from tests.measure import Print
from tests.pdf_samples import FIGURE, bound, entry, mention, pair, paragraph, tree

ROOT = Path(__file__).parent.parent
Work = TypeVar("Work")


def short(name: str, pages: int = 1, more: str = "") -> Sheet:
    """A chapter of about so many pages that mentions its one term on the first and the last."""
    words = "".join(paragraph(number) for number in range(pages * 2))
    first = pair(f"Of {mention(name, 'page', 1, 'pages')}.", "说页。")
    last = pair(f"Again of {mention(name, 'page', 2, 'pages')}.", "再说页。")
    head = f'<header class="chapter-head"><h1>Chapter {name}</h1></header>'
    term = entry(name, "page", "page", "页。", 2)
    end = f'<section class="glossary" id="{name}--glossary"><dl>{term}</dl></section>'
    body = f'<section class="chapter" id="{name}">{head}{first}{words}{more}{last}{end}</section>'
    return Sheet(name, "chapter", Bilingual(f"Chapter {name}", "章"), tree(body))


@cache
def book(*names: str, pages: int = 1, more: str = "") -> Sheets:
    """A book of short chapters."""
    looks, _ = read_theme("default")
    assert looks is not None
    return bound(tuple(short(name, pages, more) for name in names), looks)


class Recorder:
    """Does the work here, and remembers what was asked for."""

    def __init__(self) -> None:
        self.rounds: list[list[Job]] = []
        self.done: dict[Job, bytes] = {}

    def __call__(self, work: Callable[[Work], bytes], jobs: Sequence[Work]) -> list[bytes]:
        """Do the last job first."""
        asked: list[Job] = [job for job in jobs if isinstance(job, Job)]
        assert len(asked) == len(jobs)
        self.rounds.append(asked)
        results = [work(job) for job in reversed(jobs)][::-1]
        self.done |= dict(zip(asked, results, strict=True))
        return results


@cache
def recorded(*names: str) -> tuple[Recorder, bytes]:
    """A book and all that was done for it."""
    recorder = Recorder()
    return recorder, write_pdf(book(*names), recorder).data


# -- jobs and artefacts ----------------------------------------------------------------------------


def test_the_order_in_which_parts_are_laid_out_does_not_show() -> None:
    """Last part first, or first part first: the same bytes."""
    _, backwards = recorded("a", "b", "c")
    assert write_pdf(book("a", "b", "c"), one_by_one).data == backwards


_SCRIPT = """
import hashlib, sys
sys.path[:0] = [{root!r}]
from tests.test_parts import Recorder, book
from publisher.write.pdf import lay_out, write_pdf
def only(work, jobs):
    for job in jobs:
        if job.name == "b":
            print(hashlib.sha256(work(job)).hexdigest())
            sys.exit()
    raise ValueError
write_pdf(book("a", "b", "c"), only)
"""


def test_a_process_that_has_done_nothing_before_makes_the_same_artefact() -> None:
    """What stays warm in a process has no part in what comes out of it."""
    recorder, _ = recorded("a", "b", "c")
    here = next(data for job, data in recorder.done.items() if job.name == "b")
    script = _SCRIPT.format(root=str(ROOT))
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True)
    assert done.stdout.decode().split() == [sha256(here).hexdigest()]


def test_another_word_in_one_post_changes_its_own_job_alone() -> None:
    """A cache then knows all other chapters, and the pages before and after them."""
    recorder, _ = recorded("a", "b", "c")
    changed = book("a", "b", "c")
    longer = short("b", 1, paragraph(3))
    sheets = tuple(longer if sheet.name == "b" else sheet for sheet in changed.sheets)
    again = Recorder()
    write_pdf(replace(changed, sheets=sheets), again)
    new = {job.name for jobs in again.rounds for job in jobs if job not in recorder.done}
    assert new == {"b"}


def test_a_tree_travels_as_text() -> None:
    """And comes back as it was."""
    body = book("a").sheets[2].body
    assert unpacked(packed(body)) == body


def test_an_artefact_comes_back_as_it_was() -> None:
    """Facts and PDF, equal in every field."""
    data = next(iter(recorded("a", "b", "c")[0].done.values()))
    assert encode(decode(data)) == data


def _with_facts(kind: type[Part | Objects], data: bytes, **facts: object) -> bytes:
    """Facts, as they stand before other bytes, with some of them changed."""
    length = int.from_bytes(data[:8], "big")
    names = [field.name for field in fields(kind)]
    said = dict(zip(names, json.loads(data[8 : 8 + length]), strict=True)) | facts
    text = json.dumps(list(said.values())).encode()
    return len(text).to_bytes(8, "big") + text + data[8 + length :]


def _poisoned(part: Part, **facts: object) -> bytes:
    """An artefact with other facts and the right digest."""
    data = encode(part)
    at = data.index(b"[", 49) - 8
    body = _with_facts(Part, data[at:], **facts)
    return data[: at - 32] + sha256(body).digest() + body


SPOILT: dict[str, Callable[[Part], bytes]] = {
    "empty": lambda _: b"",
    "another file": lambda _: b"no part of a book",
    "cut off": lambda part: encode(part)[:-1],
    "a changed byte": lambda part: encode(part)[:-9] + b"x" + encode(part)[-8:],
    "a count in words": lambda part: _poisoned(part, pages="many"),
    "no pages": lambda part: _poisoned(part, pages=0),
    "a fact too many": lambda part: _poisoned(part, more=1),
    "a place on no page": lambda part: _poisoned(part, anchors=[["a", 99, 1, 1]]),
    "a fact too few": lambda part: _poisoned(part, bookmarks=[[1]]),
}


@pytest.mark.parametrize("spoil", list(SPOILT.values()), ids=list(SPOILT))
def test_what_is_no_artefact_is_refused(spoil: Callable[[Part], bytes]) -> None:
    """Cut off, changed, or made up: a ValueError says so before anything is done with it."""
    part = decode(next(d for j, d in recorded("a", "b", "c")[0].done.items() if j.kind == "main"))
    with pytest.raises(ValueError, match="no laid-out part"):
        decode(spoil(part))


def _repacked(packed: bytes, spoil: Callable[[bytes], bytes]) -> bytes:
    """Packed objects, of which facts and text are spoilt."""
    end = 8 + int.from_bytes(packed[:8], "big")
    pressed = zlib.compress(spoil(zlib.decompress(packed[8:end])))
    return len(pressed).to_bytes(8, "big") + pressed + packed[end:]


SPOILT_OBJECTS: dict[str, Callable[[bytes], bytes]] = {
    "none": lambda _: b"",
    "cut off": lambda packed: packed[: len(packed) // 2],
    "a number in no face": lambda packed: _repacked(
        packed, lambda t: _with_facts(Objects, t, types=[])
    ),
    "a page too few": lambda packed: _repacked(
        packed, lambda t: _with_facts(Objects, t, pages=[0])
    ),
    "an object that is not there": lambda packed: _repacked(
        packed, lambda t: _with_facts(Objects, t, parents=99999)
    ),
    "a reference to one that is not there": lambda packed: _repacked(
        packed, lambda t: t.replace(b"\0o1\0", b"\0o99999\0")
    ),
}


def test_a_part_is_unpacked_before_its_turn_where_there_is_room() -> None:
    """Its objects are the same, and are not kept when they have been taken."""
    part = decode(next(iter(recorded("a", "b", "c")[0].done.values())))
    for room in (1, 0):
        unpacked = Unpacked(room)
        unpacked.begin(part)
        assert unpacked.room < max(room, 1)
        assert unpacked.take(part) == unpacked.take(part) == unpack(part)


@pytest.mark.parametrize("spoil", list(SPOILT_OBJECTS.values()), ids=list(SPOILT_OBJECTS))
def test_spoilt_objects_in_an_artefact_are_refused(spoil: Callable[[bytes], bytes]) -> None:
    """Whatever the digest says."""
    part = decode(next(d for j, d in recorded("a", "b", "c")[0].done.items() if j.kind == "main"))
    broken = replace(part, packed=spoil(part.packed))
    sheets = book("a")
    with pytest.raises(ValueError, match="no laid-out part"):
        assemble([Placed(broken, 1)], sheets.meta, sheets.faces, 0)


# -- numbers ---------------------------------------------------------------------------------------


def _printed_numbers(data: bytes) -> Iterator[tuple[str, list[str], list[str]]]:
    """Of each chapter's term: its name, the pages printed, the pages with a link to it."""
    found = Print(data)
    for number in range(len(found.pages)):
        for link in found.links(number):
            if link.name.endswith("--glossary-page"):
                pages = [found.labels[page] for page in found.pages_linking_to(link.name)]
                words = found.text(link.page).replace("\u00a0", "")
                printed = words.partition("见第")[2].partition("页")[0]
                yield link.name, printed.split("、"), pages


def test_numbers_that_gain_a_digit_are_right() -> None:
    """Page 9 and page 10, 99 and 100: in the glossaries, the contents and at the foot of pages."""
    names = [f"n{number}" for number in range(7)]
    recorder = Recorder()
    data = write_pdf(book(*names), recorder).data
    found = list(_printed_numbers(data))
    assert len({name for name, _, _ in found}) == len(names)
    assert all(printed == pages for _, printed, pages in found), found
    assert {len(page) for _, pages, _ in found for page in pages} == {1, 2}
    pages = Print(data)
    for number, label in enumerate(pages.labels[4:-1], 4):
        lines = pages.lines(number)
        assert not lines or lines[-1].text == label


def _chapter_job() -> Job:
    recorder, _ = recorded("a", "b", "c")
    return next(job for jobs in recorder.rounds for job in jobs if job.name == "b")


def _alone(part: Part, first: int) -> bytes:
    sheets = book("a", "b", "c")
    return assemble([Placed(part, first)], sheets.meta, sheets.faces, 0)


@pytest.mark.parametrize(("laid", "printed"), [(11, 35), (101, 997), (11, 11)])
def test_a_number_written_anew_looks_as_if_it_had_been_laid_out(laid: int, printed: int) -> None:
    """The same glyphs in the same places, and the same text to copy."""
    job = _chapter_job()
    anew = _alone(decode(lay_out(replace(job, first=laid))), printed)
    truly = _alone(decode(lay_out(replace(job, first=printed))), printed)
    assert Print(anew).pages == Print(truly).pages


def test_a_folio_may_gain_a_digit_where_a_line_may_not() -> None:
    """At the foot of a page there is room; a line with `见第 9 页` would have to be set anew."""
    part = decode(lay_out(replace(_chapter_job(), first=1)))
    assert part.may_begin_at(3)
    assert not part.may_begin_at(2)
    assert not part.may_begin_at(11)
    assert not part.fixed
    assert part.exact
    bare = replace(part, exact=())
    assert bare.may_begin_at(1235)
    truly = Print(_alone(decode(lay_out(replace(_chapter_job(), first=1235))), 1235))
    moved = Print(_alone(bare, 1235))
    feet = [[pages.lines(n)[-1].glyphs for n in range(2)] for pages in (moved, truly)]
    assert [[g.char for g in line] for line in feet[0]] == [
        [g.char for g in line] for line in feet[1]
    ]
    for one, other in zip(*feet, strict=True):
        assert [g.left for g in one] == pytest.approx([g.left for g in other], abs=0.02)


def test_a_theme_may_dress_up_its_numbers() -> None:
    """Words around a folio, a folio in the middle, a page number beside every term."""
    css = """@page main:left { @bottom-left { content: "— " counter(page) " —" } }
    @page main:right { @bottom-right { content: none }
      @bottom-center { content: "p. " counter(page) } }
    a.term::after { content: " (" target-counter(attr(href), page) ")" }"""
    names = [f"n{number}" for number in range(6)]
    plain = book(*names)
    data = write_pdf(replace(plain, print_css=plain.print_css + css))
    assert data.problems == ()
    found = Print(data.data)
    for number, label in enumerate(found.labels[4:-1], 4):
        lines = found.lines(number)
        said = f"p. {label}" if number % 2 == 0 else f"— {label} —"
        assert not lines or lines[-1].text.strip() == said
    for number in range(4, len(found.pages)):
        for link in found.links(number):
            if link.name.endswith("--glossary-page"):
                assert f"({found.labels[link.page]})" in found.text(number)


# -- what is in a book once ------------------------------------------------------------------------


@cache
def opened() -> pikepdf.Pdf:
    """The recorded book."""
    return pikepdf.open(BytesIO(recorded("a", "b", "c")[1]))


def test_a_face_is_in_a_book_once() -> None:
    """One font, one map to text and one file for each face, however many chapters use it."""
    fonts = [item for item in opened().objects if _is(item, "/Font", "/Type0")]
    files = [item for item in opened().objects if _is(item, "/FontDescriptor")]
    names = [str(font.BaseFont).partition("+")[2] for font in fonts]
    assert len(names) == len(set(names)) == len(files)
    assert {"Publisher-Serif", "Publisher-Song"} <= set(names)


def _is(item: object, kind: str, subtype: str = "") -> bool:
    if not isinstance(item, pikepdf.Dictionary) or item.get("/Type") != kind:
        return False
    return not subtype or item.get("/Subtype") == subtype


def test_an_image_in_two_chapters_is_in_the_book_once() -> None:
    """Each of the parts brought one."""
    made = pikepdf.open(BytesIO(write_pdf(book("a", "b", more=FIGURE)).data))
    images = [
        item
        for item in made.objects
        if isinstance(item, pikepdf.Stream) and item.get("/Subtype") == "/Image"
    ]
    assert len(images) == 1


def test_a_link_leads_from_one_chapter_into_another() -> None:
    """Forward and back; a link to nowhere is complained of as ever."""
    here = book("a", "b")
    more = {"a": "b--ref-page-2", "b": "a--glossary-page"}

    def linked(sheet: Sheet) -> Sheet:
        if sheet.name not in more:
            return sheet
        return replace(sheet, body=_relinked(sheet.body, f"#{more[sheet.name]}"))

    result = write_pdf(replace(here, sheets=tuple(map(linked, here.sheets))))
    assert result.problems == ()
    found = Print(result.data)
    chapters = {label: page for _, label, page in found.outline()}
    assert found.pages_linking_to("b--ref-page-2")[0] < chapters["Chapter b | 章"]
    assert found.pages_linking_to("a--glossary-page")[-1] >= chapters["Chapter b | 章"]
    lost = replace(
        here, sheets=(replace(here.sheets[2], body=_relinked(here.sheets[2].body, "#x")),)
    )
    assert [problem.code for problem in write_pdf(lost).problems] == ["W004"]


def _relinked(body: Element, href: str) -> Element:
    """The chapter with a link more at its end."""
    link = tree(f'<section><p class="en" lang="en"><a href="{href}">there</a></p></section>')
    return replace(body, children=(*body.children, *link.children))


# -- tags ------------------------------------------------------------------------------------------


def _kids(tag: pikepdf.Object) -> Iterator[pikepdf.Object]:
    for kid in tag.get("/K", ()):
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid


def _marks_on(tag: pikepdf.Object, page: pikepdf.Object) -> list[int]:
    """The marked contents of a page that belong to a tag, which may go on over several pages."""
    told = [kid for kid in tag.K if _is(kid, "/MCR") and kid.Pg.objgen == page.objgen]
    own = "/Pg" in tag and tag.Pg.objgen == page.objgen
    kids: Iterable[object] = tag.K
    plain = [kid for kid in kids if own and isinstance(kid, int)]
    return [int(kid.MCID) for kid in told] + plain


def test_every_tag_hangs_in_the_tree_and_every_text_below_a_tag() -> None:
    """Parents and children name each other; keys ascend; marked content leads to its tag."""
    root = opened().Root.StructTreeRoot
    todo, count = [root.K[0]], 0
    while todo:
        tag = todo.pop()
        for kid in _kids(tag):
            assert kid.P.objgen == tag.objgen
            todo.append(kid)
            count += 1
    assert count > 100
    leaves = list(root.ParentTree.Kids)
    keys = [int(key) for leaf in leaves for key in list(leaf.Nums)[::2]]
    assert all(before < after for before, after in pairwise(keys))
    assert [key for leaf in leaves for key in map(int, leaf.Limits)] == [
        end for leaf in leaves for end in (int(leaf.Nums[0]), int(leaf.Nums[-2]))
    ]
    values = dict(pikepdf.NumberTree(root.ParentTree).items())
    pages = {page.obj.objgen: page for page in opened().pages}
    for page in opened().pages:
        for mcid, tag in enumerate(values[int(page.StructParents)]):
            assert mcid in _marks_on(tag, page.obj)
        for link in page.obj.get("/Annots", ()):
            tag = values[int(link.StructParent)]
            assert link.objgen in [kid.Obj.objgen for kid in tag.K if _is(kid, "/OBJR")]
            assert all(kid.Pg.objgen in pages for kid in tag.K if _is(kid, "/OBJR"))


def test_heads_of_columns_say_so_in_every_chapter() -> None:
    """A cell finds its head by the head's scope; what has a name has one of its own."""
    table = (
        "<table><thead><tr><th>One</th></tr></thead><tbody><tr><td>two</td></tr></tbody></table>"
    )
    made = pikepdf.open(BytesIO(write_pdf(book("a", "b", more=table)).data))
    tags = [item for item in made.objects if _is(item, "/StructElem")]
    assert [str(tag.A.Scope) for tag in tags if tag.S == "/TH"] == ["/Column", "/Column"]
    names = [str(tag.ID) for tag in tags if "/ID" in tag]
    assert len(names) == len(set(names))


def test_a_theme_may_name_the_pages_of_a_part() -> None:
    """The numbers go on from the chapters, whatever the pages are called."""
    css = ".colophon { page: own } @page own { @bottom-left { content: counter(page) } }"
    plain = book("a")
    found = Print(write_pdf(replace(plain, print_css=plain.print_css + css)).data)
    assert found.lines(len(found.pages) - 1)[-1].text == found.labels[-1]
