"""How the system's libraries are found that WeasyPrint loads when it is imported."""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def _not_looked_for(name: str) -> str | None:  # noqa: ARG001  part of the call
    """Nothing: the next name is tried."""
    return None


@contextmanager
def found_by_the_loader() -> Iterator[None]:
    """While this is open, a library has to have a name that the system's loader knows.

    WeasyPrint tries several names for each of seven libraries, and for each of them Python asks
    ldconfig, a compiler and a linker, if there are any: some 200 processes, a tenth of a second of
    CPU. All that they can find is the name that the loader knows, and on Linux WeasyPrint tries
    that name as well.
    """
    if sys.platform != "linux":
        yield
        return
    original = ctypes.util.find_library
    ctypes.util.find_library = _not_looked_for
    try:
        yield
    finally:
        ctypes.util.find_library = original
