"""Where a word may be divided on paper; the only importer of `pyphen`.

WeasyPrint's own `hyphens: auto` strands fragments of a word that stands in a link, so the places
where a word may break are put into the text here, and the style sheet says `hyphens: manual`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from publisher.language import Language
from publisher.xhtml import Element, Node, element, with_children

SOFT_HYPHEN = "\u00ad"

_LEAST = 3
"""Letters that stay before a break, and letters that go with what follows it."""

_DICTIONARY = "en_US"
_WORD = re.compile(rf"(?<![\w{SOFT_HYPHEN}-])[A-Za-z]{{6,}}(?![\w{SOFT_HYPHEN}-])")
"""A word long enough to divide; one with a hyphen of its own breaks there and nowhere else."""

_JOINED = re.compile(r"f(?=[bfhijklt])")
"""Letters that a font joins to one glyph. A soft hyphen inside it would leave the glyph without
text of its own in the PDF (measured: “different” was copied as “di erent”); half of a glyph cannot
end a line anyway."""

_RUN = re.compile(r"[!-~\u00a1-\u024f]+")
_MACHINE = re.compile(r"\w[@:/\\_]\w|://|\w\.\w|[0-9<>={}\[\]#$%^&*|~`]")
"""What tells an address, a path or a name of a program from a word of prose."""

_LONG_ADDRESS = 16
_LONG_WORD = 40
"""Characters in a row above which a line may have to break anywhere."""

_LEFT_ALONE = frozenset("code h1 h2 h3 h4 h5 h6 kbd pre rt samp th time title var".split())
"""Elements whose words are never divided: titles, heads of columns, and what may be typed."""


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
    joined = {found.end() for found in _JOINED.finditer(word)}
    for place in (place for place in _dictionary()(word) if place not in joined):
        parts.append(word[start:place])
        start = place
    return SOFT_HYPHEN.join((*parts, word[start:]))


def _is_address(run: str) -> bool:
    return _MACHINE.search(run) is not None


def _run(run: str, *, english: bool) -> Node:
    if len(run) > (_LONG_ADDRESS if _is_address(run) else _LONG_WORD):
        return element("span", {"class": "address"}, run)
    if not english or _is_address(run):
        return run
    return _WORD.sub(lambda found: _divided_word(found.group()), run)


def _words(value: str, *, english: bool) -> Iterator[Node]:
    """A text as strings without gaps, and elements for what may break anywhere."""
    at, gathered = 0, ""
    for found in _RUN.finditer(value):
        gathered += value[at : found.start()]
        at = found.end()
        node = _run(found.group(), english=english)
        if isinstance(node, str):
            gathered += node
        else:
            yield from (gathered, node)
            gathered = ""
    yield gathered + value[at:]


def _walked(node: Node, *, english: bool) -> Iterator[Node]:
    if isinstance(node, str):
        yield from _words(node, english=english)
    elif node.tag in _LEFT_ALONE:
        yield node
    else:
        language = node.get("lang")
        inside = language == Language.EN.tag if language else english
        children = (new for child in node.children for new in _walked(child, english=inside))
        yield with_children(node, *children)


def hyphenated(tree: Element) -> Element:
    """Put soft hyphens into every word in English, by the nearest `lang` around it.

    At least three letters stand on either side of a break. No other character changes; titles,
    code and addresses stay as they are. What is too long for a line and is no word, in either
    language, becomes a `span` of the class `address`.
    """
    changed = next(_walked(tree, english=False))
    return changed if isinstance(changed, Element) else tree
