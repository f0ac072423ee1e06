"""The chapters of a PDF, each made ready where its post lies: bound, typeset, packed for the press.

Their pages are laid out later, when the book knows where each begins (`write/pdf/printing.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from publisher.build.apart import SetApart, typeset_apart
from publisher.jobs import Runner, Sealed
from publisher.model import Book, Sheets, Written
from publisher.typeset import with_chapters
from publisher.write.pdf import write_pdf
from publisher.write.pdf.paper import Setting, setting_of
from publisher.write.pdf.readying import chapter_apart, opened


@dataclass(frozen=True, slots=True)
class PrintJob(SetApart):
    """A post, and all that its chapter on paper depends on beside it, its pages excepted."""

    setting: Setting


def ready_for_print(job: PrintJob) -> bytes:
    """Make the chapter of one post ready: the work of a `PrintJob`."""
    sheet, line = typeset_apart(job)
    return chapter_apart(sheet, line, job.setting)


def printed(
    book: Book, sealed: Sequence[Sealed], layout: str, sheets: Sheets, run: Runner
) -> Written:
    """The PDF of a book whose posts are sealed; `sheets` are those around its chapters."""
    order, setting = book.meta.order, setting_of(sheets)
    jobs = [
        PrintJob(chapter.post.anchor, post, chapter.ties, layout, order, setting)
        for chapter, post in zip(book.chapters, sealed, strict=True)
    ]
    chapters = [opened(result) for result in run(ready_for_print, jobs)]
    lines = [chapter.told.outline for chapter in chapters]
    return write_pdf(with_chapters(sheets, [line for line in lines if line]), run, chapters)
