"""What the package document says of the book: Dublin Core, roles, and EPUB Accessibility 1.1."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import NAMESPACE_URL, uuid5

from publisher.language import Language
from publisher.model import Bilingual, BookMeta, Credit
from publisher.write.epub.page import book_title
from publisher.xhtml import Element

_CONFORMANCE = "EPUB Accessibility 1.1 - WCAG 2.2 Level AA"
_UNDATED = datetime(1980, 1, 1, tzinfo=UTC)
_FIRST_YEAR = 1000
_LEADING_ROLES = ("aut", "edt", "trl")

_FEATURES = ("tableOfContents", "readingOrder", "structuralNavigation", "displayTransformability")
_FEATURE_OF = {"ruby": "rubyAnnotations", "math": "MathML"}
"""What an element gives to those who know how to read it (schema.org's vocabulary)."""

_TOLD = frozenset({*_FEATURE_OF, "svg", "img"})

UNDESCRIBED = "undescribed"
"""The feature of a page with an image that has no alternative text."""

_SUMMARY = {
    "base": Bilingual(
        "English and Chinese together, each passage marked with its language. The book can be"
        " read in order by voice or braille; it has a table of contents and headings, and its"
        " text can be enlarged and restyled.",
        "中英文对照，每一段都标明语言。全书可按顺序朗读或以盲文阅读，有目录和各级标题，"
        "文字可放大，也可换样式。",
    ),
    "terms": Bilingual(
        "Terms link to their definitions, and each definition links back to every place.",
        "术语链接到释义，每条释义都能返回每一处原文。",
    ),
    "described": Bilingual("Images have text alternatives.", "图片附有替代文字。"),
    "undescribed": Bilingual("Some images lack a text alternative.", "部分图片没有替代文字。"),
}


def features(elements: Iterable[Element]) -> tuple[str, ...]:
    """What a page of these elements holds of which the package says something.

    That are tags, `term` and `UNDESCRIBED`.
    """
    found: set[str] = set()
    for node in elements:
        if node.tag in _TOLD:
            found.add(node.tag)
            if node.tag == "img" and not node.get("alt").strip():
                found.add(UNDESCRIBED)
        elif "term" in node.classes:
            found.add("term")
    return tuple(sorted(found))


@dataclass(frozen=True, slots=True)
class Datum:
    """One line of the metadata."""

    name: str
    """`dc:title` and its kin, or `meta`."""

    value: str
    attrs: tuple[tuple[str, str], ...] = ()


def _meta(name: str, value: str, refines: str = "", **attrs: str) -> Datum:
    target = (("refines", f"#{refines}"),) if refines else ()
    return Datum("meta", value, (*target, ("property", name), *attrs.items()))


def _dc(name: str, values: Iterable[str]) -> Iterator[Datum]:
    """A Dublin Core element for each value, once, empty ones left out."""
    for value in dict.fromkeys(value.strip() for value in values):
        if value:
            yield Datum(f"dc:{name}", value)


def _lang(language: Language) -> tuple[tuple[str, str], ...]:
    return (("xml:lang", language.tag),)


def _title(title: Bilingual, first: Language) -> Iterator[Datum]:
    """One title; the other language's is the same title in another script."""
    language = first if title.get(first) else first.other
    yield Datum("dc:title", title.get(language), (("id", "title"), *_lang(language)))
    other = title.get(language.other)
    if other and other != title.get(language):
        refinement = (("refines", "#title"), ("property", "alternate-script"))
        yield Datum("meta", other, (*refinement, *_lang(language.other)))


def _series(meta: BookMeta) -> Iterator[Datum]:
    """The series in the book's first language, its other name as the same in another script."""
    if meta.series is None:
        return
    name, first = meta.series.name, meta.order.languages[0]
    language = first if name.get(first) else first.other
    attrs = (("id", "series"), ("property", "belongs-to-collection"), *_lang(language))
    yield Datum("meta", name.get(language), attrs)
    yield _meta("collection-type", "series", "series")
    if meta.series.number:
        yield _meta("group-position", meta.series.number, "series")
    other = name.get(language.other)
    if other and other != name.get(language):
        refinement = (("refines", "#series"), ("property", "alternate-script"))
        yield Datum("meta", other, (*refinement, *_lang(language.other)))


def _roles(people: Iterable[Credit]) -> dict[str, tuple[str, ...]]:
    """Each name with its roles, both in the order they were given in."""
    roles: dict[str, dict[str, None]] = {}
    for person in people:
        if person.name.strip():
            roles.setdefault(person.name.strip(), {})[person.role] = None
    return {name: tuple(found) for name, found in roles.items()}


def _leading_role(roles: Iterable[tuple[str, ...]]) -> str:
    """The role that makes a creator: author, or the next best that anyone has."""
    given = [role for found in roles for role in found]
    return next((role for role in _LEADING_ROLES if role in given), given[0] if given else "")


def _person(key: str, name: str, roles: tuple[str, ...], file_as: str = "") -> Iterator[Datum]:
    """One person; `key` is the element's name, a hyphen and the ordinal."""
    kind, _, number = key.partition("-")
    yield Datum(f"dc:{kind}", name, (("id", key),))
    if file_as:
        yield _meta("file-as", file_as, key)
    for role in roles:
        yield _meta("role", role, key, scheme="marc:relators")
    yield _meta("display-seq", number, key)


def _people(people: Iterable[Credit]) -> Iterator[Datum]:
    """Creators and contributors with MARC relators.

    There is a `file-as` where the author gave one: which part leads is not told by the name.
    """
    people = tuple(people)
    sorted_as = {person.name.strip(): person.file_as for person in people if person.file_as}
    roles = _roles(people)
    leading = _leading_role(roles.values())
    for kind, leads in (("creator", True), ("contributor", False)):
        names = [name for name, found in roles.items() if (leading in found) is leads]
        for number, name in enumerate(names, 1):
            key = f"{kind}-{number}"
            yield from _person(key, name, roles[name], sorted_as.get(name, ""))


def _about(meta: BookMeta) -> Iterator[Datum]:
    yield from _dc("publisher", [meta.publisher])
    yield from _dc("rights", [meta.rights])
    for language in meta.order.languages:
        if meta.description.get(language).strip():
            yield Datum("dc:description", meta.description.get(language).strip(), _lang(language))
    yield from _dc("subject", meta.subjects)
    yield from _dc("source", meta.sources)
    yield from _dc("date", [meta.date.isoformat()] if meta.date else [])
    if meta.generator:
        yield Datum("meta", "", (("name", "generator"), ("content", meta.generator)))


def _conforms(meta: BookMeta) -> Iterator[Datum]:
    """The claim of conformance, and who makes it: this program, which checks what it writes."""
    yield Datum("meta", _CONFORMANCE, (("id", "conformance"), ("property", "dcterms:conformsTo")))
    if meta.generator:
        yield _meta("a11y:certifiedBy", meta.generator, "conformance")


def _summary(parts: Iterable[str], language: Language) -> Datum:
    gap = "" if language is Language.ZH else " "
    words = gap.join(_SUMMARY[part].get(language) for part in parts)
    return Datum("meta", words, (("property", "schema:accessibilitySummary"), *_lang(language)))


def _accessibility(meta: BookMeta, held: AbstractSet[str]) -> Iterator[Datum]:
    """EPUB Accessibility 1.1; an image without alternative text forbids the claim to conform."""
    has_images, described = "img" in held, UNDESCRIBED not in held
    for mode in ("textual", "visual") if has_images else ("textual",):
        yield _meta("schema:accessMode", mode)
    yield _meta("schema:accessModeSufficient", "textual" if described else "textual,visual")
    found = (feature for tag, feature in _FEATURE_OF.items() if tag in held)
    texts = ("alternativeText",) if has_images and described else ()
    for feature in (*_FEATURES, *found, *texts):
        yield _meta("schema:accessibilityFeature", feature)
    yield _meta("schema:accessibilityHazard", "none")
    terms = ("terms",) if "term" in held else ()
    pictures = ("described" if described else "undescribed",) if has_images else ()
    for language in meta.order.languages:
        yield _summary(("base", *terms, *pictures), language)
    if described:
        yield from _conforms(meta)


def identifier(meta: BookMeta) -> str:
    """The book's URN: its own, or one that slug and title alone decide."""
    name = f"{meta.slug}\n{meta.title.en}\n{meta.title.zh}"
    return meta.identifier or uuid5(NAMESPACE_URL, name).urn


def modified(meta: BookMeta) -> datetime:
    """The moment of the last change in UTC; a fixed one where none is known.

    A year below 1000 is how some programs write "no date".
    """
    moment = meta.modified
    if moment is None or moment.year < _FIRST_YEAR:
        return _UNDATED
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def metadata(meta: BookMeta, held: AbstractSet[str]) -> tuple[Datum, ...]:
    """Everything the package says of the book, `dcterms:modified` excepted.

    `held` are the features of its pages (`features`).
    """
    first, second = meta.order.languages
    return (
        Datum("dc:identifier", identifier(meta), (("id", "id"),)),
        *_title(book_title(meta), first),
        Datum("dc:language", first.tag),
        Datum("dc:language", second.tag),
        *_series(meta),
        *_people(meta.creators),
        *_about(meta),
        *_accessibility(meta, held),
    )
