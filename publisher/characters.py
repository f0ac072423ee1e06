"""Characters that may stand in no book: XML forbids them, or they act on what stands beside them.

Controls (C0 and C1), noncharacters and lone surrogates are not characters of any text; the bidi
embeddings, overrides and isolates (U+202A to U+202E, U+2066 to U+2069) would turn around the text
that follows them, in a contents list for example, and make code say what it does not do.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff"
    + "".join(f"{chr(plane << 16 | 0xFFFE)}{chr(plane << 16 | 0xFFFF)}" for plane in range(1, 17))
    + "]"
)
_SPACES = "\x0b\x0c\x85"


def forbidden(text: str) -> Iterator[tuple[int, str]]:
    """Offset and character of everything in a text that may not stand in a book."""
    return ((found.start(), found[0]) for found in _FORBIDDEN.finditer(text))


def allowed(text: str) -> str:
    """The text without what may not stand in a book; a control that is white space is a space."""
    if text.isprintable():  # as nothing forbidden is, which is told sooner
        return text
    return _FORBIDDEN.sub(lambda found: " " if found[0] in _SPACES else "", text)
