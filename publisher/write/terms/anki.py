"""Book → a deck for Anki: a card from each language to the other for every term.

The only importer of `genanki`. Ids are made of names, so a deck that is imported again updates its
cards and keeps what the learner has learnt.
"""

from __future__ import annotations

from hashlib import sha256
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from publisher.language import Language
from publisher.model import Book, Written
from publisher.write.terms.rows import Row, rows

_MODEL = 1_763_885_001
"""The id of our kind of note: any number, the same for ever."""

_EPOCH = 315_532_800
"""1 January 1980: the time of everything in a deck, since a book has no clock."""

_FIELDS = ("English", "Chinese", "EnglishMeaning", "ChineseMeaning", "Posts")
_ANSWER = (
    '{{FrontSide}}<hr id="answer"><div class="name">{{%s}}</div>'
    '<div class="meaning" lang="en">{{EnglishMeaning}}</div>'
    '<div class="meaning" lang="zh-Hans">{{ChineseMeaning}}</div>'
    '<div class="posts">{{Posts}}</div>'
)
_CARDS = (("English", "Chinese"), ("Chinese", "English"))
_CSS = (
    ".card { font-family: serif; font-size: 20px; line-height: 1.6; text-align: center; }\n"
    ".name { font-size: 1.5em; font-weight: bold; }\n"
    ".meaning { text-align: left; }\n"
    ".posts { font-size: .7em; opacity: .6; }\n"
)


def _number(words: str) -> int:
    """A number for a name, of the size that Anki wants of an id."""
    return (1 << 30) + int.from_bytes(sha256(words.encode()).digest()[:4], "big") % (1 << 30)


def _fields(row: Row) -> list[str]:
    words = (
        row.joined(Language.EN),
        row.joined(Language.ZH),
        row.definition(Language.EN),
        row.definition(Language.ZH),
        "; ".join(row.posts),
    )
    return [escape(part) for part in words]


def _packed(data: bytes) -> bytes:
    """The package with a fixed date on each of its files."""
    out = BytesIO()
    with ZipFile(BytesIO(data)) as old, ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            entry.compress_type = ZIP_DEFLATED
            entry.create_system = 3
            entry.external_attr = 0o644 << 16
            new.writestr(entry, old.read(name))
    return out.getvalue()


def write_anki(book: Book) -> Written:
    """Write a book's terms as an Anki package (`.apkg`); a card asks in one language.

    A term without a name in one of the two has the card that asks in the other.
    """
    import genanki

    cards = [
        {
            "name": f"{front} → {back}",
            "qfmt": f'{{{{#{front}}}}}<div class="name">{{{{{front}}}}}</div>{{{{/{front}}}}}',
            "afmt": _ANSWER % back,
        }
        for front, back in _CARDS
    ]
    fields = [{"name": name} for name in _FIELDS]
    model = genanki.Model(_MODEL, "Bilingual term", fields=fields, templates=cards, css=_CSS)
    title = " | ".join(t for t in (book.meta.title.en, book.meta.title.zh) if t)
    deck = genanki.Deck(_number(book.meta.slug), title)
    for row in rows(book):
        guid = genanki.guid_for(book.meta.slug, row.id)
        deck.add_note(genanki.Note(model=model, fields=_fields(row), guid=guid))
    out = BytesIO()
    genanki.Package(deck).write_to_file(out, timestamp=_EPOCH)
    return Written(_packed(out.getvalue()))
