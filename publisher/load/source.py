"""A post's file → text: UTF-8 with plain line ends, of bearable length, inside the folder."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from publisher.language import han_share, is_han
from publisher.model import Limits
from publisher.problems import Place, Problem

_LINKS = re.compile(r"\]\(|://|www\.|@|\]\[|\[\^|<a\b|<img\b", re.IGNORECASE)
_MARKS_OF_MARKDOWN = "*_[]<>`~!|&#{}\\"
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_WIDE_MARKS = (b"\xff\xfe\0\0", b"\0\0\xfe\xff")
_MOSTLY, _NEARLY_ALL = 0.5, 0.9
_REMEMBERED, _SMALL = 1024, 50_000
"""How many posts are held for the next stage that asks, and of how many bytes at most."""


def _is_sixteen(data: bytes) -> bool:
    """Whether so many bytes are 0 that characters must be wider than a byte."""
    return data.count(b"\0") > len(data) // 5


def _looks_like(data: bytes) -> str:
    """The encoding that a file which is not UTF-8 seems to be in, or an empty string."""
    if data.startswith(_WIDE_MARKS):
        return "UTF-32"
    if data.startswith(_MARKS) or _is_sixteen(data):
        return "UTF-16"
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    is_chinese = (han_share(text) or 0) > _MOSTLY or _is_gb2312(text)
    return "GB 18030" if is_chinese else ""


def _is_gb2312(text: str) -> bool:
    """Whether what is not ASCII is Chinese of every day, however little of it there is.

    Bytes of other encodings come out as rare characters, or as none.
    """
    foreign = [char for char in text if not char.isascii()]
    known = "".join(foreign).encode("gb2312", "ignore").decode("gb2312")
    return any(map(is_han, known)) and len(known) > _NEARLY_ALL * len(foreign)


def _not_utf8(data: bytes, path: str, start: int) -> Problem:
    before = data[:start].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    line_start = before.rfind(b"\n") + 1
    column = len(before[line_start:].decode("utf-8", "replace")) + 1
    guess = _looks_like(data)
    hint = "Save the file as UTF-8."
    if guess:
        hint = f"It looks like {guess}: open it in an editor that can read that, save it as UTF-8."
    place = Place(path, before.count(b"\n") + 1, column)
    return Problem("F005", place, "the file is not UTF-8 text", hint)


def _decode(data: bytes, path: str) -> str | Problem:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        offset = 3 if data.startswith(b"\xef\xbb\xbf") else 0
        return _not_utf8(data, path, error.start + offset)
    if _is_sixteen(data):
        return _not_utf8(data, path, data.index(b"\0"))
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_inside(root: Path, path: str) -> bool:
    """Whether a path below `root` leads, links followed, to a file that is below it as well."""
    try:
        return (root / path).resolve().is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL
        return False


def too_much(path: str, what: str, count: int, limit: int, key: str) -> Problem:
    """The problem F007 of a post with more of something than book.yaml allows."""
    message = f"the post has {count} {what}; at most {limit} are read"
    hint = f"Divide the post, or raise the limit in book.yaml: limits: {{{key}: {count}}}."
    return Problem("F007", Place(path), message, hint)


def _excess(text: str, path: str, limits: Limits) -> Iterator[Problem]:
    """What a text has too much of, found before anything reads it as Markdown."""
    if len(text) < min(limits.lines, limits.marks, limits.links):  # nothing to be counted
        return
    lines = text.count("\n") + 1
    if lines > limits.lines:
        yield too_much(path, "lines", lines, limits.lines, "lines")
    marks = sum(map(text.count, _MARKS_OF_MARKDOWN))
    if marks > limits.marks:
        yield too_much(path, "marks of Markdown or HTML", marks, limits.marks, "marks")
    links = sum(1 for _ in _LINKS.finditer(text))
    if links > limits.links:
        yield too_much(path, "links", links, limits.links, "links")


def _read(file: Path, path: str, limits: Limits, _state: tuple[int, ...]) -> str | Problem:
    """The text of a file in the state it is in."""
    with file.open("rb") as opened:
        # What is asked for is taken from memory first, and a limit may be higher than that.
        data = opened.read(min(limits.size, os.fstat(opened.fileno()).st_size) + 1)
    if len(data) > limits.size:
        size = max(file.stat().st_size, len(data))
        return too_much(path, "bytes", size, limits.size, "size")
    text = _decode(data, path)
    return text if isinstance(text, Problem) else next(_excess(text, path, limits), text)


_remembered = lru_cache(maxsize=_REMEMBERED)(_read)


def forget_sources() -> None:
    """Give the texts back that are remembered since they were read."""
    _remembered.cache_clear()


def read_source(root: Path, path: str, limits: Limits) -> str | Problem:
    r"""Read a post: its text with `\n` line ends and no byte order mark.

    B009: the file is outside `root`; F005: it cannot be read or is not UTF-8; F007: too long.
    """
    place = Place(path)
    if not is_inside(root, path):
        hint = "Put the post itself into the content folder, not a link to it."
        return Problem("B009", place, "the post is outside the content folder", hint)
    try:
        state = (root / path).stat()
        if not stat.S_ISREG(state.st_mode):
            return Problem("F005", place, "this is not a file", "Only files can be read.")
        moments = (state.st_dev, state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
        read = _remembered if state.st_size <= _SMALL else _read
        return read(root / path, path, limits, moments)
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        return Problem("F005", place, f"the file cannot be read: {reason}", "")
