"""The commands; the only room that prints, colours and exits. One module for each command."""

from __future__ import annotations

import click

from publisher import __version__
from publisher.cli.books import build_command, epub_command, pdf_command
from publisher.cli.checking import check_command
from publisher.cli.exporting import export_command
from publisher.cli.shelving import shelf_command
from publisher.cli.terms import glossary_command

__all__ = ["main"]


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="publisher")
def main() -> None:
    """Make books of bilingual posts: an e-book (EPUB) and a book to print (PDF).

    The posts are Markdown files as a Hugo blog has them: a paragraph, its translation, and words
    linked to a glossary at the end. They are read as they are; nothing in them is changed.
    """


_COMMANDS = (
    build_command,
    epub_command,
    pdf_command,
    check_command,
    export_command,
    glossary_command,
    shelf_command,
)
for _command in _COMMANDS:
    main.add_command(_command)
