"""A note keeps its place at the foot of the page of its call.

Where the first line of a paragraph finds no room on a page, WeasyPrint 70 makes room: it sends
notes that lines above have called to the next page, whatever `footnote-policy` says. The one thing
that stops it is to say that the paragraph stands in a column.
"""

from __future__ import annotations


class InColumn:
    """A layout context that answers that it is in a column, and is in all else as it is."""

    __slots__ = ("_context",)

    def __init__(self, context: object) -> None:
        """Stand for a context of WeasyPrint."""
        object.__setattr__(self, "_context", context)

    def __getattr__(self, name: str) -> object:
        """Read what the context has."""
        context = object.__getattribute__(self, "_context")
        return True if name == "in_column" else getattr(context, name)

    def __setattr__(self, name: str, value: object) -> None:
        """Write to the context itself."""
        setattr(object.__getattribute__(self, "_context"), name, value)


def keeping_its_notes(context: object) -> object:
    """The context in which a paragraph is laid out: one that sends no note away."""
    notes = any(getattr(context, name, None) for name in ("footnotes", "current_page_footnotes"))
    return InColumn(context) if notes and not isinstance(context, InColumn) else context
