"""The books in epub.js, which many web libraries read with."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.readers.conftest import Reader
from tests.readers.samples import samples

BOOKS = [sample.name for sample in samples() if not sample.is_for_old_apps]
_SANDBOXED = "Blocked script execution in 'about:srcdoc'"
# Chromium says so when epub.js hears of a click in its own frame, whatever book is in it.


@pytest.mark.parametrize("name", BOOKS)
def test_every_page_opens_in_both_languages(
    opened: Callable[[str, str], Reader], name: str
) -> None:
    """Each file of the spine is shown, with words of both languages, and nothing goes wrong.

    The page of the cover has a picture in their place.
    """
    reader = opened("epubjs", name)
    spine = reader.page.evaluate("book.spine.spineItems.map(item => item.href)")
    assert len(spine) >= 3
    for number, file in enumerate(spine):
        reader.page.evaluate("file => rendition.display(file)", file)
        (frame,) = reader.page.frames[1:]
        if file.startswith("cover"):
            assert frame.locator("img").evaluate("image => image.naturalWidth") > 0
            continue
        for language in ("en", "zh-Hans"):
            words = frame.locator(f"[lang='{language}']").first
            assert words.inner_text().strip()
            box = words.bounding_box()
            assert box is not None
            assert box["width"] > 0
        if number == 2:
            reader.keep(f"epubjs-{name}")
    assert reader.complaints == []


@pytest.mark.parametrize("name", BOOKS)
def test_its_contents_are_the_books_and_a_term_leads_to_its_entry(
    opened: Callable[[str, str], Reader], name: str
) -> None:
    """Both titles stand in the contents; a tap on a word turns to the definition."""
    reader = opened("epubjs", name)
    lines = reader.page.evaluate("book.navigation.toc.map(line => line.label.trim())")
    assert lines[-1] == "Colophon 版权页"
    marks = reader.page.evaluate("book.navigation.landmarks.map(mark => mark.type)")
    assert [mark for mark in marks if mark != "cover"] == ["toc", "bodymatter", "glossary"]
    start = reader.page.evaluate(
        "book.navigation.landmarks.find(mark => mark.type === 'bodymatter').href"
    )
    reader.page.evaluate("file => rendition.display(file)", start)
    (frame,) = reader.page.frames[1:]
    word = frame.locator("a.term").first
    entry = (word.get_attribute("href") or "").partition("#")[2]
    word.dispatch_event("click")
    reader.page.wait_for_function(
        """entry => {
            const frame = document.querySelector('iframe');
            const box = frame.contentDocument.getElementById(entry).getBoundingClientRect();
            const left = box.left + frame.getBoundingClientRect().left;
            return left >= 0 && left < innerWidth;
        }""",
        arg=entry,
    )
    assert [words for words in reader.complaints if not words.startswith(_SANDBOXED)] == []
