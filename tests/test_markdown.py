"""Prose to located blocks: kinds, places, ids, links, footnotes, languages, problems."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given

from publisher.language import Language
from publisher.load.markdown import Document, read_markdown
from publisher.model import Block, Kind
from publisher.problems import Problem
from publisher.xhtml import Element, text, to_html, walk
from tests.test_hugo import posts


def read(source: str) -> Document:
    """A post named `p.md` whose prose begins at line 1, anchor `p`."""
    return read_markdown(source, "p.md", 1, "p")[0]


def problems(source: str, first_line: int = 1) -> tuple[Problem, ...]:
    """The problems of a post."""
    return read_markdown(source, "p.md", first_line, "p")[1]


def told(source: str) -> list[str]:
    """Code and place of each problem of a post."""
    return [f"{p.code} {p.place.line}:{p.place.column}" for p in problems(source)]


def html(source: str) -> str:
    """The elements of a post's blocks, without white space at their ends."""
    return "".join(to_html(block.element).strip() for block in leaves(read(source).blocks))


def leaves(blocks: tuple[Block, ...]) -> Iterator[Block]:
    """Every block without children, in order."""
    for block in blocks:
        if block.children:
            yield from leaves(block.children)
        else:
            yield block


def outline(blocks: tuple[Block, ...]) -> list[str]:
    """Kind and place of every block, those inside others indented."""
    lines: list[str] = []
    for block in blocks:
        lines.append(f"{block.kind} {block.place.line}:{block.place.column}")
        lines.extend(f"  {line}" for line in outline(block.children))
    return lines


# -- places ---------------------------------------------------------------------------------------


def test_every_block_knows_where_its_marker_stands() -> None:
    """Line and column of headings, quotes, lists, items, rows and paragraphs, nested or not."""
    source = (
        "# One\n\n- a\n  > b\n  > # c\n- > d\n\n   ```\n   e\n   ```\n\n  | f | g |\n  |---|---|\n"
        "  | h | i |\n\n    code\n\n***\n"
    )
    assert outline(read(source).blocks) == [
        "heading 1:1",
        "list 3:1",
        "  item 3:1",
        "    paragraph 3:3",
        "    quote 4:3",
        "      paragraph 4:5",
        "      heading 5:5",
        "  item 6:1",
        "    quote 6:3",
        "      paragraph 6:5",
        "    code 8:4",
        "    table 12:3",
        "      row 12:3",
        "      row 14:3",
        "    paragraph 16:5",
        "rule 18:1",
    ]


def test_lines_count_from_where_the_prose_begins_in_its_file() -> None:
    """The number of the first line is added to every place and to `data-at`."""
    document, found = read_markdown("a\n\n[b](c) [^x]", "posts/p.md", 7, "p")
    assert [block.place.line for block in document.blocks] == [7, 9]
    assert 'data-at="9:1"' in to_html(document.blocks[1].element)
    assert [str(problem.place) for problem in found] == ["posts/p.md:9:8"]


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("one\ntwo WORD", 2),
        ("> one\nlazy\nWORD", 3),
        ("- one\n  two\nWORD", 3),
        ("> - one\n>   two\n> WORD", 3),
        ("One\ntwo\nWORD\n===", 3),
        ("[a\nb](u\n'title') c WORD", 3),
        ("`a\nb\nc` d WORD", 3),
        ("x <span\nid='a'>y</span> z WORD", 2),
        ("x <!-- a\nb --> c WORD", 2),
        ("a  \nb\\\nWORD", 3),
        ("**a\nb *c\nd* WORD**", 3),
        ("a {{< ref\n'x.md' >}} b\nWORD", 3),
        ("a\n{{< figure\nsrc='x.png' >}}\nWORD", 4),
        ("{{< highlight go >}}\na\n\nb\n{{< /highlight >}}\n\nWORD", 7),
        ("[a]:\n  /u\n  'title'\nx [a] WORD", 4),
        ("<div>\n\na <b>b</b>\nWORD\n\n</div>", 4),
        ("<p>a\n  b\n  WORD</p>", 3),
        ("T\n: a\n  b\nWORD", 4),
        ("x[^1]\n\n[^1]: a\n    b\n\n    c\n    WORD", 7),
    ],
)
def test_the_line_of_a_word_is_its_blocks_line_and_the_line_ends_before_it(
    source: str, line: int
) -> None:
    """Lazy lines, titles, tags, comments and shortcodes over several lines do not upset it."""
    document = read(source)
    notes = tuple(block for note in document.footnotes for block in note.blocks)
    block = next(b for b in leaves(document.blocks + notes) if "WORD" in text(b.element))
    assert block.place.line + text(block.element).partition("WORD")[0].count("\n") == line


@given(source=posts)
def test_every_word_of_a_made_up_post_is_where_its_place_says(source: str) -> None:
    """Places and line ends agree with the source, whatever constructs meet."""
    marks = iter(range(10**6))
    marked = re.sub("tea|水壶|茶|Go", lambda _: f"w{next(marks)}w", source)
    lines = marked.split("\n")
    for block in leaves(read(marked).blocks):
        words = text(block.element)
        for match in re.finditer(r"w\d+w", "" if block.kind is Kind.CODE else words):
            line = block.place.line + words.count("\n", 0, match.start())
            assert match[0] in lines[line - 1]


def test_links_and_images_know_their_bracket() -> None:
    """`data-at` is the place of `[`, of `!`, or of the first letter of a bare link."""
    source = (
        "一[a](b) ![c](d) https://e.org\n<https://f.org> [g][h] <a href='i'>j</a>\n\n"
        "> - x [k](l)\n\n| m | [n](o) |\n|---|---|\n|   ![p](q) | \n\n[h]: /h"
    )
    found = re.findall(r'data-at="([\d:]+)"', html(source))
    assert found == ["1:2", "1:9", "1:17", "2:1", "2:17", "2:24", "4:7", "6:7", "8:5"]


# -- kinds and elements ----------------------------------------------------------------------------


def test_a_list_says_whether_it_is_tight_and_where_it_starts() -> None:
    """A tight item's words are a paragraph too; `start` stands only where it is not 1."""
    tight, loose = read("2. a\n3. b").blocks[0], read("1. a\n\n2. b").blocks[0]
    assert (tight.element.tag, tight.element.get("start"), tight.element.classes) == (
        "ol",
        "2",
        ("tight",),
    )
    assert loose.element == Element("ol")
    assert [b.kind for b in tight.children[0].children] == [Kind.PARAGRAPH]


def test_a_task_is_a_class_and_no_character() -> None:
    """`[ ]` and `[x]` at the front of an item leave its words; elsewhere they are words."""
    first, second, third = read("- [ ] a\n- [x] b\n- c [x]").blocks[0].children
    assert [item.element.classes for item in (first, second, third)] == [
        ("task",),
        ("task", "done"),
        (),
    ]
    assert [text(item.children[0].element) for item in (first, second, third)] == [
        "a",
        "b",
        "c [x]",
    ]


def test_an_image_alone_is_a_figure_and_its_title_the_caption() -> None:
    """In a line of words an image keeps its title."""
    assert html('![a](b.png "c *d*")') == (
        '<figure>\n<img src="b.png" alt="a" data-at="1:1"><figcaption>c *d*</figcaption>\n</figure>'
    )
    assert html('x ![a](b.png "c")').startswith('<p>x <img src="b.png" alt="a" title="c"')
    assert [b.kind for b in read("![a](b)\n![c](d)").blocks] == [Kind.IMAGE]
    assert [b.kind for b in read("![a](b)\n![c](d)\nx").blocks] == [Kind.PARAGRAPH]


def test_a_table_has_rows_of_cells() -> None:
    """Header cells are `th`; an alignment is a class; a row is one leaf."""
    table = read("| a | 茶 |\n|:-:|---|\n| **b** | c |").blocks[0]
    assert [row.kind for row in table.children] == [Kind.ROW, Kind.ROW]
    assert to_html(table.children[0].element).replace("\n", "") == (
        '<tr><th class="align-center">a</th><th>茶</th></tr>'
    )
    assert "<strong>b</strong>" in to_html(table.children[1].element)


def test_code_keeps_its_language_and_every_character() -> None:
    """Only the first word of the info string counts, without Hugo's options."""
    block = read("```go {hl_lines=[1]}\na  <b>\n\n\tc\n```").blocks[0]
    assert to_html(block.element).strip() == (
        '<pre><code class="language-go">a  &lt;b&gt;\n\n\tc\n</code></pre>'
    )
    assert html("```go{linenos=true}\n```").startswith('<pre><code class="language-go">')
    assert block.language is None


def test_a_definition_list_has_terms_and_definitions() -> None:
    """Every line above the colon is a term; a definition holds blocks."""
    block = read("a\nb\n: c\n\n  d").blocks[0]
    assert outline((block,)) == [
        "definitions 1:1",
        "  term 1:1",
        "  term 2:1",
        "  definition 3:1",
        "    paragraph 3:3",
        "    paragraph 5:3",
    ]


def test_the_authors_characters_stay() -> None:
    """Nothing is replaced by a typographer, and wide or invisible spaces stay."""
    source = "\u3000\u3000\"a\" -- b... (c) 'd'\u200b\u00a0“茶”——"
    assert text(read(source).blocks[0].element) == source


# -- ids and links ---------------------------------------------------------------------------------


def test_every_id_and_every_link_inside_the_post_has_its_prefix() -> None:
    """Hugo's heading ids, the author's, and those of raw HTML; `#` alone leads to the post."""
    source = (
        "## Tea 茶！\n## Tea 茶？\n## x {#own}\n<span id='a'></span>\n\n"
        "[1](#tea-茶) [2](#%E8%8C%B6) [3](#own) [4](#) [5]() <a href='#a'>6</a>"
    )
    assert re.findall(r' id="([^"]+)"', html(source)) == [
        "p--tea-茶",
        "p--tea-茶-1",
        "p--own",
        "p--a",
    ]
    assert re.findall(r'href="([^"]*)"', html(source)) == [
        "#p--tea-茶",
        "#p--茶",
        "#p--own",
        "#p",
        "#p",
        "#p--a",
    ]


def test_an_id_that_xml_does_not_know_is_spelled_so_that_its_link_still_meets_it() -> None:
    """Two ids that differ stay different."""
    source = "<span id='a:b c'></span><span id='a.b'></span> [x](#a:b%20c) [y](#a.b)"
    found = re.findall(r'(?:id|href)="#?([^"]+)"', html(source))
    assert found == ["p--a_3a_b_20_c", "p--a.b", "p--a_3a_b_20_c", "p--a.b"]


def test_a_link_to_a_markdown_file_is_a_link_to_a_post() -> None:
    """With its fragment, as written; other paths and addresses stay what they are."""
    source = "[1](b.md) [2](../c/d.md#e-茶) [3](/f/g/) [4](https://h.org/i.md) [5](j.md.zip)"
    assert re.findall(r'href="([^"]*)"', html(source)) == [
        "post:b.md",
        "post:../c/d.md#e-茶",
        "/f/g/",
        "https://h.org/i.md",
        "j.md.zip",
    ]


def test_an_address_is_written_as_a_book_can_hold_it() -> None:
    """What a URL cannot hold is percent-encoded, what is encoded already stays so."""
    source = "[1](<https://a.org/b c?d=茶&e=%20>) https://a.org/[x]"
    assert re.findall(r'href="([^"]*)"', html(source)) == [
        "https://a.org/b%20c?d=%E8%8C%B6&amp;e=%20",
        "https://a.org/%5Bx%5D",
    ]


# -- footnotes -------------------------------------------------------------------------------------


def test_a_footnote_is_read_with_all_its_blocks_and_marked_each_time() -> None:
    """Marks count within their note; the note's place is its label's."""
    document = read("a[^n] **b[^n]**\n\n| c[^茶] |\n|---|\n\n[^n]: d\n\n    - e\n[^茶]: f\n")
    assert [(n.label, n.anchor, str(n.place)) for n in document.footnotes] == [
        ("n", "p--fn-n", "p.md:6:1"),
        ("茶", "p--fn-茶", "p.md:9:1"),
    ]
    assert outline(document.footnotes[0].blocks) == [
        "paragraph 6:7",
        "list 8:5",
        "  item 8:5",
        "    paragraph 8:7",
    ]
    marks = [e for b in leaves(document.blocks) for e in walk(b.element) if e.tag == "sup"]
    assert [to_html(mark) for mark in marks] == [
        '<sup class="mark"><a class="noteref" id="p--fnref-n-1" href="#p--fn-n">n</a></sup>',
        '<sup class="mark"><a class="noteref" id="p--fnref-n-2" href="#p--fn-n">n</a></sup>',
        '<sup class="mark"><a class="noteref" id="p--fnref-茶-1" href="#p--fn-茶">茶</a></sup>',
    ]


def test_a_mark_without_a_note_is_text_and_a_note_without_a_mark_is_said() -> None:
    """The first as Hugo has it; the second is kept, for a reader to decide."""
    source = "a[^x] `[^y]` \\[^z]\n\n[^u]: unused\n"
    assert told(source) == ["M004 1:2", "M005 3:1"]
    assert text(read(source).blocks[0].element) == "a[^x] [^y] [^z]"
    assert [note.label for note in read(source).footnotes] == ["u"]


def test_of_two_notes_with_one_label_the_first_is_meant() -> None:
    """The second is kept under a name of its own, and said."""
    document = read("a[^1]\n\n[^1]: first\n\n[^1]: second\n")
    assert [(n.label, text(n.blocks[0].element)) for n in document.footnotes] == [
        ("1", "first"),
        ("1-1", "second"),
    ]


def test_a_mark_inside_a_link_stands_behind_it() -> None:
    """A link holds no link."""
    assert html("[a[^1] b](u) c\n\n[^1]: n").startswith(
        '<p><a href="u" data-at="1:1">a b</a><sup class="mark">'
    )


# -- languages -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "language"),
    [
        ("The kettle sang.", Language.EN),
        ("水壶在唱歌。", Language.ZH),
        ("The word 茶 names the leaf of a plant.", Language.EN),
        ("打开 `kettle.open(lid)` 即可", Language.ZH),
        ("见 https://example.org/a-long-english-address", Language.ZH),
        ("开水[^note-with-english-words]\n\n[^note-with-english-words]: x", Language.ZH),
        ("2024-05-01", None),
        ("`code only`", None),
        ('<p lang="zh">GPT</p>', Language.ZH),
        ('<div class="chinese">\n\nGPT\n\n</div>', Language.ZH),
        ('<div lang="en-GB">Go 语言</div>', Language.EN),
        ("## Tea {lang=zh}", Language.ZH),
    ],
)
def test_a_blocks_language_is_told_by_its_markup_or_its_letters(
    source: str, language: Language | None
) -> None:
    """Code, addresses and marks do not vote; `lang` and class outweigh the letters."""
    assert next(leaves(read(source).blocks)).language is language


# -- problems --------------------------------------------------------------------------------------


def test_a_character_that_may_not_stand_in_a_book_goes_and_its_neighbours_keep_their_places() -> (
    None
):
    """Controls and noncharacters are said once each, with how often; the rest is untouched."""
    source = "a\x00\x00b [c](d)\x0b\nline \ufffe[e](f)"
    found = problems(source)
    assert [(p.code, str(p.place)) for p in found] == [
        ("F006", "p.md:1:2"),
        ("F006", "p.md:1:12"),
        ("F006", "p.md:2:6"),
    ]
    assert "U+0000" in found[0].message
    assert "2 times" in found[0].message
    assert re.findall(r'data-at="([\d:]+)"', html(source)) == ["1:6", "2:7"]
    assert text(read(source).blocks[0].element) == "ab c\nline e"


def test_a_paragraph_right_under_a_table_is_said() -> None:
    """It became a row, as Hugo has it; a row with a pipe is one."""
    assert told("| a | b |\n|---|---|\n| c | d |\nglued\n") == ["M003 4:1"]
    assert told("| a | b |\n|---|---|\n| c | d |\n\nfree\n") == []


@pytest.mark.parametrize(
    "source",
    [
        "> " * 500 + "WORD",
        "- " * 500 + "WORD",
        "".join("  " * depth + "- a\n" for depth in range(200)) + "WORD",
        "<div>\n\n" * 500 + "WORD",
        "a " + "<span>" * 500 + "WORD" + "</span>" * 500,
        "*a " * 300 + "WORD" + "*" * 300,
        "[" * 500 + "WORD" + "](u)" * 500,
        "![" * 500 + "WORD" + "](u)" * 500,
        "<ul><li>" * 500 + "WORD",
    ],
)
def test_what_is_nested_too_deep_loses_its_nesting_and_no_word(source: str) -> None:
    """No depth breaks the reader."""
    document = read(source)
    assert any("WORD" in to_html(block.element) for block in leaves(document.blocks))
    assert all(depth(block) <= 100 for block in document.blocks)


def depth(block: Block) -> int:
    """How many elements stand inside one another, at most."""
    inside = [depth(child) for child in block.children]
    return 1 + max([*inside, element_depth(block.element) - 1])


def element_depth(element: Element) -> int:
    """How many elements stand inside one another in a tree, at most."""
    return 1 + max(
        (element_depth(c) for c in element.children if isinstance(c, Element)), default=0
    )


def test_deep_nesting_is_said_where_it_begins_to_be_too_deep() -> None:
    """Once for a post, and not for the nesting of real ones."""
    assert [p.code for p in problems("> " * 500 + "x")] == ["M006"]
    assert problems("> " * 40 + "x") == ()


def test_nothing_makes_nothing() -> None:
    """An empty post, or one of comments, has no blocks and no problems."""
    for source in ("", "\n \n", "<!-- a\n\nb -->\n", "[a]: /b\n"):
        assert read_markdown(source, "p.md", 1, "p") == (Document(), ())


def test_one_post_leaves_nothing_behind_for_the_next() -> None:
    """References, footnotes and heading ids end with their post."""
    first = read("## A\n\n[r]: /u\n\n[^1]: n\n\nx[^1]")
    again = read("## A\n\n[r] x[^1]")
    assert first.blocks[0] == again.blocks[0]
    assert text(again.blocks[1].element) == "[r] x[^1]"
    assert again.footnotes == ()


def test_the_reference_post_is_read_whole(seed: Path) -> None:
    """Its quote, five pairs, rule, heading and sixteen terms, without a problem."""
    source = seed.read_text(encoding="utf-8").split("---\n", 2)[2]
    document, found = read_markdown(source, seed.name, 6, "life")
    assert found == ()
    assert [block.kind for block in document.blocks] == [
        Kind.QUOTE,
        *[Kind.PARAGRAPH] * 10,
        Kind.RULE,
        Kind.HEADING,
        Kind.LIST,
    ]
    paragraphs = document.blocks[1:11]
    assert [b.language for b in paragraphs] == [Language.EN, Language.ZH] * 5
    assert [b.place.line for b in paragraphs] == list(range(12, 31, 2))
    assert len(document.blocks[-1].children) == 16
