"""What the profiles do to trees alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from publisher.model import Sheets
from publisher.xhtml import Element, Node, transform, with_attrs

Change = Callable[[Element], tuple[Node, ...]]


def changed(node: Element, change: Change) -> Element:
    """A tree rebuilt; its root stays an element."""
    (made,) = transform(node, change)
    return made if isinstance(made, Element) else node


def with_styles(sheets: Sheets, css: str) -> Sheets:
    """The sheets with more style sheet."""
    return replace(sheets, epub_css=f"{sheets.epub_css}\n{css}")


def with_words(node: Element, name: str, *words: str) -> Element:
    """Copy an element with more words in the attribute `name`."""
    said = dict.fromkeys((*node.get(name).split(), *words))
    return with_attrs(node, **{name: " ".join(said)})


def is_back(node: Node) -> bool:
    """Whether a node is a way back to the text."""
    return isinstance(node, Element) and node.get("role") == "doc-backlink"
