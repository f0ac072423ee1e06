"""What a first layout finds out about itself, and puts in while it is made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from publisher.model import Sheets
from publisher.write.pdf import engine, lay_out, settling, standing
from publisher.write.pdf.foresight import step
from publisher.write.pdf.parts import Job
from publisher.write.pdf.standing import Standing
from tests.pdf_samples import pair
from tests.test_parts import book
from tests.test_standing import Watch, chapters, various, without_foresight

_CODE = "<pre><code>for leaf in tree:\n    print(leaf)</code></pre>"
_TABLE = (
    "<table><thead><tr><th>name</th><th>名称</th></tr></thead>"
    "<tbody><tr><td>kettle</td><td>水壶</td></tr></tbody></table>"
)


def _book(rule: str = "") -> Sheets:
    sheets = book("one", pages=3, more=_CODE + pair("Words.", "词语。") + _TABLE)
    return replace(sheets, print_css=f"{sheets.print_css}\n{rule}")


def _plainly(made: Mapping[Job, bytes], monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The same parts with nothing foreseen."""
    with monkeypatch.context() as plain:
        without_foresight(plain)
        return [lay_out(job) for job in made]


def test_a_part_with_code_a_table_and_a_glossary_is_laid_out_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And comes out as if it had been laid out again."""
    made = chapters(_book())
    watch = Watch(monkeypatch)
    assert [lay_out(job) for job in made] == list(made.values())
    assert len(watch.found) == 1
    assert _plainly(made, monkeypatch) == list(made.values())
    assert len(watch.found) > 2


@pytest.mark.parametrize(
    "rule",
    [
        "pre + .pair { margin-left: 3px }",
        ".pair:nth-child(odd) { margin-left: 3px }",
        ".backs { counter-increment: backs } .backs::before { content: counter(backs) }",
        ".backs { display: list-item; list-style: decimal inside }",
        ".chapter { display: flex; flex-direction: column }",
        ".chapter { columns: 2 }",
    ],
)
def test_what_a_theme_makes_of_it_is_the_same(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A rule by which what is put in changes something else, or counts it, or hides its width."""
    made = chapters(_book(rule))
    assert _plainly(made, monkeypatch) == list(made.values())


@pytest.mark.parametrize("seed", range(10))
def test_boxes_put_in_are_those_of_a_whole_new_layout(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The document as it was laid out at last gives the same pages from the beginning."""
    kept: list[Standing] = []
    made, begun = standing.nothing, settling._rested  # what is asked for here

    def nothing(*args: Any, **named: Any) -> Standing:  # noqa: ANN401  # handed on
        kept.append(made(*args, **named))
        return kept[-1]

    def rested(press: engine.Press, document: Any, body: Any) -> settling.Rested:  # noqa: ANN401  # as above
        found = begun(press, document, body)
        tree, job = kept[-1].laid, document.job
        assert tree is not None
        if found.proof.divided_at_page_ends():
            return found  # and no more layouts are tried
        again = press.lay_out(tree, document.images, settling._counting(job))
        first, second = (p.print(job.name, job.first, (), None) for p in (found.proof, again))
        assert first == second
        return found

    monkeypatch.setattr(standing, "nothing", nothing)
    monkeypatch.setattr(settling, "_rested", rested)
    chapters(book("one", pages=1, more=various(seed)))


@pytest.mark.parametrize("noise", [-1e-9, 0.0, 1e-9])
@pytest.mark.parametrize(("height", "lacking"), [(30.0, -10.0), (50.0, -10.0), (31.0, 9.0)])
def test_half_a_line_is_taken_away_wherever_a_block_stands(
    height: float, lacking: float, noise: float
) -> None:
    """A place on the page that changes a height by nothing one sees does not change its air."""
    assert step(height + noise, 20.0) == lacking
