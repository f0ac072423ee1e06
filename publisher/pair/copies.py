"""What an author wrote twice, once for each language: code and images, kept once."""

from __future__ import annotations

import re

from publisher.language import Language, language_of
from publisher.model import Block, Kind, Pair, Shared
from publisher.pair.atoms import Aside, Flow
from publisher.pair.complaints import shown_once
from publisher.xhtml import Element, Node, text, walk, with_attrs, with_children

_COMMENT = re.compile(r"(?:#|//|--|;|%|<!--|/\*|\*).*$", re.MULTILINE)
_COPIED = frozenset({Kind.CODE, Kind.FORMULA, Kind.IMAGE})
_BAR = " | "


def _bare_code(block: Block) -> str:
    lines = _COMMENT.sub("", text(block.element)).split("\n")
    return "\n".join(line.rstrip() for line in lines if line.strip())


def _sources(block: Block) -> tuple[str, ...]:
    return tuple(node.get("src") for node in walk(block.element) if node.tag == "img")


def _caption(block: Block) -> str:
    return "".join(text(n) for n in walk(block.element) if n.tag == "figcaption").strip()


def _both(first: str, second: str) -> str | None:
    """Two captions as one, English first; None where they are not in two languages."""
    sides = {language_of(first): first, language_of(second): second}
    if set(sides) != set(Language):
        return None
    return sides[Language.EN] + _BAR + sides[Language.ZH]


def _captioned(node: Element, alt: str, caption: str) -> Element:
    children: list[Node] = []
    for child in node.children:
        if isinstance(child, str):
            children.append(child)
        elif child.tag == "img":
            children.append(with_attrs(child, alt=alt))
        elif child.tag == "figcaption":
            children.append(with_children(child, caption))
        else:
            children.append(_captioned(child, alt, caption))
    return with_children(node, *children)


def _alt(block: Block) -> str:
    return next((n.get("alt") for n in walk(block.element) if n.tag == "img"), "")


def _image(first: Block, second: Block) -> Block | None:
    """One image for two with the same source, with the captions of both."""
    if not _sources(first) or _sources(first) != _sources(second):
        return None
    one, two = _caption(first), _caption(second)
    caption = one if one == two else _both(one, two)
    if caption is None:
        return None
    alt = _both(_alt(first), _alt(second)) or _alt(first)
    merged = _captioned(first.element, alt, caption)
    return Block(first.kind, merged, first.place, first.language, first.children)


def _kept_twice(first: Block, second: Block, language: Language) -> Flow:
    """Code whose comments are translated: each with its language."""
    sides = {language: first, language.other: second}
    return Flow((Pair((sides[Language.EN],), (sides[Language.ZH],)),))


def _once(first: Aside, second: Aside, language: Language) -> Flow | None:
    """One flow for two copies; None where they are not copies."""
    one, two = first.block, second.block
    if one.kind is not two.kind or one.kind not in _COPIED:
        return None
    if one.kind is Kind.IMAGE:
        image = _image(one, two)
        said = (shown_once(two, "an image that stands here twice"),)
        return Flow((Shared(image),), said) if image else None
    if text(one.element) == text(two.element):
        what = "a formula" if one.kind is Kind.FORMULA else "code"
        return Flow((Shared(one),), (shown_once(two, f"{what} that stands here twice"),))
    if one.kind is Kind.FORMULA:
        return None
    if _bare_code(one) and _bare_code(one) == _bare_code(two):
        return _kept_twice(one, two, language)
    return None


def _looks(block: Block) -> tuple[str, ...]:
    """What two copies have in common: nothing else need be compared with a block."""
    return _sources(block) if block.kind is Kind.IMAGE else (_bare_code(block),)


def _are_twins(first: Aside, second: Aside) -> bool:
    """Whether an image follows itself, with words in the other language."""
    one, two = first.block, second.block
    if not one.kind is two.kind is Kind.IMAGE or first.after != second.after:
        return False
    words = (_caption(one), _caption(two)) if _caption(one) else (_alt(one), _alt(two))
    return _sources(one) == _sources(two) and _both(*words) is not None


def merged(asides: list[Aside], sides: dict[int, Language]) -> list[Aside]:
    """The asides of one pair with copies made one.

    `sides` gives the language of the atom at each position.
    """
    out: list[Aside] = []
    kept: dict[tuple[Kind, Language, tuple[str, ...]], list[int]] = {}
    for aside in asides:
        side, kind = sides.get(aside.after), aside.block.kind
        twin = _once(out[-1], aside, Language.ZH) if out and _are_twins(out[-1], aside) else None
        if twin is not None:
            out[-1] = Aside(out[-1].block, out[-1].after, twin)
            continue
        if side is None or kind not in _COPIED:
            out.append(aside)
            continue
        looks = _looks(aside.block)
        for at in kept.get((kind, side.other, looks), ()):
            flow = _once(out[at], aside, side.other)
            if flow is not None:
                out[at] = Aside(out[at].block, out[at].after, flow)
                break
        else:
            kept.setdefault((kind, side, looks), []).append(len(out))
            out.append(aside)
    return out
