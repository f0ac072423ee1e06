"""Book → JSON: every pair with its lines, every term with its mentions, for other programs.

The form is documented in the README; `lines` are lines of the source file, front matter counted.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from publisher.language import Language
from publisher.model import Book, Chapter, Credits, Definition, Entry, Footnote, Occurrence, Written
from publisher.write.units import Row, Side, plain, rows

_ROLES = {
    "aut": "author",
    "trl": "translator",
    "pfr": "proofreader",
    "cmt": "compositor",
    "edt": "editor",
    "ctb": "contributor",
}

Json = str | int | None | list["Json"] | dict[str, "Json"]
"""What a JSON file is made of."""


def _side(side: Side) -> dict[str, Json]:
    return {"lines": list(side.lines), "text": side.text}


def _unit(row: Row) -> dict[str, Json]:
    out: dict[str, Json] = {"kind": row.kind, "block": row.block}
    if row.container:
        out["container"] = row.container
    if row.shared is not None:
        out |= _side(row.shared)
    for language, side in row.sides:
        out[language.value] = _side(side)
    if row.reason:
        out["reason"] = row.reason
    return out


def _credits(credits_: Credits) -> dict[str, Json]:
    """The source, then the people by what they did, in the author's order."""
    out: dict[str, Json] = {"source": credits_.source}
    for role, name in _ROLES.items():
        people: list[Json] = [
            {"name": person.name, "url": person.url}
            for person in credits_.people
            if person.role == role
        ]
        if people:
            out[name] = people
    return out


def _words(definitions: Iterable[Definition]) -> str:
    return " ".join("".join(plain(node) for node in d.content) for d in definitions)


def _mention(found: Occurrence) -> Json:
    mention = found.mention
    return {"lang": found.language.value, "line": mention.place.line, "text": mention.text}


def _term(entry: Entry) -> Json:
    parts = entry.term.definitions
    by_language = {
        language.value: _words(d for d in parts if d.language is language) for language in Language
    }
    return {
        "id": entry.term.id,
        "names": [name.text for name in entry.term.names],
        "definition": _words(parts),
        "definitions": {**by_language},
        "mentions": [_mention(found) for found in entry.occurrences],
    }


def _footnote(note: Footnote) -> Json:
    return {"number": note.number, "flow": [_unit(row) for row in rows(note.flow)]}


def _post(chapter: Chapter) -> Json:
    post = chapter.post
    title: dict[str, Json] = {lang.value: post.meta.title.get(lang) for lang in Language}
    return {
        "path": post.path,
        "title": title,
        "date": post.meta.date.isoformat() if post.meta.date else None,
        "credits": _credits(post.credits),
        "flow": [_unit(row) for row in rows(post.flow)],
        "footnotes": [_footnote(note) for note in post.footnotes],
        "terms": [_term(entry) for entry in chapter.entries],
    }


def write_json(book: Book) -> Written:
    """Write a book's pairs and terms: UTF-8, indented by two, with a line end at the end."""
    whole: dict[str, Json] = {"posts": [_post(chapter) for chapter in book.chapters]}
    return Written((json.dumps(whole, ensure_ascii=False, indent=2) + "\n").encode())
