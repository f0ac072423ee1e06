"""Post + Ties → Post: every link in it leads to a place of the book, and no id stands twice."""

from __future__ import annotations

from dataclasses import replace

from publisher.index.surveying import is_inner
from publisher.index.walking import changed
from publisher.model import Post, Ties
from publisher.problems import Place
from publisher.xhtml import Element, Node, with_attrs


class _Binding:
    """The ties of one post, on their way through it."""

    def __init__(self, ties: Ties) -> None:
        self.seen = set(ties.taken)
        self.targets = {address: found for address, found, _ in ties.links}

    def change(self, node: Element, _place: Place) -> tuple[Node, ...]:
        """What becomes of one element."""
        if not node.attrs:
            return (node,)
        node = self._unique(node)
        if not is_inner(node):
            return (node,)
        if found := self.targets[node.get("href")]:
            return (with_attrs(node, href=found, data_at=None),)
        bare = replace(with_attrs(node, href=None, data_at=None), tag="span")
        return (bare,) if node.get("id") else node.children

    def _unique(self, node: Element) -> Element:
        identifier = node.get("id")
        if not identifier:
            return node
        if identifier in self.seen:
            return with_attrs(node, id=None)
        self.seen.add(identifier)
        return node


def bound(post: Post, ties: Ties) -> Post:
    """A post as it stands in its book; of an abridged one, what it has."""
    return changed(post, _Binding(ties).change)
