"""A part laid out again and again, until its notes, page numbers, grid and hyphens are at rest.

Import this module only where a part is laid out: it loads WeasyPrint.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from publisher.model import Edition, Resource
from publisher.write.pdf import composition, notes, standing
from publisher.write.pdf.binding import (
    BACK,
    EMPTY,
    FRONT,
    MAIN,
    PART,
    TAIL,
    is_spread,
    measured_blocks,
)
from publisher.write.pdf.engine import Press, Proof
from publisher.write.pdf.foresight import Outlook
from publisher.write.pdf.parts import MOST_LAYOUTS, Job, unpacked
from publisher.write.pdf.references import Pagination, paginated, with_numbers
from publisher.xhtml import Element, element, walk

_BEFORE = "before-the-part"
"""The name of the page before a part; a theme has no page of that name."""

_ALL = 10**6
"""More pages than front matter has."""


# -- a document ------------------------------------------------------------------------------------


def _aside(tag: str, name: str, break_before: str, **attrs: str) -> Element:
    """An empty page, named like those of a kind of part."""
    style = f"break-before: {break_before}; page: {name}"
    return element(tag, {"style": style} | attrs)


@dataclass(frozen=True, slots=True)
class _Document:
    """What is laid out, but for the part itself."""

    job: Job
    lead: Element
    images: tuple[Resource, ...]

    def around(self, body: Element) -> Element:
        """The part between its title page and an empty recto, neither of which is printed.

        The page before it lies on the other side, so that the part begins where its number says.
        """
        job = self.job
        before = _aside("div", _BEFORE, "verso" if job.first % 2 else "recto")
        after = _aside("div", BACK if job.kind == BACK else MAIN, "recto", id=TAIL)
        if is_spread(body):
            # The sides that WeasyPrint counts are those of sheets here.
            after = element(
                "div", None, _aside("div", EMPTY, "page"), _aside("div", MAIN, "page", id=TAIL)
            )
        head = element("head", None, element("meta", {"charset": "utf-8"}))
        page = element("body", None, self.lead, before, body, after)
        return element("html", {"lang": job.language}, head, page)


def _counting(job: Job) -> str:
    """Count on from the page before, whatever a theme calls the pages of the part itself.

    The counter is never reset on an element: every reference would turn wrong.
    """
    return f"@page {_BEFORE} {{ counter-reset: page {job.first - 1} }}"


# -- where everything stands -----------------------------------------------------------------------


def _ids(tree: Element) -> frozenset[str]:
    return frozenset(node.get("id") for node in walk(tree)) - {"", PART}


def _pagination(
    job: Job,
    places: Mapping[str, int],
    steps: Mapping[str, float],
    divided: frozenset[str],
    uneven: frozenset[str],
) -> Pagination:
    """Pages counted from the first of the book, as far as that matters here."""
    front = _ALL if job.kind == FRONT else job.front
    start = 0 if job.kind == FRONT else front + job.first - 1
    pages = {name: front + number - 1 for name, number in job.known}
    pages |= {name: start + page for name, page in places.items()}
    shown = job.links_show_pages
    return Pagination(pages, front, steps, divided, uneven, links_show_pages=shown)


@dataclass(frozen=True, slots=True)
class Rested:
    """A part whose lines and pages change no more."""

    proof: Proof
    places: Mapping[str, int]
    """The page of every id of its own, from 0."""

    settled: bool
    """False where they still change, and no more layouts are tried."""


def _outlook(document: _Document, body: Element) -> Outlook:
    """What in a part waits for its layout."""
    none = frozenset[str]()

    def told(places: Mapping[str, int], steps: Mapping[str, float]) -> Pagination:
        return _pagination(document.job, places, steps, none, none)

    return Outlook(
        body,
        _ids(body),
        measured_blocks(body),
        with_steps=lambda steps: document.around(paginated(body, told({}, steps))),
        numbered=lambda backs, places: with_numbers(backs, told(places, {})),
    )


def _rested(press: Press, document: _Document, body: Element) -> Rested:
    """Lay the body out until its numbers are those of its own pages, and words end on them."""
    job, outlook = document.job, _outlook(document, body)
    divided = uneven = frozenset[str]()
    page = outlook.with_steps({})
    kept = standing.nothing(job.css, outlook, is_spread=is_spread(body))
    news = frozenset[str]()
    for _ in range(MOST_LAYOUTS):
        proof = press.lay_out(page, document.images, _counting(job), kept, news)
        places = {name: page for name, page in proof.places().items() if name in outlook.own}
        divided |= proof.divided()
        uneven |= proof.uneven()
        pagination = _pagination(job, places, proof.steps(outlook.measured), divided, uneven)
        page = document.around(paginated(body, pagination))
        news = composition.keep_whole(proof.divided_at_page_ends())
        if page == kept.laid and not news:
            break
    return Rested(proof, places, page == kept.laid)


def settle(
    press: Press, job: Job, body: Element, images: tuple[Resource, ...]
) -> notes.Settled[Rested]:
    """Lay a part out until every note stands where it was asked for, or is said not to.

    `body` is the job's, made ready; `images` are those that it shows beside the job's own.
    """
    document = _Document(job, unpacked(job.lead), (*job.images, *images))

    def lay_out(tree: Element) -> tuple[Rested, Mapping[str, int], notes.Feet]:
        made = _rested(press, document, tree)
        return made, made.places, made.proof.feet()

    edition = Edition(notes=job.notes, notes_repeat=job.notes_repeat)
    return notes.settled(body, edition, lay_out, MOST_LAYOUTS)
