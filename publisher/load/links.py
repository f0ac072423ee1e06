"""Links inside a post: to a term they become mentions, to an id they stay, to nothing they go."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from difflib import get_close_matches

from publisher.load.trees import change_margins, change_prose, place_of, prose_elements
from publisher.model import Manuscript, Mention
from publisher.problems import Place, Problem, Problems
from publisher.xhtml import Element, Node, element, walk, with_attrs

_RESERVED = re.compile(r"title|glossary(?:-title)?|notes-title|ref-.+-\d+|fn-.+|fnref-.+")
_ADDRESS = re.compile(r"(?:#|[a-z][a-z0-9+.-]*:)", re.IGNORECASE)
_MOST_COMPARED = 2000
_MOST_GUESSES = 100


def _words(node: Node) -> str:
    """The text of a link; of an image in it, the text that stands for it. Empty if blank."""
    if isinstance(node, str):
        return node
    words = "".join(_words(child) for child in node.children) or node.get("alt")
    return words if words.strip() else ""


def _outward(href: str) -> str:
    """An address as it is, and a path of the blog (`/posts/tea/`) as the name of a post.

    A book has no site around it: `index` finds the post in the book, or unwraps the link.
    """
    if href.startswith("//"):
        return f"https:{href}"
    return href if not href or _ADDRESS.match(href) else f"post:{href}"


def _is_note(node: Element) -> bool:
    return "noteref" in node.classes


# -- ids that this program gives -------------------------------------------------------------------


def _moved_ids(manuscript: Manuscript, targets: Mapping[str, str]) -> dict[str, str]:
    """New ids for headings and anchors that have the id of a term or of a page's own part."""
    prefix = f"{manuscript.anchor}--"
    nodes = [node for node in prose_elements(manuscript) if node.get("id") and not _is_note(node)]
    anchors = set(targets.values())
    taken = {node.get("id") for node in nodes} | {*targets} | anchors
    moved: dict[str, str] = {}
    for node in nodes:
        name = node.get("id")
        is_reserved = _RESERVED.fullmatch(name.removeprefix(prefix)) is not None
        if name in moved or (name not in anchors and not is_reserved):
            continue
        number = 1
        while (free := f"{name}.{number}") in taken:
            number += 1
        taken.add(free)
        moved[name] = free
    return moved


def _move_ids(manuscript: Manuscript, moved: Mapping[str, str]) -> Manuscript:
    def change(node: Element) -> tuple[Node, ...]:
        name = node.get("id")
        return (with_attrs(node, id=moved[name]) if name in moved and not _is_note(node) else node,)

    return change_prose(manuscript, change) if moved else manuscript


# -- links -----------------------------------------------------------------------------------------


class _Links:
    """What every link of a post leads to, and the problems of those that lead nowhere."""

    def __init__(
        self, manuscript: Manuscript, targets: Mapping[str, str], moved: Mapping[str, str]
    ) -> None:
        self.post = manuscript
        self.prefix = f"{manuscript.anchor}--"
        self.targets, self.moved = targets, moved
        self.terms = {term.anchor: term for term in manuscript.terms}
        self.ids = {node.get("id") for node in prose_elements(manuscript)}
        self.ids |= {manuscript.anchor, *(note.anchor for note in manuscript.footnotes)}
        if manuscript.terms:
            self.ids |= {*self.terms, f"{self.prefix}glossary"}
        self.names = self._ordinals()
        self.guesses: dict[str, str] = {}
        self.mentions: list[Mention] = []
        self.problems: list[Problem] = []

    def _ordinals(self) -> dict[tuple[Place, str], list[str]]:
        """Ids of mentions, counted for each term in the order of the source."""
        found = sorted(
            (place_of(node, self.post.path), term)
            for node in prose_elements(self.post)
            if (term := self._term(node)) and _words(node)
        )
        counts: Counter[str] = Counter()
        names: dict[tuple[Place, str], list[str]] = {}
        for place, term in found:
            counts[term] += 1
            plain = term.removeprefix(self.prefix).removeprefix("glossary-")
            name = f"{self.prefix}ref-{plain}-{counts[term]}"
            names.setdefault((place, term), []).append(name)
        return names

    def _term(self, node: Element) -> str:
        """Anchor of the term that an element links to, or an empty string."""
        href = node.get("href") if node.tag == "a" and not _is_note(node) else ""
        anchor = self.targets.get(href.removeprefix("#"), "") if href.startswith("#") else ""
        return anchor if anchor in self.terms else ""

    def _is_empty(self, node: Element) -> bool:
        """Whether nobody could touch a link, or hear of it."""
        return not (_is_note(node) or node.get("id") or _words(node).strip()) and not any(
            inner.tag in {"img", "math"} for inner in walk(node)
        )

    def _say_empty(self, node: Element) -> tuple[Node, ...]:
        place = place_of(node, self.post.path)
        message = "a link has no words, so nobody can follow it"
        hint = "Write them between the square brackets; until then it is left out."
        self.problems.append(Problem("M002", place, message, hint))
        return ()

    def change(self, node: Element) -> tuple[Node, ...]:
        """What becomes of an element of the prose."""
        if node.tag == "a" and node.get("href") and self._is_empty(node):
            return self._say_empty(node)
        if node.tag != "a" or _is_note(node):
            return (with_attrs(node, data_at=None) if node.tag == "a" else node,)
        term = self._term(node)
        if term and _words(node):
            return (self._mention(node, term),)
        return self.change_margin(node)

    def change_margin(self, node: Element) -> tuple[Node, ...]:
        """What becomes of an element of the credits: a link to a term is no mention there."""
        href = node.get("href")
        if node.tag != "a":
            return (node,)
        if not href.startswith("#") or _is_note(node):
            target = _outward(href)
            at = node.get("data-at") if target.startswith("post:") else ""
            return (with_attrs(node, href=target or None, data_at=at or None),)
        wanted = href.removeprefix("#")
        found = self.targets.get(wanted) or self.moved.get(wanted, wanted)
        if found in self.ids:
            return (with_attrs(node, href=f"#{found}", data_at=None),)
        self._lost(node, wanted.removeprefix(self.prefix))
        anchor = with_attrs(node, href=None, data_at=None)
        return (replace(anchor, tag="span"),) if anchor.get("id") else anchor.children

    def _mention(self, node: Element, term: str) -> Element:
        place = place_of(node, self.post.path)
        name = self.names[place, term].pop(0)
        words = _words(node)
        self.mentions.append(Mention(name, term, " ".join(words.split()), place))
        return element("a", {"class": "term", "id": name, "href": f"#{term}"}, words)

    def _guess(self, wanted: str, known: Iterable[str]) -> str:
        """The nearest known id, as a question; a post of broken links gets no more than some."""
        if wanted not in self.guesses and len(self.guesses) < _MOST_GUESSES:
            names = sorted(name.removeprefix(self.prefix) for name in known)[:_MOST_COMPARED]
            near = get_close_matches(wanted[:100], names, n=1)
            self.guesses[wanted] = f"Did you mean #{near[0]}? " if near else ""
        return self.guesses.get(wanted, "")

    def _lost(self, node: Element, wanted: str) -> None:
        place = place_of(node, self.post.path)
        is_term = wanted.startswith("glossary-")
        guess = self._guess(wanted, self.targets if is_term else self.ids)
        words = " ".join(_words(node).split())
        if is_term:
            message = f"“{words}” links to #{wanted}, which is not in the glossary"
            hint = f"{guess}Add the entry, or drop the link; its text stays."
            self.problems.append(Problem("G001", place, message, hint))
        else:
            message = f"“{words}” links to #{wanted}, which is nowhere in this post"
            hint = f"{guess}Correct the target, or drop the link; its text stays."
            self.problems.append(Problem("M002", place, message, hint))


def resolve_links(
    manuscript: Manuscript, targets: Mapping[str, str]
) -> tuple[Manuscript, Problems]:
    """Make mentions out of the links to terms, and unwrap the links that lead nowhere.

    `targets` are the ids that stand for a term (or for the glossary), each with its anchor. A
    link to a glossary id without a term is problem G001, to any other missing id M002. A
    `data-at` is left at links to other posts only: `index` has the last word on them.
    """
    moved = _moved_ids(manuscript, targets)
    manuscript = _move_ids(manuscript, moved)
    links = _Links(manuscript, targets, moved)
    manuscript = change_margins(change_prose(manuscript, links.change), links.change_margin)
    mentions = tuple(sorted(links.mentions, key=lambda mention: mention.place))
    return replace(manuscript, mentions=mentions), tuple(links.problems)
