"""Code on paper: a line that is too long goes on set in, and nothing of it is lost."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.write.pdf.code_lines import with_lines
from publisher.xhtml import Element, element, text, walk
from tests.layout_samples import written


def _lines(pre: Element) -> list[str]:
    return [text(node) for node in walk(with_lines(pre)) if "line" in node.classes]


@given(st.lists(st.text(alphabet="ab \t中\n", max_size=12), max_size=5))
def test_the_lines_are_those_of_the_code(parts: list[str]) -> None:
    """Whatever parts are told apart, and wherever they end; only empty lines at the end go."""
    nodes = [
        part if n % 2 else element("span", {"class": "k"}, part) for n, part in enumerate(parts)
    ]
    pre = element("pre", {"class": "code"}, element("code", None, *nodes))
    expected = "".join(parts).split("\n")
    made = _lines(pre)
    assert made == expected[: len(made)]
    assert not any(expected[len(made) :])


def test_what_is_no_code_is_left_as_it_is() -> None:
    """A `pre` with words straight in it has no lines made."""
    plain = element("pre", None, "a\nb")
    assert with_lines(plain) == plain


def test_a_long_line_hangs_from_where_its_author_set_it_in(tmp_path: Path) -> None:
    """Four characters further in than it began; the line after it begins where it is written."""
    (tmp_path / "a.md").write_text(
        '---\ntitle: "A | 甲"\n---\n\nCode.\n\n代码。\n\n```python\nstart = 1\n'
        f"    long_one = {'one_word + ' * 6}last\nend = 2\n```\n",
        encoding="utf-8",
    )
    made = written(tmp_path)[1]
    (page,) = [n for n in range(len(made.pages)) if "start = 1" in made.text(n)]
    mono = [line for line in made.lines(page) if "Mono" in line.glyphs[0].font]
    assert [line.text.split()[0] for line in mono] == ["start", "long_one", "one_word", "end"]
    start, long, over, end = (line.left for line in mono)
    wide = mono[0].glyphs[0].size * 0.6
    assert (long - start) / wide == pytest.approx(4, abs=0.1)
    assert (over - start) / wide == pytest.approx(8, abs=0.1)
    assert end == pytest.approx(start, abs=0.1)
