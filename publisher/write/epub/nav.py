"""The navigation document: contents with both titles, and the landmarks."""

from __future__ import annotations

from publisher.language import Language, language_of
from publisher.model import Bilingual, Outline, Sheet, Sheets
from publisher.titles import split_title
from publisher.write.epub.names import NAV, Names
from publisher.write.epub.page import both, document
from publisher.xhtml import Element, Node, element

_COVER = Bilingual("Cover", "封面")
_CONTENTS = Bilingual("Contents", "目录")
_LANDMARKS = Bilingual("Landmarks", "导览")
_START = Bilingual("Start of the text", "正文")
_GLOSSARY = Bilingual("Glossary", "名词解析")


def _spans(title: Bilingual, first: Language) -> tuple[Node, ...]:
    """Each title in its own language, a space between; once where both are the same."""
    languages = [lang for lang in (first, first.other) if title.get(lang)]
    if title.en == title.zh:
        languages = [language_of(title.en) or first]
    runs: list[Node] = []
    for lang in languages:
        attrs = {"class": lang.value, "lang": lang.tag}
        runs += [" ", element("span", attrs, title.get(lang))]
    return tuple(runs[1:])


def _in_languages(title: Bilingual, languages: tuple[Language, ...]) -> Bilingual:
    """A title of ours in the languages that the book's text is in."""
    said = {language.value: title.get(language) for language in languages}
    return Bilingual(**said)


def address(line: Outline, names: Names) -> str:
    """Where a line of the outline leads."""
    file = names.pages[line.sheet]
    return f"{file}#{line.anchor}" if line.anchor else file


def label(line: Outline) -> Bilingual:
    """The title of a line, or its id: a line without words would be no line."""
    return line.title or split_title(line.anchor or line.sheet)


def _items(lines: tuple[Outline, ...], names: Names, first: Language) -> Element | None:
    if not lines:
        return None
    items = [
        element(
            "li",
            None,
            element("a", {"href": address(line, names)}, *_spans(label(line), first)),
            _items(line.children, names, first),
        )
        for line in lines
    ]
    return element("ol", None, *items)


def _contents_sheet(sheets: Sheets) -> Sheet | None:
    return next((sheet for sheet in sheets.sheets if sheet.kind == "contents"), None)


def _toc(sheets: Sheets, names: Names) -> Element:
    first = sheets.meta.order.languages[0]
    sheet = _contents_sheet(sheets)
    anchor = (sheet.body.get("id") if sheet else "") or "contents"
    title = (sheet.title if sheet else None) or _CONTENTS
    attrs = {
        "class": "contents",
        "id": anchor,
        "epub:type": "toc",
        "role": "doc-toc",
        "aria-labelledby": f"{anchor}--title",
    }
    head = {"class": "pair-title", "id": f"{anchor}--title"}
    return element(
        "nav",
        attrs,
        element("h1", head, *_spans(title, first)),
        _items(sheets.outline, names, first),
    )


def _body_matter(sheets: Sheets, names: Names) -> str | None:
    chapters = (sheet for sheet in sheets.sheets if sheet.kind == "chapter")
    return next((names.pages[sheet.name] for sheet in chapters), None)


def _cover(sheets: Sheets, names: Names) -> str | None:
    covers = (sheet for sheet in sheets.sheets if sheet.kind == "coverpage")
    return next((names.pages[sheet.name] for sheet in covers), None)


def _landmarks(sheets: Sheets, names: Names, glossary: str) -> Element:
    first = sheets.meta.order.languages[0]
    marks = (
        ("cover", _cover(sheets, names), _COVER),
        ("toc", NAV, _CONTENTS),
        ("bodymatter", _body_matter(sheets, names), _START),
        ("glossary", glossary, _GLOSSARY),
    )

    def said(title: Bilingual) -> tuple[Node, ...]:
        return _spans(_in_languages(title, sheets.languages), first)

    items = [
        element("li", None, element("a", {"epub:type": kind, "href": href}, *said(title)))
        for kind, href, title in marks
        if href
    ]
    attrs = {
        "class": "landmarks",
        "epub:type": "landmarks",
        "aria-labelledby": "landmarks--title",
        "hidden": "hidden",
    }
    head = element("h2", {"id": "landmarks--title"}, *said(_LANDMARKS))
    return element("nav", attrs, head, element("ol", None, *items))


def nav(sheets: Sheets, names: Names, glossary: str) -> bytes:
    """The navigation document; it is also the contents page that readers turn to.

    `glossary` is the address of the book's glossary, or of a post's first one; empty for none.
    """
    title = next((s.title for s in sheets.sheets if s.kind == "contents"), None) or _CONTENTS
    body = element("body", None, _toc(sheets, names), _landmarks(sheets, names, glossary))
    return document(both(title), body, sheets.meta.order.languages[0].tag)
