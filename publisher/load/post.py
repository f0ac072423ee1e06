"""One post, from its file to its `Manuscript`: the order of the steps of `load`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from publisher.language import han_count
from publisher.load.credits import read_credits
from publisher.load.frontmatter import FrontMatter, one_language, read_frontmatter
from publisher.load.glossary import read_glossary
from publisher.load.images import admit_images
from publisher.load.links import resolve_links
from publisher.load.markdown import Document, read_markdown
from publisher.load.source import read_source, too_much
from publisher.model import (
    LIMITS,
    Bilingual,
    Block,
    CreditLine,
    Credits,
    Kind,
    Limits,
    Manuscript,
    Meta,
    Source,
)
from publisher.problems import Place, Problem, Problems
from publisher.titles import split_title
from publisher.xhtml import Element, text

_PLAIN = frozenset({"em", "strong", "b", "i", "span", "br"})


# -- the title -------------------------------------------------------------------------------------


def _plain_heading(block: Block) -> str:
    """The words of a first-level heading that is words and nothing else, or an empty string."""
    if block.kind is not Kind.HEADING or block.element.tag != "h1":
        return ""
    inside = (node for node in block.element.children if isinstance(node, Element))
    if any(node.tag not in _PLAIN for node in inside):
        return ""
    return " ".join(text(block.element).split())


def _title_in(blocks: tuple[Block, ...]) -> tuple[Bilingual, int]:
    """A title out of the headings at the top, and how many of them it took."""
    words = [_plain_heading(block) for block in blocks[:2]]
    if not words or not words[0]:
        return Bilingual(), 0
    title = split_title(words[0])
    other = split_title(words[-1])
    both = Bilingual(title.en or other.en, title.zh or other.zh)
    is_pair = both.en and both.zh and both not in (title, other)
    return (both, 2) if is_pair else (title, 1)


def _without_title(path: str, first_line: int) -> Problem:
    hint = 'Write in its front matter: title: "English | 中文".'
    return Problem("F003", Place(path, first_line), "the post has no title", hint)


def _without_text(path: str) -> Problem:
    hint = "Write it, or put draft: true in its front matter until it is written."
    return Problem("F008", Place(path), "the post has no text", hint)


def _spoken(slug: str) -> Bilingual:
    """A title for want of a better one: the slug as words."""
    return split_title(slug.replace("-", " "))


def _titled(meta: Meta, blocks: tuple[Block, ...], source: Source) -> tuple[Meta, int, Problems]:
    """Give a post without a title the words of the headings at its top, or its name.

    Returns how many headings say the title. They stay blocks of the post: a pair is a pair.
    """
    if meta.title:
        return meta, 0, ()
    title, taken = _title_in(blocks)
    if taken:
        return replace(meta, title=title), taken, one_language(title, blocks[0].place)
    named = replace(meta, title=_spoken(source.slug))
    return named, 0, (_without_title(source.path, 1),)


# -- the credits -----------------------------------------------------------------------------------


def _with_authors(credits_: Credits, front: FrontMatter, path: str) -> Credits:
    """Credits with the front matter's authors, where the post itself names none."""
    if not front.authors or any(person.role == "aut" for person in credits_.people):
        return credits_
    names = [one.name for one in front.authors]
    content = ("、" if han_count("".join(names)) else ", ").join(names)
    line = CreditLine("", (content,), front.authors_place or Place(path), "")
    return replace(
        credits_, people=(*front.authors, *credits_.people), lines=(line, *credits_.lines)
    )


# -- the steps -------------------------------------------------------------------------------------


def _in_order(problems: Iterable[Problem]) -> Problems:
    return tuple(sorted(problems, key=lambda problem: (problem.place, problem.code)))


def _has_unreadable_front(problems: Problems) -> bool:
    return any(problem.code == "F001" for problem in problems)


def _size(blocks: tuple[Block, ...]) -> int:
    """How many blocks there are, those inside others counted."""
    count, stack = 0, [*blocks]
    while stack:
        block = stack.pop()
        count += 1
        stack.extend(block.children)
    return count


def _too_many(prose: Document, source: Source, limits: Limits) -> Problem | None:
    count = _size((*prose.blocks, *(block for note in prose.footnotes for block in note.blocks)))
    if count <= limits.blocks:
        return None
    return too_much(source.path, "blocks", count, limits.blocks, "blocks")


def _read(
    root: Path, source: Source, written: str, limits: Limits
) -> tuple[Manuscript | None, Problems]:
    front, problems = read_frontmatter(written, source.path)
    prose, found = read_markdown(front.body, source.path, front.first_line, source.anchor)
    if excess := _too_many(prose, source, limits):
        return None, (excess,)
    meta, heads, untitled = _titled(front.meta, prose.blocks, source)
    if _has_unreadable_front(problems):
        untitled = ()
    elif not prose.blocks:
        untitled = (_without_text(source.path),)
    credits_, rest = read_credits(prose.blocks[heads:])
    glossary, wrong = read_glossary((*prose.blocks[:heads], *rest), source.anchor)
    manuscript = Manuscript(
        slug=source.slug,
        anchor=source.anchor,
        path=source.path,
        meta=meta,
        credits=_with_authors(credits_, front, source.path),
        blocks=glossary.blocks,
        terms=glossary.terms,
        glossary_title=glossary.title,
        footnotes=prose.footnotes,
    )
    manuscript, refused = admit_images(root, manuscript, limits)
    manuscript, dangling = resolve_links(manuscript, glossary.targets)
    return manuscript, _in_order((*problems, *found, *untitled, *wrong, *refused, *dangling))


def read_post(
    root: Path, source: Source, limits: Limits = LIMITS
) -> tuple[Manuscript | None, Problems]:
    """Read one post that `find_posts` has found below `root`.

    Returns no manuscript where the file cannot be read as text, or is past one of the limits.
    """
    written = read_source(root, source.path, limits)
    if isinstance(written, Problem):
        return None, (written,)
    return _read(root, source, written, limits)
