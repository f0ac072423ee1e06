"""Draws the picture of docs/shelf.md, the page of a shelf on a desk and on a phone.

`python tools/make_shelf_picture.py`: needs Chromium. Run it when the page changes.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))  # run by path, this script knows its own folder only

from publisher.build import shelve  # noqa: E402  the line above is what finds it
from tools.system import BROWSERS  # noqa: E402  the same

SCREENS = ((900, 760), (360, 760))
GAP, DESK = 24, "#e7e5e0"
_ADDRESS = "https://example.org/books/"


def _quiet(_step: str, _done: int, _total: int) -> None:
    """Show no progress."""


def _screen(browser: Browser, page: Path, size: tuple[int, int]) -> Image.Image:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]})
    tab = context.new_page()
    tab.goto(page.as_uri())
    return Image.open(BytesIO(tab.screenshot())).convert("L")


def draw(page: Path, target: Path) -> None:
    """Lay the screens side by side on a desk."""
    chromium = next(path for path in map(shutil.which, BROWSERS) if path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        screens = [_screen(browser, page, size) for size in SCREENS]
        browser.close()
    width = sum(screen.width + GAP for screen in screens) + GAP
    desk = Image.new("RGB", (width, screens[0].height + 2 * GAP), DESK)
    left = GAP
    for screen in screens:
        desk.paste(screen, (left, GAP))
        left += screen.width + GAP
    desk.quantize(32).save(target, optimize=True)


def main() -> None:
    """Put the project's own book on a shelf and draw it."""
    with tempfile.TemporaryDirectory() as folder:
        shelve((ROOT / "content",), Path(folder), _ADDRESS, progress=_quiet)
        draw(Path(folder) / "index.html", ROOT / "docs" / "images" / "shelf.png")


if __name__ == "__main__":
    main()
