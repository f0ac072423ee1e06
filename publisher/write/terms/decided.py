"""`glossary.yaml` brought up to date: what is undecided is added, what a person wrote stays.

The file is edited as text and never written anew, so comments, order and spelling remain. What is
added below a term of the file are comments, which change no meaning; new terms go to the end.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from publisher.model import Bilingual, Definition, Glossary, MergedEntry, Proposal
from publisher.problems import Place
from publisher.xhtml import text
from publisher.yamlfile import Plain, read_yaml

_FILE = "glossary.yaml"
_HEAD = """\
# What people have decided on the terms of this book. `publisher glossary` adds what is undecided,
# as comments, and changes nothing that stands here. Under the name of a term may stand:
#
#   en, zh           the preferred name in each language
#   aliases          other names: entries of other posts that have one of them are this term
#   definition-of    the post whose definition the book's glossary shows
#   definition       a definition for the book: "English | 中文"
#   not-the-same     names of terms that look like this one and are others
#   sort-as          how the Chinese name is read, where a dictionary is wrong: hang chang
"""
_PLAIN = re.compile(r"[^\W\d_][\w-]*(?: [\w-]+)*")
_WORDS = frozenset({"true", "false", "null"})
_LONGEST = 70


@dataclass(frozen=True, slots=True)
class Update:
    """A glossary.yaml brought up to date."""

    text: str
    """The whole file; equal to the old one where nothing is new."""

    new: tuple[str, ...]
    """What was added, a line for each question."""

    undecided: tuple[str, ...]
    """Every question that is open, whether new or not."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What a person is asked about one term."""

    entry: MergedEntry
    summary: str
    lines: tuple[str, ...]
    """Comments without their indent."""


# -- questions -------------------------------------------------------------------------------------


def _wording(definitions: Sequence[Definition]) -> str:
    words = " ".join("".join(text(node) for node in d.content) for d in definitions)
    plain = " ".join(words.split())
    return plain if len(plain) <= _LONGEST else f"{plain[:_LONGEST].rstrip()}…"


def _place(entry: MergedEntry) -> Place:
    return entry.parts[0].entry.term.place


def _disputed(entry: MergedEntry) -> _Question:
    paths = {part.post: part.path for part in entry.parts}
    options = (
        f"# definition-of: {_scalar(paths[sense.posts[0]])}  # {_wording(sense.definitions)}"
        for sense in entry.senses
        if sense.posts
    )
    head = "# Defined in different words; take the first # from one line, or write definition:"
    summary = f"“{entry.label}” has {len(entry.senses)} definitions"
    return _Question(entry, summary, (head, *options))


def _proposed(found: Proposal) -> _Question:
    other = found.second
    why = f"both are “{found.shared}”, but {found.reason}" if found.shared else found.reason
    lines = (
        f"# Perhaps this is “{other.label}” ({_place(other)}) too: {why}.",
        f"# If it is, add {_scalar(other.label)} to aliases; if not, to not-the-same.",
    )
    summary = f"“{found.first.label}” and “{other.label}” may be one: {why}"
    return _Question(found.first, summary, lines)


def _questions(glossary: Glossary) -> Iterator[_Question]:
    yield from (_disputed(entry) for entry in glossary.entries if entry.is_disputed)
    yield from (_proposed(found) for found in glossary.proposals)


# -- the file as lines -----------------------------------------------------------------------------


def _scalar(words: str) -> str:
    """A text as YAML writes it: plain where nothing in it means anything."""
    is_plain = _PLAIN.fullmatch(words) and words.casefold() not in _WORDS
    is_path = re.fullmatch(r"[A-Za-z][\w./-]*", words) and not words.endswith(":")
    safe = is_plain or (is_path and words.casefold() not in _WORDS)
    return words if safe else json.dumps(words, ensure_ascii=False)


def _is_inside(line: str) -> bool:
    """Whether a line belongs to the term above it."""
    return not line.strip() or line[0] in " \t#"


def _end(lines: Sequence[str], key: int) -> int:
    """The line behind the last of a term whose name stands at `key`, counted from 0."""
    end = key + 1
    while end < len(lines) and _is_inside(lines[end]):
        end += 1
    while end > key + 1 and (not lines[end - 1].strip() or lines[end - 1].startswith("#")):
        end -= 1
    return end


def _names(entry: MergedEntry) -> frozenset[str]:
    own = (name.text for part in entry.parts for name in part.entry.term.names)
    others = (alias.text for alias in entry.aliases)
    return frozenset(n.casefold() for n in (*own, *others, entry.names.en, entry.names.zh) if n)


def _new_term(question: _Question) -> list[str]:
    names: Bilingual = question.entry.names
    sides = (("en", names.en), ("zh", names.zh))
    return [
        "",
        f"{_scalar(question.entry.label)}:",
        *(f"  {key}: {_scalar(words)}" for key, words in sides if words),
        *(f"  {line}" for line in question.lines),
    ]


class _File:
    """The lines of the file while questions are put into it."""

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        if self.lines[-1] == "":
            self.lines.pop()
        self.values = _plain(text)
        self.keys = {name.casefold(): place.line - 1 for name, place in _key_places(text).items()}

    def put(self, question: _Question) -> bool:
        """Add a question, unless it stands there already; says whether it was added."""
        known = {line.strip() for line in self.lines}
        fresh = tuple(line for line in question.lines if line not in known)
        if not fresh or (len(fresh) < len(question.lines) and fresh == question.lines[:1]):
            return False
        at = next((self.keys[n] for n in sorted(_names(question.entry)) if n in self.keys), None)
        if at is None:
            self._append(question)
        else:
            self._insert(_end(self.lines, at), [f"  {line}" for line in fresh])
        return True

    def _append(self, question: _Question) -> None:
        self.keys[question.entry.label.casefold()] = len(self.lines) + 1
        self.lines += _new_term(question)

    def _insert(self, end: int, fresh: list[str]) -> None:
        self.lines[end:end] = fresh
        for name, at in self.keys.items():
            if at >= end:
                self.keys[name] = at + len(fresh)


def _key_places(text: str) -> Mapping[str, Place]:
    return {name: value.key for name, value in read_yaml(text, _FILE, "G013")[0].items()}


def _plain(text: str) -> dict[str, Plain]:
    return {name: value.plain for name, value in read_yaml(text, _FILE, "G013")[0].items()}


def _keeps(old: dict[str, Plain], text: str) -> bool:
    """Whether a text is readable and says of every old term what it said."""
    values, problems = read_yaml(text, _FILE, "G013")
    return not problems and all(
        name in values and values[name].plain == value for name, value in old.items()
    )


def _commented(old: str, questions: Sequence[_Question]) -> str:
    """The questions as comments at the end: for a file that is written in some unusual way."""
    known = set(old.split("\n"))
    lines = [f"# {q.summary}." for q in questions if f"# {q.summary}." not in known]
    return old if not lines else "\n".join((old.rstrip("\n"), "", *lines, ""))


def update_decisions(old: str, glossary: Glossary) -> Update:
    """Add to the text of a glossary.yaml what is undecided in a book.

    `old` is a text that can be read, or empty. Its line ends and byte order mark are kept. What is
    new reads back as the old file with new terms, or else only comments are added.
    """
    mark = "\ufeff" if old.startswith("\ufeff") else ""
    ends = "\r\n" if "\r\n" in old else "\n"
    plain = old.removeprefix("\ufeff").replace("\r\n", "\n")
    questions = tuple(_questions(glossary))
    file = _File(plain or _HEAD)
    new = tuple(question.summary for question in questions if file.put(question))
    undecided = tuple(question.summary for question in questions)
    if not new and plain:
        return Update(old, (), undecided)
    text = "\n".join(file.lines) + "\n"
    if not _keeps(_plain(plain), text):
        text = _commented(plain, questions)
    return Update(mark + text.replace("\n", ends), new, undecided)
