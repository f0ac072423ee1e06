"""The npm packages that the tests read books and pages with."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.conftest import ROOT

_PACKAGES = ROOT / ".venv" / "readers" / "node_modules"
"""Where `make setup-test` puts what package-lock.json names."""


def package(name: str) -> Path:
    """Give the folder of a package; its absence skips the test, and with CI=true fails it."""
    folder = _PACKAGES / name
    if folder.is_dir():
        return folder
    message = (
        f"{name} is not here; `make setup-test` fetches it with npm. Without a way to npm's"
        " registry: copy .venv/readers from a machine that has it"
    )
    if os.environ.get("CI") == "true":
        pytest.fail(message)
    pytest.skip(message)
