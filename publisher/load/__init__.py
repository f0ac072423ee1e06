"""One file of the content folder → `Manuscript`."""

from publisher.load.decisions import read_decisions
from publisher.load.find import find_posts
from publisher.load.images import admit_cover
from publisher.load.post import read_post

__all__ = ["admit_cover", "find_posts", "read_decisions", "read_post"]
