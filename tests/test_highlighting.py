"""Code told apart: by classes, with every character where it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.typeset.highlighting import highlighted
from publisher.xhtml import Element, element, text, to_html, walk


def _code(source: str, language: str) -> Element:
    name = {"class": f"language-{language}"} if language else None
    return element("pre", None, element("code", name, source))


def _classes(tree: Element) -> set[str]:
    return {node.get("class") for node in walk(tree) if node.tag == "span"}


def test_parts_of_code_get_classes_and_no_styles() -> None:
    """A keyword, a function's name, a string and a comment are four kinds."""
    shown = highlighted(_code('def tea():  # 茶\n    return "hot"\n', "python"))
    assert '<span class="k">def</span> <span class="nf">tea</span>' in to_html(shown)
    assert _classes(shown) == {"k", "nf", "s", "c"}
    assert "style=" not in to_html(shown)


@pytest.mark.parametrize("language", ["", "tea", "text", "PHP-nonsense"])
def test_code_of_no_known_language_stays_as_it_is(language: str) -> None:
    """Nothing is guessed."""
    plain = _code("def tea(): pass", language)
    assert highlighted(plain) is plain


def test_code_longer_than_a_chapter_stays_as_it_is() -> None:
    """What would take long is not told apart."""
    plain = _code("x = 1\n" * 4_000, "python")
    assert highlighted(plain) is plain


@given(
    st.text(alphabet="ab1 \n\t\"'#/*<>&{}()=;:中\r\u00a0\\", max_size=80),
    st.sampled_from(["python", "c", "html", "yaml", "bash", "diff", "json", "rust", "sql"]),
)
def test_no_character_of_code_is_changed(source: str, language: str) -> None:
    """The text of the tree is the text of the source, blank lines and all."""
    assert text(highlighted(_code(source, language))) == source
