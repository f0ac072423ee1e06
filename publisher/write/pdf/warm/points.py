"""Where a point of a page comes to stand in the file: asked for every link and every anchor."""

from __future__ import annotations

from typing import Any


def transform_point(matrix: Any, x: float, y: float) -> list[float]:  # noqa: ANN401  # of WeasyPrint
    """A point put through a matrix; stands in for `Matrix.transform_point`, which multiplies two.

    Added up as it adds: later versions of Python round a `sum` of three in another way than two +.
    """
    (a, b, _), (c, d, _), (e, f, _) = matrix
    return [sum((x * a, y * c, e)), sum((x * b, y * d, f))]
