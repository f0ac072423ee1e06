"""Pages → sheets of paper: booklets to fold and stitch, and handouts of two or four pages a side.

What comes out is for a printer: links, bookmarks and tags are lost by design, so it is a file of
its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import NamedTuple

import pikepdf
from pikepdf import Dictionary, Name, Pdf

from publisher.model import Imposition

_MM = 72 / 25.4
_INCH = 25.4
SHEETS: dict[str, tuple[float, float]] = {
    "A3": (297, 420),
    "A4": (210, 297),
    "A5": (148, 210),
    "B4": (250, 353),
    "B5": (176, 250),
    "Letter": (8.5 * _INCH, 11 * _INCH),
    "Legal": (8.5 * _INCH, 14 * _INCH),
    "Tabloid": (11 * _INCH, 17 * _INCH),
}
"""Sheets of paper by name: width and height in mm, upright."""

_SIZE = re.compile(r"([0-9.]+)x([0-9.]+)(mm|in)")
_LEAST, _MOST = 50.0, 2000.0
"""In mm, the sides of a sheet."""

_WIDEST_CREEP = 20.0
"""In mm: a gathering that needs more cannot be folded."""

_EDGE = 0.03
"""Share of a cell left white around a page of a handout."""

FORMS = ("booklet", "2up", "4up")


class ImpositionError(ValueError):
    """What was asked for cannot be done; the text says what is wrong, and then what to do."""


class Slot(NamedTuple):
    """A place on the side of a sheet."""

    page: int
    """Counted from 0."""

    column: int
    row: int
    """From the left, and from the top."""

    shift: float = 0.0
    """Share of the creep by which the page is moved towards the fold."""


Side = tuple[Slot, ...]
"""What is printed on one side of a sheet; a place that stays blank is left out."""


# -- which page goes where -------------------------------------------------------------------------


def _gatherings(pages: int, signature: int) -> Iterator[range]:
    """The pages of each gathering, blanks at the end included: four for each of its sheets."""
    sheets = -(-pages // 4)
    for first in range(0, sheets, signature or sheets):
        last = min(first + (signature or sheets), sheets)
        yield range(4 * first, 4 * last)


def _folded(gathering: range) -> Iterator[tuple[tuple[int, int], float]]:
    """The left and right page of each side of a gathering, the outermost sheet first."""
    sheets = len(gathering) // 4
    for sheet in range(sheets):
        share = sheet / (sheets - 1) if sheets > 1 else 0.0
        front = gathering[-1 - 2 * sheet], gathering[2 * sheet]
        back = gathering[2 * sheet + 1], gathering[-2 - 2 * sheet]
        yield front, share
        yield back, share


def _booklet(pages: int, signature: int) -> Iterator[Side]:
    for gathering in _gatherings(pages, signature):
        for sides, share in _folded(gathering):
            slots = (Slot(page, column, 0, share) for column, page in enumerate(sides))
            yield tuple(slot for slot in slots if slot.page < pages)


def _rows(pages: int, columns: int, rows: int) -> Iterator[Side]:
    each = columns * rows
    for first in range(0, pages, each):
        numbers = range(first, min(first + each, pages))
        yield tuple(Slot(n, (n - first) % columns, (n - first) // columns) for n in numbers)


def sides_of(pages: int, wanted: Imposition) -> tuple[Side, ...]:
    """Which page stands where, side by side: of a booklet, front and back of each sheet in turn."""
    if wanted.form == "booklet":
        return tuple(_booklet(pages, wanted.signature))
    return tuple(_rows(pages, 2, 1 if wanted.form == "2up" else 2))


# -- paper -----------------------------------------------------------------------------------------


def _paper(wanted: Imposition) -> tuple[float, float]:
    """Width and height of the sheet in points, as it lies: two pages side by side lie across."""
    known = {name.casefold(): size for name, size in SHEETS.items()}
    size = known.get(wanted.sheet.casefold())
    if size is None:
        found = _SIZE.fullmatch(wanted.sheet.casefold())
        if not found:
            names = ", ".join(SHEETS)
            raise ImpositionError(
                f"there is no sheet “{wanted.sheet}”. Choose {names}, or a size such as 320x450mm."
            )
        unit = _INCH if found[3] == "in" else 1.0
        size = float(found[1]) * unit, float(found[2]) * unit
    if not all(_LEAST <= side <= _MOST for side in size):
        raise ImpositionError(f"no printer takes a sheet of {wanted.sheet}. Choose another.")
    short, long = sorted(size)
    return (short * _MM, long * _MM) if wanted.form == "4up" else (long * _MM, short * _MM)


def _checked(wanted: Imposition) -> None:
    if wanted.form not in FORMS:
        raise ImpositionError(f"there is no form “{wanted.form}”. Choose {', '.join(FORMS)}.")
    if wanted.signature < 0:
        raise ImpositionError("a gathering of less than one sheet. Give --signature 1 or more.")
    if not 0 <= wanted.creep <= _WIDEST_CREEP:
        raise ImpositionError(
            f"a creep of {wanted.creep:g} mm. Up to {_WIDEST_CREEP:g} make sense."
        )


# -- pages as pictures -----------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Leaf:
    """A page as it is drawn on a sheet. Lengths are in points."""

    form: pikepdf.Object
    left: float
    bottom: float
    width: float
    height: float


def _corners(box: Sequence[float], matrix: Sequence[float]) -> Iterator[tuple[float, float]]:
    a, b, c, d, e, f = matrix
    for x in (box[0], box[2]):
        for y in (box[1], box[3]):
            yield a * x + c * y + e, b * x + d * y + f


def _leaf(source: pikepdf.Page, target: Pdf) -> _Leaf:
    """A page of the source, what lies outside its trimmed size cut off, inside the target."""
    form = target.copy_foreign(source.as_form_xobject())
    box = [float(value) for value in form.BBox]
    matrix = [float(value) for value in form.get("/Matrix", [1, 0, 0, 1, 0, 0])]
    points = list(_corners(box, matrix))
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    return _Leaf(form, left, bottom, right - left, top - bottom)


@dataclass(frozen=True, slots=True)
class _Grid:
    """The cells of a sheet. Lengths are in points."""

    width: float
    height: float
    columns: int
    rows: int
    is_folded: bool
    creep: float

    @property
    def cell(self) -> tuple[float, float]:
        """Width and height of a cell."""
        return self.width / self.columns, self.height / self.rows

    def scale(self, leaves: Sequence[_Leaf]) -> float:
        """How much all pages are made smaller to fit; none is ever made larger."""
        across, down = (side * (1 if self.is_folded else 1 - _EDGE) for side in self.cell)
        return min(1.0, *(min(across / leaf.width, down / leaf.height) for leaf in leaves))

    def place(self, slot: Slot, leaf: _Leaf, scale: float) -> tuple[float, float]:
        """Where the lower left corner of a page comes to stand: in a booklet, at the fold."""
        across, down = self.cell
        free_x, free_y = across - leaf.width * scale, down - leaf.height * scale
        x, y = slot.column * across, self.height - (slot.row + 1) * down + free_y / 2
        if not self.is_folded:
            return x + free_x / 2, y
        towards = self.creep * slot.shift
        return (x + free_x + towards, y) if slot.column == 0 else (x - towards, y)


def _grid(wanted: Imposition) -> _Grid:
    width, height = _paper(wanted)
    is_folded = wanted.form == "booklet"
    rows = 2 if wanted.form == "4up" else 1
    return _Grid(width, height, 2, rows, is_folded, wanted.creep * _MM)


def _clip(grid: _Grid, slot: Slot) -> str:
    """What is moved over the fold must not print on the neighbour's half."""
    across, down = grid.cell
    bottom = grid.height - (slot.row + 1) * down
    return f"{slot.column * across:.4f} {bottom:.4f} {across:.4f} {down:.4f} re W n"


def _draw(target: Pdf, side: Side, leaves: Sequence[_Leaf], grid: _Grid, scale: float) -> None:
    page = target.add_blank_page(page_size=(round(grid.width, 3), round(grid.height, 3)))
    drawn, forms = [], Dictionary()
    for slot in side:
        leaf, name = leaves[slot.page], f"/P{slot.page}"
        x, y = grid.place(slot, leaf, scale)
        move = (x - leaf.left * scale, y - leaf.bottom * scale)
        matrix = f"{scale:.6f} 0 0 {scale:.6f} {move[0]:.4f} {move[1]:.4f} cm"
        drawn.append(f"q {_clip(grid, slot)} {matrix} {name} Do Q\n")
        forms[name] = leaf.form
    page.Resources = Dictionary(XObject=forms)
    page.Contents = target.make_stream("".join(drawn).encode())


# -- the file --------------------------------------------------------------------------------------


def _opened(data: bytes) -> Pdf:
    try:
        source = pikepdf.open(BytesIO(data))
    except pikepdf.PasswordError as error:
        raise ImpositionError("the file is locked. Take the password off it first.") from error
    except pikepdf.PdfError as error:
        raise ImpositionError("the file is no PDF that can be read. Make it anew.") from error
    if source.is_encrypted:
        raise ImpositionError("the file is encrypted. Save it without a password first.")
    return source


def _titled(source: Pdf, target: Pdf) -> None:
    title = source.docinfo.get("/Title")
    if title is not None:
        target.docinfo["/Title"] = pikepdf.String(str(title))


def impose(data: bytes, wanted: Imposition) -> tuple[bytes, int]:
    """Put the pages of a PDF on sheets: the new file's bytes, and how many sides it has.

    Of a page only its trimmed size is shown; all pages are made smaller by the same factor where
    they do not fit, and never larger. Same file, same bytes. Raises ImpositionError for a file
    that cannot be read or is encrypted, and for an imposition that cannot be.
    """
    _checked(wanted)
    grid = _grid(wanted)
    with _opened(data) as source, pikepdf.new() as target:
        try:
            leaves = [_leaf(page, target) for page in source.pages]
        except (pikepdf.PdfError, ValueError) as error:
            raise ImpositionError("a page of the file cannot be read. Make it anew.") from error
        if not leaves or any(leaf.width <= 0 or leaf.height <= 0 for leaf in leaves):
            raise ImpositionError("the file has no page to print. Make it anew.")
        scale, sides = grid.scale(leaves), sides_of(len(leaves), wanted)
        for side in sides:
            _draw(target, side, leaves, grid, scale)
        _titled(source, target)
        target.Root.PageLayout = Name.SinglePage
        out = BytesIO()
        target.save(
            out, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate
        )
    return out.getvalue(), len(sides)
