"""One part of a book laid out alone: a job of plain values in, an artefact out.

What a part comes to depends on its job and on nothing else: not on the parts around it, not on what
this process laid out before, and not on where the job is done.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from publisher.fonts import Face
from publisher.model import Resource
from publisher.write.pdf.artefact import Part, encode
from publisher.write.pdf.binding import BACK, FRONT, MAIN, PART, TAIL, measured_blocks
from publisher.write.pdf.references import Pagination, paginated
from publisher.write.pdf.spreads import final_pages
from publisher.xhtml import Element, Node, element, walk

MOST_LAYOUTS = 6
"""A page number may change the length of a line, and a line a page: mostly two are enough."""

_BEFORE = "before-the-part"
"""The name of the page before a part; a theme has no page of that name."""

_ALL = 10**6
"""More pages than front matter has."""

_NEEDED = (
    "A PDF needs Pango, and it cannot be loaded ({reason}). Install it:"
    " on Debian or Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
    " libharfbuzz-subset0; on Fedora: sudo dnf install pango; on macOS: brew install pango"
)


class PangoMissing(Exception):  # noqa: N818  # named for what is wrong, as the reader is told
    """The system library that sets text is not there; the message says how to install it."""


@dataclass(frozen=True, slots=True)
class Job:
    """All that the pages of a part depend on."""

    name: str
    """Unique in the book."""

    kind: str
    """`front`, `main` or `back`."""

    language: str
    """Of the book, as `lang` has it."""

    lead: str
    """The title page, as `packed` writes it."""

    body: str
    """What is to be printed, as `packed` writes it."""

    css: str
    faces: tuple[Face, ...]
    images: tuple[Resource, ...]
    """Those that the body shows."""

    elsewhere: tuple[str, ...] = ()
    """The ids in other parts of the book that links lead to, in order."""

    links_show_pages: bool = False
    """Whether the style sheet prints the number of a page beside links."""

    first: int = 1
    """The number of the first page. Odd for a recto. Where it comes out otherwise, most parts are
    good still: see `Part.may_begin_at`."""

    known: tuple[tuple[str, int], ...] = ()
    """Ids in other parts whose page numbers are printed in this one, and the numbers: 1 is the
    first page of the first chapter, 0 the page before it."""

    front: int = 0
    """The pages before page 1, where one of them is in `known`; 0 otherwise."""


# -- trees as text ---------------------------------------------------------------------------------


def _plain(node: Node) -> object:
    if isinstance(node, str):
        return node
    return [node.tag, node.attrs, [_plain(child) for child in node.children]]


def packed(tree: Element) -> str:
    """A tree as a line of JSON: tag, pairs of name and value, and children: text or trees."""
    return json.dumps(_plain(tree), ensure_ascii=False, separators=(",", ":"))


def _node(value: object) -> Node:
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        raise TypeError(f"a node is text or a list, not {value!r}")
    tag, attrs, children = value
    pairs = tuple((name, said) for name, said in attrs)
    return Element(tag, pairs, tuple(_node(child) for child in children))


def unpacked(line: str) -> Element:
    """The tree that `packed` has written."""
    node = _node(json.loads(line))
    if isinstance(node, str):
        raise TypeError("a tree begins with an element")
    return node


# -- a document ------------------------------------------------------------------------------------


def _aside(tag: str, name: str, break_before: str, **attrs: str) -> Element:
    """An empty page, named like those of a kind of part."""
    style = f"break-before: {break_before}; page: {name}"
    return element(tag, {"style": style} | attrs)


def _document(job: Job, lead: Element, body: Element) -> Element:
    """The part between its title page and an empty recto, neither of which is printed.

    The page before it lies on the other side, so that the part begins where its number says.
    """
    before = _aside("div", _BEFORE, "verso" if job.first % 2 else "recto")
    after = _aside("div", BACK if job.kind == BACK else MAIN, "recto", id=TAIL)
    head = element("head", None, element("meta", {"charset": "utf-8"}))
    return element(
        "html", {"lang": job.language}, head, element("body", None, lead, before, body, after)
    )


def _counting(job: Job) -> str:
    """Count on from the page before, whatever a theme calls the pages of the part itself.

    The counter is never reset on an element: every reference would turn wrong.
    """
    return f"@page {_BEFORE} {{ counter-reset: page {job.first - 1} }}"


# -- where everything stands -----------------------------------------------------------------------


def _ids(tree: Element) -> frozenset[str]:
    return frozenset(node.get("id") for node in walk(tree)) - {"", PART}


def _pagination(job: Job, places: dict[str, int], steps: dict[str, float]) -> Pagination:
    """Pages counted from the first of the book, as far as that matters here."""
    front = _ALL if job.kind == FRONT else job.front
    start = 0 if job.kind == FRONT else front + job.first - 1
    pages = {name: front + number - 1 for name, number in job.known}
    pages |= {name: start + page for name, page in places.items()}
    return Pagination(pages, front, steps, links_show_pages=job.links_show_pages)


def lay_out(job: Job) -> bytes:
    """Lay a part out until its page numbers, its grid and its hyphens rest: an artefact.

    Pure: same job, same bytes, in any process and after any other job. See `artefact.decode` for
    what is in it.

    Raises PangoMissing where the system lacks the library that sets text.
    """
    try:
        from publisher.write.pdf import composition, engine
    except OSError as error:
        reason = str(error).partition("\n")[0]
        raise PangoMissing(_NEEDED.format(reason=reason)) from error
    lead, body = unpacked(job.lead), unpacked(job.body)
    own, measured = _ids(body), measured_blocks(body)
    with composition.installed() as composes:
        press = engine.press(job.css, job.faces, composes=composes)
        press.begin()
        bound = paginated(body, _pagination(job, {}, {}))
        for _ in range(MOST_LAYOUTS):
            proof = press.lay_out(_document(job, lead, bound), job.images, _counting(job))
            places = {name: page for name, page in proof.places().items() if name in own}
            pagination = _pagination(job, places, proof.steps(measured))
            settled, bound = bound, paginated(body, pagination)
            has_news = composition.keep_whole(proof.divided_at_page_ends())
            if bound == settled and not has_news:
                break
        floating = frozenset(places) if job.kind != FRONT else None
        printed = proof.print(job.name, job.first, job.elsewhere, floating)
    part = Part(
        name=job.name,
        first=job.first,
        is_recto=proof.is_recto,
        pages=proof.length,
        has_blank=proof.has_blank,
        anchors=printed.anchors,
        bookmarks=printed.bookmarks,
        types=printed.types,
        slots=printed.slots,
        fixed=printed.fixed,
        settled=bound == settled,
        composes=composes,
        engine=engine.version(),
        complaints=press.complaints,
        pdf=printed.pdf,
    )
    return encode(final_pages(part))
