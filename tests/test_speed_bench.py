"""The benchmark says what it measured: ratios to the first program, one curve for each."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as ET

from benchmarks.contenders import Contender, change_one, lay_out, ours
from benchmarks.plot import Curve, plot
from benchmarks.speed import Cost, Row, measure, table

_SVG = "{http://www.w3.org/2000/svg}"


def test_ratios_are_to_the_first_program_over_as_many_posts() -> None:
    """A program that needs twice the time of the first has the ratio 2, whatever others need."""
    costs = Cost(1.0, 2.0, 100, 5000), Cost(2.0, 6.0, 90, 4000)
    rows = [Row("a", 10, costs[0]), Row("b", 10, costs[1]), Row("a", 100, costs[1])]
    lines = [line.split(" | ") for line in table(rows).splitlines()[2:]]
    ends = [line[-2:] for line in lines]
    assert ends == [["1.00", "1.00 |"], ["2.00", "3.00 |"], ["1.00", "1.00 |"]]


def test_a_plot_has_a_curve_for_each_program_inside_its_frame() -> None:
    """Every point stands on the picture, and a larger cost stands higher."""
    curves = [Curve("a & b", ((10, 0.3), (1000, 9.0))), Curve("c", ((10, 0.5),))]
    svg = ET.fromstring(plot(curves, "posts", "seconds"))
    dots = [(float(c.attrib["cx"]), float(c.attrib["cy"])) for c in svg.iter(f"{_SVG}circle")]
    assert len(dots) == 3
    assert all(0 < x < 720 and 0 < y < 440 for x, y in dots)
    assert dots[0][1] > dots[1][1]
    assert "a & b" in [words.text for words in svg.iter(f"{_SVG}text")]


def test_one_post_is_changed_and_no_other(tmp_path: Path) -> None:
    """A warm build has one post to make again."""
    lay_out(tmp_path, 3)
    before = {post: post.read_bytes() for post in tmp_path.rglob("index.md")}
    change_one(tmp_path)
    changed = [post.parent.name for post, data in before.items() if post.read_bytes() != data]
    assert changed == ["post-0001"]


def test_a_build_is_measured_cold_and_warm_and_a_failure_is_left_out() -> None:
    """A program that makes no book has no row; ours has two, with all its costs."""
    broken = Contender("broken", "epub", (("false",),))
    rows = list(measure([ours("epub", jobs=1), broken], 2, 1))
    assert [row.name for row in rows] == ["publisher, 1 process", "publisher, 1 process, warm"]
    assert all(row.cost.cpu > 0 and row.cost.memory > 10 and row.cost.size > 1000 for row in rows)
