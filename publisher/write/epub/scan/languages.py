"""Rules on languages: what is said of a text twice agrees, and the text agrees with it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from publisher.language import Language, belies
from publisher.write.epub.scan.reopen import File, Finding, Reopened

_BLOCKS = frozenset("p h1 h2 h3 h4 h5 h6 li dt dd figcaption caption summary td th".split())
_WORDLESS = frozenset("code pre kbd samp var math svg title script style".split())
_IN_NONE, _NO_PROSE = -1, -2


def languages_said(book: Reopened) -> Iterator[Finding]:
    """HTML readers heed `lang`, XML readers `xml:lang`: both say the same."""
    for file in book.pages():
        for spot in file.having(("lang", "xml:lang")):
            said = spot.attrs.get("lang"), spot.attrs.get("xml:lang")
            if said[0] != said[1]:
                yield file.place(spot), f"lang {said[0]} beside xml:lang {said[1]}"


def _blocks(file: File) -> list[int]:
    """For each element the paragraph, heading or the like that its text stands in, by index.

    -1 where it is in none, and -2 where it is no prose.
    """
    found: list[int] = []
    for spot in file.spots:
        around = found[spot.parent] if spot.parent >= 0 else _IN_NONE
        if around == _NO_PROSE or spot.tag in _WORDLESS:
            found.append(_NO_PROSE)
        else:
            found.append(spot.number if spot.tag in _BLOCKS else around)
    return found


def _prose(file: File) -> dict[tuple[int, str], str]:
    """The text of each block in each language that is in force inside it."""
    blocks = _blocks(file)
    prose: defaultdict[tuple[int, str], list[str]] = defaultdict(list)
    for owner, words in file.runs:
        if blocks[owner] >= 0:
            prose[blocks[owner], file.spots[owner].language].append(words)
    return {key: "".join(words) for key, words in prose.items()}


def _is_wrong(tag: str, words: str) -> bool:
    return any(tag == language.tag and belies(words, language) for language in Language)


def wrong_language(book: Reopened) -> Iterator[Finding]:
    """No text stands under the other language of the book."""
    for file in book.pages():
        for (block, tag), words in _prose(file).items():
            if _is_wrong(tag, words):
                start = " ".join(words.split())[:30]
                yield (
                    file.place(file.spots[block]),
                    f"text in another language than {tag} ({start}…)",
                )
