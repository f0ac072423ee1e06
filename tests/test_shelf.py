"""The shelf: sound feeds, a page for everybody, all new or as before, nothing of others touched."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from click.testing import CliRunner
from lxml import etree
from playwright.sync_api import Browser, Page

from publisher.build.shelving import books_below
from publisher.cli import main
from publisher.model import Bilingual, BookMeta, Credit
from publisher.write.shelf import Record, record, write_shelf
from tests.epub_samples import png
from tests.readers.packages import package

ATOM = "{http://www.w3.org/2005/Atom}"
HOME = "https://example.org/书/"
OPF = """<package xmlns="http://www.idpf.org/2007/opf"><manifest>
<item id="c" href="my%20cover.png" media-type="image/png" properties="cover-image"/>
</manifest></package>"""
CONTAINER = """<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles>
<rootfile full-path="EPUB/content.opf"/></rootfiles></container>"""
NASTY = '<script>alert("1")</script> & ]]> "quoted"'

POST = """---
title: "Tea | 茶"
date: 2025-07-23
---

The kettle sang.

水壶在唱歌。
"""


def write(folder: Path, files: Mapping[str, str]) -> None:
    """Write texts into a folder, which is made."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")


def _epub(cover: bytes = b"") -> bytes:
    """Give a file with as much of an EPUB as a shelf looks at."""
    target = BytesIO()
    with ZipFile(target, "w") as archive:
        archive.writestr("META-INF/container.xml", CONTAINER)
        archive.writestr("EPUB/content.opf", OPF if cover else "<package/>")
        if cover:
            archive.writestr("EPUB/my cover.png", cover)
    return target.getvalue()


def _meta(slug: str, said: Mapping[str, object]) -> BookMeta:
    modified = datetime(2026, 3, 5, 7, 30, tzinfo=UTC)
    meta = {"title": Bilingual("Tea & <Water>", "茶与水"), "slug": slug, "modified": modified}
    return BookMeta(**{**meta, **said})  # type: ignore[arg-type]  # any field, by its name


def _books() -> tuple[Record, ...]:
    """Give two books of one slug, with every field that a feed can show, and one of few words."""
    files = [
        ("tea.pdf", b"%PDF-" + bytes(1_300_000)),
        ("tea-zh.epub", _epub()),
        ("tea.kepub.epub", _epub()),
        ("tea.epub", _epub(png(30, 40))),
    ]
    people = (Credit("aut", "Ada Reed"), Credit("trl", "林小满"), Credit("pfr", NASTY))
    said: dict[str, object] = {
        "subtitle": Bilingual("Slowly", "慢慢来"),
        "description": Bilingual(NASTY, "一本关于茶的书。" * 30),
        "creators": people,
        "rights": "CC BY 4.0",
        "subjects": ("tea", "茶"),
    }
    first = record(_meta("tea", said), files)
    second = record(_meta("Tea", {"title": Bilingual("A" * 90)}), files[3:], [first.folder])
    third = record(
        _meta("茶", {"title": Bilingual(zh="茶")}), [("茶.epub", _epub())], ["tea", "tea-2"]
    )
    return first, second, third


def _schema(root: Path) -> etree.RelaxNG:
    return etree.RelaxNG(etree.parse(root / "tests" / "opds" / "opds-1.2.rng"))


@pytest.mark.parametrize("base", ["", HOME], ids=["relative", "absolute"])
def test_the_atom_feed_is_opds_1_2(root: Path, base: str) -> None:
    """It fits our schema; its links are those of the shelf's files, relative or absolute."""
    files = write_shelf(_books(), base)
    feed = etree.fromstring(files["opds.xml"])
    schema = _schema(root)
    assert schema.validate(feed), schema.error_log
    links = [(link.get("rel"), link.get("href") or "") for link in feed.iter(f"{ATOM}link")]
    assert all(href.startswith(base and "https://example.org/书/") for _, href in links)
    assert {unquote(href.removeprefix(base)) for _, href in links} <= set(files)
    entries = feed.findall(f"{ATOM}entry")
    assert entries[0].findtext(f"{ATOM}title") == "Tea & <Water> | 茶与水"
    assert {"self", "start"} <= {link.get("rel") for link in feed.findall(f"{ATOM}link")}
    assert feed.findtext(f"{ATOM}updated") == "2026-03-05T07:30:00Z"
    kinds = [link.get("type") for link in entries[0] if "acquisition" in link.get("rel", "")]
    assert kinds == ["application/epub+zip"] * 3 + ["application/pdf"]


def test_the_schema_refuses_what_is_no_catalogue(root: Path) -> None:
    """A feed without a link to fetch, or with a date that is none, does not fit."""
    feed = write_shelf(_books())["opds.xml"]
    schema = _schema(root)
    for good, bad in ((b"acquisition/open-access", b"acquisition/x"), (b"2026-03-05T", b"5.3.T")):
        assert not schema.validate(etree.fromstring(feed.replace(good, bad)))


@pytest.mark.parametrize("base", ["", HOME], ids=["relative", "absolute"])
def test_the_json_feed_is_opds_2_0(base: str) -> None:
    """Every publication has what the specification asks: a title, links to fetch, typed images."""
    files = write_shelf(_books(), base)
    feed = json.loads(files["opds.json"])
    assert set(feed) == {"metadata", "links", "publications"}
    assert feed["metadata"]["title"] == {"en": "The Shelf", "zh-Hans": "书架"}
    assert feed["links"][0]["rel"] == "self"
    for book in feed["publications"]:
        about = book["metadata"]
        assert about["@type"] == "http://schema.org/Book"
        assert about["title"]
        assert about["identifier"].startswith("urn:uuid:")
        assert about["language"] == ["en", "zh-Hans"]
        for link in (*book["links"], *book.get("images", [])):
            assert unquote(link["href"].removeprefix(base)) in files
            assert link["type"]
        assert {link["rel"] for link in book["links"]} == {
            "http://opds-spec.org/acquisition/open-access"
        }
    first = feed["publications"][0]
    assert first["metadata"]["author"] == ["Ada Reed"]
    assert first["metadata"]["translator"] == ["林小满"]
    assert first["images"][0]["type"] == "image/png"
    assert "images" not in feed["publications"][2]


def test_a_file_is_known_by_its_name_beside_the_slug() -> None:
    """The book `tea-zh` has an EPUB for any reader, which comes first, and one for Chinese apps."""
    files = [("tea-zh-zh.epub", _epub()), ("tea-zh.epub", _epub())]
    copies = record(_meta("tea-zh", {}), files).copies
    assert [copy.label.en for copy in copies] == ["EPUB for any reader", "EPUB for Chinese apps"]


def test_two_books_of_one_slug_stand_side_by_side() -> None:
    """The second has a number; each folder holds its own files, and the cover out of its EPUB."""
    books = _books()
    assert [book.folder for book in books] == ["tea", "tea-2", "茶"]
    files = write_shelf(books)
    assert files["tea/cover.png"] == files["tea-2/cover.png"] == png(30, 40)
    assert "tea-2/tea.epub" in files
    assert "茶/茶.epub" in files
    assert not any(name.endswith("qr.svg") for name in files)
    assert {n for n in write_shelf(books, HOME) if n.endswith("qr.svg")} == {
        "tea/qr.svg",
        "tea-2/qr.svg",
        "茶/qr.svg",
    }
    assert write_shelf(_books(), HOME) == write_shelf(_books(), HOME)


@pytest.fixture
def page(browser: Browser, tmp_path: Path) -> Iterator[Page]:
    """Give the page of three books, one of them without a cover."""
    for name, data in write_shelf(_books(), HOME).items():
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(data)
    context = browser.new_context(bypass_csp=True)
    shown = context.new_page()
    shown.goto((tmp_path / "index.html").as_uri())
    yield shown
    context.close()


def test_the_page_fits_every_screen(page: Page, root: Path) -> None:
    """From a phone to a desk nothing is wider than the screen, and nothing lies on anything."""
    for width in (360, 600, 736, 1024, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        boxes = [one.bounding_box() for one in page.locator(".files a, .code, h2").all()]
        assert all(box and box["width"] > 40 and box["x"] >= 0 for box in boxes)
        code, about = page.locator(".code").first, page.locator(".files").first
        a, b = code.bounding_box(), about.bounding_box()
        assert a is not None
        assert b is not None
        assert a["x"] >= b["x"] + b["width"] or a["y"] >= b["y"] + b["height"]
        folder = root / "build" / "screenshots"
        folder.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=folder / f"shelf-{width}.png", full_page=True)


def test_the_page_is_for_everybody(page: Page) -> None:
    """Axe finds nothing; each language is tagged; no script, and nothing from elsewhere."""
    axe = package("axe-core") / "axe.min.js"
    for width in (360, 1440):
        page.set_viewport_size({"width": width, "height": 800})
        page.evaluate(axe.read_text(encoding="utf-8"))
        found = page.evaluate("axe.run()")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []
    assert page.locator("h2 [lang='zh-Hans']").first.inner_text() == "茶与水"
    assert page.locator("h2 [lang='en']").first.inner_text() == "Tea & <Water>"
    assert page.locator("script, [onclick], iframe").count() == 0
    assert page.locator("main").inner_text().count("alert(") == 1
    assert page.evaluate("[...document.images].every(image => image.naturalWidth > 0)")
    sizes = page.locator(".size").all_inner_texts()
    assert "1.3\u00a0MB" in sizes


def _run(*arguments: str | Path) -> tuple[int, str]:
    result = CliRunner().invoke(main, ["shelf", *map(str, arguments)])
    return result.exit_code, result.output


def _tree(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """Give a library of two books."""
    for name in ("green", "black"):
        write(tmp_path / "library" / name, {"book.yaml": f"slug: {name}\n", "tea.md": POST})
    return tmp_path / "library"


def test_a_library_becomes_a_shelf_and_a_book_that_goes_is_taken_away(
    library: Path, tmp_path: Path
) -> None:
    """Twice the same bytes; a book that goes leaves with its files; what others put there stays."""
    shelf = tmp_path / "shelf"
    shelf.mkdir()
    (shelf / "CNAME").write_text("example.org", encoding="utf-8")
    code, said = _run(shelf, library, "--base-url", "https://example.org")
    assert code == 0, said
    first = _tree(shelf)
    assert {"green/green.epub", "black/black.pdf", "green/qr.svg", "opds.xml"} <= set(first)
    assert _run(shelf, library, "--base-url", "https://example.org")[0] == 0
    assert _tree(shelf) == first
    code, said = _run(shelf, library / "green")
    assert code == 0
    assert "taken away" in said
    assert "No QR codes" in said
    names = set(_tree(shelf))
    assert names == {
        *("CNAME", ".shelf.json", "index.html", "opds.json", "opds.xml"),
        *(name for name in first if name.startswith("green/") and "qr" not in name),
    }
    assert not (shelf / "black").exists()


def test_a_faulty_book_leaves_the_shelf_as_it_was(library: Path, tmp_path: Path) -> None:
    """One book with an error, and not a byte of the shelf changes."""
    shelf = tmp_path / "shelf"
    assert _run(shelf, library / "green")[0] == 0
    before = _tree(shelf)
    (library / "black" / "book.yaml").write_text("nonsense: 1\n", encoding="utf-8")
    code, said = _run(shelf, library)
    assert code == 1
    assert "The shelf is as it was" in said
    assert _tree(shelf) == before


def test_what_others_have_put_there_is_neither_overwritten_nor_removed(
    library: Path, tmp_path: Path
) -> None:
    """A page of that name stops the shelf; a forged list of files reaches nothing outside it."""
    shelf = tmp_path / "shelf"
    write(shelf, {"index.html": "mine"})
    code, said = _run(shelf, library / "green")
    assert code == 1
    assert "in the way" in said
    assert set(_tree(shelf)) == {"index.html"}
    (shelf / "index.html").unlink()
    mine = tmp_path / "mine.txt"
    mine.write_text("mine", encoding="utf-8")
    forged = {"files": ["../mine.txt", str(mine), "link/mine.txt", "bare/x", 7]}
    write(shelf, {".shelf.json": json.dumps(forged)})
    (tmp_path / "empty").mkdir()
    (shelf / "link").symlink_to(tmp_path)
    (shelf / "bare").symlink_to(tmp_path / "empty")
    assert _run(shelf, library / "green")[0] == 0
    assert mine.read_text(encoding="utf-8") == "mine"


def test_a_book_is_a_book_and_a_library_is_several(library: Path) -> None:
    """A folder with a book.yaml, a post and a folder of posts are one book each."""
    assert books_below(library) == (library / "black", library / "green")
    for one in (library / "green", library / "green" / "tea.md"):
        assert books_below(one) == (one,)


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org", "https://a.example/?x"])
def test_an_address_that_is_none_is_refused(address: str, tmp_path: Path) -> None:
    """It is a usage error, and says what an address looks like."""
    code, said = _run(tmp_path / "shelf", "--base-url", address)
    assert code == 2
    assert "https://example.org/books/" in said
