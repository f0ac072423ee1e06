"""One part of a book laid out alone: a job of plain values in, an artefact out.

What a part comes to depends on its job and on nothing else: not on the parts around it, not on what
this process laid out before, and not on where the job is done.
"""

from __future__ import annotations

import gc
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from hashlib import sha256

from publisher.fonts import Face
from publisher.jobs import Sealed
from publisher.model import Notes, Repeat, Resource
from publisher.write.pdf.artefact import Anchor, Part, encode, pack
from publisher.write.pdf.binding import FRONT, IMAGE, MAIN
from publisher.write.pdf.hyphenation import hyphenated
from publisher.write.pdf.loading import loaded_quickly
from publisher.write.pdf.paper import with_codes_drawn
from publisher.xhtml import Element, Node, as_json, walk

MOST_LAYOUTS = 6
"""A page number may change the length of a line, and a line a page: mostly two are enough."""

_QUICKLY = 1
"""Level of compression: the next makes a tree a tenth smaller in twice the time."""

_OBJECTS = 500_000
"""After so many new objects Python may look for old ones all the same: some dozen pages."""

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

    lead: Sealed
    """The title page, `packed`."""

    body: Sealed
    """What is to be printed, `packed`: without soft hyphens, QR codes not drawn."""

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

    notes: Notes = Notes.END
    notes_repeat: Repeat = Repeat.POST
    """What `Edition` says of notes."""


# -- trees as text ---------------------------------------------------------------------------------


def packed(tree: Element) -> Sealed:
    """A tree in a tenth of its memory, by the name of its content: a line of JSON."""
    data = as_json(tree)
    return Sealed(sha256(data).digest(), zlib.compress(data, _QUICKLY))


def _node(value: object) -> Node:
    if isinstance(value, str):
        return value
    if not isinstance(value, list):
        raise TypeError(f"a node is text or a list, not {value!r}")
    tag, attrs, children = value
    pairs = tuple((name, said) for name, said in attrs)
    return Element(tag, pairs, tuple(_node(child) for child in children))


def unpacked(sealed: Sealed) -> Element:
    """The tree that `packed` has written."""
    node = _node(json.loads(zlib.decompress(sealed.data).decode("utf-8", "surrogatepass")))
    if isinstance(node, str):
        raise TypeError("a tree begins with an element")
    return node


def _left(job: Job, anchors: tuple[Anchor, ...]) -> Iterator[Anchor]:
    """Where links lead whose place has left the end of its chapter: to the chapter.

    A glossary of which every entry stands at the foot of a page is one.
    """
    if job.notes is Notes.END or job.kind != MAIN:
        return
    known = {anchor.name: anchor for anchor in anchors}
    for name in sorted({node.get("id") for node in walk(unpacked(job.body))} - known.keys()):
        if chapter := known.get(name.partition("--")[0]):
            yield replace(chapter, name=name)


@contextmanager
def _in_one_go() -> Iterator[None]:
    """Look for what is no longer needed when a part is done, and hardly before.

    Python would go through all boxes of the part again and again, which refer to each other in
    circles and are needed until the end.
    """
    before = gc.get_threshold()
    gc.set_threshold(_OBJECTS, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.collect(1)  # what a search in the middle of a long part has passed over, too


def lay_out(job: Job) -> bytes:
    """Lay a part out until its page numbers, its grid and its hyphens rest: an artefact.

    Pure: same job, same bytes, in any process and after any other job. See `artefact.decode` for
    what is in it.

    Raises PangoMissing where the system lacks the library that sets text.
    """
    with _in_one_go():
        return encode(_laid_out(job))


def _laid_out(job: Job) -> Part:
    try:
        with loaded_quickly():
            from publisher.write.pdf import composition, engine, settling
    except OSError as error:
        reason = str(error).partition("\n")[0]
        raise PangoMissing(_NEEDED.format(reason=reason)) from error
    with composition.installed() as composes:
        press = engine.press(job.css, job.faces, composes=composes)
        press.begin()
        body, codes = with_codes_drawn(unpacked(job.body), IMAGE)
        found = settling.settle(press, job, hyphenated(body), codes)
        proof = found.made.proof
        floating = frozenset(found.made.places) if job.kind != FRONT else None
        printed = proof.print(job.name, job.first, job.elsewhere, floating)
    return Part(
        name=job.name,
        first=job.first,
        is_recto=proof.is_recto,
        pages=proof.length,
        has_blank=proof.has_blank,
        anchors=(*printed.anchors, *_left(job, printed.anchors)),
        bookmarks=printed.bookmarks,
        exact=printed.exact,
        fixed=printed.fixed,
        settled=found.made.settled,
        composes=composes,
        engine=engine.version(),
        complaints=press.complaints,
        notes=(found.count,) if found.count else (),
        missed=found.found,
        packed=pack(printed.objects),
    )
