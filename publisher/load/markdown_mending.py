"""Raw HTML whose elements are all admitted, and do not fit together: mended, no word lost.

HTML has a grammar beyond what may stand in what: a ruby is words and then their annotation, a
definition list terms and then definitions, a definition holds no other. An EPUB that breaks it is
not valid, whoever wrote the HTML.
"""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

_RUBY = re.compile("(?:b+(?:t|ptp))+")
_LIST = re.compile("(?:t+d+)*")


def _signs(element: Element, signs: dict[str, str], other: str) -> str:
    """The kinds of an element's children in a row, a letter each; `other` is text and the rest."""
    found = [other if (element.text or "").strip() else ""]
    for child in element:
        found.append(signs.get(child.tag, other))
        found.append(other if (child.tail or "").strip() else "")
    return "".join(found)


def _rename(element: Element, name: str, parts: dict[str, str]) -> None:
    element.tag = name
    for child in element:
        child.tag = parts.get(child.tag, child.tag)


def _ruby(element: Element) -> None:
    if not _RUBY.fullmatch(_signs(element, {"rt": "t", "rp": "p"}, "b")):
        _rename(element, "span", {"rt": "span", "rp": "span"})


def _definitions(element: Element) -> None:
    if not _LIST.fullmatch(_signs(element, {"dt": "t", "dd": "d"}, "x")):
        _rename(element, "div", {"dt": "p", "dd": "div"})


def _term(element: Element) -> None:
    for inner in element.iter("dfn"):
        if inner is not element:
            inner.tag = "span"


_MENDERS = {"ruby": _ruby, "dl": _definitions, "dfn": _term}


def mend(root: Element) -> None:
    """Turn what does not fit into plain blocks and spans, in the tree of a whole post."""
    for element in list(root.iter()):
        if element.tag in _MENDERS:
            _MENDERS[element.tag](element)
