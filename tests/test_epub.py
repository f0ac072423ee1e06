"""The EPUB: valid, complete, the same bytes every time, and the scan that guards it."""

import hashlib
import os
import re
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

import pytest
from lxml import etree

from publisher.index import index
from publisher.model import (
    Bilingual,
    BookMeta,
    Edition,
    Order,
    Outline,
    Page,
    Resource,
    Sheet,
    Sheets,
    Theme,
)
from publisher.typeset import typeset
from publisher.write.epub import write_epub
from publisher.write.epub.names import name_files
from publisher.write.epub.scan import scan
from publisher.xhtml import Element, Node, element, transform, with_attrs
from tests.books import META, post
from tests.epub_samples import SLOW, sample

ROOT = Path(__file__).parents[1]
NS = {
    "x": "http://www.w3.org/1999/xhtml",
    "o": "http://www.idpf.org/2007/opf",
    "dc": "http://purl.org/dc/elements/1.1/",
    "n": "http://www.daisy.org/z3986/2005/ncx/",
    "epub": "http://www.idpf.org/2007/ops",
}
XML_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


@cache
def book() -> bytes:
    """Write the sample once."""
    return write_epub(sample()).data


def read(data: bytes, name: str) -> bytes:
    """Give one file of a book."""
    with ZipFile(BytesIO(data)) as archive:
        return archive.read(name)


def tree(data: bytes, name: str) -> etree._Element:
    """Give one XML file of a book as a tree."""
    return etree.fromstring(read(data, f"EPUB/{name}"))


def found(root: etree._Element, path: str) -> list[str]:
    """Give the texts or attribute values that an XPath finds."""
    result = root.xpath(path, namespaces=NS)
    assert isinstance(result, list)
    return [str(value) for value in result]


def texts(node: Node) -> list[str]:
    """Give the runs of text in a tree of the project's own, in order."""
    runs = [node] if isinstance(node, str) else [t for child in node.children for t in texts(child)]
    return [run for run in runs if run.strip()]


def with_meta(change: Callable[[BookMeta], BookMeta], sheets: Sheets | None = None) -> Sheets:
    """Give the sample with other metadata."""
    base = sheets or sample()
    return replace(base, meta=change(base.meta))


def without_contents() -> Sheets:
    """Give a book that has no contents page and no link to one."""
    base = sample()
    kept = tuple(s for s in base.sheets if s.kind not in {"contents", "colophon"})
    return replace(base, sheets=kept, outline=base.outline[:2])


def bare() -> Sheets:
    """Give a book of one chapter in which everything that may be left out is."""
    body = element(
        "section",
        {"class": "chapter", "id": "nav"},
        element("h1", {"lang": "en"}, "One"),
        element("p", {"lang": "en"}, "A line."),
        element("p", {"lang": "zh-Hans"}, "一行。"),
    )
    return Sheets(
        meta=BookMeta(title=Bilingual(), slug="nav", order=Order.ZH_EN),
        sheets=(Sheet("nav", "chapter", Bilingual(), body),),
        outline=(Outline(Bilingual(), "nav", "nav"),),
        resources=(),
        epub_css="",
        print_css="",
        faces=(),
    )


def chinese_first() -> Sheets:
    """Give the sample with its languages the other way round."""
    return with_meta(lambda meta: replace(meta, order=Order.ZH_EN))


def typeset_by_the_program() -> Sheets:
    """Give two posts as the stage before this one sets them."""
    page = Page("A5", "148mm", "210mm", "1cm", "1cm", "1cm", "1cm", "10pt", "16pt")
    theme = Theme("bare", "", "", "", (page,), ())
    indexed, problems = index((post(), post("coffee")), META)
    assert problems == ()
    return typeset(indexed, theme, Edition())


BOOKS = {
    "sample": sample,
    "chinese first": chinese_first,
    "no contents": without_contents,
    "bare": bare,
    "typeset": typeset_by_the_program,
}


# -- validity --------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", BOOKS)
def test_a_book_is_valid_without_a_remark(
    name: str, epubcheck: Callable[[Path], list[str]], tmp_path: Path
) -> None:
    """EPUBCheck has nothing to say of any book, not even a usage note."""
    written = write_epub(BOOKS[name]())
    assert written.problems == ()
    path = tmp_path / "book.epub"
    path.write_bytes(written.data)
    assert epubcheck(path) == []


# -- the archive -----------------------------------------------------------------------------------


def test_the_archive_opens_as_the_standard_asks() -> None:
    """The media type comes first and uncompressed, then the container, then the rest by name."""
    with ZipFile(BytesIO(book())) as archive:
        entries = archive.infolist()
    names = [entry.filename for entry in entries]
    assert names[:2] == ["mimetype", "META-INF/container.xml"]
    assert names[2:] == sorted(names[2:])
    assert [entry.compress_type for entry in entries] == [
        ZIP_STORED,
        *[ZIP_DEFLATED] * (len(entries) - 1),
    ]
    assert read(book(), "mimetype") == b"application/epub+zip"
    # The media type is at a fixed offset only if its entry has no extra field.
    assert book()[30:58] == b"mimetypeapplication/epub+zip"


def test_no_entry_of_the_archive_tells_when_or_by_whom_it_was_made() -> None:
    """Each entry has the same date and mode, whatever the clock and the user's mask."""
    with ZipFile(BytesIO(book())) as archive:
        entries = archive.infolist()
    assert {entry.date_time for entry in entries} == {(1980, 1, 1, 0, 0, 0)}
    assert {entry.external_attr >> 16 for entry in entries} == {0o100644}
    assert {entry.create_system for entry in entries} == {3}


@pytest.mark.parametrize(
    ("zone", "seed"), [("Asia/Shanghai", "1"), ("America/Los_Angeles", "4242")]
)
def test_the_same_book_has_the_same_bytes_elsewhere(zone: str, seed: str) -> None:
    """Another process, time zone and hash seed give the bytes that this process gave."""
    program = (
        "import hashlib; from publisher.write.epub import write_epub;"
        "from tests.epub_samples import sample;"
        "print(hashlib.sha256(write_epub(sample()).data).hexdigest())"
    )
    environment = {**os.environ, "TZ": zone, "PYTHONHASHSEED": seed}
    done = subprocess.run(
        (sys.executable, "-c", program),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
        text=True,
    )
    assert done.stdout.strip() == hashlib.sha256(book()).hexdigest()


def test_file_names_are_plain_whatever_the_ids_are() -> None:
    """Every name in the archive is lower-case ASCII, though a post and an image have Han names."""
    with ZipFile(BytesIO(book())) as archive:
        names = [n for n in archive.namelist() if n.startswith("EPUB/")]
    assert [n for n in names if not re.fullmatch(r"[A-Za-z0-9._/-]+", n)] == []
    assert "EPUB/aloud.xhtml" in names


@pytest.mark.parametrize(
    ("one", "other"), [("RL", "rl"), ("nav", "contents"), ("慢读", "慢讀"), ("a b", "a-b")]
)
def test_no_two_sheets_share_a_file(one: str, other: str) -> None:
    """Names that differ in case or letters alone, and the navigation's, do not collide."""
    sheets = tuple(
        Sheet(name, "chapter", Bilingual(name), Element("section", (("id", name),)))
        for name in (one, other)
    )
    names = name_files(replace(sample(), sheets=sheets))
    files = [name.lower() for name in names.pages.values()]
    assert len({*files, "nav.xhtml"}) == 3
    assert all(name.isascii() for name in files)


# -- pages -----------------------------------------------------------------------------------------


def test_every_text_of_the_sheets_stands_in_its_page_once() -> None:
    """A page holds the words of its sheet, all of them, in order, and no other."""
    sheets = sample()
    names = name_files(sheets)
    for sheet in sheets.sheets:
        if sheet.kind != "contents":
            body = tree(book(), names.pages[sheet.name]).find("x:body", NS)
            assert body is not None
            runs = [run for run in map(str, body.itertext()) if run.strip()]
            assert runs == texts(sheet.body)


def test_white_space_inside_a_line_is_neither_added_nor_lost() -> None:
    """Inline elements stay as close to each other as they were set, and code keeps its lines."""
    slow = tree(book(), name_files(sample()).pages[SLOW])
    assert found(slow, "//x:pre/x:code/text()") == [
        "def pace(words: int) -> float:\n    return words / 120  # minutes\n"
    ]
    chinese = slow.find(".//x:div[@class='pair']/x:p[@class='zh']", NS)
    assert chinese is not None
    said = "慢读的节奏，前面已经说过；出处在这里。"
    assert "".join(map(str, chinese.itertext())) == said


@pytest.mark.parametrize(("sheets", "tag"), [(sample(), "en"), (chinese_first(), "zh-Hans")])
def test_every_page_says_its_language_and_title(sheets: Sheets, tag: str) -> None:
    """A page's language is the book's first one, and its title stands in both."""
    data, names = write_epub(sheets).data, name_files(sheets)
    titles = set()
    for name in names.pages.values():
        page = tree(data, name)
        assert (page.get("lang"), page.get(XML_LANG)) == (tag, tag)
        titles.add(page.findtext("x:head/x:title", namespaces=NS))
        assert found(page, "x:head/x:link/@href") == ["css/book.css"]
    assert titles == {
        "On Reading | 论阅读",
        "Contents | 目录",
        "Reading aloud | 朗读",
        "Reading slowly | 慢读",
        "Colophon | 版权页",
    }


def test_the_vocabulary_is_declared_only_where_it_is_used() -> None:
    """A page without `epub:type` does not declare its namespace; a page with it does."""
    without = write_epub(bare()).data
    stem = name_files(bare()).pages["nav"]
    assert NS["epub"].encode() not in read(without, f"EPUB/{stem}")
    assert NS["epub"].encode() in read(book(), "EPUB/aloud.xhtml")


def test_links_find_their_file() -> None:
    """A link into another chapter names its file; one inside a chapter stays a fragment."""
    names = name_files(sample())
    aloud, slow = tree(book(), "aloud.xhtml"), tree(book(), names.pages[SLOW])
    assert f"{names.pages[SLOW]}#{SLOW}--tools" in found(aloud, "//x:a/@href")
    assert "aloud.xhtml#aloud--ref-cadence-1" in found(slow, "//x:a/@href")
    assert "#aloud--glossary-cadence" in found(aloud, "//x:a[@class='term']/@href")
    assert "https://example.org/slow?a=1&b=2" in found(slow, "//x:a/@href")
    colophon = tree(book(), "colophon.xhtml")
    assert set(found(colophon, "//x:a/@href")) == {"nav.xhtml#contents"}


def test_only_images_that_are_shown_are_packed() -> None:
    """An image on a page is in the book under the name the page gives; another one is not."""
    slow = tree(book(), name_files(sample()).pages[SLOW])
    source = found(slow, "//x:img/@src")[0]
    assert read(book(), f"EPUB/{source}") == sample().resources[1].data
    with ZipFile(BytesIO(book())) as archive:
        assert len([n for n in archive.namelist() if n.startswith("EPUB/images/")]) == 2


# -- contents --------------------------------------------------------------------------------------


def test_the_contents_name_each_place_in_both_languages() -> None:
    """Each line of the navigation has both titles, each tagged, and nests as the outline does."""
    nav = tree(book(), "nav.xhtml")
    toc = nav.find(".//x:nav[@{http://www.idpf.org/2007/ops}type='toc']", NS)
    assert toc is not None
    first = toc.find("x:ol/x:li", NS)
    assert first is not None
    assert found(first, "x:a/x:span/@lang") == ["en", "zh-Hans"]
    assert found(first, "x:a/x:span/text()") == ["Reading aloud", "朗读"]
    assert found(first, "x:ol/x:li/x:a/@href") == [
        "aloud.xhtml#aloud--habit",
        "aloud.xhtml#aloud--glossary",
    ]


@pytest.mark.parametrize(
    ("title", "runs"),
    [
        (Bilingual(zh="快与慢"), [("zh-Hans", "快与慢")]),
        (Bilingual("Go", "Go"), [("en", "Go")]),
        (Bilingual("2024", "2024"), [("zh-Hans", "2024")]),
        (Bilingual(), [("zh-Hans", "慢读")]),
        (Bilingual("Slow", "慢"), [("zh-Hans", "慢"), ("en", "Slow")]),
    ],
)
def test_a_line_of_the_contents_has_a_run_for_each_title_it_has(
    title: Bilingual, runs: list[tuple[str, str]]
) -> None:
    """A missing title leaves no empty run, the same one stands once, an id stands in for none."""
    sheets = replace(chinese_first(), outline=(Outline(title, SLOW, SLOW),))
    written = write_epub(sheets)
    spans = tree(written.data, "nav.xhtml").findall(".//x:nav[@id='contents']//x:a/x:span", NS)
    assert [(span.get("lang"), span.text) for span in spans] == runs
    assert written.problems == ()


@pytest.mark.parametrize(("slug", "tag"), [("慢读", "zh-Hans"), ("slow", "en")])
def test_a_book_without_a_title_is_called_by_its_slug(slug: str, tag: str) -> None:
    """A slug in Han is a Chinese title, one in Latin letters an English one."""
    unnamed = with_meta(lambda meta: replace(meta, title=Bilingual(), slug=slug))
    title = tree(write_epub(unnamed).data, "content.opf").find(".//dc:title", NS)
    assert title is not None
    assert (title.text, title.get(XML_LANG)) == (slug, tag)


def test_the_landmarks_lead_to_contents_text_and_glossary() -> None:
    """A reading system finds the contents, the first chapter and its glossary by their kind."""
    nav = tree(book(), "nav.xhtml")
    marks = nav.findall(".//x:nav[@hidden]//x:a", NS)
    kind = "{http://www.idpf.org/2007/ops}type"
    assert [(mark.get(kind), mark.get("href")) for mark in marks] == [
        ("toc", "nav.xhtml"),
        ("bodymatter", "aloud.xhtml"),
        ("glossary", "aloud.xhtml#aloud--glossary"),
    ]


def test_old_readers_get_the_same_contents() -> None:
    """The NCX has the lines of the navigation, in order, under the package's identifier."""
    ncx, nav, opf = (tree(book(), n) for n in ("toc.ncx", "nav.xhtml", "content.opf"))
    assert found(ncx, "//n:content/@src") == found(nav, "//x:nav[@id='contents']//x:a/@href")
    assert found(ncx, "//n:navLabel/n:text/text()")[0] == "Reading aloud | 朗读"
    assert found(ncx, "//n:meta[@name='dtb:uid']/@content") == found(opf, "//dc:identifier/text()")
    assert found(ncx, "//n:meta[@name='dtb:depth']/@content") == ["2"]


def test_the_navigation_takes_the_place_of_the_contents_page() -> None:
    """The contents page stands in the reading order as the navigation document, after the title."""
    opf = tree(book(), "content.opf")
    assert found(opf, "//o:itemref/@idref")[:2] == ["page-title.xhtml", "nav"]
    assert found(opf, "//o:item[@properties='nav']/@href") == ["nav.xhtml"]
    assert found(opf, "//o:itemref/@linear") == []


def test_without_a_contents_page_the_navigation_stays_out_of_the_reading_order() -> None:
    """A book that shows no contents can still be navigated."""
    opf = tree(write_epub(without_contents()).data, "content.opf")
    assert found(opf, "//o:itemref[@idref='nav']/@linear") == ["no"]


# -- metadata --------------------------------------------------------------------------------------


def metas(opf: etree._Element, name: str) -> list[str]:
    """Give the values of a `meta` property."""
    return found(opf, f"//o:meta[@property='{name}']/text()")


def test_the_title_has_both_languages() -> None:
    """There is one title; the other language's refines it, tagged."""
    opf = tree(book(), "content.opf")
    assert found(opf, "//dc:title/text()") == ["On Reading"]
    other = opf.find(".//o:meta[@property='alternate-script']", NS)
    assert other is not None
    assert (other.text, other.get("refines"), other.get(XML_LANG)) == (
        "论阅读",
        "#title",
        "zh-Hans",
    )
    assert found(opf, "//dc:language/text()") == ["en", "zh-Hans"]
    assert opf.get(XML_LANG) == "en"


def test_the_first_language_of_the_book_is_the_first_of_its_metadata() -> None:
    """A book that puts Chinese first has a Chinese title and Chinese as its primary language."""
    opf = tree(write_epub(chinese_first()).data, "content.opf")
    assert found(opf, "//dc:title/text()") == ["论阅读"]
    assert found(opf, "//dc:language/text()") == ["zh-Hans", "en"]
    assert opf.get(XML_LANG) == "zh-Hans"


def test_people_stand_with_all_that_they_did() -> None:
    """The author is the creator; each other person is a contributor once, with every role."""
    opf = tree(book(), "content.opf")
    assert found(opf, "//dc:creator/text()") == ["Ada Reed"]
    assert found(opf, "//dc:contributor/text()") == ["林小满", "Otto Punkt"]
    roles = [
        (e.get("refines"), e.get("scheme"), e.text)
        for e in opf.findall(".//o:meta[@property='role']", NS)
    ]
    assert roles == [
        ("#creator-1", "marc:relators", "aut"),
        ("#contributor-1", "marc:relators", "trl"),
        ("#contributor-2", "marc:relators", "pfr"),
        ("#contributor-2", "marc:relators", "cmt"),
    ]


def test_a_book_without_an_author_has_a_creator_all_the_same() -> None:
    """Where nobody is named as the author, the translator leads."""
    sheets = with_meta(lambda meta: replace(meta, creators=meta.creators[1:]))
    opf = tree(write_epub(sheets).data, "content.opf")
    assert found(opf, "//dc:creator/text()") == ["林小满"]
    assert found(opf, "//dc:contributor/text()") == ["Otto Punkt"]


def test_all_other_metadata_is_there() -> None:
    """Publisher, rights, descriptions, subjects, sources, dates and the program are said."""
    opf = tree(book(), "content.opf")
    assert found(opf, "//dc:publisher/text()") == ["Lamp & Table"]
    assert found(opf, "//dc:rights/text()") == ["CC BY 4.0"]
    assert found(opf, "//dc:description/@xml:lang") == ["en", "zh-Hans"]
    assert found(opf, "//dc:subject/text()") == ["reading", "阅读"]
    assert found(opf, "//dc:source/text()") == list(sample().meta.sources)
    assert found(opf, "//dc:date/text()") == ["2024-03-05"]
    assert found(opf, "//o:meta[@name='generator']/@content") == ["publisher 0"]
    assert found(opf, "//@prefix") == ["rendition: http://www.idpf.org/vocab/rendition/#"]


def test_the_accessibility_of_a_book_is_said_in_both_languages() -> None:
    """A book whose images are described claims conformance and names who says so."""
    opf = tree(book(), "content.opf")
    assert metas(opf, "schema:accessMode") == ["textual", "visual"]
    assert metas(opf, "schema:accessModeSufficient") == ["textual"]
    assert metas(opf, "schema:accessibilityHazard") == ["none"]
    assert "alternativeText" in metas(opf, "schema:accessibilityFeature")
    summary = "//o:meta[@property='schema:accessibilitySummary']/@xml:lang"
    assert found(opf, summary) == ["en", "zh-Hans"]
    assert metas(opf, "dcterms:conformsTo") == ["EPUB Accessibility 1.1 - WCAG 2.2 Level AA"]
    assert metas(opf, "a11y:certifiedBy") == ["publisher 0"]


def test_an_image_without_a_description_forbids_the_claim() -> None:
    """A book with an undescribed image says so, and does not claim to conform."""

    def undescribed(node: Element) -> tuple[Element, ...]:
        return (with_attrs(node, alt="") if node.tag == "img" else node,)

    def change(sheet: Sheet) -> Sheet:
        body = transform(sheet.body, undescribed)[0]
        assert isinstance(body, Element)
        return replace(sheet, body=body)

    sheets = replace(sample(), sheets=tuple(change(sheet) for sheet in sample().sheets))
    opf = tree(write_epub(sheets).data, "content.opf")
    assert metas(opf, "dcterms:conformsTo") == []
    assert metas(opf, "schema:accessModeSufficient") == ["textual,visual"]
    assert "alternativeText" not in metas(opf, "schema:accessibilityFeature")


def test_a_book_without_images_is_text_alone() -> None:
    """Nothing is said of pictures where there are none."""
    opf = tree(write_epub(bare()).data, "content.opf")
    assert metas(opf, "schema:accessMode") == ["textual"]
    assert "alternativeText" not in metas(opf, "schema:accessibilityFeature")


@pytest.mark.parametrize(
    ("moment", "said"),
    [
        (datetime(2024, 3, 5, 7, 30, tzinfo=timezone(timedelta(hours=8))), "2024-03-04T23:30:00Z"),
        (datetime(2024, 3, 5, 7, 30), "2024-03-05T07:30:00Z"),  # noqa: DTZ001 - a date without zone
        (None, "1980-01-01T00:00:00Z"),
        (datetime(1, 1, 1, tzinfo=UTC), "1980-01-01T00:00:00Z"),
    ],
)
def test_the_last_change_is_said_in_universal_time(moment: datetime | None, said: str) -> None:
    """The date of the last change is converted to UTC; "no date" is the same on any day."""
    sheets = with_meta(lambda meta: replace(meta, modified=moment))
    data = write_epub(sheets).data
    assert metas(tree(data, "content.opf"), "dcterms:modified") == [said]


def test_the_identifier_is_the_books_own_or_made_of_its_title() -> None:
    """An identifier stays when the text changes, and differs for another title."""

    def uid(change: Callable[[BookMeta], BookMeta]) -> str:
        opf = tree(write_epub(with_meta(change)).data, "content.opf")
        return found(opf, "//dc:identifier/text()")[0]

    made = uid(lambda meta: meta)
    assert made.startswith("urn:uuid:")
    assert made[23] == "5"
    assert uid(lambda meta: replace(meta, modified=None, publisher="")) == made
    assert uid(lambda meta: replace(meta, title=Bilingual("On Writing", "论写作"))) != made
    own = "urn:isbn:9780000000002"
    assert uid(lambda meta: replace(meta, identifier=own)) == own


# -- faults ----------------------------------------------------------------------------------------


def test_an_exception_of_the_packager_is_not_swallowed() -> None:
    """What EbookLib cannot pack ends the build with its exception, never with half a book."""
    picture = replace(sample().resources[0], media_type="image/\x01")
    with pytest.raises(ValueError, match="XML"):
        write_epub(replace(sample(), resources=(picture,)))


@pytest.mark.parametrize(
    ("sheets", "message"),
    [
        (with_meta(lambda m: replace(m, rights="\x01")), "metadata without a value"),
        (
            replace(sample(), resources=(Resource("images/x.png", "image/png", b""),)),
            "a link that leads nowhere (images/",
        ),
        (replace(sample(), sheets=sample().sheets[2:3], outline=()), "leads nowhere (#慢读"),
    ],
)
def test_what_a_writer_gets_wrong_is_found_in_what_it_wrote(sheets: Sheets, message: str) -> None:
    """A character that XML cannot hold, a missing image, a missing chapter: each is reported."""
    problems = write_epub(sheets).problems
    assert any(message in problem.message for problem in problems)
    assert {problem.code for problem in problems} == {"W001"}


def planted(name: str, old: str, new: str) -> bytes:
    """Give the sample with a piece of one of its files replaced."""
    target = BytesIO()
    with ZipFile(BytesIO(book())) as source, ZipFile(target, "w") as archive:
        for entry in source.namelist():
            content = source.read(entry)
            if entry == f"EPUB/{name}":
                assert old.encode() in content
                content = content.replace(old.encode(), new.encode(), 1)
            archive.writestr(entry, content)
    return target.getvalue()


PARAGRAPH = '<p class="en" lang="en" xml:lang="en">A page read twice is a page owned.</p>'
CADENCE = 'href="#aloud--ref-cadence-1" aria-label="返回正文第 1 处（英文）：cadence"'
IMAGE = 'src="images/roof.svg"'
FAULTS = [
    (PARAGRAPH, "<script>1</script>", "an element script"),
    (PARAGRAPH, "<p><iframe src='title.xhtml'></iframe></p>", "an element iframe"),
    (PARAGRAPH, "<style>p { color: red }</style>", "an element style"),
    (PARAGRAPH, "<p onclick='x()'>x</p>", "an event handler onclick"),
    (PARAGRAPH, "<p style='color: red'>x</p>", "a style attribute"),
    (PARAGRAPH, "<p><a href='javascript:x()'>x</a></p>", "outside the book (javascript:x())"),
    (PARAGRAPH, "<p><a href=' Java&#10;Script:x()'>x</a></p>", "an address outside the book"),
    (PARAGRAPH, "<p><a href='data:text/html,x'>x</a></p>", "outside the book (data:text/html,x)"),
    (PARAGRAPH, "<p><a href='file:///etc/passwd'>x</a></p>", "(file:///etc/passwd)"),
    (PARAGRAPH, "<p><a href='//example.org/'>x</a></p>", "(//example.org/)"),
    (PARAGRAPH, "<blockquote cite='javascript:x'><p>x</p></blockquote>", "the attribute cite"),
    ('<meta charset="utf-8"/>', '<meta http-equiv="refresh" content="0"/>', "a meta refresh"),
    (IMAGE, 'src="https://example.org/x.png"', "outside the book (https://example.org/x.png)"),
    (IMAGE, 'src="images/other.png"', "a link that leads nowhere (images/other.png)"),
    (IMAGE, f'srcset="https://example.org/x 2x" {IMAGE}', "outside the book (https://example"),
    (PARAGRAPH, "<p><a href='#gone'>x</a></p>", "a link that leads nowhere (#gone)"),
    (PARAGRAPH, "<p><a href='gone.xhtml'>x</a></p>", "a link that leads nowhere (gone.xhtml)"),
    (PARAGRAPH, "<p><a href='../../x'>x</a></p>", "a link that leads nowhere (../../x)"),
    (PARAGRAPH, "<p id=''>x</p>", "an id that is no name ('')"),
    (PARAGRAPH, "<p id='aloud--title'>x</p>", "an id given twice (aloud--title)"),
    (PARAGRAPH, "<p id='colophon'>x</p>", "an id given twice (colophon)"),
    (CADENCE, CADENCE.replace("cadence-1", "colon-1"), "nothing called (#aloud--ref-colon-1)"),
    (CADENCE, CADENCE.replace("cadence-1", "colon-1"), "a way back (aloud--ref-cadence-1)"),
    (
        'class="noteref" id="aloud--fnref-breath-2"',
        'class="noteref" id="aloud--x"',
        "a term or note without a way back (aloud--x)",
    ),
    (CADENCE, CADENCE.replace("1 处（英文）", "2 处（中文）"), "named like its neighbour"),
    (CADENCE, 'href="#aloud--ref-cadence-1" aria-label=" "', "named like its neighbour ()"),
    ('lang="zh-Hans" xml:lang="zh-Hans">朗读', 'lang="zh-Hans">朗读', "beside xml:lang None"),
    ('xml:lang="en">Stand', 'xml:lang="fr">Stand', "lang en beside xml:lang fr"),
    (
        PARAGRAPH,
        PARAGRAPH.replace('"en"', '"zh-Hans"'),
        "text in another language than zh-Hans (A page read twice",
    ),
    (PARAGRAPH, "<p>读过两遍的一页，才是自己的一页。</p>", "text in another language than en"),
    (PARAGRAPH, "<p>open", "the file is not well-formed"),
]


@pytest.mark.parametrize(("old", "new", "message"), FAULTS)
def test_the_scan_finds_a_planted_fault(old: str, new: str, message: str) -> None:
    """Each fault that validators let pass is found, with the file and line it stands in."""
    problems = scan(planted("aloud.xhtml", old, new))
    hits = [problem for problem in problems if message in problem.message]
    assert hits
    lines = read(book(), "EPUB/aloud.xhtml").decode().splitlines()
    near = next(number for number, line in enumerate(lines, 1) if old in line)
    place = hits[0].place
    # An id repeated from another chapter is found in the later one; what has no way back is found
    # where it calls.
    if "colophon" not in message and "way back" not in message:
        assert (place.path, place.line >= near) == ("EPUB/aloud.xhtml", True)
    assert {problem.code for problem in hits} == {"W001"}
    assert "report" in hits[0].hint


@pytest.mark.parametrize(
    ("style", "address"),
    [
        ("p { background: url(https://example.org/x.png) }", "https://example.org/x.png"),
        ("@import 'https://example.org/x.css';", "https://example.org/x.css"),
        ("p { background: \\75rl(//example.org/x) }", "//example.org/x"),
        ("p { background: url('images/gone.png') }", "images/gone.png"),
        ("p { width: expression(x) }", "expression("),
    ],
)
def test_the_scan_finds_a_style_that_loads(style: str, address: str) -> None:
    """A style sheet that loads from the network, or what is not there, is found."""
    problems = scan(planted("css/book.css", "body {", f"{style} body {{"))
    assert [address in problem.message for problem in problems] == [True]


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("<rect", '<script/><rect onload="x()"', "an element script"),
        ("<rect", '<script/><rect onload="x()"', "an event handler onload"),
        ("<rect", '<image href="https://example.org/x"/><rect', "(https://example.org/x)"),
        ("<rect", '<rect style="fill: url(https://example.org/x)"', "a style that loads"),
        ("<rect", "<style>@import 'x:y'</style><rect", "a style that loads"),
    ],
)
def test_the_scan_looks_into_pictures(old: str, new: str, message: str) -> None:
    """A picture in SVG may neither run nor load anything."""
    problems = scan(planted("images/roof.svg", old, new))
    assert any(message in problem.message for problem in problems)


@pytest.mark.parametrize(
    "harmless",
    [
        PARAGRAPH,
        "<p><a href='https://example.org/'>x</a> <a href='mailto:a@example.org'>y</a></p>",
        "<p><a href='title.xhtml'>x</a> <a href='./nav.xhtml#contents'>y</a></p>",
        "<p lang='zh-Hans' xml:lang='zh-Hans'>见 Attention Is All You Need 一文。</p>",
        "<p lang='zh-Hans' xml:lang='zh-Hans'>Jason Wei</p>",
        "<p>The word 朗读 means this, javascript: means nothing here.</p>",
        "<pre><code># 这一行是中文的注释，不是正文</code></pre>",
        "<p title='on style'>x</p>",
    ],
)
def test_the_scan_lets_a_good_book_pass(harmless: str) -> None:
    """What looks like a fault and is none is not reported."""
    assert scan(planted("aloud.xhtml", PARAGRAPH, harmless)) == ()
    calm = "html { scroll-behavior: smooth } /* url(https://example.org) */ body {"
    assert scan(planted("css/book.css", "body {", calm)) == ()
