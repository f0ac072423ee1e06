"""A long list at the end of a book, in several parts: nothing is lost, and none is too long."""

from __future__ import annotations

import pytest

from publisher.build import build
from publisher.model import Bilingual, Sheet
from publisher.write.pdf import readying
from publisher.write.pdf.dividing import divided
from publisher.xhtml import Element, element, text, walk
from tests.measure import Print

LETTERS = "ABCDEFGH"


def _group(letter: str) -> list[Element]:
    items = [element("li", {"id": f"{letter}{number}"}, f"{letter}{number}") for number in range(9)]
    return [element("h2", {"class": "group-head"}, letter), element("ul", None, *items)]


def _index() -> Sheet:
    """A title, and for each letter a head and a list: eleven elements."""
    heading = element("h1", {"id": "index--title"}, "Index")
    groups = [node for letter in LETTERS for node in _group(letter)]
    body = element("section", {"class": "index", "id": "index"}, heading, *groups)
    return Sheet("index", "index", Bilingual("Index", "索引"), body)


def test_a_list_of_usual_length_stays_whole() -> None:
    """The same sheet."""
    assert divided(_index(), 1000) == (_index(),)


def test_a_long_list_is_divided_before_the_head_of_a_group() -> None:
    """In order, nothing twice; the first part keeps name, id and title."""
    parts = divided(_index(), 80)
    assert [part.name for part in parts] == ["index", "index-2", "index-3", "index-4"]
    assert "".join(text(part.body) for part in parts) == text(_index().body)
    assert [part.body.get("id") for part in parts] == ["index", "", "", ""]
    assert {part.body.get("class") for part in parts} == {"index"}
    for part in parts[1:]:
        assert isinstance(part.body.children[0], Element)
        assert part.body.children[0].classes == ("group-head",)
    assert all(sum(1 for _ in walk(part.body)) < 40 for part in parts)


def test_a_group_longer_than_a_part_is_a_part() -> None:
    """There is no place inside at which it could be divided."""
    assert len(divided(_index(), 10)) == 1 + len(LETTERS)


def _post(number: int) -> str:
    """A post that mentions a term for each letter, of which it defines every other."""
    words = [f"{letter.lower()}rne" for letter in LETTERS]
    mentions = " ".join(f"the [{word}](#glossary-{word})" for word in words)
    entries = [f'- <span id="glossary-{word}"></span>**{word}**：词条 {word}。' for word in words]
    head = f'---\ntitle: "Post {number} | 文章 {number}"\ndate: 2026-01-0{number}\n---\n'
    return f"{head}\nSay {mentions}.\n\n说这些词。\n\n## 名词解析\n\n" + "\n".join(entries) + "\n"


@pytest.fixture(scope="module")
def books(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Print]:
    """The same posts with lists that are whole, and with lists in parts."""
    root = tmp_path_factory.mktemp("lists")
    content = root / "content"
    content.mkdir()
    for number in range(1, 4):
        (content / f"post-{number}.md").write_text(_post(number), encoding="utf-8")
    made = {}
    for name, most in (("whole", 20_000), ("divided", 60)):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(readying, "MOST", most)
            outcome = build(content, ("pdf",), root / name)
        assert {problem.code[0] for problem in outcome.problems} <= {"P", "G"}
        made[name] = Print(outcome.files[0].path.read_bytes())
    return made


def _end(book: Print) -> list[int]:
    """The pages from the merged glossary to the index."""
    starts = {label: page for _, label, page in book.outline()}
    first = min(page for label, page in starts.items() if "Glossary" in label and "|" in label)
    last = max(starts.values())
    return list(range(first, last))


HEADS = {"content", "Glossary名词解析", "Index索引"}
"""The title of the book on a verso, and of a list on a recto."""


def _words(book: Print) -> str:
    """All that stands on these pages but heads, titles and folios."""
    lines = ((line.text, book.labels[page]) for page in _end(book) for line in book.lines(page))
    words = ("".join(line.split()) for line, label in lines if line != label)
    return "".join(word for word in words if word not in HEADS)


def test_entries_and_page_numbers_are_those_of_an_undivided_list(books: dict[str, Print]) -> None:
    """On more pages."""
    whole, parts = books["whole"], books["divided"]
    assert sorted(_words(whole)) == sorted(_words(parts))
    assert len(_end(parts)) > len(_end(whole))


def test_a_recto_has_the_title_of_the_list_that_goes_on(books: dict[str, Print]) -> None:
    """The part stands behind a title that is not printed."""
    book = books["divided"]
    tops = {page: "".join(book.lines(page)[0].text.split()) for page in _end(book)}
    assert set(tops.values()) <= HEADS
    rectos = [top for page, top in tops.items() if int(book.labels[page]) % 2]
    assert rectos.count("Glossary名词解析") > 1


def test_links_lead_into_every_part(books: dict[str, Print]) -> None:
    """From the index to the pages of the posts, as from the undivided one."""
    counts = {
        name: sum(len(book.links(page)) for page in _end(book)) for name, book in books.items()
    }
    assert counts["whole"] == counts["divided"] > 30
