"""Files of a packed EPUB, read as a stranger's would be: flat elements with line and language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from posixpath import splitext
from xml.parsers.expat import ExpatError, ParserCreate
from zipfile import ZipFile

from publisher.problems import Place

Finding = tuple[Place, str]
"""What a rule found: where, and what it is."""

_XML = frozenset({".xhtml", ".html", ".svg", ".opf", ".ncx", ".xml"})
"""The endings of what is XML."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One element of a file."""

    tag: str
    """Its name without a prefix."""

    attrs: Mapping[str, str]
    """Attributes by the names they are written with: `xml:lang`, `epub:type`."""

    place: Place
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


@dataclass(frozen=True, slots=True)
class File:
    """An XML file of the package."""

    name: str
    spots: tuple[Spot, ...]
    """Its elements in document order."""

    runs: tuple[tuple[int, str], ...]
    """Its text in order, each run with the index of the element it stands in."""

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


@dataclass(slots=True)
class _Reader:
    """Takes the parser's events of one file."""

    spots: list[Spot] = field(default_factory=list)
    runs: list[tuple[int, str]] = field(default_factory=list)
    path: list[int] = field(default_factory=list)

    def start(self, tag: str, attrs: dict[str, str], place: Place) -> None:
        parent = self.path[-1] if self.path else -1
        inherited = self.spots[parent].language if self.path else ""
        language = attrs.get("xml:lang", attrs.get("lang", inherited))
        self.path.append(len(self.spots))
        name = tag.rpartition(":")[2]
        self.spots.append(Spot(name, attrs, place, parent, language))

    def end(self, _tag: str) -> None:
        self.path.pop()

    def words(self, words: str) -> None:
        self.runs.append((self.path[-1], words))


def read_file(name: str, data: bytes) -> File:
    """Read one XML file; nothing outside it is opened. Raises ExpatError where it is no XML."""
    reader = _Reader()
    parser = ParserCreate()
    parser.buffer_text = True

    def start(tag: str, attrs: dict[str, str]) -> None:
        place = Place(name, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1)
        reader.start(tag, attrs, place)

    parser.StartElementHandler = start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.words
    parser.Parse(data, True)  # noqa: FBT003  # expat takes no name for "this is all"
    return File(name, tuple(reader.spots), tuple(reader.runs))


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
