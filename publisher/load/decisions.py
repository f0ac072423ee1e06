"""`glossary.yaml` beside `book.yaml` → what a person has decided on the terms of the book."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from publisher.characters import allowed
from publisher.language import han_count, latin_words
from publisher.model import Bilingual, Decision
from publisher.problems import Place, Problem, Problems
from publisher.titles import split_title
from publisher.yamlfile import Located, read_yaml

FILE = "glossary.yaml"
_LARGEST = 1_000_000


def _text(value: Located) -> str | Place:
    if isinstance(value.value, bool) or not isinstance(value.value, (str, int, float)):
        return value.place
    return " ".join(allowed(str(value.value)).split()) or value.place


def _texts(value: Located) -> tuple[str, ...] | Place:
    """A list of texts; one text is a list of itself."""
    found: list[str] = []
    for part in value.value if isinstance(value.value, tuple) else (value,):
        words = _text(part)
        if isinstance(words, Place):
            return words
        found.append(words)
    return tuple(found)


def _bilingual(value: Located) -> Bilingual | Place:
    if not isinstance(value.value, Mapping):
        words = _text(value)
        return words if isinstance(words, Place) else split_title(words)
    sides: dict[str, str] = {}
    for name, part in value.value.items():
        words = _text(part)
        if name not in {"en", "zh"} or isinstance(words, Place):
            return part.key
        sides[name] = words
    return Bilingual(**sides) or value.place


_Put = Callable[[Decision, Located], Decision | Place]


def _en(made: Decision, value: Located) -> Decision | Place:
    words = _text(value)
    if isinstance(words, Place) or (han_count(words) and not latin_words(words)):
        return value.place
    return replace(made, names=replace(made.names, en=words))


def _zh(made: Decision, value: Located) -> Decision | Place:
    words = _text(value)
    return words if isinstance(words, Place) else replace(made, names=replace(made.names, zh=words))


def _aliases(made: Decision, value: Located) -> Decision | Place:
    words = _texts(value)
    return words if isinstance(words, Place) else replace(made, aliases=words)


def _definition(made: Decision, value: Located) -> Decision | Place:
    words = _bilingual(value)
    return words if isinstance(words, Place) else replace(made, definition=words)


def _definition_of(made: Decision, value: Located) -> Decision | Place:
    words = _text(value)
    return words if isinstance(words, Place) else replace(made, definition_of=words)


def _not_the_same(made: Decision, value: Located) -> Decision | Place:
    words = _texts(value)
    return words if isinstance(words, Place) else replace(made, not_the_same=words)


def _sort_as(made: Decision, value: Located) -> Decision | Place:
    words = _text(value)
    return words if isinstance(words, Place) else replace(made, sort_as=words)


_KEYS: dict[str, tuple[_Put, str]] = {
    "en": (_en, "the English name"),
    "zh": (_zh, "the Chinese name"),
    "aliases": (_aliases, "a name, or a list of names"),
    "definition": (_definition, "“English | 中文”, or `en:` and `zh:` on lines of their own"),
    "definition-of": (_definition_of, "the path of a post, such as posts/tea.md"),
    "not-the-same": (_not_the_same, "a name, or a list of names"),
    "sort-as": (_sort_as, "how the Chinese name is read, such as hang chang"),
}
"""What may stand under a term: its reader, and what its value may be."""


def _unknown(name: str, place: Place) -> Problem:
    near = get_close_matches(name.lower(), _KEYS, n=1)
    guess = f"Did you mean “{near[0]}”? " if near else ""
    hint = f"{guess}Under a term may stand: {', '.join(_KEYS)}."
    return Problem("G014", place, f"there is no key “{allowed(name)}”", hint)


def _places(key: str, value: Located) -> Iterator[tuple[str, str, Place]]:
    """Where each text under a key stands."""
    for part in value.value if isinstance(value.value, tuple) else (value,):
        words = _text(part)
        if isinstance(words, str):
            yield key, words, part.place


def _read_term(name: str, term: Located) -> tuple[Decision, Problems]:
    made = Decision(" ".join(allowed(name).split()), term.key)
    if not made.key:
        hint = "Begin the line with the name of a term and a colon."
        return made, (Problem("G014", term.key, "a decision on a term without a name", hint),)
    if term.value is None:  # nothing decided yet
        return made, ()
    if not isinstance(term.value, Mapping):
        hint = f"Write keys below the term, indented: {', '.join(_KEYS)}."
        return made, (Problem("G014", term.place, f"“{made.key}” has no keys", hint),)
    problems: list[Problem] = []
    for key, value in term.value.items():
        if key not in _KEYS:
            problems.append(_unknown(key, value.key))
        elif value.value is None:
            continue
        elif isinstance(found := _KEYS[key][0](made, value), Place):
            hint = f"Write {_KEYS[key][1]}."
            problems.append(Problem("G014", found, f"“{key}” cannot be read here", hint))
        else:
            made = replace(found, places=(*found.places, *_places(key, value)))
    return made, tuple(problems)


def _unreadable(message: str, hint: str = "", line: int = 1) -> Problem:
    return Problem("G013", Place(FILE, line), message, hint)


def _read_text(root: Path) -> str | Problem:
    path = root / FILE
    try:
        if not path.resolve().is_relative_to(root.resolve()) or not path.is_file():
            hint = "Put the file itself into the content folder."
            return _unreadable("this is not a file of the content folder", hint)
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        if len(data) > _LARGEST:
            return _unreadable(f"the file has more than {_LARGEST:,} bytes", "Shorten it.")
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        return _unreadable("the file is not UTF-8 text", "Save the file as UTF-8.", line)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        return _unreadable(f"the file cannot be read: {reason}")


def read_decisions(root: Path) -> tuple[tuple[Decision, ...], Problems]:
    """Read the `glossary.yaml` of a content folder; where there is none, nothing is decided.

    A file that cannot be read is problem G013, what is wrong in it G014, each at its place.
    """
    if not (root / FILE).is_symlink() and not (root / FILE).exists():
        return (), ()
    text = _read_text(root)
    if isinstance(text, Problem):
        return (), (text,)
    terms, unreadable = read_yaml(text, FILE, "G013")
    read = [_read_term(name, term) for name, term in terms.items()]
    problems = (*unreadable, *(problem for _, found in read for problem in found))
    return tuple(decision for decision, _ in read if decision.key), problems
