"""Images of a post: each taken through the one door, or replaced by the words that stand for it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from publisher.load.resources import Refusal, admit
from publisher.load.trees import change_margins, change_prose, place_of
from publisher.model import Block, Kind, Limits, Manuscript, Resource
from publisher.pictures import is_animated
from publisher.problems import Place, Problem, Problems
from publisher.xhtml import Element, Node, element, text, walk, with_attrs


def _caption(figure: Element) -> str:
    return " ".join("".join(text(n) for n in walk(figure) if n.tag == "figcaption").split())


class _Door:
    """Takes the images of one post through the door, each file once."""

    def __init__(self, root: Path, path: str, limits: Limits) -> None:
        self.root, self.path, self.limits = root, path, limits
        self.found: dict[str, Resource | Refusal] = {}
        self.problems: list[Problem] = []

    def _admit(self, src: str) -> Resource | Refusal:
        if src not in self.found:
            self.found[src] = admit(self.root, self.path, src, self.limits)
        return self.found[src]

    def change(self, node: Element) -> tuple[Node, ...]:
        """What becomes of an element."""
        if node.tag == "a":
            return (_without_inner_links(node),)
        if node.tag == "figure":
            return (_captioned(node),)
        return self._image(node) if node.tag == "img" else (node,)

    def _image(self, node: Element) -> tuple[Node, ...]:
        place = place_of(node, self.path)
        found = self._admit(node.get("src"))
        if isinstance(found, Resource):
            if is_animated(found.data):
                message = "the image moves, and the book shows its first frame"
                hint = "Where that one does not tell it all, save another one as a still image."
                self.problems.append(Problem("R008", place, message, hint))
            return (with_attrs(node, src=found.name),)
        self.problems.append(Problem(found.code, place, found.message, found.hint))
        words = node.get("alt")
        if found.url:
            return (
                element("a", {"href": found.url, "class": "image"}, words.strip() or found.url),
            )
        return (words,) if words else ()

    def describe(self, node: Element) -> tuple[Node, ...]:
        """An image that stayed: complain if nothing says what it shows."""
        if node.tag != "img":
            return (node,)
        if not node.get("alt").strip():
            message = "the image has no words that say what it shows"
            hint = "Write them between the brackets: ![what it shows](path)."
            self.problems.append(Problem("R005", place_of(node, self.path), message, hint))
        return (with_attrs(node, data_at=None, alt=node.get("alt")),)

    @property
    def resources(self) -> tuple[Resource, ...]:
        """What was admitted, each name once, in the order of the post."""
        admitted = (found for found in self.found.values() if isinstance(found, Resource))
        return tuple({resource.name: resource for resource in admitted}.values())


def _without_inner_links(link: Element) -> Element:
    """A link around an image that became a link is the only one: a link holds no link."""
    children: list[Node] = []
    for child in link.children:
        is_link = isinstance(child, Element) and child.tag == "a"
        children += child.children if is_link and isinstance(child, Element) else (child,)
    return replace(link, children=tuple(children))


def _captioned(figure: Element) -> Element:
    """A figure whose one image has no words of its own: the caption says what it shows."""
    images = [node for node in walk(figure) if node.tag == "img"]
    caption = _caption(figure)
    if len(images) != 1 or images[0].get("alt").strip() or not caption:
        return figure

    def describe(node: Node) -> Node:
        if isinstance(node, str):
            return node
        if node.tag == "img":
            return with_attrs(node, alt=caption)
        return replace(node, children=tuple(describe(child) for child in node.children))

    return replace(figure, children=tuple(describe(child) for child in figure.children))


def _as_paragraph(block: Block) -> Block:
    """A figure that has lost its image is a paragraph of the class `image`: its words are read."""
    children = tuple(_as_paragraph(child) for child in block.children)
    block = replace(block, children=children)
    if block.kind is not Kind.IMAGE or any(node.tag == "img" for node in walk(block.element)):
        return block
    words: list[Node] = []
    for child in block.element.children:
        is_caption = isinstance(child, Element) and child.tag == "figcaption"
        if is_caption and isinstance(child, Element):
            words += ["\n" if words else "", *child.children]
        else:
            words.append(child)
    name = block.element.get("id")
    paragraph = element("p", {"class": "image"} | ({"id": name} if name else {}), *words)
    return replace(block, kind=Kind.PARAGRAPH, element=paragraph, language=None)


def admit_images(root: Path, manuscript: Manuscript, limits: Limits) -> tuple[Manuscript, Problems]:
    """Take every image of a post through the door.

    Returns the post with its images' `src` as their names in the book and its resources. An image
    that is refused is replaced by its words, on the network by a link; problems R001 to R004. One
    without words is R005, unless its caption says what it shows; one that moves R008.
    """
    door = _Door(root, manuscript.path, limits)
    found = change_margins(change_prose(manuscript, door.change), door.change)
    found = change_margins(change_prose(found, door.describe), door.describe)
    blocks = tuple(_as_paragraph(block) for block in found.blocks)
    notes = tuple(
        replace(note, blocks=tuple(_as_paragraph(block) for block in note.blocks))
        for note in found.footnotes
    )
    found = replace(found, blocks=blocks, footnotes=notes, resources=door.resources)
    return replace(found, asked=tuple(door.found)), tuple(door.problems)


def admit_cover(
    root: Path, src: str, place: Place, limits: Limits
) -> tuple[Resource | None, Problems]:
    """Take the picture of a book's cover through the door; `src` begins at the content folder.

    Problems are those of a post's images, at `place`; a drawing (SVG) is none an e-reader shows.
    """
    found = admit(root, place.path, src, limits)
    if isinstance(found, Refusal):
        return None, (Problem(found.code, place, found.message, found.hint),)
    if found.media_type == "image/svg+xml":
        hint = "Save it as JPEG or PNG, 1,600 × 2,560 pixels."
        return None, (Problem("R003", place, "an SVG cannot be the cover", hint),)
    return found, ()
