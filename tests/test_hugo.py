"""Hugo itself renders the same posts: block for block and word for word it must be what we read.

`tests/hugo/` holds one construct a file. Both sides are told as lines, one a block, indented by
the blocks around it, with the inline elements written out; the lines must be the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path
from typing import Final
from urllib.parse import unquote
from xml.etree.ElementTree import Element as Branch

import pytest
import tinyhtml5  # type: ignore[import-untyped]  # it has no types
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from publisher.load.markdown import Document, read_markdown
from publisher.model import Block, Kind
from publisher.xhtml import Element, Node

FIXTURES: Final = Path(__file__).parent / "hugo"
CONTENT: Final = Path(__file__).parent.parent / "content"

CONFIG: Final = """\
baseURL = "https://blog.test/"
disableKinds = ["home", "section", "taxonomy", "term", "RSS", "sitemap", "robotsTXT", "404"]
refLinksErrorLevel = "warning"
refLinksNotFoundURL = "post:"
[markup.goldmark.renderer]
unsafe = true
[markup.goldmark.extensions.typographer]
disable = true
[markup.highlight]
codeFences = false
"""
# The typographer is off: our reader keeps the author's characters, and typesets them later.

TRANSPARENT: Final = frozenset({"div", "section", "article", "header", "tbody", "thead", "body"})
LEAVES: Final = frozenset("p h1 h2 h3 h4 h5 h6 dt td th summary".split())
CONTAINERS: Final = frozenset("ul ol li blockquote table tr dl dd details".split())
UNSEEN: Final = frozenset({"span", "small"})
FRONT_MATTER: Final = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)


@dataclass
class Notes:
    """The numbers of a post's footnotes, in the order in which the telling meets them."""

    numbers: dict[str, int] = field(default_factory=dict)

    def mark(self, target: str) -> str:
        """What stands in the text for a mark."""
        return f"⟦{self.numbers.setdefault(target, len(self.numbers) + 1)}⟧"


def _squeezed(text: str) -> str:
    text = re.sub(r" ?<br> ?", "<br>", re.sub(r"[ \t\n]+", " ", text))
    return re.sub(r"^([☐☑]?)( |<br>)+|( |<br>)+$", r"\1", text)


def _told(tag: str, href: str, inner: str) -> str:
    """An inline element; where a link to another post leads is the business of later stages."""
    if tag in UNSEEN:
        return inner
    if tag == "br":
        return "<br>"
    to_post = href.startswith("post:") or re.fullmatch(r"[^:#?]+\.md([#?].*)?", href)
    target = "post:" if to_post else unquote(href)
    return f"<{tag} {target}>{inner}</{tag}>" if target else f"<{tag}>{inner}</{tag}>"


def _picture(src: str, alt: str) -> str:
    return f"<img {unquote(src)} | {_squeezed(alt)}>"


# -- Hugo's HTML ----------------------------------------------------------------------------------


class HugoTeller:
    """Tells Hugo's HTML, as a browser understands it, in lines."""

    def __init__(self, html: str) -> None:
        self.notes = Notes()
        self.lines: list[str] = []
        shown = re.sub(r"<!--.*?-->", "", html, flags=re.DOTALL)
        root = tinyhtml5.parse(shown, namespace_html_elements=False)
        body = root.find("body")
        assert body is not None
        footnotes = next((d for d in body.iter("div") if d.get("class") == "footnotes"), None)
        self._texts = (
            {f"#{li.get('id')}": li for li in footnotes.iter("li")} if footnotes is not None else {}
        )
        if footnotes is not None:
            _drop_back_links(footnotes)
            next(p for p in body.iter() if footnotes in list(p)).remove(footnotes)
        self._blocks(body, 0)
        self._tell_notes()

    def _tell_notes(self) -> None:
        done = 0
        while done < len(self.notes.numbers):
            target = list(self.notes.numbers)[done]
            done += 1
            self.lines.append(f"note {done}")
            self._blocks(self._texts[target], 1)

    def _inline(self, branch: Branch) -> str:
        parts = [branch.text or ""]
        for child in branch:
            parts.append(self._element(child))
            parts.append(child.tail or "")
        return "".join(parts)

    def _element(self, child: Branch) -> str:
        if child.tag == "sup" and child.get("id", "").startswith("fnref"):
            return self.notes.mark(child[0].get("href", ""))
        if child.tag == "input":
            return "☑" if child.get("checked") is not None else "☐"
        if child.tag == "img":
            return _picture(child.get("src", ""), child.get("alt", ""))
        return _told(child.tag, child.get("href", ""), self._inline(child))

    def _say(self, depth: int, name: str, words: str) -> None:
        words = _squeezed(words)
        if words or name != "p":
            self.lines.append("  " * depth + f"{name}: {words}")

    def _blocks(self, parent: Branch, depth: int) -> None:
        run = Branch("p")
        run.text = parent.text
        for child in parent:
            tag = child.tag
            if (
                tag in TRANSPARENT
                or tag in LEAVES
                or tag in CONTAINERS
                or tag in {"pre", "hr", "figure"}
            ):
                self._block(run, "p", depth)
                self._block(child, tag, depth)
                run = Branch("p")
                run.text = child.tail
            else:
                run.append(child)
        self._block(run, "p", depth)

    def _block(self, child: Branch, tag: str, depth: int) -> None:
        if tag in TRANSPARENT:
            self._blocks(child, depth)
        elif tag in CONTAINERS:
            start = child.get("start", "")
            self.lines.append("  " * depth + f"{tag} {start}".strip())
            self._blocks(child, depth + 1)
        elif tag == "hr":
            self.lines.append("  " * depth + "hr")
        elif tag == "pre":
            code = child.find("code")
            language = code.get("class", "") if code is not None else ""
            language = language.split("{")[0].removesuffix("language-")
            text = "".join(child.itertext()).rstrip("\n")
            self.lines.append("  " * depth + f"pre {language}: {text!r}")
        elif tag == "figure":
            self._figure(child, depth)
        elif tag == "p" and _only_pictures(child):
            titles = [i.get("title", "") for i in child.iter("img") if i.get("title")]
            caption = "<br>".join(titles)
            self._say(depth, "figure", f"{''.join(self._element(c) for c in child)} {caption}")
        else:
            self._leaf(child, tag, depth)

    def _leaf(self, child: Branch, tag: str, depth: int) -> None:
        name = tag
        if re.fullmatch("h[1-6]", tag):
            name = f"{tag} #{child.get('id', '')}"
        if "text-align" in child.get("style", ""):
            name += " " + child.get("style", "").rpartition(":")[2].strip(" ;")
        self._say(depth, name, self._inline(child))

    def _figure(self, child: Branch, depth: int) -> None:
        caption = child.find("figcaption")
        words = ""
        if caption is not None:
            child.remove(caption)
            words = "<br>".join(_squeezed(self._inline(part)) for part in caption)
        pictures = re.sub(r"\s*\n\s*", "", self._inline(child))
        self._say(depth, "figure", f"{pictures} {words}")


def _drop_back_links(footnotes: Branch) -> None:
    for parent in footnotes.iter():
        for link in [c for c in parent if c.get("class") == "footnote-backref"]:
            before = list(parent)[: list(parent).index(link)]
            parent.remove(link)
            if before:
                before[-1].tail = (before[-1].tail or "").removesuffix("\xa0")
            else:
                parent.text = (parent.text or "").removesuffix("\xa0")


def _only_pictures(branch: Branch) -> bool:
    if (branch.text or "").strip() or not len(branch):
        return False
    return all(
        (c.tag in {"img", "br", "input"} or (c.tag == "a" and _only_pictures(c)))
        and not (c.tail or "").strip()
        for c in branch
    ) and any(True for _ in branch.iter("img"))


# -- our blocks -----------------------------------------------------------------------------------


class OurTeller:
    """Tells our blocks in the same lines."""

    def __init__(self, document: Document, anchor: str) -> None:
        self.notes = Notes()
        self.lines: list[str] = []
        self._anchor = anchor
        self._texts = {f"#{note.anchor}": note for note in document.footnotes}
        for block in document.blocks:
            self._block(block, 0)
        self._tell_notes()

    def _tell_notes(self) -> None:
        done = 0
        while done < len(self.notes.numbers):
            target = list(self.notes.numbers)[done]
            done += 1
            self.lines.append(f"note {done}")
            for block in self._texts[target].blocks:
                self._block(block, 1)

    def _node(self, node: Node) -> str:
        if isinstance(node, str):
            return node
        if node.tag == "sup" and node.get("class") == "mark":
            assert isinstance(node.children[0], Element)
            return self.notes.mark(node.children[0].get("href"))
        if node.tag == "img":
            return _picture(node.get("src"), node.get("alt"))
        href = node.get("href").replace(f"#{self._anchor}--", "#")
        inner = "".join(map(self._node, node.children))
        return _told(node.tag, "" if href == f"#{self._anchor}" else href, inner)

    def _inline(self, element: Element) -> str:
        return "".join(map(self._node, element.children))

    def _say(self, depth: int, name: str, words: str) -> None:
        if words := _squeezed(words):
            self.lines.append("  " * depth + f"{name}: {words}")
        elif name != "p":
            self.lines.append("  " * depth + f"{name}: ")

    def _block(self, block: Block, depth: int) -> None:
        tag = block.element.tag
        if block.kind is Kind.ROW:
            self.lines.append("  " * depth + "tr")
            for cell in block.element.children:
                assert isinstance(cell, Element)
                aligned = [c.removeprefix("align-") for c in cell.classes]
                self._say(depth + 1, " ".join([cell.tag, *aligned]), self._inline(cell))
        elif block.kind is Kind.SECTION and tag != "details":
            self._blocks(block, depth)
        elif tag in CONTAINERS:
            self.lines.append("  " * depth + f"{tag} {block.element.get('start')}".strip())
            self._blocks(block, depth + 1)
        elif block.kind is Kind.RULE:
            self.lines.append("  " * depth + "hr")
        elif block.kind is Kind.CODE:
            code = block.element.children[0]
            assert isinstance(code, Element)
            text = "".join(map(self._node, code.children)).rstrip("\n")
            self.lines.append("  " * depth + f"pre {code.get('class')}: {text!r}")
        elif block.kind is Kind.IMAGE:
            *pictures, last = block.element.children
            if isinstance(last, Element) and last.tag == "figcaption":
                words = f"{''.join(map(self._node, pictures))} {self._inline(last)}"
            else:
                words = self._inline(block.element)
            self._say(depth, "figure", words)
        else:
            self._leaf(block, tag, depth)

    def _blocks(self, block: Block, depth: int) -> None:
        box = {"task": "☐", "done": "☑"}
        done = next((box[c] for c in reversed(block.element.classes) if c in box), "")
        before = len(self.lines)
        for child in block.children:
            self._block(child, depth)
        if done:
            if len(self.lines) > before:
                self.lines[before] = self.lines[before].replace(": ", f": {done}", 1)
            else:
                self.lines.append("  " * depth + f"p: {done}")

    def _leaf(self, block: Block, tag: str, depth: int) -> None:
        name = tag
        if block.kind is Kind.HEADING:
            name = f"{tag} #{block.element.get('id').removeprefix(f'{self._anchor}--')}"
        self._say(depth, name, self._inline(block.element))


# -- the comparison -------------------------------------------------------------------------------


def _hugo_renders(sources: Sequence[str], hugo: Callable[..., str], site: Path) -> list[str]:
    """Render posts in one run of Hugo."""
    (site / "content").mkdir(parents=True)
    (site / "layouts" / "_default").mkdir(parents=True)
    (site / "hugo.toml").write_text(CONFIG, encoding="utf-8")
    (site / "layouts" / "_default" / "single.html").write_text("{{ .Content }}", encoding="utf-8")
    for number, source in enumerate(sources):
        page = site / "content" / f"p{number}.md"
        page.write_text(f"---\ntitle: x\n---\n{source}", encoding="utf-8", newline="\n")
    hugo(site)
    pages = (site / "public" / f"p{n}" / "index.html" for n in range(len(sources)))
    return [page.read_text(encoding="utf-8") if page.is_file() else "" for page in pages]


def _ours(source: str) -> list[str]:
    document, _ = read_markdown(source, "p.md", 1, "p")
    return OurTeller(document, "p").lines


def _difference(source: str, html: str) -> str:
    """What differs between Hugo's reading of a post and ours, as a diff; empty if nothing does."""
    theirs, ours = HugoTeller(html).lines, _ours(source)
    return "\n".join(unified_diff(theirs, ours, "Hugo", "ours", lineterm="", n=2))


def _body(path: Path) -> str:
    return FRONT_MATTER.sub("", path.read_text(encoding="utf-8-sig").replace("\r\n", "\n"))


POSTS: Final = [
    *sorted(FIXTURES.glob("*.md")),
    *sorted(CONTENT.rglob("*.md")),
]


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.fixture(scope="session")
def rendered(hugo: Callable[..., str], tmp_path_factory: pytest.TempPathFactory) -> dict[Path, str]:
    """Every post as Hugo renders it."""
    pages = _hugo_renders([_body(post) for post in POSTS], hugo, tmp_path_factory.mktemp("site"))
    return dict(zip(POSTS, pages, strict=True))


@pytest.mark.parametrize("post", POSTS, ids=_name)
def test_a_post_reads_as_hugo_reads_it(post: Path, rendered: dict[Path, str]) -> None:
    """The same blocks in the same order, with the same words, links and emphasis in them."""
    assert _difference(_body(post), rendered[post]) == ""


def test_the_reference_post_reads_as_hugo_reads_it(
    seed: Path, hugo: Callable[..., str], tmp_path: Path
) -> None:
    """The post that set the format, too."""
    (page,) = _hugo_renders([_body(seed)], hugo, tmp_path / "site")
    assert _difference(_body(seed), page) == ""


DIFFERENCES: Final = {
    "A target that is not http, https, mailto or a path is no link": "<ftp://a.org/x> ftp://a.org",
    "A link inside a link gives way": "[see https://a.org <https://a.org>](/u)",
    "HTML that is not admitted is left out": "<blink>x</blink>",
    "A tag left open ends with its block": "<b>open\n\nnext",
    "A tag closed inside other emphasis ends there": "<b>x *y</b> z*",
    "Two headings do not fight over an id with a colon": "# a {#x:y}",
    "A numeric entity is its character when an id is made": "# a&#65;b",
    "Alternative text goes into an id with its emphasis": "# ![a *b*](c.png)",
}
"""What is read otherwise than Hugo reads it, and an example."""


@pytest.mark.parametrize("source", DIFFERENCES.values(), ids=DIFFERENCES.keys())
def test_a_listed_difference_is_one(source: str, hugo: Callable[..., str], tmp_path: Path) -> None:
    """The list of differences names no more than there are."""
    (page,) = _hugo_renders([source], hugo, tmp_path / "site")
    assert _difference(source, page) != ""


# -- posts made up --------------------------------------------------------------------------------

WORDS: Final = (
    "tea 茶 中文。 a （水） x1 “引” b. Go é 😀 ， 1 水壶 说： 《茶经》 don't https://a.org/x"
    " www.a.org m@a.org &amp; \\* <3 snake_case 3*4 -x +1 # ! ( ] | a` a~ \u3000水 \u00a0z"
).split(" ")
PLAIN: Final = ("tea", "茶", "水壶", "Go", "x1", "b.", "（水）")
ENDS: Final = ("", " ", " ")

words = st.sampled_from(WORDS)
plain = st.sampled_from(PLAIN)
markers = st.sampled_from(("*", "**", "_", "__", "~~", "***", "~"))
links = st.builds(
    "[{}]({})".format, plain, st.sampled_from(("/u", "#x", "https://a.org/b", '/u "t"'))
)
spans = st.sampled_from(
    "`c`|`a  b`|`` ` ``|![alt](i.png)|[^1]|[^2]|x<br>|<b>x</b>|x<!-- c -->".split("|")
)
emphasis = st.builds(
    "{0}{1}{0}".format, markers, st.lists(words, min_size=1, max_size=3).map("".join)
)
breaks = st.builds("{}{}".format, st.sampled_from(("  \n", "\\\n", "\n", "\n", "\n  ")), plain)
pieces = st.one_of(words, words, words, emphasis, links, spans)
lines = st.lists(st.tuples(pieces, st.sampled_from(ENDS)).map("".join), min_size=1, max_size=5).map(
    "".join
)
texts = st.builds("{}{}".format, lines, st.one_of(st.just(""), breaks))


def _indented(text: str, marker: str) -> str:
    first, *rest = text.split("\n")
    return "\n".join([marker + first, *(" " * len(marker) + line if line else "" for line in rest)])


def _listed(items: list[str], marker: str, gap: str) -> str:
    number = marker.rstrip(".)")
    numbered = number.isdigit()
    marks = [f"{int(number) + i}{marker[-1]}" if numbered else marker for i in range(len(items))]
    return gap.join(_indented(item, f"{mark} ") for item, mark in zip(items, marks, strict=True))


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip(" ") for line in text.split("\n"))


def _tabled(rows: list[list[str]]) -> str:
    width = len(rows[0])
    drawn = ["| " + " | ".join(cell.replace("\n", " ") for cell in row) + " |" for row in rows]
    return "\n".join([drawn[0], "|" + ":--|" * width, *drawn[1:]])


headings = st.builds(
    "{} {}{}".format,
    st.sampled_from(("#", "##", "###")),
    st.lists(st.one_of(plain, plain.map("*{}*".format), links), min_size=1, max_size=3).map(
        " ".join
    ),
    st.sampled_from(("", " ##", " {#own}", " {.x}")),
)
leaves = st.one_of(
    texts,
    texts,
    texts,
    headings,
    st.sampled_from(
        ("---", "***", "```go\nx\n\n  y\n```", "~~~\n*x*\n~~~", "    code\n      more")
    ),
    st.lists(st.lists(pieces, min_size=2, max_size=2), min_size=1, max_size=3).map(_tabled),
    st.builds("{}\n: {}".format, plain, texts.map(lambda text: text.replace("\n", "\n  "))),
)


def _nested(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    several = st.lists(inner, min_size=1, max_size=2).map("\n\n".join)
    items = st.lists(
        st.builds("{}{}".format, st.sampled_from(("", "", "", "[ ] ", "[x] ")), several),
        min_size=1,
        max_size=3,
    )
    marks = st.sampled_from(("-", "*", "+", "1.", "2.", "3)"))
    return st.one_of(
        st.builds(_listed, items, marks, st.sampled_from(("\n", "\n\n"))), several.map(_quoted)
    )


notes = st.builds(_indented, texts, st.just("[^1]: "))
posts = st.lists(
    st.one_of(leaves, st.recursive(leaves, _nested, max_leaves=5), notes), min_size=1, max_size=4
).map("\n\n".join)


@settings(
    max_examples=8,
    suppress_health_check=list(HealthCheck),
    # No shrinking: one example holds fifty posts, and the message names the one that differs.
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)
@given(sources=st.lists(posts, min_size=40, max_size=60))
def test_made_up_posts_read_as_hugo_reads_them(
    sources: list[str], hugo: Callable[..., str], tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Whatever constructs meet, next to and inside one another, both readings are the same."""
    pages = _hugo_renders(sources, hugo, tmp_path_factory.mktemp("site"))
    for source, page in zip(sources, pages, strict=True):
        assert _difference(source, page) == "", source
