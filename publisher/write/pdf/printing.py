"""The order of work at the press: bind, hyphenate, lay out until the page numbers hold, print.

Import this module only where a PDF is made: it loads WeasyPrint.
"""

from __future__ import annotations

from publisher.model import Sheets, Written
from publisher.problems import Place, Problem, Problems
from publisher.write.pdf import composition
from publisher.write.pdf.binding import bind, destination, measured_blocks
from publisher.write.pdf.engine import Press, Proof, version
from publisher.write.pdf.formulas import drawn
from publisher.write.pdf.hyphenation import hyphenated
from publisher.write.pdf.references import Pagination, paginated
from publisher.xhtml import Element

MOST_LAYOUTS = 6
"""A page number may change the length of a line, and a line a page: mostly two are enough."""

_BOOK = Place("book.yaml")


def _plainly_set() -> Problems:
    message = f"WeasyPrint {version()} has not been measured: Chinese lines end ragged"
    hint = f"Install weasyprint=={composition.KNOWN_VERSION} and they are set to both margins."
    return (Problem("W003", _BOOK, message, hint),)


def _unsettled() -> Problems:
    hint = "A page number in the glossary or the notes may be off by a page."
    message = f"page numbers still change after {MOST_LAYOUTS} layouts"
    return (Problem("W002", _BOOK, message, hint),)


def _complaints(press: Press) -> Problems:
    hint = "Look at the style sheet or the image that it names."
    return tuple(
        Problem("W004", _BOOK, f"the PDF engine says: {message}", hint)
        for message in press.complaints
    )


def cover_pages(sheets: Sheets) -> int:
    """Pages of the cover: its own, and the blank one behind it."""
    return 2 if any(sheet.kind == "cover" for sheet in sheets.sheets) else 0


def _first_chapter(sheets: Sheets) -> str:
    names = (s.body.get("id") for s in sheets.sheets if s.kind == "chapter")
    return destination(next(names, ""))


def _settle(press: Press, book: Element, first: str) -> tuple[Proof, Pagination, Problems]:
    """Lay the book out until its page numbers are those of its own pages, and words end on them."""
    bound = paginated(book, Pagination())
    measured = measured_blocks(book)
    for _ in range(MOST_LAYOUTS):
        proof = press.lay_out(bound)
        pagination = proof.pagination(first, measured)
        settled, bound = bound, paginated(book, pagination)
        has_news = composition.keep_whole(proof.divided_at_page_ends())
        if bound == settled and not has_news:
            break
    return proof, pagination, () if bound == settled else _unsettled()


def print_book(sheets: Sheets) -> Written:
    """Make the PDF; see `write_pdf`, whose work this is."""
    sheets, undrawn = drawn(sheets)
    meta, book = sheets.meta, hyphenated(bind(sheets))
    identifier = meta.identifier or f"{meta.slug}\n{meta.title.en}\n{meta.title.zh}"
    with composition.installed() as composes:
        press = Press(sheets, composes=composes)
        proof, pagination, unsettled = _settle(press, book, _first_chapter(sheets))
        data = proof.print(identifier, pagination.front, cover_pages(sheets))
    unknown = () if composes else _plainly_set()
    return Written(data, (*unknown, *undrawn, *unsettled, *_complaints(press)), proof.length)
