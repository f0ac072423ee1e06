"""Formulas: TeX as an author writes it → MathML; the only importer of `latex2mathml`.

In the trees before `typeset`, a formula is `<math display="inline|block">` that holds its TeX
source; `typeset` puts the MathML in its place.
"""

from __future__ import annotations

import re
from functools import lru_cache
from xml.etree.ElementTree import Element as Branch
from xml.etree.ElementTree import ParseError, fromstring

from publisher.xhtml import Element, Node, text

_NAMESPACE = "http://www.w3.org/1998/Math/MathML"
_ARGUMENTS = {
    "mfrac": 2,
    "mover": 2,
    "mroot": 2,
    "msub": 2,
    "msubsup": 3,
    "msup": 2,
    "munder": 2,
    "munderover": 3,
}
"""How many parts an element has (MathML Core, 3): with fewer, something is missing in the TeX."""

_SUMS = frozenset("∑∏∐⋃⋂⋁⋀⨁⨂⨀⨄⨆") | {"inf", "lim", "max", "min", "sup"}
"""What has its limits above and below it on a line of its own, beside the converter's own."""

_LIMITS = {"msub": "munder", "msup": "mover", "msubsup": "munderover"}

_ENVIRONMENT = re.compile(r"\\begin\{([^}]*)\}")
_ENVIRONMENTS = frozenset(
    "align align* aligned array bmatrix Bmatrix cases equation equation* matrix pmatrix"
    " smallmatrix split vmatrix Vmatrix".split()
)
"""Those that are set as TeX sets them; the converter passes over any other without a word."""

_ARG = re.compile(r"\\arg(?![A-Za-z])")
"""A command of TeX that the converter does not know."""

_SIMILAR = "\u223c"
"""The converter writes the tilde of a keyboard for it, as a name."""

_ALIGNED = re.compile(r"(\\(?:begin|end))\{aligned\}")
_NO_TEX = "it is no mathematics of TeX"
_REASONS = {
    "DenominatorNotFoundError": "a part of it is missing",
    "DoubleSubscriptsError": "there are two indices on one sign",
    "DoubleSuperscriptsError": "there are two exponents on one sign",
    "ExtraLeftOrMissingRightError": "\\left and \\right do not match",
    "InvalidAlignmentError": "the alignment of its columns cannot be read",
    "InvalidStyleForGenfracError": "a part of it is missing",
    "LimitsMustFollowMathOperatorError": "\\limits does not follow an operator",
    "MissingEndError": "an environment is not closed",
    "MissingSuperScriptOrSubscriptError": "an exponent or an index is missing",
    "NoAvailableTokensError": "a part of it is missing",
    "NumeratorNotFoundError": "a part of it is missing",
}
"""What the converter calls its errors → what an author calls them."""

_LONGEST = 5_000
"""Characters of a formula: a page of them; what is longer is none."""

_DEEPEST = 40
"""Braces in braces; the converter calls itself for each."""


class FormulaError(ValueError):
    """A formula that cannot be read; the text says why, in words for its author."""


def _depth(tex: str) -> int:
    """How deep the braces go; an error where they do not match."""
    deepest = depth = 0
    is_escaped = False
    for char in tex:
        if is_escaped or char == "\\":
            is_escaped = not is_escaped
            continue
        depth += (char == "{") - (char == "}")
        if depth < 0:
            raise FormulaError("a brace is closed that was not opened")
        deepest = max(deepest, depth)
    if depth:
        raise FormulaError("a brace is not closed")
    return deepest


def _judge(branch: Branch) -> None:
    """Find what the converter lets pass: unknown commands, fractions of one part."""
    for found in branch.iter():
        tag = found.tag.rpartition("}")[2]
        if len(found) < _ARGUMENTS.get(tag, 0):
            raise FormulaError("a part of it is missing")
        words = (found.text or "").strip()
        if tag != "mtext" and words.startswith("\\") and len(words) > 1:
            raise FormulaError(f"there is no command {words}")


def _has_limits(branch: Branch) -> bool:
    """Whether what stands at a sign's foot belongs below it where there is room."""
    return (branch.text or "") in _SUMS or branch.get("movablelimits") == "true"


def _frozen(branch: Branch, *, limits: bool) -> Element:
    """The converter's tree; with `limits`, those of a sum stand above and below it."""
    if branch.tag.endswith("mi") and branch.text == "~":
        return Element("mo", (), (_SIMILAR,))
    children: list[Node] = [branch.text] if branch.text else []
    for child in branch:
        children.append(_frozen(child, limits=limits))
        if child.tail:
            children.append(child.tail)
    tag = branch.tag.rpartition("}")[2]
    if limits and len(branch) and _has_limits(branch[0]):
        tag = _LIMITS.get(tag, tag)
    return Element(tag, tuple(sorted(branch.attrib.items())), tuple(children))


def _convertible(tex: str) -> str:
    """The same formula in words that the converter knows."""
    return _ARG.sub(r"\\operatorname{arg}", _ALIGNED.sub(r"\1{split}", tex))


@lru_cache(maxsize=1024)
def mathml(tex: str, display: str) -> Element:
    """The MathML of a formula, `display` being `inline` or `block`; its source is the `alttext`.

    Raises FormulaError where TeX's mathematics is not what stands there.
    """
    from latex2mathml.converter import convert

    if len(tex) > _LONGEST or _depth(tex) > _DEEPEST:
        raise FormulaError("it is too long or nested too deep")
    if unknown := next((e for e in _ENVIRONMENT.findall(tex) if e not in _ENVIRONMENTS), ""):
        raise FormulaError(f"the environment {unknown} is not known here")
    try:
        branch = fromstring(convert(_convertible(tex), display=display))  # noqa: S314 -- written here
    except ParseError as error:
        raise FormulaError("it holds a sign in a place where TeX has none") from error
    except Exception as error:
        raise FormulaError(_REASONS.get(type(error).__name__, _NO_TEX)) from error
    _judge(branch)
    attrs = (("xmlns", _NAMESPACE), ("alttext", tex), ("display", display))
    whole = _frozen(branch, limits=display == "block")
    return Element("math", attrs, whole.children)


def formula(tex: str, display: str) -> Element:
    """A formula as the stages before `typeset` hold it."""
    return Element("math", (("display", display),), (tex,))


def as_mathml(node: Element) -> Element:
    """What `formula` made, as MathML."""
    return mathml(text(node), node.get("display", "inline"))
