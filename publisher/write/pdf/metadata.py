"""What a PDF says about itself: its list of properties, and the same as XMP (ISO 16684-1)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from publisher.model import BookMeta
from publisher.write.pdf.binding import both
from publisher.xhtml import escape


def _in_utc(moment: datetime) -> datetime:
    """A date in UTC, wherever the book is made."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC)


def information(meta: BookMeta, engine: str) -> dict[str, str]:
    """The properties of the file, by the names that PDF has for them (ISO 32000-1, 14.3.3)."""
    authors = dict.fromkeys(person.name for person in meta.creators if person.role == "aut")
    modified = f"D:{_in_utc(meta.modified):%Y%m%d%H%M%SZ}" if meta.modified else ""
    said = {
        "Producer": f"WeasyPrint {engine}",
        "Title": both(meta.title, meta.order),
        "Author": ", ".join(authors),
        "Subject": both(meta.description, meta.order),
        "Keywords": ", ".join(meta.subjects),
        "Creator": meta.generator,
        "CreationDate": modified,
        "ModDate": modified,
    }
    return {key: value for key, value in said.items() if value}


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


def packet(
    said: Mapping[str, str], language: str, modified: datetime | None, standards: tuple[str, ...]
) -> bytes:
    """The properties of a file as XMP; `standards` are those it says it keeps to.

    `ua1` is ISO 14289-1, `a2u` is ISO 19005-2, level U.
    """
    date = f"{_in_utc(modified):%Y-%m-%dT%H:%M:%SZ}" if modified else ""
    properties = (
        _listed("dc:title", "Alt", [said.get("Title", "")], "x-default"),
        _listed("dc:creator", "Seq", [said.get("Author", "")]),
        _listed("dc:description", "Alt", [said.get("Subject", "")], "x-default"),
        _listed("dc:language", "Bag", [language]),
        _simple("pdf:Keywords", said.get("Keywords", "")),
        _simple("pdf:Producer", said.get("Producer", "")),
        _simple("xmp:CreatorTool", said.get("Creator", "")),
        _simple("xmp:CreateDate", date),
        _simple("xmp:ModifyDate", date),
        _claims(standards),
    )
    spaces = "".join(f' xmlns:{prefix}="{address}"' for prefix, address in _SPACES.items())
    body = "\n".join(part for part in properties if part)
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">\n'
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        f'<rdf:Description rdf:about=""{spaces}>\n{body}\n</rdf:Description>\n'
        '</rdf:RDF>\n</x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()
