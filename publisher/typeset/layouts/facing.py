"""On facing pages: the first language on the verso, the second level with it on the recto."""

from __future__ import annotations

from publisher.language import Language
from publisher.model import Order, Page
from publisher.typeset.layouts import Layout, columns
from publisher.typeset.measures import points

_GROUP = ":is(.chapter, .footnotes, ul, ol, li, dl, dd, blockquote, aside, details)"
_OTHER = "calc(var(--half) + 2 * var(--fold))"
"""From a place in the text of one page to the same place on the other."""

_PRINT = f"""\
.spread {{ --left: 0em; --right: 0em; }}
.spread .pair {{ display: table; table-layout: fixed; width: 100%; break-inside: avoid; }}
.spread .pair > .side {{
  display: table-cell;
  vertical-align: top;
  padding-right: calc(var(--fold) + var(--right));
}}
.spread .pair > .side + .side {{
  width: calc(var(--half) - var(--left) - var(--right));
  padding-left: calc(var(--fold) + var(--left));
  padding-right: 0;
}}
.spread .foot .pair, .spread .foot .pair > .side + .side, .spread .foot .pair > .side {{
  display: inline;
  padding: 0;
}}
.spread .side > .footnote-number {{ height: 0; margin: 0 0 0 -2em; break-after: avoid; }}
.spread .pair.long {{ break-inside: auto; }}
.spread .pair.rule {{ margin-bottom: 0; }}
.spread .pair.rule hr {{ margin-top: 0; }}
.spread table {{ width: calc(var(--half) - var(--left) - var(--right)); }}
.spread .side table {{ width: 100%; }}
.spread table.abreast {{ width: 100%; table-layout: fixed; margin-right: 0 !important; }}
.spread .abreast col {{
  width: calc((var(--half) - var(--left) - var(--right)) * var(--share, 0));
}}
.spread .abreast col.gutter {{ width: calc(2 * var(--fold) + var(--left) + var(--right)); }}
.spread .abreast .gutter {{ border: 0 !important; padding: 0; }}
.spread .abreast .verso:has(+ .gutter) {{ padding-right: 0; }}
.spread .abreast .recto .foot {{ margin-left: {_OTHER}; margin-right: 0; }}
.spread :is(td, th) .pair, .spread :is(td, th) .pair > .side {{
  display: block;
  width: auto;
  padding: 0;
}}

.spread .footnote, .spread :is(ul, ol, dd) {{ --left: 2em; }}
.spread :is(ul, ol) :is(ul, ol) {{ --left: 4em; }}
.spread :is(ul, ol) :is(ul, ol) :is(ul, ol) {{ --left: 6em; }}
.spread blockquote {{ --left: 2em; --right: 2em; }}
.spread :is(ul, ol) blockquote, .spread blockquote :is(ul, ol) {{ --left: 4em; --right: 2em; }}
.spread blockquote blockquote {{ --left: 4em; --right: 4em; }}

.spread .pair-title {{ display: table; table-layout: fixed; width: 100%; }}
.spread .pair-title > span {{ display: table-caption; }}
.spread .pair-title > :is(.en, .zh) {{
  display: table-cell !important;
  vertical-align: top;
  padding-right: var(--fold);
  margin: 0;
}}
.spread .pair-title > :is(.en, .zh) + :is(.en, .zh) {{
  width: var(--half);
  padding: 0 0 0 var(--fold);
}}

.spread .chapter > :not(.pair, .pair-title, .chapter-head, .glossary, .links,
  {_GROUP}:has(.side)), .spread .links > ol,
.spread {_GROUP}:has(.side) > :not(.pair, .side, .pair-title, .chapter-head, .glossary, .links,
  {_GROUP}:has(.side)),
.spread .chapter-head > :not(h1), .spread .foot {{ margin-right: {_OTHER}; }}
.spread .side + .side .foot,
.spread .pair-title > :is(.en, .zh) + :is(.en, .zh) .foot {{
  margin-left: {_OTHER};
  margin-right: 0;
}}
.spread .glossary dl {{ columns: 2; column-gap: calc(2 * var(--fold)); }}
"""
"""The sheet is parted in the middle of the gutter, so no cell may reach over it. What has no
halves stands on the page of the first language."""


def _own_page(language: Language) -> str:
    """What stands in the second language alone stands on its page."""
    code = language.value
    single = f":is(.single, .single-title, .translators-note):lang({code})"
    makers = f".chapter-head > .credits:not(:has(> p:lang({language.other.value})))"
    return (
        f".spread .chapter.chapter > {single}, .spread {makers}"
        f" {{ margin-left: {_OTHER}; margin-right: 0; }}\n"
    )


_HEAD = "font-family: var(--head-{0}, inherit); font-style: var(--head-style-{0}, inherit);"


_OPENING = """\
.spread .chapter-head h1 { string-set: chapter-en "", chapter-zh "", book-en "", book-zh ""; }
.spread .chapter-head h1 .en { string-set: chapter-en attr(data-head), book-en attr(data-book); }
.spread .chapter-head h1 .zh { string-set: chapter-zh attr(data-head), book-zh attr(data-book); }
"""
"""A page takes the first of its strings: none of the book either where a chapter opens."""


def _heads(order: Order) -> str:
    """The titles of the book and of the chapter on either page, in the language of the page."""
    sides = zip(("left", "right"), (language.value for language in order.languages), strict=True)
    return _OPENING + "".join(
        f"@page main:{side} {{\n"
        f"  @top-left {{ content: string(book-{code}); {_HEAD.format(code)} }}\n"
        f"  @top-right {{ content: string(chapter-{code}); {_HEAD.format(code)} }}\n"
        "}\n"
        for side, code in sides
    )


def _paged(page: Page, order: Order) -> str:
    """A sheet of two pages; between their texts lie the inner margins of both."""
    width, fold = points(page.width), points(page.margin_inner)
    half = width - fold - points(page.margin_outer)
    return (
        f"@page spread {{ size: {2 * width:.3f}pt {page.height};"
        f" margin: {page.margin_top} {page.margin_outer} {page.margin_bottom}; }}\n"
        f"html {{ --half: {half:.3f}pt; --fold: {fold:.3f}pt; }}\n" + _own_page(order.languages[1])
    )


LAYOUT = Layout(
    columns.place_pair,
    columns.LAYOUT.css,
    print_css=_PRINT,
    epub_css=columns.LAYOUT.epub_css,
    paged=_paged,
    is_side_by_side=True,
    heads=_heads,
    has_spreads=True,
)
