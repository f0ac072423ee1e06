"""The feed of OPDS 2.0: the same catalogue as JSON."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence

from publisher.model import Bilingual
from publisher.write.shelf.atom import ACQUIRE, KIND, authors, in_one_line, moment
from publisher.write.shelf.places import Places
from publisher.write.shelf.records import Record

_Value = str | list[str] | Mapping[str, str] | list[dict[str, str]]

FEED = "application/opds+json"
_ROLES = {"trl": "translator", "edt": "editor"}
"""MARC relators that the manifest of Readium has a word for; any other is a contributor."""


def _named(words: Bilingual) -> _Value:
    """A text in two languages as a map of tags, in one as itself."""
    if words.en and words.zh:
        return {"en": words.en, "zh-Hans": words.zh}
    return words.en or words.zh


def _people(record: Record) -> dict[str, list[str]]:
    people: dict[str, list[str]] = {"author": list(authors(record.meta))}
    for person in record.meta.creators:
        role = _ROLES.get(person.role, "contributor")
        known = people.setdefault(role, [])
        if person.name not in (*known, *people["author"]):
            known.append(person.name)
    return {role: names for role, names in people.items() if names}


def _said(record: Record) -> Iterator[tuple[str, _Value]]:
    meta = record.meta
    if meta.subtitle:
        yield "subtitle", _named(meta.subtitle)
    yield "identifier", record.identifier
    yield "language", [language.tag for language in meta.order.languages]
    yield from _people(record).items()
    if meta.publisher:
        yield "publisher", meta.publisher
    if meta.date:
        yield "published", meta.date.isoformat()
    yield "modified", moment(record.modified)
    if meta.description:
        yield "description", in_one_line(meta.description)
    if meta.subjects:
        yield "subject", list(meta.subjects)


def _publication(record: Record, places: Places) -> dict[str, object]:
    head = {"@type": "http://schema.org/Book", "title": _named(record.title)}
    links = [
        {
            "rel": ACQUIRE,
            "href": places.to(copy.name),
            "type": copy.media_type,
            "title": in_one_line(copy.label),
            "size": len(copy.data),
        }
        for copy in record.copies
    ]
    made: dict[str, object] = {"metadata": head | dict(_said(record)), "links": links}
    if record.cover:
        cover = {"href": places.to(record.cover.name), "type": record.cover.media_type}
        made["images"] = [cover]
    return made


def opds2(records: Sequence[Record], title: Bilingual, places: Places) -> bytes:
    """The feed of all books, in their order."""
    updated = max(record.modified for record in records)
    feed = {
        "metadata": {
            "title": _named(title),
            "modified": moment(updated),
            "numberOfItems": len(records),
        },
        "links": [
            {"rel": "self", "href": places.to("opds.json"), "type": FEED},
            {"rel": "alternate", "href": places.to("opds.xml"), "type": KIND},
            {"rel": "alternate", "href": places.to("index.html"), "type": "text/html"},
        ],
        "publications": [_publication(record, places) for record in records],
    }
    return f"{json.dumps(feed, ensure_ascii=False, indent=2)}\n".encode()
