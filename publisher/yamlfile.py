"""YAML with places: a text read to plain values, each of which knows its line and column.

The only importer of `yaml`. It reads the part of YAML that people write by hand: mappings, lists
and scalars. Tags, anchors and aliases are refused, so a file can neither name a class of Python
nor grow while it is read; depth and number of values are limited. Dates stay text (`moment`
reads them), and only `true` and `false` are truth values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Protocol

import yaml

from publisher.problems import Place, Problem, Problems

Scalar = str | int | float | bool | None
"""A value without parts."""

Plain = Scalar | list["Plain"] | dict[str, "Plain"]
"""A value and its parts without their places."""


@dataclass(frozen=True, slots=True)
class Located:
    """A value, and where it stands."""

    value: Scalar | tuple[Located, ...] | Mapping[str, Located]
    place: Place
    """Where the value begins."""

    key: Place
    """Where the key of the value begins; in a list, the same as `place`."""

    @property
    def plain(self) -> Plain:
        """The value without places."""
        if isinstance(self.value, tuple):
            return [part.plain for part in self.value]
        if isinstance(self.value, Mapping):
            return {key: part.plain for key, part in self.value.items()}
        return self.value


_MAX_DEPTH = 16
_MAX_VALUES = 20_000
_MAX_CHARACTERS = 1_000_000

_NULL = re.compile(r"~|null|Null|NULL|")
_TRUE = re.compile(r"true|True|TRUE")
_FALSE = re.compile(r"false|False|FALSE")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(r"[-+]?(?:[0-9]{1,17}\.[0-9]{0,17}|\.[0-9]{1,17})(?:[eE][-+]?[0-9]{1,2})?")
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u202a-\u202e\ud800-\udfff\ufffe\uffff]"
)
_ENTRY = re.compile(r"(?P<key>\s*(?:- )?[^\s:'\"][^:]*): +(?P<value>.+)")
_MOMENT = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d?)-(?P<day>\d\d?)"
    r"(?:(?:[Tt]|[ \t]+)(?P<hour>\d\d?):(?P<minute>\d\d)(?::(?P<second>\d\d)(?:\.\d{1,9})?)?"
    r"[ \t]*(?:(?P<utc>[Zz])|(?P<sign>[-+])(?P<off_hours>\d\d?):?(?P<off_minutes>\d\d)?)?)?",
    re.ASCII,
)
_PARTS = ("year", "month", "day", "hour", "minute", "second")
_FIRST_YEAR = 1000


class _Mark(Protocol):
    """A position in the text as the parser gives it, 0-based."""

    @property
    def line(self) -> int: ...

    @property
    def column(self) -> int: ...


class _RefusedError(Exception):
    """A text that is not read, with the place and the words for its problem."""

    def __init__(self, line: int, column: int, message: str, hint: str) -> None:
        super().__init__(message)
        self.line, self.column, self.message, self.hint = line, column, message, hint


def _scalar(text: str) -> Scalar:
    if _NULL.fullmatch(text):
        return None
    if _TRUE.fullmatch(text) or _FALSE.fullmatch(text):
        return bool(_TRUE.fullmatch(text))
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _position(mark: _Mark | None) -> tuple[int, int]:
    """Line and column of a mark, 1-based."""
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


class _Open:
    """A mapping or list whose end has not been read yet."""

    def __init__(self, place: Place, key: Place, *, is_mapping: bool) -> None:
        self.place, self.key, self.is_mapping = place, key, is_mapping
        self.entries: dict[str, Located] = {}
        self.items: list[Located] = []
        self.name: str | None = None
        self.name_place = place

    def closed(self) -> Located:
        value = self.entries if self.is_mapping else tuple(self.items)
        return Located(value, self.place, self.key)


class _Builder:
    """Makes values out of the parser's events; deep input costs a list entry, not a call."""

    def __init__(self, path: str, first_line: int) -> None:
        self.path, self.first_line = path, first_line
        self.open: list[_Open] = []
        self.root: Located | None = None
        self.count = 0

    def place(self, event: yaml.Event) -> Place:
        line, column = _position(event.start_mark)
        return Place(self.path, line + self.first_line - 1, column)

    def refuse(self, event: yaml.Event, message: str, hint: str) -> _RefusedError:
        return _RefusedError(*_position(event.start_mark), message, hint)

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.NodeEvent):
            self._node(event)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._add(self.open.pop().closed(), event)
        elif isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            hint = "Remove the line of three hyphens and what stands after it."
            raise self.refuse(event, "a second document begins here", hint)

    def _node(self, event: yaml.NodeEvent) -> None:
        self.count += 1
        if isinstance(event, yaml.AliasEvent) or event.anchor:
            hint = "If the text begins with * or &, put it in quotes; else write the value out."
            raise self.refuse(event, "anchors and aliases (& and *) are not read", hint)
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._start(event)

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            raise self._tagged(event)
        if len(self.open) >= _MAX_DEPTH or self.count > _MAX_VALUES:
            hint = f"At most {_MAX_DEPTH} levels and {_MAX_VALUES} values are read."
            raise self.refuse(event, "this is nested too deep, or too long", hint)
        if self._awaits_key():
            raise self._no_key(event)
        place = self.place(event)
        is_mapping = isinstance(event, yaml.MappingStartEvent)
        self.open.append(_Open(place, self._key_place(place), is_mapping=is_mapping))

    def _scalar(self, event: yaml.ScalarEvent) -> None:
        if event.tag is not None:
            raise self._tagged(event)
        if self._awaits_key():
            self._name(event)
            return
        value = _scalar(event.value) if event.implicit[0] else event.value
        place = self.place(event)
        self._add(Located(value, place, self._key_place(place)), event)

    def _name(self, event: yaml.ScalarEvent) -> None:
        top = self.open[-1]
        if event.value in top.entries:
            hint = "Keep one of the two lines."
            raise self.refuse(event, f"the key “{event.value}” stands here a second time", hint)
        if event.value == "<<":
            raise self._no_key(event)
        top.name, top.name_place = event.value, self.place(event)

    def _add(self, value: Located, event: yaml.Event) -> None:
        if self.count > _MAX_VALUES:
            hint = f"At most {_MAX_VALUES} values are read."
            raise self.refuse(event, "this is too long", hint)
        if not self.open:
            self.root = value
        elif (top := self.open[-1]).is_mapping:
            top.entries[top.name or ""] = value
            top.name = None
        else:
            top.items.append(value)

    def _awaits_key(self) -> bool:
        return bool(self.open) and self.open[-1].is_mapping and self.open[-1].name is None

    def _key_place(self, place: Place) -> Place:
        inside_mapping = bool(self.open) and self.open[-1].is_mapping
        return self.open[-1].name_place if inside_mapping else place

    def _tagged(self, event: yaml.Event) -> _RefusedError:
        hint = "If the text begins with an exclamation mark, put it in quotes."
        return self.refuse(event, "tags (words that begin with !) are not read", hint)

    def _no_key(self, event: yaml.Event) -> _RefusedError:
        return self.refuse(event, "this cannot be a key", "Begin the line with a word and a colon.")


# -- what the parser could not read ----------------------------------------------------------------


def _quoted(value: str) -> str:
    if '"' in value or "\\" in value:
        return "'" + value.replace("'", "''") + "'"
    return f'"{value}"'


_SPECIAL = frozenset("@`%*&!|>[]{}\"'#,?-")
"""With one of these no plain value begins (YAML 1.1, 5.3)."""


def _needs_quotes(value: str) -> bool:
    return ": " in value or value.endswith(":") or value[:1] in _SPECIAL


def _hint(line: str) -> str:
    """What to do about a line; where quotes help, the whole line as it should be written."""
    found = _ENTRY.match(line)
    if found and _needs_quotes(value := found["value"].strip()):
        return f"Put the value in quotes: {found['key'].strip()}: {_quoted(value)}"
    if found and line[:1].isspace():
        return "Begin the key in the column of the keys around it."
    return "Here and on the line before: one key, a colon, a space, a value; all quotes closed."


_ADVICE: tuple[tuple[str, str, str], ...] = (
    ("unexpected end of stream", "a quotation mark that is never closed", "Close the quotes."),
    ("unexpected document indicator", "a quotation mark that is never closed", "Close the quotes."),
    ("escape", "a backslash that is no escape", "Use single quotes, in which a backslash is one."),
    ("Unicode", "a backslash that is no escape", "Use single quotes, in which a backslash is one."),
    ("tab character", "a tab where only spaces may stand", "Replace the tab by spaces."),
    ("cannot start any token", "a value that begins with a reserved character", ""),
    ("could not find expected ':'", "a line without a key and a colon", ""),
)
"""Words of the parser's complaint, what they mean, and what to do (empty: `_hint` says it)."""


def _advice(problem: str, line: str) -> tuple[str, str]:
    if line[:1] == "\t":
        problem = "tab character"
    for fragment, message, hint in _ADVICE:
        if fragment in problem:
            return message, hint or _hint(line)
    found = _ENTRY.match(line)
    if "mapping values" in problem and found and _needs_quotes(found["value"].strip()):
        return "a colon inside a value that has no quotes", _hint(line)
    return "a line that does not go on with what stands before it", _hint(line)


def _explained(error: yaml.MarkedYAMLError, text: str) -> _RefusedError:
    problem = error.problem or ""
    begins = "unexpected" in problem or "expected ':'" in problem
    mark = (error.context_mark if begins else None) or error.problem_mark or error.context_mark
    line, column = _position(mark)
    lines = text.split("\n")
    line = min(line, len(lines))
    return _RefusedError(line, column, *_advice(problem, lines[line - 1]))


def _check_text(text: str) -> None:
    found = _UNREADABLE.search(text)
    if found:
        before = text[: found.start()]
        column = found.start() - (before.rfind("\n") + 1) + 1
        message = f"the character U+{ord(found[0]):04X} may not stand here"
        raise _RefusedError(before.count("\n") + 1, column, message, "Delete it.")
    if len(text) > _MAX_CHARACTERS:
        hint = f"At most {_MAX_CHARACTERS} characters are read."
        raise _RefusedError(1, 1, "the file is too long", hint)


def _events(text: str) -> Iterable[yaml.Event]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    events: Iterable[yaml.Event] = yaml.parse(text, Loader=loader)
    return events


def _entries(root: Located | None) -> Mapping[str, Located]:
    if root is None or root.value is None:
        return {}
    if isinstance(root.value, Mapping):
        return root.value
    hint = "Write one key, a colon, a space and its value on a line."
    raise _RefusedError(1, 1, "there are no keys here", hint)


def _read(text: str, builder: _Builder) -> Mapping[str, Located]:
    _check_text(text)
    try:
        for event in _events(text):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        raise _explained(error, text) from error
    return _entries(builder.root)


def moment(value: object) -> datetime | None:
    """The date, or date and time, that a value writes as in ISO 8601 and YAML; None if it is none.

    `2025-07-23`, `2025-07-23T01:39:00+08:00` and `2025-07-23 01:39` are read; a time zone is kept,
    and where none is given it is UTC (as Hugo has it). Years 1000 to 9999.
    """
    found = _MOMENT.fullmatch(value.strip()) if isinstance(value, str) else None
    if found is None or int(found["year"]) < _FIRST_YEAR:
        return None
    offset = timedelta(hours=int(found["off_hours"] or 0), minutes=int(found["off_minutes"] or 0))
    try:
        zone = timezone(-offset if found["sign"] == "-" else offset) if offset else UTC
        year, month, day, hour, minute, second = (int(found[name] or 0) for name in _PARTS)
        result = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        result.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return result


def read_yaml(
    text: str, path: str, code: str, first_line: int = 1
) -> tuple[Mapping[str, Located], Problems]:
    """Read a text whose top is a mapping.

    `path` and `first_line` (the number of the text's first line in that file) make the places;
    `code` is the code of the one problem that an unreadable text gives, beside an empty mapping.
    """
    try:
        return _read(text, _Builder(path, first_line)), ()
    except _RefusedError as refused:
        place = Place(path, refused.line + first_line - 1, refused.column)
        return {}, (Problem(code, place, refused.message, refused.hint),)
