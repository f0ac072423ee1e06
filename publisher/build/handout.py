"""One post of a folder, by whatever its author calls it: path, slug or title."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from difflib import get_close_matches

from publisher.build.posts import Asked, Read
from publisher.build.workshop import Workshop
from publisher.characters import allowed
from publisher.config import Config
from publisher.model import Bilingual, BookMeta, Post, Source
from publisher.problems import Place, Problem


def _bare(path: str) -> str:
    return path.removeprefix("./").removesuffix(".md").removesuffix("/index").casefold()


def _same(words: str) -> str:
    return " ".join(words.casefold().split())


def _titles(post: Post) -> tuple[str, ...]:
    title = post.meta.title
    both = f"{title.en} | {title.zh}"
    return tuple(words for words in (title.en, title.zh, both) if words.strip(" |"))


def by_path(sources: Iterable[Source], name: str) -> tuple[Source, ...]:
    """The posts with a path (from the content folder, `.md` or not), a slug or a file name."""
    wanted = _bare(name)
    return tuple(
        source
        for source in sources
        if wanted in {_bare(source.path), source.slug.casefold(), _bare(source.path).split("/")[-1]}
    )


def by_title(posts: Iterable[Post], name: str) -> tuple[Post, ...]:
    """The posts with a title, in either language or in both with a bar between."""
    return tuple(post for post in posts if _same(name) in map(_same, _titles(post)))


def unknown(name: str, posts: Sequence[Post], place: Place) -> Problem:
    """The problem B005 of a name that no post has, with the nearest that there is."""
    names = [name for post in posts for name in (post.slug, post.path, *_titles(post))]
    folded = {known.casefold(): known for known in names}
    near = get_close_matches(name.casefold(), folded, n=1, cutoff=0.5)
    slugs = ", ".join(post.slug for post in posts)
    guess = f"Did you mean “{allowed(folded[near[0]])}”?" if near else f"There are: {slugs}."
    return Problem("B005", place, f"there is no post “{allowed(name)}”", guess)


def several(name: str, paths: Sequence[str], place: Place) -> Problem:
    """The problem B005 of a name that several posts have."""
    hint = f"Name one by its path: {', '.join(paths)}."
    return Problem("B005", place, f"“{allowed(name)}” is the name of {len(paths)} posts", hint)


def elsewhere(
    chosen: Sequence[Read], every: Iterable[Source], config: Config, shop: Workshop
) -> dict[str, str]:
    """The posts of the folder that a handout does without and has links to: paths and addresses.

    The one address that a post gives is that of its original; it may have none.
    """
    from publisher.build.reading import read_posts
    from publisher.index import linked_posts

    posts = [(one.post, one.survey) for one in chosen if one.post]
    own = {post.path for post, _ in posts}
    others = {source.path: source for source in every if source.path not in own}
    linked = {path for post, said in posts for path in linked_posts(post, said, others)}
    sources = [source for path, source in others.items() if path in linked]
    if not sources:
        return {}
    asked = Asked(config.limits, config.meta.order, whole=False)
    found = read_posts(shop, config.root, sources, asked)
    return {source.path: one.post.credits.source if one.post else "" for source, one in found}


def of_one(meta: BookMeta, slug: str) -> BookMeta:
    """What a book of one post says of itself: title, people and number are the post's own."""
    return replace(
        meta,
        title=Bilingual(),
        slug=slug,
        subtitle=Bilingual(),
        creators=(),
        description=Bilingual(),
        identifier="",
        date=None,
    )
