"""How good pairing is: precision and recall on posts made up from real pairs in real shapes."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from tests.pairing import HEAD, Lines, pair_text
from tests.posts import Maker, Pool, make, read_pool

FIRST = HEAD.count("\n")


@dataclass(frozen=True, slots=True)
class Score:
    """Pairs found, pairs there, and pairs that are both."""

    right: int
    found: int
    there: int

    @property
    def precision(self) -> float:
        """Share of the pairs found that are right: both sides exactly the right blocks."""
        return self.right / self.found

    @property
    def recall(self) -> float:
        """Share of the pairs there that were found."""
        return self.right / self.there


def _shifted(pair: Lines) -> Lines:
    en, zh = pair
    return tuple(line - FIRST for line in en), tuple(line - FIRST for line in zh)


def measure(pool: Pool, seed: int, posts: int, *, forms: float, odd: float) -> Score:
    """Pair made-up posts and compare with what was written."""
    maker = Maker(pool, seed)
    right = found = there = 0
    for _ in range(posts):
        made = make(maker, maker.random.randint(8, 40), forms=forms, odd=odd)
        pairs = {_shifted(pair) for pair in pair_text(made.body).pairs}
        right += len(pairs & set(made.pairs))
        found += len(pairs)
        there += len(made.pairs)
    return Score(right, found, there)


@pytest.fixture(scope="module")
def pool() -> Pool:
    """Real pairs."""
    return read_pool()


@pytest.mark.parametrize(
    ("forms", "odd", "least"),
    [
        pytest.param(0.0, 0.0, 1.0, id="plain posts"),
        pytest.param(0.3, 0.06, 0.995, id="posts as they are"),
        pytest.param(0.6, 0.06, 0.995, id="posts in all forms"),
        pytest.param(0.3, 0.15, 0.99, id="untidy posts"),
    ],
)
def test_nearly_every_pair_is_right(pool: Pool, forms: float, odd: float, least: float) -> None:
    """A pair counts when both sides are exactly the right blocks."""
    score = measure(pool, 2026, 40, forms=forms, odd=odd)
    assert score.there > 500
    assert score.precision >= least
    assert score.recall >= least


def test_a_post_of_thousands_of_blocks_is_paired_along_its_order(pool: Pool) -> None:
    """The band of the alignment holds: a book in one file pairs like its chapters."""
    made = make(Maker(pool, 7), 1200)
    pairs = {_shifted(pair) for pair in pair_text(made.body).pairs}
    assert len(pairs & set(made.pairs)) >= 0.99 * max(len(pairs), len(made.pairs))


def test_two_long_halves_pair_along_their_diagonal(pool: Pool) -> None:
    """All the English and then all the Chinese, without a word between: block by block."""
    chosen = pool.paragraphs[:120]
    body = "\n\n".join([*(en for en, _ in chosen), *(zh for _, zh in chosen)])
    expected = [((1 + 2 * at,), (1 + 2 * (at + len(chosen)),)) for at in range(len(chosen))]
    assert [_shifted(pair) for pair in pair_text(body).pairs] == expected
