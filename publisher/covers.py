"""A cover set as type: both titles on either side of one rule, arranged once for every medium.

The first language stands on the rule, the second hangs from it. An e-reader's picture and a printed
page differ in shape only, so lengths are in widths of the page.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache, partial

from publisher.fonts import Face, advance
from publisher.language import Language, han_count
from publisher.model import BookMeta

SEAL = ("中英", "对照")
"""“Chinese and English side by side”, its columns from right to left."""

_MARGIN = 0.115
_MEASURE = 1 - 2 * _MARGIN
_HINGE = 0.47
"""Where the rule stands: a little above the middle, which looks like the middle."""

_UNDER = 0.035
"""From the last baseline of a title to the letters of its subtitle."""

_RULE = 0.0075
_GAP = 0.055
_SEAL = 0.105
_BOTTOM = 0.115
_FOOT = 0.038
"""Size of the names at the foot."""

_MOST_NAMES = 3
_SMALLER = 0.95
_LEAST = 6
"""A title that needs smaller type than a sixth of the largest is no title."""

_LONGEST_WORD = 24


@dataclass(frozen=True, slots=True)
class Type:
    """How the title and the subtitle of one language are set. Sizes are in widths of the page."""

    largest: float
    leading: float
    """Distance of two baselines, in sizes."""

    ascent: float
    """How far a line's letters rise above its baseline, in sizes."""

    lines: int
    """Lines that a title may fill before it is set smaller."""

    subtitle: float


_TYPE = {
    Language.EN: Type(0.135, 1.14, 0.72, 4, 0.037),
    Language.ZH: Type(0.15, 1.3, 0.86, 3, 0.037),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of type."""

    words: str
    language: Language
    weight: int
    size: float
    left: float
    baseline: float
    """From the top of the page."""

    is_seal: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A filled rectangle."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Cover:
    """Everything on a cover and where it stands, in widths of the page."""

    height: float
    lines: tuple[Line, ...]
    boxes: tuple[Box, ...]
    """The rule, and the seal's ground where there is a seal."""


def stack(language: Language, weight: int, faces: Iterable[Face]) -> tuple[Face, ...]:
    """The faces that a language is set in, best first; a missing weight is the regular one."""
    first = "han" if language is Language.ZH else "latin"
    roles = dict.fromkeys((first, "latin", "han", "symbols", "emoji"))
    upright = [face for face in faces if face.style == "normal"]
    found: list[Face] = []
    for role in roles:
        of_role = sorted((f for f in upright if f.role == role), key=lambda f: f.weight)
        exact = [face for face in of_role if face.weight == weight]
        found += (exact or of_role)[:1]
    return tuple(found)


# -- where a line may end --------------------------------------------------------------------------

_CLOSING = "，。、；：！？”’）》」』〉】…—·,.;:!?)]}%-"
_OPENING = "“‘（《「『〈【([{"
_PAUSES = "，。；：！？—、,;:!?"


def _joins(last: str, char: str) -> bool:
    """Whether a character may not begin a line after what stands before it."""
    if char.isspace() or char in _CLOSING:
        return True
    if last[-1:].isspace():
        return False
    if last[-1:] in _OPENING:
        return True
    is_word = not han_count(char) and char not in _OPENING
    goes_on = not han_count(last[-1:]) and last[-1:] not in _CLOSING.replace(".", "")
    return is_word and goes_on and len(last) < _LONGEST_WORD


def _pieces(words: str) -> list[str]:
    """What may not be parted: a word of letters, a Han character, each with its marks."""
    pieces: list[str] = []
    for char in words:
        if pieces and _joins(pieces[-1], char):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _cuts(line: str) -> bool:
    """Whether a line ends inside a Chinese phrase."""
    return bool(han_count(line.rstrip()[-1:]))


def _cut(line: str) -> float:
    """How much a line parts what belongs together: a phrase, a bracket, what follows a pause."""
    opened = sum((char in _OPENING) - (char in "”’）》」』〉】)]}") for char in line)
    pause = any(mark in line.rstrip()[:-1] for mark in _PAUSES)
    return 0.2 * _cuts(line) + 0.3 * (opened > 0) + 0.15 * pause


def _is_scrap(line: str) -> bool:
    return len(line.strip(_CLOSING + _OPENING + " ")) <= 1


def _ill(lines: list[str], wide: Callable[[str], float]) -> float:
    """How ill a title looks: uneven, cut inside a phrase, or with a scrap at its end."""
    widths = [wide(line) for line in lines]
    longest = max(widths)
    uneven = sum((1 - width / longest) ** 2 for width in widths) / len(lines)
    cut = sum(_cut(line) for line in lines[:-1])
    scraps = sum(1.0 for line in lines if len(lines) > 1 and _is_scrap(line))
    return 2 * uneven + cut + scraps + (0.3 if widths[-1] < longest * 0.3 else 0.0)


def _cost(line: str, width: float, room: float, *, is_last: bool) -> float:
    """What a line adds to the cost of a break: its slack, and more for a scrap or a cut."""
    slack = (room - width) / room
    scrap = 1.0 if _is_scrap(line) else 0.0
    return slack * slack + scrap + (0.0 if is_last else _cut(line))


def _broken(pieces: list[str], room: float, wide: Callable[[str], float]) -> list[str] | None:
    """The lines of least cost in as few lines as there is room for; None where a piece is wider."""
    whole, bare = [wide(piece) for piece in pieces], [wide(piece.rstrip()) for piece in pieces]
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]
    for end in range(1, len(pieces) + 1):
        choices: list[tuple[int, float, int]] = []
        for start in range(end - 1, -1, -1):
            line = "".join(pieces[start:end])
            width = sum(whole[start : end - 1]) + bare[end - 1]
            if width > room:
                break
            count, cost, _ = best[start]
            is_last = end == len(pieces)
            choices.append((count + 1, cost + _cost(line, width, room, is_last=is_last), start))
        if not choices:
            return None
        best.append(min(choices))
    lines: list[str] = []
    end = len(pieces)
    while end:
        start = best[end][2]
        lines.insert(0, "".join(pieces[start:end]).strip())
        end = start
    return lines


def _evened(pieces: list[str], room: float, wide: Callable[[str], float]) -> list[str] | None:
    """Lines of one length as far as may be: the narrowest room that needs no line more."""
    lines = _broken(pieces, room, wide)
    if lines is None:
        return None
    narrow = room
    for _ in range(12):
        narrow *= _SMALLER
        tried = _broken(pieces, narrow, wide)
        if tried is None or len(tried) > len(lines):
            break
        lines = tried
    return lines


# -- the parts of a cover --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Block:
    """A title and its subtitle, broken."""

    title: tuple[str, ...]
    size: float
    subtitle: tuple[str, ...]
    kind: Type

    @property
    def height(self) -> float:
        """From the top of its letters to its last baseline."""
        return self._first + self._rest

    @property
    def _first(self) -> float:
        return self.kind.ascent * self.size

    @property
    def _rest(self) -> float:
        below = len(self.subtitle) * self.kind.subtitle * 1.5 + (_UNDER if self.subtitle else 0)
        return max(0, len(self.title) - 1) * self.kind.leading * self.size + below

    def lines(self, language: Language, top: float) -> Iterator[Line]:
        """The lines of the block, its letters beginning at `top`."""
        base = top + self._first
        for number, words in enumerate(self.title):
            at = base + number * self.kind.leading * self.size
            yield Line(words, language, _WEIGHT[language], self.size, _MARGIN, at)
        base += max(0, len(self.title) - 1) * self.kind.leading * self.size + _UNDER
        for number, words in enumerate(self.subtitle, 1):
            at = base + number * self.kind.subtitle * 1.5
            yield Line(words, language, 400, self.kind.subtitle, _MARGIN, at)


_Wide = Callable[[str], float]
_Set = tuple[tuple[str, ...], float]
"""Lines, and their size."""

_WEIGHT = {Language.EN: 400, Language.ZH: 700}


def _sizes(kind: Type) -> Iterator[float]:
    size = kind.largest
    while size > kind.largest / _LEAST:
        yield size
        size *= _SMALLER


def _title(words: str, kind: Type, fits: Callable[[list[str], float], bool], wide: _Wide) -> _Set:
    """The lines of a title and their size: the largest that looks well."""
    pieces = _pieces(words)
    found: list[tuple[float, float, list[str]]] = []
    for size in _sizes(kind):
        lines = _evened(pieces, _MEASURE / size, wide)
        if lines is None or not fits(lines, size):
            continue
        if len(lines) > kind.lines and found:
            break
        score = 0.8 * (1 - size / kind.largest) + _ill(lines, wide)
        found.append((score + max(0, len(lines) - kind.lines), -size, lines))
    if not found:
        return (), kind.subtitle
    _, size, lines = min(found)
    return tuple(lines), -size


def _block(meta: BookMeta, language: Language, faces: tuple[Face, ...], room: float) -> _Block:
    """The title and the subtitle of one language, no higher than the room."""
    kind = _TYPE[language]
    heavy = lru_cache(partial(advance, stack=stack(language, _WEIGHT[language], faces)))
    plain = lru_cache(partial(advance, stack=stack(language, 400, faces)))
    under = _pieces(meta.subtitle.get(language))
    subtitle = tuple(_evened(under, _MEASURE / kind.subtitle, plain) or ()) if under else ()

    def fits(lines: list[str], size: float) -> bool:
        return _Block(tuple(lines), size, subtitle, kind).height <= room

    if not meta.title.get(language):
        return _Block((), kind.subtitle, subtitle, kind)
    return _Block(*_title(meta.title.get(language), kind, fits, heavy), subtitle, kind)


def _names(meta: BookMeta, role: str) -> str:
    names = list(dict.fromkeys(person.name for person in meta.creators if person.role == role))
    more = " …" if len(names) > _MOST_NAMES else ""
    return " · ".join(names[:_MOST_NAMES]) + more


def _foot(meta: BookMeta, faces: tuple[Face, ...], height: float, room: float) -> Iterator[Line]:
    """Who wrote it, who translated it, who publishes it: from above, as it is read."""
    translators = _names(meta, "trl")
    said = [_names(meta, "aut"), f"{translators} 译" if translators else "", meta.publisher]
    shown = [words for words in said if words]
    for number, words in zip(reversed(range(len(shown))), shown, strict=True):
        language = Language.ZH if han_count(words) else Language.EN
        wide = advance(words, stack(language, 400, faces))
        size = min(_FOOT, room / wide) if wide else _FOOT
        at = height - _BOTTOM - number * _FOOT * 1.55
        yield Line(words, language, 400, size, _MARGIN, at)


def _seal(faces: tuple[Face, ...], height: float) -> tuple[tuple[Line, ...], Box]:
    side, pad = _SEAL, _SEAL * 0.1
    left, top = 1 - _MARGIN - side, height - _BOTTOM - side
    cell = (side - 2 * pad) / 2
    lines = tuple(
        Line(
            char,
            Language.ZH,
            700,
            cell * 0.96,
            left + pad + cell * (1 - column) + cell * 0.02,
            top + pad + cell * row + cell * 0.86,
            is_seal=True,
        )
        for column, chars in enumerate(SEAL)
        for row, char in enumerate(chars)
    )
    has_them = any(face.role == "han" for face in faces)
    return (lines if has_them else ()), Box(left, top, side, side)


def shown_of(meta: BookMeta) -> BookMeta:
    """The part of a book's metadata that `arrange` reads: while it stays, so does the cover."""
    return BookMeta(
        meta.title,
        "",
        subtitle=meta.subtitle,
        creators=meta.creators,
        publisher=meta.publisher,
        order=meta.order,
    )


def arrange(meta: BookMeta, faces: tuple[Face, ...], height: float) -> Cover:
    """A book's cover on a page of `height` widths; `faces` must not be empty.

    The seal says that both languages stand in the book, so one with a single title has none.
    """
    first, second = meta.order.languages
    hinge = _HINGE * height
    above = _block(meta, first, faces, hinge - 0.15 - _GAP)
    below = _block(meta, second, faces, height - hinge - _GAP - 0.36)
    has_seal = bool(meta.title.en and meta.title.zh and meta.title.en != meta.title.zh)
    seal, ground = _seal(faces, height) if has_seal else ((), Box(0, 0, 0, 0))
    room = _MEASURE - (_SEAL + 0.04 if seal else 0)
    lines = (
        *above.lines(first, hinge - _GAP - above.height),
        *below.lines(second, hinge + _RULE + _GAP),
        *_foot(meta, faces, height, room),
        *seal,
    )
    rule = Box(_MARGIN, hinge, _MEASURE, _RULE)
    return Cover(height, lines, (rule, ground) if seal else (rule,))
