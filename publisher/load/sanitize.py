"""The gate for raw HTML: which tags, attributes and link targets may enter a book.

Allow-lists only. What is not named here does not pass: its tag is left out with a message, its
text stays; of `script` and `style` the text goes too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote, unquote, urlsplit

from publisher.characters import allowed

FLOW = frozenset(
    "address article aside blockquote dd details div figure footer header li main nav"
    " section".split()
)
"""Elements that hold blocks."""

LEAVES = frozenset("caption dt figcaption h1 h2 h3 h4 h5 h6 p pre summary td th".split())
"""Elements that hold a line or paragraph of text."""

STRUCTURE = frozenset("dl ol table tbody tfoot thead tr ul".split())
"""Elements that hold certain elements only."""

BLOCKS = FLOW | LEAVES | STRUCTURE | {"hr"}

PHRASING = frozenset(
    "a abbr b bdi bdo br cite code del dfn em i img ins kbd mark q rp rt ruby s samp small span"
    " strong sub sup time u var wbr".split()
)
"""Elements that stand inside a line."""

VOID = frozenset({"br", "hr", "img", "wbr"})

OPTIONAL_END = frozenset("dd dt li p rp rt tbody td tfoot th thead tr".split())
"""Elements that HTML itself closes where the next one begins."""

NEEDS: Mapping[str, frozenset[str]] = {
    "caption": frozenset({"table"}),
    "dd": frozenset({"dl"}),
    "dt": frozenset({"dl"}),
    "figcaption": frozenset({"figure"}),
    "li": frozenset({"ol", "ul"}),
    "rp": frozenset({"ruby"}),
    "rt": frozenset({"ruby"}),
    "summary": frozenset({"details"}),
    "tbody": frozenset({"table"}),
    "td": frozenset({"tr"}),
    "tfoot": frozenset({"table"}),
    "th": frozenset({"tr"}),
    "thead": frozenset({"table"}),
    "tr": frozenset({"table", "tbody", "tfoot", "thead"}),
}
"""Elements that stand in certain elements only."""

SILENT = frozenset({"script", "style"})
"""Elements whose text is none."""

_RENAMED = {
    "acronym": "abbr",
    "big": "span",
    "center": "div",
    "data": "span",
    "hgroup": "div",
    "rb": "span",
    "rtc": "span",
    "strike": "s",
    "tt": "code",
}
_DROPPED_QUIETLY = frozenset({"col", "colgroup", "body", "html"})

_TAG = re.compile(r"<(/?)([A-Za-z][^\s/>]*)((?:[^>\"']++|\"[^\"]*+\"|'[^']*+')*)>")
# Possessive is what matches one character after another, and no group: Python 3.11.4 and earlier
# match a possessive group wrongly (CPython issue 106052).
_ATTRIBUTE = re.compile(r"([^\s\"'<>/=]+)(?:\s*+=\s*+(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'=<>`]+)))?")
_SELF_CLOSED = re.compile(r"(?:\A|[\s\"'])/\Z")
_MARKUP = re.compile(r"<(?=[A-Za-z/!?])")
_NUMBER = re.compile(r"[0-9]{1,5}")
_INTEGER = re.compile(r"-?[0-9]{1,9}")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_DATE = re.compile(
    r"\d{4}(?:-\d\d(?:-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:?\d\d)?)?)?)?"
)
_SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.\-]*):")
_HIDDEN_IN_URL = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202f\u2060-\u206f\ufeff]")
_URL_SAFE = "!#$%&'()*+,-./:;=?@_~"
_HOST = re.compile(r"[^\s\x00-\x2c/:;<=>?@\[\\\]^`{|}\x7f]+|[0-9a-f:.]+", re.IGNORECASE)
_STRAY_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
_SCHEMES = frozenset({"http", "https", "mailto"})
_LANGUAGE_CLASSES = {
    **dict.fromkeys("en en-us en-gb english lang-en".split(), "en"),
    **dict.fromkeys("zh zh-cn zh-hans zh-hans-cn cn chinese lang-zh lang-cn".split(), "zh"),
}
_CLASSES = frozenset({"align-left", "align-center", "align-right", "dots"})
_QUIET_ATTRIBUTES = frozenset(
    "align alink background bgcolor border cellpadding cellspacing clear color compact crossorigin"
    " decoding download face fetchpriority frame frameborder hreflang itemid itemprop itemref"
    " itemscope itemtype link loading media name noshade nowrap open ping property referrerpolicy"
    " rel role rules scope size sizes slot spellcheck srcset summary tabindex target text"
    " translate typeof valign vlink xmlns".split()
)
# Harmless where they come from and without meaning in a book: they go without a word.


@dataclass(frozen=True, slots=True)
class Tag:
    """One piece of raw HTML."""

    kind: str
    """`open`, `close`, `text`, `comment` (shows nothing) or `other` (a declaration, and so on)."""

    at: int
    """Offset in the HTML."""

    name: str = ""
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    closed: bool = False
    """Whether an open tag ends itself: a void element, or written `<x/>`."""


@dataclass(frozen=True, slots=True)
class Clean:
    """What may pass of a tag."""

    name: str
    """The element's name, empty where only its text may pass."""

    attributes: dict[str, str] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    """What was refused, in words for a message."""


def _attributes(source: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for name, double, single, bare in _ATTRIBUTE.findall(source):
        found.setdefault(name.lower(), unescape(double or single or bare))
    return found


def _other(source: str, at: int) -> Tag:
    """A comment, declaration or processing instruction; one without an end goes to the last."""
    if source.startswith("<!--", at):
        end = source.find("-->", at + 2)
        return Tag("comment", at, text=source[at : end + 3 if end >= 0 else len(source)])
    if source.startswith("<![CDATA[", at):
        end = source.find("]]>", at)
        return Tag("other", at, text=source[at : end + 3 if end >= 0 else len(source)])
    end = source.find(">", at)
    return Tag("other", at, text=source[at : end + 1 if end >= 0 else len(source)])


def _silent_end(source: str, name: str, at: int) -> int:
    match = re.compile(rf"</{name}(?=[\s/>])", re.IGNORECASE).search(source, at)
    return match.start() if match else len(source)


def scan(source: str) -> Iterator[Tag]:
    """Cut raw HTML into tags and text; what looks like a tag and never ends is text.

    Linear: no character is looked at twice.
    """
    pos = text_from = 0
    while mark := _MARKUP.search(source, pos):
        at = mark.start()
        tag = _TAG.match(source, at)
        if tag is None and source[at + 1] not in "!?":
            if source[at + 1 : at + 3].strip("/")[:1].isalpha():
                break
            pos = at + 1
            continue
        if at > text_from:
            yield Tag("text", text_from, text=unescape(source[text_from:at]))
        if tag is None or source[at + 1] in "!?":
            other = _other(source, at)
            yield other
            pos = text_from = at + len(other.text)
            continue
        name = tag[2].lower()
        closed = name in VOID or _SELF_CLOSED.search(tag[3]) is not None
        kind = "close" if tag[1] else "open"
        yield Tag(kind, at, name, _attributes(tag[3]), source[at : tag.end()], closed)
        pos = text_from = tag.end()
        if name in SILENT and kind == "open" and not closed:
            pos = text_from = _silent_end(source, name, pos)
    if text_from < len(source):
        yield Tag("text", text_from, text=unescape(source[text_from:]))


def _visible(url: str) -> str:
    return _HIDDEN_IN_URL.sub("", url).strip()


def _scheme(url: str) -> str:
    """Scheme of a URL in small letters, found as a lenient browser finds it; empty for a path."""
    match = _SCHEME.match(url.replace(" ", ""))
    return match[1].lower() if match else ""


def _encoded(url: str) -> str:
    """A URL with every character that it cannot hold percent-encoded, a stray sign too."""
    path, mark, fragment = _STRAY_PERCENT.sub("%25", url).partition("#")
    return quote(path, _URL_SAFE) + mark + quote(fragment.replace("#", "%23"), _URL_SAFE)


def _leads_somewhere(url: str) -> bool:
    """Whether there is a host or a mail address behind the scheme, and no reader trips over it."""
    try:
        parts = urlsplit(url)
        has_port = parts.port is None or parts.port >= 0
    except ValueError:
        return False
    if parts.scheme.lower() == "mailto":
        return bool(parts.path)
    host = unquote(parts.hostname or "")
    return has_port and ".." not in host and _HOST.fullmatch(host) is not None


def link_target(target: str) -> str | None:
    """A link's target as it may stand in a book, or None where it may not.

    Admitted: http, https and mailto, a path, and `#id`. Characters that a URL cannot hold are
    percent-encoded; those that a browser overlooks and a reader does not see are taken out.
    """
    bare = _visible(target)
    if bare.startswith("//"):
        bare = f"https:{bare}"
    scheme = _scheme(bare)
    if not scheme:
        return bare
    found = _encoded(bare) if scheme in _SCHEMES else ""
    return found if _leads_somewhere(found) else None


def _cite(target: str) -> str | None:
    """The address of a quotation's source: on the network, since nothing leads there."""
    found = link_target(target)
    return found if found and _scheme(found) in {"http", "https"} else None


def image_source(source: str) -> str | None:
    """An image's address as written, or None where it is neither a path nor http(s)."""
    bare = _visible(source)
    return bare if _scheme(bare) in {"", "http", "https"} else None


def _classes(value: str) -> str:
    names = (_LANGUAGE_CLASSES.get(word.lower(), word) for word in value.split())
    known = (name for name in names if name in _CLASSES or name in {"en", "zh"})
    return " ".join(dict.fromkeys(known))


def _matching(pattern: re.Pattern[str]) -> Callable[[str], str | None]:
    """A check that lets a value pass which a pattern matches as a whole."""
    return lambda value: value if pattern.fullmatch(value) else None


def _any(value: str) -> str | None:
    return value


_CHECKS: Mapping[str, Callable[[str], str | None]] = {
    "alt": _any,
    "cite": _cite,
    "class": lambda value: _classes(value) or None,
    "colspan": _matching(_NUMBER),
    "datetime": _matching(_DATE),
    "dir": _matching(re.compile("ltr|rtl|auto")),
    "height": _matching(_NUMBER),
    "href": link_target,
    "id": _any,
    "lang": _matching(_LANGUAGE),
    "rowspan": _matching(_NUMBER),
    "src": image_source,
    "start": _matching(_INTEGER),
    "title": _any,
    "type": _matching(re.compile("[1aAiI]")),
    "value": _matching(_INTEGER),
    "width": _matching(_NUMBER),
}
"""What an admitted attribute's value becomes; None where it may not pass."""

GLOBAL = frozenset({"class", "dir", "id", "lang", "title"})
OWN: Mapping[str, frozenset[str]] = {
    "a": frozenset({"href"}),
    "blockquote": frozenset({"cite"}),
    "del": frozenset({"cite", "datetime"}),
    "img": frozenset({"alt", "height", "src", "width"}),
    "ins": frozenset({"cite", "datetime"}),
    "li": frozenset({"value"}),
    "ol": frozenset({"start", "type"}),
    "q": frozenset({"cite"}),
    "td": frozenset({"colspan", "rowspan"}),
    "th": frozenset({"colspan", "rowspan"}),
    "time": frozenset({"datetime"}),
}
_NECESSARY = {"bdo": "dir", "time": "datetime"}
# Elements that are nothing special, or not valid, without an attribute.


def _is_quiet(name: str) -> bool:
    return name in _QUIET_ATTRIBUTES or name.startswith(("data-", "aria-", "xml:"))


def _refusal(name: str, value: str) -> str:
    words = value if len(value) <= 40 else f"{value[:39]}…"  # noqa: PLR2004 -- as long as a message bears
    return f"{name}={words}" if name in {"href", "src", "cite"} else f"the attribute {name}"


def clean(tag: Tag) -> Clean:
    """Say what of an opening tag may enter a book."""
    name = _RENAMED.get(tag.name, tag.name)
    if name not in BLOCKS and name not in PHRASING:
        refused = () if name in _DROPPED_QUIETLY else (f"<{tag.name}>",)
        return Clean("", refused=refused)
    kept: dict[str, str] = {}
    refused_attributes: list[str] = []
    admitted = GLOBAL | OWN.get(name, frozenset())
    for key, value in tag.attributes.items():
        passed = _CHECKS[key](allowed(value)) if key in admitted else None
        if passed is not None:
            kept[key] = passed
        elif key in {"href", "src", "cite"} or (key not in admitted and not _is_quiet(key)):
            refused_attributes.append(_refusal(key, value))
    if name == "a" and "id" not in kept and tag.attributes.get("name"):
        kept["id"] = allowed(tag.attributes["name"])
    align = f"align-{tag.attributes.get('align', '').lower()}"
    if align in _CLASSES and name in {"td", "th", "p", "div"}:
        kept["class"] = f"{kept.get('class', '')} {align}".strip()
    if _NECESSARY.get(name, "lang") not in {*kept, "lang"}:
        name = "span"
    return Clean(name, kept, tuple(refused_attributes))
