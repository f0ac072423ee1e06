"""Book → TMX 1.4: every pair as a translation unit, for OmegaT, Trados and the like.

Chinese is `zh-CN` here and not the book's `zh-Hans`: translation tools match a language with a
country and know no script subtags.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from xml.sax.saxutils import escape, quoteattr

from publisher.language import Language
from publisher.model import Book, BookMeta, Post, Written
from publisher.write.units import Row, rows

_LANGUAGES = {Language.EN: "en", Language.ZH: "zh-CN"}
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE tmx SYSTEM "tmx14.dtd">\n'
_UTC = "%Y%m%dT%H%M%SZ"


def _attributes(**values: str) -> str:
    return "".join(
        f" {name.rstrip('_').replace('_', '-')}={quoteattr(value)}"
        for name, value in values.items()
        if value
    )


def _header(meta: BookMeta) -> str:
    tool, _, version = meta.generator.partition(" ")
    aware = meta.modified is not None and meta.modified.utcoffset() is not None
    date = meta.modified.astimezone(UTC).strftime(_UTC) if meta.modified and aware else ""
    attributes = _attributes(
        creationtool=tool or "publisher",
        creationtoolversion=version or "0",
        segtype="paragraph",
        o_tmf="publisher",
        adminlang="en",
        srclang="en",
        datatype="PlainText",
        creationdate=date,
    )
    return f"  <header{attributes}/>\n"


def _prop(kind: str, value: str) -> str:
    return f"      <prop{_attributes(type=kind)}>{escape(value)}</prop>\n" if value else ""


def _variant(row: Row, language: Language) -> str:
    side = row.side(language)
    words = escape(side.text) if side else ""
    lang = quoteattr(_LANGUAGES[language])
    return f"      <tuv xml:lang={lang}><seg>{words}</seg></tuv>\n"


def _lines(row: Row) -> str:
    sides = (f"{lang.value} {', '.join(map(str, side.lines))}" for lang, side in row.sides)
    return "; ".join(sides)


def _unit(post: Post, row: Row, number: int) -> str:
    props = (
        ("x-path", post.path),
        ("x-lines", _lines(row)),
        ("x-block", row.block),
        ("x-container", row.container),
    )
    return (
        f"    <tu{_attributes(tuid=f'{post.anchor}-{number}')}>\n"
        + "".join(_prop(kind, value) for kind, value in props)
        + "".join(_variant(row, language) for language in Language)
        + "    </tu>\n"
    )


def _pairs(post: Post) -> Iterator[Row]:
    for flow in (post.flow, *(note.flow for note in post.footnotes)):
        yield from (row for row in rows(flow) if row.kind == "pair" and row.block != "code")


def write_tmx(book: Book) -> Written:
    """Write a book's pairs as TMX 1.4, each with its file and lines; `tuid` is stable."""
    units = (
        _unit(chapter.post, row, number)
        for chapter in book.chapters
        for number, row in enumerate(_pairs(chapter.post), 1)
    )
    body = f"  <body>\n{''.join(units)}  </body>\n"
    whole = f'{_HEAD}<tmx version="1.4">\n{_header(book.meta)}{body}</tmx>\n'
    return Written(whole.encode())
