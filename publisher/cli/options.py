"""The arguments and options that several commands share."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from pathlib import Path

import click

from publisher.build import CHOICES
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


class Profile(click.ParamType[str | Path]):
    """A kind of e-readers by its name, or a file for the times of a build by its ending."""

    name = "profile"

    def convert(
        self, value: str, param: click.Parameter | None, ctx: click.Context | None
    ) -> str | Path:
        """Tell the two apart; anything else is refused with both meanings."""
        if value in PROFILES:
            return value
        if value.endswith(".json"):
            return Path(value)
        raise click.BadParameter(
            f"“{value}” is neither a kind of e-readers ({', '.join(PROFILES)}) nor a file for the"
            " times of the build (a name that ends in .json)",
            ctx,
            param,
        )


def e_readers(profiles: Sequence[str | Path]) -> tuple[str, ...]:
    """The kinds of e-readers among the values of `--profile`."""
    return tuple(value for value in profiles if isinstance(value, str))


def timings(profiles: Sequence[str | Path]) -> Path | None:
    """The file for the times of the build among the values of `--profile`; the last one holds."""
    return next((value for value in reversed(profiles) if isinstance(value, Path)), None)


profile_option = click.option(
    "--profile",
    "profiles",
    type=Profile(),
    multiple=True,
    metavar="NAME|FILE.json",
    help=f"E-readers that the EPUB is for ({', '.join(PROFILES)}), or a file that ends in .json,"
    " into which is written where the time went. May be given several times; without a name, as"
    " book.yaml says, or standard.",
)
jobs_option = click.option(
    "--jobs",
    "-j",
    type=click.IntRange(min=1),
    metavar="N",
    help="Processes to work with. Without it: as many as there are processors for it.",
)
cache_option = click.option(
    "--no-cache",
    is_flag=True,
    help="Make everything anew, and keep nothing for the next time.",
)
scheduler_option = click.option(
    "--scheduler",
    metavar="tcp://HOST:PORT",
    help="Let a Dask cluster do the work on posts; needs the extra publisher[cluster].",
)


def working_options(command: Callable[..., None]) -> Callable[..., None]:
    """All options on who does the work, in one: `--jobs`, `--no-cache`, `--scheduler`."""
    return jobs_option(cache_option(scheduler_option(command)))


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


CHOICE_KEYS = (*CHOICES, *_PRINT_SAYS, *_SWITCHES)
"""The keys of book.yaml over which an option of `edition_options` has the last word."""


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
