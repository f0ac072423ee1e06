"""What is done to a finished PDF: grey, bleed and crop marks, metadata, the standards it keeps to.

The one verb takes an open file and changes it; it needs to know nothing of how the pages came
about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, String

from publisher.model import Edition
from publisher.write.pdf.grey import make_grey
from publisher.xhtml import escape

_POINTS = {"mm": 72 / 25.4, "cm": 72 / 2.54, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
_POINTS["q"] = _POINTS["mm"] / 4

_MARK = 5 * _POINTS["mm"]
"""Length of a crop mark."""

_GAP = 3 * _POINTS["mm"]
"""The least distance of a crop mark from the page: no knife leaves ink on it."""

_EDGE = 2 * _POINTS["mm"]
"""Paper left beyond the marks."""

_HAIR = 0.25
"""Width of a crop mark in points."""

_DATE = re.compile(r"D:(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d'\d\d'?)?")
_PROFILE = "sRGB2014.icc"
"""The ICC's own profile of sRGB, which may be given away in any file; it comes with WeasyPrint."""


def in_points(length: str) -> float:
    """A CSS length, such as `3mm`, in points; 0 for an empty one."""
    number = length.rstrip("abcdefghijklmnopqrstuvwxyz")
    return float(number) * _POINTS[length[len(number) :]] if number else 0.0


# -- bleed and crop marks --------------------------------------------------------------------------


def _around(box: tuple[float, ...], by: float) -> tuple[float, float, float, float]:
    left, bottom, right, top = box
    return left - by, bottom - by, right + by, top + by


def _lines(trim: tuple[float, ...], gap: float) -> Iterator[str]:
    """Two lines at each corner, which meet the corner where they are drawn on."""
    left, bottom, right, top = trim
    for x, out in ((left, -1), (right, 1)):
        for y, up in ((bottom, -1), (top, 1)):
            yield f"{x + out * gap:.3f} {y:.3f} m {x + out * (gap + _MARK):.3f} {y:.3f} l"
            yield f"{x:.3f} {y + up * gap:.3f} m {x:.3f} {y + up * (gap + _MARK):.3f} l"


def _box(values: tuple[float, ...]) -> Array:
    return Array([round(value, 3) for value in values])


def _with_boxes(pdf: Pdf, bleed: float, *, marks: bool) -> None:
    """Say where the page ends, how far its ink goes beyond, and mark where it is to be cut."""
    gap = max(bleed, _GAP)
    for page in pdf.pages:
        trim = tuple(float(value) for value in page.trimbox)
        bled = _around(trim, bleed)
        page.TrimBox, page.BleedBox = _box(trim), _box(bled)
        page.MediaBox = _box(_around(trim, gap + _MARK + _EDGE) if marks else bled)
        if marks:
            drawn = "\n".join(_lines(trim, gap))
            words = f"/Artifact BMC\nq\n0 G {_HAIR} w\n{drawn}\nS\nQ\nEMC\n"
            page.contents_add(pdf.make_stream(words.encode()), prepend=True)


# -- metadata --------------------------------------------------------------------------------------


def _moment(words: str) -> str:
    """A date of a PDF as XMP writes it."""
    found = _DATE.match(words)
    if not found:
        return ""
    year, month, day, hour, minute, second, zone = found.groups()
    offset = (zone or "Z").replace("'", ":").rstrip(":")
    return f"{year}-{month}-{day}T{hour}:{minute}:{second}{offset}"


def _simple(name: str, words: str) -> str:
    return f"<{name}>{escape(words)}</{name}>" if words else ""


def _listed(name: str, kind: str, words: list[str], language: str = "") -> str:
    said = f' xml:lang="{language}"' if language else ""
    items = "".join(f"<rdf:li{said}>{escape(one)}</rdf:li>" for one in words if one)
    return f"<{name}><rdf:{kind}>{items}</rdf:{kind}></{name}>" if items else ""


_EXTENSION = """<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 that the file keeps to</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas>
"""
"""PDF/A knows no property of PDF/UA: a file of both explains it (ISO 19005-2, 6.6.2.3)."""

_SPACES = {
    "dc": "http://purl.org/dc/elements/1.1/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
    "pdf": "http://ns.adobe.com/pdf/1.3/",
    "pdfaid": "http://www.aiim.org/pdfa/ns/id/",
    "pdfuaid": "http://www.aiim.org/pdfua/ns/id/",
    "pdfaExtension": "http://www.aiim.org/pdfa/ns/extension/",
    "pdfaSchema": "http://www.aiim.org/pdfa/ns/schema#",
    "pdfaProperty": "http://www.aiim.org/pdfa/ns/property#",
}


def _claims(standards: tuple[str, ...]) -> str:
    """Which standards the file says it keeps to."""
    archival, accessible = "a2u" in standards, "ua1" in standards
    parts = ("pdfaid:part", "2"), ("pdfaid:conformance", "U")
    said = "".join(_simple(*part) for part in parts) if archival else ""
    said += _simple("pdfuaid:part", "1") if accessible else ""
    return said + (_EXTENSION if archival and accessible else "")


def _packet(pdf: Pdf, standards: tuple[str, ...]) -> bytes:
    """What the file says about itself, as XMP: the same as its list of properties."""
    info = {name: str(value) for name, value in pdf.docinfo.items()}
    said = (
        _listed("dc:title", "Alt", [info.get("/Title", "")], "x-default"),
        _listed("dc:creator", "Seq", [info.get("/Author", "")]),
        _listed("dc:description", "Alt", [info.get("/Subject", "")], "x-default"),
        _listed("dc:language", "Bag", [str(pdf.Root.get("/Lang", "en"))]),
        _simple("pdf:Keywords", info.get("/Keywords", "")),
        _simple("pdf:Producer", info.get("/Producer", "")),
        _simple("xmp:CreatorTool", info.get("/Creator", "")),
        _simple("xmp:CreateDate", _moment(info.get("/CreationDate", ""))),
        _simple("xmp:ModifyDate", _moment(info.get("/ModDate", ""))),
        _claims(standards),
    )
    spaces = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in _SPACES.items())
    body = "\n".join(part for part in said if part)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about=""{spaces}>\n{body}\n</rdf:Description>\n'
        '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def _described(pdf: Pdf, standards: tuple[str, ...]) -> None:
    metadata = pdf.make_stream(_packet(pdf, standards), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Metadata = metadata


# -- standards -------------------------------------------------------------------------------------


def _named_nodes(node: Object) -> Iterator[tuple[bytes, Object]]:
    """Every node of the structure tree with an id."""
    waiting = [node]
    while waiting:
        node = waiting.pop()
        if "/ID" in node:
            yield bytes(node.ID), node
        kids = node.get("/K", ())
        below = kids if isinstance(kids, Array) else (kids,)
        waiting.extend(kid for kid in below if isinstance(kid, Dictionary) and "/S" in kid)


def _with_ids(pdf: Pdf) -> None:
    """The list of the ids in the structure tree (ISO 32000-1, 14.7.2)."""
    root = pdf.Root.get("/StructTreeRoot")
    if root is not None:
        root.K[0].Lang = String(str(pdf.Root.get("/Lang", "en")))
        found = sorted(_named_nodes(root), key=lambda one: one[0])
        if found:
            names = Array([part for name, node in found for part in (String(name), node)])
            root.IDTree = pdf.make_indirect(Dictionary(Names=names))


def _images(pdf: Pdf) -> Iterator[Object]:
    for found in pdf.objects:
        if isinstance(found, pikepdf.Stream) and found.get("/Subtype") == Name.Image:
            yield found


def _archival(pdf: Pdf) -> None:
    """What PDF/A-2 asks for beyond what our files have: a profile of colour, images as they are."""
    profile = files("weasyprint.pdf").joinpath(_PROFILE).read_bytes()
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=pdf.make_stream(profile, N=3),
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    for image in _images(pdf):
        image.Interpolate = False


def finish(pdf: Pdf, edition: Edition) -> None:
    """Give an open, complete PDF what an edition asks for, and its metadata as XMP.

    `edition.grey` takes the colour out; `bleed` and `marks` set the boxes of every page and draw
    crop marks outside; `standard` names what the file shall say it keeps to: `ua1` (ISO 14289-1)
    and `a2u` (ISO 19005-2, level U).
    """
    if edition.grey:
        make_grey(pdf)
    if in_points(edition.bleed) or edition.marks != "none":
        _with_boxes(pdf, in_points(edition.bleed), marks=edition.marks == "crop")
    _with_ids(pdf)
    if "a2u" in edition.standard:
        _archival(pdf)
    _described(pdf, edition.standard)
