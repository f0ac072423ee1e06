"""What a first layout finds out about itself, put in while it is made: no second one is needed.

How high a block is can be told before any page is made, and on which page a term stands once the
glossary behind it is reached. Nothing here is taken for granted: after the layout the whole tree is
compared with what the layout has come to, and a part that was foreseen wrongly is laid out again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import ceil, inf
from typing import Any
from xml.etree.ElementTree import Element as Grown

from weasyprint.formatting_structure import boxes, build
from weasyprint.layout import LayoutContext, block, percent

from publisher.write.pdf.binding import PART
from publisher.write.pdf.growing import change, refill
from publisher.write.pdf.references import is_backs
from publisher.xhtml import Element, Node, transform, walk

_AROUND = 2
"""The root and the body, which stand around every block."""

_HALF = 0.5 + 1e-6
"""Of a line, and what floating point may add to it."""

_PSEUDO = ("before", "after", "marker")
_COUNTERS = ("counter_increment", "counter_reset", "counter_set")
_NO_CONTENT = frozenset({"normal", "inhibit", "none"})

Box = Any
Page = Any
"""Of WeasyPrint, which comes without types."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What in a part waits for a layout."""

    body: Element
    """The part, without numbers."""

    own: frozenset[str]
    """The ids in it."""

    measured: frozenset[str]
    """The ids of the blocks that may lack something to whole lines."""

    with_steps: Callable[[Mapping[str, float]], Element]
    """What each block lacks, in px → the whole document, its numbers unknown."""

    numbered: Callable[[Element, Mapping[str, int]], Element]
    """A paragraph of back links, and the page of each id of the part → with numbers."""


# -- boxes -----------------------------------------------------------------------------------------


def flow(box: Box) -> Iterator[Box]:
    """A box and all in it, in the order of the document."""
    yield box
    for child in getattr(box, "children", ()):
        yield from flow(child)


def _is_of(element: Grown, box: Box) -> bool:
    return box.element is element


def _path(root: Box, wanted: Callable[[Box], bool]) -> list[Box]:
    """The boxes from the root down to the first that is wanted; empty where none is."""
    if wanted(root):
        return [root]
    for child in getattr(root, "children", ()):
        if below := _path(child, wanted):
            return [root, *below]
    return []


# -- the grid --------------------------------------------------------------------------------------


def leading(root: Box) -> float:
    """Distance from line to line in the running text, in px; 0 where the book does not fix it."""
    return float(getattr(root.style["line_height"], "value", 0))


def step(height: float, leading: float) -> float:
    """What a height lacks to the nearest whole number of lines; less than 0 where it is over.

    Half a line is always taken away: where a block stands changes its height by a rounding error,
    and equal blocks get equal air.
    """
    lines = ceil(height / leading - _HALF)
    return round(lines * leading - height, 2)


def _is_plain_block(box: Box) -> bool:
    """Whether a box is as wide as the one around it lets it be, in one column."""
    is_block = type(box) is boxes.BlockBox and not box.is_table_wrapper
    in_columns = box.style["column_width"] != "auto" or box.style["column_count"] != "auto"
    return is_block and box.is_in_normal_flow() and not in_columns


def _trial(context: Any) -> LayoutContext:  # noqa: ANN401  # WeasyPrint's
    """A page without end, on which blocks are laid out to be measured."""
    made = LayoutContext(
        context.style_for,
        context.get_image_from_uri,
        context.font_config,
        context.counter_style,
        context.target_collector,
    )
    made.current_page = 1
    made.page_bottom = inf
    return made


def _laid_out(context: LayoutContext, path: list[Box]) -> Box | None:
    """The last block of a path as it comes out if it is not divided.

    The root and the body have had their widths from a page before. None where the width of a box
    around the block depends on more than the one around it.
    """
    _, around, *inner, wanted = path
    for box in inner:
        if not _is_plain_block(box):
            return None
        box.position_x = box.position_y = 0
        percent.resolve_percentages(box, around)
        block.block_level_width(box, around)
        around = box
    if not isinstance(wanted, boxes.BlockLevelBox) or not wanted.is_in_normal_flow():
        return None
    wanted.position_x = wanted.position_y = 0
    context.create_block_formatting_context()
    made = block.block_level_layout(context, wanted, -inf, None, around)[0]
    context.finish_block_formatting_context()
    return made


# -- boxes for what is put in ----------------------------------------------------------------------


def _counts(style: Any) -> bool:  # noqa: ANN401  # a style of WeasyPrint
    is_item = "list-item" in style["display"]
    return is_item or any(style[name] not in {"auto", ()} for name in _COUNTERS)


def _is_fixed(style: Any) -> bool:  # noqa: ANN401  # as above
    """Whether the content of a pseudo-element is known without what stands before it."""
    content = style["content"]
    return content in _NO_CONTENT or all(kind == "string" for kind, _ in content)


class Builder:
    """Boxes for single elements in a document whose boxes WeasyPrint has made."""

    def __init__(self, context: Any, root: Box, html: Any) -> None:  # noqa: ANN401  # WeasyPrint's
        """Take a document over before it is laid out."""
        self._context = context
        self._html = html
        self.root = root

    # -- making ------------------------------------------------------------------------------------

    def _dress(self, wrapper: Any) -> bool:  # noqa: ANN401  # of cssselect2
        """Give an element and all in it their styles; whether boxes can be made of them alone.

        They cannot where they count, or say what was counted.
        """
        style_for = self._context.style_for
        stands_alone = True
        for one in wrapper.iter_subtree():
            style_for.dress(one)
            generated = (style_for(one.etree_element, kind) for kind in _PSEUDO)
            given = [style for style in generated if style is not None]
            counts = any(map(_counts, (style_for(one.etree_element), *given)))
            stands_alone &= not counts and all(map(_is_fixed, given))
        return stands_alone

    def _box(self, element: Grown) -> Box | None:
        """The box of an element, ready to be laid out; None where it makes none, or several."""
        context = self._context
        made = build.element_to_box(
            *(element, context.style_for, context.get_image_from_uri, self._html.base_url),
            *(context.target_collector, context.counter_style, context.footnotes),
        )
        if len(made) != 1:
            return None
        made[0].process_whitespace()
        made[0].process_text_transform()
        return build.create_anonymous_boxes(made[0])

    def holders(self, elements: Sequence[Grown]) -> list[Box | None]:
        """The block in whose lines each element stands, or which it is; None for an item of a list.

        Its number would have to be counted.
        """
        found: dict[Grown, Box | None] = {}
        waiting: list[tuple[Box, Box | None]] = [(self.root, None)]
        while waiting:
            box, holder = waiting.pop()
            if type(box) is boxes.BlockBox and box.element not in found:
                holder = None if "list-item" in box.style["display"] else box
            found.setdefault(box.element, holder)
            waiting.extend((child, holder) for child in getattr(box, "children", ()))
        return [found.get(element) for element in elements]

    def renew(self, old: Box) -> bool:
        """Make the content of an element's box anew; whether it could be done."""
        can_be = self._dress(self._context.style_for.wrapped(old.element))
        new = self._box(old.element)
        if new is None or not can_be or type(old) is not type(new):
            return False
        old.children = new.children
        return True

    # -- measuring ---------------------------------------------------------------------------------

    def height(self, name: str) -> float | None:
        """How high the block with an id comes out if it is not divided, in px; None: unknown."""
        path = _path(self.root, lambda box: box.style["anchor"] == name)
        while path and isinstance(path[-1], boxes.TableBox):
            path.pop()  # which has the box around it laid out
        made = _laid_out(_trial(self._context), path) if len(path) > _AROUND else None
        found = [box for box in flow(made) if box.style["anchor"] == name] if made else []
        return float(found[0].hit_area()[3]) if found else None

    # -- putting in --------------------------------------------------------------------------------

    def insert_behind(self, blocks: Sequence[Grown], above: Mapping[Grown, Grown]) -> bool:
        """Make boxes of the elements that were put behind some; whether it could be done.

        It cannot be where another element gets another style by it.
        """
        behind = {above[one][list(above[one]).index(one) + 1]: one for one in blocks}
        style_for = self._context.style_for
        for parent in dict.fromkeys(above[one] for one in blocks):
            for child in style_for.wrapped(parent).iter_children():
                is_new = child.etree_element in behind
                stays = self._dress(child) if is_new else style_for.stays(child)
                if not stays:
                    return False
        paths = [_path(self.root, partial(_is_of, old)) for old in behind.values()]
        made = [self._box(new) for new in behind]
        is_known = all(path and path[-2].element is above[path[-1].element] for path in paths)
        if not is_known or None in made:
            return False
        for (*_, around, old), new in zip(paths, made, strict=True):
            at = around.children.index(old) + 1
            around.children = [*around.children[:at], new, *around.children[at:]]
        return True


# -- foresight -------------------------------------------------------------------------------------


class Foresight:
    """The first layout of a part: steps before its first page, numbers before each glossary."""

    def __init__(self, outlook: Outlook, tree: Element, grown: Grown, builder: Builder) -> None:
        """Begin a layout of a document, of which `grown` has been grown and `builder` has boxes."""
        self._outlook = outlook
        self._tree = tree
        self._grown = grown
        self._builder = builder
        self._places: dict[str, int] = {}
        """The page of each id on a page that has been made, counted from the part's first."""

        self._first = 0
        """Pages before the part."""

        self._told = -1
        """The page for which numbers were put in last."""

        self.is_void = False
        """Whether something was put in of which no box could be made alone."""

        self._sources = [node for node in walk(outlook.body) if is_backs(node)]
        self._shown = [node for node in walk(tree) if is_backs(node)]
        self._paragraphs = [p for p in grown.iter("p") if "backs" in p.get("class", "").split()]
        self._holders: dict[Grown, Box] = {}
        self._waiting: dict[Grown, list[int]] = {}
        """The blocks with back links that stand on no page that has been made: which of the links
        each holds."""

        if len(self._sources) == len(self._shown) == len(self._paragraphs):
            self._wait()

    def _wait(self) -> None:
        for number, holder in enumerate(self._builder.holders(self._paragraphs)):
            if holder is not None:
                self._holders[holder.element] = holder
                self._waiting.setdefault(holder.element, []).append(number)

    @property
    def tree(self) -> Element:
        """The document as it is laid out."""
        shown = iter(self._shown)

        def change(node: Element) -> tuple[Node, ...]:
            return (next(shown),) if is_backs(node) else (node,)

        changed = transform(self._tree, change)[0]
        return changed if isinstance(changed, Element) else self._tree

    # -- steps -------------------------------------------------------------------------------------

    def put_steps(self) -> None:
        """Put a step behind each block that will lack something to whole lines."""
        steps = self._steps()
        tree = self._outlook.with_steps(steps) if steps else self._tree
        if tree is self._tree:
            return
        blocks = [node for node in self._grown.iter() if node.get("id") in steps]
        change(self._grown, self._tree, tree)
        above = {child: parent for parent in self._grown.iter() for child in parent}
        if self._builder.insert_behind(blocks, above):
            self._tree = tree
            self._shown = [node for node in walk(tree) if is_backs(node)]
        else:
            change(self._grown, tree, self._tree)

    def _steps(self) -> dict[str, float]:
        """What blocks will lack, by their ids."""
        lines = leading(self._builder.root)
        wanted = self._outlook.measured if lines else ()
        found = ((name, self._builder.height(name)) for name in wanted)
        steps = {name: step(height, lines) for name, height in found if height is not None}
        return {name: lacking for name, lacking in steps.items() if lacking}

    # -- numbers -----------------------------------------------------------------------------------

    def note(self, page: Page, number: int) -> None:
        """A page has been made."""
        for box in flow(page):
            name = box.style["anchor"]
            if name == PART and name not in self._places:
                self._first = number
            if name:
                self._places.setdefault(name, number - self._first)
            self._waiting.pop(box.element, None)

    def meet(self, element: Grown, number: int) -> None:
        """A block is about to be laid out on a page: before the first back links, number all.

        What stands on no page that has been made is taken to stand on this one.
        """
        if element not in self._waiting or number == self._told:
            return
        self._told = number
        places = dict.fromkeys(self._outlook.own, number - self._first) | self._places
        for holder, numbers in self._waiting.items():
            changed = [self._renumber(at, places) for at in numbers]
            if any(changed):
                self.is_void |= not self._builder.renew(self._holders[holder])

    def _renumber(self, at: int, places: Mapping[str, int]) -> bool:
        """Put numbers into a paragraph of back links; whether they are others than before."""
        old, new = self._shown[at], self._outlook.numbered(self._sources[at], places)
        refill(self._paragraphs[at], old, new)
        self._shown[at] = new
        return new != old
