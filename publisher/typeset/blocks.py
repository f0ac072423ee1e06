"""One block of a post as an element of a page: its language, its classes, nothing of its place."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from publisher.language import Language, han_count, language_of
from publisher.model import Bilingual, Block, Kind, Order
from publisher.titles import split_title
from publisher.typeset.highlighting import highlighted
from publisher.typeset.spacing import space
from publisher.xhtml import Element, Node, element, text, with_attrs, with_children

_DEEPEST = 6
_SHORT = 8
"""Lines up to which code stays on one page."""

_CELLS = frozenset({"td", "th"})
_OF_NO_LANGUAGE = frozenset({Kind.CODE, Kind.FORMULA, Kind.IMAGE, Kind.RULE})


def with_class(node: Element, *names: str) -> Element:
    """Copy an element with more words in its class."""
    words = dict.fromkeys((*node.classes, *names))
    return with_attrs(node, class_=" ".join(words))


def in_language(node: Element, language: Language) -> Element:
    """Copy an element, tagged with its language and its content fitted for it."""
    tagged = with_class(with_attrs(node, lang=language.tag), language.value)
    return with_children(tagged, *space(node.children, language))


def span(value: str | tuple[Node, ...], language: Language) -> Element:
    """A run of one language."""
    content = (value,) if isinstance(value, str) else value
    return in_language(element("span", None, *content), language)


def spans(value: Bilingual, order: Order) -> tuple[Node, ...]:
    """A bilingual text as one or two runs with a space between, in the book's order."""
    runs = [span(value.get(lang), lang) for lang in order.languages if value.get(lang)]
    return (runs[0], " ", runs[1]) if len(runs) == len(Language) else tuple(runs)


def rank(block: Block) -> int:
    """Level of a heading on the page: the post's title has the first for itself."""
    return max(2, min(int(block.element.tag[1:]), _DEEPEST))


def heading(sides: dict[Language, Block], order: Order) -> Element:
    """A heading in one or two languages as one element; each side keeps its id."""
    present = [lang for lang in order.languages if lang in sides]
    first = sides[present[0]]
    tag = f"h{rank(first)}"
    if len(present) == 1:
        shell = with_attrs(first.element, class_="single-title")
        return in_language(replace(shell, tag=tag), present[0])
    second = sides[present[1]]
    runs = [span(sides[lang].element.children, lang) for lang in present]
    runs[1] = with_attrs(runs[1], id=second.element.get("id") or None)
    attrs = {"class": "pair-title", "id": first.element.get("id")}
    return element(tag, {k: v for k, v in attrs.items() if v}, runs[0], " ", runs[1])


def _cell(node: Node, fallback: Language | None) -> Node:
    if isinstance(node, str) or node.tag not in _CELLS:
        return node
    language = language_of(text(node, frozenset({"code", "math"}))) or fallback
    return node if language is None else in_language(node, language)


def row(block: Block, language: Language | None = None) -> Element:
    """A table row; each cell takes the language of its own letters, else that of the row."""
    cells = tuple(_cell(node, language) for node in block.element.children)
    shell = with_children(block.element, *cells)
    return shell if language is None else with_attrs(shell, lang=language.tag)


def is_header(node: Node) -> bool:
    """Whether a row is made of header cells only."""
    if isinstance(node, str):
        return False
    cells = [cell.tag for cell in node.children if isinstance(cell, Element)]
    return bool(cells) and set(cells) == {"th"}


def table(shell: Element, rows: Iterable[Node]) -> Element:
    """A table with its leading header rows in a `thead`."""
    listed = list(rows)
    heads = next((i for i, node in enumerate(listed) if not is_header(node)), len(listed))
    head = element("thead", None, *listed[:heads]) if heads else None
    body = element("tbody", None, *listed[heads:]) if listed[heads:] else None
    return with_children(shell, head, body)


def _caption(node: Element, order: Order) -> Element:
    """A caption `EN | 中文` as two runs; one in a single language as one."""
    words = text(node)
    sides = split_title(words)
    if sides.en and sides.zh:
        return with_children(node, *spans(sides, order))
    language = language_of(words)
    return node if language is None else in_language(node, language)


def _figure(node: Element, order: Order) -> Element:
    children = tuple(
        _caption(child, order)
        if isinstance(child, Element) and child.tag == "figcaption"
        else child
        for child in node.children
    )
    return with_class(with_children(node, *children), "figure")


def _code(block: Block) -> Element:
    if block.kind is not Kind.CODE:
        return block.element
    is_short = text(block.element).strip("\n").count("\n") < _SHORT
    return with_class(highlighted(block.element), *("code", "short")[: 1 + is_short])


def whole(block: Block, language: Language | None, order: Order) -> Element:
    """A block with everything in it, as it stands in its post.

    `language` is None for what belongs to both languages; then each part takes the language of
    its own letters where they decide it.
    """
    if block.kind is Kind.ROW:
        return row(block, language)
    if block.kind in _OF_NO_LANGUAGE:
        return _figure(block.element, order) if block.kind is Kind.IMAGE else _code(block)
    if block.children:
        parts = [whole(child, language, order) for child in block.children]
        is_table = block.kind is Kind.TABLE
        return table(block.element, parts) if is_table else with_children(block.element, *parts)
    tongue = language or block.language or language_of(text(block.element))
    if block.kind is Kind.HEADING and tongue is not None:
        return heading({tongue: block}, order)
    return block.element if tongue is None else in_language(block.element, tongue)


def separated(mark: str) -> Element:
    """What stands between a term and its definition; a full-width mark brings its own air."""
    is_wide = mark.rstrip().endswith("：")
    return element("span", {"class": "separator wide" if is_wide else "separator"}, mark)


def script_of(words: str) -> Language:
    """Language of a short text by its script: Chinese where it holds any Han."""
    return Language.ZH if han_count(words) else Language.EN


def paragraphs(value: Bilingual, name: str, order: Order) -> list[Node]:
    """A paragraph of the class `name` for each language that a text has."""
    return [
        in_language(element("p", {"class": name}, value.get(lang)), lang)
        for lang in order.languages
        if value.get(lang)
    ]


def plain(words: str, name: str) -> Element | None:
    """A paragraph of the class `name` in the language of its script; None without words."""
    if not words:
        return None
    return in_language(element("p", {"class": name}, words), script_of(words))
