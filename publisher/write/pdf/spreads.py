"""Sheets as they were laid out → pages as they are bound: where a part's pages may still be cut.

Every layout of today prints a page as it was laid out. One that lays a pair over two facing pages
lays out sheets of double width, and cuts them here: each into a verso and a recto with boxes of
their own, with the anchors, bookmarks and slots that stand on each.
"""

from __future__ import annotations

from publisher.write.pdf.artefact import Part


def final_pages(part: Part) -> Part:
    """The part as it is bound; `slots` have a number for every page it returns."""
    return part
