"""`publisher export`: hand the pairs and terms to other programs."""

from __future__ import annotations

from pathlib import Path

import click

from publisher.build import EXPORTS, counted, export, save
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
from publisher.cli.telling import contents, size, stop, tell
from publisher.cli.working import Means, workshop


@click.command("export", epilog=CONTENT_HELP)
@content_argument
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
@jobs_option
@cache_option
@quiet_option
@verbose_option
def export_command(  # noqa: PLR0913  one parameter for each option
    content: Path,
    form: str,
    output: Path | None,
    jobs: int | None,
    *,
    no_cache: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Hand the pairs and terms to other programs."""
    verbosity = verbosity_of(quiet=quiet, verbose=verbose)
    with guard(verbosity):
        with workshop(Means(min(verbosity, 0), jobs, no_cache)) as shop:
            draft, written = export(content, form, shop=shop)
        if written is not None and output is not None:
            save(output, written.data)
        tell(draft.problems, content, verbosity)
        if written is None:
            stop(draft.problems)
        if output is None:
            click.echo(written.data, nl=False)
        elif not quiet and draft.book:
            click.echo(
                f"Wrote {output} ({size(len(written.data))}): {contents(counted(draft.book))}."
            )
