"""Hand-made Sheets, as typeset makes them: a small book with every kind of block in it."""

# ruff: noqa: E501  # markup and prose are as long as they are
# ruff: noqa: ISC004  # a paragraph is a string in several parts
from __future__ import annotations

import struct
import zlib
from datetime import UTC, date, datetime
from xml.etree import ElementTree as ET

from publisher.model import (
    Bilingual,
    BookMeta,
    Credit,
    Outline,
    Page,
    Resource,
    Sheet,
    Sheets,
    Theme,
)
from publisher.write.pdf.parts import unpacked
from publisher.write.pdf.readying import book
from publisher.xhtml import Element, Node

EPUB = "http://www.idpf.org/2007/ops"


# -- trees out of source ---------------------------------------------------------------------------


def _name(tag: str) -> str:
    return tag.replace(f"{{{EPUB}}}", "epub:")


def _element(node: ET.Element) -> Element:
    children: list[Node] = [node.text] if node.text else []
    for child in node:
        children.append(_element(child))
        if child.tail:
            children.append(child.tail)
    attrs = tuple((_name(key), value) for key, value in node.attrib.items())
    return Element(_name(node.tag), attrs, tuple(children))


def tree(source: str) -> Element:
    """The element that a piece of XHTML writes out."""
    return _element(ET.fromstring(source.replace("<section", f'<section xmlns:epub="{EPUB}"', 1)))


def pair(en: str, zh: str) -> str:
    """Both halves of a pair, English first."""
    return f'<div class="pair"><p class="en" lang="en">{en}</p><p class="zh" lang="zh-Hans">{zh}</p></div>'


def titles(en: str, zh: str) -> str:
    """The two runs of a bilingual title."""
    return f'<span class="en" lang="en">{en}</span> <span class="zh" lang="zh-Hans">{zh}</span>'


def mention(post: str, term: str, ordinal: int, words: str) -> str:
    """A word in the text that leads to its entry."""
    return (
        f'<a class="term" id="{post}--ref-{term}-{ordinal}" epub:type="glossref noteref"'
        f' role="doc-glossref" href="#{post}--glossary-{term}">{words}</a>'
    )


def entry(post: str, term: str, name: str, definition: str, mentions: int) -> str:
    """A glossary entry with its ways back."""
    links = " ".join(
        f'<a class="back" epub:type="backlink" role="doc-backlink"'
        f' href="#{post}--ref-{term}-{number}" aria-label="返回正文第 {number} 处">↩<sup>{number}</sup></a>'
        for number in range(1, mentions + 1)
    )
    backs = f'<p class="backs" lang="zh-Hans">{links}</p>' if mentions else ""
    return (
        f'<div class="entry" id="{post}--glossary-{term}"><dt epub:type="glossterm">'
        f'<dfn class="en" lang="en">{name}</dfn><span class="separator">：</span></dt>'
        f'<dd epub:type="glossdef"><p class="zh" lang="zh-Hans">{definition}</p>{backs}</dd></div>'
    )


# -- words -----------------------------------------------------------------------------------------

ENGLISH = (
    "A page in two languages is read by two readers, or by one reader twice. The first time "
    "through, the eye stays with the language it was raised in; the second time it crosses over, "
    "and begins to notice what the translator had to give up. A printer who wants to help both of "
    "them sets the halves close together, keeps every line on one grid, and otherwise stays out "
    "of the way.",
    "“Quiet,” wrote one compositor, “is the whole of the craft.” He didn’t mean that a page should "
    "be dull. He meant that nothing on it should ask to be admired before it has been read — not "
    "the capitals, not the margins, and least of all the punctuation.",
    "The measure decides nearly everything else. Sixty to seventy letters make a comfortable line "
    "of English; thirty-odd characters make a comfortable line of Chinese; and it is one of the "
    "small mercies of bookmaking that, at the same size of type, both come out at nearly the same "
    "width. Once the measure stands, the leading follows from it, and from the leading follow the "
    "margins, the sinkage of a chapter, and the place of the page number.",
    "None of this is visible when it is done well. A reader will say that a book is pleasant to "
    "hold, or that the paper is good, and will turn the page. Misunderstandings of that kind are "
    "the highest praise a typographer can expect, and the responsible ones treasure them.",
)
CHINESE = (
    "一页之上并列两种语言，读它的人也就有两位，或者是同一位读者读了两遍。第一遍，目光停留在从小"
    "熟悉的文字里；第二遍，它越过界线，开始留意译者不得不舍弃的东西。想要同时照顾两位读者的排版"
    "者，会让上下两半靠得近些，让每一行都落在同一套网格上，除此之外便不去打扰。",
    "“安静，”一位老排字工写道，“就是这门手艺的全部。”他并不是说版面应当沉闷。他的意思是：在被"
    "读懂之前，页面上没有一样东西应当要求别人先来赞美——不论是大写字母、页边空白，还是标点"
    "符号。",
    "行长几乎决定了其余的一切。六七十个字母是一行舒服的英文，三十来个字是一行舒服的中文；而在同"
    "一字号之下，二者的宽度恰好相差无几，这是做书的人难得的一点运气。行长既定，行距便随之而来；"
    "由行距又生出页边、章首的空白，以及页码的位置。",
    "做得好的时候，这些全都看不见。读者会说这本书拿在手里很舒服，或者说纸张不错，然后翻到下一"
    "页。这样的误会，正是版式设计者所能期待的最高褒奖，有心的人会把它珍藏起来。",
)


def paragraph(number: int) -> str:
    """One of the pairs above, in turn."""
    return pair(ENGLISH[number % len(ENGLISH)], CHINESE[number % len(CHINESE)])


LONG_LINE = (
    "publisher build content --output=dist/a-very-long-name-of-a-folder/and-one-more/book.pdf"
)

ADDRESS = "https://example.org/" + "0123456789abcdef" * 8 + "#" + "part" * 20
"""Longer than a line, with no place in it where a line may end."""

LONG_WORD = "x" * 90

LIST = f"""<ul class="tight"><li>{pair("Choose the measure.", "先定行长。")}</li>
<li>{pair("Choose the leading, in points that add up to a page of whole lines, so that facing pages register.", "再定行距，使它加起来恰好是整数行，左右两页的行才能对齐。")}</li>
<li>{pair("Leave the rest alone.", "其余的不去动它。")}
<ol class="tight"><li>{pair("Nearly alone.", "几乎不动。")}</li></ol></li></ul>"""
QUOTE = f"""<blockquote>{pair("Legibility is a courtesy to strangers.", "易读，是对陌生人的礼貌。")}
{pair("It’s a courtesy <em>we</em> can afford.", "这份礼貌，<em>我们</em>给得起。")}</blockquote>"""
TABLE = """<table><thead><tr><th class="en" lang="en">Page</th><th class="zh" lang="zh-Hans">版心</th>
<th class="align-right">Lines</th></tr></thead><tbody>
<tr><td>A5</td><td class="zh" lang="zh-Hans">三十二字，行距十六点</td><td class="align-right">30</td></tr>
<tr><td>B5</td><td class="zh" lang="zh-Hans">三十四字，行距十七点</td><td class="align-right">33</td></tr>
<tr><td class="en" lang="en">A4, for reading on a desk with a pencil in hand and a cup of tea near by</td>
<td class="zh" lang="zh-Hans">三十七字，行距十八点</td><td class="align-right">37</td></tr></tbody></table>"""
CODE = f"""<pre class="code"><code class="language-yaml"># the measure, in Han characters 行长
A5:
  width: 148mm
  "quoted": yes
{LONG_LINE}
</code></pre>"""
FIGURE = f"""<figure class="figure"><img src="images/grid.png" alt="Two grids, a quarter of a line apart"/>
<figcaption>{titles("Two grids, a quarter of a line apart", "相差四分之一行的两套网格")}</figcaption></figure>"""
NOTE = """<aside class="translators-note zh" lang="zh-Hans"><p class="zh" lang="zh-Hans">译注：这里的“行”，指的是行距，不是字数。</p></aside>"""
SUBJECT = {"en": "On setting a page twice", "zh": "同一页，排两遍"}


def _marked(post: str) -> str:
    """Paragraphs with links to terms, a footnote mark, code, and words in the other language."""
    first = pair(
        f"The {mention(post, 'measure', 1, 'measure')} comes first, then the "
        f"{mention(post, 'leading', 1, 'leading')}; a <strong>compositor</strong> of the old school "
        f'(<em>a careful man</em>) would have said <span lang="zh-Hans">版心</span>, and meant both.'
        f'<sup class="mark"><a class="noteref" epub:type="noteref" role="doc-noteref" id="{post}--fnref-1-1" href="#{post}--fn-1">1</a></sup>',
        f"先是{mention(post, 'measure', 2, '行长')}，再是{mention(post, 'leading', 2, '行距')}；老派的"
        f"<strong>排字工</strong>（<em>细心的人</em>）会说“版心”，两样都在里面。<code>rlh</code>"
        f'是它的单位，英文里叫 <span lang="en">the printer’s line</span>。'
        f'<sup class="mark"><a class="noteref" epub:type="noteref" role="doc-noteref" id="{post}--fnref-1-2" href="#{post}--fn-1">1</a></sup>',
    )
    return first + pair(
        f'See <a href="https://www.w3.org/TR/clreq/">https://www.w3.org/TR/clreq/</a> for the '
        f"requirements; the {mention(post, 'measure', 3, 'measure')} is in its second chapter.",
        f'各项要求见 <a href="https://www.w3.org/TR/clreq/">https://www.w3.org/TR/clreq/</a>，'
        f"{mention(post, 'measure', 4, '行长')}在第二章。",
    )


def _back_matter(post: str) -> str:
    note = pair("He never did write it down.", "他终究没有写下来。")
    return f"""<section class="footnotes" aria-labelledby="{post}--notes-title">
<h2 class="pair-title" id="{post}--notes-title">{titles("Notes", "注释")}</h2>
<aside class="footnote" id="{post}--fn-1" epub:type="footnote" role="doc-footnote">
<p class="footnote-number">1</p>{note}
<p class="backs" lang="zh-Hans"><a class="back" epub:type="backlink" role="doc-backlink" href="#{post}--fnref-1-1">↩<sup>1</sup></a>
<a class="back" epub:type="backlink" role="doc-backlink" href="#{post}--fnref-1-2">↩<sup>2</sup></a></p></aside></section>
<section class="glossary" id="{post}--glossary" epub:type="glossary" aria-labelledby="{post}--glossary-title">
<h2 class="pair-title" id="{post}--glossary-title">{titles("Glossary", "名词解析")}</h2>
<dl>{entry(post, "measure", "measure", "行长，一行文字的宽度，以字数计。", 5)}
{entry(post, "leading", "leading", "行距，从一行的基线到下一行的基线。", 2)}
{entry(post, "sinkage", "sinkage", "章首空白，一章开头在版心顶上留出的那几行，多少由设计者决定，习惯上是版心的四分之一到三分之一。", 0)}
</dl></section>"""


def chapter(post: str, en: str, zh: str, paragraphs: int) -> Sheet:
    """A chapter with everything in it, and as many plain pairs as are asked for."""
    head = f"""<header class="chapter-head"><h1 class="pair-title" id="{post}--title">{titles(en, zh)}</h1>
<p class="date"><time datetime="2026-03-01">2026-03-01</time></p>
<div class="credits"><p class="credit zh" lang="zh-Hans"><span class="label">原文：</span><a href="https://example.org/on-setting">https://example.org/on-setting</a></p>
<p class="credit zh" lang="zh-Hans"><span class="label">翻译：</span>林一</p></div></header>"""
    late = pair(f"So much for the {mention(post, 'measure', 5, 'measure')}.", "行长就说到这里。")
    body = "".join(
        (
            head,
            _marked(post),
            *(paragraph(n) for n in range(paragraphs // 2)),
            f'<h2 class="pair-title" id="{post}--列表与引文">{titles("Lists and quotations", "列表与引文")}</h2>',
            paragraph(1),
            LIST,
            QUOTE,
            NOTE,
            paragraph(0),
            TABLE,
            paragraph(1),
            CODE,
            pair(
                f"Somewhere in {ADDRESS} it says {LONG_WORD}.",
                f"见{ADDRESS}，里面写着{LONG_WORD}。",
            ),
            f'<h3 class="pair-title">{titles("After code", "代码之后")}</h3>',
            paragraph(2),
            FIGURE,
            "<hr/>",
            *(paragraph(n) for n in range(paragraphs // 2)),
            late,
            _back_matter(post),
        )
    )
    source = f"""<section class="chapter" id="{post}" epub:type="chapter" role="doc-chapter" aria-labelledby="{post}--title">{body}</section>"""
    return Sheet(post, "chapter", Bilingual(en, zh), tree(source))


def _title_page(meta: BookMeta) -> Sheet:
    source = f"""<section class="titlepage" id="titlepage" epub:type="titlepage">
<h1 class="book-title">{titles(meta.title.en, meta.title.zh)}</h1>
<p class="subtitle en" lang="en">{meta.subtitle.en}</p><p class="subtitle zh" lang="zh-Hans">{meta.subtitle.zh}</p>
<p class="creators en" lang="en">Ada Lin · Ben Moor</p><p class="publisher en" lang="en">The Quiet Press</p></section>"""
    return Sheet("title", "titlepage", meta.title, tree(source))


def _contents(chapters: tuple[Sheet, ...]) -> Sheet:
    lines = "".join(
        f'<li><a href="#{c.name}">{titles(c.title.en, c.title.zh)}</a></li>' for c in chapters
    )
    source = f"""<section class="contents" id="contents"><h1 class="pair-title">{titles("Contents", "目录")}</h1>
<ol>{lines}<li><a href="#colophon">{titles("Colophon", "版权页")}</a></li></ol></section>"""
    return Sheet("contents", "contents", Bilingual("Contents", "目录"), tree(source))


def _colophon() -> Sheet:
    source = f"""<section class="colophon" id="colophon" epub:type="colophon" role="doc-colophon">
<h1 class="pair-title">{titles("Colophon", "版权页")}</h1>
<p class="description en" lang="en">A sample, set to be measured.</p><p class="description zh" lang="zh-Hans">一份供测量的样张。</p>
<p class="source">{titles("On setting a page twice", "同一页，排两遍")}<br/><a href="https://example.org/on-setting">https://example.org/on-setting</a></p>
<p class="rights en" lang="en">CC BY-SA 4.0</p></section>"""
    return Sheet("colophon", "colophon", Bilingual("Colophon", "版权页"), tree(source))


# -- the book --------------------------------------------------------------------------------------


def _chunk(kind: bytes, data: bytes) -> bytes:
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width: int, height: int) -> bytes:
    """A grey image of that many pixels."""
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + b"\xb4" * width for _ in range(height))
    parts = (_chunk(b"IHDR", head), _chunk(b"IDAT", zlib.compress(rows)), _chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


META = BookMeta(
    title=Bilingual("The Quiet Page", "安静的书页"),
    slug="the-quiet-page",
    subtitle=Bilingual("Essays on setting two languages", "双语排版随笔"),
    creators=(Credit("aut", "Ada Lin"), Credit("aut", "Ben Moor"), Credit("trl", "林一")),
    description=Bilingual("Essays, set twice.", "随笔，排两遍。"),
    identifier="urn:uuid:5a1c7a2e-0000-5000-8000-000000000001",
    modified=datetime(2026, 3, 1, 1, 30, tzinfo=UTC),
    date=date(2026, 3, 1),
    subjects=("typography", "排版"),
    generator="publisher 0",
)


def page_css(page: Page) -> str:
    """The page and its type, as typeset writes them."""
    top, bottom, inner, outer = (
        page.margin_top,
        page.margin_bottom,
        page.margin_inner,
        page.margin_outer,
    )
    return f"""@page {{ size: {page.width} {page.height} }}
@page :right {{ margin: {top} {outer} {bottom} {inner} }}
@page :left {{ margin: {top} {inner} {bottom} {outer} }}
html {{ font-size: {page.font_size}; line-height: {page.line_height} }}
"""


def _sections(post: str) -> tuple[Outline, ...]:
    return (
        Outline(Bilingual("Lists and quotations", "列表与引文"), post, f"{post}--列表与引文"),
        Outline(Bilingual("Glossary", "名词解析"), post, f"{post}--glossary"),
    )


def bound(chapters: tuple[Sheet, ...], theme: Theme, page: str = "A5") -> Sheets:
    """A whole book of some chapters, in a theme, on a page."""
    chosen = next(p for p in theme.pages if p.name == page)
    lines = tuple(Outline(c.title, c.name, "", _sections(c.name)) for c in chapters)
    return Sheets(
        meta=META,
        sheets=(_title_page(META), _contents(chapters), *chapters, _colophon()),
        outline=(*lines, Outline(Bilingual("Colophon", "版权页"), "colophon", "")),
        resources=(Resource("images/grid.png", "image/png", png(900, 500)),),
        epub_css=theme.book_css + theme.epub_css,
        print_css=page_css(chosen) + theme.book_css + theme.print_css,
        faces=theme.faces,
    )


def trees(sheets: Sheets) -> list[tuple[str, Element]]:
    """The kind of each part of a book, and its tree as it is laid out."""
    return [(part.told.kind, unpacked(part.body)) for part in book(sheets).parts]


def sample(theme: Theme, page: str = "A5") -> Sheets:
    """Two chapters, some twenty pages of A5."""
    chapters = (
        chapter("on-setting", "On setting a page twice", "同一页，排两遍", 8),
        chapter("on-measure", "The measure, and who it is for", "行长，以及它为谁而设", 4),
    )
    return bound(chapters, theme, page)
