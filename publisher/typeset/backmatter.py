"""What follows the running text: footnotes, glossary, colophon."""

from __future__ import annotations

from dataclasses import replace

from publisher.characters import allowed
from publisher.language import Language
from publisher.model import (
    Bilingual,
    Book,
    Chapter,
    Entry,
    Footnote,
    Kind,
    Occurrence,
    Order,
    Post,
)
from publisher.titles import split_title
from publisher.typeset.blocks import (
    in_language,
    paragraphs,
    plain,
    script_of,
    separated,
    span,
    spans,
)
from publisher.xhtml import Element, Node, element, text

GLOSSARY = Bilingual("Glossary", "名词解析")
COLOPHON = Bilingual("Colophon", "版权页")
NOTES = Bilingual("Notes", "注释")
_BACK = "↩\ufe0e"
"""An arrow as text: without the selector, telephones show it as a picture in a blue square."""

_TONGUES = {Language.EN: "英文", Language.ZH: "中文"}


# -- back links ------------------------------------------------------------------------------------


def _back(target: str, name: str, ordinal: int | None) -> Element:
    number = element("sup", None, str(ordinal)) if ordinal else None
    attrs = {
        "class": "back",
        "epub:type": "backlink",
        "role": "doc-backlink",
        "href": f"#{target}",
        "aria-label": name,
    }
    return element("a", attrs, _BACK, number)


def _backs(links: list[Element]) -> Element | None:
    if not links:
        return None
    spaced: list[Node] = [links[0]]
    for link in links[1:]:
        spaced.extend((" ", link))
    return element("p", {"class": "backs", "lang": Language.ZH.tag}, *spaced)


def _entry_backs(entry: Entry) -> Element | None:
    many = len(entry.occurrences) > 1

    def back(ordinal: int, found: Occurrence) -> Element:
        tongue = _TONGUES[found.language]
        name = f"返回正文第 {ordinal} 处（{tongue}）：{entry.term.label}"
        return _back(found.mention.id, name, ordinal if many else None)

    return _backs([back(i, found) for i, found in enumerate(entry.occurrences, 1)])


def _note_backs(note: Footnote) -> Element | None:
    many = len(note.references) > 1
    return _backs(
        [
            _back(target, f"返回注 {note.number} 的第 {i} 处标记", i if many else None)
            for i, target in enumerate(note.references, 1)
        ]
    )


# -- glossary and footnotes ------------------------------------------------------------------------


def _entry(entry: Entry) -> Element:
    term = entry.term
    name = in_language(element("dfn", None, term.label), script_of(term.label))
    separator = separated(term.separator)
    head = element("dt", {"epub:type": "glossterm"}, name, separator if term.definitions else None)
    runs = [replace(span(d.content, d.language), tag="p") for d in term.definitions]
    body = element("dd", {"epub:type": "glossdef"}, *runs, _entry_backs(entry))
    return element("div", {"class": "entry", "id": term.anchor}, head, body)


def glossary_title(post: Post) -> Bilingual:
    """The title of a post's glossary: the author's words, and ours for the other language."""
    written = post.glossary_title
    if written is None or written.kind is not Kind.HEADING:
        return GLOSSARY
    title = split_title(text(written.element))
    return Bilingual(title.en or GLOSSARY.en, title.zh or GLOSSARY.zh)


def glossary(chapter: Chapter, order: Order) -> Element | None:
    """The entries of a post in their author's order, each with its way back to every mention."""
    if not chapter.entries:
        return None
    anchor = chapter.post.anchor
    title = {"class": "pair-title", "id": f"{anchor}--glossary-title"}
    head = element("h2", title, *spans(glossary_title(chapter.post), order))
    entries = element("dl", None, *(_entry(entry) for entry in chapter.entries))
    attrs = {
        "class": "glossary",
        "id": f"{anchor}--glossary",
        "epub:type": "glossary",
        "role": "doc-glossary",
        "aria-labelledby": f"{anchor}--glossary-title",
    }
    return element("section", attrs, head, entries)


def footnote(note: Footnote, content: tuple[Node, ...]) -> Element:
    """One note with its number and the way back to every mark."""
    attrs = {
        "class": "footnote",
        "id": note.anchors[0],
        "epub:type": "footnote",
        "role": "doc-footnote",
    }
    number = element("p", {"class": "footnote-number"}, str(note.number))
    return element("aside", attrs, number, *content, _note_backs(note))


def footnotes(notes: list[Element], anchor: str, order: Order) -> Element | None:
    """The notes of a post, before its glossary."""
    if not notes:
        return None
    identifier = f"{anchor}--notes-title"
    head = element("h2", {"class": "pair-title", "id": identifier}, *spans(NOTES, order))
    attrs = {"class": "footnotes", "aria-labelledby": identifier}
    return element("section", attrs, head, *notes)


# -- colophon --------------------------------------------------------------------------------------


def _source_lines(book: Book) -> list[Node]:
    lines: list[Node] = []
    for chapter in book.chapters:
        source = chapter.post.credits.source
        if source:
            title = spans(chapter.post.meta.title, book.meta.order)
            link = element("a", {"href": source}, source)
            lines.append(element("p", {"class": "source"}, *title, element("br"), link))
    return lines


def _left_out(paths: tuple[str, ...]) -> Bilingual:
    names = [allowed(path) for path in paths]
    en = f"Left out, because it could not be read: {', '.join(names)}."
    return Bilingual(en, f"以下文章无法读取，未收入本书：{'、'.join(names)}。")


def colophon(book: Book) -> Element:
    """Where the texts come from, who made the book, with what, under which rights."""
    meta = book.meta
    made = Bilingual(f"Typeset with {meta.generator}.", f"本书由{meta.generator}排版。")
    head = element("h1", {"class": "pair-title"}, *spans(COLOPHON, meta.order))
    about = paragraphs(meta.description, "description", meta.order)
    parts = [
        *about,
        *_source_lines(book),
        plain(meta.rights, "rights"),
        *(paragraphs(_left_out(meta.left_out), "left-out", meta.order) if meta.left_out else []),
        *(paragraphs(made, "made", meta.order) if meta.generator else []),
    ]
    attrs = {
        "class": "colophon",
        "id": "colophon",
        "epub:type": "colophon",
        "role": "doc-colophon",
    }
    return element("section", attrs, head, *parts)
