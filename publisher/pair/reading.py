"""What a block says, as far as pairing is concerned: its letters, its language, its evidence.

Code, maths, addresses and footnote marks have no language. They are masked, character by
character, so that a position in the masked text is a position in the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from publisher.language import HAN, Language, han_count, language_of, latin_words
from publisher.model import Block, Kind
from publisher.pair import lexicon
from publisher.xhtml import Element, Node, text, walk

BLANK = "\ufffc"
"""Stands for a character that belongs to no language."""

_OPAQUE = frozenset({"code", "kbd", "samp", "var", "pre", "rt", "rp", "math", "svg", "sup"})
_NO_LANGUAGE = (
    ("{", re.compile(r"\{@[^}\n]{0,500}\}|\{\{[<%][^}]{0,500}[%>]\}\}")),
    ("$", re.compile(rf"\$\$[^$]+\$\$|\$(?=[^$\n]*[\\^_={{}}])[^$\n{HAN}]+\$")),
    ("\\(", re.compile(r"\\\([^)]{0,500}\)")),
    ("\\[", re.compile(r"\\\[[^\]]{0,500}\]")),
    (":", re.compile(r"(?:https?|ftp|mailto):[^\s\u3000-\u303f\uff00-\uffef]+")),
    ("www.", re.compile(r"www\.[^\s\u3000-\u303f\uff00-\uffef]+")),
    ("@", re.compile(r"(?<![A-Za-z0-9._+-])[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+\.[A-Za-z0-9.-]+")),
)
# What each looks like, and a sign without which it need not be looked for. None may run on and on:
# a post of nothing but openings would be read to its end from each of them.
_MARKS = frozenset({"noteref", "mark"})
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_IMAGE = re.compile(r"^https?:.*\.(?:png|jpe?g|gif|webp|svg|avif|bmp)(?:[?#].*)?$", re.IGNORECASE)
_LATIN = re.compile(r"[A-Za-zÀ-ÖØ-öø-ÿ][A-Za-zÀ-ÖØ-öø-ÿ'’]*")
_WEIGHT_OF_A_WORD = 1.5
_CLOSERS = "”’\"'）)」』】》*_"
_SENTENCE_ENDS = ".!?…。！？；;"
_TAIL = 40


@dataclass(frozen=True, slots=True)
class Reading:
    """The letters and the evidence of a block (a container: of all that is in it)."""

    words: str
    """The text with one space for each run of white space."""

    latin: int
    """Words in an alphabet."""

    han: int
    """Han characters."""

    language: Language | None
    """What markup or letters decide; None: grey, or no letters at all."""

    tokens: frozenset[str]
    """What a translation keeps: numbers, link targets, code, footnote labels."""

    names: frozenset[str]
    """Words in an alphabet, in small letters."""

    ending: str = ""
    """`:`, `?`, `!`, `.` or an empty string."""

    said: frozenset[str] = frozenset()
    """Words of the lexicon in its English."""

    meant: frozenset[str] = frozenset()
    """Words of the lexicon in its Chinese, by their English."""

    @property
    def has_letters(self) -> bool:
        """Whether there is anything to pair."""
        return bool(self.latin or self.han)

    def size(self, language: Language) -> float:
        """Length as text of a language: words of English, Han characters of Chinese."""
        if language is Language.EN:
            return self.latin + self.han / _WEIGHT_OF_A_WORD
        return self.han + self.latin * _WEIGHT_OF_A_WORD


def is_mark(node: Element) -> bool:
    """Whether an element is a footnote mark."""
    return bool(node.attrs) and not _MARKS.isdisjoint(node.classes)


def _collect(node: Node, out: list[str], *, opaque: bool) -> None:
    if isinstance(node, str):
        out.append(BLANK * len(node) if opaque else node)
        return
    hidden = opaque or node.tag in _OPAQUE
    for child in node.children:
        _collect(child, out, opaque=hidden)


def masked(nodes: Iterable[Node]) -> str:
    """The text of nodes, of equal length, with `BLANK` for all that has no language."""
    out: list[str] = []
    for node in nodes:
        _collect(node, out, opaque=False)
    words = out[0] if len(out) == 1 else "".join(out)
    for sign, pattern in _NO_LANGUAGE:
        if sign in words:
            words = pattern.sub(lambda found: BLANK * len(found[0]), words)
    return words


def leaves(block: Block) -> list[Block]:
    """The leaf blocks of a tree in order; a leaf is its own."""
    if not block.children:
        return [block]
    return [leaf for child in block.children for leaf in leaves(child)]


def normal(words: str) -> str:
    """A text with one space for each run of white space, none at its ends."""
    return " ".join(words.replace("\u200b", " ").replace("\ufeff", " ").split())


def _markup_language(node: Element) -> Language | None:
    if not node.attrs:
        return None
    if node.get("lang").startswith("en"):
        return Language.EN
    if node.get("lang").startswith("zh"):
        return Language.ZH
    named = [language for language in Language if language.value in node.classes]
    return named[0] if len(named) == 1 else None


def _all_in_one(leaf: Element) -> Language | None:
    """The language of a leaf whose one child says it: `<p><span lang="en">…</span></p>`."""
    inside = [child for child in leaf.children if not isinstance(child, str) or child.strip()]
    only = inside[0] if len(inside) == 1 else ""
    return _markup_language(only) if isinstance(only, Element) else None


def marked_language(block: Block) -> Language | None:
    """The language that the author's markup gives to a block, if any."""
    return _markup_language(block.element) or _all_in_one(block.element)


def _ending(words: str) -> str:
    bare = words.rstrip(_CLOSERS + BLANK + " \n\u00a0")
    last = bare[-1:]
    if last in "：:":
        return ":" if last else ""
    if last in "?？":
        return "?"
    if last in "!！":
        return "!"
    return "." if last in _SENTENCE_ENDS else ""


def _element_tokens(node: Element) -> Iterable[str]:
    for found in walk(node):
        if found.tag == "a" and found.get("href"):
            kind = "note" if is_mark(found) else "link"
            label = text(found) if kind == "note" else found.get("href")
            yield f"{kind}:{label}"
        elif found.tag in {"code", "kbd"}:
            yield f"code:{normal(text(found))}"
        elif found.tag == "img":
            yield f"image:{found.get('src')}"


def tokens_of(words: str, nodes: Iterable[Node]) -> frozenset[str]:
    """What a translation of these nodes would keep; `words` is their masked text."""
    found = {f"number:{n.rstrip('.,:').replace(',', '')}" for n in _NUMBER.findall(words)}
    for node in nodes:
        if isinstance(node, Element):
            found.update(_element_tokens(node))
    return frozenset(found)


def _language(letters: str, han: int, latin: int) -> Language | None:
    if not han or not latin:
        return Language.ZH if han else Language.EN if latin else None
    return language_of(letters)


def read_nodes(nodes: tuple[Node, ...], language: Language | None = None) -> Reading:
    """Read inline nodes; `language` is what the author's markup says."""
    letters = masked(nodes)
    han, latin = han_count(letters), latin_words(letters)
    names = frozenset(word.lower() for word in _LATIN.findall(letters))
    return Reading(
        words=normal("".join(text(node) for node in nodes)),
        latin=latin,
        han=han,
        language=language or _language(letters, han, latin),
        tokens=tokens_of(letters, nodes),
        names=names,
        ending=_ending(letters[-_TAIL:]),
        said=lexicon.english(names),
        meant=lexicon.chinese(letters) if han else frozenset(),
    )


def joined(readings: Iterable[Reading]) -> Reading:
    """Read several blocks as one."""
    parts = list(readings)
    if len(parts) == 1:
        return parts[0]
    letters = [part for part in parts if part.has_letters]
    languages = {part.language for part in letters}
    return Reading(
        words=normal(" ".join(part.words for part in parts)),
        latin=sum(part.latin for part in parts),
        han=sum(part.han for part in parts),
        language=languages.pop() if len(languages) == 1 else None,
        tokens=frozenset().union(*(part.tokens for part in parts)),
        names=frozenset().union(*(part.names for part in parts)),
        ending=letters[-1].ending if letters else "",
        said=frozenset().union(*(part.said for part in parts)),
        meant=frozenset().union(*(part.meant for part in parts)),
    )


def _is_image_link(node: Node) -> bool:
    if not isinstance(node, Element) or node.tag != "a":
        return False
    return "image" in node.classes or bool(_IMAGE.search(node.get("href")))


def is_picture(block: Block) -> bool:
    """Whether a paragraph stands for images that did not enter the book, and says nothing else."""
    if block.kind is not Kind.PARAGRAPH:
        return False
    nodes = [node for node in block.element.children if not isinstance(node, str) or node.strip()]
    return "image" in block.element.classes or (bool(nodes) and all(map(_is_image_link, nodes)))


_SILENT = frozenset({Kind.CODE, Kind.FORMULA, Kind.IMAGE, Kind.RULE})


def read(block: Block) -> Reading:
    """Read a block, a container with everything in it; code, images and rules say nothing."""
    if block.kind in _SILENT or is_picture(block):
        return Reading("", 0, 0, None, frozenset(), frozenset())
    marked = marked_language(block)
    if not block.children:
        return read_nodes((block.element,), marked)
    whole = joined(read(child) for child in block.children)
    return whole if marked is None else replace(whole, language=marked)
