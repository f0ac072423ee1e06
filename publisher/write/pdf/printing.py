"""The order of work at the press: lay out the chapters, then what names their pages, then assemble.

Page numbers come late. A chapter is laid out with a first page of the right length and side, and
laid out again only where its own lines hold a number that turns out longer or shorter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from publisher.jobs import Runner
from publisher.model import NoteCount, Sheets, Written
from publisher.problems import Place, Problem, Problems
from publisher.write.pdf import notes
from publisher.write.pdf.artefact import Part, Placed, decode
from publisher.write.pdf.binding import BACK, FRONT, IMAGE, MAIN, Bound, bind, is_spread, lead
from publisher.write.pdf.formulas import drawn
from publisher.write.pdf.paper import for_paper
from publisher.write.pdf.parts import MOST_LAYOUTS, Job, lay_out, packed
from publisher.write.pdf.references import FOLIO, printed_targets
from publisher.xhtml import Element, text, walk

_LETTERS = 1000
"""Characters on a page, more or less: only for a first guess at how many digits a number has."""

_TARGET_COUNTER = re.compile(r"target-counter\(\s*attr\(\s*href(?:\s+url)?\s*\)\s*,\s*page\s*\)")
_COUNTED = re.compile(r"([^{}]*)\{[^{}]*target-counter\(")
_CONTENTS = "contents"
"""What a selector names that is meant for tables of contents, and an attribute in them."""

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


def _problems(sheets: Sheets, parts: Sequence[Part], *, settled: bool) -> Problems:
    plain = [_plainly_set(part.engine) for part in parts if not part.composes][:1]
    still = [] if settled and all(part.settled for part in parts) else [_unsettled()]
    said = dict.fromkeys(message for part in parts for message in part.complaints)
    missed = tuple(found for part in parts for found in part.missed)
    return (*plain, *still, *notes.said(missed, sheets), *map(_complaint, said))


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
class _Names:
    """What a part names."""

    ids: frozenset[str]
    links: frozenset[str]
    """Ids that its links lead to, in it or elsewhere."""

    images: frozenset[str]


def _names(body: Element) -> _Names:
    ids, links, images = set[str](), set[str](), set[str]()
    for node in walk(body):
        for name, value in node.attrs:
            if name == "id":
                ids.add(value)
            elif name == "href" and node.tag == "a" and value.startswith("#"):
                links.add(value[1:])
            elif name == "src" and node.tag == "img":
                images.add(value.removeprefix(IMAGE))
    return _Names(frozenset(ids), frozenset(links), frozenset(images))


@dataclass(frozen=True, slots=True)
class _Copy:
    """What the parts of a book have in common."""

    sheets: Sheets
    lead: str
    css: str
    names: Mapping[str, _Names]
    """Of all parts, by theirs."""

    ids: frozenset[str]
    """Of all parts."""

    links_show_pages: bool
    """Whether the theme prints page numbers beside other links than those of contents."""

    def _shows_pages(self, bound: Bound) -> bool:
        """Whether page numbers may be printed beside links of a part."""
        if self.links_show_pages:
            return True
        return bound.kind != MAIN and any(
            _CONTENTS in value for node in walk(bound.body) for _, value in node.attrs
        )

    def job(self, bound: Bound) -> Job:
        """The job of a part, as far as it is known before anything is laid out."""
        named = self.names[bound.name]
        elsewhere = (self.ids & named.links) - named.ids
        return Job(
            name=bound.name,
            kind=bound.kind,
            language=self.sheets.meta.order.languages[0].tag,
            lead=self.lead,
            body=packed(bound.body),
            css=self.css,
            faces=self.sheets.faces,
            images=tuple(i for i in self.sheets.resources if i.name in named.images),
            elsewhere=tuple(sorted(elsewhere)),
            links_show_pages=self._shows_pages(bound),
            notes=self.sheets.edition.notes,
            notes_repeat=self.sheets.edition.notes_repeat,
        )


def _copy(sheets: Sheets, parts: Sequence[Bound]) -> _Copy:
    counted: list[str] = _COUNTED.findall(sheets.print_css)
    names = {part.name: _names(part.body) for part in parts}
    return _Copy(
        sheets=sheets,
        lead=packed(lead(sheets)),
        css=_TARGET_COUNTER.sub(f"attr({FOLIO})", sheets.print_css) + notes.CSS,
        names=names,
        ids=frozenset().union(*(found.ids for found in names.values())),
        links_show_pages=any(_CONTENTS not in selector for selector in counted),
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

    bound: tuple[Bound, ...]
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


def _first_side(bound: Bound) -> int:
    """1 for a part that begins on a recto, 0 on a verso, -1 on either."""
    return -1 if bound.kind != MAIN else int(not is_spread(bound.body))


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


def _wanted(bound: Bound, job: Job) -> frozenset[str]:
    """The ids in other parts whose page numbers this one prints."""
    elsewhere = frozenset(job.elsewhere)
    return elsewhere if job.links_show_pages else elsewhere & printed_targets(bound.body)


def _settle(
    run: Runner, bound: Sequence[Bound], jobs: Sequence[Job], start: int, before: Sequence[_Laid]
) -> _Laid:
    """Lay parts out until each is good for the pages it comes to stand on.

    `start` is the number of the first page, `before` are parts that have been laid out.
    """
    parts: dict[int, Part] = {}
    sides = {number: _first_side(part) for number, part in enumerate(bound)}
    wanted = [_wanted(b, job) for b, job in zip(bound, jobs, strict=True)]
    told = {name: page for found in before for name, page in found.numbers(0).items()}
    jobs = [_informed(job, names, told, 0) for job, names in zip(jobs, wanted, strict=True)]
    todo: Sequence[int] = range(len(jobs))
    laid = _Laid((), (), (), (), start, settled=True)
    for _ in range(MOST_LAYOUTS):
        done = run(lay_out, [jobs[number] for number in todo])
        parts |= {number: decode(data) for number, data in zip(todo, done, strict=True)}
        sides |= {n: 1 for n, part in parts.items() if part.is_recto and part.first % 2 == 0}
        *firsts, end = _begin(jobs, [parts[n].pages for n in range(len(jobs))], start, sides)
        laid = _Laid(
            tuple(bound),
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


def _guessed(bound: Sequence[Bound], jobs: Sequence[Job], start: int) -> list[Job]:
    """The jobs with first pages guessed from the amount of text before them."""
    at, guessed = start, []
    for part, job in zip(bound, jobs, strict=True):
        if job.kind == FRONT:
            guessed.append(job)
            continue
        at += _first_side(part) == 1 - at % 2
        pages = len(text(part.body)) // _LETTERS + 1
        guessed.append(replace(job, first=_canonical(at, pages)))
        at += pages
    return guessed


def _of_kinds(bound: Sequence[Bound], *kinds: str) -> list[Bound]:
    return [part for part in bound if part.kind in kinds]


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


def print_book(sheets: Sheets, run: Runner) -> Written:
    """Make the PDF; see `write_pdf`, whose work this is."""
    from publisher.write.pdf.assembly import assemble

    sheets, undrawn = drawn(for_paper(sheets))
    bound = bind(sheets)
    copy = _copy(sheets, bound)
    laid: list[_Laid] = []
    start = 1
    for kinds in _WAVES if _of_kinds(bound, MAIN) else _WAVES_WITHOUT_CHAPTERS:
        here = _of_kinds(bound, *kinds)
        jobs = _guessed(here, [copy.job(part) for part in here], start)
        laid.append(_settle(run, here, jobs, start, laid))
        start = laid[-1].end
    front = _front_pages(laid)
    placed = list(_placed(laid, front))
    parts = [one.part for one in placed]
    problems = _problems(sheets, parts, settled=all(found.settled for found in laid))
    covers = cover_pages(sheets)
    data = assemble(placed, sheets.meta, sheets.faces, front, covers=covers, edition=sheets.edition)
    pages = sum(one.length for one in placed)
    return Written(data, (*undrawn, *problems), pages, _counted(parts))
