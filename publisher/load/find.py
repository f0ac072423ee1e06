"""Which posts a book has: every one below the content folder, or those that book.yaml names."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path, PurePosixPath

from publisher.load.frontmatter import FrontMatter, read_frontmatter
from publisher.load.source import is_inside, read_source
from publisher.model import LIMITS, Limits, Selection, Source
from publisher.problems import Place, Problem, Problems
from publisher.titles import anchor_of, slug_of

_BOOK = "book.yaml"
_LAST = datetime(9999, 12, 31, tzinfo=UTC)
_RESERVED = frozenset(
    "titlepage title contents glossary index colophon nav toc cover landmarks"
    " con prn aux nul".split()
)
# Anchors that the book's own pages have; and names that no file can have on Windows.


class _Candidate:
    """A file that may be a post, read when it is asked for something."""

    def __init__(self, root: Path, path: str, limits: Limits) -> None:
        self.root, self.path, self.limits = root, path, limits

    @cached_property
    def front(self) -> FrontMatter | None:
        """The front matter; None for a file that cannot be read (`read_post` will say so)."""
        text = read_source(self.root, self.path, self.limits)
        if isinstance(text, Problem):
            return None
        # Without the prose, or all posts would be held at once.
        return replace(read_frontmatter(text, self.path)[0], body="")

    @property
    def moment(self) -> datetime:
        """The post's date; a post without one comes last."""
        date = self.front.meta.date if self.front else None
        return date.astimezone(UTC) if date else _LAST

    @property
    def name(self) -> str:
        """The stem of the file, or the folder of a page bundle."""
        path = PurePosixPath(self.path)
        is_bundle = path.name.lower() == "index.md" and path.parent.name
        return path.parent.name if is_bundle else path.stem

    @property
    def slug(self) -> str:
        """The slug that the post asks for."""
        written = self.front.meta.slug if self.front else ""
        return slug_of(written) or slug_of(self.name) or "post"

    @property
    def is_page(self) -> bool:
        """Whether this is a post by its look: no section page, no README without front matter."""
        name = PurePosixPath(self.path).name.lower()
        if name == "_index.md":
            return False
        return name != "readme.md" or self.front is None or self.front.is_present


# -- finding files ---------------------------------------------------------------------------------


def _walk(root: Path) -> Iterator[str]:
    """Every Markdown file below a folder; hidden folders and links to folders are left out."""
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(files):
            path = Path(folder, name)
            if name.lower().endswith(".md") and not name.startswith(".") and path.is_file():
                yield path.relative_to(root).as_posix()


def _is_plain(root: Path, wanted: str) -> bool:
    path = PurePosixPath(wanted)
    is_below = not path.is_absolute() and ".." not in path.parts and path.as_posix() == wanted
    return is_below and path.suffix.lower() == ".md" and (root / wanted).is_file()


def _paths(root: Path, selection: Selection) -> list[str]:
    """The files that may be posts: where each is named, nobody walks through the whole folder."""
    if selection.posts and all(_is_plain(root, wanted) for wanted in selection.posts):
        return sorted(set(selection.posts))
    return list(_walk(root))


def _pattern(glob: str) -> re.Pattern[str]:
    """A glob as a regular expression: `**/` any folders, `*` and `?` within a name."""
    parts = re.split(r"(\*\*/|\*\*|\*|\?)", glob)
    meaning = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}
    return re.compile("".join(meaning.get(part) or re.escape(part) for part in parts))


def _named(paths: list[str], wanted: str) -> list[str]:
    """The files that an entry of `posts` means: a path, a folder, or a pattern."""
    plain = wanted.removeprefix("./").rstrip("/")
    exact = [path for path in paths if path in {plain, f"{plain}.md", f"{plain}/index.md"}]
    below = [path for path in paths if path.startswith(f"{plain}/")]
    pattern = _pattern(plain)
    return exact or below or [path for path in paths if pattern.fullmatch(path)]


def _in_order(candidates: list[_Candidate]) -> list[_Candidate]:
    return sorted(candidates, key=lambda candidate: (candidate.moment, candidate.path))


def _not_there(wanted: str) -> Problem:
    if wanted.startswith("/") or ".." in PurePosixPath(wanted).parts:
        hint = "Name posts by their path from the content folder."
        return Problem("B009", Place(_BOOK), f"“{wanted}” is outside the content folder", hint)
    hint = "Correct the path (it starts at the content folder), or take it out of `posts`."
    return Problem("B005", Place(_BOOK), f"there is no post “{wanted}”", hint)


def _is_asked_for(path: str, selection: Selection) -> bool:
    return not selection.posts or any(_named([path], wanted) for wanted in selection.posts)


def _chosen(
    everything: dict[str, _Candidate], outside: list[str], selection: Selection
) -> tuple[list[_Candidate], list[Problem]]:
    """The candidates that `posts` names, in its order; without it, all, by date."""
    paths = list(everything)
    if not selection.posts:
        return _in_order([found for found in everything.values() if found.is_page]), []
    chosen: dict[str, _Candidate] = {}
    problems: list[Problem] = []
    for wanted in selection.posts:
        found = _named(paths, wanted)
        if not found and not _named(outside, wanted):
            problems.append(_not_there(wanted))
        candidates = [everything[path] for path in found]
        pages = [one for one in candidates if one.path == wanted or one.is_page]
        chosen.update((one.path, one) for one in _in_order(pages) if one.path not in chosen)
    return list(chosen.values()), problems


# -- leaving out -----------------------------------------------------------------------------------


def _is_wanted(candidate: _Candidate, selection: Selection) -> bool:
    """Whether tags and date are those that book.yaml asks for; an unreadable post stays."""
    if candidate.front is None:
        return True
    meta = candidate.front.meta
    tags = {tag.casefold() for tag in meta.tags}
    if selection.tags and not tags & {tag.casefold() for tag in selection.tags}:
        return False
    if meta.date is None:
        return selection.since is None and selection.until is None
    day = meta.date.date()
    return (selection.since is None or day >= selection.since) and (
        selection.until is None or day <= selection.until
    )


def _draft(path: str) -> Problem:
    hint = "Write draft: false in its front matter when it is ready."
    return Problem("B006", Place(path), "the post is a draft and is left out", hint)


def _outside(path: str) -> Problem:
    hint = "Put the post itself into the content folder, not a link to it."
    return Problem("B009", Place(path), "the post is outside the content folder", hint)


# -- names -----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Names:
    """Slugs and anchors that are taken, in small letters."""

    slugs: set[str]
    anchors: set[str]

    def source(self, candidate: _Candidate) -> tuple[Source, Problem | None]:
        """The post under names of its own."""
        wanted = candidate.slug
        slug = _free(wanted, self.slugs)
        anchor = _free(anchor_of(slug), self.anchors)
        source = Source(candidate.path, slug, anchor)
        if slug == wanted:
            return source, None
        hint = "Give one of the posts a `slug` of its own in its front matter."
        message = f"another post has the slug “{wanted}”; this one becomes “{slug}”"
        return source, Problem("B007", Place(candidate.path), message, hint)


def _free(wanted: str, taken: set[str]) -> str:
    """The name, or the name with a number, that nothing else has; case does not count."""
    number, free = 1, wanted
    while free.casefold() in taken:
        number += 1
        free = f"{wanted}-{number}"
    taken.add(free.casefold())
    return free


def find_posts(
    root: Path, selection: Selection, limits: Limits = LIMITS
) -> tuple[tuple[Source, ...], Problems]:
    """Find the posts of a book below `root`, in the book's order.

    Left out are drafts (hint B006), section pages and links that lead outside (B009). A path that
    is not there is problem B005, two posts of one slug B007. What is wrong inside a post is for
    `read_post` to say.
    """
    root = root.resolve()
    paths = _paths(root, selection)
    outside = [path for path in paths if not is_inside(root, path)]
    away = set(outside)
    candidates = {path: _Candidate(root, path, limits) for path in paths if path not in away}
    chosen, problems = _chosen(candidates, outside, selection)
    problems += (_outside(path) for path in outside if _is_asked_for(path, selection))
    sources: list[Source] = []
    names = _Names(set(), set(_RESERVED))
    for candidate in (one for one in chosen if _is_wanted(one, selection)):
        if candidate.front and candidate.front.meta.draft:
            problems.append(_draft(candidate.path))
            continue
        source, clash = names.source(candidate)
        sources.append(source)
        problems += [clash] if clash else []
    return tuple(sources), tuple(problems)
