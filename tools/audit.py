"""Look for known vulnerabilities in the locked libraries, where the advisories can be reached.

python tools/audit.py requirements.lock

Ends with 1 where a library has one, with 0 where none has; where nobody answers it says so, and
ends with 0: a machine without that network can still be told everything else.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import cast

Library = Mapping[str, object]

_SECONDS = 60
_OPTIONS = ("--disable-pip", "--no-deps", "--progress-spinner", "off", "--timeout", "10")


def ask(lock: Path) -> list[Library] | None:
    """What is known of every library of a lock file; None where nobody could be asked."""
    audit = (sys.executable, "-m", "pip_audit", "--requirement", lock, *_OPTIONS)
    try:
        done = subprocess.run(  # noqa: S603 -- a library of this environment
            (*audit, "--format", "json"), capture_output=True, check=False, timeout=_SECONDS
        )
        return cast("list[Library]", json.loads(done.stdout)["dependencies"])
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        return None


def _advisories(library: Library) -> Iterable[str]:
    for found in cast("list[Mapping[str, object]]", library.get("vulns", [])):
        versions = ", ".join(cast("list[str]", found["fix_versions"])) or "no version yet"
        yield f"{library['name']} {library['version']}: {found['id']}, mended in {versions}"


def report(libraries: list[Library] | None) -> tuple[list[str], int]:
    """What to say of the answers, and how to end."""
    known = [library for library in libraries or [] if "vulns" in library]
    if libraries is None or not known:
        return ["The advisories cannot be reached from here: no library was audited."], 0
    wrong = [line for library in known for line in _advisories(library)]
    if wrong:
        return [*wrong, "Raise the versions with `make lock UPGRADE=--upgrade`."], 1
    return [f"{len(known)} of {len(libraries)} libraries audited: nothing is known."], 0


def main(lock: str) -> int:
    """Ask, and say what came of it."""
    lines, code = report(ask(Path(lock)))
    print("\n".join(lines))
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
