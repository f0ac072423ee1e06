"""Where the work of a build is done: not at all, here, in several processes, or on a cluster.

A stage asks for results through a `Runner` and cannot tell the four apart. A result that an
earlier build has made is taken from the cache; the rest is done and kept.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol, Self, TypeVar

from publisher.build.cache import Cache
from publisher.build.keys import Parts, all_parts_of, key_of, name_of
from publisher.build.ledger import KEPT, Ledger, Part
from publisher.build.order import Piece
from publisher.build.pool import Heard, Pool, heavy
from publisher.jobs import Runner

Job = TypeVar("Job")

_MANY = 8
"""Parts from which it pays to have workers ready."""

Progress = Callable[[str, int, int], None]
"""Called with the step's name, the number of parts done and the number of all."""


def silent(_step: str, _done: int, _total: int) -> None:
    """Show no progress."""


class ClusterError(Exception):
    """A cluster cannot be used; the message says why and what to do."""


class Workers(Protocol):
    """Whoever does jobs: a pool of processes, or a cluster."""

    def run(
        self, work: Callable[[Job], bytes], jobs: Sequence[Job], heard: Heard = ...
    ) -> Iterator[bytes]:
        """The result of each job, in order."""

    def close(self) -> None:
        """Let everybody go."""


def _settings(everything: Sequence[Parts]) -> frozenset[str]:
    """The fields that are equal in all jobs of one call: what the author has set for all posts."""
    if len(everything) == 1:
        return frozenset()
    first = dict(everything[0].fields)
    return frozenset(
        name
        for name, value in first.items()
        if all(dict(parts.fields).get(name) == value for parts in everything)
    )


def _why(last: str, now: Parts, settings: frozenset[str]) -> str:
    """Why there is no result yet, told from what its name was made of the last time."""
    try:
        before = json.loads(last) if last else None
        if before is None:
            return "new"
        old = {"program": before["program"], "libraries": before["surroundings"]}
        old |= {f".{name}": value for name, value in before["fields"]}
    except (ValueError, TypeError, KeyError):
        return "new"
    new = {"program": now.program, "libraries": now.surroundings}
    new |= {f".{name}": value for name, value in now.fields}
    changed = [name for name, value in new.items() if old.get(name) != value]
    return _changed([name.removeprefix(".") for name in changed], settings)


def _noted(parts: Parts) -> str:
    """What a name was made of, as `_why` reads it."""
    said = {
        "program": parts.program,
        "surroundings": parts.surroundings,
        "fields": parts.fields,
    }
    return json.dumps(said, separators=(",", ":"))


def _changed(names: Sequence[str], settings: frozenset[str]) -> str:
    """In words, what of a name has changed; program and libraries come first."""
    if not names:
        return "not in the cache"
    if names[0] in {"program", "libraries"}:
        return f"{names[0]} changed"
    if set(names) <= settings:
        return f"settings changed: {', '.join(names)}"
    return "changed"


@dataclass(slots=True)
class Workshop:
    """The means of a build: who does the work, what is kept, what is written down."""

    pool: Pool = field(default_factory=lambda: Pool(1))
    cache: Cache | None = None
    far: Workers | None = None
    """A cluster for the work of the writers; posts are read here, where their files are."""

    ledger: Ledger = field(default_factory=Ledger)
    progress: Progress = silent

    @property
    def trouble(self) -> str:
        """Why nothing is kept, though it was asked for; empty otherwise."""
        return self.cache.trouble if self.cache is not None else ""

    @property
    def sends_away(self) -> bool:
        """Whether the work of a writer may be done by others."""
        return self.far is not None or self.pool.size > 1

    def runner(self, step: str, book: str) -> Callable[..., Iterable[bytes]]:
        """A `jobs.Runner` for one step of one book (`book` tells books apart)."""

        def run(work: Callable[[Job], bytes], jobs: Sequence[Job]) -> Iterable[bytes]:
            return self._run(f"{book}\n{step}\n{name_of(work)}", step, work, jobs)

        return run

    def runner_of(self, root: Path, piece: Piece) -> Callable[..., Iterable[bytes]]:
        """The runner for one file of the book in the folder `root`."""
        return self.runner(piece.ending, f"{root}\n{piece.profile}")

    @contextmanager
    def for_one(self, progress: Progress) -> Iterator[Workshop]:
        """Give this workshop while it works on one book, whose progress is shown by `progress`."""
        before, self.progress = self.progress, progress
        try:
            yield self
        finally:
            self.progress = before

    def workers_for(self, work: Callable[..., bytes], count: int) -> Workers:
        """Who does so many jobs: a few light ones are done here sooner than others are started."""
        if self.far is not None:
            return self.far
        return self.pool if count >= _MANY or heavy(work.__module__) else Pool(1)

    def close(self) -> None:
        """Let the workers go and put the cache in order."""
        self.pool.close()
        if self.far is not None:
            self.far.close()
        if self.cache is not None:
            self.cache.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(
        self, where: str, step: str, work: Callable[[Job], bytes], jobs: Sequence[Job]
    ) -> Iterable[bytes]:
        if self.cache is None:
            turn = _Uncached(self, step, jobs)
            return self.workers_for(work, len(jobs)).run(work, jobs, turn.heard)
        return _Cached(self, self.cache, where, step, work, jobs)


class Noted:
    """A `Runner` that remembers the jobs it was asked to do, by the kind of work."""

    def __init__(self, run: Runner) -> None:
        self.run = run
        self.jobs: dict[Callable[..., bytes], Sequence[Any]] = {}

    def __call__(self, work: Callable[[Job], bytes], jobs: Sequence[Job]) -> Iterable[bytes]:
        """Have the jobs done."""
        self.jobs[work] = jobs
        return self.run(work, jobs)


def _named(job: object, number: int) -> str:
    """What a job is called: by its field `name`, or by its number."""
    name = getattr(job, "name", "")
    return name if isinstance(name, str) and name else f"part {number + 1}"


class _Uncached:
    """A row of jobs that are all done."""

    def __init__(self, shop: Workshop, step: str, jobs: Sequence[object]) -> None:
        self.shop, self.step, self.jobs, self.done = shop, step, jobs, 0

    def heard(self, number: int, cpu: float) -> None:
        """Note that a job is done."""
        self.done += 1
        name = _named(self.jobs[number], number)
        self.shop.ledger.parts.append(Part(self.step, name, cpu, "no cache"))
        self.shop.progress(self.step, self.done, len(self.jobs))


class _Cached:
    """A row of jobs of which some have been done before."""

    def __init__(  # noqa: PLR0913, PLR0917  a row, and where it belongs
        self,
        shop: Workshop,
        cache: Cache,
        where: str,
        step: str,
        work: Callable[[Job], bytes],
        jobs: Sequence[Job],
    ) -> None:
        self.shop, self.cache, self.where, self.step = shop, cache, where, step
        self.work, self.jobs = work, jobs
        self.parts = all_parts_of(jobs)
        self.keys = [key_of(work, job, parts) for job, parts in zip(jobs, self.parts, strict=True)]
        self.missing = [n for n, key in enumerate(self.keys) if not cache.has(key)]
        self.settings = _settings(self.parts) if self.missing else frozenset[str]()
        self.done = 0

    def __iter__(self) -> Iterator[bytes]:
        """All results, in order."""
        return (result for _, result in self._results(range(len(self.keys))))

    def ready_first(self) -> Iterator[tuple[int, bytes]]:
        """Each result with its number: first those that are kept, while the rest is being made."""
        missing = frozenset(self.missing)
        kept = [number for number in range(len(self.keys)) if number not in missing]
        return self._results([*kept, *self.missing])

    def _results(self, order: Iterable[int]) -> Iterator[tuple[int, bytes]]:
        wanted = [self.jobs[number] for number in self.missing]
        workers = self.shop.workers_for(self.work, len(wanted))
        heard = self._heard_of(self.missing)
        made = workers.run(self.work, wanted, heard) if wanted else iter(())
        missing = frozenset(self.missing)
        for number in order:
            if number in missing:
                result = next(made)
                self.cache.put(self.keys[number], result)
            else:
                result = self._kept(number, self.keys[number])
            self._note(number)
            yield number, result
        for _ in made:  # let it end by itself
            pass

    def _kept(self, number: int, key: bytes) -> bytes:
        """A kept result; one that turns out to be spoiled is made again."""
        found = self.cache.get(key)
        if found is None:
            start = time.process_time()
            found = self.work(self.jobs[number])
            self.cache.put(key, found)
            self._heard_of([number])(0, time.process_time() - start)
            return found
        self._tell(Part(self.step, _named(self.jobs[number], number), 0.0, KEPT))
        return found

    def _mark(self, number: int) -> str:
        return f"{self.where}\n{_named(self.jobs[number], number)}"

    def _heard_of(self, numbers: Sequence[int]) -> Heard:
        def heard(index: int, cpu: float) -> None:
            number = numbers[index]
            why = _why(self.cache.mark(self._mark(number)), self.parts[number], self.settings)
            self._tell(Part(self.step, _named(self.jobs[number], number), cpu, why))

        return heard

    def _tell(self, part: Part) -> None:
        self.done += 1
        self.shop.ledger.parts.append(part)
        self.shop.progress(self.step, self.done, len(self.jobs))

    def _note(self, number: int) -> None:
        """Write down what the name was made of, for the next build to compare."""
        now = _noted(self.parts[number])
        mark = self._mark(number)
        if self.cache.mark(mark) != now:
            self.cache.note(mark, now)
