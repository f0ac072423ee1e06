"""Computed styles that equal elements share, within a document and from one to the next.

WeasyPrint shares a style between elements that the same rules match below the same parent, but
every `lang` and every `id` is parsed to a declaration of its own, so that hardly two elements of a
book are equal. Here they are equal if their attributes say the same; an id, which nothing
inherits, is put on top of a style that is shared.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from math import inf
from typing import Any

from weasyprint import css

from publisher.write.pdf.warm.matching import Matched, Matching

Cascaded = dict[str, tuple[Any, Any]]
"""A property → its value and weight, as WeasyPrint keeps them."""

_OF_THE_PAGE = re.compile(r"\d(?:d|l|s)?v(?:w|h|i|b|min|max)\b")
"""A length that depends on the size of the first page, which is not known beforehand."""

_PLAIN_ID = re.compile(r"[^\"\\\n\r\f]+")
"""An id that can stand in a string of CSS as it is."""

_MOST = 4000
"""Styles that are kept: a book has some hundred."""

PASSING = "passes"
"""The attribute of a style sheet that is used once: no style that it has a part in is kept."""

_VECTOR = "{http://www.w3.org/2000/svg}svg"


class Named(css.ComputedStyle):  # type: ignore[misc]  # WeasyPrint comes without types
    """The style of an element with an id: what equal elements share, and its own anchor."""

    def __init__(self, shared: css.ComputedStyle, anchor: str) -> None:
        super().__init__(
            shared.parent_style,
            shared.cascaded,
            shared.pseudo_type,
            shared.root_style,
            shared.base_url,
            shared.font_config,
            shared.initial_page_sizes,
        )
        self.is_root_element = shared.is_root_element
        self.cache = shared.cache
        self.specified = shared.specified
        self.shared = shared
        self["anchor"] = anchor

    def __missing__(self, key: str) -> object:
        """Take a value from the shared style."""
        value = self[key] = self.shared[key]
        return value

    @property
    def anonymous_style(self) -> css.AnonymousStyle:
        """The style of boxes without an element: an anchor is not inherited."""
        return self.shared.anonymous_style

    def copy(self) -> Named:
        """Another one, whose values can be changed."""
        made = Named(self.shared, self["anchor"])
        made.update(self)
        return made


@dataclass(slots=True)
class _Kit:
    """What equal elements share: their style, and those of their pseudo-elements."""

    style: Any
    cascaded: dict[str, Cascaded]
    """Of each pseudo-element."""

    rules: tuple[object, ...]
    """The declarations in its key, which names them by `id`: held here, no other has that id."""

    pseudo: dict[str, Any] = field(default_factory=dict)


class Wardrobe:
    """The styles that a press has made, for the documents to come."""

    def __init__(self, text: str) -> None:
        """Keep styles for documents with these style sheets, given as one text."""
        self._may_last = not _OF_THE_PAGE.search(text)
        self.clear()

    def clear(self) -> None:
        """Forget all, as after a layout of which something was said: it has to be said again."""
        self.kits: dict[object, _Kit] = {}
        self.pages: dict[object, _Kit] = {}
        self.page_sizes: dict[str, Any] = {"box": None, "area": None}
        self._matching = Matching(())

    def matching(self, sheets: list[tuple[Any, str, Any]]) -> Matching:
        """What is known of the rules of some sheets; styles are named by their numbers there."""
        ruling = [one for one in sheets if one[0].matcher.order]
        if not self._matching.is_of(ruling):
            self.clear()
            self._matching = Matching(ruling)
        return self._matching

    def begin(self) -> None:
        """Begin a document."""
        if not self._may_last or len(self.kits) > _MOST:
            self.clear()


class _Alone:
    """An element without what is in it, and without an id that is put on top later."""

    def __init__(self, element: Any) -> None:  # noqa: ANN401  # of an ElementTree
        self.tag = element.tag
        self._get = element.get

    def get(self, name: str, default: object = None) -> object:
        """Read an attribute, as `find_style_attributes` does."""
        found = self._get(name, default)
        return default if name == "id" and _is_plain(found) else found

    def iter(self) -> Iterator[_Alone]:
        """Walk through the element alone."""
        yield self


def _is_plain(name: str | None) -> bool:
    return bool(name and _PLAIN_ID.fullmatch(name))


def _says(element: Any) -> tuple[object, ...]:  # noqa: ANN401  # of an ElementTree
    """What the attributes of an element declare, but for a plain id."""
    get = element.get
    odd = get("id") if not _is_plain(get("id")) else None
    name = get("name") if element.tag == "a" else None
    size = (get("width"), get("height")) if element.tag == _VECTOR else None
    return get("style"), get("lang"), odd, name, size


def _put(style: Cascaded, name: str, value: object, weight: tuple[object, ...]) -> None:
    old = style.get(name)
    if old is None or old[1] <= weight:
        style[name] = value, weight


def page_styles(original: Callable[..., None]) -> Callable[..., None]:
    """Give a page its styles; stands in for `set_page_type_computed_styles`."""

    def set_page_type_computed_styles(page_type: object, html: object, style_for: Any) -> None:  # noqa: ANN401  # as WeasyPrint has it
        if hasattr(style_for, "dress_page"):
            style_for.dress_page(page_type, html)
        else:
            original(page_type, html, style_for)

    return set_page_type_computed_styles


class SharedStyles(css.StyleFor):  # type: ignore[misc]  # WeasyPrint comes without types
    """The computed style of each element of a document."""

    def __init__(  # noqa: PLR0913, PLR0917  # as WeasyPrint has it, and a wardrobe
        self,
        wardrobe: Wardrobe,
        html: Any,  # noqa: ANN401  # as WeasyPrint has it
        sheets: list[tuple[Any, str, Any]],
        presentational_hints: bool,  # noqa: FBT001  # as WeasyPrint has it
        font_config: object,
        target_collector: Any,  # noqa: ANN401  # as above
    ) -> None:
        assert not presentational_hints  # noqa: S101  # no press asks for them
        wardrobe.begin()
        self._wardrobe = wardrobe
        self._cascaded_styles: dict[object, Cascaded] = {}
        self._computed_styles: dict[object, Any] = {}
        self.initial_page_sizes = wardrobe.page_sizes
        self.initial_page_sizes.update(box=None, area=None)
        self._sheets = sheets
        self.font_config = font_config
        self._kits: dict[object, _Kit] = {}
        self._wrappers: dict[object, Any] = {}
        self._html = html
        self._matching = wardrobe.matching(sheets)
        for wrapper in html.wrapper_element.iter_subtree():
            self.dress(wrapper, target_collector)

    def _kit_above(self, wrapper: Any) -> _Kit | None:  # noqa: ANN401  # of cssselect2
        return self._kits[wrapper.parent.etree_element] if wrapper.parent else None

    def dress(self, wrapper: Any, target_collector: Any = None) -> None:  # noqa: ANN401  # of cssselect2 and of WeasyPrint
        """Give an element its style, when the one it stands in has got its own.

        The collector is told of its anchor; one that is dressed anew is known there.
        """
        element, root = wrapper.etree_element, self._html.etree_element
        above = self._kit_above(wrapper)
        self._wrappers[element] = wrapper
        kit = self._kits[element] = self._kit_of(wrapper, above, self._html.base_url)
        self._computed_styles[element, None] = self._own(element, kit, target_collector)
        if element is root or above is self._kits[root]:
            # WeasyPrint takes it from the style of the one of these that has it.
            kit.style.pop("overflow", None)

    def wrapped(self, element: Any) -> Any:  # noqa: ANN401  # of cssselect2
        """A dressed element with the children that it has now."""
        known = self._wrappers[element]
        return type(known)(
            element,
            parent=known.parent,
            index=known.index,
            previous=known.previous,
            in_html_document=known.in_html_document,
        )

    def stays(self, wrapper: Any) -> bool:  # noqa: ANN401  # of cssselect2
        """Whether a dressed element and all in it have the style that they would get now.

        What is not dressed yet has been put in as well, and has its turn.
        """
        for one in wrapper.iter_subtree():
            element = one.etree_element
            if element not in self._kits:
                continue
            worn = self._computed_styles[element, None]
            kit = self._kit_of(one, self._kit_above(one), self._html.base_url)
            self._computed_styles[element, None] = worn
            if kit is not self._kits[element]:
                return False
            self._wrappers[element] = one
        return True

    def _kit_of(self, wrapper: Any, above: _Kit | None, base_url: object) -> _Kit:  # noqa: ANN401  # as above
        """What an element shares with its equals."""
        element = wrapper.etree_element
        matches = self._matching.match(wrapper)
        key = (id(above), _says(element), matches.number)
        kit = self._wardrobe.kits.get(key)
        if kit is None:
            kit = self._wardrobe.kits[key] = self._kit(element, above, matches.rules, base_url)
            self._computed_styles[element, None] = kit.style
            self(element)  # so that a table has in the shared style what holds for tables alone
        return kit

    def _kit(self, element: Any, above: _Kit | None, matched: Matched, base_url: Any) -> _Kit:  # noqa: ANN401  # as above
        own: Cascaded = {}
        pseudo: dict[str, Cascaded] = {}
        declared = css.find_style_attributes(_Alone(element), False, base_url)  # noqa: FBT003  # as WeasyPrint has it
        for specificity, _, declarations, base in declared:
            for name, value, importance in css.preprocess_declarations(base, declarations):
                precedence = css.declaration_precedence("author", importance)
                _put(own, name, value, (precedence, inf, specificity))
        for sheet, origin, given, (specificity, _order, kind, (rule, layer)) in matched:
            order = inf if layer is None else sheet.layers.index(layer)
            style = pseudo.setdefault(kind, {}) if kind else own
            for name, value, importance in rule:
                precedence = css.declaration_precedence(origin, importance)
                _put(style, name, value, (precedence, order, given or specificity))
        style = self._computed(above.style if above else None, own, None, base_url)
        rules = tuple((found[3], sheet) for sheet, _, _, found in matched)
        return _Kit(style, pseudo, (above, *rules))

    def _computed(
        self,
        above: Any,  # noqa: ANN401  # as above
        cascaded: Cascaded,
        pseudo_type: str | None,
        base_url: object,
    ) -> css.ComputedStyle:
        root = above.root_style if above is not None else css.InitialStyle(self.font_config)
        if above is not None and above.is_root_element:
            root = above
        made = css.ComputedStyle(
            above,
            cascaded,
            pseudo_type,
            root,
            base_url,
            self.font_config,
            self.initial_page_sizes,
        )
        made["anchor"]  # an empty style is none
        return made

    @staticmethod
    def _own(element: Any, kit: _Kit, target_collector: Any) -> Any:  # noqa: ANN401  # as above
        """The style of one element: the shared one, or with its id on top."""
        name = element.get("id")
        is_named = _is_plain(name) and not kit.style["anchor"]
        style = Named(kit.style, name) if is_named else kit.style
        if target_collector and style["anchor"]:
            target_collector.collect_anchor(style["anchor"])
        return style

    def dress_page(self, page_type: Any, html: Any) -> None:  # noqa: ANN401  # as above
        """Give a page and what is in its margins their styles."""
        matched = [
            (kind, origin, given or specificity, declarations, sheet)
            for sheet, origin, given in self._sheets
            for _, selectors, declarations in sheet.page_rules
            for specificity, kind, selector in selectors
            if self._page_type_match(selector, page_type)
        ]
        root = self._kits[html.etree_element]
        said = ((kind, origin, tuple(how), id(rule)) for kind, origin, how, rule, _ in matched)
        key = (id(root), *said)
        kit = self._wardrobe.pages.get(key)
        if kit is None:
            kit = self._page_kit(root, matched, html.base_url)
            if not any(getattr(sheet, PASSING, False) for *_, sheet in matched):
                self._wardrobe.pages[key] = kit
        self._kits[page_type] = kit
        self._computed_styles[page_type, None] = kit.style

    def _page_kit(self, root: _Kit, matched: list[Any], base_url: object) -> _Kit:
        own: Cascaded = {}
        pseudo: dict[str, Cascaded] = {}
        for kind, origin, specificity, declarations, _ in matched:
            style = pseudo.setdefault(kind, {}) if kind else own
            for name, value, importance in declarations:
                precedence = css.declaration_precedence(origin, importance)
                _put(style, name, value, (precedence, None, specificity))
        style = self._computed(root.style, own, None, base_url)
        return _Kit(style, pseudo, (root, *(found[3:] for found in matched)))

    def __call__(self, element: Any, pseudo_type: str | None = None) -> Any:  # noqa: ANN401  # as above
        """Return the style of an element, a page, or what is generated in one; None for none."""
        kit = self._kits.get(element) if pseudo_type else None
        if kit is not None and pseudo_type is not None:
            self._dress(element, kit, pseudo_type)
        return super().__call__(element, pseudo_type)

    def _dress(self, element: Any, kit: _Kit, pseudo_type: str) -> None:  # noqa: ANN401  # as above
        """Give an element the style of a pseudo-element, where rules are made for it."""
        cascaded = kit.cascaded.get(pseudo_type)
        if cascaded is not None and pseudo_type not in kit.pseudo:
            kit.pseudo[pseudo_type] = self._computed(
                kit.style, cascaded, pseudo_type, kit.style.base_url
            )
        if cascaded is not None:
            self._computed_styles[element, pseudo_type] = kit.pseudo[pseudo_type]
