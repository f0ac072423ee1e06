"""Blocks that are nobody's translation: translator's notes, bylines, vocabulary between halves."""

from __future__ import annotations

import re

from publisher.language import Language, han_count, latin_words
from publisher.model import Block, Kind
from publisher.pair.reading import Reading, leaves, masked, normal
from publisher.xhtml import text

_OPEN, _SHUT = r"[\s*_（(【\[「]*", r"\s*\d*\s*(?:[：:*_】\]）)」]|——|$)"
_NOTE = re.compile(
    rf"^{_OPEN}(?:(?:译者?[注按]|译者[说附]|编者?[注按]|校者?注|注释?){_SHUT}|[（(【\[]译者?[注按]\b"
    rf"|(?:[Tt]ranslator['’]?s?['’]?\s+[Nn]otes?|[Ee]ditor['’]s\s+[Nn]ote|TN|T/N|N\.T\.){_SHUT})"
)
_NOTE_KINDS = frozenset({Kind.PARAGRAPH, Kind.QUOTE, Kind.LIST, Kind.SECTION})
_DATE = re.compile(
    r"\b(?:\d{4}[-/.]\d{1,2}[-/.]\d{1,2}|(?:1[6-9]|20)\d{2}|\d{1,2}(?:st|nd|rd|th)?\s+(?:Jan|Feb|Mar|"
    r"Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec))",
)
_BYLINE = re.compile(r"^(?:[Bb]y|作者|文|Author|Written by|Posted)\b|^(?:作者|文)\s*[：:/]")
_SENTENCE = re.compile(r"[.!?。！？]\s*$")
_LONGEST_BYLINE = 12
_LONGEST_GLOSS = 8
_LONGEST_GLOSS_HAN = 24


def is_note(block: Block) -> bool:
    """Whether a block is a translator's or an editor's note."""
    if block.kind not in _NOTE_KINDS:
        return False
    first = block
    while first.children:
        first = first.children[0]
    return _NOTE.match(normal(text(first.element))) is not None


def is_byline(block: Block, reading: Reading) -> bool:
    """Whether a block looks like a byline: short, no sentence, with a name or a date."""
    if block.kind is not Kind.PARAGRAPH or reading.size(Language.EN) > _LONGEST_BYLINE:
        return False
    if reading.ending:
        return False
    return bool(_BYLINE.match(reading.words) or _DATE.search(reading.words))


def _is_gloss(line: str) -> bool:
    latin, han = latin_words(line), han_count(line)
    return 0 < latin <= _LONGEST_GLOSS and 0 < han <= _LONGEST_GLOSS_HAN


def is_vocabulary(block: Block) -> bool:
    """Whether each line of a quote or list is a word with its gloss, and no sentence."""
    if block.kind not in (Kind.QUOTE, Kind.LIST):
        return False
    lines = [line for leaf in leaves(block) for line in masked((leaf.element,)).split("\n")]
    return all(_is_gloss(line) and not _SENTENCE.search(line) for line in lines)
