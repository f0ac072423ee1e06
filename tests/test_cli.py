"""The commands as their user meets them."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

import publisher.cli.books
from publisher import __version__
from publisher.cli import main
from tests.test_build import POST

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder whose `content` has one good post."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "tea.md").write_text(POST, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, arguments)


def commands(group: click.Group = main) -> Iterator[tuple[str, click.Command]]:
    """Every command there is."""
    context = click.Context(group)
    for name in group.list_commands(context):
        if command := group.get_command(context, name):
            yield name, command


def test_content_is_where_a_book_is_looked_for_and_dist_where_it_goes(folder: Path) -> None:
    """Without arguments, in the folder of a project."""
    result = run("epub")
    assert result.exit_code == 0, result.output
    assert (folder / "dist" / "content.epub").is_file()


def test_one_closing_line_says_what_was_written(folder: Path) -> None:
    """Posts, pairs, terms, mentions, pages, bytes, seconds."""
    assert folder.is_dir()
    last = run("build").output.strip().splitlines()[-1]
    assert re.fullmatch(
        r"Wrote dist/content\.epub \([\d,.]+ kB\) and "
        r"dist/content\.pdf \(\d+ pages, [\d,.]+ kB\): "
        r"1 post, 1 pair, 1 term, 2 mentions, in [\d.]+ s\.",
        last,
    ), last


def test_errors_are_listed_with_their_places_and_the_exit_code_is_one(folder: Path) -> None:
    """The path is the one the author can open from where the command was typed."""
    (folder / "content" / "bad.md").write_bytes(b"---\ntitle: Bad\n---\n\nab\xff\n")
    result = run("epub")
    assert result.exit_code == 1
    assert re.search(r"^content/bad\.md:5:3 F005 error: .+\. .+\.$", result.output, re.MULTILINE)
    assert "Nothing was written: 1 error to mend first." in result.output
    assert not (folder / "dist").exists()


@pytest.mark.parametrize(
    "arguments", [("epub", "nowhere"), ("frob",), ("export",), ("build", "-o", "one.epub")]
)
def test_a_command_that_is_not_understood_exits_with_two(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    """Usage, not content."""
    assert folder.is_dir()
    assert run(*arguments).exit_code == 2


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--page", "A55", "--page B003 error: there is no page “A55”. "),
        ("--bleed", "4", "--bleed B003 error: “bleed” cannot be read here. "),
        ("--post", "kettle", "--post B005 error: there is no post “kettle”. "),
    ],
)
def test_a_wrong_option_is_named_and_has_no_line(
    folder: Path, option: str, value: str, said: str
) -> None:
    """What was typed stands in no file, so no line and column are made up."""
    done = run("build", str(folder), option, value)
    assert done.exit_code == 1
    assert done.output.startswith(said)


def test_check_writes_nothing_and_says_what_it_read(folder: Path) -> None:
    """A clean book gives one line of counts."""
    result = run("check")
    assert result.exit_code == 0
    assert "1 post, 1 pair, 1 term, 2 mentions: 0 errors, 0 warnings, 0 hints." in result.output
    assert sorted(path.name for path in folder.rglob("*")) == ["content", "tea.md"]


def test_check_speaks_json_to_other_programs(folder: Path) -> None:
    """Every field of a finding, under its own name."""
    one_sided = POST.replace("[茶](#glossary-tea)", "茶")
    (folder / "content" / "tea.md").write_text(one_sided, encoding="utf-8")
    result = run("check", "--format", "json")
    (row,) = json.loads(result.stdout)["problems"]
    assert (row["path"], row["line"], row["column"]) == ("content/tea.md", 8, 5)
    assert (row["code"], row["severity"]) == ("G003", "warning")
    assert row["message"]
    assert row["hint"]


def test_export_goes_to_the_screen_or_to_a_file(folder: Path) -> None:
    """The same bytes either way."""
    shown = run("export", "--format", "json")
    run("export", "--format", "json", "-o", "pairs.json")
    assert json.loads(shown.stdout)["posts"][0]["title"] == {"en": "Tea", "zh": "茶"}
    assert (folder / "pairs.json").read_text(encoding="utf-8") == shown.stdout


def test_quiet_says_nothing_when_all_is_well(folder: Path) -> None:
    """For scripts."""
    assert folder.is_dir()
    assert run("epub", "-q").output == ""


def test_an_output_that_cannot_be_written_is_told_without_a_traceback(folder: Path) -> None:
    """A file stands where the folder should be."""
    (folder / "dist").write_text("in the way", encoding="utf-8")
    result = run("epub")
    assert result.exit_code == 1
    assert "Cannot write" in result.output
    assert "Traceback" not in result.output


def test_a_defect_of_ours_says_that_it_is_ours(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No traceback unless asked for, and no blame on the author."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    assert folder.is_dir()
    monkeypatch.setattr(publisher.cli.books, "build", broken)
    result = run("epub")
    assert result.exit_code == 1
    assert "This is a defect of publisher" in result.output
    assert "Traceback" not in result.output


def test_version_is_the_packages() -> None:
    """`--version`, for reports."""
    assert run("--version").output == f"publisher, version {__version__}\n"


@pytest.mark.parametrize("name", [name for name, _ in commands()])
def test_every_command_explains_itself_and_stands_in_the_readme(name: str) -> None:
    """A sentence in `--help`, a row in the README."""
    assert run(name, "--help").exit_code == 0
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"`publisher {name} " in readme


@pytest.mark.parametrize(("command", "name"), [("epub", "one.pdf"), ("pdf", "one.epub")])
def test_a_file_is_not_named_after_another_format(folder: Path, command: str, name: str) -> None:
    """An e-book is never put under the name of a PDF, nor into a folder of such a name."""
    result = run(command, "-o", name)
    assert result.exit_code == 2
    assert f"give -o one.{command}, or a folder" in result.output
    assert not (folder / name).exists()


def test_where_there_is_no_content_the_command_says_what_to_write(folder: Path) -> None:
    """A newcomer in the wrong folder."""
    (folder / "content").rename(folder / "posts")
    result = run("epub")
    assert result.exit_code == 2
    assert "there is no “content” here. Name your folder: main epub path/to/posts" in result.output


@pytest.mark.parametrize("blocked", ["dist", "dist/content.epub"])
def test_what_stands_in_the_way_is_named(folder: Path, blocked: str) -> None:
    """A file where the folder should be, a folder where the file should be."""
    if blocked == "dist":
        (folder / blocked).write_text("in the way", encoding="utf-8")
    else:
        (folder / blocked).mkdir(parents=True)
    result = run("epub")
    assert result.exit_code == 1
    assert re.search(
        rf"^Cannot write \S*{blocked}: a \w+ .*in the way", result.output, re.MULTILINE
    )
    assert ".part" not in result.output


def test_the_closing_line_says_how_many_drafts_are_left_out(folder: Path) -> None:
    """A draft that was forgotten is not a lost chapter."""
    draft = POST.replace("title:", "draft: true\ntitle:", 1)
    (folder / "content" / "later.md").write_text(draft, encoding="utf-8")
    assert "2 mentions, 1 draft left out, in " in run("epub").output


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device of Linux")
@pytest.mark.parametrize("arguments", [("check",), ("export", "--format", "json")])
def test_a_full_disk_behind_the_screen_is_no_traceback(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    """What is told cannot be written either."""
    one_sided = POST.replace("[茶](#glossary-tea)", "茶")
    (folder / "content" / "tea.md").write_text(one_sided, encoding="utf-8")
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [sys.executable, "-m", "publisher", *arguments],
            cwd=folder,
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    assert done.returncode == 1
    assert "Cannot write to the screen" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_command_that_is_stopped_says_so(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ctrl-C: the exit code that shells expect, and no traceback."""

    def stopped(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    assert folder.is_dir()
    monkeypatch.setattr(publisher.cli.books, "build", stopped)
    result = run("epub")
    assert result.exit_code == 130
    assert "Stopped. The last good book is untouched." in result.output
