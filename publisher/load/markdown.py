"""Prose: a post's Markdown, as Hugo reads it, to located blocks; the only importer of `markdown`.

Python-Markdown conducts: preprocessors take out what may not stand in a book and put stand-ins for
shortcodes, the block parser builds the tree, tree processors give ids, marks and links. The
reading of Markdown itself is done by `commonmark`, since Python-Markdown's own rules are not
CommonMark and lose half the list items of real posts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache
from typing import Final
from xml.etree.ElementTree import Element, ElementTree, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.extensions import Extension
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import Registry

from publisher.characters import forbidden
from publisher.load import commonmark, shortcodes
from publisher.load.markdown_blocks import blocks
from publisher.load.markdown_ids import HeadingIds, book_id, book_link, without_marks
from publisher.load.markdown_mending import mend
from publisher.load.markdown_sink import TreeSink
from publisher.load.markdown_source import Placed, Reading
from publisher.load.second_look import look_again
from publisher.model import Block, FootnoteText
from publisher.problems import Place, Problems


@dataclass(frozen=True, slots=True)
class Document:
    """A post's prose."""

    blocks: tuple[Block, ...] = ()
    footnotes: tuple[FootnoteText, ...] = ()
    """In the order in which they are written, those that nothing refers to included."""


class _Reader(Markdown):
    """Python-Markdown with this module's parts, and the post that it is reading."""

    reading: Reading

    def read(self, reading: Reading) -> Element:
        """Read one post into a tree."""
        self.reading = reading
        self.convert(reading.source)
        return reading.root


class _Lines(Preprocessor):
    """A step before the blocks: a function from the source to the source."""

    def __init__(self, reader: _Reader, step: Callable[[Reading, str], str]) -> None:
        super().__init__(reader)
        self._reader, self._step = reader, step

    def run(self, lines: list[str]) -> list[str]:
        """Take the step."""
        return self._step(self._reader.reading, "\n".join(lines)).split("\n")


class _Branches(Treeprocessor):
    """A step after the blocks: a function that works on the tree."""

    def __init__(self, reader: _Reader, step: Callable[[Reading, Element], None]) -> None:
        super().__init__(reader)
        self._reader, self._step = reader, step

    def run(self, root: Element) -> None:
        """Take the step."""
        self._step(self._reader.reading, root)


class _CommonMark(BlockParser):
    """The block parser: builds the tree as Hugo would."""

    def __init__(self, reader: _Reader) -> None:
        super().__init__(reader)
        self._reader = reader

    def parseDocument(self, lines: Iterable[str]) -> ElementTree:  # noqa: N802 -- the library's name
        """Read a whole post."""
        sink = TreeSink(self._reader.reading)
        commonmark.read("\n".join(lines), sink)
        return ElementTree(sink.finish())


def _drop_characters(reading: Reading, source: str) -> str:
    """Take out the characters that may not stand in a book; each kind is said once."""
    found = list(forbidden(source))
    if not found:
        return source
    counts = Counter(char for _, char in found)
    for at, char in found:
        if count := counts.pop(char, 0):
            times = f", {count} times" if count > 1 else ""
            message = f"the character U+{ord(char):04X} may not stand in a book{times}"
            reading.report("F006", at, message, "It is left out; delete it.")
    return reading.edit(source, ((at, at + 1, "") for at, _ in found))


def _put_stand_ins(reading: Reading, source: str) -> str:
    """Put stand-ins for Hugo's shortcodes."""
    expanded = shortcodes.expand(source)
    for finding in expanded.findings:
        reading.report("M001", finding.at, finding.message, finding.hint)
    spans = [
        (begin, end) for begin, end, new in expanded.edits if shortcodes.STAND_IN.fullmatch(new)
    ]
    reading.pieces = tuple(
        Placed(piece, reading.place(begin), reading.place(end))
        for piece, (begin, end) in zip(expanded.pieces, spans, strict=True)
    )
    return reading.edit(source, expanded.edits)


def _identify(reading: Reading, root: Element) -> None:
    """Give every heading Hugo's id, and every id its post's prefix."""
    ids = HeadingIds()
    headings = (element for element in root.iter() if "heading" in element.attrib)
    # In the order of the source: those in footnotes stand elsewhere in the tree.
    for heading in sorted(headings, key=reading.places.__getitem__):
        name = ids.give(heading, heading.attrib.pop("heading"))
        without_marks(heading)
        if name:
            heading.set("id", name)
    for element in root.iter():
        if "id" in element.attrib:
            element.set("id", book_id(reading.anchor, element.attrib["id"]))


def _lead(reading: Reading, root: Element) -> None:
    """Lead every link inside the post to the book's own id."""
    for link in root.iter("a"):
        link.attrib.pop("auto", None)
        href = link.get("href")
        if href is not None and (not href or href.startswith("#")):
            link.set("href", book_link(reading.anchor, href))


def _mark(reading: Reading, root: Element) -> None:
    """Make the marks of footnotes; `count` tells each note how many lead to it."""
    counts: Counter[str] = Counter()
    for mark in root.iter("footnote-mark"):
        label = mark.attrib.pop("label")
        counts[label] += 1
        own = book_id(reading.anchor, f"fnref-{label}-{counts[label]}")
        target = f"#{book_id(reading.anchor, f'fn-{label}')}"
        mark.set("class", "mark")
        link = SubElement(mark, "a", {"class": "noteref", "id": own, "href": target})
        link.text = label
    for mark in list(root.iter("footnote-mark")):
        mark.tag = "sup"
    for note in root.iter("footnote"):
        note.set("count", str(counts.pop(note.get("label", ""), 0)))


def _mend(_: Reading, root: Element) -> None:
    """Make sense of raw HTML whose parts are all admitted and do not fit together."""
    mend(root)


def _keep(reading: Reading, root: Element) -> None:
    """Keep the finished tree; what Python-Markdown would write of it is not needed."""
    reading.root = root


_BEFORE: Final = (("characters", _drop_characters), ("shortcodes", _put_stand_ins))
_AFTER: Final = (
    ("identify", _identify),
    ("lead", _lead),
    ("mark", _mark),
    ("mend", _mend),
    ("keep", _keep),
)
"""What is done before and after the blocks, in order."""


class _Hugo(Extension):
    """Puts this module's parts in the place of all of Python-Markdown's."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 -- the library's name
        """Change the reader."""
        if not isinstance(md, _Reader):
            raise TypeError(md)
        md.preprocessors, md.treeprocessors = Registry(), Registry()
        md.inlinePatterns, md.postprocessors = Registry(), Registry()
        md.parser = _CommonMark(md)
        for number, (name, before) in enumerate(_BEFORE):
            md.preprocessors.register(_Lines(md, before), name, -number)
        for number, (name, after) in enumerate(_AFTER):
            md.treeprocessors.register(_Branches(md, after), name, -number)
        md.stripTopLevelTags = False


@cache
def _reader() -> _Reader:
    """The one reader of this process; it reads one post at a time."""
    reader = _Reader(extensions=[_Hugo()])
    reader.serializer = lambda _: ""
    return reader


def _footnotes(reading: Reading) -> tuple[FootnoteText, ...]:
    notes: dict[str, FootnoteText] = {}
    numbers: Counter[str] = Counter()
    for note in reading.root.findall("footnote"):
        label = written = note.get("label", "")
        place = reading.places[note]
        if note.get("count") == "0":
            message = f"nothing refers to the footnote [^{written}]"
            reading.report_at("M005", place, message, f"Write [^{written}] where it belongs.")
        while label in notes:
            numbers[written] += 1
            label = f"{written}-{numbers[written]}"
        inner = blocks(note, reading, place)
        notes[label] = FootnoteText(label, book_id(reading.anchor, f"fn-{label}"), inner, place)
    return tuple(notes.values())


def read_markdown(
    source: str, path: str, first_line: int, anchor: str
) -> tuple[Document, Problems]:
    """Read the prose of a post: `source` is what follows the front matter, its line ends LF.

    `path` is the file's, relative to the content folder; `first_line` the number in it of the
    source's first line; `anchor` the id of the post, which every id here begins with. Links and
    images carry `data-at="LINE:COLUMN"`; a link to another post is `post:` and what was written.
    """
    reading = Reading(source, path, first_line, anchor)
    _reader().read(reading)
    top = Place(path, first_line)
    document = Document(blocks(reading.root, reading, top), _footnotes(reading))
    noted = (block for note in document.footnotes for block in note.blocks)
    reading.problems.extend(look_again((*document.blocks, *noted), reading.html_lines))
    reading.problems.sort(key=lambda problem: (problem.place, problem.code))
    return document, tuple(reading.problems)
