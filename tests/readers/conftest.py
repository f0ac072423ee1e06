"""What the tests in reading systems ask for: finished books, a server for them, and the readers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, ViewportSize

from tests.conftest import ROOT
from tests.readers.packages import package
from tests.readers.samples import samples

_SERVED = {
    "foliate-js": "foliate-js",
    "epubjs": "epubjs/dist",
    "jszip": "jszip/dist",
}
"""Folder on the server → folder of the packages."""

_PHONE: ViewportSize = {"width": 390, "height": 700}


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Give a function from a sample's name to its EPUB, which is made once."""
    folder = tmp_path_factory.mktemp("samples")
    makers = {sample.name: sample.make for sample in samples()}

    def made(name: str) -> Path:
        path = folder / f"{name}.epub"
        if not path.is_file():
            makers[name](path)
        return path

    return made


class _Quiet(SimpleHTTPRequestHandler):
    """A server that says nothing, and knows what a module is."""

    extensions_map = {  # noqa: RUF012 - the parent declares it on the instance
        ".html": "text/html",
        ".js": "text/javascript",
        ".css": "text/css",
        ".epub": "application/epub+zip",
        "": "application/octet-stream",
    }

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the parent's name
        """Keep quiet."""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Give the address and the folder of a server on this machine that holds the readers."""
    folder = tmp_path_factory.mktemp("site")
    for name, inside in _SERVED.items():
        (folder / name).symlink_to(package(inside.split("/")[0]).parent / inside)
    for page in Path(__file__).parent.glob("*.html"):
        (folder / page.name).symlink_to(page)
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}", folder
        server.shutdown()


class Reader:
    """A reading system with a book in it, and all that it asked for and complained of."""

    def __init__(self, page: Page, home: str) -> None:
        self.page = page
        self.complaints: list[str] = []
        self.outside: list[str] = []
        self._home = urlsplit(home).netloc
        page.on("console", lambda message: self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self._note)

    def _note(self, request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme not in {"blob", "data", "about"} and address.netloc != self._home:
            self.outside.append(request.url)

    def keep(self, name: str) -> None:
        """Keep a picture of the screen as `build/screenshots/NAME.png`."""
        folder = ROOT / "build" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=folder / f"{name}.png")


@pytest.fixture
def opened(
    browser: Browser, site: tuple[str, Path], book: Callable[[str], Path]
) -> Iterator[Callable[[str, str], Reader]]:
    """Give a function that opens a sample in a reader: `opened("foliate", "seed")`.

    When the test ends, nothing may have been asked for from outside this machine.
    """
    home, folder = site
    readers: list[Reader] = []

    def open_book(system: str, name: str) -> Reader:
        file = folder / f"{name}.epub"
        if not file.exists():
            file.symlink_to(book(name))
        reader = Reader(
            browser.new_context(viewport=_PHONE, service_workers="block").new_page(), home
        )
        readers.append(reader)
        reader.page.goto(f"{home}/{system}.html")
        reader.page.wait_for_function("() => Boolean(globalThis.openBook)")
        reader.page.evaluate("address => openBook(address)", f"/{name}.epub")
        return reader

    yield open_book
    for reader in readers:
        reader.page.context.close()
    assert [address for reader in readers for address in reader.outside] == []
