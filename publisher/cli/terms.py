"""`publisher glossary`: what is to be decided on the terms of a book, and the terms themselves."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from publisher.build import TERMS, decide, export_terms, has_errors, read_book, save
from publisher.cli.failures import guard
from publisher.cli.options import (
    CONTENT_HELP,
    content_argument,
    quiet_option,
    verbose_option,
    verbosity_of,
)
from publisher.cli.telling import count, size, stop, tell
from publisher.model import Book, MergedEntry
from publisher.xhtml import text


def _export(content: Path, form: str, output: Path | None, verbosity: int) -> None:
    draft, written = export_terms(content, form)
    tell(tuple(p for p in draft.problems if has_errors((p,))), content, verbosity)
    if written is None or draft.book is None:
        stop(draft.problems)
    if output is None:
        click.echo(written.data, nl=False)
        return
    save(output, written.data)
    if verbosity >= 0:
        terms = count(len(draft.book.glossary.entries), "term")
        click.echo(f"Wrote {output} ({size(len(written.data))}): {terms}.")


def _sides(entry: MergedEntry) -> Iterator[str]:
    """Every definition of a disputed term under its places."""
    yield f"{entry.label}: {len(entry.senses)} definitions"
    for sense in entry.senses:
        for part in entry.parts:
            if part.post in sense.posts:
                yield f"  {part.entry.term.place}"
        for found in sense.definitions:
            yield f"    {' '.join(''.join(text(node) for node in found.content).split())}"


def _report(book: Book) -> Iterator[str]:
    for entry in book.glossary.entries:
        if entry.is_disputed:
            yield from (*_sides(entry), "")
    for found in book.glossary.proposals:
        first, second = (e.parts[0].entry.term.place for e in (found.first, found.second))
        why = f"both are “{found.shared}”, but {found.reason}" if found.shared else found.reason
        yield f"{found.first.label} ({first}) and {found.second.label} ({second}) may be one: {why}"


def _conflicts(content: Path, verbosity: int) -> None:
    """Show terms with several definitions, side by side; exit with 1 if there are any."""
    draft = read_book(content)
    if draft.book is None:
        tell(draft.problems, content, verbosity)
        stop(draft.problems)
    lines = list(_report(draft.book))
    for line in lines:
        click.echo(line)
    if not lines and verbosity >= 0:
        click.echo("No two posts define a term differently.")
    sys.exit(1 if lines else 0)


def _update(content: Path, verbosity: int, *, only_check: bool) -> None:
    """Bring glossary.yaml up to date, or say what that would add."""
    draft, path, update = decide(content)
    tell(tuple(p for p in draft.problems if has_errors((p,))), content, verbosity)
    if update is None:
        stop(draft.problems)
    for line in update.new if verbosity >= 0 else ():
        click.echo(f"new: {line}")
    for line in update.undecided if verbosity >= 0 else ():
        if line not in update.new:
            click.echo(f"undecided: {line}")
    if only_check:
        sys.exit(1 if update.new else 0)
    if update.new:
        save(path, update.text.encode())
    if verbosity >= 0:
        verb = f"Wrote {path}" if update.new else f"{path} is left as it is"
        new, old = len(update.new), len(update.undecided)
        click.echo(f"{verb}: {count(new, 'new question')}, {old} undecided in all.")


@click.command("glossary", epilog=CONTENT_HELP)
@content_argument
@click.option(
    "--check", "only_check", is_flag=True, help="Write nothing; exit with 1 if there is news."
)
@click.option(
    "--conflicts", is_flag=True, help="Show terms that posts define differently; write nothing."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(list(TERMS)),
    help="Export the terms: a Markdown table, a spreadsheet, TBX-Basic, a deck for Anki.",
)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Name of the exported file. Without it, the text goes to the screen.",
)
@quiet_option
@verbose_option
def glossary_command(  # noqa: PLR0913  one parameter for each option
    content: Path,
    form: str | None,
    output: Path | None,
    *,
    only_check: bool,
    conflicts: bool,
    quiet: bool,
    verbose: bool,
) -> None:
    """Write what is undecided about the terms of a book into its glossary.yaml, or export them.

    What stands in the file already is not touched: comments and order stay.
    """
    verbosity = verbosity_of(quiet=quiet, verbose=verbose)
    if output is not None and form is None:
        raise click.UsageError("-o names the file of an export: say --format as well.")
    if form == "anki" and output is None:
        raise click.UsageError("a deck is no text for the screen: give -o deck.apkg.")
    if sum((only_check, conflicts, form is not None)) > 1:
        raise click.UsageError("--check, --conflicts and --format exclude one another.")
    with guard(verbosity):
        if form is not None:
            _export(content, form, output, verbosity)
        elif conflicts:
            _conflicts(content, verbosity)
        else:
            _update(content, verbosity, only_check=only_check)
