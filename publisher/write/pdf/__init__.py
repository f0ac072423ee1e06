"""Sheets → a PDF for print; the only package that imports `weasyprint`.

Bound into one document, hyphenated, and laid out until every page number holds. The heavy library
is imported when a PDF is asked for, and not before.
"""

from __future__ import annotations

from importlib import import_module

from publisher.model import Sheets, Written

__all__ = ["PangoMissing", "prepare", "write_pdf"]

_NEEDED = (
    "A PDF needs Pango, and it cannot be loaded ({reason}). Install it:"
    " on Debian or Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0"
    " libharfbuzz-subset0; on Fedora: sudo dnf install pango; on macOS: brew install pango"
)


class PangoMissing(Exception):  # noqa: N818  # named for what is wrong, as the reader is told
    """The system library that sets text is not there; the message says how to install it."""


def write_pdf(sheets: Sheets) -> Written:
    """Print the sheets: one PDF with outline, tags, page labels and metadata.

    Every back link becomes the number of the page it leads to. Same sheets, same bytes. Problems:
    W002 where the page numbers do not settle, W003 for an engine that was never measured, W004
    for everything the engine complains of.

    Raises PangoMissing where the system lacks the library that sets text.
    """
    try:
        from publisher.write.pdf.printing import print_book
    except OSError as error:
        reason = str(error).partition("\n")[0]
        raise PangoMissing(_NEEDED.format(reason=reason)) from error
    return print_book(sheets)


def prepare() -> None:
    """Load the engine, in a process from which workers are forked that will lay out pages."""
    import_module("publisher.write.pdf.engine")
