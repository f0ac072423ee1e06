"""CONTENT and its book.yaml: what they give, and what is said about a mistake in them."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from publisher.config import CONFIG_KEYS, Config, read_config
from publisher.model import (
    LIMITS,
    Bilingual,
    Credit,
    Edition,
    Notes,
    Order,
    Repeat,
    Selection,
    Series,
)
from publisher.problems import Place, Problem, Problems, whole


def _read(folder: Path, text: str) -> tuple[Config, Problems]:
    (folder / "book.yaml").write_text(text, encoding="utf-8")
    config, problems = read_config(folder)
    assert config is not None
    return config, problems


def _good(folder: Path, text: str) -> Config:
    config, problems = _read(folder, text)
    assert problems == ()
    return config


def _bad(folder: Path, text: str) -> Problem:
    _, problems = _read(folder, text)
    (problem,) = problems
    return problem


def test_every_key_is_read(tmp_path: Path) -> None:
    """One file with every key of the table, and no problem."""
    config = _good(
        tmp_path,
        """\
title: On tea | 说茶
subtitle: {en: Essays, zh: 随笔}
author:
  - A. Writer
  - {name: 李四, url: "https://example.org/li", role: translator}
publisher: The Kettle Press
rights: CC BY 4.0
description: Essays on tea | 关于茶的随笔
identifier: urn:isbn:9787111111115
slug: on-tea
date: 2025-07-23
order: zh-en
layout: columns
notes: both
notes_repeat: page
theme: plain
page: A4
binding: 5mm
bleed: 3mm
marks: crop
links: none
qr: false
grey: true
standard: [a2u, ua1]
post: tea
posts: [posts/a.md, "posts/*.md"]
tags: [tea, 茶]
since: 2020-01-01
until: 2025-12-31
limits: {size: 3000000, pixels: 1}
editions: {pocket: {page: B5}}
glossary: {merged: false, sort: strokes, link: first}
check: {ignore: [G003, p012]}
series: {name: The Shelf | 书架, number: 2.1}
cover: images/cover.jpg
profiles: [kobo, zh, kobo]
embed_fonts: true
zy_footnote: true
""",
    )
    assert set(config.places) == set(CONFIG_KEYS)
    assert config.meta.title == Bilingual("On tea", "说茶")
    assert config.meta.subtitle == Bilingual("Essays", "随笔")
    people = (Credit("aut", "A. Writer"), Credit("trl", "李四", "https://example.org/li"))
    assert config.meta.creators == people
    assert (config.meta.publisher, config.meta.rights) == ("The Kettle Press", "CC BY 4.0")
    assert config.meta.description == Bilingual("Essays on tea", "关于茶的随笔")
    assert (config.meta.identifier, config.meta.slug) == ("urn:isbn:9787111111115", "on-tea")
    assert (config.meta.date, config.meta.order) == (date(2025, 7, 23), Order.ZH_EN)
    edition = Edition(
        layout="columns",
        page="A4",
        binding="5mm",
        bleed="3mm",
        marks="crop",
        links="none",
        qr=False,
        grey=True,
        standard=("ua1", "a2u"),
        handout=True,
        embed_fonts=True,
        zy_footnote=True,
        notes=Notes.BOTH,
        notes_repeat=Repeat.PAGE,
        glossary_merged=False,
        glossary_sort="strokes",
        glossary_link="first",
    )
    assert (config.edition, config.theme) == (edition, "plain")
    assert config.editions == (("pocket", replace(edition, page="B5")),)
    assert config.meta.series == Series(Bilingual("The Shelf", "书架"), "2.1")
    assert (config.cover, config.profiles) == ("images/cover.jpg", ("kobo", "zh"))
    assert config.selection == Selection(
        ("posts/a.md", "posts/*.md"), ("tea", "茶"), date(2020, 1, 1), date(2025, 12, 31), "tea"
    )
    assert config.limits == replace(LIMITS, size=3_000_000, pixels=1)
    assert [code for code, _ in config.ignore] == ["G003", "P012"]


@pytest.mark.parametrize("limits", ["{speed: 1}", "{size: big}", "{size: 0}", "{size: yes}", "5"])
def test_a_limit_is_a_known_name_with_a_number(tmp_path: Path, limits: str) -> None:
    """Anything else is said where it stands, and the limits stay as they are."""
    problem = _bad(tmp_path, f"limits: {limits}\n")
    assert (problem.code, problem.place.line) == ("B003", 1)
    assert "size, lines, blocks, links, marks, image_size, pixels" in problem.hint


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("series: {number: 2}", 1),
        ("series: {name: A, number: two}", 1),
        ("series:\n  name: A\n  place: 2", 3),
        ("profiles: [standard, nook]", 1),
        ("embed_fonts: 3", 1),
    ],
)
def test_a_wrong_value_of_a_later_key_has_its_line(tmp_path: Path, text: str, line: int) -> None:
    """A series has a name and a number, a profile is a known one, a choice is true or false."""
    problem = _bad(tmp_path, f"{text}\n")
    assert (problem.code, problem.place.line) == ("B003", line)


def test_a_book_without_a_cover_says_so(tmp_path: Path) -> None:
    """`cover: none` is no path; without the key there is a cover, and no path."""
    config = _good(tmp_path, "cover: none\n")
    assert (config.cover, config.edition.cover) == ("", False)
    config = _good(tmp_path, "title: A\n")
    assert (config.cover, config.edition.cover) == ("", True)


def test_every_key_has_a_sentence() -> None:
    """The manual takes its reference from here."""
    assert all(sentence.endswith(".") and "\n" not in sentence for sentence in CONFIG_KEYS.values())


def test_an_empty_file_leaves_every_default(tmp_path: Path) -> None:
    """A book.yaml without a key says no more than none at all."""
    folder = tmp_path / "on_tea-and-kettles"
    folder.mkdir()
    bare, problems = read_config(folder)
    assert problems == ()
    assert bare is not None
    assert bare == _good(folder, "# nothing yet\ntitle:\n")
    assert bare.meta.title == Bilingual(en="on tea and kettles")
    assert bare.meta.slug == "on-tea-and-kettles"
    assert (bare.edition, bare.theme) == (Edition(), "default")
    assert bare.selection == Selection()


def test_the_slug_comes_from_the_title(tmp_path: Path) -> None:
    """English before Chinese; a Chinese title alone gives a Chinese slug."""
    assert _good(tmp_path, "title: On Tea! | 说茶\n").meta.slug == "on-tea"
    assert _good(tmp_path, "title: 说茶\n").meta.slug == "说茶"


def test_the_file_itself_names_its_folder(tmp_path: Path) -> None:
    """`publisher build content/book.yaml` means the folder."""
    config = _good(tmp_path, "title: Tea\n")
    assert read_config(tmp_path / "book.yaml") == (config, ())


@pytest.mark.parametrize(
    ("file", "root", "post", "slug"),
    [
        ("tea.md", ".", "tea.md", "tea"),
        ("posts/2024-05-01-tea.md", "posts", "2024-05-01-tea.md", "tea"),
        ("posts/kettle/index.md", "posts", "kettle/index.md", "kettle"),
        ("茶.md", ".", "茶.md", "茶"),
    ],
)
def test_a_single_post_is_a_book(
    tmp_path: Path, file: str, root: str, post: str, slug: str
) -> None:
    """Its folder, or the one around its bundle, is the root; the title comes with the post."""
    path = tmp_path / file
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("Tea.\n", encoding="utf-8")
    config, problems = read_config(path)
    assert problems == ()
    assert config is not None
    assert config.root == (tmp_path / root).resolve()
    assert config.selection == Selection(posts=(post,))
    assert (config.meta.title, config.meta.slug) == (Bilingual(), slug)


@pytest.mark.parametrize("name", ["nothing", "notes.txt"])
def test_what_is_neither_folder_nor_post_is_no_book(tmp_path: Path, name: str) -> None:
    """B004 names it and says what to give instead."""
    (tmp_path / "notes.txt").write_text("x", encoding="utf-8")
    config, problems = read_config(tmp_path / name)
    assert config is None
    assert [(problem.code, problem.place) for problem in problems] == [("B004", whole(name))]


def test_a_file_of_another_kind_is_not_said_to_be_missing(tmp_path: Path) -> None:
    """A picture is there, and it is no post."""
    (tmp_path / "kettle.png").write_bytes(b"")
    (there,) = read_config(tmp_path / "kettle.png")[1]
    (gone,) = read_config(tmp_path / "pot.png")[1]
    assert there.message == "this is no post and no folder of posts"
    assert gone.message == "there is no folder and no post of this name"


def test_an_unknown_key_is_refused_with_the_nearest_one(tmp_path: Path) -> None:
    """Place, guess and the whole list."""
    problem = _bad(tmp_path, "title: Tea\n  \nautor: A. Writer\n")
    assert (problem.code, problem.place) == ("B002", Place("book.yaml", 3, 1))
    assert "“autor”" in problem.message
    assert problem.hint.startswith("Did you mean “author”? The keys are: title, ")


def test_a_key_like_no_other_gets_the_list_alone(tmp_path: Path) -> None:
    """No guess where none is near."""
    assert _bad(tmp_path, "qqq: 1\n").hint.startswith("The keys are: ")


@pytest.mark.parametrize(
    ("text", "line", "column", "hint"),
    [
        ("order: zh", 1, 8, "en-zh or zh-en"),
        ("title: [a]", 1, 8, "English | 中文"),
        ("title: {en: Tea, fr: Thé}", 1, 18, "English | 中文"),
        ("title: true", 1, 8, "English | 中文"),
        ("author: [{url: x}]", 1, 16, "name"),
        ("author: [{role: editor}]", 1, 10, "name"),
        ("author:\n  - A\n  - {name: B, role: king}", 3, 21, "translator"),
        ("author: {name: B, url: 'javascript:x'}", 1, 24, "name"),
        ("date: yesterday", 1, 7, "2025-07-23"),
        ("since: 2025-02-30", 1, 8, "2025-07-23"),
        ("since: 2025-02-03\nuntil: 2025-02-02", 2, 8, "from 2025-02-03 on"),
        ("slug: ../x", 1, 7, "my-book"),
        ("slug: a b", 1, 7, "my-book"),
        ("identifier: '9787111111115'", 1, 13, "urn:isbn:"),
        ("theme: ../../etc", 1, 8, "theme"),
        ("layout: {a: 1}", 1, 9, "layout"),
        ("page: ''", 1, 7, "A5"),
        ("posts: [a.md, [b.md]]", 1, 15, "posts/*.md"),
        ("tags: {a: 1}", 1, 7, "tags"),
        ("publisher: [a]", 1, 12, "name"),
    ],
)
def test_a_wrong_value_is_refused_at_its_place(
    tmp_path: Path, text: str, line: int, column: int, hint: str
) -> None:
    """B003 points at the value, or the wrong part of it, and says what may stand there."""
    problem = _bad(tmp_path, text)
    assert (problem.code, problem.place) == ("B003", Place("book.yaml", line, column))
    assert hint in problem.hint


def test_a_wrong_value_leaves_the_default_and_the_other_keys(tmp_path: Path) -> None:
    """Every mistake is told at once, and what is right is kept."""
    config, problems = _read(tmp_path, "order: zh\ntitel: x\npage: A4\n")
    assert [problem.code for problem in problems] == ["B003", "B002"]
    assert (config.meta.order, config.edition.page) == (Order.EN_ZH, "A4")


def test_a_number_is_a_title(tmp_path: Path) -> None:
    """`title: 1984` needs no quotes."""
    assert _good(tmp_path, "title: 1984\n").meta.title == Bilingual(en="1984")


def test_an_unreadable_file_is_one_problem(tmp_path: Path) -> None:
    """B001 at the line to look at."""
    problem = _bad(tmp_path, "title: Tea\nsubtitle: Tea: a story\n")
    assert (problem.code, problem.place) == ("B001", Place("book.yaml", 2, 14))


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    """B001 names the line."""
    (tmp_path / "book.yaml").write_bytes("title: Tea\nsubtitle: 茶\n".encode("gb18030"))
    _, problems = read_config(tmp_path)
    assert [(p.code, p.place.line) for p in problems] == [("B001", 2)]


def test_windows_line_ends_and_a_mark_in_front(tmp_path: Path) -> None:
    """CRLF and a byte order mark change nothing."""
    (tmp_path / "book.yaml").write_bytes(b"\xef\xbb\xbftitle: Tea\r\npage: A4\r\n")
    config, problems = read_config(tmp_path)
    assert problems == ()
    assert config is not None
    assert (config.meta.title.en, config.edition.page) == ("Tea", "A4")


def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path) -> None:
    """book.yaml must be a file of the content folder."""
    content = tmp_path / "content"
    content.mkdir()
    (tmp_path / "other.yaml").write_text("title: Secret\n", encoding="utf-8")
    (content / "book.yaml").symlink_to(tmp_path / "other.yaml")
    config, problems = read_config(content)
    assert config is not None
    assert config.meta.title.en == "content"
    assert [problem.code for problem in problems] == ["B001"]


def test_a_folder_called_book_yaml(tmp_path: Path) -> None:
    """It is no file to read."""
    (tmp_path / "book.yaml").mkdir()
    assert [problem.code for problem in read_config(tmp_path)[1]] == ["B001"]


@given(
    st.dictionaries(
        st.sampled_from([*CONFIG_KEYS, "x"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.sampled_from(["a", "", "zh-en", "2025"]),
            lambda part: (
                st.lists(part, max_size=3)
                | st.dictionaries(st.sampled_from(["en", "name", "role", "url"]), part, max_size=3)
            ),
            max_leaves=6,
        ),
        max_size=6,
    )
)
def test_no_values_raise(tmp_path_factory: pytest.TempPathFactory, values: object) -> None:
    """Any value of any key is read or refused."""
    import json

    folder = tmp_path_factory.mktemp("book")
    _read(folder, json.dumps(values))
