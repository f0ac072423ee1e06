"""The order of a glossary and its group heads: by pinyin, by strokes, or A to Z.

The only importer of `pypinyin`. What decides an order is decided here, once, so that the e-book
and the printed book have the same.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from publisher.index.strokes import strokes
from publisher.jobs import Runner
from publisher.language import Language, han_count, is_han
from publisher.model import GlossaryGroup, IndexGroup, IndexLine, MergedEntry

Key = tuple[object, ...]
"""What is compared: of equal shape within one order."""

_TONE = re.compile(r"([a-zü:]+?)([1-5]?)")
_OTHER = "#"
"""The head of what begins with no letter."""

_LAST = 99
"""More strokes than any character has: names without Han come after all others."""


def _folded(words: str) -> str:
    """Latin letters without case and accents, as a dictionary sorts them."""
    apart = unicodedata.normalize("NFKD", words).casefold()
    return "".join(char for char in apart if not unicodedata.combining(char))


def _letters(words: str) -> str:
    return re.sub(r"[^0-9a-z]+", " ", _folded(words)).strip()


Spell = Callable[[str], list[str]]
"""Gives the syllables of a name."""


def _numbered(words: str) -> list[str]:
    """Syllables of a Chinese text with their tones as figures; Latin runs as they are."""
    from pypinyin import Style, lazy_pinyin

    syllables: list[str] = lazy_pinyin(
        words, style=Style.TONE3, neutral_tone_with_five=True, v_to_u=True
    )
    return [part for syllable in syllables for part in syllable.casefold().split()]


def _marked(words: str) -> list[str]:
    """Syllables that a person wrote: `háng cháng`, `hang2 chang2` or `hang chang`."""
    from pypinyin.contrib.tone_convert import to_tone3

    return [str(to_tone3(syllable)) for syllable in words.casefold().split()]


def _parted(syllable: str) -> tuple[str, str]:
    """Sound and tone of a syllable."""
    found = _TONE.fullmatch(syllable)
    return (found[1], found[2]) if found else (_folded(syllable), "")


def reading(
    words: str, sort_as: str = "", spell: Spell = _numbered
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Sounds and tones of a name, syllable by syllable; `sort_as` is a person's own reading."""
    if sort_as:
        syllables = spell(sort_as) if han_count(sort_as) else _marked(sort_as)
    else:
        syllables = spell(words)
    parts = [_parted(syllable) for syllable in syllables]
    sounds = tuple(re.sub(r"[^0-9a-z]", "", _folded(sound)) for sound, _ in parts)
    return tuple(sound for sound in sounds if sound), tuple(tone for _, tone in parts)


@dataclass(frozen=True, slots=True)
class Spelling:
    """Names of which all syllables are wanted at once."""

    words: tuple[str, ...]

    @property
    def name(self) -> str:
        """What the job is told of by."""
        return "names of terms"


def spellings(job: Spelling) -> bytes:
    """The syllables of each name, as JSON: the work of a `Spelling`.

    A dictionary of readings takes longer to load than a small book to make, and names of terms
    seldom change: so this is a job, whose result an earlier build may have.
    """
    return json.dumps([_numbered(words) for words in job.words], ensure_ascii=False).encode()


def speller(entries: Iterable[MergedEntry], run: Runner) -> Spell:
    """What knows the syllables of every name that an order of these entries asks for."""
    named = {
        words
        for entry in entries
        for words in (
            entry.names.zh,
            entry.names.en,
            entry.sort_as,
            *(alias.text for alias in entry.aliases),
        )
        if han_count(words)
    }
    if not named:
        return _numbered
    listed = tuple(sorted(named))
    (found,) = run(spellings, [Spelling(listed)])
    known: dict[str, list[str]] = dict(zip(listed, json.loads(found), strict=True))
    return known.__getitem__


# -- keys: what is compared, and the head it stands under ------------------------------------------


def _head(letters: str) -> str:
    first = letters[:1].upper()
    return first if first.isalpha() else _OTHER


def _by_pinyin(name: str, sort_as: str, spell: Spell) -> tuple[str, Key]:
    if not han_count(name):
        letters = _letters(name)
        return _head(letters), (_head(letters) == _OTHER, tuple(letters.split()), (), name)
    sounds, tones = reading(name, sort_as, spell)
    head = _head("".join(sounds))
    return head, (head == _OTHER, sounds, tones, name)


def _by_strokes(name: str, _sort_as: str, _spell: Spell) -> tuple[str, Key]:
    counts = tuple(strokes(char) for char in name if is_han(char))
    if not counts:
        return "A–Z", (_LAST, (), _letters(name), name)
    return f"{counts[0]} 画" if counts[0] else _OTHER, (counts[0] or _LAST - 1, counts, "", name)


def _by_letters(name: str, sort_as: str, spell: Spell) -> tuple[str, Key]:
    letters = "".join(reading(name, sort_as, spell)[0]) if han_count(name) else _letters(name)
    head = _head(letters)
    return head, (head == _OTHER, letters, name)


_Rank = Callable[[str, str, Spell], tuple[str, Key]]
_RANKS: dict[str, tuple[Language, _Rank]] = {
    "pinyin": (Language.ZH, _by_pinyin),
    "strokes": (Language.ZH, _by_strokes),
    "latin": (Language.EN, _by_letters),
}
"""By the name of an order: the language whose names it sorts by, and what it compares."""


def leading(sort: str) -> Language | None:
    """The language whose names an order goes by; None for `none`."""
    return _RANKS[sort][0] if sort in _RANKS else None


def arrange(
    entries: Iterable[MergedEntry], sort: str, spell: Spell = _numbered
) -> tuple[GlossaryGroup, ...]:
    """Sort entries and put them under their heads; with `none` they stay as they are, in one."""
    listed = tuple(entries)
    if sort not in _RANKS:
        return (GlossaryGroup("", listed),) if listed else ()
    language, rank = _RANKS[sort]
    keyed = [(*rank(e.names.pick(language), e.sort_as, spell), e) for e in listed]
    keyed.sort(key=lambda row: (row[1], row[2].anchor))
    runs = groupby(keyed, key=lambda row: row[0])
    return tuple(GlossaryGroup(head, tuple(row[2] for row in rows)) for head, rows in runs)


def _lines(entry: MergedEntry, sort: str) -> Iterator[IndexLine]:
    """The main name of an entry with its mentions, every other name with a 见."""
    language = leading(sort) or Language.EN
    main = entry.names.pick(language)
    targets = tuple(found.mention.id for _, found in entry.mentions)
    tongues = {entry.names.zh: Language.ZH, entry.names.en: Language.EN}
    yield IndexLine(main, tongues[main], entry.anchor, targets)
    others = (entry.names.get(language.other), *(name.text for name in entry.aliases))
    for name in dict.fromkeys(others):
        if name and name != main:
            tongue = Language.ZH if han_count(name) else Language.EN
            yield IndexLine(name, tongue, entry.anchor, see=main)


def index_lines(
    entries: Iterable[MergedEntry], sort: str, spell: Spell = _numbered
) -> tuple[IndexGroup, ...]:
    """Every name of every term in the order of `sort`, under its head.

    An index is never unsorted: `none` is A to Z here.
    """
    rank = _RANKS.get(sort, _RANKS["latin"])[1]
    keyed = [
        (*rank(line.name, entry.sort_as if line.name == entry.names.zh else "", spell), line)
        for entry in entries
        for line in _lines(entry, sort)
    ]
    keyed.sort(key=lambda row: (row[1], row[2].entry))
    runs = groupby(keyed, key=lambda row: row[0])
    return tuple(IndexGroup(head, tuple(row[2] for row in rows)) for head, rows in runs)
