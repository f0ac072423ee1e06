"""What CSS cannot do for text in two scripts and the tree can: line ends, and foreign words.

No character is added; the only ones taken away are line ends of the source that are no space in
Chinese (CSS Text 4, "segment break transformation").
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from publisher.language import HAN, Language, language_of
from publisher.xhtml import Element, Node, element, text, with_attrs, with_children

_WIDE = re.compile(f"[{HAN}\u3000-\u303f\u3040-\u30ff\uff00-\uff60\uffe0-\uffe6“”‘’…—·]+")
_HAN_RUN = re.compile(f"[{HAN}]+(?:[，。、；：？！（）《》「」『』〈〉…—·]+[{HAN}]+)*")
_LATIN = "A-Za-zÀ-ÖØ-öø-ɏ"
_LATIN_RUN = re.compile(f"[{_LATIN}]+(?:[’'-][{_LATIN}]+)*(?: +[{_LATIN}]+(?:[’'-][{_LATIN}]+)*)*")
_OPAQUE = frozenset({"code", "pre", "kbd", "math", "samp", "var", "rt"})
"""Elements whose text belongs to no language."""
_STRESSED = frozenset({"em", "i", "cite"})
"""Elements whose Latin words are set in italics, and whose Chinese is not."""


def _texts(nodes: tuple[Node, ...]) -> Iterator[str]:
    for node in nodes:
        if isinstance(node, str):
            yield node
        elif node.tag == "br":
            yield "\n"
        else:
            yield from _texts(node.children)


def _is_no_space(before: str, after: str) -> bool:
    return (
        not before
        or not after
        or "\n" in (before, after)
        or bool(_WIDE.match(before) or _WIDE.match(after))
    )


class _Joiner:
    """Walks the text of one block from left to right and takes out line ends that are no space."""

    def __init__(self, nodes: tuple[Node, ...], language: Language) -> None:
        self.whole = "".join(_texts(nodes))
        self.at = 0
        self.chinese = language is Language.ZH

    def _line_end(self, position: int) -> str:
        before = self.whole[:position].rstrip(" ")[-1:]
        after = self.whole[position + 1 :].lstrip(" ")[:1]
        if "\n" in (before, after) or not before or not after:
            return ""
        return "" if self.chinese and _is_no_space(before, after) else "\n"

    def text(self, value: str) -> str:
        """The run `value`, which is the next one of the block."""
        start, self.at = self.at, self.at + len(value)
        if "\n" not in value:
            return value
        out = ""
        for offset, char in enumerate(value):
            if char != "\n":
                out += char
            elif self._line_end(start + offset):
                out += "\n"
            else:
                out = out.rstrip(" ")
        return out

    def nodes(self, nodes: tuple[Node, ...]) -> tuple[Node, ...]:
        """The nodes, which are the next ones of the block."""
        return tuple(self._node(node) for node in nodes)

    def _node(self, node: Node) -> Node:
        if isinstance(node, str):
            return self.text(node)
        if node.tag == "br":
            self.at += 1
            return node
        return with_children(node, *self.nodes(node.children))


def _tagged(
    value: str, pattern: re.Pattern[str], language: Language, *, stressed: bool
) -> Iterator[Node]:
    at = 0
    for found in pattern.finditer(value):
        if not (stressed or _is_foreign(found.group(), language)):
            continue
        yield value[at : found.start()]
        yield element("span", {"lang": language.tag}, found.group())
        at = found.end()
    yield value[at:]


def _is_foreign(run: str, language: Language) -> bool:
    """Whether a run deserves its own language: Han always, Latin from two words or with ’ on."""
    return language is Language.ZH or " " in run or "’" in run


def _foreign(node: Node, language: Language, *, stressed: bool = False) -> tuple[Node, ...]:
    """Mark runs of the other language inside a run of `language`.

    In stressed words one Latin word is enough: it leans, and the Chinese beside it does not.
    """
    if isinstance(node, str):
        pattern = _LATIN_RUN if language is Language.ZH else _HAN_RUN
        runs = _tagged(node, pattern, language.other, stressed=stressed)
        return tuple(part for part in runs if part)
    if node.tag in _OPAQUE or node.get("lang"):
        return (node,)
    if "term" in node.classes or "noteref" in node.classes:
        return (_marked_link(node, language),)
    stressed = stressed or node.tag in _STRESSED
    parts = tuple(
        part for child in node.children for part in _foreign(child, language, stressed=stressed)
    )
    return (with_children(node, *parts),)


def _marked_link(node: Element, language: Language) -> Element:
    """A link that may hold no element: its own `lang` says that its words are foreign."""
    found = language_of(text(node))
    return with_attrs(node, lang=found.tag) if found and found is not language else node


def space(nodes: tuple[Node, ...], language: Language) -> tuple[Node, ...]:
    """Fit the inline content of one block of `language` for every medium.

    A line end beside Han (or at a hard break) goes away, every other stays white space; a Han run
    inside English, and two or more Latin words, one with ’ or a stressed one inside Chinese, get
    their own language, since fonts, italics, hyphens and voices follow it.
    """
    joined = _Joiner(nodes, language).nodes(nodes)
    return tuple(part for node in joined for part in _foreign(node, language))
