"""What the commands say: problems, closing lines, progress; in words for an author."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import NoReturn

import click

from publisher.build import Counts, Outcome
from publisher.model import NoteCount
from publisher.problems import Place, Problem, Problems, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}
SHOWN = {0: (Severity.ERROR, Severity.WARNING), -1: (Severity.ERROR,), 1: tuple(Severity)}
_SLOW = 1.0
"""Seconds after which a person wants to see that something happens."""
_KILO, _MEGA = 1_000, 1_000_000


# -- messages --------------------------------------------------------------------------------------


def _base(content: Path) -> Path:
    return content if content.is_dir() else content.parent


def _path(place: Place, content: Path) -> str:
    """Where a file lies as the command names it; an option is no file."""
    return place.path if place.is_option else (_base(content) / place.path).as_posix()


def line(problem: Problem, content: Path) -> str:
    """One problem as `path:line:column CODE severity: message. hint`."""
    where = str(replace(problem.place, path=_path(problem.place, content)))
    tail = f" {problem.hint}" if problem.hint else ""
    severity = click.style(problem.severity.value, fg=_COLOURS[problem.severity])
    return f"{where} {problem.code} {severity}: {problem.message}.{tail}"


def tell(problems: Problems, content: Path, verbosity: int) -> None:
    """Say what is wrong, as far as somebody wants to hear it."""
    shown = SHOWN[verbosity]
    hidden = 0
    for problem in problems:
        if problem.severity in shown:
            click.echo(line(problem, content), err=True)
        else:
            hidden += 1
    if hidden and verbosity == 0:
        more = "hint" if hidden == 1 else "hints"
        click.echo(f"{hidden} {more} not shown; -v shows all.", err=True)


def as_json(problems: Problems, content: Path) -> str:
    """The problems for other programs."""
    rows = [
        {
            "path": _path(problem.place, content),
            "line": max(1, problem.place.line),
            "column": max(1, problem.place.column),
            "code": problem.code,
            "severity": problem.severity.value,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]
    return json.dumps({"problems": rows}, ensure_ascii=False, indent=2)


_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.HINT: "notice"}


def _escaped(words: str, signs: str) -> str:
    """Signs that mean something in a workflow command, as %XX; the percent sign first."""
    for sign in f"%{signs}":
        words = words.replace(sign, f"%{ord(sign):02X}")
    return words


def as_github(problems: Problems, content: Path) -> str:
    """The problems as workflow commands, which GitHub shows beside the lines of a change."""
    rows = []
    for problem in problems:
        path = _path(problem.place, content)
        line, column = max(1, problem.place.line), max(1, problem.place.column)
        where = {"file": path, "line": line, "col": column}
        marks = {**where, "title": problem.code}
        properties = ",".join(
            f"{k}={_escaped(str(v), chr(13) + chr(10) + ':,')}" for k, v in marks.items()
        )
        words = f"{problem.message}.{f' {problem.hint}' if problem.hint else ''}"
        rows.append(
            f"::{_COMMANDS[problem.severity]} {properties}::{_escaped(words, chr(13) + chr(10))}"
        )
    return "".join(f"{row}\n" for row in rows)


# -- progress --------------------------------------------------------------------------------------


class _Lines:
    """Progress as plain lines, once a second, for work that takes longer than that."""

    def __init__(self) -> None:
        self.last = time.monotonic()
        self.step = ""

    def __call__(self, step: str, done: int, total: int) -> None:
        now = time.monotonic()
        if now - self.last < _SLOW and step == self.step:
            return
        if now - self.last >= _SLOW:
            click.echo(f"{step} {done}/{total}" if total > 1 else f"{step} …", err=True)
            self.last = now
        self.step = step


@contextmanager
def progress_shown(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, plain lines elsewhere, nothing when asked to be quiet."""
    if quiet:
        yield lambda _step, _done, _total: None
    elif not sys.stderr.isatty():
        yield _Lines()
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        # Without a thread that draws: a process with threads cannot be forked safely.
        console = Console(stderr=True)
        with Progress(*columns, console=console, transient=True, auto_refresh=False) as bars:
            tasks: dict[str, TaskID] = {}

            def show(step: str, done: int, total: int) -> None:
                if step not in tasks:
                    tasks[step] = bars.add_task(step, total=max(total, 1))
                bars.update(tasks[step], completed=done, refresh=True)

            yield show


# -- closing lines ---------------------------------------------------------------------------------


def count(number: int, noun: str) -> str:
    """A number of things: `1 post`, `1,200 posts`."""
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def size(octets: int) -> str:
    """A size for people: `101 kB`, `1.2 MB`."""
    return f"{octets / _KILO:,.0f} kB" if octets < _MEGA else f"{octets / _MEGA:,.1f} MB"


def contents(counts: Counts) -> str:
    """What a book holds: posts, pairs, terms, mentions."""
    parts = (
        count(counts.posts, "post"),
        count(counts.pairs, "pair"),
        count(counts.terms, "term"),
        count(counts.mentions, "mention"),
    )
    return ", ".join(parts)


def _left_out(problems: Problems) -> str:
    drafts = sum(1 for problem in problems if problem.code == "B006")
    return f", {count(drafts, 'draft')} left out" if drafts else ""


def _counted(notes: NoteCount) -> str:
    return (
        f"{count(notes.calls, 'call')}, {count(notes.notes, 'note')}, {notes.on_page} on their page"
    )


def closing(outcome: Outcome, seconds: float) -> str:
    """The last line of a build."""
    files = []
    for file in outcome.files:
        pages = f"{count(file.pages, 'page')}, " if file.pages else ""
        pages += f"{_counted(file.notes)}, " if file.notes else ""
        files.append(f"{file.path} ({pages}{size(file.size)})")
    made = contents(outcome.counts) + _left_out(outcome.problems)
    return f"Wrote {' and '.join(files)}: {made}, in {seconds:.1f} s."


def tally(problems: Problems) -> str:
    """How many problems of each weight."""
    counts = {s: sum(1 for p in problems if p.severity is s) for s in Severity}
    return ", ".join(count(number, severity.value) for severity, number in counts.items())


def stop(problems: Problems) -> NoReturn:
    """End with 1: the book has errors."""
    errors = sum(1 for problem in problems if problem.severity is Severity.ERROR)
    click.echo(f"Nothing was written: {count(errors, 'error')} to mend first.", err=True)
    sys.exit(1)
