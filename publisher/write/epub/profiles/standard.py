"""The book for every reader that keeps to EPUB 3: Apple Books, Thorium, KOReader, calibre."""

from __future__ import annotations

from publisher.model import Edition, Sheet, Sheets
from publisher.xhtml import Element

SUFFIX = ".epub"


def page(sheet: Sheet, _edition: Edition) -> Element:
    """The page as it is."""
    return sheet.body


def dress(sheets: Sheets) -> Sheets:
    """The book as it is."""
    return sheets
