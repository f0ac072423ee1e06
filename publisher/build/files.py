"""Files on disk: one build at a time, whole or not at all."""

from __future__ import annotations

import errno
import os
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path


def _in_the_way(path: Path) -> OSError:
    return IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))


def _beside(path: Path, data: bytes) -> Path:
    """A finished file under a passing name, in the folder where it will stand."""
    if path.is_dir():
        raise _in_the_way(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(prefix=".publisher-", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.chmod(0o666 & ~_umask())
    except BaseException:
        part.unlink(missing_ok=True)
        raise
    return part


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
    parts: list[tuple[Path, Path]] = []
    path = Path()
    try:
        for path, data in files.items():
            if not _is_device(path):
                parts.append((_beside(path.resolve(), data), path.resolve()))
        for part, path in parts:
            part.replace(path)
        for folder in {path.parent for _, path in parts}:
            _settle(folder)
        for path in filter(_is_device, files):
            path.write_bytes(files[path])
    except OSError as error:
        raise _named(error, path) from error
    finally:
        for part, _ in parts:
            part.unlink(missing_ok=True)


def save(path: Path, data: bytes) -> None:
    """Put one finished file in place, as `save_all` does."""
    save_all({path: data})


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
