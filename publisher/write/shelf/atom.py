"""The feed of OPDS 1.2: an Atom catalogue, to which KOReader, Thorium and calibre subscribe."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from uuid import NAMESPACE_URL, uuid5

from publisher.language import Language
from publisher.model import Bilingual, BookMeta
from publisher.write.shelf.places import Places
from publisher.write.shelf.records import Record
from publisher.xhtml import Element, element, to_xhtml

KIND = "application/atom+xml;profile=opds-catalog;kind=acquisition"
"""The media type of a feed whose entries can be fetched (OPDS 1.2, section 2)."""

ACQUIRE = "http://opds-spec.org/acquisition/open-access"
_IMAGES = ("http://opds-spec.org/image", "http://opds-spec.org/image/thumbnail")
_AUTHORS = frozenset({"aut"})
_SPACES = {
    "xmlns": "http://www.w3.org/2005/Atom",
    "xmlns:dc": "http://purl.org/dc/terms/",
    "xmlns:opds": "http://opds-spec.org/2010/catalog",
}


def moment(when: datetime) -> str:
    """A moment in UTC as RFC 3339 writes it."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def in_one_line(words: Bilingual) -> str:
    """Both languages as one line, for what has room for one text only."""
    return " | ".join(dict.fromkeys(part for part in (words.en, words.zh) if part))


def authors(meta: BookMeta) -> tuple[str, ...]:
    """Who wrote the book, each once; without an author, whoever is named first."""
    names = [person.name for person in meta.creators if person.role in _AUTHORS]
    first = [person.name for person in meta.creators][:1]
    return tuple(dict.fromkeys(names or first))


def _authors(record: Record) -> Iterator[Element]:
    """An entry has at least one author (RFC 4287, 4.1.2): failing that, the publisher or none."""
    unnamed = record.meta.publisher or "—"
    for name in authors(record.meta) or (unnamed,):
        yield element("author", None, element("name", None, name))


def _contributors(record: Record) -> Iterator[Element]:
    known = set(authors(record.meta))
    for name in dict.fromkeys(person.name for person in record.meta.creators):
        if name not in known:
            yield element("contributor", None, element("name", None, name))


def _said(record: Record) -> Iterator[Element]:
    """What the book says of itself, in the words of Atom and of Dublin Core."""
    meta = record.meta
    for language in meta.order.languages:
        yield element("dc:language", None, language.tag)
    if meta.publisher:
        yield element("dc:publisher", None, meta.publisher)
    if meta.date:
        yield element("dc:issued", None, meta.date.isoformat())
    if meta.rights:
        yield element("rights", None, meta.rights)
    for subject in meta.subjects:
        yield element("category", {"term": subject, "label": subject})
    if meta.description:
        yield element("summary", {"type": "text"}, _description(meta.description))


def _description(words: Bilingual) -> str:
    return "\n".join(dict.fromkeys(part for part in (words.en, words.zh) if part))


def _link(rel: str, href: str, media_type: str, title: str = "", size: int = 0) -> Element:
    named = {"title": title} if title else {}
    sized = {"length": str(size)} if size else {}
    return element("link", {"rel": rel, "href": href, "type": media_type, **named, **sized})


def _links(record: Record, places: Places) -> Iterator[Element]:
    if record.cover:
        for rel in _IMAGES:
            yield _link(rel, places.to(record.cover.name), record.cover.media_type)
    for copy in record.copies:
        title = in_one_line(copy.label)
        yield _link(ACQUIRE, places.to(copy.name), copy.media_type, title, len(copy.data))


def _entry(record: Record, places: Places) -> Element:
    return element(
        "entry",
        None,
        element("title", None, in_one_line(record.title)),
        element("id", None, record.identifier),
        element("updated", None, moment(record.modified)),
        *_authors(record),
        *_contributors(record),
        element("dc:identifier", None, record.identifier),
        *_said(record),
        *_links(record, places),
    )


def shelf_id(records: Sequence[Record], places: Places) -> str:
    """The feed's own URN: its address decides it, or failing that the books on it."""
    name = places.base or "\n".join(sorted(record.identifier for record in records))
    return uuid5(NAMESPACE_URL, name).urn


def atom(records: Sequence[Record], title: Bilingual, places: Places) -> bytes:
    """The feed of all books, in their order; `updated` is the last change of any of them."""
    updated = max(record.modified for record in records)
    feed = element(
        "feed",
        {**_SPACES, "xml:lang": Language.EN.tag},
        element("id", None, shelf_id(records, places)),
        element("title", None, in_one_line(title)),
        element("updated", None, moment(updated)),
        element("author", None, element("name", None, in_one_line(title))),
        _link("self", places.to("opds.xml"), KIND),
        _link("start", places.to("opds.xml"), KIND),
        _link("alternate", places.to("opds.json"), "application/opds+json"),
        _link("alternate", places.to("index.html"), "text/html"),
        *(_entry(record, places) for record in records),
    )
    return f'<?xml version="1.0" encoding="utf-8"?>\n{to_xhtml(feed)}\n'.encode()
