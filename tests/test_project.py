"""The project's own promises: its top level, its lock files, its front door, its waivers."""

import json
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

_FOLDERS = (".ci", "content", "docs", "fonts", "publisher", "tests", "themes", "tools")
_FILES = ("CHANGELOG.md", "LICENSE", "Makefile", "README.md", "pyproject.toml")
_LOCKS = ("requirements.lock", "requirements-dev.lock")

# Written in pieces, or this file would be the first to break its own rule.
_ADDRESSES = (
    "py" + "pi.org",
    "pythonhosted" + ".org",
    "npm" + "js.org",
    "deb.debian" + ".org",
    "crates" + ".io",
)
_MACHINE_PATHS = ("/wo" + "rk/", "/op" + "t/", "/ro" + "ot/", "/ho" + "me/")

_LOCKED = re.compile(r"(?P<name>[a-z0-9-]+)==(?P<version>[\w.+]+)(?: ; [^\\]+)? \\")
_HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}(?: \\)?")

_WAIVER = re.compile(r"#\s*(?:noqa|type:\s*ignore|pragma)\b(?P<rest>.*)")
_REASONED = re.compile(r":?\s*(?:\[[\w, -]+\]|[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|no cover)\W+\w+\W+\w+.*")


def _texts(root: Path) -> Iterator[tuple[Path, str]]:
    inside = (path for folder in _FOLDERS for path in sorted((root / folder).rglob("*")))
    top = (path for path in sorted(root.iterdir()) if path.suffix != ".pyc")
    for path in (*top, *inside):
        if path.is_file() and "__pycache__" not in path.parts:
            try:
                yield path.relative_to(root), path.read_text(encoding="utf-8")
            except UnicodeDecodeError:
                continue  # a font or a picture


def _entries(lock: Path) -> dict[str, set[str]]:
    """Names and versions of a lock file, each of whose lines must be one of the known kinds."""
    entries: dict[str, set[str]] = {}
    hashes: dict[str, int] = {}
    current = ""
    for line in lock.read_text(encoding="utf-8").splitlines():
        if found := _LOCKED.fullmatch(line):
            current = line
            hashes[current] = 0
            entries.setdefault(found["name"], set()).add(found["version"])
        else:
            assert _HASH.fullmatch(line), f"{lock.name}: {line}"
            hashes[current] += 1
    assert all(hashes.values()), lock.name
    return entries


def _project(root: Path) -> dict[str, list[str]]:
    """The direct dependencies: `runtime` and `dev`, as `name` or `name==version`."""
    read = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    groups = read["dependency-groups"]
    dev = [entry for entry in groups["dev"] if isinstance(entry, str)]
    return {"runtime": read["project"]["dependencies"] + groups["build"], "dev": dev}


def _name(requirement: str) -> str:
    return re.split(r"[<>=]", requirement)[0]


def _system(root: Path, *names: str, path: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the set-up's question to the system; with `path`, as if only the tools there existed."""
    environment = {**os.environ, "PATH": str(path)} if path else None
    command = (sys.executable, str(root / "tools" / "system.py"), *names)
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", [*_FILES, *_LOCKS, *_FOLDERS])
def test_top_level_is_complete(root: Path, name: str) -> None:
    """What the README promises at the top level is there."""
    assert (root / name).exists()


def test_readme_tells_the_two_commands(root: Path) -> None:
    """A newcomer finds how to make a book and how to test, on the first page."""
    readme = (root / "README.md").read_text(encoding="utf-8")
    assert "make epub pdf" in readme
    assert "make test" in readme


def test_nothing_names_a_registry_or_a_machine(root: Path) -> None:
    """No file of the project holds the address of a package registry or a path of one machine."""
    words = (*_ADDRESSES, *_MACHINE_PATHS)
    found = [f"{path}: {word}" for path, text in _texts(root) for word in words if word in text]
    assert found == []


@pytest.mark.parametrize("lock", _LOCKS)
def test_lock_entries_are_exact_and_hashed(root: Path, lock: str) -> None:
    """Every line of a lock file is a name with one version, or a hash; never an address."""
    assert _entries(root / lock)


def test_locks_hold_what_the_project_asks_for(root: Path) -> None:
    """Each direct dependency is locked, and the development lock agrees with the other one."""
    runtime, dev = (_entries(root / lock) for lock in _LOCKS)
    project = _project(root)
    assert {_name(entry) for entry in project["runtime"]} <= set(runtime)
    assert {_name(entry) for entry in project["dev"]} <= set(dev)
    assert {name: dev.get(name) for name in runtime} == runtime
    for entry in (*project["runtime"], *project["dev"]):
        if "==" in entry:
            assert dev[_name(entry)] == {entry.partition("==")[2]}


_MODULES = {"pillow": "PIL", "pyyaml": "yaml", "markdown-it-py": "markdown_it"}


def test_every_library_is_used_and_has_its_reason(root: Path) -> None:
    """What a reader must install is imported somewhere, and `docs/decisions.md` says why."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    libraries = {re.split(r"[<>=~]", line)[0] for line in project["dependencies"]}
    decisions = (root / "docs" / "decisions.md").read_text(encoding="utf-8")
    reasons = decisions.partition("## Libraries")[2].partition("\n## ")[0]
    heads = " ".join(re.findall(r"\*\*(.+?)\*\*", reasons))
    assert [name for name in sorted(libraries) if not re.search(rf"\b{name}\b", heads)] == []
    files = (root / "publisher").rglob("*.py")
    program = "\n".join(path.read_text(encoding="utf-8") for path in files)
    imported = set(re.findall(r"^\s*(?:from|import) (\w+)", program, re.MULTILINE))
    assert {_MODULES.get(name, name) for name in libraries} <= imported


def test_the_lock_of_the_reading_systems_has_hashes_and_no_addresses(root: Path) -> None:
    """What npm fetches is held to a version and a hash, wherever npm fetches it from."""
    lock = json.loads((root / "tests" / "readers" / "package-lock.json").read_text("utf-8"))
    packages = {name: said for name, said in lock["packages"].items() if name}
    assert packages
    assert all(said["integrity"].startswith("sha512-") for said in packages.values())
    assert not any("resolved" in said for said in packages.values())


def test_ci_run_is_a_program(root: Path) -> None:
    """`.ci/run` can be started as it is."""
    path = root / ".ci" / "run"
    assert os.access(path, os.X_OK)
    assert path.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash\n")


def test_help_explains_every_goal(root: Path) -> None:
    """`make` alone lists every goal there is, each with a few words."""
    makefile = (root / "Makefile").read_text(encoding="utf-8")
    (phony,) = re.findall(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)
    shown = subprocess.run(["make"], cwd=root, capture_output=True, text=True, check=True).stdout
    told = set(re.findall(r"^  make ([a-z-]+) +\w+", shown, re.MULTILINE))
    assert told == set(phony.split()) - {"FORCE"}


def test_every_waiver_has_its_reason(root: Path) -> None:
    """A silenced lint or type error says which one and why, in words."""
    waivers = [
        (path, found)
        for path, text in _texts(root)
        if path.suffix == ".py" and path.name != "test_project.py"
        for found in _WAIVER.finditer(text)
    ]
    assert waivers
    bare = [f"{path}: {found[0]}" for path, found in waivers if not _REASONED.match(found["rest"])]
    assert bare == []


def test_set_up_is_content_with_what_is_there(root: Path) -> None:
    """Asked for something this machine has, the set-up says nothing and ends with 0."""
    done = _system(root, "venv")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_set_up_names_what_is_missing(root: Path, tmp_path: Path) -> None:
    """What is missing and may not be installed is named in plain words, and the exit is 1."""
    done = _system(root, "venv", "java", path=tmp_path)
    assert done.returncode == 1
    assert "a Java runtime, for EPUBCheck" in done.stderr
    assert "private place" not in done.stderr


def test_set_up_refuses_what_it_does_not_know(root: Path) -> None:
    """An unknown name is a usage error, with the known names."""
    done = _system(root, "phlogiston")
    assert done.returncode == 2
    assert "[pango]" in done.stderr
