"""No connection: the build of both books opens none, and needs no network to be there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

POST = """---
title: "Tea | 茶"
---

> 原文：https://example.org/tea

Hot [tea](https://example.org/) <img src="https://example.org/a.png" alt="w">.

热茶 ![w](//127.0.0.1:1/a.svg)。<a href="http://localhost/">x</a>
"""
_WATCHED = """
import sys
def watch(event, arguments):
    if event.startswith("socket.") and event not in {"socket.__new__"}:
        print("CALLED", event, arguments, file=sys.stderr)
        raise RuntimeError(event)
    if event in {"urllib.Request", "http.client.connect", "ftplib.connect", "smtplib.connect"}:
        print("CALLED", event, file=sys.stderr)
        raise RuntimeError(event)
    # A pickle goes only from this program to its own workers, which `--jobs 1` does without.
    if event in {"os.system", "pickle.find_class"} and (event[0] == "o" or sys.argv[3] == "1"):
        print("CALLED", event, file=sys.stderr)
sys.addaudithook(watch)
from publisher.cli import main
main(["build", sys.argv[1], "-o", sys.argv[2], "--no-cache", "--jobs", sys.argv[3]])
"""


def _run(
    content: Path, root: Path, *before: str, jobs: int = 2
) -> subprocess.CompletedProcess[str]:
    for number in range(9):
        text = POST.replace("Tea", f"Tea {number}")
        (content / f"tea-{number}.md").write_text(text, encoding="utf-8")
    arguments = (str(content), str(content / "dist"), str(jobs))
    command = (*before, sys.executable, "-c", _WATCHED, *arguments)
    environ = {**os.environ, "PYTHONPATH": str(root)}
    return subprocess.run(command, env=environ, capture_output=True, text=True, check=False)


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2])
def test_no_connection_is_opened(tmp_path: Path, root: Path, jobs: int) -> None:
    """The interpreter itself watches every socket and pickle of a whole build.

    Looking for Pango starts `ldconfig`, which is no connection.
    """
    done = _run(tmp_path, root, jobs=jobs)
    assert done.returncode == 0, done.stderr
    assert "CALLED" not in done.stderr
    assert sorted(path.suffix for path in (tmp_path / "dist").iterdir()) == [".epub", ".pdf"]


@pytest.mark.slow
def test_no_network_need_be_there(tmp_path: Path, root: Path) -> None:
    """In a namespace without interfaces, not even the loopback's, both books are made."""
    apart = ("unshare", "--map-root-user", "--net")
    try:
        allowed = subprocess.run((*apart, "true"), capture_output=True, check=False).returncode == 0
    except FileNotFoundError:
        allowed = False
    if not allowed:
        pytest.skip("no network namespace may be made here")
    done = _run(tmp_path, root, *apart)
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "dist").iterdir())) == 2
