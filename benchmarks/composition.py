"""What composition costs: CPU seconds of a book set with it and without, in turns.

    python -m benchmarks.composition [PAGES]

Medians of five runs each, layout and printing apart; the book is the torture of the tests and an
English paragraph, over and over, on an A5 measure.
"""

from __future__ import annotations

import gc
import io
import sys
import time
from contextlib import AbstractContextManager, nullcontext
from statistics import median

import weasyprint
from weasyprint.text.fonts import FontConfiguration

from publisher.write.pdf import composition
from tests.composed import document
from tests.torture import ENGLISH, PLAIN, TORTURE, chinese, english

RUNS = 5
_PAGE = "@page { size: 148mm 210mm; margin: 18mm 17.5mm 20mm } p { margin-bottom: 16pt }"


def _book(pages: int) -> str:
    """A book of about so many pages, English and Chinese by turns."""
    part = "".join(english(ENGLISH) + chinese(text) for text in (PLAIN, *TORTURE.values()))
    return document(part * max(1, pages // 9), measure=32, css=_PAGE)


def _cost(source: str, *, composed: bool) -> tuple[float, float]:
    """CPU seconds of layout and of printing."""
    door: AbstractContextManager[object] = composition.installed() if composed else nullcontext()
    gc.collect()
    with door:
        start = time.process_time()
        laid_out = weasyprint.HTML(string=source).render(font_config=FontConfiguration())
        middle = time.process_time()
        laid_out.write_pdf(io.BytesIO())
        return middle - start, time.process_time() - middle


def main(pages: int) -> None:
    """Print both medians and the ratio of their sums."""
    source = _book(pages)
    _cost(source, composed=True)
    runs = [(_cost(source, composed=False), _cost(source, composed=True)) for _ in range(RUNS)]
    totals = []
    for name, costs in zip(("WeasyPrint", "composed"), zip(*runs, strict=True), strict=True):
        layout, printing = (median(part) for part in zip(*costs, strict=True))
        totals.append(median(sum(cost) for cost in costs))
        print(
            f"{name:12} layout {layout:.2f} s, printing {printing:.2f} s, both {totals[-1]:.2f} s"
        )
    print(f"composition costs {totals[1] / totals[0] - 1:+.0%} CPU")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
