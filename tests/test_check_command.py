"""`publisher check` as its user meets it: formats, explanations, mending."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from publisher.cli import main
from publisher.problems import CODES

POST = """\
---
title: "Tea | 茶"
date: 2025-07-23
---

> 作者：A. Writer

Tea  is "hot".

茶很烫,小心。
"""
MENDED = POST.replace("Tea  is", "Tea is").replace('"hot"', "“hot”").replace("烫,", "烫，")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder whose `content` has one post with three slips."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1767225600")
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "tea.md").write_text(POST, encoding="utf-8")
    return tmp_path


def run(*arguments: str) -> Result:
    """Run `publisher check`."""
    return CliRunner().invoke(main, ("check", *arguments))


def test_every_finding_is_one_line(folder: Path) -> None:
    """`path:line:column CODE severity: message. hint`."""
    assert folder.is_dir()
    lines = run().stdout.splitlines()
    form = re.compile(r"content/tea\.md:\d+:\d+ [A-Z]\d{3} (error|warning|hint): .+\. .+")
    assert len(lines) == 3
    assert [line for line in lines if not form.fullmatch(line)] == []


def test_a_habit_is_told_once(folder: Path) -> None:
    """Of many lines with one slip the first are shown, the rest counted; -v shows them all."""
    body = "".join(f"Tea  is hot, {n}.\n\n茶很烫，{n}。\n\n" for n in range(20))
    post = folder / "content" / "tea.md"
    post.write_text(POST.partition("Tea  is")[0] + body, encoding="utf-8")
    *first, last = run().stdout.splitlines()
    assert len(first) == 3
    assert last.startswith(
        "content/tea.md:20:4 E002 warning: the same slip here and on 16 more lines"
    )
    assert len(run("-v").stdout.splitlines()) == 20
    assert len(run("--format", "github").stdout.splitlines()) == 20


def test_findings_for_github_are_workflow_commands(folder: Path) -> None:
    """Signs that mean something there are escaped, a line each, in the words of the text form."""
    (folder / "content" / "100%, a:b.md").write_text(
        POST.replace("茶很烫,", "茶很烫100%,茶"), encoding="utf-8"
    )
    (folder / "content" / "tea.md").unlink()
    lines = run("--format", "github").stdout.splitlines()
    assert lines[0].startswith(
        "::warning file=content/100%25%2C a%3Ab.md,line=1,col=1,title=B010::"
    )
    form = re.compile(r"::(error|warning|notice) file=[^,:]+,line=\d+,col=\d+,title=[A-Z]\d{3}::.+")
    assert [line for line in lines if not form.fullmatch(line)] == []


def test_a_date_is_ahead_of_the_day_that_the_environment_names(folder: Path) -> None:
    """The same command says the same tomorrow."""
    text = POST.replace("2025-07-23", "2026-01-02")
    (folder / "content" / "tea.md").write_text(text, encoding="utf-8")
    assert "F010 warning" in run().stdout
    text = POST.replace("2025-07-23", "2026-01-01")
    (folder / "content" / "tea.md").write_text(text, encoding="utf-8")
    assert "F010" not in run().stdout


@pytest.mark.parametrize("code", CODES)
def test_every_code_is_explained(code: str) -> None:
    """Its title and more, without a book."""
    result = run("--explain", code.lower())
    assert result.exit_code == 0
    assert result.stdout.startswith(f"{code} {CODES[code][0]}: {CODES[code][1]}\n\n")


def test_a_code_that_there_is_not_is_answered_with_the_nearest() -> None:
    """Nobody remembers three digits."""
    result = run("--explain", "G03")
    assert result.exit_code == 2
    assert "The nearest is G003." in result.output


def test_mending_shows_a_diff_and_asks(folder: Path) -> None:
    """Where nobody can be asked nothing changes, and the exit code says so."""
    result = run("--fix")
    assert result.exit_code == 1
    assert '-Tea  is "hot".\n' in result.stdout
    assert "+Tea is “hot”.\n" in result.stdout
    assert "add --yes" in result.stderr
    assert (folder / "content" / "tea.md").read_text(encoding="utf-8") == POST


def test_a_dry_run_only_shows(folder: Path) -> None:
    """The diff, and a count."""
    result = run("--fix", "--dry-run")
    assert result.exit_code == 0
    assert "1 post would change." in result.stderr
    assert (folder / "content" / "tea.md").read_text(encoding="utf-8") == POST


def test_mending_with_yes_mends_and_then_finds_nothing_more(folder: Path) -> None:
    """The second time there is nothing to do."""
    assert run("--fix", "--yes").exit_code == 0
    assert (folder / "content" / "tea.md").read_text(encoding="utf-8") == MENDED
    assert "nothing to mend" in run("--fix", "--yes").stderr
    assert run().stdout == ""


@pytest.mark.parametrize("arguments", [("--yes",), ("--dry-run",), ("--fix", "--format", "json")])
def test_options_that_belong_to_mending_are_refused_without_it(
    folder: Path, arguments: tuple[str, ...]
) -> None:
    """A command that would do nothing says so."""
    assert folder.is_dir()
    assert run(*arguments).exit_code == 2


def test_the_reference_post_has_one_warning(seed: Path) -> None:
    """The author's own post: `bootstrap` is linked in English only, and that is all."""
    result = run(str(seed))
    (line,) = result.stdout.splitlines()
    assert "G003 warning: “bootstrap” is linked in English only" in line


def test_the_books_own_posts_are_clean(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What this project advises it keeps to: a draft left out, words that are terms elsewhere."""
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1798761600")
    lines = run(str(root / "content")).stdout.splitlines()
    assert [line for line in lines if " B006 " not in line and " G020 " not in line] == []
