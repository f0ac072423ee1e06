"""Pages that stand from one layout of a part to the next: those that come out as they were."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from publisher.model import Sheets
from publisher.write.pdf import engine, lay_out, standing, write_pdf
from publisher.write.pdf.parts import Job
from publisher.xhtml import Element
from tests.pdf_samples import pair
from tests.test_parts import Recorder, book

_CODE = "<pre><code>for leaf in tree:\n    print(leaf)</code></pre>"
_TABLE = (
    "<table><thead><tr><th>name</th><th>名称</th></tr></thead>"
    "<tbody><tr><td>kettle</td><td>水壶</td></tr><tr><td>loom</td><td>织机</td></tr></tbody></table>"
)
_WORDS = "understanding responsibility nevertheless 水壶 typographical considerations".split()


class Watch:
    """What stands in each layout."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.found: list[tuple[int, int]] = []
        """For each layout: pages that stood before it, and all pages after it."""
        original = engine.Press.lay_out

        def watched(  # noqa: PLR0913, PLR0917  # as the press has it
            press: engine.Press,
            html: Element,
            images: tuple[object, ...],
            css: str,
            kept: standing.Standing,
            news: frozenset[str],
        ) -> engine.Proof:
            proof = original(press, html, images, css, kept, news)  # type: ignore[arg-type]  # handed on
            self.found.append((kept.stands, len(kept._pages)))  # what is asked for here
            return proof

        monkeypatch.setattr(engine.Press, "lay_out", watched)


def chapters(sheets: Sheets) -> dict[Job, bytes]:
    """The chapters of a book, laid out."""
    recorder = Recorder()
    write_pdf(sheets, recorder)
    return {job: data for job, data in recorder.done.items() if job.kind == "main"}


def without_foresight(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a first layout put in nothing that it finds out."""
    monkeypatch.setattr(standing.Standing, "_begun", lambda *_: None)


def test_pages_before_a_glossary_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Numbers in the glossary are all that changes, so only the last pages are laid out again."""
    without_foresight(monkeypatch)
    watch = Watch(monkeypatch)
    chapters(book("one", pages=4))
    first, second = watch.found[:2]
    assert first[0] == 0
    assert second[0] >= first[1] - 3  # its last page, the one before it, and the tail


def test_pages_before_a_table_stand(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a table gets its air, pages before it stand and those behind it do not."""
    without_foresight(monkeypatch)
    watch = Watch(monkeypatch)
    chapters(book("one", pages=2, more=_TABLE + "".join(map(_pair, range(12)))))
    stood, pages = watch.found[1]
    assert 2 < stood < pages - 3


@pytest.mark.parametrize(
    "rule",
    [
        "@page { @bottom-left { content: counter(pages) } }",
        ".zh { margin-left: 1vw }",
        ".chapter-head { position: running(head) }",
        ".pair:nth-last-of-type(2) { margin-left: 1px }",
    ],
)
def test_none_stand_where_a_theme_looks_ahead(rule: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The number of all pages, or the size of the first, is in no page that was laid out before."""
    watch = Watch(monkeypatch)
    sheets = book("one", pages=2)
    chapters(replace(sheets, print_css=f"{sheets.print_css}\n{rule}"))
    assert {stood for stood, _ in watch.found} == {0}


def _pair(seed: int) -> str:
    dice = random.Random(seed)  # noqa: S311  # no secret, a text
    words = " ".join(dice.choice(_WORDS) for _ in range(dice.randint(5, 60)))
    return pair(f"{words}.", f"{'水壶、织机与港口，' * dice.randint(1, 14)}完。")


def various(seed: int) -> str:
    """Blocks of every kind, in an order of their own."""
    dice = random.Random(seed)  # noqa: S311  # as above
    kinds = [_CODE, _TABLE, '<h2 class="pair-title">Part</h2>', ""]
    return "".join(dice.choice(kinds) + _pair(dice.randrange(1000)) for _ in range(12))


@pytest.mark.parametrize("seed", range(10))
def test_a_part_comes_out_the_same_if_nothing_stands(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever is in a chapter: each page is the one that a whole new layout gives."""
    made = chapters(book("one", pages=1, more=various(seed)))
    monkeypatch.setattr(standing.Standing, "_untouched", lambda *_: 0)
    assert [lay_out(job) for job in made] == list(made.values())
