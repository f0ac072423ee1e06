"""The book for Kobo's own renderer, which it gives to files that end in `.kepub.epub`.

That renderer keeps its place, and what a reader marks, by elements `<span class="koboSpan"
id="kobo.PARAGRAPH.SENTENCE">`; a text without them can be read and neither marked nor found again.
"""

from __future__ import annotations

import re
from dataclasses import replace

from publisher.model import Edition, Sheet, Sheets
from publisher.write.epub.profiles.trees import is_back, with_words
from publisher.xhtml import Element, Node, element

SUFFIX = ".kepub.epub"

_SENTENCE = re.compile(
    r".*?(?:[.!?:;…]+[\"'’”)\]]*(?=\s)\s*|[。！？；：…]+[”’」』）》]*\s*)|.+", re.DOTALL
)
_PARAGRAPHS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd td th figcaption caption pre summary".split())
_LEFT_ALONE = frozenset({"math", "svg"})


class _Spans:
    """Numbers the sentences of one file."""

    def __init__(self) -> None:
        self.paragraph, self.sentence = 0, 0

    def _next(self, *content: Node) -> Element:
        self.sentence += 1
        name = f"kobo.{max(self.paragraph, 1)}.{self.sentence}"
        return element("span", {"class": "koboSpan", "id": name}, *content)

    def _text(self, words: str) -> tuple[Node, ...]:
        if not words.strip():
            return (words,)
        return tuple(self._next(found[0]) for found in _SENTENCE.finditer(words))

    def inside(self, node: Element) -> Element:
        """An element with its sentences marked; a paragraph's count begins anew."""
        if node.tag in _PARAGRAPHS:
            self.paragraph, self.sentence = self.paragraph + 1, 0
        return replace(node, children=tuple(n for c in node.children for n in self._around(c)))

    def _around(self, node: Node) -> tuple[Node, ...]:
        if isinstance(node, str):
            return self._text(node)
        if node.tag in _LEFT_ALONE:
            return (node,)
        # No element may stand inside the link of a term: other readers would not show its entry.
        is_whole = node.tag == "img" or {"term", "noteref"} & set(node.classes)
        return (self._next(node),) if is_whole else (self.inside(node),)


def _plain_arrow(node: Node) -> Node:
    return node.replace("↩", "←").replace("\ufe0e", "") if isinstance(node, str) else node


def _linked(node: Element) -> Element:
    """Kobo shows what a link of the type `endnote` leads to on the page; it has no glyph for ↩."""
    if is_back(node):
        return replace(node, children=tuple(_plain_arrow(child) for child in node.children))
    children = tuple(_linked(c) if isinstance(c, Element) else c for c in node.children)
    node = replace(node, children=children)
    return with_words(node, "epub:type", "endnote") if "term" in node.classes else node


def page(sheet: Sheet, _edition: Edition) -> Element:
    """A page with a span around every sentence, in the two boxes that Kobo pages by."""
    if sheet.kind == "coverpage":  # nothing to mark, nothing to page through
        return sheet.body
    marked = _Spans().inside(_linked(sheet.body))
    inner = element("div", {"id": "book-inner"}, marked)
    return element("div", {"id": "book-columns"}, inner)


def dress(sheets: Sheets) -> Sheets:
    """The book as it is."""
    return sheets
