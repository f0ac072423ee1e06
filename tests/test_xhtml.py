"""The element tree and its two serialisers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html

from publisher.xhtml import Element, element, text, to_html, to_xhtml, transform, walk, with_attrs

WORDS = st.text(
    st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=8
)
TREES = st.recursive(
    WORDS,
    lambda inner: st.builds(
        lambda tag, kids: Element(tag, (("title", 'a"<&b'),), tuple(k for k in kids if k)),
        st.sampled_from(["span", "em", "a", "b"]),
        st.lists(inner, max_size=4),
    ),
    max_leaves=12,
)


@given(TREES)
def test_both_serialisers_keep_every_character_in_order(tree: Element | str) -> None:
    """What an XML parser and an HTML parser read back is the text of the tree."""
    root = element("p", None, tree)
    as_xml = etree.fromstring(to_xhtml(root))
    as_html = html.fragment_fromstring(to_html(root))
    for parsed in (as_xml, as_html):
        assert "".join(map(str, parsed.itertext())).rstrip("\n") == text(root)


def test_an_empty_span_closes_itself_in_xml_and_never_in_html() -> None:
    """`<span/>` read as HTML would swallow the text after it."""
    root = element("p", None, element("span", {"id": "k"}), "after")
    assert to_xhtml(root) == '<p><span id="k"/>after</p>\n'
    assert to_html(root) == '<p><span id="k"></span>after</p>\n'


def test_xml_carries_the_language_twice_and_html_drops_prefixed_names() -> None:
    """EPUB wants `xml:lang` beside `lang`; print knows no `epub:type`."""
    root = element("i", {"lang": "zh-Hans", "epub:type": "z"}, "茶")
    assert to_xhtml(root) == '<i lang="zh-Hans" xml:lang="zh-Hans" epub:type="z">茶</i>'
    assert to_html(root) == '<i lang="zh-Hans">茶</i>'


def test_preformatted_text_gains_no_line_end() -> None:
    """Nothing is added inside `pre`, where white space shows."""
    root = element("pre", None, element("code", None, "a\n  b\n"))
    assert to_xhtml(root) == "<pre><code>a\n  b\n</code></pre>\n"


def test_attributes_are_set_removed_and_kept_in_order() -> None:
    """A copy with other attributes leaves the original as it was."""
    node = element("a", {"href": "#x", "class": "old", "id": "i"})
    assert with_attrs(node, class_="new", id=None, lang="en").attrs == (
        ("href", "#x"),
        ("class", "new"),
        ("lang", "en"),
    )
    assert node.get("class") == "old"


def test_transform_replaces_an_element_by_any_number_of_nodes() -> None:
    """A change sees children already changed, and may unwrap or drop."""
    root = element("p", None, "a", element("b", None, "x", element("i", None, "y")), "z")
    (bare,) = transform(root, lambda n: n.children if n.tag in {"b", "i"} else (n,))
    assert isinstance(bare, Element)
    assert [n.tag for n in walk(bare)] == ["p"]
    assert text(bare) == "axyz"
