"""Work that may be done elsewhere: what a writer asks for when it has many equal things to do.

A writer says what is to be done, and never where: in this process, in several, on other machines,
or not at all because an earlier build has done it. That is for `build` to decide.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol, TypeVar, runtime_checkable

Job = TypeVar("Job")


@dataclass(frozen=True, slots=True)
class Sealed:
    """Something large that goes by a name: what it was made from, and so what it must be.

    The name of a job that holds it is made of this name alone.
    """

    name: bytes
    value: object = field(compare=False, repr=False)

    @property
    def data(self) -> bytes:
        """The value where it is bytes; TypeError for any other."""
        if not isinstance(self.value, bytes):
            raise TypeError(f"bytes were to be sealed, not {type(self.value).__name__}")
        return self.value


class Runner(Protocol):
    """Does one kind of work for each of many jobs, and gives the results in the order of the jobs.

    `work` is a public function of a module, and pure: same job, same bytes. A job is a frozen
    dataclass of plain values, which can be pickled, compared and hashed to a key.
    """

    def __call__(self, work: Callable[[Job], bytes], jobs: Sequence[Job]) -> Iterable[bytes]:
        """The result of each job, in order; an exception of `work` comes through as it is."""


@runtime_checkable
class Partly(Protocol):
    """Results of which some were made before."""

    def ready_first(self) -> Iterator[tuple[int, bytes]]:
        """Each result with the number of its job, in another order than that of the jobs."""


def ready_first(results: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Each result with the number of its job; before all others those that nobody has to make.

    So these can be read while others are at work on the rest.
    """
    return results.ready_first() if isinstance(results, Partly) else enumerate(results)


def one_by_one(work: Callable[[Job], bytes], jobs: Sequence[Job]) -> Iterator[bytes]:
    """Do the jobs here and now, one after the other."""
    return map(work, jobs)
