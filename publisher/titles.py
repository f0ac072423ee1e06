"""A title in two languages, `Morning tea | 早茶`, taken apart; slugs and ids out of words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from publisher.language import Language, han_count, language_of, latin_words
from publisher.model import Bilingual

_STRONG = re.compile(r"\s*[|｜¦]+\s*")
_WEAK = re.compile(r"\s+[-–—―−/／·•~～]+\s+|\s*／\s*")
_DATED = re.compile(r"\d{4}-\d{2}-\d{2}-(?=.)")
_NO_SLUG = re.compile(r"[^\w.]+|_+")
_LONGEST_SLUG = 60
_NAME_START = (
    "A-Z_a-zÀ-ÖØ-öø-˿Ͱ-ͽͿ-\u1fff\u200c\u200d⁰-\u218fⰀ-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd"
    "\U00010000-\U000effff"
)
_ASCII_START = "A-Z_a-z"


@dataclass(frozen=True, slots=True)
class _Cut:
    """A title divided at one separator."""

    sides: tuple[str, str]
    strong: bool

    @property
    def languages(self) -> tuple[Language | None, Language | None]:
        """The language of each side, where it is clear.

        Beside a bar a side needs only a trace (few titles have a bar for another reason):
        `Rust | Rust Async 入门` has as many Latin words as Han in its Chinese side.
        """
        one, other = self.sides
        left, right = language_of(one), language_of(other)
        if self.strong:
            left = left or _trace(one, other) or (right and right.other)
            right = right or _trace(other, one) or (left and left.other)
        return left, right

    @property
    def is_clear(self) -> bool:
        """Whether the sides are in different languages."""
        left, right = self.languages
        return left is not None and right is not None and left is not right

    @property
    def weight(self) -> tuple[int, bool]:
        """How much stands on the wrong side; a bar before other separators. Least is best."""
        foreign = sum(
            han_count(side) if language is Language.EN else latin_words(side)
            for side, language in zip(self.sides, self.languages, strict=True)
        )
        return foreign, not self.strong

    @property
    def bilingual(self) -> Bilingual:
        """The two sides, each under its language."""
        first, second = self.sides
        is_english_first = self.languages[0] is Language.EN
        return Bilingual(first, second) if is_english_first else Bilingual(second, first)


def _trace(side: str, beside: str) -> Language | None:
    """Two Han are Chinese, and one beside none: `Python | 学 Python`."""
    if han_count(side) > (1 if han_count(beside) else 0):
        return Language.ZH
    return Language.EN if latin_words(side) else None


def _cuts(title: str) -> Iterator[_Cut]:
    for separators, strong in ((_STRONG, True), (_WEAK, False)):
        for found in separators.finditer(title):
            sides = title[: found.start()].strip(), title[found.end() :].strip()
            if all(sides):
                yield _Cut(sides, strong)


def split_title(title: str) -> Bilingual:
    """Both languages of a title, or the one it is in, with the other left empty.

    A title is split at a bar, or at a dash or slash (` - `, ` – `, ` / `, `／`), wherever its sides
    are clearly in different languages, in either order; of several places, the one that leaves
    least of a language on the wrong side. A colon divides a title from its subtitle, not English
    from Chinese, and a space says nothing: `Go 语言入门` is Chinese.
    """
    title = " ".join(title.split())
    clear = [cut for cut in _cuts(title) if cut.is_clear]
    if clear:
        return min(clear, key=lambda cut: cut.weight).bilingual
    is_chinese = language_of(title) is Language.ZH or (
        language_of(title) is None and han_count(title) > 0
    )
    return Bilingual(zh=title) if is_chinese else Bilingual(en=title)


def slug_of(words: str) -> str:
    """A short name for files and addresses: letters and digits of any script, dots, hyphens.

    A date in front, as Hugo's and Jekyll's files have it, is left out; empty where `words` have
    no letter or digit.
    """
    composed = unicodedata.normalize("NFC", words).strip()
    slug = _NO_SLUG.sub("-", _DATED.sub("", composed).lower())
    return slug[:_LONGEST_SLUG].strip("-.")


@cache
def _naming(start: str) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What no name may hold, and what it may begin with: large classes take time to compile."""
    return re.compile(rf"[^{start}0-9\u0300-\u036f]+|_+"), re.compile(f"[{start}]")


def anchor_of(words: str) -> str:
    """A slug as an XML name: letters and digits of any script and single hyphens, a letter first.

    It never holds two hyphens in a row, so that an anchor, two hyphens and another name are an id
    that no other anchor can make.
    """
    slug = slug_of(words)
    no_name, beginning = _naming(_ASCII_START if slug.isascii() else _NAME_START)
    name = no_name.sub("-", slug).strip("-")
    return name if beginning.match(name) else f"p-{name}".strip("-")
