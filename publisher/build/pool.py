"""Warm worker processes: jobs go out, bytes come back in the order of the jobs.

Workers are forked from one process that has imported what the work needs, where forking is safe
(Linux, and no other thread here); elsewhere each is started anew. One that dies (killed, out of
memory) is replaced and its job done again; a job that kills two is done in this process.
"""

from __future__ import annotations

import gc
import os
import pickle
import signal
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import Pipe, get_context
from multiprocessing import connection as connections
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from multiprocessing.util import Finalize
from typing import Any, TypeVar
from weakref import WeakSet

Job = TypeVar("Job")

_PREPARE = "prepare"
"""A module of work, or a package around it, may have a function of this name that loads its heavy
libraries: workers are forked after that is done."""

_MOST_DEATHS = 2
_SHORT = 50_000
"""Bytes that a pipe takes whether or not somebody reads them."""

RARELY = (200_000, 50, 50)
"""When garbage is looked for: the trees of a book hold no cycles."""

_AT_WORK = (50_000, 50, 50)
"""The same in a worker: the layout of a long list makes many, which add up."""

Means = tuple[str, tuple[object, ...]]
"""A module that has something to prepare, or an empty name, and what it needs to know for that."""

_NOTHING: Means = ("", ())

Heard = Callable[[int, float], None]
"""Called with a job's number and its processor seconds when it is done."""


def cores() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0)) or 1
    return os.cpu_count() or 1


# -- in a worker -----------------------------------------------------------------------------------


def heavy(module: str) -> str:
    """The module of work, or the nearest package around it, that has something to prepare."""
    name = module
    while name and not callable(getattr(import_module(name), _PREPARE, None)):
        name = name.rpartition(".")[0]
    return name


def _prepare(means: Means) -> None:
    """Load what work needs; what fails here will fail again in the work, where it is told."""
    module, values = means
    if module:
        with suppress(Exception):
            getattr(import_module(module), _PREPARE)(*values)


def _told(error: Exception) -> bytes:
    """An exception as it goes through a pipe."""
    try:
        data = pickle.dumps(error)
        pickle.loads(data)  # noqa: S301  our own words, made in the line above
    except Exception:  # noqa: BLE001  whatever an exception of a library holds
        return pickle.dumps(RuntimeError(f"{type(error).__name__}: {error}"))
    return data


def _done(order: bytes) -> tuple[bytes, bytes, float]:
    """A job's result with its mark: `+` for bytes, `-` for an exception."""
    start = time.process_time()
    try:
        work, job = pickle.loads(order)  # noqa: S301  from our own parent, through a pipe
        return b"+", work(job), time.process_time() - start
    except Exception as error:  # noqa: BLE001  the parent raises it
        return b"-", _told(error), time.process_time() - start


def _serve(end: Connection, means: Means) -> None:
    """Do jobs until the other end is closed."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _end)
    _prepare(means)
    gc.freeze()
    gc.set_threshold(*_AT_WORK)
    with suppress(EOFError, OSError):
        end.send_bytes(str(os.getpid()).encode())
        while True:
            mark, result, seconds = _done(end.recv_bytes())
            end.send_bytes(mark + repr(seconds).encode())
            end.send_bytes(result)


def _end(*_: object) -> None:
    """End in good order, so that nothing is left behind in folders for passing files."""
    sys.exit(1)


_OPEN: set[Connection] = set()
"""Our ends of all pipes: a forked child closes its copies, or no one would hear a parent die."""


def _mother(ends: Sequence[Connection], means: Means) -> None:
    """Import once, fork a worker for each pipe, and wait for them."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _end)
    for ours in _OPEN:
        ours.close()
    _prepare(means)
    gc.freeze()
    fork = get_context("fork")
    children = []
    for end in ends:
        child = fork.Process(target=_serve_alone, args=(end, ends))
        child.start()
        children.append(child)
    for end in ends:
        end.close()
    for child in children:
        child.join()


def _serve_alone(end: Connection, ends: Sequence[Connection]) -> None:
    for other in ends:
        if other is not end:
            other.close()
    _serve(end, _NOTHING)


# -- in the parent ---------------------------------------------------------------------------------


def _may_fork() -> bool:
    return sys.platform == "linux" and threading.active_count() == 1


def _start(count: int, means: Means) -> tuple[list[Connection], BaseProcess | None]:
    """New workers, each by our end of its pipe, and the process that they are forked from."""
    pipes = [Pipe() for _ in range(count)]
    ours, theirs = [pipe[0] for pipe in pipes], [pipe[1] for pipe in pipes]
    _OPEN.update(ours)
    mother = None
    try:
        if _may_fork():
            gc.freeze()
            mother = get_context("fork").Process(target=_mother, args=(theirs, means))
            mother.start()
            gc.unfreeze()
        else:
            for end in theirs:
                spawn = get_context("spawn")
                spawn.Process(target=_serve, args=(end, means), daemon=True).start()
    finally:
        for end in theirs:
            end.close()
    return ours, mother


@dataclass(slots=True, eq=False)
class _Worker:
    """A worker as its parent sees it."""

    end: Connection
    pid: int = 0
    """0 until it has said that it is there."""

    number: int = -1
    """The job it is at; -1 for none."""

    def close(self) -> None:
        """Let the worker go: at once where it is at a job."""
        _OPEN.discard(self.end)
        with suppress(OSError):
            self.end.close()
        if self.number >= 0 and self.pid:
            with suppress(OSError):
                os.kill(self.pid, signal.SIGTERM)


@dataclass(slots=True)
class _Round:
    """One kind of work for a row of jobs."""

    work: Callable[[Any], bytes]
    jobs: Sequence[Any]
    waiting: deque[int]
    deaths: dict[int, int] = field(default_factory=dict)
    results: dict[int, bytes] = field(default_factory=dict)
    alone: set[int] = field(default_factory=set)
    """Jobs to be done in this process, since they have killed two workers."""


_LIVE: WeakSet[Pool] = WeakSet()


def _close_all() -> None:
    """End the workers of a process that ends without a word to them: it would wait for them."""
    for pool in tuple(_LIVE):
        pool.close()


class Pool:
    """Some workers; they are started with the first work that needs them."""

    def __init__(self, size: int) -> None:
        self.size = max(1, size)
        self._workers: list[_Worker] = []
        self._prepared = _NOTHING
        self._expected: Means = _NOTHING
        self._mother: BaseProcess | None = None

    def expect(self, module: str, *values: object) -> None:
        """Have workers ready for the work of `module` when it comes, be it a single job.

        `values` are what its `prepare` may know.

        They are forked from this process, and have all that it holds in the moment: better now,
        when it has read nothing yet, than when that work comes. While they load their libraries,
        this process can do other things. Where they cannot be forked, they are started later.
        """
        self._expected = module, values
        if _may_fork():
            self.warm(module)

    def warm(self, module: str) -> None:
        """Start workers that prepare for the work of `module`, to be ready when it comes.

        Those that are there stay, unless the work has heavy libraries that they have not loaded.
        """
        wanted = heavy(module)
        expected, values = self._expected
        if expected and not wanted and not self._workers:
            wanted = heavy(expected)
        if self.size == 1 or (self._workers and wanted in {"", self._prepared[0]}):
            return
        self.close()
        if not _LIVE:
            Finalize(None, _close_all, exitpriority=10)  # before the children are waited for
        _LIVE.add(self)
        self._prepared = wanted, values if expected and wanted == heavy(expected) else ()
        with suppress(OSError):
            ends, self._mother = _start(self.size, self._prepared)
            self._workers = [_Worker(end) for end in ends]

    def run(
        self, work: Callable[[Job], bytes], jobs: Sequence[Job], heard: Heard = lambda *_: None
    ) -> Iterator[bytes]:
        """The result of each job, in order; an exception of the work comes through as it is.

        Workers begin at once, whenever the first result is asked for.
        """
        if self.size == 1 or (len(jobs) == 1 and not self._is_ready_for(work)):
            return _here(work, jobs, heard)
        self._let_go_of_the_busy()  # nobody has asked for the rest of what they do
        self.warm(work.__module__)
        turn = _Round(work, jobs, deque(range(len(jobs))))
        self._hand_out(turn)
        return self._results(turn, heard)

    def _is_ready_for(self, work: Callable[..., bytes]) -> bool:
        """Whether there are workers that have loaded what this process may not have."""
        wanted = heavy(work.__module__)
        return bool(self._workers and wanted and wanted == self._prepared[0])

    def _results(self, turn: _Round, heard: Heard) -> Iterator[bytes]:
        try:
            for number in range(len(turn.jobs)):
                yield self._result(number, turn, heard)
        finally:
            self._let_go_of_the_busy()

    def _result(self, number: int, turn: _Round, heard: Heard) -> bytes:
        """The result of one job, while the workers go on with the others."""
        while number not in turn.results and number not in turn.alone and self._workers:
            self._step(turn, heard)
        if number in turn.results:
            return turn.results.pop(number)
        turn.waiting = deque(other for other in turn.waiting if other != number)
        (result,) = _here(turn.work, [turn.jobs[number]], lambda _, cpu: heard(number, cpu))
        return result

    def _let_go_of_the_busy(self) -> None:
        """After an exception nobody waits for the other jobs."""
        for worker in [worker for worker in self._workers if worker.number >= 0]:
            self._workers.remove(worker)
            worker.close()

    def _step(self, turn: _Round, heard: Heard) -> None:
        """Give work to who has none, and hear one worker."""
        self._hand_out(turn)
        for end in connections.wait([worker.end for worker in self._workers]):
            worker = next(worker for worker in self._workers if worker.end is end)
            try:
                _hear(worker, turn, heard)
            except (EOFError, OSError):
                self._bury(worker, turn)

    def _hand_out(self, turn: _Round) -> None:
        """Give work to who has none; a short order may lie in the pipe of one that still loads."""
        for worker in self._workers:
            if worker.number >= 0 or not turn.waiting:
                continue
            work = turn.work, turn.jobs[turn.waiting[0]]
            order = pickle.dumps(work, pickle.HIGHEST_PROTOCOL)
            if worker.pid or len(order) <= _SHORT:
                worker.number = turn.waiting.popleft()
                with suppress(OSError):  # its death is heard in a moment
                    worker.end.send_bytes(order)

    def _bury(self, dead: _Worker, turn: _Round) -> None:
        """Take a dead worker's job back, and start another where that may help."""
        self._workers.remove(dead)
        number, dead.number = dead.number, -1
        dead.close()
        if number >= 0:
            turn.deaths[number] = turn.deaths.get(number, 0) + 1
            if turn.deaths[number] < _MOST_DEATHS:
                turn.waiting.appendleft(number)
            else:
                turn.alone.add(number)
        if dead.pid:  # one that never said a word would be followed by others like it
            with suppress(OSError):
                self._workers += [_Worker(end) for end in _start(1, self._prepared)[0]]

    def close(self) -> None:
        """Let all workers go; those that are still loading are not waited for."""
        if self._mother is not None and not any(worker.pid for worker in self._workers):
            self._mother.terminate()
        for worker in self._workers:
            worker.close()
        self._workers, self._mother = [], None
        self._prepared = _NOTHING


def _hear(worker: _Worker, turn: _Round, heard: Heard) -> None:
    """Take what a worker says: that it is there, or a result."""
    words = worker.end.recv_bytes()
    if not worker.pid:
        worker.pid = int(words)
        return
    result = worker.end.recv_bytes()
    number, worker.number = worker.number, -1
    if words[:1] == b"-":
        raise _raised(result)
    turn.results[number] = result
    heard(number, float(words[1:]))


def _raised(data: bytes) -> Exception:
    error: Any = pickle.loads(data)  # noqa: S301  from our own child, through a pipe
    return error if isinstance(error, Exception) else RuntimeError(str(error))


def _here(work: Callable[[Job], bytes], jobs: Sequence[Job], heard: Heard) -> Iterator[bytes]:
    """Do the jobs in this process."""
    for number, job in enumerate(jobs):
        start = time.process_time()
        result = work(job)
        heard(number, time.process_time() - start)
        yield result
