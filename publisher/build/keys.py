"""Names for results: one digest for each job, out of everything that the result depends on.

That is the work's name, every field of the job down to its leaves (a path stands for the content
of its file), this program's own source and the versions of what shapes the output.
"""

from __future__ import annotations

import sys
import unicodedata
import zlib
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from publisher.codec import Getter, getter
from publisher.fonts import file_digest
from publisher.jobs import Sealed
from publisher.xhtml import Element, as_json

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


def _hashable(kind: type) -> Hashable:
    return kind


@cache
def _plan(kind: Hashable) -> tuple[bytes, Getter]:
    """The name of a dataclass, framed, and a getter of its fields."""
    if not isinstance(kind, type) or not is_dataclass(kind):
        raise TypeError(f"{kind} is no dataclass")
    names = tuple(field.name for field in fields(kind))
    name = f"{kind.__module__}.{kind.__qualname__}:{','.join(names)}".encode()
    return _framed(b"D", name), getter(names)


def _file(path: Path) -> bytes:
    try:
        return file_digest(path)
    except OSError:
        return b"no file"


def _framed(tag: bytes, data: bytes) -> bytes:
    return b"%s%d:%s" % (tag, len(data), data)


def _dataclass(value: Any, out: list[bytes]) -> None:  # noqa: ANN401  an instance of any of them
    name, get = _plan(_hashable(type(value)))
    out.append(name)
    for part in get(value):
        _walk(part, out)


def _unordered(values: Iterable[object], out: list[bytes]) -> None:
    parts = sorted(digest(value) for value in values)
    out.append(b"S%d:" % len(parts))
    out += parts


def _leaf(value: object, out: list[bytes]) -> None:
    if isinstance(value, bytes):
        out.append(_framed(b"B", value))
    elif isinstance(value, Path):
        out.append(_framed(b"P", _file(value)))
    elif isinstance(value, date):
        out.append(_framed(b"T", value.isoformat().encode()))
    elif isinstance(value, (frozenset, set)):
        _unordered(value, out)
    elif isinstance(value, Mapping):
        _unordered(value.items(), out)
    else:
        raise TypeError(f"a job holds a {type(value).__name__}, which has no digest")


def _walk(value: Any, out: list[bytes]) -> None:  # noqa: ANN401  whatever a job holds
    """Note a value down to its leaves; kinds are told apart, and so are lengths."""
    kind = type(value)
    if kind is str:
        out.append(_framed(b"s", value.encode("utf-8", "surrogatepass")))
    elif kind is tuple or kind is list:
        out.append(b"L%d:" % len(value))
        for part in value:
            _walk(part, out)
    elif kind is Element:
        out.append(_framed(b"X", as_json(value)))
    elif kind is Sealed:
        out.append(_framed(b"N", value.name))
    elif isinstance(value, Enum):
        out.append(_framed(b"E", f"{kind.__qualname__}.{value.name}".encode()))
    elif is_dataclass(kind):
        _dataclass(value, out)
    elif value is None or kind in {bool, int, float}:
        out.append(_framed(b"v", repr(value).encode()))
    else:
        _leaf(value, out)


def digest(value: object) -> bytes:
    """The digest of a value: equal for equal values, in every process and on every machine.

    Texts, numbers, bytes, dates, paths (by the content of the file), tuples, sets, mappings,
    enumerations and dataclasses of them; anything else is a TypeError.
    """
    out: list[bytes] = []
    _walk(value, out)
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


@dataclass(frozen=True, slots=True)
class Parts:
    """The digests that a job's name is made of, so that two names can be told apart in words."""

    program: str
    surroundings: str
    fields: tuple[tuple[str, str], ...]
    """Name and digest of each field of the job."""


def name_of(work: Callable[..., object]) -> str:
    """The qualified name of a public function: `publisher.write.epub.chapter.chapter`."""
    return f"{work.__module__}.{work.__qualname__}"


@cache
def _around() -> tuple[str, str]:
    """The digests of all that is the same for every job of this process."""
    return program().hex(), digest(surroundings()).hex()


def all_parts_of(jobs: Sequence[object]) -> list[Parts]:
    """The digests of the fields of each job (of the job itself, where it is no dataclass).

    What several jobs share, as a style sheet, is looked at once.
    """
    known: dict[int, str] = {}  # by address, which is good as long as the jobs are there

    def of(value: object) -> str:
        found = known.get(id(value))
        if found is None:
            found = known[id(value)] = digest(value).hex()
        return found

    def named(job: object) -> tuple[tuple[str, str], ...]:
        if not is_dataclass(job):
            return (("job", of(job)),)
        return tuple((field.name, of(getattr(job, field.name))) for field in fields(job))

    return [Parts(*_around(), named(job)) for job in jobs]


def parts_of(job: object) -> Parts:
    """The digests of the fields of one job."""
    return all_parts_of([job])[0]


def key_of(work: Callable[..., object], job: object, parts: Parts) -> bytes:
    """The name of a job's result."""
    kind = f"{type(job).__module__}.{type(job).__qualname__}"
    return digest((name_of(work), kind, parts.program, parts.surroundings, parts.fields))
