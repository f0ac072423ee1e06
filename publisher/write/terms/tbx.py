"""Book → TBX (ISO 30042:2019, dialect TBX-Basic, style DCA): its terms for translation tools.

A concept has a section for each language, a section one term or more; a definition stands in the
section of its language, or with the concept where the language has no term.
"""

from __future__ import annotations

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from publisher.language import Language
from publisher.model import Book, Written
from publisher.write.terms.rows import Row, rows

_LANGUAGES = {Language.EN: "en", Language.ZH: "zh-CN"}
"""As in TMX: translation tools match a language with a country."""

_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
_ROOT = '<tbx style="dca" type="TBX-Basic" xml:lang="en" xmlns="urn:iso:std:iso:30042:ed-2">\n'
_PREFERRED, _ADMITTED = "preferredTerm-admn-sts", "admittedTerm-admn-sts"


def _header(book: Book) -> str:
    title = escape(" | ".join(t for t in (book.meta.title.en, book.meta.title.zh) if t))
    return (
        "  <tbxHeader>\n    <fileDesc>\n"
        f"      <titleStmt>\n        <title>{title}</title>\n      </titleStmt>\n"
        f"      <sourceDesc>\n        <p>{escape(book.meta.generator or 'publisher')}</p>\n"
        "      </sourceDesc>\n    </fileDesc>\n  </tbxHeader>\n"
    )


def _definitions(row: Row, language: Language, pad: str, lang: str = "") -> Iterator[str]:
    for meaning in row.meanings:
        if words := meaning.definition.get(language):
            yield f"{pad}<descripGrp>\n"
            yield f'{pad}  <descrip type="definition"{lang}>{escape(words)}</descrip>\n'
            if meaning.posts:
                source = escape("; ".join(meaning.posts))
                yield f'{pad}  <admin type="source">{source}</admin>\n'
            yield f"{pad}</descripGrp>\n"


def _term(name: str, status: str) -> str:
    note = f'          <termNote type="administrativeStatus">{status}</termNote>\n'
    return f"        <termSec>\n          <term>{escape(name)}</term>\n{note}        </termSec>\n"


def _section(row: Row, language: Language) -> Iterator[str]:
    yield f"      <langSec xml:lang={quoteattr(_LANGUAGES[language])}>\n"
    yield from _definitions(row, language, "        ")
    for number, name in enumerate(row.names[language]):
        yield _term(name, _ADMITTED if number else _PREFERRED)
    yield "      </langSec>\n"


def _concept(row: Row) -> Iterator[str]:
    yield f"      <conceptEntry id={quoteattr(row.id)}>\n"
    for language in Language:
        if not row.names[language]:
            lang = f" xml:lang={quoteattr(_LANGUAGES[language])}"
            yield from _definitions(row, language, "      ", lang)
    for language in Language:
        if row.names[language]:
            yield from _section(row, language)
    yield "      </conceptEntry>\n"


def write_tbx(book: Book) -> Written:
    """Write a book's terms as TBX-Basic; a concept's id is that of its entry in the book."""
    concepts = "".join(part for row in rows(book) for part in _concept(row))
    body = f"  <text>\n    <body>\n{concepts}    </body>\n  </text>\n"
    return Written(f"{_HEAD}{_ROOT}{_header(book)}{body}</tbx>\n".encode())
