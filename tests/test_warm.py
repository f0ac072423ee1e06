"""What a press keeps from one part for the next: it is faster, and nothing else is different."""

from __future__ import annotations

from dataclasses import replace

import pytest
import weasyprint
from hypothesis import given
from hypothesis import strategies as st
from weasyprint.matrix import Matrix

from publisher.write.pdf import lay_out, warm, write_pdf
from publisher.write.pdf.artefact import decode
from publisher.write.pdf.composition.hooks import digest
from publisher.write.pdf.engine import press
from publisher.write.pdf.warm.hooks import HOOKS, RELIED_ON
from publisher.write.pdf.warm.points import transform_point
from tests.test_parts import Recorder, book, recorded


@pytest.mark.parametrize(("where", "name", "_new", "source"), HOOKS)
def test_every_replaced_function_is_the_one_that_was_read(
    where: tuple[object, ...], name: str, _new: object, source: str
) -> None:
    """A changed source means: read the function anew, then its digest."""
    functions = [getattr(place, name) for place in where]
    assert {digest(function) for function in functions} == {source}


@pytest.mark.parametrize(("module", "name", "source"), RELIED_ON)
def test_what_is_relied_on_has_not_changed(module: object, name: str, source: str) -> None:
    """The same for what is called, inherited or done again."""
    assert digest(getattr(module, name)) == source


def test_hooks_come_off_again() -> None:
    """Behind the door everything is WeasyPrint's own, even after an error."""
    before = [getattr(place, name) for where, name, *_ in HOOKS for place in where]

    def fail() -> None:
        with warm.kept_warm(warm.Wardrobe("")):
            assert [getattr(p, name) for where, name, *_ in HOOKS for p in where] != before
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [getattr(place, name) for where, name, *_ in HOOKS for place in where] == before


def test_a_cold_press_prints_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """With nothing kept, each part is laid out to the same bytes."""
    recorder, _ = recorded("one", "two")
    with monkeypatch.context() as cold:
        cold.setattr(warm.hooks, "KNOWN_VERSION", "0")
        plain = [lay_out(job) for job in recorder.done]
    assert [lay_out(job) for job in recorder.done] == plain == list(recorder.done.values())


def test_what_is_said_of_a_style_is_said_of_every_part() -> None:
    """A complaint is no less a part's own because it was made of the part before."""
    sheets = book("one", "two", more='<p style="width: calc(1px * 1px)">Words.</p>')
    recorder = Recorder()
    write_pdf(sheets, recorder)
    parts = [decode(data) for job, data in recorder.done.items() if job.kind == "main"]
    assert [bool(part.complaints) for part in parts] == [True, True]
    assert parts[0].complaints == parts[1].complaints


def test_lengths_of_the_page_are_not_kept() -> None:
    """A part on pages of another size has its own hundredths of their width."""
    sheets = book("one", more='<p class="wide">Words.</p>')
    rule = ".wide { margin-left: 10vw }"
    small = replace(sheets, print_css=f"{sheets.print_css} {rule} @page {{ size: 300px 500px }}")
    wide = replace(sheets, print_css=f"{sheets.print_css} {rule} @page {{ size: 600px 500px }}")
    first = write_pdf(small).data
    assert write_pdf(wide).data != first
    press.cache_clear()
    assert write_pdf(small).data == first


def test_an_unknown_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then nothing of WeasyPrint is replaced."""
    before = [getattr(place, name) for where, name, *_ in HOOKS for place in where]
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with warm.kept_warm(warm.Wardrobe("")):
        assert [getattr(place, name) for where, name, *_ in HOOKS for place in where] == before


@given(st.lists(st.floats(-1e4, 1e4), min_size=8, max_size=8))
def test_a_point_comes_where_weasyprint_puts_it(numbers: list[float]) -> None:
    """To the last bit."""
    *six, x, y = numbers
    assert transform_point(Matrix(*six), x, y) == Matrix(*six).transform_point(x, y)
