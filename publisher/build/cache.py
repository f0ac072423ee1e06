"""Results of earlier builds, kept in one SQLite file in the user's cache folder.

Nothing in it is trusted: each value stands with a digest of itself and of its name, and one that
does not fit is as if it were not there. Nothing in it is needed: where the file cannot be read or
written, a build goes on without it and says so once. The only importer of `platformdirs`.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

_FILE = "results.sqlite"
_VERSION = 1
_LARGEST = 1_000_000_000
_PATIENCE = 5.0
"""Seconds to wait for another build that is writing."""

_BATCH = 16
_BATCH_BYTES = 4_000_000
"""Results that are written together, so that a build that is killed keeps what came before."""

_LEFT = 0.8
"""How full the cache is after the oldest results had to go."""

_UNITS = {"": 1, "k": 1_000, "m": 1_000_000, "g": 1_000_000_000}

_TABLES = """
CREATE TABLE IF NOT EXISTS uses (key BLOB PRIMARY KEY, used INTEGER, size INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS results (key BLOB PRIMARY KEY, sum BLOB, value BLOB);
CREATE TABLE IF NOT EXISTS marks (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


def folder() -> Path:
    """Where the cache is: `PUBLISHER_CACHE_DIR`, or the user's cache folder."""
    wanted = os.environ.get("PUBLISHER_CACHE_DIR", "")
    if wanted:
        return Path(wanted)
    from platformdirs import user_cache_path

    return user_cache_path("publisher", appauthor=False)


def largest() -> int:
    """How many bytes the cache may hold: `PUBLISHER_CACHE_SIZE` (as 500M or 2G), or 1 GB."""
    wanted = os.environ.get("PUBLISHER_CACHE_SIZE", "").strip().lower().removesuffix("b")
    number, unit = wanted.rstrip("kmg"), wanted.lstrip("0123456789.")
    try:
        return int(float(number) * _UNITS[unit])
    except (ValueError, KeyError, OverflowError):
        return _LARGEST


def _sum(key: bytes, value: bytes) -> bytes:
    """The digest of a value under its name: a value that was moved is as wrong as a changed one."""
    return blake2b(value, key=key[:64], digest_size=20).digest()


def _set_up(connection: sqlite3.Connection, version: int) -> None:
    """Make the tables of a new file; sqlite3.DatabaseError for a file of another version."""
    if version not in {0, _VERSION}:
        raise sqlite3.DatabaseError("another version")
    if version == 0:
        connection.executescript(f"BEGIN IMMEDIATE; {_TABLES} COMMIT;")
        connection.execute(f"PRAGMA user_version={_VERSION}")


def _open(path: Path) -> sqlite3.Connection:
    """A connection to the file, made anew where it is of another version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = sqlite3.connect(path, timeout=_PATIENCE, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema=OFF")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version == 0:
            connection.execute("PRAGMA auto_vacuum=INCREMENTAL")
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("PRAGMA synchronous=NORMAL")
        _set_up(connection, version)
    except BaseException:
        connection.close()
        raise
    return connection


def _remove(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        with suppress(OSError):
            path.with_name(path.name + ending).unlink()


_BROKEN = ("malformed", "not a database", "another version", "no such table", "no such column")


def _is_broken(error: sqlite3.Error) -> bool:
    """Whether the file itself is at fault, and not the disk or another build."""
    return any(words in str(error) for words in _BROKEN)


def _opened(path: Path) -> sqlite3.Connection:
    try:
        return _open(path)
    except sqlite3.DatabaseError as error:
        if not _is_broken(error):
            raise
        _remove(path)
        return _open(path)


@dataclass(frozen=True, slots=True)
class Info:
    """What `publisher cache info` tells."""

    path: Path
    results: int
    size: int
    """Bytes of all results."""

    largest: int


class Cache:
    """A table from names to results; every method does nothing once the file has failed."""

    def __init__(self, path: Path, most: int) -> None:
        self.path, self.most = path, most
        self.trouble = ""
        """Why there is no cache any more, in words; empty while there is one."""
        self._connection: sqlite3.Connection | None = None
        self._waiting: dict[bytes, bytes] = {}
        self._waiting_bytes = 0
        self._used: set[bytes] = set()
        self._marks: dict[str, str] = {}
        with self._careful():
            self._connection = _opened(path)

    @contextmanager
    def _careful(self) -> Iterator[None]:
        """Give up the cache where the disk or the file does not play along."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            self._give_up(error)

    def _give_up(self, error: Exception) -> None:
        self.trouble = self.trouble or str(error)
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None
        if isinstance(error, sqlite3.Error) and _is_broken(error):
            _remove(self.path)  # the next build begins with a new one

    def get(self, key: bytes) -> bytes | None:
        """The result of this name, or None."""
        if key in self._waiting:
            return self._waiting[key]
        row = None
        with self._careful():
            if self._connection is not None:
                query = "SELECT sum, value FROM results WHERE key = ?"
                row = self._connection.execute(query, (key,)).fetchone()
        if row is None or not isinstance(row[1], bytes) or row[0] != _sum(key, row[1]):
            return None
        self._used.add(key)
        return row[1]

    def has(self, key: bytes) -> bool:
        """Whether there seems to be a result of this name; `get` alone knows whether it is good."""
        row = None
        with self._careful():
            if self._connection is not None:
                query = "SELECT 1 FROM uses WHERE key = ?"
                row = self._connection.execute(query, (key,)).fetchone()
        return row is not None or key in self._waiting

    def put(self, key: bytes, value: bytes) -> None:
        """Keep a result; it is on the disk after some more of them, or at the end."""
        if self._connection is None or len(value) > self.most // 2:
            return
        self._waiting[key] = value
        self._waiting_bytes += len(value)
        if len(self._waiting) >= _BATCH or self._waiting_bytes >= _BATCH_BYTES:
            self._flush()

    def mark(self, name: str) -> str:
        """What was noted under a name, or an empty string."""
        row = None
        with self._careful():
            if self._connection is not None:
                query = "SELECT value FROM marks WHERE name = ?"
                row = self._connection.execute(query, (name,)).fetchone()
        return row[0] if row and isinstance(row[0], str) else ""

    def note(self, name: str, value: str) -> None:
        """Note something under a name, in place of what was there."""
        if self._connection is not None:
            self._marks[name] = value

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection | None]:
        """All of it is written, or nothing."""
        with self._careful():
            if self._connection is None:
                yield None
                return
            self._connection.execute("BEGIN IMMEDIATE")
            yield self._connection
            self._connection.execute("COMMIT")

    def _flush(self) -> None:
        rows = list(self._waiting.items())
        self._waiting, self._waiting_bytes = {}, 0
        with self._writing() as connection:
            if connection is None:
                return
            results = [(key, _sum(key, value), value) for key, value in rows]
            connection.executemany("INSERT OR REPLACE INTO results VALUES (?, ?, ?)", results)
            uses = [(key, len(value)) for key, value in rows]
            newest = "(SELECT coalesce(max(used), 0) FROM uses)"
            put = f"INSERT OR REPLACE INTO uses VALUES (?, {newest}, ?)"  # noqa: S608  no value in it
            connection.executemany(put, uses)
        self._used.update(key for key, _ in rows)

    def _settle_uses(self) -> None:
        """Let what this build used be the newest, and the oldest go where there is too much."""
        with self._writing() as connection:
            if connection is None:
                return
            (newest,) = connection.execute("SELECT coalesce(max(used), 0) FROM uses").fetchone()
            used = [(newest + 1, key) for key in self._used]
            connection.executemany("UPDATE uses SET used = ? WHERE key = ?", used)
            marks = list(self._marks.items())
            connection.executemany("INSERT OR REPLACE INTO marks VALUES (?, ?)", marks)
            (size,) = connection.execute("SELECT coalesce(sum(size), 0) FROM uses").fetchone()
            if size > self.most:
                _drop(connection, list(_oldest(connection, size - int(self.most * _LEFT))))
        with self._careful():
            if self._connection is not None:
                self._connection.execute("PRAGMA incremental_vacuum").fetchall()

    def close(self) -> None:
        """Write what is still to be written, and keep to the size."""
        self._flush()
        self._settle_uses()
        if self._connection is not None:
            with suppress(sqlite3.Error):
                self._connection.close()
        self._connection = None

    def info(self) -> Info:
        """What there is."""
        row = (0, 0)
        with self._careful():
            if self._connection is not None:
                query = "SELECT count(*), coalesce(sum(size), 0) FROM uses"
                row = self._connection.execute(query).fetchone()
        return Info(self.path, row[0], row[1], self.most)

    def clear(self) -> None:
        """Forget everything; builds that are running lose nothing but time."""
        with self._writing() as connection:
            if connection is not None:
                for table in ("results", "uses", "marks"):
                    connection.execute(f"DELETE FROM {table}")  # noqa: S608  names from this line
        with self._careful():
            if self._connection is not None:
                self._connection.execute("VACUUM")


def _oldest(connection: sqlite3.Connection, surplus: int) -> Iterator[bytes]:
    """The names of the results that were not used for longest, as many as must go."""
    for key, size in connection.execute("SELECT key, size FROM uses ORDER BY used, key"):
        if surplus <= 0:
            return
        surplus -= size
        yield key


def _drop(connection: sqlite3.Connection, keys: Iterable[bytes]) -> None:
    gone = [(key,) for key in keys]
    connection.executemany("DELETE FROM results WHERE key = ?", gone)
    connection.executemany("DELETE FROM uses WHERE key = ?", gone)


def open_cache() -> Cache | None:
    """The user's cache; None where it is to hold nothing."""
    most = largest()
    return Cache(folder() / _FILE, most) if most > 0 else None
