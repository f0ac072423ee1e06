"""YAML with places: what is read, what is refused, and at which place."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.problems import Place
from publisher.yamlfile import moment, read_yaml


def _problem(text: str) -> tuple[int, int, str, str]:
    values, problems = read_yaml(text, "book.yaml", "B001")
    assert not values
    (problem,) = problems
    assert problem.code == "B001"
    return problem.place.line, problem.place.column, problem.message, problem.hint


def test_every_value_knows_its_place_and_its_keys_place() -> None:
    """A value's place is where it begins; a list entry has its own, and lines count on."""
    values, problems = read_yaml("a: 1\nposts:\n  - x.md\n", "book.yaml", "B001", first_line=5)
    assert problems == ()
    posts = values["posts"]
    assert posts.key == Place("book.yaml", 6, 1)
    assert isinstance(posts.value, tuple)
    assert posts.value[0].place == Place("book.yaml", 7, 5)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("3", 3),
        ("-3", -3),
        ("2.5", 2.5),
        ("true", True),
        ("null", None),
        ("", None),
        ("yes", "yes"),
        ("No", "No"),
        ("012", "012"),
        ("1_000", "1_000"),
        ("12:30", "12:30"),
        ("2025-07-23", "2025-07-23"),
        ('"3"', "3"),
        ("9" * 40, "9" * 40),
        ("[1, {b: 2}]", [1, {"b": 2}]),
    ],
)
def test_plain_values(text: str, value: object) -> None:
    """Numbers, truth values and nothing are told from text; what merely looks odd stays text."""
    values, problems = read_yaml(f"a: {text}\n", "f", "B001")
    assert problems == ()
    assert values["a"].plain == value


@pytest.mark.parametrize("text", ["", "# only a comment\n", "\n\n"])
def test_an_empty_text_has_no_keys_and_no_problem(text: str) -> None:
    """Nothing is not wrong."""
    assert read_yaml(text, "f", "B001") == ({}, ())


def test_a_colon_in_an_unquoted_value_is_shown_with_the_line_as_it_should_be() -> None:
    """The hint is the author's own line with quotes around the value."""
    line, column, message, hint = _problem("author: A\ntitle: Tea: a story\n")
    assert (line, column) == (2, 11)
    assert message == "a colon inside a value that has no quotes"
    assert hint.endswith('title: "Tea: a story"')


def test_quotes_in_the_value_are_kept_by_the_hint() -> None:
    """A value that has double quotes of its own is put in single ones."""
    assert _problem('title: "Tea" and more\n')[3].endswith("title: '\"Tea\" and more'")


@pytest.mark.parametrize(
    ("text", "place", "message"),
    [
        ('a: 1\nb: "x\nc: 2\n', (2, 4), "never closed"),
        ("a: 1\n- b\n", (2, 1), "does not go on"),
        ("a: @b\n", (1, 4), "reserved character"),
        ("a:\n\tb: 1\n", (2, 1), "a tab"),
        ('a: "\\ud800"\n', (1, 7), "backslash"),
        ("a: *b\n", (1, 4), "aliases"),
        ("a: &b c\n", (1, 4), "aliases"),
        ("a: !!python/object:os.system x\n", (1, 4), "tags"),
        ("a: !!python/object/new:x [y]\n", (1, 4), "tags"),
        ("a: 1\na: 2\n", (2, 1), "a second time"),
        ("<<: {a: 1}\n", (1, 1), "cannot be a key"),
        ("? [a]\n: b\n", (1, 3), "cannot be a key"),
        ("- a\n", (1, 1), "no keys"),
        ("a: 1\n---\nb: 2\n", (2, 1), "second document"),
        ("a: 1\nb: \x01\n", (2, 4), "U+0001"),
        ("a: 1\n: 2: 3\n", (2, 1), "does not go on"),
        ("%TAG\n", (1, 5), "does not go on"),
    ],
)
def test_what_is_refused_and_where(text: str, place: tuple[int, int], message: str) -> None:
    """One problem, at the line to look at."""
    line, column, said, hint = _problem(text)
    assert message in said
    assert (line, column) == place
    assert hint.endswith((".", '"', "'"))


@pytest.mark.parametrize(
    "text",
    [
        "a: " + "[" * 5000,
        "a: " + "{b: " * 5000,
        "\n".join(f"k{number}: [1, 1, 1, 1]" for number in range(10_000)),
        "a: " + "x" * 2_000_000,
    ],
)
def test_depth_number_and_length_are_limited(text: str) -> None:
    """A bomb is one problem, not a memory error."""
    message = _problem(text)[2]
    assert "too long" in message or "too deep" in message


def test_depth_that_people_write_is_read() -> None:
    """Ten levels are no bomb."""
    values, problems = read_yaml("a: " + "[" * 10 + "]" * 10, "f", "B001")
    assert problems == ()
    assert list(values) == ["a"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "2025-07-23T01:39:00+08:00",
            datetime(2025, 7, 23, 1, 39, tzinfo=timezone(timedelta(hours=8))),
        ),
        (
            "2025-07-23 01:39:00 -0330",
            datetime(2025, 7, 23, 1, 39, tzinfo=timezone(-timedelta(hours=3, minutes=30))),
        ),
        ("2025-07-23", datetime(2025, 7, 23, tzinfo=UTC)),
        ("2025-7-3 01:39", datetime(2025, 7, 3, 1, 39, tzinfo=UTC)),
        ("2025-07-23T01:39:00.5Z", datetime(2025, 7, 23, 1, 39, tzinfo=UTC)),
        ("2025-02-30", None),
        ("0001-01-01", None),
        ("10000-01-01", None),
        ("9999-12-31T23:59:00-10:00", None),
        ("2025-07-23T01:39:00+99:00", None),
        ("23 July 2025", None),
        ("", None),
        (20250723, None),
        (None, None),
    ],
)
def test_a_date_keeps_its_zone(text: object, expected: datetime | None) -> None:
    """ISO and YAML forms are read; a date that no book can carry is none."""
    found = moment(text)
    assert found == expected
    assert found is None or expected is None or found.utcoffset() == expected.utcoffset()


@given(st.text())
def test_no_text_raises(text: str) -> None:
    """Any text gives values or one problem."""
    values, problems = read_yaml(text, "f", "B001")
    assert not (values and problems)
    moment(text)


@given(st.lists(st.sampled_from(list("ab:-[]{}'\"&*!|>#,? \n\t%@é茶")), max_size=40).map("".join))
def test_no_odd_yaml_raises(text: str) -> None:
    """The characters that YAML cares for, in any order."""
    _, problems = read_yaml(text, "f", "B001")
    assert all(problem.place.line <= text.count("\n") + 1 for problem in problems)
