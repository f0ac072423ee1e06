"""Block rules that differ from markdown-it's: footnotes, definition lists, and a floor to nesting.

Every rule here has markdown-it's signature: it looks at one line and, when the line is its own,
pushes tokens and moves `state.line`. The behaviour is goldmark's, found by rendering with Hugo.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from markdown_it.rules_block import (
    StateBlock,
    blockquote,
    code,
    fence,
    heading,
    hr,
    html_block,
    lheading,
    list_block,
    paragraph,
    reference,
)
from markdown_it.token import Token

from publisher.load.commonmark.tables import table_in

Rule = Callable[[StateBlock, int, int, bool], bool]

NESTING = 90
"""Levels of blocks inside blocks (a list counts two). What lies deeper is read as paragraphs."""

_DEFINITION_CODE = 8
"""From so many columns after the colon on, goldmark sees indented code inside the definition."""

_DEFINITION_CODE_INDENT = 5
_FOOTNOTE_INDENT = 4
_FOOTNOTE = re.compile(r"\[\^((?:\\.|[^\[\]\\])+)\]:")


class LocatedBlocks(StateBlock):
    """A state that writes into each list item where its marker stands."""

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Push a token as the library does, an item with its offset in the source."""
        token = super().push(ttype, tag, nesting)
        if ttype == "list_item_open":
            token.meta["at"] = line_start(self, self.line)
        return token


def line_start(state: StateBlock, line: int) -> int:
    """Offset of the first character of a line that is neither indent nor a container's marker."""
    return state.bMarks[line] + state.tShift[line]


def located(rule: Rule) -> Rule:
    """Wrap a rule so that the first token it pushes carries its offset in the source."""

    def wrapped(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
        if silent:
            return rule(state, start, end, silent)
        at, first = line_start(state, start), len(state.tokens)
        matched = rule(state, start, end, silent)
        if matched and len(state.tokens) > first:
            state.tokens[first].meta.setdefault("at", at)
        return matched

    return wrapped


def too_deep(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Read what is nested beyond the limit as paragraphs, so that no word is lost."""
    if silent or state.level < NESTING:
        return False
    state.env.setdefault("too_deep", line_start(state, start))
    return paragraph(state, start, end, silent)


def setext_heading(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Read an underlined heading, unless the lines above the underline are a table."""
    first = len(state.tokens)
    if not lheading(state, start, end, silent):
        return False
    if table_in(state.tokens[first + 1].content):
        _as_paragraph(state, first)
    return True


def _as_paragraph(state: StateBlock, first: int) -> None:
    """Turn the heading just read into a paragraph and give its underline back."""
    opening, content, closing = state.tokens[first : first + 3]
    for token in (opening, closing):
        token.type = token.type.replace("heading", "paragraph")
        token.tag = "p"
    opening.map = content.map
    state.line -= 1


@dataclass(frozen=True, slots=True)
class _Saved:
    """What a container rule changes about its first line and puts back."""

    begin: int
    shift: int
    indent: int
    block_indent: int
    tight: bool
    parent: str

    @classmethod
    def of(cls, state: StateBlock, line: int) -> _Saved:
        return cls(
            state.bMarks[line],
            state.tShift[line],
            state.sCount[line],
            state.blkIndent,
            state.tight,
            state.parentType,
        )

    def restore(self, state: StateBlock, line: int) -> None:
        state.bMarks[line], state.tShift[line] = self.begin, self.shift
        state.sCount[line], state.blkIndent = self.indent, self.block_indent
        state.tight, state.parentType = self.tight, self.parent


def formula(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Read `$$` to `$$`, over one line or several, with nothing else on them, as a formula."""
    at = line_start(state, start)
    if not state.src.startswith("$$", at) or state.is_code_block(start):
        return False
    line = start
    while not _ends_formula(state, line, at if line == start else -1):
        line += 1
        if line >= end or state.isEmpty(line) or state.sCount[line] < state.blkIndent:
            return False
    tex = state.getLines(start, line + 1, state.blkIndent, False).strip()[2:-2]  # noqa: FBT003 -- the library's signature
    if not tex.strip() or "$$" in tex:
        return False
    if silent:
        return True
    state.line = line + 1
    token = state.push("formula_block", "", 0)
    token.content, token.map = tex.strip(), [start, line + 1]
    return True


def _ends_formula(state: StateBlock, line: int, opening: int) -> bool:
    """Whether a line ends with `$$` that are not those at `opening`."""
    begin, end = line_start(state, line), state.eMarks[line]
    words = state.src[begin:end].rstrip()
    return words.endswith("$$") and begin + len(words) - 2 >= opening + (2 if opening >= 0 else 1)


def _spaces(state: StateBlock, pos: int, line: int, column: int) -> tuple[int, int]:
    """Position after the white space at `pos`, and its width with tabs expanded."""
    start = column
    while pos < state.eMarks[line] and state.src[pos] in " \t":
        column += 4 - (column + state.bsCount[line]) % 4 if state.src[pos] == "\t" else 1
        pos += 1
    return pos, column - start


def _content(state: StateBlock, end: int, pos: int, *, column: int, indent: int) -> None:
    """Read the blocks of a container whose first line's content begins at `pos`."""
    line = state.line
    state.tShift[line] = pos - state.bMarks[line]
    state.sCount[line], state.blkIndent = column, indent
    state.parentType, state.tight = "footnote", True
    state.md.block.tokenize(state, line, end)


def footnote(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Read `[^label]: text` with what is indented under it."""
    at = line_start(state, start)
    match = _FOOTNOTE.match(state.src, at, state.eMarks[start])
    if match is None or not match[1].strip() or state.is_code_block(start):
        return False
    if silent:
        return True
    label = match[1]
    opening = state.push("footnote_open", "footnote", 1)
    opening.meta["label"], opening.meta["first"] = label, not state.env["footnotes"]
    state.env["footnotes"].add(label)
    indent = state.blkIndent + _FOOTNOTE_INDENT
    pos, width = _spaces(state, match.end(), start, state.sCount[start] + match.end() - at)
    saved = _Saved.of(state, start)
    state.bMarks[start] = match.end()
    _content(state, end, pos, column=indent + width, indent=indent)
    saved.restore(state, start)
    state.push("footnote_close", "footnote", -1)
    return True


def _definition_width(state: StateBlock, line: int) -> int:
    """Width of the white space after a definition's colon, 0 where the line is none."""
    at = line_start(state, line)
    if at >= state.eMarks[line] or state.src[at] != ":" or state.sCount[line] < 0:
        return 0
    return _spaces(state, at + 1, line, state.sCount[line] + 1)[1]


def _push_terms(state: StateBlock, opening: Token, content: Token) -> None:
    line = (opening.map or [0])[0]
    for number, text in enumerate(content.content.split("\n")):
        stripped = text.lstrip(" \t")
        at = opening.meta["at"] if number == 0 else state.src.find(stripped, state.bMarks[line])
        state.push("dt_open", "dt", 1).meta["at"] = at
        inline = state.push("inline", "", 0)
        inline.content, inline.map = stripped.rstrip(" \t"), [line, line + 1]
        state.push("dt_close", "dt", -1)
        line += 1


def _before(state: StateBlock, index: int) -> int:
    """Index of the token that ends the block before `index`, or -1.

    Footnotes are overlooked, but for the first: goldmark keeps its list of notes there.
    """
    index -= 1
    while index >= 0 and state.tokens[index].type == "footnote_close":
        level = state.tokens[index].level
        while state.tokens[index].level != level or state.tokens[index].type != "footnote_open":
            index -= 1
        index = -1 if state.tokens[index].meta["first"] else index - 1
    if index >= 0 and state.tokens[index].level == state.level:
        return index
    return -1


def _reopen(state: StateBlock, index: int) -> bool:
    """Go on with the definition list that ends at `index`, if one does."""
    if index < 0 or state.tokens[index].type != "dl_close":
        return False
    del state.tokens[index]
    state.level += 1
    return True


def _open_definitions(state: StateBlock) -> bool:
    """Open a definition list for the paragraph just read, or go on with the list just closed."""
    last = len(state.tokens) - 1
    if last < 0 or state.tokens[last].level != state.level:
        return False
    if _reopen(state, last):
        return True
    if state.tokens[last].type != "paragraph_close" or table_in(state.tokens[last - 1].content):
        return False
    opening, content, _ = state.tokens[last - 2 : last + 1]
    del state.tokens[last - 2 : last + 1]
    if not _reopen(state, _before(state, last - 2)):
        state.push("dl_open", "dl", 1).meta["at"] = opening.meta["at"]
    _push_terms(state, opening, content)
    return True


def definition(state: StateBlock, start: int, end: int, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Read `: text` under a paragraph, whose lines become the terms."""
    width = _definition_width(state, start)
    if not width:
        return False
    if silent and state.sCount[start] in state.env["definitions"]:
        return True
    if state.sCount[start] != state.blkIndent:
        return False
    if silent:
        return state.parentType == "paragraph"
    if not _open_definitions(state):
        return False
    at = line_start(state, start)
    column = state.sCount[start] + 1
    state.push("dd_open", "dd", 1).meta["at"] = at
    inner = _DEFINITION_CODE_INDENT if width >= _DEFINITION_CODE else width
    pos, _ = _spaces(state, at + 1, start, column)
    saved = _Saved.of(state, start)
    state.env["definitions"].append(state.blkIndent)
    _content(state, end, pos, column=column + width, indent=column + inner)
    state.env["definitions"].pop()
    saved.restore(state, start)
    state.push("dd_close", "dd", -1)
    state.push("dl_close", "dl", -1)
    return True


_CONTAINER_ENDS = ("paragraph", "reference", "blockquote", "list")
_PARAGRAPH_ENDS = ("paragraph", "reference", "blockquote")

RULES: tuple[tuple[str, Rule, tuple[str, ...]], ...] = (
    ("too_deep", too_deep, ()),
    ("code", code, ()),
    ("fence", fence, _CONTAINER_ENDS),
    ("formula", formula, _CONTAINER_ENDS),
    ("blockquote", blockquote, _CONTAINER_ENDS),
    ("hr", hr, _CONTAINER_ENDS),
    ("list", list_block, _PARAGRAPH_ENDS),
    ("footnote", footnote, _PARAGRAPH_ENDS),
    ("definition", definition, ("paragraph", "blockquote")),
    ("reference", reference, ()),
    ("html_block", html_block, _PARAGRAPH_ENDS),
    ("heading", heading, _PARAGRAPH_ENDS),
    ("lheading", setext_heading, ()),
    ("paragraph", paragraph, ()),
)
"""The rules in the order in which they try a line; the third entry says what else a line of
theirs brings to an end."""
