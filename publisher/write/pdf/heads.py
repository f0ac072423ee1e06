"""Running heads: both titles of a page on one line, a long one cut where a reader would cut it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from publisher.fonts import Face, advance
from publisher.language import Language, is_han
from publisher.model import Sheet, Sheets
from publisher.xhtml import Element, Node, text, transform, with_attrs

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


def _title(body: Element) -> dict[str, str]:
    """The words of a section's first-level title by language."""
    found: dict[str, str] = {}

    def look(node: Element) -> tuple[Node, ...]:
        if node.tag == "h1":
            for child in node.children:
                if isinstance(child, Element) and child.classes[:1] in {("en",), ("zh",)}:
                    found.setdefault(child.classes[0], " ".join(text(child).split()))
        return (node,)

    transform(body, look)
    return found


Fit = Callable[[str, str], tuple[str, str]]
"""The English and the Chinese title of a section → as much of them as there is room for."""


def _with_head(sheet: Sheet, fit: Fit, book: Mapping[str, str] = _NO_BOOK) -> Sheet:
    """A sheet whose title says what of it is a head, and as `data-book` what of the book's is."""
    title = _title(sheet.body)
    if not title:
        return sheet
    en, zh = fit(title.get("en", ""), title.get("zh", ""))
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


def _alone(titles: Mapping[str, str], room: float, wide: Measure) -> Fit:
    """Room for titles that stand on a line with those of the book, each with its own language.

    One that is the book's own is not said twice.
    """
    half = (room - _GAP) / 2

    def one(words: str, language: Language) -> str:
        other = titles.get(language.value, "")
        free = max(half, room - _GAP - wide(other))
        return "" if words == other else shortened(words, language, free, wide)

    return lambda en, zh: (one(en, Language.EN), one(zh, Language.ZH))


def _with_heads_of_spreads(sheets: Sheets, room: float, wide: Measure) -> Sheets:
    """A page has the titles of the book and of the chapter, both in its own language.

    Without a title page, that of the post is said once, in the place of the book's.
    """
    half = (room - _GAP) / 2
    found = (_title(sheet.body) for sheet in sheets.sheets if sheet.kind == "titlepage")
    titles = next(found, {})
    beside = _alone(titles, room, wide)

    def fitted(title: Mapping[str, str], free: float) -> dict[str, str]:
        return {
            lang.value: shortened(title.get(lang.value, ""), lang, free, wide) for lang in Language
        }

    def book(en: str, zh: str) -> tuple[str, str]:
        said = fitted({"en": en, "zh": zh}, half)
        return said["en"], said["zh"]

    def named(sheet: Sheet) -> Sheet:
        if sheet.kind == "titlepage":
            return _with_head(sheet, book)
        if not titles:
            return _with_head(sheet, lambda _en, _zh: ("", ""), fitted(_title(sheet.body), room))
        return _with_head(sheet, beside, fitted(titles, half))

    return replace(sheets, sheets=tuple(map(named, sheets.sheets)))


def with_heads(sheets: Sheets) -> Sheets:
    """Say at each title, as `data-head`, what of it stands above the pages (`string-set` reads it).

    `sheets.measure` is how many ems of the text a line holds; 0 leaves every title whole.
    """
    wide = _measure(sheets.faces)
    room = sheets.measure / _SIZE if sheets.measure else float("inf")
    if sheets.has_spreads:
        return _with_heads_of_spreads(sheets, room, wide)
    named = tuple(
        _with_head(sheet, lambda en, zh: heads(en, zh, room, wide)) for sheet in sheets.sheets
    )
    return replace(sheets, sheets=named)
