"""Notes at the foot of the page: each beside its call, none lost, none twice."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.build import read_book
from publisher.cli.telling import _counted
from publisher.model import NoteCount, Notes, Sheets
from publisher.typeset import typeset
from publisher.write.pdf import notes, settling, write_pdf
from publisher.write.pdf.binding import MAIN
from publisher.write.pdf.engine import Press, Proof
from publisher.write.pdf.hyphenation import hyphenated
from publisher.write.pdf.references import Pagination, paginated
from publisher.xhtml import Element, element, walk
from tests.layout_samples import sample_folder, sheets, written
from tests.measure import Print
from tests.pdf_samples import CHINESE, ENGLISH, trees

CONTENT = Path(__file__).resolve().parents[1] / "content"


def feet(book: Print) -> dict[str, tuple[int, float]]:
    """Each destination of a note at a page foot: its page and its height on it."""
    names = book.document.resolve_names()
    return {
        name: (found["page"], found["to"][1]) for name, found in names.items() if notes.FOOT in name
    }


def calling(book: Print, name: str) -> list[int]:
    """The pages with a link to a note."""
    return book.pages_linking_to(name)


CASES = (
    (CONTENT, {"notes": "page"}),
    (CONTENT, {"notes": "both", "layout": "columns", "order": "en-zh", "page": "A4"}),
    (sample_folder(), {"layout": "gloss"}),
    (sample_folder(), {"notes": "both", "layout": "columns"}),
    (sample_folder(), {"notes": "page", "page": "6x9", "notes_repeat": "page"}),
)


@pytest.mark.parametrize(
    ("content", "choices"), CASES, ids=["content", "content-columns", "gloss", "columns", "6x9"]
)
def test_every_note_stands_at_the_foot_of_the_page_of_its_call(
    content: Path, choices: dict[str, str]
) -> None:
    """Read from the finished file: a link on the page leads to the foot of the same page."""
    made, book = written(content, **choices)
    assert [problem.code for problem in made.problems] == []
    assert made.notes is not None
    assert made.notes.calls == made.notes.notes == made.notes.on_page > 10
    found = feet(book)
    assert len(found) == made.notes.on_page
    for name, (page, _) in found.items():
        assert page in calling(book, name), name


def test_a_term_mentioned_sixteen_times_has_one_note() -> None:
    """And one on each page that mentions it, where that is asked for."""
    _, once = written(sample_folder(), layout="gloss")
    assert [name for name in feet(once) if "glossary-t0" in name] == [
        f"long--glossary-t0{notes.FOOT}"
    ]
    _, often = written(sample_folder(), notes="page", page="6x9", notes_repeat="page")
    pages = [page for name, (page, _) in feet(often).items() if "glossary-t0" in name]
    assert len(pages) == len(set(pages)) > 1


def _glossary_pages(book: Print) -> int:
    words = ["".join(g.char for g in page) for page in book.pages]
    return sum("名词解析" in page for page in words)


def test_the_glossary_stays_at_the_end_with_both() -> None:
    """With the pages of every mention; with `page` nothing is left for it."""
    _, both = written(sample_folder(), notes="both", layout="columns")
    assert _glossary_pages(both) == 1
    assert any("见第" in both.text(n) for n in range(len(both.pages)))
    _, page = written(sample_folder(), notes="page", page="6x9", notes_repeat="page")
    assert _glossary_pages(page) == 0


def test_without_notes_at_the_foot_nothing_is_counted() -> None:
    """The tree stays as it is."""
    made = sheets(sample_folder())
    for _, tree in trees(made):
        assert notes.annotate(tree, Notes.END).tree is tree
        assert notes.counted(notes.annotate(tree, Notes.END)) is None


def test_the_count_is_told_in_words() -> None:
    """As the closing line of a build has it."""
    assert _counted(NoteCount(48, 48, 48)) == "48 calls, 48 notes, 48 on their page"
    assert _counted(NoteCount(1, 1, 0)) == "1 call, 1 note, 0 on their page"


# -- what plain WeasyPrint loses -------------------------------------------------------------------


def _post(folder: Path, pairs: int, terms: str = "") -> Sheets:
    text = "\n\n".join(
        f"A [word{n}](#glossary-t{n}) {ENGLISH[n % 4][: 60 + 37 * (n % 7)]}\n\n"
        f"一个[词{n}](#glossary-t{n})，{CHINESE[n % 4][: 20 + 13 * (n % 7)]}"
        for n in range(pairs)
    )
    entries = terms or "".join(
        f'- <span id="glossary-t{n}"></span>**word{n}**：词{n}，'
        f"{'释义，' * (3 + 9 * (n % 3))}完。\n"
        for n in range(pairs)
    )
    folder.mkdir(exist_ok=True)
    (folder / "a.md").write_text(
        f'---\ntitle: "A | 甲"\ndate: 2026-03-01\n---\n\n{text}\n\n## 名词解析\n\n{entries}',
        encoding="utf-8",
    )
    read = read_book(folder, choices={"notes": "page"})
    assert read.book is not None
    assert read.theme is not None
    assert read.config is not None
    return typeset(read.book, read.theme, read.config.edition)


def _chapter(made: Sheets) -> Element:
    """The body of the one chapter, as it is bound."""
    (chapter,) = (tree for kind, tree in trees(made) if kind == MAIN)
    return chapter


def _lost_alone(made: Sheets) -> frozenset[str]:
    """The notes of the chapter that WeasyPrint loses where nothing of it is replaced."""
    annotated = notes.annotate(hyphenated(_chapter(made)), Notes.PAGE)
    press = Press(made.print_css + notes.CSS, made.faces, composes=False)
    body = element("body", None, paginated(annotated.tree, Pagination()))
    proof = press.lay_out(element("html", {"lang": "en"}, body), (), "")
    return notes.lost(annotated, proof.places(), proof.feet())


def test_a_document_in_which_weasyprint_loses_notes_keeps_them_all(tmp_path: Path) -> None:
    """Forty-eight calls: alone it sends some notes to another page or nowhere, here none."""
    made = _post(tmp_path / "posts", 48)
    assert _lost_alone(made)
    result = write_pdf(made)
    assert result.problems == ()
    assert result.notes == NoteCount(48, 48, 48)


def test_a_note_that_is_lost_becomes_an_end_note_and_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the engine is unknown and loses some: every call has a note all the same."""
    made = _post(tmp_path / "posts", 48)
    monkeypatch.setattr("weasyprint.__version__", "71.0")
    result = write_pdf(made)
    ended = [problem for problem in result.problems if problem.code == "N002"]
    assert ended
    assert all(problem.place.path == "a.md" and problem.place.line > 90 for problem in ended)
    assert result.notes is not None
    assert result.notes.calls == result.notes.notes == 48
    assert result.notes.on_page == 48 - len(ended)


def test_a_note_that_stays_lost_stops_the_book(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """If no layout keeps it, the build fails and says which."""
    made = _post(tmp_path / "posts", 3)
    monkeypatch.setattr(settling, "MOST_LAYOUTS", 1)
    monkeypatch.setattr(Proof, "feet", lambda _proof: {})
    result = write_pdf(made)
    wrong = [problem for problem in result.problems if problem.code == "N003"]
    assert [problem.severity for problem in wrong] == ["error"] * 3
    assert "word0" in wrong[0].message


def test_a_note_too_long_for_a_page_is_an_end_note_with_a_warning(tmp_path: Path) -> None:
    """At its place in the post; a note as long as a third of a page stays at the foot."""
    long = f'- <span id="glossary-t0"></span>**word0**：{"很长的释义，" * 200}完。\n'
    fair = f'- <span id="glossary-t1"></span>**word1**：{"释义，" * 60}完。\n'
    result = write_pdf(_post(tmp_path / "posts", 2, long + fair))
    assert [(p.code, p.place.path, p.place.line) for p in result.problems] == [("N001", "a.md", 16)]
    assert result.notes == NoteCount(2, 2, 1)
    words = "".join("".join(g.char for g in page) for page in Print(result.data).pages)
    assert words.count("很长的释义") >= 190
    assert "名词解析" in words


def test_footnotes_and_terms_are_numbered_together(tmp_path: Path) -> None:
    """In the order of their calls, anew in each post; two marks of one note have one number."""
    folder = tmp_path / "posts"
    folder.mkdir()
    (folder / "a.md").write_text(
        '---\ntitle: "A | 甲"\ndate: 2026-03-01\n---\n\nA [word](#glossary-t)[^x] here.[^y]\n\n'
        "这里有个[词](#glossary-t)[^x]。[^y]\n\n[^x]: Note one.\n\n[^y]: Note two.\n\n"
        '## 名词解析\n\n- <span id="glossary-t"></span>**word**：词，释义。\n',
        encoding="utf-8",
    )
    read = read_book(folder, choices={"notes": "page"})
    assert read.book is not None
    assert read.theme is not None
    assert read.config is not None
    made = typeset(read.book, read.theme, read.config.edition)
    tree = notes.annotate(_chapter(made), Notes.PAGE)
    assert [call.words[:6] for call in tree.calls] == ["1word词", "2Noteo", "3Notet"]
    marks = [n for n in walk(tree.tree) if n.tag == "a" and "noteref" in n.classes]
    assert [mark.children for mark in marks] == [("2",), ("3",), ("2",), ("3",)]
