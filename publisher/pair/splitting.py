"""Two languages in one block: where they change, and the block cut there with its elements whole.

A block is cut at line ends (a hard break or a bare newline), after a sentence, or at one separator
(`|`, `/`, a dash between spaces); a heading also at brackets or at nothing but the change of
script. What stands at the seam is dropped: white space, one separator, the brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from publisher.language import HAN, Language, han_count, han_share, language_of, latin_words
from publisher.model import Block, Kind
from publisher.pair import announced
from publisher.pair.reading import masked
from publisher.problems import Place
from publisher.xhtml import Element, Node, text, with_attrs, with_children

_TOKEN = re.compile(rf"(?P<han>[{HAN}])|(?P<word>[A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ]+)")
_CLOSING = r"""[.,!?;:…。，！？；：、”’"'）)\]》」』%*_~+\d]*"""
_SPACE = r"[\s\u00a0\u200b\u3000\ufeff]*"
_MARKED = re.compile(
    rf"(?P<left>{_CLOSING}){_SPACE}(?:(?P<bar>\s?[|｜])|(?P<slash>[/／])|(?P<bullet>[·•‧])"
    rf"|(?<=[\s\u00a0])(?P<dash>-{{1,3}}|[–—]+|:)(?=[\s\u00a0])){_SPACE}(?P<right>.*)$",
    re.DOTALL,
)
_SENTENCE = re.compile(
    rf"""(?P<left>.*(?:[!?…。！？；]|\.(?!\d))[”’"'）)\]》」』]*){_SPACE}(?P<right>.*)$""",
    re.DOTALL,
)
_BARE = re.compile(r"(?P<left>\S*)(?P<space>[\s\u00a0\u200b\u3000]+)(?P<right>\S*)$", re.DOTALL)
_BRACKETS = re.compile(
    rf"(?P<out>[^（）()]*?){_SPACE}[（(](?P<in>[^（）()]+)[）)]{_SPACE}$", re.DOTALL
)
_SENTENCE_END = re.compile(r"""[.!?…。！？；;:：]["'”’）)」』》\]*_]*\s*$""")
_PROPER = re.compile(r"^(?:[A-Z0-9.+#\-]{2,}|\w*[a-z][A-Z]\w*|\w*[\d.+#_]\w*)$")
_STRAIGHT_QUOTE = '"'

_COSTS = {
    "line": 0.0,
    "bar": 0.2,
    "sentence": 0.3,
    "slash": 0.5,
    "bullet": 0.5,
    "dash": 0.8,
    "brackets": 0.8,
    "bare": 1.2,
}
_HOLDS = {
    "line": 2.0,
    "bar": 2.0,
    "sentence": 1.5,
    "slash": 1.0,
    "bullet": 1.0,
    "dash": 0.7,
    "brackets": 0.0,
    "bare": 0.5,
}
_HAN_PER_WORD = 1.6
_WRAPPED_ENGLISH = 45
_WRAPPED_CHINESE = 18
_GREY_CHINESE = 0.4
_EVEN = 2
_FEW = 8
_LEAST = 0.06
"""Share of the lesser language below which a line is not looked through for a seam."""

_UNEVEN = 3.5


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of one language in a block, as positions in its text."""

    language: Language
    start: int
    end: int
    lead: int
    """Where the piece before it ends: an anchor or image on the seam belongs to this one."""

    stop: int
    """Where its line ends."""


@dataclass(frozen=True, slots=True)
class Couple:
    """The pieces of one pair; several on a side are lines that belong together."""

    en: tuple[Piece, ...]
    zh: tuple[Piece, ...]

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """Both sides."""
        return (*self.en, *self.zh)


@dataclass(frozen=True, slots=True)
class Split:
    """How a block falls into pairs."""

    couples: tuple[Couple, ...]
    seam: str
    """The weakest seam in it: a key of the costs."""

    matched: bool
    """Whether the lines of both languages are equal in number."""

    @property
    def cost(self) -> float:
        """Doubt that the two languages are a pair, 0 to about 2, in units of the alignment."""
        return _COSTS[self.seam] + (0.0 if self.matched else 1.0)

    @property
    def hold(self) -> float:
        """How much speaks against taking the block as one language, in the same units."""
        return _HOLDS[self.seam] if self.matched else 0.0


# -- cutting a tree --------------------------------------------------------------------------------


def _straddle(node: Element, start: int, end: int) -> tuple[Node, ...]:
    """The part of an element; only its first part keeps the id and stays a mention."""
    children = cut(node.children, start, end, start)
    if start <= 0:
        return (with_children(node, *children),)
    if "term" in node.classes:
        return children
    return (with_children(with_attrs(node, id=None), *children),)


def cut(nodes: Iterable[Node], start: int, end: int, lead: int) -> tuple[Node, ...]:
    """The nodes between two positions of their text, elements whole where they are whole.

    An element without text (an image, an anchor) belongs here from the position `lead` on.
    """
    out: list[Node] = []
    at = 0
    for node in nodes:
        size = len(node) if isinstance(node, str) else len(text(node))
        if isinstance(node, str):
            out.append(node[max(0, start - at) : max(0, end - at)])
        elif size == 0:
            out += [node] if lead <= at < end or at == end > start else []
        elif start <= at and at + size <= end:
            out.append(node)
        elif at < end and at + size > start:
            out += _straddle(node, start - at, end - at)
        at += size
    return tuple(node for node in out if node)


def _is_edge(node: Node) -> bool:
    return not node.strip() if isinstance(node, str) else node.tag == "br"


def trim(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Nodes without line breaks and white space at either end."""
    first, last = 0, len(nodes)
    while first < last and _is_edge(nodes[first]):
        first += 1
    while last > first and _is_edge(nodes[last - 1]):
        last -= 1
    kept = list(nodes[first:last])
    if kept and isinstance(kept[0], str):
        kept[0] = kept[0].lstrip()
    if kept and isinstance(kept[-1], str):
        kept[-1] = kept[-1].rstrip()
    return tuple(kept)


def part(block: Block, piece: Piece) -> Block:
    """The block that holds a piece of a leaf; the line of its place is the piece's own."""
    nodes = trim(cut(block.element.children, piece.start, piece.end, piece.lead))
    shell = block.element if piece.lead == 0 else with_attrs(block.element, id=None)
    lines = text(block.element)[: piece.start].count("\n")
    column = block.place.column if lines == 0 else 1
    place = Place(block.place.path, block.place.line + lines, column)
    return Block(block.kind, with_children(shell, *nodes), place, piece.language)


def parts(block: Block, pieces: tuple[Piece, ...]) -> tuple[Block, ...]:
    """The blocks that hold a side's pieces; lines that follow each other stay one block."""
    out: list[Piece] = []
    for piece in pieces:
        if out and piece.lead == out[-1].stop:
            out[-1] = replace(out[-1], end=piece.end, stop=piece.stop)
        else:
            out.append(piece)
    return tuple(part(block, piece) for piece in out)


# -- lines -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    hard: bool
    """Whether a hard break ends it."""


def _breaks(nodes: Iterable[Node], at: int = 0) -> Iterator[int]:
    for node in nodes:
        if isinstance(node, str):
            at += len(node)
            continue
        if node.tag == "br":
            yield at
        yield from _breaks(node.children, at)
        at += len(text(node))


def _lines(words: str, breaks: set[int]) -> list[_Line]:
    ends = {at for at, char in enumerate(words) if char == "\n"} | breaks
    found: list[_Line] = []
    start = 0
    for end in [*sorted(ends), len(words)]:
        if words[start:end].strip():
            found.append(_Line(start, end, end in breaks))
        elif found and end in breaks:
            found[-1] = replace(found[-1], hard=True)
        start = end
    return found


def _unlabelled(words: str, lines: list[_Line]) -> list[_Line]:
    """The lines without labels, where the block has one for each language."""
    said = [
        announced.alone(line) or announced.before(line)
        for line in (words[found.start : found.end].lstrip() for found in lines)
    ]
    if {label.language for label in said if label} != set(Language):
        return lines
    kept: list[_Line] = []
    for line, label in zip(lines, said, strict=True):
        inside = words[line.start : line.end]
        start = line.start + len(inside) - len(inside.lstrip()) + (label.end if label else 0)
        if words[start : line.end].strip():
            kept.append(replace(line, start=start))
    return kept


# -- seams inside a line ---------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Seam:
    left: int
    """Where the text before it ends."""

    right: int
    """Where the text after it begins."""

    kind: str


def _marked_seam(gap: str, at: int) -> _Seam | None:
    found = _MARKED.match(gap)
    if found is None:
        return None
    kind = next(k for k in ("bar", "slash", "bullet", "dash") if found[k])
    return _Seam(at + found.end("left"), at + found.start("right"), kind)


def _sentence_seam(line: str, gap: str, at: int) -> _Seam | None:
    found = _SENTENCE.match(gap)
    if found is None:
        return None
    left = at + found.end("left")
    opens = line[:left].count(_STRAIGHT_QUOTE) % _EVEN
    if opens and line[left - 1] == _STRAIGHT_QUOTE and found.end("left") == found.start("right"):
        return _Seam(left - 1, left - 1, "sentence")
    return _Seam(left, at + found.start("right"), "sentence")


def _boundaries(line: str) -> Iterator[tuple[int, int]]:
    """Every place where the script changes: end of the letters before, start of those after."""
    before: re.Match[str] | None = None
    for token in _TOKEN.finditer(line):
        if before is not None and before.lastgroup != token.lastgroup:
            yield before.end(), token.start()
        before = token


def _good_seams(line: str) -> list[_Seam]:
    seams: list[_Seam] = []
    for left, right in _boundaries(line):
        gap = line[left:right]
        seam = _marked_seam(gap, left) or _sentence_seam(line, gap, left)
        if seam is not None:
            seams.append(seam)
    return seams


def _seam_kind(seams: Iterable[str]) -> str:
    return max(seams, key=lambda kind: _COSTS[kind], default="line")


def _spans(line: str, seams: list[_Seam]) -> Iterator[tuple[int, int]]:
    start = 0
    for seam in seams:
        yield start, seam.left
        start = seam.right
    yield start, len(line)


def _by_share(words: str) -> Language | None:
    """The language that a text has more of; None without letters."""
    share = han_share(words)
    if share is None:
        return None
    return Language.ZH if share >= _GREY_CHINESE else Language.EN


def _merged(
    spans: list[tuple[Language | None, int, int]],
) -> list[tuple[Language | None, int, int]]:
    """Neighbours of one language as one; what is grey joins what stands before it."""
    out: list[tuple[Language | None, int, int]] = []
    for language, start, end in spans:
        if out and (language is None or out[-1][0] in (language, None)):
            out[-1] = (out[-1][0] or language, out[-1][1], end)
        else:
            out.append((language, start, end))
    return out


def _in_line(line: str) -> tuple[list[tuple[Language, int, int]], str]:
    """The runs of language in a line that stand at good seams, and the weakest seam."""
    seams = _good_seams(line)
    spans = [(language_of(line[a:b]), a, b) for a, b in _spans(line, seams)]
    runs = [(lang, a, b) for lang, a, b in _merged(spans) if lang is not None]
    starts = {start for _, start, _ in runs[1:]}
    kind = _seam_kind(seam.kind for seam in seams if seam.right in starts)
    sure = all(language_of(line[start:end]) is lang for lang, start, end in runs)
    return (runs, kind) if len(runs) > 1 and sure and _is_even(line, runs) else ([], kind)


def _is_even(line: str, runs: list[tuple[Language, int, int]]) -> bool:
    """Whether the two languages of a line are long enough to be each other's translation."""
    words = sum(latin_words(line[a:b]) for lang, a, b in runs if lang is Language.EN)
    han = sum(han_count(line[a:b]) for lang, a, b in runs if lang is Language.ZH)
    ratio = (han + 1) / (_HAN_PER_WORD * words + 1)
    return words + han < _FEW or 1 / _UNEVEN < ratio < _UNEVEN


# -- headings --------------------------------------------------------------------------------------


def _are_names(words: str, names: frozenset[str]) -> bool:
    """Whether English words are names that Chinese uses as they are (`Go`, `HTTP`, `Node.js`)."""
    tokens = words.split()
    return all(_PROPER.match(token) or token.lower().strip(".,:") in names for token in tokens)


def _bare_seam(line: str, names: frozenset[str]) -> list[tuple[Language, int, int]]:
    found = list(_boundaries(line))
    if len(found) != 1:
        return []
    left, right = found[0]
    space = _BARE.match(line[left:right])
    ends, starts = (
        (left + space.end("left"), left + space.start("right")) if space else (right,) * 2
    )
    spans = [(language_of(line[:ends]), 0, ends), (language_of(line[starts:]), starts, len(line))]
    runs = [(lang, a, b) for lang, a, b in spans if lang is not None]
    english = next((line[a:b] for lang, a, b in runs if lang is Language.EN), "")
    chinese = next((line[a:b] for lang, a, b in runs if lang is Language.ZH), "")
    if not english or not chinese or _are_names(english, names):
        return []
    ratio = han_count(chinese) / (_HAN_PER_WORD * latin_words(english))
    fits = han_count(chinese) > 1 and 0.5 <= ratio <= 2.0  # noqa: PLR2004 - twice as long or short
    return runs if fits else []


def _bracket_seam(line: str, names: frozenset[str]) -> list[tuple[Language, int, int]]:
    found = _BRACKETS.match(line)
    if found is None:
        return []
    spans = [(language_of(found[key]), *found.span(key)) for key in ("out", "in")]
    runs = [(lang, a, b) for lang, a, b in spans if lang is not None]
    if {lang for lang, _, _ in runs} != set(Language):
        return []
    inside = found["in"]
    is_gloss = language_of(inside) is Language.EN and _are_names(inside, names)
    return [] if is_gloss else runs


def _in_title(line: str, names: frozenset[str]) -> tuple[list[tuple[Language, int, int]], str]:
    for kind, find in (("brackets", _bracket_seam), ("bare", _bare_seam)):
        runs = find(line, names)
        if runs:
            return runs, kind
    return [], "line"


# -- arranging runs into pairs ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Run:
    language: Language
    start: int
    end: int
    hard: bool
    whole_line: bool = False


def _line_runs(words: str, line: _Line, names: frozenset[str] | None) -> tuple[list[_Run], str]:
    inside = words[line.start : line.end]
    runs, kind = _in_line(inside)
    if not runs and names is not None:
        runs, kind = _in_title(inside, names)
    if runs:
        shift = line.start
        return [_Run(lang, a + shift, b + shift, line.hard) for lang, a, b in runs], kind
    language = _by_share(inside)
    if language is None:
        return [], "line"
    return [_Run(language, line.start, line.end, line.hard, whole_line=True)], "line"


def _is_wrapped(words: str, run: _Run) -> bool:
    """Whether a line was broken by an editor in the middle of a sentence."""
    line = words[run.start : run.end].strip()
    limit = _WRAPPED_ENGLISH if run.language is Language.EN else _WRAPPED_CHINESE
    return not run.hard and len(line) >= limit and not _SENTENCE_END.search(line)


def _joined(words: str, runs: list[_Run]) -> list[_Run]:
    out: list[_Run] = []
    for run in runs:
        last = out[-1] if out else None
        if last and last.language is run.language and run.whole_line and _is_wrapped(words, last):
            out[-1] = replace(last, end=run.end, hard=run.hard)
        else:
            out.append(run)
    return out


def _stretches(runs: list[_Run]) -> list[list[_Run]]:
    out: list[list[_Run]] = []
    for run in runs:
        if out and out[-1][-1].language is run.language:
            out[-1].append(run)
        else:
            out.append([run])
    return out


def _pieces(words: str, runs: Iterable[_Run], ends: dict[int, int]) -> tuple[Piece, ...]:
    found = []
    for run in runs:
        inside = words[run.start : run.end]
        start = run.start + len(inside) - len(inside.lstrip(" \n\t\u00a0\u200b\u3000"))
        end = run.start + len(inside.rstrip(" \n\t\u00a0\u200b\u3000"))
        found.append(Piece(run.language, start, end, ends[run.start], run.end))
    return tuple(found)


def _couples(words: str, runs: list[_Run]) -> tuple[tuple[Couple, ...], bool]:
    ends = {run.start: before.end for before, run in pairwise(runs)}
    ends[runs[0].start] = 0
    stretches = _stretches(runs)
    pairs = list(zip(stretches[::2], stretches[1::2], strict=False))
    even = len(stretches) % _EVEN == 0 and all(len(a) == len(b) for a, b in pairs)
    if even:
        groups = [[x, y] for a, b in pairs for x, y in zip(a, b, strict=True)]
    elif len(stretches) % _EVEN == 0 and len(pairs) > 1:
        groups = [[*a, *b] for a, b in pairs]
    else:
        groups = [runs]
    return tuple(_couple(words, group, ends) for group in groups), even


def _couple(words: str, runs: list[_Run], ends: dict[int, int]) -> Couple:
    en = _pieces(words, (run for run in runs if run.language is Language.EN), ends)
    zh = _pieces(words, (run for run in runs if run.language is Language.ZH), ends)
    return Couple(en, zh)


def split_nodes(nodes: tuple[Node, ...], names: frozenset[str] | None = None) -> Split | None:
    """Find how inline nodes fall into pairs; None where they are in one language.

    `names` are words that Chinese text uses as they are, for a heading (which may be cut without
    any mark at the seam); None for anything else.
    """
    letters = masked(nodes)
    han, latin = han_count(letters), latin_words(letters)
    least = _LEAST * (han + latin) if "\n" not in letters else 1
    if min(han, latin) < max(1, least) and next(_breaks(nodes), None) is None:
        return None
    runs: list[_Run] = []
    kinds: list[str] = []
    for line in _unlabelled(letters, _lines(letters, set(_breaks(nodes)))):
        found, kind = _line_runs(letters, line, names)
        runs += found
        kinds.append(kind)
    if len({run.language for run in runs}) != len(Language):
        return None
    couples, matched = _couples(letters, _joined(letters, runs))
    return Split(couples, _seam_kind(kinds), matched)


def split(block: Block, names: frozenset[str]) -> Split | None:
    """Find how a leaf block falls into pairs; None where it is in one language."""
    heading = block.kind in (Kind.HEADING, Kind.CAPTION)
    return split_nodes(block.element.children, names if heading else None)
