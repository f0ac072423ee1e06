"""`publisher shelf`: a folder of books for any web server."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import click

from publisher.build import shelve
from publisher.cli.failures import guard
from publisher.cli.options import CONTENT_HELP, quiet_option, verbose_option, verbosity_of
from publisher.cli.telling import count, progress_shown, size, tell

_ADDRESS = re.compile(r"https?://[^\s/?#]+(?:/[^\s?#]*)?")


def _address(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """Refuse what is no address of a folder on the network."""
    if value and not _ADDRESS.fullmatch(value):
        raise click.BadParameter("give an address such as https://example.org/books/")
    return value


@click.command("shelf", epilog=CONTENT_HELP)
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False, path_type=Path))
@click.argument(
    "contents",
    metavar="[CONTENT]...",
    nargs=-1,
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "--base-url",
    default="",
    callback=_address,
    help="Address under which DIR will be found: makes QR codes, and feeds that may be copied.",
)
@quiet_option
@verbose_option
def shelf_command(
    folder: Path, contents: tuple[Path, ...], base_url: str, *, quiet: bool, verbose: bool
) -> None:
    """Put books on a shelf: DIR, a folder for any web server, with a page and OPDS feeds.

    Each CONTENT is a book, or a folder of books (each in a folder with a book.yaml).
    """
    verbosity = verbosity_of(quiet=quiet, verbose=verbose)
    with guard(verbosity):
        with progress_shown(quiet=quiet) as progress:
            shelf = shelve(contents or (Path("content"),), folder, base_url, progress=progress)
        for content, outcome in shelf.outcomes:
            tell(outcome.problems, content, verbosity)
        if not shelf.books:
            faulty = [str(content) for content, outcome in shelf.outcomes if not outcome.files]
            words = f"{', '.join(faulty)} must be mended first"
            click.echo(f"The shelf is as it was: {words}.", err=True)
            sys.exit(1)
        if not quiet:
            gone = f"; {count(len(shelf.removed), 'old file')} taken away" if shelf.removed else ""
            click.echo(f"Wrote {folder}: {count(shelf.books, 'book')}, {size(shelf.size)}{gone}.")
        if not base_url and not quiet:
            click.echo("No QR codes: they need the address of the shelf (--base-url).", err=True)
