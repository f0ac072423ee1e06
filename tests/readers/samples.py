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

    is_for_old_apps: bool = False
    """Whether its notes have the forms that came before EPUB 3, which no reading system here shows
    in a pop-up."""

    remark: str = ""
    """The one remark on usage that EPUBCheck makes on it, for a reason in docs/ereaders.md."""


def _built(content: Path, profile: str, path: Path, *, layout: str = "interleaved") -> None:
    """Make the EPUB of a folder or a post for one kind of e-readers, as the command does."""
    choices = {"layout": layout}
    outcome = build(content, ("epub",), path, profiles=(profile,), choices=choices)
    assert [str(problem) for problem in outcome.problems if problem.severity == "error"] == []


def _by_hand(path: Path) -> None:
    """Write the book in which every shape of tree stands."""
    path.write_bytes(write_epub(sample()).data)


_REMARKS = {"standard": "", "kobo": "OPF-086b", "kindle": "OPF-097", "zh": ""}
"""Every profile, and what EPUBCheck remarks on its books."""


def samples() -> tuple[Sample, ...]:
    """Give every book; the reference post only where it lies beside the project."""
    seed = (Sample("seed", partial(_built, SEED, "standard")),) if SEED.is_file() else ()
    others = ((name, remark) for name, remark in _REMARKS.items() if name != "standard")
    return (
        Sample("handbook", partial(_built, ROOT / "content", "standard")),
        *(
            Sample(
                f"handbook-{name}", partial(_built, ROOT / "content", name), name == "zh", remark
            )
            for name, remark in others
        ),
        Sample("columns", partial(_built, ROOT / "content", "standard", layout="columns")),
        Sample("shapes", _by_hand),
        *seed,
    )
