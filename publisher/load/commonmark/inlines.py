"""Inline rules that differ from markdown-it's: bare links, strikethrough, footnote marks, brackets.

The behaviour is goldmark's, found by rendering with Hugo. A bare link begins only at the start of
a line, after one of the characters ` *_~(`, or right after an inline element, never inside
brackets; so `原文：https://…` is no link.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Literal

from markdown_it import MarkdownIt
from markdown_it.rules_inline import (
    StateInline,
    autolink,
    backtick,
    emphasis,
    entity,
    escape,
    fragments_join,
    html_inline,
    image,
    link,
    link_pairs,
    newline,
)
from markdown_it.rules_inline.state_inline import Delimiter
from markdown_it.token import Token
from markdown_it.utils import EnvType

Rule = Callable[[StateInline, bool], bool]
Rule2 = Callable[[StateInline], None]

_HOST = r"[-a-zA-Z0-9@:%._+~#=]{1,256}\.[a-z]+"
_TAIL = r"[-a-zA-Z0-9@:%_+.~#$!?&/=();,'\">^{}\[\]`]*"
_URL = re.compile(rf"https?://{_HOST}(?::\d+)?(?:[/#?]{_TAIL})?")
_WWW = re.compile(rf"www\.{_HOST}(?:[/#?]{_TAIL.replace('$', '')})?")
_LABEL = r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
# goldmark sets no length for the part before the @; 64 is the mail standard's, and a bound.
_MAIL = re.compile(
    rf"[a-zA-Z0-9][-a-zA-Z0-9.!#$%&'*+/=?^_`{{|}}~]{{0,63}}@(?>{_LABEL}(?:\.{_LABEL})+)(?![-_])"
)
_ENTITY_TAIL = re.compile(r"&[a-zA-Z0-9]+;\Z")
_TRAILING = "?!.,:*_~"
_TRIGGERS = " *_~(`\n"

_STOPS = re.compile(r"[\n!$&*<\[\\\]_`~]")
_LINK_STOPS = re.compile(
    _STOPS.pattern + r"|(?<![^\n *_~(`])(?:https?://|www\.|[a-zA-Z0-9][^\s@]{0,63}@)"
)
# Where running text may end: a character with a rule of its own, or what may be a bare link.

_FORMULA = re.compile(
    r"\$\$((?:[^$\\]|\\.)+)\$\$|\$(?![\s$])((?:[^$\\]|\\.)+)\$(?![0-9$])", re.DOTALL
)
_SIGN = re.compile(r"[\\^_{}=<>+]")
_SHORT = re.compile(r"[A-Za-z0-9'(),./|:;! -]+")
_WORD = re.compile(r"[A-Za-z]{3}|[A-Za-z] [A-Za-z]")
_COMMAND = re.compile(r"\\(?:text|textrm|textbf|mathrm|mbox|operatorname\*?)\{[^{}]*\}|\\[A-Za-z]+")
_PROSE = re.compile(
    r"\s[A-Za-z]{2,}(?=[\s;,.:!?]|\Z)|\A[A-Za-z]{2,}\s|</?[A-Za-z]+>|[\u3000-\u9fff\uff00-\uffef]"
)
_FOOTNOTE = re.compile(r"\[\^((?:\\.|[^\[\]\\\n])+)\]")
_LITERAL_FOOTNOTE = re.compile(r"\[\^[^\s\[\]]+\]")


class LocatedInlines(StateInline):
    """A state that writes into each token where in the inline text it begins."""

    def __init__(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> None:
        super().__init__(src, md, env, tokens)
        self.linkable = "://" in src or "www." in src or "@" in src
        self.stops = _LINK_STOPS if self.linkable else _STOPS
        self.brackets = 0
        """How many `[` before this position are open and belong to no link."""

        self._last_link = src.rfind("]" if "references" in env else "](")

    def may_link(self) -> bool:
        """Whether a link may begin here: what would end it stands somewhere behind."""
        return self.pos < self._last_link

    def push(self, ttype: str, tag: str, nesting: Literal[-1, 0, 1]) -> Token:
        """Push a token as the library does, with its offset."""
        at = self.pos
        token = super().push(ttype, tag, nesting)
        token.meta["at"] = at
        return token

    def pushPending(self) -> Token:  # noqa: N802 -- the library's name
        """Push the text read so far; its offset is where it ends, and it holds no line end."""
        token = super().pushPending()
        token.meta["at"] = self.pos
        return token


def running_text(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Read up to the next character that may mean something."""
    if not isinstance(state, LocatedInlines):
        return False
    stop = state.stops.search(state.src, state.pos, state.posMax)
    end = stop.start() if stop else state.posMax
    if end == state.pos:
        return False
    if not silent:
        state.append_pending(state.src[state.pos : end])
    state.pos = end
    return True


def _may_begin(state: LocatedInlines) -> bool:
    """Whether a bare link may begin here."""
    if state.linkLevel or state.brackets:
        return False
    last = state.tokens[-1] if state.tokens and not state.pending else None
    if last is not None and last.type != "text_special":
        return True
    if last is not None and last.markup != last.content:
        return False
    return state.pos == 0 or state.src[state.pos - 1] in _TRIGGERS


def _trimmed(url: str) -> str:
    """A URL without the punctuation of the sentence around it."""
    url = url.rstrip(_TRAILING)
    if url.endswith(")"):
        return url[: len(url) - max(url.count(")") - url.count("("), 0)]
    tail = _ENTITY_TAIL.search(url)
    return url[: tail.start()] if tail else url


def _bare_link(state: LocatedInlines) -> tuple[str, str] | None:
    """The words and the target of a bare link at this position."""
    src, pos, end = state.src, state.pos, state.posMax
    if match := _URL.match(src, pos, end):
        words = _trimmed(match[0])
        return words, words
    if match := _WWW.match(src, pos, end):
        words = _trimmed(match[0])
        return words, f"https://{words}"
    if match := _MAIL.match(src, pos, end):
        words = match[0].rstrip(_TRAILING)
        return words, f"mailto:{words}"
    return None


def bare_link(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Make a link of a bare URL, `www.` name or mail address."""
    if silent or not isinstance(state, LocatedInlines) or not state.linkable:
        return False
    found = _bare_link(state) if _may_begin(state) else None
    if found is None:
        return False
    words, target = found
    opening = state.push("link_open", "a", 1)
    opening.attrs, opening.markup = {"href": target}, "linkify"
    state.push("text", "", 0).content = words
    state.push("link_close", "a", -1)
    state.pos += len(words)
    return True


def strikethrough(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Note one or two tildes as delimiters; three or more are text."""
    if silent or state.src[state.pos] != "~":
        return False
    scanned = state.scanDelims(state.pos, True)  # noqa: FBT003 -- the library's signature
    pos = state.pos
    if scanned.length > 2:  # noqa: PLR2004 -- "one or two" is the rule
        state.pending += "~" * scanned.length
    else:
        for _ in range(scanned.length):
            state.push("text", "", 0).content = "~"
            state.delimiters.append(
                Delimiter(
                    marker=ord("~"),
                    length=scanned.length,
                    token=len(state.tokens) - 1,
                    end=-1,
                    open=scanned.can_open,
                    close=scanned.can_close,
                )
            )
    state.pos = pos + scanned.length
    return True


def _same_run(delimiters: list[Delimiter], index: int) -> bool:
    """Whether a matched pair of tildes has a second pair right outside it."""
    inner, outer = delimiters[index], delimiters[index - 1]
    if index == 0 or outer.marker != inner.marker or outer.end != inner.end + 1:
        return False
    closer, beside = delimiters[inner.end], delimiters[outer.end]
    return outer.token == inner.token - 1 and beside.token == closer.token + 1


def _mark_deleted(state: StateInline, delimiters: list[Delimiter]) -> None:
    index = len(delimiters)
    while index > 0:
        index -= 1
        opener = delimiters[index]
        if opener.marker != ord("~") or opener.end < 0:
            continue
        _turn(state.tokens[opener.token], "s_open", 1)
        _turn(state.tokens[delimiters[opener.end].token], "s_close", -1)
        if _same_run(delimiters, index):
            state.tokens[delimiters[index - 1].token].content = ""
            state.tokens[delimiters[opener.end + 1].token].content = ""
            index -= 1


def _turn(token: Token, kind: str, nesting: Literal[-1, 1]) -> None:
    token.type, token.tag, token.nesting, token.content = kind, "del", nesting, ""


def strikethrough_pairs(state: StateInline) -> None:
    """Turn matched tildes into elements; two beside two are one."""
    _mark_deleted(state, state.delimiters)
    for meta in state.tokens_meta:
        if meta and "delimiters" in meta:
            _mark_deleted(state, meta["delimiters"])


def is_formula(tex: str) -> bool:
    """Whether what stands between two dollar signs is mathematics and no sum of money.

    A formula has one of TeX's signs in it, or is short: `$n-1$`. Words between spaces, Han and tags
    are prose, unless TeX's `text` holds them: `$5 and HK$` is none. As with pandoc, it neither
    begins nor ends with a space, and no digit follows.
    """
    if tex[-1:].isspace() or "\n\n" in tex or _PROSE.search(_COMMAND.sub("", tex)):
        return False
    return bool(_SIGN.search(tex) or (_SHORT.fullmatch(tex) and not _WORD.search(tex)))


def dollars(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Read `$…$` and `$$…$$` as formulas; a dollar sign that begins none is text."""
    if state.src[state.pos] != "$":
        return False
    match = _FORMULA.match(state.src, state.pos, state.posMax)
    tex = (match[1] or match[2]) if match else ""
    if match is None or not (match[1] or is_formula(tex)):
        if not silent:
            state.append_pending("$")
        state.pos += 1
        return True
    if not silent:
        token = state.push("formula", "", 0)
        token.content, token.markup = tex, "$$" if match[1] else "$"
    state.pos = match.end()
    return True


def footnote_mark(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Read `[^label]` where the post has a definition of that label."""
    if silent or state.src[state.pos] != "[":
        return False  # what looks for the end of a link takes it for brackets that pair
    match = _FOOTNOTE.match(state.src, state.pos, state.posMax)
    if match is None or match[1] not in state.env["footnotes"]:
        return False
    state.push("footnote_mark", "", 0).meta["label"] = match[1]
    state.pos = match.end()
    return True


def link_or_text(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Read a link, if one may begin here."""
    if state.src[state.pos] != "[" or not isinstance(state, LocatedInlines):
        return False
    return state.may_link() and link(state, silent)


def image_or_text(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Read an image, if one may begin here."""
    if state.src[state.pos] != "!" or not isinstance(state, LocatedInlines):
        return False
    return state.may_link() and image(state, silent)


def bracket(state: StateInline, silent: bool) -> bool:  # noqa: FBT001 -- the library calls it so
    """Read a bracket that no other rule wanted, and keep count for `bare_link`."""
    char = state.src[state.pos]
    if silent or char not in "[]" or not isinstance(state, LocatedInlines):
        return False
    if char == "[":
        state.brackets += 1
        if match := _LITERAL_FOOTNOTE.match(state.src, state.pos, state.posMax):
            state.env["unknown_footnotes"].append((state.pos, match[0]))
    else:
        state.brackets = max(state.brackets - 1, 0)
    state.append_pending(char)
    state.pos += 1
    return True


RULES: tuple[tuple[str, Rule], ...] = (
    ("bare_link", bare_link),
    ("running_text", running_text),
    ("newline", newline),
    ("escape", escape),
    ("dollars", dollars),
    ("backticks", backtick),
    ("strikethrough", strikethrough),
    ("emphasis", emphasis.tokenize),
    ("footnote_mark", footnote_mark),
    ("link", link_or_text),
    ("image", image_or_text),
    ("autolink", autolink),
    ("html_inline", html_inline),
    ("entity", entity),
    ("bracket", bracket),
)
"""The rules in the order in which they try a position."""

RULES2: tuple[tuple[str, Rule2], ...] = (
    ("pairs", link_pairs),
    ("strikethrough_pairs", strikethrough_pairs),
    ("emphasis_pairs", emphasis.postProcess),
    ("fragments_join", fragments_join),
)
"""What is done with the delimiters once the whole text is read."""
