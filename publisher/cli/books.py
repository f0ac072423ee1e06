"""`publisher build`, `epub` and `pdf`: the commands that make books."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import wraps
from pathlib import Path

import click

from publisher.build import BOOKS, EXPORTS, Choices, Order, build, verify
from publisher.build.library import Made, build_all, library
from publisher.characters import allowed
from publisher.cli.failures import guard
from publisher.cli.options import (
    CHOICE_KEYS,
    CONTENT_HELP,
    content_argument,
    e_readers,
    edition_options,
    keep_going_option,
    output_option,
    profile_option,
    quiet_option,
    timings,
    verbose_option,
    verbosity_of,
    working_options,
)
from publisher.cli.telling import closing, contents, count, progress_shown, stop, tell
from publisher.cli.working import Means, workshop
from publisher.problems import Severity


def _refuse_ending(output: Path, formats: tuple[str, ...], profiles: tuple[str, ...]) -> None:
    """A file's name must end as its format does; a folder may have any name."""
    ending = output.suffix.lower().removeprefix(".")
    if output.is_dir() or ending not in {*BOOKS, *EXPORTS}:
        return
    if len(formats) > 1:
        raise click.UsageError("build writes two files: give -o a folder.")
    if len(set(profiles)) > 1:
        raise click.UsageError("each profile makes a file of its own: give -o a folder.")
    if output.suffix != f".{formats[0]}":
        name = output.with_suffix(f".{formats[0]}")
        raise click.UsageError(f"this command writes another format: give -o {name}, or a folder.")


@dataclass(frozen=True, slots=True)
class _Wishes:
    """What the options of a build ask for."""

    means: Means
    keep_going: bool = False
    profiles: tuple[str, ...] = ()
    choices: Choices = field(default_factory=dict)

    @property
    def verbosity(self) -> int:
        """How much is to be said."""
        return self.means.verbosity


def _make(content: Path, formats: tuple[str, ...], output: Path, wishes: _Wishes) -> None:
    verbosity = wishes.verbosity
    quiet = verbosity < 0
    _refuse_ending(output, formats, wishes.profiles)
    start = time.monotonic()
    with guard(verbosity):
        with workshop(wishes.means) as shop, progress_shown(quiet=quiet) as progress:
            outcome = build(
                content,
                formats,
                output,
                progress,
                keep_going=wishes.keep_going,
                profiles=wishes.profiles,
                choices=wishes.choices,
                shop=shop,
            )
        tell(outcome.problems, content, verbosity)
        if not outcome.files:
            stop(outcome.problems)
        if not quiet:
            click.echo(closing(outcome, time.monotonic() - start))
        if left_out := outcome.draft.left_out:
            names = ", ".join(allowed(path) for path in left_out)
            click.echo(f"Left out, to be mended: {names}.", err=True)
            sys.exit(1)


def _told(book: Made, verbosity: int) -> bool:
    """One line on one book of several; whether it was made as a whole."""
    outcome = book.outcome
    if outcome is None:
        click.echo(f"{book.name}: {book.refused}", err=True)
        return False
    tell(outcome.problems, book.content, verbosity)
    if not outcome.files:
        errors = sum(1 for p in outcome.problems if p.severity is Severity.ERROR)
        click.echo(f"{book.name}: nothing was written, {count(errors, 'error')}.", err=True)
        return False
    if verbosity >= 0:
        files = " and ".join(str(file.path) for file in outcome.files)
        click.echo(f"{book.name}: {files}, {contents(outcome.counts)}.")
    return not outcome.draft.left_out


def _make_all(content: Path, output: Path, wishes: _Wishes) -> None:
    """Make every book below a folder, and every edition of each; go on after a broken one."""
    if output.suffix in {".epub", ".pdf"} and not output.is_dir():
        raise click.UsageError("--all writes several files: give -o a folder.")
    start, verbosity = time.monotonic(), wishes.verbosity
    with guard(verbosity):
        with workshop(wishes.means) as shop, progress_shown(quiet=verbosity < 0) as progress:
            found = library(content)
            if not found:
                raise click.UsageError(f"there is no book.yaml in “{content}” or below it.")
            order = Order(
                ("epub", "pdf"),
                keep_going=wishes.keep_going,
                profiles=wishes.profiles,
                choices=wishes.choices,
            )
            books = build_all(found, order, output, progress, shop=shop)
            good = [_told(book, verbosity) for book in books]
        if verbosity >= 0:
            seconds = time.monotonic() - start
            click.echo(f"{sum(good)} of {count(len(good), 'book')} made, in {seconds:.1f} s.")
        if not all(good):
            sys.exit(1)


def _verify(content: Path, path: Path, wishes: _Wishes) -> None:
    """Say whether a book is what its posts make today."""
    verbosity = wishes.verbosity
    if path.suffix.removeprefix(".") not in BOOKS:
        raise click.UsageError("--verify compares a book: a file that ends in .epub or .pdf.")
    with guard(verbosity):
        # What is kept must not answer for itself.
        anew = replace(wishes.means, no_cache=True)
        with workshop(anew) as shop, progress_shown(quiet=verbosity < 0) as progress:
            draft, difference = verify(content, path, progress, choices=wishes.choices, shop=shop)
        tell(draft.problems, content, verbosity)
        if not draft.is_sound:
            stop(draft.problems)
        if difference:
            click.echo(f"{path} is another book: the first difference is {difference}.", err=True)
            sys.exit(1)
        if verbosity >= 0:
            click.echo(f"{path} is what its posts make, to the byte.")


def _wishing(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command all options of a build, and hand it what they ask for as `wishes`."""

    @edition_options
    @keep_going_option
    @profile_option
    @working_options
    @quiet_option
    @verbose_option
    @wraps(command)
    def run(  # noqa: PLR0913  one parameter for each option
        *arguments: object,
        jobs: int | None,
        scheduler: str | None,
        profiles: tuple[str | Path, ...],
        no_cache: bool,
        keep_going: bool,
        quiet: bool,
        verbose: bool,
        **others: object,
    ) -> None:
        made = {key: str(others.pop(key)) for key in CHOICE_KEYS if others.get(key) is not None}
        rest = {key: value for key, value in others.items() if key not in CHOICE_KEYS}
        verbosity = verbosity_of(quiet=quiet, verbose=verbose)
        means = Means(verbosity, jobs, no_cache, scheduler, timings(profiles))
        wishes = _Wishes(means, keep_going, e_readers(profiles), made)
        command(*arguments, wishes=wishes, **rest)

    return run


@click.command("build", epilog=CONTENT_HELP)
@content_argument
@output_option
@click.option(
    "--verify",
    "verified",
    metavar="FILE",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Write nothing: make the book in FILE again and say where the two differ, if they do.",
)
@click.option(
    "--all",
    "everything",
    is_flag=True,
    help="Make every book (folder with a book.yaml) below CONTENT, in all its editions.",
)
@_wishing
def build_command(
    content: Path, output: Path, verified: Path | None, *, everything: bool, wishes: _Wishes
) -> None:
    """Make both books: the EPUB and the PDF."""
    if verified:
        _verify(content, verified, wishes)
    elif everything:
        _make_all(content, output, wishes)
    else:
        _make(content, ("epub", "pdf"), output, wishes)


@click.command("epub", epilog=CONTENT_HELP)
@content_argument
@output_option
@_wishing
def epub_command(content: Path, output: Path, *, wishes: _Wishes) -> None:
    """Make the e-book (EPUB), for e-readers, phones and tablets."""
    _make(content, ("epub",), output, wishes)


@click.command("pdf", epilog=CONTENT_HELP)
@content_argument
@output_option
@_wishing
def pdf_command(content: Path, output: Path, *, wishes: _Wishes) -> None:
    """Make the book to print (PDF)."""
    _make(content, ("pdf",), output, replace(wishes, profiles=()))
