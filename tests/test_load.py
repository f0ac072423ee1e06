"""From a content folder to manuscripts: which posts, what is in them, where their links lead."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.load import find_posts, read_post
from publisher.load.trees import prose_elements
from publisher.model import Bilingual, Block, Credit, Kind, Manuscript, Selection, Source
from publisher.problems import Place, Problems
from publisher.xhtml import Element, element, text, to_html, walk

Write = Callable[..., Path]

PNG = (
    b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\0\0\0\0:~\x9bU\0\0\0\nIDATx\x9cc`\0\0\0\2"
    b"\0\1H\xaf\xa4q\0\0\0\0IEND\xaeB`\x82"
)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Give a function that writes files, path and text, into a content folder and returns it."""

    def write_all(**files: str | bytes) -> Path:
        for name, written in files.items():
            path = tmp_path / "content" / name.replace("__", "/")
            path = path.with_suffix(path.suffix or ".md")
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(written.encode() if isinstance(written, str) else written)
        return tmp_path / "content"

    return write_all


def _front(**values: str) -> str:
    lines = "".join(f"{key}: {value}\n" for key, value in values.items())
    return f"---\n{lines}---\n"


def _found(root: Path, **chosen: object) -> list[str]:
    sources, problems = find_posts(root, Selection(**chosen))  # type: ignore[arg-type] # a test's
    assert problems == ()
    return [source.path for source in sources]


# -- which posts -----------------------------------------------------------------------------------


def test_posts_stand_by_date_then_by_path(write: Write) -> None:
    """A time zone counts, folders do not, and a post without a date comes last."""
    root = write(
        a="a",
        posts__b=_front(date="2025-01-02"),
        c=_front(date="2025-01-01"),
        posts__bundle__index=_front(date="2025-01-01T01:00:00+08:00"),
        d=_front(date="2025-01-02"),
    )
    order = ["posts/bundle/index.md", "c.md", "d.md", "posts/b.md", "a.md"]
    assert _found(root) == order


def test_what_is_no_post_is_left_out(write: Write) -> None:
    """Section pages, a README, hidden files and folders, other files."""
    root = write(a="a", _index="x", posts___index="x", README="# Read me", posts__b="b")
    for name in (".hidden/x.md", ".x.md", "notes.txt", "folder.md/y.txt"):
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x", encoding="utf-8")
    assert _found(root) == ["a.md", "posts/b.md"]


def test_a_readme_with_front_matter_is_a_post(write: Write) -> None:
    """It says of itself that it is one."""
    assert _found(write(README=_front(title="Tea"))) == ["README.md"]


def test_a_draft_is_left_out_and_said(write: Write) -> None:
    """Hint B006, at the post."""
    sources, problems = find_posts(write(a=_front(draft="true"), b="b"), Selection())
    assert [source.path for source in sources] == ["b.md"]
    assert [(p.code, p.place.path) for p in problems] == [("B006", "a.md")]


@pytest.mark.parametrize(
    ("posts", "expected"),
    [
        (("b.md", "a.md"), ["b.md", "a.md"]),
        (("b", "./a.md"), ["b.md", "a.md"]),
        (("posts",), ["posts/c.md", "posts/deep/d.md"]),
        (("posts/",), ["posts/c.md", "posts/deep/d.md"]),
        (("posts/*.md",), ["posts/c.md"]),
        (("posts/**/*.md",), ["posts/c.md", "posts/deep/d.md"]),
        (("**/d.md",), ["posts/deep/d.md"]),
        (("?.md",), ["a.md", "b.md"]),
        (("b.md", "*.md"), ["b.md", "a.md"]),
        (("[x].md",), ["[x].md"]),
        (("_index.md",), ["_index.md"]),
    ],
)
def test_posts_named_in_the_book_stand_in_its_order(
    write: Write, posts: tuple[str, ...], expected: list[str]
) -> None:
    """Paths, folders and patterns; no post twice; a section page only by its name."""
    root = write(a="a", b="b", posts__c="c", posts__deep__d="d", _index="x")
    if posts == ("[x].md",):
        (root / "[x].md").write_text("x", encoding="utf-8")
    assert _found(root, posts=posts) == expected


@pytest.mark.parametrize(
    ("wanted", "code"),
    [("z.md", "B005"), ("posts/*.md", "B005"), ("../a.md", "B009"), ("/etc/passwd", "B009")],
)
def test_a_post_that_is_not_there(write: Write, wanted: str, code: str) -> None:
    """B005 names it; a path that leads outside is B009."""
    sources, problems = find_posts(write(a="a"), Selection(posts=(wanted, "a.md")))
    assert [source.path for source in sources] == ["a.md"]
    assert [(p.code, p.place) for p in problems] == [(code, Place("book.yaml"))]
    assert wanted in problems[0].message


def test_posts_by_tag_and_by_date(write: Write) -> None:
    """Any of the tags, in any case; both days included; without a date, no span holds a post."""
    root = write(
        a=_front(tags="[Tea, x]", date="2025-01-01"),
        b=_front(tags="[壶]", date="2025-01-02T23:00:00+08:00"),
        c=_front(date="2025-01-03"),
        d="d",
    )
    assert _found(root, tags=("tea", "壶")) == ["a.md", "b.md"]
    assert _found(root, since=date(2025, 1, 2)) == ["b.md", "c.md"]
    assert _found(root, until=date(2025, 1, 2)) == ["a.md", "b.md"]
    assert _found(root, tags=("TEA",), since=date(2025, 1, 2)) == []


def test_a_link_that_leads_outside_is_refused(write: Write, tmp_path: Path) -> None:
    """B009; a link within the folder is a post, a linked folder is not entered."""
    root = write(a="a")
    (tmp_path / "secret.md").write_text("secret", encoding="utf-8")
    (root / "out.md").symlink_to(tmp_path / "secret.md")
    (root / "in.md").symlink_to(root / "a.md")
    (root / "folder").symlink_to(tmp_path)
    (root / "loop.md").symlink_to("loop.md")
    sources, problems = find_posts(root, Selection())
    assert [source.path for source in sources] == ["a.md", "in.md"]
    assert [(p.code, p.place.path) for p in problems] == [("B009", "out.md")]
    assert read_post(root, Source("out.md", "out", "out"))[0] is None


def test_a_link_outside_is_no_business_of_a_post_beside_it(write: Write, tmp_path: Path) -> None:
    """One post makes its book whatever else lies in the folder; asked for, the link is refused."""
    root = write(a=_front(title="A"))
    (tmp_path / "secret.md").write_text("Secret.\n", encoding="utf-8")
    (root / "b.md").symlink_to(tmp_path / "secret.md")
    assert find_posts(root, Selection(posts=("a.md",)))[1] == ()
    for wanted in ("b.md", "*.md"):
        codes = [problem.code for problem in find_posts(root, Selection(posts=(wanted,)))[1]]
        assert codes == ["B009"], wanted


def test_an_unreadable_post_is_found_so_that_it_is_told(write: Write) -> None:
    """What is wrong in it is for `read_post` to say, once."""
    root = write(a=b"\xff\xfe", b="---\ntitle: a: b\n---\n", c="c")
    assert set(_found(root)) == {"a.md", "b.md", "c.md"}


@pytest.mark.parametrize(
    ("path", "slug", "anchor"),
    [
        ("tea.md", "tea", "tea"),
        ("2024-05-01-tea.md", "tea", "tea"),
        ("posts/tea/index.md", "tea", "tea"),
        ("posts/2024-05-01-tea/index.md", "tea", "tea"),
        ("Green Tea!.md", "green-tea", "green-tea"),
        ("茶.md", "茶", "茶"),
        ("1984.md", "1984", "p-1984"),
        ("a--b.md", "a-b", "a-b"),
        ("v1.2.md", "v1.2", "v1-2"),
        ("contents.md", "contents", "contents-2"),
        ("Nav.md", "nav", "nav-2"),
        ("….md", "post", "post"),
    ],
)
def test_slug_and_anchor_come_from_the_file(
    tmp_path: Path, path: str, slug: str, anchor: str
) -> None:
    """Its name or its bundle's; the anchor is an XML name, and none of the book's own pages."""
    (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_text("x", encoding="utf-8")
    assert find_posts(tmp_path, Selection()) == ((Source(path, slug, anchor),), ())


def test_the_slug_of_the_front_matter_comes_first(write: Write) -> None:
    """Made safe, whatever it holds."""
    root = write(a=_front(slug="Morning Tea"), b=_front(slug="../../etc/passwd"))
    sources, _ = find_posts(root, Selection())
    assert [source.slug for source in sources] == ["morning-tea", "etc-passwd"]


def test_two_posts_of_one_slug(write: Write) -> None:
    """B007: the second gets a number; case and normal form make no difference."""
    root = write(a__tea="x", b__Tea="x", c="x", d=_front(slug="Cafe\u0301"), e=_front(slug="café"))
    sources, problems = find_posts(root, Selection())
    assert [source.slug for source in sources] == ["tea", "tea-2", "c", "café", "café-2"]
    assert [(p.code, p.place.path) for p in problems] == [("B007", "b/Tea.md"), ("B007", "e.md")]
    assert len({source.anchor.casefold() for source in sources}) == 5


# -- one post --------------------------------------------------------------------------------------


def _read(root: Path, name: str = "a.md") -> tuple[Manuscript, Problems]:
    manuscript, problems = read_post(root, Source(name, "a", "a"))
    assert manuscript is not None
    return manuscript, problems


def _good(root: Path, name: str = "a.md") -> Manuscript:
    manuscript, problems = _read(root, name)
    assert [str(problem) for problem in problems] == []
    return manuscript


def _codes(problems: Problems) -> list[tuple[str, int, int]]:
    return [(p.code, p.place.line, p.place.column) for p in problems]


def _elements(blocks: tuple[Block, ...]) -> list[Element]:
    return [
        found for block in blocks for found in (*walk(block.element), *_elements(block.children))
    ]


TITLE = '---\ntitle: "Tea | 茶"\n---\n'


def test_the_seed(seed: Path) -> None:
    """The author's own post: 4 credit lines, 16 terms, 31 mentions, 10 paragraphs, no problem."""
    sources, problems = find_posts(seed.parent, Selection(posts=(seed.name,)))
    assert problems == ()
    manuscript, problems = read_post(seed.parent, sources[0])
    assert problems == ()
    assert manuscript is not None
    assert manuscript.meta.title == Bilingual(
        "Life lessons from reinforcement learning", "强化学习带给我的人生启示"
    )
    assert len(manuscript.credits.lines) == 4
    roles = [person.role for person in manuscript.credits.people]
    assert roles == ["aut", "trl", "pfr", "cmt"]
    assert manuscript.credits.source.startswith("https://")
    assert [block.kind for block in manuscript.blocks] == [Kind.PARAGRAPH] * 10
    assert (len(manuscript.terms), len(manuscript.mentions)) == (16, 31)
    assert {mention.term for mention in manuscript.mentions} <= {
        term.anchor for term in manuscript.terms
    }


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_and_a_mark_in_front_change_nothing(write: Write, mark: bytes, end: str) -> None:
    """The same manuscript, the same lines."""
    source = (
        TITLE
        + "\n> 作者：甲\n\nTea [x](#glossary-x).\n\n## Glossary\n\n"
        + "- <a id='glossary-x'></a>**x**：茶\n"
    )
    plain = _good(write(a=source))
    assert _good(write(a=mark + source.replace("\n", end).encode())) == plain
    assert plain.mentions[0].place == Place("a.md", 7, 5)


@pytest.mark.parametrize(
    ("data", "line", "column", "hint"),
    [
        ("Tea.\n\n水壶在唱歌，茶叶在杯中。\n".encode("gb18030"), 3, 2, "GB 18030"),
        (f"{'Tea is hot. ' * 60}“Tea” is 茶…\n".encode("gb18030"), 1, 721, "GB 18030"),
        ("Tea.\n水壶".encode("utf-16"), 1, 1, "UTF-16"),
        ("Tea.\n水壶".encode("utf-16-be"), 2, 4, "UTF-16"),
        ("Tea.\r\nCafé".encode("latin-1"), 2, 4, "UTF-8"),
        (b"Tea.\n\nab\xff", 3, 3, "UTF-8"),
        (b"\xef\xbb\xbfTea\n\xff", 2, 1, "UTF-8"),
    ],
)
def test_a_file_that_is_not_utf8(
    write: Write, data: bytes, line: int, column: int, hint: str
) -> None:
    """F005 names the place and, where it can, the encoding."""
    manuscript, problems = read_post(write(a=data), Source("a.md", "a", "a"))
    assert manuscript is None
    assert _codes(problems) == [("F005", line, column)]
    assert hint in problems[0].hint


def test_a_post_that_cannot_be_read(write: Write) -> None:
    """A missing file, a folder, and one that is too long are refusals, not exceptions."""
    root = write(a="x" * 2_000_001, folder__x="x")
    for name, code in (("a.md", "F007"), ("gone.md", "F005"), ("folder", "F005")):
        manuscript, problems = read_post(root, Source(name, "a", "a"))
        assert manuscript is None
        assert [problem.code for problem in problems] == [code]


def test_problems_stand_in_the_order_of_the_file(write: Write) -> None:
    """Whatever step has found them."""
    source = "---\ntitle: Tea\ndate: x\n---\n[a](#b) <blink>x</blink>\n\n![](c.png)\n"
    places = [problem.place for problem in _read(write(a=source))[1]]
    assert len(places) > 3
    assert places == sorted(places)


# -- its title and authors -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "title", "blocks"),
    [
        ("# Tea | 茶\n\nText.\n", Bilingual("Tea", "茶"), 2),
        ("# Morning tea\n\n# 早茶\n\nText.\n", Bilingual("Morning tea", "早茶"), 3),
        ("# 早茶\n\n# Morning tea\n\nText.\n", Bilingual("Morning tea", "早茶"), 3),
        ("---\nlang: en\n---\n# Tea | 茶\n\n> 作者：甲\n\nText.\n", Bilingual("Tea", "茶"), 2),
    ],
)
def test_a_post_without_a_title_takes_its_first_heading(
    write: Write, source: str, title: Bilingual, blocks: int
) -> None:
    """Or the pair of headings at its top; they stay blocks, since a pair is a pair."""
    manuscript = _good(write(a=source))
    assert manuscript.meta.title == title
    assert len(manuscript.blocks) == blocks


@pytest.mark.parametrize("source", ["# Morning *tea*\n\nText.\n", "# Morning tea\n\n# Night tea\n"])
def test_a_first_heading_in_one_language(write: Write, source: str) -> None:
    """It is the title all the same, and F004 points at it; the next heading stays."""
    manuscript, problems = _read(write(a=source))
    assert manuscript.meta.title == Bilingual("Morning tea")
    assert len(manuscript.blocks) == 2
    assert _codes(problems) == [("F004", 1, 1)]


@pytest.mark.parametrize("source", ["Text.\n", "## Tea\n", "# [Tea](https://example.org)\n"])
def test_a_post_without_any_title(write: Write, source: str) -> None:
    """F003, and the file's name stands for it; nothing is taken out."""
    root = write(a=source)
    manuscript, problems = read_post(root, Source("a.md", "morning-tea", "a"))
    assert manuscript is not None
    assert _codes(problems) == [("F003", 1, 1)]
    assert manuscript.meta.title == Bilingual("morning tea")
    assert len(manuscript.blocks) == 1


@pytest.mark.parametrize("source", ["", "---\ntitle: Tea | 茶\n---\n", "\n \n"])
def test_a_post_without_text_is_told_once(write: Write, source: str) -> None:
    """An empty file makes an empty chapter: somebody forgot to save, or to say draft."""
    assert _codes(_read(write(a=source))[1]) == [("F008", 1, 1)]


def test_unreadable_front_matter_is_told_once(write: Write) -> None:
    """F001, and no complaint about the title that could not be read."""
    manuscript, problems = _read(write(a="---\ntitle: Tea: x\n---\nText.\n"))
    assert _codes(problems) == [("F001", 2, 11)]
    assert len(manuscript.blocks) == 1


def test_the_authors_of_the_front_matter(write: Write) -> None:
    """They count where the credits name nobody."""
    front = '---\ntitle: "Tea | 茶"\nauthor: [Ann, Bob]\n---\n'
    alone = _good(write(a=front + "Text.\n")).credits
    assert alone.people == (Credit("aut", "Ann"), Credit("aut", "Bob"))
    assert [(line.label, line.content) for line in alone.lines] == [("", ("Ann, Bob",))]
    named = _good(write(a=front + "> 作者：Cy\n\nText.\n")).credits
    assert named.people == (Credit("aut", "Cy"),)


# -- its links -------------------------------------------------------------------------------------

GLOSSARY = (
    "\n## 名词解析\n\n"
    "- <span id='glossary-x'></span>**x**：甲，见 [y](#glossary-y)。\n"
    "- <span id='glossary-y'></span>**y**：乙\n"
)


def test_a_link_to_a_term_is_a_mention(write: Write) -> None:
    """Counted for each term in the order of the source, with its place; its text is plain."""
    source = (
        TITLE + "A [*big* `x`](#glossary-x) and [y](#glossary-y) [x](#glossary-x).\n" + GLOSSARY
    )
    manuscript = _good(write(a=source))
    seen = [(m.id, m.term, m.text, m.place.line, m.place.column) for m in manuscript.mentions]
    assert seen == [
        ("a--ref-x-1", "a--glossary-x", "big x", 4, 3),
        ("a--ref-y-1", "a--glossary-y", "y", 4, 32),
        ("a--ref-x-2", "a--glossary-x", "x", 4, 49),
        ("a--ref-y-2", "a--glossary-y", "y", 8, 42),
    ]
    links = [node for node in _elements(manuscript.blocks) if node.tag == "a"]
    expected = {"class": "term", "id": "a--ref-x-1", "href": "#a--glossary-x"}
    assert links[0] == element("a", expected, "big x")
    (link,) = [n for n in manuscript.terms[0].definitions[0].content if isinstance(n, Element)]
    assert link.get("id") == "a--ref-y-2"


def test_mentions_in_headings_lists_tables_quotes_and_notes(write: Write) -> None:
    """Wherever prose stands; footnotes count at the place where they are written."""
    source = (
        TITLE + "## [x](#glossary-x)\n\n- The [x](#glossary-x)\n\n> [x](#glossary-x)[^1]\n\n"
        "| [x](#glossary-x) |\n|---|\n| b |\n\n[^1]: [x](#glossary-x)\n\nEnd [x](#glossary-x).\n"
    )
    manuscript = _good(write(a=source + GLOSSARY))
    found = [m for m in manuscript.mentions if m.term == "a--glossary-x"]
    assert [m.id for m in found] == [f"a--ref-x-{n}" for n in range(1, 7)]
    assert [m.place.line for m in found] == [4, 6, 8, 10, 14, 16]
    note = manuscript.footnotes[0].blocks[0].element
    assert [n.get("id") for n in walk(note) if n.tag == "a"] == ["a--ref-x-5"]


def test_a_link_to_a_term_that_is_not_there(write: Write) -> None:
    """G001 with the nearest id; the words stay without the link."""
    source = TITLE + "A [big *z*](#glossary-z).\n" + GLOSSARY
    manuscript, problems = _read(write(a=source))
    assert _codes(problems) == [("G001", 4, 3)]
    assert "“big z”" in problems[0].message
    assert "#glossary-" in problems[0].hint
    assert text(manuscript.blocks[0].element) == "A big z."
    assert [node.tag for node in walk(manuscript.blocks[0].element)] == ["p", "em"]


def test_a_link_to_nothing(write: Write) -> None:
    """M002, nearest id and all; a link to something stays."""
    source = TITLE + "## Morning tea\n\n[a](#morning-te) [b](#morning-tea) [c](#)[^1]\n\n[^1]: x\n"
    manuscript, problems = _read(write(a=source))
    assert _codes(problems) == [("M002", 6, 1)]
    assert "Did you mean #morning-tea?" in problems[0].hint
    links = [n.get("href") for n in _elements(manuscript.blocks) if n.tag == "a"]
    assert links == ["#a--morning-tea", "#a", "#a--fn-1"]


def test_a_glossary_id_in_prose_is_an_ordinary_anchor(write: Write) -> None:
    """A post may mark a word in its text and link to it."""
    source = TITLE + "<span id='glossary-x'>x</span> and [x](#glossary-x)\n"
    manuscript = _good(write(a=source))
    assert manuscript.mentions == ()
    assert "#a--glossary-x" in [n.get("href") for n in _elements(manuscript.blocks)]


def test_a_link_to_the_glossary_leads_to_its_section(write: Write) -> None:
    """Its heading has left the prose, and its id with it."""
    source = TITLE + "See [the words](#名词解析).\n" + GLOSSARY
    manuscript = _good(write(a=source))
    assert [n.get("href") for n in _elements(manuscript.blocks) if n.tag == "a"] == ["#a--glossary"]


def test_ids_that_this_program_gives_are_kept_free(write: Write) -> None:
    """A heading `Title` or `Ref x 1` gets another id, and links to it follow."""
    source = TITLE + "## Title\n\n## Ref x 1\n\n[x](#glossary-x) [t](#title) [r](#ref-x-1)\n"
    manuscript = _good(write(a=source + GLOSSARY))
    ids = [n.get("id") for n in _elements(manuscript.blocks) if n.get("id")]
    assert ids == ["a--title.1", "a--ref-x-1.1", "a--ref-x-1"]
    links = [n.get("href") for n in _elements(manuscript.blocks) if n.tag == "a"]
    assert links == ["#a--glossary-x", "#a--title.1", "#a--ref-x-1.1"]


def test_a_link_to_a_term_in_the_credits_is_no_mention(write: Write) -> None:
    """It leads to the term, and nothing leads back to the credits."""
    source = TITLE + "> 作者：[甲](#glossary-x)、[乙](#nothing)\n\nText.\n" + GLOSSARY
    manuscript, problems = _read(write(a=source))
    assert [problem.code for problem in problems] == ["M002"]
    content = manuscript.credits.lines[0].content
    assert content == (element("a", {"href": "#a--glossary-x"}, "甲"), "、", "乙")
    assert [mention.term for mention in manuscript.mentions] == ["a--glossary-y"]


def test_a_link_without_words_is_no_mention(write: Write) -> None:
    """There is nothing to come back to."""
    manuscript, problems = _read(write(a=TITLE + "A [](#glossary-x)b.\n" + GLOSSARY), "a.md")
    assert [problem.code for problem in problems] == ["M002"]
    assert manuscript is not None
    assert [mention.id for mention in manuscript.mentions] == ["a--ref-y-1"]


def test_links_elsewhere_are_left_alone(write: Write) -> None:
    """The web, and other posts, which `index` will find."""
    source = TITLE + "[w](https://example.org) [p](other.md)\n"
    manuscript = _good(write(a=source))
    links = [n.get("href") for n in _elements(manuscript.blocks) if n.tag == "a"]
    assert links == ["https://example.org", "post:other.md"]


# -- its images ------------------------------------------------------------------------------------


def test_an_image_is_taken_in(write: Write) -> None:
    """Its src is its name in the book; one file named twice is one resource."""
    root = write(a=TITLE + "![Pot](pot.png)\n\nA ![cup](./pot.png) b.\n")
    (root / "pot.png").write_bytes(PNG)
    manuscript = _good(root)
    (resource,) = manuscript.resources
    sources = [n.get("src") for n in _elements(manuscript.blocks) if n.tag == "img"]
    assert sources == [resource.name, resource.name]
    assert (resource.path, resource.data) == ("pot.png", PNG)


@pytest.mark.parametrize(
    ("src", "code"), [("gone.png", "R002"), ("../out.png", "R001"), ("a.md", "R003")]
)
def test_an_image_that_is_refused_leaves_its_words(write: Write, src: str, code: str) -> None:
    """The problem names line and column; the paragraph keeps what can be read."""
    root = write(a=TITLE + f"\nA ![the cup]({src}) b.\n\n![the pot]({src})\n")
    (root.parent / "out.png").write_bytes(PNG)
    manuscript, problems = _read(root)
    assert _codes(problems) == [(code, 5, 3), (code, 7, 1)]
    assert [text(block.element) for block in manuscript.blocks] == ["A the cup b.", "the pot"]
    assert [block.kind for block in manuscript.blocks] == [Kind.PARAGRAPH] * 2
    assert manuscript.resources == ()


def test_an_image_on_the_network_becomes_a_link(write: Write) -> None:
    """R004; a figure's caption stays with it, and a link around it stays the only one."""
    url = "https://example.org/x.png"
    source = TITLE + f'![Pot]({url} "A pot")\n\nSee [![cup]({url})](https://example.org).\n'
    manuscript, problems = _read(write(a=source))
    assert _codes(problems) == [("R004", 4, 1), ("R004", 6, 6)]
    link = element("a", {"href": url, "class": "image"}, "Pot")
    assert manuscript.blocks[0].element == element("p", {"class": "image"}, link, "\n", "A pot")
    outer = element("a", {"href": "https://example.org"}, "cup")
    assert manuscript.blocks[1].element == element("p", {}, "See ", outer, ".")


def test_an_image_without_words(write: Write) -> None:
    """R005; a caption says what it shows, as in Hugo."""
    root = write(a=TITLE + '![](pot.png)\n\n![](pot.png "A pot")\n\n![Pot](pot.png)\n')
    (root / "pot.png").write_bytes(PNG)
    manuscript, problems = _read(root)
    assert _codes(problems) == [("R005", 4, 1)]
    words = [n.get("alt") for n in _elements(manuscript.blocks) if n.tag == "img"]
    assert words == ["", "A pot", "Pot"]


# -- any input -------------------------------------------------------------------------------------

_PIECES = [
    *("---\n", "title: a | 茶\n", "\n\n", "# ", "- ", "> ", "[a](#glossary-x)", "[b](#b)", "茶。"),
    *(
        "![c](d.png)",
        "## 名词解析\n\n",
        "<span id='glossary-x'></span>",
        "**x**：",
        "[^1]",
        "[^1]: ",
    ),
    *(
        "`code`",
        "| a |\n|---|\n",
        "{{< figure src='x.png' >}}",
        "<details>",
        "</details>",
        "原文：",
    ),
]


@given(st.lists(st.sampled_from(_PIECES), max_size=40).map("".join) | st.text())
def test_no_post_raises(tmp_path_factory: pytest.TempPathFactory, source: str) -> None:
    """Any text is a manuscript whose links all lead somewhere, with no trace of their places."""
    root = tmp_path_factory.getbasetemp()
    (root / "any.md").write_bytes(source.encode("utf-8", "surrogatepass"))
    manuscript, problems = read_post(root, Source("any.md", "a", "a"))
    assert all(problem.place.path == "any.md" for problem in problems)
    if manuscript is None:
        return
    nodes = list(prose_elements(manuscript))
    assert not any(node.get("data-at") for node in nodes)
    ids = {node.get("id") for node in nodes} | {"a", "a--glossary"}
    ids |= {term.anchor for term in manuscript.terms}
    ids |= {note.anchor for note in manuscript.footnotes}
    links = [node.get("href") for node in nodes if node.get("href").startswith("#")]
    assert [link for link in links if link.removeprefix("#") not in ids] == []
    mentioned = {node.get("id") for node in nodes if "term" in node.classes}
    assert mentioned == {mention.id for mention in manuscript.mentions}


def test_a_link_without_words_is_told_and_left_out(tmp_path: Path) -> None:
    """Nobody could touch it or hear of it; a link around a picture stays."""
    (tmp_path / "tea.md").write_text("One [](https://example.org/x) two.\n", encoding="utf-8")
    manuscript, problems = read_post(tmp_path, Source("tea.md", "tea", "tea"))
    assert manuscript is not None
    assert "example.org" not in to_html(manuscript.blocks[0].element)
    (said,) = (problem for problem in problems if problem.code == "M002")
    assert (said.place.line, said.place.column) == (1, 5)
