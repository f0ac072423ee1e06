"""Sheets → a PDF for print; the only package that imports `weasyprint` and `pikepdf`.

Bound into parts, hyphenated, laid out part by part, and assembled. The heavy libraries are imported
where a part is laid out or the book put together, and not before.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from publisher.fonts import Face
from publisher.jobs import Runner, one_by_one
from publisher.model import Sheets, Written
from publisher.write.pdf.hyphenation import hyphenated
from publisher.write.pdf.loading import loaded_quickly
from publisher.write.pdf.parts import PangoMissing, lay_out
from publisher.write.pdf.printing import print_book
from publisher.write.pdf.readying import Ready
from publisher.xhtml import element

__all__ = ["PangoMissing", "lay_out", "prepare", "write_pdf"]


def write_pdf(sheets: Sheets, run: Runner = one_by_one, chapters: Sequence[Ready] = ()) -> Written:
    """Print the sheets: one PDF with outline, tags, page labels and metadata.

    `chapters` are those that were made ready apart, of which the sheets have no more than names.

    Every back link becomes the number of the page it leads to. Same sheets, same bytes, whoever
    does the work: `run` is called with `lay_out` and all the jobs that can be done at one time, a
    few times for a book. Problems: W002 where the page numbers do not settle, W003 for an engine
    that was never measured, W004 for everything the engine complains of.

    Raises PangoMissing where the system lacks the library that sets text, and ValueError where
    `run` returns what is no artefact.
    """
    return print_book(sheets, run, chapters)


def prepare(faces: tuple[Face, ...] = ()) -> None:
    """Load what a layout needs, in a process from which workers are forked that will do some."""
    with loaded_quickly():
        engine = import_module("publisher.write.pdf.engine")
    if faces:
        engine.loaded(faces)
    hyphenated(element("p", {"lang": "en"}, "hyphenation"))  # so that the dictionary is read
