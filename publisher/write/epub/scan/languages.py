"""Rules on languages: what is said of a text twice agrees, and the text agrees with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from publisher.language import Language, belies
from publisher.write.epub.scan.reopen import File, Finding, Reopened

_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd figcaption caption summary td th".split())
_WORDLESS = frozenset("code pre kbd samp var math svg title script style".split())


def languages_said(book: Reopened) -> Iterator[Finding]:
    """HTML readers heed `lang`, XML readers `xml:lang`: both say the same."""
    for file in book.pages():
        for spot in file.spots:
            said = spot.attrs.get("lang"), spot.attrs.get("xml:lang")
            if said[0] != said[1]:
                yield spot.place, f"lang {said[0]} beside xml:lang {said[1]}"


def _block(file: File, index: int) -> int | None:
    """The paragraph, heading or the like that text stands in; None where it is no prose."""
    line = list(file.line_up(index))
    if any(file.spots[i].tag in _WORDLESS for i in line):
        return None
    return next((i for i in line if file.spots[i].tag in _BLOCKS), None)


def _prose(file: File) -> dict[tuple[int, str], str]:
    """The text of each block in each language that is in force inside it."""
    prose: defaultdict[tuple[int, str], str] = defaultdict(str)
    for owner, words in file.runs:
        block = _block(file, owner)
        if block is not None:
            prose[block, file.spots[owner].language] += words
    return prose


def _is_wrong(tag: str, words: str) -> bool:
    return any(tag == language.tag and belies(words, language) for language in Language)


def wrong_language(book: Reopened) -> Iterator[Finding]:
    """No text stands under the other language of the book."""
    for file in book.pages():
        for (block, tag), words in _prose(file).items():
            if _is_wrong(tag, words):
                start = " ".join(words.split())[:30]
                yield file.spots[block].place, f"text in another language than {tag} ({start}…)"
