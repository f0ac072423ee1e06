"""Chinese lines set as a Chinese book is set, and English ones with breaks chosen together."""

from __future__ import annotations

from publisher.write.pdf.composition.hooks import KNOWN_VERSION, installed, is_supported

__all__ = ["KNOWN_VERSION", "installed", "is_supported"]
