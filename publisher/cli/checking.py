"""`publisher check`: read everything, say what is wrong, write nothing."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from publisher.build import Draft, counted, has_errors, read_book
from publisher.cli.failures import guard
from publisher.cli.options import (
    CONTENT_HELP,
    cache_option,
    content_argument,
    jobs_option,
    quiet_option,
    verbose_option,
    verbosity_of,
)
from publisher.cli.telling import SHOWN, as_json, contents, line, progress_shown, tally
from publisher.cli.working import Means, workshop
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
@jobs_option
@cache_option
@quiet_option
@verbose_option
def check_command(  # noqa: PLR0913  one parameter for each option
    content: Path, form: str, jobs: int | None, *, no_cache: bool, quiet: bool, verbose: bool
) -> None:
    """Read everything, say what is wrong with it, and write nothing."""
    verbosity = verbosity_of(quiet=quiet, verbose=verbose)
    with guard(verbosity):
        # What there is to say is said; the work behind it is told of when a book is made.
        means = Means(min(verbosity, 0), jobs, no_cache)
        with workshop(means) as shop, progress_shown(quiet=quiet) as progress:
            draft = read_book(content, progress, shop=shop)
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
        read = f"{contents(counted(draft.book))}: " if draft.book else ""
        click.echo(f"{read}{tally(draft.problems)}.", err=True)
