"""Posts by the thousand for the benchmarks: varied text, overlapping ids, code, tables, images."""

from __future__ import annotations

import random
import struct
import zlib
from pathlib import Path

_NOUNS = [
    ("kettle", "水壶"),
    ("harbour", "港口"),
    ("ledger", "账本"),
    ("lantern", "灯笼"),
    ("orchard", "果园"),
    ("compass", "罗盘"),
    ("granary", "粮仓"),
    ("loom", "织机"),
    ("almanac", "历书"),
    ("ferry", "渡船"),
    ("quarry", "采石场"),
    ("archive", "档案馆"),
]
_DEEDS = [
    ("waits for the rain", "等着下雨"),
    ("keeps its own hours", "有自己的时刻"),
    ("was repaired twice in {year}", "在 {year} 年修过两次"),
    ("belongs to nobody in particular", "不属于任何一个人"),
    ("costs {price} dollars a day", "每天要花 {price} 美元"),
    ("remembers more than we do", "记得的比我们多"),
    ("stands where the road used to end", "立在从前路的尽头"),
    ("is easier to draw than to explain", "画出来比讲清楚容易"),
]
_LINKS = [
    ("; so they say.", "；人们都这么说。"),
    (", and that is all.", "，仅此而已。"),
    (", though few notice.", "，虽然很少有人注意。"),
    (".", "。"),
]
_SENTENCES = 5
_PARAGRAPHS = 10


def _sentence(dice: random.Random, terms: list[tuple[str, str]]) -> tuple[str, str]:
    en, zh = dice.choice(_NOUNS)
    deed, did = dice.choice(_DEEDS)
    numbers = {"year": dice.randint(1900, 2024), "price": dice.randint(2, 90)}
    close, end = dice.choice(_LINKS)
    if (en, zh) in terms and dice.random() < 0.6:
        en, zh = f"[{en}](#glossary-{en})", f"[{zh}](#glossary-{en})"
    return f"The {en} {deed.format(**numbers)}{close}", f"{zh}{did.format(**numbers)}{end}"


def _paragraph(dice: random.Random, terms: list[tuple[str, str]]) -> str:
    halves = [_sentence(dice, terms) for _ in range(dice.randint(3, 2 * _SENTENCES))]
    return f"{' '.join(en for en, _ in halves)}\n\n{''.join(zh for _, zh in halves)}\n"


def _png(dice: random.Random) -> bytes:
    side = dice.choice((40, 80))
    rows = b"".join(b"\0" + dice.randbytes(side) for _ in range(side))

    def chunk(kind: bytes, body: bytes) -> bytes:
        checked = kind + body
        return struct.pack(">I", len(body)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = struct.pack(">IIBBBBB", side, side, 8, 0, 0, 0, 0)
    packed = zlib.compress(rows)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")
    )


def post(number: int) -> str:
    """One post of about four A5 pages; the same number gives the same post."""
    dice = random.Random(number)  # noqa: S311 -- no secret, a corpus
    terms = dice.sample(_NOUNS, 5)
    day = f"{2015 + number // 336}-{1 + number // 28 % 12:02}-{1 + number % 28:02}"
    title = f"{terms[0][0].title()} number {number} | {terms[0][1]}之{number}"
    parts = [
        f'---\ntitle: "{title}"\ndate: {day}\ntags: [{terms[1][0]}]\n---\n',
        f"> 原文：https://example.org/{number}\n> 作者：A. Writer\n> 翻译：译者\n",
    ]
    for at in range(_PARAGRAPHS):
        if at and at % 4 == 0:
            parts.append(f"## Part {at // 4}\n\n## 第 {at // 4} 部分\n")
        parts.append(_paragraph(dice, terms))
    if number % 3 == 0:
        parts.append("```python\nfor leaf in tree:\n    print(leaf)  # 叶\n```\n")
    if number % 4 == 0:
        parts.append("| name | 名称 |\n|---|---|\n| kettle | 水壶 |\n| loom | 织机 |\n")
    if number % 5 == 0:
        parts.append("![A square of noise](noise.png)\n")
    parts.append("---\n\n## 名词解析\n")
    entries = (
        f'- <span id="glossary-{en}"></span>**{en}**：{zh}，第 {number} 篇里的说法。'
        for en, zh in terms
    )
    parts.append("\n".join(entries) + "\n")
    return "\n".join(parts)


def make(folder: Path, count: int) -> Path:
    """Write `count` posts and a book.yaml into a folder, which is made."""
    folder.mkdir(parents=True)
    (folder / "book.yaml").write_text(f"title: {count} posts | {count} 篇\n", encoding="utf-8")
    for number in range(count):
        place = folder / f"post-{number:04}"
        place.mkdir()
        (place / "index.md").write_text(post(number), encoding="utf-8")
        if number % 5 == 0:
            (place / "noise.png").write_bytes(_png(random.Random(number)))  # noqa: S311 -- no secret
    return folder
