"""What authors do not want to hear of: silences in posts and in book.yaml, and idle ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from publisher.config import Config
from publisher.load.proof import read_silences
from publisher.model import Silence
from publisher.problems import CODES, Problem, Problems, Severity, nearest_code

_BOOK = "book.yaml"


def _book_silences(config: Config) -> Iterator[Silence]:
    return (Silence(code, place) for code, place in config.ignore)


@dataclass(slots=True)
class Silences:
    """The silences of a book, and which of them had something to silence."""

    silences: tuple[Silence, ...]
    used: set[Silence] = field(default_factory=set)
    _by_code: dict[tuple[str, str], list[Silence]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for silence in self.silences:
            self._by_code.setdefault((silence.place.path, silence.code), []).append(silence)

    def covers(self, code: str, path: str, line: int) -> bool:
        """Whether a finding is silenced; an error never is."""
        if CODES[code][0] is Severity.ERROR:
            return False
        own = self._by_code.get((path, code), [])
        found = [one for one in own if not one.lines or line in one.lines]
        found += self._by_code.get((_BOOK, code), [])
        self.used.update(found)
        return bool(found)

    def quiet(self, problems: Iterable[Problem]) -> Problems:
        """The problems that nobody has silenced."""
        return tuple(p for p in problems if not self.covers(p.code, p.place.path, p.place.line))

    def idle(self) -> Iterator[Problem]:
        """S001 for each silence that silenced nothing, S002 for each that cannot."""
        for silence in self.silences:
            wrong = _impossible(silence)
            if wrong:
                yield wrong
            elif silence not in self.used:
                message = f"{silence.code} is silenced here, and there is none"
                yield Problem("S001", silence.place, message, "Take the silence out.")


def _impossible(silence: Silence) -> Problem | None:
    code = silence.code
    if code in CODES and CODES[code][0] is not Severity.ERROR:
        return None
    if code in CODES:
        message = f"{code} is an error, which stops the book and cannot be silenced"
        return Problem("S002", silence.place, message, "Mend what it names.")
    guess = f" Did you mean {nearest_code(code)}?" if code else ""
    message = f"there is no code “{code}”" if code else "no code is named"
    return Problem("S002", silence.place, message, f"Write a code such as G003.{guess}")


def hush(problems: Problems, config: Config) -> Problems:
    """The problems of a build without those that their posts or book.yaml have silenced."""
    paths = dict.fromkeys(p.place.path for p in problems if p.severity is not Severity.ERROR)
    posts = (path for path in paths if path.endswith(".md"))
    own = (one for path in posts for one in read_silences(config.root, path, config.limits))
    return Silences((*_book_silences(config), *own)).quiet(problems)


def silences_of(config: Config, own: Iterable[Silence]) -> Silences:
    """The silences of book.yaml and those of the posts."""
    return Silences((*_book_silences(config), *own))
