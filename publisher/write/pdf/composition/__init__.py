"""Chinese lines set as a Chinese book is set, and English ones with breaks chosen together."""

from __future__ import annotations

from publisher.write.pdf.composition.drawing import Division
from publisher.write.pdf.composition.hooks import (
    KNOWN_VERSION,
    installed,
    is_supported,
    keep_whole,
    text_of_line,
)
from publisher.write.pdf.composition.page_ends import divided_at_page_ends

__all__ = [
    "KNOWN_VERSION",
    "Division",
    "divided_at_page_ends",
    "installed",
    "is_supported",
    "keep_whole",
    "text_of_line",
]
