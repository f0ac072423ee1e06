"""The house: who may import whom, and which library lives in which room."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "publisher"
MODULES = sorted(PACKAGE.rglob("*.py"))
GROUND = {"model", "problems", "xhtml", "fonts", "language", "titles", "characters", "yamlfile"}
GROUND |= {"codec", "covers", "formulas", "jobs", "pictures", "qr"}
GROUND |= {"__init__", "__version__"}
TOP = {"cli", "build", "__main__"}


def room(path: Path) -> str:
    """First name below `publisher`: `load`, `pair`, `model` and so on."""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imports(path: Path) -> Iterator[str]:
    """Every module that a file imports, wherever in the file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            if node.module == "publisher":
                yield from (f"publisher.{alias.name}" for alias in node.names)


def rooms_imported(path: Path) -> set[str]:
    """The project's own rooms that a file reaches into."""
    own = (name.split(".") for name in imports(path) if name.startswith("publisher."))
    return {parts[1] for parts in own}


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_room_imports_only_what_stands_below_it(path: Path) -> None:
    """Stages never import one another, and the ground floor imports only itself."""
    here, there = room(path), rooms_imported(path)
    if here in GROUND:
        assert there <= GROUND
    elif here not in TOP:
        assert there <= GROUND | {here}
    elif here == "cli":
        assert there <= GROUND | {"build", "cli"}
    elif here == "build":
        assert "cli" not in there


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_no_import_hides_from_the_reader(path: Path) -> None:
    """No TYPE_CHECKING import: a noun that needs one is in the wrong room."""
    assert "TYPE_CHECKING" not in path.read_text(encoding="utf-8")


def test_one_foreign_library_lives_in_one_room() -> None:
    """A library is imported from one file, or one package inside a stage, and nowhere else."""
    homes: dict[str, set[str]] = {}
    for path in MODULES:
        for name in imports(path):
            library = name.split(".")[0]
            if library not in sys.stdlib_module_names and library != "publisher":
                parts = path.relative_to(PACKAGE).parts
                depth = 1 if parts[0] in TOP else 2
                homes.setdefault(library, set()).add("/".join(parts[:depth]))
    assert {name: sorted(home) for name, home in homes.items() if len(home) > 1} == {}


def test_every_module_says_in_its_first_sentence_what_lives_there() -> None:
    """Every module opens with a docstring whose first sentence ends on its first paragraph."""
    bare = [
        path.name
        for path in MODULES
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert bare == []


def test_every_room_is_on_the_plan() -> None:
    """`docs/architecture.md` names each module at the top, and none that is gone."""
    plan = (PACKAGE.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
    names = {room(path) for path in MODULES} - {"__init__", "__main__"}
    table = plan.partition("## Which room for what")[2].partition("\n## ")[0]
    shown = {name for name in names if f"{name}.py`" in table or f"publisher/{name}/`" in table}
    assert shown == names
    paths = re.findall(r"`publisher/(\w+(?:\.py|/))`", table)
    assert [path for path in paths if not (PACKAGE / path).exists()] == []
