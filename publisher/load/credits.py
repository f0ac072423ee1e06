"""The opening quote of a post (原文、作者、翻译、校对 …) or its byline → `Credits`.

What is taken is taken out of the prose, so it neither pairs with anything nor votes on the order
of the languages; what does not read as a credit stays where it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from publisher.language import HAN
from publisher.load.inline import Nodes, cut, elements, flat, lines, trim
from publisher.model import Block, Credit, CreditLine, Credits, Kind
from publisher.problems import Place
from publisher.xhtml import Element

_SOURCE = "source"
_NOTE = "note"

_WORDS: dict[str, str] = {
    _SOURCE: "原文、原文链接、原文地址、原文标题、原文出处、原文来源、原链接、原帖、来源、出处、"
    "链接、转自、转载自、source、source link、source url、source article、original、"
    "original article、original post、original text、original link、original source、"
    "originally published at、originally published on、link、via",
    "aut": "作者、原作者、原文作者、原著、文、著、撰文、author、authors、original author、writer、"
    "written、by",
    "trl": "译者、翻译、翻译者、中文翻译、译、编译、译文、translator、translators、translation、"
    "translated、chinese translation",
    "pfr": "校对、校对者、校、审校、校订、审阅、审核、审稿、proofreader、proofreaders、"
    "proofreading、proofread、reviewer、reviewers、reviewed、review",
    "cmt": "排版、版式、制版、layout、typesetting、typesetter、typeset、formatting、formatted",
    "edt": "编辑、责编、责任编辑、编者、主编、editor、editors、editing、edited",
    "ctb": "整理、策划、配图、插图、制作、贡献者、协作、推荐、contributor、contributors、compiler、"
    "compiled、illustrator、illustrations、illustrated",
    _NOTE: "标题、原标题、英文标题、日期、时间、发布日期、发表日期、发表时间、发布时间、原文日期、"
    "翻译日期、许可、版权、协议、title、original title、date、published、published on、"
    "publication date、translation date、license、licence、copyright、rights",
}
_LABELS = {word: role for role, words in _WORDS.items() for word in words.split("、")}
# A label, in lower case, and the MARC role it names; or that it names the source, or no person.

_LABELLED = re.compile(
    r"\s*+[*_]{0,3}(?:(?P<boxed>【[^】]{1,30}】)|(?P<label>[^:：\n*_]{1,50}?)[*_]{0,3}\s*+(?=[:：]))"
    r"(?P<colon>\s*+[:：]?)[*_]{0,3}(?P<space>\s*+)"
)
# The stars are those of `**作者：**甲`, which CommonMark takes for text.
_ACTED = re.compile(
    r"\s*(?P<label>(?:written |translated |edited |proofread )?by)\s+(?=\S)", re.IGNORECASE
)
_PARTS = re.compile(r"\s*(?:[、，,/／&＆+＋;；·•|｜]|\band\b|[与和及])\s*", re.IGNORECASE)
_EDGES = re.compile(r"^[\s*_【\[（(]+|[\s*_.】\]）)]+$")
_NAMES = re.compile(r"\s*[、，,;；&＆]\s*|\s+and\s+")
_HAN_NAMES = re.compile(rf"(?<=[{HAN}]{{2}})[和与及](?=[{HAN}]{{2}})")
_URL = re.compile(r"https?://[^\s\u3000-\u303f\uff00-\uffef<>\"]+")
_SENTENCE_END = re.compile(r"。|[！？][^》」”』）)\]]{4}|[.!?]\s+\S+\s+\S+\s+\S")
_SPOKEN = re.compile(r"[。！？!?]\s*$")
_BEFORE_PROSE = frozenset({Kind.HEADING, Kind.IMAGE, Kind.RULE})
_LONGEST_VALUE = 120
_MOST_LINES = 40
_MONTH = (
    "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\\.?"  # no word ends a date
)
_DATE = re.compile(
    rf"(?:\d{{1,2}}(?:st|nd|rd|th)?\s+{_MONTH},?\s+\d{{4}}|{_MONTH}\s+\d{{1,2}}(?:st|nd|rd|th)?,?"
    rf"\s+\d{{4}}|{_MONTH}\s+\d{{4}}|\d{{4}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}"
    r"|\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?)",
    re.IGNORECASE,
)
_PERSON = re.compile(
    rf"(?:by\s+)?(?:[A-ZÀ-Þ][\w.'’-]*(?:\s+(?:[A-ZÀ-Þ][\w.'’-]*|de|van|von|der|la)){{0,4}}|[{HAN}·]{{2,6}})",
)


@dataclass(frozen=True, slots=True)
class _Line:
    """One line that reads as a credit."""

    label: str
    roles: tuple[str, ...]
    value: Nodes
    place: Place
    separator: str = ""


# -- one line --------------------------------------------------------------------------------------


def _role(word: str) -> str | None:
    plain = " ".join(_EDGES.sub("", word).casefold().split())
    return _LABELS.get(plain) or _LABELS.get(plain.removesuffix(" by"))


def _roles(label: str) -> tuple[str, ...]:
    """The roles of a label such as `校对、排版`; empty where a part of it is no label."""
    if one := _role(label):
        return (one,)
    parts = [part for part in _PARTS.split(_EDGES.sub("", label)) if part]
    roles = [_role(part) for part in parts]
    if None in roles:
        parts = label.split()
        roles = [_role(part) for part in parts]
    return tuple(dict.fromkeys(role for role in roles if role)) if None not in roles else ()


def _is_sentence(nodes: Nodes) -> bool:
    words = _URL.sub("", flat(nodes))
    return len(words) > _LONGEST_VALUE or bool(_SENTENCE_END.search(words))


def _unwrap(nodes: Nodes) -> Nodes:
    """The inside of one `em` (or the like) that holds the whole line."""
    while (
        len(nodes) == 1 and isinstance(nodes[0], Element) and nodes[0].tag in {"em", "small", "i"}
    ):
        nodes = nodes[0].children
    return nodes


def _moved_link(label: Nodes, value: Nodes) -> Nodes:
    """The value, in the link that stood around the label: `[原文](https://…)：茶`."""
    links = [node for node in elements(label) if node.tag == "a"]
    if not links or any(node.tag == "a" for node in elements(value)):
        return value
    return (replace(links[0], children=value),)


def _linked_source(nodes: Nodes, place: Place) -> _Line | None:
    """A line that is a link with a label for its words: `[原文](https://…)`."""
    words = flat(nodes).strip()
    is_link = len(nodes) == 1 and isinstance(nodes[0], Element) and nodes[0].tag == "a"
    if is_link and _role(words) == _SOURCE:
        return _Line("", (_SOURCE,), nodes, place)
    return None


def _credit_line(nodes: Nodes, place: Place) -> _Line | None:
    """A line `label：value`, or `By A. Writer`, if it is one."""
    nodes = _unwrap(nodes)
    words = flat(nodes)
    found = _LABELLED.match(words) or _ACTED.match(words)
    if not found or (found.re is _ACTED and not _PERSON.fullmatch(words[found.end() :].strip())):
        return _linked_source(nodes, place)
    is_labelled = found.re is _LABELLED
    label = (is_labelled and found["boxed"]) or found["label"]
    separator = found["colon"].strip() + found["space"] if is_labelled else " "
    before, value = cut(nodes, found.end())
    roles = _roles(label)
    if not roles or not flat(value).strip() or _is_sentence(value):
        return None
    value = _moved_link(before, trim(value))
    return _Line(" ".join(label.split()), roles, value, place, re.sub(r"\s+", " ", separator))


# -- people and sources ----------------------------------------------------------------------------


def _link(nodes: Nodes) -> str:
    """The web address in nodes: of their first link, or written out."""
    for node in elements(nodes):
        if node.tag == "a" and _URL.match(node.get("href")):
            return node.get("href")
    bare = _URL.search(flat(nodes))
    return bare[0].rstrip(".,;") if bare else ""


def _split_names(nodes: Nodes) -> Iterator[Nodes]:
    """The names in a value; a separator inside a link divides nothing."""
    words = flat(nodes)
    closed = [
        (start, start + len(flat((node,))))
        for start, node in _starts(nodes)
        if isinstance(node, Element) and node.tag == "a"
    ]
    cuts = sorted(
        (found.start(), found.end())
        for pattern in (_NAMES, _HAN_NAMES)
        for found in pattern.finditer(words)
        if not any(start < found.end() and found.start() < end for start, end in closed)
    )
    rest, done = nodes, 0
    for start, end in cuts:
        name, rest = cut(rest, start - done)
        _, rest = cut(rest, end - start)
        done = end
        yield name
    yield rest


def _starts(nodes: Nodes) -> Iterator[tuple[int, Element | str]]:
    """Nodes with the offsets at which their text begins."""
    offset = 0
    for node in nodes:
        yield offset, node
        offset += len(flat((node,)))


def _name(nodes: Nodes) -> tuple[str, str] | None:
    """A name and the address that goes with it."""
    url = _link(nodes)
    words = " ".join(flat(nodes).split())
    alone = re.sub(r"\s*[（(]\s*[）)]\s*$", "", words.replace(url, "").strip()) if url else words
    name = alone.strip(" ：:|") or words
    return (name, url) if name else None


def _people(line: _Line) -> Iterator[Credit]:
    roles = [role for role in line.roles if role not in {_SOURCE, _NOTE}]
    if not roles:
        return
    names = [name for part in _split_names(line.value) if (name := _name(part))]
    for role in roles:
        yield from (Credit(role, name, url) for name, url in names)


def _source(found: list[_Line]) -> str:
    links = (_link(line.value) for line in found if _SOURCE in line.roles)
    return next((link for link in links if link), "")


# -- blocks ----------------------------------------------------------------------------------------


def _located_lines(block: Block) -> list[tuple[Place, Nodes]]:
    """The lines of a leaf; of a container, those of all its leaves."""
    if block.kind is Kind.PARAGRAPH:
        place = block.place
        return [
            (replace(place, line=place.line + number), row)
            for number, row in lines(block.element.children)
        ]
    return [line for child in block.children for line in _located_lines(child)]


def _holds_only_lines(block: Block) -> bool:
    if block.kind is Kind.PARAGRAPH:
        return True
    is_list = block.kind in {Kind.LIST, Kind.ITEM}
    return is_list and all(_holds_only_lines(child) for child in block.children)


def _labelled(block: Block) -> list[_Line]:
    """The credits in a block of a quote; empty where it is something else.

    Beside a label that is known, other lines may stand if they are short (`首发于某报`): they are
    credits without a role.
    """
    rows = _located_lines(block) if _holds_only_lines(block) else []
    if not 0 < len(rows) <= _MOST_LINES:
        return []
    read = [_credit_line(row, place) for place, row in rows]
    known = [line for line in read if line]
    if not known or read[0] is None or len(known) * 2 < len(read):
        return []
    if all(line.roles == (_NOTE,) for line in known):
        return []
    if any(line is None and _is_sentence(row) for line, (_, row) in zip(read, rows, strict=True)):
        return []
    return [
        line or _Line("", (_NOTE,), row, place)
        for line, (place, row) in zip(read, rows, strict=True)
    ]


def _byline_line(nodes: Nodes, place: Place) -> _Line | None:
    """A name, a date, or both with something between them."""
    words = " ".join(flat(nodes).split())
    dated = _DATE.search(words)
    rest = (words[: dated.start()] + words[dated.end() :]).strip(" ,，·•|｜-–—") if dated else words
    if not rest and dated:
        return _Line("", (_NOTE,), nodes, place)
    return _Line("", ("aut",), nodes, place) if _PERSON.fullmatch(rest) else None


def _byline(block: Block) -> list[_Line]:
    """`A. Writer ⏎ 3 May 2020`: at least one name and one date, and nothing else."""
    rows = _located_lines(block) if block.kind is Kind.PARAGRAPH else []
    if len(rows) > _MOST_LINES:
        return []
    read = [_byline_line(row, place) for place, row in rows]
    found = [line for line in read if line]
    dated = any(_DATE.search(flat(row)) for _, row in rows)
    named = any("aut" in line.roles for line in found)
    return found if dated and named and len(found) == len(rows) else []


def _bylined(line: _Line) -> Iterator[Credit]:
    if "aut" not in line.roles:
        return
    words = re.sub(
        r"^by\s+", "", _DATE.sub("", " ".join(flat(line.value).split())), flags=re.IGNORECASE
    )
    yield Credit("aut", words.strip(" ,，·•|｜-–—"), _link(line.value))


@dataclass(frozen=True, slots=True)
class _Taken:
    """What one opening block gives, and what is left of it."""

    lines: list[_Line]
    people: list[Credit]
    rest: tuple[Block, ...]


def _take_lines(block: Block) -> _Taken | None:
    if found := _byline(block):
        return _Taken(found, [person for line in found for person in _bylined(line)], ())
    if found := _labelled(block):
        return _Taken(found, [person for line in found for person in _people(line)], ())
    return None


def _take_quote(block: Block) -> _Taken | None:
    """The credits at the beginning of a quote; what follows them stays a quote."""
    found: list[_Line] = []
    people: list[Credit] = []
    rest = block.children
    while rest and (taken := _take_lines(rest[0])):
        found += taken.lines
        people += taken.people
        rest = rest[1:]
    if not found:
        return None
    left = (replace(block, children=rest, place=rest[0].place),) if rest else ()
    return _Taken(found, people, left)


def _take_bare(block: Block) -> _Taken | None:
    """A paragraph or list of credits outside a quote: every line of it must be one.

    A line that ends like a sentence is none: in an interview, `编辑：` is somebody who speaks.
    """
    taken = _take_lines(block)
    if taken is None or (taken.lines[0].label and any(not line.label for line in taken.lines)):
        return None
    return None if any(_SPOKEN.search(flat(line.value)) for line in taken.lines) else taken


def _take(block: Block) -> _Taken | None:
    if block.kind is Kind.QUOTE:
        return _take_quote(block)
    if block.kind in {Kind.PARAGRAPH, Kind.LIST}:
        return _take_bare(block)
    return None


def read_credits(blocks: tuple[Block, ...]) -> tuple[Credits, tuple[Block, ...]]:
    """Take the credits out of the beginning of a post.

    They stand before any prose; headings, images and rules may come first. Returns the credits
    and the blocks that are left, in order.
    """
    kept: list[Block] = []
    found: list[_Line] = []
    people: list[Credit] = []
    rest = blocks
    while rest:
        taken = _take(rest[0])
        if taken is None and rest[0].kind not in _BEFORE_PROSE:
            break
        kept += taken.rest if taken else rest[:1]
        rest = rest[1:]
        if taken:
            found += taken.lines
            people += taken.people
        if taken and taken.rest:
            break
    kept += rest
    written = tuple(
        CreditLine(line.label, line.value, line.place, line.separator) for line in found
    )
    return Credits(_source(found), tuple(dict.fromkeys(people)), written), tuple(kept)
