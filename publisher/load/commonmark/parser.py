"""The assembled reader: markdown-it's machine with this package's tables of rules."""

from __future__ import annotations

from functools import cache

from markdown_it import MarkdownIt
from markdown_it.parser_block import ParserBlock
from markdown_it.parser_inline import ParserInline
from markdown_it.ruler import Ruler
from markdown_it.token import Token
from markdown_it.utils import EnvType

from publisher.load.commonmark import blocks, inlines

_BLOCK_NESTING = 100
"""Never reached: `blocks.too_deep` steps in before, and loses nothing."""

_INLINE_NESTING = 20
"""Brackets in brackets; markdown-it's own limit, which keeps a run of `[` cheap."""


class _Blocks(ParserBlock):
    """The block rules of `blocks.RULES`, each of which says where its block begins."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler = Ruler()
        for name, rule, ends in blocks.RULES:
            self.ruler.push(name, blocks.located(rule), {"alt": list(ends)})

    def parse(
        self,
        src: str,
        md: MarkdownIt,
        env: EnvType,
        outTokens: list[Token],  # noqa: N803 -- the library's name
    ) -> list[Token]:
        state = blocks.LocatedBlocks(src, md, env, outTokens)
        self.tokenize(state, state.line, state.lineMax)
        return state.tokens


class _Inlines(ParserInline):
    """The inline rules of `inlines.RULES`, whose tokens say where they begin."""

    def __init__(self) -> None:
        super().__init__()
        self.ruler, self.ruler2 = Ruler(), Ruler()
        for name, rule in inlines.RULES:
            self.ruler.push(name, rule)
        for name, rule2 in inlines.RULES2:
            self.ruler2.push(name, rule2)

    def parse(self, src: str, md: MarkdownIt, env: EnvType, tokens: list[Token]) -> list[Token]:
        state = inlines.LocatedInlines(src, md, env, tokens)
        self.tokenize(state)
        for rule in self.ruler2.getRules(""):
            rule(state)
        return state.tokens


class Parser(MarkdownIt):
    """markdown-it that leaves every link as it was written: the gate for links is elsewhere."""

    def __init__(self, nesting: int) -> None:
        super().__init__("commonmark", {"maxNesting": nesting})
        self.block = _Blocks()
        self.inline = _Inlines()

    def validateLink(self, url: str) -> bool:  # noqa: ARG002, N802 -- the library's signature
        """Admit any target; `sanitize.py` judges it with a message."""
        return True

    def normalizeLink(self, url: str) -> str:  # noqa: N802 -- the library's name
        """Keep a target as it was written."""
        return url

    def normalizeLinkText(self, link: str) -> str:  # noqa: N802 -- the library's name
        """Keep the words of a link as they were written."""
        return link


@cache
def _block_parser() -> Parser:
    """The one reader of blocks of this process: it keeps nothing between two posts."""
    return Parser(_BLOCK_NESTING)


@cache
def _inline_parser() -> Parser:
    """The one reader of inline text of this process."""
    return Parser(_INLINE_NESTING)


def block_tokens(source: str, env: EnvType) -> list[Token]:
    """The blocks of a source, their text unread; `env` gathers what the texts need."""
    parser = _block_parser()
    return parser.block.parse(source, parser, env, []) or []


def leaves(source: str) -> list[Token]:
    """The blocks of a source for those who read its text themselves: no notes, no definitions."""
    return block_tokens(source, {"footnotes": set(), "definitions": [], "unknown_footnotes": []})


def inline_tokens(text: str, env: EnvType) -> list[Token]:
    """The inline elements of one block's text."""
    parser = _inline_parser()
    return parser.inline.parse(text, parser, env, [])
