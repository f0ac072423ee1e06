"""Names of terms made comparable: what is one name however it is spelt, and what else is said.

`On-Policy`, `on policies` and `ＯＮ－ＰＯＬＩＣＹ` have one normal form. What an entry calls itself
stands in its label; what its definition and its mentions call it counts where they bear each
other out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from publisher.language import Language, han_count, language_of
from publisher.model import Entry, Name
from publisher.xhtml import text

_BRACKETS = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_ARTICLE = re.compile(r"^(?:the|an?)\s+(?=\S)")
_NO_NAME = re.compile(r"[\W_]+")
_QUOTES = str.maketrans("‘’ʼ", "'''")
_SHORTEST_PLURAL = 4
_ODD_PLURALS = {
    "analyses": "analysis",
    "bases": "basis",
    "children": "child",
    "criteria": "criterion",
    "feet": "foot",
    "hypotheses": "hypothesis",
    "indices": "index",
    "indexes": "index",
    "lives": "life",
    "matrices": "matrix",
    "men": "man",
    "mice": "mouse",
    "people": "person",
    "phenomena": "phenomenon",
    "series": "series",
    "species": "species",
    "theses": "thesis",
    "vertices": "vertex",
    "women": "woman",
}
_ES = re.compile(r"(?:s|x|z|ch|sh)es$")
_NO_PLURAL = re.compile(r"(?:ss|us|is)$")
_OPENING = re.compile(
    r"\s*(?P<one>[^，,。；;：:（()）“”\"「」]{1,60}?)\s*"
    r"(?:[（(](?P<two>[^（()），,。；;：:“”\"]{1,60})[)）]\s*(?:[，,。；;：:是指]|$)|[，,。；;]|$)"
)
_ABBREVIATION = re.compile(r"[A-Z][A-Za-z0-9]?[A-Z0-9]{0,5}s?")
_LONGEST_HAN = 12


def _singular(word: str) -> str:
    """An English word without its plural; the same wrong stem for both numbers does no harm."""
    if word in _ODD_PLURALS:
        return _ODD_PLURALS[word]
    if len(word) < _SHORTEST_PLURAL or not word.isascii() or _NO_PLURAL.search(word):
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if _ES.search(word):
        return word[:-2]
    return word.removesuffix("s")


def _bare(name: str) -> str:
    """A name in small letters without what stands in brackets, unless nothing else is there."""
    folded = unicodedata.normalize("NFKC", name).casefold().translate(_QUOTES)
    folded = unicodedata.normalize("NFKC", folded).strip()
    bare = _BRACKETS.sub(" ", folded)
    return _ARTICLE.sub("", (bare if _WORD.search(bare) else folded).strip())


@lru_cache(maxsize=1 << 16)
def normal(name: str) -> str:
    """The form in which two spellings of one name are equal; empty for what is no name.

    Compatibility forms, case, hyphens, spaces, the English plural of each word, an article and
    what stands in brackets make no difference. `normal(normal(x))` is `normal(x)`.
    """
    previous, form = "", _bare(name)
    while form != previous:  # a joined form may itself end like a plural
        previous = form
        form = _NO_NAME.sub("", "".join(_singular(word) for word in _WORD.findall(_bare(form))))
    return form


def initials(name: str) -> str:
    """First letters of a name of several words, small: `chains of thought` → `cot`."""
    words = _WORD.findall(unicodedata.normalize("NFKC", name).replace("-", " "))
    return "".join(word[0] for word in words).casefold() if len(words) > 1 else ""


def abbreviation(name: str) -> str:
    """A name that is an abbreviation, in small letters without its plural s; else empty."""
    plain = unicodedata.normalize("NFKC", name).replace(".", "")
    found = _ABBREVIATION.fullmatch(plain)
    is_one = found and sum(char.isupper() for char in plain) > 1
    return plain.removesuffix("s").casefold() if is_one else ""


def tongue(name: str) -> Language:
    """The language of a name: Chinese where it holds any Han."""
    return Language.ZH if han_count(name) else Language.EN


# -- what an entry is called -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Called:
    """The names of one post's entry."""

    own: tuple[Name, ...]
    """Those of its label."""

    said: tuple[Name, ...]
    """Those that its definition begins with and its mentions or first letters bear out."""

    linked: Name | None = None
    """The one wording of the Chinese text that links to it, where there is but one."""

    def forms(self, language: Language) -> frozenset[str]:
        """Normal forms of the names in one language, linked wordings left out."""
        names = (*self.own, *self.said)
        return frozenset(normal(n.text) for n in names if n.language is language) - {""}


def without_names(definition: str, forms: frozenset[str]) -> str:
    """A definition without the names of its term at its head: `X（Y），…`, where forms have one."""
    found = _OPENING.match(definition)
    names = [normal(name) for name in found.groups() if name] if found else []
    rest = definition[found.end() :] if found and forms & {*names} else ""
    return rest if normal(rest) else definition


def _openings(entry: Entry) -> Iterator[tuple[str, ...]]:
    """The names that stand at the head of each definition: `X，…`, `X（Y），…`."""
    for definition in entry.term.definitions[:2]:
        words = "".join(text(node) for node in definition.content)
        found = _OPENING.match(words)
        if found:
            yield tuple(name.strip() for name in found.groups() if name and name.strip())


def _spoken(entry: Entry) -> frozenset[str]:
    """Normal forms of everything that links to the entry, brackets and their content apart."""
    texts = [found.mention.text for found in entry.occurrences]
    inside = [part for words in texts for part in re.findall(r"[（(]([^（()）]+)[)）]", words)]
    return frozenset(normal(words) for words in (*texts, *inside))


def _is_borne_out(name: str, entry: Entry, spoken: frozenset[str]) -> bool:
    if normal(name) in spoken:
        return True
    letters = {abbreviation(own.text) for own in entry.term.names} - {""}
    return initials(name) in letters


def _said(entry: Entry, spoken: frozenset[str]) -> Iterator[Name]:
    for names in _openings(entry):
        if any(_is_borne_out(name, entry, spoken) for name in names):
            yield from (Name(name, tongue(name)) for name in names)


def _linked(entry: Entry) -> Name | None:
    """The Chinese wording of the mentions, if they agree on one."""
    texts = [f.mention.text for f in entry.occurrences if f.language is Language.ZH]
    plain = [re.sub(r"[（(][^（()）]*[)）]", "", words).strip("“”「」《》 ") for words in texts]
    forms = {normal(words) for words in plain}
    if len(forms) != 1 or "\n" in plain[0] or not han_count(plain[0]):
        return None
    is_short = len(plain[0]) <= _LONGEST_HAN and language_of(plain[0]) is not Language.EN
    return Name(plain[0], Language.ZH) if is_short else None


def called(entry: Entry) -> Called:
    """What one post's entry is called, by its label, its definition and its mentions."""
    known = {normal(name.text) for name in entry.term.names}
    said = [n for n in _said(entry, _spoken(entry)) if normal(n.text) not in known]
    unique = {normal(name.text): name for name in reversed(said)}
    return Called(entry.term.names, tuple(reversed(unique.values())), _linked(entry))
