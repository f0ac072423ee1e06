"""An address as a QR code: the only importer of `segno`."""

from __future__ import annotations

from io import BytesIO

_QUIET_ZONE = 4
"""Modules of white around the symbol (ISO/IEC 18004, 6.3.8)."""


def qr_svg(address: str) -> bytes:
    """A QR code as an SVG picture, one unit for each module, quiet zone included.

    Error correction M (15 % of it may be lost), and more where that needs no larger symbol. Same
    address, same bytes. Raises ValueError where the address is too long for any symbol (2,331
    bytes).
    """
    import segno

    out = BytesIO()
    segno.make(address, error="m", micro=False).save(
        out, kind="svg", border=_QUIET_ZONE, xmldecl=False, svgns=True, nl=False, omitsize=True
    )
    return out.getvalue()
