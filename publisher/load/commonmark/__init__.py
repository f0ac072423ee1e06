"""Markdown as Hugo reads it (CommonMark, GFM, footnotes, definition lists), told as a stream.

The rules are markdown-it-py's where they agree with goldmark, Hugo's reader, and written here
where they do not. Nothing is replaced by the typographer: a quote, a dash or three dots stay the
characters that the author typed.
"""

from markdown_it.token import Token

from publisher.load.commonmark.parser import leaves
from publisher.load.commonmark.stream import Sink, read, read_line

__all__ = ["Sink", "Token", "leaves", "read", "read_line"]
