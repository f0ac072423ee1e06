"""`publisher impose`: put the pages of a finished book on sheets of paper."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from publisher.build import impose
from publisher.cli.failures import guard
from publisher.cli.options import quiet_option, verbose_option, verbosity_of
from publisher.cli.telling import count, line
from publisher.model import Imposition

_TURN = {
    "booklet": " Print both sides, turned on the short edge; fold and stitch.",
    "2up": "",
    "4up": "",
}


def _refuse_folds(form: str, given: Mapping[str, object]) -> None:
    """Say of an option for folded sheets that it has no meaning for others."""
    for name in (name for name, value in given.items() if value is not None):
        if form != "booklet":
            raise click.UsageError(
                f"{name} belongs to --booklet: sheets of --{form} are not folded."
            )


@click.command("impose")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--booklet",
    "form",
    flag_value="booklet",
    default=True,
    help="Two pages on each side, in the order of a booklet that is folded and stitched.",
)
@click.option("--2up", "form", flag_value="2up", help="Two pages on each side, as they follow.")
@click.option("--4up", "form", flag_value="4up", help="Four pages on each side, as they follow.")
@click.option(
    "--sheet",
    default="A4",
    show_default=True,
    metavar="SIZE",
    help="The paper: A3, A4, A5, B4, B5, Letter, Legal, Tabloid, or a size like 320x450mm.",
)
@click.option(
    "--signature",
    type=click.IntRange(min=1),
    metavar="N",
    help="Sheets folded into one another; without it, all of them.",
)
@click.option(
    "--creep",
    type=click.FloatRange(min=0),
    metavar="MM",
    help="How far the innermost sheet is moved to the fold, because paper has thickness.",
)
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), help="Name of the file, or folder."
)
@quiet_option
@verbose_option
def impose_command(  # noqa: PLR0913  one parameter for each option
    file: Path,
    *,
    form: str,
    sheet: str,
    signature: int | None,
    creep: float | None,
    output: Path | None,
    quiet: bool,
    verbose: bool,
) -> None:
    """Put the pages of a finished PDF on sheets, to print booklets and handouts.

    The pages keep their size where they fit (A5 on A4), and get smaller where they do not. What
    comes out is for paper alone: it has no links, no bookmarks and no tags. Keep the book itself
    for reading.
    """
    _refuse_folds(form, {"--signature": signature, "--creep": creep})
    with guard(verbosity_of(quiet=quiet, verbose=verbose)):
        done = impose(file, Imposition(form, sheet, signature or 0, creep or 0), output)
        for problem in done.problems:
            click.echo(line(problem, file), err=True)
        if done.path is None:
            click.echo("Nothing was written.", err=True)
            sys.exit(1)
        if not quiet:
            sheets = count(-(-done.sides // 2), "sheet")
            click.echo(f"Wrote {done.path} ({sheets}, {count(done.sides, 'side')}).{_TURN[form]}")
