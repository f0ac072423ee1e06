"""The commands; the only place that prints, colours and exits."""

from __future__ import annotations

import errno
import json
import os
import sys
import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import click

from publisher import __version__
from publisher.build import (
    BOOKS,
    EXPORTS,
    Draft,
    EngineMissingError,
    Outcome,
    build,
    export,
    has_errors,
    read_book,
    save,
    verify,
)
from publisher.characters import allowed
from publisher.model import Book, Group, Pair, Unit
from publisher.problems import Problem, Problems, Severity

_COLOURS = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.HINT: "cyan"}
_SHOWN = {0: (Severity.ERROR, Severity.WARNING), -1: (Severity.ERROR,), 1: tuple(Severity)}
_SLOW = 1.0
"""Seconds after which a person wants to see that something happens."""

_CONTENT_HELP = """CONTENT is a folder with a book.yaml, a folder without one (every post below it
becomes the book, in the order of their dates), or a single post. Without it: content."""


# -- messages --------------------------------------------------------------------------------------


def _base(content: Path) -> Path:
    return content if content.is_dir() else content.parent


def _line(problem: Problem, content: Path) -> str:
    """One problem as `path:line:column CODE severity: message. hint`."""
    place = problem.place
    path = (_base(content) / place.path).as_posix()
    tail = f" {problem.hint}" if problem.hint else ""
    severity = click.style(problem.severity.value, fg=_COLOURS[problem.severity])
    where = f"{path}:{place.line}:{place.column}"
    return f"{where} {problem.code} {severity}: {problem.message}.{tail}"


def _tell(problems: Problems, content: Path, verbosity: int) -> None:
    shown = _SHOWN[verbosity]
    hidden = 0
    for problem in problems:
        if problem.severity in shown:
            click.echo(_line(problem, content), err=True)
        else:
            hidden += 1
    if hidden and verbosity == 0:
        more = "hint" if hidden == 1 else "hints"
        click.echo(f"{hidden} {more} not shown; -v shows all.", err=True)


def _as_json(problems: Problems, content: Path) -> str:
    rows = [
        {
            "path": (_base(content) / problem.place.path).as_posix(),
            "line": problem.place.line,
            "column": problem.place.column,
            "code": problem.code,
            "severity": problem.severity.value,
            "message": problem.message,
            "hint": problem.hint,
        }
        for problem in problems
    ]
    return json.dumps({"problems": rows}, ensure_ascii=False, indent=2)


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
def _progress(*, quiet: bool) -> Iterator[Callable[[str, int, int], None]]:
    """A progress bar on a terminal, plain lines elsewhere, nothing when asked to be quiet."""
    if quiet:
        yield lambda _step, _done, _total: None
    elif not sys.stderr.isatty():
        yield _Lines()
    else:
        from rich.console import Console
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True), transient=True) as bars:
            tasks: dict[str, TaskID] = {}

            def show(step: str, done: int, total: int) -> None:
                if step not in tasks:
                    tasks[step] = bars.add_task(step, total=max(total, 1))
                bars.update(tasks[step], completed=done)

            yield show


_KILO, _MEGA = 1_000, 1_000_000
_INTERRUPTED = 130
"""The exit code of a command that Ctrl-C has stopped, as shells expect it."""


# -- closing lines ---------------------------------------------------------------------------------


def _pairs(flow: Iterable[Unit]) -> int:
    return sum(
        _pairs(unit.flow) if isinstance(unit, Group) else isinstance(unit, Pair) for unit in flow
    )


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}" + ("" if number == 1 else "s")


def _size(size: int) -> str:
    return f"{size / _KILO:,.0f} kB" if size < _MEGA else f"{size / _MEGA:,.1f} MB"


def _contents(book: Book) -> str:
    entries = [entry for chapter in book.chapters for entry in chapter.entries]
    parts = (
        _count(len(book.chapters), "post"),
        _count(sum(_pairs(chapter.post.flow) for chapter in book.chapters), "pair"),
        _count(len(entries), "term"),
        _count(sum(len(entry.occurrences) for entry in entries), "mention"),
    )
    return ", ".join(parts)


def _left_out(problems: Problems) -> str:
    drafts = sum(1 for problem in problems if problem.code == "B006")
    return f", {_count(drafts, 'draft')} left out" if drafts else ""


def _closing(outcome: Outcome, seconds: float) -> str:
    files = []
    for file in outcome.files:
        pages = f"{_count(file.pages, 'page')}, " if file.pages else ""
        files.append(f"{file.path} ({pages}{_size(file.size)})")
    book = outcome.draft.book
    made = (_contents(book) if book else "") + _left_out(outcome.problems)
    return f"Wrote {' and '.join(files)}: {made}, in {seconds:.1f} s."


def _tally(problems: Problems) -> str:
    counts = {s: sum(1 for p in problems if p.severity is s) for s in Severity}
    return ", ".join(_count(number, severity.value) for severity, number in counts.items())


def _stop(problems: Problems) -> NoReturn:
    errors = sum(1 for problem in problems if problem.severity is Severity.ERROR)
    click.echo(f"Nothing was written: {_count(errors, 'error')} to mend first.", err=True)
    sys.exit(1)


# -- failures that are not the author's ------------------------------------------------------------


_IN_THE_WAY = {
    errno.EEXIST: "a file of this name is in the way",
    errno.ENOTDIR: "a file is in the way of its folder",
    errno.EISDIR: "a folder of this name is in the way",
}
"""What the system says of names that are taken, in words for the author of a blog."""


def _close_screen() -> None:
    """Send to nowhere what Python still holds back for the screen: it would fail again at exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def _cannot_write(error: OSError) -> NoReturn:
    reason = _IN_THE_WAY.get(error.errno or 0) or error.strerror or str(error)
    if error.filename is None:
        click.echo(f"Cannot write to the screen or the next program: {reason}.", err=True)
        _close_screen()
    else:
        where = error.filename
        click.echo(f"Cannot write {where}: {reason}. The last good book is untouched.", err=True)
    sys.exit(1)


def _defect(error: Exception, verbosity: int) -> NoReturn:
    """A fault of this program: it says so, and never shows a traceback unasked."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    spot = f"{Path(frame.filename).name}:{frame.lineno}"
    click.echo(
        f"This is a defect of publisher {__version__}, not of your posts: "
        f"{type(error).__name__} at {spot}. Nothing was written. "
        "Please report it with the post that causes it; -v shows the details.",
        err=True,
    )
    if verbosity > 0:
        traceback.print_exception(error)
    sys.exit(1)


@contextmanager
def _guard(verbosity: int) -> Iterator[None]:
    """Turn what may go wrong outside the posts into a message and an exit code."""
    try:
        yield
    except EngineMissingError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except BrokenPipeError:
        raise  # click ends quietly: the next program has read enough
    except KeyboardInterrupt:
        click.echo("Stopped. The last good book is untouched.", err=True)
        sys.exit(_INTERRUPTED)
    except OSError as error:
        if verbosity > 0:
            traceback.print_exception(error)
        _cannot_write(error)
    except Exception as error:  # noqa: BLE001  the last door: whatever comes here is our fault
        _defect(error, verbosity)


# -- commands --------------------------------------------------------------------------------------


def _verbosity(*, quiet: bool, verbose: bool) -> int:
    return -1 if quiet else int(verbose)


class _ContentPath(click.Path):
    """A folder of posts, or a post; where there is none, what to write instead is said."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """Refuse what is not there."""
        if not Path(value).exists():
            command = ctx.command_path if ctx else "publisher"
            example = f"{command} path/to/posts"
            self.fail(f"there is no “{value}” here. Name your folder: {example}", param, ctx)
        return super().convert(value, param, ctx)


_content = click.argument(
    "content",
    type=_ContentPath(path_type=Path),
    default="content",
)
_keep_going = click.option(
    "--keep-going",
    is_flag=True,
    help="Leave out posts with errors, say so on the colophon page, and exit with 1.",
)
_quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
_verbose = click.option("-v", "--verbose", is_flag=True, help="Say more: hints, and how it went.")
_output = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default="dist",
    help="Folder for the book, or the name of its file. Without it: dist.",
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="publisher")
def main() -> None:
    """Make books of bilingual posts: an e-book (EPUB) and a book to print (PDF).

    The posts are Markdown files as a Hugo blog has them: a paragraph, its translation, and words
    linked to a glossary at the end. They are read as they are; nothing in them is changed.
    """


def _refuse_ending(output: Path, formats: tuple[str, ...]) -> None:
    """A file's name must end as its format does; a folder may have any name."""
    ending = output.suffix.lower().removeprefix(".")
    if output.is_dir() or ending not in {*BOOKS, *EXPORTS}:
        return
    if len(formats) > 1:
        raise click.UsageError("build writes two files: give -o a folder.")
    if output.suffix != f".{formats[0]}":
        name = output.with_suffix(f".{formats[0]}")
        raise click.UsageError(f"this command writes another format: give -o {name}, or a folder.")


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What the options of a build ask for."""

    verbosity: int
    keep_going: bool = False


def _make(content: Path, formats: tuple[str, ...], output: Path, wishes: _Wishes) -> None:
    verbosity = wishes.verbosity
    quiet = verbosity < 0
    _refuse_ending(output, formats)
    start = time.monotonic()
    with _guard(verbosity):
        with _progress(quiet=quiet) as progress:
            keep_going = wishes.keep_going
            outcome = build(content, formats, output, progress, keep_going=keep_going)
        _tell(outcome.problems, content, verbosity)
        if not outcome.files:
            _stop(outcome.problems)
        if not quiet:
            click.echo(_closing(outcome, time.monotonic() - start))
        if left_out := outcome.draft.left_out:
            names = ", ".join(allowed(path) for path in left_out)
            click.echo(f"Left out, to be mended: {names}.", err=True)
            sys.exit(1)


def _verify(content: Path, path: Path, verbosity: int) -> None:
    """Say whether a book is what its posts make today."""
    if path.suffix.removeprefix(".") not in BOOKS:
        raise click.UsageError("--verify compares a book: a file that ends in .epub or .pdf.")
    with _guard(verbosity):
        with _progress(quiet=verbosity < 0) as progress:
            draft, difference = verify(content, path, progress)
        _tell(draft.problems, content, verbosity)
        if not draft.is_sound:
            _stop(draft.problems)
        if difference:
            click.echo(f"{path} is another book: the first difference is {difference}.", err=True)
            sys.exit(1)
        if verbosity >= 0:
            click.echo(f"{path} is what its posts make, to the byte.")


@main.command("build", epilog=_CONTENT_HELP)
@_content
@_output
@click.option(
    "--verify",
    "verified",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Write nothing: make the book in FILE again and say where the two differ, if they do.",
)
@_keep_going
@_quiet
@_verbose
def build_command(  # noqa: PLR0913  one parameter for each option
    content: Path,
    output: Path,
    verified: Path | None,
    *,
    keep_going: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make both books: the EPUB and the PDF."""
    wishes = _Wishes(_verbosity(quiet=quiet, verbose=verbose), keep_going)
    if verified:
        _verify(content, verified, wishes.verbosity)
    else:
        _make(content, ("epub", "pdf"), output, wishes)


@main.command("epub", epilog=_CONTENT_HELP)
@_content
@_output
@_keep_going
@_quiet
@_verbose
def epub_command(
    content: Path, output: Path, *, keep_going: bool, quiet: bool, verbose: bool
) -> None:
    """Make the e-book (EPUB), for e-readers, phones and tablets."""
    wishes = _Wishes(_verbosity(quiet=quiet, verbose=verbose), keep_going)
    _make(content, ("epub",), output, wishes)


@main.command("pdf", epilog=_CONTENT_HELP)
@_content
@_output
@_keep_going
@_quiet
@_verbose
def pdf_command(
    content: Path, output: Path, *, keep_going: bool, quiet: bool, verbose: bool
) -> None:
    """Make the book to print (PDF)."""
    wishes = _Wishes(_verbosity(quiet=quiet, verbose=verbose), keep_going)
    _make(content, ("pdf",), output, wishes)


@main.command("check", epilog=_CONTENT_HELP)
@_content
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the findings are written: for people, or for other programs.",
)
@_quiet
@_verbose
def check_command(content: Path, form: str, *, quiet: bool, verbose: bool) -> None:
    """Read everything, say what is wrong with it, and write nothing."""
    verbosity = _verbosity(quiet=quiet, verbose=verbose)
    with _guard(verbosity):
        with _progress(quiet=quiet) as progress:
            draft = read_book(content, progress)
        if form == "json":
            click.echo(_as_json(draft.problems, content))
        else:
            _print_findings(draft, content, verbosity)
    sys.exit(1 if has_errors(draft.problems) else 0)


def _print_findings(draft: Draft, content: Path, verbosity: int) -> None:
    shown = _SHOWN[verbosity] if verbosity < 0 else tuple(Severity)
    for problem in draft.problems:
        if problem.severity in shown:
            click.echo(_line(problem, content))
    if verbosity >= 0:
        read = f"{_contents(draft.book)}: " if draft.book else ""
        click.echo(f"{read}{_tally(draft.problems)}.", err=True)


@main.command("export", epilog=_CONTENT_HELP)
@_content
@click.option(
    "--format",
    "form",
    type=click.Choice(sorted(EXPORTS)),
    required=True,
    help="json: everything, for other programs; tmx: the pairs, for translation tools.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    help="Name of the file. Without it, the text goes to the screen.",
)
@_quiet
@_verbose
def export_command(
    content: Path, form: str, output: Path | None, *, quiet: bool, verbose: bool
) -> None:
    """Hand the pairs and terms to other programs."""
    verbosity = _verbosity(quiet=quiet, verbose=verbose)
    with _guard(verbosity):
        draft, written = export(content, form)
        if written is not None and output is not None:
            save(output, written.data)
        _tell(draft.problems, content, verbosity)
        if written is None:
            _stop(draft.problems)
        if output is None:
            click.echo(written.data, nl=False)
        elif not quiet and draft.book:
            click.echo(f"Wrote {output} ({_size(len(written.data))}): {_contents(draft.book)}.")
