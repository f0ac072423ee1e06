"""The worst of texts, 10 MB of each, with the limit of size raised: seconds and megabytes.

    python -m benchmarks.worst_text [MEGABYTES] [NAME …]

Each row of the exhausting posts (`tests/hostile/corpus.py`) is repeated to that size and checked
in a process of its own. The owner of a book may raise the size of a post; what costs time and
memory are its lines, blocks, links and marks, and they have limits of their own. With the limits as
they are, all of it is refused in a moment (F007).
"""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.hostile.corpus import EXHAUSTION

_SECONDS = 60
_BYTES = 1_000_000_000
_BOOK = "title: Worst | 最坏\nlimits:\n  size: 100000000\n"
_LIMITED = (
    f"import resource as r, sys; r.setrlimit(r.RLIMIT_CPU, ({_SECONDS}, {_SECONDS}));"
    f" r.setrlimit(r.RLIMIT_AS, ({_BYTES}, {_BYTES}));"
    " from publisher.cli import main; main(sys.argv[1:])"
)


def _grown(text: str, size: int) -> str:
    """A text over and over, up to so many characters; what ends a post stays at its end."""
    return (text * (size // len(text) + 1))[:size]


def cost(text: str) -> tuple[float, float, str]:
    """CPU seconds, peak megabytes and how it ended, of `publisher check` over one post."""
    with tempfile.TemporaryDirectory() as place:
        Path(place, "book.yaml").write_text(_BOOK, encoding="utf-8")
        Path(place, "worst.md").write_text(f"---\ntitle: a\n---\n\n{text}", encoding="utf-8")
        command = (sys.executable, "-c", _LIMITED, "check", place, "-q")
        child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)  # noqa: S603 -- this program itself
        said = child.stderr.read().decode(errors="replace") if child.stderr else ""
        _, status, used = os.wait4(child.pid, 0)
        code = os.waitstatus_to_exitcode(status)
        ended = "ended" if code in {0, 1} and "defect" not in said else f"stopped ({code})"
        return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024, ended


def main(megabytes: float, names: tuple[str, ...]) -> None:
    """Print a row for each text, the dearest marked."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    for case in EXHAUSTION:
        if isinstance(case.text, str) and (not names or case.name in names):
            text = _grown(case.text, int(megabytes * 1_000_000))
            seconds, peak, ended = cost(text)
            print(f"{case.name:22} {seconds:6.1f} s {peak:7.0f} MB  {ended}", flush=True)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 10, tuple(sys.argv[2:]))
