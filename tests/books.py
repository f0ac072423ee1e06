"""Tiny books made by hand, for tests that need a `Book` and no files."""

from __future__ import annotations

from datetime import UTC, datetime

from publisher.language import Language
from publisher.model import (
    Bilingual,
    Block,
    BookMeta,
    Credit,
    CreditLine,
    Credits,
    Definition,
    Kind,
    Mention,
    Meta,
    Name,
    Order,
    Pair,
    Post,
    Term,
    Text,
)
from publisher.problems import Place
from publisher.xhtml import Node, element

META = BookMeta(title=Bilingual("Kettles", "水壶"), slug="kettles")


def paragraph(line: int, *content: Node, path: str = "posts/tea.md") -> Block:
    """A paragraph at a line."""
    return Block(Kind.PARAGRAPH, element("p", None, *content), Place(path, line))


def mention(anchor: str, ordinal: int, words: str) -> Node:
    """The link of a mention of the term `tea`."""
    identifier, target = f"{anchor}--ref-tea-{ordinal}", f"#{anchor}--glossary-tea"
    attrs = {"class": "term", "id": identifier, "href": target}
    return element("a", attrs, words)


def term(anchor: str) -> Term:
    """The term `tea`."""
    place = Place(f"posts/{anchor}.md", 20)
    names = (Name("tea", Language.EN),)
    definitions = (Definition(Language.ZH, ("茶，一种叶子。",), place),)
    return Term("glossary-tea", f"{anchor}--glossary-tea", "tea", names, definitions, place)


def post(anchor: str = "tea", *extra: Pair) -> Post:
    """A post of one pair that mentions its one term in both languages."""
    path = f"posts/{anchor}.md"
    en = paragraph(10, "The ", mention(anchor, 1, "tea"), " is hot.", path=path)
    zh = paragraph(12, mention(anchor, 2, "茶"), "很烫。", path=path)
    mentions = (
        Mention(f"{anchor}--ref-tea-1", f"{anchor}--glossary-tea", "tea", Place(path, 10, 5)),
        Mention(f"{anchor}--ref-tea-2", f"{anchor}--glossary-tea", "茶", Place(path, 12, 1)),
    )
    made = Credits(
        "https://example.org/tea",
        (Credit("aut", "A. Writer"), Credit("trl", "译者")),
        (CreditLine("作者", ("A. Writer",), Place(path, 7)),),
    )
    return Post(
        slug=anchor,
        anchor=anchor,
        path=path,
        meta=Meta(Bilingual("Tea", "茶"), datetime(2025, 7, 23, tzinfo=UTC), ("drinks",)),
        credits=made,
        order=Order.EN_ZH,
        text=Text((Pair((en,), (zh,)), *extra)),
        terms=(term(anchor),),
        mentions=mentions,
    )
