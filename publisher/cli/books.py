"""`publisher build`, `epub` and `pdf`: the commands that make books."""

from __future__ import annotations

import sys
import time
from dataclasses import dataclass
from pathlib import Path

import click

from publisher.build import BOOKS, EXPORTS, build, verify
from publisher.characters import allowed
from publisher.cli.failures import guard
from publisher.cli.options import (
    CONTENT_HELP,
    content_argument,
    keep_going_option,
    output_option,
    profile_option,
    quiet_option,
    verbose_option,
    verbosity_of,
)
from publisher.cli.telling import closing, progress_shown, stop, tell


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

    verbosity: int
    keep_going: bool = False
    profiles: tuple[str, ...] = ()


def _make(content: Path, formats: tuple[str, ...], output: Path, wishes: _Wishes) -> None:
    verbosity = wishes.verbosity
    quiet = verbosity < 0
    _refuse_ending(output, formats, wishes.profiles)
    start = time.monotonic()
    with guard(verbosity):
        with progress_shown(quiet=quiet) as progress:
            outcome = build(
                content,
                formats,
                output,
                progress,
                keep_going=wishes.keep_going,
                profiles=wishes.profiles,
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


def _verify(content: Path, path: Path, verbosity: int) -> None:
    """Say whether a book is what its posts make today."""
    if path.suffix.removeprefix(".") not in BOOKS:
        raise click.UsageError("--verify compares a book: a file that ends in .epub or .pdf.")
    with guard(verbosity):
        with progress_shown(quiet=verbosity < 0) as progress:
            draft, difference = verify(content, path, progress)
        tell(draft.problems, content, verbosity)
        if not draft.is_sound:
            stop(draft.problems)
        if difference:
            click.echo(f"{path} is another book: the first difference is {difference}.", err=True)
            sys.exit(1)
        if verbosity >= 0:
            click.echo(f"{path} is what its posts make, to the byte.")


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
@profile_option
@keep_going_option
@quiet_option
@verbose_option
def build_command(  # noqa: PLR0913  one parameter for each option
    content: Path,
    output: Path,
    verified: Path | None,
    profiles: tuple[str, ...],
    *,
    keep_going: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make both books: the EPUB and the PDF."""
    wishes = _Wishes(verbosity_of(quiet=quiet, verbose=verbose), keep_going, profiles)
    if verified:
        _verify(content, verified, wishes.verbosity)
    else:
        _make(content, ("epub", "pdf"), output, wishes)


@click.command("epub", epilog=CONTENT_HELP)
@content_argument
@output_option
@profile_option
@keep_going_option
@quiet_option
@verbose_option
def epub_command(  # noqa: PLR0913  one parameter for each option
    content: Path,
    output: Path,
    profiles: tuple[str, ...],
    *,
    keep_going: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Make the e-book (EPUB), for e-readers, phones and tablets."""
    wishes = _Wishes(verbosity_of(quiet=quiet, verbose=verbose), keep_going, profiles)
    _make(content, ("epub",), output, wishes)


@click.command("pdf", epilog=CONTENT_HELP)
@content_argument
@output_option
@keep_going_option
@quiet_option
@verbose_option
def pdf_command(
    content: Path, output: Path, *, keep_going: bool, quiet: bool, verbose: bool
) -> None:
    """Make the book to print (PDF)."""
    wishes = _Wishes(verbosity_of(quiet=quiet, verbose=verbose), keep_going)
    _make(content, ("pdf",), output, wishes)
