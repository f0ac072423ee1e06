"""Manuscript → Post: which block translates which.

Read the leaves, take bearings (order, ratio, rare words), weave level by level, number the notes.
"""

from __future__ import annotations

from publisher.model import Manuscript, Post, Text
from publisher.pair.bearings import take
from publisher.pair.desk import Desk
from publisher.pair.flow import Weaver
from publisher.pair.footnotes import number
from publisher.problems import Problems


def pair(manuscript: Manuscript) -> tuple[Post, Problems]:
    """Pair the blocks of a post.

    Nothing is dropped but second copies and labels. The problems (`P…`) are in the order of their
    places; a post whose blocks all pair has none.
    """
    desk = Desk()
    desk.learn(manuscript.blocks)
    weaver = Weaver(desk, take(desk.leaves(manuscript.blocks), manuscript.meta.order))
    flow = weaver.weave(manuscript.blocks)
    footnotes, noted = number(flow.units, manuscript.footnotes, weaver)
    post = Post(
        slug=manuscript.slug,
        anchor=manuscript.anchor,
        path=manuscript.path,
        meta=manuscript.meta,
        credits=manuscript.credits,
        order=weaver.bearings.order,
        text=Text(flow.units, footnotes),
        terms=manuscript.terms,
        glossary_title=manuscript.glossary_title,
        mentions=manuscript.mentions,
        resources=manuscript.resources,
        asked=manuscript.asked,
    )
    return post, tuple(sorted((*flow.problems, *noted), key=lambda p: (p.place, p.code)))
