"""Hugo's shortcodes: four are understood, of any other the text stays and the place is said."""

from __future__ import annotations

import re

import pytest

from publisher.load.markdown import read_markdown
from publisher.load.shortcodes import (
    Figure,
    Hidden,
    Highlight,
    Literal,
    Reference,
    expand,
)
from publisher.model import Kind
from publisher.xhtml import text, to_html


def html(source: str) -> str:
    """A post's blocks as HTML on one line."""
    blocks = read_markdown(source, "p.md", 1, "p")[0].blocks
    written = "".join(to_html(block.element) for block in blocks)
    return written.replace(">\n", ">").replace("\n<", "<")


def told(source: str) -> list[str]:
    """Code and place of each problem of a post."""
    problems = read_markdown(source, "p.md", 1, "p")[1]
    return [f"{p.code} {p.place.line}:{p.place.column}" for p in problems]


# -- finding them ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("source", "piece"),
    [
        ('{{< ref "a.md" >}}', Reference('{{< ref "a.md" >}}', "a.md")),
        ("{{%relref `a b.md#c`%}}", Reference("{{%relref `a b.md#c`%}}", "a b.md#c")),
        (
            '{{< ref path="a.md" lang="en" >}}',
            Reference('{{< ref path="a.md" lang="en" >}}', "a.md"),
        ),
        ("{{< ref a.md >}}", Reference("{{< ref a.md >}}", "a.md")),
        ('{{< figure src="a>}}b" >}}', Figure('{{< figure src="a>}}b" >}}', {"src": "a>}}b"})),
        ('{{< figure "a.png" />}}', Figure('{{< figure "a.png" />}}', {"src": "a.png"})),
        (
            '{{< highlight go "linenos=table" >}}\n a\n\n{{< /highlight >}}',
            Highlight(
                '{{< highlight go "linenos=table" >}}\n a\n\n{{< /highlight >}}', "go", " a\n\n"
            ),
        ),
        ("{{< tweet 1 >}}", Literal("{{< tweet 1 >}}", "tweet")),
        ("{{< /note >}}", Literal("{{< /note >}}", "note")),
    ],
)
def test_a_shortcode_is_read_with_its_parameters(
    source: str, piece: Reference | Figure | Highlight | Literal
) -> None:
    """Quoted in two ways or bare, named or by position, in either kind of brackets."""
    expanded = expand(f"x {source} y")
    assert expanded.pieces == (piece,)
    assert [(begin, end) for begin, end, _ in expanded.edits] == [(2, 2 + len(source))]


def test_an_escaped_shortcode_is_text() -> None:
    """It becomes the shortcode as Hugo's manual would show it, and Markdown reads on."""
    assert html("{{</* figure src=*a* */>}} {{%/* b */%}}") == (
        "<p>{{&lt; figure src=<em>a</em> &gt;}} {{% b %}}</p>"
    )


def test_a_source_without_one_is_left_alone() -> None:
    """Braces alone are no shortcode."""
    for source in ("", "{{ x }} {< y >} {{.z}}", "a { b"):
        assert expand(source).edits == ()


# -- what becomes of them -------------------------------------------------------------------------


def test_a_figure_is_an_image_with_its_caption() -> None:
    """Title, caption and attribution, in Markdown; the link goes around the image."""
    source = (
        '{{< figure src="a.png" alt="A" title="T" caption="C *d*" attr="by" attrlink="https://b.org"'
        ' link="https://l.org" width="300" class="x" >}}'
    )
    assert html(source) == (
        '<figure><a href="https://l.org" data-at="1:1">'
        '<img src="a.png" alt="A" width="300" data-at="1:1"></a>'
        '<figcaption>T<br>C <em>d</em><br><a href="https://b.org" data-at="1:1">by</a>'
        "</figcaption></figure>"
    )
    assert html('{{< figure src="a.png" caption="2. c" >}}').endswith(
        '<img src="a.png" alt="2. c" data-at="1:1"><figcaption>2. c</figcaption></figure>'
    )


def test_a_figure_or_code_in_a_paragraph_stands_beside_its_words() -> None:
    """Each part knows its line; in a heading or a cell the image stays in the line."""
    source = "a {{< figure\nsrc=x >}} b\nc {{< highlight go >}}d{{< /highlight >}}\ne"
    blocks = read_markdown(source, "p.md", 1, "p")[0].blocks
    assert [(block.kind, block.place.line) for block in blocks] == [
        (Kind.PARAGRAPH, 1),
        (Kind.IMAGE, 1),
        (Kind.PARAGRAPH, 2),
        (Kind.CODE, 3),
        (Kind.PARAGRAPH, 4),
    ]
    assert [text(block.element) for block in blocks] == ["a", "", "b\nc", "d\n", "e"]
    assert html("## a {{< figure src=x caption=c >}}") == (
        '<h2 id="p--a-c">a <img src="x" alt="c" data-at="1:6">c</h2>'
    )


def test_code_is_kept_to_the_letter() -> None:
    """Empty lines, Markdown and HTML in it are code; indented as it was."""
    source = "{{< highlight html >}}\n<b>\n\n  *a* {{< x >}}\n{{< /highlight >}}\n\nafter"
    document, problems = read_markdown(source, "p.md", 1, "p")
    code, after = document.blocks
    assert to_html(code.element).strip() == (
        '<pre><code class="language-html">&lt;b&gt;\n\n  *a* {{&lt; x &gt;}}\n</code></pre>'
    )
    assert after.place.line == 7
    assert problems == ()


@pytest.mark.parametrize(
    ("source", "href", "words"),
    [
        ('[a]({{< ref "b.md" >}})', "post:b.md", "a"),
        ('[a]({{< relref "b.md#c" >}} "t")', "post:b.md#c", "a"),
        ('[a]({{% ref "b" %}}#c)', "post:b#c", "a"),
        ('<a href="{{< ref `b.md` >}}">a</a>', "post:b.md", "a"),
        ('x {{< ref "b.md" >}}', "post:b.md", "x b.md"),
        ("[a][r]\n\n[r]: {{<ref b.md>}}", "post:b.md", "a"),
    ],
)
def test_a_reference_is_a_link_to_a_post(source: str, href: str, words: str) -> None:
    """In the target of a link, of a reference, of a tag, or bare."""
    block = read_markdown(source, "p.md", 1, "p")[0].blocks[0]
    assert f'href="{href}"' in to_html(block.element)
    assert text(block.element) == words


def test_of_an_unknown_shortcode_the_text_stays() -> None:
    """What it encloses is read as Markdown; one that encloses nothing is shown as written."""
    source = (
        "{{< note a=1 >}}\na **b**\n\n- c\n{{< /note >}}\n\n{{% tabs %}}d{{% /tabs %}} {{< e f >}}"
    )
    assert html(source) == (
        '<p>a <strong>b</strong></p><ul class="tight"></ul><p>d {{&lt; e f &gt;}}</p>'
    )
    assert told(source) == ["M001 1:1", "M001 7:1", "M001 7:28"]


@pytest.mark.parametrize(
    "source",
    [
        "```\n{{< note >}}\n{{< x >}}\n{{< /note >}}\n```",
        "~~~\n{{< ref `a.md` >}}\n{{< figure src=a >}}\n~~~",
        "    {{< note >}}a{{< /note >}}",
        "`{{< note >}}a{{< /note >}} {{< x >}}`",
    ],
)
def test_in_code_a_shortcode_is_shown_as_it_was_written(source: str) -> None:
    """Known or not, with a partner or not, and without a word."""
    shown = text(read_markdown(source, "p.md", 1, "p")[0].blocks[0].element)
    assert re.findall(r"\{\{.*?\}\}", shown) == re.findall(r"\{\{.*?\}\}", source)
    assert told(source) == []


def test_a_shortcode_that_does_not_end_is_text_and_said() -> None:
    """Those after it are read nevertheless."""
    source = "a {{< b c\n\nd {{< ref `e.md` >}} {{< f 'g >}}"
    assert told(source) == ["M001 1:3", "M001 3:22"]
    assert "{{&lt; b c</p>" in html(source)
    assert "post:e.md" in html(source)


def test_places_after_a_shortcode_are_the_sources() -> None:
    """However long it was, and however short what stands for it."""
    source = '{{< ref "a-long-name.md" >}} [b](c) {{</* d */>}} [e](f)\n\n{{< g\nh >}} [i](j)'
    places = re.findall(r'href="([^"]+)" data-at="([\d:]+)"', html(source))
    assert places == [("post:a-long-name.md", "1:1"), ("c", "1:30"), ("f", "1:51"), ("j", "4:7")]


def test_a_hidden_tag_remembers_what_it_was() -> None:
    """A tag around text that shares its line with it keeps its source, for code."""
    assert expand("{{< a >}}b{{< /a >}}").pieces == (
        Hidden("{{< a >}}", "a"),
        Hidden("{{< /a >}}"),
    )
