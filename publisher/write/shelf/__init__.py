"""Books → a shelf: a folder for any web server, with a page for people and feeds for readers."""

from __future__ import annotations

from publisher.write.shelf.assembly import write_shelf
from publisher.write.shelf.records import Record, record

__all__ = ["Record", "record", "write_shelf"]
