"""What the operating system must bring that no Python package can: found, installed, or asked for.

`python3 tools/system.py venv pango` ends with 0 when everything named is there. What is missing
is installed when this runs as root on a system with apt; otherwise the exact command is printed
and the exit status is 1. Only the standard library is used: this runs before anything else does.
"""

import ctypes
import ctypes.util
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)
"""Commands and paths under which a Chromium is known; the tests look for the same ones."""

JAXB = ("jaxb-api", "jaxb-runtime")
"""Java libraries that veraPDF reads its profiles with, by the names of their jars."""

_LIBRARIES = {
    "gobject-2.0": ("libgobject-2.0.so.0", "libgobject-2.0.0.dylib"),
    "pango-1.0": ("libpango-1.0.so.0", "libpango-1.0.dylib"),
    "pangoft2-1.0": ("libpangoft2-1.0.so.0", "libpangoft2-1.0.dylib"),
    "harfbuzz": ("libharfbuzz.so.0", "libharfbuzz.0.dylib"),
    "harfbuzz-subset": ("libharfbuzz-subset.so.0", "libharfbuzz-subset.0.dylib"),
    "fontconfig": ("libfontconfig.so.1", "libfontconfig.1.dylib"),
}
# The libraries WeasyPrint opens when it is imported, and the file names it tries first.


@dataclass(frozen=True, slots=True)
class Need:
    """One thing a machine may lack."""

    purpose: str
    """What it is for, in the words of somebody who only wants the book."""
    present: Callable[[], bool]
    """True when it works here; asked of the machine, never of its package lists."""
    apt: tuple[str, ...]
    """The Debian and Ubuntu packages that bring it."""
    brew: tuple[str, ...]
    """What Homebrew calls it; empty where macOS has it anyway."""


def _loads(file: str) -> bool:
    try:
        ctypes.CDLL(file)
    except OSError:
        return False
    return True


def _library_present(name: str, files: tuple[str, ...]) -> bool:
    found = ctypes.util.find_library(name)
    return any(_loads(file) for file in (*files, *([found] if found else [])))


def _pango_present() -> bool:
    return all(_library_present(name, files) for name, files in _LIBRARIES.items())


def _venv_present() -> bool:
    # Debian ships `venv` without `ensurepip`, and then makes environments without pip.
    return all(importlib.util.find_spec(name) is not None for name in ("venv", "ensurepip"))


def _java_present() -> bool:
    # macOS has a `java` that only tells where to buy one, so it is asked to run.
    java = shutil.which("java")
    if java is None:
        return False
    asked = subprocess.run([java, "-version"], capture_output=True, check=False)  # noqa: S603 - a path from which()
    return asked.returncode == 0


def _jaxb_present() -> bool:
    # Where Debian puts the jars of its Java libraries; another system is asked for nothing.
    jars = Path("/usr/share/java")
    return all((jars / f"{name}.jar").is_file() for name in JAXB)


def _compiler_present() -> bool:
    return _java_present() and shutil.which("javac") is not None


def _zbar_present() -> bool:
    return shutil.which("zbarimg") is not None


def _chromium_present() -> bool:
    return any(shutil.which(browser) for browser in BROWSERS)


def _driver_present() -> bool:
    # Playwright brings its own Node for Linux, and that is linked against this library.
    return sys.platform != "linux" or _loads("libatomic.so.1")


def _poppler_present() -> bool:
    return all(shutil.which(command) for command in ("pdftotext", "pdftoppm", "pdfinfo"))


_OLDEST_NODE = 18


def _node_present() -> bool:
    # What drives the browser for Ace asks for Node 18; Debian ships npm apart from it.
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    asked = subprocess.run([node, "--version"], capture_output=True, text=True, check=False)  # noqa: S603 - a path from which()
    major = asked.stdout.strip().removeprefix("v").partition(".")[0]
    return major.isdigit() and int(major) >= _OLDEST_NODE


_VENV_PACKAGE = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"

NEEDS = {
    "venv": Need(
        "a private place for the Python libraries",
        _venv_present,
        (_VENV_PACKAGE,),
        (),
    ),
    "pango": Need(
        "Pango, which shapes the letters of the PDF",
        _pango_present,
        ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0"),
        ("pango",),
    ),
    "java": Need(
        "a Java runtime, for EPUBCheck",
        _java_present,
        ("default-jre-headless",),
        ("openjdk",),
    ),
    "javac": Need(
        "a Java compiler, which starts the veraPDF of the tests",
        _compiler_present,
        ("default-jdk-headless",),
        ("openjdk",),
    ),
    "jaxb": Need(
        "JAXB, with which veraPDF reads its rules",
        _jaxb_present,
        ("libjaxb-java", "libjaxb-api-java"),
        (),
    ),
    "zbar": Need(
        "ZBar, with which the tests read a QR code off a page",
        _zbar_present,
        ("zbar-tools",),
        ("zbar",),
    ),
    "chromium": Need(
        "Chromium, in which the tests open a book",
        _chromium_present,
        ("chromium",),
        ("--cask chromium",),
    ),
    "driver": Need(
        "libatomic, for what drives the browser",
        _driver_present,
        ("libatomic1",),
        (),
    ),
    "poppler": Need(
        "Poppler, with which the tests read a PDF",
        _poppler_present,
        ("poppler-utils",),
        ("poppler",),
    ),
    "node": Need(
        "Node 18 and npm, for the reading systems and checkers written in JavaScript",
        _node_present,
        ("nodejs", "npm"),
        ("node",),
    ),
}
"""Everything that can be asked for, by the name it has on the command line."""


def _missing(names: list[str]) -> list[Need]:
    return [NEEDS[name] for name in names if not NEEDS[name].present()]


def _apt_lines(needs: list[Need], prefix: str) -> list[list[str]]:
    """Give the commands that install `needs`: lists first, a fresh system has none."""
    packages = [package for need in needs for package in need.apt]
    apt = [*prefix.split(), "apt-get"]
    return [[*apt, "update"], [*apt, "install", "-y", "--no-install-recommends", *packages]]


def _install(needs: list[Need]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for line in _apt_lines(needs, ""):
        print("+", " ".join(line), flush=True)
        # A failed update is not the end, the lists at hand may do: `main` looks again afterwards.
        subprocess.run(line, env=environment, stdin=subprocess.DEVNULL, check=False)  # noqa: S603 - a fixed command


def _advice(needs: list[Need]) -> str:
    """Say in one line of shell, or failing that in words, what would bring `needs`."""
    if shutil.which("apt-get"):
        return " && ".join(" ".join(line) for line in _apt_lines(needs, "sudo"))
    if sys.platform == "darwin":
        return " && ".join(f"brew install {name}" for need in needs for name in need.brew)
    words = ", ".join(package for need in needs for package in need.apt)
    return f"(with this system's package manager, what Debian calls) {words}"


def _can_install() -> bool:
    return os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get") is not None


def main(names: list[str]) -> int:
    """Bring about what `names` asks for, and return the exit status: 0, 1 missing, 2 usage."""
    unknown = [name for name in names if name not in NEEDS]
    if unknown or not names:
        print(f"usage: system.py {' '.join(f'[{name}]' for name in NEEDS)}", file=sys.stderr)
        return 2
    missing = _missing(names)
    if missing and _can_install():
        _install(missing)
        missing = _missing(names)
    if not missing:
        return 0
    print("This machine still needs:", file=sys.stderr)
    for need in missing:
        print(f"  - {need.purpose}", file=sys.stderr)
    print("Install it with this command, then try again:\n", file=sys.stderr)
    print(f"  {_advice(missing)}\n", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
