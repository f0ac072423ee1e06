"""The same posts give the same bytes: wherever, whenever, in whatever locale and hash order."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publisher.build import save
from publisher.cli import main
from tests.hostile.corpus import png

POST = """---
title: "Tea | 茶"
tags: [b, a, c]
---

The [tea](#glossary-tea) is hot. ![A kettle](k.png)

[茶](#glossary-tea)很烫。

---

## 名词解析

- <span id="glossary-tea"></span>**tea**：茶，一种叶子。
"""


def _content(folder: Path) -> Path:
    folder.mkdir(parents=True)
    (folder / "book.yaml").write_text("title: Tea | 茶\nslug: tea\n", encoding="utf-8")
    for number in range(3):
        (folder / f"tea-{number}.md").write_text(POST, encoding="utf-8")
    (folder / "k.png").write_bytes(png(9, 9))
    return folder


def _books(content: Path, output: Path, root: Path, **environment: str) -> tuple[bytes, bytes]:
    """The EPUB and the PDF that a child makes in an environment."""
    # With a cache, the second book would be the first one.
    arguments = ("build", str(content), "-o", str(output), "-q", "--no-cache")
    command = (sys.executable, "-m", "publisher", *arguments)
    environ = {**os.environ, "PYTHONPATH": str(root), **environment}
    subprocess.run(command, cwd=output.parent, env=environ, check=True)
    return (output / "tea.epub").read_bytes(), (output / "tea.pdf").read_bytes()


_OTHERS = {
    "time-zone": {"TZ": "Pacific/Kiritimati"},
    "locale-c": {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    "locale-gb18030": {"LC_ALL": "zh_CN.GB18030", "LANG": "zh_CN.GB18030"},
    "hash-seed": {"PYTHONHASHSEED": "4242"},
    "home": {"HOME": "/nonexistent", "XDG_CACHE_HOME": "/nonexistent"},
}


@pytest.mark.slow
def test_nothing_around_the_posts_reaches_the_books(tmp_path: Path, root: Path) -> None:
    """Another folder, time zone, locale, hash seed or home: equal EPUBs and equal PDFs."""
    first = _books(_content(tmp_path / "one"), tmp_path / "dist", root, PYTHONHASHSEED="1")
    content = _content(tmp_path / "somewhere" / "else" / "茶 & tea")
    for name, environment in _OTHERS.items():
        assert _books(content, tmp_path / name, root, **environment) == first, name


def test_the_date_in_the_environment_decides_and_nonsense_there_does_not(
    tmp_path: Path, root: Path
) -> None:
    """SOURCE_DATE_EPOCH twice gives the same; another one another book; nonsense is overlooked."""
    content, said = _content(tmp_path / "one"), "SOURCE_DATE_EPOCH"

    def made(epoch: str) -> bytes:
        output = tmp_path / f"{len(epoch)}-{epoch[:3]}.epub"
        arguments = ("epub", str(content), "-o", str(output), "-q", "--no-cache")
        command = (sys.executable, "-m", "publisher", *arguments)
        environ = {**os.environ, "PYTHONPATH": str(root), said: epoch}
        subprocess.run(command, env=environ, check=True)
        return output.read_bytes()

    assert made("1700000000") != made("1600000000")
    assert made("") == made("²") == made("9" * 30) == made("-5") == made("now")


def run(*arguments: object) -> Result:
    """Run the command line in this process."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def test_verify_makes_the_book_again_and_compares(tmp_path: Path) -> None:
    """An untouched book is confirmed; of a changed post the file inside the EPUB is named."""
    content, book = _content(tmp_path / "one"), tmp_path / "tea.epub"
    run("epub", content, "-o", book)
    good = book.read_bytes()
    result = run("build", content, "--verify", book)
    assert result.exit_code == 0, result.output
    assert "to the byte" in result.output
    changed = (content / "tea-1.md").read_text(encoding="utf-8").replace("hot", "cold")
    (content / "tea-1.md").write_text(changed, encoding="utf-8")
    result = run("build", content, "--verify", book)
    assert result.exit_code == 1
    assert "the first difference is EPUB/tea-1.xhtml in the book" in result.output
    assert book.read_bytes() == good


def test_verify_of_what_is_no_book_says_so(tmp_path: Path) -> None:
    """Another file under a book's name differs; a name that is no book's is a wrong command."""
    content = _content(tmp_path / "one")
    save(tmp_path / "tea.epub", b"no book")
    result = run("build", content, "--verify", tmp_path / "tea.epub")
    assert result.exit_code == 1
    assert "no EPUB" in result.output
    save(tmp_path / "tea.txt", b"no book")
    assert run("build", content, "--verify", tmp_path / "tea.txt").exit_code == 2


@pytest.mark.slow
def test_verify_names_the_byte_of_a_pdf(tmp_path: Path) -> None:
    """The PDF that was made is confirmed, and one changed byte of it is found."""
    content, book = _content(tmp_path / "one"), tmp_path / "tea.pdf"
    run("pdf", content, "-o", book)
    assert run("build", content, "--verify", book).exit_code == 0
    data = bytearray(book.read_bytes())
    data[1000] ^= 1
    book.write_bytes(bytes(data))
    result = run("build", content, "--verify", book)
    assert result.exit_code == 1
    assert "byte 1000" in result.output
