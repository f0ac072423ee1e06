"""Which rules match an element, found once for all elements that have the same way up to the root.

Most selectors ask for tags, classes and languages of an element and of those around it. What they
say holds for every element with the same way up. The others (`:first-child`, `p + p`) are asked
for each element, but only where an element of its kind may match them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, compress
from types import CodeType
from typing import Any, TypeAlias

from weasyprint.css import cssselect2

Wrapper: TypeAlias = Any
"""An element as cssselect2 wraps it."""

Match = tuple[Any, Any, Any, tuple[Any, ...]]
"""A sheet, its origin, the specificity given to it, and a rule: (specificity, order,
pseudo-element, declarations)."""

Matched = tuple[Match, ...]
"""The rules that match an element, in the order in which the next outdoes the one before."""

_WAY = "warm_way"

_READ_OF_A_WAY = frozenset(
    "local_name in_html_document namespace_url classes lang parent ancestors etree_element tag"
    " attrib get any next startswith endswith lower split_whitespace ascii_lower".split()
)
"""What a selector may look up that asks for nothing beside the way up."""

_OF_ONE = frozenset({"id", "href", "src", "style", "title", "alt"})
"""Attributes of which hardly two elements have the same: they are no part of a way."""

_OF_LANGUAGE = frozenset({"class", "lang", "{http://www.w3.org/XML/1998/namespace}lang"})


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from _codes(inner)


def _words(test: Callable[[Wrapper], bool]) -> frozenset[str]:
    """The strings in a compiled selector: among them the names of all attributes it reads."""
    found = (word for code in _codes(test.__code__) for word in code.co_consts)
    return frozenset(word for word in found if isinstance(word, str))


def _is_certain(test: Callable[[Wrapper], bool]) -> bool:
    """Whether a compiled selector says the same of all elements with the same way up."""
    names = {name for code in _codes(test.__code__) for name in code.co_names}
    return names <= _READ_OF_A_WAY and not _words(test) & _OF_ONE


def _lists(matcher: Any) -> Iterator[Sequence[Any]]:  # noqa: ANN401  # of cssselect2
    """All entries that a matcher has."""
    for kind in ("id", "class", "lower_local_name", "namespace"):
        yield from getattr(matcher, f"{kind}_selectors").values()
    yield matcher.lang_attr_selectors
    yield matcher.other_selectors


def _entries(matcher: Any, wrapper: Wrapper) -> Iterator[Any]:  # noqa: ANN401  # of cssselect2
    """The entries of a matcher that it would ask of an element, and those for any id."""
    for found in matcher.id_selectors.values():
        yield from found
    for name in wrapper.classes:
        yield from matcher.class_selectors.get(name, ())
    name = cssselect2.ascii_lower(wrapper.local_name)
    yield from matcher.lower_local_name_selectors.get(name, ())
    yield from matcher.namespace_selectors.get(wrapper.namespace_url, ())
    if "lang" in wrapper.etree_element.attrib:
        yield from matcher.lang_attr_selectors
    yield from matcher.other_selectors


@dataclass(frozen=True, slots=True)
class _Rule:
    """A selector and its declarations."""

    test: Callable[[Wrapper], bool]
    is_certain: bool
    place: tuple[object, ...]
    """The later one outdoes the earlier: of its sheet, its specificity, and its own."""
    match: Match


def _rules(sheets: Sequence[tuple[Any, Any, Any]]) -> Iterator[tuple[int, _Rule]]:
    """All rules of some sheets, by the id of their entry in a matcher."""
    for at, (sheet, origin, given) in enumerate(sheets):
        for entry in chain.from_iterable(_lists(sheet.matcher)):
            test, specificity, order, *_ = entry
            match = (sheet, origin, given, entry[1:])
            yield id(entry), _Rule(test, _is_certain(test), (at, specificity, order), match)


@dataclass(slots=True)
class _Way:
    """What is known of all elements with the same way up."""

    below: dict[object, _Way] = field(default_factory=dict)
    certain: tuple[_Rule, ...] = ()
    """The rules that match."""
    others: tuple[_Rule, ...] = ()
    """The rules that match where their test says so."""
    found: dict[tuple[bool, ...], Matches] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matches:
    """The rules that match an element, and a number that is the same for the same rules."""

    number: int
    rules: Matched


class Matching:
    """The rules of some style sheets, and which of them match."""

    def __init__(self, sheets: Sequence[tuple[Any, Any, Any]]) -> None:
        """Begin with sheets as WeasyPrint has them: with origin and specificity."""
        self._sheets = sheets
        self._rules = dict(_rules(sheets))
        self._numbers: dict[object, Matches] = {}
        self._top = _Way()
        words = (_words(rule.test) for rule in self._rules.values() if rule.is_certain)
        self._attributes = _OF_LANGUAGE.union(*words) - _OF_ONE
        """Of an element, beside its tag, what is part of its way up."""

    def is_of(self, sheets: Sequence[tuple[Any, Any, Any]]) -> bool:
        """Whether these are the sheets."""
        return [(id(s), o, g) for s, o, g in sheets] == [(id(s), o, g) for s, o, g in self._sheets]

    def _way(self, wrapper: Wrapper) -> _Way:
        known: _Way | None = getattr(wrapper, _WAY, None)
        if known is not None:
            return known
        element, names = wrapper.etree_element, self._attributes
        said = tuple(pair for pair in element.attrib.items() if pair[0] in names)
        key: tuple[object, ...] = (element.tag, said)
        if wrapper.parent is None:
            above = self._top
            key = (*key, wrapper.lang, wrapper.in_html_document)
        else:
            above = self._way(wrapper.parent)
        way = above.below.get(key)
        if way is None:
            way = above.below[key] = self._begun(wrapper)
        setattr(wrapper, _WAY, way)
        return way

    def _begun(self, wrapper: Wrapper) -> _Way:
        """Ask what can be asked of a way up: by the first element that has it."""
        entries = (
            entry for sheet, *_ in self._sheets for entry in _entries(sheet.matcher, wrapper)
        )
        rules = [self._rules[id(entry)] for entry in entries]
        certain = tuple(rule for rule in rules if rule.is_certain and rule.test(wrapper))
        return _Way(certain=certain, others=tuple(rule for rule in rules if not rule.is_certain))

    def match(self, wrapper: Wrapper) -> Matches:
        """The rules that match an element."""
        way = self._way(wrapper)
        said = tuple([bool(rule.test(wrapper)) for rule in way.others])
        if said not in way.found:
            rules = (*way.certain, *compress(way.others, said))
            way.found[said] = self._numbered(sorted(rules, key=lambda rule: rule.place))
        return way.found[said]

    def _numbered(self, rules: list[_Rule]) -> Matches:
        name = tuple(map(id, rules))
        found = tuple(rule.match for rule in rules)
        return self._numbers.setdefault(name, Matches(len(self._numbers), found))
