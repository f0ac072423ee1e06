"""The 27 cases of bilingual posts: one file each, of titles, inputs and what is made of them.

A case in `tests/pair/*.txt` is a sentence, the Markdown, and a picture of the pairs, with a line
`.` around each. `pytest tests/test_pair_cases.py --record` writes the pictures anew; read the
difference.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.pairing import pair_text, picture

FOLDER = Path(__file__).parent / "pair"
_CASE = re.compile(
    r"^(?P<title>[^\n]+)\n\.\n(?P<body>.*?)\n\.\n(?P<picture>.*?)^\.$\n*", re.MULTILINE | re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Case:
    """One example of a case."""

    path: Path
    title: str
    body: str
    picture: str


def _cases(path: Path) -> list[Case]:
    source = path.read_text(encoding="utf-8")
    return [
        Case(path, found["title"], found["body"], found["picture"])
        for found in _CASE.finditer(source)
    ]


CASES = [case for path in sorted(FOLDER.glob("*.txt")) for case in _cases(path)]


def _markdown(body: str) -> str:
    """The body with the signs that make invisible characters seen in a fixture."""
    return body.replace("␠", " ").replace("␣", "\u00a0").replace("␢", "\u200b").replace("␉", "\t")


def _record(case: Case, made: str) -> None:
    source = case.path.read_text(encoding="utf-8")
    old = f"{case.title}\n.\n{case.body}\n.\n{case.picture}.\n"
    new = f"{case.title}\n.\n{case.body}\n.\n{made}.\n"
    assert old in source
    case.path.write_text(source.replace(old, new, 1), encoding="utf-8")


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.path.stem}: {case.title}")
def test_a_case_of_a_real_post_has_its_pairs(case: Case, request: pytest.FixtureRequest) -> None:
    """Every leaf is where it belongs, and the author hears what is worth hearing, no more."""
    made = picture(pair_text(_markdown(case.body)))
    if request.config.getoption("--record", default=False):
        _record(case, made)
    else:
        assert made == case.picture


def test_every_case_has_a_file() -> None:
    """The files are numbered 01 to 27, and each holds an example at least."""
    assert sorted({int(case.path.stem[:2]) for case in CASES}) == list(range(1, 28))
