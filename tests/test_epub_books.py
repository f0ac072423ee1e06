"""Whole books as EPUB: the author's reference post and the project's own handbook."""

from collections.abc import Callable
from pathlib import Path
from zipfile import ZipFile

from lxml import etree

from publisher.build import build

ROOT = Path(__file__).parents[1]
XHTML = "{http://www.w3.org/1999/xhtml}"
ROLES = ("doc-glossref", "doc-backlink", "doc-noteref")


def made(content: Path, folder: Path) -> Path:
    """Build the EPUB of a folder or post; there must be no error."""
    outcome = build(content, ("epub",), folder)
    assert [str(problem) for problem in outcome.problems if problem.severity == "error"] == []
    return outcome.files[0].path


def links(path: Path) -> dict[str, int]:
    """Count the links of a book by their role."""
    with ZipFile(path) as archive:
        pages = [archive.read(n) for n in archive.namelist() if n.endswith(".xhtml")]
    found = [a.get("role") for page in pages for a in etree.fromstring(page).iter(f"{XHTML}a")]
    return {role: found.count(role) for role in ROLES}


def test_the_reference_post_is_valid_and_every_mention_has_its_way_back(
    seed: Path, epubcheck: Callable[[Path], list[str]], tmp_path: Path
) -> None:
    """Sixteen terms, thirty-one mentions, thirty-one ways back, and not a word from EPUBCheck."""
    path = made(seed, tmp_path)
    assert links(path) == {"doc-glossref": 31, "doc-backlink": 31, "doc-noteref": 0}
    with ZipFile(path) as archive:
        pages = b"".join(archive.read(n) for n in archive.namelist() if n.endswith(".xhtml"))
    assert pages.count(b'class="entry"') == 16
    assert pages.count(b'class="pair') == 5 + pages.count(b'class="pair-title"')
    assert epubcheck(path) == []


def test_the_handbook_is_valid(epubcheck: Callable[[Path], list[str]], tmp_path: Path) -> None:
    """The project's own posts, with everything that posts use, give a book without a remark."""
    path = made(ROOT / "content", tmp_path)
    found = links(path)
    assert found["doc-backlink"] == found["doc-glossref"] + found["doc-noteref"] > 20
    assert epubcheck(path) == []


def test_a_book_has_the_same_bytes_from_another_folder(seed: Path, tmp_path: Path) -> None:
    """Neither the folder a post lies in nor the one a book goes to leaves a trace in it."""
    copy = tmp_path / "elsewhere" / seed.name
    copy.parent.mkdir()
    copy.write_bytes(seed.read_bytes())
    first, second = made(seed, tmp_path / "one"), made(copy, tmp_path / "two")
    assert first.read_bytes() == second.read_bytes()
