"""A book's terms as plain rows: what every export of them is made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from publisher.language import Language
from publisher.model import Bilingual, Book, Definition, MergedEntry
from publisher.titles import anchor_of
from publisher.xhtml import text


@dataclass(frozen=True, slots=True)
class Meaning:
    """One definition of a term."""

    definition: Bilingual
    posts: tuple[str, ...]
    """Titles of the posts that give it; none where a person wrote it for the book."""


@dataclass(frozen=True, slots=True)
class Row:
    """One term."""

    id: str
    """Stable as long as its first name is: `glossary--rl`."""

    names: dict[Language, tuple[str, ...]]
    """The preferred name first; empty in a language that has none."""

    meanings: tuple[Meaning, ...]
    posts: tuple[str, ...]
    """Titles of the posts whose glossaries have it."""

    mentions: int

    def joined(self, language: Language, mark: str = " / ") -> str:
        """All names in one language on one line."""
        return mark.join(self.names[language])

    def definition(self, language: Language) -> str:
        """All definitions in one language on one line."""
        return " / ".join(
            m.definition.get(language) for m in self.meanings if m.definition.get(language)
        )


def _plain(definitions: Iterable[Definition], language: Language) -> str:
    """What a definition says in one language, on one line."""
    parts = (found for found in definitions if found.language is language)
    return " ".join(" ".join("".join(text(n) for n in found.content).split()) for found in parts)


def _meanings(entry: MergedEntry, titles: dict[str, str]) -> Iterator[Meaning]:
    for sense in entry.senses:
        sides = (_plain(sense.definitions, language) for language in (Language.EN, Language.ZH))
        yield Meaning(Bilingual(*sides), tuple(titles[post] for post in sense.posts))


def _row(entry: MergedEntry, titles: dict[str, str]) -> Row:
    names: dict[Language, tuple[str, ...]] = {}
    for language in Language:
        others = (alias.text for alias in entry.aliases if alias.language is language)
        found = dict.fromkeys((entry.names.get(language), *others))
        names[language] = tuple(name for name in found if name)
    posts = dict.fromkeys(titles[part.post] for part in entry.parts)
    return Row(
        entry.anchor, names, tuple(_meanings(entry, titles)), tuple(posts), len(entry.mentions)
    )


def rows(book: Book) -> tuple[Row, ...]:
    """Every term of a book in the order of its glossary."""
    first = book.meta.order.languages[0]
    titles = {c.post.anchor: c.post.meta.title.pick(first) or c.post.slug for c in book.chapters}
    return tuple(_row(entry, titles) for entry in book.glossary.entries)


def short_name(book: Book) -> str:
    """The book's slug as letters and digits that any program takes for a name."""
    return anchor_of(book.meta.slug) or "book"
