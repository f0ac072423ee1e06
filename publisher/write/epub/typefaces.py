"""The faces that a book is set in, cut to its characters, for the readers whose owner lets them.

Only on request: e-readers have Chinese fonts of their own, and a face makes a small book a large
one. TrueType, since Kobo does not list WOFF2; each licence stands beside the book's contents.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.fonts import Face, coverage, subset
from publisher.language import Language
from publisher.write.epub.pack import Part
from publisher.write.epub.scan.reopen import File, read_file

_MEDIA_TYPE = "font/ttf"
_REGULAR = 400
"""The weight of running text (CSS Fonts 4, 2.2)."""

_MONO = frozenset("code kbd samp pre".split())
_BOLD = frozenset("strong b th dfn dt".split())
_ITALIC = frozenset("em i cite var dfn".split())
_KAI = frozenset("em i cite var blockquote aside".split())
_HEADINGS = frozenset("h1 h2 h3 h4 h5 h6".split())
_TELLING = _MONO | _BOLD | _ITALIC | _KAI | _HEADINGS
"""Elements of which some rule of a theme may change the face."""

_ALWAYS = "0123456789.•◦▪☐☑ "
"""What a list puts before its items, which stands in no page."""

_LATIN = '"Publisher Serif", "Publisher Song", "Publisher Symbols", "Publisher Emoji", serif'
_HAN = '"Publisher Song", "Publisher Serif", "Publisher Symbols", "Publisher Emoji", serif'
_RULES = f"""
body, [lang="en"] {{ font-family: {_LATIN}; }}
[lang|="zh"] {{ font-family: {_HAN}; }}
"""
_FACE = """
@font-face {{
  font-family: "{face.family}";
  font-style: {face.style};
  font-weight: {face.weight};
  src: url("../fonts/{face.path.name}");
}}
"""


@dataclass(frozen=True, slots=True)
class Typefaces:
    """What the faces add to a package."""

    parts: tuple[Part, ...]
    css: str
    licences: tuple[tuple[str, bytes], ...]
    """Name in the archive and text of each."""


def _wanted(tags: frozenset[str], tag: str, face: Face) -> bool:
    """Whether text that stands in elements of these names, in a language, may ask for a face."""
    if face.role in {"symbols", "emoji"}:
        return True
    if face.role == "mono":
        return bool(tags & _MONO) and (face.weight == _REGULAR or bool(tags & _BOLD))
    if face.role == "kai":
        return tag == Language.ZH.tag and bool(tags & (_KAI | _HEADINGS))
    if tags & _HEADINGS:  # a theme sets them in any weight and style
        return True
    is_bold = bool(tags & _BOLD)
    is_slanted = bool(tags & _ITALIC)
    return (face.weight > _REGULAR) is is_bold and (face.style == "italic") <= is_slanted


def _order(tag: str, tags: frozenset[str]) -> tuple[str, ...]:
    """The roles that a text is served by, best first; a character is taken from the first."""
    if tags & _MONO:
        return ("mono", "han", "latin", "symbols", "emoji")
    if tag == Language.ZH.tag:
        return ("han", "latin", "symbols", "emoji")
    return ("latin", "han", "symbols", "emoji")


def _served(words: str, tag: str, tags: frozenset[str], faces: Iterable[Face]) -> Iterator[_Use]:
    able = [face for face in faces if _wanted(tags, tag, face)]
    for char in set(words):
        having = [face for face in able if ord(char) in coverage(face)]
        role = next((r for r in _order(tag, tags) if any(f.role == r for f in having)), "")
        yield from ((face, char) for face in having if face.role in {role, "kai"})


_Use = tuple[Face, str]


def _characters(files: Iterable[File], faces: tuple[Face, ...]) -> dict[Face, set[str]]:
    """What each face has to serve in the pages."""
    texts: defaultdict[tuple[str, frozenset[str]], set[str]] = defaultdict(set)
    for file in files:
        for owner, words in file.runs:
            tags = frozenset(file.spots[index].tag for index in file.line_up(owner))
            if "head" not in tags:
                texts[file.spots[owner].language, tags & _TELLING].update(words)
    texts[Language.EN.tag, frozenset()].update(_ALWAYS)
    used: defaultdict[Face, set[str]] = defaultdict(set)
    for (tag, tags), chars in texts.items():
        for face, char in _served("".join(chars), tag, tags, faces):
            used[face].add(char)
    return used


def _licences(faces: Iterable[Face]) -> tuple[tuple[str, bytes], ...]:
    files = {face.licence: face.path.parent / face.licence for face in faces}
    return tuple((f"META-INF/{name}", path.read_bytes()) for name, path in sorted(files.items()))


def typefaces(pages: Iterable[Part], faces: tuple[Face, ...]) -> Typefaces:
    """One file for each face that a page asks for, cut to what the whole book needs of it.

    `pages` are finished XHTML. Same pages, same faces, same bytes.
    """
    files = [read_file(page.name, page.content) for page in pages]
    used = _characters(files, faces)
    found = [face for face in faces if used.get(face)]
    parts = tuple(
        Part(f"font-{number}", f"fonts/{face.path.name}", _MEDIA_TYPE, _cut(face, used[face]))
        for number, face in enumerate(found, 1)
    )
    css = "".join(_FACE.format(face=face) for face in found) + _RULES
    return Typefaces(parts, css, _licences(found))


def _cut(face: Face, characters: set[str]) -> bytes:
    return subset(face, "".join(sorted(characters)))
