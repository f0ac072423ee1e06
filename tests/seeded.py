"""A clean post, and every defect of the table put into it, each at a line that is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from tests.hostile.corpus import png

CLEAN = """\
---
title: "Life in the kettle | 壶中日月"
date: 2025-07-23
---

> 原文：https://example.org/kettle
> 作者：A. Writer
> 翻译：译者

The [kettle](#glossary-kettle) stood on the stove of a small kitchen, silent for 35 minutes.

[水壶](#glossary-kettle)立在小厨房的炉子上，整整35分钟没有唱歌。

## Morning tea

## 早茶

On July 23, 2025 we walked 10 km to the tea house, and the [map](https://example.org/map) was wrong.

2025年7月23日，我们走了10公里去茶馆，[地图](https://example.org/map)却画错了。

Run `make tea` before you go; the page is https://example.org/tea and nothing else will do.

出门以前先运行`make tea`；网页是https://example.org/tea ，别的都不行。

![A kettle on a stove](kettle.png)

“Wait,” she said, and we didn’t move at all while the water was getting hot in the other room.

“等等。”她说。水在另一间屋子里慢慢烧热，我们一动也不动……谁也没有说话——连猫也不叫。

Every cup has a lid; it keeps the heat in, the dust out, and the talk at the table short.

每个杯子都有盖子，热气跑不掉，灰尘进不来，桌上的话也就短了。

We read about RL in the evening, about AI at night, and about PDF and EPUB in the morning.

我们晚上读RL，夜里读AI，早上读PDF和EPUB，再读RL和AI，然后读PDF。

### The last cup

### 最后一杯

- green tea for those who are awake
- black tea for those who are not

- 绿茶给醒着的人
- 红茶给没有醒的人

The cat slept through it all and asked for nothing.

猫从头睡到尾，什么也没有要。

---

## 名词解析

- <span id="glossary-kettle"></span>**kettle**：水壶，烧水用的壶。
"""
"""Nothing is to be said of it."""


@dataclass(frozen=True, slots=True)
class Defect:
    """A change to the clean post, and the line where it is to be found."""

    code: str
    old: str
    new: str
    mark: str = ""
    """What stands in the line of the finding; empty: the line of the change itself."""

    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The post with the defect."""
        assert CLEAN.count(self.old) == 1, self.old
        return CLEAN.replace(self.old, self.new)

    @property
    def line(self) -> int:
        """The line, 1-based, where the finding belongs."""
        at = self.text.index(self.mark) if self.mark else CLEAN.index(self.old)
        return self.text.count("\n", 0, at) + 1


_GLOSSARY = "：水壶，烧水用的壶。\n"
_LATER = '---\ntitle: "Later | 以后"\ndraft: true\n---\n\nLater.\n\n以后。\n'.encode()
_CAT = "The cat slept through it all and asked for nothing.\n"
_ZH_CAT = "猫从头睡到尾，什么也没有要。\n"

DEFECTS = (
    Defect("F002", "date: 2025-07-23", "date: 2025-07-23\nweight: heavy", "weight"),
    Defect("F004", '"Life in the kettle | 壶中日月"', '"Life in the kettle"'),
    Defect("F006", "small kitchen", "small\x07 kitchen"),
    Defect("F009", "date: 2025-07-23\n", "", "---"),
    Defect("F010", "date: 2025-07-23", "date: 2035-07-23"),
    Defect(
        "F011",
        "> 原文：https://example.org/kettle\n> 作者：A. Writer\n> 翻译：译者\n",
        "> 原文：https://example.org/kettle\n",
        "---",
    ),
    Defect("F012", "> 原文：https://example.org/kettle\n", "", "> 作者"),
    Defect("M001", "![A kettle", "{{< tweet 1 >}}\n\n![A kettle", "{{<"),
    Defect("M002", "Every cup has", "Every [cup](#cup) has"),
    Defect("M004", "asked for nothing.", "asked for nothing.[^9]"),
    Defect("M005", "\n---\n\n## 名", "\n[^8]: A note. 一条注。\n\n---\n\n## 名", "[^8]"),
    Defect(
        "M008",
        "### The last cup\n\n### 最后一杯",
        "##### The last cup\n\n##### 最后一杯",
    ),
    Defect(
        "M009",
        "Every cup has",
        'Every [cup]({{< ref "later.md" >}}) has',
        files={"later.md": _LATER},
    ),
    Defect("H001", "small kitchen", "small <iframe></iframe>kitchen"),
    Defect("H002", "small kitchen", "small <b>kitchen"),
    Defect("R002", "](kettle.png)", "](gone.png)"),
    Defect("R003", "](kettle.png)", "](bad.png)", files={"bad.png": b"no picture"}),
    Defect("R004", "](kettle.png)", "](https://example.org/kettle.png)"),
    Defect("R005", "![A kettle on a stove]", "![]"),
    Defect("R006", "](kettle.png)", "](small.png)", files={"small.png": png(300, 2)}),
    Defect("R007", "](kettle.png)", "](soft.png)", files={"soft.png": png(1000, 2)}),
    Defect("P001", f"{_CAT}\n{_ZH_CAT}", _CAT),
    Defect("P002", f"{_CAT}\n{_ZH_CAT}", f"{_ZH_CAT}\n{_CAT}"),
    Defect("P003", "### 最后一杯", "#### 最后一杯"),
    Defect("P004", _ZH_CAT, _CAT, _ZH_CAT[:0]),
    Defect("P006", "- 红茶给没有醒的人\n", "- 红茶给没有醒的人\n- 白茶给客人\n", "- 绿茶"),
    Defect("P012", "### 最后一杯\n\n", "", "### The last"),
    Defect("P013", _ZH_CAT, f"{_ZH_CAT}\n译注：猫叫阿花。\n", "译注"),
    Defect("P016", "整整35分钟", "整整53分钟"),
    Defect("P017", "2025年7月23日，", "2025年7月24日，"),
    Defect("P018", "走了10公里", "走了10英里"),
    Defect("P019", "网页是https://example.org/tea ", "网页是https://example.org/tee "),
    Defect("P020", "先运行`make tea`", "先运行`make tee`"),
    Defect("P021", "[地图](https://example.org/map)", "[地图](https://example.org/maps)"),
    Defect(
        "P022",
        "Every cup has a lid; it keeps the heat in, the dust out, and the talk at the table short.",
        "Every cup has a lid; it keeps the heat in, the dust out, and the talk at the table short. "
        "But nobody has ever asked where the lids go at night, when the table is cleared and the "
        "lamp is out, and why there is always one of them missing when the morning comes; she "
        "said that the cat must have them all.",
        "每个杯子",
    ),
    Defect(
        "P023",
        "水在另一间屋子",
        "The talk at the table is always very short and to the point. 水在另一间屋子",
    ),
    Defect("P024", "什么也没有要。", "什么也没有要。译注：猫叫阿花。"),
    Defect("G001", "[水壶](#glossary-kettle)", "[水壶](#glossary-kettel)"),
    Defect(
        "G002",
        _GLOSSARY,
        f'{_GLOSSARY}- <span id="glossary-kettle"></span>**pot**：锅，煮饭用。\n',
        "**pot**",
    ),
    Defect("G003", "[水壶](#glossary-kettle)", "水壶", "The [kettle]"),
    Defect(
        "G004",
        _GLOSSARY,
        f'{_GLOSSARY}- <span id="glossary-pot"></span>**pot**：锅，煮饭用。\n',
        "**pot**",
    ),
    Defect("G005", "**kettle**：水壶，烧水用的壶。", "**kettle**"),
    Defect("C001", "杯子都有盖子，热", "杯子都有盖子,热"),
    Defect("C002", "“等等。”她说", '"等等。"她说'),
    Defect("C003", "一动也不动……", "一动也不动..."),
    Defect("C004", "说话——连猫", "说话--连猫"),
    Defect("C005", "整整35分钟", "整整３５分钟"),
    Defect("C006", "灰尘进不来，", "灰尘进不来，，"),
    Defect("C007", "晚上读RL", "晚上读 RL"),
    Defect("C008", "然后读PDF", "然後读PDF"),  # a sign that our own fonts have
    Defect("C009", "小厨房的炉子", "小厨房\u200b的炉子"),
    Defect("C010", "热气跑不掉，灰", "热气跑不掉， 灰"),
    Defect("E001", "“Wait,” she", '"Wait," she'),
    Defect("E002", "asked for nothing", "asked  for nothing"),
    Defect("E003", "the heat in, the dust", "the heat in，the dust"),
    Defect("S001", "The cat", "<!-- publisher: ignore G004 -->\nThe cat", "<!--"),
    Defect("S002", "The cat", "<!-- publisher: ignore X999 -->\nThe cat", "<!--"),
    Defect("T001", "asked for nothing", "asked for 𐀀 nothing"),
)
"""What a post can be made to suffer; what needs a whole book is in the folders of the codes."""


def write(folder: Path, text: str, files: dict[str, bytes]) -> Path:
    """The post and what it needs, in a folder."""
    (folder / "post.md").write_text(text, encoding="utf-8")
    (folder / "kettle.png").write_bytes(png(1420, 2))
    for name, data in files.items():
        (folder / name).write_bytes(data)
    return folder
