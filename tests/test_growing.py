"""Trees grown without a parser: what the parser would make of them, also after a change."""

from __future__ import annotations

from xml.etree.ElementTree import Element as Grown

import pytest
import weasyprint

from publisher.write.pdf.growing import change, document, is_plain
from publisher.write.pdf.parts import unpacked
from publisher.xhtml import Element, element, to_html, walk
from tests.pdf_samples import tree
from tests.test_parts import recorded

_TABLE = "<table><thead><tr><th>A</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"


def page(*body: Element) -> Element:
    """A document with these in its body."""
    head = element("head", None, element("meta", {"charset": "utf-8"}))
    return element("html", {"lang": "en"}, head, element("body", None, *body))


def parsed(html: Element) -> Grown:
    """What WeasyPrint's parser makes of a document."""
    source = weasyprint.HTML(string=f"<!DOCTYPE html>\n{to_html(html)}")
    found: Grown = source.etree_element
    return found


def told(grown: Grown) -> list[object]:
    """All that a tree says, in order."""
    return [
        (node.tag, list(node.attrib.items()), node.text or "", node.tail or "", len(node))
        for node in grown.iter()
    ]


@pytest.mark.parametrize(
    "source",
    [
        "<p>One <b>two</b> three<br/>four</p>",
        _TABLE,
        "<div><pre><code>\n  x\n</code></pre><hr/></div>",
        "<pre>\nfirst line</pre>",
        "<ul><li>a<ul><li>b</li></ul></li><li><p>c</p></li></ul>",
        '<p title="&quot;&amp;&#10;">&lt;not a tag&gt;</p>',
        "<section><h2>T</h2><dl><dt>d</dt><dd><p>e</p></dd></dl></section>",
        "<p><ruby>水<rp>（</rp><rt>shuǐ</rt><rp>）</rp></ruby></p>",
        "<div/>",
    ],
)
def test_a_plain_tree_grows_as_it_is_parsed(source: str) -> None:
    """Texts, line ends between blocks and attributes are those of the parser."""
    html = page(tree(source))
    assert is_plain(html)
    assert told(document(html)) == told(parsed(html))


def test_an_empty_body_has_the_last_line_ends() -> None:
    """The parser puts white space behind the body into it."""
    assert told(document(page())) == told(parsed(page()))


@pytest.mark.parametrize(
    "source",
    [
        "<p><em><div>a block in a paragraph</div></em></p>",
        '<p><a href="#x">a <a href="#y">link in a link</a></a></p>',
        "<table><tr><td>no body</td></tr></table>",
        "<table><tbody>words<tr><td>1</td></tr></tbody></table>",
        "<p><svg>a drawing</svg></p>",
        "<p>carriage\r\nreturn</p>",
        "<div><td>a cell</td></div>",
    ],
)
def test_a_tree_that_a_parser_would_change_is_not_plain(source: str) -> None:
    """Such a tree is left to the parser."""
    body = tree(source.replace("\r", "&#13;"))
    assert not is_plain(page(body))


def test_a_document_without_a_head_is_not_plain() -> None:
    """The parser gives it one."""
    assert not is_plain(element("html", None, element("body")))


def test_every_part_of_a_book_is_plain() -> None:
    """What typeset makes keeps to the rules, and grows as it is parsed."""
    recorder, _ = recorded("one", "two")
    for job in recorder.done:
        html = page(unpacked(job.body))
        assert is_plain(html)
        assert told(document(html)) == told(parsed(html))


@pytest.mark.parametrize(
    ("before", "after", "touched"),
    [
        ("<p>a</p><p>b</p>", "<p>a</p><p>c</p>", ["p"]),
        ('<p>a</p><p id="b">b</p>', '<p>a</p><hr/><p id="b">b</p>', ["p"]),
        ('<p>a</p><hr/><p id="b">b</p>', '<p>a</p><p id="b">b</p>', ["p"]),
        ("<p>a <b>1</b>, <b>2</b></p>", "<p>a <b>1</b></p>", ["p", "b"]),
        ('<p id="x">a</p>', '<p id="x" class="long">a</p>', ["p"]),
        ("<p>a</p>", "<p>a</p><p>b</p>", ["p"]),
        ("", "<p>a</p>", ["div"]),
    ],
)
def test_a_grown_tree_becomes_another(before: str, after: str, touched: list[str]) -> None:
    """It says what the other says, and names what has changed or stands before a change."""
    old, new = page(tree(f"<div>{before}</div>")), page(tree(f"<div>{after}</div>"))
    grown = document(old)
    found = change(grown, old, new)
    assert told(grown) == told(document(new))
    assert [node.tag for node in found] == touched


def test_what_is_in_both_trees_stays_the_same_element() -> None:
    """An element that did not change is the very one that pages laid out before refer to."""
    old = page(tree('<div><p>a</p><p id="b"><b>b</b></p></div>'))
    new = page(tree('<div><p>a</p><hr/><p id="b"><b>b</b> c</p></div>'))
    grown = document(old)
    before = {node.tag + node.get("id", ""): node for node in grown.iter()}
    change(grown, old, new)
    after = {node.tag + node.get("id", ""): node for node in grown.iter()}
    assert all(after[name] is node for name, node in before.items())
    assert len(after) == len(before) + 1
    assert len(list(walk(new))) == len(list(grown.iter()))
