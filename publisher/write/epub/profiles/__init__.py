"""What one family of e-readers wants otherwise than the next: a module for each, one tree in.

docs/ereaders.md says what each is for, where its rules come from, and what no device has shown.
"""

from __future__ import annotations

from typing import Protocol

from publisher.model import PROFILES, Edition, Sheet, Sheets
from publisher.write.epub.profiles import kindle, kobo, standard, zh
from publisher.xhtml import Element

__all__ = ["file_name", "find_profile", "profile_of"]


class Profile(Protocol):
    """One family of e-readers."""

    @property
    def SUFFIX(self) -> str:  # noqa: N802 - a constant of a module
        """What follows the slug in the name of the file."""

    def page(self, sheet: Sheet, edition: Edition) -> Element:
        """The body of one page as these readers want it."""

    def dress(self, sheets: Sheets) -> Sheets:
        """The book with the styles and pictures that its pages then need."""


_PROFILES: dict[str, Profile] = {
    "standard": standard,
    "kobo": kobo,
    "kindle": kindle,
    "zh": zh,
}


def find_profile(name: str) -> Profile:
    """The profile of a name in `PROFILES`."""
    return _PROFILES[name]


def file_name(slug: str, profile: str) -> str:
    """The name of a book's file for one family of e-readers."""
    return f"{slug}{_PROFILES[profile].SUFFIX}"


def profile_of(name: str, slug: str) -> str:
    """The profile that a file of a book was made for, by its name; `standard` by any other."""
    names = (profile for profile in PROFILES if file_name(slug, profile) == name)
    return next(names, PROFILES[0])
