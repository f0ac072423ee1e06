"""Frozen dataclasses → compact JSON and back, by their type hints; what is read back is validated.

A dataclass is the list of its fields' values; one of several dataclasses has its number in the
union before them. Nothing in the text names a type, so nothing but the type that was asked for can
come out of it.
"""

from __future__ import annotations

import json
import types
from base64 import b64decode, b64encode
from binascii import Error as NoBase64Error
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from functools import cache, lru_cache
from operator import attrgetter
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

_T = TypeVar("_T")
_Turn = Callable[[Any], Any]
"""From a value to what JSON can say, or back."""

_PLAIN = (str, int, float, bool)
_SAID: dict[Any, frozenset[type]] = {kind: frozenset({kind}) for kind in _PLAIN}
_SAID[float] = frozenset({float, int})
"""What stands in JSON for each of them."""


_F = TypeVar("_F", bound=Callable[..., Any])


def _once(function: _F) -> _F:
    """Keep what a function gives for each type; the type checker knows no hashable type hints."""
    kept: Any = lru_cache(maxsize=None)(function)
    return kept  # type: ignore[no-any-return]  # a wrapper of the same signature


Getter = Callable[[Any], tuple[Any, ...]]
"""Gives some attributes of an object, in a fixed order."""


def getter(names: Iterable[str]) -> Getter:
    """What gives all these attributes of an object at once, as a tuple."""
    names = tuple(names)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple([getattr(value, name) for name in names])


class CodecError(ValueError):
    """The text is not what the type says."""


# -- a text before other bytes ---------------------------------------------------------------------

_LENGTH = 8


def joined(head: bytes, rest: bytes) -> bytes:
    """Two runs of bytes as one, with the length of the first before them."""
    return len(head).to_bytes(_LENGTH, "big") + head + rest


def parted(data: bytes) -> tuple[bytes, bytes]:
    """What `joined` has put together; of bytes that are cut off, as much as there is."""
    end = _LENGTH + int.from_bytes(data[:_LENGTH], "big")
    return data[_LENGTH:end], data[end:]


# -- writing ---------------------------------------------------------------------------------------


def _same(value: Any) -> Any:  # noqa: ANN401  JSON is of any type
    return value


def _members(kind: Any) -> tuple[Any, ...]:  # noqa: ANN401  a type hint has no type of its own
    return get_args(kind) if get_origin(kind) in {Union, types.UnionType} else ()


@_once
def _hints(kind: type) -> tuple[tuple[str, Any], ...]:
    hints = get_type_hints(kind)
    return tuple((field.name, hints[field.name]) for field in fields(kind))


def _dataclass_out(kind: type) -> _Turn:
    hints = _hints(kind)
    get = getter(name for name, _ in hints)

    @cache  # and not at once: a type may hold itself
    def turns() -> list[tuple[int, _Turn]]:
        found = [(at, _writer(hint)) for at, (_, hint) in enumerate(hints)]
        return [(at, turn) for at, turn in found if turn is not _same]

    def write(value: Any) -> list[Any]:  # noqa: ANN401  an instance of `kind`
        parts = list(get(value))
        for at, turn in turns():
            parts[at] = turn(parts[at])
        return parts

    return write


def _union_out(members: tuple[Any, ...]) -> _Turn:
    classes = [member for member in members if is_dataclass(member)]
    if len(classes) > 1:
        numbers = {member: (number, _writer(member)) for number, member in enumerate(classes)}

        def write_one(value: Any) -> Any:  # noqa: ANN401  a value of one of the members
            if type(value) not in numbers:
                return value
            number, turn = numbers[type(value)]
            return [number, *turn(value)]

        return write_one
    others = [member for member in members if member not in {type(None), *_PLAIN}]
    turn = _writer(others[0]) if others else _same

    def write(value: Any) -> Any:  # noqa: ANN401  a value of one of the members
        return value if value is None or isinstance(value, str) else turn(value)

    return write


def _tuple_out(parts: tuple[Any, ...]) -> _Turn:
    if len(parts) == 2 and parts[1] is ...:  # noqa: PLR2004  tuple[X, ...]
        turn = _writer(parts[0])
        return _same if turn is _same else lambda value: [turn(part) for part in value]
    turns = [_writer(part) for part in parts]
    if all(turn is _same for turn in turns):
        return _same  # to JSON, a tuple is a list
    return lambda value: [turn(part) for turn, part in zip(turns, value, strict=True)]


@_once
def _writer(kind: Any) -> _Turn:  # noqa: ANN401, PLR0911  a type hint; one way out for each kind
    if members := _members(kind):
        return _union_out(members)
    if get_origin(kind) is tuple:
        return _tuple_out(get_args(kind))
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass_out(kind)
    if kind is bytes:
        return lambda value: b64encode(value).decode()
    if isinstance(kind, type) and issubclass(kind, Enum):
        return lambda value: value.value
    if kind in {date, datetime}:
        return lambda value: value.isoformat()
    if kind in _PLAIN:
        return _same
    raise TypeError(f"no way to write {kind}")


# -- reading ---------------------------------------------------------------------------------------


def _wrong(kind: Any, value: Any) -> CodecError:  # noqa: ANN401  whatever stood there
    return CodecError(f"{str(value)[:40]!r} is no {getattr(kind, '__name__', kind)}")


def _plain_in(kind: type) -> _Turn:
    kinds = _SAID[kind]

    def read(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
        if type(value) not in kinds:
            raise _wrong(kind, value)
        return value

    return read


def _text_in(kind: Any, parse: Callable[[str], Any]) -> _Turn:  # noqa: ANN401  a type hint
    """A reader of what is written as a text."""

    def read(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
        try:
            return parse(value)
        except (ValueError, TypeError, AttributeError, NoBase64Error) as error:
            raise _wrong(kind, value) from error

    return read


def _dataclass_in(kind: type) -> _Turn:
    hints = [hint for _, hint in _hints(kind)]
    count = len(hints)
    texts = [at for at, hint in enumerate(hints) if hint is str]

    @cache  # and not at once: a type may hold itself
    def turns() -> list[tuple[int, _Turn]]:
        return [(at, _reader(hint)) for at, hint in enumerate(hints) if hint is not str]

    def read(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
        if type(value) is not list or len(value) != count:
            raise _wrong(kind, value)
        for at in texts:
            if type(value[at]) is not str:
                raise _wrong(str, value[at])
        for at, turn in turns():
            value[at] = turn(value[at])
        return kind(*value)

    return read


def _numbered_in(classes: list[Any]) -> _Turn:
    """A reader of one of several dataclasses, told apart by the number before the fields."""
    readers = [_reader(member) for member in classes]

    def read(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
        number = value[0] if type(value) is list and value else None
        if type(number) is not int or not 0 <= number < len(readers):
            raise _wrong("one of its union", value)
        return readers[number](value[1:])

    return read


def _union_in(members: tuple[Any, ...]) -> _Turn:
    classes = [member for member in members if is_dataclass(member)]
    has_text, has_none = str in members, type(None) in members
    others = [member for member in members if member not in {str, type(None)}]
    turn = _numbered_in(classes) if len(classes) > 1 else _reader(others[0] if others else str)

    def read(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
        if (has_text and type(value) is str) or (has_none and value is None):
            return value
        return turn(value)

    return read


def _plains_in(kind: Any) -> _Turn:  # noqa: ANN401  a type hint
    """A reader of any number of texts, numbers or truths, whose kinds are looked at all at once."""
    kinds = _SAID[kind]

    def read(value: Any) -> tuple[Any, ...]:  # noqa: ANN401  whatever JSON holds
        if type(value) is not list or not kinds.issuperset(map(type, value)):
            raise _wrong(tuple, value)
        return tuple(value)

    return read


def _tuple_in(parts: tuple[Any, ...]) -> _Turn:
    many = len(parts) == 2 and parts[1] is ...  # noqa: PLR2004  tuple[X, ...]
    if many and parts[0] in _PLAIN:
        return _plains_in(parts[0])
    turns = [_reader(part) for part in parts if part is not ...]

    def read_many(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
        if type(value) is not list:
            raise _wrong(tuple, value)
        turn = turns[0]
        return tuple([turn(part) for part in value])

    def read(value: Any) -> Any:  # noqa: ANN401  whatever JSON holds
        if type(value) is not list or len(value) != len(turns):
            raise _wrong(tuple, value)
        return tuple([turn(part) for turn, part in zip(turns, value, strict=True)])

    return read_many if many else read


@_once
def _reader(kind: Any) -> _Turn:  # noqa: ANN401, PLR0911  a type hint; one way out for each kind
    if members := _members(kind):
        return _union_in(members)
    if get_origin(kind) is tuple:
        return _tuple_in(get_args(kind))
    if is_dataclass(kind) and isinstance(kind, type):
        return _dataclass_in(kind)
    if kind is bytes:
        return _text_in(kind, lambda value: b64decode(value, validate=True))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return _text_in(kind, {member.value: member for member in kind}.__getitem__)
    if kind in {date, datetime}:
        return _text_in(kind, kind.fromisoformat)
    if kind in _PLAIN:
        return _plain_in(kind)
    raise TypeError(f"no way to read {kind}")


def encode(kind: type[_T] | Any, value: _T) -> bytes:  # noqa: ANN401  unions have no type
    """Write a value of the type `kind` as JSON in UTF-8.

    `kind` is a dataclass of dataclasses, tuples, texts, numbers, bytes, dates, enumerations and
    unions of them. A type that is none of these is a TypeError.
    """
    words = json.dumps(_writer(kind)(value), ensure_ascii=False, separators=(",", ":"))
    return words.encode("utf-8", "surrogatepass")


def decode(kind: type[_T], data: bytes) -> _T:
    """Read back what `encode` has written, or raise CodecError: nothing is taken on trust."""
    try:
        found: _T = _reader(kind)(json.loads(data.decode("utf-8", "surrogatepass")))
    except (ValueError, KeyError, RecursionError) as error:
        raise CodecError(str(error)) from error
    return found
