"""Frozen dataclasses with slots that are cheap to define, since they share most of their methods.

`dataclasses` writes and compiles six methods of a frozen class, and a build defines two hundred of
these, which took a sixth of a small book's time. Here `__init__` alone is written for a class; how
it is compared, hashed, shown and pickled is the same few lines for all, over what its fields hold.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

__all__ = ["Getter", "frozen", "getter"]

_T = TypeVar("_T")

Getter = Callable[[Any], tuple[Any, ...]]
"""Gives some attributes of an object, in a fixed order."""


def getter(names: Iterable[str]) -> Getter:
    """What gives all these attributes of an object at once, as a tuple."""
    names = tuple(names)
    if len(names) > 1:
        return attrgetter(*names)
    return lambda value: tuple([getattr(value, name) for name in names])


# -- the method that each class has of its own -----------------------------------------------------


def _parameter(one: Field[Any]) -> str:
    has_default = one.default is not MISSING or one.default_factory is not MISSING
    return f"{one.name}=defaults[{one.name!r}]" if has_default else one.name


def _value(one: Field[Any]) -> str:
    """What is put into a field: what was given, or a new value where a new one is due."""
    if one.default_factory is MISSING:
        return one.name
    return f"defaults[{one.name!r}]() if {one.name} is defaults[{one.name!r}] else {one.name}"


def _source(found: Iterable[Field[Any]]) -> str:
    """`__init__` as text, around it a function that hands it what it needs."""
    head = ", ".join(("self", *map(_parameter, found)))
    body = "".join(f"  put(self, {one.name!r}, {_value(one)})\n" for one in found)
    return f"def make(put, defaults):\n def __init__({head}):\n{body or '  pass'}\n return __init__"


def _defaults(found: Iterable[Field[Any]]) -> dict[str, object]:
    """The default of each field that has one; for a factory the factory, which stands for it."""
    return {
        one.name: one.default if one.default_factory is MISSING else one.default_factory
        for one in found
    }


def _initialiser(cls: type, found: tuple[Field[Any], ...]) -> Callable[..., None]:
    made: dict[str, Any] = {}
    exec(_source(found), vars(sys.modules[cls.__module__]), made)  # noqa: S102  of names alone
    init: Callable[..., None] = made["make"](object.__setattr__, _defaults(found))
    init.__annotations__ = {one.name: one.type for one in found} | {"return": None}
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


# -- the methods that all classes share ------------------------------------------------------------


def _refuse_to_set(self: object, name: str, _value: object) -> None:
    raise FrozenInstanceError(f"cannot assign to field {name!r} of {type(self).__name__}")


def _refuse_to_delete(self: object, name: str) -> None:
    raise FrozenInstanceError(f"cannot delete field {name!r} of {type(self).__name__}")


def _shared(found: tuple[Field[Any], ...]) -> Iterator[tuple[str, Callable[..., Any]]]:
    """Each shared method with its name, for a class of these fields."""
    everything = getter(one.name for one in found)
    compared = getter(one.name for one in found if one.compare)
    shown = tuple(one.name for one in found if one.repr)

    def is_equal(self: object, other: object) -> object:
        is_same = type(other) is type(self)
        return compared(self) == compared(other) if is_same else NotImplemented

    def show(self: object) -> str:
        values = ", ".join(f"{name}={getattr(self, name)!r}" for name in shown)
        return f"{type(self).__qualname__}({values})"

    yield "__eq__", is_equal
    yield "__hash__", lambda self: hash(compared(self))
    yield "__repr__", show
    yield "__reduce__", lambda self: (type(self), everything(self))
    yield "__setattr__", _refuse_to_set
    yield "__delattr__", _refuse_to_delete


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def frozen(cls: type[_T]) -> type[_T]:
    """Make a class a dataclass that is frozen, has slots, and is compared and hashed by value.

    It is what `dataclass(frozen=True, slots=True)` makes, for `dataclasses.fields`, `replace` and
    `is_dataclass` too. Fields are given to `__init__` in their order, with defaults and factories;
    nothing is done after it. A method of these that the class defines itself stays.
    """
    made = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    found = fields(made)  # type: ignore[arg-type]  # the type checker knows only `type[_T]`
    for name, method in (("__init__", _initialiser(made, found)), *_shared(found)):
        if name not in vars(cls):
            setattr(made, name, method)
    return made
