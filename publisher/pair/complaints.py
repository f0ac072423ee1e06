"""What pairing has to say to an author: every message in one place, in plain words."""

from __future__ import annotations

from publisher.language import Language, language_of
from publisher.model import Block, Kind
from publisher.pair.reading import normal
from publisher.problems import Place, Problem
from publisher.xhtml import Node, text

_LONGEST = 32
_TONGUES = {Language.EN: "English", Language.ZH: "Chinese"}
_SEVERAL = 2


def _beginning(words: str) -> str:
    plain = normal(words)
    return plain if len(plain) <= _LONGEST else plain[: _LONGEST - 1].rstrip() + "…"


def beginning(block: Block) -> str:
    """How a block begins, in quotation marks, short enough for a message."""
    while block.children:
        block = block.children[0]
    nodes = block.element.children
    return f"“{_beginning(' '.join(text(n) for n in nodes) if _is_row(block) else _words(nodes))}”"


def _is_row(block: Block) -> bool:
    return block.kind is Kind.ROW


def _words(nodes: tuple[Node, ...]) -> str:
    return "".join(text(node) for node in nodes)


def untranslated(blocks: tuple[Block, ...], language: Language) -> Problem:
    """P001 for a block, or for all the blocks of a stretch."""
    first, last = blocks[0], blocks[-1]
    other = _TONGUES[language.other]
    if len(blocks) < _SEVERAL:
        message = f"{beginning(first)} has no {other} beside it"
    else:
        message = (
            f"{len(blocks)} {_TONGUES[language]} blocks, lines {first.place.line} to "
            f"{last.place.line}, have no {other} beside them, from {beginning(first)} on"
        )
    hint = f"Write the {other} next to it, or leave it: it is shown in one language."
    return Problem("P001", first.place, message, hint)


def unclear(block: Block) -> Problem:
    """P007 for a block that mixes both scripts and has no partner."""
    message = f"{beginning(block)} mixes English and Chinese, and nothing beside it is its partner"
    hint = "Write each language in a paragraph of its own."
    return Problem("P007", block.place, message, hint)


def reversed_order(block: Block, first: Language) -> Problem:
    """P002 where a stretch begins that runs against the post's order."""
    message = f"from {beginning(block)} on, {_TONGUES[first]} stands first, unlike elsewhere here"
    hint = "The pairs are kept. Swap these blocks, or set pair_order in the front matter."
    return Problem("P002", block.place, message, hint)


def levels(first: Block, second: Block) -> Problem:
    """P003 for two neighbouring headings of different levels."""
    marks = ["#" * int(block.element.tag[1:]) for block in (first, second)]
    message = f"{beginning(first)} ({marks[0]}) and {beginning(second)} ({marks[1]}) do not match"
    hint = "Give both the same number of # and they become one heading."
    return Problem("P003", second.place, message, hint)


def same_text(block: Block) -> Problem:
    """P004 for a sentence that stands there twice."""
    message = f"{beginning(block)} is the same text as the block before it"
    return Problem("P004", block.place, message, "Translate it, or delete one of the two.")


def several(en: tuple[Block, ...], zh: tuple[Block, ...]) -> Problem:
    """P005 for one block against two or three."""
    few, many = (en, zh) if len(en) < len(zh) else (zh, en)
    lines = ", ".join(str(block.place.line) for block in many)
    message = f"{beginning(few[0])} stands against {len(many)} blocks (lines {lines})"
    hint = "They are shown as one pair. Divide both languages alike to get a pair for each."
    return Problem("P005", few[0].place, message, hint)


def lists(first: Block, second: Block, counts: tuple[int, int]) -> Problem:
    """P006 for two lists of unequal length."""
    message = (
        f"the list from {beginning(first)} on has {counts[0]} items, its translation {counts[1]}"
    )
    hint = "They are shown one below the other. Give both the same number of items."
    return Problem("P006", second.place, message, hint)


def tables(first: Block, second: Block) -> Problem:
    """P006 for two tables of different shape."""
    message = f"the table from {beginning(first)} on and its translation differ in shape"
    return Problem("P006", second.place, message, "Give both the same rows and columns.")


def lines(block: Block) -> Problem:
    """P006 for the lines of one block."""
    message = f"the lines of {beginning(block)} do not match one by one"
    hint = "They are shown as one pair. Write as many Chinese lines as English ones."
    return Problem("P006", block.place, message, hint)


def sections(en: tuple[Block, ...], zh: tuple[Block, ...]) -> Problem:
    """P006 for a section and its translation of unequal length."""
    first, second = sorted((en, zh), key=lambda side: side[0].place)
    message = (
        f"the part from {beginning(first[0])} on has {len(first)} blocks, "
        f"its translation from line {second[0].place.line} on {len(second)}"
    )
    hint = "They are shown one below the other. Divide both alike to get a pair for each block."
    return Problem("P006", second[0].place, message, hint)


def lonely_label(block: Block, label: str) -> Problem:
    """P008 for a label such as **English** without its counterpart."""
    message = f"the label “{label}” has no label of the other language beside it"
    hint = "Write both labels, or none: the language shows from the text."
    return Problem("P008", block.place, message, hint)


def outside(inner: Block, outer: Block) -> Problem:
    """P009 for a list item or quote whose other language stands outside it."""
    tongue = language_of(_words(outer.element.children))
    other = f"the {_TONGUES[tongue]}" if tongue else "the translation"
    message = f"{other} of {beginning(inner)} stands outside its list or quote"
    hint = "Indent it (in a quote: begin its line with >) so that it belongs there."
    return Problem("P009", outer.place, message, hint)


def broken_link(first: Block, second: Block) -> Problem:
    """P010 for a link that begins in one block and ends in the next."""
    message = f"a link begins in {beginning(first)} and ends in {beginning(second)}"
    hint = "It was made two links. Write a whole link, [words](address), in each block."
    return Problem("P010", first.place, message, hint)


def shown_once(block: Block, what: str) -> Problem:
    """P011 for a thing that is kept once; `what` names it, with its article."""
    message = f"{what} is shown once for both languages"
    return Problem("P011", block.place, message, "Nothing to do.")


def lone_heading(block: Block, language: Language) -> Problem:
    """P012 for a heading in one language."""
    message = f"the heading {beginning(block)} is in {_TONGUES[language]} only"
    hint = f"Write its {_TONGUES[language.other]} below it, at the same level."
    return Problem("P012", block.place, message, hint)


def note(block: Block) -> Problem:
    """P013 for a translator's note."""
    message = f"{beginning(block)} is taken as a translator’s note to the pair above"
    return Problem("P013", block.place, message, "Nothing to do.")


def whole_heading(block: Block) -> Problem:
    """P014 for a heading with both scripts that may or may not be two headings."""
    message = f"the heading {beginning(block)} is kept whole"
    hint = "If it is two languages, put a | between them."
    return Problem("P014", block.place, message, hint)


def lone_mark(place: Place, label: str, language: Language) -> Problem:
    """P015 for a footnote that one half of a pair refers to."""
    message = f"the footnote [^{label}] is marked in {_TONGUES[language]} only"
    hint = f"Put [^{label}] into the {_TONGUES[language.other]} too."
    return Problem("P015", place, message, hint)
