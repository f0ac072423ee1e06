"""The structure tree of a PDF: what is read aloud, in which order, in which language.

WeasyPrint makes a tree of boxes: a paragraph over two pages becomes two, nothing has a language,
and a glossary is a list of things that are no list items. This tree is made of the elements of the
book instead, one node for each, and takes the place of WeasyPrint's while a PDF is printed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element

import pydyf
import weasyprint.pdf
from weasyprint.formatting_structure import boxes

from publisher.write.pdf.composition import KNOWN_VERSION
from publisher.write.pdf.roles import GROUPS, INLINE, role_of

_PRINTED = 4
"""The flag of an annotation that is there on paper as well (ISO 19005-2, 6.3.2)."""

_ARTIFACT = "/Artifact"
_HEAD = pydyf.Dictionary({"Type": "/Pagination"})
_CELLS = {"TH": "Column", "TD": ""}


@dataclass(slots=True)
class _Mark:
    """A run of marked content on a page, or (`annotation`) a link's place to touch."""

    page: int
    number: int = 0
    annotation: Any = None


@dataclass(slots=True)
class _Node:
    """One element of the structure tree, while it is built."""

    role: str
    parent: _Node | None
    language: str
    element: Element | None = None
    kids: list[_Node | _Mark] = field(default_factory=list)
    dictionary: Any = None

    def child(self, role: str, element: Element | None = None, language: str = "") -> _Node:
        """A new last child."""
        made = _Node(role, self, language or self.language, element)
        self.kids.append(made)
        return made


# -- elements → nodes ------------------------------------------------------------------------------


class _Tree:
    """The structure tree of one document, grown as its boxes are met page by page."""

    def __init__(self, root: Element) -> None:
        self._above = {child: parent for parent in root.iter() for child in parent}
        self._nodes: dict[Element, _Node] = {}
        self._heading = 0
        self.root = _Node("Document", None, root.get("lang") or "en", root)
        self._nodes[root] = self.root

    def ancestors(self, element: Element) -> Iterator[Element]:
        """An element and all around it, from the inside out."""
        step: Element | None = element
        while step is not None:
            yield step
            step = self._above.get(step)

    def _language(self, element: Element) -> str:
        found = (step.get("lang") for step in self.ancestors(element))
        return next((tag for tag in found if tag), self.root.language)

    def _in_contents(self, element: Element) -> bool:
        classes = (step.get("class", "").split() for step in self.ancestors(element))
        return any("contents" in words for words in classes)

    def node(self, element: Element) -> _Node:
        """The node that holds the content of an element."""
        if element not in self._nodes:
            above = self._above.get(element)
            self._nodes[element] = self._made(
                element, self.root if above is None else self.node(above)
            )
        return self._nodes[element]

    def _made(self, element: Element, around: _Node) -> _Node:
        tag = str(element.tag)
        role = role_of(tag, element.attrib, around.role, in_contents=self._in_contents(element))
        language = self._language(element)
        if not role and language != around.language:
            role = "Span"
        if not role:
            return around
        return self._placed(role, element, language, around)

    def _placed(self, role: str, element: Element, language: str, around: _Node) -> _Node:
        if role in {"LI", "TOCI"}:
            return self._item(role, element, language, around)
        if role in {"Lbl", "LBody"} and around.role == "L":
            return self._described(role, element, language, around)
        if role == "Link" and around.role == "TOCI":
            around = around.child("Reference")
        if role in INLINE and around.role in GROUPS:
            around = _paragraph(around)
        if role[0] == "H" and role[1:].isdigit():
            self._heading = min(int(role[1:]), self._heading + 1)
            role = f"H{self._heading}"
        return around.child(role, element, language)

    def _item(self, role: str, element: Element, language: str, around: _Node) -> _Node:
        """An item holds its number or dot in a Lbl, and all else in a LBody."""
        item = around.child(role, element, language)
        is_entry = str(element.tag) == "div"
        return item if role == "TOCI" or is_entry else item.child("LBody", element)

    def _described(self, role: str, element: Element, language: str, around: _Node) -> _Node:
        """A term straight in a list opens an item, which takes its definitions as well."""
        last = around.kids[-1] if around.kids else None
        is_open = isinstance(last, _Node) and last.role == "LI"
        is_new = (
            role == "Lbl"
            and is_open
            and any(
                isinstance(kid, _Node) and kid.role == "LBody"
                for kid in last.kids  # type: ignore[union-attr]  # is_open says that it is a node
            )
        )
        item = last if is_open and not is_new and isinstance(last, _Node) else around.child("LI")
        return item.child(role, element, language)

    def label(self, element: Element) -> _Node:
        """The node for the number or dot before an item."""
        body = self.node(element)
        item = body.parent if body.role == "LBody" and body.parent else body
        if not (item.kids and isinstance(item.kids[0], _Node) and item.kids[0].role == "Lbl"):
            item.kids.insert(0, _Node("Lbl", item, item.language))
        first = item.kids[0]
        return first if isinstance(first, _Node) else item

    def link(self, element: Element) -> _Node:
        """The node of the link that an element is, or stands in."""
        for step in self.ancestors(element):
            if step.tag == "a" and (node := self.node(step)).role == "Link":
                return node
        return _paragraph(self.node(element)).child("Link", element)


def _paragraph(around: _Node) -> _Node:
    """Where words straight inside a group go: into a paragraph of their own."""
    if around.role not in GROUPS:
        return around
    last = around.kids[-1] if around.kids else None
    if isinstance(last, _Node) and last.role == "P" and last.element is None:
        return last
    return around.child("P")


# -- boxes → marks ---------------------------------------------------------------------------------


def _flow(box: Any) -> Iterator[Any]:  # noqa: ANN401  # WeasyPrint comes without types
    """Every box of a page but those in its margins, in the order of the document."""
    if isinstance(box, boxes.MarginBox):
        return
    box = getattr(box, "_box", box)
    yield box
    for child in getattr(box, "children", ()):
        yield from _flow(child)


def _marked(stream: Any, marks: Mapping[int, str]) -> None:  # noqa: ANN401  # as above
    """Rewrite marked content as artifacts: by its number, of which kind."""
    items = stream.stream
    for place, item in enumerate(items):
        if isinstance(item, pydyf.Dictionary) and item.get("MCID") in marks:
            items[place - 1] = _ARTIFACT
            items[place] = marks[item["MCID"]]


def _is_seen_before(tree: _Tree, element: Element, page: int, heads: dict[Element, int]) -> bool:
    """Whether this stands in the head of a table that is printed again on another page.

    Told cell by cell: on facing pages one head has cells on either.
    """
    cell = None
    for step in tree.ancestors(element):
        cell = step if step.tag in {"th", "td"} else cell
        if step.tag in {"thead", "tfoot"}:
            return heads.setdefault(step if cell is None else cell, page) != page
    return False


class _Reader:
    """Reads the pages of a document into its structure tree."""

    def __init__(self, document: Any) -> None:  # noqa: ANN401  # WeasyPrint comes without types
        first = document.pages[0]._page_box.children[0]  # noqa: SLF001  # no public way to boxes
        self.tree = _Tree(first.element)
        self._heads: dict[Element, int] = {}

    def _home(self, box: Any) -> _Node:  # noqa: ANN401  # as above
        if str(box.element_tag).endswith("::marker"):
            return self.tree.label(box.element)
        return _paragraph(self.tree.node(box.element))

    def _is_artifact(self, box: Any, page: int) -> bool:  # noqa: ANN401  # as above
        if box.element is None:
            return True
        is_bare = isinstance(box, boxes.ReplacedBox) and not box.element.get("alt")
        return is_bare or _is_seen_before(self.tree, box.element, page, self._heads)

    def read(self, page: Any, number: int, stream: Any) -> None:  # noqa: ANN401  # as above
        """Put what a page shows into the tree, and call the rest artifacts."""
        left = dict(stream._tags)  # noqa: SLF001  # what the page has marked
        artifacts: dict[int, Any] = {}
        for box in _flow(page._page_box):  # noqa: SLF001  # no public way to boxes
            if box in left:
                mark = left.pop(box)["mcid"]
                if self._is_artifact(box, number):
                    artifacts[mark] = pydyf.Dictionary({"Type": "/Layout"})
                else:
                    self._home(box).kids.append(_Mark(number, mark))
            if box.link_annotation is not None and box.element is not None:
                self.tree.link(box.element).kids.append(
                    _Mark(number, annotation=box.link_annotation)
                )
        artifacts |= {kept["mcid"]: _HEAD for kept in left.values()}
        _marked(stream, artifacts)


# -- nodes → PDF -----------------------------------------------------------------------------------


def _words(element: Element) -> str:
    return " ".join("".join(element.itertext()).replace("\u00ad", "").split())


def _name(element: Element, link: pydyf.Dictionary) -> str:
    """What is said of a link by itself: its label, its words, or its address."""
    return element.get("aria-label") or _words(element) or str(link.get("Contents", ""))


def _attributes(node: _Node) -> dict[str, Any]:
    """What a node says beside its content: its id, its other text, the span of a cell."""
    element, said = node.element, dict[str, Any]()
    if element is None:
        return said
    if node.role == "Note":
        said["ID"] = pydyf.String(element.get("id", ""))
    if node.role == "Figure":
        said["Alt"] = pydyf.String(element.get("alt", ""))
    if node.role in _CELLS:
        table = pydyf.Dictionary({"O": "/Table"})
        scope = "Row" if element.get("scope") == "row" else _CELLS[node.role]
        spans = {"ColSpan": element.get("colspan", "1"), "RowSpan": element.get("rowspan", "1")}
        table.update(
            {key: int(span) for key, span in spans.items() if span.isdigit() and span != "1"}
        )
        if scope:
            table["Scope"] = f"/{scope}"
        said["A"] = table
    return said


class _Writer:
    """Writes a structure tree into a PDF."""

    def __init__(self, pdf: pydyf.PDF) -> None:
        self._pdf = pdf
        self._pages: dict[int, dict[int, Any]] = {}
        self._links: list[tuple[Any, Any]] = []

    def _mark(self, node: _Node, mark: _Mark) -> Any:  # noqa: ANN401  # pydyf comes without types
        page = self._pdf.page_references[mark.page]
        if mark.annotation is None:
            self._pages.setdefault(mark.page, {})[mark.number] = node.dictionary.reference
            return pydyf.Dictionary({"Type": "/MCR", "Pg": page, "MCID": mark.number})
        self._links.append((mark.annotation, node.dictionary.reference))
        if node.element is not None:
            mark.annotation["Contents"] = pydyf.String(_name(node.element, mark.annotation))
        mark.annotation["F"] = _PRINTED
        return pydyf.Dictionary({"Type": "/OBJR", "Pg": page, "Obj": mark.annotation.reference})

    def write(self, node: _Node, above: Any) -> Any:  # noqa: ANN401  # as above
        """Write a node and all below it; gives the reference to it."""
        words = {"Type": "/StructElem", "S": f"/{node.role}", "P": above, **_attributes(node)}
        around = node.parent.language if node.parent else ""
        if node.role not in INLINE or node.language != around:
            words["Lang"] = pydyf.String(node.language)
        node.dictionary = pydyf.Dictionary(words)
        self._pdf.add_object(node.dictionary)
        own = node.dictionary.reference
        node.dictionary["K"] = pydyf.Array(
            [
                self._mark(node, kid) if isinstance(kid, _Mark) else self.write(kid, own)
                for kid in node.kids
            ]
        )
        return own

    def parents(self, pages: int) -> pydyf.Array:
        """The way back: from the numbers on each page, and from each link, to their nodes."""
        numbers = pydyf.Array()
        for page in range(pages):
            marks = self._pages.get(page, {})
            row = [marks.get(n, "null") for n in range(max(marks, default=-1) + 1)]
            numbers.extend((page, pydyf.Array(row)))
        for key, (annotation, reference) in enumerate(self._links, pages):
            annotation["StructParent"] = key
            numbers.extend((key, reference))
        return numbers


def _tag(pdf: pydyf.PDF, document: Any, _version: object, streams: list[Any]) -> None:  # noqa: ANN401  # as above
    """Give a PDF its structure tree; stands in for `weasyprint.pdf.tags.add_tags`."""
    reader, writer = _Reader(document), _Writer(pdf)
    for number, (page, stream) in enumerate(zip(document.pages, streams, strict=True)):
        reader.read(page, number, stream)
    parents = pydyf.Dictionary()
    pdf.add_object(parents)
    root = pydyf.Dictionary({"Type": "/StructTreeRoot", "ParentTree": parents.reference})
    pdf.add_object(root)
    root["K"] = pydyf.Array([writer.write(reader.tree.root, root.reference)])
    parents["Nums"] = writer.parents(len(streams))
    root["ParentTreeNextKey"] = len(parents["Nums"]) // 2
    pdf.catalog["StructTreeRoot"] = root.reference
    pdf.catalog["ViewerPreferences"] = pydyf.Dictionary({"DisplayDocTitle": "true"})
    pdf.catalog["MarkInfo"] = pydyf.Dictionary({"Marked": "true"})


@contextmanager
def tagged() -> Iterator[None]:
    """While this is open, what WeasyPrint prints gets the structure tree of this project.

    Of a version that was never measured, WeasyPrint's own tree is kept.
    """
    if weasyprint.__version__ != KNOWN_VERSION:
        yield
        return
    theirs: Callable[..., None] = weasyprint.pdf.add_tags
    weasyprint.pdf.add_tags = _tag
    try:
        yield
    finally:
        weasyprint.pdf.add_tags = theirs
