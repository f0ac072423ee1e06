"""One file of the content folder → `Manuscript`."""

from publisher.load.decisions import read_decisions
from publisher.load.find import find_posts
from publisher.load.images import admit_cover
from publisher.load.post import read_post
from publisher.load.resources import Refusal, admit
from publisher.load.source import forget_sources, read_source

__all__ = [
    "Refusal",
    "admit",
    "admit_cover",
    "find_posts",
    "forget_sources",
    "read_decisions",
    "read_post",
    "read_source",
]
