"""Many books in one run: every book below a folder, and every edition of each."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from publisher.build.order import Order
from publisher.build.recipe import EngineMissingError, Outcome, build
from publisher.build.workshop import Progress, Workshop, silent
from publisher.config import read_config

_BOOK = "book.yaml"


@dataclass(frozen=True, slots=True)
class Wanted:
    """One book in one edition."""

    content: Path
    name: str
    """What it is told of by: its folder, and its edition."""

    edition: str
    slug: str
    """With the edition, the name of its files."""

    profiles: tuple[str, ...]
    """The e-readers that book.yaml names."""


@dataclass(frozen=True, slots=True)
class Made:
    """What came of one book of several."""

    content: Path
    name: str
    outcome: Outcome | None = None
    refused: str = ""
    """Why it was not begun or not ended, where that has no place in its posts."""


def _editions(content: Path, base: Path) -> Iterator[Wanted]:
    """The book as it is, then in each edition that its book.yaml names."""
    config, _ = read_config(content)
    if config is None:
        return
    path = content.relative_to(base).as_posix() if content != base else content.name
    yield Wanted(content, path, "", config.meta.slug, config.profiles)
    for edition, _ in config.editions:
        name, slug = f"{path}, {edition}", config.meta.slug
        yield Wanted(content, name, edition, slug, config.profiles)


def library(folder: Path) -> tuple[Wanted, ...]:
    """The books of a folder: the folder itself if it is one, else every one below it, by path.

    A book is a folder with a `book.yaml`; below one, no other is looked for.
    """
    found: list[Path] = []
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if _BOOK in names:
            found.append(Path(path))
            folders.clear()
    return tuple(wanted for path in found for wanted in _editions(path, folder))


def _one(wanted: Wanted, order: Order, output: Path, progress: Progress, shop: Workshop) -> Made:
    try:
        outcome = build(
            wanted.content,
            order.formats,
            output,
            progress,
            keep_going=order.keep_going,
            edition=wanted.edition,
            profiles=order.profiles,
            choices=order.choices,
            shop=shop,
        )
    except EngineMissingError as error:
        return Made(wanted.content, wanted.name, refused=str(error))
    except OSError as error:
        reason = f"cannot write {error.filename}: {error.strerror}."
        return Made(wanted.content, wanted.name, refused=reason)
    except Exception as error:  # noqa: BLE001  one broken book does not stop the others
        reason = f"this is a defect of publisher, not of your posts: {type(error).__name__}."
        return Made(wanted.content, wanted.name, refused=reason)
    return Made(wanted.content, wanted.name, outcome)


def _targets(wanted: Wanted, order: Order, output: Path) -> tuple[Path, ...]:
    """The files of one book in one edition."""
    own = replace(order, edition=wanted.edition).for_book(wanted.profiles, output)
    return tuple(own.target(output, wanted.slug, piece) for piece in own.pieces)


def build_all(
    books: Sequence[Wanted],
    order: Order,
    output: Path,
    progress: Progress = silent,
    *,
    shop: Workshop | None = None,
) -> Iterator[Made]:
    """Make several books one after the other; they share the workers and the cache.

    A book that cannot be made is told of and does not stop the others. Of two whose files would
    have one name, the second is refused.
    """
    taken: dict[Path, str] = {}
    for wanted in books:
        targets = _targets(wanted, order, output)
        other = next((taken[target] for target in targets if target in taken), "")
        if other:
            reason = (
                f"“{other}” has files of the same name; give one of them another slug in book.yaml,"
                " or its edition another name."
            )
            yield Made(wanted.content, wanted.name, refused=reason)
            continue
        taken |= dict.fromkeys(targets, wanted.name)
        yield _one(wanted, order, output, progress, shop or Workshop())
