"""Draws the README's picture, a spread of the project's own book, from the PDF that it makes.

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
SPREAD = (36, 37)
"""Pages of the PDF, counted from its first: a verso and the recto beside it."""

WIDTH = 1400
GAP, EDGE = 2, 24
DESK, FOLD = "#e7e5e0", "#c9c6bf"


def _page(pdf: Path, number: int) -> Image.Image:
    pages = ("-f", str(number), "-l", str(number))
    command = ("pdftoppm", "-r", "130", "-png", *pages, str(pdf))
    drawn = subprocess.run(command, capture_output=True, check=True)  # noqa: S603  our own file
    return Image.open(BytesIO(drawn.stdout)).convert("L")


def draw_spread(pdf: Path, target: Path) -> None:
    """Lay two pages side by side on a desk, as an open book shows them."""
    left, right = (_page(pdf, number) for number in SPREAD)
    size = (left.width + GAP + right.width, left.height)
    spread = Image.new("RGB", size, FOLD)
    spread.paste(left, (0, 0))
    spread.paste(right, (left.width + GAP, 0))
    framed = ImageOps.expand(spread, EDGE, DESK)
    framed.thumbnail((WIDTH, WIDTH), Image.Resampling.LANCZOS)
    framed.quantize(64).save(target, optimize=True)


def main() -> None:
    """Build the project's book and draw it."""
    with tempfile.TemporaryDirectory() as folder:
        (made,) = build(ROOT / "content", ("pdf",), Path(folder)).files
        draw_spread(made.path, ROOT / "docs" / "images" / "spread.png")


if __name__ == "__main__":
    main()
