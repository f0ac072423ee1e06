"""The audit of the libraries: what is known is said, and silence is not called safety."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools.audit import Library, report

_GOOD: Library = {"name": "click", "version": "8.1", "vulns": []}
_BAD: Library = {
    "name": "pillow",
    "version": "1.0",
    "vulns": [{"id": "CVE-2000-1", "fix_versions": ["1.1"]}],
}
_UNASKED: Library = {"name": "rich", "version": "15.0", "skip_reason": "not found"}


@pytest.mark.parametrize(
    ("answers", "said", "code"),
    [
        ([_GOOD, _UNASKED], "1 of 2 libraries audited: nothing is known.", 0),
        ([_GOOD, _BAD], "pillow 1.0: CVE-2000-1, mended in 1.1", 1),
        ([_UNASKED], "The advisories cannot be reached from here: no library was audited.", 0),
        (None, "The advisories cannot be reached from here: no library was audited.", 0),
    ],
)
def test_answers_decide(answers: list[Library] | None, said: str, code: int) -> None:
    """A known vulnerability ends with 1; an audit that did not happen is not called clean."""
    lines, ended = report(answers)
    assert (lines[0], ended) == (said, code)


def test_audit_of_the_lock_file_comes_to_an_end(root: Path) -> None:
    """Asked of the project's own libraries, it answers with or without a network."""
    command = (sys.executable, "tools/audit.py", "requirements.lock")
    done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    assert done.stdout.strip()
    assert done.stderr == ""
    assert done.returncode in {0, 1}
