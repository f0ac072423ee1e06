"""`publisher check`: read everything, say what is wrong, write nothing; with `--fix`, mend it."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import click

from publisher.build import Draft, counted, has_errors, source_date
from publisher.build.mending import Mended, mended, write_mended
from publisher.build.proofreading import examine
from publisher.cli.explaining import explain
from publisher.cli.failures import guard
from publisher.cli.options import (
    CONTENT_HELP,
    Profile,
    cache_option,
    content_argument,
    e_readers,
    jobs_option,
    quiet_option,
    timings,
    verbose_option,
    verbosity_of,
)
from publisher.cli.telling import (
    SHOWN,
    as_github,
    as_json,
    contents,
    count,
    line,
    progress_shown,
    tally,
)
from publisher.cli.working import Means, workshop
from publisher.problems import Problem, Problems, Severity

_COPY = "CE"
"""The letters of the codes that are about the copy."""

_FIRST, _MANY = 3, 5
"""Lines of one post with one slip: so many are shown of more than so many."""

_COLOURS = {"+": "green", "-": "red", "@": "cyan"}


def _today() -> date:
    """The day that tells which dates are ahead: SOURCE_DATE_EPOCH where it is set."""
    return (source_date() or datetime.now(UTC)).date()


@click.command("check", epilog=CONTENT_HELP)
@content_argument
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "github"]),
    default="text",
    help="How the findings are written: for people, for other programs, for GitHub's pages.",
)
@click.option(
    "--explain",
    metavar="CODE",
    is_eager=True,
    expose_value=False,
    callback=explain,
    help="Say what a code means and what to do about it, and end.",
)
@click.option("--fix", is_flag=True, help="Mend the copy where there is no doubt; asks first.")
@click.option("--yes", is_flag=True, help="With --fix: do not ask.")
@click.option("--dry-run", is_flag=True, help="With --fix: only show what would change.")
@click.option(
    "--profile",
    "profiles",
    type=Profile(),
    multiple=True,
    metavar="NAME|FILE.json",
    help="Make the EPUB for these e-readers too, and look through it; kindle: as Send to Kindle"
    " does. A file that ends in .json: where the time went.",
)
@jobs_option
@cache_option
@quiet_option
@verbose_option
def check_command(  # noqa: PLR0913 -- an argument for each option
    content: Path,
    form: str,
    jobs: int | None,
    profiles: tuple[str | Path, ...],
    *,
    fix: bool,
    yes: bool,
    dry_run: bool,
    no_cache: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Read everything, say what is wrong with it, and write nothing."""
    if (yes or dry_run) and not fix:
        raise click.UsageError("--yes and --dry-run belong to --fix.")
    if fix and profiles:
        raise click.UsageError("--fix mends the posts, which are the same for all e-readers.")
    if fix and form != "text":
        raise click.UsageError("--fix shows a diff, which has no --format.")
    verbosity = verbosity_of(quiet=quiet, verbose=verbose)
    with guard(verbosity):
        if fix:
            _fix(content, yes=yes, dry_run=dry_run)
            return
        # What there is to say is said; the work behind it is told of when a book is made.
        means = Means(min(verbosity, 0), jobs, no_cache, times=timings(profiles))
        readers = e_readers(profiles)
        with workshop(means) as shop, progress_shown(quiet=quiet) as progress:
            draft = examine(content, _today(), progress, profiles=readers, shop=shop)
        if form == "text":
            _print_findings(draft, content, verbosity)
        else:
            write = as_json if form == "json" else as_github
            click.echo(write(draft.problems, content), nl=form == "json")
    sys.exit(1 if has_errors(draft.problems) else 0)


def _spared(problems: Problems) -> Iterator[Problem]:
    """Findings, but of a slip that a post has on many lines the first ones and a count.

    A habit of the hand is one thing to know of, and must not bury what else is said.
    """
    slips = [(one.place.path, one.code) for one in problems if one.code[0] in _COPY]
    totals, seen = Counter(slips), Counter[tuple[str, str]]()
    for problem in problems:
        slip = (problem.place.path, problem.code)
        seen[slip] += 1
        more = totals[slip] - _FIRST if totals[slip] > _MANY else 0
        if not more or seen[slip] <= _FIRST:
            yield problem
        elif seen[slip] == _FIRST + 1:
            message = f"the same slip here and on {count(more - 1, 'more line')} of this post"
            hint = "publisher check --fix mends what is sure; -v shows every line."
            yield replace(problem, message=message, hint=hint)


def _print_findings(draft: Draft, content: Path, verbosity: int) -> None:
    shown = SHOWN[verbosity] if verbosity < 0 else tuple(Severity)
    for problem in draft.problems if verbosity > 0 else _spared(draft.problems):
        if problem.severity in shown:
            click.echo(line(problem, content))
    if verbosity >= 0:
        read = f"{contents(counted(draft.book))}: " if draft.book else ""
        click.echo(f"{read}{tally(draft.problems)}.", err=True)


def _show(post: Mended) -> None:
    for row in post.diff:
        click.secho(row, fg=_COLOURS.get(row[:1]))


def _is_agreed(number: int, *, yes: bool) -> bool:
    if yes:
        return True
    if sys.stdin.isatty():
        return click.confirm(f"Mend {count(number, 'post')} like this?", err=True)
    click.echo("Nothing was changed: add --yes to mend without being asked.", err=True)
    return False


def _fix(content: Path, *, yes: bool, dry_run: bool) -> None:
    """Show what can be mended, ask, and mend it; ends with 1 where it was not agreed to."""
    posts = mended(content)
    for post in posts:
        _show(post)
    if not posts:
        click.echo("There is nothing to mend.", err=True)
    elif dry_run:
        click.echo(f"{count(len(posts), 'post')} would change.", err=True)
    elif _is_agreed(len(posts), yes=yes):
        written = write_mended(posts)
        click.echo(f"Mended {count(len(written), 'post')}.", err=True)
    else:
        sys.exit(1)
