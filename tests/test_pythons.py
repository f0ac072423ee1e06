"""Another version of Python makes the same bytes."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_POST = """---
title: "Tea | 茶"
date: 2025-07-23
---

The [tea](#glossary-tea) is **hot**; `x = 1`.[^1] A longer line follows, with a rare word or two.

[茶](#glossary-tea)很烫；`x = 1`。[^1]后面还有一行长一些的文字，中间夹着 English 单词。

[^1]: A note, 注释。

## 名词解析

- <span id="glossary-tea"></span>**tea**：茶，一种叶子。
"""
_MINORS = ("3.11", "3.12", "3.13", "3.14")


def _works(command: str, minor: str) -> bool:
    """Whether a command is that Python; a shim of a version manager may be none."""
    says = "import sys; print('%d.%d' % sys.version_info[:2])"
    done = subprocess.run((command, "-c", says), capture_output=True, text=True, check=False)
    return done.stdout.strip() == minor


def _others() -> Iterator[str]:
    here = f"{sys.version_info.major}.{sys.version_info.minor}"
    kept = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv", "versions")
    for minor in _MINORS:
        managed = (str(path / "bin" / "python") for path in sorted(kept.glob(f"{minor}.*")))
        for command in filter(None, (shutil.which(f"python{minor}"), *managed)):
            if minor != here and _works(command, minor):
                yield command
                break


def _libraries(python: str, folder: Path, lock: Path) -> Path:
    """An environment of another Python with the locked libraries, or a skipped test."""
    subprocess.run((python, "-m", "venv", folder), check=True)
    pip = (folder / "bin" / "python", "-m", "pip", "--quiet", "install", "--require-hashes")
    done = subprocess.run(
        (*pip, "--only-binary", ":all:", "--requirement", lock), capture_output=True, check=False
    )
    if done.returncode:
        pytest.skip(f"no libraries for {python}: {done.stderr.decode(errors='replace')[-300:]}")
    return folder / "bin" / "python"


def _books(python: str | Path, content: Path, output: Path, root: Path) -> dict[str, bytes]:
    command = (python, "-m", "publisher", "build", content, "-o", output, "-q")
    environment = {**os.environ, "PYTHONPATH": str(root), "PYTHONDONTWRITEBYTECODE": "1"}
    subprocess.run(command, cwd=output.parent, env=environment, check=True)
    return {path.suffix: path.read_bytes() for path in output.iterdir()}


@pytest.mark.slow
def test_every_python_here_makes_the_same_books(tmp_path: Path, root: Path) -> None:
    """The newest other Python of this machine, with the same libraries: equal EPUB, equal PDF."""
    others = list(_others())
    if not others:
        pytest.skip("no other Python is on this machine")
    content = tmp_path / "content"
    content.mkdir()
    (content / "tea.md").write_text(_POST, encoding="utf-8")
    other = _libraries(others[-1], tmp_path / "other", root / "requirements.lock")
    made = _books(sys.executable, content, tmp_path / "here", root)
    assert set(made) == {".epub", ".pdf"}
    assert _books(other, content, tmp_path / "there", root) == made


def test_no_pattern_repeats_a_group_possessively() -> None:
    """Python up to 3.11.4, which Debian 12 has, matches such a group wrongly (CPython 106052)."""
    group = re.compile(r"\)(?:[*+?]|\{\d+(?:,\d*)?\})\+")
    sources = (Path(__file__).resolve().parents[1] / "publisher").rglob("*.py")
    lines = [line for path in sources for line in path.read_text(encoding="utf-8").split("\n")]
    assert [line for line in lines if group.search(line) and "_URL_SAFE =" not in line] == []
