"""What precedes the running text: title page, contents, and the head of each chapter."""

from __future__ import annotations

from collections.abc import Iterable

from publisher.language import Language
from publisher.model import Bilingual, BookMeta, Credits, Order, Outline, Pair, Post, Single, Unit
from publisher.typeset.blocks import in_language, paragraphs, plain, script_of, spans
from publisher.xhtml import Element, Node, element, text, walk

CONTENTS = Bilingual("Contents", "目录")


def _names(meta: BookMeta, role: str) -> str:
    names = (person.name for person in meta.creators if person.role == role)
    return " · ".join(dict.fromkeys(names))


def title_page(meta: BookMeta) -> Element:
    """Title and subtitle in both languages, the authors, the translators, the publisher."""
    authors = plain(_names(meta, "aut"), "creators")
    translators = _names(meta, "trl")
    helpers = plain(f"{translators} 译" if translators else "", "translators")
    head = element("h1", {"class": "book-title"}, *spans(meta.title, meta.order))
    subtitle = paragraphs(meta.subtitle, "subtitle", meta.order)
    attrs = {"class": "titlepage", "id": "titlepage", "epub:type": "titlepage"}
    people = (authors, helpers, plain(meta.publisher, "publisher"))
    return element("section", attrs, head, *subtitle, *people)


def contents(outline: Iterable[Outline], order: Order) -> Element:
    """One line for each chapter with both titles; page numbers are the writer's."""
    lines = [
        element(
            "li",
            None,
            element("a", {"href": f"#{line.anchor or line.sheet}"}, *spans(line.title, order)),
        )
        for line in outline
    ]
    head = element("h1", {"class": "pair-title"}, *spans(CONTENTS, order))
    return element(
        "section", {"class": "contents", "id": "contents"}, head, element("ol", None, *lines)
    )


def _is_title(unit: Unit, title: Bilingual) -> bool:
    """Whether a unit is a first-level heading that says the title and nothing else."""
    if isinstance(unit, Pair):
        said = {lang: unit.side(lang) for lang in Language}
    elif isinstance(unit, Single):
        said = {unit.language: unit.blocks}
    else:
        return False
    blocks = [block for side in said.values() for block in side]
    if any(b.element.tag != "h1" or any(n.tag == "a" for n in walk(b.element)) for b in blocks):
        return False
    return {lang: " ".join(text(b.element) for b in side) for lang, side in said.items()} == {
        lang: title.get(lang) for lang in Language if title.get(lang)
    }


def opened(post: Post) -> tuple[tuple[str, ...], tuple[Unit, ...]]:
    """The flow after a heading that only repeats the title, and the ids that stood on it."""
    if not post.flow or not _is_title(post.flow[0], post.meta.title):
        return (), post.flow
    first = post.flow[0]
    sides = (*first.en, *first.zh) if isinstance(first, Pair) else ()
    blocks = first.blocks if isinstance(first, Single) else sides
    ids = tuple(name for block in blocks if (name := block.element.get("id")))
    return tuple(dict.fromkeys(ids)), post.flow[1:]


def chapter_head(post: Post, order: Order) -> Element:
    """Title in both languages, date, and the credits as their author wrote them."""
    anchors = (element("span", {"id": name}) for name in opened(post)[0])
    title = element(
        "h1",
        {"class": "pair-title", "id": f"{post.anchor}--title"},
        *anchors,
        *spans(post.meta.title or Bilingual(en=post.slug), order),
    )
    return element("header", {"class": "chapter-head"}, title, _date(post), _credits(post.credits))


def _date(post: Post) -> Element | None:
    if post.meta.date is None:
        return None
    day = post.meta.date.date().isoformat()
    return element("p", {"class": "date"}, element("time", {"datetime": day}, day))


def _linked(node: Node, source: str) -> tuple[Node, ...]:
    """A bare address of the original as a link: Markdown makes none of it behind a `：`."""
    if not isinstance(node, str) or not source or source not in node:
        return (node,)
    before, _, after = node.partition(source)
    return (before, element("a", {"href": source}, source), after)


def _credits(made: Credits) -> Element | None:
    if not made.lines:
        return None
    lines: list[Node] = []
    for line in made.lines:
        language = script_of(line.label or "".join(text(n) for n in line.content))
        label = line.label and element("span", {"class": "label"}, line.label + line.separator)
        content = (new for node in line.content for new in _linked(node, made.source))
        whole = element("p", {"class": "credit"}, label or None, *content)
        lines.append(in_language(whole, language))
    return element("div", {"class": "credits"}, *lines)
