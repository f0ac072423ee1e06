"""The attributes that an author may write after a heading: `## Tea {#tea .en lang=en}`."""

from __future__ import annotations

import re

_NAME = r"[a-zA-Z_:][a-zA-Z0-9:._-]*"
_SHORT = r"[#.](?:[^\W]|[-:.])+"
_VALUE = r"\"[^\"]*\"|\[[^\[\]]*\]|[^\s,{}\"'\[\]]++"
_ATTRIBUTE = re.compile(rf"({_SHORT})|({_NAME})=({_VALUE})")
_LIST = re.compile(rf"\{{(?:[\s,]|(?:{_SHORT})(?=[\s,}}])|{_NAME}=(?:{_VALUE}))*\}}\Z")
# No possessive group: Python 3.11.4 and earlier match one wrongly (CPython issue 106052).
_ESCAPED = re.compile(r"\\[!-/:-@\[-`{-~]")
_CLOSING = re.compile(r"(?:\A|[ \t])#+\Z")


def _begin(text: str) -> int:
    """Where the attribute list at the end of a text begins, or -1."""
    escaped = {match.start() + 1 for match in _ESCAPED.finditer(text)}
    begin = text.find("{")
    while begin >= 0:
        if begin not in escaped and _LIST.match(text, begin):
            return begin
        begin = text.find("{", begin + 1)
    return -1


def _parsed(attributes: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for short, name, value in _ATTRIBUTE.findall(attributes):
        key = {"#": "id", ".": "class"}.get(short[:1], name)
        text = short[1:] if short else value.strip('"')
        found[key] = f"{found[key]} {text}" if key == "class" and key in found else text
    return found


def heading_attributes(content: str, line: str) -> tuple[str, dict[str, str]]:
    """Split a heading's text from the attributes at its end.

    `line` is the heading's last line as written: behind a closing `##` there are no attributes.
    """
    if not content.endswith("}") or not line.endswith("}"):
        return content, {}
    last = content.rfind("\n") + 1
    begin = _begin(content[last:])
    if begin < 0:
        return content, {}
    rest = content[: last + begin].rstrip(" \t")
    return _CLOSING.sub("", rest).rstrip(" \t"), _parsed(content[last + begin :])
