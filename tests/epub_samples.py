"""A small typeset book made by hand: every shape of tree that an EPUB has to carry."""

import struct
import zlib
from datetime import UTC, date, datetime

from publisher.model import (
    Bilingual,
    BookMeta,
    Credit,
    Order,
    Outline,
    Resource,
    Sheet,
    Sheets,
)
from publisher.xhtml import Element, Node, element

EN = {"class": "en", "lang": "en"}
ZH = {"class": "zh", "lang": "zh-Hans"}
SLOW = "慢读"
"""The second chapter's anchor: ids may be Chinese, file names may not."""

CSS = """\
body { line-height: 1.6; margin: 0 1em; }
.pair, .entry { margin: 0 0 1em; }
.pair > p { margin: 0 0 0.3em; }
.pair-title > span, .book-title > span { display: block; }
:lang(en) { font-family: serif; hyphens: auto; }
:lang(zh) { font-family: "Noto Serif CJK SC", serif; }
pre { overflow-wrap: anywhere; white-space: pre-wrap; }
pre, code:lang(en) { font-family: monospace; }
dfn { font-style: normal; font-weight: bold; }
.contents ol { list-style: none; padding-inline-start: 1em; }
p, dd, dt, a { overflow-wrap: anywhere; }
img { height: auto; max-width: 100%; }
table { border-collapse: collapse; }
th, td { border-bottom: 1px solid; padding: 0.2em 0.4em; text-align: start; }
.align-right { text-align: end; }
.footnote, .translators-note { margin: 1em 0 1em 1em; }
.backs a { margin-inline-end: 0.6em; }
"""


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int) -> bytes:
    """Make a grey picture of the given size in pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(
        b"\0" + bytes(64 + x * 128 // width for x in range(width)) for _ in range(height)
    )
    body = _chunk(b"IHDR", header) + _chunk(b"IDAT", zlib.compress(rows)) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


SVG = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20" width="400" height="200">
<rect width="40" height="20" fill="#ddd"/><path d="M2 18 L20 4 L38 18" fill="none" stroke="#333"/>
</svg>
"""


def spans(en: str, zh: str) -> tuple[Node, ...]:
    """Give a title in both languages."""
    return element("span", EN, en), " ", element("span", ZH, zh)


def pair(en: tuple[Node, ...], zh: tuple[Node, ...]) -> Element:
    """Give a paragraph and its translation."""
    return element("div", {"class": "pair"}, element("p", EN, *en), element("p", ZH, *zh))


def mention(post: str, term: str, ordinal: int, words: str) -> Element:
    """Give a word that leads to its term."""
    return element(
        "a",
        {
            "class": "term",
            "id": f"{post}--ref-{term}-{ordinal}",
            "epub:type": "glossref noteref",
            "role": "doc-glossref",
            "href": f"#{post}--glossary-{term}",
        },
        words,
    )


def mark(post: str, note: str, ordinal: int, number: str) -> Element:
    """Give a footnote's number in the text."""
    attrs = {
        "class": "noteref",
        "id": f"{post}--fnref-{note}-{ordinal}",
        "epub:type": "noteref",
        "role": "doc-noteref",
        "href": f"#{post}--fn-{note}",
    }
    return element("sup", {"class": "mark"}, element("a", attrs, number))


def backs(targets: list[tuple[str, str]]) -> Element:
    """Give the ways back to each of `targets`, pairs of id and accessible name."""
    links: list[Node] = []
    for number, (target, name) in enumerate(targets, 1):
        ordinal = element("sup", None, str(number)) if len(targets) > 1 else None
        attrs = {
            "class": "back",
            "epub:type": "backlink",
            "role": "doc-backlink",
            "href": f"#{target}",
            "aria-label": name,
        }
        links += [" ", element("a", attrs, "↩", ordinal)]
    return element("p", {"class": "backs", "lang": "zh-Hans"}, *links[1:])


def entry(post: str, term: str, label: str, text: tuple[Node, ...], tongues: str) -> Element:
    """Give a term; `tongues` has an `e` or a `z` for the language of each of its mentions."""
    named = {"e": "英文", "z": "中文"}
    targets = [
        (f"{post}--ref-{term}-{n}", f"返回正文第 {n} 处（{named[tongue]}）：{label}")
        for n, tongue in enumerate(tongues, 1)
    ]
    return element(
        "div",
        {"class": "entry", "id": f"{post}--glossary-{term}"},
        element("dt", {"epub:type": "glossterm"}, element("dfn", EN, label)),
        element("dd", {"epub:type": "glossdef"}, element("p", ZH, *text), backs(targets)),
    )


def glossary(post: str, *entries: Element) -> Element:
    """Give the glossary that closes a chapter."""
    title = element(
        "h2",
        {"class": "pair-title", "id": f"{post}--glossary-title"},
        *spans("Glossary", "名词解析"),
    )
    attrs = {
        "class": "glossary",
        "id": f"{post}--glossary",
        "epub:type": "glossary",
        "role": "doc-glossary",
        "aria-labelledby": f"{post}--glossary-title",
    }
    return element("section", attrs, title, element("dl", None, *entries))


def footnote(post: str, note: str, number: str, content: Element, marks: int) -> Element:
    """Give a note with its ways back."""
    targets = [
        (f"{post}--fnref-{note}-{n}", f"返回注 {number} 的第 {n} 处标记")
        for n in range(1, marks + 1)
    ]
    attrs = {
        "class": "footnote",
        "id": f"{post}--fn-{note}",
        "epub:type": "footnote",
        "role": "doc-footnote",
    }
    shown = element("p", {"class": "footnote-number"}, number)
    return element("aside", attrs, shown, content, backs(targets))


def footnotes(post: str, *notes: Element) -> Element:
    """Give the notes of a chapter."""
    key = f"{post}--notes-title"
    head = element("h2", {"class": "pair-title", "id": key}, *spans("Notes", "注释"))
    return element("section", {"class": "footnotes", "aria-labelledby": key}, head, *notes)


def chapter(post: str, en: str, zh: str, *content: Node | None) -> Element:
    """Give a chapter with its head."""
    title = element("h1", {"class": "pair-title", "id": f"{post}--title"}, *spans(en, zh))
    day = element("p", {"class": "date"}, element("time", {"datetime": "2024-03-05"}, "2024-03-05"))
    label = element("span", {"class": "label"}, "翻译：")
    credit = element("p", {"class": "credit zh", "lang": "zh-Hans"}, label, "林小满")
    head = element(
        "header",
        {"class": "chapter-head"},
        title,
        day,
        element("div", {"class": "credits"}, credit),
    )
    attrs = {
        "class": "chapter",
        "id": post,
        "epub:type": "chapter",
        "role": "doc-chapter",
        "aria-labelledby": f"{post}--title",
    }
    return element("section", attrs, head, *content)


def _aloud() -> Element:
    post = "aloud"
    return chapter(
        post,
        "Reading aloud",
        "朗读",
        pair(
            (
                "Whoever reads aloud hears the ",
                mention(post, "cadence", 1, "cadence"),
                " of a sentence before its sense; a good ",
                mention(post, "colon", 1, "colon"),
                " is a breath.",
                mark(post, "breath", 1, "1"),
            ),
            (
                "朗读的人，先听见句子的",
                mention(post, "cadence", 2, "节奏"),
                "，后明白它的意思；一个恰当的",
                mention(post, "colon", 2, "冒号"),
                "就是一次换气。",
                mark(post, "breath", 2, "1"),
            ),
        ),
        element("h2", {"class": "pair-title", "id": f"{post}--habit"}, *spans("A habit", "习惯")),
        pair(
            (
                "Ten minutes a day will do. Longer texts belong to the ",
                element("a", {"href": f"#{SLOW}"}, "next chapter"),
                ", which has its own ",
                element("a", {"href": f"#{SLOW}--tools"}, "list of tools"),
                " & some <markup> in the text.",
            ),
            (
                "每天十分钟就够。更长的文章请看",
                element("a", {"href": f"#{SLOW}"}, "下一章"),
                "，那里另有",
                element("a", {"href": f"#{SLOW}--tools"}, "工具清单"),
                "，读一读 ",
                element("span", {"lang": "en"}, "don’t"),
                " 这个词。",
            ),
        ),
        element(
            "ul",
            {"class": "tight"},
            element("li", None, pair(("Stand up.",), ("站起来。",))),
            element("li", None, pair(("Read to someone.",), ("读给别人听。",))),
        ),
        element(
            "blockquote",
            None,
            pair(("A page read twice is a page owned.",), ("读过两遍的一页，才是自己的一页。",)),
        ),
        element(
            "figure",
            {"class": "figure"},
            element("img", {"src": "images/roof.svg", "alt": "A line that rises and falls"}),
            element("figcaption", None, *spans("The curve of a sentence", "句子的曲线")),
        ),
        element(
            "aside",
            {"class": "translators-note zh", "lang": "zh-Hans"},
            element("p", ZH, "译注：原文写于乡下，当时没有电。"),
        ),
        footnotes(
            post,
            footnote(
                post,
                "breath",
                "1",
                pair(("A short one, through the nose.",), ("短短一口气，用鼻子。",)),
                2,
            ),
        ),
        glossary(
            post,
            entry(post, "cadence", "cadence", ("节奏，句子起落的样子。",), "ez"),
            entry(post, "colon", "colon", ("冒号，提起下文的标点。",), "ez"),
        ),
    )


def _table() -> Element:
    head = element("tr", None, element("th", EN, "Tool"), element("th", ZH, "工具"))
    cells = (
        element("td", EN, "pencil"),
        element("td", {"class": "zh align-right", "lang": "zh-Hans"}, "铅笔"),
    )
    body = element("tbody", None, element("tr", None, *cells))
    return element("table", {"id": f"{SLOW}--tools"}, element("thead", None, head), body)


def _slow() -> Element:
    code = "def pace(words: int) -> float:\n    return words / 120  # minutes\n"
    return chapter(
        SLOW,
        "Reading slowly",
        "慢读",
        pair(
            (
                "The ",
                mention(SLOW, "cadence", 1, "cadence"),
                " of ",
                element("em", None, "slow"),
                " reading was ",
                element("a", {"href": "#aloud--ref-cadence-1"}, "met before"),
                "; the source is ",
                element("a", {"href": "https://example.org/slow?a=1&b=2"}, "here"),
                ".",
            ),
            (
                "慢读的节奏，",
                element("a", {"href": "#aloud--ref-cadence-1"}, "前面"),
                "已经说过；",
                element("strong", None, "出处"),
                "在",
                element("a", {"href": "https://example.org/slow?a=1&b=2"}, "这里"),
                "。",
            ),
        ),
        element("p", {"class": "single en", "lang": "en"}, "This line waits for its translation."),
        element(
            "h2",
            {"class": "single-title zh", "lang": "zh-Hans", "id": f"{SLOW}--快慢"},
            "快与慢",
        ),
        element("pre", {"class": "code"}, element("code", {"class": "language-python"}, code)),
        element("hr"),
        _table(),
        element("p", None, element("img", {"src": "images/页.png", "alt": "灰色的一页"})),
        glossary(SLOW, entry(SLOW, "cadence", "cadence", ("节奏，见上一章。",), "e")),
    )


def _title_page() -> Element:
    return element(
        "section",
        {"class": "titlepage", "id": "titlepage", "epub:type": "titlepage"},
        element("h1", {"class": "book-title"}, *spans("On Reading", "论阅读")),
        element("p", {"class": "subtitle en", "lang": "en"}, "Two short lessons"),
        element("p", {"class": "subtitle zh", "lang": "zh-Hans"}, "短课两则"),
        element("p", {"class": "creators en", "lang": "en"}, "Ada Reed"),
    )


def _contents() -> Element:
    lines = (("aloud", "Reading aloud", "朗读"), (SLOW, "Reading slowly", "慢读"))
    items = [
        element("li", None, element("a", {"href": f"#{anchor}"}, *spans(en, zh)))
        for anchor, en, zh in lines
    ]
    head = element("h1", {"class": "pair-title"}, *spans("Contents", "目录"))
    attrs = {"class": "contents", "id": "contents"}
    return element("section", attrs, head, element("ol", None, *items))


def _colophon() -> Element:
    return element(
        "section",
        {"class": "colophon", "id": "colophon", "epub:type": "colophon", "role": "doc-colophon"},
        element("h1", {"class": "pair-title"}, *spans("Colophon", "版权页")),
        element("p", EN, "The order of the text is in the ", _to_contents("contents"), "."),
        element("p", ZH, "全书次序见", _to_contents("目录"), "。"),
    )


def _to_contents(words: str) -> Element:
    return element("a", {"href": "#contents"}, words)


META = BookMeta(
    title=Bilingual("On Reading", "论阅读"),
    slug="on-reading",
    subtitle=Bilingual("Two short lessons", "短课两则"),
    creators=(
        Credit("aut", "Ada Reed", "https://example.org/ada"),
        Credit("trl", "林小满"),
        Credit("pfr", "Otto Punkt"),
        Credit("cmt", "Otto Punkt"),
    ),
    publisher="Lamp & Table",
    rights="CC BY 4.0",
    description=Bilingual("Two lessons on reading well.", "关于好好读书的两课。"),
    order=Order.EN_ZH,
    modified=datetime(2024, 3, 5, 7, 30, tzinfo=UTC),
    date=date(2024, 3, 5),
    subjects=("reading", "阅读"),
    sources=("https://example.org/aloud", "https://example.org/slow?a=1&b=2"),
    generator="publisher 0",
)


def sample() -> Sheets:
    """Give a book of two chapters with a title page, contents and a colophon."""
    return Sheets(
        meta=META,
        sheets=(
            Sheet("title", "titlepage", Bilingual("On Reading", "论阅读"), _title_page()),
            Sheet("contents", "contents", Bilingual("Contents", "目录"), _contents()),
            Sheet("aloud", "chapter", Bilingual("Reading aloud", "朗读"), _aloud()),
            Sheet(SLOW, "chapter", Bilingual("Reading slowly", "慢读"), _slow()),
            Sheet("colophon", "colophon", Bilingual("Colophon", "版权页"), _colophon()),
        ),
        outline=(
            Outline(
                Bilingual("Reading aloud", "朗读"),
                "aloud",
                "aloud",
                (
                    Outline(Bilingual("A habit", "习惯"), "aloud", "aloud--habit"),
                    Outline(Bilingual("Glossary", "名词解析"), "aloud", "aloud--glossary"),
                ),
            ),
            Outline(
                Bilingual("Reading slowly", "慢读"),
                SLOW,
                SLOW,
                (
                    Outline(Bilingual(zh="快与慢"), SLOW, f"{SLOW}--快慢"),
                    Outline(Bilingual("Glossary", "名词解析"), SLOW, f"{SLOW}--glossary"),
                ),
            ),
            Outline(Bilingual("Colophon", "版权页"), "colophon", "colophon"),
        ),
        resources=(
            Resource("images/roof.svg", "image/svg+xml", SVG),
            Resource("images/页.png", "image/png", png(640, 400)),
            Resource("images/unused.png", "image/png", png(2, 2)),
        ),
        epub_css=CSS,
        print_css="",
        faces=(),
    )
