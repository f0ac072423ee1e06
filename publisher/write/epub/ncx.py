"""The contents once more as an NCX, for readers that know EPUB 2 only."""

from __future__ import annotations

from collections.abc import Iterator

from publisher.model import Outline, Sheets
from publisher.write.epub.names import Names
from publisher.write.epub.nav import address, label
from publisher.write.epub.page import book_title, both
from publisher.xhtml import Element, element, to_xhtml

_NAMESPACE = "http://www.daisy.org/z3986/2005/ncx/"


def _depth(lines: tuple[Outline, ...]) -> int:
    return max((1 + _depth(line.children) for line in lines), default=0)


def _flat(lines: tuple[Outline, ...]) -> Iterator[Outline]:
    for line in lines:
        yield line
        yield from _flat(line.children)


def _text(tag: str, words: str) -> Element:
    return element(tag, None, element("text", None, words))


def _points(
    lines: tuple[Outline, ...], names: Names, orders: dict[str, int], path: str
) -> list[Element]:
    """One point for each line; `path` numbers it, `orders` tells places by reading order."""
    points: list[Element] = []
    for number, line in enumerate(lines, 1):
        href = address(line, names)
        own = f"{path}-{number}"
        points.append(
            element(
                "navPoint",
                {"id": own, "playOrder": str(orders[href])},
                _text("navLabel", both(label(line))),
                element("content", {"src": href}),
                *_points(line.children, names, orders, own),
            )
        )
    return points


def _head(identifier: str, depth: int) -> Element:
    values = {
        "dtb:uid": identifier,
        "dtb:depth": str(depth),
        "dtb:totalPageCount": "0",
        "dtb:maxPageNumber": "0",
    }
    metas = (element("meta", {"name": n, "content": v}) for n, v in values.items())
    return element("head", None, *metas)


def ncx(sheets: Sheets, names: Names, identifier: str) -> bytes:
    """The NCX document; `identifier` must be that of the package."""
    places = dict.fromkeys(address(line, names) for line in _flat(sheets.outline))
    orders = {place: number for number, place in enumerate(places, 1)}
    root = element(
        "ncx",
        {
            "xmlns": _NAMESPACE,
            "version": "2005-1",
            "xml:lang": sheets.meta.order.languages[0].tag,
        },
        _head(identifier, _depth(sheets.outline)),
        _text("docTitle", both(book_title(sheets.meta))),
        element("navMap", None, *_points(sheets.outline, names, orders, "point")),
    )
    return ('<?xml version="1.0" encoding="utf-8"?>\n' + to_xhtml(root)).encode()
