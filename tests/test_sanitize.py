"""The gate for raw HTML: what may enter a book, what is said about the rest, and where it goes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.load.markdown import read_markdown
from publisher.load.sanitize import (
    BLOCKS,
    PHRASING,
    Tag,
    clean,
    image_source,
    link_target,
    scan,
)
from publisher.model import Block, Kind
from publisher.xhtml import Element, text, to_html, walk


def html(source: str) -> str:
    """A post's blocks as HTML on one line, `data-at` left out."""
    blocks = read_markdown(source, "p.md", 1, "p")[0].blocks
    written = "".join(_html(block) for block in blocks)
    return re.sub(r' data-at="[\d:]+"', "", written).replace(">\n", ">").replace("\n<", "<")


def _html(block: Block) -> str:
    if not block.children:
        return to_html(block.element)
    opened = to_html(Element(block.element.tag, block.element.attrs)).partition(">")[0]
    inner = "".join(map(_html, block.children))
    return f"{opened}>{inner}</{block.element.tag}>"


def told(source: str) -> list[str]:
    """Code and place of each problem of a post."""
    problems = read_markdown(source, "p.md", 1, "p")[1]
    return [f"{p.code} {p.place.line}:{p.place.column}" for p in problems]


def opened(source: str) -> Tag:
    """The first tag of a piece of HTML."""
    return next(iter(scan(source)))


# -- the lists ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tag",
    "script style iframe object embed svg math form input button video audio canvas template"
    " textarea title base link meta frame noscript plaintext xmp blink font x-y".split(),
)
def test_a_tag_that_is_not_listed_does_not_pass(tag: str) -> None:
    """Whatever its case; the message names it."""
    assert clean(opened(f"<{tag.upper()} a=b>")).name == ""
    assert clean(opened(f"<{tag}>")).refused == (f"<{tag}>",)


@pytest.mark.parametrize("tag", ["b", "kbd", "ruby", "sub", "details", "table", "h2", "blockquote"])
def test_a_listed_tag_passes_as_it_is(tag: str) -> None:
    """Without a word."""
    assert clean(opened(f"<{tag}>")) == clean(Tag("open", 0, tag))
    assert clean(opened(f"<{tag}>")).name == tag


@pytest.mark.parametrize(
    ("source", "kept", "refused"),
    [
        ('<p id="a" lang="zh-Hans" title="t" dir="rtl">', "id lang title dir", 0),
        ('<p style="color:red" onclick="x()" ONLOAD=y>', "", 3),
        ('<a href="https://a.org" target="_blank" rel="noopener">', "href", 0),
        ('<a href="javascript:x">', "", 1),
        (
            '<img src="a.png" alt="b" width="10" height="20" loading="lazy">',
            "src alt width height",
            0,
        ),
        ('<img src="a.png" width="100%" height="1e3" srcset="b.png 2x">', "src", 0),
        ('<img src="data:image/png;base64,AA" onerror="x">', "", 2),
        ('<td colspan="2" rowspan="3" bgcolor="red">', "colspan rowspan", 0),
        ('<ol start="-3" type="a" reversed>', "start type", 1),
        ('<ol start="x" type="url(x)">', "", 0),
        ('<time datetime="2025-07-23">', "datetime", 0),
        ('<p lang="a b" dir="up" class="x y">', "", 0),
        ('<p class="zh footnote en" data-x="1" aria-label="l" role="note">', "class", 0),
        ('<p xmlns:x="y" contenteditable formaction="z">', "", 3),
    ],
)
def test_an_attribute_passes_where_it_is_listed_and_its_value_is_what_it_should_be(
    source: str, kept: str, refused: int
) -> None:
    """What does harm is said; what is merely without meaning in a book goes quietly."""
    passed = clean(opened(source))
    assert list(passed.attributes) == kept.split()
    assert len(passed.refused) == refused


def test_only_classes_with_a_meaning_pass() -> None:
    """A language, spelled in one way, and an alignment; no post can take a theme's classes."""
    assert clean(opened('<p class="Chinese term noteref align-left">')).attributes == {
        "class": "zh align-left"
    }
    assert clean(opened('<p align="CENTER">')).attributes == {"class": "align-center"}


@pytest.mark.parametrize(
    "target",
    [
        "javascript:alert(1)",
        "JaVaScRiPt:alert(1)",
        " javascript:x",
        "java\tscript:x",
        "java\nscript:x",
        "\x01javascript:x",
        "java\u200bscript:x",
        "java script:x",
        "vbscript:x",
        "data:text/html,x",
        "file:///etc/passwd",
        "blob:x",
        "ftp://a.org",
        "post:x.md",
        "C:\\x",
    ],
)
def test_a_target_with_another_scheme_is_none(target: str) -> None:
    """However it is spelled."""
    assert link_target(target) is None
    assert image_source(target) is None


@pytest.mark.parametrize(
    ("target", "passed"),
    [
        ("https://a.org/b c", "https://a.org/b%20c"),
        ("HTTP://A.org/茶", "HTTP://A.org/%E8%8C%B6"),
        ("//a.org/b", "https://a.org/b"),
        ("mailto:a@b.org", "mailto:a@b.org"),
        ("a/b.html?c:d#e", "a/b.html?c:d#e"),
        ("/茶/", "/茶/"),
        ("#标题", "#标题"),
        ("", ""),
    ],
)
def test_a_target_that_may_stand_is_written_as_a_url(target: str, passed: str) -> None:
    """A path stays as the author wrote it, for it is still to be found."""
    assert link_target(target) == passed


# -- cutting HTML into tags -----------------------------------------------------------------------


def test_html_is_cut_as_a_browser_cuts_it() -> None:
    """Quotes hold `>`, names and attributes are small, entities are resolved."""
    tags = list(scan("a&lt;<B CLASS='x>y' c=d&amp;e F>b</b ><br/><!-- <i> --><?x?>&#x8336;"))
    assert [(t.kind, t.name or t.text) for t in tags] == [
        ("text", "a<"),
        ("open", "b"),
        ("text", "b"),
        ("close", "b"),
        ("open", "br"),
        ("comment", "<!-- <i> -->"),
        ("other", "<?x?>"),
        ("text", "茶"),
    ]
    assert dict(tags[1].attributes) == {"class": "x>y", "c": "d&e", "f": ""}
    assert tags[4].closed


def test_what_only_looks_like_a_tag_is_text() -> None:
    """Nothing is swallowed by a quote or bracket that is missing."""
    assert [t.text for t in scan('1 < 2 <3 </ x <a href="b>c')] == ['1 < 2 <3 </ x <a href="b>c']
    assert [t.kind for t in scan("<b>x<i")] == ["open", "text"]


def test_the_text_of_a_script_is_no_text() -> None:
    """Up to its end, whatever stands in it; without an end, to the last character."""
    assert [t.kind for t in scan("<script>a<b>'</i>'</SCRIPT >c")] == ["open", "close", "text"]
    assert [t.kind for t in scan("<style>a<b>")] == ["open"]


# -- in a post ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "expected", "said"),
    [
        ("a <script>b</script> c", "<p>a  c</p>", ["H001 1:3"]),
        ("<script>\na\n\nb\n</script>\n\nc", "<p>c</p>", ["H001 1:1"]),
        ("a <font color=red>b</font>", "<p>a b</p>", ["H001 1:3"]),
        ("> <iframe src=x>a</iframe>", "<blockquote><p>a</p></blockquote>", ["H001 1:3"]),
        ("<svg><text>a</text></svg>", "<p>a</p>", ["H001 1:1", "H001 1:6"]),
        ("[a](javascript:b) c", "<p>a c</p>", ["H001 1:1"]),
        ("<a href='data:x'>a</a>", "<p>a</p>", ["H001 1:1"]),
        ("![a](javascript:b)c", "<p>ac</p>", ["H001 1:1"]),
        ("<img src=data:x alt=a>", "<p>a</p>", ["H001 1:1"]),
        ("a <!-- b --> c<!-- d", "<p>a  c&lt;!-- d</p>", []),
        ("a <b>b *c", "<p>a <b>b *c</b></p>", ["H002 1:3"]),
        ("a <b>b\n\nc", "<p>a <b>b</b></p><p>c</p>", ["H002 1:3"]),
        ("*a <b>b* c", "<p><em>a <b>b</b></em> c</p>", ["H002 1:4"]),
        ("a</b> </div>b</span>", "<p>a b</p>", []),
        ("</div>\n\na", "<p>a</p>", []),
        ("<div>\na\n\nb", "<p>a</p><p>b</p>", ["H002 1:1"]),
        ("a<br>b<br/>c<wbr>", "<p>a<br>b<br>c<wbr></p>", []),
        ('<span id="a"></span>', '<p><span id="p--a"></span></p>', []),
        ('<a name="a"></a>b', '<p><a id="p--a"></a>b</p>', []),
        ("<span id=a/>b", '<p><span id="p--a_2f_">b</span></p>', ["H002 1:1"]),
        ("<span id='a' />b", '<p><span id="p--a"></span>b</p>', []),
        ("<strike>a</strike> <tt>b</tt>", "<p><s>a</s> <code>b</code></p>", []),
        ("<ruby>茶<rt>chá</ruby> <rt>a", "<p><ruby>茶<rt>chá</rt></ruby> a</p>", ["H002 1:23"]),
        ("a <div>b</div> c", "<p>a <br>b<br> c</p>", ["H001 1:3"]),
        ("&nbsp;<b>&amp;&lt;</b>", "<p>\u00a0<b>&amp;&lt;</b></p>", []),
    ],
)
def test_html_in_a_post_becomes_what_may_stand_in_a_book(
    source: str, expected: str, said: list[str]
) -> None:
    """Tags not listed go, text stays; a tag left open ends with its block, a stray end is none."""
    assert html(source) == expected
    assert told(source) == said


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("<div>a *b*</div>", "<p>a *b*</p>"),
        ("<div>\n\na *b*\n\n</div>", "<div><p>a <em>b</em></p></div>"),
        (
            '<div class="en">a</div><div class="zh">b</div>',
            '<p class="en">a</p><p class="zh">b</p>',
        ),
        (
            "<details>\n<summary>a *b*</summary>\n\nc\n\n1. d\n\n   e\n\n</details>",
            "<details><summary>a *b*</summary><p>c</p><ol><li><p>d</p><p>e</p></li></ol></details>",
        ),
        (
            "- <div>\n\n  a\n\n  </div>\n- b",
            "<ul><li><div><p>a</p></div></li><li><p>b</p></li></ul>",
        ),
        ("> <div>\n>\n> a\n\nb", "<blockquote><p>a</p></blockquote><p>b</p>"),
        (
            "<ul><li>a<li>b<ul><li>c</ul></ul>",
            "<ul><li><p>a</p></li><li><p>b</p><ul><li><p>c</p></li></ul></li></ul>",
        ),
        ("<ul>a<li>b</ul>", "<ul><li><p>a</p></li><li><p>b</p></li></ul>"),
        (
            "<table><tr><td>a<td>b<tr><th>c</table>",
            "<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>",
        ),
        (
            "<table><tr><td>\n\n*a*\n\n</td></tr></table>",
            "<table><tr><td><em>a</em></td></tr></table>",
        ),
        ("<td>a</td> <li>b</li>", "<p>a</p><p>b</p>"),
        ("<p>a<p>b<div>c</div>", "<p>a</p><p>b</p><p>c</p>"),
        ("<p align=center>\n\na\n\n</p>\n\nb", "<p>a</p><p>b</p>"),
        ("<h2>a</h2>b<hr>c", "<h2>a</h2><p>b</p><hr><p>c</p>"),
        ("<pre>\na\n  <b>c</b>\n\nd</pre>", "<pre><code>a\n  c\n\nd</code></pre>"),
        (
            '<figure><img src="a" alt="b"><figcaption>c</figcaption></figure>',
            '<figure><img src="a" alt="b"><figcaption>c</figcaption></figure>',
        ),
        (
            '<p><img src="a" alt="b" title="c"></p>',
            '<figure><img src="a" alt="b"><figcaption>c</figcaption></figure>',
        ),
        ("<dl><dt>a<dd>b</dl>", "<dl><dt>a</dt><dd><p>b</p></dd></dl>"),
        (
            "<table><caption>a</caption><tr><td>b</td></tr></table>",
            "<p>a</p><table><tr><td>b</td></tr></table>",
        ),
        (
            "<center>a</center><article><section>b</section></article>",
            "<p>a</p><div><p>b</p></div>",
        ),
        ("<ul></ul><table></table><div></div>a", "<p>a</p>"),
        ('<div id="a"></div>', '<p id="p--a"></p>'),
    ],
)
def test_blocks_of_html_are_blocks(source: str, expected: str) -> None:
    """Wrappers hold what stands between their tags, over empty lines too; the tree is sound."""
    assert html(source) == expected


def test_each_block_of_html_knows_its_place() -> None:
    """Its own tag's or, where words stand without one, theirs."""
    blocks = read_markdown("x\n\n<div>\n  a\n  <p>b</p>\n</div>", "p.md", 1, "p")[0].blocks
    section = blocks[1]
    assert str(section.place) == "p.md:3:1"
    assert [str(child.place) for child in section.children] == ["p.md:4:3", "p.md:5:3"]


def test_a_refusal_is_short_and_on_one_line() -> None:
    """However long and broken what was refused."""
    (problem,) = read_markdown(f"[a](<javascript:{'x y ' * 99}>)", "p.md", 1, "p")[1]
    assert str(problem) == (
        "p.md:1:1 H001 warning: a link to javascript:x y x y x y x y x… may not enter the book."
        " Only http, https, mailto and paths may be named; the words stay."
    )


# -- whatever it is -------------------------------------------------------------------------------

TAGS = (
    "div p b span ul li table tr td th dl dt dd details blockquote h2 pre figure figcaption a"
    " img br hr section ruby rt em center font iframe svg select body title tbody form"
).split()
soup = st.lists(
    st.one_of(
        st.builds(
            "<{}{}>".format, st.sampled_from(TAGS), st.sampled_from(["", " id=x", " href=u", " /"])
        ),
        st.builds("</{}>".format, st.sampled_from(TAGS)),
        st.sampled_from(
            ["\n\n", "\n", " ", "\n\n- ", "\n\n> ", "\n\n    ", "**", "`", "[", "](u)"]
        ),
        st.just("WORD"),
    ),
    max_size=16,
)

WORDS_IN = {
    Kind.ROW: {"td", "th"},
    Kind.CODE: {"code"},
    Kind.IMAGE: {"figcaption"},
}
INSIDE = {
    Kind.LIST: {Kind.ITEM},
    Kind.TABLE: {Kind.ROW},
    Kind.DEFINITIONS: {Kind.TERM, Kind.DEFINITION},
}


def _all(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        yield block
        yield from _all(block.children)


@given(pieces=soup)
def test_no_word_is_lost_in_whatever_html_and_the_tree_is_sound(pieces: list[str]) -> None:
    """Every word stands in the book once and in order, in an element that may hold it."""
    words = iter(range(100))
    source = "".join(f"w{next(words)}w" if piece == "WORD" else piece for piece in pieces)
    blocks = read_markdown(source, "p.md", 1, "p")[0].blocks
    shown = " ".join(text(block.element) for block in _all(blocks))
    assert re.findall(r"w\d+w", shown) == re.findall(r"w\d+w", source)
    for block in _all(blocks):
        assert not (block.children and block.element.children)
        expected = INSIDE.get(block.kind)
        assert expected is None or {child.kind for child in block.children} <= expected
        inner = [e.tag for e in walk(block.element)][1:]
        assert set(inner) <= PHRASING | WORDS_IN.get(block.kind, set())
        links = [e for e in walk(block.element) if e.tag == "a"]
        assert not any(e.tag == "a" for link in links for e in list(walk(link))[1:])


def test_the_lists_do_not_overlap() -> None:
    """An element is a block or stands in a line, never both."""
    assert not BLOCKS & PHRASING
