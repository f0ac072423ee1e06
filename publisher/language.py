"""The two languages of a book, and which of them a run of text is written in.

Latin is weighed by words and Han by characters, since a Chinese character carries about as much
as an English word (measured on 7,000 paragraphs of real bilingual posts).
"""

from __future__ import annotations

import re
from enum import StrEnum

HAN = (
    "\u2e80-\u2fdf\u3005\u3007\u3021-\u3029\u3038-\u303b"
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
)
"""Character class (for a regular expression) of the Han ideographs, radicals and 〇々 included."""

_HAN_RUN = re.compile(f"[{HAN}]+")
_WORD = re.compile(r"[A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ]+(?:['’\-][A-Za-zÀ-ÖØ-öø-ɏ]+)*")
_URL = re.compile(
    r"(?:https?|ftp|mailto):[^\s\u3000-\u303f\uff00-\uffef]+|www\.[^\s\u3000-\u303f\uff00-\uffef]+"
)
_SURE_ENGLISH = 0.2
_SURE_CHINESE = 0.6
_NEARLY_NO_HAN = 0.1
_ENOUGH = 6
"""Words, or Han, from which on a text can belie what is said of it."""


class Language(StrEnum):
    """One of the two languages of a book."""

    EN = "en"
    ZH = "zh"

    @property
    def tag(self) -> str:
        """The BCP 47 tag that the language carries in a book."""
        return "zh-Hans" if self is Language.ZH else "en"

    @property
    def other(self) -> Language:
        """The other language of the pair."""
        return Language.EN if self is Language.ZH else Language.ZH


def is_han(char: str) -> bool:
    """Whether one character is a Han ideograph."""
    return _HAN_RUN.match(char) is not None


def han_count(text: str) -> int:
    """Number of Han ideographs in a text."""
    return 0 if text.isascii() else sum(map(len, _HAN_RUN.findall(text)))


def latin_words(text: str) -> int:
    """Number of words in an alphabet (Latin, Greek, Cyrillic) in a text, URLs left out."""
    plain = _URL.sub(" ", text) if ":" in text or "www." in text else text
    return len(_WORD.findall(plain))


def han_share(text: str) -> float | None:
    """Share of Han in a text, 0 to 1, by Han / (Han + words); None where there are no letters.

    Give it prose: code, maths and markup are for the caller to leave out; URLs are left out here.
    """
    han = han_count(text)
    total = han + latin_words(text)
    return han / total if total else None


def language_of(text: str) -> Language | None:
    """Language of a text where its letters alone decide it, else None (grey, or no letters)."""
    share = han_share(text)
    if share is None or _SURE_ENGLISH < share < _SURE_CHINESE:
        return None
    return Language.ZH if share >= _SURE_CHINESE else Language.EN


def belies(text: str, language: Language) -> bool:
    """Whether the letters of a text contradict the language it is said to be in, beyond doubt.

    The limits are wide apart: a Chinese line may be mostly names in Latin letters, while Han in
    an English line has a tag of its own.
    """
    if language is Language.EN and text.isascii():
        return False
    share = han_share(text)
    if share is None:
        return False
    if language is Language.EN:
        return share >= _SURE_CHINESE and han_count(text) >= _ENOUGH
    return share <= _NEARLY_NO_HAN and latin_words(text) >= _ENOUGH
