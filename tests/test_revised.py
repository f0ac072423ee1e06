"""A book of which a text was changed is revised, or made anew: nobody can tell from the book."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher import index
from publisher.build import Outcome, build
from publisher.build.cache import Cache
from publisher.build.order import Counts
from publisher.build.pool import Pool
from publisher.build.workshop import Workshop
from publisher.problems import Place, Problem, places_in, unplaced
from publisher.write.epub.zipping import archive, deflated, entries, stored
from tests.test_load import PNG

MOST = 50_000_000

POST = """---
title: Tea N | 茶N
date: 2024-01-0N
tags: [tea]
---

> 作者：A. Writer
> 翻译：某人

## Leaves | 叶

The [leaf](#glossary-leaf) of pot N is *hot*, see [the next]({{< ref "tea-NEXT" >}}).

第 N 壶的[叶](#glossary-leaf)很烫。

A note here.[^1]

此处有注。[^1]

![A cup](cup.png)

[^1]: The note. 注。

## 名词解析

- <span id="glossary-leaf"></span>**Leaf**：叶，a leaf of the tea tree。
"""

WORDS = {
    "a longer word": ("is *hot*", "is *rather hot*"),
    "a sign that no other post has": ("很烫", "很燙"),
    "a pair more": ("A note here.", "One more pair.\n\n又一对。\n\nA note here."),
    "a line more, before everything": ("\n> 作者", "\n\n> 作者"),
    "an outward link": ("*hot*", "[hot](https://example.org/)"),
    "a note's words": ("The note.", "The longer note."),
}
"""Changes that no other page tells of."""

MORE = {
    "a mention more": ("A note here.", "A [leaf](#glossary-leaf) and a note here."),
    "a mention less": ("The [leaf](#glossary-leaf) of", "The leaf of"),
    "another mention first": ("第 3 壶的[叶]", "一[片](#glossary-leaf)叶，第 3 壶的[叶]"),
    "a mention in other words": ("[leaf](#glossary-leaf)", "[leaves](#glossary-leaf)"),
    "another definition": ("叶，a", "树叶，a"),
    "another title": ("title: Tea", "title: Green tea"),
    "another date": ("date: 2024-01-03", "date: 2023-01-03"),
    "another tag": ("[tea]", "[tea, pots]"),
    "another translator": ("某人", "另一人"),
    "another heading": ("## Leaves | 叶", "## Leaf | 叶片"),
    "a link less": ('[the next]({{< ref "tea-4" >}})', "the next"),
    "a link to nothing": ("tea-4", "coffee"),
    "a link to another post": ("tea-4", "tea-5"),
    "an image less": ("![A cup](cup.png)", "A cup."),
    "an image that is not there": ("cup.png", "mug.png"),
    "a formula": ("A note here.", "Here is $x^2$."),
    "a note more": ("*hot*", "*hot*[^2]"),
    "a block without its translation": ("A note here.", "Alone.\n\n## Next | 下\n\nA note here."),
    "an id that is given twice": ("A note here.", '<span id="a">A</span><span id="a">b</span>'),
    "an id that an earlier post has": ("A note here.", '<span id="glossary-leaf">A</span> note.'),
    "a draft": ("tags:", "draft: true\ntags:"),
    "front matter that cannot be read": ("title:", "title: [\n"),
    "nothing any more": (POST, ""),
}
"""Changes that others tell of, or that are found wrong."""


def written(folder: Path, count: int = 6) -> Path:
    """A folder of posts that are not all alike, with an image."""
    folder.mkdir(parents=True)
    (folder / "book.yaml").write_text("title: {en: Pots, zh: 壶}\n", encoding="utf-8")
    (folder / "cup.png").write_bytes(PNG)
    for n in range(1, count + 1):
        text = POST.replace("NEXT", str(n % count + 1)).replace("N", str(n))
        (folder / f"tea-{n}.md").write_text(text, encoding="utf-8")
    return folder


def edited(folder: Path, change: tuple[str, str], number: int = 3) -> None:
    """Make a change in one of the posts."""
    path = folder / f"tea-{number}.md"
    before, old = path.read_text(encoding="utf-8"), change[0].replace("N", str(number))
    text = "" if change[1] == "" else before.replace(old, change[1], 1)
    assert text != before
    path.write_text(text, encoding="utf-8")


Told = tuple[dict[str, bytes], tuple[Problem, ...], Counts]


def told(outcome: Outcome) -> Told:
    """All that a build tells and writes."""
    files = {file.path.name: file.path.read_bytes() for file in outcome.files}
    return files, outcome.problems, outcome.counts


def made(folder: Path, profiles: tuple[str, ...] = (), path: Path | None = None) -> Told:
    """The book with what is kept of it beside its folder; without a `path`, all of it anew."""
    cache = Cache(path, MOST) if path else None
    with Workshop(Pool(1), cache) as shop:
        outcome = build(folder, ("epub",), folder.parent / "out", profiles=profiles, shop=shop)
    return told(outcome)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a cache of its own may be."""
    return tmp_path / "cache" / "results.sqlite"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Six posts."""
    return written(tmp_path / "posts")


@pytest.fixture
def no_index(monkeypatch: pytest.MonkeyPatch) -> Callable[[], None]:
    """What forbids to look at the book as a whole from now on."""

    def forbid() -> None:
        def fail(*_: object, **__: object) -> None:
            raise AssertionError("the whole book was made anew")

        monkeypatch.setattr(index, "index", fail)

    return forbid


# -- what is revised -------------------------------------------------------------------------------


@pytest.mark.parametrize("change", WORDS.values(), ids=WORDS)
def test_words_that_no_other_page_shows_are_changed_in_the_finished_book(
    folder: Path, path: Path, no_index: Callable[[], None], change: tuple[str, str]
) -> None:
    """The book is not looked at as a whole, and is the same as one made anew."""
    made(folder, path=path)
    edited(folder, change)
    anew = made(folder)
    no_index()
    assert made(folder, path=path) == anew
    assert made(folder, path=path) == anew


def test_a_book_is_revised_again_and_again(
    folder: Path, path: Path, no_index: Callable[[], None]
) -> None:
    """Several posts at a time, for two kinds of e-readers, and back to what it was."""
    kinds = ("standard", "kobo")
    first = made(folder, kinds, path)
    edited(folder, WORDS["a longer word"])
    edited(folder, WORDS["a sign that no other post has"], 5)
    anew = made(folder, kinds)
    no_index()
    assert made(folder, kinds, path) == anew
    for number in (3, 5):
        text = POST.replace("NEXT", str(number + 1)).replace("N", str(number))
        (folder / f"tea-{number}.md").write_text(text, encoding="utf-8")
    assert made(folder, kinds, path) == first
    assert len(first[0]) == len(kinds)


def test_what_was_kept_is_told_with_reasons(folder: Path, path: Path) -> None:
    """One post was changed, the others were kept, and so was the rest of the book."""
    made(folder, path=path)
    edited(folder, WORDS["a longer word"])
    with Workshop(Pool(1), Cache(path, MOST)) as shop:
        build(folder, ("epub",), folder.parent / "out", shop=shop)
        reasons = shop.ledger.reasons()
    expected = {("load", "changed"): 1, ("load", "kept"): 5}
    assert reasons == {**expected, ("epub", "changed"): 1, ("epub", "kept"): 6}


# -- what is made anew -----------------------------------------------------------------------------


@pytest.mark.parametrize("change", MORE.values(), ids=MORE)
def test_any_other_change_gives_the_book_that_is_made_anew(
    folder: Path, path: Path, change: tuple[str, str]
) -> None:
    """The same bytes, the same problems at the same places, the same counts."""
    made(folder, path=path)
    edited(folder, change)
    assert made(folder, path=path) == made(folder)


def test_a_file_that_comes_goes_or_changes_is_seen(folder: Path, path: Path) -> None:
    """An image, the settings, a post more, a post less, a glossary with decisions."""
    made(folder, path=path)
    (folder / "cup.png").write_bytes(PNG[:-1] + b"\0")
    assert made(folder, path=path) == made(folder)
    (folder / "book.yaml").write_text("title: {en: Cups, zh: 杯}\n", encoding="utf-8")
    assert made(folder, path=path) == made(folder)
    (folder / "tea-7.md").write_text(POST.replace("N", "7"), encoding="utf-8")
    assert made(folder, path=path) == made(folder)
    (folder / "tea-2.md").unlink()
    assert made(folder, path=path) == made(folder)
    (folder / "glossary.yaml").write_text("- term: Leaf\n  zh: 叶子\n", encoding="utf-8")
    assert made(folder, path=path) == made(folder)


def test_a_message_that_names_a_line_is_said_with_the_line_of_today(
    folder: Path, path: Path
) -> None:
    """A line more above a term of which something is said: the whole book is looked at."""
    edited(folder, ("Leaf**", "Loaf**"))
    edited(folder, ('<span id="glossary-leaf"></span>', '<span id="glossary-lief"></span>'))
    before = made(folder, path=path)
    edited(folder, ("A note here.", "One more\nhere.\n\n又一\n行。\n\nA note here."))
    after = made(folder, path=path)
    assert after == made(folder)
    assert before[1] != after[1]


def test_a_readme_that_is_no_post_any_more_leaves_the_book(folder: Path, path: Path) -> None:
    """It is one as long as it has front matter, be it empty."""
    readme = folder / "README.md"
    readme.write_text("---\n---\n\nWords.\n\n一些话。\n", encoding="utf-8")
    assert made(folder, path=path)[2].posts == 7
    readme.write_text("Words.\n\n一些话。\n", encoding="utf-8")
    assert made(folder, path=path) == made(folder)


def test_what_is_not_kept_any_more_is_made(folder: Path, path: Path) -> None:
    """Whatever of all results has gone: the book is the same."""
    first = made(folder, path=path)
    for number in range(40):
        edited(folder, ("is *", f"is {number} *") if not number else ("is ", f"is {number} "))
        anew = made(folder)
        with sqlite3.connect(path) as data:
            keys = [row[0] for row in data.execute("SELECT key FROM results ORDER BY rowid DESC")]
            data.execute("DELETE FROM results WHERE key = ?", (keys[number % len(keys)],))
        assert made(folder, path=path) == anew
    assert first != anew


def test_edits_of_all_kinds_in_turn_give_the_books_that_are_made_anew(
    folder: Path, path: Path
) -> None:
    """Thirty edits, one upon the other, drawn from all that are named above."""
    random = Random(7)  # noqa: S311 -- no secret hangs on it
    changes = [change for change in (*WORDS.values(), *MORE.values()) if change[1]]
    for _ in range(30):
        number = random.randint(1, 6)
        old, new = random.choice(changes)
        text = (folder / f"tea-{number}.md").read_text(encoding="utf-8")
        if old.replace("N", str(number)) in text:
            edited(folder, (old, new), number)
            assert made(folder, path=path) == made(folder)


# -- what it stands on -----------------------------------------------------------------------------

_NAMES = st.text("abc/.", min_size=1, max_size=9)


@given(files=st.dictionaries(_NAMES, st.tuples(st.binary(max_size=99), st.booleans())))
def test_an_archive_is_read_back_as_it_was_written(files: dict[str, tuple[bytes, bool]]) -> None:
    """Names, order, contents, and what is stored as it is."""
    listed = [
        (name, stored(data) if plain else deflated(data)) for name, (data, plain) in files.items()
    ]
    assert list(entries(archive(listed))) == listed


def test_a_value_without_its_places_is_equal_wherever_it_was_said() -> None:
    """And its places are found in order."""
    one, two = Place("a.md", 1), Place("a.md", 2)
    said = [(Problem("M002", place, "words", "hint"), (place, two)) for place in (one, two)]
    assert unplaced(said[0]) == unplaced(said[1])
    assert unplaced(said[0]) != unplaced((Problem("M002", one, "others", "hint"), (one, two)))
    assert [list(places_in(one)) for one in said] == [[one, one, two], [two, two, two]]
