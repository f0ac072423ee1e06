"""Soft hyphens in the English of a page; the only importer of `pyphen`.

WeasyPrint's own `hyphens: auto` strands fragments of a word that stands in a link, so the places
where a word may break are put into the text here, and the style sheet says `hyphens: manual`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

from publisher.language import Language
from publisher.xhtml import Element, Node, with_children

SOFT_HYPHEN = "\u00ad"

_LEAST = 3
"""Letters that stay before a break, and letters that go with what follows it."""

_DICTIONARY = "en_US"
_WORD = re.compile(rf"(?<![\w{SOFT_HYPHEN}-])[A-Za-z]{{6,}}(?![\w{SOFT_HYPHEN}-])")
"""A word long enough to divide; one with a hyphen of its own breaks there and nowhere else."""

_RUN = re.compile(r"[^\s\u3000-\u303f\uff00-\uffef]+")
_MACHINE = re.compile(r"\w[@:/\\_]\w|://|\w\.\w|[0-9<>={}\[\]#$%^&*|~`]")
"""What tells an address, a path or a name of a program from a word of prose."""

_LEFT_ALONE = frozenset("code h1 h2 h3 h4 h5 h6 kbd pre rt samp time title var".split())
"""Elements whose words are never divided: titles, and what a reader may want to type."""


@cache
def _dictionary() -> Callable[[str], list[int]]:
    """Positions at which a word may break, in letters from its start."""
    import pyphen  # type: ignore[import-untyped]  # it comes without types

    found: Callable[[str], list[int]] = pyphen.Pyphen(
        lang=_DICTIONARY, left=_LEAST, right=_LEAST
    ).positions
    return found


@cache
def _divided_word(word: str) -> str:
    if word.isupper():
        return word
    parts, start = [], 0
    for place in _dictionary()(word):
        parts.append(word[start:place])
        start = place
    return SOFT_HYPHEN.join((*parts, word[start:]))


def _divided_run(found: re.Match[str]) -> str:
    run = found.group()
    return run if _MACHINE.search(run) else _WORD.sub(lambda m: _divided_word(m.group()), run)


def _is_english(node: Element, inherited: bool) -> bool:  # noqa: FBT001  # a state handed down
    language = node.get("lang")
    return language == Language.EN.tag if language else inherited


def _walked(node: Node, english: bool) -> Node:  # noqa: FBT001  # a state handed down
    if isinstance(node, str):
        return _RUN.sub(_divided_run, node) if english else node
    if node.tag in _LEFT_ALONE:
        return node
    inside = _is_english(node, english)
    return with_children(node, *(_walked(child, inside) for child in node.children))


def hyphenated(tree: Element) -> Element:
    """Put soft hyphens into every word in English, by the nearest `lang` around it.

    At least three letters stand on either side of a break. No other character changes; titles,
    code and addresses stay as they are.
    """
    changed = _walked(tree, english=False)
    return changed if isinstance(changed, Element) else tree
