"""`publisher cache`: what is kept of earlier builds."""

from __future__ import annotations

import sys

import click

from publisher.build.cache import Cache, folder, open_cache
from publisher.cli.failures import guard


def _cache() -> Cache:
    """The cache, or the end of the command where there is none."""
    cache = open_cache()
    if cache is None:
        click.echo("There is no cache: PUBLISHER_CACHE_SIZE is 0.", err=True)
        sys.exit(1)
    if cache.trouble:
        click.echo(f"The cache in {folder()} cannot be used: {cache.trouble}.", err=True)
        sys.exit(1)
    return cache


@click.group("cache")
def cache_command() -> None:
    """Look at what is kept of earlier builds, or clear it.

    Posts that have not changed are not read and set again. The cache can be thrown away at any
    time. PUBLISHER_CACHE_DIR names another folder for it, PUBLISHER_CACHE_SIZE (such as 500M, 2G,
    or 0 for none) another size than 1 GB.
    """


@cache_command.command("info")
def info_command() -> None:
    """Say where the cache is and how much is in it."""
    with guard(0):
        cache = _cache()
        info = cache.info()
        cache.close()
        mega = 1_000_000
        size, most = info.size / mega, info.largest / mega
        click.echo(f"{info.path}: {info.results:,} results, {size:,.1f} of {most:,.0f} MB.")


@cache_command.command("clear")
def clear_command() -> None:
    """Throw away everything in the cache."""
    with guard(0):
        cache = _cache()
        info = cache.info()
        cache.clear()
        trouble = cache.trouble
        cache.close()
        if trouble:
            click.echo(f"The cache in {folder()} could not be cleared: {trouble}.", err=True)
            sys.exit(1)
        click.echo(f"Cleared {info.results:,} results from {info.path}.")
