"""Rules on addresses: everything a book loads is inside it, and every link leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname, join, normpath
from urllib.parse import unquote, urlsplit

from publisher.problems import Place
from publisher.write.epub.scan.reopen import Finding, Reopened, Spot

_LOADING = frozenset({"src", "srcset", "poster", "data", "background", "xlink:href", "href"})
_HYPERLINKS = frozenset({"a", "area"})
_OUTWARD = frozenset({"http", "https", "mailto"})

_SPACE = re.compile(r"[\x00-\x20\x7f]")
_CSS_ESCAPE = re.compile(r"\\([0-9A-Fa-f]{1,6})\s?")
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_CSS_URL = re.compile(
    r"""(?:url\(\s*["']?|@import\s+["'])(?P<url>[^"')\s]*)""",
    re.IGNORECASE,
)
_CSS_ACTIVE = re.compile(
    r"expression\(|javascript:|-moz-binding|(?<![\w-])behavior\s*:", re.IGNORECASE
)
_SCRIPT_URL = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
_MAY_HOLD_URL = frozenset({"to", "from", "values", "by", "cite", "action", "formaction"})
_SVG_STYLED = frozenset({"style", "fill", "stroke", "filter", "mask", "clip-path", "cursor"})


def target(url: str, here: str) -> tuple[str, str] | None:
    """File and fragment that an address inside the book leads to; None for another address."""
    try:
        parts = urlsplit(_SPACE.sub("", url))
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None
    path = unquote(parts.path)
    name = normpath(join(dirname(here), path)) if path else here
    return name, unquote(parts.fragment)


def _is_outward(url: str) -> bool:
    scheme, colon, rest = _SPACE.sub("", url).partition(":")
    return bool(colon and rest) and scheme.lower() in _OUTWARD


def _addresses(spot: Spot) -> Iterator[tuple[str, bool]]:
    """The addresses in an element's attributes, and whether a tap follows them or they load."""
    for name, value in spot.attrs.items():
        if name not in _LOADING:
            continue
        urls = [part.split()[0] for part in value.split(",") if part.strip()]
        followed = spot.tag in _HYPERLINKS and name != "src"
        yield from ((url, followed) for url in (urls if name == "srcset" else [value]))


def _css_urls(style: str) -> Iterator[str]:
    plain = _CSS_ESCAPE.sub(lambda m: chr(min(int(m[1], 16), 0x10FFFF)), style)
    bare = _CSS_COMMENT.sub("", plain)
    yield from (found["url"] for found in _CSS_URL.finditer(bare))
    yield from (found[0] for found in _CSS_ACTIVE.finditer(bare))


def _styles(book: Reopened) -> Iterator[tuple[Place, str, str]]:
    """Every address in a style: where it stands, its file, the address."""
    for name, style in book.styles:
        yield from ((Place(name), name, url) for url in _css_urls(style))
    for file, spot in book.spots():
        values = (value for name, value in spot.attrs.items() if name in _SVG_STYLED)
        yield from ((spot.place, file.name, url) for value in values for url in _css_urls(value))
    for file in book.files:
        for owner, words in file.runs:
            spot = file.spots[owner]
            if spot.tag == "style":
                yield from ((spot.place, file.name, url) for url in _css_urls(words))


def outside(book: Reopened) -> Iterator[Finding]:
    """What loads by itself is in the book; only a tap leads out, and only to known schemes."""
    for file, spot in book.spots():
        for url, followed in _addresses(spot):
            if target(url, file.name) is None and not (followed and _is_outward(url)):
                yield spot.place, f"an address outside the book ({url})"
    for place, name, url in _styles(book):
        if target(url, name) is None:
            yield place, f"a style that loads from outside the book ({url})"


def script_addresses(book: Reopened) -> Iterator[Finding]:
    """No attribute that may hold an address without loading it holds a script's."""
    for _, spot in book.spots():
        for name, value in spot.attrs.items():
            if name in _MAY_HOLD_URL and _SCRIPT_URL.match(_SPACE.sub("", value)):
                yield spot.place, f"a script in the attribute {name}"


@dataclass(frozen=True, slots=True)
class Address:
    """An address inside the book."""

    place: Place
    url: str
    """As it is written."""

    file: str
    fragment: str
    is_style: bool = False


def addresses(book: Reopened) -> Iterator[Address]:
    """Everything that a book leads to inside itself."""
    for file, spot in book.spots():
        for url, _ in _addresses(spot):
            there = target(url, file.name)
            if there is not None:
                yield Address(spot.place, url, *there)
    for place, name, url in _styles(book):
        there = target(url, name)
        if there is not None:
            yield Address(place, url, there[0], "", is_style=True)
