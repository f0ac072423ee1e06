"""The books that every reading system and every checker is given.

A new profile, layout or kind of book is a line in `samples()`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from publisher.build import build
from publisher.write.epub import write_epub
from tests.conftest import ROOT, SEED
from tests.epub_samples import sample


@dataclass(frozen=True, slots=True)
class Sample:
    """One book, and how it is made."""

    name: str
    """Name of its file, without the ending."""

    make: Callable[[Path], None]
    """Writes the EPUB under the path that it is given."""


def _built(content: Path, path: Path) -> None:
    """Make the EPUB of a folder or a post, as the command does."""
    outcome = build(content, ("epub",), path)
    assert [str(problem) for problem in outcome.problems if problem.severity == "error"] == []


def _by_hand(path: Path) -> None:
    """Write the book in which every shape of tree stands."""
    path.write_bytes(write_epub(sample()).data)


def samples() -> tuple[Sample, ...]:
    """Give every book; the reference post only where it lies beside the project."""
    seed = (Sample("seed", partial(_built, SEED)),) if SEED.is_file() else ()
    return (
        Sample("handbook", partial(_built, ROOT / "content")),
        Sample("shapes", _by_hand),
        *seed,
    )
