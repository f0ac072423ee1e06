"""The EPUB in a browser: its pages open and fit a phone, and every link works both ways."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, Route

from publisher.model import Sheets
from publisher.theme import read_theme, theme_names
from publisher.write.epub import write_epub
from publisher.write.epub.names import name_files
from tests.epub_samples import SLOW, sample

NAMES = name_files(sample())
PAGES = sorted(set(NAMES.pages.values()))
VISIBLE = """elements => elements.filter(element => {
    const box = element.getBoundingClientRect();
    return element.checkVisibility() && element.textContent.trim() && box.width && box.height;
}).length"""
"""How many of the elements can be seen and have words."""

WIDTHS = {"small phone": 320, "phone": 390, "tablet": 820}


class _Shelf(SimpleHTTPRequestHandler):
    """Serves an unpacked book the way a reading system sees it: XHTML is XHTML."""

    extensions_map = {  # noqa: RUF012 - the parent declares it on the instance
        ".xhtml": "application/xhtml+xml",
        ".css": "text/css",
        ".png": "image/png",
        ".svg": "image/svg+xml",
        "": "application/octet-stream",
    }

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Keep quiet."""


def _unpacked(sheets: Sheets, folder: Path) -> Path:
    """Write a book and unpack it into a folder."""
    with ZipFile(BytesIO(write_epub(sheets).data)) as archive:
        archive.extractall(folder)
    return folder


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give the address of the unpacked sample."""
    folder = _unpacked(sample(), tmp_path_factory.mktemp("book"))
    handler = partial(_Shelf, directory=str(folder / "EPUB"))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()


class Watched:
    """A page with all that it complained of and all that it asked for."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.asked: list[str] = []
        self._home = urlsplit(home).netloc
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.route("**/*", self._let_in)

    def _let_in(self, route: Route) -> None:
        """Let a request pass only to the book."""
        address = route.request.url
        if urlsplit(address).netloc == self._home:
            route.continue_()
        else:
            self.asked.append(address)
            route.abort()


@pytest.fixture
def watched(browser: Browser, shelf: str) -> Iterator[Watched]:
    """Give a page of its own, which may ask for nothing but the book."""
    context = browser.new_context(base_url=shelf)
    yield Watched(context.new_page(), shelf)
    context.close()


def _without_styles(page: Page) -> None:
    page.evaluate("document.querySelectorAll('link').forEach(link => link.remove())")


@pytest.mark.parametrize("name", PAGES)
def test_a_page_opens_without_complaint(watched: Watched, name: str) -> None:
    """Each page parses as XML, loads what it shows from the book, and asks for nothing else."""
    response = watched.page.goto(name)
    assert response is not None
    assert response.headers["content-type"] == "application/xhtml+xml"
    assert watched.page.locator("parsererror").count() == 0
    assert watched.page.evaluate("document.contentType") == "application/xhtml+xml"
    assert watched.page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    assert watched.page.evaluate("document.styleSheets[0].cssRules.length") > 0
    assert (watched.complaints, watched.asked) == ([], [])


@pytest.mark.parametrize("styled", [True, False], ids=["styled", "plain"])
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_its_screen(
    watched: Watched,
    tmp_path: Path,
    name: str,
    width: int,
    styled: bool,  # noqa: FBT001 - pytest hands it over by name
) -> None:
    """No page is wider than the screen, and both languages can be read, with styles or without."""
    page = watched.page
    page.set_viewport_size({"width": width, "height": 700})
    page.goto(name)
    if not styled:
        _without_styles(page)
    page.screenshot(path=tmp_path / "page.png", full_page=True)
    # Without styles code is not wrapped: that is the browser's own sheet, not the book's.
    if styled:
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    for tag in ("en", "zh-Hans"):
        assert page.eval_on_selector_all(f"body :lang({tag})", VISIBLE) > 0


@pytest.mark.parametrize("name", theme_names())
def test_a_theme_fits_the_smallest_phone(name: str, browser: Browser, tmp_path: Path) -> None:
    """In every theme each page is as narrow as the screen, its images and code too."""
    theme, problems = read_theme(name)
    assert problems == ()
    assert theme is not None
    folder = _unpacked(replace(sample(), epub_css=theme.book_css + theme.epub_css), tmp_path)
    page = browser.new_page(viewport={"width": WIDTHS["small phone"], "height": 700})
    too_wide = []
    for file in PAGES:
        page.goto((folder / "EPUB" / file).as_uri())
        if page.evaluate("document.documentElement.scrollWidth") > WIDTHS["small phone"]:
            too_wide.append(file)
    page.close()
    assert too_wide == []


def _ids(page: Page, selector: str) -> list[str]:
    ids: list[str] = page.eval_on_selector_all(selector, "links => links.map(link => link.id)")
    return ids


def _target(page: Page) -> str:
    """Give the id of the element that the address leads to, as far as it is on the screen."""
    found: str = page.evaluate(
        """() => {
            const element = document.querySelector(':target');
            const box = element.getBoundingClientRect();
            return box.top < innerHeight && box.bottom > 0 ? element.id : `${element.id} unseen`;
        }"""
    )
    return found


@pytest.mark.parametrize("name", ["aloud.xhtml", NAMES.pages[SLOW]])
def test_a_tap_on_a_word_leads_to_its_entry_and_back(watched: Watched, name: str) -> None:
    """Every term and note mark leads to its entry, whose back link returns to that very word."""
    page = watched.page
    page.set_viewport_size({"width": 320, "height": 240})
    page.goto(name)
    words = _ids(page, "a.term, a.noteref")
    assert len(words) >= 1
    for word in words:
        link = page.locator(f"[id='{word}']")
        entry = (link.get_attribute("href") or "").removeprefix("#")
        link.click()
        assert _target(page) == entry
        back = page.locator(f"[id='{entry}'] a[role='doc-backlink'][href='#{word}']")
        assert back.count() == 1
        back.click()
        assert _target(page) == word
    assert (watched.complaints, watched.asked) == ([], [])


def test_the_contents_lead_to_every_chapter(watched: Watched) -> None:
    """A tap on a line of the contents opens its place; the landmarks take no room."""
    page = watched.page
    page.goto("nav.xhtml")
    lines = page.locator("nav#contents a").count()
    assert lines == 7
    assert page.locator("nav[hidden]").is_hidden()
    for number in range(lines):
        page.goto("nav.xhtml")
        line = page.locator("nav#contents a").nth(number)
        title = line.locator("span").first.inner_text()
        line.click()
        heading = page.locator(":target")
        assert title in heading.inner_text()
    assert (watched.complaints, watched.asked) == ([], [])


def test_read_in_order_the_halves_of_a_pair_follow_each_other(watched: Watched) -> None:
    """With styles off, the English of a passage comes right before its Chinese."""
    page = watched.page
    page.goto("aloud.xhtml")
    _without_styles(page)
    tops: list[list[float]] = page.eval_on_selector_all(
        ".pair", "pairs => pairs.map(p => [...p.children].map(c => c.getBoundingClientRect().top))"
    )
    assert len(tops) == 6
    flat = [top for pair in tops for top in pair]
    assert flat == sorted(flat)


def test_a_screen_reader_tells_the_back_links_apart(watched: Watched) -> None:
    """The accessible names of an entry's back links say place and language, each its own."""
    page = watched.page
    page.goto("aloud.xhtml")
    entry = page.locator("[id='aloud--glossary-cadence']")
    assert entry.get_by_role("link", name="返回正文第 1 处（英文）：cadence").count() == 1
    assert entry.get_by_role("link", name="返回正文第 2 处（中文）：cadence").count() == 1
