"""The arguments and options that several commands share."""

from __future__ import annotations

import os
from pathlib import Path

import click

from publisher.model import PROFILES

CONTENT_HELP = """CONTENT is a folder with a book.yaml, a folder without one (every post below it
becomes the book, in the order of their dates), or a single post. Without it: content."""


def verbosity_of(*, quiet: bool, verbose: bool) -> int:
    """How much is to be said: -1, 0 or 1."""
    return -1 if quiet else int(verbose)


class _ContentPath(click.Path):
    """A folder of posts, or a post; where there is none, what to write instead is said."""

    def convert(
        self,
        value: str | os.PathLike[str],
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> str | bytes | os.PathLike[str]:
        """Refuse what is not there."""
        if not Path(value).exists():
            command = ctx.command_path if ctx else "publisher"
            example = f"{command} path/to/posts"
            self.fail(f"there is no “{value}” here. Name your folder: {example}", param, ctx)
        return super().convert(value, param, ctx)


content_argument = click.argument(
    "content",
    type=_ContentPath(path_type=Path),
    default="content",
)
keep_going_option = click.option(
    "--keep-going",
    is_flag=True,
    help="Leave out posts with errors, say so on the colophon page, and exit with 1.",
)
profile_option = click.option(
    "--profile",
    "profiles",
    type=click.Choice(PROFILES),
    multiple=True,
    help="E-readers that the EPUB is for; may be given several times. Without it: as book.yaml"
    " says, or standard.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
verbose_option = click.option(
    "-v", "--verbose", is_flag=True, help="Say more: hints, and how it went."
)
output_option = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    default="dist",
    help="Folder for the book, or the name of its file. Without it: dist.",
)
