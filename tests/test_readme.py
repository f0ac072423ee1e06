"""The README says what there is: every key of book.yaml, every link, every command."""

from __future__ import annotations

import re
from pathlib import Path

from publisher.config import CONFIG_KEYS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_every_key_of_book_yaml_stands_in_the_readme_with_its_sentence() -> None:
    """The manual and the program read one table."""
    rows = [f"| `{name}` | {says} |" for name, says in CONFIG_KEYS.items()]
    assert [row for row in rows if row not in README.replace("\\|", "|")] == []


def test_the_readme_names_no_key_that_there_is_not() -> None:
    """A key that is gone from the program is gone from the manual."""
    table = README.partition("## book.yaml")[2].partition("## More")[0]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == set(CONFIG_KEYS)


def test_every_file_that_the_readme_points_to_is_there() -> None:
    """No dangling link on the first page anybody reads."""
    targets = re.findall(r"\]\((?!http|#)([^)]+)\)", README)
    assert [target for target in targets if not (ROOT / target).exists()] == []
