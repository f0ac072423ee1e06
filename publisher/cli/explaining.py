"""`--explain CODE`: what the manual says of a problem; the manual comes with the program."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

import click

from publisher.problems import CODES, nearest_code


def _manual() -> str:
    """docs/problems.md: inside an installed package, else in the checkout."""
    package = Path(__file__).resolve().parents[1]
    installed = package / "_share" / "problems.md"
    path = installed if installed.is_file() else package.parent / "docs" / "problems.md"
    return path.read_text(encoding="utf-8")


def section(code: str) -> str:
    """The section of the manual on a code, its title first, as plain text."""
    found = re.search(rf"^### ({code} .*?)(?=^##|\Z)", _manual(), re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else f"{code}: {CODES[code][1]}"


def explain(_context: click.Context, _option: click.Parameter, value: str | None) -> None:
    """Print what a code means, and end."""
    if value is None:
        return
    code = value.strip().upper()
    if code not in CODES:
        near = nearest_code(code)
        raise click.BadParameter(f"there is no code {value!r}. The nearest is {near}.")
    title, _, body = section(code).partition("\n")
    paragraphs = (textwrap.fill(part, 80) for part in body.strip().split("\n\n"))
    click.echo("\n\n".join((title, *paragraphs)))
    raise click.exceptions.Exit(0)
