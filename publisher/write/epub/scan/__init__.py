"""What validators do not see in a packed EPUB, as rules.

A finding is a defect of this program, never the author's: whatever a post holds, the stages before
this one had to make it harmless.
"""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from zipfile import ZipFile

from publisher.problems import Problem, Problems
from publisher.write.epub.scan.facts import Facts, examine, together

__all__ = ["Facts", "examine", "problems_in", "scan"]

_HINT = "This is a defect of this program: please report it, with the post if you can."


def problems_in(everything: Sequence[Facts]) -> Problems:
    """What is wrong with a book of these files (W001); its places name files of the archive."""
    return tuple(Problem("W001", place, words, _HINT) for place, words in together(everything))


def scan(data: bytes) -> Problems:
    """Look through a packed EPUB from its first byte to its last."""
    with ZipFile(BytesIO(data)) as archive:
        return problems_in([examine(name, archive.read(name)) for name in archive.namelist()])
