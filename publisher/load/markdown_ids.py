"""Ids: Hugo's for headings, the author's, and how both become ids of a book."""

from __future__ import annotations

import re
from functools import cache
from urllib.parse import unquote
from xml.etree.ElementTree import Element

from publisher.load.markdown_tree import ESCAPED

_ID_CHARACTERS = (
    "-.0-9A-Z_a-z·À-ÖØ-öø-\u037d\u037f-\u1fff\u200c\u200d\u203f\u2040\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
# XML's NameChar without the colon (XML 1.0, 5th edition, production 4a).

_PLAIN_ID = re.compile(r"[-.0-9A-Z_a-z]*")
_FIRST_PIECE = re.compile(rf"(?:[^*_~\[`\n{ESCAPED}]|{ESCAPED}.?)*(?:\*+|_+|~+|\[|\n)?")
# goldmark cuts text after what might have been the beginning of an element; nothing escaped is.

_WORD_CHARACTER = re.compile(r"[\w\- ]")


@cache
def _not_id() -> re.Pattern[str]:
    """What no id may hold: so large a class takes time to compile, and few posts ask for it."""
    return re.compile(f"[^{_ID_CHARACTERS}]")


def book_id(anchor: str, written: str) -> str:
    """The id in the book of what a post calls `written`; different ones stay different."""
    if _PLAIN_ID.fullmatch(written):
        return f"{anchor}--{written}"
    return f"{anchor}--{_not_id().sub(lambda match: f'_{ord(match[0]):x}_', written)}"


def book_link(anchor: str, target: str) -> str:
    """The target in the book of a link inside a post: `#id`, or `#` and nothing for its top."""
    written = unquote(target[1:])
    return f"#{book_id(anchor, written) if written else anchor}"


def _plain_element(element: Element) -> str:
    """What Hugo sees of an inline element: of what it holds, only the first piece."""
    if "auto" in element.attrib:
        return ""
    if element.tag == "code":  # in which nothing begins
        return (element.text or "").partition("\n")[0]
    words = element.get("alt", "") if element.tag == "img" else element.text
    if words and (first := _FIRST_PIECE.match(words)):
        return first[0]
    return _plain_element(element[0]) if len(element) else ""


def heading_words(heading: Element) -> str:
    """The words of a heading out of which Hugo makes its id: those of its last line."""
    parts = [heading.text or ""]
    for child in heading:
        if child.tag != "footnote-mark":
            parts.append(_plain_element(child))
        parts.append(child.tail or "")
    return "".join(parts).rpartition("\n")[2]


def without_marks(heading: Element) -> None:
    """Take out the signs before what was escaped, when the id is made."""
    for element in heading.iter():
        element.text = element.text and element.text.replace(ESCAPED, "")
        if element is not heading:
            element.tail = element.tail and element.tail.replace(ESCAPED, "")


def automatic_id(words: str) -> str:
    """Hugo's id for a heading's words, as GitHub makes it; `heading` where nothing is left."""
    kept = "".join(_WORD_CHARACTER.findall(words.strip().lower()))
    return kept.replace(" ", "-") or "heading"


class HeadingIds:
    """The ids of one post's headings: a second one of the same name gets a number."""

    def __init__(self) -> None:
        self._used: set[str] = set()
        self._numbers: dict[str, int] = {}

    def give(self, heading: Element, written: str) -> str:
        """The id of a heading: the author's, or Hugo's; one without words has none."""
        if written:
            self._used.add(written)
            return written
        words = heading_words(heading)
        if not words:
            return ""
        name = base = automatic_id(words)
        while name in self._used:
            self._numbers[base] = self._numbers.get(base, 0) + 1
            name = f"{base}-{self._numbers[base]}"
        self._used.add(name)
        return name
