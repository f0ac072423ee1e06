"""Start-up: what is not needed is not imported."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from publisher.cli import COMMANDS, main
from tests.test_build import POST

ROOT = Path(__file__).resolve().parents[1]

_SCRIPT = """
import json, sys
before = set(sys.modules)
from publisher.cli import main
try:
    main(sys.argv[1:], standalone_mode=False)
except SystemExit:
    pass
print()
print(json.dumps(sorted(set(sys.modules) - before)))
"""

_HEAVY = frozenset(
    "weasyprint ebooklib pikepdf PIL rich lxml pydyf distributed fontTools pygments genanki"
    " opencc ziamath tinycss2 importlib.metadata".split()
)


def modules(*arguments: str) -> set[str]:
    """The modules that a command has imported when it ends."""
    command = (sys.executable, "-c", _SCRIPT, *arguments)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout.splitlines()[-1])
    return set(found)


def test_help_imports_the_table_of_commands_and_nothing_of_the_program() -> None:
    """Neither a stage nor a library, click excepted."""
    found = modules("--help")
    assert {name for name in found if name.startswith("publisher")} == {
        "publisher",
        "publisher.cli",
    }
    assert not {"yaml", "sqlite3", "multiprocessing", *_HEAVY} & found


def test_check_imports_no_library_that_writes(tmp_path: Path) -> None:
    """Neither the engine for pages nor what packs, draws or shows progress on a terminal."""
    (tmp_path / "tea.md").write_text(POST, encoding="utf-8")
    found = modules("check", str(tmp_path))
    asked = {"opencc", "importlib.metadata"}  # which characters are Traditional is a check
    assert not (_HEAVY - asked) & found
    assert not {name for name in found if name.startswith("publisher.write")}
    assert "publisher.load.post" in found


@pytest.fixture
def empty_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no earlier test have made anything."""
    monkeypatch.setenv("PUBLISHER_CACHE_DIR", str(tmp_path / "kept"))


@pytest.mark.usefixtures("empty_cache")
def test_a_book_that_is_made_already_needs_no_stage(tmp_path: Path) -> None:
    """Its folder is looked through, and that is all."""
    content = tmp_path / "posts"
    content.mkdir()
    (content / "tea.md").write_text(POST, encoding="utf-8")
    arguments = ("epub", str(content), "-o", str(tmp_path / "out"))
    assert "ebooklib" in modules(*arguments)
    found = modules(*arguments)
    assert not _HEAVY & found
    stages = ("load", "pair", "index", "check", "typeset", "write")
    assert [name for name in stages if f"publisher.{name}" in found] == []


@pytest.mark.usefixtures("empty_cache")
def test_a_changed_paragraph_needs_no_library_for_what_it_does_not_reach(tmp_path: Path) -> None:
    """Neither the cover nor the package document is made again."""
    content = tmp_path / "posts"
    content.mkdir()
    post = content / "tea.md"
    post.write_text(POST, encoding="utf-8")
    arguments = ("epub", str(content), "-o", str(tmp_path / "out"))
    assert {"PIL", "ebooklib", "uharfbuzz"} <= modules(*arguments)
    post.write_text(f"{POST}\nOne more cup.\n", encoding="utf-8")
    found = modules(*arguments)
    assert "publisher.write.epub" in found
    assert not {*_HEAVY, "uharfbuzz"} & found


@pytest.mark.usefixtures("empty_cache")
@pytest.mark.skipif(sys.platform != "linux", reason="workers are not forked early elsewhere")
def test_a_changed_post_loads_the_engine_where_it_is_laid_out(tmp_path: Path) -> None:
    """In a worker, if there are some: beside what this process has to do, and not before it."""
    content = tmp_path / "posts"
    content.mkdir()
    post = content / "tea.md"
    post.write_text(POST, encoding="utf-8")
    arguments = ("pdf", str(content), "-o", str(tmp_path / "out"), "--jobs")
    alone = modules(*arguments, "1")
    assert "weasyprint" in alone
    assert not {"pikepdf", "fontTools.subset"} & alone
    post.write_text(f"{POST}\nOne more cup.\n", encoding="utf-8")
    assert not {"weasyprint", "pikepdf", "fontTools", "tinycss2"} & modules(*arguments, "2")


@pytest.mark.parametrize("name", sorted(COMMANDS))
def test_help_says_of_a_command_what_the_command_says_of_itself(name: str) -> None:
    """The table in `cli` repeats the sentence, so that no command must be imported for it."""
    command = main.get_command(click.Context(main), name)
    assert command is not None
    assert command.get_short_help_str(200).rstrip(".") == COMMANDS[name][1].rstrip(".")


_AUDITED = """
import sys
sys.addaudithook(lambda event, said: event == "subprocess.Popen" and print("ran", said[1]))
from publisher.cli import main
main(sys.argv[1:])
"""


@pytest.mark.skipif(sys.platform != "linux", reason="other loaders know other names")
def test_a_pdf_is_made_without_asking_a_compiler(tmp_path: Path) -> None:
    """No other program is run to find Pango."""
    (tmp_path / "tea.md").write_text(POST, encoding="utf-8")
    book = tmp_path / "tea.pdf"
    command = (sys.executable, "-c", _AUDITED, "pdf", str(tmp_path), "-o", str(book))
    options = ("--jobs", "1", "--no-cache")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        (*command, *options), env=environment, capture_output=True, text=True, check=True
    )
    assert book.read_bytes().startswith(b"%PDF-")
    assert "ran " not in done.stdout


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_pdf_leaves_nothing_in_the_folder_for_passing_files(tmp_path: Path, jobs: str) -> None:
    """WeasyPrint keeps copies of all fonts there: 15 MB in each process."""
    content, passing = tmp_path / "posts", tmp_path / "passing"
    content.mkdir()
    passing.mkdir()
    (content / "tea.md").write_text(POST, encoding="utf-8")
    book = tmp_path / "tea.pdf"
    command = (sys.executable, "-m", "publisher", "pdf", str(content), "-o", str(book))
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "TMPDIR": str(passing)}
    subprocess.run((*command, "--jobs", jobs, "--no-cache"), env=environment, check=True)
    assert book.read_bytes().startswith(b"%PDF-")
    assert list(passing.iterdir()) == []
