"""The book for every reader that keeps to EPUB 3: Apple Books, Thorium, KOReader, calibre."""

from __future__ import annotations

from publisher.model import Sheets

SUFFIX = ".epub"


def adapt(sheets: Sheets) -> Sheets:
    """The book as it is."""
    return sheets
