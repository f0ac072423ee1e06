"""A post with all that layouts have trouble with: long pairs, lists, tables, pictures, notes."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

from publisher.build import read_book
from publisher.build.recipe import Draft
from publisher.model import Sheets, Written
from publisher.typeset import typeset
from publisher.write.pdf import write_pdf
from tests.measure import Print
from tests.pdf_samples import CHINESE, ENGLISH, png

_LONG_EN, _LONG_ZH = " ".join(ENGLISH * 3), "".join(CHINESE * 3)
_TERMS = "".join(
    f'- <span id="glossary-t{n}"></span>**word{n}**：词{n}，释义之{n}，'
    f"{'说得稍长一些，' * (n % 4)}完。\n"
    for n in range(12)
)
_PAIRS = "\n\n".join(
    f"Paragraph {n} speaks of [word{n}](#glossary-t{n})."
    f" {ENGLISH[n % 4][: 120 + 60 * (n % 5)]}.\n\n"
    f"第{n}段说的是[词{n}](#glossary-t{n})。{CHINESE[n % 4][: 40 + 20 * (n % 5)]}。"
    for n in range(12)
)
_MANY = " ".join("[word0](#glossary-t0)" for _ in range(16))

POST = f"""---
title: "The long way | 长路"
date: 2026-03-01
---

> 原文：https://example.org/long
> 作者：A. Writer

{_PAIRS}

## A pair longer than a page

## 比一页还长的一对

{_LONG_EN}[^1]

{_LONG_ZH}[^1]

- Warm the pot before the water boils, and empty it.

  水开之前先温壶，再把水倒掉。

- Put the lid on.

  盖上盖子。

> A quotation is set in from both margins, and its second half stands level with the first.

> 引文两边缩进，下半与上半齐平。

| English | 中文 |
|---|---|
| kettle | 烧水壶 |
| teapot | 茶壶 |

```sh
publisher build content
```

{{{{< figure src="kettle.png" alt="A pot" caption="A kettle | 一把水壶" >}}}}

译注：这一段只有中文。

This paragraph was never translated.

The last one says {_MANY} again.

最后一段再说一遍[词0](#glossary-t0)。

[^1]: A note of the author, in English.

    作者的一条注，中文。

## 名词解析

{_TERMS}"""


@cache
def sample_folder() -> Path:
    """A content folder with the post and its picture."""
    folder = Path(mkdtemp())
    (folder / "long.md").write_text(POST, encoding="utf-8")
    (folder / "book.yaml").write_text('title: "Sample | 样张"\n', encoding="utf-8")
    (folder / "kettle.png").write_bytes(png(600, 300))
    return folder


@cache
def _draft(content: Path, choices: tuple[tuple[str, str], ...]) -> Draft:
    return read_book(content, choices=dict(choices))


def draft(content: Path, choices: Mapping[str, str]) -> Draft:
    """A book as it was read, with some choices made for it."""
    return _draft(content, tuple(sorted(choices.items())))


def sheets(content: Path, **choices: str) -> Sheets:
    """The typeset sheets of a book."""
    read = draft(content, choices)
    assert read.book is not None
    assert read.theme is not None
    assert read.config is not None
    return typeset(read.book, read.theme, read.config.edition)


@cache
def _written(content: Path, choices: tuple[tuple[str, str], ...]) -> tuple[Written, Print]:
    made = write_pdf(sheets(content, **dict(choices)))
    return made, Print(made.data)


def written(content: Path, **choices: str) -> tuple[Written, Print]:
    """A book printed, once for all tests, and opened to be measured."""
    return _written(content, tuple(sorted(choices.items())))
