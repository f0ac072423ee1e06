"""A section of the book as a finished XHTML file."""

from __future__ import annotations

from publisher.model import Bilingual, BookMeta, Sheet
from publisher.titles import split_title
from publisher.write.epub.names import STYLE, Names
from publisher.xhtml import Element, Node, element, to_xhtml, transform, walk, with_attrs

_XHTML = "http://www.w3.org/1999/xhtml"
_OPS = "http://www.idpf.org/2007/ops"
_PROLOGUE = '<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE html>\n'


def both(title: Bilingual) -> str:
    """A title in both languages as one line, the way authors write it: `EN | 中文`."""
    return " | ".join(dict.fromkeys(part for part in (title.en, title.zh) if part))


def book_title(meta: BookMeta) -> Bilingual:
    """The title of the book, or its slug: no format can do without one."""
    return meta.title or split_title(meta.slug)


def _namespaces(body: Element) -> dict[str, str]:
    typed = any(name.startswith("epub:") for node in walk(body) for name, _ in node.attrs)
    return {"xmlns": _XHTML, **({"xmlns:epub": _OPS} if typed else {})}


def document(title: str, body: Element, language: str) -> bytes:
    """A whole file around a `<body>`; `language` is the tag that holds where none is said."""
    head = element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("title", None, title),
        element("link", {"rel": "stylesheet", "type": "text/css", "href": STYLE}),
    )
    html = element("html", {**_namespaces(body), "lang": language}, head, body)
    return (_PROLOGUE + to_xhtml(html)).encode()


def link_to(anchor: str, here: str, names: Names) -> str:
    """The link that leads from the file `here` to an id; an unknown id stays in the file."""
    there = names.ids.get(anchor, here)
    return f"#{anchor}" if there == here else f"{there}#{anchor}"


def _addressed(node: Element, here: str, names: Names) -> Element:
    """Point a link or an image of the book at its file; most links stay in theirs."""
    if node.tag == "a" and (href := node.get("href")).startswith("#"):
        there = link_to(href[1:], here, names)
        return node if there == href else with_attrs(node, href=there)
    if node.tag == "img":
        return with_attrs(node, src=names.images.get(node.get("src"), node.get("src")))
    return node


def _readdressed(body: Element, here: str, names: Names) -> tuple[Node, ...]:
    return transform(body, lambda node: (_addressed(node, here, names),))


def page(sheet: Sheet, names: Names, title: str, language: str) -> bytes:
    """The file of one sheet; `title` stands in where the sheet has none."""
    content = _readdressed(sheet.body, names.pages[sheet.name], names)
    return document(both(sheet.title) or title, element("body", None, *content), language)
