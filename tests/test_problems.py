"""Places and problems."""

from __future__ import annotations

import re

from publisher.problems import CODES, Place, Problem, Severity


def test_a_problem_reads_as_place_code_severity_message_and_hint() -> None:
    """The line that an author sees, whole."""
    problem = Problem(
        "G003", Place("posts/rl.md", 14, 3), "“x” is linked in English only", "Link it."
    )
    assert str(problem) == (
        "posts/rl.md:14:3 G003 warning: “x” is linked in English only. Link it."
    )
    assert problem.severity is Severity.WARNING


def test_every_code_is_a_letter_and_three_digits() -> None:
    """Codes are stable names: their form never varies."""
    assert all(re.fullmatch(r"[A-Z]\d{3}", code) for code in CODES)
