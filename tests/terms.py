"""Tiny books of posts with glossaries, for the tests of what the whole book makes of them."""

from __future__ import annotations

from pathlib import Path

from publisher.build import read_book
from publisher.model import Book, MergedEntry

RL_ONE = """\
The [RL](#glossary-rl) agent learns from its [environment](#glossary-environment).

[强化学习（RL）](#glossary-rl)的智能体从[环境](#glossary-environment)中学习。

Again RL, and again RL.

还是RL，还是强化学习。

## 名词解析

- <span id="glossary-rl"></span>**RL**：Reinforcement Learning（强化学习），靠试错改进自己。
- <span id="glossary-environment"></span>**environment**：环境，和你互动的世界。
"""

RL_TWO = """\
[Reinforcement learning](#glossary-reinforcement-learning) is patient.

[强化学习](#glossary-reinforcement-learning)很有耐心。

The environments differ.

环境各有不同。

## 名词解析

- <a id="glossary-reinforcement-learning"></a>**Reinforcement Learning**：强化学习，从奖励中学习。
- <span id="glossary-patience"></span>**patience**：耐心，等得起。
"""


def folder(root: Path, *bodies: str, **files: str) -> Path:
    """A content folder with a post for each body, in their order; `files` by stem of a YAML."""
    (root / "posts").mkdir(parents=True, exist_ok=True)
    for number, body in enumerate(bodies, 1):
        head = f'---\ntitle: "Post {number} | 第{number}篇"\ndate: 2025-01-0{number}\n---\n\n'
        (root / "posts" / f"p{number}.md").write_text(head + body, encoding="utf-8")
    for name, text in files.items():
        (root / f"{name}.yaml").write_text(text, encoding="utf-8")
    return root


def glossary(*items: str) -> str:
    """A post that is a pair of sentences and a glossary of `names：definition` items."""
    lines = []
    for number, item in enumerate(items):
        name, _, rest = item.partition("：")
        lines.append(f'- <span id="glossary-t{number}"></span>**{name}**：{rest}')
    return "\n".join(("A sentence.\n\n一个句子。\n\n## 名词解析\n", *lines, ""))


def made(root: Path, *bodies: str, **files: str) -> Book:
    """The book of such a folder."""
    book = read_book(folder(root, *bodies, **files)).book
    assert book is not None
    return book


def codes(root: Path) -> list[str]:
    """Codes of the findings about the terms of a folder."""
    return [p.code for p in read_book(root).problems if p.code in {"G010", "G011", "G012", "G015"}]


def names(book: Book) -> list[str]:
    """Labels of the merged entries in their order."""
    return [entry.label for entry in book.glossary.entries]


def entry(book: Book, label: str) -> MergedEntry:
    """The merged entry of a label."""
    return next(found for found in book.glossary.entries if found.label == label)
