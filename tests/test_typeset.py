"""The trees of every section of a book."""

from __future__ import annotations

from dataclasses import replace

import pytest

from publisher.index import index
from publisher.language import Language
from publisher.model import (
    Bilingual,
    Block,
    Book,
    CreditLine,
    Credits,
    Edition,
    Footnote,
    Group,
    Kind,
    Order,
    Page,
    Pair,
    Post,
    Shared,
    Sheet,
    Sheets,
    Single,
    Text,
    Theme,
    Unit,
)
from publisher.problems import Place
from publisher.typeset import layout_names, typeset
from publisher.xhtml import Element, element, text, walk
from tests.books import META, paragraph, post

PAGE = Page("A5", "148mm", "210mm", "18mm", "19mm", "16mm", "20mm", "10pt", "16pt")
THEME = Theme("bare", "/* book */", "/* epub */", "/* print */", (PAGE,), ())


def sheets_of(*posts: Post, order: Order = Order.EN_ZH) -> Sheets:
    """The posts, typeset."""
    book, _ = index(posts, replace(META, order=order))
    return typeset(book, THEME, Edition())


def chapter(*units: Unit, order: Order = Order.EN_ZH, anchor: str = "tea") -> Element:
    """A chapter whose flow ends with the units."""
    tea = post(anchor)
    (sheet,) = (
        s
        for s in sheets_of(replace(tea, text=Text((*tea.flow, *units))), order=order).sheets
        if s.kind == "chapter"
    )
    return sheet.body


def block(kind: Kind, node: Element, *children: Block, line: int = 30) -> Block:
    """A block of any kind."""
    return Block(kind, node, Place("posts/tea.md", line), None, children)


def found(body: Element, tag: str, name: str = "") -> list[Element]:
    """Every element of a tag, and of a class where one is named."""
    return [n for n in walk(body) if n.tag == tag and (not name or name in n.classes)]


def test_a_pair_is_one_box_with_each_half_in_its_language() -> None:
    """Both halves are tagged, the book's first language first."""
    (pair,) = found(chapter(), "div", "pair")
    assert [(p.get("lang"), p.classes) for p in pair.children if isinstance(p, Element)] == [
        ("en", ("en",)),
        ("zh-Hans", ("zh",)),
    ]


def test_the_order_of_the_languages_is_the_books() -> None:
    """`order: zh-en` puts Chinese first everywhere: pairs, titles, headings."""
    body = chapter(order=Order.ZH_EN)
    (pair,) = found(body, "div", "pair")
    langs = [n.get("lang") for n in walk(found(body, "h1")[0]) if n.tag == "span"]
    assert [p.get("lang") for p in pair.children if isinstance(p, Element)] == ["zh-Hans", "en"]
    assert langs == ["zh-Hans", "en"]


def test_a_heading_pair_is_one_heading_that_keeps_both_ids() -> None:
    """Two titles, one line of the contents; a link to either id still arrives."""
    en = block(Kind.HEADING, element("h2", {"id": "tea--x"}, "Morning"))
    zh = block(Kind.HEADING, element("h2", {"id": "tea--y"}, "早上"))
    body = chapter(Pair((en,), (zh,)))
    title = next(h for h in found(body, "h2", "pair-title") if h.get("id") == "tea--x")
    assert text(title) == "Morning 早上"
    assert [n.get("id") for n in title.children if isinstance(n, Element)] == ["", "tea--y"]


def test_a_mention_and_its_back_link_lead_to_each_other() -> None:
    """Each mention has exactly one way back, and every name read aloud is its own."""
    body = chapter()
    ids = {n.get("id") for n in walk(body)}
    terms, backs = found(body, "a", "term"), found(body, "a", "back")
    assert {b.get("href")[1:] for b in backs} == {t.get("id") for t in terms}
    assert all(t.get("href")[1:] in ids for t in terms)
    assert len({b.get("aria-label") for b in backs}) == len(backs)
    assert [text(b) for b in backs] == ["↩\ufe0e1", "↩\ufe0e2"]


def test_a_term_is_marked_for_reading_systems() -> None:
    """The order of the words counts: `noteref glossref` fails Ace (measured)."""
    term = found(chapter(), "a", "term")[0]
    assert term.get("epub:type") == "glossref noteref"
    assert term.get("role") == "doc-glossref"


def test_a_footnote_has_its_number_at_the_mark_and_a_way_back() -> None:
    """Marks in both halves carry one number, and the note leads back to both."""

    def marked(line: int, ref: str) -> Block:
        link = element("a", {"class": "noteref", "id": ref, "href": "#tea--fn-a"}, "a")
        return paragraph(line, "x", element("sup", {"class": "mark"}, link))

    tea = post()
    pair = Pair((marked(14, "tea--fnref-a-1"),), (marked(16, "tea--fnref-a-2"),))
    note = Footnote(
        1,
        ("tea--fn-a",),
        (Pair((paragraph(18, "Note."),), (paragraph(18, "注。"),)),),
        ("tea--fnref-a-1", "tea--fnref-a-2"),
    )
    body = sheets_of(replace(tea, text=Text((*tea.flow, pair), (note,)))).sheets[2].body
    assert [text(mark) for mark in found(body, "a", "noteref")] == ["1", "1"]
    (aside,) = found(body, "aside", "footnote")
    assert aside.get("id") == "tea--fn-a"
    assert [b.get("href") for b in found(aside, "a", "back")] == [
        "#tea--fnref-a-1",
        "#tea--fnref-a-2",
    ]


def test_the_mark_of_a_note_is_held_by_the_character_before_it() -> None:
    """A Chinese line may end anywhere: without a hold, the mark would begin the next one."""
    mark = element("sup", {"class": "mark"}, "1")
    tea = post()
    pair = Pair((paragraph(14, "Hot", mark),), (paragraph(16, "茶很烫", mark, "。"),))
    body = sheets_of(replace(tea, text=Text((*tea.flow, pair)))).sheets[2].body
    assert [text(node) for node in found(body, "span", "kept")] == ["烫1"]


def test_shared_blocks_stand_once_and_a_caption_splits_into_its_languages() -> None:
    """An image belongs to both languages, its caption to each."""
    figure = element(
        "figure",
        None,
        element("img", {"src": "images/a.png", "alt": "a"}),
        element("figcaption", None, "A pot | 一把壶"),
    )
    body = chapter(Shared(block(Kind.IMAGE, figure)))
    (caption,) = found(body, "figcaption")
    assert [(n.get("lang"), text(n)) for n in caption.children if isinstance(n, Element)] == [
        ("en", "A pot"),
        ("zh-Hans", "一把壶"),
    ]


def test_a_translators_note_is_an_aside() -> None:
    """It belongs to one language only and says so."""
    single = Single((paragraph(14, "译注：此处指铁壶。"),), Language.ZH, "translators-note")
    (aside,) = found(chapter(single), "aside", "translators-note")
    assert aside.get("lang") == "zh-Hans"


def test_a_list_of_pairs_is_one_list() -> None:
    """A bilingual list has as many items as its original."""
    items = tuple(
        Group(
            block(Kind.ITEM, element("li")),
            (Pair((paragraph(n, "One."),), (paragraph(n + 1, "一。"),)),),
        )
        for n in (30, 32)
    )
    body = chapter(Group(block(Kind.LIST, element("ol", {"start": "3"})), items))
    (listed,) = found(body, "ol")
    assert listed.get("start") == "3"
    assert len(found(listed, "li")) == 2


def test_a_table_shown_whole_tags_each_cell() -> None:
    """A row with a column for each language stays a row; its header stands in `thead`."""
    head = element("tr", None, element("th", None, "English"), element("th", None, "中文"))
    line = element("tr", None, element("td", None, "lid"), element("td", None, "壶盖"))
    rows = tuple(Pair((), (), block(Kind.ROW, node)) for node in (head, line))
    body = chapter(Group(block(Kind.TABLE, element("table")), rows))
    (table,) = found(body, "table")
    assert [n.tag for n in table.children if isinstance(n, Element)] == ["thead", "tbody"]
    assert [td.get("lang") for td in found(table, "td")] == ["en", "zh-Hans"]


def test_the_outline_has_chapters_their_headings_and_the_glossary() -> None:
    """What a reading system lists, with both titles."""
    heading = block(Kind.HEADING, element("h2", {"id": "tea--x"}, "Morning"))
    chinese = block(Kind.HEADING, element("h2", {"id": "tea--y"}, "早上"))
    tea = post()
    made = sheets_of(replace(tea, text=Text((*tea.flow, Pair((heading,), (chinese,))))))
    line = made.outline[0]
    assert line.title == Bilingual("Tea", "茶")
    assert [(c.title, c.anchor) for c in line.children] == [
        (Bilingual("Morning", "早上"), "tea--x"),
        (Bilingual("Glossary", "名词解析"), "tea--glossary"),
    ]


def test_credits_stand_as_their_author_wrote_them() -> None:
    """The label, its colon and the name."""
    (credit,) = found(chapter(), "p", "credit")
    assert text(credit) == "作者：A. Writer"


def test_a_chapter_holds_every_word_of_its_post_once() -> None:
    """Pairs, terms and definitions; nothing twice, nothing lost."""
    words = text(chapter())
    for piece in ("The tea is hot.", "茶很烫。", "茶，一种叶子。", "tea：", "作者：A. Writer"):
        assert words.count(piece) == 1, piece


def test_ids_are_unique_over_the_book() -> None:
    """Two posts with the same terms do not share an anchor."""
    sheets: tuple[Sheet, ...] = sheets_of(post("tea"), post("kettle")).sheets
    ids = [n.get("id") for sheet in sheets for n in walk(sheet.body) if n.get("id")]
    assert len(ids) == len(set(ids))


def test_styles_are_the_themes_around_the_layouts_geometry() -> None:
    """Page size from the chosen preset, then book, layout and medium."""
    made = sheets_of(post())
    assert made.epub_css.startswith("/* book */")
    assert made.epub_css.endswith("/* epub */")
    assert "@page { size: 148mm 210mm; }" in made.print_css
    assert ".pair" in made.print_css


@pytest.mark.parametrize("name", layout_names())
def test_every_layout_keeps_every_word(name: str) -> None:
    """Whatever the geometry, the text is the same, in the languages that the layout shows."""
    book: Book = index((post(),), META)[0]
    made = typeset(book, THEME, Edition(layout=name))
    words = text(made.sheets[2].body)
    assert ("The tea is hot." in words) is (Language.EN in made.languages)
    assert ("茶很烫。" in words) is (Language.ZH in made.languages)


def test_a_credit_line_tags_the_words_of_the_other_language() -> None:
    """A long English title after a Chinese label is read in English."""
    line = CreditLine("原文", ("The long way round to a kettle",), Place("posts/tea.md", 7))
    tea = post()
    sheets = sheets_of(replace(tea, credits=Credits(lines=(line,))))
    (credit,) = found(sheets.sheets[2].body, "p", "credit")
    (run,) = (n for n in walk(credit) if n.get("lang") == "en")
    assert text(run) == "The long way round to a kettle"


def test_a_short_pair_is_kept_whole_and_a_long_one_may_be_divided() -> None:
    """A page's end never tears short halves apart; a long pair would leave half a page white."""
    long = Pair((paragraph(14, "word " * 200),), (paragraph(16, "字" * 300),))
    first, second = found(chapter(long), "div", "pair")
    assert first.classes == ("pair", "short")
    assert second.classes == ("pair",)


def test_a_line_of_the_outline_leads_to_a_heading_and_never_to_the_top_again() -> None:
    """A heading whose English half lost its id to an earlier one is found by its Chinese half."""
    english = block(Kind.HEADING, element("h2", None, "Morning"))
    chinese = block(Kind.HEADING, element("h2", {"id": "tea--y"}, "早上"))
    nameless = block(Kind.HEADING, element("h2", None, "晚上"))
    tea = post()
    flow = (*tea.flow, Pair((english,), (chinese,)), Pair((english,), (nameless,)))
    lines = sheets_of(replace(tea, text=Text(flow))).outline[0].children
    assert [line.anchor for line in lines] == ["tea--y", "tea--glossary"]


def test_headings_that_only_say_the_title_are_not_said_twice() -> None:
    """They are a pair of the post; on the page they are its title, and their ids lead there."""
    en = block(Kind.HEADING, element("h1", {"id": "tea--tea"}, "Tea"))
    zh = block(Kind.HEADING, element("h1", {"id": "tea--cha"}, "茶"))
    tea = post()
    made = sheets_of(replace(tea, text=Text((Pair((en,), (zh,)), *tea.flow))))
    (title,) = found(made.sheets[2].body, "h1")
    assert text(title) == "Tea 茶"
    assert {"tea--tea", "tea--cha"} <= {n.get("id") for n in walk(title)}
    assert [line.anchor for line in made.outline[0].children] == ["tea--glossary"]


def test_a_bare_address_of_the_original_is_a_link() -> None:
    """A reader gets to the original with one touch, and the words stay the author's."""
    url = "https://example.org/tea"
    line = CreditLine("原文", (url,), Place("posts/tea.md", 7))
    tea = replace(post(), credits=Credits(source=url, lines=(line,)))
    (credit,) = found(sheets_of(tea).sheets[2].body, "p", "credit")
    assert [(n.get("href"), text(n)) for n in walk(credit) if n.tag == "a"] == [(url, url)]
    assert text(credit) == f"原文：{url}"
