"""Files on disk: one build at a time, whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

_PREFIX, _SUFFIX = ".publisher-", ".part"
_NEW, _OLD = 60, 24 * 60 * 60
"""Seconds: a passing file that is younger is in use; one that is older is in nobody's."""


def _in_the_way(path: Path) -> OSError:
    return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


@dataclass(frozen=True, slots=True)
class _Part:
    """A finished file under a passing name, in the folder where it will stand."""

    path: Path
    target: Path
    handle: int
    """Open and locked as long as its writer lives: by that others know that it is no litter."""

    def drop(self) -> None:
        """Take the passing name away, if the file still has it."""
        self.path.unlink(missing_ok=True)
        if self.handle >= 0:
            os.close(self.handle)


def _hold(handle: int) -> bool:
    """Lock an open file, if nobody else has; where there are no locks, say that somebody has."""
    try:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (ImportError, OSError):
        return False
    return True


def _write(handle: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]
    os.fsync(handle)


def _beside(path: Path, data: bytes) -> _Part:
    """Write a file beside the place where it will stand."""
    if path.is_dir():
        raise _in_the_way(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=_PREFIX, suffix=_SUFFIX, dir=path.parent)
    part = _Part(Path(name), path, handle)
    try:
        _hold(handle)
        _write(handle, data)
        part.path.chmod(0o666 & ~_umask())
        if os.name == "nt":  # an open file cannot be renamed there
            os.close(handle)
            part = replace(part, handle=-1)
    except OSError as error:
        part.drop()
        raise OSError(error.errno, error.strerror, str(path)) from error
    except BaseException:
        part.drop()
        raise
    return part


def _is_litter(path: Path) -> bool:
    """Whether a passing file has lost its writer.

    For a minute after it was made nobody is sure: its writer may not have locked it yet.
    """
    age = time.time() - path.stat().st_mtime
    if age < _NEW:
        return False
    handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        return _hold(handle) or age > _OLD
    finally:
        os.close(handle)


def sweep(folder: Path) -> None:
    """Take away what builds that were killed have left in a folder; nobody minds if that fails."""
    for path in folder.glob(f"{_PREFIX}*{_SUFFIX}"):
        with suppress(OSError):
            if path.is_file() and not path.is_symlink() and _is_litter(path):
                path.unlink()


def _is_device(path: Path) -> bool:
    return path.exists() and not path.is_file() and not path.is_dir()


def _named(error: OSError, path: Path) -> OSError:
    """The error under the name that its author knows, not under that of a passing file."""
    is_passing = str(error.filename or "").endswith(".part")
    return OSError(error.errno, error.strerror, str(path)) if is_passing else error


def _settle(folder: Path) -> None:
    """Have the disk remember the new names in a folder; where that is not to be had, go on."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _take_lock(path: Path) -> int:
    """The handle of a lock file that this process alone holds."""
    import fcntl

    while True:
        handle = os.open(path, os.O_CREAT | os.O_RDWR | os.O_CLOEXEC, 0o666)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if _is_same(path, handle):
                return handle
        except BaseException:
            os.close(handle)
            raise
        os.close(handle)  # its last holder took the file away meanwhile


def _is_same(path: Path, handle: int) -> bool:
    """Whether a file still stands under the name by which it was opened."""
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False


_BUSY = "another build is writing this book; wait for it to end, or name another place with -o"


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Be the only build that writes a file; OSError where another one is at it.

    A build that is killed leaves the lock's file behind and nothing locked.
    """
    if os.name == "nt" or _is_device(path):
        yield  # the passing file and its replacement are all that is to be had
        return
    path = path.resolve()
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = path.parent / f".{path.name[:100]}.lock"
    try:
        handle = _take_lock(lock)
    except BlockingIOError as error:
        raise BlockingIOError(errno.EAGAIN, _BUSY, str(path)) from error
    try:
        yield
    finally:
        lock.unlink(missing_ok=True)
        os.close(handle)


def save_all(files: Mapping[Path, bytes]) -> None:
    """Put finished files in place: the old ones stay whole until all new ones are complete.

    A link is followed; a device (`/dev/null`, a pipe) is written to and never replaced. Raises
    OSError where a folder cannot be written; nothing has changed then.
    """
    parts: list[_Part] = []
    path = Path()
    try:
        for path, data in files.items():
            if not _is_device(path):
                parts.append(_beside(path.resolve(), data))
        for part in parts:
            path = part.target
            part.path.replace(path)
        for folder in {part.target.parent for part in parts}:
            _settle(folder)
            sweep(folder)
        for path in filter(_is_device, files):
            path.write_bytes(files[path])
    except OSError as error:
        raise _named(error, path) from error
    finally:
        for part in parts:
            part.drop()


def save(path: Path, data: bytes) -> None:
    """Put one finished file in place, as `save_all` does."""
    save_all({path: data})


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
