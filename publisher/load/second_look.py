"""The second layer behind the gate for HTML: a browser's parser looks at what was let in.

The gate (`sanitize.py`) decides by its own reading of a tag. Here the finished tree of a block is
printed, parsed as HTML by another program and cleaned with the same lists. What that takes out, or
puts elsewhere, two readers would take differently: the block is refused. The only importer of
`nh3`.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from html.parser import HTMLParser

from publisher.load import sanitize
from publisher.model import Block
from publisher.problems import Problem
from publisher.xhtml import Element, to_html, with_children

_TAGS = {*sanitize.BLOCKS, *sanitize.PHRASING, "math"}
_ATTRIBUTES: Mapping[str, set[str]] = {
    "*": set(sanitize.GLOBAL),
    **{tag: set(names) for tag, names in sanitize.OWN.items()},
    "math": {"display"},
}
_OURS = {"data-at"}
_SCHEMES = {"http", "https", "mailto", "post"}

_Event = tuple[str, ...]


class _Events(HTMLParser):
    """What stands in a piece of HTML, one after the other; `tbody`, which HTML implies, is none."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: list[_Event] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element's beginning, its attributes in an order of their own."""
        if tag != "tbody":
            self.seen.append(("<", tag, *(f"{k}={v or ''}" for k, v in sorted(attrs))))

    def handle_endtag(self, tag: str) -> None:
        """Note an element's end."""
        if tag != "tbody":
            self.seen.append((">", tag))

    def handle_data(self, data: str) -> None:
        """Note text; what stands between two elements is one piece of it."""
        before = self.seen.pop()[1] if self.seen and self.seen[-1][0] == "" else ""
        if words := before + data.replace("\r\n", "\n").replace("\r", "\n"):
            self.seen.append(("", words))


def _events(html: str) -> list[_Event]:
    events = _Events()
    events.feed(html)
    events.close()
    shown = (event if event[0] else ("", event[1].strip("\n")) for event in events.seen)
    return [event for event in shown if event != ("", "")]


def _whole(block: Block) -> Element:
    """A block with all that stands in it."""
    inner = map(_whole, block.children)
    return with_children(block.element, *inner) if block.children else block.element


def is_harmless(element: Element) -> bool:
    """Whether a browser's parser finds in a printed element the very tags that we put there.

    Admitted are the tags and attributes of the gate, and the marks that `load` itself leaves for
    its later steps.
    """
    import nh3

    html = to_html(element)
    cleaned = nh3.clean(
        html,
        tags=_TAGS,
        attributes={tag: names | _OURS for tag, names in _ATTRIBUTES.items()},
        url_schemes=_SCHEMES,
        link_rel=None,
    )
    return _events(html) == _events(cleaned)


def _refused(block: Block) -> Problem:
    hint = "Write this block in Markdown, without HTML."
    return Problem("H003", block.place, "HTML here is read in two ways", hint)


def look_again(blocks: Iterable[Block], lines: Iterable[int]) -> Iterator[Problem]:
    """Problems H003 of the blocks that a browser would read otherwise than we do.

    `lines` are those of the file on which raw HTML stands; a block without any is Markdown's own,
    and passes.
    """
    found = sorted(set(lines))
    placed = sorted(blocks, key=lambda block: block.place)
    if not found or not placed:
        return
    ends = [*(block.place.line for block in placed[1:]), found[-1] + 1]
    for block, end in zip(placed, ends, strict=True):
        first = bisect_left(found, block.place.line)
        has_html = first < len(found) and found[first] < max(end, block.place.line + 1)
        if has_html and not is_harmless(_whole(block)):
            yield _refused(block)
