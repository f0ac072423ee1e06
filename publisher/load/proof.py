"""A post's file → `Proof`: the words its readers see, each character with its place in the file.

Blocks are those of the reader of posts. Inside one, this is a proofreader's eye and no parser:
what may be code, an address or markup is left out, since a word too few does no harm here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import accumulate
from pathlib import Path

from publisher.load.commonmark import Token, leaves
from publisher.load.commonmark.tables import table_in
from publisher.load.frontmatter import FrontMatter, read_frontmatter
from publisher.load.markdown import read_markdown
from publisher.load.source import read_source
from publisher.model import LIMITS, OPAQUE, Block, Limits, Passage, Proof, Silence
from publisher.problems import Place, Problem
from publisher.xhtml import walk

_WIDE = "\u3000-\u303f\uff00-\uffef\u2018-\u201f\u4e00-\u9fff"
_ADDRESS = rf"(?:https?://|ftp://|mailto:|www\.)[^\s<>\"`|{_WIDE}]+"
_MAIL = r"[A-Za-z0-9._+-]{1,64}@[A-Za-z0-9-]+\.[A-Za-z0-9.-]*[A-Za-z0-9]"
_PARTS: tuple[tuple[str, str], ...] = (
    ("opaque", r"\{\{[<%][\s\S]{0,2000}?[>%]\}\}"),
    ("gone", r"<!--[\s\S]{0,2000}?-->[ ]?"),
    ("opaque", r"(?P<ticks>`+)(?!`)[\s\S]{0,1000}?(?<!`)(?P=ticks)(?!`)"),
    ("opaque", r"\\[!-/:-@\[-`{-~]"),
    ("opaque", r"\$\$(?:[^$\\]|\\.)+\$\$|\$(?![\s$])(?:[^$\\]|\\.)+\$(?![0-9$])"),
    (
        "opaque",
        r"<(?P<tag>code|kbd|samp|var|pre|math|svg|script|style)\b[\s\S]{0,1000}?</(?P=tag)>",
    ),
    ("gone", r"<(?P<ruby>rt|rp)\b[\s\S]{0,100}?</(?P=ruby)>"),
    ("opaque", rf"<(?:{_ADDRESS}|{_MAIL})>|{_ADDRESS}|(?<![\w.+-]){_MAIL}"),
    ("opaque", r"<(?:img|br|wbr|hr|input)\b[^<>]*>"),
    ("gone", r"</?[A-Za-z][^<>]*>"),
    ("opaque", r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"),
    ("opaque", r"!\[[^\]\n]{0,500}\](?:\((?:[^()\\]|\\.|\([^()]*\))*\))"),
    ("gone", r"\[\^[^\]\n]{1,200}\]:?"),
    ("target", r"\](?:\((?:[^()\\]|\\.|\([^()]*\))*\)|\[[^\]\n]{0,200}\])"),
    ("opening", r"\["),
    ("gone", r"\{[#.:][^}\n]{0,200}\}|(?<!\s)\*+|\*+(?!\s)|~~|(?<![^\W_])_+|_+(?![^\W_])"),
)
# Each is bounded: a post of nothing but openings must not be read to its end from each of them.
_MARKUP = re.compile("|".join(f"(?P<p{at}>{pattern})" for at, (_, pattern) in enumerate(_PARTS)))
_NAMES = {f"p{at}": name for at, (name, _) in enumerate(_PARTS)}
_RULER = re.compile(r"[\s|:-]+")
_BORDER = re.compile(r"(?<!\\)\|")
_SILENCE = re.compile(r"<!--\s*publisher:\s*(ignore(?:-file)?)\b([^<>]*?)-->")
_CODE = re.compile(r"[A-Za-z]\d{3}\b|\S+")
_SPAN = re.compile(r"(`+)(?!`).{0,1000}?(?<!`)\1(?!`)")
_SOLID = frozenset({"fence", "code_block", "html_block"})


# -- the words of one block ------------------------------------------------------------------------


class _Words:
    """The visible characters of a block's text, by their offsets in it."""

    def __init__(self) -> None:
        self.kept: list[tuple[str, int]] = []
        self._brackets: list[int] = []

    def take(self, kind: str, match: re.Match[str]) -> None:
        """A piece of markup: an opaque one leaves a sign, the others nothing."""
        if kind == "opaque":
            self.kept.append((OPAQUE, match.start()))
        elif kind == "opening":
            self._brackets.append(len(self.kept))
            self.kept.append(("[", match.start()))
        elif kind == "target" and self._brackets:
            self.kept[self._brackets.pop()] = ("", match.start())
        self._keep_line_ends(match)

    def _keep_line_ends(self, match: re.Match[str]) -> None:
        inside = match[0]
        if "\n" in inside:
            self.kept += (
                ("\n", match.start() + at) for at, char in enumerate(inside) if char == "\n"
            )

    def plain(self, text: str, begin: int, end: int) -> None:
        """Characters that stand for themselves."""
        self.kept += zip(text[begin:end], range(begin, end), strict=True)


def _visible(text: str) -> list[tuple[str, int]]:
    words, done = _Words(), 0
    for match in _MARKUP.finditer(text):
        words.plain(text, done, match.start())
        words.take(_NAMES[match.lastgroup or ""], match)
        done = match.end()
    words.plain(text, done, len(text))
    return [(char, at) for char, at in words.kept if char]


def _without_borders(text: str) -> str:
    """A table's text with line ends for borders, and blanks for the row of hyphens."""
    rows = (" " * len(row) if _RULER.fullmatch(row) else row for row in text.split("\n"))
    return _BORDER.sub("\n", "\n".join(rows))


def _starts(content: str, lines: list[str], first: int) -> list[tuple[int, int]]:
    """File line and column at which each line of a block's content begins."""
    found: list[tuple[int, int]] = []
    for number, piece in enumerate(content.split("\n"), first):
        bare = piece.strip(" \t")
        raw = lines[number - 1].rstrip(" \t") if number <= len(lines) else ""
        at = len(raw) - len(bare) if raw.endswith(bare) else raw.rfind(bare)
        lead = len(piece) - len(piece.lstrip(" \t"))
        found.append((number, max(at, 0) + 1 - lead))
    return found


def _passage(token: Token, lines: list[str], above: int) -> Passage:
    content = token.content
    begins = list(accumulate((len(piece) + 1 for piece in content.split("\n")), initial=0))
    starts = _starts(content, lines, above + (token.map or [0])[0] + 1)
    text = _without_borders(content) if table_in(content) else content
    kept = _visible(text)
    spots: list[tuple[int, int]] = []
    row = 0
    for _, at in kept:
        while at >= begins[row + 1]:
            row += 1
        spots.append((starts[row][0], max(starts[row][1] + at - begins[row], 1)))
    return Passage("".join(char for char, _ in kept), tuple(spots))


# -- silences --------------------------------------------------------------------------------------


def _prose_lines(tokens: list[Token], count: int) -> Iterator[int]:
    """Numbers, from 0, of the lines that are not code."""
    code = {
        line
        for token in tokens
        if token.type in _SOLID - {"html_block"} and token.map
        for line in range(*token.map)
    }
    return (line for line in range(count) if line not in code)


def _silences(tokens: list[Token], front: FrontMatter, path: str) -> Iterator[Silence]:
    yield from (Silence(code, place) for code, place in front.ignore)
    lines = front.body.split("\n")
    if "publisher" not in front.body:
        return
    for number in _prose_lines(tokens, len(lines)):
        line = _SPAN.sub(lambda found: " " * len(found[0]), lines[number])
        for match in _SILENCE.finditer(line):
            here = front.first_line + number
            place = Place(path, here, match.start() + 1)
            for_lines = () if match[1] == "ignore-file" else (here, here + 1)
            for code in _CODE.findall(match[2].replace(",", " ")) or [""]:
                yield Silence(code.upper(), place, for_lines)


# -- a whole post ----------------------------------------------------------------------------------


def _shape(tokens: list[Token]) -> tuple[str, ...]:
    return tuple(
        f"{token.type} {token.map} {token.content if token.type in _SOLID else ''}"
        for token in tokens
    )


def proof_of(text: str, path: str) -> Proof:
    r"""Read a post's text, its line ends `\n`, as a proofreader does."""
    front = read_frontmatter(text, path)[0]
    tokens = leaves(front.body)
    lines = text.split("\n")
    above = front.first_line - 1
    passages = (_passage(token, lines, above) for token in tokens if token.type == "inline")
    return Proof(
        path,
        tuple(lines),
        tuple(passage for passage in passages if passage.text.strip()),
        tuple(_silences(tokens, front, path)),
        _shape(tokens),
    )


def link_names(text: str, path: str) -> tuple[str, ...]:
    """What the links of a post lead to, and what they can lead to: addresses and ids, in order."""
    front = read_frontmatter(text, path)[0]
    document = read_markdown(front.body, path, front.first_line, "post")[0]
    notes = (block for note in document.footnotes for block in note.blocks)
    return tuple(
        f"{node.get('href')}#{node.get('id')}"
        for block in _within((*document.blocks, *notes))
        for node in walk(block.element)
        if node.get("href") or node.get("id")
    )


def _within(blocks: Iterable[Block]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _within(block.children)


def read_proof(root: Path, path: str, limits: Limits = LIMITS) -> Proof | None:
    """Read a post below `root` as a proofreader does; None for a file that cannot be read."""
    text = read_source(root, path, limits)
    return None if isinstance(text, Problem) else proof_of(text, path)


def read_silences(root: Path, path: str, limits: Limits = LIMITS) -> tuple[Silence, ...]:
    """What the author of a post does not want to hear of; nothing for a file without the word."""
    text = read_source(root, path, limits)
    if isinstance(text, Problem) or "publisher" not in text:
        return ()
    return proof_of(text, path).silences
