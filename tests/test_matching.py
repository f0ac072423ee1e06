"""Rules found once for all elements of the same way up: those that cssselect2 finds for each."""

from __future__ import annotations

from random import Random
from types import SimpleNamespace
from xml.etree.ElementTree import Element as Grown

import pytest
import weasyprint

from publisher.write.pdf.warm.matching import Matching

cssselect2 = weasyprint.css.cssselect2

_SELECTORS = """
* | p | .a | .b.a | #x | div p | div > p | p + p | p ~ em | p:first-child | :last-child | p:empty
:nth-child(2n+1) | :nth-last-child(2) | em:first-of-type | :only-child | div:has(em) | p:has(> .a)
p:has(+ em) | :not(.a) | :is(p, .b) em | :where(.a) > em | :lang(zh) | p:lang(en) | [lang]
[lang=zh] | [hidden] | div[hidden] em | [href] | [href^="#"] | :link | :root | :root > *
[id] | [class~=b] | [data-n] | [data-n="1"] p | div :first-child em | .b :lang(zh) ~ * | em::before
.a > p::after
""".replace("\n", "|")


def _sheet(selectors: list[str]) -> SimpleNamespace:
    matcher = cssselect2.Matcher()
    for selector in selectors:
        for compiled in cssselect2.compile_selector_list(selector):
            matcher.add_selector(compiled, ([selector], None))
    return SimpleNamespace(matcher=matcher)


def _grown(random: Random, depth: int) -> Grown:
    """A small tree of few tags, so that many elements have the same way up."""
    said = {"class": "a b", "id": "x", "lang": "zh", "href": "#y", "hidden": "", "data-n": "1"}
    attributes = {name: value for name, value in said.items() if random.random() < 0.15}
    if random.random() < 0.3:
        attributes["class"] = random.choice(("a", "b"))
    made = Grown(random.choice(("div", "p", "em", "a")), attributes)
    if depth:
        made.extend([_grown(random, depth - 1) for _ in range(random.randrange(5))])
    return made


@pytest.mark.parametrize("seed", range(30))
def test_the_rules_found_are_those_that_the_library_finds(seed: int) -> None:
    """For every element of a tree, in the same order, whatever was asked before."""
    random = Random(seed)  # noqa: S311 -- made-up trees, no secrets
    selectors = [part.strip() for part in _SELECTORS.split("|") if part.strip()]
    random.shuffle(selectors)
    middle = len(selectors) // 2
    sheets = [
        (_sheet(selectors[:middle]), "user agent", None),
        (_sheet(selectors[middle:]), "author", (0, 0, 0)),
    ]
    matching = Matching(sheets)
    for _ in range(3):
        root = cssselect2.ElementWrapper.from_html_root(_grown(random, 4))
        for wrapper in root.iter_subtree():
            found = matching.match(wrapper).rules
            assert list(found) == [
                (sheet, origin, given, rule)
                for sheet, origin, given in sheets
                for rule in sheet.matcher.match(wrapper)
            ]


def test_the_same_rules_have_the_same_number() -> None:
    """So that elements which differ in nothing that a rule asks for share a style."""
    matching = Matching([(_sheet(["p", "p + p", "[href]"]), "author", None)])
    root = Grown("div")
    root.extend([Grown("p"), Grown("p", {"id": "one"}), Grown("p", {"href": "#"}), Grown("p")])
    wrapped = cssselect2.ElementWrapper.from_html_root(root)
    first, second, third, fourth = (matching.match(p).number for p in wrapped.iter_children())
    assert second == fourth
    assert len({first, second, third}) == 3
