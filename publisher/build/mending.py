"""Posts with the slips of their copy mended: planned first, then written whole or not at all."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from difflib import unified_diff
from pathlib import Path

from publisher.build.files import save_all
from publisher.build.silencing import silences_of
from publisher.check.editing import mend
from publisher.config import Config, read_config
from publisher.load import find_posts
from publisher.load.proof import link_names, proof_of, read_proof

_BOM = b"\xef\xbb\xbf"
_LINE_END = re.compile(r"\r\n|\r|\n")
_ROUNDS = 4
"""Mending one slip may lay another bare; more than two rounds have never been seen."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A post that can be mended."""

    path: str
    """Relative to the content folder."""

    file: Path
    before: bytes = field(repr=False)
    after: bytes = field(repr=False)

    @property
    def diff(self) -> tuple[str, ...]:
        """What changes, as a unified diff without line ends."""
        old, new = (_LINE_END.split(data.decode("utf-8-sig")) for data in (self.before, self.after))
        names = f"a/{self.path}", f"b/{self.path}"
        return tuple(unified_diff(old, new, *names, lineterm=""))


def _is_plain(root: Path, path: str) -> bool:
    """Whether a file is itself in the content folder: no link is followed to be written to."""
    return (root / path).resolve() == root.resolve() / path


def _mended_by_rules(text: str, path: str, config: Config) -> str:
    """The text mended by every rule; as it was where its blocks would change."""
    proof = proof_of(text, path)
    silences = silences_of(config, proof.silences)
    before, now = proof.shape, text
    for _ in range(_ROUNDS):
        made = "\n".join(mend(proof, lambda code, line: silences.covers(code, path, line)))
        if made == now:
            return now
        proof, now = proof_of(made, path), made
        if proof.shape != before:
            return text
    return now


def mended_text(text: str, path: str, config: Config) -> str:
    r"""Mend the copy of a post's text, line ends `\n`.

    Lines with brackets or headings stay as they are where a link would lead elsewhere then; the
    whole text does where its blocks would change.
    """
    made = _mended_by_rules(text, path, config)
    if made == text:
        return text
    links = link_names(text, path)
    if link_names(made, path) == links:
        return made
    lines = zip(text.split("\n"), made.split("\n"), strict=True)
    careful = "\n".join(old if "[" in old or old.startswith("#") else new for old, new in lines)
    return careful if link_names(careful, path) == links else text


def _with_its_line_ends(before: bytes, text: str) -> bytes:
    """A text with the line ends, and the byte order mark, that the file has."""
    ends = _LINE_END.findall(before.decode("utf-8-sig"))
    lines = text.split("\n")
    made = "".join(line + end for line, end in zip(lines, [*ends, ""], strict=True))
    return (_BOM if before.startswith(_BOM) else b"") + made.encode()


def _mended(config: Config, path: str) -> Mended | None:
    proof = read_proof(config.root, path, config.limits)
    if proof is None or not _is_plain(config.root, path):
        return None
    file = config.root / path
    text, before = "\n".join(proof.lines), file.read_bytes()
    after = mended_text(text, path, config)
    return Mended(path, file, before, _with_its_line_ends(before, after)) if after != text else None


def _all(config: Config) -> Iterator[Mended]:
    sources, _ = find_posts(config.root, config.selection, config.limits)
    for source in sources:
        if found := _mended(config, source.path):
            yield found


def mended(content: Path) -> tuple[Mended, ...]:
    """Every post of a book that can be mended without doubt; nothing is written."""
    config, _ = read_config(content)
    return tuple(_all(config)) if config else ()


def write_mended(posts: tuple[Mended, ...]) -> tuple[Mended, ...]:
    """Write mended posts, all or none; one that has changed meanwhile is left alone.

    Returns those that were written. Raises OSError where a file cannot be written.
    """
    same = tuple(post for post in posts if post.file.read_bytes() == post.before)
    modes = {post.file: post.file.stat().st_mode for post in same}
    save_all({post.file: post.after for post in same})
    for file, mode in modes.items():
        file.chmod(mode)
    return same
