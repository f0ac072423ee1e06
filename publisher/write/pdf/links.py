"""Links on paper: each address of the web gets a number, and stands at the end of its post."""

from __future__ import annotations

import re
from collections.abc import Mapping

from publisher.language import Language, is_han
from publisher.model import Bilingual, Order
from publisher.xhtml import Element, Node, element, text, transform, walk, with_children

TITLE = Bilingual("Links", "链接")

_WEB = re.compile(r"(?:https?|mailto):", re.IGNORECASE)
_SCHEME = re.compile(r"(?:https?://|mailto:)(?:www\.)?", re.IGNORECASE)
_CLOSING = "，。、；：？！）》」』】〉”’"


def _plain(address: str) -> str:
    return _SCHEME.sub("", address.strip()).rstrip("/").casefold()


def _is_numbered(node: Element) -> bool:
    """Whether a link has words that do not say its address."""
    href, words = node.get("href"), text(node).strip()
    return bool(words) and _WEB.match(href) is not None and _plain(words) != _plain(href)


def _numbers(body: Element) -> dict[str, int]:
    """Each address once, numbered in the order of the text."""
    found = (node.get("href") for node in walk(body) if node.tag == "a" and _is_numbered(node))
    return {address: number for number, address in enumerate(dict.fromkeys(found), 1)}


def _cut(words: str) -> int:
    """Where the end of a text begins that may not be parted from what follows it."""
    at = len(words)
    while at and words[at - 1] in _CLOSING:
        at -= 1
    return at - 1 if at and is_han(words[at - 1]) else at


def _with_number(node: Element, number: int) -> Element:
    """A link with its number after the last character, on one line with it."""
    mark = element("sup", {"class": "link-number"}, f"[{number}]")
    last = node.children[-1]
    if not isinstance(last, str) or (at := _cut(last)) == len(last):
        return with_children(node, *node.children, mark)
    kept = element("span", {"class": "kept"}, last[at:], mark)
    return with_children(node, *node.children[:-1], last[:at], kept)


def _line(number: int, address: str) -> Element:
    shown = address.removeprefix("mailto:")
    link = element("a", {"class": "address", "href": address}, shown)
    return element("li", None, element("span", {"class": "number"}, f"[{number}]"), link)


def _title(order: Order, anchor: str) -> Element:
    sides: list[Node] = []
    for language in order.languages:
        attrs = {"class": language.value, "lang": language.tag}
        sides += [element("span", attrs, TITLE.get(language)), " "]
    return element("h2", {"class": "pair-title", "id": anchor}, *sides[:-1])


def _list(numbers: Mapping[str, int], anchor: str, order: Order) -> Element:
    lines = [_line(number, address) for address, number in numbers.items()]
    attrs = {"class": "links", "aria-labelledby": f"{anchor}--links-title", "lang": Language.EN.tag}
    head = _title(order, f"{anchor}--links-title")
    return element("section", attrs, head, element("ol", None, *lines))


def with_addresses(body: Element, order: Order) -> Element:
    """A section whose links to the web are numbered, with the list of their addresses at its end.

    One number for each address, in brackets, since the marks of notes have none. A link whose
    words are its address needs none, nor does one without words; links inside the book stay.
    """
    numbers = _numbers(body)
    if not numbers:
        return body

    def change(node: Element) -> tuple[Node, ...]:
        is_link = node.tag == "a" and _is_numbered(node)
        return (_with_number(node, numbers[node.get("href")]) if is_link else node,)

    changed = transform(body, change)[0]
    whole = changed if isinstance(changed, Element) else body
    return with_children(whole, *whole.children, _list(numbers, body.get("id"), order))
