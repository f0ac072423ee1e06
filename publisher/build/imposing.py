"""A finished PDF → a file of sheets beside it, to be printed, folded and stitched."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from publisher.build.files import locked, save
from publisher.model import Imposition
from publisher.problems import Problem, Problems, whole


@dataclass(frozen=True, slots=True)
class Imposed:
    """What came of it: no file where something was wrong."""

    problems: Problems = ()
    path: Path | None = None
    sides: int = 0
    """Printed sides: half as many sheets."""


def _target(file: Path, form: str, output: Path | None) -> Path:
    if output is None:
        return file.with_name(f"{file.stem}-{form}.pdf")
    return output / f"{file.stem}-{form}.pdf" if output.is_dir() else output


def impose(file: Path, wanted: Imposition, output: Path | None) -> Imposed:
    """Put the pages of `file` on sheets, and write them to `output`, or beside the file.

    Without an output, the name of the form is added to that of the file. What cannot be done is
    the problem I001. Raises OSError where a file cannot be read or written.
    """
    from publisher.write.pdf import imposition

    target = _target(file, wanted.form, output)
    place = whole(file.name)
    if target.exists() and target.resolve() == file.resolve():
        message = "the sheets would take the place of the book"
        return Imposed((Problem("I001", place, message, "Give another name after -o."),))
    try:
        data, sides = imposition.impose(file.read_bytes(), wanted)
    except imposition.ImpositionError as error:
        message, _, hint = str(error).partition(". ")
        return Imposed((Problem("I001", place, message, hint),))
    with locked(target):
        save(target, data)
    return Imposed((), target, sides)
