"""The books before the checkers: EPUBCheck, Ace by DAISY, and calibre where it is installed."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.readers.packages import package
from tests.readers.samples import samples

BOOKS = [sample.name for sample in samples()]
REMARKS = {sample.name: sample.remark for sample in samples()}


@pytest.mark.parametrize("name", BOOKS)
def test_epubcheck_has_nothing_to_say(
    book: Callable[[str], Path], epubcheck: Callable[[Path], list[str]], name: str
) -> None:
    """Not an error, not a warning, and no remark on usage but the one that a profile is for."""
    said = {message.split()[1] + message.split()[2] for message in epubcheck(book(name))}
    assert said == ({f"{REMARKS[name]}USAGE"} if REMARKS[name] else set())


def _findings(report: Path) -> list[str]:
    """Give what Ace asserts against a book: place and rule."""
    read = json.loads(report.read_text(encoding="utf-8"))
    return [
        f"{file['earl:testSubject']['url']}: {one['earl:test']['dct:title']}"
        for file in read["assertions"]
        for one in file["assertions"]
        if one["earl:result"]["earl:outcome"] != "pass"
    ]


@pytest.mark.parametrize("name", BOOKS)
def test_ace_has_nothing_to_say(
    book: Callable[[str], Path],
    chromium: str,
    tmp_path: Path,
    name: str,
) -> None:
    """No rule of accessibility is broken anywhere in the book."""
    program = package("@daisy/ace-cli") / "bin" / "ace.js"
    environment = {
        **os.environ,
        "PUPPETEER_EXECUTABLE_PATH": chromium,
        "XDG_CONFIG_HOME": str(tmp_path),
        "XDG_STATE_HOME": str(tmp_path),
    }
    done = subprocess.run(
        ["node", program, "--force", "--silent", "--exitcode", "-o", tmp_path / "ace", book(name)],
        env=environment,
        capture_output=True,
        check=False,
    )
    report = tmp_path / "ace" / "report.json"
    assert report.is_file(), done.stderr.decode(errors="replace")
    assert _findings(report) == []
    assert done.returncode == 0


@pytest.mark.parametrize("name", BOOKS)
def test_calibre_reads_the_whole_book(
    book: Callable[[str], Path], tmp_path: Path, name: str
) -> None:
    """Its checker finds no error, and its own reader of EPUB gives both titles of the contents."""
    calibre = shutil.which("ebook-convert"), shutil.which("calibre-debug")
    if None in calibre:
        pytest.skip("calibre is not installed, and no test environment needs it")
    checker = (
        "import sys; from calibre.ebooks.oeb.polish.container import get_container;"
        " from calibre.ebooks.oeb.polish.check.main import run_checks;"
        " found = run_checks(get_container(sys.argv[-1], tweak_mode=True));"
        " print([str(one) for one in found if one.level > 2 and not one.name.endswith('.css')])"
    )  # of style sheets its linter wants another order of rules, which is a matter of taste
    # Its checker starts a browser's engine: without a screen, and as root without a sandbox.
    headless = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QTWEBENGINE_DISABLE_SANDBOX": "1"}
    run = ["calibre-debug", "-c", checker, "--", str(book(name))]
    done = subprocess.run(run, env=headless, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
    text = tmp_path / "book.txt"
    convert = ("ebook-convert", book(name), text)
    subprocess.run(convert, env=headless, capture_output=True, check=True)
    assert "版权页" in text.read_text(encoding="utf-8")
