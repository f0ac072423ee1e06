"""A content folder with a hostile post, a good neighbour and a canary; and what came of it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from socket import create_server
from threading import Thread
from zipfile import ZipFile

from click.testing import CliRunner

from publisher.cli import main
from tests.hostile.corpus import Case, png

CANARY = "CANARY-5b1f0c"
"""Stands in the file that no build may read."""

_HEAD = '---\ntitle: "Odd | 怪"\ndate: 2025-01-02\n---\n\n'
NEIGHBOUR = """---
title: "The neighbour | 邻居"
date: 2025-01-01
---

> 作者：A. Writer

The [tea](#glossary-tea) is hot.[^1]

[茶](#glossary-tea)很烫。

See [tea] and <b id="x">this</b>.

[^1]: A note.

---

## 名词解析

- <span id="glossary-tea"></span>**tea**：茶，一种叶子。
"""
BOOK = 'title: "Hostile | 敌意"\nslug: book\nauthor: A. Writer\ndate: 2025-01-01\n'


@dataclass(frozen=True, slots=True)
class Place:
    """Where a case is played."""

    root: Path
    """The content folder; the canary is beside it."""

    server: str
    """Address of the server that counts its callers."""

    @property
    def canary(self) -> Path:
        """The file that must never be read."""
        return self.root.parent / "canary.png"

    def fill(self, text: str) -> str:
        """A row's text with the real addresses in it."""
        words = {"canary": str(self.canary), "server": self.server, "root": str(self.root)}
        return re.sub(r"\{(canary|server|root)\}", lambda found: words[found[1]], text)

    def put(self, path: Path, content: bytes | str) -> None:
        """Write a row's file, or make its link."""
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(content, bytes):
            path.write_bytes(content)
        elif content.startswith("-> "):
            path.symlink_to(content[3:])
        else:
            path.write_bytes(self.fill(content).encode("utf-8", "surrogatepass"))

    def lay(self, case: Case, folder: str = "odd") -> None:
        """Put a row's files in a folder of their own."""
        text = case.text
        if isinstance(text, str) and not case.whole:
            text = _HEAD + text
        self.put(self.root / folder / "odd.md", text)
        for name, content in case.files.items():
            self.put(self.root / folder / name, content)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a build."""

    exit: int
    said: str
    data: bytes
    """The book as it is on the disk now."""

    @property
    def pages(self) -> Mapping[str, str]:
        """Every text in the book by name."""
        with ZipFile(BytesIO(self.data)) as book:
            texts = (n for n in book.namelist() if n.endswith((".xhtml", ".opf", ".ncx", ".css")))
            return {name: book.read(name).decode("utf-8") for name in texts}


@contextmanager
def server() -> Iterator[tuple[str, list[object]]]:
    """A server on this machine; whoever calls it is noted and gets nothing."""
    callers: list[object] = []
    with create_server(("127.0.0.1", 0)) as listening:

        def listen() -> None:
            while True:
                try:
                    connection, address = listening.accept()
                except OSError:
                    return
                callers.append(address)
                connection.close()

        Thread(target=listen, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}", callers


def set_up(folder: Path, address: str) -> Place:
    """Lay out the canary, the book and the good neighbour."""
    place = Place(folder / "content", address)
    place.root.mkdir(parents=True)
    place.canary.write_bytes(png() + CANARY.encode())
    (place.root / "book.yaml").write_text(BOOK, encoding="utf-8")
    (place.root / "neighbour.md").write_text(NEIGHBOUR, encoding="utf-8")
    return place


def build(place: Place, *options: str) -> Came:
    """Make the EPUB in this process, as the command line does."""
    target = place.root.parent / "book.epub"
    if not target.exists():
        target.write_bytes(LAST)
    command = ["epub", str(place.root), "-o", str(target), "-v", *options]
    result = CliRunner().invoke(main, command)
    return Came(result.exit_code, result.output, target.read_bytes())


LAST = b"the last good book"
"""What a refused build must leave as it was."""
