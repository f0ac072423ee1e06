"""Hostile and broken posts: each with what must come of it.

A row is a post (or the files around it) that somebody might send to read the machine, reach the
network, run code, spoil the post beside it or hang the build. `{canary}` stands for a file beside
the content folder that must never be read, `{server}` for a server on this machine that must
never be called, `{root}` for the content folder. The post's own text begins in line 6.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

_GRAMMAR = Path(__file__).with_name("grammar.txt")
# HTML whose elements are all admitted and do not fit together, a paragraph for each post.

Files = dict[str, bytes | str]


@dataclass(frozen=True, slots=True)
class Case:
    """One input and what must hold of it."""

    category: str
    name: str
    text: str | bytes
    """The post's text below its front matter, or the whole file if `whole`."""

    says: tuple[str, ...] = ()
    """Codes of messages that must be given; `M002:6` with the line of the file."""

    refused: bool = False
    """Whether the book must not be written (exit code 1); else it must (exit code 0)."""

    absent: tuple[str, ...] = ()
    """What must not stand in any page of the book."""

    kept: tuple[str, ...] = ()
    """What must stand in the post's page: no word is lost."""

    files: Files = field(default_factory=dict)
    """Other files beside the post; a text that begins with `-> ` is a symbolic link."""

    whole: bool = False

    @property
    def id(self) -> str:
        """The row's name in a report."""
        return f"{self.category}-{self.name}"


# -- pictures --------------------------------------------------------------------------------------


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int = 1, height: int = 1, extra: bytes = b"", *, rows: int | None = None) -> bytes:
    """A grey picture, which may say another size than it has."""
    line = b"\0" + b"\x7f" * min(width, 4096)
    data = zlib.compress(line * (rows if rows is not None else min(height, 64)))
    head = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + extra + _chunk(b"IDAT", data) + _chunk(b"IEND", b"")


def svg(inside: str, head: str = "") -> str:
    """A small SVG."""
    return (
        f'{head}<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' width="9" height="9">{inside}</svg>'
    )


_TEXT_BOMB = _chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"a" * 30_000_000))


# -- the rows --------------------------------------------------------------------------------------


def _images(category: str, code: str, *sources: tuple[str, str]) -> list[Case]:
    """Posts with one image that must be refused with a code; the words around it are read."""
    return [
        Case(category, name, f"Hot tea ![words]({source}) here.\n", (f"{code}:6",), refused=True)
        for name, source in sources
    ]


def _raw(category: str, code: str, *rows: tuple[str, str, tuple[str, ...]]) -> list[Case]:
    """Posts with HTML that must lose what it is there for, and keep the words `tea` and `end`."""
    says = (code,) if code else ()
    return [
        Case(category, name, f"Hot tea {html}\n\nThe end.\n", says, absent=absent, kept=("tea",))
        for name, html, absent in rows
    ]


def _front(name: str, front: str, *says: str, refused: bool = False) -> Case:
    text = f"---\ntitle: Odd\n{front}\n---\n\nHot tea.\n"
    return Case("front", name, text, says, refused=refused, whole=True)


_LOCAL = [
    *_images(
        "local",
        "R001",
        ("up", "../canary.png"),
        ("up-encoded", "%2e%2e/canary.png"),
        ("up-half-encoded", ".%2E/canary.png"),
        ("up-from-root", "/../canary.png"),
        ("up-through-folder", "x/../../canary.png"),
    ),
    *_images(
        "local",
        "R002",
        ("absolute", "{canary}"),
        ("backslashes", "..%5Ccanary.png"),
        ("nul", "canary.png%00.jpg"),
        ("proc", "/proc/self/environ"),
        ("device", "/dev/zero"),
        ("twice-encoded", "%252e%252e/canary.png"),
        ("name-too-long", "a" * 5000 + ".png"),
        ("folder", "."),
        ("home", "~/.ssh/id_rsa"),
        ("variable", "$HOME/x.png"),
    ),
    *(
        Case("local", name, f"Hot ![tea]({url}) here.\n", ("H001:6",), kept=("Hot tea here.",))
        for name, url in (
            ("file-url", "file://{canary}"),
            ("file-url-case", "FiLe://{canary}"),
            ("file-url-one-slash", "file:{canary}"),
            ("proc-scheme", "proc:self/environ"),
            ("netdoc", "netdoc:{canary}"),
            ("jar", "jar:file:{canary}!/x"),
            ("drive-letter", "c:/windows/win.ini"),
        )
    ),
    Case(
        "local",
        "linked-image",
        "Tea ![w](link.png)\n",
        ("R001:6",),
        refused=True,
        files={"link.png": "-> ../../canary.png"},
    ),
    Case(
        "local",
        "linked-folder",
        "Tea ![w](out/canary.png)\n",
        ("R001:6",),
        refused=True,
        files={"out": "-> ../.."},
    ),
    Case(
        "local",
        "loop-of-links",
        "Tea ![w](a.png)\n",
        ("R002:6",),
        refused=True,
        files={"a.png": "-> b.png", "b.png": "-> a.png"},
    ),
    Case(
        "local",
        "linked-post",
        "Tea.\n",
        ("B009",),
        refused=True,
        files={"other.md": "-> ../../canary.png"},
    ),
    Case("local", "linked-post-folder", "Tea.\n", files={"sub": "-> ../.."}),
    *_raw(
        "local",
        "H001:6",
        ("object", '<object data="file://{canary}">x</object>', ("<object", "file:")),
        ("embed", '<embed src="file://{canary}">', ("<embed", "file:")),
        ("iframe", '<iframe src="file://{canary}">x</iframe>', ("<iframe", "file:")),
        ("link-attachment", '<link REL=Attachment href="file://{canary}">', ("ttachment", "file:")),
        ("style-url", '<p style="background:url(file://{canary})">x</p>', ("style=", "file:")),
        ("css-escape", '<b style="background:\\75rl(file:{canary})">x</b>', ("style=", "file:")),
        ("anchor-file", '<a href="file://{canary}">x</a>', ("file:",)),
        ("anchor-file-tab", '<a href="fi&#9;le:{canary}">x</a>', ("file:",)),
        ("svg-image", '<svg><image href="file://{canary}"/></svg>', ("<svg", "<image")),
        ("svg-use", '<svg><use href="file://{canary}#x"/></svg>', ("<svg", "<use")),
        ("base", '<base href="file:///">', ("<base",)),
        ("doctype-entity", '<!DOCTYPE x [<!ENTITY e SYSTEM "{canary}">]>&e;', ("<!ENTITY",)),
    ),
    Case(
        "local",
        "heading-attributes",
        "## Tea {style=background:url(file://{canary}) onclick=x}\n\n## 茶\n",
        ("H001:6",),
        absent=("style=", "onclick", "file:"),
    ),
    Case("local", "xinclude", '<xi:include href="file:///x"/>\n', absent=("<xi:include",)),
    Case("local", "include-shortcode", '{{< readfile "{canary}" >}}\n\nTea.\n', ("M001:6",)),
    Case(
        "local",
        "figure-shortcode",
        '{{< figure src="../../../canary.png" alt="w" >}}\n',
        ("R001:6",),
        refused=True,
    ),
    _front("slug-path", 'slug: "../../../tmp/evil"'),
    _front("slug-absolute", "slug: /etc/passwd"),
    _front("cover-path", "cover: ../../canary.png"),
    *(
        Case(
            "local",
            f"drawing-{name}",
            "Tea ![w](x.svg)\n",
            ("R003:6",),
            refused=True,
            files={"x.svg": svg(inside, head)},
        )
        for name, inside, head in (
            ("xxe", "&e;", '<!DOCTYPE svg [<!ENTITY e SYSTEM "file://{canary}">]>'),
            ("entities", "&b;", '<!DOCTYPE svg [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'),
            ("image", '<image xlink:href="file://{canary}"/>', ""),
            ("use", '<use href="other.svg#a"/>', ""),
            ("css-import", '<style>@import "file://{canary}";</style>', ""),
            ("css-url", '<rect fill="url(file://{canary}#x)"/>', ""),
            ("foreign", "<foreignObject><p>x</p></foreignObject>", ""),
            ("script", "<script>alert(1)</script>", ""),
            ("handler", '<rect onload="alert(1)"/>', ""),
            ("stylesheet", "", '<?xml-stylesheet href="file://{canary}"?>'),
            ("set-href", '<a><set attributeName="href" to="javascript:1"/></a>', ""),
            ("feimage", '<filter><feImage href="{server}/a"/></filter>', ""),
        )
    ),
]

_NETWORK = [
    *(
        Case("network", name, f"Hot ![tea]({url}) here.\n", (f"{code}:6",), kept=("tea",))
        for name, url, code in (
            ("http", "{server}/a.png", "R004"),
            ("https", "https://127.0.0.1:1/a.png", "R004"),
            ("upper-case", "HTTP://127.0.0.1:1/a.png", "R004"),
            ("protocol-relative", "//127.0.0.1:1/a.png", "R004"),
            ("ftp", "ftp://127.0.0.1/a.png", "H001"),
            ("gopher", "gopher://127.0.0.1/a", "H001"),
            ("data", "data:image/png;base64,iVBORw0KGgo=", "H001"),
            ("data-svg", "data:image/svg+xml,%3Csvg/%3E", "H001"),
            ("blob", "blob:http://127.0.0.1/a", "H001"),
        )
    ),
    *_raw(
        "network",
        "H001:6",
        ("import", '<style>@import "{server}/a.css";</style>', ("@import", "{server}")),
        ("font-face", "<style>@font-face{src:url({server}/f)}</style>", ("font-face{", "{server}")),
        ("link", '<link rel=stylesheet href="{server}/a.css">', ("<link rel=stylesheet",)),
        ("video-poster", '<video poster="{server}/p" src="{server}/v">x</video>', ("<video",)),
        ("audio", '<audio src="{server}/a" autoplay>x</audio>', ("<audio",)),
        ("source", '<picture><source srcset="{server}/a">x</picture>', ("<source", "srcset")),
        ("track", '<track src="{server}/a">', ("<track",)),
        ("form", '<form action="{server}/a"><input></form>', ("<form", "<input", "action=")),
        ("meta-refresh", '<meta http-equiv=refresh content="0;url={server}">', ("http-equiv",)),
        ("frame", '<frameset><frame src="{server}"></frameset>', ("<frame",)),
        ("background-css", '<b style="background:url({server}/a)">x</b>', ("style=",)),
        ("portal", '<portal src="{server}/a">x</portal>', ("<portal",)),
    ),
    *_raw(
        "network",
        "",
        ("srcset", '<b data-srcset="{server}/a">x</b>', ("srcset",)),
        ("ping", '<a href="https://example.org/" ping="{server}/a">x</a>', ("ping=",)),
        ("background", '<table background="{server}/a"><tr><td>x</table>', ("background=",)),
        ("data-attribute", '<b data-src="{server}/a">x</b>', ("data-src",)),
    ),
]

_CODE = [
    *_raw(
        "code",
        "H001:6",
        ("script", "<script>alert(1)</script>", ("<script", "alert(1)")),
        ("script-case", "<ScRiPt >alert(1)</sCrIpT >", ("<script", "alert(1)")),
        ("script-src", '<script src="{server}/x.js"></script>', ("<script", "{server}")),
        ("script-unclosed", "<b>x</b> <script>alert(1)", ("<script", "alert(1)")),
        ("script-in-script", "<scr<script>ipt>alert(1)</script>", ("<script",)),
        ("svg-script", "<svg><script>alert(1)</script></svg>", ("<script", "alert(1)")),
        ("math-link", '<math><mi xlink:href="javascript:1">x</mi></math>', ("javascript:1",)),
        ("onclick", '<b onclick="alert(1)">x</b>', ("onclick",)),
        ("onerror", "<img onerror=alert(1) alt=tea>", ("onerror",)),
        ("onfocus-newline", "<b\nonfocus=alert(1) autofocus>x</b>", ("onfocus", "autofocus")),
        ("href-javascript", '<a href="javascript:alert(1)">x</a>', ("javascript",)),
        ("href-entity", '<a href="java&#115;cript:alert(1)">x</a>', ("script:",)),
        ("href-hex", '<a href="&#x6A;avascript:alert(1)">x</a>', ("script:",)),
        ("href-tab", '<a href="java&Tab;script:alert(1)">x</a>', ("script:",)),
        ("href-newline", '<a href="java\nscript:alert(1)">x</a>', ("script:",)),
        ("href-space", '<a href=" javascript:alert(1)">x</a>', ("script:",)),
        ("href-control", '<a href="&#1;javascript:alert(1)">x</a>', ("script:",)),
        ("href-zero-width", '<a href="java&#x200b;script:alert(1)">x</a>', ("script:",)),
        ("href-data", '<a href="data:text/html,<b>x">x</a>', ("data:text",)),
        ("href-vbscript", '<a href="vbscript:x">x</a>', ("vbscript",)),
        ("template", "<template><b>x</b></template>", ("<template",)),
        ("noscript", '<noscript><p title="</noscript><img src=x>">', ("<noscript",)),
        ("mutation-style", "<svg><style><img src=x onerror=1></style></svg>", ("onerror",)),
        ("mutation-title", '<math><mtext><mglyph><style><!--</style><img title="-->">', ("<math",)),
        ("cdata", "<![CDATA[<script>alert(1)</script>]]>", ("<script", "CDATA")),
        ("instruction", "<?php system('id'); ?>", ("<?php", "system(")),
        ("stylesheet-instruction", '<?xml-stylesheet href="x.xsl"?>', ("xml-stylesheet",)),
        ("isindex", "<isindex action=javascript:1>", ("isindex", "javascript:1")),
        ("button", "<button formaction=javascript:1>x</button>", ("<button", "formaction")),
        ("contenteditable", "<b contenteditable>x</b>", ("contenteditable",)),
        ("dialog", "<dialog open>x</dialog>", ("<dialog",)),
        ("epub-switch", "<epub:switch><epub:case>x</epub:case></epub:switch>", ("<epub:",)),
        ("custom-element", "<x-evil>x</x-evil>", ("x-evil",)),
        ("keygen", "<keygen autofocus>", ("keygen", "autofocus")),
        ("select", "<select><option>x</option></select>", ("<select", "<option")),
    ),
    *_raw(
        "code",
        "",
        ("script-slash", "<script/x>alert(1)</script>", ("<script",)),
        ("onload-slash", "<b/onload=alert(1)>x</b>", ("<b/",)),
        ("epub-trigger", '<epub:trigger ev:observer="x"/>', ("<epub:",)),
    ),
    *(
        Case(
            "code", name, f"Hot [tea]({url}) here.\n", ("H001:6",), absent=(absent,), kept=("tea",)
        )
        for name, url, absent in (
            ("markdown-javascript", "javascript:alert(1)", "script:"),
            ("markdown-case", "JaVaScRiPt:alert(1)", "ript:"),
            ("markdown-entity", "&#106;avascript:alert(1)", "script:"),
            ("markdown-data", "data:text/html;base64,PHNjcmlwdD4=", "data:"),
            ("markdown-vbscript", "<vbscript:msgbox(1)>", "vbscript"),
        )
    ),
    Case("code", "autolink", "Tea <javascript:alert(1)> here.\n", absent=('href="javascript',)),
    Case(
        "code",
        "reference",
        "Hot [tea][x] here.\n\n[x]: javascript:alert(1)\n",
        ("H001:6",),
        absent=('href="javascript',),
    ),
    Case("code", "comment", "Tea <!-- <script>x</script> --> end.\n", absent=("<script",)),
    Case("code", "entity-tag", "Tea &lt;script&gt;x end.\n", absent=("<script",)),
    Case(
        "code",
        "front-yaml-object",
        "---\ntitle: !!python/object/apply:os.system ['id']\n---\n\nTea.\n",
        ("F001:2",),
        refused=True,
        whole=True,
    ),
    _front("title-html", "description: <script>alert(1)</script>"),
    Case(
        "code",
        "title-markup",
        '---\ntitle: "<script>alert(1)</script> | <img src=x onerror=1>"\n---\n\nTea.\n',
        absent=("<script", "<img"),
        whole=True,
    ),
    Case(
        "code",
        "title-template",
        '---\ntitle: "{{ config }} ${7*7} %s {0} | 茶"\n---\n\nTea.\n',
        kept=("{{ config }} ${7*7} %s {0}",),
        whole=True,
    ),
    Case(
        "code",
        "author-link",
        "---\ntitle: A | 甲\nauthor:\n  - name: X\n    url: javascript:1\n---\n\nTea.\n",
        absent=("javascript:",),
        whole=True,
    ),
    Case(
        "code", "credit-link", "> 作者：[X](javascript:1)\n\nTea.\n", ("H001:6",), absent=("ript:",)
    ),
    Case("code", "credit-relative", "> 作者：[X](x.html)\n\nTea.\n"),
    Case("code", "cite", '<blockquote cite="javascript:1">Tea.</blockquote>\n', ("H001:6",)),
    Case("code", "code-language", '```x" onload="y\nTea.\n```\n', absent=('onload="',)),
]

_SPOILING = [
    Case("spoiling", "another-language", '<address lang=zh> href="x" a@b.c [ A '),
    Case(
        "spoiling",
        "languages-turned-round",
        '<p lang="en">他说水已经开了很久。</p>\n\n<div lang="zh">\n\nThe tea has been hot since'
        ' noon, he said, and <span lang="zh">nobody had come to drink it in</span>.\n\n</div>',
        kept=("水已经开了很久", "hot since"),
    ),
    *(
        Case("spoiling", f"unclosed-{tag}", f"<{tag}>\n\nHot tea.\n", kept=kept)
        for tag, kept in (
            ("style", ()),
            ("textarea", ("Hot tea",)),
            ("title", ("Hot tea",)),
            ("plaintext", ("Hot tea",)),
            ("noembed", ("Hot tea",)),
            ("noframes", ("Hot tea",)),
            ("xmp", ("Hot tea",)),
            ("a href='x'", ("Hot tea",)),
            ("table", ("Hot tea",)),
            ("svg", ("Hot tea",)),
            ("div", ("Hot tea",)),
            ("p", ("Hot tea",)),
            ("b", ("Hot tea",)),
            ("details", ("Hot tea",)),
            ("ul", ("Hot tea",)),
            ("ruby", ("Hot tea",)),
            ("frameset", ("Hot tea",)),
            ("head", ("Hot tea",)),
        )
    ),
    Case("spoiling", "unclosed-comment", "Hot tea.\n\n<!-- never\n\nclosed\n", kept=("Hot tea",)),
    Case("spoiling", "unclosed-tag", "Hot tea.\n\n<b title='never\n\nclosed\n", kept=("closed",)),
    Case("spoiling", "unclosed-fence", "Hot tea.\n\n```\nnever\n", kept=("never",)),
    Case(
        "spoiling",
        "closing-tags",
        "Hot tea.\n\n</p></div></section></body></html>\n\nMore tea.\n",
        kept=("Hot tea", "More tea"),
    ),
    Case("spoiling", "closing-in-line", "Hot </p></section></body> tea.\n", kept=("tea",)),
    Case(
        "spoiling",
        "global-css",
        "<style>* { display: none }</style>\n\nHot tea.\n",
        ("H001:6",),
        absent=("display: none",),
        kept=("Hot tea",),
    ),
    Case(
        "spoiling",
        "overlay",
        '<div style="position:fixed;inset:0;background:#000">Hot tea</div>\n',
        ("H001:6",),
        absent=("position:fixed",),
        kept=("Hot tea",),
    ),
    Case(
        "spoiling",
        "forged-bookmark",
        '<b style="bookmark-label:Evil;bookmark-level:1">Hot tea</b>\n',
        ("H001:6",),
        absent=("bookmark",),
    ),
    Case("spoiling", "tool-classes", '<div class="chapter titlepage">Hot tea</div>\n'),
    Case("spoiling", "neighbour-id", '<b id="neighbour">Hot tea</b>\n'),
    Case("spoiling", "neighbour-heading", "## Tea {#neighbour--glossary-tea}\n\nHot tea.\n"),
    Case("spoiling", "tool-id", '<b id="titlepage">a</b> <b id="colophon">b</b> tea\n'),
    Case("spoiling", "one-id-twice", '<b id="x">a</b> <b id="x">b</b> tea\n'),
    Case("spoiling", "odd-ids", '<b id="1 2&quot;<">a</b> <b id="">b</b> tea\n'),
    Case("spoiling", "footnote-of-neighbour", "Hot tea.[^1]\n\n[^1]: Mine.\n", kept=("Mine",)),
    Case("spoiling", "reference-of-neighbour", "[tea]: https://example.org/evil\n\nHot [tea].\n"),
    Case("spoiling", "abbreviation", "*[tea]: EVIL\n\nHot tea.\n", kept=("Hot tea",)),
    Case(
        "spoiling",
        "glossary-of-neighbour",
        "Hot [tea](#glossary-tea).\n\n---\n\n## 名词解析\n\n"
        '- <span id="glossary-tea"></span>**tea**：坏\n',
    ),
    Case(
        "spoiling", "link-to-neighbours-id", "Hot [tea](#neighbour--glossary-tea).\n", ("M002:6",)
    ),
    Case("spoiling", "link-out-of-book", "Hot [tea](../../x.html?a=b#c).\n", ("M002",)),
    Case("spoiling", "link-to-package", "Hot [tea](content.opf) [nav](nav.xhtml).\n", ("M002",)),
    _front("slug-of-neighbour", "slug: neighbour", "B007"),
    _front("slug-of-neighbour-case", "slug: NEIGHBOUR", "B007"),
    _front("slug-of-tool", "slug: titlepage"),
    _front("slug-of-windows", "slug: CON"),
    _front("slug-of-nav", "slug: nav"),
    _front("slug-full-width", "slug: ｎｅｉｇｈｂｏｕｒ"),
    Case(
        "spoiling",
        "same-title",
        '---\ntitle: "The neighbour | 邻居"\n---\n\nHot tea.\n',
        whole=True,
    ),
    Case(
        "spoiling",
        "names-by-case",
        "Hot tea.\n",
        files={"Post.md": "One.\n", "POST.md": "Two.\n", "post.md": "Three.\n"},
    ),
    Case(
        "spoiling",
        "names-by-normal-form",
        "Hot tea.\n",
        files={"caf\u00e9.md": "One.\n", "cafe\u0301.md": "Two.\n"},
    ),
    Case(
        "spoiling",
        "pictures-by-case",
        "![a](a/x.png) ![b](b/X.PNG)\n",
        files={"a/x.png": png(), "b/X.PNG": png(2)},
    ),
    Case("spoiling", "name-of-marks", "Hot tea.\n", files={"a&b<c>\"d'.md": "Four.\n"}),
    Case("spoiling", "name-of-controls", "Hot tea.\n", files={"a\x1b[31mb\nc.md": "Five.\n"}),
    Case("spoiling", "name-is-hidden", "Hot tea.\n", files={".evil.md": "\xff"}),
    Case("spoiling", "name-in-arabic", "Hot tea.\n", files={"شاي-\u202eمرحبا.md": "Six.\n"}),
    Case("spoiling", "name-in-emoji", "Hot tea.\n", files={"🍵👨‍👩‍👧.md": "Seven.\n"}),
    *(
        Case("spoiling", f"grammar-{number}", f"{text}\n")
        for number, text in enumerate(_GRAMMAR.read_text(encoding="utf-8").split("\n\n"), 1)
    ),
]

_FRONT = [
    _front(
        "alias-bomb",
        "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]",
        "F001:3",
        refused=True,
    ),
    _front("merge-key", "a: &a {x: 1}\nb: {<<: *a}", "F001:3", refused=True),
    _front("recursion", "a: &a [*a]", "F001:3", refused=True),
    _front("bracket-for-a-key", "]:  ", "F001:3", refused=True),
    _front("tag", "date: !!timestamp 2025-01-01", "F001:3", refused=True),
    _front("deep", "a: " + "[" * 500 + "]" * 500, "F001:3", refused=True),
    _front("deep-mapping", "a: " + "{a: " * 500 + "}" * 500, "F001:3", refused=True),
    _front("many-keys", "\n".join(f"k{n}: 1" for n in range(15_000)), "F001", refused=True),
    _front("long", "a: " + "x" * 200_000, "F001", refused=True),
    _front("huge-integer", "weight: " + "9" * 5000, "F002:3"),
    _front("not-a-number", "weight: .nan", "F002:3"),
    _front("unquoted-colon", "description: tea: hot", "F001:3", refused=True),
    _front("tab", "\tdraft: true", "F001:3", refused=True),
    _front("twice", "tags: [a]\ntags: [b]", "F001:4", refused=True),
    _front("date-0", "date: 0000-00-00", "F002:3"),
    _front("date-1900", "date: 1900-01-01"),
    _front("date-9999", "date: 9999-12-31T23:59:59-12:00", "F002:3"),
    _front("date-12345", "date: 12345-01-01", "F002:3"),
    _front("date-february-30", "date: 2025-02-30", "F002:3"),
    _front("date-list", "date: [2025, 1, 1]", "F002:3"),
    _front("tags-mapping", "tags: {a: b}", "F002:3"),
    _front("author-number", "author: [1, [2, [3]]]", "F002:3"),
    _front("null-byte-escape", 'description: "a\\0b"'),
    _front("bidi-in-title", 'description: "a\\u202eb"'),
    Case("front", "unclosed", "---\ntitle: Tea\n\nHot tea.\n", ("F001",), refused=True, whole=True),
    Case("front", "nothing", b"", ("F008:1",), whole=True),
    Case("front", "only-front", "---\ntitle: A | 甲\n---\n", whole=True),
    Case(
        "front", "toml-bad", "+++\ntitle = \n+++\n\nTea.\n", ("F001:2",), refused=True, whole=True
    ),
    Case(
        "front",
        "toml-deep",
        "+++\na = " + "[" * 5000 + "]" * 5000 + "\n+++\n\nTea.\n",
        ("F001",),
        refused=True,
        whole=True,
    ),
    Case("front", "json-deep", '{"a": ' + "[" * 50_000, ("F001",), refused=True, whole=True),
    Case(
        "front",
        "json-integer",
        '{"title": "A | 甲", "weight": ' + "9" * 5000 + "}\nTea.\n",
        ("F001",),
        refused=True,
        whole=True,
    ),
    Case("front", "json-bad", '{"title": tea}\n\nTea.\n', ("F001:1",), refused=True, whole=True),
    Case("front", "bom", "\ufeff---\ntitle: A | 甲\n---\n\nHot tea.\n", whole=True, kept=("tea",)),
    Case(
        "front",
        "crlf",
        "---\r\ntitle: A | 甲\r\n---\r\n\r\nHot tea.\r\n",
        whole=True,
        kept=("tea",),
    ),
    Case("front", "cr-only", "---\rtitle: A | 甲\r---\r\rHot tea.\r", whole=True, kept=("tea",)),
]

_IMAGES = [
    *(
        Case("image", name, "Tea ![w](x.png)\n", ("R003:6",), refused=True, files={"x.png": data})
        for name, data in (
            ("900-megapixels", png(30_000, 30_000, rows=64)),
            ("longest-side", png(2**31 - 1, 1)),
            ("no-pixels", png(0, 0)),
            ("truncated", png()[:-20]),
            ("text", b"not an image"),
            ("empty", b""),
            ("html", b"<html><script>alert(1)</script></html>"),
            ("pdf", b"%PDF-1.7 x"),
            ("gif-truncated", b"GIF89a\x01\x00\x01\x00"),
            ("jpeg-truncated", b"\xff\xd8\xff\xe0\x00\x10JFIF"),
            ("jpeg-endless", b"\xff\xd8" + b"\xff" * 5000),
            ("webp-truncated", b"RIFF\xff\xff\x00\x00WEBPVP8 "),
            ("avif", b"\0\0\0\x1cftypavif\0\0\0\0"),
            ("bmp", b"BM" + bytes(60)),
            ("tiff", b"II*\0" + bytes(60)),
            ("zip", b"PK\x03\x04" + bytes(60)),
        )
    ),
    Case(
        "image",
        "svg-deep",
        "![w](x.svg)\n",
        ("R003:6",),
        refused=True,
        files={"x.svg": svg("<g>" * 500 + "</g>" * 500)},
    ),
    Case(
        "image",
        "svg-many",
        "![w](x.svg)\n",
        ("R003:6",),
        refused=True,
        files={"x.svg": svg("<g/>" * 110_000)},
    ),
    Case("image", "text-chunk-bomb", "Tea ![w](x.png)\n", files={"x.png": png(extra=_TEXT_BOMB)}),
    Case("image", "lying-name", "Tea ![w](x.jpg)\n", files={"x.jpg": png()}),
    Case(
        "image",
        "alt-markup",
        'Tea ![a"><script>x](x.png)\n',
        absent=("<script",),
        files={"x.png": png()},
    ),
    Case(
        "image",
        "same-name",
        "![a](a/x.png) ![b](b/x.png)\n",
        files={"a/x.png": png(), "b/x.png": png(3)},
    ),
    Case("image", "name-in-han", "![a](图%20片.png)\n", files={"图 片.png": png()}),
]

_ODD_TEXT = [
    Case(
        "text",
        "bad-utf-8",
        b"---\ntitle: A\n---\n\nHot \xff tea.\n",
        ("F005:5",),
        refused=True,
        whole=True,
    ),
    Case(
        "text",
        "utf-16",
        "---\ntitle: A\n---\n\nTea 茶\n".encode("utf-16"),
        ("F005:1",),
        refused=True,
        whole=True,
    ),
    Case(
        "text",
        "utf-16-without-mark",
        "---\ntitle: A\n---\n\nTea\n".encode("utf-16-le"),
        refused=True,
        whole=True,
    ),
    Case(
        "text",
        "utf-32",
        "---\ntitle: A\n---\n\nTea\n".encode("utf-32"),
        ("F005",),
        refused=True,
        whole=True,
    ),
    Case(
        "text",
        "gb-18030",
        "---\ntitle: A\n---\n\n茶很烫，水也很烫。\n".encode("gb18030"),
        ("F005:5",),
        refused=True,
        whole=True,
    ),
    Case(
        "text",
        "big5",
        "---\ntitle: A\n---\n\n茶很燙，水也很燙。\n".encode("big5"),
        ("F005:5",),
        refused=True,
        whole=True,
    ),
    Case(
        "text",
        "latin-1",
        "---\ntitle: A\n---\n\nCaf\xe9 tea.\n".encode("latin-1"),
        ("F005:5",),
        refused=True,
        whole=True,
    ),
    Case(
        "text",
        "overlong",
        b"---\ntitle: A\n---\n\n\xc0\xaf tea\n",
        ("F005:5",),
        refused=True,
        whole=True,
    ),
    Case(
        "text",
        "surrogate",
        b"---\ntitle: A\n---\n\n\xed\xa0\x80 tea\n",
        ("F005:5",),
        refused=True,
        whole=True,
    ),
    Case("text", "controls", "Hot\x00\x01\x1b[31m\x7f\x85 tea.\n", ("F006:6",), absent=("\x1b",)),
    Case("text", "noncharacters", "Hot\ufffe\uffff\ufdd0 tea.\n", ("F006:6",), absent=("\ufffe",)),
    Case(
        "text",
        "bidi-overrides",
        "Hot \u202e\u202d\u202a tea.\n",
        ("F006:6",),
        absent=("\u202e", "\u202d", "\u202a"),
    ),
    Case("text", "bidi-isolates", "Hot \u2066 tea \u2067.\n", ("F006:6",), absent=("\u2066",)),
    Case("text", "stand-in-entity", "<b>&#xfdd0;0&#xfdd1;</b> &#xfdd0;9&#xfdd1; {{< x >}} tea.\n"),
    Case("text", "bidi-entity", "Hot &#x202e; tea.\n", absent=("\u202e",), kept=("tea",)),
    Case("text", "bidi-in-html", '<b title="&#x202e;">Hot</b> tea.\n', absent=("\u202e",)),
    Case(
        "text",
        "control-entity",
        "Hot &#1;&#0;&#x1b;&#xfffe;&#xd800; tea.\n",
        absent=("\x01", "\x1b", "\ufffe"),
        kept=("tea",),
    ),
    Case("text", "control-in-html", '<b title="&#1;">Hot &#2;</b> tea.\n', absent=("\x01", "\x02")),
    Case("text", "control-in-link", "Hot [tea](https://example.org/&#1;).\n", absent=("\x01",)),
    Case("text", "control-in-code", "`Hot \x01 tea`\n", ("F006:6",), absent=("\x01",)),
    Case("text", "zero-width", "H\u200bo\u200ct\u2060 \ufefftea.\n", kept=("tea",)),
    Case("text", "private-use", "Hot \ue000\U000f0000 tea.\n", kept=("tea",)),
    Case("text", "rare-han", "Hot tea 𠮷𪜀𫝀𫠠𬺰𰀀𱍐.\n", kept=("𠮷", "𱍐")),
    Case("text", "emoji", "Hot 🍵👩🏽‍🚀🇨🇳❤️👨‍👩‍👧 tea.\n", kept=("👨‍👩‍👧",)),
    Case("text", "arabic-and-hebrew", "Hot شاي and תה tea.\n", kept=("شاي", "תה")),
    Case("text", "combining", "Hot te" + "\u0301" * 3000 + "a.\n", kept=("Hot te",)),
    Case("text", "line-separators", "Hot\u2028tea\u2029here\x0b.\x0c\n", kept=("tea",)),
    Case("text", "soft-hyphens", "H\u00ado\u00adt te\u00ada.\n"),
    Case("text", "ideographic-spaces", "\u3000\u3000热茶。\n\nHot tea.\n", kept=("热茶",)),
    Case("text", "tag-characters", "Hot \U000e0041\U000e0042 tea.\n", kept=("tea",)),
    Case("text", "folder-named-md", "Hot tea.\n", files={"x.md/y.txt": "no post"}),
    Case(
        "text",
        "title-of-controls",
        '---\ntitle: "A\\x01\\u202e | 甲"\n---\n\nTea.\n',
        absent=("\x01", "\u202e"),
        whole=True,
    ),
    Case("text", "stand-in", "Hot \ufdd00\ufdd1 {{< x >}} tea.\n", ("F006:6",)),
]

_REP = 60_000


def _rep(piece: str, size: int = _REP) -> str:
    return piece * (size // len(piece))


_EXHAUSTION = [
    Case("exhaustion", name, text, kept=kept, refused=refused, says=says)
    for name, text, kept, refused, says in (
        ("open-brackets", _rep("["), (), False, ()),
        ("open-images", _rep("!["), (), False, ()),
        ("open-links", _rep("[a]("), (), False, ()),
        ("open-link-angles", _rep("[a](<b"), (), False, ()),
        ("nested-brackets", "[" * 30_000 + "]" * 30_000, (), False, ()),
        ("backticks", "".join("`" * n + "a" for n in range(1, 340)), (), False, ()),
        ("emphasis-runs", _rep("*a_ "), (), False, ()),
        ("emphasis-nested", "*a " * 10_000 + "a* " * 10_000, (), False, ()),
        ("strong-runs", _rep("**a*"), (), False, ()),
        ("tildes", _rep("~a "), (), False, ()),
        ("deep-quotes", ">" * 60_000 + " tea", (), False, ("M006",)),
        ("deep-lists", "\n".join("  " * (n % 200) + "- a" for n in range(400)), (), False, ()),
        (
            "deep-definitions",
            "\n".join("  " * (n % 200) + ": a" for n in range(400)),
            (),
            False,
            (),
        ),
        ("footnote-marks", _rep("[^a] ") + "\n\n[^a]: tea\n", ("tea",), False, ()),
        ("footnotes", "\n\n".join(f"[^{n}]: b" for n in range(3000)), (), False, ("M005",)),
        ("references", "[a]: b\n\n" + _rep("[a] "), (), False, ()),
        ("table-rows", "|a|b|\n|-|-|\n" + _rep("|c|d|\n"), (), False, ()),
        ("table-columns", _rep("|a") + "|\n" + _rep("|-") + "|\n", (), False, ()),
        ("one-paragraph", _rep("The tea is hot. ", 1_000_000), (), False, ()),
        ("one-word", "a" * 1_000_000, (), False, ()),
        ("paragraphs", _rep("a\n\n", 29_000), (), False, ()),
        ("lines", _rep("a\n"), (), True, ("F007:1",)),
        ("marks", "`" * 200_001, (), True, ("F007:1",)),
        ("blocks", _rep("- - - a\n", 120_000), (), True, ("F007:1",)),
        ("links", _rep("[a](b) ", 150_000), (), True, ("F007:1",)),
        ("pairs-apart", _rep("Hot tea.\n\n", 20_000) + _rep("茶。\n\n", 8_000), (), False, ()),
        ("hard-breaks", _rep("tea  \n茶  \n"), (), False, ()),
        ("rules", _rep("***\n"), (), False, ()),
        ("fences", _rep("```\n"), (), False, ()),
        ("fence-of-spaces", _rep("``` "), (), False, ()),
        ("code-of-spaces", "```" + " " * 100_000 + "\n```", (), False, ()),
        ("headings", _rep("# a\n"), (), False, ()),
        ("open-tags", _rep("<b"), (), False, ()),
        ("nested-tags", _rep("<b>"), (), False, ("M006",)),
        ("nested-divs", _rep("<div>\n", 18_000), (), False, ("M006",)),
        ("open-comments", _rep("<!-- "), (), False, ()),
        ("open-cdata", _rep("<![CDATA["), (), False, ()),
        ("attributes", "<b " + _rep("a=b ") + ">tea</b>", ("tea",), False, ()),
        ("open-attributes", _rep('<b a="'), (), False, ()),
        ("ampersands", _rep("&a"), (), False, ()),
        ("addresses", _rep("http://a.b/"), (), False, ()),
        ("mail-addresses", _rep("a@b.c"), (), False, ()),
        ("open-shortcodes", _rep("{{< "), (), False, ("M001",)),
        ("shortcodes", _rep("{{< a >}}"), (), False, ("M001",)),
        ("missing-images", _rep("![a](b.png) "), (), True, ("R002",)),
        ("relative-links", _rep("[a](b) "), (), False, ("M002",)),
        (
            "mentions",
            _rep("[a](#glossary-a) ") + "\n\n## 名词解析\n\n"
            '- <span id="glossary-a"></span>**a**：茶',
            (),
            False,
            (),
        ),
        ("combining-marks", "a" + "\u0301" * 30_000, (), False, ()),
        ("data-url", "![a](data:image/png;base64," + "A" * 500_000 + ")", (), False, ("H001",)),
        ("too-long", _rep("tea ", 3_000_000), (), True, ("F007",)),
    )
]

CASES: tuple[Case, ...] = (
    *_LOCAL,
    *_NETWORK,
    *_CODE,
    *_SPOILING,
    *_FRONT,
    *_IMAGES,
    *_ODD_TEXT,
)
"""The rows that are run in this process."""

EXHAUSTION: tuple[Case, ...] = tuple(_EXHAUSTION)
"""The rows that are run in a child with bounded seconds and memory."""
