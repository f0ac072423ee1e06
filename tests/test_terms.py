"""A book of two posts that define one term in two ways: its glossary on screen and on paper."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pymupdf
import pytest
from lxml import etree

from publisher.build import build, read_book
from publisher.typeset import typeset
from publisher.xhtml import text, walk
from tests.terms import RL_ONE, RL_TWO, folder, glossary

XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The EPUB and the PDF of the two posts."""
    root = tmp_path_factory.mktemp("two")
    content = folder(root / "content", RL_ONE, RL_TWO)
    outcome = build(content, ("epub", "pdf"), root / "dist")
    assert [file.path.suffix for file in outcome.files] == [".epub", ".pdf"]
    assert [p.code for p in outcome.problems if p.code.startswith("W")] == []
    assert "G011" in {p.code for p in outcome.problems}
    return root / "dist"


@pytest.fixture(scope="module")
def pages(books: Path) -> dict[str, etree._Element]:
    """Every page of the EPUB, by its file."""
    with ZipFile(BytesIO((books / "content.epub").read_bytes())) as book:
        names = [name for name in book.namelist() if name.endswith(".xhtml")]
        return {Path(name).name: etree.fromstring(book.read(name)) for name in names}


def test_epubcheck_finds_nothing(books: Path, epubcheck: Callable[[Path], list[str]]) -> None:
    """Not even a usage note."""
    assert epubcheck(books / "content.epub") == []


def test_the_entry_links_to_every_mention_of_both_posts(pages: dict[str, etree._Element]) -> None:
    """Post by post, in reading order, each link with a name of its own, each target there."""
    entry = pages["glossary.xhtml"].find(".//*[@id='glossary--rl']")
    assert entry is not None
    links = entry.findall(f".//{XHTML}a")
    assert [link.get("href") for link in links] == [
        "p1.xhtml#p1--ref-rl-1",
        "p1.xhtml#p1--ref-rl-2",
        "p2.xhtml#p2--ref-reinforcement-learning-1",
        "p2.xhtml#p2--ref-reinforcement-learning-2",
    ]
    names = [link.get("aria-label") for link in pages["glossary.xhtml"].findall(f".//{XHTML}a")]
    assert len(set(names)) == len(names)
    assert {link.get(f"{OPS}type") for link in links} == {None}
    for link in links:
        file, _, anchor = str(link.get("href")).partition("#")
        assert pages[file].find(f".//*[@id='{anchor}']") is not None


def test_no_word_leads_into_the_merged_glossary(pages: dict[str, etree._Element]) -> None:
    """The glossary of each post keeps its links in both directions."""
    for name in ("p1.xhtml", "p2.xhtml"):
        hrefs = [a.get("href", "") for a in pages[name].findall(f".//{XHTML}a")]
        assert [href for href in hrefs if "glossary.xhtml" in href] == []
        assert [href for href in hrefs if "glossary-" in href]


def test_both_definitions_are_shown_with_their_posts(pages: dict[str, etree._Element]) -> None:
    """Nobody has chosen between them."""
    entry = pages["glossary.xhtml"].find(".//*[@id='glossary--rl']")
    assert entry is not None
    given = [p for p in entry.findall(f".//{XHTML}p") if p.get("class") == "given-by"]
    assert ["".join(map(str, p.itertext())) for p in given] == ["——第1篇", "——第2篇"]


def test_names_are_tagged_with_their_languages(pages: dict[str, etree._Element]) -> None:
    """The Chinese first, for the order is by its sound."""
    term = pages["glossary.xhtml"].find(f".//*[@id='glossary--rl']/{XHTML}dt")
    assert term is not None
    assert [(node.get("lang"), node.text) for node in term][:2] == [
        ("zh-Hans", "强化学习"),
        ("en", "RL"),
    ]


def test_contents_and_landmarks_name_the_glossary_and_no_index(
    pages: dict[str, etree._Element],
) -> None:
    """An index is for print: a screen has no pages."""
    toc, landmarks = pages["nav.xhtml"].findall(f".//{XHTML}nav")
    assert "glossary.xhtml" in [a.get("href") for a in toc.iter(f"{XHTML}a")]
    kinds = {a.get(f"{OPS}type"): a.get("href") for a in landmarks.iter(f"{XHTML}a")}
    assert kinds["glossary"] == "glossary.xhtml#glossary"
    assert "index.xhtml" not in pages


def _page_of(document: pymupdf.Document, words: str) -> int:
    return next(n for n, page in enumerate(document) if words in page.get_text())


def test_pages_in_glossary_and_index_are_those_of_the_mentions(books: Path) -> None:
    """Looked up in the finished PDF: the folio of the page on which the words stand."""
    with pymupdf.open(books / "content.pdf") as document:
        starts = [_page_of(document, words) for words in ("agent learns", "is patient")]
        folios = [document[page].get_label() for page in starts]
        last = [page.get_text() for page in document][-4:]
        flat = re.sub(r"\s+", "", "".join(last))
        outline = [title for _, title, _ in document.get_toc()]
    numbers = "、".join(folios)
    assert f"见第{numbers}页" in flat
    assert f"强化学习{numbers}" in flat
    assert "ReinforcementLearning见强化学习" in flat
    assert {"Glossary | 名词解析", "Index | 索引"} <= set(outline)


# -- when there is one, and in which order ---------------------------------------------------------


def _kinds(root: Path) -> list[str]:
    draft = read_book(root)
    assert draft.book is not None
    assert draft.theme is not None
    assert draft.config is not None
    return [s.kind for s in typeset(draft.book, draft.theme, draft.config.edition).sheets]


def test_a_book_whose_terms_are_in_one_post_has_no_second_glossary(tmp_path: Path) -> None:
    """It would say everything twice; two posts with terms have one, unless told not to."""
    assert "glossary" not in _kinds(folder(tmp_path, RL_ONE, "Plain.\n\n平常。\n"))
    assert _kinds(folder(tmp_path, RL_ONE, RL_TWO))[-3:] == ["glossary", "index", "colophon"]
    assert "glossary" not in _kinds(folder(tmp_path, book="glossary: {merged: false}\n"))


@pytest.mark.parametrize("sort", ["pinyin", "strokes", "latin", "none"])
def test_screen_and_paper_have_one_order(tmp_path: Path, sort: str) -> None:
    """Both are made of the same tree, whose heads and entries stand in the book's order."""
    posts = (
        glossary("tea（茶）：一。", "lid（盖）：二。"),
        glossary("EPUB：三。", "ink（墨）：四。"),
    )
    draft = read_book(folder(tmp_path, *posts, book=f"glossary: {{sort: {sort}}}\n"))
    assert draft.book is not None
    assert draft.theme is not None
    assert draft.config is not None
    sheets = typeset(draft.book, draft.theme, draft.config.edition)
    (body,) = (sheet.body for sheet in sheets.sheets if sheet.kind == "glossary")
    shown: list[str] = []
    for node in walk(body):
        if "group-head" in node.classes:
            shown.append(text(node))
        elif "entry" in node.classes:
            shown.append(node.get("id"))
    wanted = [
        part
        for group in draft.book.glossary.groups
        for part in (*([group.head] if group.head else []), *(e.anchor for e in group.entries))
    ]
    assert shown == wanted
    assert len([name for name in shown if "--" in name]) == 4


def test_the_merged_glossary_repeats_no_id(tmp_path: Path) -> None:
    """A definition with a link in it is shown twice in the book, and linked from its post only."""
    one = RL_ONE.replace("和你互动的世界", "[RL](#glossary-rl)在其中的世界")
    draft = read_book(folder(tmp_path, one, RL_TWO))
    assert draft.book is not None
    assert draft.theme is not None
    assert draft.config is not None
    sheets = typeset(draft.book, draft.theme, draft.config.edition).sheets
    ids = [n.get("id") for s in sheets for n in walk(s.body) if n.get("id")]
    assert len(ids) == len(set(ids))
