"""Code with its parts told apart: keywords, comments, strings; the only importer of `pygments`.

Five kinds are enough for paper and for e-ink, which have no colours: a theme sets them by weight
and grey, in classes and never in styles.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from typing import Protocol

from publisher.xhtml import Element, Node, element, text, with_children

_LANGUAGES = frozenset(
    "bash c c++ clojure cpp cs csharp css dart diff docker dockerfile elixir erlang fsharp go"
    " golang graphql groovy haskell html http ini java javascript jl js json julia jsx kotlin lisp lua"
    " make makefile matlab nix objective-c ocaml perl php powershell proto protobuf py python r rb"
    " rs ruby rust scala scheme sh shell sql swift tex toml ts tsx typescript vb vim xml yaml yml"
    " zig zsh".split()
)
"""Whose code is told apart: languages that posts are written about. Of the six hundred others that
Pygments has, some need hours for a line made to hang them."""

_LONGEST = 20_000
"""Characters of a block of code; a longer one is printed as it is."""

_KINDS = {
    "Comment.Preproc": "cp",
    "Comment": "c",
    "Keyword": "k",
    "Operator.Word": "k",
    "String": "s",
    "Name.Function": "nf",
    "Name.Class": "nf",
    "Name.Tag": "k",
    "Generic.Deleted": "gd",
    "Generic.Inserted": "gi",
    "Generic.Heading": "k",
}
"""Pygments' kinds of parts, as they begin → the short class that Pygments itself gives them."""


class _Lexer(Protocol):
    """What is asked of Pygments, which is imported where there is code."""

    def get_tokens(self, text: str) -> Iterable[tuple[object, str]]:
        """The kind and the words of each part."""


@cache
def _lexer(language: str) -> _Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    if language not in _LANGUAGES:
        return None
    try:
        # The code as it stands: no line end is added or taken away.
        lexer: _Lexer = get_lexer_by_name(language, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None
    return lexer


def _kind(name: str) -> str:
    found = name.removeprefix("Token.").removeprefix("Literal.")
    return next((short for begin, short in _KINDS.items() if found.startswith(begin)), "")


def _parts(code: str, lexer: _Lexer) -> Iterator[tuple[str, str]]:
    """Neighbours of one kind joined, the blanks around a part outside it."""
    tokens = ((_kind(str(token)), words) for token, words in lexer.get_tokens(code))
    for kind, run in groupby(tokens, key=lambda part: part[0]):
        yield kind, "".join(words for _, words in run)


def highlighted(pre: Element) -> Element:
    """A block of code with a `span` for each part that is told apart; its text is the same.

    `pre` is `<pre><code class="language-x">`; of a language that is not known, and where the
    parts do not add up to the code, it is returned as it is.
    """
    inner = pre.children[0] if pre.children else None
    if not isinstance(inner, Element) or not inner.get("class").startswith("language-"):
        return pre
    code = text(inner)
    lexer = _lexer(inner.get("class").removeprefix("language-").lower())
    if lexer is None or len(code) > _LONGEST:
        return pre
    parts = tuple(_parts(code, lexer))
    if "".join(words for _, words in parts) != code:
        return pre
    nodes: tuple[Node, ...] = tuple(
        element("span", {"class": kind}, words) if kind and words.strip() else words
        for kind, words in parts
    )
    return with_children(pre, with_children(inner, *nodes))
