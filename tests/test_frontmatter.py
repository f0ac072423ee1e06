"""Front matter in its three notations: what it says, and where the prose begins."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.load.frontmatter import FrontMatter, read_frontmatter
from publisher.model import Bilingual, Credit, Meta, Order
from publisher.problems import Place, Problem


def _good(text: str) -> FrontMatter:
    front, problems = read_frontmatter(text, "post.md")
    assert problems == ()
    return front


def _bad(text: str) -> Problem:
    _, problems = read_frontmatter(text, "post.md")
    (problem,) = problems
    return problem


_YAML = """\
---
title: "Morning tea | 早茶"
date: 2025-07-23T01:39:00+08:00
draft: true
author: A. Writer
tags: [tea, 茶]
categories: kitchen
description: On tea | 关于茶
weight: 3
slug: morning-tea
lang: en
cover: images/cover.png
pair_order: zh-en
layout: single
params: {a: [1, 2]}
---
Tea.
"""

_TOML = """\
+++
title = "Morning tea | 早茶"
date = 2025-07-23T01:39:00+08:00
draft = true
author = "A. Writer"
tags = ["tea", "茶"]
categories = "kitchen"
description = "On tea | 关于茶"
weight = 3
slug = "morning-tea"
lang = "en"
cover = "images/cover.png"
pair_order = "zh-en"
layout = "single"
[params]
+++
Tea.
"""

_JSON = """\
{
"title": "Morning tea | 早茶",
"date": "2025-07-23T01:39:00+08:00",
"draft": true,
"author": {"name": "A. Writer"},
"tags": ["tea", "茶"],
"categories": ["kitchen"],
"description": "On tea | 关于茶",
"weight": 3,
"slug": "morning-tea",
"lang": "en",
"cover": "images/cover.png",
"pair_order": "zh-en",
"layout": "single",
"params": {"a": [1, 2]}
}
Tea.
"""


@pytest.mark.parametrize("text", [_YAML, _TOML, _JSON])
def test_three_notations_say_the_same(text: str) -> None:
    """Every key, and the line where the prose begins; unknown keys are nobody's business here."""
    front = _good(text)
    assert front.meta == Meta(
        title=Bilingual("Morning tea", "早茶"),
        date=datetime(2025, 7, 23, 1, 39, tzinfo=timezone(timedelta(hours=8))),
        tags=("tea", "茶"),
        categories=("kitchen",),
        description=Bilingual("On tea", "关于茶"),
        weight=3,
        slug="morning-tea",
        lang="en",
        cover="images/cover.png",
        draft=True,
        order=Order.ZH_EN,
    )
    assert front.authors == (Credit("aut", "A. Writer"),)
    assert (front.body, front.first_line, front.is_present) == ("Tea.\n", 17, True)


@pytest.mark.parametrize(
    "text", ["Tea.\n\n---\n\nMore.\n", "", "\n", "{tea}\n", "{{< x >}}\n", "--\n"]
)
def test_a_post_without_front_matter_is_all_prose(text: str) -> None:
    """A rule further down, or a brace, begins no front matter."""
    front = _good(text)
    assert (front.meta, front.body, front.first_line) == (Meta(), text, 1)
    assert not front.is_present


def test_an_empty_front_matter_is_one() -> None:
    """Two lines of hyphens say nothing, and are not prose."""
    front = _good("---\n---\nTea.\n")
    assert (front.meta, front.body, front.first_line) == (Meta(), "Tea.\n", 3)
    assert front.is_present


def test_a_rule_in_the_prose_does_not_end_it_again() -> None:
    """Only the first closing line counts, and it may have spaces after it."""
    assert _good("---\nweight: 1\n--- \na\n\n---\n\nb\n").body == "a\n\n---\n\nb\n"


@pytest.mark.parametrize(
    ("text", "line", "column", "words"),
    [
        ("---\ndate: 2025-01-01\ntitle: Tea: a story\n---\n", 3, 11, 'title: "Tea: a story"'),
        ('---\ntitle: "Tea\ndraft: true\n---\n', 2, 8, "Close the quotes"),
        ("---\ntitle: Tea\n", 1, 1, "a line ---"),
        ("---\ntitle: *tea\n---\n", 2, 8, "quotes"),
        ("+++\na = 1\ntitle = Tea\n+++\n", 3, 9, "equals sign"),
        ("+++\ntitle = 'Tea'\n", 1, 1, "a line +++"),
        ('{\n"title": Tea\n}\n', 2, 10, "double quotes"),
        ('{"weight": ' + "9" * 5000 + "}\n", 1, 1, "ordinary size"),
        ('{"a": ' + "[" * 5000 + "\n", 1, 1, "ordinary size"),
        ("+++\na = " + "[" * 5000 + "\n+++\n", 2, 1, "equals sign"),
        ("---\na: " + "x" * 200_000 + "\n---\n", 1, 1, "100000 characters"),
    ],
)
def test_what_cannot_be_read(text: str, line: int, column: int, words: str) -> None:
    """F001 at the line of the file to look at, and what to write there."""
    problem = _bad(text)
    assert (problem.code, problem.place) == ("F001", Place("post.md", line, column))
    assert words in problem.hint


def test_the_body_of_an_unreadable_front_matter_is_still_read() -> None:
    """So that everything wrong with a post is told at once."""
    front, _ = read_frontmatter("---\na: b: c\n---\nTea.\n", "post.md")
    assert (front.body, front.first_line) == ("Tea.\n", 4)


@pytest.mark.parametrize(
    ("line", "column", "wanted"),
    [
        ("date: yesterday", 7, "2025-07-23"),
        ("date: 0001-01-01", 7, "2025-07-23"),
        ("date: 12025-01-01", 7, "2025-07-23"),
        ("date: [2025]", 7, "2025-07-23"),
        ("title: [Tea]", 8, "English | 中文"),
        ("title: true", 8, "English | 中文"),
        ("draft: maybe", 8, "true or false"),
        ("tags: {a: 1}", 7, "a list"),
        ("tags: [[a]]", 7, "a list"),
        ("weight: heavy", 9, "whole number"),
        ("weight: 1.5", 9, "whole number"),
        ("pair_order: zh", 13, "en-zh or zh-en"),
        ("slug: {a: b}", 7, "words"),
        ("author: {url: x}", 9, "a name"),
        ("cover: true", 8, "path"),
    ],
)
def test_a_value_of_the_wrong_type_is_ignored(line: str, column: int, wanted: str) -> None:
    """F002 says where and what may stand there; the other keys count."""
    front, problems = read_frontmatter(f"---\nlang: en\n{line}\n---\n", "post.md")
    assert front.meta == Meta(lang="en")
    assert [(p.code, p.place) for p in problems] == [("F002", Place("post.md", 3, column))]
    assert wanted in problems[0].hint


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("+++\nlang = 'en'\n  weight = 'x'\n+++\n", Place("post.md", 3, 3)),
        ("+++\n[weight]\n+++\n", Place("post.md", 2, 2)),
        ('{"lang": "en",\n "weight": "x"}\n', Place("post.md", 2, 2)),
    ],
)
def test_toml_and_json_point_at_the_key(text: str, place: Place) -> None:
    """Their readers know no places, so the key is looked for."""
    problem = _bad(text)
    assert (problem.code, problem.place) == ("F002", place)


@pytest.mark.parametrize(
    ("title", "expected"),
    [("Tea", Bilingual(en="Tea")), ("Go 语言入门", Bilingual(zh="Go 语言入门"))],
)
def test_a_title_in_one_language(title: str, expected: Bilingual) -> None:
    """F004, and the title stands under the language it is in."""
    front, problems = read_frontmatter(f"---\ntitle: {title}\n---\n", "post.md")
    assert front.meta.title == expected
    assert [(p.code, p.place) for p in problems] == [("F004", Place("post.md", 2, 8))]


@pytest.mark.parametrize(
    "text", ["---\ntitle: ''\n---\n", "---\ntitle:\n---\n", "---\nlang: en\n---\n"]
)
def test_no_title_is_no_problem_here(text: str) -> None:
    """The post's first heading may still be its title."""
    assert _good(text).meta.title == Bilingual()


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2025-07-23", datetime(2025, 7, 23, tzinfo=UTC)),
        ('"2025-07-23 10:00"', datetime(2025, 7, 23, 10, tzinfo=UTC)),
        ("1950-01-01", datetime(1950, 1, 1, tzinfo=UTC)),
    ],
)
def test_dates_with_and_without_quotes(written: str, expected: datetime) -> None:
    """A date without a zone is UTC."""
    assert _good(f"---\ndate: {written}\n---\n").meta.date == expected


@pytest.mark.parametrize(("word", "draft"), [("true", True), ("yes", True), ("off", False)])
def test_draft_in_every_spelling(word: str, draft: bool) -> None:  # noqa: FBT001 - a parameter
    """A draft must not be published for the sake of a spelling."""
    assert _good(f"---\ndraft: {word}\n---\n").meta.draft is draft


def test_keys_in_any_case() -> None:
    """As Hugo reads them."""
    assert _good("---\nTitle: Tea | 茶\nDRAFT: true\n---\n").meta == Meta(
        title=Bilingual("Tea", "茶"), draft=True
    )


def test_authors_as_names_and_with_links() -> None:
    """A list of names and mappings; a link that is no web address is left out."""
    front = _good(
        "---\nauthors:\n  - A. Writer\n  - {name: 李四, url: https://example.org/li}\n"
        "  - {name: B, link: 'javascript:x'}\n---\n"
    )
    assert front.authors == (
        Credit("aut", "A. Writer"),
        Credit("aut", "李四", "https://example.org/li"),
        Credit("aut", "B"),
    )
    assert front.authors_place == Place("post.md", 3, 3)


def test_tags_in_one_string_are_divided_at_commas() -> None:
    """`tags: tea, 茶` means two."""
    assert _good("---\ntags: tea, 茶、壶\n---\n").meta.tags == ("tea", "茶", "壶")


def test_escapes_cannot_bring_in_controls() -> None:
    """What no book may hold is left out of words."""
    assert _good('{"title": "Te\\u0000a\\ud800 | 茶\\u202e"}\n').meta.title == Bilingual(
        "Tea", "茶"
    )


_LINES = st.lists(
    st.sampled_from(
        ["---", "+++", "{", "}", "title: a", "title = 'a'", '"title": 1', "date: 1:", ""]
    )
    | st.text(max_size=20)
).map("\n".join)


@given(_LINES | st.text())
def test_no_input_raises(text: str) -> None:
    """Any text has front matter, unreadable front matter, or none; the body is its end."""
    front, problems = read_frontmatter(text, "post.md")
    assert text.endswith(front.body)
    assert all(1 <= problem.place.line <= text.count("\n") + 1 for problem in problems)


@given(
    st.dictionaries(
        st.sampled_from(["title", "date", "tags", "author", "weight", "draft", "slug", "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
            lambda part: st.lists(part) | st.dictionaries(st.text(), part),
            max_leaves=5,
        ),
    )
)
def test_no_json_values_raise(values: object) -> None:
    """Every type under every key."""
    import json

    _, problems = read_frontmatter(json.dumps(values) + "\nTea.\n", "post.md")
    assert {problem.code for problem in problems} <= {"F002", "F004"}


def test_a_cover_as_themes_of_hugo_have_it_is_read() -> None:
    """Its other keys are the theme's business."""
    for line in ("cover: x.png", "cover: {image: x.png, alt: Tea, hidden: true}"):
        front, problems = read_frontmatter(f"---\n{line}\n---\n", "post.md")
        assert (front.meta.cover, problems) == ("x.png", ())
    assert read_frontmatter("---\ncover: {hidden: true}\n---\n", "post.md")[1] == ()
