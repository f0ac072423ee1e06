"""The stream: a post told to a sink as elements opened and closed, each with its place."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import Protocol

from markdown_it.common.utils import unescapeAll
from markdown_it.token import Token

from publisher.load.commonmark.attributes import heading_attributes
from publisher.load.commonmark.parser import block_tokens, inline_tokens
from publisher.load.commonmark.tables import Table, has_pipe, table_in

Attributes = Mapping[str, str]

_NO_ATTRIBUTES: Attributes = {}
_WIDE_SPACES = (
    "\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007"
    "\u2008\u2009\u200a\u2028\u2029\u202f\u205f\u3000"
)
_SPACES = " \t" + _WIDE_SPACES
_TASK = re.compile(r"\[([ \txX])\][ \t\n]*")
_LANGUAGE = re.compile(r"[^\s{]+")


class Sink(Protocol):
    """Who listens to a post. Offsets count characters of the source that `read` was given."""

    def open(self, tag: str, at: int, attributes: Attributes = _NO_ATTRIBUTES) -> None:
        """An element begins.

        `footnote` is the text of the note `label`; an `h1` to `h6` has `heading`, the author's id
        or nothing; an `a` whose words are its own target has `auto`.
        """

    def close(self) -> None:
        """The element opened last ends."""

    def void(self, tag: str, at: int, attributes: Attributes = _NO_ATTRIBUTES) -> None:
        """An element without content; `footnote-mark` refers to a note."""

    def text(self, text: str) -> None:
        """Text; soft line breaks are line ends."""

    def escape(self) -> None:
        """In a heading: the next character had a backslash and is no markup."""

    def code(self, text: str) -> None:
        """Text that stands for itself."""

    def formula(self, tex: str, at: int, *, block: bool) -> None:
        """A formula in TeX, in the line or a block of its own."""

    def html(self, source: str, locate: Callable[[int], int], *, block: bool) -> None:
        """Raw HTML; `locate` tells the place of a character of it."""

    def report(self, code: str, at: int, message: str, hint: str) -> None:
        """A problem."""


class Span:
    """A piece of text cut out of the source, line by line, that knows where each line stood."""

    def __init__(self, source: str, text: str, at: int) -> None:
        self.text = text
        self._source = source
        self._at = at
        self._starts: list[tuple[int, int]] = []

    def _find_lines(self) -> list[tuple[int, int]]:
        found = [(0, self._at)]
        begin, at = 0, self._at
        for line in self.text.split("\n")[1:]:
            begin = self.text.index("\n", begin) + 1
            at = self._source.find("\n", at) + 1
            indent = len(line) - len(line.lstrip(" \t"))
            bare = line.strip(" \t")
            at = max(self._source.find(bare, at), at)
            found.append((begin + indent, at))
        return found

    def locate(self, pos: int) -> int:
        """Offset in the source of the character at `pos`."""
        if "\n" not in self.text:
            return self._at + pos
        self._starts = self._starts or self._find_lines()
        begin, at = self._starts[max(bisect_right(self._starts, (pos, len(self._source))) - 1, 0)]
        return max(at + pos - begin, 0)


class Stream:
    """One post being told."""

    def __init__(self, source: str, sink: Sink) -> None:
        self._source = source
        self._sink = sink
        self._env: dict[str, object] = {"footnotes": set(), "definitions": []}
        self._unknown: list[tuple[int, str]] = []
        self._env["unknown_footnotes"] = self._unknown
        starts = accumulate((len(line) + 1 for line in source.split("\n")), initial=0)
        self._lines = list(starts)
        self._wide = any(char in source for char in _WIDE_SPACES)

    # -- blocks ----------------------------------------------------------------------------------

    def blocks(self) -> None:
        """Tell the whole post."""
        tokens = block_tokens(self._source, self._env)
        loose = _loose_lists(tokens)
        index = 0
        while index < len(tokens):
            token = tokens[index]
            if token.type in {"paragraph_open", "heading_open", "dt_open"}:
                after_item = index > 0 and tokens[index - 1].type == "list_item_open"
                self._leaf(token, tokens[index + 1], first_in_item=after_item)
                index += 3
                continue
            if token.nesting > 0:
                self._container(tokens, index, tight=index not in loose)
            elif token.nesting < 0:
                self._sink.close()
            else:
                self._verbatim(token)
            index += 1
        if isinstance(deep := self._env.get("too_deep"), int):
            message = "blocks are nested so deep that the innermost were read as paragraphs"
            self._sink.report("M006", deep, message, "Nest lists and quotes less deeply.")

    def line(self) -> None:
        """Tell a source that is one line of text, whatever block it looks like."""
        self._inline(Span(self._source, self._source, 0))

    def _container(self, tokens: list[Token], index: int, *, tight: bool) -> None:
        token = tokens[index]
        attributes: dict[str, str] = {}
        if token.tag in {"ul", "ol"}:
            if tight:
                attributes["class"] = "tight"
            if "start" in token.attrs:
                attributes["start"] = str(token.attrs["start"])
        elif token.tag == "li" and (task := _task_class(tokens, index)):
            attributes["class"] = task
        elif token.tag == "footnote":
            attributes["label"] = token.meta["label"]
        self._sink.open(token.tag, token.meta["at"], attributes)

    def _verbatim(self, token: Token) -> None:
        at = token.meta["at"]
        if token.type == "html_block":
            span = Span(self._source, token.content, at - _indent(token.content))
            self._sink.html(token.content, span.locate, block=True)
        elif token.type == "hr":
            self._sink.void("hr", at)
        elif token.type == "formula_block":
            self._sink.formula(token.content, at, block=True)
        else:
            self._code_block(token, at)

    def _code_block(self, token: Token, at: int) -> None:
        language = _LANGUAGE.match(unescapeAll(token.info).strip())
        attributes = {"class": f"language-{language[0]}"} if language else {}
        self._sink.open("pre", at)
        self._sink.open("code", at, attributes)
        self._sink.code(token.content)
        self._sink.close()
        self._sink.close()

    # -- leaves ----------------------------------------------------------------------------------

    def _leaf(self, opening: Token, content: Token, *, first_in_item: bool) -> None:
        span = self._span(opening, content)
        if opening.tag == "p":
            task = _TASK.match(span.text) if first_in_item else None
            table = table_in(span.text)
            if table:
                self._paragraph_with_table(span, table, task.end() if task else 0)
                return
            self._sink.open("p", opening.meta["at"])
            self._inline(span, task.end() if task else 0)
        elif opening.tag == "dt":
            self._sink.open("dt", opening.meta["at"])
            self._inline(span)
        else:
            self._heading(opening, span)
        self._sink.close()

    def _heading(self, opening: Token, span: Span) -> None:
        content, attributes = heading_attributes(span.text, self._raw_end(opening))
        identity = attributes.pop("id", None)
        attributes["heading"] = "" if identity is None else identity
        self._sink.open(opening.tag, opening.meta["at"], attributes)
        self._inline(Span(self._source, content, span.locate(0)), heading=True)

    def _raw_end(self, opening: Token) -> str:
        """The last line of a heading's text as the source has it."""
        last = (opening.map or [0, 1])[1] - (1 if opening.markup[:1] == "#" else 2)
        end = self._lines[last + 1] - 1 if last + 1 < len(self._lines) else len(self._source)
        return self._source[self._lines[last] : end].rstrip(" \t")

    def _span(self, opening: Token, content: Token) -> Span:
        """The text of a leaf, with the wide spaces at its ends that the library takes off."""
        at: int = opening.meta["at"]
        if opening.markup[:1] == "#":
            at += len(opening.markup)
            at += _indent(self._source[at : self._source.find("\n", at) + 1 or None])
        text = content.content
        if self._wide:
            text = self._with_wide_spaces(text, at, (content.map or [0, 1])[1])
        return Span(self._source, text, at)

    def _with_wide_spaces(self, text: str, at: int, end_line: int) -> str:
        head = at
        if not text or not self._source.startswith(text.partition("\n")[0], at):
            while self._source[head : head + 1] in _SPACES and head < len(self._source):
                head += 1
        end = self._lines[end_line] - 1 if end_line < len(self._lines) else len(self._source)
        line = self._source[self._lines[end_line - 1] : end].rstrip(" \t")
        if not text:
            return self._source[at:head].rstrip(" \t\n")
        last = text[text.rfind("\n") + 1 :]
        tail = line[line.rfind(last) + len(last) :] if last in line else ""
        kept = tail[: len(tail) - len(tail.lstrip(_SPACES))].rstrip(" \t")
        return self._source[at:head] + text + kept

    # -- tables ----------------------------------------------------------------------------------

    def _paragraph_with_table(self, span: Span, table: Table, skip: int) -> None:
        lines = span.text.split("\n")
        ends = list(accumulate((len(text) + 1 for text in lines), initial=0))
        before = "\n".join(lines[: table.header])
        if before:
            self._sink.open("p", span.locate(0))
            self._inline(Span(self._source, before, span.locate(0)), skip)
            self._sink.close()
        self._sink.open("table", span.locate(ends[table.header] + _indent(lines[table.header])))
        for number, text in enumerate(lines):
            if number == table.header or number > table.header + 1:
                at = span.locate(ends[number] + _indent(text))
                self._row(table, text, at, tag="th" if number == table.header else "td")
        self._sink.close()

    def _row(self, table: Table, line: str, at: int, *, tag: str) -> None:
        if tag == "td" and not has_pipe(line):
            message = "a line under a table was read as one more row of it"
            self._sink.report("M003", at, message, "Put an empty line after the table.")
        self._sink.open("tr", at)
        for cell, alignment in table.row(line):
            begin = at - _indent(line) + cell.offset
            self._sink.open(tag, begin, {"class": f"align-{alignment}"} if alignment else {})
            self._inline(Span(self._source, cell.text, begin), cell=True)
            self._sink.close()
        self._sink.close()

    # -- inline ----------------------------------------------------------------------------------

    def _inline(
        self, span: Span, skip: int = 0, *, cell: bool = False, heading: bool = False
    ) -> None:
        text = span.text[skip:]
        if not text:
            return
        tokens = inline_tokens(text, self._env)
        inside = Span(self._source, text, span.locate(skip)) if skip else span
        pipes, marked = (cell and "\\|" in text), (heading and "\\" in text)
        _Inline(self._sink, inside, escaped_pipes=pipes, marked=marked).tell(tokens)
        for pos, words in self._unknown:
            message = f"{words} has no definition, so it stays as it is"
            hint = f"Write {words}: and the text of the note on a line of its own."
            self._sink.report("M004", inside.locate(pos), message, hint)
        self._unknown.clear()


class _Inline:
    """The tokens of one leaf being told.

    Line ends that stand where they do not show (inside a link's target, a tag) are owed, and
    paid at the next space, so that a reader who counts line ends knows every line.
    """

    def __init__(self, sink: Sink, span: Span, *, escaped_pipes: bool, marked: bool) -> None:
        self._sink = sink
        self._span = span
        self._escaped_pipes = escaped_pipes
        self._marked = marked
        self._lines = "\n" in span.text
        self._counted = 0
        self._owed = 0

    def tell(self, tokens: list[Token]) -> None:
        """Tell all tokens."""
        for token in tokens:
            if self._lines:
                self._count(token.meta.get("at", self._counted))
            self._tell(token)

    def _count(self, pos: int) -> None:
        if pos > self._counted:
            self._owed += self._span.text.count("\n", self._counted, pos)
            self._counted = pos

    def _tell(self, token: Token) -> None:
        kind = token.type
        if kind in {"text", "text_special"}:
            if self._marked and token.markup.startswith("\\"):
                self._sink.escape()
            self._text(token.content)
        elif kind == "softbreak":
            self._break(token)
        elif kind == "hardbreak":
            self._sink.void("br", self._at(token))
            self._break(token)
        elif kind == "link_open":
            bare = {"auto": ""} if token.markup else {}
            self._sink.open("a", self._link_start(token), {**_attributes(token), **bare})
        elif token.nesting > 0:
            self._sink.open(token.tag, self._at(token))
        elif token.nesting < 0:
            self._sink.close()
        else:
            self._void(token, kind)

    def _void(self, token: Token, kind: str) -> None:
        if kind == "code_inline":
            self._code(token)
        elif kind == "formula":
            self._sink.formula(token.content, self._at(token), block=False)
        elif kind == "html_inline":
            at: int = token.meta["at"]
            self._sink.html(token.content, lambda pos: self._span.locate(at + pos), block=False)
        elif kind == "image":
            attributes = {**_attributes(token), "alt": _plain(token.children or [])}
            self._sink.void("img", self._at(token), attributes)
        elif kind == "footnote_mark":
            self._sink.void("footnote-mark", self._at(token), {"label": token.meta["label"]})

    def _at(self, token: Token) -> int:
        return self._span.locate(token.meta.get("at", 0))

    def _link_start(self, token: Token) -> int:
        """Where a link's bracket stands; the library notes the character after it."""
        return self._span.locate(token.meta["at"] - (0 if token.markup else 1))

    def _text(self, text: str) -> None:
        if self._owed and " " in text:
            text = text.replace(" ", "\n" * self._owed, 1)
            self._owed = 0
        if text:
            self._sink.text(text)

    def _break(self, token: Token) -> None:
        self._sink.text("\n" * (1 + self._owed))
        self._owed = 0
        self._counted = self._span.text.find("\n", token.meta["at"]) + 1

    def _code(self, token: Token) -> None:
        text = token.content
        if self._lines:
            text = self._code_with_lines(token)
        if self._escaped_pipes:
            text = text.replace("\\|", "|")
        self._sink.open("code", self._at(token))
        self._sink.code(text)
        self._sink.close()

    def _code_with_lines(self, token: Token) -> str:
        """The text of a code span with its line ends, which the library makes spaces."""
        begin: int = token.meta["at"] + len(token.markup)
        size = len(token.content)
        whole = self._span.text
        if whole[begin : begin + size].replace("\n", " ") != token.content:
            begin += 1  # a space on each side was taken off
        self._count(begin)
        text = whole[begin : begin + size]
        self._counted = begin + size
        return text


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip(" \t"))


def _attributes(token: Token) -> dict[str, str]:
    return {name: str(value) for name, value in token.attrs.items()}


def _plain(tokens: list[Token]) -> str:
    """The words of an image's description."""
    parts = (
        _plain(token.children) if token.type == "image" and token.children else token.content
        for token in tokens
    )
    return "".join(
        "\n" if t.type == "softbreak" else part for t, part in zip(tokens, parts, strict=True)
    )


def _task_class(tokens: list[Token], index: int) -> str:
    if index + 2 < len(tokens) and tokens[index + 1].type == "paragraph_open":
        match = _TASK.match(tokens[index + 2].content)
        if match:
            return "task done" if match[1] in "xX" else "task"
    return ""


def _loose_lists(tokens: list[Token]) -> set[int]:
    """Index of each list that has empty lines between its items or inside one."""
    loose: set[int] = set()
    open_tokens: list[int] = []
    for index, token in enumerate(tokens):
        in_item = len(open_tokens) > 1 and tokens[open_tokens[-1]].type == "list_item_open"
        if in_item and token.type == "paragraph_open" and not token.hidden:
            loose.add(open_tokens[-2])
        if token.nesting > 0:
            open_tokens.append(index)
        elif token.nesting < 0:
            open_tokens.pop()
    return loose


def read(source: str, sink: Sink) -> None:
    """Read a post's Markdown, its line ends LF, and tell it to `sink`."""
    Stream(source, sink).blocks()


def read_line(source: str, sink: Sink) -> None:
    """Read a text without blocks, such as a caption, and tell it to `sink`."""
    Stream(source, sink).line()
