"""What WeasyPrint loads when it is imported: the system's libraries, and a few of Python's."""

from __future__ import annotations

import ctypes.util
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType

_RARELY_USED = ("fontTools.subset", "fontTools.varLib.instancer")
"""What WeasyPrint asks only for fonts that are variable, or where HarfBuzz cannot cut them."""


def _not_looked_for(name: str) -> str | None:  # noqa: ARG001  part of the call
    """Nothing: the next name is tried."""
    return None


class _Late(ModuleType):
    """A module that is loaded when something in it is called."""

    def __getattr__(self, name: str) -> Callable[..., object]:
        """What stands for a function or a class of the module."""
        if name.startswith("__"):
            raise AttributeError(name)

        def call(*args: object, **kwargs: object) -> object:
            return getattr(import_module(self.__name__), name)(*args, **kwargs)

        return call


@contextmanager
def _rarely_used_loaded_late() -> Iterator[None]:
    """Have what is hardly ever called stand in for itself: it takes a sixth of the whole time."""
    absent = {name: _Late(name) for name in _RARELY_USED if name not in sys.modules}
    sys.modules.update(absent)
    try:
        yield
    finally:
        for name in absent:
            del sys.modules[name]


@contextmanager
def _found_by_the_loader() -> Iterator[None]:
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


@contextmanager
def loaded_quickly() -> Iterator[None]:
    """Import WeasyPrint inside of this."""
    with _found_by_the_loader(), _rarely_used_loaded_late():
        yield
