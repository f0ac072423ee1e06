"""Every defect that a script puts into a clean post is found, at its line, and nothing else is."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from publisher.build.proofreading import examine
from publisher.problems import CODES
from tests.seeded import CLEAN, DEFECTS, Defect, write

TODAY = date(2026, 1, 1)
SIDE_EFFECTS = {
    "G001": {"G003"},  # one of a term's two links is lost
    "M009": {"B006"},  # the draft that is linked to is left out
    "C008": {"T001"},  # our faces have no Traditional Han, and Noto may not be installed
}
"""What a defect cannot be had without."""


def test_the_clean_post_is_clean(tmp_path: Path) -> None:
    """Nothing is said of a post in which nothing is wrong."""
    problems = examine(write(tmp_path, CLEAN, {}), TODAY).problems
    assert [str(problem) for problem in problems] == []


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.code)
def test_a_defect_is_found_by_its_code_at_its_line(defect: Defect, tmp_path: Path) -> None:
    """One defect, one finding: no second code for the same slip, no other place."""
    problems = examine(write(tmp_path, defect.text, defect.files), TODAY).problems
    away = SIDE_EFFECTS.get(defect.code, set())
    found = [(p.code, p.place.line) for p in problems if p.code not in away]
    assert found == [(defect.code, defect.line)], [str(problem) for problem in problems]


def test_every_code_of_an_editor_has_a_defect() -> None:
    """No check of pairs, copy or silences without one."""
    editors = {code for code in CODES if code[0] in "CES" or (code[0] == "P" and code >= "P016")}
    assert editors <= {defect.code for defect in DEFECTS}
