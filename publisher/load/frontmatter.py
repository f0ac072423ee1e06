"""The leading YAML, TOML or JSON of a post → `Meta`, and where its prose begins."""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from typing import TypeVar

from publisher.characters import allowed
from publisher.model import Bilingual, Credit, Meta, Order
from publisher.problems import Place, Problem, Problems
from publisher.titles import split_title
from publisher.yamlfile import Located, moment, read_yaml

_T = TypeVar("_T")

_MAX_CHARACTERS = 100_000
_MAX_DEPTH = 32
_MAX_PARTS = 1000
_JSON = re.compile(r"\{\s*[\"}]")
_TOML_PLACE = re.compile(r"\(at line (\d+), column (\d+)\)")
_COMMAS = re.compile(r"\s*[,，、]\s*")
_YES = frozenset({"true", "yes", "on", "1"})
_NO = frozenset({"false", "no", "off", "0", ""})


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """What stands in front of a post's prose, and the prose."""

    meta: Meta
    authors: tuple[Credit, ...]
    body: str
    """The text after the front matter."""

    first_line: int
    """Number of the body's first line in the file."""

    is_present: bool = True
    """Whether the file has front matter at all."""

    authors_place: Place | None = None
    """Where the authors are named."""

    ignore: tuple[tuple[str, Place], ...] = ()
    """Codes that the author does not want to hear of, each with its place."""


@dataclass(frozen=True, slots=True)
class _Part:
    """The text between the marks of front matter, and what follows it."""

    text: str
    first_line: int
    body: str
    body_line: int


# -- finding it ------------------------------------------------------------------------------------


def _between(text: str, mark: str) -> _Part | None:
    """The lines between a first line and the next line that are both `mark`."""
    lines = text.split("\n")
    end = next((n for n, line in enumerate(lines[1:], 1) if line.rstrip() == mark), None)
    if end is None:
        return None
    return _Part("\n".join(lines[1:end]), 2, "\n".join(lines[end + 1 :]), end + 2)


# -- reading the three notations -------------------------------------------------------------------

_Values = Mapping[str, Located]


def _located(value: object, place: Place, depth: int = 0) -> Located:
    """A value of TOML or JSON; all of its parts have the place of its key."""
    if isinstance(value, (datetime, date, time)):
        return Located(value.isoformat(), place, place)
    if isinstance(value, list) and depth < _MAX_DEPTH:
        parts = value[:_MAX_PARTS]
        return Located(tuple(_located(part, place, depth + 1) for part in parts), place, place)
    if isinstance(value, dict) and depth < _MAX_DEPTH:
        found = {str(key): _located(part, place, depth + 1) for key, part in value.items()}
        return Located(found, place, place)
    return Located(value if isinstance(value, (str, int, float)) else None, place, place)


def _find(text: str, pattern: str, path: str, first_line: int) -> Place:
    found = re.search(pattern, text, re.MULTILINE)
    if not found:
        return Place(path, first_line)
    before = text[: found.start("key")]
    column = len(before) - (before.rfind("\n") + 1) + 1
    return Place(path, first_line + before.count("\n"), column)


def _known(values: Iterable[str]) -> list[str]:
    return [key for key in values if key.lower() in _KEYS]


def _read_toml(text: str, path: str) -> tuple[_Values, Problems]:
    try:
        values = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        found = _TOML_PLACE.search(str(error))
        line, column = (int(found[1]), int(found[2])) if found else (1, 1)
        said = _TOML_PLACE.sub("", str(error)).strip()
        hint = "Write one key, an equals sign and its value to a line, words in quotes."
        return {}, (Problem("F001", Place(path, line + 1, column), f"not TOML: {said}", hint),)
    places = {
        key: _find(text, rf"^\s*\[?[\"']?(?P<key>{re.escape(key)})[\"']?\s*[=.\]]", path, 2)
        for key in _known(values)
    }
    return {key: _located(values[key], place) for key, place in places.items()}, ()


def _read_json(text: str, path: str) -> tuple[_Values, str, int, Problems]:
    """The values of the object at a text's start, what follows it, and the line of that."""
    start = len(text) - len(text.lstrip())
    try:
        values, end = json.JSONDecoder().raw_decode(text, start)
    except json.JSONDecodeError as error:
        hint = "Keys and words stand in double quotes, with a comma between entries."
        place = Place(path, error.lineno, error.colno)
        return {}, "", 1, (Problem("F001", place, f"not JSON: {error.msg}", hint),)
    except (ValueError, RecursionError):
        hint = "Write numbers of an ordinary size."
        return {}, "", 1, (Problem("F001", Place(path), "not JSON that can be read", hint),)
    places = {
        key: _find(text[:end], rf"(?P<key>\"{re.escape(key)}\")\s*:", path, 1)
        for key in _known(values)
    }
    rest_of_line, _, below = text[end:].partition("\n")
    body = text[end:] if rest_of_line.strip() else below
    line = text.count("\n", 0, len(text) - len(body)) + 1
    return {key: _located(values[key], place) for key, place in places.items()}, body, line, ()


# -- values ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Read:
    """The front matter as far as it has been read."""

    meta: Meta = field(default_factory=Meta)
    authors: tuple[Credit, ...] = ()
    authors_place: Place | None = None
    ignore: tuple[tuple[str, Place], ...] = ()


def _words(value: Located) -> str | None:
    """A text on one line; a number is read as its digits; None where it is neither."""
    if isinstance(value.value, bool) or not isinstance(value.value, (str, int, float)):
        return None
    return " ".join(allowed(str(value.value)).split())


def _cover(value: Located) -> str | None:
    """A path, or what themes of Hugo have: `{image: path, alt: words}`."""
    if not isinstance(value.value, Mapping):
        return _words(value)
    image = value.value.get("image")
    return "" if image is None or image.value is None else _words(image)


def _list(value: Located) -> tuple[str, ...] | None:
    """A list of texts; a single text is divided at its commas."""
    if isinstance(value.value, tuple):
        words = [_words(part) for part in value.value]
        return None if None in words else tuple(word for word in words if word)
    one = _words(value)
    return None if one is None else tuple(word for word in _COMMAS.split(one) if word)


def _author(value: Located) -> Credit | None:
    if not isinstance(value.value, Mapping):
        words = _words(value)
        return Credit("aut", words) if words else None
    parts = {name.lower(): _words(part) or "" for name, part in value.value.items()}
    link = next((parts[key] for key in ("url", "link", "website") if key in parts), "")
    url = link if link.startswith(("https://", "http://")) else ""
    return Credit("aut", parts["name"], url) if parts.get("name") else None


def _bilingual(value: Located) -> Bilingual | None:
    words = _words(value)
    return None if words is None else split_title(words)


def _flag(value: Located) -> bool | None:
    word = str(value.value).lower()
    return word in _YES if word in _YES | _NO else None


def _number(value: Located) -> int | None:
    try:
        return int(_words(value) or "")
    except ValueError:
        return None


def _order(value: Located) -> Order | None:
    words = _words(value)
    return Order(words) if words in tuple(Order) else None


def _people(value: Located) -> tuple[Credit, ...] | None:
    parts = value.value if isinstance(value.value, tuple) else (value,)
    people = [_author(part) for part in parts]
    found = tuple(person for person in people if person)
    return found if len(found) == len(people) else None


# -- keys ------------------------------------------------------------------------------------------

_Reader = Callable[["_Read", Located], "_Read | None"]


def _reads(parse: Callable[[Located], _T | None], put: Callable[[Meta, _T], Meta]) -> _Reader:
    """A key's reader out of a reader of its value and what to do with the result."""

    def read(before: _Read, value: Located) -> _Read | None:
        found = parse(value)
        return None if found is None else replace(before, meta=put(before.meta, found))

    return read


def _read_authors(before: _Read, value: Located) -> _Read | None:
    found = _people(value)
    if found is None:
        return None
    return replace(before, authors=(*before.authors, *found), authors_place=value.place)


def _read_ignore(before: _Read, value: Located) -> _Read | None:
    """`publisher: {ignore: [G003]}`: what `check` keeps to itself in this post."""
    if not isinstance(value.value, Mapping) or set(value.value) != {"ignore"}:
        return None
    codes = value.value["ignore"]
    parts = codes.value if isinstance(codes.value, tuple) else (codes,)
    read = tuple((words.upper(), part.place) for part in parts if (words := _words(part)))
    return replace(before, ignore=read) if len(read) == len(parts) else None


_DAY = "a date such as 2025-07-23 or 2025-07-23T10:00:00+08:00"
_TEXT = "words, in quotes"
_NAMES = "a list such as [tea, kettles]"

_KEYS: dict[str, tuple[_Reader, str]] = {
    "title": (
        _reads(_bilingual, lambda meta, found: replace(meta, title=found)),
        '"English | 中文", in quotes',
    ),
    "description": (
        _reads(_bilingual, lambda meta, found: replace(meta, description=found)),
        _TEXT,
    ),
    "date": (
        _reads(lambda value: moment(value.value), lambda meta, found: replace(meta, date=found)),
        _DAY,
    ),
    "draft": (_reads(_flag, lambda meta, found: replace(meta, draft=found)), "true or false"),
    "author": (_read_authors, "a name, or a list of names"),
    "authors": (_read_authors, "a name, or a list of names"),
    "tags": (_reads(_list, lambda meta, found: replace(meta, tags=found)), _NAMES),
    "categories": (_reads(_list, lambda meta, found: replace(meta, categories=found)), _NAMES),
    "weight": (_reads(_number, lambda meta, found: replace(meta, weight=found)), "a whole number"),
    "slug": (_reads(_words, lambda meta, found: replace(meta, slug=found)), _TEXT),
    "lang": (
        _reads(_words, lambda meta, found: replace(meta, lang=found)),
        "a language such as en or zh",
    ),
    "cover": (
        _reads(_cover, lambda meta, found: replace(meta, cover=found)),
        "the path of an image",
    ),
    "pair_order": (
        _reads(_order, lambda meta, found: replace(meta, order=found)),
        "en-zh or zh-en",
    ),
    "publisher": (_read_ignore, "what is not to be reported: {ignore: [G003]}"),
}
"""The keys that are read here, and what their values may be. All others are Hugo's business."""


def _wrong(key: str, value: Located, wanted: str) -> Problem:
    message = f"the value of “{key}” cannot be read and is ignored"
    return Problem("F002", value.place, message, f"Write {wanted}.")


def _read_values(values: _Values) -> tuple[_Read, list[Problem]]:
    read, problems = _Read(), []
    for name, value in values.items():
        key = name.lower()
        if key not in _KEYS or value.value is None:
            continue
        put, wanted = _KEYS[key]
        found = put(read, value)
        if found is None:
            problems.append(_wrong(name, value, wanted))
        read = found or read
    return read, problems


def one_language(title: Bilingual, place: Place) -> Problems:
    """Problem F004 for a title that is in one language; nothing for one in both or in none."""
    if bool(title.en) == bool(title.zh):
        return ()
    language = "English" if title.en else "Chinese"
    hint = 'Write both with a bar between them: "English | 中文".'
    return (Problem("F004", place, f"the title is in {language} only", hint),)


def _title_place(values: _Values) -> Place:
    places = (value.place for name, value in values.items() if name.lower() == "title")
    return next(places, Place(""))


def _finish(
    values: _Values, body: str, first_line: int, problems: Problems
) -> tuple[FrontMatter, Problems]:
    read, wrong = _read_values(values)
    one = one_language(read.meta.title, _title_place(values))
    front = FrontMatter(
        read.meta,
        read.authors,
        body,
        first_line,
        authors_place=read.authors_place,
        ignore=read.ignore,
    )
    return front, (*problems, *wrong, *one)


def _read_marked(text: str, path: str, mark: str) -> tuple[FrontMatter, Problems]:
    """Front matter between two lines of hyphens (YAML) or pluses (TOML)."""
    part = _between(text, mark)
    if part is None:
        hint = f"Put a line {mark} after the last key."
        problem = Problem("F001", Place(path), f"the front matter never ends ({mark})", hint)
        return FrontMatter(Meta(), (), "", 1), (problem,)
    if len(part.text) > _MAX_CHARACTERS:
        hint = f"At most {_MAX_CHARACTERS} characters are read."
        problem = Problem("F001", Place(path), "the front matter is too long", hint)
        return FrontMatter(Meta(), (), part.body, part.body_line), (problem,)
    if mark == "---":
        values, problems = read_yaml(part.text, path, "F001", part.first_line)
    else:
        values, problems = _read_toml(part.text, path)
    return _finish(values, part.body, part.body_line, problems)


def _read_object(text: str, path: str) -> tuple[FrontMatter, Problems]:
    """Front matter that is one JSON object."""
    head, rest = text[:_MAX_CHARACTERS], text[_MAX_CHARACTERS:]
    values, body, first_line, problems = _read_json(head, path)
    return _finish(values, body + rest, first_line, problems)


def read_frontmatter(text: str, path: str) -> tuple[FrontMatter, Problems]:
    r"""Read the front matter of a post, if it has any.

    `text` is the whole file with `\n` line ends. Unreadable front matter is problem F001, with
    the body all the same; a value of the wrong type is F002 and ignored; a title in one language
    is F004. Keys are read in any case of letters, as Hugo reads them.
    """
    first = text.partition("\n")[0].rstrip()
    if first in {"---", "+++"}:
        return _read_marked(text, path, first)
    if _JSON.match(text):
        return _read_object(text, path)
    return FrontMatter(Meta(), (), text, 1, is_present=False), ()
