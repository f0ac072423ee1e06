"""The hooks into WeasyPrint: they fit the pinned version, come off, and keep to themselves."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pymupdf
import pytest
import weasyprint

from publisher.write.pdf import composition
from publisher.write.pdf.composition import hooks
from tests.composed import document, print_pdf
from tests.torture import ENGLISH, TORTURE, chinese, english

BODY = chinese(TORTURE["plain"], TORTURE["links"], TORTURE["mixed"]) + english(ENGLISH)


def test_the_installed_version_is_the_known_one() -> None:
    """WeasyPrint is pinned to the version whose functions are replaced."""
    assert hooks.is_supported()


@pytest.mark.parametrize("hook", hooks.HOOKS, ids=lambda hook: hook.name)
def test_every_replaced_function_is_the_one_that_was_read(hook: hooks.Hook) -> None:
    """A changed source means: read the function anew, then its digest."""
    assert hooks.digest(hook.function) == hook.digest


@pytest.mark.parametrize(("module", "name", "digest"), hooks.RELIED_ON)
def test_what_is_relied_on_has_not_changed(module: object, name: str, digest: str) -> None:
    """The same for what is called or inherited."""
    assert hooks.digest(getattr(module, name)) == digest


def test_hooks_come_off_again() -> None:
    """Behind the door everything is WeasyPrint's own, even after an error, even when nested."""
    before = [hook.function for hook in hooks.HOOKS]

    def fail() -> None:
        with composition.installed() as outer, composition.installed() as inner:
            assert outer
            assert inner
            assert [hook.function for hook in hooks.HOOKS] != before
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert [hook.function for hook in hooks.HOOKS] == before


def test_an_unknown_version_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then a page is printed as WeasyPrint prints it, to the byte."""
    source = document(BODY, measure=30)
    plain = print_pdf(source, composed=False)
    monkeypatch.setattr(weasyprint, "__version__", "71.0")
    with composition.installed() as composes:
        assert not composes
    assert print_pdf(source) == plain


def test_plain_documents_stay_as_they_are() -> None:
    """A page printed after a composed one is the page printed before it."""
    source = document(BODY, measure=30)
    before = print_pdf(source, composed=False)
    assert print_pdf(source) != before
    assert print_pdf(source, composed=False) == before


def _printed_in_a_process(seed: str) -> bytes:
    script = (
        "import sys; sys.path[:0] = ['.']\n"
        "from tests.composed import document, print_pdf\n"
        "from tests.torture import TORTURE, chinese\n"
        "page = document(chinese(*TORTURE.values()), measure=25)\n"
        "sys.stdout.buffer.write(print_pdf(page))\n"
    )
    return subprocess.run(
        [sys.executable, "-c", script],
        check=True,
        capture_output=True,
        cwd=Path(__file__).parents[2],
        env={**os.environ, "PYTHONHASHSEED": seed},
    ).stdout


def test_the_same_page_has_the_same_bytes() -> None:
    """In this process, and in two others with different hash seeds."""
    here = print_pdf(document(chinese(*TORTURE.values()), measure=25))
    assert _printed_in_a_process("1") == _printed_in_a_process("2") == here


def test_links_bookmarks_and_tags_stay() -> None:
    """A composed page has the links, the outline and the structure of a plain one."""
    source = document(f'<h1 lang="zh-Hans" id="a">在线策略</h1>{BODY}', measure=30)
    found = []
    for composed in (True, False):
        with pymupdf.open("pdf", print_pdf(source, composed=composed, tags=True)) as pdf:
            links = {link["nameddest"] for page in pdf for link in page.get_links()}
            outline = [title for _level, title, _page in pdf.get_toc()]
            found.append((links, outline, "StructTreeRoot" in pdf.xref_object(pdf.pdf_catalog())))
    assert found[0] == found[1]
    assert found[0][1:] == (["在线策略"], True)


def test_a_paragraph_over_two_pages_goes_on_where_it_stopped() -> None:
    """No character is lost or doubled where a page ends."""
    css = "@page { size: 240pt 110pt } p { orphans: 1; widows: 1 }"
    source = document(chinese(TORTURE["plain"] * 3), measure=20, css=css)
    with pymupdf.open("pdf", print_pdf(source)) as pdf:
        assert len(pdf) > 3
        text = "".join(page.get_text() for page in pdf)
    assert "".join(text.split()) == TORTURE["plain"] * 3


def test_a_float_beside_a_paragraph_makes_its_lines_shorter() -> None:
    """Lines beside a float are as wide as what it leaves; the text is whole."""
    body = '<div style="float: left; width: 80pt; height: 40pt"></div>' + chinese(TORTURE["plain"])
    with pymupdf.open("pdf", print_pdf(document(body, measure=30))) as pdf:
        lines = [
            (round(line["bbox"][0]), "".join(span["text"] for span in line["spans"]))
            for block in pdf[0].get_text("dict")["blocks"]
            for line in block["lines"]
        ]
    assert [x for x, _text in lines[:4]] == [100, 100, 100, 20]
    assert "".join(text for _x, text in lines) == TORTURE["plain"]
