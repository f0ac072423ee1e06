"""What a book of many posts costs, laid out part by part and assembled, or in one document.

    python -m benchmarks.assembly [POSTS ...]

CPU seconds of layout and of assembly, peak memory of each, size of the file; beside WeasyPrint
alone, which is given the same trees in one document and leaves the lines as it finds them. Every
line is a process of its own.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import TypeVar

from publisher.model import Sheets
from publisher.theme import read_theme
from publisher.write.pdf import write_pdf
from publisher.write.pdf.parts import Job
from tests.pdf_samples import bound, chapter

Work = TypeVar("Work")
ROOT = Path(__file__).parent.parent


def _book(posts: int) -> Sheets:
    looks, _ = read_theme("default")
    if looks is None:
        raise SystemExit("the default theme cannot be read")
    names = (f"post-{number}" for number in range(posts))
    return bound(
        tuple(chapter(n, f"Post {n}", f"文章 {n}", i % 4) for i, n in enumerate(names)), looks
    )


def _file(folder: Path, job: object) -> Path:
    said = f"{job.name}/{job.first}/{job.known}" if isinstance(job, Job) else repr(job)
    return folder / sha256(said.encode()).hexdigest()


class _Timed:
    """Does the work here and keeps the results, or takes those that were kept."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.cpu = 0.0

    def __call__(self, work: Callable[[Work], bytes], jobs: Sequence[Work]) -> Iterator[bytes]:
        """One by one."""
        for job in jobs:
            path, start = _file(self.folder, job), time.process_time()
            if not path.exists():
                path.write_bytes(work(job))
            self.cpu += time.process_time() - start
            yield path.read_bytes()


def _in_parts(posts: int, folder: Path) -> tuple[float, int, int]:
    """CPU seconds of the layout, size and number of pages."""
    timed = _Timed(folder)
    written = write_pdf(_book(posts), timed)
    return timed.cpu, len(written.data), written.pages


def _assembled(posts: int, folder: Path) -> tuple[float, int, int]:
    """CPU seconds of all but the layout."""
    book = _book(posts)
    timed = _Timed(folder)
    start = time.process_time()
    written = write_pdf(book, timed)
    return time.process_time() - start, len(written.data), written.pages


def _in_one(posts: int, _folder: Path) -> tuple[float, int, int]:
    """CPU seconds of WeasyPrint alone."""
    import weasyprint

    from publisher.write.pdf.engine import _face_rule, _Fetcher
    from publisher.xhtml import to_html

    book = _book(posts)
    start = time.process_time()
    faces = "".join(_face_rule(number, face) for number, face in enumerate(book.faces))
    body = "".join(to_html(sheet.body).replace('src="', 'src="book:') for sheet in book.sheets)
    fetcher = _Fetcher(book.faces, book.resources)
    css = weasyprint.CSS(string=faces + book.print_css, url_fetcher=fetcher)
    page = f'<html lang="en"><body>{body}</body></html>'
    document = weasyprint.HTML(string=page, url_fetcher=fetcher).render(
        stylesheets=[css], pdf_tags=True
    )
    out = BytesIO()
    document.write_pdf(out, pdf_tags=True)
    return time.process_time() - start, len(out.getvalue()), len(document.pages)


WAYS = {"laid out in parts": _in_parts, "assembled": _assembled, "in one document": _in_one}


def _measure(way: str, posts: int, folder: str) -> dict[str, float]:
    command = [sys.executable, "-m", "benchmarks.assembly", "--one", way, str(posts), folder]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)  # noqa: S603  our own
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def _line(way: str, posts: int, said: dict[str, float]) -> str:
    cost = f"{said['cpu']:7.2f} s CPU, {said['peak'] / 1024:5.0f} MB"
    size = f"{said['size'] / 1e6:.2f} MB file"
    return f"{posts:5} posts, {said['pages']:.0f} pages, {way:18} {cost}, {size}"


def main(counts: Sequence[int]) -> None:
    """Print a line for each way of making a book of so many posts."""
    for posts in counts:
        with tempfile.TemporaryDirectory() as folder:
            for way in WAYS:
                said = _measure(way, posts, folder)
                print(_line(way, posts, said), flush=True)


def _one(way: str, posts: int, folder: Path) -> None:
    cpu, size, pages = WAYS[way](posts, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(json.dumps({"cpu": cpu, "size": size, "pages": pages, "peak": peak}))


if __name__ == "__main__":
    if "--one" in sys.argv:
        _one(sys.argv[2], int(sys.argv[3]), Path(sys.argv[4]))
    else:
        main([int(count) for count in sys.argv[1:]] or [10, 100])
