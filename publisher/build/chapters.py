"""The chapters of an EPUB, each made in one go where its post lies: bound, typeset, written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from publisher.build.apart import SetApart, typeset_apart
from publisher.jobs import Runner, Sealed
from publisher.model import Book, Chapter, Order
from publisher.write.epub import Apart
from publisher.write.epub.chapter import Setting, finished
from publisher.write.epub.names import plain_page


@dataclass(frozen=True, slots=True)
class PageJob(SetApart):
    """A post, and all that its page depends on beside it."""

    setting: Setting


def _away(job: PageJob) -> Iterator[tuple[str, str]]:
    """The ids of other posts that this one leads to, with their files."""
    for _, there, home in job.ties.links:
        if home and home != job.name:
            yield there.removeprefix("#"), plain_page(home)


def page_of_post(job: PageJob) -> bytes:
    """Make the page of one post: the work of a `PageJob`."""
    sheet, line = typeset_apart(job)
    return finished(sheet, tuple(_away(job)), job.setting, line)


def _job(chapter: Chapter, sealed: Sealed, order: Order, layout: str, setting: Setting) -> PageJob:
    images = {resource.name: None for resource in chapter.post.resources}
    fitting = setting.showing(images)
    name = chapter.post.anchor
    return PageJob(name, sealed, chapter.ties, layout, order, fitting)


def apart(book: Book, sealed: Sequence[Sealed], layout: str, run: Runner) -> Apart:
    """What makes the chapters of a book whose posts are sealed, in the same order."""

    def made(setting: Setting) -> Iterable[bytes]:
        jobs = [
            _job(chapter, one, book.meta.order, layout, setting)
            for chapter, one in zip(book.chapters, sealed, strict=True)
        ]
        return run(page_of_post, jobs)

    return made
