"""Mistakes in the decisions of glossary.yaml: each by its code, at its line and column."""

from __future__ import annotations

from pathlib import Path

import pytest

from publisher.build import read_book
from publisher.index.glossary import wording
from tests.terms import RL_ONE, RL_TWO, entry, folder, glossary, made

CODES = {"G014", "G015", "G016", "G017"}
TEA = glossary("tea：茶。", "tea leaf：茶叶。")


def _said(root: Path) -> list[str]:
    problems = [p for p in read_book(root).problems if p.code in CODES]
    assert all(problem.hint for problem in problems)
    return [f"{p.place.line}:{p.place.column} {p.code}" for p in problems]


@pytest.mark.parametrize(
    ("decided", "said"),
    [
        ("RL:\n  definition-of: posts/p9.md\n", ["2:18 G016"]),
        ("RL:\n  definition-of: posts/p3.md\n", ["2:18 G016"]),
        ('RL:\n  definition: "靠奖励。"\n  definition-of: posts/p1.md\n', ["3:18 G016"]),
        ("RL:\n  not-the-same: [rail, patience]\n", ["2:18 G015"]),
        ("RL:\n  not-the-same:\n    - reinforcement learning\n    - rl\n", ["4:7 G017"]),
        ("RL: {zh: 强化学习}\npatience: {zh: 耐心}\nrl: {zh: 增强学习}\n", ["3:1 G017"]),
        ("RL:\n  aliases: [reward]\npatience:\n  aliases: [x, Reward]\n", ["4:16 G017"]),
        ("RL: {zh: 强化学习}\npatience:\n  aliases:\n    - RL\n", ["4:7 G017"]),
        ("wait:\n  definition-of: posts/p9.md\n", ["1:1 G015"]),
    ],
)
def test_a_mistake_has_its_place_and_a_hint(tmp_path: Path, decided: str, said: list[str]) -> None:
    """Posts and terms that are not there, and what cannot both be."""
    assert _said(folder(tmp_path, RL_ONE, RL_TWO, TEA, glossary=decided)) == said


@pytest.mark.parametrize(
    "decided",
    [
        "RL:\n  definition-of: posts/p2.md\n",
        "RL:\n  aliases: [RL, reward learning, patience]\npatience:\n",
        "tea:\n  not-the-same: [tea leaf]\ntea leaf:\n  not-the-same: tea\n",
        "tea:\n  zh: 茶\ntea leaf:\n  zh: 茶叶\n  not-the-same: 茶\n",
    ],
)
def test_a_decision_that_can_be_obeyed_has_nothing_said_of_it(tmp_path: Path, decided: str) -> None:
    """Aliases that no post has, names kept free, two terms that are not each other."""
    assert _said(folder(tmp_path, RL_ONE, RL_TWO, TEA, glossary=decided)) == []


def test_the_name_that_was_meant_is_named(tmp_path: Path) -> None:
    """The nearest term, the nearest post, and the posts that define the term."""
    decided = "patiense:\n  zh: 耐心\nRL:\n  definition-of: post/p1.md\n"
    draft = read_book(folder(tmp_path, RL_ONE, RL_TWO, glossary=decided))
    hints = [problem.hint for problem in draft.problems if problem.code in CODES]
    assert hints[0].startswith("Did you mean “patience”? ")
    assert hints[1].startswith("Did you mean “posts/p1.md”? It is defined in posts/p1.md and in")


def test_of_two_entries_of_one_post_each_has_its_own_place(tmp_path: Path) -> None:
    """G011 compares two lines, and never one with itself."""
    body = glossary("kettle：水壶。", "pot：锅。")
    draft = read_book(folder(tmp_path, body, glossary="kettle:\n  aliases: [pot]\n"))
    (found,) = (problem for problem in draft.problems if problem.code == "G011")
    assert str(found.place) not in found.message


def test_a_definition_with_its_names_before_it_is_the_same(tmp_path: Path) -> None:
    """G011 is of what is said of a term, not of whether its names are said once more."""
    posts = [
        f"See [CoT](#glossary-t0).\n\n见[思维链](#glossary-t0)。\n\n{glossary(f'CoT：{words}')}"
        for words in (
            "思维链，一步一步地想。",
            "思维链（CoT），一步一步地想。",
            "Chain of Thought（思维链），一步一步地想。",
            "思维链，走一步看一步。",
        )
    ]
    places = [
        [p.place.path for p in read_book(folder(tmp_path, *some)).problems if p.code == "G011"]
        for some in (posts[:3], posts)
    ]
    assert places == [[], ["posts/p4.md"]]


def test_the_definition_that_is_chosen_is_shown_as_its_post_has_it(tmp_path: Path) -> None:
    """Also where others say the same in other words."""
    one, two = (f"{RL_ONE}", RL_TWO.replace("强化学习，从奖励中学习", "强化学习，靠试错改进自己"))
    chosen = "RL:\n  definition-of: posts/p2.md\n"
    (sense,) = entry(made(tmp_path, one, two, glossary=chosen), "RL").senses
    assert wording(sense.definitions) == "强化学习，靠试错改进自己。"
