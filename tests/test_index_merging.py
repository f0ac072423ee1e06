"""Entries of different posts: which are one term, which are a question, which are two."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.terms import RL_ONE, RL_TWO, codes, entry, folder, glossary, made, names


def test_a_term_that_two_posts_define_is_one_entry(tmp_path: Path) -> None:
    """RL here, Reinforcement Learning there: one entry with both definitions and all mentions."""
    book = made(tmp_path, RL_ONE, RL_TWO)
    found = entry(book, "RL")
    assert (found.names.en, found.names.zh) == ("RL", "强化学习")
    assert [alias.text for alias in found.aliases] == ["Reinforcement Learning"]
    assert [sense.posts for sense in found.senses] == [("p1",), ("p2",)]
    assert [(post, o.mention.text) for post, o in found.mentions] == [
        ("p1", "RL"),
        ("p1", "强化学习（RL）"),
        ("p2", "Reinforcement learning"),
        ("p2", "强化学习"),
    ]
    assert codes(tmp_path) == ["G011"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("on-policy：在线策略。", "On Policies：自己做主。"),
        ("policy（策略）：一。", "policy（策略）：二。"),
        ("trajectory/trajectories：轨迹。", "轨迹/Trajectory：路。"),
        ("ＲＡＧ：检索。", "RAG（检索增强生成）：先查再写。"),
    ],
)
def test_one_name_makes_one_term(tmp_path: Path, one: str, other: str) -> None:
    """However it is spelt."""
    assert len(made(tmp_path, glossary(one), glossary(other)).glossary.entries) == 1


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("policy（策略）：一套规矩。", "policy（政策）：国家的办法。", "G010"),
        ("VAE：网络。", "variational autoencoder engine：机器。", "G012"),
        ("tokenizer：一。", "tokeniser：二。", "G012"),
    ],
)
def test_what_is_not_certain_is_asked(tmp_path: Path, one: str, other: str, code: str) -> None:
    """Two entries and a finding, for a person to decide."""
    book = made(tmp_path, glossary(one), glossary(other))
    assert len(book.glossary.entries) == 2
    assert codes(tmp_path) == [code]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("model：模型。", "mode：方式。"),
        ("RL：一种方法。", "running late again：又晚了。"),
        ("策略：一。", "政策：二。"),
    ],
)
def test_what_is_merely_alike_is_not_asked(tmp_path: Path, one: str, other: str) -> None:
    """A short word, other first letters, one character of two: no question worth reading."""
    assert len(made(tmp_path, glossary(one), glossary(other)).glossary.entries) == 2
    assert codes(tmp_path) == []


def test_two_entries_of_one_post_stay_two(tmp_path: Path) -> None:
    """Who writes two entries in one post means two things, and is told of the common name."""
    book = made(tmp_path, glossary("base：底座。", "base/basis：根据。"))
    assert len(book.glossary.entries) == 2
    assert codes(tmp_path) == ["G010"]


def test_a_decision_joins_and_parts(tmp_path: Path) -> None:
    """Aliases make one term of two, not-the-same takes a question away."""
    one, other = glossary("policy（策略）：规矩。"), glossary("policy（政策）：办法。")
    folder(
        tmp_path,
        one,
        other,
        glossary="policy:\n  aliases: [policy]\n  definition-of: posts/p2.md\n",
    )
    book = made(tmp_path)
    assert names(book) == ["policy"]
    (found,) = book.glossary.entries
    assert [sense.posts for sense in found.senses] == [("p2",)]
    assert codes(tmp_path) == []
    folder(tmp_path, glossary="policy:\n  not-the-same: policy\n")
    assert names(made(tmp_path)) == ["policy", "policy"]
    assert codes(tmp_path) == []


def test_a_key_alone_joins_nothing(tmp_path: Path) -> None:
    """To write a name down is not yet to say that two terms are one."""
    one, other = glossary("policy（策略）：规矩。"), glossary("policy（政策）：办法。")
    book = made(tmp_path, one, other, glossary="policy:\n  en: policy\n")
    assert len(book.glossary.entries) == 2


def test_a_person_has_the_last_word_on_names_and_definition(tmp_path: Path) -> None:
    """Preferred names lead, the others become aliases; an own definition replaces all."""
    decided = 'RL:\n  en: reinforcement learning\n  definition: "By reward. | 靠奖励。"\n'
    book = made(tmp_path, RL_ONE, RL_TWO, glossary=decided)
    found = entry(book, "reinforcement learning")
    assert [alias.text for alias in found.aliases] == ["RL"]
    (sense,) = found.senses
    assert [d.content for d in sense.definitions] == [("By reward.",), ("靠奖励。",)]
    assert codes(tmp_path) == []


def test_a_decision_on_nothing_is_said(tmp_path: Path) -> None:
    """A term that was renamed leaves its decision behind."""
    folder(tmp_path, RL_ONE, glossary="teapot:\n  zh: 茶壶\n")
    assert codes(tmp_path) == ["G015"]
