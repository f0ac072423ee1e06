"""The wheel alone, in an empty environment and away from the checkout, builds a book."""

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

pytestmark = pytest.mark.slow

_POST = """\
---
title: A Small Wheel | 一个小轮子
date: 2024-05-06
---

A [wheel](#glossary-wheel) is a package.

一个[轮子](#glossary-wheel)就是一个软件包。

## 名词解析

- <span id="glossary-wheel"></span>**轮子/wheel**：装好即用的软件包。
"""


def _run(*command: str | Path, cwd: Path, env: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _contents(wheel: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _tree(root: Path, name: str) -> set[str]:
    return {
        path.relative_to(root).as_posix() for path in (root / name).rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def packages(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder with the source distribution and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("packages")
    _run(sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ".", cwd=root)
    return folder


@pytest.fixture(scope="module")
def wheel(packages: Path) -> Path:
    """Give the path of the wheel."""
    (path,) = packages.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def elsewhere(root: Path, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give an environment that has the wheel and the locked libraries, and nothing else.

    The libraries come from the files that `make test` keeps, so no network is asked.
    """
    kept = Path(sys.prefix) / "wheels"
    if not kept.is_dir():
        message = "the locked libraries are not at hand as files; `make setup-test` brings them"
        (pytest.fail if os.environ.get("CI") == "true" else pytest.skip)(message)
    environment = tmp_path_factory.mktemp("environment")
    venv.create(environment, with_pip=False)
    pip = (sys.executable, "-m", "pip", "--python", environment / "bin" / "python", "install")
    offline = ("--quiet", "--no-index", "--no-compile")
    lock = ("--find-links", kept, "--require-hashes", "--requirement", root / "requirements.lock")
    _run(*pip, *offline, *lock, cwd=environment)
    _run(*pip, *offline, "--no-deps", wheel, cwd=environment)
    return environment


def test_wheel_holds_themes_and_fonts_and_no_tests(root: Path, wheel: Path) -> None:
    """The wheel has every theme and font of the checkout under `_share`, and leaves tests out."""
    names = set(_contents(wheel))
    wanted = _tree(root, "themes") | _tree(root, "fonts")
    assert wanted
    assert {f"publisher/_share/{name}" for name in wanted} <= names
    assert {"publisher/py.typed", "publisher/_share/problems.md"} <= names
    assert not {name for name in names if name.startswith(("tests/", "tools/", "content/"))}


def test_source_distribution_builds_the_same_wheel(root: Path, wheel: Path, tmp_path: Path) -> None:
    """The wheel made from the source distribution equals the one made from the checkout."""
    direct = (sys.executable, "-m", "build", "--no-isolation", "--wheel", "--outdir", tmp_path)
    _run(*direct, ".", cwd=root)
    assert _contents(tmp_path / wheel.name) == _contents(wheel)


def test_source_distribution_carries_no_leftovers(packages: Path) -> None:
    """The source distribution has the tests and the locks, but no cache and no built book."""
    (path,) = packages.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"Makefile", "requirements.lock", "tests/conftest.py", "tools/system.py"} <= names
    assert not {name for name in names if "__pycache__" in name or name.startswith("dist/")}


def test_installed_wheel_builds_a_book_away_from_the_checkout(
    elsewhere: Path,
    tmp_path: Path,
    epubcheck: Callable[[Path], list[str]],
    pdftotext: Callable[..., str],
) -> None:
    """From an empty folder, the installed command turns one post into a valid EPUB and a PDF."""
    posts, books, empty = (tmp_path / name for name in ("posts", "books", "empty"))
    posts.mkdir()
    empty.mkdir()
    (posts / "wheel.md").write_text(_POST, encoding="utf-8")
    home = {"HOME": str(empty), "PATH": os.defpath, "LANG": "C.UTF-8"}
    publisher = elsewhere / "bin" / "publisher"
    _run(publisher, "build", posts, "-o", books, cwd=empty, env=home)
    (epub,) = books.glob("*.epub")
    (pdf,) = books.glob("*.pdf")
    assert epubcheck(epub) == []
    told = _run(publisher, "check", "--explain", "G003", cwd=empty, env=home)
    assert told.startswith("G003 warning: a term linked in one language only\n\n")
    text = "".join(pdftotext(pdf).split())
    assert "Awheelisapackage." in text
    assert "一个轮子就是一个软件包。" in text
