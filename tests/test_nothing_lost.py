"""No word of a post is lost or doubled on its way into a book, measured against Hugo's reading.

Hugo renders the posts by itself; every leaf block of its pages must be in the EPUB and in the PDF
once, white space, hyphens and the bar of a one-line title aside.
"""

from __future__ import annotations

import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pymupdf
import pytest
from lxml import etree, html

from publisher.build import BOOKS, read_book
from publisher.jobs import one_by_one
from publisher.model import Edition, Sheets
from publisher.typeset import typeset

ROOT = Path(__file__).resolve().parents[1]
LEAVES = "p h1 h2 h3 h4 h5 h6 li td th dt dd pre figcaption".split()
SITE = """
baseURL = "https://example.org/"
disableKinds = ["taxonomy", "term", "rss", "sitemap", "404", "home", "section"]
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.extensions.typographer]
disable = true
[markup.highlight]
codeFences = false
"""
LINK_NUMBER = re.compile(r"\[\d+\]")
"""What stands beside a link on paper."""

MARKER = re.compile(r"^(?:\d{1,2}\.|[•◦▪☐☑✓☒])\s*$", re.MULTILINE)
XHTML = "{http://www.w3.org/1999/xhtml}"


def bare(words: str) -> str:
    """A text without white space, hyphens and the bars between two titles."""
    return re.sub(r"[\s\u00ad\u2010\-|｜\u200b]", "", words)


def rendered(posts: Path, hugo: Callable[..., str], site: Path) -> Iterator[str]:
    """The text of every leaf block of Hugo's pages."""
    (site / "layouts" / "_default").mkdir(parents=True)
    (site / "layouts" / "_default" / "single.html").write_text("{{ .Content }}", encoding="utf-8")
    (site / "hugo.toml").write_text(SITE, encoding="utf-8")
    if posts.is_dir():
        shutil.copytree(posts, site / "content")
    else:
        (site / "content").mkdir()
        shutil.copy(posts, site / "content")
    hugo(site)
    for page in sorted((site / "public").rglob("index.html")):
        yield from leaves(page.read_text(encoding="utf-8"))


def leaves(page: str) -> Iterator[str]:
    """Text of each innermost block; Hugo's own arrows back from a footnote left out."""
    root = html.fragment_fromstring(page, create_parent="div")
    for arrow in root.xpath("//a[contains(@class, 'footnote-backref')]"):
        arrow.drop_tree()
    for node in root.iter(*LEAVES):
        if not any(True for _ in node.iterdescendants(*LEAVES)):
            yield bare(node.text_content())


# The glossary of the whole book says entries again, and paper puts numbers beside links.
_BARE = Edition(glossary_merged=False, links="none")


def typeset_book(content: Path, edition: Edition = _BARE) -> Sheets:
    """The book's sheets; it must be sound."""
    draft = read_book(content)
    assert draft.is_sound, [str(problem) for problem in draft.problems]
    assert draft.book is not None
    assert draft.theme is not None
    return typeset(draft.book, draft.theme, edition)


def epub_text(data: bytes) -> str:
    """All chapters of an EPUB, one after the other."""
    package = zipfile.ZipFile(BytesIO(data))
    names = [n for n in package.namelist() if n.endswith(".xhtml") and "nav" not in n]
    bodies = (etree.fromstring(package.read(name)).find(f"{XHTML}body") for name in names)
    return bare("".join(str(t) for body in bodies if body is not None for t in body.itertext()))


def pdf_text(data: bytes) -> str:
    """What stands in the type area of every page, running heads and folios left out."""
    parts = []
    for page in pymupdf.open(stream=data):
        area = pymupdf.Rect(0, 44, page.rect.width, page.rect.height - 46)
        parts.append(page.get_text("text", clip=area, sort=False))
    # A page's markers of lists are painted before its text, and so come first.
    return bare(MARKER.sub("", "\n".join(parts)))


def check_kept(blocks: list[str], made: str) -> None:
    """Every block is in the text; the long ones, which cannot recur by chance, exactly once."""
    assert len(blocks) > 10
    assert [block for block in blocks if block not in made] == []
    whole = "\0".join(blocks)
    assert [b for b in blocks if len(b) > 20 and made.count(b) != whole.count(b)] == []


@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_every_word_of_the_handbook_is_in_the_book_once(
    form: str, hugo: Callable[..., str], tmp_path: Path
) -> None:
    """The project's own posts, with everything that posts use."""
    posts = ROOT / "content" / "posts"
    blocks = [block for block in rendered(posts, hugo, tmp_path / "site") if block]
    data = BOOKS[form](typeset_book(ROOT / "content"), one_by_one).data
    check_kept(blocks, epub_text(data) if form == "epub" else pdf_text(data))


@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_every_word_of_a_real_post_is_in_the_book_once(
    form: str, seed: Path, hugo: Callable[..., str], tmp_path: Path
) -> None:
    """The author's own post, as it was published."""
    blocks = [block for block in rendered(seed, hugo, tmp_path / "site") if block]
    data = BOOKS[form](typeset_book(seed), one_by_one).data
    check_kept(blocks, epub_text(data) if form == "epub" else pdf_text(data))


@pytest.mark.parametrize("form", ["epub", "pdf"])
def test_every_word_is_in_the_book_as_it_is_made_without_a_wish(
    form: str, hugo: Callable[..., str], tmp_path: Path
) -> None:
    """With a glossary of the whole book, and numbers at links on paper, nothing is missing."""
    posts = ROOT / "content" / "posts"
    blocks = [block for block in rendered(posts, hugo, tmp_path / "site") if block]
    data = BOOKS[form](typeset_book(ROOT / "content", Edition()), one_by_one).data
    made = epub_text(data) if form == "epub" else LINK_NUMBER.sub("", pdf_text(data))
    assert [block for block in blocks if LINK_NUMBER.sub("", block) not in made] == []
