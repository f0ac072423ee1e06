"""The tree that a post is read into: well formed whatever its raw HTML was.

Blocks stand in blocks, words in leaves, list items in lists. A raw tag left open ends with its
block or, where a later block closes it, holds the blocks between; a closing tag that nothing
opened is overlooked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from publisher.characters import allowed
from publisher.load.sanitize import BLOCKS, LEAVES, NEEDS, OPTIONAL_END, PHRASING, STRUCTURE

DEPTH: Final = 95
"""Elements inside elements that a post may have; deeper ones are left out, their text stays.
With what shelters that text no tree is deeper than 100."""

ESCAPED: Final = "\ufdd2"
"""Stands before a character of a heading that had a backslash, until its id is made. No post has
it: what an author writes is put through `allowed`."""

_CELLS: Final = frozenset({"td", "th"})
_WRAPPER: Final = {
    "dl": "dd",
    "ol": "li",
    "table": "tr",
    "tbody": "tr",
    "tfoot": "tr",
    "thead": "tr",
    "tr": "td",
    "ul": "li",
}


@dataclass(slots=True)
class Opened:
    """An element that is open."""

    element: Element
    tag: str
    at: int
    leaf: bool = False
    """Whether words may stand here."""

    markdown: bool = False
    """Made by Markdown, which closes it too; raw tags do not reach beyond it."""

    implied: bool = False
    """Made here to shelter words; it closes as it came."""

    flat: bool = False
    """A block inside a leaf: it has no element of its own, `element` is the leaf's."""

    name: str = ""
    """The raw tag as written, which closes it."""

    own: int = -1
    """A raw block's children at the end of the HTML that opened it; -1 until then."""


class Tree:
    """A tree under construction. `unclosed` is told of each raw tag whose end is missing."""

    def __init__(self, unclosed: Callable[[str, int], None]) -> None:
        self.root = Element("div")
        self.implied: set[Element] = set()
        """The paragraphs that were made to shelter words."""

        self._unclosed = unclosed
        self._stack = [Opened(self.root, "div", 0, markdown=True)]
        self._words: list[str] = []

    @property
    def top(self) -> Opened:
        """The innermost open element."""
        return self._stack[-1]

    @property
    def full(self) -> bool:
        """Whether nothing more may be nested here."""
        return len(self._stack) >= DEPTH

    def inside(self, tag: str) -> bool:
        """Whether an element of this name is open."""
        return any(opened.tag == tag for opened in self._stack)

    def words(self, text: str) -> None:
        """Add text at this place; a reference (`&#x202e;`) names no character that is forbidden."""
        self._words.append(allowed(text))

    def escape(self) -> None:
        """Note that the next character is no markup, for as long as ids are made."""
        self._words.append(ESCAPED)

    def flush(self) -> None:
        """Write the words gathered so far into the tree."""
        if not self._words:
            return
        parent, words = self.top.element, "".join(self._words)
        self._words.clear()
        if len(parent):
            parent[-1].tail = (parent[-1].tail or "") + words
        else:
            parent.text = (parent.text or "") + words

    def add(self, tag: str, attributes: Mapping[str, str]) -> Element:
        """Add an element at this place and leave it closed."""
        self.flush()
        return SubElement(self.top.element, tag, dict(attributes))

    def push(self, opened: Opened) -> None:
        """Open an element that is made already, elsewhere."""
        self.flush()
        self._stack.append(opened)

    def open(self, opened: Opened, attributes: Mapping[str, str]) -> Element:
        """Open an element at this place; a block inside a leaf only begins a new line."""
        outer = self.top
        if outer.leaf and opened.tag in BLOCKS:
            self.line()
            opened.flat, opened.element = True, outer.element
        else:
            opened.element = self.add(opened.tag, attributes)
        opened.leaf = outer.leaf or opened.tag in LEAVES
        self._stack.append(opened)
        return opened.element

    def line(self) -> None:
        """Begin a new line inside a leaf that has words already."""
        self.flush()
        leaf = self.top.element
        last = leaf[-1] if len(leaf) else None
        words = leaf.text if last is None else last.tail
        if (words or "").strip() or (last is not None and last.tag != "br"):
            self.add("br", {})

    def close(self) -> None:
        """Close the innermost element of Markdown's, and what is still open inside it."""
        while not self.top.markdown:
            self._abandon_wrapper()
        self._pop()

    def close_raw(self, name: str) -> None:
        """Close the innermost element that the raw tag `name` opened, if there is one."""
        for depth in range(len(self._stack) - 1, 0, -1):
            if self._stack[depth].markdown:
                return
            if self._stack[depth].name == name:
                self._cut(depth + 1)
                self._pop()
                return

    def end_paragraph(self) -> None:
        """Close the paragraph around this place, unless it is one of Markdown's."""
        for depth in range(len(self._stack) - 1, 0, -1):
            opened = self._stack[depth]
            if opened.markdown:
                return
            if opened.tag == "p" and not opened.flat:
                self._cut(depth)
                return

    def end_html(self) -> None:
        """End what ends with a block of HTML; note what the wrappers left open hold so far."""
        for depth in range(len(self._stack) - 1, 0, -1):
            if self._stack[depth].markdown:
                break
            if self._stack[depth].tag in LEAVES - _CELLS and not self._stack[depth].flat:
                self._cut(depth)
        self.flush()
        for opened in self._stack:
            if opened.own < 0:
                opened.own = len(opened.element)

    def end_structure(self) -> None:
        """Close raw lists and tables that have no item or cell open for a block of Markdown's."""
        while self.top.tag in STRUCTURE and not self.top.markdown:
            self._abandon()

    def fits(self, tag: str) -> bool:
        """Whether an element that stands in certain others only may stand here."""
        return self.top.tag in NEEDS.get(tag, ())

    def close_siblings(self, tag: str) -> None:
        """Close what HTML closes by itself before `tag`, if that leads to a place for it."""
        for depth in range(len(self._stack) - 1, -1, -1):
            opened = self._stack[depth]
            if opened.tag in NEEDS[tag] and not opened.flat:
                self._cut(depth + 1)
                return
            if opened.markdown or not (opened.implied or opened.tag in OPTIONAL_END):
                return

    def make_room(self, tag: str, at: int) -> None:
        """Bring about a place where an element may stand: end a paragraph, open a wrapper."""
        if tag in PHRASING:
            self.shelter(at)
            return
        self.end_paragraph()
        while (wrapper := _WRAPPER.get(self.top.tag)) and not self.fits(tag):
            self.open(Opened(self.root, wrapper, at, implied=True), {})

    def shelter(self, at: int) -> None:
        """Bring about a place where words may stand."""
        while not self.top.leaf:
            wrapper = _WRAPPER.get(self.top.tag, "p")
            element = self.open(Opened(self.root, wrapper, at, implied=True), {})
            if wrapper == "p":
                self.implied.add(element)

    def _cut(self, depth: int) -> None:
        while len(self._stack) > depth:
            self._abandon()

    def _pop(self) -> None:
        self.flush()
        if self._stack.pop().flat:
            self.line()

    def _abandon(self) -> Opened:
        """Close the innermost element, whose end is missing."""
        self.flush()
        opened = self._stack.pop()
        if not (opened.implied or opened.flat or opened.tag in OPTIONAL_END):
            self._unclosed(opened.name, opened.at)
        return opened

    def _abandon_wrapper(self) -> None:
        """Close the innermost element, whose end never comes: later blocks are no part of it."""
        opened = self._abandon()
        if opened.own >= 0 and not opened.leaf:
            later = opened.element[opened.own :]
            del opened.element[opened.own :]
            for element in later:
                self.top.element.extend(_freed(element))


def _freed(element: Element) -> list[Element]:
    """What an element is outside the list or table it stood in: its blocks, or a paragraph."""
    if element.tag not in NEEDS or element.tag in PHRASING:
        return [element]
    if element.tag in LEAVES:
        element.tag = "p"
        return [element]
    return [freed for child in element for freed in _freed(child)]
