"""Names for results: one digest for each job, out of everything that the result depends on.

That is the work's name, every field of the job down to its leaves (a path stands for the content
of its file), this program's own source and the versions of what shapes the output.
"""

from __future__ import annotations

import sys
import unicodedata
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from hashlib import blake2b, sha256
from pathlib import Path
from typing import Any

from publisher.frozen import frozen, getter
from publisher.jobs import Sealed

_PACKAGE = Path(__file__).resolve().parents[1]
_SIZE = 20
"""Bytes of a digest: 2^80 results would have to be made before two share a name."""

_LIBRARIES = (
    *("weasyprint", "pydyf", "pyphen", "tinycss2", "tinyhtml5", "cssselect2", "fonttools"),
    *("uharfbuzz", "pillow", "pikepdf", "ebooklib", "lxml", "pyyaml", "markdown", "nh3"),
    *("markdown_it_py", "pygments", "latex2mathml", "ziamath", "pypinyin", "opencc", "segno"),
)
"""Libraries that a book's bytes or the reading of a post may depend on."""

_ENGINES = ("libpango", "libharfbuzz", "libfontconfig", "libfribidi", "libfreetype")
_ENGINE_FOLDERS = ("/usr/lib", "/usr/lib64", "/usr/local/lib", "/lib")


# -- values ----------------------------------------------------------------------------------------


@cache
def _file_digest(path: Path, _state: tuple[int, ...]) -> bytes:
    """The digest of a file's content, read once for each state that the file is in."""
    with path.open("rb") as file:
        digest = sha256()
        while part := file.read(1 << 20):
            digest.update(part)
    return digest.digest()


def file_digest(path: Path) -> bytes:
    """The digest of a file's content, which is read again only where the file was changed."""
    state = path.stat()
    moments = (state.st_ino, state.st_size, state.st_mtime_ns, state.st_ctime_ns)
    return _file_digest(path, moments)


def _file(path: Path) -> bytes:
    try:
        return file_digest(path)
    except OSError:
        return b"no file"


def _framed(tag: bytes, data: bytes) -> bytes:
    return b"%s%d:%s" % (tag, len(data), data)


_Walker = Callable[[Any, list[bytes]], None]
"""Notes a value of one type down to its leaves; kinds are told apart, and so are lengths."""


def _text(value: str, out: list[bytes]) -> None:
    out.append(_framed(b"s", value.encode("utf-8", "surrogatepass")))


def _row(value: Iterable[object], out: list[bytes]) -> None:
    parts = tuple(value)
    out.append(b"L%d:" % len(parts))
    for part in parts:
        _WALKERS[type(part)](part, out)


def _plain(value: object, out: list[bytes]) -> None:
    out.append(_framed(b"v", repr(value).encode()))


def _sealed(value: Sealed, out: list[bytes]) -> None:
    out.append(_framed(b"N", value.name))


def _member(value: Enum, out: list[bytes]) -> None:
    out.append(_framed(b"E", f"{type(value).__qualname__}.{value.name}".encode()))


def _date(value: date, out: list[bytes]) -> None:
    out.append(_framed(b"T", value.isoformat().encode()))


def _bytes(value: bytes, out: list[bytes]) -> None:
    out.append(_framed(b"B", value))


def _path(value: Path, out: list[bytes]) -> None:
    out.append(_framed(b"P", _file(value)))


def _unordered(values: Iterable[object], out: list[bytes]) -> None:
    parts = sorted(digest(value) for value in values)
    out.append(b"S%d:" % len(parts))
    out += parts


def _mapping(value: Mapping[object, object], out: list[bytes]) -> None:
    _unordered(value.items(), out)


def _walker_of_dataclass(kind: type[Any]) -> _Walker:
    names = tuple(field.name for field in fields(kind))
    head = _framed(b"D", f"{kind.__module__}.{kind.__qualname__}:{','.join(names)}".encode())
    get = getter(names)

    def walk(value: object, out: list[bytes]) -> None:
        out.append(head)
        for part in get(value):
            _WALKERS[type(part)](part, out)

    return walk


_OF_TYPES: dict[type, _Walker] = {
    str: _text,
    Sealed: _sealed,
    **dict.fromkeys((tuple, list), _row),
    **dict.fromkeys((type(None), bool, int, float), _plain),
}
_OF_KINDS: tuple[tuple[type, _Walker], ...] = (
    *((Enum, _member), (bytes, _bytes), (Path, _path), (date, _date)),
    *((frozenset, _unordered), (set, _unordered), (Mapping, _mapping)),
)


class _Walkers(dict[type, _Walker]):
    """What notes a value, by its type; found out when the first value of a type comes along."""

    def __missing__(self, kind: type) -> _Walker:
        if is_dataclass(kind):
            walker: _Walker | None = _walker_of_dataclass(kind)
        else:
            walker = next((found for base, found in _OF_KINDS if issubclass(kind, base)), None)
        if walker is None:
            raise TypeError(f"a job holds a {kind.__name__}, which has no digest")
        self[kind] = walker
        return walker


_WALKERS = _Walkers(_OF_TYPES)


def digest(value: object) -> bytes:
    """The digest of a value: equal for equal values, in every process and on every machine.

    Texts, numbers, bytes, dates, paths (by the content of the file), tuples, sets, mappings,
    enumerations and dataclasses of them; anything else is a TypeError.
    """
    out: list[bytes] = []
    _WALKERS[type(value)](value, out)
    return blake2b(b"".join(out), digest_size=_SIZE).digest()


# -- the program -----------------------------------------------------------------------------------


def _sources() -> Iterator[bytes]:
    for path in sorted(_PACKAGE.rglob("*.py")):
        yield path.relative_to(_PACKAGE).as_posix().encode()
        yield path.read_bytes()


@cache
def program() -> bytes:
    """The digest of this program's own source files: another line of code, another name."""
    return digest(list(_sources()))


def _installed(folder: Path) -> Iterator[str]:
    """Names and versions of the libraries in a folder, told from the names of their records."""
    try:
        names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".dist-info")]
    except OSError:
        return
    for name in names:
        library = name.partition("-")[0].lower()
        if library in _LIBRARIES:
            yield name.removesuffix(".dist-info")


def _engines() -> Iterator[str]:
    """The files of the system's libraries that set text; their names hold their versions."""
    for folder in map(Path, _ENGINE_FOLDERS):
        for name in _ENGINES:
            for path in (*folder.glob(f"{name}*.so.*"), *folder.glob(f"*-linux-*/{name}*.so.*")):
                yield path.resolve().name


@cache
def surroundings() -> tuple[str, ...]:
    """Python, the libraries and the system's engines: what shapes a book beside this program."""
    libraries = (name for folder in sys.path for name in _installed(Path(folder or ".")))
    return (
        f"{sys.implementation.name} {'.'.join(map(str, sys.version_info[:3]))}",
        f"unicode {unicodedata.unidata_version}",
        f"zlib {zlib.ZLIB_RUNTIME_VERSION}",
        *sorted(set(libraries)),
        *sorted(set(_engines())),
    )


@frozen
class Parts:
    """The digests that a job's name is made of, so that two names can be told apart in words."""

    program: str
    surroundings: str
    fields: tuple[tuple[str, str], ...]
    """Name and digest of each field of the job."""


def name_of(work: Callable[..., object]) -> str:
    """The qualified name of a public function: `publisher.write.epub.chapter.chapter`."""
    return f"{work.__module__}.{work.__qualname__}"


def parts_of(job: object) -> Parts:
    """The digests of a job's fields (of the job itself, where it is no dataclass)."""
    if is_dataclass(job):
        found = [(field.name, digest(getattr(job, field.name))) for field in fields(job)]
    else:
        found = [("job", digest(job))]
    return Parts(
        program().hex(),
        digest(surroundings()).hex(),
        tuple((name, value.hex()) for name, value in found),
    )


def key_of(work: Callable[..., object], job: object, parts: Parts) -> bytes:
    """The name of a job's result."""
    kind = f"{type(job).__module__}.{type(job).__qualname__}"
    return digest((name_of(work), kind, parts.program, parts.surroundings, parts.fields))
