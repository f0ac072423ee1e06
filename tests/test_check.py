"""What is wrong with a whole book."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publisher.check import FINDERS, check
from publisher.index import index
from publisher.model import Book, Pair, Post, Text, Theme
from publisher.problems import CODES
from publisher.theme import read_theme
from tests.books import META, paragraph, post


@pytest.fixture(scope="module")
def theme() -> Theme:
    """The default theme, with the fonts that print uses."""
    found, problems = read_theme("default")
    assert found is not None
    assert problems == ()
    return found


def book_of(*posts: Post) -> Book:
    """The posts as a book."""
    return index(posts, META)[0]


def test_a_clean_book_has_nothing_said_of_it(theme: Theme) -> None:
    """No finding where there is none to make."""
    assert check(book_of(post()), theme) == ()


def test_a_term_linked_in_one_language_only_is_named_at_its_link(theme: Theme) -> None:
    """The reader of the other language would never find the entry."""
    tea = post()
    (pair,) = tea.flow
    assert isinstance(pair, Pair)
    plain = Pair(pair.en, (paragraph(12, "茶很烫。"),))
    (problem,) = check(book_of(replace(tea, text=Text((plain,)))), theme)
    assert str(problem) == (
        "posts/tea.md:10:5 G003 warning: “tea” is linked in English only. "
        "Link the Chinese wording too, or drop the link."
    )


def test_a_term_that_no_word_links_to_is_named_at_its_entry(theme: Theme) -> None:
    """An entry without a mention explains nothing."""
    plain = Pair((paragraph(10, "Tea is hot."),), (paragraph(12, "茶很烫。"),))
    (problem,) = check(book_of(replace(post(), text=Text((plain,)))), theme)
    assert (problem.code, problem.place.line) == ("G004", 20)


def test_a_second_term_of_one_id_is_not_called_unmentioned(theme: Theme) -> None:
    """A link to its id leads to the first: the advice to write one would be wrong (G002 tells)."""
    tea = post()
    (term,) = tea.terms
    double = replace(term, anchor=f"{term.anchor}-2", label="tea again")
    assert check(book_of(replace(tea, terms=(term, double))), theme) == ()
    lone = replace(double, id="glossary-pot")
    (problem,) = check(book_of(replace(tea, terms=(term, lone))), theme)
    assert problem.code == "G004"


def test_a_character_that_no_font_has_is_named_with_its_place(theme: Theme) -> None:
    """Never a silent box on the page: Linear B is no script of ours."""
    odd = Pair((paragraph(14, "First line\nand 𐀀."),), (paragraph(17, "第二行。"),))
    (problem,) = check(book_of(post("tea", odd)), theme)
    assert (problem.code, problem.place.line, problem.place.column) == ("T001", 15, 5)
    assert "U+10000" in problem.message


def test_every_check_has_its_row_in_the_table_of_codes() -> None:
    """A finding has a severity and a name."""
    assert set(FINDERS) <= set(CODES)
