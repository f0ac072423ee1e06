"""Which language a run of text is in."""

from __future__ import annotations

import pytest

from publisher.language import Language, han_count, han_share, language_of, latin_words


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("The kettle sang.", Language.EN),
        ("水壶在唱歌。", Language.ZH),
        ("Go 的 net/http 里 Server 与 Handler 都实现了 ServeHTTP。", None),
        ("The word 茶 names the leaf.", Language.EN),
        ("成为强化学习（RL）铁粉的一年里，我几乎每天都在思考RL。", Language.ZH),
        ("2024-05-01", None),
        ("https://example.org/a/b/c 的页面", Language.ZH),
        ("", None),
    ],
)
def test_letters_decide_where_they_can(words: str, expected: Language | None) -> None:
    """Far from the middle the letters decide alone; in the grey zone the neighbours must."""
    assert language_of(words) is expected


def test_latin_is_weighed_by_words_and_han_by_characters() -> None:
    """One long word weighs as much as one ideograph."""
    assert latin_words("don’t over-think it") == 3
    assert han_count("想太多ok") == 3
    assert han_share("想 thinking") == 0.5


def test_a_text_without_letters_has_no_share() -> None:
    """Numbers and marks are no language."""
    assert han_share("10 → 20") is None
