"""themes/<name>/ and fonts/ → `Theme`: the looks of a book, read once.

A theme is style sheets and a table of pages, no code. With `base: NAME` it begins where another
theme ends: its sheets follow those of its base, and pages it does not give are its base's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path

from publisher.fonts import Face, faces
from publisher.model import CoverLook, Page, Theme
from publisher.problems import Place, Problem, Problems
from publisher.yamlfile import Located, read_yaml

_CODE = "B008"
_TABLE = "theme.yaml"
_KEYS = ("base", "cover", "pages")
_LENGTH = re.compile(r"[0-9]+(?:\.[0-9]+)?(?:mm|cm|in|pt|pc|q|px)")
_COLOUR = re.compile(r"#[0-9a-f]{6}")
_COVER_KEYS = tuple(colour.name for colour in fields(CoverLook))
_PAGE_KEYS = (
    "width",
    "height",
    "margin-top",
    "margin-bottom",
    "margin-inner",
    "margin-outer",
    "font-size",
    "line-height",
)
"""What a page says, in the order of the fields of `Page`."""


class _UnreadableError(Exception):
    """A theme that cannot be read; it carries its problems."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__()
        self.problems = problems


def _refused(place: Place, message: str, hint: str) -> _UnreadableError:
    return _UnreadableError(Problem(_CODE, place, message, hint))


# -- where themes and fonts are --------------------------------------------------------------------


def folder_of(name: str) -> Path:
    """Inside an installed package, else beside it in the checkout."""
    package = Path(__file__).resolve().parent
    installed = package / "_share" / name
    return installed if installed.is_dir() else package.parent / name


def theme_names() -> tuple[str, ...]:
    """Every theme there is, by name."""
    return tuple(sorted(found.parent.name for found in folder_of("themes").glob(f"*/{_TABLE}")))


def _text(path: Path, place: Place) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise _refused(place, f"{path.name} cannot be read: {reason}", "Restore it.") from error


def _yaml(path: Path, name: str) -> Mapping[str, Located]:
    values, problems = read_yaml(_text(path, Place(name)), name, _CODE)
    if problems:
        raise _UnreadableError(*problems)
    return values


def _faces() -> tuple[Face, ...]:
    folder, name = folder_of("fonts"), "fonts/fonts.yaml"
    manifest = {key: value.plain for key, value in _yaml(folder / "fonts.yaml", name).items()}
    try:
        return faces(folder, manifest)
    except ValueError as error:
        raise _refused(Place(name), str(error), "Make the fonts anew.") from error


# -- theme.yaml ------------------------------------------------------------------------------------


def _mapping(value: Located) -> Mapping[str, Located]:
    if not isinstance(value.value, Mapping):
        raise _refused(value.place, "keys are wanted here", "Write `key: value` lines below it.")
    return value.value


def _length(fields: Mapping[str, Located], key: str, place: Place) -> str:
    if key not in fields:
        raise _refused(place, f"{key} is missing", f"A page has {', '.join(_PAGE_KEYS)}.")
    value = fields[key].value
    if not isinstance(value, str) or not _LENGTH.fullmatch(value):
        raise _refused(fields[key].place, f"{key} is no length", "Write it like 148mm or 10.5pt.")
    return value


def _known(fields: Mapping[str, Located], keys: tuple[str, ...]) -> None:
    for key, value in fields.items():
        if key not in keys:
            raise _refused(value.key, f"unknown key “{key}”", f"Known keys: {', '.join(keys)}.")


def _page(name: str, value: Located) -> Page:
    fields = _mapping(value)
    _known(fields, _PAGE_KEYS)
    return Page(name, *(_length(fields, key, value.key) for key in _PAGE_KEYS))


def _pages(table: Mapping[str, Located]) -> Iterator[Page]:
    if "pages" in table:
        for name, value in _mapping(table["pages"]).items():
            yield _page(name, value)


def _cover(table: Mapping[str, Located], base: CoverLook) -> CoverLook:
    """The colours that a theme gives, the others as its base has them."""
    said = _mapping(table["cover"]) if "cover" in table else {}
    _known(said, _COVER_KEYS)
    for key, colour in said.items():
        if not isinstance(colour.value, str) or not _COLOUR.fullmatch(colour.value):
            raise _refused(colour.place, f"{key} is no colour", 'Write it like "#1d1b19".')
    return replace(base, **{key: str(colour.value) for key, colour in said.items()})


def _sheet(folder: Path, name: str) -> str:
    """A style sheet of a theme; one that a theme has no need of may be missing."""
    path = folder / name
    return _text(path, Place(f"themes/{folder.name}/{name}")) if path.is_file() else ""


def _own(name: str) -> tuple[Theme, Mapping[str, Located]]:
    """What a theme itself says, and its table."""
    folder = folder_of("themes") / name
    table = _yaml(folder / _TABLE, f"themes/{name}/{_TABLE}")
    _known(table, _KEYS)
    book, epub, paper = (_sheet(folder, f"{sheet}.css") for sheet in ("book", "epub", "print"))
    return Theme(name, book, epub, paper, tuple(_pages(table)), ()), table


def _on_base(theme: Theme, base: Theme) -> Theme:
    return replace(
        theme,
        book_css=base.book_css + theme.book_css,
        epub_css=base.epub_css + theme.epub_css,
        print_css=base.print_css + theme.print_css,
        pages=theme.pages or base.pages,
    )


def _found(name: str, place: Place, above: tuple[str, ...] = ()) -> Theme:
    names = theme_names()
    if name not in names:
        hint = f"The themes are: {', '.join(names)}."
        raise _refused(place, f"there is no theme “{name}”", hint)
    if name in above:
        raise _refused(place, f"the theme “{name}” is its own base", "Name another base.")
    theme, table = _own(name)
    base = table.get("base")
    if base is None:
        return replace(theme, cover=_cover(table, CoverLook()))
    below = _found(str(base.value), base.place, (*above, name))
    return replace(_on_base(theme, below), cover=_cover(table, below.cover))


def read_theme(name: str) -> tuple[Theme | None, Problems]:
    """Read a theme and the faces it may use, or say as B008 what is wrong with it.

    `name` is one of `theme_names()`; the first of its pages is the one for a book that names none.
    """
    place = Place("book.yaml")
    try:
        theme = _found(name, place)
        if not theme.pages:
            raise _refused(place, f"the theme “{name}” has no page", f"Give its {_TABLE} one.")
        return replace(theme, faces=_faces()), ()
    except _UnreadableError as unreadable:
        return None, unreadable.problems
