"""Who does the work of a command: processes, a cluster, the cache; and what is told of it after."""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import click

from publisher.build.cache import open_cache
from publisher.build.files import save
from publisher.build.ledger import KEPT, Ledger
from publisher.build.pool import RARELY, Pool, cores
from publisher.build.workshop import ClusterError, Workers, Workshop

_SLOWEST = 5

atexit.register(gc.freeze)  # or the interpreter would look for garbage before it throws all away


@dataclass(frozen=True, slots=True)
class Means:
    """What the options say of the work."""

    verbosity: int = 0
    jobs: int | None = None
    no_cache: bool = False
    scheduler: str | None = None
    times: Path | None = None
    """The file of `--profile`."""


def _cluster(address: str | None) -> Workers | None:
    if not address:
        return None
    from publisher.build.cluster import Cluster

    return Cluster(address)


def _told(ledger: Ledger) -> None:
    """Say which posts took longest, and why parts were made again."""
    for part in ledger.slowest(_SLOWEST):
        click.echo(f"{part.cpu:6.2f} s  {part.step} {part.name} ({part.why})", err=True)
    for (step, why), number in ledger.reasons().items():
        parts = "1 part" if number == 1 else f"{number:,} parts"
        click.echo(f"{step}: {parts} {'kept' if why == KEPT else f'made: {why}'}", err=True)


@contextmanager
def workshop(means: Means) -> Iterator[Workshop]:
    """The workshop that the options ask for; at the end it is closed, and told of."""
    try:
        far = _cluster(means.scheduler)
    except ClusterError as error:
        raise click.ClickException(str(error)) from error
    gc.set_threshold(*RARELY)
    cache = None if means.no_cache else open_cache()
    shop = Workshop(Pool(means.jobs or cores()), cache, far)
    try:
        yield shop
    except ClusterError as error:
        raise click.ClickException(str(error)) from error
    finally:
        shop.close()
        if shop.trouble and means.verbosity >= 0:
            click.echo(f"Nothing is kept for the next time: {shop.trouble}.", err=True)
    if means.verbosity > 0:
        _told(shop.ledger)
    if means.times is not None:
        save(means.times, shop.ledger.as_json().encode())
