"""The closing section 名词解析 (术语表, Glossary …) of a post → its terms.

An item is `<span id="glossary-x"></span>**names**：definition`, or one of the forms that people
write for it. Without an item that has an id, and without one that has a bold name, a section with
such a heading is prose and stays so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from publisher.language import HAN, Language, han_count, language_of, latin_words
from publisher.load.inline import Nodes, cut, elements, flat, trim
from publisher.model import Block, Definition, Kind, Name, Term
from publisher.problems import Place, Problem, Problems
from publisher.titles import anchor_of
from publisher.xhtml import Element, Node, text, transform, with_attrs

_SURE_TITLES = "名词解析|名词解释|术语解释|术语表|词汇表|名词表|glossary of terms|glossary"
_TITLES = re.compile(
    rf"{_SURE_TITLES}|术语说明|生词表|专有名词|术语|词汇|key terms|terminology|vocabulary"
)
_SURE_TITLE = re.compile(_SURE_TITLES)
_BESIDE_TITLE = re.compile(
    r"^[一二三四五六七八九十]+(?=\s*[、.．])|附录|附|相关|本文|文中|及|和|appendix|\band\b|\bthe\b|\b[a-z]\b"
)
_BOLD = frozenset({"strong", "b", "dfn", "mark", "em", "code"})
_COLON = rf"\s*(?:：|:(?=\*{{0,3}}(?:\s|[{HAN}“\"]|$))|——)\*{{0,3}}\s*"
# The stars are those of `**名：**定义`, which CommonMark takes for text.
_SEPARATOR = re.compile(rf"{_COLON}|\s+(?:[-–—=]|--)\s+")
_BRACKETS = re.compile(r"[（(\[【]([^（）()\[\]【】]*)[）)\]】]")
_VARIANTS = re.compile(r"\s*[/／、|｜]\s*")
_CAPITALS = re.compile(r"[A-Z]{1,4}(?:\s*/\s*[A-Z]{1,4})+|.*\b\w/\w\b.*")
_STRONG_SEAM = re.compile(
    r"(?P<end>[.!?。！？…；;][\"'”’」』）)\]]*)\s*|(?P<gap>\s*\n\s*|\s+[/|｜]\s+)", re.ASCII
)
_WEAK_SEAM = re.compile(rf"(?<=[^\s{HAN}])\s+(?=[{HAN}])|(?<=[{HAN}。，）；])\s+(?=[A-Za-z])")
_GOES_ON = "是指的在和与等中这即为就用"
_LONGEST_LABEL = 120
_MOST_SEAMS = 200
_MOST_READING = 1_000_000
_COLONS = " ：:*\n"


@dataclass(frozen=True, slots=True)
class Glossary:
    """What a post's glossary section gives."""

    blocks: tuple[Block, ...]
    """All other blocks of the post."""

    terms: tuple[Term, ...] = ()
    title: Block | None = None
    targets: Mapping[str, str] = field(default_factory=dict)
    """Ids that a link may lead to (with the post's prefix), each with the anchor of its term."""


@dataclass(frozen=True, slots=True)
class _Entry:
    """One item before its id is known to be unique."""

    ids: tuple[str, ...]
    label: str
    has_bold_name: bool
    definitions: tuple[Definition, ...]
    place: Place
    separator: str = ""

    @property
    def is_empty(self) -> bool:
        """Whether nothing at all stands in the item."""
        return not (self.ids or self.label or self.definitions)


# -- the title -------------------------------------------------------------------------------------


def _is_title(block: Block, titles: re.Pattern[str] = _TITLES) -> bool:
    """Whether a heading, or a paragraph all in bold, names a glossary and nothing else."""
    inside = [node for node in block.element.children if node != "\n"]
    all_bold = len(inside) == 1 and isinstance(inside[0], Element) and inside[0].tag == "strong"
    if block.kind is not Kind.HEADING and not (block.kind is Kind.PARAGRAPH and all_bold):
        return False
    words = " ".join(text(block.element).casefold().split())
    rest, found = titles.subn(" ", words)
    return found > 0 and not any(char.isalpha() for char in _BESIDE_TITLE.sub("", rest))


def _level(block: Block) -> int:
    """The level of a heading; a bold paragraph is below all of them."""
    return int(block.element.tag[1:]) if block.kind is Kind.HEADING else 7


def _joined_title(blocks: tuple[Block, ...]) -> Block:
    """The heading, or a pair of headings as one: `Glossary | 名词解析`."""
    first = blocks[0]
    children: list[Node] = list(first.element.children)
    for other in blocks[1:]:
        children += [" | ", *other.element.children]
    return replace(first, element=replace(first.element, children=tuple(children)))


# -- ids -------------------------------------------------------------------------------------------


def _ids(nodes: Iterable[Node], prefix: str) -> tuple[str, ...]:
    """Ids of the author's anchors in nodes."""
    found = (
        node.get("id") or node.get("name")
        for node in elements(nodes)
        if "noteref" not in node.classes
    )
    return tuple(dict.fromkeys(name for name in found if name.startswith(prefix)))


def _without_anchors(nodes: Nodes) -> Nodes:
    """Nodes without their anchors: an empty one goes, another keeps its content."""

    def change(node: Element) -> tuple[Node, ...]:
        if "noteref" in node.classes or not (node.get("id") or node.get("name")):
            return (node,)
        bare = with_attrs(node, id=None, name=None)
        is_only_anchor = bare.tag in {"a", "span"} and not bare.attrs
        return bare.children if is_only_anchor else (bare,)

    return tuple(
        child
        for node in nodes
        for child in ((node,) if isinstance(node, str) else transform(node, change))
    )


# -- the name and what follows it ------------------------------------------------------------------


def _bold_end(nodes: Nodes) -> int:
    """Offset of the end of a name in bold at the beginning; 0 where there is none."""
    offset = 0
    for node in nodes:
        if isinstance(node, Element) and node.tag in _BOLD and text(node).strip():
            return offset + len(text(node))
        if flat((node,)).strip():
            return 0
        offset += len(flat((node,)))
    return 0


def _is_more_names(between: str) -> bool:
    """Whether what stands between a bold name and a colon belongs to the name."""
    rest = _BRACKETS.sub("", between).strip()
    return not rest or rest[0] in "/／、|｜"


def _label_end(nodes: Nodes, *, is_alone: bool) -> tuple[int, int]:
    """Where the names end and where the definition begins."""
    words = flat(nodes)
    bold = _bold_end(nodes)
    line = words.partition("\n")[0]
    found = _SEPARATOR.search(words[: bold + _LONGEST_LABEL], bold)
    if bold and found and _is_more_names(words[bold : found.start()]):
        return found.start(), found.end()
    if bold:
        return bold, bold
    found = _SEPARATOR.search(line[:_LONGEST_LABEL])
    if found and found.start():
        return found.start(), found.end()
    end = len(line) if len(line) < len(words) or not is_alone else len(words)
    return end, end


def _clean_label(words: str) -> str:
    return " ".join(words.split()).strip(_COLONS)


def _separator(words: str, end: int, begin: int) -> str:
    """What stands between the names and the definition; a colon may be in bold with the name."""
    inside = words[:end]
    between = inside[len(inside.rstrip(_COLONS)) :] + words[end:begin]
    return re.sub(r"\s+", " ", between.replace("*", ""))


def _names(label: str) -> tuple[Name, ...]:
    """The names in a label: divided at slashes and brackets, each once."""
    parts = [_BRACKETS.sub(" ", label), *_BRACKETS.findall(label)]
    names: list[str] = []
    for part in parts:
        whole = part.strip()
        names += [whole] if _CAPITALS.fullmatch(whole) else _VARIANTS.split(whole)
    plain = (" ".join(name.split()) for name in names)
    return tuple(Name(name, _language(name)) for name in dict.fromkeys(plain) if name)


# -- definitions -----------------------------------------------------------------------------------


def _language(words: str) -> Language:
    found = language_of(words)
    return found or (Language.ZH if han_count(words) else Language.EN)


def _sides(left: str, right: str) -> tuple[str, str] | None:
    """English and Chinese of two sides in clearly different languages."""
    languages = language_of(left), language_of(right)
    if languages == (Language.EN, Language.ZH):
        return left, right
    return (right, left) if languages == (Language.ZH, Language.EN) else None


def _strong_score(left: str, right: str) -> int | None:
    """How much stands on the wrong side of a seam at a sentence's or a line's end."""
    sides = _sides(left, right)
    if sides is None or latin_words(sides[0]) <= 1:
        return None
    return 2 * han_count(sides[0]) + latin_words(sides[1])


def _weak_score(left: str, right: str) -> int | None:
    """The same for a seam at a space: both sides must be whole phrases of one language."""
    sides = _sides(left, right)
    if sides is None or right[0] in _GOES_ON:
        return None
    english, chinese = sides
    is_phrase = latin_words(english) > 4 and han_count(english) == 0  # noqa: PLR2004 - "a phrase"
    is_chinese = han_count(chinese) >= 4 * max(latin_words(chinese), 1)
    return latin_words(chinese) if is_phrase and is_chinese else None


def _seam(words: str) -> tuple[int, int] | None:
    """Where one language ends and the other begins, if a definition is in both."""
    scored: list[tuple[int, int, int, int]] = []
    most = min(_MOST_SEAMS, _MOST_READING // (len(words) + 1))
    for weakness, pattern in enumerate((_STRONG_SEAM, _WEAK_SEAM)):
        for count, found in enumerate(pattern.finditer(words)):
            start = found.end("end") if pattern is _STRONG_SEAM and found["end"] else found.start()
            left, right = words[:start].strip(), words[found.end() :].strip()
            score = (_weak_score if weakness else _strong_score)(left, right) if right else None
            if score is not None:
                scored.append((score, weakness, start, found.end()))
            if count > most:
                break
    return min(scored)[2:] if scored else None


def _definitions(nodes: Nodes, place: Place) -> Iterator[Definition]:
    """The definition in a leaf, or its English and its Chinese part."""
    words = flat(nodes)
    seam = _seam(words)
    if seam is None:
        if content := trim(nodes):
            prose = "".join(text(node, frozenset({"code"})) for node in content)
            language = language_of(prose) or _language(words)
            yield Definition(language, content, place)
        return
    start, end = seam
    first, rest = cut(nodes, start)
    second = cut(rest, end - start)[1]
    below = replace(place, line=place.line + words[:end].count("\n"))
    yield from _definitions_of(((first, place), (second, below)))


def _definitions_of(leaves: Iterable[tuple[Nodes, Place]]) -> Iterator[Definition]:
    for nodes, place in leaves:
        if content := trim(nodes):
            yield Definition(_language(flat(content)), content, place)


def _cells(block: Block) -> Nodes:
    nodes: list[Node] = []
    for cell in block.element.children:
        nodes += [" ", *(cell.children if isinstance(cell, Element) else (cell,))]
    return tuple(nodes)


def _inline(block: Block) -> Nodes:
    """The content of a leaf as inline nodes."""
    if block.kind is Kind.ROW:
        return _cells(block)
    if block.kind is Kind.RULE:
        return ()
    return tuple(
        child
        for node in block.element.children
        for child in (
            node.children if isinstance(node, Element) and node.tag == "figcaption" else (node,)
        )
    )


def _leaves(blocks: Iterable[Block]) -> Iterator[tuple[Nodes, Place]]:
    for block in blocks:
        if block.children:
            yield from _leaves(block.children)
        else:
            yield _inline(block), block.place


# -- entries ---------------------------------------------------------------------------------------


def _entry(leaves: list[tuple[Nodes, Place]], ids: tuple[str, ...], prefix: str) -> _Entry:
    """An entry out of the leaves of an item: names first, in the first of them."""
    first, place = leaves[0]
    ids = tuple(dict.fromkeys((*ids, *_ids(first, prefix))))
    nodes = trim(_without_anchors(first))
    words = flat(nodes)
    end, begin = _label_end(nodes, is_alone=len(leaves) == 1)
    label = _clean_label(words[:end])
    below = replace(place, line=place.line + words[:begin].count("\n"))
    rest = [(cut(nodes, begin)[1], below), *leaves[1:]]
    definitions = tuple(found for leaf in rest for found in _definitions(*leaf))
    separator = _separator(words, end, begin)
    has_bold_name = bool(_bold_end(nodes)) or words.startswith("**")
    return _Entry(ids, label, has_bold_name, definitions, place, separator)


def _has_items_with_ids(block: Block, prefix: str) -> bool:
    return block.kind is Kind.LIST and any(_item_ids(item, prefix) for item in block.children)


def _item_ids(item: Block, prefix: str) -> tuple[str, ...]:
    """Ids on a list item or in its first paragraph."""
    first = item.children[:1]
    inside = first[0].element.children if first and not first[0].children else ()
    own = (item.element, *(block.element for block in first))
    return _ids((*(replace(shell, children=()) for shell in own), *inside), prefix)


def _from_item(item: Block, prefix: str) -> Iterator[_Entry | Block]:
    """An item's entry; of an item that groups others, the others, and its own text as it is."""
    groups = tuple(child for child in item.children if _has_items_with_ids(child, prefix))
    own = tuple(child for child in item.children if child not in groups)
    ids = _item_ids(item, prefix)
    if groups and not ids:
        yield from own
    elif leaves := list(_leaves(own)):
        yield replace(_entry(leaves, ids, prefix), place=item.place)
    for group in groups:
        yield from _from_list(group, prefix)


def _from_list(block: Block, prefix: str) -> Iterator[_Entry | Block]:
    for item in block.children:
        yield from _from_item(item, prefix)


def _from_definitions(block: Block, prefix: str) -> Iterator[_Entry]:
    """Entries of a `dl`: one or more terms, then one or more definitions."""
    terms: list[Block] = []
    below: list[Block] = []
    for child in (*block.children, None):
        if child is not None and child.kind is Kind.DEFINITION:
            below.append(child)
            continue
        if terms and (below or child is None):
            yield _defined(terms, below, prefix)
            terms, below = [], []
        if child is not None:
            terms.append(child)


def _defined(terms: list[Block], below: list[Block], prefix: str) -> _Entry:
    shells = [replace(block.element, children=()) for block in (*terms, *below)]
    leaves = list(_leaves(below))
    ids = _ids((*shells, *(node for term in terms for node in term.element.children)), prefix)
    inside = tuple(name for nodes, _ in leaves[:1] for name in _ids(nodes, prefix))
    label = " / ".join(_clean_label(text(term.element)) for term in terms)
    bare = [(_without_anchors(nodes), place) for nodes, place in leaves]
    definitions = tuple(found for leaf in bare for found in _definitions(*leaf))
    return _Entry((*ids, *inside), label, True, definitions, terms[0].place)  # noqa: FBT003 - a dt is a name


def _from_paragraph(block: Block, prefix: str) -> Iterator[_Entry | Block]:
    """A paragraph that begins with an anchor is an entry of its own."""
    ids = _ids((replace(block.element, children=()), *block.element.children), prefix)
    if ids and flat(block.element.children).strip():
        yield _entry([(block.element.children, block.place)], ids, prefix)
    else:
        yield block


def _entries(section: tuple[Block, ...], prefix: str) -> list[_Entry | Block]:
    """Entries of a section and the blocks that are none, in order; rules are dropped.

    A paragraph after an entry without a definition is its definition.
    """
    found: list[_Entry | Block] = []
    for block in section:
        last = found[-1] if found else None
        if block.kind is Kind.LIST:
            found += _from_list(block, prefix)
        elif block.kind is Kind.DEFINITIONS:
            found += _from_definitions(block, prefix)
        elif block.kind is not Kind.PARAGRAPH:
            found += [block] if block.kind is not Kind.RULE else []
        elif (
            isinstance(last, _Entry)
            and not last.definitions
            and not _ids(block.element.children, prefix)
        ):
            definitions = tuple(_definitions(block.element.children, block.place))
            found[-1] = replace(last, definitions=definitions)
        else:
            found += _from_paragraph(block, prefix)
    return [part for part in found if isinstance(part, Block) or not part.is_empty]


def _is_glossary(found: list[_Entry | Block], title: Block) -> bool:
    """Whether a section is a glossary: some item has an id, or every one a name in bold."""
    entries = [part for part in found if isinstance(part, _Entry)]
    if any(entry.ids for entry in entries):
        return True
    has_headings = any(isinstance(part, Block) and part.kind is Kind.HEADING for part in found)
    all_named = bool(entries) and all(entry.has_bold_name for entry in entries)
    return all_named and not has_headings and _is_title(title, _SURE_TITLE)


# -- terms -----------------------------------------------------------------------------------------


class _Shelf:
    """Gives every entry an anchor of its own."""

    def __init__(self, prefix: str) -> None:
        self.prefix = prefix
        self.targets: dict[str, str] = {}
        self.taken = {f"{prefix}glossary", f"{prefix}glossary-title"}  # typeset's own ids
        self.problems: list[Problem] = []

    def _anchor(self, wanted: str) -> str:
        number, free = 1, wanted
        while free in self.taken:
            number += 1
            free = f"{wanted}-{number}"
        self.taken.add(free)
        return free

    def term(self, entry: _Entry) -> Term:
        """The term of an entry."""
        made_up = f"{self.prefix}glossary-{anchor_of(entry.label)}"
        wanted = entry.ids[0] if entry.ids else made_up
        if entry.ids and wanted in self.targets:
            self._double(wanted, entry)
        anchor = self._anchor(wanted)
        for name in (wanted, *entry.ids, anchor):
            self.targets.setdefault(name, anchor)
        plain = wanted.removeprefix(self.prefix)
        label = entry.label or (plain.removeprefix("glossary-") if entry.ids else "—")
        if not entry.definitions:
            self._undefined(label, entry)
        return Term(
            plain,
            anchor,
            label,
            _names(label),
            entry.definitions,
            entry.place,
            entry.separator,
        )

    def _double(self, wanted: str, entry: _Entry) -> None:
        message = f"the id “{wanted.removeprefix(self.prefix)}” is given to a second term"
        hint = f"Links lead to the first; give “{entry.label}” an id of its own."
        self.problems.append(Problem("G002", entry.place, message, hint))

    def _undefined(self, label: str, entry: _Entry) -> None:
        message = f"the term “{label}” has no definition"
        hint = "Write a colon and the definition after the name."
        self.problems.append(Problem("G005", entry.place, message, hint))


def _candidates(blocks: tuple[Block, ...]) -> Iterator[tuple[int, int, int]]:
    """Every section whose title names a glossary, the last first: title, content, end."""
    for index in range(len(blocks) - 1, -1, -1):
        if not _is_title(blocks[index]):
            continue
        start = index - 1 if index and _is_title(blocks[index - 1]) else index
        level = min(_level(blocks[start]), _level(blocks[index]))
        later = range(index + 1, len(blocks))
        ends = (n for n in later if blocks[n].kind is Kind.HEADING and _level(blocks[n]) <= level)
        yield start, index + 1, next(ends, len(blocks))


def read_glossary(blocks: tuple[Block, ...], anchor: str) -> tuple[Glossary, Problems]:
    """Take the glossary out of a post.

    `anchor` is the post's, with which every id in `blocks` begins. What stands in the section and
    is no item (an introduction) stays among the blocks, where the section was. An id given twice
    is problem G002, a term without a definition G005.
    """
    prefix = f"{anchor}--"
    for start, content, end in _candidates(blocks):
        title = _joined_title(blocks[start:content])
        found = _entries(blocks[content:end], prefix)
        if not _is_glossary(found, title):
            continue
        shelf = _Shelf(prefix)
        terms = tuple(shelf.term(part) for part in found if isinstance(part, _Entry))
        kept = tuple(part for part in found if isinstance(part, Block))
        has_rule = start > 0 and blocks[start - 1].kind is Kind.RULE
        before = blocks[: start - 1 if has_rule else start]
        if title.element.get("id"):
            shelf.targets.setdefault(title.element.get("id"), f"{prefix}glossary")
        glossary = Glossary((*before, *kept, *blocks[end:]), terms, title, shelf.targets)
        return glossary, tuple(shelf.problems)
    return Glossary(blocks), ()
