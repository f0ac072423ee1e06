"""The terms of the whole book behind its last chapter: the merged glossary, an index for print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from publisher.language import Language
from publisher.model import (
    Bilingual,
    Book,
    GlossaryGroup,
    IndexGroup,
    IndexLine,
    MergedEntry,
    Name,
    Occurrence,
    Order,
    Sense,
)
from publisher.typeset.blocks import in_language, script_of, separated, span, spans
from publisher.xhtml import Element, Node, element

GLOSSARY = Bilingual("Glossary", "名词解析")
INDEX = Bilingual("Index", "索引")
_TONGUES = {Language.EN: "英文", Language.ZH: "中文"}
_MOST_IN_A_NAME = 40


class _Posts:
    """What the posts of a book are called, by their anchors."""

    def __init__(self, book: Book) -> None:
        called = {
            c.post.anchor: c.post.meta.title or Bilingual(en=c.post.slug) for c in book.chapters
        }
        words = {anchor: title.pick(Language.ZH) for anchor, title in called.items()}
        self.titles = {anchor: span(said, script_of(said)) for anchor, said in words.items()}
        """Each in one language, Chinese where it has one."""

        self.quoted = {anchor: f"《{said[:_MOST_IN_A_NAME]}》" for anchor, said in words.items()}
        """Each as part of a spoken name."""


# -- names -----------------------------------------------------------------------------------------


def _name(words: str, language: Language, tag: str) -> Element:
    return in_language(element(tag, None, words), language)


def _names(entry: MergedEntry, first: Language) -> tuple[Node, ...]:
    """Both preferred names; the first is the one that the order of the entries goes by."""
    names = [(entry.names.get(lang), lang) for lang in (first, first.other)]
    present = [(words, lang) for words, lang in names if words]
    lead = _name(*present[0], "dfn")
    return (lead, *(node for row in present[1:] for node in (" ", _name(*row, "span"))))


def _aliases(names: tuple[Name, ...]) -> Element | None:
    if not names:
        return None
    listed = [node for name in names for node in ("、", _name(name.text, name.language, "span"))]
    return element("p", {"class": "aliases", "lang": Language.ZH.tag}, "又称", *listed[1:], "。")


# -- definitions and mentions ----------------------------------------------------------------------


def _bare(node: Node) -> Node:
    """A definition's content without ids and links: they are the post's own entry's."""
    if isinstance(node, str):
        return node
    children = tuple(_bare(child) for child in node.children)
    if node.tag == "a":
        return element("span", None, *children) if children else ""
    attrs = {name: value for name, value in node.attrs if name != "id"}
    return element(node.tag, attrs, *children)


def _sense(sense: Sense, posts: _Posts, *, is_disputed: bool) -> Iterator[Element]:
    """A definition; where there are several, each with the posts that give it."""
    for found in sense.definitions:
        content = tuple(node for child in found.content if (node := _bare(child)))
        yield in_language(element("p", {"class": "sense"}, *content), found.language)
    if is_disputed and sense.posts:
        titles = [node for post in sense.posts for node in ("、", posts.titles[post])]
        attrs = {"class": "given-by", "lang": Language.ZH.tag}
        yield element("p", attrs, "——", *titles[1:])


def _mention(found: Occurrence, number: int, name: str) -> Element:
    attrs = {"class": "to-mention", "href": f"#{found.mention.id}", "aria-label": name}
    return element("a", attrs, str(number))


def _mentions(entry: MergedEntry, posts: _Posts) -> Element | None:
    """Links to all mentions, post by post; in print a list of pages takes their place."""
    out: list[Node] = []
    for post, rows in groupby(entry.mentions, key=lambda row: row[0]):
        out += [*([" "] if out else []), element("span", {"class": "post"}, posts.titles[post])]
        for number, (_, found) in enumerate(rows, 1):
            tongue = _TONGUES[found.language]
            name = f"{entry.label}：{posts.quoted[post]}第 {number} 处（{tongue}）"
            out += [" ", _mention(found, number, name)]
    attrs = {"class": "backs mentions", "lang": Language.ZH.tag}
    return element("p", attrs, *out) if out else None


def _entry(entry: MergedEntry, first: Language, posts: _Posts) -> Element:
    separator = separated("：")
    names = _names(entry, first)
    has_more = bool(entry.senses or entry.aliases)
    head = element("dt", {"epub:type": "glossterm"}, *names, separator if has_more else None)
    senses = [
        paragraph
        for sense in entry.senses
        for paragraph in _sense(sense, posts, is_disputed=entry.is_disputed)
    ]
    body = element(
        "dd",
        {"epub:type": "glossdef"},
        _aliases(entry.aliases),
        *senses,
        _mentions(entry, posts),
    )
    return element("div", {"class": "entry", "id": entry.anchor}, head, body)


def _group(group: GlossaryGroup, first: Language, posts: _Posts) -> Iterator[Element]:
    if group.head:
        attrs = {"class": "group-head", "lang": Language.ZH.tag}
        yield element("h2", attrs, group.head)
    yield element("dl", None, *(_entry(entry, first, posts) for entry in group.entries))


def has_merged(book: Book) -> bool:
    """Whether a glossary of the whole book has anything to add: terms stand in several posts."""
    return sum(1 for chapter in book.chapters if chapter.entries) > 1


def merged_glossary(book: Book) -> Element:
    """Every term of the book with its names, definitions and mentions, under its group's head.

    Links lead from here to the mentions and never back: a word in the text leads to the glossary
    of its own post.
    """
    posts, order = _Posts(book), book.meta.order
    first = book.glossary.leading or order.languages[0]
    head = {"class": "pair-title", "id": "glossary--title"}
    attrs = {
        "class": "glossary merged",
        "id": "glossary",
        "epub:type": "glossary",
        "role": "doc-glossary",
        "aria-labelledby": "glossary--title",
    }
    groups = [node for group in book.glossary.groups for node in _group(group, first, posts)]
    return element("section", attrs, element("h1", head, *spans(GLOSSARY, order)), *groups)


# -- the index -------------------------------------------------------------------------------------


def _line(line: IndexLine) -> Element:
    name = in_language(element("span", {"class": "name"}, line.name), line.language)
    if line.see:
        see = element("span", {"lang": Language.ZH.tag}, " 见 ")
        words = in_language(
            element("a", {"href": f"#index--{line.entry}"}, line.see), script_of(line.see)
        )
        return element("li", None, name, see, words)
    links = [
        element("a", {"href": f"#{target}"}, str(number))
        for number, target in enumerate(line.targets, 1)
    ]
    pages = element("p", {"class": "backs plain"}, *links) if links else None
    return element("li", {"id": f"index--{line.entry}"}, name, " ", pages)


def _index_group(group: IndexGroup) -> Iterator[Element]:
    if group.head:
        yield element("h2", {"class": "group-head", "lang": Language.ZH.tag}, group.head)
    yield element("ul", None, *(_line(line) for line in group.lines))


def book_index(groups: Iterable[IndexGroup], order: Order) -> Element:
    """Every name of every term with the pages it is mentioned on, or with the name to look under.

    For print alone: a screen has no pages.
    """
    head = {"class": "pair-title", "id": "index--title"}
    attrs = {"class": "index", "id": "index", "role": "doc-index"}
    parts = [node for group in groups for node in _index_group(group)]
    return element("section", attrs, element("h1", head, *spans(INDEX, order)), *parts)
