"""The arguments and options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click

from publisher.build import CHOICES

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

_SAYS = {
    "layout": "How a pair is put on the page.",
    "order": "Which language comes first.",
    "notes": "Where a printed book has its notes and explains its terms.",
    "notes_repeat": "How often a term is explained at the foot of a page.",
}


_PRINT_SAYS = {
    "page": (
        "PAGE",
        "The printed page: A5, B5, A4, Letter, 6x9, 5.5x8.5, or a size like 120x180mm.",
    ),
    "binding": ("LENGTH", "What a printed page has more at its spine, such as 5mm."),
    "bleed": ("LENGTH", "How far ink goes beyond the printed page, such as 3mm."),
    "marks": ("crop|none", "Marks around the printed page, where it is to be cut."),
    "links": (
        "note|none",
        "What print makes of a link to the web: a numbered address, or nothing.",
    ),
    "standard": ("NAMES", "What the PDF keeps to: ua1 (accessible), a2u (archival), or ua1,a2u."),
    "post": ("NAME", "Make one post on its own, by its path, slug or title."),
}
"""Choices with words of an author's own: what the words are, and what they decide."""

_SWITCHES = {
    "qr": "Show the address of the original as a QR code, or not.",
    "grey": "Print without colour, or with it.",
}


def _as_words(_ctx: click.Context, _option: click.Parameter, value: object) -> str | None:
    """A switch as book.yaml would have it."""
    return None if value is None else str(value).lower()


def _print_options(command: Callable[..., None]) -> Callable[..., None]:
    for key, says in reversed(_SWITCHES.items()):
        add = click.option(f"--{key}/--no-{key}", key, default=None, callback=_as_words, help=says)
        command = add(command)
    for key, (metavar, says) in reversed(_PRINT_SAYS.items()):
        command = click.option(f"--{key}", key, metavar=metavar, help=says)(command)
    return command


def edition_options(command: Callable[..., None]) -> Callable[..., None]:
    """Give a command an option for each choice that book.yaml may make; it has the last word."""
    command = _print_options(command)
    for key, names in reversed(CHOICES.items()):
        name = f"--{key.replace('_', '-')}"
        says = f"{_SAYS[key]} Without it: as book.yaml says."
        command = click.option(name, key, type=click.Choice(names), help=says)(command)
    return command
