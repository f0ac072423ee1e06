"""The order of work at the press: lay out the chapters, then what names their pages, then assemble.

Page numbers come late. A chapter is laid out with a first page of the right length and side, and
laid out again only where its own lines hold a number that turns out longer or shorter.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from publisher.jobs import Runner, Sealed, ready_first
from publisher.model import NoteCount, Resource, Sheets, Written
from publisher.problems import Place, Problem, Problems
from publisher.write.pdf import notes, readying
from publisher.write.pdf.artefact import Part, Placed, Unpacked, decode
from publisher.write.pdf.binding import BACK, FRONT, MAIN
from publisher.write.pdf.formulas import undrawn
from publisher.write.pdf.paper import without_a_books
from publisher.write.pdf.parts import MOST_LAYOUTS, Job, lay_out
from publisher.write.pdf.readying import CONTENTS, Ready, Whole
from publisher.write.pdf.references import FOLIO

_LETTERS = 1000
"""Characters on a page, more or less: only for a first guess at how many digits a number has."""

_TARGET_COUNTER = re.compile(r"target-counter\(\s*attr\(\s*href(?:\s+url)?\s*\)\s*,\s*page\s*\)")
_COUNTED = re.compile(r"([^{}]*)\{[^{}]*target-counter\(")
_BOOK = Place("book.yaml")

_WAVES = ((MAIN,), (FRONT, BACK))
"""The parts that are laid out together: what names the pages of others comes after them."""

_WAVES_WITHOUT_CHAPTERS = ((FRONT,), (BACK,))


# -- what is said ----------------------------------------------------------------------------------


def _plainly_set(engine: str) -> Problem:
    from publisher.write.pdf.composition import KNOWN_VERSION

    message = f"WeasyPrint {engine} has not been measured: Chinese lines end ragged"
    hint = f"Install weasyprint=={KNOWN_VERSION} and they are set to both margins."
    return Problem("W003", _BOOK, message, hint)


def _unsettled() -> Problem:
    hint = "A page number in the glossary or the notes may be off by a page."
    message = f"page numbers still change after {MOST_LAYOUTS} layouts"
    return Problem("W002", _BOOK, message, hint)


def _complaint(message: str) -> Problem:
    hint = "Look at the style sheet or the image that it names."
    return Problem("W004", _BOOK, f"the PDF engine says: {message}", hint)


def _problems(book: Whole, parts: Sequence[Part], *, settled: bool) -> Problems:
    failed = [tex for part in book.parts for tex in part.told.undrawn]
    plain = [_plainly_set(part.engine) for part in parts if not part.composes][:1]
    still = [] if settled and all(part.settled for part in parts) else [_unsettled()]
    said = dict.fromkeys(message for part in parts for message in part.complaints)
    missed = tuple(found for part in parts for found in part.missed)
    hung = (note for part in book.parts for note in part.told.notes)
    odd = notes.said(missed, hung)
    return (*undrawn(failed), *plain, *still, *odd, *map(_complaint, said))


def _counted(parts: Sequence[Part]) -> NoteCount | None:
    """The notes of all parts; None where no part has one at the foot of a page."""
    counts = [count for part in parts for count in part.notes]
    if not counts:
        return None
    return NoteCount(
        sum(count.calls for count in counts),
        sum(count.notes for count in counts),
        sum(count.on_page for count in counts),
    )


# -- jobs ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Copy:
    """What the parts of a book have in common."""

    sheets: Sheets
    lead: Sealed
    css: str
    images: Mapping[str, Resource]
    """Of the whole book, by their names."""

    ids: frozenset[str]
    """Of all parts."""

    links_show_pages: bool
    """Whether the theme prints page numbers beside other links than those of contents."""

    def job(self, part: Ready) -> Job:
        """The job of a part, as far as it is known before anything is laid out."""
        told = part.told
        elsewhere = self.ids.intersection(told.named.links).difference(told.named.ids)
        own = {picture.name: picture for picture in told.pictures}
        shown = (own.get(name) or self.images.get(name) for name in told.named.images)
        return Job(
            name=told.name,
            kind=told.kind,
            language=self.sheets.meta.order.languages[0].tag,
            lead=part.lead or self.lead,
            body=part.body,
            css=self.css,
            faces=self.sheets.faces,
            images=tuple(image for image in shown if image),
            elsewhere=tuple(sorted(elsewhere)),
            links_show_pages=self.links_show_pages or told.has_contents,
            notes=self.sheets.edition.notes,
            notes_repeat=self.sheets.edition.notes_repeat,
        )


def _copy(sheets: Sheets, book: Whole) -> _Copy:
    counted: list[str] = _COUNTED.findall(sheets.print_css)
    return _Copy(
        sheets=sheets,
        lead=book.lead,
        css=_TARGET_COUNTER.sub(f"attr({FOLIO})", sheets.print_css) + notes.CSS,
        images={image.name: image for image in sheets.resources},
        ids=frozenset(name for part in book.parts for name in part.told.named.ids),
        links_show_pages=any(CONTENTS not in selector for selector in counted),
    )


# -- where parts begin -----------------------------------------------------------------------------


def _canonical(first: int, length: int) -> int:
    """A first page (1, 11, 101) that stands for all whose numbers have as many digits.

    Where the numbers of a part have some more digits than others, only the page itself will do.
    """
    digits = len(str(first))
    usual = 10 ** (digits - 1) + (digits > 1)
    is_even = first % 2 == 0
    last = max(first, usual) + length + 1
    return usual + is_even if len(str(last)) == digits else first


@dataclass(frozen=True, slots=True)
class _Laid:
    """Parts that follow one another, laid out."""

    jobs: tuple[Job, ...]
    parts: tuple[Part, ...]
    firsts: tuple[int, ...]
    """The number of each part's first page."""

    end: int
    """The number of the page after them."""

    settled: bool

    def numbers(self, front: int) -> dict[str, int]:
        """The number of the page on which each id stands; less than 1 before the first chapter."""
        found: dict[str, int] = {}
        for job, part, first in zip(self.jobs, self.parts, self.firsts, strict=True):
            base = first - front if job.kind == FRONT else first
            for anchor in part.anchors:
                found.setdefault(anchor.name, base + anchor.page)
        return found


def _first_side(part: Ready) -> int:
    """1 for a part that begins on a recto, 0 on a verso, -1 on either."""
    return -1 if part.told.kind != MAIN else int(not part.told.is_spread)


def _begin(
    jobs: Sequence[Job], lengths: Sequence[int], start: int, sides: Mapping[int, int]
) -> list[int]:
    """The number of each part's first page, and of the page after the last part."""
    firsts, at = [], start
    for number, (job, length) in enumerate(zip(jobs, lengths, strict=True)):
        if job.kind == FRONT:
            firsts.append(1)
            at += length if start == 1 else 0
            continue
        at += sides.get(number, -1) == 1 - at % 2
        firsts.append(at)
        at += length
    return [*firsts, at]


def _moved(job: Job, part: Part, first: int) -> Job:
    """The job with another first page, where the part cannot be printed with that one."""
    if part.may_begin_at(first):
        return job
    usual = _canonical(first, part.pages)
    return replace(job, first=first if part.fixed or usual == job.first else usual)


def _informed(job: Job, wanted: frozenset[str], numbers: Mapping[str, int], front: int) -> Job:
    """The job with the numbers of pages in other parts, as far as they are known."""
    known = tuple((name, numbers[name]) for name in sorted(wanted & numbers.keys()))
    has_front = any(number < 1 for _, number in known)
    return replace(job, known=known, front=front if has_front else 0)


def _wanted(part: Ready, job: Job) -> frozenset[str]:
    """The ids in other parts whose page numbers this one prints."""
    elsewhere = frozenset(job.elsewhere)
    return elsewhere if job.links_show_pages else elsewhere.intersection(part.told.targets)


_LayOut = Callable[[Sequence[Job]], Iterable[tuple[int, Part]]]
"""Lays parts out; gives each with the number of its job."""


def _reading(run: Runner, unpacked: Unpacked) -> _LayOut:
    """Have parts laid out, and those that were laid out before read and unpacked meanwhile."""

    def lay_out_all(jobs: Sequence[Job]) -> Iterator[tuple[int, Part]]:
        for number, data in ready_first(run(lay_out, jobs)):
            part = decode(data)
            unpacked.begin(part)
            yield number, part

    return lay_out_all


def _settle(
    lay: _LayOut, ready: Sequence[Ready], jobs: Sequence[Job], start: int, before: Sequence[_Laid]
) -> _Laid:
    """Lay parts out until each is good for the pages it comes to stand on.

    `start` is the number of the first page, `before` are parts that have been laid out.
    """
    parts: dict[int, Part] = {}
    sides = {number: _first_side(part) for number, part in enumerate(ready)}
    wanted = [_wanted(part, job) for part, job in zip(ready, jobs, strict=True)]
    told = {name: page for found in before for name, page in found.numbers(0).items()}
    jobs = [_informed(job, names, told, 0) for job, names in zip(jobs, wanted, strict=True)]
    todo: Sequence[int] = range(len(jobs))
    laid = _Laid((), (), (), start, settled=True)
    for _ in range(MOST_LAYOUTS):
        parts |= {todo[at]: part for at, part in lay([jobs[number] for number in todo])}
        sides |= {n: 1 for n, part in parts.items() if part.is_recto and part.first % 2 == 0}
        *firsts, end = _begin(jobs, [parts[n].pages for n in range(len(jobs))], start, sides)
        laid = _Laid(
            tuple(jobs),
            tuple(parts[n] for n in range(len(jobs))),
            tuple(firsts),
            end,
            settled=True,
        )
        front = _front_pages([*before, laid])
        numbers = {k: v for found in (*before, laid) for k, v in found.numbers(front).items()}
        better = [
            _informed(_moved(job, parts[n], firsts[n]), wanted[n], numbers, front)
            for n, job in enumerate(jobs)
        ]
        todo = [n for n, job in enumerate(jobs) if better[n] != job]
        jobs = better
        if not todo:
            break
    return replace(laid, settled=not todo)


def _front_pages(laid: Sequence[_Laid]) -> int:
    """The pages before page 1, where there are chapters: always an even number."""
    jobs = [
        (job, part) for found in laid for job, part in zip(found.jobs, found.parts, strict=True)
    ]
    if not any(job.kind == MAIN for job, _ in jobs):
        return 0
    pages = sum(part.pages for job, part in jobs if job.kind == FRONT)
    return pages + pages % 2


def _guessed(ready: Sequence[Ready], jobs: Sequence[Job], start: int) -> list[Job]:
    """The jobs with first pages guessed from the amount of text before them."""
    at, guessed = start, []
    for part, job in zip(ready, jobs, strict=True):
        if job.kind == FRONT:
            guessed.append(job)
            continue
        at += _first_side(part) == 1 - at % 2
        pages = part.told.letters // _LETTERS + 1
        guessed.append(replace(job, first=_canonical(at, pages)))
        at += pages
    return guessed


def _of_kinds(ready: Sequence[Ready], *kinds: str) -> list[Ready]:
    return [part for part in ready if part.told.kind in kinds]


def _placed(laid: Sequence[_Laid], front: int) -> Iterator[Placed]:
    """Every part in the order of the book, with the blank pages between them."""
    ordered = [
        (job, part, first)
        for kind in (FRONT, MAIN, BACK)
        for found in laid
        for job, part, first in zip(found.jobs, found.parts, found.firsts, strict=True)
        if job.kind == kind
    ]
    starts = [first - front if job.kind == FRONT else first for job, _, first in ordered]
    ends = [*starts[1:], 0]
    for (_, part, first), start, end in zip(ordered, starts, ends, strict=True):
        yield Placed(part, first, is_followed=end > start + part.pages)


def cover_pages(sheets: Sheets) -> int:
    """Pages of the cover: its own, and the blank one behind it."""
    return 2 if any(sheet.kind == "cover" for sheet in sheets.sheets) else 0


def print_book(sheets: Sheets, run: Runner, chapters: Sequence[Ready] = ()) -> Written:
    """Make the PDF; see `write_pdf`, whose work this is."""
    from publisher.write.pdf.assembly import assemble

    sheets = without_a_books(sheets)
    book = readying.book(sheets, chapters)
    copy = _copy(sheets, book)
    unpacked = Unpacked()
    lay = _reading(run, unpacked)
    laid: list[_Laid] = []
    start = 1
    for kinds in _WAVES if _of_kinds(book.parts, MAIN) else _WAVES_WITHOUT_CHAPTERS:
        here = _of_kinds(book.parts, *kinds)
        jobs = _guessed(here, [copy.job(part) for part in here], start)
        laid.append(_settle(lay, here, jobs, start, laid))
        start = laid[-1].end
    front = _front_pages(laid)
    placed = list(_placed(laid, front))
    parts = [one.part for one in placed]
    problems = _problems(book, parts, settled=all(found.settled for found in laid))
    covers = cover_pages(sheets)
    data = assemble(
        placed,
        sheets.meta,
        sheets.faces,
        front,
        covers=covers,
        edition=sheets.edition,
        unpacked=unpacked,
    )
    pages = sum(one.length for one in placed)
    return Written(data, problems, pages, _counted(parts))
