"""Frozen classes: what `dataclasses` makes, method for method."""

from __future__ import annotations

import copy
import inspect
import pickle
from dataclasses import FrozenInstanceError, dataclass, field, fields, is_dataclass, replace
from typing import Any, get_type_hints

import pytest

from publisher.frozen import frozen


@frozen
class Mark:
    """A class with every kind of field that there is."""

    name: str
    words: tuple[str, ...] = ()
    kept: dict[str, int] = field(default_factory=dict)
    place: int = field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Model:
    """The same as `dataclasses` makes it."""

    name: str
    words: tuple[str, ...] = ()
    kept: dict[str, int] = field(default_factory=dict)
    place: int = field(default=0, compare=False, repr=False)


@frozen
class One:
    """A class with a single field, of which a getter gives no tuple by itself."""

    value: int


@frozen
class Other:
    """Another class that holds the same."""

    value: int


@frozen
class Nothing:
    """A class without a field."""


@frozen
class Own:
    """A class that shows itself in its own way."""

    value: int

    def __repr__(self) -> str:
        return "its own"


def test_it_is_a_dataclass_in_every_respect() -> None:
    """Fields, signature, hints, slots and what a pattern matches."""
    assert [one.name for one in fields(Mark)] == [one.name for one in fields(Model)]
    assert list(inspect.signature(Mark).parameters) == list(inspect.signature(Model).parameters)
    assert get_type_hints(Mark.__init__) == get_type_hints(Model.__init__)
    assert Mark.__match_args__ == Model.__match_args__
    assert not hasattr(Mark("a"), "__dict__")
    assert is_dataclass(Mark)


def test_it_is_shown_as_a_dataclass_is() -> None:
    """With the names of the fields that are to be shown, or as it says itself."""
    assert repr(Mark("a", ("b",))) == repr(Model("a", ("b",))).replace("Model", "Mark")
    assert repr(Nothing()) == "Nothing()"
    assert repr(Own(1)) == "its own"


def test_it_is_equal_by_value_and_only_to_its_own_kind() -> None:
    """A field that is not compared is left out; so it is of the hash."""
    assert Mark("a", place=1) == Mark("a", place=2)
    assert Mark("a") != Mark("b")
    others: list[object] = [Other(1), 1, One(2)]
    assert One(1) not in others
    assert hash(One(1)) == hash(One(1))
    assert {Nothing(): "found"}[Nothing()] == "found"
    with pytest.raises(TypeError, match="unhashable"):
        hash(Mark("a"))


def test_nothing_of_it_can_be_changed() -> None:
    """Neither set nor deleted, whether there is such a field or not."""
    mark: Any = Mark("a")
    for name in ("name", "news"):
        with pytest.raises(FrozenInstanceError, match=name):
            setattr(mark, name, "b")
        with pytest.raises(FrozenInstanceError, match=name):
            delattr(mark, name)
    assert mark == Mark("a")


def test_each_has_a_factory_s_value_of_its_own() -> None:
    """Unless one is given."""
    first, second = Mark("a"), Mark("a")
    assert first.kept == {}
    assert first.kept is not second.kept
    given: dict[str, int] = {}
    assert Mark("a", kept=given).kept is given


def test_what_is_missing_or_too_much_is_told() -> None:
    """As with any function."""
    make: Any = Mark
    everything: list[tuple[object, ...]] = [(), ("a", (), {}, 0, "more")]
    for arguments in everything:
        with pytest.raises(TypeError, match="__init__"):
            make(*arguments)


@pytest.mark.parametrize("value", [Mark("a", ("b",), {"c": 1}, 2), One(1), Nothing()])
def test_it_can_be_copied_pickled_and_replaced(value: Mark | One | Nothing) -> None:
    """The copy is equal, field by field."""
    unpickled = pickle.loads(pickle.dumps(value))  # noqa: S301  written by this line
    for again in (copy.copy(value), unpickled, replace(value)):
        assert again == value
        assert [getattr(again, one.name) for one in fields(again)] == [
            getattr(value, one.name) for one in fields(value)
        ]
