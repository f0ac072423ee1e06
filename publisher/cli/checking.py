"""`publisher check`: read everything, say what is wrong, write nothing."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import click

from publisher.build import Draft, has_errors, preflight, read_book
from publisher.cli.failures import guard
from publisher.cli.options import (
    CONTENT_HELP,
    content_argument,
    quiet_option,
    verbose_option,
    verbosity_of,
)
from publisher.cli.telling import SHOWN, as_json, contents, line, progress_shown, tally
from publisher.model import PROFILES
from publisher.problems import Severity


@click.command("check", epilog=CONTENT_HELP)
@content_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    help="How the findings are written: for people, or for other programs.",
)
@click.option(
    "--profile",
    type=click.Choice(PROFILES),
    help="Make the EPUB for these e-readers too, and look through it; kindle: as Send to Kindle.",
)
@quiet_option
@verbose_option
def check_command(
    content: Path, form: str, profile: str | None, *, quiet: bool, verbose: bool
) -> None:
    """Read everything, say what is wrong with it, and write nothing."""
    verbosity = verbosity_of(quiet=quiet, verbose=verbose)
    with guard(verbosity):
        with progress_shown(quiet=quiet) as progress:
            draft = read_book(content, progress)
            found = preflight(draft, profile, progress) if profile else ()
            draft = replace(draft, problems=(*draft.problems, *found))
        if form == "json":
            click.echo(as_json(draft.problems, content))
        else:
            _print_findings(draft, content, verbosity)
    sys.exit(1 if has_errors(draft.problems) else 0)


def _print_findings(draft: Draft, content: Path, verbosity: int) -> None:
    shown = SHOWN[verbosity] if verbosity < 0 else tuple(Severity)
    for problem in draft.problems:
        if problem.severity in shown:
            click.echo(line(problem, content))
    if verbosity >= 0:
        read = f"{contents(draft.book)}: " if draft.book else ""
        click.echo(f"{read}{tally(draft.problems)}.", err=True)
