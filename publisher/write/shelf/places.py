"""Addresses on the shelf: relative to it, or absolute where its place on the network is known."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Places:
    """Where the shelf stands."""

    base: str = ""
    """The address of its folder, which ends in `/`; empty where it is not known."""

    def to(self, name: str) -> str:
        """The address of a file; letters outside ASCII as their UTF-8 octets (RFC 3986)."""
        return self.base + quote(name)


def places(base_url: str) -> Places:
    """The places of a shelf under an address, with or without its last slash."""
    return Places(f"{base_url.rstrip('/')}/" if base_url else "")
