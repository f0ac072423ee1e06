"""One post on its own: found by what its author calls it, printed without a book around it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pymupdf
import pytest

from publisher.build import build, read_book
from publisher.model import Post, shown_blocks
from publisher.xhtml import text, walk

CONTENT = Path(__file__).parent.parent / "content"


def links_of(post: Post) -> Iterator[tuple[str, str]]:
    """The words of the links in a post's paragraphs, and where they lead."""
    for block in shown_blocks(post.flow):
        for node in walk(block.element):
            if node.tag == "a" and node.get("href"):
                yield text(node), node.get("href")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Three posts; two of them share a title."""
    for name, title in (
        ("tea", "Life in the kettle | 壶中日月"),
        ("pot", "Pots | 壶"),
        ("jug", "Pots | 罐"),
    ):
        (tmp_path / f"{name}.md").write_text(
            f'---\ntitle: "{title}"\ndate: 2025-01-01\n---\n\n> 原文：https://example.org/{name}\n\n'
            f"The [{name}](#glossary-{name}) sang.\n\n[壶](#glossary-{name})在唱歌。\n\n"
            f'## 名词解析\n\n- <span id="glossary-{name}"></span>**{name}**：{name}，器皿。\n',
            encoding="utf-8",
        )
    (tmp_path / "book.yaml").write_text(
        "title: Vessels | 器皿\nauthor: A. Nother\n", encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "tea",
        "tea.md",
        "./tea.md",
        "TEA",
        "Life in the kettle",
        "壶中日月",
        "life in the  kettle | 壶中日月",
    ],
)
def test_a_post_is_found_by_path_slug_or_title(folder: Path, name: str) -> None:
    """And becomes a book with its own title, people and glossary."""
    draft = read_book(folder, choices={"post": name})
    assert draft.is_sound, draft.problems
    assert draft.book is not None
    (chapter,) = draft.book.chapters
    assert chapter.post.path == "tea.md"
    assert len(chapter.entries) == 1
    assert draft.book.meta.title.en == "Life in the kettle"
    assert draft.book.meta.slug == "tea"
    assert draft.book.meta.creators == chapter.post.credits.people


def test_an_unknown_post_is_named_with_its_nearest(folder: Path) -> None:
    """With the place that asks for it; nothing is made."""
    draft = read_book(folder, choices={"post": "Life in a kettle"})
    assert draft.book is None
    (problem,) = draft.problems
    assert (problem.code, problem.place.path) == ("B005", "--post")
    assert "Did you mean “Life in the kettle”?" in problem.hint
    (far,) = read_book(folder, choices={"post": "zzzzz"}).problems
    assert "There are: " in far.hint


def test_a_name_of_two_posts_is_asked_about(folder: Path) -> None:
    """By their paths."""
    (problem,) = read_book(folder, choices={"post": "Pots"}).problems
    assert problem.hint == "Name one by its path: jug.md, pot.md."


def test_a_handout_has_no_title_page_and_no_contents(folder: Path, tmp_path: Path) -> None:
    """It begins with the post, on page 1, under its own heads; the whole book is as before."""
    alone = build(folder, ("pdf",), tmp_path / "out" / "a.pdf", choices={"post": "tea"})
    whole = build(folder, ("pdf",), tmp_path / "out" / "b.pdf")
    assert alone.files
    assert whole.files
    pages = [page.get_text() for page in pymupdf.open(alone.files[0].path)]
    assert "Life in the kettle" in pages[0]
    assert "器皿" in pages[0]
    assert not any("Contents" in page for page in pages)
    assert any("Contents" in page.get_text() for page in pymupdf.open(whole.files[0].path))
    assert pymupdf.open(alone.files[0].path)[0].get_label() == "1"


def test_book_yaml_may_name_the_post_and_the_e_book_is_one_post_too(
    folder: Path, tmp_path: Path
) -> None:
    """The key and the option are one."""
    (folder / "book.yaml").write_text("post: pot.md\n", encoding="utf-8")
    made = build(folder, ("epub",), tmp_path / "out")
    assert [file.path.name for file in made.files] == ["pot.epub"]


def test_a_link_to_a_post_that_is_not_in_the_handout_is_no_finding(folder: Path) -> None:
    """The words stay: with the address of its original where it has one; others are lost."""
    see = "See [pots](pot.md#lid), [jugs](jug.md) and [cups](cup.md).\n\n见[壶](pot.md)、罐、杯。\n"
    tea = folder / "tea.md"
    tea.write_text(tea.read_text("utf-8").replace("## 名词解析", f"{see}\n## 名词解析"), "utf-8")
    jug = folder / "jug.md"
    jug.write_text(jug.read_text("utf-8").replace("> 原文：https://example.org/jug\n", ""), "utf-8")
    for name in ("tea.md", "Life in the kettle"):
        draft = read_book(folder, choices={"post": name})
        assert [(p.code, "“cup.md”" in p.message) for p in draft.problems] == [("M002", True)]
        assert draft.book is not None
        seen = dict(links_of(draft.book.chapters[0].post))
        assert (seen["pots"], seen["壶"]) == ("https://example.org/pot", "https://example.org/pot")
        assert "jugs" not in seen
    assert [p.code for p in read_book(folder).problems if p.code[0] == "M"] == ["M002"]
