"""Side by side: the first language in the left column, the second level with it in the right."""

from __future__ import annotations

from publisher.language import han_count, latin_words
from publisher.model import Page
from publisher.typeset.layouts import Layout
from publisher.typeset.measures import GUTTER, in_two_columns, points
from publisher.typeset.pages import measure_of, with_spine
from publisher.xhtml import Node, element, text

_HAN_IN_A_LINE = 22
_WORDS_IN_A_LINE = 8
_SHORT = 6
"""Lines of the longer half up to which a pair stays whole."""

_CSS = """\
.pair > .side > p { margin: 0; }
.pair > .side > p + p { text-indent: 2em; }
.pair.short { break-inside: avoid; }
"""

_ROW = """\
.pair { display: table; table-layout: fixed; width: 100%; }
.pair > .side { display: table-cell; vertical-align: top; }
td .pair, td .pair > .side, th .pair, th .pair > .side { display: block; }
"""
"""A table of one row for each pair: rows of one table would bring its spacing to the top of a
page. In the cell of a table there is no room for columns."""

_PRINT = f"""\
{_ROW}.pair > .side + .side {{ width: var(--half); padding-left: {GUTTER}rem; }}
:is(td, th) .pair > .side + .side {{ width: auto; padding-left: 0; }}
.pair > .side p:lang(en) {{ text-align: left; }}
.chapter blockquote {{ margin-right: 0; }}
.chapter blockquote .pair > .side + .side {{ padding-left: {GUTTER + 2}rem; }}
"""
"""The second column keeps its width in lists and quotations, so the gutter is straight."""

_SCREEN = f"""\
.pair > .side + .side {{ margin-top: .3em; }}
@media (min-width: 40em) {{
{_ROW}.pair > .side {{ width: 50%; }}
.pair > .side + .side {{ padding-left: {GUTTER}em; }}
td .pair > .side + .side, th .pair > .side + .side {{ padding-left: 0; }}
}}
"""
"""Without room for two columns, and without styles, the second half follows the first."""


def _lines(node: Node) -> int:
    """About how many lines a block takes; only a paragraph can be short."""
    if isinstance(node, str) or node.tag != "p":
        return _SHORT + 1
    words = text(node)
    return 1 + int(han_count(words) / _HAN_IN_A_LINE + latin_words(words) / _WORDS_IN_A_LINE)


def _side(nodes: tuple[Node, ...]) -> Node:
    return element("div", {"class": "side"}, *nodes)


def place_pair(first: tuple[Node, ...], second: tuple[Node, ...]) -> tuple[Node, ...]:
    """One row of two cells; a half that is not there leaves its cell empty."""
    is_short = max(sum(map(_lines, first)), sum(map(_lines, second))) <= _SHORT
    name = "pair short" if is_short else "pair"
    return (element("div", {"class": name}, _side(first), _side(second)),)


def _fit(page: Page, binding: float) -> tuple[Page, str]:
    """Both columns lose as many characters to the spine, so that they stay equally wide."""
    whole, half = in_two_columns(page)
    fitted = with_spine(whole, binding, columns=2)
    half -= (measure_of(whole) - measure_of(fitted)) / 2 * points(whole.font_size)
    return fitted, f"html {{ --half: {half:g}pt; }}\n"


LAYOUT = Layout(
    place_pair, _CSS, print_css=_PRINT, epub_css=_SCREEN, fit=_fit, is_side_by_side=True
)
