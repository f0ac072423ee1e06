"""The copy of the English halves: quotation marks, spaces, marks of the other script (E…)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from publisher.check.copy import Finder, Slip, Stretch, of
from publisher.language import HAN, Language
from publisher.model import OPAQUE

_OPENS_AFTER = f" \n\t([{{—–/-“‘{OPAQUE}"
_DOUBLE = re.compile(r'(?<![0-9])"')
_APOSTROPHE = re.compile(r"(?<=[^\W_])(?!(?<=\d)'\d)'(?=[^\W_])|(?<=[^\W\d_])'(?![^\W_])")
_DECADE = re.compile(r"'(?=\d\ds\b)")
_OPENING = re.compile(r"(?<![^\W_])'(?=\S)(?!\d\ds\b)")
_SPACES = re.compile(r"(?<=[^\s]) {2,}(?=[^\s])")
_WIDE = re.compile("[，。；：！？（）、]|[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_NEAR_HAN = re.compile(f"[{HAN}“”‘’《》「」（），。；：！？、…]")
_NARROW = {"。": ".", "、": ","}


def _opens(text: str, at: int) -> bool:
    before = text[at - 1] if at else " "
    after = text[at + 1 : at + 2]
    return before in _OPENS_AFTER and bool(after.strip())


def curled(text: str, offsets: list[int]) -> dict[int, str]:
    """The curly mark for each straight one, where they open and close in turn; else nothing."""
    turns = [_opens(text, at) for at in offsets]
    if len(offsets) % 2 or any(turn is bool(n % 2) for n, turn in enumerate(turns)):
        return {}
    return {at: "”" if n % 2 else "“" for n, at in enumerate(offsets)}


def _straight(stretch: Stretch) -> Iterator[tuple[int, str | None]]:
    text = stretch.text
    doubles = [found.start() for found in _DOUBLE.finditer(text)]
    curls = curled(text, doubles)
    yield from ((at, curls.get(at)) for at in doubles)
    opening = [found.start() for found in _OPENING.finditer(text)]
    yield from ((at, None) for at in opening)
    closing = (*_APOSTROPHE.finditer(text), *_DECADE.finditer(text))
    yield from ((found.start(), "’" if not opening else None) for found in closing)


def straight_quotes(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """E001: `"` and `'` of the typewriter."""
    for stretch in of(Language.EN, stretches):
        for at, mend in sorted(_straight(stretch)):
            message = f"a straight {stretch.text[at]} in English"
            is_single = stretch.text[at] == "'"
            hint = "Write ’, or ‘ where it opens." if is_single else "Write “ and ”."
            begin = stretch.begin + at
            yield Slip(stretch.passage, begin, begin + 1, message, hint, mend)


def double_spaces(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """E002: more than one space between two words."""
    for stretch in of(Language.EN, stretches):
        for found in _SPACES.finditer(stretch.text):
            begin, end = stretch.begin + found.start(), stretch.begin + found.end()
            message = f"{end - begin} spaces in a row"
            yield Slip(stretch.passage, begin, end, message, "Leave one.", " ")


def _narrow(found: re.Match[str]) -> str:
    plain = "".join(_NARROW.get(c, unicodedata.normalize("NFKC", c)) for c in found[0])
    begin, end = found.span()
    before, after = found.string[begin - 1 : begin], found.string[end : end + 1]
    if plain in ",.;:!?" and after.isalnum():
        return f"{plain} "
    if plain == "(" and before.isalnum():
        return f" {plain}"
    return f"{plain} " if plain == ")" and after.isalnum() else plain


def _is_about_chinese(text: str, begin: int, end: int) -> bool:
    """Whether a full-width mark belongs to Chinese words inside the English."""
    around = text[max(begin - 2, 0) : begin] + text[end : end + 2]
    return bool(_NEAR_HAN.search(around))


def wide_marks(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """E003: full-width marks, digits and letters beside English words."""
    for stretch in of(Language.EN, stretches):
        for found in _WIDE.finditer(stretch.text):
            if not _is_about_chinese(stretch.text, *found.span()):
                begin, end = stretch.begin + found.start(), stretch.begin + found.end()
                message = f"the full-width {found[0]} in English"
                mend = _narrow(found)
                yield Slip(stretch.passage, begin, end, message, f"Write {mend.strip()}", mend)


FINDERS: dict[str, Finder] = {
    "E001": straight_quotes,
    "E002": double_spaces,
    "E003": wide_marks,
}
"""Every check of the English copy, by its code."""
