"""A PDF without colour: every colour operator, gradient and image becomes a shade of grey.

It is done to the finished file, so it holds for whatever drew the page: text, rules, drawings,
photographs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO

import pikepdf
from pikepdf import Array, Name, Object, Operator, Pdf

_SHARES = (0.299, 0.587, 0.114)
"""What red, green and blue add to the light that an eye sees (ITU-R BT.601)."""

_WHITE = 100
"""The lightness of white in CIE L*a*b*."""

_DIGITS = 4
_QUALITY = 90
_PAINT = {"rg": "g", "RG": "G", "k": "g", "K": "G"}
_NAMED = {"cs": "g", "CS": "G"}
_SET = {"sc": "g", "scn": "g", "SC": "G", "SCN": "G"}
_RGB, _CMYK = 3, 4

Instruction = tuple[Sequence[object], Operator]


# -- shades ----------------------------------------------------------------------------------------


def _luma(channels: Sequence[float]) -> float:
    """The grey of one (grey), three (red, green, blue) or four (printing) channels of 0 to 1."""
    if len(channels) == _RGB:
        return sum(share * channel for share, channel in zip(_SHARES, channels, strict=True))
    if len(channels) == _CMYK:
        black = channels[3]
        return _luma([(1 - ink) * (1 - black) for ink in channels[:3]])
    return channels[0]


def _shade(operands: Sequence[object]) -> float:
    return round(_luma([float(str(value)) for value in operands]), _DIGITS)


def _is_lab(space: str) -> bool:
    return space.lower().startswith("/lab")


def _of_space(space: str, operands: Sequence[object]) -> float:
    if _is_lab(space):
        return round(float(str(operands[0])) / _WHITE, _DIGITS)
    return _shade(operands)


# -- content ---------------------------------------------------------------------------------------


def _painted(instructions: Iterator[Instruction]) -> Iterator[Instruction]:
    """The instructions of a content stream with a grey in the place of every colour."""
    spaces = {"g": "", "G": ""}
    for operands, operator in instructions:
        name = str(operator)
        if name in _PAINT:
            yield [_shade(operands)], Operator(_PAINT[name])
        elif name in _NAMED:
            space = spaces[_NAMED[name]] = str(operands[0])
            if space == "/Pattern":
                yield operands, operator
        elif name in _SET and spaces[_SET[name]] != "/Pattern":
            yield [_of_space(spaces[_SET[name]], operands)], Operator(_SET[name])
        else:
            yield operands, operator


def _content(holder: pikepdf.Page | Object) -> bytes:
    found = pikepdf.parse_content_stream(holder)
    plain = ((list(one.operands), one.operator) for one in found)
    return pikepdf.unparse_content_stream(list(_painted(plain)))  # type: ignore[arg-type]  # typed narrower than it reads


# -- what pages refer to ---------------------------------------------------------------------------


def _image(image: pikepdf.Stream) -> None:
    """An image in grey: a photograph stays one, everything else loses nothing."""
    if image.get("/ColorSpace") == Name.DeviceGray or image.get("/ImageMask"):
        return
    is_photograph = image.get("/Filter") == Name.DCTDecode
    grey = pikepdf.PdfImage(image).as_pil_image().convert("L")
    if is_photograph:
        out = BytesIO()
        grey.save(out, format="JPEG", quality=_QUALITY)
        image.write(out.getvalue(), filter=Name.DCTDecode)
    else:
        image.write(grey.tobytes())
    image.ColorSpace, image.BitsPerComponent = Name.DeviceGray, 8
    if "/Decode" in image:
        del image["/Decode"]


def _function(function: Object) -> None:
    """A gradient's function from one colour to the next."""
    for part in function.get("/Functions", ()):
        _function(part)
    for end in ("/C0", "/C1"):
        if end in function and len(function[end]) in {_RGB, _CMYK}:
            function[end] = Array([_shade(list(function[end]))])


def _shading(shading: Object) -> None:
    if shading.get("/ColorSpace") in {Name.DeviceRGB, Name.DeviceCMYK}:
        shading.ColorSpace = Name.DeviceGray
        functions = shading.Function
        for function in functions if isinstance(functions, Array) else [functions]:
            _function(function)


def _form(form: Object) -> None:
    form.write(_content(form))
    group = form.get("/Group")
    if group is not None and group.get("/CS") == Name.DeviceRGB:
        group.CS = Name.DeviceGray


def _x_object(found: Object) -> None:
    if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == Name.Image:
        _image(found)
    else:
        _form(found)


def _pattern(pattern: Object) -> None:
    if "/Shading" in pattern:
        _shading(pattern.Shading)
    else:
        _form(pattern)


_KINDS: tuple[tuple[str, Callable[[Object], None]], ...] = (
    ("/XObject", _x_object),
    ("/Pattern", _pattern),
    ("/Shading", _shading),
)


def _masks(resources: Object) -> Iterator[Object]:
    for state in resources.get("/ExtGState", {}).values():
        mask = state.get("/SMask")
        if isinstance(mask, pikepdf.Dictionary) and "/G" in mask:
            yield mask["/G"]


def _resources(resources: Object, done: set[tuple[int, int]]) -> None:
    found = [(change, part) for kind, change in _KINDS for part in resources.get(kind, {}).values()]
    found += [(_form, mask) for mask in _masks(resources)]
    for change, part in found:
        if part.is_indirect and part.objgen in done:
            continue
        done.add(part.objgen)
        change(part)
        if "/Resources" in part:
            _resources(part.Resources, done)


def make_grey(pdf: Pdf) -> None:
    """Take the colour out of an open PDF: no operator, image or gradient has any after it."""
    done: set[tuple[int, int]] = set()
    for page in pdf.pages:
        page.Contents = pdf.make_stream(_content(page))
        if "/Resources" in page and page.Resources.objgen not in done:
            done.add(page.Resources.objgen)
            _resources(page.Resources, done)
