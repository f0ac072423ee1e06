"""CONTENT on the command line, and its `book.yaml`, → `Config`.

A folder without `book.yaml` is a book of every post below it; a single post is a book as well.
`_KEYS` is the one table of what may stand in the file.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from publisher.characters import allowed
from publisher.model import (
    EDITION,
    GLOSSARY_LINKS,
    GLOSSARY_SORTS,
    LIMITS,
    PROFILES,
    Bilingual,
    BookMeta,
    Credit,
    Edition,
    Limits,
    Notes,
    Order,
    Repeat,
    Selection,
    Series,
)
from publisher.problems import Place, Problem, Problems, option_place, whole
from publisher.titles import slug_of, split_title
from publisher.yamlfile import Located, moment, read_yaml

_T = TypeVar("_T")
_E = TypeVar("_E", bound=StrEnum)

_FILE = "book.yaml"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*")
_PAGE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.× -]*")
_LENGTH = re.compile(r"0|[0-9]+(?:\.[0-9]+)?(?:mm|cm|in|pt|pc|px|q)", re.IGNORECASE)
_URL = re.compile(r"https?://\S+")
_URN = re.compile(r"urn:[a-z0-9][a-z0-9-]{1,31}:\S+", re.IGNORECASE | re.ASCII)
_CODE = re.compile(r"[A-Za-z]\d{3}")
_POSITION = re.compile(r"[0-9]+(?:\.[0-9]+){0,2}")
_LARGEST_FILE = 1_000_000

ROLES: dict[str, str] = {
    "author": "aut",
    "translator": "trl",
    "proofreader": "pfr",
    "compositor": "cmt",
    "editor": "edt",
    "contributor": "ctb",
}
"""What a person may be in `author`, and the MARC relator code of it."""


@dataclass(frozen=True, slots=True)
class Config:
    """What the author of a book has decided about it."""

    root: Path
    """The content folder; every path of a post or image is below it."""

    meta: BookMeta
    selection: Selection = field(default_factory=Selection)
    edition: Edition = EDITION
    editions: tuple[tuple[str, Edition], ...] = ()
    """Other ways of setting the book, by name; `publisher build --all` makes all of them."""

    theme: str = "default"
    limits: Limits = LIMITS
    ignore: tuple[tuple[str, Place], ...] = ()
    """Codes of problems that are kept quiet in the whole book, with their places."""

    cover: str = ""
    """Path of the picture that is the cover; empty: it is set as type, if there is one."""

    profiles: tuple[str, ...] = PROFILES[:1]
    """For which families of e-readers an EPUB is made, one file each."""

    places: Mapping[str, Place] = field(default_factory=dict)
    """Where the value of each key of `book.yaml` stands; empty without the file."""


# -- values ----------------------------------------------------------------------------------------


def _text(value: Located) -> str | Place:
    """A text on one line; a number is read as its digits."""
    if isinstance(value.value, bool) or not isinstance(value.value, (str, int, float)):
        return value.place
    return " ".join(allowed(str(value.value)).split()) or value.place


def _matching(pattern: re.Pattern[str]) -> Callable[[Located], str | Place]:
    def read(value: Located) -> str | Place:
        words = _text(value)
        return words if isinstance(words, str) and pattern.fullmatch(words) else value.place

    return read


def _fields(parts: Mapping[str, Located], names: Iterable[str]) -> dict[str, str] | Place:
    """Texts under known names, or the place of the first that is unknown or no text."""
    fields: dict[str, str] = {}
    for name, part in parts.items():
        words = _text(part)
        if name not in names or isinstance(words, Place):
            return part.key
        fields[name] = words
    return fields


def _bilingual(value: Located) -> Bilingual | Place:
    if isinstance(value.value, Mapping):
        fields = _fields(value.value, ("en", "zh"))
        return fields if isinstance(fields, Place) else Bilingual(**fields) or value.place
    words = _text(value)
    return words if isinstance(words, Place) else split_title(words)


def _listed(read: Callable[[Located], _T | Place]) -> Callable[[Located], tuple[_T, ...] | Place]:
    """Read a list of what `read` reads; a value that is no list is a list of itself."""

    def read_all(value: Located) -> tuple[_T, ...] | Place:
        found: list[_T] = []
        for part in value.value if isinstance(value.value, tuple) else (value,):
            one = read(part)
            if isinstance(one, Place):
                return one
            found.append(one)
        return tuple(found)

    return read_all


def _person(value: Located) -> Credit | Place:
    if not isinstance(value.value, Mapping):
        words = _text(value)
        return words if isinstance(words, Place) else Credit("aut", words)
    fields = _fields(value.value, ("name", "url", "role", "file_as"))
    if isinstance(fields, Place):
        return fields
    if "url" in fields and not _URL.fullmatch(fields["url"]):
        return value.value["url"].place
    role = fields.get("role", "author")
    if role not in ROLES or "name" not in fields:
        return value.value["role"].place if role not in ROLES else value.place
    extra = fields.get("url", ""), fields.get("file_as", "")
    return Credit(ROLES[role], fields["name"], *extra)


def _series(value: Located) -> Series | Place:
    if not isinstance(value.value, Mapping):
        name = _bilingual(value)
        return name if isinstance(name, Place) else Series(name)
    parts = dict(value.value)
    number = parts.pop("number", None)
    said = _matching(_POSITION)(number) if number else ""
    if isinstance(said, Place) or "name" not in parts:
        return said if isinstance(said, Place) else value.place
    name = _bilingual(parts.pop("name"))
    if parts or isinstance(name, Place):
        return name if isinstance(name, Place) else next(iter(parts.values())).key
    return Series(name, said)


def _truth(value: Located) -> bool | Place:
    """`true` or `false`, also as a word."""
    if isinstance(value.value, bool):
        return value.value
    words = {"true": True, "false": False}
    return words.get(str(value.value).lower(), value.place)


def _profile(value: Located) -> str | Place:
    words = _text(value)
    return words if words in PROFILES else value.place


def _day(value: Located) -> date | Place:
    found = moment(value.value)
    return found.date() if found else value.place


def _order(value: Located) -> Order | Place:
    words = _text(value)
    return Order(words) if words in tuple(Order) else value.place


def _one_of(names: type[_E]) -> Callable[[Located], _E | Place]:
    """Read one of the words that an enumeration has."""

    def read(value: Located) -> _E | Place:
        words = _text(value)
        return names(words) if words in {name.value for name in names} else value.place

    return read


def _word(*words: str) -> Callable[[Located], str | Place]:
    """Read one of some words."""

    def read(value: Located) -> str | Place:
        found = _text(value)
        return found if found in words else value.place

    return read


def _standards(value: Located) -> tuple[str, ...] | Place:
    """Names of standards: one, several with commas, or a list."""
    parts = value.value if isinstance(value.value, tuple) else (value,)
    names: list[str] = []
    for part in parts:
        words = _text(part)
        found = words.replace(" ", "").split(",") if isinstance(words, str) else [""]
        if not set(found) <= {*_STANDARDS, "none"}:
            return part.place
        names.extend(name for name in found if name != "none")
    return tuple(name for name in _STANDARDS if name in names)


def _plain_slug(value: Located) -> str | Place:
    words = _text(value)
    return words if isinstance(words, str) and slug_of(words) == words.lower() else value.place


def _limits(value: Located) -> Limits | Place:
    """The limits that stand in the file; the others are as they always are."""
    if not isinstance(value.value, Mapping):
        return value.place
    wanted: dict[str, int] = {}
    for name, part in value.value.items():
        is_number = isinstance(part.value, int) and not isinstance(part.value, bool)
        if name not in _LIMITS:
            return part.key
        if not is_number or not isinstance(part.value, int) or part.value < 1:
            return part.place
        wanted[name] = part.value
    return replace(LIMITS, **wanted)


def _word_of(words: tuple[str, ...]) -> Callable[[Located], str | Place]:
    """One word of a few; a bare `none` is no word in YAML and one here."""

    def read(value: Located) -> str | Place:
        found = "none" if value.value is None else value.value
        return found if isinstance(found, str) and found in words else value.place

    return read


_GLOSSARY: dict[str, Callable[[Edition, Located], Edition | Place]] = {
    "merged": lambda edition, value: (
        found
        if isinstance(found := _truth(value), Place)
        else replace(edition, glossary_merged=found)
    ),
    "sort": lambda edition, value: (
        found
        if isinstance(found := _word_of(GLOSSARY_SORTS)(value), Place)
        else replace(edition, glossary_sort=found)
    ),
    "link": lambda edition, value: (
        found
        if isinstance(found := _word_of(GLOSSARY_LINKS)(value), Place)
        else replace(edition, glossary_link=found)
    ),
}


def _read_glossary(config: Config, value: Located) -> Config | Place:
    """How the book's own glossary is made: the keys of `_GLOSSARY`."""
    if not isinstance(value.value, Mapping):
        return value.place
    edition = config.edition
    for name, part in value.value.items():
        if name not in _GLOSSARY:
            return part.key
        found = _GLOSSARY[name](edition, part)
        if isinstance(found, Place):
            return found
        edition = found
    return replace(config, edition=edition)


def _check(value: Located) -> tuple[tuple[str, Place], ...] | Place:
    """`ignore: [G003]`: codes with their places; whether they can be silenced is seen elsewhere."""
    if not isinstance(value.value, Mapping):
        return value.place
    wrong = next((part.key for name, part in value.value.items() if name != "ignore"), None)
    if wrong or "ignore" not in value.value:
        return wrong or value.place
    return _listed(_placed_code)(value.value["ignore"])


def _placed_code(value: Located) -> tuple[str, Place] | Place:
    words = _matching(_CODE)(value)
    return words if isinstance(words, Place) else (words.upper(), value.place)


# -- keys ------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Key:
    read: Callable[[Config, Located], Config | Place]
    """Puts the key's value into the config, or gives the place of what is wrong in it."""

    says: str
    """What the key decides, one sentence."""

    wanted: str
    """What its value may be, with an example where words do not suffice."""


def _reads(
    parse: Callable[[Located], _T | Place], put: Callable[[Config, _T], Config]
) -> Callable[[Config, Located], Config | Place]:
    """A key's reader out of a reader of its value and what to do with the result."""

    def read(config: Config, value: Located) -> Config | Place:
        found = parse(value)
        return found if isinstance(found, Place) else put(config, found)

    return read


def _says(
    parse: Callable[[Located], _T | Place], put: Callable[[BookMeta, _T], BookMeta]
) -> Callable[[Config, Located], Config | Place]:
    """A reader of a key that belongs to what the book says about itself."""
    return _reads(parse, lambda config, found: replace(config, meta=put(config.meta, found)))


def _chooses(
    parse: Callable[[Located], _T | Place], put: Callable[[Selection, _T], Selection]
) -> Callable[[Config, Located], Config | Place]:
    """A reader of a key that chooses among the posts."""
    return _reads(
        parse, lambda config, found: replace(config, selection=put(config.selection, found))
    )


_OF_EDITION: list[Callable[[Config, Located], Config | Place]] = []
"""The readers that `_sets` has made: those of the keys that an edition may have too."""


def _sets(
    parse: Callable[[Located], _T | Place], put: Callable[[Edition, _T], Edition]
) -> Callable[[Config, Located], Config | Place]:
    """A reader of a key that says how the book is set."""
    read = _reads(parse, lambda config, found: replace(config, edition=put(config.edition, found)))
    _OF_EDITION.append(read)
    return read


_BOTH = "“English | 中文”, or `en:` and `zh:` on lines of their own"
_DAY = "a date such as 2025-07-23"


def _covered(config: Config, found: str) -> Config:
    wants = found != "none"
    edition = replace(config.edition, cover=wants)
    return replace(config, edition=edition, cover=found if wants else "")


_ORDERS = "en-zh or zh-en"
_PROFILE_NAMES = ", ".join(f"`{name}`" for name in PROFILES)
_SIZE = "a length such as 3mm"
_TRUTH = "true or false"
_STANDARDS = ("ua1", "a2u")
_LIMITS = tuple(limit.name for limit in fields(Limits))

_KEYS: dict[str, _Key] = {
    "title": _Key(
        _says(_bilingual, lambda meta, found: replace(meta, title=found)),
        "The title in both languages; without it, the name of the folder.",
        _BOTH,
    ),
    "subtitle": _Key(
        _says(_bilingual, lambda meta, found: replace(meta, subtitle=found)),
        "The subtitle in both languages.",
        _BOTH,
    ),
    "author": _Key(
        _says(_listed(_person), lambda meta, found: replace(meta, creators=found)),
        "Who made the book: a name, a list of names, or a list of `name`, `url`, `role` and"
        " `file_as` (how a catalogue sorts the name); without it, the people in the credits of the"
        " posts.",
        f"a name, or `name:`, `url:`, `file_as:` and `role:` ({', '.join(ROLES)})",
    ),
    "publisher": _Key(
        _says(_text, lambda meta, found: replace(meta, publisher=found)),
        "Who publishes the book.",
        "a name",
    ),
    "rights": _Key(
        _says(_text, lambda meta, found: replace(meta, rights=found)),
        "Under which terms the book may be used.",
        "a sentence",
    ),
    "description": _Key(
        _says(_bilingual, lambda meta, found: replace(meta, description=found)),
        "What the book is about, in a sentence or two in each language.",
        _BOTH,
    ),
    "identifier": _Key(
        _says(_matching(_URN), lambda meta, found: replace(meta, identifier=found)),
        "The book's own number, as a URN; without it, one is made from slug and title.",
        "a URN such as urn:isbn:9787111111115",
    ),
    "series": _Key(
        _says(_series, lambda meta, found: replace(meta, series=found)),
        "The series that the book belongs to: its `name` in both languages, and its `number`"
        " there.",
        "a name, or `name:` and `number:` on lines of their own",
    ),
    "slug": _Key(
        _says(_plain_slug, lambda meta, found: replace(meta, slug=found)),
        "The name of the finished files; without it, the English title.",
        "letters, digits and hyphens, such as my-book",
    ),
    "date": _Key(
        _says(_day, lambda meta, found: replace(meta, date=found)), "The day of publication.", _DAY
    ),
    "order": _Key(
        _says(_order, lambda meta, found: replace(meta, order=found)),
        "Which language comes first in a pair: `en-zh` (without it) or `zh-en`.",
        _ORDERS,
    ),
    "layout": _Key(
        _sets(_matching(_NAME), lambda edition, found: replace(edition, layout=found)),
        "How a pair is put on the page: `interleaved` without it.",
        "the name of a layout, such as interleaved",
    ),
    "notes": _Key(
        _sets(_one_of(Notes), lambda edition, found: replace(edition, notes=found)),
        "Where a printed book has its notes and explains its terms: `end` of each post (without"
        " it), foot of the `page`, or `both`.",
        "end, page or both",
    ),
    "notes_repeat": _Key(
        _sets(_one_of(Repeat), lambda edition, found: replace(edition, notes_repeat=found)),
        "How often a term is explained at the foot of a page: once in a `post` (without it), or"
        " on every `page` that mentions it.",
        "post or page",
    ),
    "theme": _Key(
        _reads(_matching(_NAME), lambda config, found: replace(config, theme=found)),
        "Which folder of `themes` the looks come from: `default` without it.",
        "the name of a theme, such as default",
    ),
    "page": _Key(
        _sets(_matching(_PAGE), lambda edition, found: replace(edition, page=found)),
        "The page of the printed book: one of the theme's (`A5` without it, `B5`, `A4`, `Letter`,"
        " `6x9`, `5.5x8.5`), or any size such as `120x180mm`.",
        "the name of a page such as A5, or a size such as 120x180mm",
    ),
    "binding": _Key(
        _sets(_matching(_LENGTH), lambda edition, found: replace(edition, binding=found)),
        "How much wider the margin at the spine is, for paper that a binding swallows: `0mm`"
        " without it.",
        _SIZE,
    ),
    "bleed": _Key(
        _sets(_matching(_LENGTH), lambda edition, found: replace(edition, bleed=found)),
        "How far ink goes beyond the edge of the printed page: `0mm` without it.",
        _SIZE,
    ),
    "marks": _Key(
        _sets(_word("crop", "none"), lambda edition, found: replace(edition, marks=found)),
        "`crop` draws marks around the printed page, where it is to be cut; `none` without it.",
        "crop or none",
    ),
    "links": _Key(
        _sets(_word("note", "none"), lambda edition, found: replace(edition, links=found)),
        "What becomes of a link to the web in print: a number, and its address at the end of the"
        " post (`note`, without it), or nothing (`none`).",
        "note or none",
    ),
    "qr": _Key(
        _sets(_truth, lambda edition, found: replace(edition, qr=found)),
        "Whether a printed post shows the address of its original as a QR code: `true` without it.",
        _TRUTH,
    ),
    "grey": _Key(
        _sets(_truth, lambda edition, found: replace(edition, grey=found)),
        "Whether the PDF is without colour, pictures included: `false` without it.",
        _TRUTH,
    ),
    "standard": _Key(
        _sets(_standards, lambda edition, found: replace(edition, standard=found)),
        "What the PDF says it keeps to: `ua1` (PDF/UA-1, accessible), `a2u` (PDF/A-2u, archival),"
        " or a list of both.",
        "ua1, a2u, or a list of both",
    ),
    "cover": _Key(
        _reads(_text, _covered),
        "The path of the picture on the cover, or `none`; without it, the cover is set as type.",
        "a path such as cover.jpg, or none",
    ),
    "profiles": _Key(
        _reads(
            _listed(_profile),
            lambda config, found: replace(config, profiles=tuple(dict.fromkeys(found))),
        ),
        f"For which e-readers an EPUB is made, one file for each: {_PROFILE_NAMES}; `standard`"
        " without it.",
        f"one or more of {', '.join(PROFILES)}",
    ),
    "embed_fonts": _Key(
        _sets(_truth, lambda edition, found: replace(edition, embed_fonts=found)),
        "Whether the EPUB carries its fonts, cut to its characters: `false` without it.",
        "true or false",
    ),
    "zy_footnote": _Key(
        _sets(_truth, lambda edition, found: replace(edition, zy_footnote=found)),
        "Whether the profile `zh` adds the notes of 掌阅, which EPUBCheck takes for an error:"
        " `false` without it.",
        "true or false",
    ),
    "posts": _Key(
        _chooses(_listed(_text), lambda chosen, found: replace(chosen, posts=found)),
        "Which posts, in the book's order: paths from the content folder, `*` and `**` allowed;"
        " without it, every post by date.",
        "a list of paths such as posts/tea.md or posts/*.md",
    ),
    "tags": _Key(
        _chooses(_listed(_text), lambda chosen, found: replace(chosen, tags=found)),
        "Only posts with one of these tags.",
        "a list of tags",
    ),
    "since": _Key(
        _chooses(_day, lambda chosen, found: replace(chosen, since=found)),
        "Only posts of this day and later.",
        _DAY,
    ),
    "until": _Key(
        _chooses(_day, lambda chosen, found: replace(chosen, until=found)),
        "Only posts of this day and earlier.",
        _DAY,
    ),
    "check": _Key(
        _reads(_check, lambda config, found: replace(config, ignore=found)),
        "Codes of warnings and hints that are kept quiet in the whole book, under `ignore`.",
        "ignore: and a list of codes such as [G003, P012]",
    ),
    "glossary": _Key(
        _read_glossary,
        "The glossary of the whole book: `merged: false` leaves it out, `sort` is"
        " `pinyin` (without it), `strokes`, `latin` or `none`, and `link: first` or `all` links"
        " the terms that the posts do not link themselves.",
        f"merged: true or false, sort: {', '.join(GLOSSARY_SORTS)};"
        f" link: {', '.join(GLOSSARY_LINKS)}, each on a line of its own",
    ),
    "post": _Key(
        _reads(
            _text,
            lambda config, found: replace(
                config,
                selection=replace(config.selection, only=found),
                edition=replace(config.edition, handout=True),
            ),
        ),
        "One post on its own, as a handout: its path, its slug or its title.",
        "the path, slug or title of a post",
    ),
    "limits": _Key(
        _reads(_limits, lambda config, found: replace(config, limits=found)),
        "How much one post may be, where a good post is refused as too long:"
        f" {', '.join(f'`{name}`' for name in _LIMITS)}, each with a number.",
        f"one or more of {', '.join(_LIMITS)}, each with a whole number",
    ),
}

_SETTING = tuple(name for name, key in _KEYS.items() if key.read in _OF_EDITION)
"""The keys that decide about an edition alone."""


def _editions(config: Config, value: Located) -> Config | Place:
    """Editions by name, each a mapping of the keys that say how a book is set."""
    if not isinstance(value.value, Mapping):
        return value.place
    editions: dict[str, Edition] = {}
    for name, part in value.value.items():
        if not _NAME.fullmatch(name) or not isinstance(part.value, Mapping):
            return part.key
        found = _edition(config, part.value)
        if isinstance(found, Place):
            return found
        editions[name] = found
    return replace(config, editions=tuple(editions.items()))


def _edition(config: Config, values: Mapping[str, Located]) -> Edition | Place:
    """The book's own edition with some of its settings changed."""
    for key, value in values.items():
        if key not in _SETTING:
            return value.key
        found = _KEYS[key].read(config, value)
        if isinstance(found, Place):
            return found
        config = found
    return config.edition


_KEYS["editions"] = _Key(
    _editions,
    "Other ways of setting the book, by name, each with settings of its own such as `layout` and"
    " `page`; `publisher build --all` makes them beside the book itself.",
    "names, each with settings: {large: {page: A4}}",
)

CONFIG_KEYS: dict[str, str] = {name: key.says for name, key in _KEYS.items()}
"""Every key of `book.yaml` with the sentence that the manual has for it."""


def _unknown(name: str, place: Place) -> Problem:
    near = get_close_matches(name.lower(), _KEYS, n=1)
    guess = f"Did you mean “{near[0]}”? " if near else ""
    hint = f"{guess}The keys are: {', '.join(_KEYS)}."
    return Problem("B002", place, f"there is no key “{allowed(name)}”", hint)


def wrong_value(key: str, place: Place, wanted: str) -> Problem:
    """The problem B003 of a key whose value is none of what is `wanted` (an enumeration)."""
    return Problem("B003", place, f"“{key}” cannot be read here", f"Write {wanted}.")


def _read_keys(config: Config, values: Mapping[str, Located]) -> tuple[Config, list[Problem]]:
    problems: list[Problem] = []
    # Editions are made of the book's own settings, wherever these stand in the file.
    for name, value in sorted(values.items(), key=lambda item: item[0] == "editions"):
        if name not in _KEYS:
            problems.append(_unknown(name, value.key))
        elif value.value is None:
            continue
        elif isinstance(found := _KEYS[name].read(config, value), Place):
            problems.append(wrong_value(name, found, _KEYS[name].wanted))
        else:
            config = found
    return config, problems


def _span_problems(config: Config) -> Iterable[Problem]:
    chosen = config.selection
    if chosen.since and chosen.until and chosen.since > chosen.until:
        yield wrong_value("until", config.places["until"], f"a date from {chosen.since} on")


def choose(config: Config, choices: Mapping[str, str]) -> tuple[Config, Problems]:
    """The config with other values for some keys of `book.yaml`, as if they stood there.

    A choice stands at its option; one that cannot be is a problem B003 there.
    """
    values = {
        key: Located(words, place, place)
        for key, words in choices.items()
        for place in (option_place(key),)
    }
    places = {**config.places, **{key: value.place for key, value in values.items()}}
    chosen, problems = _read_keys(replace(config, places=places), values)
    return chosen, tuple(problems)


# -- the file and its folder -----------------------------------------------------------------------


def _spoken(name: str) -> str:
    """A file's name as a title: `on_tea-and-kettles` → `on tea and kettles`."""
    return " ".join(allowed(name).replace("_", " ").replace("-", " ").split())


def _slug(config: Config, name: str) -> str:
    title = config.meta.title
    return config.meta.slug or slug_of(title.en) or slug_of(title.zh) or slug_of(name) or "book"


def _decode(data: bytes) -> str | Problem:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        hint = "Save the file as UTF-8."
        return Problem("B001", Place(_FILE, line), "the file is not UTF-8 text", hint)
    return text


def _read_text(root: Path) -> str | Problem:
    """The text of the `book.yaml` in a folder."""
    path = root / _FILE
    try:
        if not path.resolve().is_relative_to(root) or not path.is_file():
            hint = "Put the file itself into the content folder."
            return Problem("B001", Place(_FILE), "this is not a file of the content folder", hint)
        with path.open("rb") as file:
            data = file.read(_LARGEST_FILE + 1)
    except OSError as error:
        reason = (error.strerror or "it cannot be opened").lower()
        return Problem("B001", Place(_FILE), f"the file cannot be read: {reason}", "")
    return _decode(data)


def _places(values: Mapping[str, Located]) -> Iterable[tuple[str, Place]]:
    """Where each value stands; of a list, each text too, as `posts: tea.md`."""
    for name, value in values.items():
        if value.value is not None:
            yield name, value.place
        if isinstance(value.value, tuple):
            yield from ((f"{name}: {part.value}", part.place) for part in value.value)


def _read_folder(root: Path) -> tuple[Config, Problems]:
    config = Config(root, BookMeta(Bilingual(), ""))
    problems: list[Problem] = []
    if (root / _FILE).is_symlink() or (root / _FILE).exists():
        text = _read_text(root)
        if isinstance(text, Problem):
            return _named(config), (text,)
        values, unreadable = read_yaml(text, _FILE, "B001")
        places = dict(_places(values))
        config, found = _read_keys(replace(config, places=places), values)
        problems = [*unreadable, *found, *_span_problems(config)]
    return _named(config), tuple(problems)


def _named(config: Config) -> Config:
    """Fill title and slug from the folder where the author gave none."""
    name = config.root.name
    title = config.meta.title or split_title(_spoken(name))
    slug = _slug(config, name)
    return replace(config, meta=replace(config.meta, title=title, slug=slug))


def _read_post(path: Path) -> Config:
    """A book of one post; `index` gives it the post's title."""
    bundle = path.name.lower() == "index.md" and path.parent.name != ""
    root = path.parent.parent if bundle else path.parent
    slug = slug_of(path.parent.name if bundle else path.stem) or "book"
    chosen = Selection(posts=(path.relative_to(root).as_posix(),))
    return Config(root, BookMeta(Bilingual(), slug), chosen)


def read_config(content: Path) -> tuple[Config | None, Problems]:
    """Read what stands behind CONTENT: a folder with a `book.yaml` or without, or a single post.

    Returns no config where there is neither (problem B004). Wrong keys and values are problems
    B002 and B003, an unreadable file B001; the config then has the defaults in their place.
    """
    path = content.resolve()
    if path.is_dir():
        return _read_folder(path)
    if path.name == _FILE and path.is_file():
        return _read_folder(path.parent)
    if path.suffix.lower() == ".md" and path.is_file():
        return _read_post(path), ()
    hint = "Name a folder of posts, or one post (a file that ends in .md)."
    place = whole(allowed(content.name) or ".")
    message = "there is no folder and no post of this name"
    if path.exists():
        message = "this is no post and no folder of posts"
    return None, (Problem("B004", place, message, hint),)
