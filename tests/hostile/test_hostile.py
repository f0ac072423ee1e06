"""Posts from strangers: each is read with every word, or refused with a place; never more."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hostile.corpus import CASES, EXHAUSTION, Case
from tests.hostile.hostile import CANARY, LAST, Came, Place, build, server, set_up

_NEIGHBOUR = "EPUB/neighbour.xhtml"
_SECONDS = 20
_BYTES = 900_000_000


@pytest.fixture(scope="module")
def callers() -> Iterator[tuple[str, list[object]]]:
    """Give the address of a server that must not be called, and the list of its callers."""
    with server() as found:
        yield found


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory, callers: tuple[str, list[object]]) -> str:
    """Give the neighbour's chapter in a book where it is alone."""
    return build(set_up(tmp_path_factory.mktemp("good"), callers[0])).pages[_NEIGHBOUR]


def _says(came: Came, wanted: str) -> bool:
    code, _, line = wanted.partition(":")
    return bool(re.search(rf"{f':{line}' if line else ''}:\d+ {code} ", came.said))


def _holds(case: Case, came: Came, place: Place, good: str) -> None:
    """What must hold of every row."""
    assert "defect" not in came.said, came.said
    assert "Traceback" not in came.said
    assert came.exit == int(case.refused), came.said
    for wanted in case.says:
        assert _says(came, wanted), came.said
    assert CANARY not in came.said
    if case.refused:
        assert came.data == LAST
        return
    pages = came.pages
    assert pages[_NEIGHBOUR] == good
    everything = "\n".join(pages.values())
    assert CANARY not in everything
    if "{" not in str(case.text):
        assert str(place.root.parent) not in everything
    set_by_authors = "\n".join(text for name, text in pages.items() if "cover." not in name)
    for words in map(place.fill, case.absent):
        assert words not in set_by_authors
    for words in case.kept:
        assert words in everything


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_a_hostile_post_is_read_or_refused(
    case: Case, tmp_path: Path, callers: tuple[str, list[object]], good: str
) -> None:
    """Nothing outside is read, nobody is called, the neighbour is the same to the byte."""
    place = set_up(tmp_path, callers[0])
    place.lay(case)
    _holds(case, build(place), place, good)
    assert callers[1] == []
    assert {path.name for path in tmp_path.iterdir()} == {"content", "canary.png", "book.epub"}


_CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_CPU, ({seconds}, {seconds}))
resource.setrlimit(resource.RLIMIT_AS, ({size}, {size}))
from publisher.cli import main
main(["epub", {root!r}, "-o", {target!r}, "-v"])
"""


@pytest.mark.parametrize("case", EXHAUSTION, ids=lambda case: case.id)
def test_an_exhausting_post_is_bounded(  # noqa: PLR0913, PLR0917  a fixture for each thing it needs
    case: Case,
    tmp_path: Path,
    callers: tuple[str, list[object]],
    good: str,
    root: Path,
    epubcheck: Callable[[Path], list[str]],
) -> None:
    """20 seconds of the processor and 900 MB are enough for it, or it is refused.

    In a long run (`make fuzz`) EPUBCheck reads each of these books as well.
    """
    place = set_up(tmp_path, callers[0])
    place.lay(case)
    target = tmp_path / "book.epub"
    target.write_bytes(LAST)
    child = _CHILD.format(seconds=_SECONDS, size=_BYTES, root=str(place.root), target=str(target))
    command = (sys.executable, "-c", child)
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    said = done.stdout + done.stderr
    _holds(case, Came(done.returncode, said, target.read_bytes()), place, good)
    if "FUZZ" in os.environ and not case.refused:
        assert epubcheck(target) == []


def _together(place: Place, cases: tuple[Case, ...]) -> None:
    for case in cases:
        place.lay(case, case.id)


@pytest.mark.slow
def test_all_hostile_posts_together_are_a_valid_book(
    tmp_path: Path,
    callers: tuple[str, list[object]],
    good: str,
    epubcheck: Callable[[Path], list[str]],
) -> None:
    """EPUBCheck has nothing to say of a book of all the posts that are not refused."""
    place = set_up(tmp_path, callers[0])
    _together(place, tuple(case for case in CASES if not case.refused))
    came = build(place)
    assert came.exit == 0, came.said
    assert came.pages[_NEIGHBOUR] == good
    assert epubcheck(tmp_path / "book.epub") == []


def test_the_corpus_is_large_enough() -> None:
    """Every category of attack is tried, each row under a name of its own."""
    names = [case.id for case in (*CASES, *EXHAUSTION)]
    assert len(names) == len(set(names)) >= 120
    categories = "local network code spoiling front image text exhaustion".split()
    assert {case.category for case in (*CASES, *EXHAUSTION)} == set(categories)
