"""Places and problems: what a message about a book is made of, and every code there is.

A problem never interrupts: a stage returns its value and its problems, and `build` decides
whether the book can still be written.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from difflib import SequenceMatcher
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem weighs: an error stops the book, a warning and a hint do not."""

    ERROR = "error"
    WARNING = "warning"
    HINT = "hint"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where in the sources something stands."""

    path: str
    """Path of the file with forward slashes, relative to the content folder; or an option of the
    command, as `option_place` gives it."""

    line: int = 1
    """Line in the file, 1-based, front matter counted; 0 where there are no lines to count."""

    column: int = 1
    """Column in characters, 1-based; 0 where there are no lines to count."""

    @property
    def is_option(self) -> bool:
        """Whether this is no place in a file, but an option of the command."""
        return not self.line and self.path.startswith("--")

    def __str__(self) -> str:
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


def whole(path: str) -> Place:
    """The place of what is said of a folder, or of a file that is no text."""
    return Place(path, 0, 0)


def option_place(key: str) -> Place:
    """The place of a setting that was made by an option: `--notes-repeat`."""
    return whole(f"--{key.replace('_', '-')}")


def unplaced(value: object) -> object:
    """A value without its places in files: two that are equal then say the same, wherever."""
    if isinstance(value, Place):
        return None
    if isinstance(value, tuple):
        return tuple(map(unplaced, value))
    if is_dataclass(value):
        return (type(value), *(unplaced(getattr(value, field.name)) for field in fields(value)))
    return value


def places_in(value: object) -> Iterator[Place]:
    """Every place that a value holds; two that are equal `unplaced` hold as many, in one order."""
    if isinstance(value, Place):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from places_in(part)
    elif is_dataclass(value):
        for field in fields(value):
            yield from places_in(getattr(value, field.name))


CODES: dict[str, tuple[Severity, str]] = {
    # book.yaml and the folder
    "B001": (Severity.ERROR, "book.yaml cannot be read"),
    "B002": (Severity.ERROR, "unknown key in book.yaml"),
    "B003": (Severity.ERROR, "wrong value in book.yaml"),
    "B004": (Severity.ERROR, "the book has no post"),
    "B005": (Severity.ERROR, "a post named in book.yaml is not there"),
    "B006": (Severity.HINT, "a draft is left out"),
    "B007": (Severity.WARNING, "two posts have one slug"),
    "B008": (Severity.ERROR, "a theme cannot be read"),
    "B009": (Severity.ERROR, "a post outside the content folder"),
    "B010": (Severity.WARNING, "a file name that makes trouble elsewhere"),
    # front matter
    "F001": (Severity.ERROR, "front matter cannot be read"),
    "F002": (Severity.WARNING, "front matter has a value of the wrong type"),
    "F003": (Severity.WARNING, "a post has no title"),
    "F004": (Severity.WARNING, "a title is not in two languages"),
    "F005": (Severity.ERROR, "a file is not UTF-8 text"),
    "F006": (Severity.WARNING, "a character that may not stand in a book"),
    "F007": (Severity.ERROR, "a post that is too long"),
    "F008": (Severity.WARNING, "a post without text"),
    "F009": (Severity.WARNING, "a post without a date"),
    "F010": (Severity.WARNING, "a date that is still to come"),
    "F011": (Severity.HINT, "a post that names no author"),
    "F012": (Severity.HINT, "a translation without its original"),
    # Markdown, shortcodes, HTML
    "M001": (Severity.WARNING, "unknown shortcode"),
    "M002": (Severity.WARNING, "a link that leads nowhere"),
    "M003": (Severity.WARNING, "a paragraph glued to a table"),
    "M004": (Severity.WARNING, "a footnote without its definition"),
    "M005": (Severity.HINT, "a footnote that nothing refers to"),
    "M006": (Severity.WARNING, "blocks nested too deep"),
    "M007": (Severity.WARNING, "a formula that cannot be read"),
    "M008": (Severity.WARNING, "a level of headings skipped"),
    "M009": (Severity.WARNING, "a link to a draft"),
    "H001": (Severity.WARNING, "HTML that may not enter the book"),
    "H002": (Severity.WARNING, "an HTML tag that is not closed"),
    "H003": (Severity.ERROR, "HTML that is read in two ways"),
    # resources
    "R001": (Severity.ERROR, "an image outside the content folder"),
    "R002": (Severity.ERROR, "an image that is not there"),
    "R003": (Severity.ERROR, "an image of a type that is not admitted"),
    "R004": (Severity.WARNING, "an image on the network"),
    "R005": (Severity.WARNING, "an image without alternative text"),
    "R006": (Severity.WARNING, "an image too small for print"),
    "R007": (Severity.HINT, "an image a little soft in print"),
    "R008": (Severity.HINT, "an image that moves"),
    # pairs
    "P001": (Severity.WARNING, "a block without its translation"),
    "P002": (Severity.WARNING, "the order of the languages changes"),
    "P003": (Severity.WARNING, "headings of different levels"),
    "P004": (Severity.WARNING, "the translation equals the original"),
    "P005": (Severity.WARNING, "one block against several"),
    "P006": (Severity.WARNING, "lists or lines that do not match one by one"),
    "P007": (Severity.WARNING, "the language of a block is not clear"),
    "P008": (Severity.WARNING, "a label without its partner"),
    "P009": (Severity.WARNING, "a translation outside its list or quote"),
    "P010": (Severity.WARNING, "a link broken over two blocks"),
    "P011": (Severity.HINT, "shown once for both languages"),
    "P012": (Severity.HINT, "a heading in one language only"),
    "P013": (Severity.HINT, "a translator's note"),
    "P014": (Severity.HINT, "a heading kept whole"),
    "P015": (Severity.HINT, "a footnote marked in one half only"),
    "P016": (Severity.WARNING, "a number in one half only"),
    "P017": (Severity.WARNING, "a date in one half only"),
    "P018": (Severity.WARNING, "one number with two units"),
    "P019": (Severity.WARNING, "an address in one half only"),
    "P020": (Severity.WARNING, "code in one half only"),
    "P021": (Severity.WARNING, "a link in one half only"),
    "P022": (Severity.WARNING, "a half much shorter than the other"),
    "P023": (Severity.WARNING, "a sentence left in the other language"),
    "P024": (Severity.WARNING, "a translator's note inside a paragraph"),
    # glossary
    "G001": (Severity.WARNING, "a link to a glossary entry that is not there"),
    "G002": (Severity.WARNING, "a glossary id given twice"),
    "G003": (Severity.WARNING, "a term linked in one language only"),
    "G004": (Severity.WARNING, "a term never mentioned"),
    "G005": (Severity.WARNING, "a term without a definition"),
    "G010": (Severity.WARNING, "one name for two terms"),
    "G011": (Severity.WARNING, "a term defined in different words"),
    "G012": (Severity.HINT, "two terms that may be one"),
    "G013": (Severity.ERROR, "glossary.yaml cannot be read"),
    "G014": (Severity.ERROR, "wrong key or value in glossary.yaml"),
    "G015": (Severity.WARNING, "a decision on a term that is not there"),
    "G016": (Severity.WARNING, "a choice of a definition that is not there"),
    "G017": (Severity.WARNING, "decisions that contradict each other"),
    "G020": (Severity.HINT, "a term's name without a link"),
    # the copy: Chinese, English
    "C001": (Severity.WARNING, "half-width marks in Chinese"),
    "C002": (Severity.WARNING, "straight quotation marks in Chinese"),
    "C003": (Severity.WARNING, "an ellipsis of the wrong length"),
    "C004": (Severity.WARNING, "a dash of the wrong length"),
    "C005": (Severity.WARNING, "full-width digits or letters"),
    "C006": (Severity.WARNING, "two marks in a row"),
    "C007": (Severity.HINT, "uneven spaces between Han and Latin"),
    "C008": (Severity.WARNING, "Traditional characters among Simplified"),
    "C009": (Severity.WARNING, "an invisible character"),
    "C010": (Severity.WARNING, "a space too many in Chinese"),
    "E001": (Severity.WARNING, "straight quotation marks in English"),
    "E002": (Severity.WARNING, "double spaces"),
    "E003": (Severity.WARNING, "full-width marks in English"),
    # silences
    "S001": (Severity.HINT, "a silence that silences nothing"),
    "S002": (Severity.WARNING, "a silence that cannot be"),
    # text and fonts
    "T001": (Severity.ERROR, "a character that no font has"),
    # the preflight for Send to Kindle
    "K001": (Severity.ERROR, "a link inside the book that leads nowhere"),
    "K002": (Severity.ERROR, "a page in another language than it says"),
    "K003": (Severity.ERROR, "a book without contents"),
    "K004": (Severity.ERROR, "two hyphens in a comment"),
    "K005": (Severity.WARNING, "an entry that does not open with its way back"),
    "K006": (Severity.WARNING, "a cover too small for Kindle"),
    "K007": (Severity.ERROR, "a book too large for Kindle"),
    "K008": (Severity.WARNING, "a picture too large for Kindle"),
    # notes at the foot of a page
    "N001": (Severity.WARNING, "a note too long for the foot of a page"),
    "N002": (Severity.WARNING, "a note without room at the foot of its page"),
    "N003": (Severity.ERROR, "a note is lost"),
    "N004": (Severity.HINT, "a note that is more than text"),
    # layouts
    "L001": (Severity.HINT, "an e-book has no facing pages"),
    # imposition
    "I001": (Severity.ERROR, "a PDF that cannot be imposed"),
    # writers: a finding here is a defect of this program
    "W001": (Severity.ERROR, "the written book is faulty"),
    "W002": (Severity.WARNING, "the layout did not settle"),
    "W003": (Severity.WARNING, "the PDF engine is of an unknown version"),
    "W004": (Severity.WARNING, "the PDF engine complained"),
}
"""Every code with its severity and what it is about. A retired code is never used again."""


def nearest_code(written: str) -> str:
    """The code that is most like what somebody wrote; of several, the first in the table."""
    return max(CODES, key=lambda code: SequenceMatcher(None, written.upper(), code).ratio())


@dataclass(frozen=True, slots=True)
class Problem:
    """One finding: what is wrong, where, and what to do about it."""

    code: str
    place: Place
    message: str
    """What is wrong, without a full stop."""

    hint: str = ""
    """What to do, a whole sentence."""

    @property
    def severity(self) -> Severity:
        """The weight that the table of codes gives to this problem."""
        return CODES[self.code][0]

    def __str__(self) -> str:
        tail = f" {self.hint}" if self.hint else ""
        return f"{self.place} {self.code} {self.severity}: {self.message}.{tail}"


Problems = tuple[Problem, ...]
"""What a stage returns beside its value."""
