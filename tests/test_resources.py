"""The one door to the outside: what comes in, and everything that does not."""

import os
import struct
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from publisher.load.resources import Refusal, admit
from publisher.model import Resource


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _png(width: int = 2, height: int = 3) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"\0\0\0" * 3)
    parts = _chunk(b"IHDR", header) + _chunk(b"IDAT", rows) + _chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


def _jpeg(width: int = 2, height: int = 3) -> bytes:
    app = b"\xff\xe0" + struct.pack(">H", 4) + b"ab"
    frame = b"\xff\xc0" + struct.pack(">HBHHB", 8, 8, height, width, 0)
    return b"\xff\xd8" + app + frame + b"\xff\xda\0\0\xff\xd9"


def _gif(width: int = 2, height: int = 3) -> bytes:
    return b"GIF89a" + struct.pack("<HH", width, height) + b"\0\0\0;"


def _webp(kind: bytes, body: bytes) -> bytes:
    inside = b"WEBP" + kind + struct.pack("<I", len(body)) + body
    return b"RIFF" + struct.pack("<I", len(inside)) + inside


def _made(kind: str, mode: str = "RGB", **options: object) -> bytes:
    """A picture of 2 × 3 pixels as Pillow writes it."""
    out = BytesIO()
    Image.new(mode, (2, 3)).save(out, kind, **options)
    return out.getvalue()


_VP8X = _made("WEBP", "RGBA", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0\0\0\0\0")
_VP8L = _made("WEBP", lossless=True)
_VP8 = _made("WEBP")
_AVIF = _made("AVIF")
_SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9"/></svg>'


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Give a content folder with images where posts keep them, and a secret beside it."""
    content = tmp_path / "content"
    for folder in ("posts/tea", "images", "static/images"):
        (content / folder).mkdir(parents=True)
    for name in ("posts/pot.png", "posts/tea/lid.png", "images/cup.png", "static/images/jar.png"):
        (content / name).write_bytes(_png())
    (content / "posts" / "green tea 茶.png").write_bytes(_png())
    (tmp_path / "secret.png").write_bytes(_png())
    return content


def _admitted(root: Path, src: str, post: str = "posts/tea.md") -> Resource:
    found = admit(root, post, src)
    assert isinstance(found, Resource), found
    return found


def _refused(root: Path, src: str, post: str = "posts/tea.md") -> Refusal:
    found = admit(root, post, src)
    assert isinstance(found, Refusal), found
    return found


@pytest.mark.parametrize(
    ("src", "path"),
    [
        ("pot.png", "posts/pot.png"),
        ("./pot.png", "posts/pot.png"),
        ("lid.png", "posts/tea/lid.png"),
        ("tea/lid.png", "posts/tea/lid.png"),
        ("../images/cup.png", "images/cup.png"),
        ("/images/cup.png", "images/cup.png"),
        ("images/cup.png", "images/cup.png"),
        ("/images/jar.png", "static/images/jar.png"),
        ("green%20tea%20%E8%8C%B6.png", "posts/green tea 茶.png"),
        ("green tea 茶.png", "posts/green tea 茶.png"),
        ("pot.png?raw=true", "posts/pot.png"),
        ("pot.png#frag", "posts/pot.png"),
        (" pot.png ", "posts/pot.png"),
    ],
)
def test_where_an_image_is_looked_for(root: Path, src: str, path: str) -> None:
    """From the post, its bundle, the root, the static folder; percent signs are decoded."""
    assert _admitted(root, src).path == path


def test_a_bundle_has_its_images_beside_the_post(root: Path) -> None:
    """`posts/tea/index.md` names `lid.png` alone."""
    assert _admitted(root, "lid.png", "posts/tea/index.md").path == "posts/tea/lid.png"


def test_a_name_in_the_book_is_ascii_and_made_from_the_content(root: Path) -> None:
    """Two images of one name do not meet; one image has one name."""
    first = _admitted(root, "green tea 茶.png")
    assert first.name.startswith("images/")
    assert first.name.endswith("-green-tea.png")
    assert first.name == _admitted(root, "green tea 茶.png").name
    (root / "posts" / "green tea 茶.png").write_bytes(_png(4, 4))
    assert _admitted(root, "green tea 茶.png").name != first.name
    (root / "posts" / "茶.png").write_bytes(_png())
    assert _admitted(root, "茶.png").name.isascii()


@pytest.mark.parametrize(
    ("data", "media_type", "ending"),
    [
        (_png(), "image/png", "png"),
        (_jpeg(), "image/jpeg", "jpg"),
        (_gif(), "image/gif", "gif"),
        (_VP8X, "image/webp", "webp"),
        (_VP8L, "image/webp", "webp"),
        (_VP8, "image/webp", "webp"),
        (_AVIF, "image/avif", "avif"),
        (_SVG.encode(), "image/svg+xml", "svg"),
        (b'\xef\xbb\xbf<?xml version="1.0"?>\n<!-- a -->' + _SVG.encode(), "image/svg+xml", "svg"),
    ],
)
def test_the_type_is_told_by_content(root: Path, data: bytes, media_type: str, ending: str) -> None:
    """Whatever the file is called."""
    (root / "posts" / "picture.txt").write_bytes(data)
    found = _admitted(root, "picture.txt")
    assert (found.media_type, found.data) == (media_type, data)
    assert found.name.endswith(f"-picture.{ending}")


@pytest.mark.parametrize(
    "src",
    [
        "../../secret.png",
        "..%2f..%2fsecret.png",
        "%2e%2e/%2e%2e/secret.png",
        "linked.png",
        "linked-folder/secret.png",
        "file:///etc/passwd",
        "FILE:secret.png",
        "C:\\secret.png",
        "javascript:alert(1)",
        "ftp://example.org/x.png",
    ],
)
def test_nothing_comes_from_outside(root: Path, src: str) -> None:
    """R001 for every way out, links included."""
    (root / "posts" / "linked.png").symlink_to(root.parent / "secret.png")
    (root / "posts" / "linked-folder").symlink_to(root.parent)
    refusal = _refused(root, src)
    assert refusal.code == "R001"
    assert str(root.parent) not in refusal.message + refusal.hint


def test_a_link_within_the_folder_is_followed(root: Path) -> None:
    """It leads to nothing that could not be named."""
    (root / "posts" / "same.png").symlink_to(root / "images" / "cup.png")
    assert _admitted(root, "same.png").path == "images/cup.png"


@pytest.mark.parametrize(
    "src",
    [
        "nothing.png",
        "",
        "/",
        ".",
        "tea",
        "/etc/passwd",
        "a\0b.png",
        "x" * 5000,
        "loop.png",
        "pipe.png",
    ],
)
def test_what_is_not_there(root: Path, src: str) -> None:
    """R002 for a name without a file; a folder, a loop of links and a pipe are no files."""
    (root / "posts" / "loop.png").symlink_to("loop.png")
    os.mkfifo(root / "posts" / "pipe.png")
    refusal = _refused(root, src)
    assert refusal.code == "R002"
    assert "\0" not in refusal.message


@pytest.mark.parametrize(
    ("src", "url"),
    [
        ("https://example.org/x.png", "https://example.org/x.png"),
        ("HTTP://example.org/x.png", "HTTP://example.org/x.png"),
        ("//example.org/x.png", "https://example.org/x.png"),
    ],
)
def test_an_image_on_the_network_is_not_fetched(root: Path, src: str, url: str) -> None:
    """R004 keeps the address, so that the reader can follow it."""
    refusal = _refused(root, src)
    assert (refusal.code, refusal.url) == ("R004", url)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an image",
        b"<html><body>x</body></html>",
        b"%PDF-1.7",
        _png()[:-5],
        _png()[:30],
        _png(0, 3),
        _png(30_000, 30_000),
        _png(200_000, 1),
        b"\x89PNG\r\n\x1a\n" + b"\0" * 50,
        _jpeg()[:-2],
        _jpeg()[:6],
        _jpeg(60_000, 60_000),
        b"\xff\xd8\xff\xd9",
        _gif(0, 0),
        _gif()[:12],
        _VP8X[:-3],
        _VP8[:-3],
        _webp(b"ALPH", b"\0" * 20),
        _webp(b"VP8 ", b"\0\0\0\x9d\x01\x2a" + struct.pack("<HH", 2, 3)),
        _webp(b"VP8L", b"\x2f" + struct.pack("<I", 16_383 | 16_383 << 14) + b"\0" * 4),
        _AVIF[:-9],
        _AVIF.replace(struct.pack(">II", 2, 3), struct.pack(">II", 60_000, 60_000)),
        b"\0" * 21_000_000,
    ],
)
def test_a_file_that_is_no_bearable_image(root: Path, data: bytes) -> None:
    """R003 for what is cut off, too large, lying about its size, or something else."""
    (root / "posts" / "bad.png").write_bytes(data)
    assert _refused(root, "bad.png").code == "R003"


def test_an_image_without_a_path_is_called_so(root: Path) -> None:
    """`{{< figure >}}` with nothing in it: the message names what is wrong, not an empty name."""
    assert _refused(root, " ").message == "an image without a path"


def test_an_image_of_too_many_pixels_is_to_be_made_smaller(root: Path) -> None:
    """Another format would not help; for a file of another kind it does."""
    (root / "posts" / "huge.png").write_bytes(_png(30_000, 30_000))
    (root / "posts" / "words.png").write_bytes(b"words")
    assert _refused(root, "huge.png").hint.startswith("Save it with fewer pixels")
    assert _refused(root, "words.png").hint.startswith("Save it as PNG")


def test_an_image_written_into_the_post(root: Path) -> None:
    """A data: address is no path."""
    assert _refused(root, "data:image/png;base64,AAAA").code == "R003"


def _svg(inside: str, attributes: str = "") -> str:
    space = 'xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"'
    return f"<svg {space} {attributes}>{inside}</svg>"


@pytest.mark.parametrize(
    "text",
    [
        _svg("<script>alert(1)</script>"),
        _svg('<g xmlns:h="http://www.w3.org/1999/xhtml"><h:script>x</h:script></g>'),
        _svg("<foreignObject><p/></foreignObject>"),
        _svg("<image href='x.png'/>"),
        _svg("<image href='data:image/png;base64,AA'/>"),
        _svg("<animate attributeName='href' to='javascript:x'/>"),
        _svg("<a href='https://example.org'><path/></a>"),
        _svg("<use href='other.svg#a'/>"),
        _svg("<use xlink:href='https://example.org/a.svg#a'/>"),
        _svg("<path onclick='x()'/>"),
        _svg("<path/>", "onload='x()'"),
        _svg("<path fill='url(https://example.org/a#b)'/>"),
        _svg("<path style='fill:url( \"other.svg#b\")'/>"),
        _svg("<path style='fill:u\\72l(x)'/>"),
        _svg("<style>@import 'x.css';</style>"),
        _svg("<style>path{fill:url(x.svg#a)}</style>"),
        _svg("<style>@im<!-- -->port 'x';</style>"),
        _svg("<path/>", "xml:base='https://example.org/'"),
        _svg("<g>" * 300 + "</g>" * 300),
        _svg("<g/>" * 100_001),
        "<?xml-stylesheet href='x.css'?>" + _svg("<path/>"),
        "<!DOCTYPE svg [<!ENTITY a 'b'>]>" + _svg("<text>&a;</text>"),
        "<!DOCTYPE svg [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" + _svg("<text>&a;</text>"),
        "<!DOCTYPE svg SYSTEM 'x.dtd' [<!ENTITY % a SYSTEM 'y'>]>" + _svg(""),
        "<!DOCTYPE html>" + _svg(""),
        "<?xml version='1.0' encoding='klingon'?>" + _svg(""),
        "<svg><path/></svg>",
        _svg("<path>"),
        _svg("<text>&nbsp;</text>"),
        "<html xmlns='http://www.w3.org/1999/xhtml'/>",
    ],
)
def test_an_svg_that_is_more_than_drawing(root: Path, text: str) -> None:
    """R003 for script, handlers, other files, other languages, entities and style sheets."""
    (root / "posts" / "a.svg").write_text(text, encoding="utf-8")
    assert _refused(root, "a.svg").code == "R003"


@pytest.mark.parametrize(
    "text",
    [
        _svg("<defs><linearGradient id='a'/></defs><path fill='url(#a)' style='stroke:url(#a)'/>"),
        _svg("<symbol id='a'/><use href='#a'/><use xlink:href='#a'/>"),
        _svg("<style>.a{fill:url(#b);stroke:#000}</style><title>一@b</title>", "class='a@b'"),
        _svg(
            "<metadata><r:RDF xmlns:r='http://www.w3.org/1999/02/22-rdf-syntax-ns#' r:about=''/>"
            "</metadata>"
        ),
        _svg("<text xml:space='preserve'>茶 &amp; <tspan>x</tspan></text>"),
    ],
)
def test_an_svg_that_is_drawing(root: Path, text: str) -> None:
    """Gradients, symbols, a style sheet of its own, text, and what drawing programs leave."""
    (root / "posts" / "a.svg").write_text(text, encoding="utf-8")
    assert _admitted(root, "a.svg").data == text.encode()


def test_the_document_type_of_drawing_programs_is_left_out(root: Path) -> None:
    """It names a DTD on the network and defines nothing."""
    head = '<?xml version="1.0" encoding="utf-8" standalone="no"?>\n<!-- made -->\n'
    kind = (
        '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n'
        '  "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    )
    (root / "posts" / "a.svg").write_text(head + kind + _SVG, encoding="utf-8")
    assert _admitted(root, "a.svg").data == (head + _SVG).encode()


@given(st.text(alphabet=st.sampled_from("./%25eE\\:?#~ax\0 茶")) | st.text())
def test_no_path_raises(tmp_path_factory: pytest.TempPathFactory, src: str) -> None:
    """Any address is refused or admitted, in words."""
    folder = tmp_path_factory.getbasetemp()
    assert isinstance(admit(folder, "post.md", src), Refusal)


@given(
    st.sampled_from([_png(), _jpeg(), _gif(), _VP8X, _SVG.encode()]),
    st.binary(max_size=9),
    st.data(),
)
def test_no_content_raises(
    tmp_path_factory: pytest.TempPathFactory, image: bytes, noise: bytes, data: st.DataObject
) -> None:
    """A damaged image is refused or admitted, never an exception."""
    at = data.draw(st.integers(0, len(image)))
    folder = tmp_path_factory.getbasetemp()
    (folder / "noise.bin").write_bytes(image[:at] + noise + image[at + len(noise) :])
    assert admit(folder, "post.md", "noise.bin") is not None
