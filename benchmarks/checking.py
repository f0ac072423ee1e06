"""How long `publisher check` takes for a thousand posts, and what memory a post costs.

    python -m benchmarks.checking [POSTS]

Posts are made up from the project's own pairs, some thirty blocks each. Each run is a process of
its own, so that the peak of one does not hide that of another.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from publisher.build.proofreading import examine
from tests.posts import Maker, make, read_pool

_SIZES = (100, 1000)
_UNITS = 12
_HEAD = '---\ntitle: "Post {number} | 第{number}篇"\ndate: 2025-07-23\n---\n\n> 作者：A. Writer\n\n'


def write_posts(folder: Path, number: int) -> int:
    """Write so many posts; gives their bytes."""
    pool, size = read_pool(), 0
    for one in range(number):
        body = make(Maker(pool, one), _UNITS).body
        data = (_HEAD.format(number=one) + body).encode()
        (folder / f"post-{one}.md").write_bytes(data)
        size += len(data)
    return size


def _peak() -> float:
    """Megabytes that this process has held at most."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / 1e6


def _cpu() -> float:
    """Seconds of processor time that this process and its children have had."""
    both = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(used.ru_utime + used.ru_stime for used in both)


def _measure(folder: Path) -> None:
    begin, before, spent = time.perf_counter(), _peak(), _cpu()
    draft = examine(folder, date(2026, 1, 1))
    seconds = time.perf_counter() - begin
    work, more = _cpu() - spent, _peak() - before
    print(f"  {seconds:.1f} s ({work:.1f} CPU), {len(draft.problems)} findings, {more:.0f} MB more")


def main() -> None:
    """Measure, and print a line for each size."""
    if sys.argv[1:2] == ["--measure"]:
        _measure(Path(sys.argv[2]))
        return
    sizes = tuple(map(int, sys.argv[1:])) or _SIZES
    for number in sizes:
        with tempfile.TemporaryDirectory() as name:
            size = write_posts(Path(name), number)
            print(f"{number} posts, {size / 1e6:.1f} MB of text:", flush=True)
            command = (sys.executable, "-m", "benchmarks.checking", "--measure", name)
            subprocess.run(command, check=True)  # noqa: S603 -- this very file


if __name__ == "__main__":
    main()
