"""What must hold of any post: odd blocks cost their own pair at most, and nothing is lost."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from publisher.language import Language
from publisher.model import Block, Group, Pair, Single, Unit
from publisher.pair import pair
from publisher.pair.reading import leaves
from publisher.problems import Severity
from publisher.xhtml import text
from tests.pairing import HEAD, Paired, pair_text, read
from tests.posts import Maker, Pool, Words, make, read_pool

POOL = read_pool()
SEEDS = st.integers(0, 2**32 - 1)
BETWEEN = ("```sh\nmake tea\n```", "---", "2024-05-01", "{@a here}", "[1]")


@dataclass(frozen=True, slots=True)
class Clean:
    """A post of plain pairs."""

    words: tuple[Words, ...]
    zh_first: bool

    def body(self, *, without: int | None = None, between: str = "") -> str:
        """The post, without the translation of one pair, with something between all halves."""
        blocks: list[str] = []
        for number, (en, zh) in enumerate(self.words):
            halves = [zh, en] if self.zh_first else [en, zh]
            if number == without:
                halves.remove(zh)
            blocks += [halves[0], *([between] if between else []), *halves[1:]]
        return "\n\n".join(blocks) + "\n"

    @property
    def texts(self) -> list[Words]:
        """The words of its pairs as an export has them."""
        return pair_text(self.body()).texts


def _is_telling(words: Words) -> bool:
    """Whether a pair is long and literal enough to be told from its neighbours.

    With one half of it gone, no reader could tell where a short or free translation belongs.
    """
    en, zh = words
    return len(zh) >= 16 and len(zh) >= len(en.split())


def _clean(seed: int, pool: Pool = POOL) -> Clean:
    random = Random(seed)  # noqa: S311 -- made-up posts, no secrets
    chosen = random.sample([w for w in pool.paragraphs if _is_telling(w)], random.randint(3, 12))
    return Clean(tuple(chosen), random.random() < 0.4)


def _warnings(paired: Paired) -> list[str]:
    return [p.code for p in paired.problems if p.severity is Severity.WARNING]


@settings(max_examples=60)
@given(SEEDS)
def test_a_missing_translation_costs_one_warning_and_no_other_pair(seed: int) -> None:
    """Without one Chinese block: exactly one warning, every other pair as before."""
    post = _clean(seed)
    gone = seed % len(post.words)
    expected = [words for at, words in enumerate(post.texts) if at != gone]
    paired = pair_text(post.body(without=gone))
    assert paired.texts == expected
    assert len(_warnings(paired)) == 1
    assert set(_warnings(paired)) <= {"P001", "P007"}


@settings(max_examples=40)
@given(SEEDS)
def test_a_clean_post_pairs_in_either_order_without_a_word(seed: int) -> None:
    """All pairs swapped: the same pairs, the other language first, and nothing to say."""
    post = _clean(seed)
    one = pair_text(post.body())
    two = pair_text(Clean(post.words, not post.zh_first).body())
    assert one.texts == two.texts
    assert len(one.texts) == len(post.words)
    assert one.post.order is not two.post.order
    assert (one.problems, two.problems) == ((), ())


@settings(max_examples=40)
@given(SEEDS, st.sampled_from(BETWEEN))
def test_what_has_no_language_parts_no_pair(seed: int, between: str) -> None:
    """Code, a rule, a date or an anchor between all halves: the same pairs."""
    post = _clean(seed)
    assert pair_text(post.body(between=between)).texts == post.texts


@settings(max_examples=20)
@given(SEEDS)
def test_line_ends_and_a_byte_order_mark_change_nothing(seed: int) -> None:
    """CRLF for LF and a BOM in front: the same pairs on the same lines."""
    source = HEAD + make(Maker(POOL, seed), 10).body
    plain, _ = pair(read(source))
    other, _ = pair(read(b"\xef\xbb\xbf" + source.replace("\n", "\r\n").encode()))
    assert Paired(plain, ()).rows == Paired(other, ()).rows


# -- nothing is lost -------------------------------------------------------------------------------


def _shown(flow: Iterable[Unit]) -> Iterator[Block]:
    for unit in flow:
        if isinstance(unit, Group):
            yield from _shown(unit.flow)
        elif isinstance(unit, Pair):
            yield from (unit.whole,) if unit.whole else (*unit.en, *unit.zh)
        elif isinstance(unit, Single):
            yield from unit.blocks
        else:
            yield unit.block


def _letters(blocks: Iterable[Block]) -> Counter[str]:
    """How often each letter, figure and Han stands in blocks; separators at a seam are none."""
    words = (text(leaf.element) for block in blocks for leaf in leaves(block))
    return Counter(char for word in words for char in word if char.isalnum())


class _WithoutNotes(Maker):
    """Makes posts without notes and tables: one between two halves is moved below their pair."""

    note = Maker.rule
    table = Maker.rule


class _WithoutCopies(Maker):
    """Makes posts in which nothing stands twice: a second copy is rightly shown once."""

    code_twice = Maker.code
    name = Maker.plain
    lone_heading = Maker.heading
    byline = Maker.rule


@settings(max_examples=60)
@given(SEEDS)
def test_nothing_is_lost_and_nothing_doubled(seed: int) -> None:
    """Every letter of the source is in the units as often as in the source."""
    body = make(_WithoutCopies(POOL, seed), 14, forms=0.5, odd=0.2).body
    manuscript = read(HEAD + body)
    post, _ = pair(manuscript)
    assert _letters(_shown(post.flow)) == _letters(manuscript.blocks)


@settings(max_examples=60)
@given(SEEDS)
def test_each_language_keeps_its_order(seed: int) -> None:
    """Read down the units in one language, the lines of the source only rise."""
    paired = pair_text(make(_WithoutNotes(POOL, seed), 14, forms=0.5, odd=0.2).body)
    for language in Language:
        sides = (row.side(language) for row in paired.rows)
        lines = [side.lines[0] for side in sides if side is not None]
        assert lines == sorted(lines)
