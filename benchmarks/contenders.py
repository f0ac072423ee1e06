"""Who is measured: this project's command line, and the programs that one would pick instead.

A contender is a list of commands, run one after the other in the folder of one book. Those that
are libraries of Python run in the interpreter given by `--peers`, in an environment of their own.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from benchmarks.corpus import make

_FRONT = re.compile(r'\A---\ntitle: "(?P<title>[^"]*)"\n.*?\n---\n', re.DOTALL)
_FONTS = Path(__file__).parent.parent / "fonts"
_CSS = "@page { size: A5 } h1 { break-before: page } img { max-width: 100% }"

_PLAIN_EPUB = """
import sys
from pathlib import Path
from ebooklib import epub
from markdown import markdown
book = epub.EpubBook()
book.set_identifier("plain"); book.set_title("Posts"); book.set_language("en")
pages = []
for file in sorted(Path("plain").glob("*.md")):
    page = epub.EpubHtml(title=file.stem, file_name=f"{file.stem}.xhtml")
    page.content = markdown(file.read_text(encoding="utf-8"), extensions=["extra"])
    book.add_item(page); pages.append(page)
for image in sorted(Path("plain").glob("*.png")):
    book.add_item(epub.EpubItem(file_name=image.name, media_type="image/png",
                                content=image.read_bytes()))
book.toc = pages; book.spine = ["nav", *pages]
book.add_item(epub.EpubNcx()); book.add_item(epub.EpubNav())
epub.write_epub("out.epub", book)
"""
_PLAIN_HTML = f"""
from pathlib import Path
from markdown import markdown
pages = [markdown(file.read_text(encoding="utf-8"), extensions=["extra"])
         for file in sorted(Path("plain").glob("*.md"))]
Path("plain/all.html").write_text(
    "<!doctype html><meta charset=utf-8><style>{_CSS}</style>" + "".join(pages), encoding="utf-8")
"""
_WEASYPRINT = """
from weasyprint import HTML
HTML("plain/all.html").write_pdf("out.pdf")
"""
_UNLINKED = 'function Link(link) if link.target:sub(1, 1) == "#" then return link.content end end'
"""Links to terms have no target in Typst: pandoc writes no label for an empty `span`."""

_TYPST = """
import sys, typst
typst.compile("plain/all.typ", output="out.pdf", font_paths=[sys.argv[1]])
"""


@dataclass(frozen=True, slots=True)
class Contender:
    """A way to a book."""

    name: str
    format: str
    """`epub` or `pdf`: the ending of `out`, the file it makes."""

    commands: tuple[tuple[str, ...], ...]
    """In the folder of the book: `content` holds the posts, `plain` the same for the peers."""

    is_ours: bool = False
    most: int = 1_000_000
    """Posts above which it takes too long to wait for."""


def _plain(post: Path, target: Path) -> None:
    """A post as the peers read it: its title a heading, its image beside it under its own name."""
    source = post.read_text(encoding="utf-8")
    found = _FRONT.match(source)
    title, body = (found["title"], source[found.end() :]) if found else (post.parent.name, source)
    name = post.parent.name
    body = body.replace("](noise.png)", f"]({name}.png)")
    (target / f"{name}.md").write_text(f"# {title}\n\n{body}", encoding="utf-8")
    if (image := post.parent / "noise.png").exists():
        shutil.copyfile(image, target / f"{name}.png")


def lay_out(folder: Path, posts: int) -> None:
    """Make the book of so many posts, once for this project and once for the others."""
    content = make(folder / "content", posts)
    plain = folder / "plain"
    plain.mkdir()
    for post in sorted(content.glob("post-*/index.md")):
        _plain(post, plain)


def change_one(folder: Path) -> None:
    """Change one post in the middle of the book, as an author does who corrects a word."""
    posts = sorted((folder / "content").glob("post-*/index.md"))
    post = posts[len(posts) // 2]
    text = post.read_text(encoding="utf-8")
    post.write_text(text.replace("The ", "One ", 1), encoding="utf-8")


def _found(peers: str, program: str) -> bool:
    done = subprocess.run(  # noqa: S603 -- an interpreter that the caller named
        (peers, "-c", program), capture_output=True, check=False
    )
    return done.returncode == 0


def _beside(peers: str, program: str) -> str:
    """The path of a program in the environment of the peers, or of the system; empty if none."""
    near = Path(peers).parent / program
    return str(near) if near.exists() else shutil.which(program) or ""


def _pandoc(peers: str) -> str:
    """The path of pandoc: of the package pypandoc_binary, or of the system; empty if none."""
    program = "import pypandoc; print(pypandoc.get_pandoc_path())"
    done = subprocess.run(  # noqa: S603 -- an interpreter that the caller named
        (peers, "-c", program), capture_output=True, text=True, check=False
    )
    return done.stdout.strip() or shutil.which("pandoc") or ""


def ours(format_: str, *, jobs: int, cached: bool = True) -> Contender:
    """The project itself with so many processes."""
    words = "1 process" if jobs == 1 else f"{jobs} processes"
    kept = () if cached else ("--no-cache",)
    command = (sys.executable, "-m", "publisher", format_, "content", "-o", f"out.{format_}", "-q")
    name = f"publisher, {words}{'' if cached else ', no cache'}"
    return Contender(name, format_, ((*command, "--jobs", str(jobs), *kept),), is_ours=True)


def _books(peers: str, pandoc: str) -> list[Contender]:
    found = []
    if pandoc:
        title = ("--metadata", "title=Posts", "--toc", "--resource-path", "plain", "--file-scope")
        shell = 'exec "$0" "$@" plain/*.md -o out.epub'
        found.append(Contender("pandoc", "epub", (("sh", "-c", shell, pandoc, *title),)))
    if _found(peers, "import ebooklib, markdown"):
        name = "Python-Markdown + EbookLib, plain"
        found.append(Contender(name, "epub", ((peers, "-c", _PLAIN_EPUB),)))
    if (calibre := shutil.which("ebook-convert")) and _found(peers, "import markdown"):
        html = (peers, "-c", _PLAIN_HTML)
        made = (calibre, "plain/all.html", "out.epub")
        found.append(Contender("calibre", "epub", (html, made), most=100))
    return found


def _prints(peers: str, pandoc: str) -> list[Contender]:
    found, html = [], (peers, "-c", _PLAIN_HTML)
    has_markdown = _found(peers, "import markdown")
    if has_markdown and _found(peers, "import weasyprint"):
        found.append(Contender("WeasyPrint, plain", "pdf", (html, (peers, "-c", _WEASYPRINT))))
    if pandoc and (weasyprint := _beside(peers, "weasyprint")):
        style = ("--css", "print.css", "--metadata", "title=Posts", "--toc")
        where = ("--resource-path", "plain", "--file-scope", f"--pdf-engine={weasyprint}")
        shell = f"printf '%s' '{_CSS}' > print.css" + ' && exec "$0" "$@" plain/*.md -o out.pdf'
        command = ("sh", "-c", shell, pandoc, *style, *where)
        found.append(Contender("pandoc → WeasyPrint", "pdf", (command,)))
    if pandoc and _found(peers, "import typst"):
        flags = ("--standalone", "--toc", "-V", "papersize=a5", "--file-scope")
        shell = f"printf '%s' '{_UNLINKED}' > unlinked.lua"
        shell += ' && exec "$0" "$@" --lua-filter unlinked.lua plain/*.md -o plain/all.typ'
        to_typst = ("sh", "-c", shell, pandoc, *flags)
        compiled = (peers, "-c", _TYPST, str(_FONTS))
        found.append(Contender("pandoc → Typst", "pdf", (to_typst, compiled)))
    if pandoc and shutil.which("xelatex"):
        engine = ["--pdf-engine=xelatex", "-V", "documentclass=ctexbook", "--toc"]
        shell = 'exec "$0" "$@" plain/*.md -o out.pdf'
        engine += ["--resource-path", "plain", "--file-scope"]
        found.append(Contender("XeLaTeX", "pdf", (("sh", "-c", shell, pandoc, *engine),)))
    if has_markdown and (chromium := shutil.which("chromium")):
        quiet = ("--headless", "--no-sandbox", "--disable-gpu", "--print-to-pdf=out.pdf")
        found.append(Contender("Chromium", "pdf", (html, (chromium, *quiet, "plain/all.html"))))
    if has_markdown and (calibre := shutil.which("ebook-convert")):
        paper = ("--paper-size", "a5", "--pdf-page-numbers")
        made = (calibre, "plain/all.html", "out.pdf", *paper)
        found.append(Contender("calibre", "pdf", (html, made), most=100))
    return found


_OTHERS: dict[str, Callable[[str, str], list[Contender]]] = {"epub": _books, "pdf": _prints}


def peers_of(format_: str, peers: str) -> list[Contender]:
    """The programs here that make a book of this format; `peers` is a Python interpreter."""
    return _OTHERS[format_](peers, _pandoc(peers))
