"""Running heads: both titles of a page on one line, a long one cut where a reader would cut it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from publisher.fonts import Face, advance
from publisher.language import Language, is_han
from publisher.model import Bilingual, Sheet
from publisher.xhtml import Element, Node, text, transform, walk, with_attrs

ELLIPSIS = "…"

_SIZE = 0.8
"""Of a running head, in ems of the text."""

_GAP = 2.0
"""Ems of the head that stay free between the titles."""

_CLOSING = " ,;:.–—-，、；：。！？“‘（《「『"
"""Nothing of this stands before an ellipsis."""

_LATIN = 0.55
"""Width of a letter in ems where no face tells it."""

Measure = Callable[[str], float]


def _measure(faces: Iterable[Face]) -> Measure:
    """How wide words are in ems: Han fill one each, letters are the Latin italic's."""
    wanted = {("latin", "italic", 400)}
    face = next((f for f in faces if (f.role, f.style, f.weight) in wanted), None)

    def wide(words: str) -> float:
        latin = "".join(char for char in words if not _is_wide(char))
        return len(words) - len(latin) + (advance(latin, (face,)) if face else _LATIN * len(latin))

    return wide


def _is_wide(char: str) -> bool:
    return is_han(char) or "\u3000" <= char <= "\u303f" or "\uff00" <= char <= "\uffef"


def _steps(words: str, language: Language) -> list[str]:
    """Every beginning of a title at which it may be cut, longest first."""
    parts = words.split(" ") if language is Language.EN else list(words)
    join = " " if language is Language.EN else ""
    shorter = (join.join(parts[:count]) for count in range(len(parts) - 1, 0, -1))
    return [step for one in shorter if (step := one.rstrip(_CLOSING))]


def shortened(words: str, language: Language, room: float, wide: Measure) -> str:
    """A title in at most so many ems: whole, or whole words (in Chinese, characters) and `…`."""
    if wide(words) <= room:
        return words
    steps = (step + ELLIPSIS for step in _steps(words, language))
    return next((step for step in steps if wide(step) <= room), ELLIPSIS)


def heads(en: str, zh: str, room: float, wide: Measure) -> tuple[str, str]:
    """Both titles so that they fit on one line of so many ems with a gap between.

    A title shorter than half keeps its words, and leaves what it does not need to the other.
    """
    needed = {Language.EN: wide(en), Language.ZH: wide(zh)}
    free = room - _GAP
    if sum(needed.values()) <= free:
        return en, zh
    half = free / 2
    rooms = {lang: max(half, free - needed[lang.other]) for lang in Language}
    return (
        shortened(en, Language.EN, rooms[Language.EN], wide),
        shortened(zh, Language.ZH, rooms[Language.ZH], wide),
    )


_NO_BOOK: Mapping[str, str] = MappingProxyType({})


def title_of(body: Element) -> Bilingual:
    """The words of a section's first-level title; none where it has no title."""
    found: dict[str, str] = {}
    for node in (node for node in walk(body) if node.tag == "h1"):
        for child in node.children:
            if isinstance(child, Element) and child.classes[:1] in {("en",), ("zh",)}:
                found.setdefault(child.classes[0], " ".join(text(child).split()))
    return Bilingual(found.get("en", ""), found.get("zh", ""))


Fit = Callable[[str, str], tuple[str, str]]
"""The English and the Chinese title of a section → as much of them as there is room for."""


def _with_head(sheet: Sheet, fit: Fit, book: Mapping[str, str] = _NO_BOOK) -> Sheet:
    """A sheet whose title says what of it is a head, and as `data-book` what of the book's is."""
    title = title_of(sheet.body)
    if not title:
        return sheet
    en, zh = fit(title.en, title.zh)
    said = {"en": en, "zh": zh}

    def name(node: Element) -> Node:
        known = next(iter(node.classes[:1]), "")
        if known not in said:
            return node
        return with_attrs(node, data_head=said[known], data_book=book.get(known))

    def change(node: Element) -> tuple[Node, ...]:
        if node.tag != "h1":
            return (node,)
        children = tuple(name(c) if isinstance(c, Element) else c for c in node.children)
        return (replace(node, children=children),)

    changed = transform(sheet.body, change)[0]
    return replace(sheet, body=changed) if isinstance(changed, Element) else sheet


def _alone(book: Bilingual, room: float, wide: Measure) -> Fit:
    """Room for titles that stand on a line with those of the book, each with its own language.

    One that is the book's own is not said twice.
    """
    half = (room - _GAP) / 2

    def one(words: str, language: Language) -> str:
        other = book.get(language)
        free = max(half, room - _GAP - wide(other))
        return "" if words == other else shortened(words, language, free, wide)

    return lambda en, zh: (one(en, Language.EN), one(zh, Language.ZH))


@dataclass(frozen=True, slots=True)
class Room:
    """The room there is above the pages of a book."""

    measure: float
    """How many ems of the text a line holds; 0 leaves every title whole."""

    faces: tuple[Face, ...]
    """What the titles are set in."""

    has_spreads: bool
    book: Bilingual
    """The book's title as its title page has it; none where there is no such page."""

    @property
    def ems(self) -> float:
        """Of a head."""
        return self.measure / _SIZE if self.measure else float("inf")


def _fitted(title: Bilingual, room: float, wide: Measure) -> dict[str, str]:
    return {lang.value: shortened(title.get(lang), lang, room, wide) for lang in Language}


def _with_head_of_spreads(sheet: Sheet, room: Room, wide: Measure) -> Sheet:
    """A page has the titles of the book and of the chapter, both in its own language.

    Without a title page, that of the post is said once, in the place of the book's.
    """
    half = (room.ems - _GAP) / 2
    own = title_of(sheet.body)
    if sheet.kind == "titlepage":
        said = _fitted(own, half, wide)
        return _with_head(sheet, lambda _en, _zh: (said["en"], said["zh"]))
    if not room.book:
        return _with_head(sheet, lambda _en, _zh: ("", ""), _fitted(own, room.ems, wide))
    beside = _alone(room.book, room.ems, wide)
    return _with_head(sheet, beside, _fitted(room.book, half, wide))


def with_head(sheet: Sheet, room: Room) -> Sheet:
    """Say at a sheet's title, as `data-head`, what of it stands above the pages.

    A theme's `string-set` reads it.
    """
    wide = _measure(room.faces)
    if room.has_spreads:
        return _with_head_of_spreads(sheet, room, wide)
    return _with_head(sheet, lambda en, zh: heads(en, zh, room.ems, wide))
