"""The pictures of docs/typography.md: the same lines before and after, as PNG files.

    python -m benchmarks.pictures

Written into docs/images/, the left half set by WeasyPrint alone, the right half by this project.
"""

from __future__ import annotations

import io
from pathlib import Path

import pymupdf
from PIL import Image

from tests.composed import MARGIN, document, print_pdf
from tests.torture import ENGLISH, PLAIN, TORTURE, chinese, english

FOLDER = Path(__file__).parent.parent / "docs" / "images"
_DPI = 110
_GREYS = 16
"""Enough for the edges of letters, and a file of a few kilobytes."""

_PINYIN = ("qiáng", "huà", "xué", "xí")
_RUBY = "".join(
    f"<ruby>{base}<rt>{text}</rt></ruby>" for base, text in zip("强化学习", _PINYIN, strict=True)
)
_EMPHASIS = (
    '注音的文字和<em class="dots">加着重号的文字</em>都不改变行距，复制出来的文字也不多一个字。'
)

PICTURES = {
    "composition-lines": (24.0, chinese(PLAIN, TORTURE["mixed"])),
    "composition-marks": (
        24.0,
        chinese(TORTURE["marks"], TORTURE["dashes"], TORTURE["links"]),
    ),
    "composition-english": (22.0, english(ENGLISH)),
    "composition-ruby": (24.0, chinese(f"什么是{_RUBY}？{_EMPHASIS}")),
}
"""File name → measure in em, and paragraphs."""

_CSS = "p { margin-bottom: 1.6em } a { color: #000 }"


def _image(body: str, measure: float, *, composed: bool) -> Image.Image:
    source = document(body, measure=measure, css=_CSS)
    with pymupdf.open("pdf", print_pdf(source, composed=composed)) as pdf:
        page = pdf[0]
        bottom = max(block[3] for block in page.get_text("blocks")) + MARGIN / 2
        clip = pymupdf.Rect(MARGIN / 2, MARGIN / 2, page.rect.width - MARGIN / 2, bottom)
        data = page.get_pixmap(dpi=_DPI, clip=clip, colorspace=pymupdf.csGRAY).tobytes("png")
    return Image.open(io.BytesIO(data))


def picture(body: str, measure: float) -> Image.Image:
    """Both settings of the same paragraphs side by side."""
    before, after = (_image(body, measure, composed=composed) for composed in (False, True))
    gap = 2 * _DPI // 10
    size = before.width + gap + after.width, max(before.height, after.height)
    both = Image.new("L", size, 255)
    both.paste(before, (0, 0))
    both.paste(after, (before.width + gap, 0))
    return both.quantize(_GREYS)


def main() -> None:
    """Write every picture."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, (measure, body) in PICTURES.items():
        picture(body, measure).save(FOLDER / f"{name}.png", optimize=True)
        print(FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
