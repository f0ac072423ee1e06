"""The page for people: every book with its cover, its files and their sizes, in both languages.

It needs no script and no colour, and nothing from elsewhere: the browser of an e-reader shows it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from publisher.language import Language
from publisher.model import Bilingual
from publisher.write.shelf.atom import KIND, authors
from publisher.write.shelf.opds2 import FEED
from publisher.write.shelf.places import Places
from publisher.write.shelf.records import Copy, Record
from publisher.xhtml import Element, Node, element, to_html

_KILO, _MEGA = 1_000, 1_000_000

_CSS = """
html { background: #fff; color: #000; }
body { font-family: Georgia, "Noto Serif CJK SC", "Songti SC", serif; line-height: 1.6;
  margin: 0 auto; max-width: 60rem; overflow-wrap: anywhere; padding: 1.5rem 1.25rem; }
:lang(zh) { font-family: "Noto Serif CJK SC", "Songti SC", "Source Han Serif SC", serif; }
a { color: #000; }
a:focus-visible { outline: 3px solid #000; outline-offset: 2px; }
h1, h2 { line-height: 1.3; margin: 0; }
h1 { font-size: 1.8rem; }
h2 { font-size: 1.35rem; }
h1 span, h2 span, .both span { display: block; }
p { margin: .4rem 0; }
header, footer { border: 0 solid #000; }
header { border-bottom-width: 2px; padding-bottom: 1rem; }
footer { border-top-width: 2px; margin-top: 2rem; padding-top: 1rem; }
ul { list-style: none; margin: 0; padding: 0; }
.book { border-bottom: 1px solid #767676; min-height: 13rem; overflow: hidden; padding: 1.75rem 0;
  position: relative; }
.book:last-child { border-bottom: 0; }
.cover { border: 1px solid #767676; box-sizing: border-box; display: block; float: left;
  height: auto; margin: .3rem 1.5rem .75rem 0; width: 10rem; }
.type { min-height: 14rem; padding: 1.5rem 1rem; text-align: center; }
.type span { display: block; }
.about { overflow: hidden; }
.coded .about { padding-right: 10.5rem; }
.by, .size { color: #333; }
.files { margin-top: .8rem; }
.files a { border: 1px solid #000; border-radius: .3rem; display: block; margin: .4rem 0;
  padding: .55rem .8rem; text-decoration: none; }
.files a:hover, .files a:focus-visible { background: #000; color: #fff; }
.files a:hover .size, .files a:focus-visible .size { color: #fff; }
.code { position: absolute; right: 0; text-align: center; top: 1.75rem; width: 9rem; }
.code img { height: 9rem; width: 9rem; }
.code figcaption { font-size: .85rem; line-height: 1.4; }
figure { margin: 0; }
@media (max-width: 46rem) {
  .coded .about { padding-right: 0; }
  .code { clear: both; margin-top: 1rem; position: static; }
}
@media (max-width: 30rem) {
  .cover { float: none; margin: 0 0 1rem; width: 8rem; }
  .type { min-height: 11rem; }
}
@media print { .files a { border: 0; padding: 0; } }
"""
# Floats, not grids: the browsers of older e-readers know nothing newer. No `>`: text of an
# element is escaped, and a style sheet is not unescaped.


def _size(octets: int) -> str:
    """A size for people, with a space that does not break."""
    if octets < _MEGA:
        return f"{max(1, round(octets / _KILO)):,}\u00a0kB"
    return f"{octets / _MEGA:,.1f}\u00a0MB"


def _spans(words: Bilingual, first: Language, gap: str = " ") -> Iterator[Node]:
    """A text in both languages, each half tagged; a half that repeats the other is left out."""
    shown: dict[str, Language] = {}
    for language in (first, first.other):
        if words.get(language):
            shown.setdefault(words.get(language), language)
    for number, (text, language) in enumerate(shown.items()):
        yield gap if number else ""
        yield element("span", {"lang": language.tag}, text)


def _both(tag: str, words: Bilingual, first: Language, name: str = "both") -> Element:
    return element(tag, {"class": name}, *_spans(words, first))


def _cover(record: Record, places: Places) -> Element:
    """The picture, or a card with the title where there is none; the title stands beside it."""
    if record.cover:
        attrs = {"class": "cover", "src": places.to(record.cover.name), "alt": ""}
        return element("img", attrs)
    first = record.meta.order.languages[0]
    attrs = {"class": "cover type", "aria-hidden": "true"}
    return element("div", attrs, *_spans(record.title, first))


def _file(copy: Copy, places: Places, first: Language) -> Element:
    """A line to tap; which book it is, a screen reader hears from the heading above."""
    href = places.to(copy.name)
    size = element("span", {"class": "size"}, _size(len(copy.data)))
    words = _spans(copy.label, first, " · ")
    return element(
        "li", None, element("a", {"href": href, "type": copy.media_type}, *words, " · ", size)
    )


_SCAN = Bilingual("Scan to fetch the EPUB", "扫码下载 EPUB")


def _code(record: Record, code: str, places: Places, first: Language) -> Element:
    alt = f"QR: {record.copies[0].name}"
    picture = element("img", {"src": places.to(code), "alt": alt, "width": "144", "height": "144"})
    caption = element("figcaption", {"class": "both"}, *_spans(_SCAN, first))
    return element("figure", {"class": "code"}, picture, caption)


def _about(record: Record, first: Language) -> Iterator[Element]:
    yield element("h2", None, *_spans(record.title, first))
    if record.meta.subtitle:
        yield _both("p", record.meta.subtitle, first)
    if names := authors(record.meta):
        yield element("p", {"class": "by"}, ", ".join(names))
    if record.meta.description:
        yield _both("div", record.meta.description, first)


def _book(record: Record, places: Places, code: str) -> Element:
    first = record.meta.order.languages[0]
    files = (_file(copy, places, first) for copy in record.copies)
    return element(
        "li",
        {"class": "book coded" if code else "book", "id": record.folder},
        _cover(record, places),
        element(
            "div",
            {"class": "about"},
            *_about(record, first),
            element("ul", {"class": "files"}, *files),
        ),
        _code(record, code, places, first) if code else None,
    )


def _head(title: Bilingual, first: Language) -> Element:
    names = " | ".join(dict.fromkeys(title.get(language) for language in (first, first.other)))
    feeds = (("opds.xml", KIND), ("opds.json", FEED))
    return element(
        "head",
        None,
        element("meta", {"charset": "utf-8"}),
        element("meta", {"name": "viewport", "content": "width=device-width"}),
        element("title", None, names),
        element("link", {"rel": "icon", "href": "data:,"}),
        *(
            element("link", {"rel": "alternate", "type": kind, "href": name, "title": "OPDS"})
            for name, kind in feeds
        ),
        element("style", None, _CSS),
    )


_FEEDS = Bilingual(
    "To have these books in KOReader, Thorium or calibre, add this catalogue:",
    "要在 KOReader、Thorium 或 calibre 里取书，请添加这个书目：",
)


def _foot(places: Places, first: Language) -> Element:
    links = (
        element("a", {"href": places.to(name)}, places.to(name) if places.base else label)
        for name, label in (("opds.xml", "OPDS 1.2"), ("opds.json", "OPDS 2.0"))
    )
    lines = (element("p", None, link) for link in links)
    return element("footer", None, _both("div", _FEEDS, first), *lines)


def page(
    records: Sequence[Record], title: Bilingual, places: Places, codes: dict[str, str]
) -> bytes:
    """The whole page; `codes` are the files of the QR codes by the folder of their book."""
    first = records[0].meta.order.languages[0]
    # The page's own links are relative: it is read where it stands, whatever its address.
    here = Places()
    books = (_book(record, here, codes.get(record.folder, "")) for record in records)
    body = element(
        "body",
        None,
        element("header", None, element("h1", None, *_spans(title, first))),
        element("main", None, element("ul", None, *books)),
        _foot(places, first),
    )
    html = element("html", {"lang": first.tag}, _head(title, first), body)
    return f"<!DOCTYPE html>\n{to_html(html)}".encode()
