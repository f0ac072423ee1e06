"""Pictures of every kind as e-readers can show them, silent about who took them and where."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import cast

import pytest
from PIL import Image, ImageCms

from publisher.build import read_book
from publisher.jobs import one_by_one
from publisher.model import Bilingual, BookMeta, Resource, Sheet, Sheets
from publisher.pictures import Fitting, bare, fit, is_animated, is_readable, media_type
from publisher.write.epub import write_epub
from publisher.write.epub.images import with_images
from publisher.xhtml import element

KINDS = ("PNG", "JPEG", "GIF", "WEBP", "AVIF")


def saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    """Give a picture's bytes."""
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def opened(data: bytes) -> Image.Image:
    """Give the picture in some bytes."""
    return Image.open(BytesIO(data))


def photograph(width: int, height: int) -> Image.Image:
    """Give a picture without two equal lines, a red corner at its top left."""
    picture = Image.effect_noise((width, height), 60).convert("RGB")
    picture.paste((200, 0, 0), (0, 0, width // 4, height // 4))
    return picture


def tagged(orientation: int) -> Image.Exif:
    """Give what a camera says: who, where, and which way is up."""
    said = Image.Exif()
    said[0x010F] = "Camera of A. Writer"
    said[0x0112] = orientation
    said.get_ifd(0x8825)[2] = (48.0, 51.0, 29.6)
    return said


@pytest.mark.parametrize("kind", KINDS)
def test_a_large_picture_is_scaled_down(kind: str) -> None:
    """Its longer side is 1,600 pixels, its shape is kept, and its kind one that readers know."""
    result = fit(Fitting(saved(photograph(2400, 600), kind)))
    assert opened(result).size == (1600, 400)
    assert media_type(result) in {"image/png", "image/jpeg"}
    assert opened(result).convert("RGB").getpixel((40, 40)) == pytest.approx((200, 0, 0), abs=12)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_a_small_picture_stays_as_it_is(kind: str) -> None:
    """What every reading system shows already is not touched."""
    data = saved(photograph(200, 100), kind)
    assert fit(Fitting(data)) == data


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_a_young_format_becomes_an_old_one(kind: str) -> None:
    """A photograph becomes a JPEG, a drawing or what the page shines through a PNG."""
    assert media_type(fit(Fitting(saved(photograph(300, 200), kind)))) == "image/jpeg"
    drawing = Image.new("RGB", (300, 200), "white")
    drawing.paste("black", (10, 10, 290, 20))
    assert media_type(fit(Fitting(saved(drawing, kind, lossless=True)))) == "image/png"
    clear = Image.new("RGBA", (30, 20), (0, 0, 0, 0))
    result = opened(fit(Fitting(saved(clear, kind))))
    assert (result.format, result.mode) == ("PNG", "RGBA")


@pytest.mark.parametrize("mode", ["CMYK", "L", "1", "P", "I;16", "LA", "RGBA"])
def test_every_mode_can_be_shown(mode: str) -> None:
    """Four printing colours become three of light; sixteen bits eight; grey stays grey."""
    size = (1700, 10)
    value: dict[str, float | tuple[float, ...]]
    value = {"CMYK": (0, 0, 0, 255), "LA": (90, 255), "RGBA": (9, 9, 9, 255), "I;16": 257 * 90}
    picture = Image.new(mode, size, value.get(mode, 0))
    kind = "JPEG" if mode == "CMYK" else "PNG"
    result = opened(fit(Fitting(saved(picture, kind))))
    assert result.mode in {"L", "RGB", "RGBA"}
    assert result.size == (1600, 9)
    if mode == "I;16":
        assert result.getpixel((5, 5)) == 90


def test_colours_of_a_profile_become_those_of_every_screen() -> None:
    """A profile is applied once and does not come along to be applied again."""
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    result = opened(fit(Fitting(saved(photograph(1700, 20), "JPEG", icc_profile=profile))))
    assert "icc_profile" not in result.info


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_picture_is_shown_the_right_way_up(orientation: int) -> None:
    """All eight ways to hold a camera come out upright, and none says where it was taken."""
    picture = photograph(64, 32)
    turned = {2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}
    if orientation in turned:
        picture = picture.transpose(Image.Transpose(turned[orientation]))
    data = saved(picture, "JPEG", exif=tagged(orientation), quality=95)
    result = fit(Fitting(data))
    assert b"A. Writer" in data
    assert b"Exif" not in result
    assert opened(result).size == (64, 32)
    assert opened(result).getpixel((3, 3)) == pytest.approx((200, 0, 0), abs=12)


def test_what_a_camera_says_does_not_enter_a_book() -> None:
    """Place, person and comments go, the pixels and the way up stay, byte for byte."""
    data = saved(photograph(30, 20), "JPEG", exif=tagged(6), comment=b"at home")
    left = bare(data)
    assert b"A. Writer" in data
    assert b"A. Writer" not in left
    assert b"at home" not in left
    assert dict(opened(left).getexif()) == {0x0112: 6}
    assert opened(left).tobytes() == opened(data).tobytes()
    assert bare(left) == left


def test_a_png_loses_its_words_alone() -> None:
    """Text, time and Exif of a PNG go; its pixels and its other parts stay."""
    said = Image.Exif()
    said[0x010F] = "Camera of A. Writer"
    data = saved(photograph(30, 20), "PNG", exif=said, dpi=(300, 300))
    left = bare(data)
    assert (b"A. Writer" in data, b"A. Writer" in left, b"pHYs" in left) == (True, False, True)
    assert opened(left).tobytes() == opened(data).tobytes()


@pytest.mark.parametrize("kind", ["GIF", "WEBP", "PNG", "AVIF"])
def test_a_picture_that_moves_is_shown_still(kind: str) -> None:
    """Its first frame stands for it; a still one of the same kind does not move."""
    first, second = Image.new("RGB", (20, 20), "red"), Image.new("RGB", (20, 20), "blue")
    moving = saved(first, kind, save_all=True, append_images=[second])
    assert is_animated(moving)
    assert not is_animated(saved(first, kind))
    result = opened(fit(Fitting(moving)))
    assert getattr(result, "n_frames", 1) == 1
    red = cast("tuple[int, ...]", result.convert("RGB").getpixel((9, 9)))
    assert red == pytest.approx((254, 0, 0), abs=3)


@pytest.mark.parametrize("data", [b"", b"GIF89a", b"\x89PNG\r\n\x1a\n" + b"\0" * 40, b"RIFF"])
def test_what_is_no_picture_comes_back(data: bytes) -> None:
    """Bytes that cannot be decoded are neither an exception nor changed."""
    assert fit(Fitting(data)) == data
    assert not is_readable(data)
    assert not is_animated(data)


def test_a_book_names_its_pictures_by_what_they_are() -> None:
    """A WebP is packed as what it became; a picture that no page shows is not packed."""
    body = element("section", None, element("img", {"src": "images/a.webp", "alt": "x"}))
    shown = Resource("images/a.webp", "image/webp", saved(photograph(30, 20), "WEBP"))
    other = Resource("images/b.webp", "image/webp", b"")
    meta = BookMeta(Bilingual("A", "甲"), "a")
    sheet = Sheet("a", "chapter", Bilingual("A"), body)
    sheets = Sheets(meta, (sheet,), (), (shown, other), "", "", ())
    fitted, _ = with_images(sheets, one_by_one).resources
    assert (fitted.name, fitted.media_type) == ("images/a.webp", "image/jpeg")
    data = write_epub(sheets).data
    assert b"EPUB/images/b." not in data
    assert b"EPUB/images/a.jpg" in data
    assert data == write_epub(sheets).data


def test_an_author_is_told_of_a_picture_that_moves(tmp_path: Path) -> None:
    """R008 stands where the picture does, and is a hint."""
    frames = [Image.new("RGB", (8, 8), colour) for colour in ("red", "blue")]
    (tmp_path / "a.gif").write_bytes(
        saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    )
    (tmp_path / "a.md").write_text("A kettle.\n\n![Steam](a.gif)\n\n一把壶。\n", encoding="utf-8")
    problems = read_book(tmp_path).problems
    assert [str(p.place) for p in problems if p.code == "R008"] == ["a.md:3:1"]
