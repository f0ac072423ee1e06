"""Standing type: the pages of a part that need not be laid out again when a later one changes.

A part is laid out until its page numbers rest, and what changes between two layouts is mostly near
its end: the numbers in its glossary, the air behind a table. The pages before the change come out
as they were. So they are kept, with all that WeasyPrint knows at the top of the page after them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from functools import partial
from itertools import pairwise
from typing import Any
from xml.etree.ElementTree import Element as Grown

import weasyprint
import weasyprint.layout
from weasyprint.formatting_structure import boxes
from weasyprint.layout import block
from weasyprint.layout.block import block_level_page_break
from weasyprint.layout.page import remake_page

from publisher.write.pdf.binding import PART, TAIL
from publisher.write.pdf.composition import KNOWN_VERSION, text_of_line
from publisher.write.pdf.composition.hooks import Function
from publisher.write.pdf.foresight import Builder, Foresight, Outlook, flow
from publisher.write.pdf.growing import change, document, is_plain
from publisher.write.pdf.warm import SharedStyles
from publisher.xhtml import Element, to_html

_LOOKS_AHEAD = re.compile(
    r"counters?\(\s*pages|\d(?:d|l|s)?v(?:w|h|i|b|min|max)\b|running\(|note\("
    r"|:nth-last|:(?:last|only)-of-type|:has\(\s*[+~]"
)
"""What in a style sheet makes a page depend on those after it, or on the size of the first."""

_KNOWN = 1
"""The page before which steps are put in: the one before it has given the body its width."""

_BLOCK, _SHEET = -5, -4
"""Where in the way from an element up to the root the sheet lies, and what lies in the sheet."""

Page = Any
"""A page box of WeasyPrint."""

Above = Mapping[Grown, Grown]
"""An element → the one it stands in."""


def may_stand(css: str) -> bool:
    """Whether pages depend on those before them alone, as far as style sheets are concerned."""
    return not _LOOKS_AHEAD.search(css)


# -- which pages a change leaves alone -------------------------------------------------------------


def _way_up(element: Grown, above: Above) -> list[Grown]:
    way = [element]
    while way[-1] in above:
        way.append(above[way[-1]])
    return way


def _row(page: _Kept, sheet: Grown, above: Above) -> list[Any]:
    """The blocks of a sheet that stand on a page, one below the other; none in columns."""
    way = set(_way_up(sheet, above))
    waiting = [page.children[0]]
    while waiting:
        box = waiting.pop()
        if box.element is sheet:
            return [
                child
                for child in box.children
                if above.get(child.element) is sheet and child.is_in_normal_flow()
            ]
        if box.element in way:
            waiting.extend(getattr(box, "children", ()))
    return []


def _has_break(row: Sequence[Any], block: Grown) -> bool:
    """Whether a page could end between two blocks of a row before `block` is over.

    Then what stands first on this page is there because of something before that place: the page
    before would have taken all up to it otherwise.
    """
    at = next((n for n, box in enumerate(row) if box.element is block), len(row))
    return any(
        one.element is not other.element and block_level_page_break(one, other) == "auto"
        for one, other in pairwise(row[: at + 1])
    )


@dataclass(slots=True)
class _Kept:
    """A page as it was laid out, before anything was put into its margins."""

    page: Page
    children: list[Any]
    margins: list[Any] | None = None


@dataclass(slots=True)
class Standing:
    """The type of one part between its layouts."""

    is_open: bool
    """Whether pages may be kept at all."""

    outlook: Outlook | None = None
    """What of the part can be foreseen while it is laid out for the first time."""

    stands: int = 0
    """Pages that are good for the layout to come, from the first on."""

    _tree: Element | None = None
    _grown: Grown | None = None
    _pages: list[_Kept] = field(default_factory=list)
    _maker: list[Any] = field(default_factory=list)
    """WeasyPrint's `page_maker`: what it knows at the top of each page."""

    _whole: int = 0
    """Pages from the first on behind which nothing hangs over to the next."""

    _printed: range = range(0)
    """The pages of the part itself; the others are there for what they say to these."""

    _foresight: Foresight | None = None
    """Of the layout that is being made, if it is the first."""

    @property
    def laid(self) -> Element | None:
        """The document as it was laid out last; None where that cannot be told."""
        return self._tree

    # -- before a layout ---------------------------------------------------------------------------

    def source(self, html: Element, fetcher: object, news: frozenset[str]) -> weasyprint.HTML:
        """The document to lay out; `news` are texts whose lines are to be broken otherwise."""
        self.stands = 0
        if not is_plain(html):
            self.is_open, self._tree = False, html
            return weasyprint.HTML(string=f"<!DOCTYPE html>\n{to_html(html)}", url_fetcher=fetcher)
        if self._tree is None or self._grown is None or not self.is_open:
            self._grown = document(html)
        else:
            touched = change(self._grown, self._tree, html)
            self.stands = self._untouched(self._grown, [*touched, *self._with(news)])
        self._tree = html
        return _html(self._grown, fetcher)

    def _with(self, news: frozenset[str]) -> Iterator[Grown]:
        """The elements of the paragraphs that have one of these texts."""
        for kept in self._pages if news else ():
            for box in flow(kept.children[0]):
                if isinstance(box, boxes.LineBox) and text_of_line(box) in news:
                    yield box.element

    def _untouched(self, root: Grown, touched: Sequence[Grown]) -> int:
        """How many pages come out as they were when these elements change."""
        above = {child: parent for parent in root.iter() for child in parent}
        ways = [_way_up(element, above) for element in touched]
        if not self._pages or any(way[-1] is not root or len(way) < -_SHEET for way in ways):
            return 0
        first = self._first_with(PART, 0)
        if any(len(way) < -_BLOCK for way in ways):
            return min(first, self._whole)
        blocks = {way[_BLOCK]: way[_SHEET] for way in ways}
        found = (self._before(block, sheet, above, first) for block, sheet in blocks.items())
        return min((*found, self._whole, len(self._pages) - 1))

    def _first_with(self, name: str, otherwise: int) -> int:
        """The first page on which something of the element with an id stands."""
        for number, kept in enumerate(self._pages):
            elements = (box.element for box in flow(kept.children[0]))
            if any(element is not None and element.get("id") == name for element in elements):
                return number
        return otherwise

    def _before(self, block: Grown, sheet: Grown, above: Above, first: int) -> int:
        """How many pages come out as they were when one block of a sheet changes."""
        rows = [_row(kept, sheet, above) for kept in self._pages]
        pages = (n for n, row in enumerate(rows) if any(box.element is block for box in row))
        last = next(pages, first)
        if last < first:
            return 0
        return next((n for n in range(last, first, -1) if _has_break(rows[n], block)), first)

    # -- while it is laid out ----------------------------------------------------------------------

    def _make_pages(self, context: Any, root: Any, html: Any) -> Iterator[Page]:  # noqa: ANN401  # WeasyPrint's
        """Lay out the pages that do not stand."""
        context.rendered_notes = []
        foresight = self._foresight = self._begun(context, root, html)
        if self.stands:
            context.page_maker = _restored(self._maker[: self.stands + 1])
        del self._pages[self.stands :]
        self._whole = min(self._whole, self.stands)
        for kept in self._pages:
            kept.page.children = list(kept.children)
            yield kept.page
        is_over = False
        while not is_over:
            number = len(self._pages)
            _reset(context.page_maker[number][-1])
            if foresight and number == _KNOWN:
                foresight.put_steps()
            page, resume_at = remake_page(number, context, root, html)
            if foresight:
                foresight.note(page, number)
            self._pages.append(_Kept(page, list(page.children)))
            hangs = bool(context.broken_out_of_flow or context.reported_footnotes)
            self._whole += self._whole == number and not hangs
            is_over = resume_at is None and not context.reported_footnotes
            yield page
        self._end(foresight)
        tail = self._first_with(TAIL, len(self._pages))
        self._printed = range(self._first_with(PART, 0), tail)
        context.page_maker = self._maker = context.page_maker[: len(self._pages) + 1]
        context.broken_out_of_flow.clear()
        context.reported_footnotes.clear()

    def _begun(self, context: Any, root: Any, html: Any) -> Foresight | None:  # noqa: ANN401  # as above
        """What can be foreseen of a layout."""
        if self._pages or self.outlook is None or self._tree is None or self._grown is None:
            return None
        if not isinstance(context.style_for, SharedStyles):
            return None
        return Foresight(self.outlook, self._tree, self._grown, Builder(context, root, html))

    def _end(self, foresight: Foresight | None) -> None:
        """A layout is over."""
        self._foresight = None
        if foresight:
            self._tree = None if foresight.is_void else foresight.tree

    def _in_flow(
        self,
        original: Function,
        context: object,
        box: object,
        index: int,
        child: Any,  # noqa: ANN401  # as above
        *rest: object,
    ) -> object:
        """Stands in for `_in_flow_layout`."""
        if self._foresight:
            self._foresight.meet(child.element, len(self._pages))
        return original(context, box, index, child, *rest)

    def _is_simple(self, context: Any) -> bool:  # noqa: ANN401  # as above
        """Whether no page waits for what a later one tells: a note, or the number of a page."""
        return not (context.footnotes or context.target_collector.counter_lookup_items)

    def _all_pages(  # WeasyPrint's, and what stands in its place
        self,
        original: Function,
        context: Any,  # noqa: ANN401  # WeasyPrint's
        root: object,
        html: object,
        pages: list[Page],
    ) -> Iterator[Page]:
        """Stands in for `make_all_pages`."""
        if pages or not self._is_simple(context):
            self.is_open, self.stands = False, 0
            return iter(original(context, root, html, pages))
        return self._make_pages(context, root, html)

    def _number(self, page: Page) -> int:
        """Which page this is; -1 for one that this layout has not made."""
        return next((n for n, kept in enumerate(self._pages) if kept.page is page), -1)

    def _margins(
        self, original: Function, context: object, page: Page, state: object
    ) -> Sequence[Any]:
        """Stands in for `make_margin_boxes`: nobody sees those of a page that is not printed."""
        number = self._number(page)
        if number < 0:
            return list(original(context, page, state))
        kept = self._pages[number]
        if kept.margins is None or number >= self.stands:
            is_seen = number in self._printed
            kept.margins = list(original(context, page, state)) if is_seen else []
        return kept.margins

    def _backgrounds(self, original: Function, page: Page, get_image: object) -> None:
        """Stands in for `layout_backgrounds`."""
        number = self._number(page)
        if number < 0 or (number >= self.stands and number in self._printed):
            original(page, get_image)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """Keep the pages of the document that is laid out inside, and those that stand."""
        hooks = (
            (weasyprint.layout, "make_all_pages", self._all_pages),
            (weasyprint.layout, "make_margin_boxes", self._margins),
            (weasyprint.layout, "layout_backgrounds", self._backgrounds),
            (block, "_in_flow_layout", self._in_flow),
        )
        before = [(*hook, getattr(hook[0], hook[1])) for hook in hooks if self.is_open]
        for place, name, new, old in before:
            setattr(place, name, partial(new, old))
        try:
            yield
        finally:
            for place, name, _, old in before:
                setattr(place, name, old)


def _reset(state: dict[str, Any]) -> None:
    """Nothing is known of a page that is about to be laid out."""
    state.update(content_changed=False, pages_wanted=False, anchors=[], content_lookups=[])


def _restored(maker: list[Any]) -> list[Any]:
    """What WeasyPrint knew at the top of each page, the number of all pages apart."""
    restored = deepcopy(maker)
    for _, _, _, (_, counters, _, _), state in restored:
        counters["pages"] = [0]
        state.update(content_changed=False, pages_wanted=False)
    return restored


def _html(root: Grown, fetcher: object) -> weasyprint.HTML:
    """A document as `weasyprint.HTML` makes it of what it has parsed."""
    made = weasyprint.HTML.__new__(weasyprint.HTML)
    made.base_url = None
    made.url_fetcher = fetcher
    made.media_type = "print"
    wrapper = weasyprint.cssselect2.ElementWrapper
    made.wrapper_element = wrapper.from_html_root(root, content_language=None)
    made.etree_element = made.wrapper_element.etree_element
    return made


def nothing(css: str, outlook: Outlook, *, is_spread: bool) -> Standing:
    """Nothing stands yet; on spreads, or with an unknown WeasyPrint, nothing ever will."""
    is_known = str(weasyprint.__version__) == KNOWN_VERSION
    return Standing(is_known and not is_spread and may_stand(css), outlook)
