"""Numbers, dates and quantities in a text of either language, read generously.

What stands in digits has to be found again in the other language; there it may be digits, words,
Han numerals, or the same in another measure. Who reads generously says little that is not true.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

_SCALES: Final = {
    "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12, "k": 1e3, "m": 1e6,
    "bn": 1e9, "b": 1e9, "t": 1e12,
    "十": 10, "百": 1e2, "千": 1e3, "万": 1e4, "萬": 1e4, "百万": 1e6,
    "千万": 1e7, "亿": 1e8, "億": 1e8, "十亿": 1e9, "百亿": 1e10, "千亿": 1e11, "万亿": 1e12,
}  # fmt: skip
_NUMBER = re.compile(
    r"(?<![A-Za-z0-9_.])(?P<digits>\d{1,3}(?:[,，]\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:(?=[\s-]?[a-z]{5})[\s-]?(?P<word>thousand|million|billion|trillion)"
    r"|\s?(?P<scale>bn\b|[kKMBT]\b|百万|千万|十亿|百亿|千亿|万亿|[十百千万萬亿億]))?"
    r"(?!\.?\d)"
)
_WORDS: Final = {
    word: float(value)
    for value, words in enumerate(
        "zero/none/no|one/first/once/single/a/an|two/second/twice/double/pair/both/couple/half"
        "|three/third/triple/thrice|four/fourth/quarter|five/fifth|six/sixth|seven/seventh"
        "|eight/eighth|nine/ninth|ten/tenth|eleven/eleventh|twelve/twelfth/dozen"
        "|thirteen/thirteenth|fourteen/fourteenth/fortnight|fifteen/fifteenth|sixteen/sixteenth"
        "|seventeen/seventeenth|eighteen/eighteenth|nineteen/nineteenth".split("|")
    )
    for word in words.split("/")
}
_TENS: Final = dict(
    zip(
        "twenty thirty forty fifty sixty seventy eighty ninety".split(),
        range(20, 100, 10),
        strict=True,
    )
)
_BIG: Final = {"hundred": 100.0, "thousand": 1e3, "million": 1e6, "billion": 1e9, "trillion": 1e12}
_WORD = re.compile(r"[A-Za-z]+")
_HAN_DIGITS: Final = {
    c: n
    for n, cs in enumerate("零〇○|一壹|二两贰俩|三叁仨|四肆|五伍|六陆|七柒|八捌|九玖".split("|"))
    for c in cs
}
_HAN_TENS: Final = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_HAN_NUMBER = re.compile(
    r"[零〇○一壹二两贰俩三叁仨四肆五伍六陆七柒八捌九玖十拾百佰千仟万亿半廿卅]+(?:点[零〇一二三四五六七八九]+)?"
)
_MONTHS: Final = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_MONTH = (
    r"(?P<month>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?"
    r"|Sept?(?:ember)?|Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)\.?"
)
_DATES = tuple(
    re.compile(pattern)
    for pattern in (
        rf"\b{_MONTH}\s+(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\b(?:,?\s+(?P<year>[12]\d{{3}}))?",
        rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+(?P<year>[12]\d{{3}}))?",
        rf"\b{_MONTH},?\s+(?P<year>[12]\d{{3}})\b",
        r"(?<![\d/-])(?P<year>[12]\d{3})[-/.](?P<number>\d{1,2})[-/.](?P<day>\d{1,2})(?![\d/-])",
        r"(?P<year>[12]\d{3}) ?年 ?(?P<number>1[0-2]|0?[1-9]) ?月(?: ?(?P<day>\d{1,2}) ?[日号])?",
        r"(?<!\d)(?P<number>1[0-2]|0?[1-9]) ?月 ?(?P<day>\d{1,2}) ?[日号]",
    )
)
_BARE_MONTH = re.compile(
    r"(?<!\d )(?<!\dst )(?<!\dnd )(?<!\drd )(?<!\dth )\b"
    + _MONTH.replace("?P<month>", "")
    + r"(?!\w)(?!\s+\d{1,2}\b)"
)
_BARE_NUMBER = re.compile(r"(?<!\d)(1[0-2]|0?[1-9]) ?月(?! ?\d)")
_HAS_MONTH = re.compile(r"\d[-/.]\d|\d ?月|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec")
_MOST = 200
"""A paragraph with more numbers is no prose, and nothing is said of them."""

_ALWAYS = re.compile(r"\b24/7\b")
_UNITS: Final[dict[str, tuple[str, float, str]]] = {}
"""Every spelling of a unit: what it measures, how much of the base unit it is, its name."""

for _kind, _size, _spellings in (
    ("length", 1000.0, "km kilometer kilometers kilometre kilometres 公里 千米"),
    ("length", 1.0, "metre metres meter meters 米 公尺"),
    ("length", 0.01, "cm centimeter centimeters centimetre centimetres 厘米 公分"),
    ("length", 0.001, "mm millimeter millimeters millimetre millimetres 毫米"),
    ("length", 1609.344, "mile miles 英里"),
    ("length", 0.3048, "ft foot feet 英尺"),
    ("length", 0.0254, "inch inches 英寸"),
    ("length", 500.0, "里"),
    ("mass", 1.0, "kg kilogram kilograms kilo kilos 公斤 千克"),
    ("mass", 0.001, "gram grams 克"),
    ("mass", 1e-6, "mg milligram milligrams 毫克"),
    ("mass", 0.45359237, "lb lbs pound pounds 磅"),
    ("mass", 1000.0, "tonne tonnes ton tons 吨"),
    ("mass", 0.5, "斤"),
    ("volume", 1.0, "litre litres liter liters 升 公升"),
    ("volume", 0.001, "ml millilitre millilitres milliliter milliliters 毫升"),
    ("time", 1.0, "second seconds sec secs 秒"),
    ("time", 60.0, "minute minutes min mins 分钟"),
    ("time", 3600.0, "hour hours hr hrs 小时 钟头"),
    ("time", 86400.0, "day days 天"),
    ("time", 604800.0, "week weeks 周 星期"),
    ("time", 2629746.0, "month months 个月"),
    ("time", 31556952.0, "year years 年"),
    ("data", 1e3, "KB kilobyte kilobytes 千字节"),
    ("data", 1e6, "MB megabyte megabytes 兆字节"),
    ("data", 1e9, "GB gigabyte gigabytes"),
    ("data", 1e12, "TB terabyte terabytes"),
    ("share", 0.01, "% percent ％"),
    ("money", 1.0, "dollar dollars USD 美元"),
    ("money", 1.0, "yuan RMB CNY 元"),
    ("degree", 1.0, "°C ℃ 摄氏度"),
    ("degree", 1.0, "°F ℉ 华氏度"),
):
    for _spelling in _spellings.split():
        _UNITS[_spelling.lower()] = (_kind, _size, _spellings.split()[0])
_UNIT = re.compile(
    r"[\s-]?(?:个)?("
    + "|".join(
        sorted(
            (
                re.escape(name) + (r"\b" if name[-1].isascii() and name[-1].isalpha() else "")
                for name in _UNITS
            ),
            key=len,
            reverse=True,
        )
    )
    + ")",
    re.IGNORECASE,
)
_NOT_A_UNIT = re.compile(r"(?:里面|里的|年代|年级|分之|天下|元素|克服|周年|米饭|升级|升高|秒杀|级)")
_HAN_REST = re.compile(r"[一二三四五六七八九]{1,2}(?![零一二三四五六七八九十百千万])")
_FEET = re.compile(r"(?<![\d.])(\d)['’′] ?(1[01]|\d)(?:[\"”″]|’’|'')")
_METRES = re.compile(r"(?<![\d.])(\d)米(\d{1,2})(?![\d.])")
_NAME = re.compile(r"([A-Za-z]+)-\Z")
_LONGEST_NAME = 20
_HUNDREDTHS = re.compile(r"百分之([零〇一二两三四五六七八九十百点\d.]+)")
_TENTHS = re.compile(r"([一二两三四五六七八九])成([一二三四五六七八九]?)(?!为)")
_PRICES = re.compile(r"([一二三四五六七八九])([一二三四五六七八九]?)折")
_CLOSE_ENOUGH = 0.06


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in digits: what it is worth, how it is written, what it counts."""

    value: float
    written: str
    at: int
    unit: str = ""
    """The name of a known unit, else empty."""

    kind: str = ""
    """What the unit measures."""

    size: float = 1.0
    """How much the unit is of the base unit of its kind."""

    spelling: str = ""
    """The unit as it is written."""

    name: str = ""
    """The word it is hyphened to: 19 is no number of its own in `COVID-19`."""


@dataclass(frozen=True, slots=True)
class Day:
    """A date as far as it is told; 0 for what is not."""

    year: int
    month: int
    day: int
    written: str
    at: int

    def agrees(self, other: Day) -> bool:
        """Whether two may be one date."""
        mine, theirs = (self.year, self.month, self.day), (other.year, other.month, other.day)
        return all(a == b or 0 in {a, b} for a, b in zip(mine, theirs, strict=True))


def dates(text: str) -> tuple[Day, ...]:
    """Every date with a month in digits or by name, in order."""
    if not _HAS_MONTH.search(text):
        return ()
    found: dict[int, Day] = {}
    taken: list[tuple[int, int]] = []
    for pattern in _DATES:
        for match in pattern.finditer(text):
            if any(match.start() < end and begin < match.end() for begin, end in taken):
                continue
            taken.append(match.span())
            if len(taken) > _MOST:
                return ()
            part = match.groupdict()
            month = _MONTHS[part["month"][:3].lower()] if part.get("month") else int(part["number"])
            day = Day(
                int(part.get("year") or 0),
                month,
                int(part.get("day") or 0),
                match[0],
                match.start(),
            )
            found[match.start()] = day
    return tuple(found[at] for at in sorted(found))


def months(text: str) -> tuple[Day, ...]:
    """Months without a day: the June of `between June and October 2024`, the 10月 of 6月到10月."""
    names = (_MONTHS[found[1][:3].lower()] for found in _BARE_MONTH.finditer(text))
    numbers = (int(found[1]) for found in _BARE_NUMBER.finditer(text))
    return tuple(Day(0, month, 0, "", 0) for month in {*names, *numbers})


def _unit_after(text: str, end: int) -> tuple[str, float, str, str]:
    """What it measures, how much, its name, its spelling."""
    match = _UNIT.match(text, end)
    if match is None or _NOT_A_UNIT.match(text, match.start(1)):
        return "", 1.0, "", ""
    return *_UNITS[match[1].lower()], match[1]


def _blanked(text: str, at: int, written: str) -> str:
    return text[:at] + "\n" * len(written) + text[at + len(written) :]


def _without(text: str, days: tuple[Day, ...]) -> str:
    for day in days:
        text = _blanked(text, day.at, day.written)
    return text


def _heights(text: str) -> Iterator[Figure]:
    """Lengths of two numbers: `5'10"`, 1米78."""
    for found in _FEET.finditer(text):
        feet = int(found[1]) + int(found[2]) / 12
        yield Figure(feet, found[0], found.start(), "ft", "length", _UNITS["ft"][1], "ft")
    for found in _METRES.finditer(text):
        metres = float(f"{found[1]}.{found[2]}")
        yield Figure(metres, found[0], found.start(), "metre", "length", 1.0, "米")


def figures(text: str) -> tuple[Figure, ...]:
    """Every number in digits that is no part of a date or a name."""
    plain = _ALWAYS.sub("    ", _without(text, dates(text)))
    found = list(_heights(plain))
    for height in found:
        plain = _blanked(plain, height.at, height.written)
    for match in _NUMBER.finditer(plain):
        if len(found) == _MOST:
            return ()
        scale = match["word"] or match["scale"] or ""
        value = float(re.sub("[,，]", "", match["digits"])) * _SCALES.get(scale.lower(), 1)
        kind, size, name, spelling = _unit_after(plain, match.end())
        before = _NAME.search(plain, max(0, match.start() - _LONGEST_NAME), match.start())
        word = before[1] if before else ""
        written = match[0].strip()
        found.append(Figure(value, written, match.start(), name, kind, size, spelling, word))
    return tuple(sorted(found, key=lambda figure: figure.at))


def _english(text: str) -> Iterator[float]:
    total = current = 0.0
    running = False
    for found in _WORD.finditer(text.lower().replace("-", " ")):
        word = found[0]
        if word in _WORDS or word in _TENS:
            value = _WORDS.get(word, _TENS.get(word, 0))
            yield float(value)
            current, running = (
                (current + value if running and current % 100 != value else value),
                True,
            )
            yield total + current
        elif word in _BIG:
            yield _BIG[word]
            current = (current or 1) * _BIG[word]
            yield total + current
            if word != "hundred":
                total, current = total + current, 0.0
            running = True
        elif word != "and":
            total = current = 0.0
            running = False


def _section(digits: str) -> float:
    """Below ten thousand: 三千二百一十 as 3210, 二〇二五 as 2025."""
    if not any(char in _HAN_TENS for char in digits):
        return float("".join(str(_HAN_DIGITS.get(char, "")) for char in digits) or 0)
    total, last = 0.0, 0.0
    for char in digits:
        if char in _HAN_TENS:
            total += (last or 1) * _HAN_TENS[char]
            last = 0.0
        else:
            last = float(_HAN_DIGITS.get(char, 0))
    return total + last


def han_value(numeral: str) -> float:
    """What a Han numeral is worth: 三点五 is 3.5, 十亿 is a thousand million."""
    whole, _, part = numeral.replace("廿", "二十").replace("卅", "三十").partition("点")
    total = 0.0
    for scale, name in ((1e8, "亿"), (1e4, "万"), (1.0, "")):
        head, found, rest = whole.partition(name) if name else (whole, "", "")
        if name and not found:
            continue
        if head or found:
            total += (_section(head) if head else 1.0) * scale
        whole = rest
    fraction = "".join(str(_HAN_DIGITS.get(char, "")) for char in part)
    return total + (float(f"0.{fraction}") if fraction else 0.0)


def _plain(value: float) -> float:
    """A value without the last digits that arithmetic makes up."""
    return float(f"{value:.9g}")


def worth(text: str) -> set[float]:
    """Every value that a text may be said to name, in digits, words or Han numerals."""
    found = {float(digits) for digits in re.findall(r"\d+(?:\.\d+)?", text.replace(",", ""))}
    found |= {figure.value for figure in figures(text)}
    for day in dates(text):
        found |= {float(day.year), float(day.month), float(day.day)}
    found |= set(_english(text))
    for match in _HAN_NUMBER.finditer(text):
        found.add(han_value(match[0].replace("半", "")))
        found |= {float(_HAN_DIGITS[char]) for char in match[0] if char in _HAN_DIGITS}
    if "半" in text or "half" in text:
        found |= {0.5, 30.0, *(value + 0.5 for value in found)}
    if "刻" in text or "quarter" in text:
        found |= {15.0, 45.0}
    found |= {value + 12 for value in found if value <= 12}  # noqa: PLR2004 - 3 pm is 15点
    return {_plain(value) for value in found | _decades(text)}


def _decades(text: str) -> set[float]:
    """1980s, 20世纪80年代 and 八十年代 are one."""
    years = {float(year) for year in re.findall(r"\b(1[0-9]\d0|20\d0)s\b", text)}
    spoken = {float(two) for two in re.findall(r"(\d0)年代", text)}
    spoken |= {han_value(two) for two in re.findall(r"([一二三四五六七八九]十)年代", text)}
    centuries = {year // 100 + 1 for year in years} | {year % 100 for year in years}
    return centuries | {hundred + two for two in spoken for hundred in (1700, 1800, 1900, 2000)}


def _as_warm(one: Figure, other: Figure) -> bool:
    """Whether two are one temperature, on the two scales."""
    if {one.unit, other.unit} != {"°C", "°F"}:
        return False
    celsius, fahrenheit = (one, other) if one.unit == "°C" else (other, one)
    return abs((fahrenheit.value - 32) / 1.8 - celsius.value) <= 1


def is_among(figure: Figure, values: set[float], others: tuple[Figure, ...]) -> bool:
    """Whether a number is told in the other language, there perhaps in another measure."""
    if _plain(figure.value) in values or any(_as_warm(figure, other) for other in others):
        return True
    return any(
        figure.kind and figure.kind == other.kind and figure.unit != other.unit
        and abs(figure.value * figure.size - other.value * other.size)
        <= _CLOSE_ENOUGH * figure.value * figure.size
        for other in others
    )  # fmt: skip


def spoken(text: str) -> tuple[Figure, ...]:
    """Amounts in Han numerals with a unit: 八公里, 一米八三."""
    found: list[Figure] = []
    for match in _HAN_NUMBER.finditer(text):
        kind, size, name, spelling = _unit_after(text, match.end())
        if not kind or len(found) == _MOST:
            continue
        value = han_value(match[0])
        if rest := _HAN_REST.match(text, match.end() + len(spelling)):
            value += _section(rest[0]) / 10 ** len(rest[0])
        found.append(Figure(value, match[0], match.start(), name, kind, size, spelling))
    return tuple(found)


def hundredths(text: str) -> set[float]:
    """What 百分之, 八成 and 八折 (20% off) are said of, in hundredths."""
    shares = {
        float(found) if found[0].isdigit() and found.count(".") <= 1 else han_value(found)
        for found in _HUNDREDTHS.findall(text)
    }
    tenths = {han_value(one) * 10 + han_value(more) for one, more in _TENTHS.findall(text)}
    prices = {han_value(one) * 10 + han_value(more) for one, more in _PRICES.findall(text)}
    return shares | tenths | prices | {100 - price for price in prices}
