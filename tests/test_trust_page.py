"""What is written about trust: docs/trust.md, SECURITY.md, the list of libraries."""

import re
from pathlib import Path

from tools.make_sbom import components
from tools.show_trust import page


def test_the_page_is_what_the_corpus_makes(root: Path) -> None:
    """`python tools/show_trust.py` writes it; nobody edits it by hand."""
    assert (root / "docs" / "trust.md").read_text(encoding="utf-8") == page()


def test_the_list_of_libraries_is_that_of_the_lock_file(root: Path) -> None:
    """Each entry with its version and at least one hash."""
    lock = (root / "requirements.lock").read_text(encoding="utf-8")
    found = components(lock)
    names = re.findall(r"^([a-z0-9-]+)==", lock, re.MULTILINE)
    assert [one["name"] for one in found] == names
    assert all(one["version"] and one["hashes"] for one in found)
    assert len({str(one["bom-ref"]) for one in found}) == len(found)


def test_there_is_a_way_to_report_a_fault(root: Path) -> None:
    """SECURITY.md says what is promised, and what to send."""
    words = (root / "SECURITY.md").read_text(encoding="utf-8")
    assert "docs/trust.md" in words
    assert "tests/hostile/corpus.py" in words
