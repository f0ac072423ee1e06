"""QR codes: the picture says the address, and is the same every time."""

import pytest

from publisher.qr import qr_svg

_ADDRESS = "https://example.org/%E8%8C%B6?a=1&b=2"


def test_picture_is_svg_with_a_box() -> None:
    """The picture scales: it has a box of whole modules and no size of its own."""
    picture = qr_svg(_ADDRESS)
    assert picture.startswith(b'<svg xmlns="http://www.w3.org/2000/svg"')
    assert b'viewBox="0 0 ' in picture
    assert b"width=" not in picture.partition(b">")[0]


def test_same_address_same_bytes() -> None:
    """Nothing but the address decides the picture."""
    assert qr_svg(_ADDRESS) == qr_svg(_ADDRESS)
    assert qr_svg(_ADDRESS) != qr_svg(_ADDRESS + "3")


def test_too_long_an_address_is_a_value_error() -> None:
    """An address that no symbol holds is refused, not cut."""
    with pytest.raises(ValueError, match="Data too large"):
        qr_svg("https://example.org/" + "x" * 3000)
