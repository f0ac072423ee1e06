"""One book for each family of e-readers: what differs, what may not, and the look before Kindle."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from lxml import etree
from PIL import Image

from publisher.build import build
from publisher.cli import main
from publisher.model import PROFILES
from publisher.write.epub import preflight as kindle
from publisher.write.epub import write_epub
from publisher.write.epub.preflight import preflight
from publisher.write.epub.profiles import file_name, profile_of
from publisher.xhtml import text
from tests.epub_samples import sample

OTHERS = PROFILES[1:]
XHTML = {"x": "http://www.w3.org/1999/xhtml"}
POST = "Tea is [hot](#glossary-hot).\n\n茶很[烫](#glossary-hot)。\n\n## 名词解析\n\n"
POST += '- <span id="glossary-hot"></span>**hot**：烫，很热。\n'


@cache
def book(profile: str, *, asked: bool = False) -> bytes:
    """Write the sample for a family of e-readers."""
    sheets = sample()
    edition = replace(sheets.edition, profile=profile, zy_footnote=asked)
    written = write_epub(replace(sheets, edition=edition))
    assert written.problems == ()
    return written.data


def page(data: bytes, name: str = "aloud.xhtml") -> etree._Element:
    """Give one page of a book as a tree."""
    with ZipFile(BytesIO(data)) as archive:
        return etree.fromstring(archive.read(f"EPUB/{name}"))


def found(root: etree._Element, path: str) -> list[etree._Element]:
    """Give the elements that an XPath finds."""
    result = root.xpath(path, namespaces=XHTML)
    assert isinstance(result, list)
    return [node for node in result if isinstance(node, etree._Element)]


def words(root: etree._Element) -> str:
    """Give all text of a page's body, without white space."""
    body = root.find("x:body", XHTML)
    assert body is not None
    return "".join("".join(map(str, body.itertext())).split())


def planted(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    """Give a book with a piece of one of its files replaced."""
    target = BytesIO()
    with ZipFile(BytesIO(data)) as source, ZipFile(target, "w") as archive:
        for entry in source.namelist():
            content = source.read(entry)
            assert entry != name or old in content
            archive.writestr(entry, content.replace(old, new, 1) if entry == name else content)
    return target.getvalue()


# -- every profile ---------------------------------------------------------------------------------


@pytest.mark.parametrize("profile", OTHERS)
def test_no_profile_loses_or_invents_a_word(profile: str) -> None:
    """Every word of the standard book stands in the others, and no other but a number or arrow."""

    def letters(data: bytes) -> list[str]:
        return sorted(re.sub(r"[↩\ufe0e←0-9]", "", words(page(data))))

    assert letters(book(profile)) == letters(book("standard"))


@pytest.mark.parametrize("profile", OTHERS)
def test_every_mention_keeps_its_way_back(profile: str) -> None:
    """As many ways back as in the standard book, each to the same place."""

    def ways(data: bytes) -> list[str]:
        return sorted(a.get("href") or "" for a in found(page(data), "//*[@role='doc-backlink']"))

    assert ways(book(profile)) == ways(book("standard"))


def test_a_file_is_named_after_its_profile() -> None:
    """The names that e-readers and people tell the files by, and back from name to profile."""
    names = [file_name("tea", profile) for profile in PROFILES]
    assert names == ["tea.epub", "tea.kepub.epub", "tea-kindle.epub", "tea-zh.epub"]
    assert [profile_of(name, "tea") for name in names] == list(PROFILES)
    assert profile_of("tea-zh.epub", "tea-zh") == "standard"


# -- each profile ----------------------------------------------------------------------------------


def test_kobo_finds_every_sentence_again() -> None:
    """Every piece of text stands in one span with a number of its own, none inside a term."""
    root = page(book("kobo"))
    spans = found(root, "//x:span[@class='koboSpan']")
    ids = [span.get("id") or "" for span in spans]
    assert all(re.fullmatch(r"kobo\.[1-9]\d*\.[1-9]\d*", name) for name in ids)
    assert len(set(ids)) == len(ids)
    inside = "".join("".join(map(str, span.itertext())) for span in spans)
    assert "".join(inside.split()) == words(root)
    assert found(root, "//x:span[@class='koboSpan']//x:span[@class='koboSpan']") == []
    assert found(root, "//x:a[@class='term']/*") == []
    first = [s.text for s in spans if s.getparent() is not None][:40]
    assert "Ten minutes a day will do. " in first


def test_kobo_gets_its_link_and_its_arrow() -> None:
    """The type `endnote` is added to a term's link; ↩, which Kobo's fonts lack, becomes ←."""
    root = page(book("kobo"))
    kind = "{http://www.idpf.org/2007/ops}type"
    types = {a.get(kind) for a in found(root, "//x:a[@class='term']")}
    assert types == {"glossref noteref endnote"}
    assert "↩" not in words(root)
    assert "↩" in words(page(book("standard")))


def test_a_kindle_entry_opens_with_its_way_back() -> None:
    """The first thing in an entry is a back link, and the number of a note is one."""
    root = page(book("kindle"))
    for entry in found(root, "//x:div[@class='entry']"):
        head = entry[0][0]
        assert head.get("role") == "doc-backlink"
    numbers = found(root, "//x:p[@class='footnote-number']/x:a")
    assert [number.text for number in numbers] == ["1"]


def test_chinese_apps_get_their_notes() -> None:
    """多看 finds an item of its list behind every link, QQ阅读 its words in a small picture."""
    data = book("zh")
    root = page(data)
    items = {item.get("id") for item in found(root, "//x:ol/x:li[@class]") if item.get("id")}
    links = found(root, "//x:a[contains(@class, 'duokan-footnote')]")
    assert {(a.get("href") or "").removeprefix("#") for a in links} == items
    icons = found(root, "//x:img[@class='qqreader-footnote']")
    assert "cadence：节奏，句子起落的样子。" in {icon.get("alt") for icon in icons}
    assert len(icons) == 5  # two terms in two languages each, and a note
    with ZipFile(BytesIO(data)) as archive:
        icon = Image.open(BytesIO(archive.read("EPUB/images/note.png")))
    assert (icon.format, icon.size) == ("PNG", (48, 48))


def test_no_line_begins_with_the_mark_behind_a_picture(tmp_path: Path) -> None:
    """A picture and the comma or full stop that follows it stay together; no character is lost."""
    (tmp_path / "tea.md").write_text(POST, encoding="utf-8")
    standard, zh = (
        build(tmp_path / "tea.md", ("epub",), tmp_path, choices={"profiles": name}).files[0].path
        for name in ("standard", "zh")
    )
    root = page(zh.read_bytes(), "tea.xhtml")
    kept = found(root, "//x:span[@class='kept'][x:img]")
    assert [node[0].tail for node in kept] == [".", "。"]
    before = [f"{''.join(map(str, node.itertext()))}" for node in found(root, "//x:p")[:2]]
    plain = page(standard.read_bytes(), "tea.xhtml")
    assert before == ["".join(map(str, node.itertext())) for node in found(plain, "//x:p")[:2]]


def test_the_attribute_of_one_app_comes_on_request_only() -> None:
    """`zy-footnote` is no attribute of an EPUB, so nobody gets it who has not asked."""
    assert found(page(book("zh")), "//*[@zy-footnote]") == []
    asked = found(page(book("zh", asked=True)), "//x:img[@zy-footnote]")
    assert all(icon.get("zy-footnote") == icon.get("alt") for icon in asked)
    assert len(asked) == 5


# -- the command line ------------------------------------------------------------------------------


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Give a content folder of one post."""
    (tmp_path / "content").mkdir()
    (tmp_path / "content" / "tea.md").write_text(POST, encoding="utf-8")
    (tmp_path / "content" / "book.yaml").write_text("slug: tea\n", encoding="utf-8")
    return tmp_path


def run(*arguments: object) -> Result:
    """Run the command line."""
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def names(folder: Path) -> list[str]:
    """Give the names of the books in a folder."""
    return sorted(path.name for path in folder.glob("*.epub"))


def test_profiles_of_the_command_line_and_of_book_yaml(folder: Path) -> None:
    """book.yaml names the files that are made; an option in its place is heeded instead."""
    content, output = folder / "content", folder / "dist"
    with (content / "book.yaml").open("a", encoding="utf-8") as config:
        config.write("profiles: [standard, kobo]\n")
    assert run("epub", content, "-o", output, "-q").exit_code == 0
    assert names(output) == ["tea.epub", "tea.kepub.epub"]
    other = folder / "other"
    done = run("epub", content, "-o", other, "--profile", "zh", "--profile", "kindle", "-q")
    assert done.exit_code == 0
    assert names(other) == ["tea-kindle.epub", "tea-zh.epub"]
    single = folder / "mine.epub"
    assert run("epub", content, "-o", single, "-q").exit_code == 0
    assert single.read_bytes() == (output / "tea.epub").read_bytes()


def test_one_name_is_not_given_to_several_files(folder: Path) -> None:
    """Two profiles and one file name: the command says to give a folder."""
    content, wish = folder / "content", ("--profile", "zh", "--profile", "kobo")
    done = run("epub", content, "-o", folder / "x.epub", *wish)
    assert done.exit_code == 2
    assert "give -o a folder" in done.output


def test_verify_knows_a_profile_by_the_name_of_the_file(folder: Path) -> None:
    """A book for Kobo is made again as one for Kobo."""
    content, output = folder / "content", folder / "dist"
    run("epub", content, "-o", output, "--profile", "kobo", "-q")
    done = run("build", content, "--verify", output / "tea.kepub.epub")
    assert (done.exit_code, "to the byte" in done.output) == (0, True)


def test_files_for_all_e_readers_are_the_same_from_the_cache(folder: Path) -> None:
    """Made here, by workers, of kept parts, or kept as a whole: the same bytes, each by its name.

    A profile that was not asked for is not there.
    """
    content, asked = folder / "content", [f"--profile={name}" for name in PROFILES]
    made = []
    for number, more in enumerate((["--no-cache"], ["-j2", "--no-cache"], [], [], ["-j2"])):
        output = folder / str(number)
        assert run("epub", content, "-o", output, "-q", *asked, *more).exit_code == 0
        made.append({path.name: path.read_bytes() for path in output.iterdir()})
    assert all(one == made[0] for one in made)
    assert sorted(made[0]) == sorted(file_name("tea", name) for name in PROFILES)
    assert len(set(made[0].values())) == len(PROFILES)
    assert run("epub", content, "-o", folder / "one", "-q", asked[1]).exit_code == 0
    assert names(folder / "one") == ["tea.kepub.epub"]


def test_a_new_picture_makes_a_new_cover(folder: Path) -> None:
    """What is kept of a book is not taken for one with another cover, hidden or not."""
    content = folder / "content"
    for picture in ("cover.png", ".hidden/cover.png"):
        (content / "book.yaml").write_text(f"slug: tea\ncover: {picture}\n", encoding="utf-8")
        (content / picture).parent.mkdir(exist_ok=True)
        made = []
        for colour in ("black", "white"):
            Image.new("RGB", (800, 1280), colour).save(content / picture)
            assert run("epub", content, "-o", folder, "-q").exit_code == 0
            made.append((folder / "tea.epub").read_bytes())
        assert made[0] != made[1]


def test_an_unknown_profile_in_book_yaml_has_its_place(folder: Path) -> None:
    """B003 names the line and the profiles that there are."""
    config = folder / "content" / "book.yaml"
    config.write_text("slug: tea\nprofiles:\n  - nook\n", encoding="utf-8")
    done = run("check", folder / "content")
    assert "book.yaml:3:5 B003" in done.output
    assert "standard, kobo, kindle, zh" in done.output


# -- before a book is sent to a Kindle -------------------------------------------------------------


def test_the_look_before_kindle_finds_a_good_book_good(folder: Path) -> None:
    """Without a profile nothing of Kindle is said; with it, nothing is wrong with its book."""
    done = run("check", folder / "content", "--format", "json", "--profile", "kindle")
    codes = [problem["code"] for problem in json.loads(done.output)["problems"]]
    assert [code for code in codes if code[0] in "KW"] == []


def test_what_is_said_for_kindle_can_be_silenced(folder: Path) -> None:
    """A small cover is a warning where `cover` stands; `check` in book.yaml keeps it quiet."""
    content = folder / "content"
    Image.new("L", (60, 96)).save(content / "cover.png")
    config = content / "book.yaml"
    config.write_text("slug: tea\ncover: cover.png\n", encoding="utf-8")
    assert "book.yaml:2:8 K006 warning" in run("check", content, "--profile", "kindle").output
    assert "K006" not in run("check", content).output
    config.write_text("slug: tea\ncover: cover.png\ncheck: {ignore: [K006]}\n", encoding="utf-8")
    assert "K006" not in run("check", content, "--profile", "kindle").output


FAULTS = [
    ("K001", "EPUB/aloud.xhtml", b'href="#aloud--glossary-cadence"', b'href="#gone"'),
    ("K002", "EPUB/aloud.xhtml", b'<html xmlns="http://www.w3.org/1999/xhtml"', b"<html"),
    ("K003", "EPUB/content.opf", b'properties="nav"', b""),
    ("K004", "EPUB/aloud.xhtml", b"<section", b"<!-- a -- b --><section"),
]


@pytest.mark.parametrize(("code", "name", "old", "new"), FAULTS)
def test_the_look_before_kindle_finds_a_planted_fault(
    code: str, name: str, old: bytes, new: bytes
) -> None:
    """A dead link, a page of no language, no contents, hyphens in a comment: each has its code."""
    if code == "K002":
        old, new = b'lang="en" xml:lang="en"', b'lang="fr" xml:lang="fr"'
    data = planted(book("kindle"), name, old, new)
    assert code in {problem.code for problem in preflight(data)}
    assert code not in {problem.code for problem in preflight(book("kindle"))}


def test_the_standard_book_is_not_yet_one_for_kindle() -> None:
    """K005 for entries whose way back stands at their end; none in the profile `kindle`."""
    assert "K005" in {problem.code for problem in preflight(book("standard"))}
    assert "K005" not in {problem.code for problem in preflight(book("kindle"))}


def test_what_is_too_large_for_kindle(monkeypatch: pytest.MonkeyPatch) -> None:
    """K007 for the whole, K008 for a picture, at their limits and not below."""
    assert {"K007", "K008"}.isdisjoint(problem.code for problem in preflight(book("kindle")))
    monkeypatch.setattr(kindle, "LARGEST_BOOK", 1000)
    monkeypatch.setattr(kindle, "LARGEST_IMAGE", 100)
    assert {"K007", "K008"} <= {problem.code for problem in preflight(book("kindle"))}


def test_a_profile_leaves_the_sheets_as_they_were() -> None:
    """A profile changes the book it makes, not the sheets that the next one is made of."""
    before = [text(sheet.body) for sheet in sample().sheets]
    for profile in PROFILES:
        book(profile)
    assert [text(sheet.body) for sheet in sample().sheets] == before
