"""A long book of many posts: what each further post costs in memory and CPU.

    python -m benchmarks.soak [POSTS]

Makes the EPUB of 1/8, 1/4, 1/2 and all of the posts, each in a process of its own, without a
cache, and prints peak memory, CPU seconds and what a post adds. Flat means: the last column does
not grow.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.corpus import make

_MEGA = 1024
"""Kilobytes of `ru_maxrss` in a megabyte."""

_CHILD = """
import resource, sys, time
from publisher.cli import main
start = time.process_time()
try:
    main(sys.argv[1:], standalone_mode=False)
except SystemExit as end:
    if end.code:
        raise
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


def cost(posts: int, command: tuple[str, ...]) -> tuple[float, float]:
    """CPU seconds and peak megabytes of one command over a book of so many posts."""
    with tempfile.TemporaryDirectory() as place:
        content = make(Path(place, "content"), posts)
        output = ("-o", str(Path(place, "dist"))) if command[0] != "check" else ()
        child = (
            sys.executable,
            "-c",
            _CHILD,
            command[0],
            str(content),
            *output,
            "-q",
            *command[1:],
        )
        environment = {**os.environ, "XDG_CACHE_HOME": place, "PUBLISHER_CACHE_DIR": f"{place}/c"}
        done = subprocess.run(  # noqa: S603 -- this program itself
            child, env=environment, capture_output=True, text=True, check=True
        )
        seconds, kilobytes = done.stdout.split()[-2:]
        return float(seconds), int(kilobytes) / _MEGA


def main(posts: int) -> None:
    """Print the table."""
    print(f"{'posts':>6} {'CPU s':>8} {'peak MB':>8} {'ms/post':>8} {'kB/post added':>14}")
    before: tuple[int, float] | None = None
    for part in (posts // 8, posts // 4, posts // 2, posts):
        start = time.monotonic()
        seconds, peak = cost(part, ("epub",))
        added = (peak - before[1]) * _MEGA / (part - before[0]) if before else 0.0
        print(
            f"{part:6} {seconds:8.2f} {peak:8.1f} {seconds / part * 1000:8.1f} {added:14.1f}"
            f"   ({time.monotonic() - start:.0f} s)"
        )
        before = part, peak


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
