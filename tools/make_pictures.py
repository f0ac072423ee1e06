"""Draws the pictures of the README and of docs/layouts.md from the PDFs that the project makes.

`python tools/make_pictures.py`: needs `pdftoppm` (Poppler). Run it when the pages change.
"""

from __future__ import annotations

import subprocess
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageOps

from publisher.build import build

ROOT = Path(__file__).resolve().parents[1]
SPREAD = (38, 39)
"""Pages of the PDF, counted from its first: a verso and the recto beside it."""

LAYOUTS: dict[str, dict[str, str]] = {
    "interleaved": {},
    "columns": {"layout": "columns", "page": "A4"},
    "columns-a5": {"layout": "columns"},
    "facing": {"layout": "facing"},
    "english": {"layout": "english"},
    "chinese": {"layout": "chinese"},
    "gloss": {"layout": "gloss"},
    "notes": {"notes": "both"},
}
"""Name of a picture of docs/layouts.md, and the choices that it shows."""

POST = ROOT / "content" / "posts" / "the-water-opens" / "index.md"
INSIDE = (8, 9)
"""A verso and a recto in the middle of that post, in most layouts."""

ELSEWHERE = {"facing": (14, 15)}
"""Those with a quotation, where every language has a page of its own."""

WIDTH = 1400
GAP, EDGE = 2, 24
DESK, FOLD = "#e7e5e0", "#c9c6bf"


def _page(pdf: Path, number: int) -> Image.Image:
    pages = ("-f", str(number), "-l", str(number))
    command = ("pdftoppm", "-r", "130", "-png", *pages, str(pdf))
    drawn = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  our own file
    return Image.open(BytesIO(drawn.stdout)).convert("L")


def draw_spread(pdf: Path, target: Path, numbers: tuple[int, int] = SPREAD) -> None:
    """Lay two pages side by side on a desk, as an open book shows them."""
    left, right = (_page(pdf, number) for number in numbers)
    size = (left.width + GAP + right.width, left.height)
    spread = Image.new("RGB", size, FOLD)
    spread.paste(left, (0, 0))
    spread.paste(right, (left.width + GAP, 0))
    framed = ImageOps.expand(spread, EDGE, DESK)
    framed.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
    framed.quantize(64).save(target, optimize=True)


def draw_layouts(folder: Path) -> None:
    """Build one post in every layout and draw a spread of each."""
    for name, choices in LAYOUTS.items():
        (made,) = build(POST, ("pdf",), folder / f"{name}.pdf", choices=choices).files
        inside = ELSEWHERE.get(name, INSIDE)
        draw_spread(made.path, ROOT / "docs" / "images" / f"layout-{name}.png", inside)


def main() -> None:
    """Build the project's book and draw it, then one of its posts in every layout."""
    with tempfile.TemporaryDirectory() as folder:
        (made,) = build(ROOT / "content", ("pdf",), Path(folder)).files
        draw_spread(made.path, ROOT / "docs" / "images" / "spread.png")
        draw_layouts(Path(folder))


if __name__ == "__main__":
    main()
