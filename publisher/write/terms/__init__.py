"""The terms of a book for other programs and for learners: one module for each format."""

from __future__ import annotations

from publisher.write.terms.decided import Update, update_decisions

__all__ = ["Update", "update_decisions"]
