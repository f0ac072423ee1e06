"""Book + Theme → Sheets: every section of the book as a tree that the writers can print."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from publisher.formulas import as_mathml
from publisher.language import Language
from publisher.model import (
    Bilingual,
    Block,
    Book,
    Chapter,
    Edition,
    Footnote,
    Kind,
    Notes,
    Order,
    Outline,
    Page,
    Pair,
    Post,
    Sheet,
    Sheets,
    Single,
    Theme,
    Unit,
    shown_blocks,
)
from publisher.problems import Place
from publisher.typeset.backmatter import (
    COLOPHON,
    colophon,
    footnote,
    footnotes,
    glossary,
    glossary_title,
)
from publisher.typeset.blocks import rank
from publisher.typeset.cover import cover_sheet
from publisher.typeset.flow import compose
from publisher.typeset.keeping import kept_together
from publisher.typeset.layouts import Layout, find_layout, layout_names
from publisher.typeset.onelanguage import in_one_language, trimmed, trimmed_outline
from publisher.typeset.openings import CONTENTS, chapter_head, contents, opened, title_page
from publisher.typeset.pages import Unfit, find_page, measure_of, page_css, points
from publisher.typeset.terms import GLOSSARY, INDEX, book_index, has_merged, merged_glossary
from publisher.xhtml import Element, Node, element, text, transform, with_attrs, with_children

__all__ = [
    "Unfit",
    "find_page",
    "has_both",
    "layout_names",
    "typeset",
    "typeset_chapter",
    "with_chapters",
]

_SECTION_RANK = 2


# -- marks in the running text ---------------------------------------------------------------------


_Marks = tuple[dict[str, str], dict[str, str]]
"""By the address in a footnote's mark: the number to show, and the address of the note."""


def _marks(post: Post) -> _Marks:
    numbers = {f"#{a}": str(note.number) for note in post.footnotes for a in note.anchors}
    return numbers, {f"#{a}": f"#{n.anchors[0]}" for n in post.footnotes for a in n.anchors}


def _marked(node: Element, numbers: dict[str, str], notes: dict[str, str]) -> Element:
    """What a reading system needs to know a term's link and a footnote's mark for what they are."""
    if node.tag == "math":
        return as_mathml(node)
    if "term" in node.classes:
        return with_attrs(node, **{"epub:type": "glossref noteref", "role": "doc-glossref"})
    if "noteref" in node.classes and node.get("href") in numbers:
        href = node.get("href")
        typed = with_attrs(node, **{"epub:type": "noteref", "role": "doc-noteref"})
        return with_children(with_attrs(typed, href=notes[href]), numbers[href])
    return node


def _with_marks(nodes: tuple[Node, ...], marks: _Marks) -> tuple[Node, ...]:
    numbers, notes = marks
    shell = transform(Element("div", (), nodes), lambda node: (_marked(node, numbers, notes),))[0]
    return shell.children if isinstance(shell, Element) else ()


# -- chapters --------------------------------------------------------------------------------------


def _footnotes(post: Post, layout: Layout, order: Order, marks: _Marks) -> Element | None:
    def made(note: Footnote) -> Element:
        content = compose(note.flow, order, layout)
        return footnote(note, _with_marks(content, marks))

    return footnotes([made(note) for note in post.footnotes], post.anchor, order)


def _places(chapter: Chapter) -> tuple[tuple[str, Place], ...]:
    """Where the sources have what may stand at the foot of a page."""
    terms = [(entry.term.anchor, entry.term.place) for entry in chapter.entries]
    notes = [
        (note.anchors[0], block.place)
        for note in chapter.post.footnotes
        for block in list(shown_blocks(note.flow))[:1]
    ]
    return (*terms, *notes)


def _chapter(chapter: Chapter, layout: Layout, order: Order) -> Sheet:
    post, marks = chapter.post, _marks(chapter.post)
    flow = _with_marks(compose(opened(post)[1], order, layout), marks)
    end = glossary(chapter, order)
    attrs = {
        "class": "chapter",
        "id": post.anchor,
        "epub:type": "chapter",
        "role": "doc-chapter",
        "aria-labelledby": f"{post.anchor}--title",
    }
    body = element(
        "section",
        attrs,
        chapter_head(post, order),
        *flow,
        _footnotes(post, layout, order, marks),
        *(_with_marks((end,), marks) if end else ()),
    )
    title = post.meta.title or Bilingual(en=post.slug)
    return Sheet(
        post.anchor,
        "chapter",
        title,
        kept_together(body),
        _places(chapter),
        post.credits.source,
    )


# -- outline ---------------------------------------------------------------------------------------


def _plain_text(block: Block) -> str:
    return " ".join(text(block.element, frozenset({"sup"})).split())


def _heading_line(unit: Unit, post: Post) -> Outline | None:
    """A line of the contents: a heading without an id is no place that a line could lead to."""
    halves: tuple[Block, ...]
    if isinstance(unit, Pair) and unit.en and unit.zh:
        title = Bilingual(_plain_text(unit.en[0]), _plain_text(unit.zh[0]))
        halves = unit.en[0], unit.zh[0]
    elif isinstance(unit, Single):
        words = _plain_text(unit.blocks[0])
        english = unit.language is Language.EN
        title = Bilingual(en=words) if english else Bilingual(zh=words)
        halves = (unit.blocks[0],)
    else:
        return None
    first = halves[0]
    anchor = next((half.element.get("id") for half in halves if half.element.get("id")), "")
    if first.kind is not Kind.HEADING or rank(first) > _SECTION_RANK or not anchor:
        return None
    return Outline(title, post.anchor, anchor)


def _line(chapter: Chapter) -> Outline:
    post = chapter.post
    lines = [line for unit in opened(post)[1] if (line := _heading_line(unit, post))]
    if chapter.entries:
        lines.append(Outline(glossary_title(post), post.anchor, f"{post.anchor}--glossary"))
    return Outline(post.meta.title or Bilingual(en=post.slug), post.anchor, "", tuple(lines))


def _outline(book: Book) -> tuple[Outline, ...]:
    return tuple(_line(chapter) for chapter in _here(book))


def _terms(book: Book, edition: Edition, *, for_print: bool) -> Iterator[Sheet]:
    """The glossary of the whole book and the index of a printed one, where there are terms."""
    if edition.glossary_merged and has_merged(book):
        yield Sheet("glossary", "glossary", GLOSSARY, merged_glossary(book))
        if for_print:
            index = book_index(book.glossary.index, book.meta.order)
            yield Sheet("index", "index", INDEX, index)


# -- styles ----------------------------------------------------------------------------------------


def _heads_css(language: Language) -> str:
    """Running heads in one language; the title page keeps both."""
    gone = language.other.value
    return f'\n.titlepage .book-title .{gone} {{ string-set: book-{gone} ""; }}\n'


def _page(theme: Theme, edition: Edition) -> Page:
    """The page without its binding offset, which the layout gives it."""
    found = find_page(theme, replace(edition, binding="0mm"))
    return theme.pages[0] if isinstance(found, Unfit) else found


def _here(book: Book) -> Iterator[Chapter]:
    """The chapters whose texts are here; the others are set where theirs lie."""
    return (chapter for chapter in book.chapters if chapter.post.text is not None)


def _sections(
    book: Book, layout: Layout, outline: tuple[Outline, ...], terms: tuple[Sheet, ...]
) -> tuple[Sheet, ...]:
    meta = book.meta
    return (
        Sheet("title", "titlepage", meta.title, title_page(meta)),
        Sheet("contents", "contents", CONTENTS, contents(outline, meta.order)),
        *(_chapter(chapter, layout, meta.order) for chapter in _here(book)),
        *terms,
        Sheet("colophon", "colophon", COLOPHON, colophon(book)),
    )


_Made = tuple[tuple[Sheet, ...], tuple[Outline, ...]]


def _made(book: Book, layout: Layout, edition: Edition, *, for_print: bool) -> _Made:
    terms = tuple(_terms(book, edition, for_print=for_print))
    outline = (*_outline(book), *(Outline(sheet.title, sheet.name, "") for sheet in terms))
    sheets = _sections(book, layout, outline, terms)
    return sheets, (*outline, Outline(COLOPHON, "colophon", ""))


def _trimmed(made: _Made, language: Language) -> _Made:
    """The sheets and the outline of a book that is in one language already."""
    sheets, outline = made
    return trimmed(sheets, language), trimmed_outline(outline, language)


def _notes_of(edition: Edition, layout: Layout) -> Edition:
    """A layout that explains words at the page foot does so unless more is asked for."""
    if layout.has_notes_at_foot and edition.notes is Notes.END:
        return replace(edition, notes=Notes.PAGE)
    return edition


def has_both(edition: Edition) -> bool:
    """Whether a book has both languages; then no chapter depends on what another leaves out."""
    return len(find_layout(edition.layout).languages(Order.EN_ZH)) > 1


def typeset_chapter(chapter: Chapter, edition: Edition, order: Order) -> tuple[Sheet, Outline]:
    """One chapter of a book in both languages, and its line of the contents.

    They are what `typeset` makes of it, for a book whose posts are abridged.
    """
    return _chapter(chapter, find_layout(edition.layout), order), _line(chapter)


def with_chapters(sheets: Sheets, lines: Sequence[Outline]) -> Sheets:
    """The sheets of a book of abridged posts, and a stand-in for each chapter that is set apart.

    `lines` are those of `typeset_chapter`. A stand-in has the chapter's name, title and id; the
    contents have its lines.
    """
    outline = (*lines, *sheets.outline)
    listed = contents(outline[:-1], sheets.meta.order)  # the colophon is none of its lines
    at = 1 + [sheet.kind for sheet in sheets.sheets].index("contents")
    front = (
        replace(sheet, body=listed) if sheet.kind == "contents" else sheet
        for sheet in sheets.sheets[:at]
    )
    empty = (
        Sheet(line.sheet, "chapter", line.title, element("section", {"id": line.sheet}))
        for line in lines
    )
    return replace(sheets, sheets=(*front, *empty, *sheets.sheets[at:]), outline=outline)


def typeset(book: Book, theme: Theme, edition: Edition, *, for_print: bool = True) -> Sheets:
    """Lay out every section of a book; of abridged posts (`has_both`), all but the chapters.

    `edition.layout` is one of `layout_names()`; of what `find_page` finds unfit, the theme's first
    page is taken. Unless it is `for_print`, there is no sheet that paper alone has.
    """
    chosen = find_layout(edition.layout)
    languages = chosen.languages(book.meta.order)
    if len(languages) == 1:
        book = in_one_language(book, languages[0])
    is_whole = len(languages) > 1
    meta = book.meta
    made = _made(book, chosen, edition, for_print=for_print)
    sheets, outline = made if is_whole else _trimmed(made, languages[0])
    resources = {found.name: found for c in book.chapters for found in c.post.resources}
    resources |= {meta.cover.name: meta.cover} if meta.cover else {}
    page, page_rules = chosen.fit(_page(theme, edition), points(edition.binding) or 0)
    page_style = page_css(page, edition.bleed) + page_rules + chosen.paged(page, book.meta.order)
    heads = chosen.heads(book.meta.order) if is_whole else _heads_css(languages[0])
    is_covered = for_print and edition.cover and not edition.handout
    front, cover_css = cover_sheet(meta, theme, page) if is_covered else (None, "")
    return Sheets(
        meta=book.meta,
        sheets=(front, *sheets) if front else sheets,
        outline=outline,
        resources=tuple(resources.values()),
        epub_css=f"{theme.book_css}\n{chosen.css}\n{chosen.epub_css}\n{theme.epub_css}",
        print_css=(
            f"{page_style}\n{theme.book_css}\n{chosen.css}\n{chosen.print_css}\n{theme.print_css}"
            f"{heads}\n{cover_css}"
        ),
        faces=theme.faces,
        edition=_notes_of(edition, chosen),
        measure=measure_of(page),
        languages=languages,
        has_spreads=chosen.has_spreads,
        cover=theme.cover,
    )
