"""The project and its peers in turn over the same posts: seconds, memory, size, and the ratios.

    python -m benchmarks.speed [--format epub|pdf] [--posts 10,100] [--jobs 2] [--rounds 3]
                               [--peers PYTHON] [--most 300] [--plot FILE.svg]

Prints a table. Every figure is the median of the rounds; in a round each contender runs once, so
that a busy machine is busy for all. CPU counts all processes of a command, memory is the largest
one's. `cold` begins with an empty cache, `warm` with one post of all changed since the last build.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

from benchmarks.contenders import Contender, change_one, lay_out, ours, peers_of
from benchmarks.plot import Curve, plot

_ROOT = Path(__file__).parent.parent
_MEGA = 1024
"""Kilobytes of `ru_maxrss` in a megabyte."""

_HINDERING = frozenset({"PYTHONDONTWRITEBYTECODE"})
"""What some machines set and no user has: every program would be compiled anew each time."""

_CHILD = """
import json, resource, subprocess, sys, time
start = time.perf_counter()
for command in json.loads(sys.argv[1]):
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
wall = time.perf_counter() - start
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(wall, used.ru_utime + used.ru_stime, used.ru_maxrss)
"""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one build took."""

    wall: float
    cpu: float
    """Seconds, of all processes together."""

    memory: float
    """Megabytes of the largest process."""

    size: int
    """Bytes of the book."""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table: the median of some builds."""

    name: str
    posts: int
    cost: Cost


def _run(contender: Contender, folder: Path) -> Cost | None:
    """One build; None where the program gives up."""
    environment = {
        **{name: value for name, value in os.environ.items() if name not in _HINDERING},
        "PYTHONPATH": str(_ROOT),
        "PUBLISHER_CACHE_DIR": str(folder / "cache"),
    }
    child = (sys.executable, "-c", _CHILD, json.dumps(contender.commands))
    done = subprocess.run(  # noqa: S603 -- the commands of this package
        child, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    made = folder / f"out.{contender.format}"
    if done.returncode or not made.exists():
        return None
    wall, cpu, memory = map(float, done.stdout.split())
    size = made.stat().st_size
    made.unlink()
    return Cost(wall, cpu, memory / _MEGA, size)


def _round(contenders: Sequence[Contender], posts: int) -> Iterator[tuple[str, Cost]]:
    """Every contender once, and this project once more after a change."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        lay_out(folder, posts)
        for contender in contenders:
            if cost := _run(contender, folder):
                yield contender.name, cost
            if contender.is_ours and cost:
                change_one(folder)
                if warm := _run(contender, folder):
                    yield f"{contender.name}, warm", warm
                for kept in (folder / "cache").glob("*"):
                    kept.unlink()


def _median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        median(cost.wall for cost in costs),
        median(cost.cpu for cost in costs),
        median(cost.memory for cost in costs),
        costs[-1].size,
    )


def measure(contenders: Sequence[Contender], posts: int, rounds: int) -> Iterator[Row]:
    """The medians of some rounds over a book of so many posts."""
    costs: dict[str, list[Cost]] = {}
    for _ in range(rounds):
        for name, cost in _round(contenders, posts):
            costs.setdefault(name, []).append(cost)
    yield from (Row(name, posts, _median(found)) for name, found in costs.items())


def _cells(row: Row, first: Cost) -> tuple[str, ...]:
    cost = row.cost
    return (
        row.name,
        f"{row.posts:,}",
        f"{cost.wall:.2f}",
        f"{cost.cpu:.2f}",
        f"{cost.memory:.0f}",
        f"{cost.size / 1000:,.0f}",
        f"{cost.wall / first.wall:.2f}",
        f"{cost.cpu / first.cpu:.2f}",
    )


_HEAD = ("program", "posts", "wall s", "CPU s", "peak MB", "kB", "wall ratio", "CPU ratio")


def table(rows: Iterable[Row]) -> str:
    """The rows as a table in Markdown; ratios are to the first row of as many posts."""
    first: dict[int, Cost] = {}
    lines = [f"| {' | '.join(_HEAD)} |", f"|---{'|---:' * (len(_HEAD) - 1)}|"]
    for row in rows:
        cells = _cells(row, first.setdefault(row.posts, row.cost))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def _curves(rows: Sequence[Row]) -> list[Curve]:
    names = dict.fromkeys(row.name for row in rows)
    return [
        Curve(name, tuple((row.posts, row.cost.cpu) for row in rows if row.name == name))
        for name in names
    ]


def _arguments(words: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--format", choices=("epub", "pdf"), default="epub")
    parser.add_argument("--posts", default="10,100", help="numbers of posts, with commas")
    parser.add_argument("--jobs", type=int, default=2, help="processes, beside one alone")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--peers", default=sys.executable, help="Python that has the peers")
    parser.add_argument("--most", type=int, default=1000, help="posts above which no peer runs")
    parser.add_argument("--plot", type=Path, help="file for the plot, an SVG")
    return parser.parse_args(words)


def main(words: Sequence[str] | None = None) -> None:
    """Measure and print."""
    asked = _arguments(words)
    own = [ours(asked.format, jobs=jobs) for jobs in dict.fromkeys((1, asked.jobs))]
    own.append(replace(ours(asked.format, jobs=1, cached=False), is_ours=False))
    others = peers_of(asked.format, asked.peers)
    rows: list[Row] = []
    for posts in map(int, asked.posts.split(",")):
        able = [one for one in others if posts <= min(asked.most, one.most)]
        contenders = [*own, *able]
        rows += measure(contenders, posts, asked.rounds)
        print(table(row for row in rows if row.posts == posts), flush=True)
    if asked.plot:
        asked.plot.write_text(plot(_curves(rows), "posts", "CPU seconds"), encoding="utf-8")


if __name__ == "__main__":
    main()
