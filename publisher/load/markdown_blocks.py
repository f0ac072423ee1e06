"""From the tree to the frozen blocks that the other stages know."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final
from xml.etree.ElementTree import Element as Branch

from publisher.language import Language, belies, language_of
from publisher.load.markdown_source import Reading
from publisher.load.sanitize import PHRASING
from publisher.model import Block, Kind
from publisher.problems import Place
from publisher.xhtml import Element, Node, element

_LEAVES: Final = {"dt": Kind.TERM, "summary": Kind.CAPTION}
_CAPTIONS: Final = frozenset({"caption", "figcaption"})
_CONTAINERS: Final = {
    "blockquote": Kind.QUOTE,
    "dd": Kind.DEFINITION,
    "dl": Kind.DEFINITIONS,
    "li": Kind.ITEM,
    "ol": Kind.LIST,
    "ul": Kind.LIST,
}
_SECTIONS: Final = {"details": "details"}
_HEADING = re.compile(r"h[1-6]")
_NOT_PROSE: Final = frozenset({"code", "kbd", "math", "samp", "var"})
_PARTED: Final = frozenset({"figure", "pre"})
_DISSOLVED: Final = frozenset({"figcaption", "figure", "pre"})
# What a shortcode puts into a paragraph stands beside it; in a heading or cell its words stay.

_ROW_GROUPS: Final = frozenset({"table", "thead", "tbody", "tfoot"})


class _Blocks:
    """The conversion of one post's tree."""

    def __init__(self, reading: Reading) -> None:
        self._places, self._ends = reading.places, reading.ends
        self._implied = reading.implied
        self._kinds: dict[str, Callable[[Branch, Language | None, Place], Iterator[Block]]] = {
            "p": self._paragraph,
            "pre": self._code,
            "hr": self._rule,
            "table": self._table,
            "figure": self._figure,
            "footnote": self._nothing,
        }

    def children(
        self, parent: Branch, language: Language | None, place: Place
    ) -> tuple[Block, ...]:
        """The blocks that stand in an element; `place` serves those whose own is not known."""
        return tuple(
            block for child in _sheltered(parent) for block in self._block(child, language, place)
        )

    def _block(self, branch: Branch, outer: Language | None, around: Place) -> Iterator[Block]:
        place = self._places.get(branch, around)
        language = _marked_language(branch) or outer
        special = self._kinds.get(branch.tag)
        if special:
            yield from special(branch, language, place)
        elif _HEADING.fullmatch(branch.tag):
            yield _leaf(Kind.HEADING, branch, language, place)
        elif branch.tag in _CAPTIONS:
            yield from _words(branch, language, place)
        elif branch.tag in _LEAVES:
            yield _leaf(_LEAVES[branch.tag], branch, language, place)
        elif branch.tag in _CONTAINERS:
            yield from self._container(branch, language, place)
        else:
            yield from self._section(branch, language, place)

    def _nothing(self, branch: Branch, language: Language | None, place: Place) -> Iterator[Block]:  # noqa: ARG002 -- as its neighbours
        yield from ()

    def _container(
        self, branch: Branch, language: Language | None, place: Place
    ) -> Iterator[Block]:
        inner = self.children(branch, language, place)
        if inner or branch.tag in {"li", "dd", "blockquote"}:
            shell = Element(branch.tag, _attributes(branch))
            yield Block(_CONTAINERS[branch.tag], shell, place, language, inner)

    def _section(self, branch: Branch, language: Language | None, place: Place) -> Iterator[Block]:
        """A wrapper; one that holds nothing but words is a paragraph."""
        inner = self.children(branch, language, place)
        attributes = _attributes(branch)
        bare = branch.tag != "details" and len(branch) == 1 and branch[0] in self._implied
        if bare and len(inner) == 1 and inner[0].kind is Kind.PARAGRAPH:
            yield replace(inner[0], element=replace(inner[0].element, attrs=attributes))
        elif inner:
            shell = Element(_SECTIONS.get(branch.tag, "div"), attributes)
            first = sorted(inner, key=lambda block: block.kind is not Kind.CAPTION)
            yield Block(Kind.SECTION, shell, place, language, tuple(first))
        elif branch.get("id"):
            yield Block(Kind.PARAGRAPH, Element("p", attributes), place, language)

    def _paragraph(
        self, branch: Branch, language: Language | None, place: Place
    ) -> Iterator[Block]:
        """A paragraph; figures and code that a shortcode put in it stand beside its words."""
        if not any(child.tag in _PARTED for child in branch):
            yield from _words(branch, language, place)
            return
        run, at = Branch("p", dict(branch.attrib)), place
        run.text = branch.text
        for child in branch:
            if child.tag not in _PARTED:
                run.append(child)
                continue
            yield from _words(run, language, at)
            yield from self._block(child, language, at)
            at = self._ends.get(child, at)
            run = Branch("p")
            run.text, child.tail = child.tail, None
        yield from _words(run, language, at)

    def _code(self, branch: Branch, language: Language | None, place: Place) -> Iterator[Block]:  # noqa: ARG002 -- as its neighbours
        inner = branch.find("code")
        named = inner.get("class", "") if inner is not None else ""
        text = "".join(branch.itertext())
        text = text.removeprefix("\n") if branch.text else text
        code = element("code", {"class": named} if named.startswith("language-") else {}, text)
        yield Block(Kind.CODE, Element("pre", (), (code,)), place)

    def _rule(self, branch: Branch, language: Language | None, place: Place) -> Iterator[Block]:  # noqa: ARG002 -- as its neighbours
        yield Block(Kind.RULE, Element("hr", _attributes(branch)), place)

    def _table(self, branch: Branch, language: Language | None, place: Place) -> Iterator[Block]:
        """A table; its caption is a paragraph above it."""
        for caption in branch.findall("caption"):
            yield from self._block(caption, language, place)
        if rows := tuple(self._rows(branch, language, place)):
            shell = Element("table", _attributes(branch))
            yield Block(Kind.TABLE, shell, place, language, rows)

    def _rows(self, branch: Branch, language: Language | None, around: Place) -> Iterator[Block]:
        for child in branch:
            place = self._places.get(child, around)
            own = _marked_language(child) or language
            if child.tag in _ROW_GROUPS:
                yield from self._rows(child, own, place)
            elif child.tag == "tr" and len(child):
                yield _leaf(Kind.ROW, child, own, place)

    def _figure(self, branch: Branch, language: Language | None, place: Place) -> Iterator[Block]:
        """A figure of images with a caption; one of anything else is a section."""
        if branch.get("class") == "formula":
            shell = element("figure", dict(branch.attrib), *_trimmed(_nodes(branch))[0])
            yield Block(Kind.FORMULA, shell, place)
            return
        caption = branch.find("figcaption")
        rest = [child for child in branch if child is not caption]
        if not _holds_images(rest) or (branch.text or "").strip():
            yield from self._section(branch, language, place)
            return
        pictures = Branch("figure", dict(branch.attrib))
        for child in rest:
            pictures.extend(list(child) if child.tag == "p" else [child])
        yield _image(pictures, caption, language, place)


def _sheltered(parent: Branch) -> Iterator[Branch]:
    """The blocks in an element; words that stand between them are a paragraph."""
    run = Branch("p")
    run.text = parent.text
    for child in parent:
        if child.tag in PHRASING or child.tag == "math":
            run.append(child)
            continue
        if len(run) or (run.text or "").strip():
            yield run
        run = Branch("p")
        run.text, child.tail = child.tail, None
        yield child
    if len(run) or (run.text or "").strip():
        yield run


def _marked_language(branch: Branch) -> Language | None:
    """The language that an element's `lang` or class says."""
    words = (branch.get("lang", "").lower().partition("-")[0], *branch.get("class", "").split())
    return next((Language(word) for word in words if word in {"en", "zh"}), None)


def _tongue(marked: Language | None, words: str) -> Language | None:
    """The language that markup says, unless the letters belie it; without markup, theirs."""
    found = language_of(words)
    return found if marked is None or (found is not None and belies(words, marked)) else marked


def _attributes(branch: Branch) -> tuple[tuple[str, str], ...]:
    """The attributes of an element, but for a `lang` that its letters belie."""
    marked = _marked_language(branch) if "lang" in branch.attrib else None
    if marked is None or not belies(_prose(branch), marked):
        return tuple(branch.attrib.items())
    return tuple(pair for pair in branch.attrib.items() if pair[0] != "lang")


def _nodes(branch: Branch) -> list[Node]:
    """The words and elements in a leaf; a figure in a line gives its image and its words."""
    nodes: list[Node] = [branch.text] if branch.text else []
    for child in branch:
        if child.tag in _DISSOLVED or (child.tag == "span" and not child.attrib):
            nodes.extend(_nodes(child))
        else:
            nodes.append(Element(child.tag, _attributes(child), tuple(_nodes(child))))
        if child.tail:
            nodes.append(child.tail)
    return nodes


def _trimmed(nodes: list[Node]) -> tuple[tuple[Node, ...], int]:
    """Nodes without ASCII white space and line breaks around them, and lines lost in front."""
    begin, end, lines = 0, len(nodes), 0
    while begin < end and _is_blank(nodes[begin]):
        lines += _line_ends(nodes[begin])
        begin += 1
    while end > begin and _is_blank(nodes[end - 1]):
        end -= 1
    kept = nodes[begin:end]
    if kept and isinstance(kept[0], str):
        bare = kept[0].lstrip(" \t\n")
        lines += _line_ends(kept[0]) - _line_ends(bare)
        kept[0] = bare
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip(" \t\n")
    return tuple(kept), lines


def _line_ends(node: Node) -> int:
    return node.count("\n") if isinstance(node, str) else 0


def _is_blank(node: Node) -> bool:
    return not node.strip(" \t\n") if isinstance(node, str) else node.tag == "br"


def _prose(branch: Branch) -> str:
    """The words whose letters tell the language."""
    parts = [branch.text or ""]
    for child in branch:
        if child.tag not in _NOT_PROSE and child.get("class") != "mark":
            parts.append(_prose(child))
        parts.append(child.tail or "")
    return "".join(parts)


def _leaf(kind: Kind, branch: Branch, language: Language | None, place: Place) -> Block:
    if kind is Kind.ROW:
        cells = (Element(c.tag, _attributes(c), _trimmed(_nodes(c))[0]) for c in branch)
        whole = Element("tr", _attributes(branch), tuple(cells))
    else:
        nodes, lines = _trimmed(_nodes(branch))
        whole = Element(branch.tag, _attributes(branch), nodes)
        place = replace(place, line=place.line + lines, column=1) if lines else place
    return Block(kind, whole, place, _tongue(language, _prose(branch)))


def _is_image(branch: Branch) -> bool:
    """Whether an element is an image, in a link or paragraph of its own or not."""
    if branch.tag == "img":
        return True
    alone = branch.tag in {"a", "p"} and not (branch.text or "").strip()
    return alone and _holds_images(list(branch))


def _holds_images(branches: list[Branch]) -> bool:
    """Whether there are images here, and nothing else but white space."""
    if any((branch.tail or "").strip() for branch in branches):
        return False
    solid = [branch for branch in branches if branch.tag != "br"]
    return bool(solid) and all(_is_image(branch) for branch in solid)


def _image(
    pictures: Branch, caption: Branch | None, language: Language | None, place: Place
) -> Block:
    """An image block; without a caption of its own the images' titles are the caption."""
    images = [node for node in _nodes(pictures) if isinstance(node, Element) and node.tag != "br"]
    titles: list[Node] = []
    bare = [_without_title(node, titles) for node in images]
    words = _trimmed(_nodes(caption))[0] if caption is not None else tuple(titles[1:])
    prose = (
        _prose(caption) if caption is not None else "".join(t for t in titles if isinstance(t, str))
    )
    under = Element("figcaption", (), words) if words else None
    shell = element("figure", dict(pictures.attrib), *bare, under)
    return Block(Kind.IMAGE, shell, place, language or language_of(prose))


def _without_title(node: Element, titles: list[Node]) -> Element:
    """An image, or a link around one, whose title moves to `titles`."""
    if node.tag != "img":
        inner = tuple(_without_title(c, titles) for c in node.children if isinstance(c, Element))
        return replace(node, children=inner)
    if title := node.get("title"):
        titles.extend((element("br"), title))
    return replace(node, attrs=tuple(pair for pair in node.attrs if pair[0] != "title"))


def _words(branch: Branch, language: Language | None, place: Place) -> Iterator[Block]:
    """A paragraph of words or of images; of nothing at all, no block."""
    if _holds_images(list(branch)) and not (branch.text or "").strip():
        yield _image(branch, None, language, place)
        return
    block = _leaf(Kind.PARAGRAPH, branch, language, place)
    block = replace(block, element=replace(block.element, tag="p"))
    if block.element.children or block.element.get("id"):
        yield block


def blocks(parent: Branch, reading: Reading, around: Place) -> tuple[Block, ...]:
    """The blocks of a tree in order; `around` is where `parent` begins.

    A block's language is what its markup or a wrapper's says, else what its letters tell.
    """
    return _Blocks(reading).children(parent, None, around)
