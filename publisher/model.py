"""The nouns that pass between the stages: frozen, slotted, picklable, compared by value.

`Manuscript` (one file read) → `Post` (its blocks paired) → `Book` (its mentions resolved) →
`Sheets` (typeset trees). `Theme` is what the looks of a book come from.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from publisher.fonts import Face
from publisher.language import Language
from publisher.problems import Place, Problems
from publisher.xhtml import Element, Node


@dataclass(frozen=True, slots=True)
class Bilingual:
    """A short text in both languages, either of which may be missing (empty)."""

    en: str = ""
    zh: str = ""

    def __bool__(self) -> bool:
        return bool(self.en or self.zh)

    def get(self, language: Language) -> str:
        """The text in one language, or an empty string."""
        return self.zh if language is Language.ZH else self.en

    def pick(self, first: Language) -> str:
        """The text in the language `first`, or in the other where that is missing."""
        return self.get(first) or self.get(first.other)


class Order(StrEnum):
    """Which language of a pair comes first."""

    EN_ZH = "en-zh"
    ZH_EN = "zh-en"

    @property
    def languages(self) -> tuple[Language, Language]:
        """The two languages, first one first."""
        return (Language.EN, Language.ZH) if self is Order.EN_ZH else (Language.ZH, Language.EN)

    @property
    def other(self) -> Order:
        """The other order."""
        return Order.ZH_EN if self is Order.EN_ZH else Order.EN_ZH


# -- What load is asked for, and what it returns ---------------------------------------------------


@dataclass(frozen=True, slots=True)
class Selection:
    """Which posts of a content folder belong to the book."""

    posts: tuple[str, ...] = ()
    """Paths or glob patterns relative to the content folder, in the book's order; empty: every
    post, by date (then path)."""

    tags: tuple[str, ...] = ()
    """Only posts with at least one of these; empty: any."""

    since: date | None = None
    until: date | None = None
    """First and last day, both included."""

    only: str = ""
    """Path, slug or title of the one post to be made a book of; empty: all that are chosen."""


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one post may be: past these a post made to hang the build would do so.

    `book.yaml` raises them, a post cannot. How deep blocks may be nested is no matter of taste
    and stands in `load`: what lies deeper is read as plain paragraphs.
    """

    size: int = 2_000_000
    """Bytes of a post."""

    lines: int = 20_000
    """Lines of a post."""

    blocks: int = 20_000
    """Paragraphs, headings, items, rows and so on."""

    links: int = 20_000
    """Links, images, footnote marks and bare addresses."""

    marks: int = 200_000
    """Characters that mean something to Markdown or HTML."""

    image_size: int = 20_000_000
    """Bytes of an image."""

    pixels: int = 50_000_000
    """Width times height of an image."""


LIMITS = Limits()
"""The limits where book.yaml says nothing."""


@dataclass(frozen=True, slots=True)
class Source:
    """One post found in the content folder, not yet read beyond its front matter."""

    path: str
    """Relative to the content folder, with forward slashes."""

    slug: str
    """Unique in the book."""

    anchor: str
    """The slug as an XML id: letters, digits, `-`, `_`, Han; begins with a letter."""


class Kind(StrEnum):
    """What a block is.

    The first five are leaves with text, the next four leaves without, the others containers,
    whose `children` hold blocks.
    """

    HEADING = "heading"
    PARAGRAPH = "paragraph"
    ROW = "row"
    TERM = "term"
    CAPTION = "caption"

    CODE = "code"
    FORMULA = "formula"
    IMAGE = "image"
    RULE = "rule"

    LIST = "list"
    ITEM = "item"
    QUOTE = "quote"
    TABLE = "table"
    DEFINITIONS = "definitions"
    DEFINITION = "definition"
    SECTION = "section"


@dataclass(frozen=True, slots=True)
class Block:
    """A block of a post as Hugo would show it, with the place it was read at."""

    kind: Kind
    element: Element
    """A leaf: the whole element (`p`, `h2`, `tr` with its cells, `pre`, `figure`, `hr`).
    A container: its shell (`ul`, `ol start="2"`, `li`, `blockquote`, `table`, `dl`, `dd`,
    `div`, `details`) without children; those are in `children`.
    A soft line break of the source is kept as "\\n" in the text, a hard one as `<br>` and "\\n",
    so the line of any piece is `place.line` plus the line ends before it."""

    place: Place
    """Where the block begins; for a heading, list item or quote, its marker."""

    language: Language | None = None
    """The language, where the block's own letters or markup (`lang`, class en/zh) decide it."""

    children: tuple[Block, ...] = ()


@dataclass(frozen=True, slots=True)
class Meta:
    """What a post's front matter says."""

    title: Bilingual = Bilingual()
    date: datetime | None = None
    tags: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    description: Bilingual = Bilingual()
    weight: int | None = None
    slug: str = ""
    lang: str = ""
    cover: str = ""
    draft: bool = False
    order: Order | None = None
    """`pair_order: zh-en` in the front matter: the post's own word on which language leads."""


@dataclass(frozen=True, slots=True)
class Credit:
    """One person or tool and what they did."""

    role: str
    """MARC relator code: aut, trl, pfr (proofreader), cmt (compositor), edt, ctb (any other)."""

    name: str
    url: str = ""
    file_as: str = ""
    """The name as a catalogue sorts it (`Writer, A.`), where somebody has said so."""


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One line of the credits quote as its author wrote it."""

    label: str
    """The words before the colon (`校对、排版`), empty for a byline."""

    content: tuple[Node, ...]
    place: Place
    separator: str = "："
    """What the author put between the label and the content: `：` or `: `."""


@dataclass(frozen=True, slots=True)
class Credits:
    """The opening quote of a post: where it comes from and who made it."""

    source: str = ""
    """URL of the original."""

    people: tuple[Credit, ...] = ()
    lines: tuple[CreditLine, ...] = ()


@dataclass(frozen=True, slots=True)
class Name:
    """One name of a term."""

    text: str
    language: Language


@dataclass(frozen=True, slots=True)
class Definition:
    """A definition, or the part of it that is in one language."""

    language: Language
    content: tuple[Node, ...]
    """Inline nodes."""

    place: Place


@dataclass(frozen=True, slots=True)
class Term:
    """One item of a post's glossary."""

    id: str
    """The id as the author wrote it: `glossary-rl`."""

    anchor: str
    """The id in the book, unique over all posts."""

    label: str
    """The names as the author wrote them: `trajectory/trajectories`."""

    names: tuple[Name, ...]
    definitions: tuple[Definition, ...]
    place: Place
    separator: str = "："
    """What the author put between the names and the definition."""


@dataclass(frozen=True, slots=True)
class Mention:
    """The author's link from a word to a term: `[RL](#glossary-rl)`."""

    id: str
    """The id of the link's element in the book, unique over all posts."""

    term: str
    """`Term.anchor` of the term it leads to."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class FootnoteText:
    """A footnote's definition as read."""

    label: str
    anchor: str
    blocks: tuple[Block, ...]
    place: Place


@dataclass(frozen=True, slots=True)
class Resource:
    """An image that the door has admitted."""

    name: str
    """Name inside a book, and the `src` in the trees: `images/6f1a…-page.png`."""

    media_type: str
    data: bytes = field(repr=False)
    path: str = ""
    """Where it came from, relative to the content folder."""

    pixels: tuple[int, int] = (0, 0)
    """Width and height of an image made of pixels; 0 and 0 for a drawing."""


@dataclass(frozen=True, slots=True)
class Manuscript:
    """One post as it was read: nothing paired, nothing resolved beyond the file itself.

    In its trees, every id and every `#` link target is already the book's own (post anchor,
    two hyphens, the author's id); a mention is `<a class="term" id=… href="#…">`; a footnote
    mark is `<a class="noteref" id=… href="#anchor of the FootnoteText">` holding the label;
    a link to another post is `<a href="post:TARGET">` with TARGET as the author wrote it in
    `ref`, `relref` or a link to an `.md` file; `index` finds the post.
    """

    slug: str
    anchor: str
    """Id of the post in the book; the prefix of all its other ids."""

    path: str
    meta: Meta
    credits: Credits
    blocks: tuple[Block, ...]
    terms: tuple[Term, ...] = ()
    glossary_title: Block | None = None
    """The heading of the glossary section as written, or None."""

    mentions: tuple[Mention, ...] = ()
    footnotes: tuple[FootnoteText, ...] = ()
    resources: tuple[Resource, ...] = ()
    asked: tuple[str, ...] = ()
    """The addresses of all images that the door was asked for, as written: what was found there is
    part of the post."""


# -- Proof: what an editor reads -------------------------------------------------------------------

OPAQUE = "\ufffc"
"""Stands in a passage for what is no prose: code, mathematics, an address, an escaped sign."""


@dataclass(frozen=True, slots=True)
class Passage:
    """The words of one paragraph, heading or item as its readers see them, without markup."""

    text: str
    """Emphasis, tags, comments and link targets are taken out; code and addresses are `OPAQUE`.
    A line end of the source is a line end here, and so is the border of a table's cell."""

    spots: tuple[tuple[int, int], ...]
    """Line and column in the file of each character of `text`, both 1-based."""


@dataclass(frozen=True, slots=True)
class Silence:
    """An author's word that a code is not to be reported."""

    code: str
    place: Place
    """Where it is said."""

    lines: tuple[int, ...] = ()
    """The lines it holds for; empty: the whole file (said in book.yaml: the whole book)."""


@dataclass(frozen=True, slots=True)
class Proof:
    """A post's prose with the position of every character, for the checks of the copy."""

    path: str
    lines: tuple[str, ...]
    """The whole file, front matter included, without line ends."""

    passages: tuple[Passage, ...]
    silences: tuple[Silence, ...]
    shape: tuple[str, ...]
    """The blocks of the post in order, code and raw HTML with their content: what mending the
    words must leave as it is."""


# -- Post: what pair returns ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Pair:
    """What stands in both languages: each side one or more leaf blocks (rarely a whole list)."""

    en: tuple[Block, ...]
    zh: tuple[Block, ...]
    whole: Block | None = None
    """Where both sides stand in one block that must be shown as it is (a table row with a column
    for each language): that block. `en` and `zh` are then for reading, not for showing."""

    def side(self, language: Language) -> tuple[Block, ...]:
        """The blocks of one language."""
        return self.zh if language is Language.ZH else self.en


@dataclass(frozen=True, slots=True)
class Shared:
    """What belongs to both languages and is shown once.

    Code, an image, a rule, a table, a block without letters, a name that is the same in both.
    """

    block: Block


@dataclass(frozen=True, slots=True)
class Single:
    """What stands in one language only."""

    blocks: tuple[Block, ...]
    language: Language
    reason: str
    """`untranslated`, `translators-note`, `annotation`, `heading` or `section`."""


@dataclass(frozen=True, slots=True)
class Group:
    """A container shown once for both languages: a list of bilingual items, an item, a quote."""

    block: Block
    """The shell: its `element` is to be filled; its own `children` are not used."""

    flow: tuple[Unit, ...]


Unit = Pair | Shared | Single | Group
"""One step of a post's flow."""


def shown_blocks(flow: Iterable[Unit]) -> Iterator[Block]:
    """Every block of a flow that is shown, shells of containers included, in source order."""
    for unit in flow:
        if isinstance(unit, Group):
            yield unit.block
            yield from shown_blocks(unit.flow)
        elif isinstance(unit, Pair):
            yield from ((unit.whole,) if unit.whole is not None else (*unit.en, *unit.zh))
        else:
            yield from (unit.blocks if isinstance(unit, Single) else (unit.block,))


@dataclass(frozen=True, slots=True)
class Footnote:
    """A numbered note of a post."""

    number: int
    """1-based, in the order of first reference."""

    anchors: tuple[str, ...]
    """The anchors of the `FootnoteText`s that were joined in it; the first is the note's id."""

    flow: tuple[Unit, ...]
    references: tuple[str, ...]
    """Ids of the marks that lead to it, in reading order."""


@dataclass(frozen=True, slots=True)
class Text:
    """The running text of a post: by far the most of it."""

    flow: tuple[Unit, ...]
    footnotes: tuple[Footnote, ...] = ()


class AbridgedError(RuntimeError):
    """The text of an abridged post is asked for: a defect of this program."""


@dataclass(frozen=True, slots=True)
class Post:
    """One post with its pairs found."""

    slug: str
    anchor: str
    path: str
    meta: Meta
    credits: Credits
    order: Order
    """The order in which its author wrote the pairs."""

    text: Text | None
    """The running text; None where the post is abridged and its text lies elsewhere."""

    terms: tuple[Term, ...] = ()
    glossary_title: Block | None = None
    mentions: tuple[Mention, ...] = ()
    resources: tuple[Resource, ...] = ()
    asked: tuple[str, ...] = ()
    """The addresses of all images that the door was asked for, as written: what was found there is
    part of the post."""

    @property
    def flow(self) -> tuple[Unit, ...]:
        """The steps of the running text; AbridgedError where it lies elsewhere."""
        return self._read().flow

    @property
    def footnotes(self) -> tuple[Footnote, ...]:
        """The numbered notes; AbridgedError where the text lies elsewhere."""
        return self._read().footnotes

    def _read(self) -> Text:
        if self.text is None:
            raise AbridgedError(f"the text of {self.path} lies elsewhere")
        return self.text


@dataclass(frozen=True, slots=True)
class Survey:
    """What the text of a post says to the rest of its book."""

    ids: tuple[str, ...] = ()
    """Every id that an element has, one by one as they are met; an id given twice is here twice."""

    anchors: tuple[str, ...] = ()
    """Every id that a link may lead to: those of elements, of terms and of notes."""

    links: tuple[tuple[str, Place], ...] = ()
    """The address of every link inside the book (`post:…`, `#…`), and where it stands."""

    mentions: tuple[tuple[str, Language], ...] = ()
    """The id of every mention in reading order, and the language of the text around it."""

    pairs: int = 0
    alphabet: str = ""
    """Every character of the running text and its notes once, in order."""


@dataclass(frozen=True, slots=True)
class Ties:
    """What a book says to the text of one of its posts."""

    links: tuple[tuple[str, str, str], ...] = ()
    """The address of a link, what becomes of it (`#` and an id, or an address outside the book),
    and the anchor of the post that has the id; empty words where it leads to nothing."""

    taken: tuple[str, ...] = ()
    """Ids that an earlier post of the book has already."""


# -- Book: what index returns ---------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A mention, and in which language of the running text it stands."""

    mention: Mention
    language: Language


@dataclass(frozen=True, slots=True)
class Entry:
    """A term and every place that mentions it, in reading order."""

    term: Term
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A post in the book, and the entries of its glossary in the author's order."""

    post: Post
    entries: tuple[Entry, ...]
    survey: Survey = Survey()
    ties: Ties = Ties()
    """What has been done to the text of the post, or is to be done to it where it lies."""


# -- the glossary of the whole book ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person has decided about one term, as `glossary.yaml` has it."""

    key: str
    """The name under which it stands: one of the term's."""

    place: Place
    names: Bilingual = Bilingual()
    """The preferred name in each language."""

    aliases: tuple[str, ...] = ()
    """Other names; entries that bear one of them are this term."""

    definition: Bilingual = Bilingual()
    """A definition in the person's own words; empty: one of the posts'."""

    definition_of: str = ""
    """Path of the post whose definition is preferred."""

    not_the_same: tuple[str, ...] = ()
    """Names of terms that are not this one, however alike they look."""

    sort_as: str = ""
    """How the Chinese name is read, where a dictionary reads it wrongly: `hang chang`."""

    places: tuple[tuple[str, str, Place], ...] = field(default=(), compare=False, repr=False)
    """Where each text stands: its key in the file (`aliases`), the text, its place."""

    def place_of(self, key: str, words: str) -> Place:
        """Where a text under one of the keys stands."""
        found = (place for name, said, place in self.places if (name, said) == (key, words))
        return next(found, self.place)


@dataclass(frozen=True, slots=True)
class Part:
    """The entry of one post, as a part of a merged one."""

    post: str
    """`Post.anchor` of the post whose glossary has it."""

    path: str
    """`Post.path` of that post."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Sense:
    """One definition of a merged term, and who gives it."""

    definitions: tuple[Definition, ...]
    posts: tuple[str, ...] = ()
    """Anchors of the posts that have it; none where a person wrote it for the book."""


@dataclass(frozen=True, slots=True)
class MergedEntry:
    """One term of the book: the entries of all posts that mean the same."""

    anchor: str
    """Its id in the book: `glossary--` and a name."""

    names: Bilingual
    """The preferred name in each language, as far as it is known."""

    aliases: tuple[Name, ...]
    """All other names, as their authors wrote them."""

    senses: tuple[Sense, ...]
    """The definitions to be shown: the preferred one, or every different one in book order."""

    parts: tuple[Part, ...]
    """The posts' entries in book order; never empty."""

    mentions: tuple[tuple[str, Occurrence], ...]
    """Every mention in reading order, with the anchor of the post it stands in."""

    sort_as: str = ""
    """As in `Decision`."""

    @property
    def label(self) -> str:
        """One name to speak of it by."""
        return self.names.pick(Language.EN)

    @property
    def is_disputed(self) -> bool:
        """Whether posts define it differently and nobody has chosen."""
        return len(self.senses) > 1


@dataclass(frozen=True, slots=True)
class GlossaryGroup:
    """The entries under one head of a sorted glossary."""

    head: str
    """A letter, a number of strokes (`12 画`), or nothing where nothing is sorted."""

    entries: tuple[MergedEntry, ...]


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One line of a printed index: a name with its mentions, or with the name to look under."""

    name: str
    language: Language
    entry: str
    """`MergedEntry.anchor`."""

    targets: tuple[str, ...] = ()
    """Ids of the mentions in reading order."""

    see: str = ""
    """The name to look under; then there are no targets."""


@dataclass(frozen=True, slots=True)
class IndexGroup:
    """The lines of an index under one head."""

    head: str
    lines: tuple[IndexLine, ...]


@dataclass(frozen=True, slots=True)
class Proposal:
    """Two merged entries that may be one term; a person decides."""

    first: MergedEntry
    second: MergedEntry
    reason: str
    """Why, as the end of a sentence: `their names differ by one letter`."""

    shared: str = ""
    """A name that both bear; empty where they are only alike."""


@dataclass(frozen=True, slots=True)
class Glossary:
    """The terms of all posts, merged, sorted and grouped; and what is left to decide."""

    groups: tuple[GlossaryGroup, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    index: tuple[IndexGroup, ...] = ()
    """The lines of the printed index, sorted and grouped alike."""

    leading: Language | None = None
    """The language of the names that the order goes by; None where nothing is sorted."""

    @property
    def entries(self) -> tuple[MergedEntry, ...]:
        """All entries in the order of the book's glossary."""
        return tuple(entry for group in self.groups for entry in group.entries)


@dataclass(frozen=True, slots=True)
class Series:
    """The series that a book belongs to."""

    name: Bilingual
    number: str = ""
    """The book's place in it, such as 2 or 2.1; empty where there is none."""


@dataclass(frozen=True, slots=True)
class BookMeta:
    """What a book says about itself."""

    title: Bilingual
    slug: str
    subtitle: Bilingual = Bilingual()
    creators: tuple[Credit, ...] = ()
    publisher: str = ""
    rights: str = ""
    description: Bilingual = Bilingual()
    identifier: str = ""
    """A URN; empty: a UUIDv5 is made from the slug and title."""

    order: Order = Order.EN_ZH
    modified: datetime | None = None
    """Date of the newest post, or SOURCE_DATE_EPOCH; never the clock."""

    date: date | None = None
    subjects: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    generator: str = ""
    """Name and version of this program."""

    left_out: tuple[str, ...] = ()
    """Paths of the posts that could not be read and that the book does without."""

    series: Series | None = None
    cover: Resource | None = None
    """The picture that stands in place of the typographic cover."""


@dataclass(frozen=True, slots=True)
class Book:
    """All chapters, with every link inside them known to lead somewhere."""

    meta: BookMeta
    chapters: tuple[Chapter, ...]
    glossary: Glossary = Glossary()


# -- Edition: how a book is to be made -------------------------------------------------------------


PROFILES = ("standard", "kobo", "kindle", "zh")
"""The families of e-readers that an EPUB can be made for; the first serves all of them."""


class Notes(StrEnum):
    """Where a printed book explains its terms and has its notes."""

    END = "end"
    """At the end of each post."""

    PAGE = "page"
    """At the foot of the page; only what is too long for it stands at the end."""

    BOTH = "both"
    """At the foot of the page, and the whole glossary at the end."""


class Repeat(StrEnum):
    """How often a term is explained at the foot of a page."""

    POST = "post"
    """Once in a post: where it is first mentioned."""

    PAGE = "page"
    """Once on every page that mentions it."""


@dataclass(frozen=True, slots=True)
class Edition:
    """One way of setting a book: what book.yaml and the command line choose for it.

    `typeset` and the writers are handed the edition and never the whole `Config`; a new choice is
    a field here, a key in `config.py` and an option in `cli`.
    """

    layout: str = "interleaved"
    """One of `typeset.layout_names()`."""

    page: str = "A5"
    """Name of one of the theme's pages, or a size such as `120x180mm`."""

    binding: str = "0mm"
    """What a printed page has more at its spine, as a CSS length."""

    bleed: str = "0mm"
    """How far ink goes beyond the printed page, as a CSS length."""

    marks: str = "none"
    """`crop` draws marks around a printed page, where it is to be cut."""

    links: str = "note"
    """What a printed book makes of a link to the web: `note` (a number, and the address at the end
    of the post) or `none`."""

    qr: bool = True
    """Whether a printed post shows the address of its original as a QR code."""

    grey: bool = False
    """Whether the PDF is without colour."""

    standard: tuple[str, ...] = ()
    """What the PDF says it keeps to: `ua1` (PDF/UA-1), `a2u` (PDF/A-2u)."""

    handout: bool = False
    """Whether one post is printed on its own: without a title page and a page of contents."""

    profile: str = "standard"
    """Which family of e-readers an EPUB is for: one of `PROFILES`."""

    cover: bool = True
    """Whether the book has a cover: a picture, or one set as type."""

    embed_fonts: bool = False
    """Whether an EPUB carries the faces it is set in, cut to its characters."""

    zy_footnote: bool = False
    """Whether notes for Chinese readers carry the attribute of 掌阅, which is no valid EPUB."""

    notes: Notes = Notes.END
    """Where terms and footnotes stand in print; an e-book always has them at a touch."""

    notes_repeat: Repeat = Repeat.POST
    """How often a term is explained at the foot of a page."""

    glossary_merged: bool = True
    """Whether a book of several posts with terms ends with a glossary of them all."""

    glossary_sort: str = "pinyin"
    """One of `GLOSSARY_SORTS`: by the sound of the Chinese name, its strokes, the English name, or
    in the order in which the posts bring the terms."""

    glossary_link: str = "none"
    """One of `GLOSSARY_LINKS`: which unlinked names of terms the build links by itself."""


GLOSSARY_SORTS = ("pinyin", "strokes", "latin", "none")
"""The orders of a merged glossary."""

GLOSSARY_LINKS = ("first", "all", "none")
"""The first of each post and language, all, or none."""

PROFILES = ("standard", "kobo", "kindle", "zh")
"""The kinds of e-readers that an EPUB may be made for."""

EDITION = Edition()
"""The edition where book.yaml and the command line say nothing."""


@dataclass(frozen=True, slots=True)
class Imposition:
    """How the pages of a finished PDF are to be put on sheets of paper."""

    form: str = "booklet"
    """`booklet`, `2up` or `4up`."""

    sheet: str = "A4"
    """The name of a paper, or a size such as `320x450mm`."""

    signature: int = 0
    """Sheets of a booklet that are folded into one another; 0: all of them."""

    creep: float = 0.0
    """In mm: how far the pages of the innermost sheet are moved towards the fold, since paper has
    thickness and inner leaves stand out. Sheets between are moved in proportion."""


# -- Theme and Sheets -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Page:
    """A page size with the type that fits it. Lengths are CSS lengths."""

    name: str
    width: str
    height: str
    margin_top: str
    margin_bottom: str
    margin_inner: str
    margin_outer: str
    font_size: str
    line_height: str


@dataclass(frozen=True, slots=True)
class CoverLook:
    """The colours of a cover set as type, as `#rrggbb`."""

    ground: str = "#f3eee3"
    ink: str = "#1d1b19"
    rule: str = "#a63d2a"
    """The line between the two titles, and the seal."""


@dataclass(frozen=True, slots=True)
class Theme:
    """The looks of a book, read once."""

    name: str
    book_css: str
    epub_css: str
    print_css: str
    pages: tuple[Page, ...]
    faces: tuple[Face, ...]
    cover: CoverLook = CoverLook()


@dataclass(frozen=True, slots=True)
class Sheet:
    """One section of a book as a tree: a file in an EPUB, a run of pages in print."""

    name: str
    """File stem, unique: `title`, `contents`, `glossary`, `index`, `colophon`, or the post's
    anchor."""

    kind: str
    """`cover` (print only), `titlepage`, `contents`, `chapter`, `glossary`, `index` (print only) or
    `colophon`."""

    title: Bilingual
    body: Element
    """A `<section>` that holds everything."""

    places: tuple[tuple[str, Place], ...] = ()
    """The id of each entry of the glossary and each footnote, and where the sources have it."""

    source: str = ""
    """Of a chapter, the address of the original; empty where the credits name none."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One line of the contents: a place in the book, its title in both languages."""

    title: Bilingual
    sheet: str
    """`Sheet.name` of the sheet it leads into."""

    anchor: str
    """Id inside that sheet; empty for its beginning."""

    children: tuple[Outline, ...] = ()


@dataclass(frozen=True, slots=True)
class NoteCount:
    """The calls of notes in the text of a printed book, counted on its finished pages."""

    calls: int
    notes: int
    """Notes there are: each call has one, or the book is not written."""

    on_page: int
    """Notes at the foot of the page of their call; the others were declared end notes."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a writer returns: the finished file's bytes, and what it noticed."""

    data: bytes = field(repr=False)
    problems: Problems = ()
    pages: int = 0
    """Pages of a print file; 0 where pages are the reader's affair."""

    notes: NoteCount | None = None
    """Of a print file with notes at the foot of its pages."""


@dataclass(frozen=True, slots=True)
class Sheets:
    """The typeset book: what every writer needs, and no more."""

    meta: BookMeta
    sheets: tuple[Sheet, ...]
    outline: tuple[Outline, ...]
    resources: tuple[Resource, ...]
    epub_css: str
    print_css: str
    faces: tuple[Face, ...]
    edition: Edition = EDITION
    """What was asked for, as far as a writer needs to know."""

    cover: CoverLook = CoverLook()

    measure: float = 0.0
    """Width of the printed line in ems of its type; 0 where nobody has worked it out."""

    languages: tuple[Language, ...] = tuple(Language)
    """The languages that the text is in, the book's first one first."""

    has_spreads: bool = False
    """Whether print lays chapters out on sheets of two facing pages, called `spread`."""
