"""What builds the tree: it hears Markdown, raw HTML and shortcodes, and lets pass what may pass."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Final
from xml.etree.ElementTree import Element

from publisher.formulas import FormulaError, mathml
from publisher.load import commonmark, sanitize, shortcodes
from publisher.load.markdown_source import Placed, Reading
from publisher.load.markdown_tree import Opened, Tree
from publisher.problems import Place

REFERENCE: Final = "post:"
"""Begins the target of a link to another post."""

_SPACE = re.compile(r"[ \n]")
_LINE_SPACE = re.compile(r"[ \t\r\f]*\n[ \t\r\f]*")
_POST = re.compile(r"[^#?]*\.md(?:[#?].*)?", re.IGNORECASE | re.DOTALL)
_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_NOTHING: Mapping[str, str] = {}
_SHOWN = 40


class TreeSink:
    """The sink that a post is told to; `finish` gives the tree."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._pieces = reading.pieces
        self._tree = Tree(self._unclosed)
        self._notes: list[Element] = []
        self._late_marks: list[Mapping[str, str]] = []
        self._fixed: Place | None = None
        self._after = Place(reading.path, reading.first_line)
        self._owed = 0
        self._silent = ""
        self._beyond = 0
        self._too_deep = False

    # -- Markdown --------------------------------------------------------------------------------

    def open(self, tag: str, at: int, attributes: Mapping[str, str] = _NOTHING) -> None:
        """Open an element of Markdown's."""
        if self._is_beyond(at):
            self._beyond += 1
            if tag in sanitize.BLOCKS:
                self._tree.end_paragraph()
            return
        if tag == "footnote":
            self._open_note(at, attributes)
            return
        self._tree.end_structure()
        self._tree.make_room(tag, at)
        if tag == "a":
            attributes = self._link(attributes, at)
        elif tag in _HEADINGS:
            attributes = self._heading(tag, attributes, at)
        name = "span" if tag == "a" and not attributes else tag
        element = self._tree.open(Opened(self._tree.root, name, at, markdown=True), attributes)
        self._locate(element, tag, at)

    def close(self) -> None:
        """Close the element of Markdown's opened last, and what raw HTML left open inside it."""
        if self._beyond:
            self._beyond -= 1
            return
        self._silent = ""
        self._tree.close()
        if self._late_marks and not self._tree.inside("a"):
            for attributes in self._late_marks:
                self._tree.add("footnote-mark", attributes)
            self._late_marks.clear()

    def void(self, tag: str, at: int, attributes: Mapping[str, str] = _NOTHING) -> None:
        """Add an element without content."""
        if self._silent:
            return
        self._tree.make_room(tag, at)
        if tag == "hr" and self._tree.top.leaf:
            self._tree.line()
        elif tag == "img":
            self._image(attributes, at)
        elif tag == "footnote-mark" and self._tree.inside("a"):
            self._late_marks.append(attributes)  # no link inside a link: the mark follows it
        else:
            self._locate(self._tree.add(tag, attributes), tag, at)

    def text(self, text: str) -> None:
        """Add running text, with what the stand-ins in it stand for."""
        if self._silent:
            return
        self._tree.shelter(self._tree.top.at)
        done = 0
        if "\ufdd0" in text:
            for match in shortcodes.STAND_IN.finditer(text):
                self._words(text[done : match.start()])
                self._piece(self._pieces[int(match[1])])
                done = match.end()
        self._words(text[done:])

    def _words(self, text: str) -> None:
        """Add words; the line ends inside a shortcode before them are paid at their first space."""
        if self._owed and (space := _SPACE.search(text)):
            ends = "\n" * (self._owed + (space[0] == "\n"))
            text = text[: space.start()] + ends + text[space.end() :]
            self._owed = 0
        self._tree.words(text)

    def escape(self) -> None:
        """Note that the next character of a heading is no markup."""
        if not self._silent:
            self._tree.shelter(self._tree.top.at)
            self._tree.escape()

    def code(self, text: str) -> None:
        """Add text that stands for itself, its shortcodes too."""
        if not self._silent:
            self._tree.shelter(self._tree.top.at)
            self._tree.words(self._written(text))

    def formula(self, tex: str, at: int, *, block: bool) -> None:
        """Add a formula; of one that cannot be read the source stands there, as code."""
        if self._silent:
            return
        tex = " ".join(self._written(tex).split())
        display = "block" if block else "inline"
        try:
            mathml(tex, display)
        except FormulaError as error:
            self._unreadable(tex, at, str(error), block=block)
            return
        if block:
            self.open("figure", at, {"class": "formula"})
            self._tree.add("math", {"display": display}).text = tex
            self.close()
        else:
            self._tree.shelter(at)
            self._tree.add("math", {"display": display}).text = tex

    def _unreadable(self, tex: str, at: int, reason: str, *, block: bool) -> None:
        hint = "Mend it; until then its source is printed."
        self.report("M007", at, f"this formula cannot be read: {reason}", hint)
        if block:
            self.open("pre", at)
        else:
            self._tree.shelter(at)
        self.open("code", at, {"class": "language-latex"} if block else _NOTHING)
        self._tree.words(tex)
        for _ in range(1 + block):
            self.close()

    def report(self, code: str, at: int, message: str, hint: str = "") -> None:
        """Note a problem."""
        self._reading.report_at(code, self._place(at), message, hint)

    def finish(self) -> Element:
        """Close what is open; the notes stand at the end of the tree."""
        self._tree.close()
        self._tree.root.extend(self._notes)
        self._reading.implied = self._tree.implied
        return self._tree.root

    def _place(self, at: int) -> Place:
        return self._fixed or self._reading.place(at)

    def _locate(self, element: Element, tag: str, at: int) -> None:
        if tag in sanitize.BLOCKS:
            self._reading.places.setdefault(element, self._place(at))

    def _is_beyond(self, at: int) -> bool:
        """Whether nothing may be nested here any more; said once for a post."""
        if not self._beyond and not self._tree.full:
            return False
        if not self._too_deep:
            self._too_deep = True
            message = "elements are nested so deep that the innermost were left out"
            self.report("M006", at, message, "Nest less deeply; the text stays.")
        return True

    def _open_note(self, at: int, attributes: Mapping[str, str]) -> None:
        note = Element("footnote", dict(attributes))
        self._reading.places[note] = self._place(at)
        self._notes.append(note)
        self._tree.push(Opened(note, "footnote", at, markdown=True))

    def _heading(self, tag: str, attributes: Mapping[str, str], at: int) -> Mapping[str, str]:
        """A heading's attributes; `heading` marks it as one that gets Hugo's id."""
        own = {name: value for name, value in attributes.items() if name != "heading"}
        if not own:
            return attributes
        clean = sanitize.clean(sanitize.Tag("open", 0, tag, own))
        for refused in clean.refused:
            self._refuse(refused, at)
        return {**clean.attributes, "heading": attributes["heading"]}

    # -- raw HTML --------------------------------------------------------------------------------

    def html(self, source: str, locate: Callable[[int], int], *, block: bool) -> None:
        """Let raw HTML through the gate."""
        for tag in sanitize.scan(source):
            self._reading.html_lines.append(self._place(locate(tag.at)).line)
            if tag.kind == "text":
                self._raw_text(tag.text, tag.at, locate)
            elif tag.kind == "open":
                self._raw_open(tag, locate(tag.at))
            elif tag.kind == "close":
                self._raw_close(tag.name)
            elif tag.kind == "other":
                self._refuse(tag.text, locate(tag.at))
        if block:
            self._silent = ""
            self._tree.end_html()

    def _raw_text(self, text: str, begin: int, locate: Callable[[int], int]) -> None:
        if self._silent:
            return
        if self._tree.inside("pre"):
            self.code(text)
            return
        if not self._tree.top.leaf:
            bare = text.lstrip(" \t\r\n\f")
            if not bare:
                return
            self._shelter(locate(begin + len(text) - len(bare)))
            text = bare
        self.text(_LINE_SPACE.sub("\n", text))

    def _shelter(self, at: int) -> None:
        """Make sure that words may stand here; what is made for it begins at `at`."""
        if not self._tree.top.leaf:
            self._tree.shelter(at)
            self._reading.places.setdefault(self._tree.top.element, self._place(at))

    def _raw_open(self, tag: sanitize.Tag, at: int) -> None:
        if self._silent:
            return
        clean = self._clean(tag)
        for refused in clean.refused:
            self._refuse(refused, at)
        if tag.name in sanitize.SILENT:
            self._silent = "" if tag.closed else tag.name
        if not clean.name or self._is_beyond(at):
            return
        if clean.name in sanitize.VOID:
            self._raw_void(clean, at)
            return
        self._enter(tag.name, clean, at)
        if tag.closed:
            self._tree.close_raw(tag.name)

    def _clean(self, tag: sanitize.Tag) -> sanitize.Clean:
        """What may pass of a tag, its shortcodes resolved first."""
        attributes = {name: self._written(value) for name, value in tag.attributes.items()}
        reference = self._reference(tag.attributes.get("href", ""))
        if reference:
            del attributes["href"]
        clean = sanitize.clean(sanitize.Tag("open", tag.at, tag.name, attributes))
        if reference and clean.name == "a":
            clean.attributes["href"] = reference
        return clean

    def _raw_void(self, clean: sanitize.Clean, at: int) -> None:
        if clean.name != "hr":
            self._shelter(at)
        if clean.name == "img" and not clean.attributes.get("src"):
            self.text(clean.attributes.get("alt", ""))
        else:
            self.void(clean.name, at, clean.attributes)

    def _enter(self, written: str, clean: sanitize.Clean, at: int) -> None:
        """Open a raw element where it may stand; elsewhere it is a plain block or span."""
        name, attributes = self._fitting(clean.name), clean.attributes
        if name in sanitize.PHRASING:
            self._shelter(at)
        else:
            self._tree.make_room(name, at)
            if self._tree.top.leaf and not self._is_harmless(name):
                hint = "Its text stays, on a line of its own."
                self._refuse(f"<{written}> inside a line", at, hint)
        if name == "a":
            attributes = self._raw_link(attributes, at)
            name = "a" if {"href", "id"} & attributes.keys() else "span"
        if name == "li" and self._tree.top.tag != "ol":
            attributes.pop("value", None)
        element = self._tree.open(Opened(self._tree.root, name, at, name=written), attributes)
        self._locate(element, name, at)

    def _fitting(self, name: str) -> str:
        """What an element is here: one that stands in certain others only may be out of place."""
        if name not in sanitize.NEEDS:
            return name
        self._tree.close_siblings(name)
        if self._tree.fits(name):
            return name
        if name in sanitize.PHRASING:
            return "span"
        self._tree.end_paragraph()
        return name if self._tree.top.leaf else "div"

    def _is_harmless(self, tag: str) -> bool:
        """Whether a block inside this leaf is but a way to write a line."""
        return tag in {"p", "div"} and self._tree.top.tag in {"td", "th", "dt", "summary"}

    def _raw_close(self, name: str) -> None:
        if name == self._silent:
            self._silent = ""
        elif not self._beyond:
            self._tree.close_raw(name)

    def _unclosed(self, name: str, at: int) -> None:
        hint = f"Write </{name}> where it ends."
        self.report("H002", at, f"<{name}> is not closed; it ends with its block", hint)

    def _refuse(self, what: str, at: int, hint: str = "") -> None:
        """Report what does not pass; `what` may be as long as its author likes."""
        words = " ".join(what.split())
        shown = words if len(words) <= _SHOWN else f"{words[: _SHOWN - 1].rstrip()}…"
        self.report("H001", at, f"{shown} may not enter the book", hint or _hint(words))

    # -- links and images ------------------------------------------------------------------------

    def _reference(self, target: str) -> str:
        """The target of a link made by the shortcode `ref` or `relref`, else empty."""
        match = shortcodes.STAND_IN.match(target.strip())
        piece = self._pieces[int(match[1])].piece if match else None
        if match is None or not isinstance(piece, shortcodes.Reference):
            return ""
        return REFERENCE + piece.target + self._written(target.strip()[match.end() :])

    def _column(self, at: int) -> str:
        place = self._place(at)
        return f"{place.line}:{place.column}"

    def _raw_link(self, attributes: dict[str, str], at: int) -> dict[str, str]:
        if self._tree.inside("a"):
            self._refuse("a link inside a link", at)
            return {}
        if "href" not in attributes:
            return attributes
        href = attributes["href"]
        target = href if href.startswith(REFERENCE) else _post(href)
        return {**attributes, "href": target, "data-at": self._column(at)}

    def _link(self, attributes: Mapping[str, str], at: int) -> Mapping[str, str]:
        """A Markdown link's attributes; a target that may not stand leaves the words alone."""
        written = attributes.get("href", "")
        reference = self._reference(written)
        target = reference or sanitize.link_target(self._written(written))
        if target is None:
            self._refuse(f"a link to {self._written(written)}", at)
            return {}
        if self._tree.inside("a"):
            self._refuse("a link inside a link", at)
            return {}
        title = attributes.get("title")
        named = {"title": self._written(title)} if title else {}
        if "auto" in attributes:
            named["auto"] = ""
        return {"href": reference or _post(target), **named, "data-at": self._column(at)}

    def _image(self, attributes: Mapping[str, str], at: int) -> None:
        alt = self._written(attributes.get("alt", ""))
        written = self._written(attributes.get("src", ""))
        source = sanitize.image_source(written)
        if source is None:
            self._refuse(f"an image at {written}", at)
            self._tree.words(alt)
            return
        kept = {**attributes, "src": source, "alt": alt, "data-at": self._column(at)}
        if "title" in kept:
            kept["title"] = self._written(kept["title"])
        self._tree.add("img", kept)

    # -- shortcodes ------------------------------------------------------------------------------

    def _written(self, text: str) -> str:
        """Text with each shortcode as it was written."""
        if "\ufdd0" not in text:
            return text
        return shortcodes.STAND_IN.sub(lambda match: self._pieces[int(match[1])].piece.source, text)

    def _piece(self, placed: Placed) -> None:
        piece, before = placed.piece, self._fixed
        self._fixed, self._after = placed.place, placed.after
        if isinstance(piece, shortcodes.Literal | shortcodes.Hidden):
            self._unknown(piece)
        elif isinstance(piece, shortcodes.Reference):
            self._owed += piece.source.count("\n")
            self.open("a", 0, {"href": ""})
            self._tree.top.element.set("href", REFERENCE + piece.target)
            self._tree.words(piece.target)
            self.close()
        elif isinstance(piece, shortcodes.Figure):
            self._figure(piece.parameters)
        elif isinstance(piece, shortcodes.Highlight):
            self._highlight(piece)
        self._fixed = before

    def _unknown(self, piece: shortcodes.Literal | shortcodes.Hidden) -> None:
        left_out = isinstance(piece, shortcodes.Hidden)
        if piece.name:
            finding = shortcodes.unknown(piece.name, 0, left_out=left_out)
            self.report("M001", 0, finding.message, finding.hint)
        if left_out:
            self._owed += piece.source.count("\n")
        else:
            self._tree.words(piece.source)

    def _inside(self, tag: str, attributes: Mapping[str, str]) -> None:
        """Open an element right here, block or not; the blocks of the leaf are parted later."""
        element = self._tree.add(tag, attributes)
        self._reading.places[element] = self._place(0)
        self._reading.ends[element] = self._after
        self._tree.push(Opened(element, tag, 0, leaf=True, markdown=True))

    def _highlight(self, piece: shortcodes.Highlight) -> None:
        self._inside("pre", {})
        self._inside("code", {"class": f"language-{piece.language}"} if piece.language else {})
        self._tree.words(piece.code)
        self._tree.close()
        self._tree.close()

    def _figure(self, parameters: Mapping[str, str]) -> None:
        """Hugo's figure: the image in its link, then title, caption and attribution."""
        self._inside("figure", {})
        href = parameters.get("link")
        if href:
            self.open("a", 0, {"href": href})
        kept = {
            name: parameters[name]
            for name in ("src", "alt", "width", "height")
            if name in parameters
        }
        clean = sanitize.clean(sanitize.Tag("open", 0, "img", kept))
        alt = parameters.get("alt", parameters.get("caption", ""))
        self._image({**clean.attributes, "src": parameters.get("src", ""), "alt": alt}, 0)
        if href:
            self.close()
        self._caption(parameters)
        self._tree.close()

    def _caption(self, parameters: Mapping[str, str]) -> None:
        attribution = parameters.get("attr", "")
        if attribution and "attrlink" in parameters:
            attribution = f"[{attribution}]({parameters['attrlink']})"
        parts = (parameters.get("title", ""), parameters.get("caption", ""), attribution)
        if not any(parts):
            return
        self._inside("figcaption", {})
        for part in filter(None, parts):
            self._tree.line()
            commonmark.read_line(part, self)
        self._tree.close()


def _hint(refused: str) -> str:
    """What to do about something refused."""
    if refused.startswith(("<script", "<style")):
        return "It is left out with what is in it."
    if refused.startswith("<"):
        return "Its text stays."
    if refused.startswith("the attribute"):
        return "It is left out."
    return "Only http, https, mailto and paths may be named; the words stay."


def _post(target: str) -> str:
    """A link's target, marked as a reference where it names a Markdown file by path."""
    is_path = "://" not in target and not target.startswith(("#", "mailto:"))
    return REFERENCE + target if is_path and _POST.fullmatch(target) else target
