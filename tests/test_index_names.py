"""Names of terms: which spellings are one name."""

from __future__ import annotations

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from publisher.index.names import abbreviation, initials, normal

SAME = (
    ("On-Policy", "on policies"),
    ("fine-tuning", "finetuning"),
    ("ＲＬ", "rl"),
    ("Reinforcement Learning (RL)", "reinforcement learning"),
    ("强化学习（RL）", "强化 学习"),
    ("chains of thought", "Chain-of-Thought"),
    ("loss functions", "the loss function"),
    ("matrices", "matrix"),
    ("Bayes’ rule", "Bayes' rules"),
    ("batches", "batch"),
)
OTHER = (
    ("policy", "police"),
    ("RL", "RLHF"),
    ("analysis", "analyst"),
    ("class", "clas"),
    ("策略", "政策"),
    ("C", "C++ compiler"),
)


@pytest.mark.parametrize(("one", "other"), SAME)
def test_two_spellings_of_one_name_have_one_form(one: str, other: str) -> None:
    """Case, hyphens, plurals, brackets, articles and width make no difference."""
    assert normal(one) == normal(other) != ""


@pytest.mark.parametrize(("one", "other"), OTHER)
def test_two_names_have_two_forms(one: str, other: str) -> None:
    """What is another word stays another."""
    assert normal(one) != normal(other)


@given(st.text(max_size=30))
def test_a_form_is_its_own_form(name: str) -> None:
    """Normalising twice is normalising once, whatever the name."""
    assert normal(normal(name)) == normal(name)


@given(st.text("abcdefg -强化学习", min_size=1, max_size=20))
def test_case_and_gaps_never_count(name: str) -> None:
    """Any name written in capitals, with hyphens for spaces, is the same."""
    assume(not name.startswith("a "))  # an article, which a hyphen would make a part of the name
    assert normal(name.upper().replace(" ", "-")) == normal(name.lower())


def test_first_letters_are_those_of_several_words() -> None:
    """An abbreviation stands for more than one word."""
    assert initials("Chain-of-thought") == "cot"
    assert initials("learning") == ""
    assert (abbreviation("LLMs"), abbreviation("R.L."), abbreviation("Rl")) == ("llm", "rl", "")
