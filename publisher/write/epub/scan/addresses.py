"""Rules on addresses: everything a book loads is inside it, and every link leads somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
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


@lru_cache(maxsize=4096)
def _file(path: str, here: str) -> str | None:
    """The file that an address without its fragment leads to; None for one outside the book."""
    try:
        parts = urlsplit(path)
    except ValueError:
        return None
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return None
    plain = unquote(parts.path)
    return normpath(join(dirname(here), plain)) if plain else here


def target(url: str, here: str) -> tuple[str, str] | None:
    """File and fragment that an address inside the book leads to; None for another address."""
    path, _, fragment = (_SPACE.sub("", url) if _SPACE.search(url) else url).partition("#")
    name = _file(path, here) if path else here
    return None if name is None else (name, unquote(fragment) if "%" in fragment else fragment)


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
    for file in book.files:
        for spot in file.having(_SVG_STYLED & file.by_attribute.keys()):
            values = (value for name, value in spot.attrs.items() if name in _SVG_STYLED)
            urls = (url for value in values for url in _css_urls(value))
            yield from ((file.place(spot), file.name, url) for url in urls)
    for file in (file for file in book.files if "style" in file.by_tag):
        for spot, words in ((file.spots[owner], words) for owner, words in file.runs):
            if spot.tag == "style":
                yield from ((file.place(spot), file.name, url) for url in _css_urls(words))


@dataclass(frozen=True, slots=True)
class Address:
    """An address that a book leads to or loads."""

    place: Place
    url: str
    """As it is written."""

    file: str | None
    """The file of the book that it names; None outside the book."""

    fragment: str = ""
    is_style: bool = False
    is_way_out: bool = False
    """Whether a tap alone leads there, and to a known scheme."""


def addresses(book: Reopened) -> Iterator[Address]:
    """Everything that a book leads to, inside itself and outside."""
    for file in book.files:
        for spot in file.having(_LOADING & file.by_attribute.keys()):
            for url, followed in _addresses(spot):
                name, fragment = target(url, file.name) or (None, "")
                is_out = name is None and followed and _is_outward(url)
                yield Address(file.place(spot), url, name, fragment, is_way_out=is_out)
    for place, here, url in _styles(book):
        name, _ = target(url, here) or (None, "")
        yield Address(place, url, name, is_style=True)


def outside(found: Iterable[Address]) -> Iterator[Finding]:
    """What loads by itself is in the book; only a tap leads out, and only to known schemes."""
    for address in found:
        if address.file is None and not address.is_way_out:
            what = "a style that loads from outside" if address.is_style else "an address outside"
            yield address.place, f"{what} the book ({address.url})"


def script_addresses(book: Reopened) -> Iterator[Finding]:
    """No attribute that may hold an address without loading it holds a script's."""
    for file in book.files:
        for spot in file.having(_MAY_HOLD_URL & file.by_attribute.keys()):
            for name, value in spot.attrs.items():
                if name in _MAY_HOLD_URL and _SCRIPT_URL.match(_SPACE.sub("", value)):
                    yield file.place(spot), f"a script in the attribute {name}"
