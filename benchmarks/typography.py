"""The same page set four ways, and the table of what a ruler finds on each.

    python -m benchmarks.typography [POST.md]

Set by this project, by WeasyPrint alone, by Chromium (`chromium` on the PATH) and by Typst
(`pip install typst`; it is in no lock file, for nothing else needs it), with the same fonts, the
same measure and the same text. A setter that is not installed is left out.
"""

from __future__ import annotations

import importlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from statistics import median

from publisher.write.pdf.hyphenation import hyphenated
from publisher.xhtml import element, to_html
from tests.composed import (
    FONTS,
    MARGIN,
    NEVER_FIRST,
    OPENING,
    Row,
    document,
    is_han,
    is_latin,
    print_pdf,
    read_rows,
)

POST = Path(__file__).parent.parent / "content" / "posts" / "write-it-twice.md"
MEASURE, SIZE, LEADING = 32.0, 10.0, 16.0
"""The A5 page: 32 Han of 10 pt, 16 pt from line to line."""

_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_MARKUP = re.compile(r"[*`]")

Paragraph = tuple[str, str]
"""Language and text."""


# -- the text --------------------------------------------------------------------------------------


def _is_chinese(text: str) -> bool:
    return sum(map(is_han, text)) > 0.2 * len(text)


def paragraphs(source: str) -> list[Paragraph]:
    """The plain paragraphs of a post; titles, lists, quotes and code are left out."""
    blocks = re.split(r"\n\s*\n", source.split("---", 2)[2])
    found = []
    for block in (block.strip() for block in blocks):
        if block and block[0] not in "#>-*|!{<`[1234567890":
            text = _MARKUP.sub("", _LINK.sub(r"\1", block))
            chinese = _is_chinese(text)
            found.append(
                ("zh-Hans" if chinese else "en", text.replace("\n", "" if chinese else " "))
            )
    return found


# -- the setters -----------------------------------------------------------------------------------


def _page(texts: list[Paragraph]) -> str:
    trees = (hyphenated(element("p", {"lang": language}, text)) for language, text in texts)
    css = "p { margin-bottom: 32pt } html { line-height: 16pt }"
    return document("\n".join(map(to_html, trees)), measure=MEASURE, size=SIZE, css=css)


def _this(texts: list[Paragraph]) -> bytes:
    return print_pdf(_page(texts))


def _weasyprint(texts: list[Paragraph]) -> bytes:
    return print_pdf(_page(texts), composed=False)


def _chromium(texts: list[Paragraph]) -> bytes:
    program = shutil.which("chromium")
    if program is None:
        raise ImportError("chromium")
    with tempfile.TemporaryDirectory() as folder:
        page, printed = Path(folder, "page.html"), Path(folder, "page.pdf")
        page.write_text(_page(texts), "utf-8")
        flags = ("--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer")
        command = [program, *flags, f"--print-to-pdf={printed}", page.as_uri()]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603  # arguments from here
        return printed.read_bytes()


_TYPST = """
#set page(width: {width}pt, height: 4000pt, margin: {margin}pt)
#set text(font: ("Publisher Serif", "Publisher Song"), size: {size}pt, lang: "en",
  hyphenate: true, top-edge: "baseline", bottom-edge: "baseline")
#set par(justify: true, leading: {leading}pt, spacing: {spacing}pt)
#let zh(body) = par(text(lang: "zh", region: "cn", font: ("Publisher Song", "Publisher Serif"),
  body))
#v({leading}pt)
"""


def _typst(texts: list[Paragraph]) -> bytes:
    typst = importlib.import_module("typst")
    head = _TYPST.format(
        width=MEASURE * SIZE + 2 * MARGIN,
        margin=MARGIN,
        size=SIZE,
        leading=LEADING,
        spacing=3 * LEADING,
    )
    body = "\n\n".join(
        f"#{'zh' if language == 'zh-Hans' else 'par'}({_typst_string(text)})"
        for language, text in texts
    )
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder, "page.typ")
        page.write_text(head + body, "utf-8")
        printed: bytes = typst.compile(str(page), font_paths=[str(FONTS)])
        return printed


def _typst_string(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


SETTERS: tuple[tuple[str, Callable[[list[Paragraph]], bytes]], ...] = (
    ("this project", _this),
    ("WeasyPrint", _weasyprint),
    ("Chromium", _chromium),
    ("Typst", _typst),
)


# -- the ruler -------------------------------------------------------------------------------------


def _rows(pdf: bytes) -> list[Row]:
    return [row for page in read_rows(pdf, leading=LEADING) for row in page]


def _short(rows: list[Row]) -> str:
    right = median(row.chars[-1].ink_right for row in rows if not row.is_last)
    full = [row for row in rows if _is_chinese(row.text) and not row.is_last]
    short = sum(abs(right - row.chars[-1].ink_right) > 0.5 for row in full)
    return f"{short} of {len(full)}"


def _gaps(rows: list[Row]) -> str:
    found = [
        (b.x - (a.right if is_latin(a.text) else a.x + a.size)) / a.size
        for row in rows
        for a, b in row.pairs()
        if (is_han(a.text) and is_latin(b.text)) or (is_latin(a.text) and is_han(b.text))
    ]
    return f"{min(found):.2f} to {max(found):.2f}" if found else "–"


def _stretch(rows: list[Row]) -> str:
    found = [
        (b.x - a.x) / a.size - 1
        for row in rows
        for a, b in row.pairs()
        if is_han(a.text) and is_han(b.text)
    ]
    return f"{max(found, default=0):.3f}"


def _spaces(rows: list[Row]) -> list[float]:
    return [
        (b.x - a.right) / a.size
        for row in rows
        if not _is_chinese(row.text)
        for a, b in row.pairs()
        if b.x - a.right > 0.1 * a.size
    ]


def _wide(rows: list[Row]) -> str:
    spaces = _spaces(rows)
    return f"{sum(space > 0.5 for space in spaces)} of {len(spaces)}"


def _space(rows: list[Row]) -> str:
    spaces = sorted(_spaces(rows))
    return f"{median(spaces):.2f} / {spaces[int(0.95 * len(spaces))]:.2f} / {spaces[-1]:.2f}"


def _faults(rows: list[Row]) -> str:
    chinese = [row for row in rows if _is_chinese(row.text)]
    faults = sum(row.text[0] in NEVER_FIRST or row.text[-1] in OPENING for row in chinese)
    return str(faults)


def _hyphens(rows: list[Row]) -> str:
    ends = "".join(
        "-" if row.text[-1] in "-‐\u00ad" else " " for row in rows if not _is_chinese(row.text)
    )
    return f"{ends.count('-')}, {max(map(len, ends.split()), default=0)} running"


def _lines(rows: list[Row], *, chinese: bool) -> str:
    return str(sum(_is_chinese(row.text) is chinese for row in rows))


def _grid(rows: list[Row]) -> str:
    steps = [b.y - a.y for a, b in pairwise(rows) if not a.is_last]
    return f"{max(abs(step - LEADING) for step in steps):.2f}"


MEASURES: tuple[tuple[str, Callable[[list[Row]], str]], ...] = (
    ("Chinese lines off the margin by > 0.5 pt", _short),
    ("forbidden line starts and ends", _faults),
    ("gap between Han and Latin (em)", _gaps),
    ("largest stretch between ideographs (em)", _stretch),
    ("English word spaces > 0.5 em", _wide),
    ("English word space, median / p95 / largest (em)", _space),
    ("English lines with a hyphen", _hyphens),
    ("Chinese lines", lambda rows: _lines(rows, chinese=True)),
    ("English lines", lambda rows: _lines(rows, chinese=False)),
    ("baseline off the grid by at most (pt)", _grid),
)


def table(texts: list[Paragraph]) -> str:
    """The table, in Markdown: a row for each measure, a column for each setter that is here."""
    columns = []
    for name, setter in SETTERS:
        try:
            columns.append((name, _rows(setter(texts))))
        except ImportError as missing:
            print(f"{name} is left out: {missing}", file=sys.stderr)
    lines = [
        "| | " + " | ".join(name for name, _ in columns) + " |",
        "|---" * len(columns) + "|---|",
    ]
    for label, measure in MEASURES:
        cells = " | ".join(measure(rows) for _, rows in columns)
        lines.append(f"| {label} | {cells} |")
    return "\n".join(lines)


if __name__ == "__main__":
    post = Path(sys.argv[1]) if len(sys.argv) > 1 else POST
    print(table(paragraphs(post.read_text("utf-8"))))
