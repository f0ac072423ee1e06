"""Who mentions which term, and where links lead."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publisher.index import index
from publisher.language import Language
from publisher.model import Order, Pair
from publisher.xhtml import element, to_html
from tests.books import META, paragraph, post


def linked(target: str) -> Pair:
    """A pair whose English half links to `target`."""
    link = element("a", {"href": target}, "there")
    return Pair((paragraph(14, "See ", link, "."),), (paragraph(16, "见那里。"),))


def test_mentions_are_listed_in_reading_order_with_their_language() -> None:
    """Each entry knows every place that links to it, in the order a reader meets them."""
    book, problems = index((post(),), META)
    (entry,) = book.chapters[0].entries
    assert problems == ()
    assert [(o.mention.text, o.language) for o in entry.occurrences] == [
        ("tea", Language.EN),
        ("茶", Language.ZH),
    ]


def test_reading_order_follows_the_order_of_the_book() -> None:
    """A book that puts Chinese first meets the Chinese mention first."""
    book, _ = index((post(),), replace(META, order=Order.ZH_EN))
    (entry,) = book.chapters[0].entries
    assert [o.mention.text for o in entry.occurrences] == ["茶", "tea"]


@pytest.mark.parametrize(
    "target",
    [
        "post:kettle.md",
        "post:posts/kettle.md",
        "post:kettle",
        "post:/posts/kettle",
        "post:./kettle.md",
        "post:/posts/kettle/",
        "post:../posts/kettle/",
    ],
)
def test_a_link_to_another_post_finds_it_however_hugo_lets_it_be_named(target: str) -> None:
    """A path, a file name or a slug: they lead to the post's place in this book."""
    book, problems = index((post("tea", linked(target)), post("kettle")), META)
    pair = book.chapters[0].post.flow[1]
    assert isinstance(pair, Pair)
    assert 'href="#kettle"' in to_html(pair.en[0].element)
    assert problems == ()


def test_a_link_out_of_the_book_keeps_its_words_and_is_reported() -> None:
    """A book holds no dangling link, and loses no word of it."""
    book, problems = index((post("tea", linked("post:lost.md")),), META)
    pair = book.chapters[0].post.flow[1]
    assert isinstance(pair, Pair)
    assert to_html(pair.en[0].element).strip() == "<p>See there.</p>"
    assert [(p.code, p.place.line) for p in problems] == [("M002", 14)]


def test_an_id_given_twice_stays_with_its_first_element() -> None:
    """Two elements with one id would send a reader to the wrong place."""
    twice = Pair(
        (paragraph(14, element("span", {"id": "tea--x"}, "a")),),
        (paragraph(16, element("span", {"id": "tea--x"}, "茶")),),
    )
    book, _ = index((post("tea", twice),), META)
    pair = book.chapters[0].post.flow[1]
    assert isinstance(pair, Pair)
    assert pair.en[0].element.children[0] == element("span", {"id": "tea--x"}, "a")
    assert pair.zh[0].element.children[0] == element("span", None, "茶")


def test_what_the_posts_say_fills_what_book_yaml_leaves_open() -> None:
    """People, sources, subjects and the date of the last change come from the posts."""
    book, _ = index((post("tea"), post("kettle")), META)
    assert [person.name for person in book.meta.creators] == ["A. Writer", "译者"]
    assert book.meta.sources == ("https://example.org/tea",)
    assert book.meta.subjects == ("drinks",)
    assert book.meta.modified == post().meta.date
