"""The work of the writers on a Dask cluster; the only importer of `distributed`.

The same public functions do the same jobs as here. Nothing but a job, the fonts that it names and
its result's bytes go over the network. A worker that runs another version of this program, of
Python or of the libraries that shape a book is refused before any work is given out.
"""

from __future__ import annotations

import io
import os
import pickle
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from publisher.build.keys import program, surroundings
from publisher.build.pool import Heard

Job = TypeVar("Job")

_INSTALL = (
    "--scheduler needs the Dask library, and it is not installed."
    " Install it with: pip install 'publisher[cluster]'"
)
_WAIT = 15.0
"""Seconds in which a cluster must answer."""

_WINDOW = 64
"""Jobs that are under way at once for each look at the results."""

_RETRIES = 5
"""How often a job is begun again whose worker was lost."""


class ClusterError(Exception):
    """The cluster cannot be used; the message says why and what to do."""


# -- what goes over the network --------------------------------------------------------------------


class _Packer(pickle.Pickler):
    """Pickles a job with a digest in the place of each file."""

    def __init__(self, target: io.BytesIO) -> None:
        super().__init__(target, pickle.HIGHEST_PROTOCOL)
        self.files: dict[str, Path] = {}

    def persistent_id(self, value: object) -> tuple[str, str] | None:  # noqa: D102  pickle's hook
        if not isinstance(value, Path) or not value.is_file():
            return None
        found = sha256(value.read_bytes()).hexdigest()
        self.files[found] = value
        return found, value.name


class _LackingError(Exception):
    """A worker has no file of this digest."""


class _Unpacker(pickle.Unpickler):
    """Reads a job, each digest as the path of a file of that content."""

    def __init__(self, data: bytes, shipped: Mapping[str, bytes]) -> None:
        super().__init__(io.BytesIO(data))
        self.shipped = shipped

    def persistent_load(self, pid: tuple[str, str]) -> Path:  # noqa: D102  pickle's hook
        return _file(*pid, self.shipped)


def _holds(path: Path, wanted: str) -> bool:
    try:
        return sha256(path.read_bytes()).hexdigest() == wanted
    except OSError:
        return False


_KNOWN: dict[str, Path] = {}
"""Files that this worker has looked at, by their digests."""


def _file(wanted: str, name: str, shipped: Mapping[str, bytes]) -> Path:
    """A file of a content: the installed one, or one that was sent; _LackingError for none."""
    from publisher.theme import folder_of

    if wanted in _KNOWN:
        return _KNOWN[wanted]
    kept = Path(tempfile.gettempdir(), f"publisher-fonts-{os.getuid()}", wanted, name)
    for path in (folder_of("fonts") / name, kept):
        if _holds(path, wanted):
            return _KNOWN.setdefault(wanted, path)
    if wanted not in shipped:
        raise _LackingError(wanted)
    kept.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    part = kept.with_suffix(f".{os.getpid()}.part")
    part.write_bytes(shipped[wanted])
    part.replace(kept)
    return _KNOWN.setdefault(wanted, kept)


def do(order: bytes, shipped: Mapping[str, bytes]) -> tuple[str, Any, float]:
    """Do one job on a worker: its result, or the digest of a file that must be sent first."""
    import time

    try:
        work, job = _Unpacker(order, shipped).load()
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
        except ImportError as error:
            raise ClusterError(_INSTALL) from error
        try:
            self.client: Any = Client(address, timeout=_WAIT, set_as_default=False)
        except (OSError, ValueError) as error:
            raise ClusterError(f"No Dask scheduler answers at {address}.") from error
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
        under_way: dict[int, Any] = {}
        files: dict[str, Path] = {}
        for number in range(len(jobs)):
            for ahead in range(number, min(number + _WINDOW, len(jobs))):
                if ahead not in under_way:
                    under_way[ahead] = self._sent(work, jobs[ahead], files)
            result, seconds = self._made(*under_way.pop(number), files)
            under_way.update({n: sent for n, sent in under_way.items() if n > number})
            heard(number, seconds)
            yield result

    def _sent(
        self, work: Callable[[Job], bytes], job: Job, files: dict[str, Path]
    ) -> tuple[bytes, Any]:
        target = io.BytesIO()
        packer = _Packer(target)
        packer.dump((work, job))
        files.update(packer.files)
        order = target.getvalue()
        return order, self.client.submit(do, order, {}, pure=False, retries=_RETRIES)

    def _made(self, order: bytes, future: Any, files: Mapping[str, Path]) -> tuple[bytes, float]:  # noqa: ANN401  a Dask future
        """A job's result; what its worker lacks is sent along at the second try."""
        shipped: dict[str, bytes] = {}
        while True:
            mark, result, seconds = future.result()
            if mark == "made":
                return result, seconds
            shipped[result] = files[result].read_bytes()
            future = self.client.submit(do, order, shipped, pure=False, retries=_RETRIES)
