"""The copy of the Chinese halves: marks, quotes, dashes, spaces, scripts (C…).

Marks as GB/T 15834 has them: full-width in Chinese, —— and …… two squares long.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate
from typing import Final

from publisher.check.copy import Finder, Slip, Stretch, is_one_piece, of
from publisher.language import HAN, Language

_FULL: Final = {",": "，", ";": "；", ":": "：", "!": "！", "?": "？", ".": "。"}
_CLOSERS = "”’」』）》】"
_MARK = re.compile(
    rf"(?<=[{HAN}{_CLOSERS}])([,;:!?.]) *(?:(?=[{HAN}“‘《「（{_CLOSERS}]|\n)|\Z)"
    rf"|(?<=[A-Za-z0-9])([,;!?])(?=[{HAN}])"
)
_HALF_BRACKETS = re.compile(r"\(([^()\n]{1,200})\)")
_HAN = re.compile(f"[{HAN}]")
_QUOTE = re.compile(r'(?<![0-9])"')
_SINGLE = re.compile(rf"(?<=[{HAN}，。：])'|'(?=[{HAN}])")
_DOTS = re.compile(
    rf"(?<!\.)\.{{3,}}(?!\.)|。{{3,}}|(?<!…)…(?!…)(?=[{HAN}，。”])|(?<=[{HAN}])(?<!…)…(?!…)"
)
_DASH = re.compile(rf"(?<![-\w])-{{2,3}}(?![-A-Za-z])|(?<=[{HAN}])-{{2,3}}(?![-A-Za-z])")
_LONE_DASH = re.compile(rf"(?<=[{HAN}”》）])—(?=[{HAN}“《（])")
_WIDE = re.compile("[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]+")
_DOUBLED = re.compile("([，。、；：])\\1+|[，、；：][，。、；：]|。[，、；：]")
_THREE = 3
_WORD = "A-Za-z0-9"
_CLOSE = re.compile(rf"(?<=[{HAN}])(?=[{_WORD}])|(?<=[{_WORD}])(?=[{HAN}])")
_APART = re.compile(rf"(?<=[{HAN}]) (?=[{_WORD}])|(?<=[{_WORD}]) (?=[{HAN}])")
_HABIT = 8
"""So many places of one kind, and eight times as many as of the other, are a habit."""

_MARKS = "，。、；：！？"
_SPACES = re.compile(
    rf"(?<=[{_MARKS}]) +(?=[{HAN}{_WORD}])|(?<=[{HAN}]) +(?=[{_MARKS}])"
    rf"|(?<=[{HAN}{_WORD}{_MARKS}]) {{2,}}(?=[{HAN}{_WORD}])"
)
_INVISIBLE = re.compile(
    "[\u200b\u200e\u200f\u2060\u180e\ufeff]|(?<=[\u4e00-\u9fffA-Za-z])[\u200c\u200d]"
)


def _slips(
    stretches: tuple[Stretch, ...], pattern: re.Pattern[str]
) -> Iterator[tuple[Stretch, re.Match[str]]]:
    for stretch in of(Language.ZH, stretches):
        yield from ((stretch, found) for found in pattern.finditer(stretch.text))


def _slip(
    stretch: Stretch, span: tuple[int, int], words: tuple[str, str], mend: str | None
) -> Slip:
    begin, end = span
    message, hint = words
    return Slip(stretch.passage, stretch.begin + begin, stretch.begin + end, message, hint, mend)


# -- marks -----------------------------------------------------------------------------------------


def _narrow_brackets(stretch: Stretch) -> Iterator[Slip]:
    text = stretch.text
    for found in _HALF_BRACKETS.finditer(text):
        begin, end = found.span()
        around = text[max(begin - 1, 0) : begin] + text[end : end + 1]
        if not (_HAN.search(found[1]) and _HAN.search(around)):
            continue
        words = ("half-width brackets round Chinese", "Write （ and ）.")
        yield _slip(stretch, (found.start(), found.start() + 1), words, "（")
        yield _slip(stretch, (found.end() - 1, found.end()), words, "）")


def narrow_marks(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """C001: a mark of Latin type between Han."""
    for stretch, found in _slips(stretches, _MARK):
        mark = found[1] or found[2]
        words = (f"the half-width {mark} in Chinese", f"Write {_FULL[mark]}")
        yield _slip(stretch, found.span(), words, _FULL[mark])
    for stretch in of(Language.ZH, stretches):
        yield from _narrow_brackets(stretch)


def straight_quotes(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """C002: `"` and `'` of the typewriter."""
    for stretch in of(Language.ZH, stretches):
        text = stretch.text
        offsets = [found.start() for found in _QUOTE.finditer(text)]
        sure = len(offsets) % 2 == 0 and text.count('"') == len(offsets)
        for number, at in enumerate(offsets):
            words = ('a straight " in Chinese', "Write “ and ”.")
            yield _slip(stretch, (at, at + 1), words, "“”"[number % 2] if sure else None)
        for found in _SINGLE.finditer(text):
            yield _slip(stretch, found.span(), ("a straight ' in Chinese", "Write ‘ and ’."), None)


def dots(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """C003: an ellipsis that is not two squares long."""
    for stretch, found in _slips(stretches, _DOTS):
        words = (f"{found[0]} for an ellipsis", "Write ……")
        yield _slip(stretch, found.span(), words, "……")


def dashes(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """C004: a dash that is not two squares long."""
    for pattern in (_DASH, _LONE_DASH):
        for stretch, found in _slips(stretches, pattern):
            words = (f"{found[0]} for a dash", "Write ——")
            yield _slip(stretch, found.span(), words, "——")


def wide_letters(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """C005: full-width digits and letters."""
    for stretch, found in _slips(stretches, _WIDE):
        mend = unicodedata.normalize("NFKC", found[0])
        words = (f"{found[0]} in full-width digits or letters", f"Write {mend}.")
        yield _slip(stretch, found.span(), words, mend)


def doubled_marks(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """C006: two marks where one belongs."""
    for stretch, found in _slips(stretches, _DOUBLED):
        if found[0].startswith("。" * _THREE):
            continue  # three full stops are an ellipsis: C003
        mend = found[1] or None
        yield _slip(stretch, found.span(), (f"the marks {found[0]} in a row", "Keep one."), mend)


# -- spaces ----------------------------------------------------------------------------------------


def _odd_one_out(close: list[Slip], apart: list[Slip]) -> list[Slip]:
    few, many = sorted((close, apart), key=len)
    return few if few and len(many) >= _HABIT * len(few) else []


def uneven_spaces(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """C007: a space between Han and Latin where the post has none elsewhere, or the reverse."""
    without = ("no space between Han and Latin, unlike elsewhere in this post", "Put one in.")
    with_one = ("a space between Han and Latin, unlike elsewhere in this post", "Take it out.")
    close = [_slip(s, found.span(), without, " ") for s, found in _slips(stretches, _CLOSE)]
    apart = [_slip(s, found.span(), with_one, "") for s, found in _slips(stretches, _APART)]
    yield from _odd_one_out(close, apart)


def stray_spaces(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """C010: spaces beside a full-width mark, or more than one in a row."""
    for stretch, found in _slips(stretches, _SPACES):
        around = found.string[found.start() - 1] + found.string[found.end()]
        mend = "" if any(char in _MARKS for char in around) else " "
        words = ("a space too many in Chinese", "Take it out.")
        slip = _slip(stretch, found.span(), words, mend)
        if is_one_piece(slip.passage, slip.begin - 1, slip.end + 1):  # markup may want it
            yield slip


# -- characters ------------------------------------------------------------------------------------


_QUOTED = tuple(
    re.compile(f"{one}[^{one}{two}]{{1,300}}{two}")
    for one, two in ("“”", "‘’", "「」", "『』", "《》", "〈〉", '""')
)


@cache
def _converters() -> tuple[object, object]:
    import opencc

    return opencc.OpenCC("t2s"), opencc.OpenCC("s2t")


def _converted(which: int, text: str) -> str:
    made = str(getattr(_converters()[which], "convert")(text))  # noqa: B009 - the library is untyped
    return made if len(made) == len(text) else text


def _differing(one: str, other: str) -> Iterator[int]:
    return (at for at, (a, b) in enumerate(zip(one, other, strict=True)) if a != b)


def _quoted(chinese: Iterable[Stretch]) -> Iterator[tuple[int, int]]:
    """Where words stand in quotation marks, or are a title, by their place in all stretches."""
    begin = 0
    for stretch in chinese:
        spans = (found.span() for pattern in _QUOTED for found in pattern.finditer(stretch.text))
        yield from ((begin + start + 1, begin + end - 1) for start, end in spans)
        begin += len(stretch.text) + 1


def other_script(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """C008: Traditional characters in a post that is Simplified.

    A quotation is left as it is, and nothing is said of one that is Traditional throughout.
    """
    chinese = tuple(of(Language.ZH, stretches))
    whole = "\n".join(stretch.text for stretch in chinese)
    simple = _converted(0, whole)
    if simple == whole:
        return
    traditional = _converted(1, whole)
    plain = {*_differing(whole, traditional)}  # Simplified characters, and no Traditional ones
    quoted: set[int] = set()
    meant: set[int] = set()
    for begin, end in _quoted(chinese):
        quoted.update(range(begin, end))
        meant.update(range(begin, end) if plain.isdisjoint(range(begin, end)) else ())
    odd = [at for at in _differing(whole, simple) if at not in meant]
    if len(odd) > len(plain):
        return  # the post itself is Traditional
    begins = list(accumulate((len(stretch.text) + 1 for stretch in chinese), initial=0))
    for at in odd:
        row = bisect_right(begins, at) - 1
        words = (f"the Traditional {whole[at]} among Simplified", f"Write {simple[at]}.")
        begin = at - begins[row]
        mend = simple[at] if at not in quoted else None
        yield _slip(chinese[row], (begin, begin + 1), words, mend)


def invisible(stretches: tuple[Stretch, ...]) -> Iterator[Slip]:
    """C009: a character of no width, in either language; it hides words from every search."""
    for stretch in stretches:
        for found in _INVISIBLE.finditer(stretch.text):
            name = f"U+{ord(found[0]):04X}"
            words = (f"the invisible character {name}", "Delete it.")
            yield _slip(stretch, found.span(), words, "")


FINDERS: dict[str, Finder] = {
    "C001": narrow_marks,
    "C002": straight_quotes,
    "C003": dots,
    "C004": dashes,
    "C005": wide_letters,
    "C006": doubled_marks,
    "C007": uneven_spaces,
    "C008": other_script,
    "C009": invisible,
    "C010": stray_spaces,
}
"""Every check of the Chinese copy, by its code."""
