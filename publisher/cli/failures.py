"""Failures that are not the author's: what the system refuses, and our own defects."""

from __future__ import annotations

import errno
import os
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import click

from publisher import __version__
from publisher.build import EngineMissingError

_INTERRUPTED = 130
"""The exit code of a command that Ctrl-C has stopped, as shells expect it."""


_IN_THE_WAY = {
    errno.EEXIST: "a file of this name is in the way",
    errno.ENOTDIR: "a file is in the way of its folder",
    errno.EISDIR: "a folder of this name is in the way",
}
"""What the system says of names that are taken, in words for the author of a blog."""


def _close_screen() -> None:
    """Send to nowhere what Python still holds back for the screen: it would fail again at exit."""
    with suppress(OSError, ValueError):
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())


def _cannot_write(error: OSError) -> NoReturn:
    reason = _IN_THE_WAY.get(error.errno or 0) or error.strerror or str(error)
    if error.filename is None:
        click.echo(f"Cannot write to the screen or the next program: {reason}.", err=True)
        _close_screen()
    else:
        where = error.filename
        click.echo(f"Cannot write {where}: {reason}. The last good book is untouched.", err=True)
    sys.exit(1)


def _defect(error: Exception, verbosity: int) -> NoReturn:
    """A fault of this program: it says so, and never shows a traceback unasked."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    spot = f"{Path(frame.filename).name}:{frame.lineno}"
    click.echo(
        f"This is a defect of publisher {__version__}, not of your posts: "
        f"{type(error).__name__} at {spot}. Nothing was written. "
        "Please report it with the post that causes it; -v shows the details.",
        err=True,
    )
    if verbosity > 0:
        traceback.print_exception(error)
    sys.exit(1)


@contextmanager
def guard(verbosity: int) -> Iterator[None]:
    """Turn what may go wrong outside the posts into a message and an exit code."""
    try:
        yield
    except EngineMissingError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except (BrokenPipeError, click.ClickException):
        raise  # click ends quietly where the next program has read enough, or says what it was told
    except KeyboardInterrupt:
        click.echo("Stopped. The last good book is untouched.", err=True)
        sys.exit(_INTERRUPTED)
    except OSError as error:
        if verbosity > 0:
            traceback.print_exception(error)
        _cannot_write(error)
    except Exception as error:  # noqa: BLE001  the last door: whatever comes here is our fault
        _defect(error, verbosity)
