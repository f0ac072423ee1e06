"""Where the language changes in a line: at a separator, after a sentence, in a heading anywhere.

What stands at the seam belongs to neither side: white space, one separator, the brackets.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import accumulate

from publisher.language import HAN, Language, han_count, han_share, is_han, language_of, latin_words

_TOKEN = re.compile(rf"(?P<han>[{HAN}])|(?P<word>[A-Za-zÀ-ÖØ-öø-ɏͰ-ϿЀ-ӿ]+)")
_SPACE = r"[\s\u00a0\u200b\u3000\ufeff]*"
_CLOSING = r"""[.,!?;:…。，！？；：、”’"'）)\]》」』%*_~+\d]*"""
_MARKED = re.compile(
    rf"(?P<left>{_CLOSING}){_SPACE}(?:(?P<bar>\s?[|｜])|(?P<slash>[/／])|(?P<bullet>[·•‧])"
    rf"|(?<=[\s\u00a0])(?P<dash>-{{1,3}}|[–—]+|:)(?=[\s\u00a0])){_SPACE}(?P<right>.*)$",
    re.DOTALL,
)
_SENTENCE = re.compile(
    rf"""(?P<left>.*(?:[!?…。！？；]|\.(?!\d))[”’"'）)\]》」』]*){_SPACE}(?P<right>.*)$""",
    re.DOTALL,
)
_BEFORE_NAME = re.compile(
    r"""(?P<end>[.!?…]["'”’)\]]*)\s+(?P<name>[A-Za-z][\w.+#-]*(?:\s+[A-Za-z0-9][\w.+#-]*){0,2})$"""
)
_BARE = re.compile(rf"(?P<left>[^\s\u00a0]*?)[:：,，、\\~\-–—]*{_SPACE}(?P<right>\S*)$", re.DOTALL)
_COUNTED = re.compile(r"(?P<left>\s)(?P<right>\d[\d.,]*[\s\u00a0]?)$")
_COUNTERS = "年月日号个条种步次天岁块元版款大"
_BRACKETS = re.compile(
    rf"(?P<out>[^（）()]*?){_SPACE}[（(](?P<in>[^（）()]+)[）)]{_SPACE}$", re.DOTALL
)
_SEPARATORS = (
    ("bar", re.compile(r"\s*[|｜]\s*")),
    ("slash", re.compile(r"\s+[/／]\s+")),
    ("dash", re.compile(r"\s+(?:-{1,3}|[–—]+)\s+")),
    ("bullet", re.compile(r"\s+[·•‧]\s+")),
)
_PROPER = re.compile(r"^(?:[A-Z0-9.+#\-]{2,}|\w*[a-z][A-Z]\w*|\w*[\d.+#_]\w*)$")
_KNOWN = frozenset(
    "ai android angular apache arduino aws azure bash bootstrap bun c chrome claude compose "
    "css dart debian deno django docker electron elixir emacs erlang excel express facebook "
    "figma firefox flask flutter gatsby git github gitlab go google gradle grafana haskell "
    "html hugo ios java javascript jenkins jupyter kafka keras kotlin kubernetes linux lua "
    "mac maven mongodb mysql neovim nginx node notion numpy openai pandas perl php postgres "
    "postgresql prisma prometheus python pytorch r rails react redis redux ruby rust safari "
    "scala slack spark spring sqlite svelte swift tailwind tensorflow terraform tmux twitter "
    "typescript ubuntu unity unix vim vite vue webpack wechat windows word xcode zig".split()
)
# Names that a Chinese heading uses as they are.
_STRAIGHT_QUOTE = '"'

COSTS = {
    "line": 0.0,
    "bar": 0.2,
    "sentence": 0.3,
    "slash": 0.5,
    "bullet": 0.5,
    "dash": 0.8,
    "brackets": 0.8,
    "bare": 1.2,
}
"""Doubt about a seam of each kind, in units of the alignment."""

_HAN_PER_WORD = 1.6
_GREY_CHINESE = 0.4
_FEW = 8
_UNEVEN = 3.5
_PURE = 0.5
_EVEN = 2
_LONGER, _SHORTER = 2.0, 0.5

Span = tuple[Language, int, int]
"""A run of one language: its beginning and end in the line."""


@dataclass(frozen=True, slots=True)
class _Seam:
    left: int
    """Where the text before it ends."""

    right: int
    """Where the text after it begins."""

    kind: str


def weakest(kinds: Iterable[str]) -> str:
    """The kind of seam that is most in doubt."""
    return max(kinds, key=lambda kind: COSTS[kind], default="line")


def by_share(words: str) -> Language | None:
    """The language that a text has more of; None without letters."""
    share = han_share(words)
    if share is None:
        return None
    return Language.ZH if share >= _GREY_CHINESE else Language.EN


def _is_even(line: str, spans: list[Span]) -> bool:
    """Whether the two languages of a line are long enough to be each other's translation."""
    words = sum(latin_words(line[a:b]) for lang, a, b in spans if lang is Language.EN)
    han = sum(han_count(line[a:b]) for lang, a, b in spans if lang is Language.ZH)
    ratio = (han + 1) / (_HAN_PER_WORD * words + 1)
    return words + han < _FEW or 1 / _UNEVEN < ratio < _UNEVEN


# -- a separator -----------------------------------------------------------------------------------


class _Scale:
    """Weighs the two sides of any position in a line, having counted its letters once."""

    def __init__(self, line: str) -> None:
        tokens = list(_TOKEN.finditer(line))
        self.starts = [token.start() for token in tokens]
        self.han = list(accumulate((t.lastgroup == "han" for t in tokens), initial=0))

    def purity(self, at: int) -> float:
        """How clearly the sides of a position are in two languages, 0 to 1."""
        before, all_ = bisect_left(self.starts, at), len(self.starts)
        if before in (0, all_):
            return 0.0
        han = self.han[before]
        return abs(han / before - (self.han[-1] - han) / (all_ - before))


def _at_separator(line: str) -> tuple[list[Span], str]:
    """Both sides of the separator at which the languages change, of the strongest kind there is."""
    scale = _Scale(line)
    for kind, pattern in _SEPARATORS:
        found = [(scale.purity(match.end()), match) for match in pattern.finditer(line)]
        purity, best = max(found, key=lambda pair: pair[0], default=(0.0, None))
        if best is None or purity < _PURE:
            continue
        sides = ((0, best.start()), (best.end(), len(line)))
        spans = [(lang, a, b) for a, b in sides if (lang := by_share(line[a:b]))]
        english = [line[a:b] for lang, a, b in spans if lang is Language.EN]
        sure = len(english) == 1 and language_of(english[0]) is Language.EN
        if sure and len(spans) == len(Language) and _is_even(line, spans):
            return spans, kind
    return [], "line"


# -- seams where the script changes ----------------------------------------------------------------


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


def _name_seam(line: str, start: int, left: int) -> _Seam | None:
    """The end of the sentence before a name that begins the Chinese: `… so. Go 的 …`."""
    found = _BEFORE_NAME.search(line, start, left)
    return _Seam(found.end("end"), found.start("name"), "sentence") if found else None


def _good_seams(line: str) -> list[_Seam]:
    seams: list[_Seam] = []
    start = 0
    for left, right in _boundaries(line):
        gap = line[left:right]
        seam = _marked_seam(gap, left) or _sentence_seam(line, gap, left)
        if seam is None and is_han(line[right]):
            seam = _name_seam(line, start, left)
        if seam is not None:
            seams.append(seam)
        start = right
    return seams


def _between(line: str, seams: list[_Seam]) -> Iterator[tuple[int, int]]:
    start = 0
    for seam in seams:
        yield start, seam.left
        start = seam.right
    yield start, len(line)


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


def _at_sentences(line: str) -> tuple[list[Span], str]:
    seams = _good_seams(line)
    spans = [(language_of(line[a:b]), a, b) for a, b in _between(line, seams)]
    runs = [(lang, a, b) for lang, a, b in _merged(spans) if lang is not None]
    starts = {start for _, start, _ in runs[1:]}
    kind = weakest(seam.kind for seam in seams if seam.right in starts)
    sure = all(language_of(line[start:end]) is lang for lang, start, end in runs)
    return (runs, kind) if len(runs) > 1 and sure and _is_even(line, runs) else ([], kind)


# -- headings --------------------------------------------------------------------------------------


def _are_names(words: str, names: frozenset[str]) -> bool:
    """Whether English words are names that Chinese uses as they are (`Go`, `HTTP`, `Node.js`)."""
    tokens = [token.strip(".,:：") for token in words.split()]
    known = names | _KNOWN
    return all(_PROPER.match(token) or token.lower() in known for token in tokens if token)


def _edges(line: str, left: int, right: int) -> tuple[int, int]:
    """Where a heading is cut between two scripts: numbers go with what they count."""
    gap = line[left:right]
    counted = _COUNTED.search(gap)
    if counted and line[right] in _COUNTERS:
        return left + counted.start("left"), left + counted.start("right")
    bare = _BARE.match(gap)
    return (left + bare.end("left"), left + bare.start("right")) if bare else (right, right)


def _repeated(line: str, end: int) -> int:
    """Where the English ends, whose last word may begin the Chinese: `The Go Model Go 模型`."""
    head, _, last = line[:end].rstrip().rpartition(" ")
    return len(head) if last and last in head.split() else end


def _cut_title(line: str, left: int, right: int) -> list[Span]:
    end, start = _edges(line, left, right)
    shorter = _repeated(line, end)
    if shorter != end:
        end, start = shorter, shorter + 1
    sides = ((0, end), (start, len(line)))
    return [(lang, a, b) for a, b in sides if (lang := language_of(line[a:b]))]


def _at_script(line: str, names: frozenset[str], least: int) -> list[Span]:
    """A heading cut at the first or the last change of script."""
    found = list(_boundaries(line))
    for left, right in dict.fromkeys((found[0], found[-1])) if found else ():
        spans = _cut_title(line, left, right)
        english = next((line[a:b] for lang, a, b in spans if lang is Language.EN), "")
        chinese = next((line[a:b] for lang, a, b in spans if lang is Language.ZH), "")
        if not english or not chinese or han_count(english) or _are_names(english, names):
            continue
        ratio = han_count(chinese) / (_HAN_PER_WORD * max(1, latin_words(english)))
        if han_count(chinese) >= least and _SHORTER <= ratio <= _LONGER:
            return spans
    return []


def _at_brackets(line: str, names: frozenset[str]) -> list[Span]:
    found = _BRACKETS.match(line)
    if found is None:
        return []
    sides = (found.span("out"), found.span("in"))
    spans = [(lang, a, b) for a, b in sides if (lang := language_of(line[a:b]))]
    if {lang for lang, _, _ in spans} != set(Language):
        return []
    inside = found["in"]
    is_gloss = language_of(inside) is Language.EN and _are_names(inside, names)
    return [] if is_gloss else spans


@dataclass(frozen=True, slots=True)
class Title:
    """How to cut a line that need have no mark at the seam: a heading, an item of a word list."""

    names: frozenset[str]
    """Words that the post's Chinese uses as they are."""

    least: int
    """Han characters from which on a word is no ending of a name (`Swiss 表`)."""


def _in_title(line: str, title: Title) -> tuple[list[Span], str]:
    spans = _at_brackets(line, title.names)
    if spans:
        return spans, "brackets"
    spans = _at_script(line, title.names, title.least)
    return spans, "bare" if spans else "line"


def in_line(line: str, title: Title | None) -> tuple[list[Span], str]:
    """The runs of language in a line and the weakest seam between them; no runs: one language.

    `title` is None for a line of prose, which is cut at marks only.
    """
    for find in (_at_separator, _at_sentences):
        spans, kind = find(line)
        if spans:
            return spans, kind
    return _in_title(line, title) if title is not None else ([], "line")
