"""The books in foliate-js, the engine of Foliate and of Readest: opened, tapped, followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Frame, Locator

from tests.readers.conftest import Reader
from tests.readers.samples import samples

BOOKS = [sample.name for sample in samples() if not sample.is_for_old_apps]
_OF_ITSELF = (
    # Chromium says so of foliate-js's own frame, whatever book is in it.
    "An iframe which has both allow-scripts and allow-same-origin",
    # Its observer of sizes looks at a frame whose next page has no body yet: now and then, when one
    # turns on at once. A page that kept none would fail every test here.
    "Cannot destructure property 'style' of 'el' as it is null",
)

Open = Callable[[str, str], Reader]


def _complaints(reader: Reader) -> list[str]:
    return [words for words in reader.complaints if not words.startswith(_OF_ITSELF)]


def _go(reader: Reader, address: str) -> Frame:
    """Turn to a place of the book, and give the frame that its page is in."""
    turn = "async address => { await globalThis.turning; await view.goTo(address); }"
    reader.page.evaluate(turn, address)
    return _page(reader)


def _frame(reader: Reader, *, is_page: bool) -> Frame:
    inside = [frame for frame in reader.page.frames if frame.url.startswith("blob:")]
    found = [frame for frame in inside if frame.evaluate("top.shown === document") is is_page]
    return found[-1]


def _page(reader: Reader) -> Frame:
    """Give the frame that the page of the book is in."""
    return _frame(reader, is_page=True)


def _pop_up(reader: Reader) -> Frame:
    """Give the frame of the last pop-up."""
    return _frame(reader, is_page=False)


_SPOT = """element => {
    const frame = frameElement.getBoundingClientRect();
    const rects = [...element.getClientRects()].filter(rect => rect.width && rect.height);
    const spots = rects.map(rect => [
        frame.left + rect.left + rect.width / 2,
        frame.top + rect.top + Math.min(rect.height / 2, 9),
    ]);
    return spots.find(([x, y]) => x > 0 && x < top.innerWidth && y > 0 && y < top.innerHeight);
}"""
# Where a finger would tap an element. Playwright's own boxes are wrong past the first column.


def _spot(reader: Reader, words: Locator) -> list[float] | None:
    """Give a spot of an element in the window, as soon as it stays: layout takes several goes."""
    spot: list[float] | None = words.evaluate(_SPOT)
    for _ in range(40):
        reader.page.wait_for_timeout(40)
        before, spot = spot, words.evaluate(_SPOT)
        if before == spot:
            break
    return spot


def _on_screen(reader: Reader, words: Locator) -> bool:
    return _spot(reader, words) is not None


def _tap(reader: Reader, words: Locator) -> None:
    """Press and let go as a person does: foliate-js turns to what is pressed, then follows it."""
    spot = _spot(reader, words)
    assert spot is not None
    reader.page.mouse.click(*spot, delay=60)


def _flat(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give every line of the contents with those below it."""
    return [each for line in lines for each in (line, *_flat(line["subitems"] or []))]


def _terms(reader: Reader) -> list[tuple[str, str, str]]:
    """Give the first linked word of each language in the book: its page, id and language."""
    sections = reader.page.evaluate("view.book.sections.map(section => section.id)")
    found: dict[str, tuple[str, str, str]] = {}
    for name in sections:
        links = _go(reader, name).locator("a.term")
        rows: list[list[str]] = links.evaluate_all(
            "links => links.map(link => [link.id, link.closest('[lang]').lang])"
        )
        for key, language in rows:
            found.setdefault(language, (name, key, language))
    return list(found.values())


@pytest.mark.parametrize("name", BOOKS)
def test_a_book_opens_where_its_text_begins(opened: Open, name: str) -> None:
    """The first chapter is on the screen in both languages, under the book's own title."""
    reader = opened("foliate", name)
    title = reader.page.evaluate("view.book.metadata.title")
    assert set(title) == {"en", "zh-Hans"} or isinstance(title, str)
    assert reader.page.evaluate("view.book.metadata.language") == ["en", "zh-Hans"]
    page = _page(reader)
    for language in ("en", "zh-Hans"):
        words = page.locator(f"[lang='{language}']")
        seen = [_on_screen(reader, words.nth(number)) for number in range(min(words.count(), 12))]
        assert any(seen), language
    reader.keep(f"foliate-{name}")
    assert _complaints(reader) == []


@pytest.mark.parametrize("name", BOOKS)
def test_a_tap_on_a_term_shows_its_definition_and_leads_back(opened: Open, name: str) -> None:
    """In each language the pop-up holds that entry alone; its link turns back to that very word."""
    words = _terms(opened("foliate", name))
    assert {language for _, _, language in words} == {"en", "zh-Hans"}
    for page, key, language in words:
        reader = opened("foliate", name)
        word = _go(reader, f"{page}#{key}").locator(f"[id='{key}']")
        entry = (word.get_attribute("href") or "").removeprefix("#")
        _tap(reader, word)
        reader.page.wait_for_selector(f"aside[data-shown$='#{entry}']")
        note = _pop_up(reader)
        assert note.locator("dfn").count() >= 1
        assert note.locator("[role='doc-backlink']").first.is_visible()
        (term,) = note.locator(".entry").all()
        assert len(term.inner_text().strip()) > len(word.inner_text()) + 9
        reader.keep(f"foliate-{name}-term-{language}")
        reader.page.evaluate("view.goTo(view.book.sections.length - 1)")
        _tap(reader, note.locator(f"[role='doc-backlink'][href='#{key}']"))
        reader.page.wait_for_function(
            "key => shown.getElementById(key) && document.querySelector('aside').hidden",
            arg=key,
        )
        reader.page.evaluate("globalThis.turning")
        assert _on_screen(reader, _page(reader).locator(f"[id='{key}']"))
        assert _complaints(reader) == []


@pytest.mark.parametrize("name", BOOKS)
def test_the_glossary_leads_back_to_every_mention(opened: Open, name: str) -> None:
    """A back link on the page of the glossary itself is no note: it turns to the word."""
    reader = opened("foliate", name)
    page, key, _ = _terms(reader)[0]
    frame = _go(reader, f"{page}#{key}")
    entry = frame.locator(f"[id='{key}']").get_attribute("href")
    back = _go(reader, f"{page}{entry}").locator(f"[role='doc-backlink'][href='#{key}']")
    assert _on_screen(reader, back)
    reader.keep(f"foliate-{name}-glossary")
    _tap(reader, back)
    reader.page.wait_for_function(
        "key => view.lastLocation.range.intersectsNode(shown.getElementById(key))", arg=key
    )
    assert _on_screen(reader, _page(reader).locator(f"[id='{key}']"))


@pytest.mark.parametrize("name", BOOKS)
def test_contents_and_landmarks_lead_somewhere(opened: Open, name: str) -> None:
    """Every line of the contents is that place's heading; the landmarks are those of a book."""
    reader = opened("foliate", name)
    lines = _flat(reader.page.evaluate("view.book.toc"))
    assert len(lines) >= 3
    for line in lines:
        frame = _go(reader, line["href"])
        anchor = line["href"].partition("#")[2]
        heading = frame.locator(f"[id='{anchor}']" if anchor else "body")
        for words in line["label"].split():
            assert words in heading.inner_text()
        assert _on_screen(reader, heading)
    landmarks = reader.page.evaluate("view.book.landmarks")
    kinds = [mark["type"] for mark in landmarks if mark["type"] != ["cover"]]
    assert kinds == [["toc"], ["bodymatter"], ["glossary"]]
    for mark in landmarks:
        anchor = mark["href"].partition("#")[2]
        assert _go(reader, mark["href"]).locator(f"[id='{anchor}']" if anchor else "body").count()
    assert _complaints(reader) == []
