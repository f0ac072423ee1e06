"""Where the time of a build went, and why each part of it was made again."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field

KEPT = "kept"
"""The reason of a part that an earlier build has made."""


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of the recipe."""

    name: str
    wall: float
    cpu: float
    """Seconds of this process; those of its workers stand with the posts."""


@dataclass(frozen=True, slots=True)
class Part:
    """One post (or other part) in one step."""

    step: str
    name: str
    cpu: float
    """Seconds of the process that made it; 0 for a part that was kept."""

    why: str
    """`kept`, `new`, `changed`, `settings changed: …`, `program changed`, `libraries changed`,
    `not in the cache`, or `no cache`."""


@dataclass(slots=True)
class Ledger:
    """What a build writes down while it runs."""

    stages: list[Stage] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Note how long a step takes."""
        wall, cpu = time.perf_counter(), time.process_time()
        try:
            yield
        finally:
            now = time.perf_counter() - wall, time.process_time() - cpu
            self.stages.append(Stage(name, *now))

    def slowest(self, most: int) -> tuple[Part, ...]:
        """The parts that took longest, the longest first."""
        made = [part for part in self.parts if part.why != KEPT]
        return tuple(sorted(made, key=lambda part: (-part.cpu, part.step, part.name))[:most])

    def reasons(self) -> dict[tuple[str, str], int]:
        """How many parts of each step were made for each reason, in order of appearance."""
        counts: dict[tuple[str, str], int] = {}
        for part in self.parts:
            counts[part.step, part.why] = counts.get((part.step, part.why), 0) + 1
        return counts

    def as_json(self) -> str:
        """Everything, for `--profile`: seconds to the millisecond."""
        rows = {
            "stages": [asdict(stage) for stage in self.stages],
            "posts": [asdict(part) for part in self.parts],
        }
        rounded = {
            name: [
                {key: round(v, 4) if isinstance(v, float) else v for key, v in row.items()}
                for row in found
            ]
            for name, found in rows.items()
        }
        return json.dumps({"version": 1, **rounded}, ensure_ascii=False, indent=1) + "\n"
