"""The work of the writers on a Dask cluster; the only importer of `distributed`.

The same public functions do the same jobs as here. Nothing but a job, the fonts that it names and
its result's bytes go over the network. A worker that runs another version of this program, of
Python or of the libraries that shape a book is refused before any work is given out.
"""

from __future__ import annotations

import io
import pickle
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from publisher.build.cache import folder
from publisher.build.files import save
from publisher.build.keys import program, surroundings
from publisher.build.pool import Heard
from publisher.build.workshop import ClusterError
from publisher.fonts import file_digest
from publisher.theme import folder_of

Job = TypeVar("Job")

_INSTALL = (
    "--scheduler needs the Dask library, and it is not installed."
    " Install it with: pip install 'publisher[cluster]'"
)
_WAIT = 15.0
"""Seconds in which a cluster must answer."""

_WINDOW = 64
"""Jobs that are under way at once."""


# -- what goes over the network --------------------------------------------------------------------


class _Packer(pickle.Pickler):
    """Pickles a job with a digest in the place of each file."""

    def __init__(self, target: io.BytesIO) -> None:
        super().__init__(target, pickle.HIGHEST_PROTOCOL)
        self.files: dict[str, Path] = {}

    def persistent_id(self, value: object) -> tuple[str, str] | None:
        """Digest and name of a file; None for all other values, which are pickled."""
        if not isinstance(value, Path) or not value.is_file():
            return None
        found = file_digest(value).hex()
        self.files[found] = value
        return found, value.name


class _LackingError(Exception):
    """A worker has no file of this digest."""


class _Unpacker(pickle.Unpickler):
    """Reads a job, each digest as the path of a file of that content."""

    def persistent_load(self, pid: tuple[str, str]) -> Path:
        """The file of a digest; _LackingError where this worker has none."""
        found = _found(*pid)
        if found is None:
            raise _LackingError(pid[0])
        return found


_KNOWN: dict[str, Path] = {}
"""Files that this worker has looked at, by their digests."""


def _holds(path: Path, wanted: str) -> bool:
    try:
        return file_digest(path).hex() == wanted
    except OSError:
        return False


def _kept(wanted: str, name: str) -> Path:
    """Where a worker keeps a file that was sent to it."""
    return folder() / "fonts" / wanted / Path(name).name


def _found(wanted: str, name: str) -> Path | None:
    """A file of a content: the installed one, or one that was sent."""
    if wanted not in _KNOWN:
        for path in (folder_of("fonts") / name, _kept(wanted, name)):
            if _holds(path, wanted):
                _KNOWN[wanted] = path
    return _KNOWN.get(wanted)


def lacking(files: Mapping[str, str]) -> tuple[str, ...]:
    """The digests of `files` (digest → name) of which this worker has no file."""
    return tuple(wanted for wanted, name in files.items() if _found(wanted, name) is None)


def take(wanted: str, name: str, data: bytes) -> None:
    """Keep a file that this worker lacks."""
    path = _kept(wanted, name)
    path.parent.mkdir(parents=True, exist_ok=True)
    save(path, data)


def do(order: bytes, wanted: tuple[str, ...]) -> tuple[str, Any, float]:
    """Do one job on a worker: `made` and its result, or `lacks` and the digest of a file.

    `wanted` are the versions that the worker must have: one that came late was not asked before.
    """
    if versions() != wanted:
        return "differs", versions(), 0.0
    try:
        work, job = _Unpacker(io.BytesIO(order)).load()
    except _LackingError as error:
        return "lacks", str(error), 0.0
    start = time.process_time()
    return "made", work(job), time.process_time() - start


def versions() -> tuple[str, ...]:
    """What must be the same here and on every worker."""
    return (f"program {program().hex()[:12]}", *surroundings())


# -- the client ------------------------------------------------------------------------------------


def _refuse_others(everyone: Mapping[str, tuple[str, ...]]) -> None:
    """ClusterError where a worker would make another book than this machine."""
    here = versions()
    for worker, there in sorted(everyone.items()):
        ours, theirs = sorted(set(here) - set(there)), sorted(set(there) - set(here))
        if ours or theirs:
            raise ClusterError(
                f"The worker {worker} has other versions than this machine, and would make"
                f" another book: here {', '.join(ours) or 'nothing more'};"
                f" there {', '.join(theirs) or 'nothing more'}. Install the same on both."
            )


class Cluster:
    """Workers behind a Dask scheduler at `address` (tcp://host:port).

    Raises ClusterError where the library is not installed, nobody answers, there is no worker, or
    a worker has other versions.
    """

    def __init__(self, address: str) -> None:
        try:
            from distributed import Client

            connect: Callable[..., Any] = Client
        except ImportError as error:
            raise ClusterError(_INSTALL) from error
        try:
            self.client = connect(address, timeout=_WAIT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"No Dask scheduler answers at {address}.") from error
        self.files: dict[str, Path] = {}
        """The files that jobs have named, by their digests."""
        self._check(address)

    def _check(self, address: str) -> None:
        try:
            everyone = self.client.run(versions)
        except Exception as error:
            self.close()
            message = f"A worker of {address} does not have this program, or not this version."
            raise ClusterError(f"{message} Install the same on all machines.") from error
        if not everyone:
            self.close()
            raise ClusterError(f"The scheduler at {address} has no worker.")
        try:
            _refuse_others(everyone)
        except ClusterError:
            self.close()
            raise

    def close(self) -> None:
        """Leave the cluster."""
        self.client.close()

    def run(
        self, work: Callable[[Job], bytes], jobs: Sequence[Job], heard: Heard = lambda *_: None
    ) -> Iterator[bytes]:
        """The result of each job, in order; an exception of the work comes through as it is."""
        under_way: dict[int, tuple[bytes, Any]] = {}
        try:
            for number in range(len(jobs)):
                for ahead in range(number, min(number + _WINDOW, len(jobs))):
                    if ahead not in under_way:
                        under_way[ahead] = self._sent(work, jobs[ahead])
                order, future = under_way.pop(number)
                result, seconds = self._made(work, jobs[number], order, future)
                heard(number, seconds)
                yield result
        finally:
            self.client.cancel([future for _, future in under_way.values()])

    def _sent(self, work: Callable[[Job], bytes], job: Job) -> tuple[bytes, Any]:
        target = io.BytesIO()
        packer = _Packer(target)
        packer.dump((work, job))
        if not packer.files.keys() <= self.files.keys():
            self.files |= packer.files
            self._ship()
        return target.getvalue(), self._submit(target.getvalue())

    def _submit(self, order: bytes) -> Any:  # noqa: ANN401  a Dask future
        return self.client.submit(do, order, versions(), pure=False)

    def _ship(self) -> None:
        """Send each worker the files that it lacks."""
        names = {wanted: path.name for wanted, path in self.files.items()}
        for worker, lacks in self.client.run(lacking, names).items():
            for wanted in lacks:
                data = self.files[wanted].read_bytes()
                self.client.run(take, wanted, names[wanted], data, workers=[worker])

    def _made(
        self,
        work: Callable[[Job], bytes],
        job: Job,
        order: bytes,
        future: Any,  # noqa: ANN401  a Dask future
    ) -> tuple[bytes, float]:
        """A job's result; a job that costs several workers their life is done here."""
        from distributed import KilledWorker

        while True:
            try:
                mark, result, seconds = future.result()
            except KilledWorker:
                start = time.process_time()
                return work(job), time.process_time() - start
            if mark == "made":
                return result, seconds
            if mark == "differs":
                _refuse_others({"that came late": result})
            self._ship()
            future = self._submit(order)
