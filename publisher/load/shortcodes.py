"""Hugo's shortcodes: found in the source, and each replaced by a stand-in that Markdown lets pass.

`figure`, `ref`, `relref` and `highlight` are understood. Of any other the text stays: what stands
between an opening and a closing tag is read as if the tags were not there, and a tag alone is
shown as it was written. `{{</* x */>}}` is Hugo's way to write `{{< x >}}` as text. Inside code a
shortcode is always shown as it was written; Hugo would put its result there.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

STAND_IN = re.compile("\ufdd0([0-9]+)\ufdd1")
"""What replaces a shortcode in the source: its number between two characters that no text has
(Unicode reserves them for the inside of programs, and the reader drops them from a source)."""

_TAG = re.compile(r"\{\{([<%])(/\*)?")
_TOKEN = re.compile(
    r"[ \t\n]*(?:([^\s\"'`=<>%{}/]+)[ \t\n]*=[ \t\n]*(?=[^\s>%]))?"
    r"(?:\"([^\"\\]*+(?:\\.[^\"\\]*+)*)\"|`([^`]*+)`|'([^'\n]*+)'|((?:(?!%\}\})[^\s\"'`<>{}])+))"
)
_NAME = re.compile(r"[ \t\n]*(/?)[ \t\n]*([A-Za-z0-9_][\w./-]*)")
_END = re.compile(r"[ \t\n]*(/?)([>%])\}\}")
_FENCE = re.compile(r"^[ \t>*+\-0-9.)]*?(`{3,}|~{3,})(.*)$", re.MULTILINE)
_CODE_INDENT = 4
_UNKNOWN_HINT = (
    "The publisher knows figure, ref, relref and highlight; write this one as plain Markdown."
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A shortcode that is shown as it was written."""

    source: str
    name: str


@dataclass(frozen=True, slots=True)
class Hidden:
    """A tag of an unknown shortcode around text: the text stays, the tag shows in code only."""

    source: str
    name: str = ""
    """The shortcode's, on its opening tag only."""


@dataclass(frozen=True, slots=True)
class Reference:
    """`ref` or `relref`: the address of another post."""

    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Figure:
    """An image with a caption."""

    source: str
    parameters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Highlight:
    """A block of code."""

    source: str
    language: str
    code: str


Piece = Literal | Hidden | Reference | Figure | Highlight
"""What a stand-in stands for."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem with a shortcode at an offset of the source: message and hint."""

    at: int
    message: str
    hint: str


@dataclass(frozen=True, slots=True)
class Expanded:
    """What was found: replacements (begin, end, text) in order, what their stand-ins mean."""

    edits: tuple[tuple[int, int, str], ...] = ()
    pieces: tuple[Piece, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class _Tag:
    """One tag as written."""

    begin: int
    end: int
    name: str = ""
    closes: bool = False
    alone: bool = False
    """Written `{{< name />}}`: it has no closing tag."""

    comment: str | None = None
    """The text that an escaped shortcode stands for."""

    positional: tuple[str, ...] = ()
    named: Mapping[str, str] = field(default_factory=dict)


def _escaped(source: str, match: re.Match[str], last_end: int) -> _Tag | None:
    brackets = ("{{<", ">}}") if match[1] == "<" else ("{{%", "%}}")
    end = source.find(f"*/{brackets[1]}", match.end()) if match.end() <= last_end else -1
    if end < 0:
        return None
    text = brackets[0] + source[match.end() : end] + brackets[1]
    return _Tag(match.start(), end + 5, comment=text)


def _tag(source: str, match: re.Match[str], last_end: int) -> _Tag | None:
    """Read the tag that begins at a match of `_TAG`, or None where it does not end."""
    if match[2]:
        return _escaped(source, match, last_end)
    name = _NAME.match(source, match.end())
    if name is None:
        return None
    pos, positional, named = name.end(), [], {}
    while not (end := _END.match(source, pos)):
        token = _TOKEN.match(source, pos)
        if token is None:
            return None
        value = next(v for v in (*token.groups()[1:], "") if v is not None)
        if token[1]:
            named[token[1]] = value
        else:
            positional.append(value)
        pos = token.end()
    return _Tag(
        match.start(),
        end.end(),
        name=name[2],
        closes=bool(name[1]),
        alone=bool(end[1]),
        positional=tuple(positional),
        named=named,
    )


def _tags(source: str, findings: list[Finding]) -> Iterator[_Tag]:
    pos = 0
    # Where the last escaped shortcode ends: looked up once, so that many without end cost little.
    last_end = max(source.rfind("*/>}}"), source.rfind("*/%}}"))
    while match := _TAG.search(source, pos):
        tag = _tag(source, match, last_end)
        if tag is None:
            message = "a shortcode that does not end"
            findings.append(Finding(match.start(), message, "Close it with >}} or %}}."))
            pos = match.end()
        else:
            yield tag
            pos = tag.end


def _partners(tags: list[_Tag]) -> dict[int, int]:
    """For each opening tag that is closed, the index of the tag that closes it."""
    waiting: dict[str, list[int]] = {}
    partners: dict[int, int] = {}
    for index, tag in enumerate(tags):
        if tag.closes:
            if openers := waiting.get(tag.name):
                partners[openers.pop()] = index
        elif tag.comment is None and not tag.alone:
            waiting.setdefault(tag.name, []).append(index)
    return partners


def _fences(source: str) -> list[tuple[int, int]]:
    """Begin and end of what looks like a fenced block; good enough to leave its tags alone."""
    found: list[tuple[int, int]] = []
    begin, marker = -1, ""
    for match in _FENCE.finditer(source):
        if begin < 0 and not (match[1][0] == "`" and "`" in match[2]):
            begin, marker = match.start(), match[1]
        elif begin >= 0 and match[1].startswith(marker) and not match[2].strip():
            found.append((begin, match.end()))
            begin = -1
    return [*found, (begin, len(source))] if begin >= 0 else found


class _Expansion:
    """The work of `expand` on one source."""

    def __init__(self, source: str) -> None:
        self.source = source
        self.edits: list[tuple[int, int, str]] = []
        self.pieces: list[Piece] = []
        self.findings: list[Finding] = []
        self._tags = list(_tags(source, self.findings))
        self._partners = _partners(self._tags)
        self._closers = set(self._partners.values())
        self._fences = _fences(source) if self._partners else []

    def run(self) -> Expanded:
        index = 0
        while index < len(self._tags):
            index = self._handle(index) + 1
        return Expanded(tuple(self.edits), tuple(self.pieces), tuple(self.findings))

    def _handle(self, index: int) -> int:
        """Replace the tag at `index`, and return the index of the last tag that is done."""
        tag = self._tags[index]
        source = self.source[tag.begin : tag.end]
        partner = self._partners.get(index)
        if tag.comment is not None:
            self.edits.append((tag.begin, tag.end, tag.comment))
        elif tag.name == "highlight" and partner is not None:
            self._highlight(tag, self._tags[partner])
            return partner
        elif tag.name == "figure" and not tag.closes:
            parameters = {**dict.fromkeys(("src",), next(iter(tag.positional), "")), **tag.named}
            self._replace(tag, Figure(source, parameters))
        elif tag.name in {"ref", "relref"} and not tag.closes:
            target = tag.named.get("path") or next(iter(tag.positional), "")
            self._replace(tag, Reference(source, target))
        elif partner is not None or index in self._closers:
            self._unwrap(tag, opens=partner is not None)
        else:
            self._replace(tag, Literal(source, tag.name))
        return index

    def _replace(self, tag: _Tag, piece: Piece, end: int = 0) -> None:
        stand_in = f"\ufdd0{len(self.pieces)}\ufdd1"
        self.edits.append((tag.begin, end or tag.end, stand_in))
        self.pieces.append(piece)

    def _highlight(self, tag: _Tag, closing: _Tag) -> None:
        inner = self.source[tag.end : closing.begin].removeprefix("\n")
        code = re.sub(r"\n[ \t]*\Z", "", inner) + "\n"
        whole = self.source[tag.begin : closing.end]
        language = next(iter(tag.positional), "")
        self._replace(tag, Highlight(whole, language, code), closing.end)

    def _in_fence(self, tag: _Tag) -> bool:
        index = bisect_right(self._fences, (tag.begin, len(self.source)))
        return index > 0 and tag.begin < self._fences[index - 1][1]

    def _unwrap(self, tag: _Tag, *, opens: bool) -> None:
        """Take off a tag around text; a tag alone on its line leaves an empty line."""
        line_begin = self.source.rfind("\n", 0, tag.begin) + 1
        line_end = self.source.find("\n", tag.end)
        rest = self.source[tag.end : line_end if line_end >= 0 else len(self.source)]
        alone = not self.source[line_begin : tag.begin].strip() and not rest.strip()
        is_code = self._in_fence(tag) or tag.begin - line_begin >= _CODE_INDENT
        if not alone or is_code:
            name = tag.name if opens else ""
            self._replace(tag, Hidden(self.source[tag.begin : tag.end], name))
            return
        self.edits.append((tag.begin, tag.end, ""))
        if opens:
            self.findings.append(unknown(tag.name, tag.begin, left_out=True))


def unknown(name: str, at: int, *, left_out: bool) -> Finding:
    """The finding about a shortcode that the publisher does not know."""
    effect = "its tags are left out" if left_out else "it stays as it was written"
    return Finding(at, f"the shortcode “{name}” is not known; {effect}", _UNKNOWN_HINT)


def expand(source: str) -> Expanded:
    """Find every shortcode of a source and say what stands in its place.

    What is not known and has a stand-in may be code: whoever shows it elsewhere reports it.
    """
    return _Expansion(source).run() if "{{" in source else Expanded()
