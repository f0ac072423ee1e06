"""The commands; the only room that prints, colours and exits. One module for each command.

A command's module is imported when the command is asked for, so that `--help` is there at once.
"""

from __future__ import annotations

from importlib import import_module

import click

from publisher import __version__

__all__ = ["COMMANDS", "main"]

COMMANDS: dict[str, tuple[str, str]] = {
    "build": ("books.build_command", "Make both books: the EPUB and the PDF."),
    "epub": ("books.epub_command", "Make the e-book (EPUB), for e-readers, phones and tablets."),
    "pdf": ("books.pdf_command", "Make the book to print (PDF)."),
    "check": (
        "checking.check_command",
        "Read everything, say what is wrong with it, and write nothing.",
    ),
    "export": ("exporting.export_command", "Hand the pairs and terms to other programs."),
    "glossary": (
        "terms.glossary_command",
        "Write what is undecided about the terms of a book into its glossary.yaml, or export them.",
    ),
    "shelf": (
        "shelving.shelf_command",
        "Put books on a shelf: DIR, a folder for any web server, with a page and OPDS feeds.",
    ),
    "impose": (
        "imposing.impose_command",
        "Put the pages of a finished PDF on sheets, to print booklets and handouts.",
    ),
    "cache": ("caching.cache_command", "Look at what is kept of earlier builds, or clear it."),
}
"""Each command: where it lives below this package, and what `--help` says of it."""


class _Commands(click.Group):
    """A group that knows its commands by name and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002  click's signature
        """Name the commands, in the order of the alphabet."""
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002  click's signature
        """Import a command; None where there is none of this name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(".")
        command = getattr(import_module(f"publisher.cli.{module}"), name)
        return command if isinstance(command, click.Command) else None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002  click's signature
        """List the commands from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, COMMANDS[name][1]) for name in sorted(COMMANDS)])


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="publisher")
def main() -> None:
    """Make books of bilingual posts: an e-book (EPUB) and a book to print (PDF).

    The posts are Markdown files as a Hugo blog has them: a paragraph, its translation, and words
    linked to a glossary at the end. They are read as they are; nothing in them is changed.
    """
