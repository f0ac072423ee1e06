"""A post's file → text: UTF-8 with plain line ends, of bearable length, inside the folder."""

from __future__ import annotations

from pathlib import Path

from publisher.language import han_share
from publisher.problems import Place, Problem

_LARGEST_POST = 2_000_000
_MARKS = (b"\xff\xfe", b"\xfe\xff")
_MOSTLY = 0.5


def _looks_like(data: bytes) -> str:
    """The encoding that a file which is not UTF-8 seems to be in, or an empty string."""
    if data.startswith(_MARKS) or data.count(b"\0") > len(data) // 5:
        return "UTF-16"
    try:
        text = data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "GB 18030" if (han_share(text) or 0) > _MOSTLY or _has_han(data) else ""


def _has_han(data: bytes) -> bool:
    """Whether bytes above ASCII come in the pairs of GB 2312's Han."""
    high = bytes(byte for byte in data if byte > 0x7F)  # noqa: PLR2004 - the end of ASCII
    return bool(high) and all(0xB0 <= byte <= 0xF7 for byte in high[::2])  # noqa: PLR2004 - Han rows


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
    return text.replace("\r\n", "\n").replace("\r", "\n")


def is_inside(root: Path, path: str) -> bool:
    """Whether a path below `root` leads, links followed, to a file that is below it as well."""
    try:
        return (root / path).resolve().is_relative_to(root.resolve())
    except (OSError, ValueError, RuntimeError):  # a loop of links, a NUL
        return False


def read_source(root: Path, path: str) -> str | Problem:
    r"""Read a post: its text with `\n` line ends and no byte order mark.

    B009: the file is outside `root`; F005: it cannot be read or is not UTF-8; F007: too long.
    """
    place = Place(path)
    if not is_inside(root, path):
        hint = "Put the post itself into the content folder, not a link to it."
        return Problem("B009", place, "the post is outside the content folder", hint)
    try:
        if not (root / path).is_file():
            return Problem("F005", place, "this is not a file", "Only files can be read.")
        with (root / path).open("rb") as file:
            data = file.read(_LARGEST_POST + 1)
    except OSError as error:
        reason = (error.strerror or "no reason given").lower()
        return Problem("F005", place, f"the file cannot be read: {reason}", "")
    if len(data) > _LARGEST_POST:
        hint = f"Divide it: a post has at most {_LARGEST_POST} bytes."
        return Problem("F007", place, "the post is too long", hint)
    return _decode(data, path)
