"""What each element of a book is called in the structure tree of a PDF.

The names are the standard structure types of ISO 32000-1, 14.8.4, and what may stand in what is
taken from ISO 14289-1 (PDF/UA-1), 7.2 to 7.9.
"""

from __future__ import annotations

from collections.abc import Mapping

GROUPS = frozenset({"Document", "Part", "Art", "Sect", "Div", "BlockQuote"})
"""Roles that hold blocks: text straight inside one is put into a paragraph."""

INLINE = frozenset({"Span", "Link", "Code", "Reference"})
"""Roles inside a line: each says its language only where it is another than around it."""

_ROLES = {
    "html": "Document",
    "main": "Part",
    "article": "Art",
    "section": "Sect",
    "blockquote": "BlockQuote",
    "dl": "L",
    "ul": "L",
    "ol": "L",
    "li": "LI",
    "dt": "Lbl",
    "dd": "LBody",
    "table": "Table",
    "caption": "Caption",
    "thead": "THead",
    "tbody": "TBody",
    "tfoot": "TFoot",
    "tr": "TR",
    "th": "TH",
    "td": "TD",
    "img": "Figure",
    "figcaption": "Caption",
    "a": "Link",
    "code": "Code",
    **dict.fromkeys(("p", "pre", "summary"), "P"),
    **dict.fromkeys(("div", "header", "figure", "aside", "nav", "details", "footer"), "Div"),
    **{f"h{level}": f"H{level}" for level in range(1, 7)},
}
_TRANSPARENT = frozenset({"body"})
"""Elements that have no place of their own in the tree: their children take it."""

_CONTENTS = {"ol": "TOC", "li": "TOCI"}


def role_of(tag: str, attributes: Mapping[str, str], parent: str, *, in_contents: bool) -> str:
    """The structure type of an element; empty where its content belongs to what is around it.

    `parent` is the role of what it stands in, `in_contents` says that this is the page of contents.
    """
    if attributes.get("role") == "doc-footnote" and attributes.get("id"):
        return "Note"
    if tag == "p" and "footnote-number" in attributes.get("class", "").split():
        return "Lbl"
    if in_contents and tag in _CONTENTS:
        return _CONTENTS[tag]
    if tag == "div" and parent == "L":
        return "LI"
    if tag == "a" and not attributes.get("href"):
        return ""
    return "" if tag in _TRANSPARENT else _ROLES.get(tag, "")
