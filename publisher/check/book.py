"""The book and its files: dates, credits, headings, pictures, names, and characters for print."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date
from pathlib import PurePosixPath

from publisher.fonts import missing, rare
from publisher.model import Block, Book, Chapter, Kind, Post, Proof, Theme, shown_blocks
from publisher.problems import Place, Problem
from publisher.xhtml import Node, text, walk

PostFinder = Callable[[Post, Proof], Iterator[Problem]]

_MILLIMETRES = 113.0
"""The measure of the A5 page: as wide as a picture is printed at most."""

_INCH = 25.4
_SCREEN = 96
"""Pixels to an inch where nothing else is said (CSS)."""

_COARSE, _FINE = 200, 300
"""Dots to an inch: below the first a print looks blurred, from the second on it looks sharp."""

_RESERVED = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_ODD_SIGNS = re.compile(r'[<>:"|?*\\\x00-\x1f%#]')


# -- front matter ----------------------------------------------------------------------------------


def _front_place(proof: Proof, key: str) -> Place:
    """Where a key of the front matter stands, or the file's first line."""
    for number, line in enumerate(proof.lines[:200], 1):
        if re.match(rf"[\"' \t]*{key}[\"']?\s*[:=]", line, re.IGNORECASE):
            return Place(proof.path, number)
    return Place(proof.path)


def no_date(post: Post, proof: Proof) -> Iterator[Problem]:
    """F009: a post without a date stands last in the book."""
    if post.meta.date is None:
        hint = "Write in its front matter: date: 2025-07-23."
        yield Problem("F009", Place(proof.path), "the post has no date and comes last", hint)


def date_ahead(post: Post, proof: Proof, today: date) -> Iterator[Problem]:
    """F010: a date that has not come yet; Hugo does not publish such a post."""
    written = post.meta.date
    if written is None:
        return
    day = written.astimezone(UTC).date() if written.tzinfo else written.date()
    if day > today:
        message = f"the date {written.date()} is still to come"
        hint = "Correct it; Hugo does not show the post before that day."
        yield Problem("F010", _front_place(proof, "date"), message, hint)


def no_credit(post: Post, proof: Proof) -> Iterator[Problem]:
    """F011: nobody is named as author or translator."""
    if not post.credits.people:
        hint = "Begin it with a quote: > 作者：… and > 翻译：…"
        yield Problem("F011", Place(proof.path), "the post names no author", hint)


def no_source(post: Post, _proof: Proof) -> Iterator[Problem]:
    """F012: a translation that does not say of what."""
    people = {person.role: person.name for person in post.credits.people}
    is_translation = "trl" in people and people.get("aut") != people["trl"]
    if is_translation and not post.credits.source:
        place = post.credits.lines[0].place
        hint = "Add a line to the credits: > 原文：https://…"
        yield Problem("F012", place, "a translation without the address of its original", hint)


# -- headings and pictures -------------------------------------------------------------------------


def _blocks(post: Post) -> Iterator[Block]:
    stack = list(shown_blocks(post.flow))[::-1]
    while stack:
        block = stack.pop()
        yield block
        stack.extend(reversed(block.children))


def skipped_level(post: Post, _proof: Proof) -> Iterator[Problem]:
    """M008: `##` followed by `####`."""
    last = 0
    for block in _blocks(post):
        if block.kind is Kind.HEADING and block.element.tag[1:].isdigit():
            level = int(block.element.tag[1:])
            if last and level > last + 1:
                message = f"a heading of level {level} follows one of level {last}"
                hint = f"Write {'#' * (last + 1)}."
                yield Problem("M008", block.place, message, hint)
            last = level


def _resolution(width: int) -> float:
    """Dots to an inch at which a picture so many pixels wide is printed."""
    inches = min(width / _SCREEN, _MILLIMETRES / _INCH)
    return width / inches


def _pictures(post: Post, low: int, high: int) -> Iterator[tuple[Place, str]]:
    sizes = {resource.name: resource for resource in post.resources}
    for block in (block for block in _blocks(post) if block.kind is Kind.IMAGE):
        for image in (node for node in walk(block.element) if node.tag == "img"):
            found = sizes.get(image.get("src"))
            if found and found.pixels[0] and low <= _resolution(found.pixels[0]) < high:
                name = PurePosixPath(found.path).name
                dots = _resolution(found.pixels[0])
                yield block.place, f"{name} has {found.pixels[0]} pixels across: {dots:.0f} dpi"


def _needed(dots: int) -> int:
    return round(_MILLIMETRES / _INCH * dots / 10) * 10


def coarse_picture(post: Post, _proof: Proof) -> Iterator[Problem]:
    """R006: a picture that looks blurred on paper."""
    for place, words in _pictures(post, 0, _COARSE):
        hint = f"Save it at least {_needed(_COARSE)} pixels wide, better {_needed(_FINE)}."
        yield Problem("R006", place, f"{words}, too few for print", hint)


def soft_picture(post: Post, _proof: Proof) -> Iterator[Problem]:
    """R007: a picture that could be sharper on paper."""
    for place, words in _pictures(post, _COARSE, _FINE):
        hint = f"Save it {_needed(_FINE)} pixels wide, if there is a larger one."
        yield Problem("R007", place, f"{words}, a little soft in print", hint)


# -- file names ------------------------------------------------------------------------------------


def _trouble(path: str) -> Iterator[str]:
    for part in PurePosixPath(path).parts:
        if " " in part:
            yield f"“{part}” has a space"
        if _ODD_SIGNS.search(part):
            yield f"“{part}” has a sign that not every system allows"
        if _RESERVED.match(part):
            yield f"“{part}” is a name that Windows keeps for itself"
        if unicodedata.normalize("NFC", part) != part:
            yield f"“{part}” is spelled with loose accents (NFD), as macOS used to do"


def file_names(book: Book) -> Iterator[Problem]:
    """B010: names that do not travel from one system to another."""
    posts = [chapter.post for chapter in book.chapters]
    owners = {post.path: post.path for post in posts}
    owners |= {found.path: post.path for post in posts for found in post.resources}
    folded = Counter(path.casefold() for path in owners)
    hint = "Use letters, digits and hyphens; such names travel everywhere."
    for path, owner in owners.items():
        for words in _trouble(path):
            yield Problem("B010", Place(owner), words, hint)
        if folded[path.casefold()] > 1:
            words = f"“{path}” differs from another file in capital letters only"
            yield Problem("B010", Place(owner), words, hint)


POSTS: dict[str, PostFinder] = {
    "F009": no_date,
    "F011": no_credit,
    "F012": no_source,
    "M008": skipped_level,
    "R006": coarse_picture,
    "R007": soft_picture,
}
"""Every check of one post as a whole, by its code."""


# -- characters that no font has -------------------------------------------------------------------


def _located_text(block: Block) -> Iterator[tuple[str, Place, bool]]:
    """The lines of a block, and whether their characters stand where they do in the file."""
    words = block.element.children
    is_plain = block.kind is Kind.PARAGRAPH and all(isinstance(child, str) for child in words)
    for offset, line in enumerate(text(block.element).split("\n")):
        column = block.place.column if is_plain and not offset else 1
        yield line, Place(block.place.path, block.place.line + offset, column), is_plain
    for child in block.children:
        yield from _located_text(child)


def _inline(nodes: tuple[Node, ...]) -> str:
    return "".join(text(node) for node in nodes)


def _head_text(post: Post) -> Iterator[tuple[str, Place, bool]]:
    top = Place(post.path)
    yield from ((words, top, False) for words in (post.meta.title.en, post.meta.title.zh))
    for line in post.credits.lines:
        yield _inline(line.content) + line.label, line.place, False


def _glossary_text(post: Post) -> Iterator[tuple[str, Place, bool]]:
    for term in post.terms:
        yield term.label, term.place, False
        yield from ((_inline(d.content), d.place, False) for d in term.definitions)


def _post_text(post: Post) -> Iterator[tuple[str, Place, bool]]:
    yield from _head_text(post)
    for flow in (post.flow, *(note.flow for note in post.footnotes)):
        for block in shown_blocks(flow):
            yield from _located_text(block)
    yield from _glossary_text(post)


def _characters(chapter: Chapter) -> dict[str, Place]:
    """Every character of a chapter with the first place it stands at."""
    first: dict[str, Place] = {}
    for words, place, is_plain in _post_text(chapter.post):
        for offset, char in enumerate(words):
            if char not in first:
                first[char] = replace(place, column=place.column + offset * is_plain)
    return first


def _named(chars: list[str]) -> str:
    """Characters as a message may show them, with the code point of one alone."""
    if len(chars) == 1:
        return f"the character “{chars[0]}” (U+{ord(chars[0]):04X})"
    return f"the {len(chars)} characters “{''.join(chars)}”"


def _no_font_has(words: str, theme: Theme) -> list[str]:
    return [char for char in missing(words, theme.faces) if not rare(char)]


def is_drawable(chapter: Chapter, theme: Theme) -> bool:
    """Whether some font has every character of a chapter, which is told without its text."""
    around = (*_head_text(chapter.post), *_glossary_text(chapter.post))
    words = "".join((chapter.survey.alphabet, *(words for words, _, _ in around)))
    return not _no_font_has(words, theme)


def no_font_has(book: Book, theme: Theme) -> Iterator[Problem]:
    """T001: a page would show empty boxes; one message for a line.

    Of a post that is abridged and not `is_drawable`, an AbridgedError.
    """
    for chapter in book.chapters:
        if chapter.post.text is None and is_drawable(chapter, theme):
            continue
        first = _characters(chapter)
        lines: dict[int, list[str]] = {}
        for char in _no_font_has("".join(first), theme):
            lines.setdefault(first[char].line, []).append(char)
        for chars in lines.values():
            chars.sort(key=lambda char: first[char])
            other = "another" if len(chars) == 1 else "others"
            hint = f"Write {other}, or install Noto Serif CJK; an e-reader has fonts of its own."
            yield Problem("T001", first[chars[0]], f"no font has {_named(chars)}", hint)
