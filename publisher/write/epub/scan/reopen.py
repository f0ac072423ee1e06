"""Files of a packed EPUB, read as a stranger's would be: flat elements with line and language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from posixpath import splitext
from typing import NamedTuple
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile

from publisher.problems import Place

Finding = tuple[Place, str]
"""What a rule found: where, and what it is."""

_XML = frozenset({".xhtml", ".html", ".svg", ".opf", ".ncx", ".xml"})
"""The endings of what is XML."""


class Spot(NamedTuple):
    """One element of a file; there are hundreds in each, and a tuple is made in half the time."""

    number: int
    """Its index in `File.spots`."""

    tag: str
    """Its name without a prefix."""

    attrs: Mapping[str, str]
    """Attributes by the names they are written with: `xml:lang`, `epub:type`."""

    line: int
    column: int
    """1-based, like the line."""

    parent: int
    """Index of the parent in `File.spots`; -1 for the root."""

    language: str
    """The language in force for its text, said by itself or by what it stands in; or empty."""

    @property
    def roles(self) -> list[str]:
        """The words of its `role`."""
        return self.attrs.get("role", "").split()

    @property
    def classes(self) -> list[str]:
        """The words of its `class`."""
        return self.attrs.get("class", "").split()


Spots = Mapping[str, Sequence[Spot]]
"""Elements in document order, by the name of something that they have."""


def _in_order(table: Spots, names: Iterable[str]) -> list[Spot]:
    """The elements that stand under these names, in document order, each once."""
    found = [spot for name in names for spot in table.get(name, ())]
    return list({spot.number: spot for spot in sorted(found, key=_number)}.values())


def _number(spot: Spot) -> int:
    return spot.number


@dataclass(frozen=True, slots=True)
class File:
    """An XML file of the package."""

    name: str
    spots: tuple[Spot, ...]
    """Its elements in document order."""

    runs: tuple[tuple[int, str], ...]
    """Its text in order, each run with the index of the element it stands in."""

    by_tag: Spots
    by_attribute: Spots
    """Its elements again, so that a rule looks at those alone that may break it."""

    def place(self, spot: Spot) -> Place:
        """Where an element stands."""
        return Place(self.name, spot.line, spot.column)

    def tagged(self, tags: Iterable[str]) -> list[Spot]:
        """The elements of these names, in document order."""
        return _in_order(self.by_tag, tags)

    def having(self, attributes: Iterable[str]) -> list[Spot]:
        """The elements with one of these attributes, in document order."""
        return _in_order(self.by_attribute, attributes)

    def line_up(self, index: int) -> Iterator[int]:
        """The element's index and those of all it stands in, from the inside out."""
        while index >= 0:
            yield index
            index = self.spots[index].parent

    def text(self, index: int) -> str:
        """The text inside an element."""
        return "".join(words for owner, words in self.runs if index in self.line_up(owner))


@dataclass(frozen=True, slots=True)
class Reopened:
    """What a packed EPUB holds."""

    names: frozenset[str]
    """Every file of the archive."""

    files: tuple[File, ...]
    """Those in XML."""

    styles: tuple[tuple[str, str], ...]
    """Name and text of the style sheets."""

    broken: tuple[Finding, ...]
    """Where an XML file could not be read, and why."""

    def pages(self) -> Iterator[File]:
        """The XHTML files."""
        return (file for file in self.files if file.name.endswith(".xhtml"))

    def spots(self) -> Iterator[tuple[File, Spot]]:
        """Every element of every XML file, with its file."""
        return ((file, spot) for file in self.files for spot in file.spots)


Rule = Callable[[Reopened], Iterator[Finding]]
"""One thing that must hold for a book; yields each place where it does not."""


class _Reader:
    """Takes the parser's events of one file."""

    def __init__(self) -> None:
        self.spots: list[Spot] = []
        self.runs: list[tuple[int, str]] = []
        self.path: list[Spot] = []
        self.by_tag: dict[str, list[Spot]] = {}
        self.by_attribute: dict[str, list[Spot]] = {}
        self.parser = ParserCreate()
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words

    def _start(self, tag: str, attrs: dict[str, str]) -> None:
        parent, inherited = -1, ""
        if self.path:
            parent, inherited = self.path[-1].number, self.path[-1].language
        language = attrs.get("xml:lang") if "xml:lang" in attrs else attrs.get("lang", inherited)
        name = tag.rpartition(":")[2]
        at = self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + 1
        spot = Spot(len(self.spots), name, attrs, *at, parent, language or "")
        self.path.append(spot)
        self.spots.append(spot)
        self.by_tag.setdefault(name, []).append(spot)
        for key in attrs:
            self.by_attribute.setdefault(key, []).append(spot)

    def _end(self, _tag: str) -> None:
        self.path.pop()

    def _words(self, words: str) -> None:
        self.runs.append((self.path[-1].number, words))


def read_file(name: str, data: bytes) -> File:
    """Read one XML file; nothing outside it is opened. Raises ExpatError where it is no XML."""
    reader = _Reader()
    reader.parser.Parse(data, True)  # noqa: FBT003  # expat takes no name for "this is all"
    return File(name, tuple(reader.spots), tuple(reader.runs), reader.by_tag, reader.by_attribute)


def reopened(path: str, data: bytes) -> Reopened:
    """One file as if it were all of the book."""
    names, extension = frozenset({path}), splitext(path)[1]
    if extension == ".css":
        return Reopened(names, (), ((path, data.decode(errors="replace")),), ())
    if extension not in _XML:
        return Reopened(names, (), (), ())
    try:
        return Reopened(names, (read_file(path, data),), (), ())
    except ExpatError as error:
        place = Place(path, error.lineno, error.offset + 1)
        return Reopened(names, (), (), ((place, str(error)),))


def reopen(data: bytes) -> Reopened:
    """Read a packed EPUB as a whole."""
    with ZipFile(BytesIO(data)) as archive:
        found = [reopened(name, archive.read(name)) for name in archive.namelist()]
    return Reopened(
        frozenset(name for one in found for name in one.names),
        tuple(file for one in found for file in one.files),
        tuple(style for one in found for style in one.styles),
        tuple(finding for one in found for finding in one.broken),
    )
