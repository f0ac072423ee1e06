"""Page numbers: what is printed on which page, and the way back to a page from a note or a term.

On a screen a back link is an arrow to touch; on paper it is the number of a page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from publisher.xhtml import Element, Node, element, transform, walk, with_attrs, with_children

_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_NBSP = "\u00a0"
_TOGETHER = 4
"""Pages that stay on one line with the words around them; of more, as many with the first words
and one with the last."""

FOLIO = "data-folio"
"""The attribute of a link that holds the number of the page it leads to."""

_UNKNOWN = "00"
"""Stands for a number until the first layout tells it: as wide as most will be."""


def roman(number: int) -> str:
    """A number from 1 up in small Roman numerals, as front matter is numbered."""
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


@dataclass(frozen=True, slots=True)
class Pagination:
    """Where everything has come to stand after a layout."""

    pages: Mapping[str, int] = field(default_factory=dict)
    """The page, counted from 0 at the title, on which each id first stands."""

    front: int = 0
    """Pages before the first chapter: they are numbered i, ii, iii, and the chapters from 1."""

    steps: Mapping[str, float] = field(default_factory=dict)
    """The id of each block whose height is no whole number of lines → what it lacks to the nearest,
    in px; less than 0 where it is over."""

    divided: frozenset[str] = frozenset()
    """The ids of the pairs that are longer than a page, and are to be set as such."""

    uneven: frozenset[str] = frozenset()
    """The ids of the pairs side by side that have to stay whole, so that they begin level."""

    links_show_pages: bool = False
    """Whether every link has the number of its page in `FOLIO`, for a style sheet to print."""

    def folio(self, page: int) -> str:
        """The number printed on a page."""
        return roman(page + 1) if page < self.front else str(page - self.front + 1)


def is_backs(node: Element) -> bool:
    """Whether this is a paragraph of back links, in whose place page numbers are printed."""
    return node.tag == "p" and "backs" in node.classes


def printed_targets(tree: Element) -> frozenset[str]:
    """The ids whose page numbers are printed wherever `p.backs` leads to them."""
    found = (node for node in walk(tree) if is_backs(node))
    return frozenset(target for node in found for target in _targets(node))


def _targets(paragraph: Element) -> Iterator[str]:
    for node in walk(paragraph):
        if node.tag == "a" and node.get("href").startswith("#"):
            yield node.get("href")[1:]


def _numbered(paragraph: Element, pagination: Pagination) -> Iterator[tuple[str, str]]:
    """One (id, folio) for each page in ascending order: the first id that stands on it."""
    pages: dict[int, str] = {}
    for target in _targets(paragraph):
        if target not in pagination.pages:
            yield target, _UNKNOWN
        else:
            pages.setdefault(pagination.pages[target], target)
    for page in sorted(pages):
        yield pages[page], pagination.folio(page)


def _page(target: str, folio: str) -> Element:
    return element("a", {"class": "page", "href": f"#{target}", FOLIO: folio}, folio)


def _kept(*nodes: Node) -> Element:
    """What stays on one line."""
    return element("span", {"class": "kept"}, *nodes)


def _listed(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The nodes with a mark between them."""
    return tuple(part for node in nodes for part in ("、", node))[1:]


def _in_english(links: Sequence[Node]) -> tuple[Node, ...]:
    """The pages as an edition in English has them: `see pp. 3, 7`."""
    spaced = tuple(part for link in links for part in (", ", link))[1:]
    return (_kept(f"see p{'p' * (len(links) > 1)}.{_NBSP}", *spaced[:1]), *spaced[1:])


def with_numbers(backs: Element, pagination: Pagination) -> Element:
    """A paragraph of back links with the numbers of their pages in their place."""
    links = [_page(target, folio) for target, folio in _numbered(backs, pagination)]
    if not links:
        return backs
    if "plain" in backs.classes:
        return with_children(backs, *_listed(links))
    if backs.get("lang") == "en":
        return with_children(backs, *_in_english(links))
    first, rest = links[:_TOGETHER], links[_TOGETHER:]
    if not rest:
        return with_children(backs, _kept(f"见第{_NBSP}", *_listed(first), f"{_NBSP}页"))
    last = _kept(rest[-1], f"{_NBSP}页")
    begin = _kept(f"见第{_NBSP}", *_listed(first))
    return with_children(backs, begin, "、", *_listed([*rest[:-1], last]))


def _with_folio(node: Element, pagination: Pagination) -> Element:
    """A link with the number of its page for the style sheet, where that is known."""
    target = node.get("href").removeprefix("#") if node.tag == "a" else ""
    if not pagination.links_show_pages or target not in pagination.pages:
        return node
    return with_attrs(node, **{FOLIO: pagination.folio(pagination.pages[target])})


def _divided(node: Element, pagination: Pagination) -> Element:
    """A pair that may go on to the next page, `long`, or may not, `short`, as a layout told."""
    name = node.get("id")
    if name not in pagination.divided and name not in pagination.uneven:
        return node
    told = {"long": name in pagination.divided, "short": name in pagination.uneven}
    more = [word for word, is_so in told.items() if is_so and word not in node.classes]
    return with_attrs(node, class_=" ".join((*node.classes, *more))) if more else node


def _with_step(node: Element, pagination: Pagination) -> tuple[Node, ...]:
    """A measured block, and after it an empty one that takes the text back to the grid."""
    step = pagination.steps.get(node.get("id"))
    if not step:
        return (node,)
    kind = "step up" if step > 0 else "step"
    return (node, element("div", {"class": kind, "style": f"--step: {step:g}px"}))


def paginated(tree: Element, pagination: Pagination) -> Element:
    """Put into a bound book what only a layout of it could tell.

    `见第 3、7 页` stands in the place of the back links of every note and term: a page is named
    once, however many of the links lead to it, and the pages ascend. Before the first layout,
    when no page is known, every link gets a number of the usual width. In a paragraph that is
    `plain` too (an index), the numbers stand alone. A block of odd height is
    followed by an empty `div.step` with what it lacks to whole lines in `--step`. A pair that no
    page can hold is `long`.
    """

    def change(node: Element) -> tuple[Node, ...]:
        if is_backs(node):
            return (with_numbers(node, pagination),)
        return _with_step(_with_folio(_divided(node, pagination), pagination), pagination)

    changed = transform(tree, change)[0]
    return changed if isinstance(changed, Element) else tree
