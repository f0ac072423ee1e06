"""glossary.yaml: what is read from it, and that an update leaves a person's words alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from publisher.build.deciding import decide
from publisher.cli import main
from publisher.load import read_decisions
from publisher.model import Bilingual, Decision, Glossary
from publisher.problems import Place
from publisher.write.terms import update_decisions
from publisher.yamlfile import read_yaml
from tests.terms import RL_ONE, RL_TWO, folder, glossary, made


def test_every_key_of_a_term_is_read(tmp_path: Path) -> None:
    """One term with all of them."""
    text = (
        "RL:\n  en: reinforcement learning\n  zh: 强化学习\n  aliases: [RL, 增强学习]\n"
        "  definition: {en: By reward., zh: 靠奖励。}\n  definition-of: posts/p1.md\n"
        "  not-the-same: rail\n  sort-as: qiang hua\n行长:\n"
    )
    decisions, problems = read_decisions(folder(tmp_path, glossary=text))
    assert problems == ()
    assert decisions[0] == Decision(
        "RL",
        Place("glossary.yaml", 1, 1),
        Bilingual("reinforcement learning", "强化学习"),
        ("RL", "增强学习"),
        Bilingual("By reward.", "靠奖励。"),
        "posts/p1.md",
        ("rail",),
        "qiang hua",
    )
    assert decisions[1].key == "行长"


def test_without_the_file_nothing_is_decided(tmp_path: Path) -> None:
    """Most books have none."""
    assert read_decisions(tmp_path) == ((), ())


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("RL: yes please\n", "1:5 G014"),
        ("RL:\n  alias: x\n", "2:3 G014"),
        ("RL:\n  aliases: [a, [b]]\n", "2:16 G014"),
        ("RL:\n  definition: {fr: x}\n", "2:16 G014"),
        ("RL:\n  zh: true\n", "2:7 G014"),
        ("RL:\n  en: 强化学习\n", "2:7 G014"),
        ('RL:\n  aliases: ""\n', "2:12 G014"),
        ('"":\n  zh: 强化学习\n', "1:1 G014"),
        ("- RL\n", "1:1 G013"),
        ("RL: [\n", "2:1 G013"),
    ],
)
def test_what_is_wrong_has_a_place(tmp_path: Path, text: str, said: str) -> None:
    """Line and column, and a hint of what may stand there."""
    _, problems = read_decisions(folder(tmp_path, glossary=text))
    found = [f"{p.place.line}:{p.place.column} {p.code}" for p in problems]
    assert found == [said]
    assert problems[0].hint


def test_bytes_that_are_no_text_are_no_traceback(tmp_path: Path) -> None:
    """The line of the first wrong byte is named."""
    (tmp_path / "glossary.yaml").write_bytes(b"RL:\n  zh: \xff\n")
    _, (problem,) = read_decisions(tmp_path)
    assert (problem.code, problem.place.line) == ("G013", 2)


# -- updates ---------------------------------------------------------------------------------------


def test_the_first_update_writes_the_questions_and_the_second_nothing(tmp_path: Path) -> None:
    """The file that it writes can be read, decides nothing, and is up to date."""
    folder(tmp_path, RL_ONE, RL_TWO)
    run = CliRunner()
    checked = run.invoke(main, ["glossary", str(tmp_path), "--check"])
    assert (checked.exit_code, (tmp_path / "glossary.yaml").exists()) == (1, False)
    first = run.invoke(main, ["glossary", str(tmp_path)])
    assert "new: “RL” has 2 definitions" in first.output
    text = (tmp_path / "glossary.yaml").read_text(encoding="utf-8")
    assert "RL:\n  en: RL\n  zh: 强化学习\n" in text
    assert "  # definition-of: posts/p2.md  # 强化学习，从奖励中学习。\n" in text
    second = run.invoke(main, ["glossary", str(tmp_path)])
    assert "undecided: “RL” has 2 definitions" in second.output
    assert (tmp_path / "glossary.yaml").read_text(encoding="utf-8") == text
    assert run.invoke(main, ["glossary", str(tmp_path), "--check"]).exit_code == 0


def test_a_question_answered_is_gone(tmp_path: Path) -> None:
    """To take one # away decides."""
    folder(tmp_path, RL_ONE, RL_TWO)
    _, path, update = decide(tmp_path)
    assert update is not None
    path.write_text(update.text.replace("# definition-of: posts/p2", "definition-of: posts/p2"))
    _, _, after = decide(tmp_path)
    assert after is not None
    assert after.undecided == ()


def test_a_question_on_a_known_term_goes_below_it(tmp_path: Path) -> None:
    """Between the term and what follows it; comments, order and blank lines stay."""
    old = (
        "# Mine.\n\npatience: {zh: 耐心}  # good\nRL:   # yes\n    zh:   强化学习\n\n# Last.\nz:\n"
    )
    book = made(tmp_path, RL_ONE, RL_TWO, glossary=old)
    text = update_decisions(old, book.glossary).text
    added = [line for line in text.split("\n") if line not in old.split("\n")]
    assert [line[:19] for line in added] == ["  # Defined in diff", *["  # definition-of: "] * 2]
    assert text.startswith(old.partition("\n\n# Last.")[0])
    assert text.endswith("\n\n# Last.\nz:\n")


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("mark", ["", "\ufeff"])
def test_line_ends_and_byte_order_mark_stay(tmp_path: Path, ends: str, mark: str) -> None:
    """A file from another system is not turned into one of ours."""
    old = mark + ends.join(("# Mine.", "patience:", "  zh: 耐心", ""))
    text = update_decisions(old, made(tmp_path, RL_ONE, RL_TWO).glossary).text
    assert text.startswith(old)
    assert text.count("\r\n") == (text.count("\n") if ends == "\r\n" else 0)


_NAMES = st.sampled_from(["RL", "patience", "tea", "Environment", "壶", "reinforcement learning"])
_VALUES = st.sampled_from(
    [
        "",
        " {zh: 强化学习}",
        "\n  zh: 耐心",
        "\n    en: 'x'\n    aliases:\n    - a\n    - b # c",
        ' {\n  en: "a # b"\n}',
        "\n  definition: |\n    one\n    # two\n",
        "\n  definition: >-\n   x",
    ]
)
_FILLS = st.sampled_from(["\n", "\n\n", "\n# note\n", "\n  # inside\n", "\n\n# a\n\n# b\n"])


@pytest.fixture(scope="module")
def disputed(tmp_path_factory: pytest.TempPathFactory) -> Glossary:
    """A glossary with a dispute and a proposal."""
    root = tmp_path_factory.mktemp("disputed")
    others = glossary("VAE：网络。"), glossary("very au e：机。")
    return made(root, RL_ONE, RL_TWO, *others).glossary


@given(st.lists(st.tuples(_NAMES, _VALUES, _FILLS), max_size=5, unique_by=lambda row: row[0]))
def test_an_update_keeps_every_line_and_every_meaning(
    disputed: Glossary, rows: list[tuple[str, str, str]]
) -> None:
    """Whatever a person has written: all lines stay, in order, and say what they said."""
    old = "".join(f"{name}:{value}{fill}" for name, value, fill in rows)
    values, problems = read_yaml(old, "glossary.yaml", "G013")
    assert problems == ()
    update = update_decisions(old, disputed)
    after, broken = read_yaml(update.text, "glossary.yaml", "G013")
    assert broken == ()
    assert {name: after[name].plain for name in values} == {n: v.plain for n, v in values.items()}
    rest = iter(update.text.split("\n"))
    assert all(line in rest for line in old.rstrip("\n").split("\n") if line.strip())
    assert update_decisions(update.text, disputed).text == update.text


def test_conflicts_are_shown_side_by_side(tmp_path: Path) -> None:
    """Each wording under its place; the exit code says that there are some."""
    result = CliRunner().invoke(
        main, ["glossary", str(folder(tmp_path, RL_ONE, RL_TWO)), "--conflicts"]
    )
    assert result.exit_code == 1
    assert result.output == (
        "RL: 2 definitions\n  posts/p1.md:16:1\n"
        "    Reinforcement Learning（强化学习），靠试错改进自己。\n"
        "  posts/p2.md:16:1\n    强化学习，从奖励中学习。\n\n"
    )


def test_a_broken_file_is_not_written_to(tmp_path: Path) -> None:
    """What cannot be read is for its author to mend first."""
    folder(tmp_path, RL_ONE, RL_TWO, glossary="RL: [\n")
    result = CliRunner().invoke(main, ["glossary", str(tmp_path)])
    assert result.exit_code == 1
    assert "G013" in result.output
    assert (tmp_path / "glossary.yaml").read_text() == "RL: [\n"
