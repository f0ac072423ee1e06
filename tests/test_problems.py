"""Places and problems."""

from __future__ import annotations

import re
from pathlib import Path

from publisher.problems import CODES, Place, Problem, Severity

ROOT = Path(__file__).resolve().parents[1]


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


def test_every_code_has_its_section_in_the_manual() -> None:
    """A reader who looks a message up finds it under the words of the table, in its order."""
    manual = (ROOT / "docs" / "problems.md").read_text(encoding="utf-8")
    titles = re.findall(r"^### (.*)\n\n\w", manual.replace("`", "a"), re.MULTILINE)
    table = [f"{code} {severity}: {about}" for code, (severity, about) in CODES.items()]
    assert titles == table


def test_every_code_is_said_somewhere() -> None:
    """A code that nothing uses has no business in the table."""
    files = (path for path in (ROOT / "publisher").rglob("*.py") if path.name != "problems.py")
    program = "\n".join(path.read_text(encoding="utf-8") for path in files)
    used = set(re.findall(r'"([A-Z]\d{3})"', program))
    assert used == set(CODES)
