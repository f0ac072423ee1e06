"""What validators do not see in a packed EPUB, as a table of rules.

A finding is a defect of this program, never the author's: whatever a post holds, the stages before
this one had to make it harmless.
"""

from __future__ import annotations

from publisher.problems import Problem, Problems
from publisher.write.epub.scan.addresses import dangling, outside, script_addresses
from publisher.write.epub.scan.content import (
    active,
    empty_metadata,
    handlers,
    refresh,
    repeated_ids,
    style_attributes,
    unreadable,
)
from publisher.write.epub.scan.languages import languages_said, wrong_language
from publisher.write.epub.scan.reopen import Rule, reopen
from publisher.write.epub.scan.returns import names_of_back_links, one_way

__all__ = ["scan"]

_HINT = "This is a defect of this program: please report it, with the post if you can."

_RULES: tuple[Rule, ...] = (
    unreadable,
    active,
    handlers,
    refresh,
    style_attributes,
    outside,
    script_addresses,
    dangling,
    repeated_ids,
    one_way,
    names_of_back_links,
    languages_said,
    wrong_language,
    empty_metadata,
)


def scan(data: bytes) -> Problems:
    """Look through a packed EPUB; the places of its problems (W001) name files inside it."""
    book = reopen(data)
    findings = (finding for rule in _RULES for finding in rule(book))
    return tuple(Problem("W001", place, message, _HINT) for place, message in findings)
