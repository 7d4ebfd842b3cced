"""XMP, the XML block of a picture: the fields we read, the few we write (IPTC Photo Metadata Standard)."""

import re
from xml.etree import ElementTree
from xml.sax.saxutils import escape

LARGEST = 4 << 20  # bytes; real packets have some ten thousand

XML = "{http://www.w3.org/XML/1998/namespace}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
DC = "{http://purl.org/dc/elements/1.1/}"
PHOTOSHOP = "{http://ns.adobe.com/photoshop/1.0/}"
RIGHTS = "{http://ns.adobe.com/xap/1.0/rights/}"
CORE = "{http://iptc.org/std/Iptc4xmpCore/1.0/xmlns/}"
EXTENSION = "{http://iptc.org/std/Iptc4xmpExt/2008-02-29/}"
EXIF = "{http://ns.adobe.com/exif/1.0/}"

FIELDS = {
    PHOTOSHOP + "Headline": "headline",
    DC + "title": "title",
    DC + "description": "caption",
    DC + "creator": "creator",
    PHOTOSHOP + "AuthorsPosition": "creator_job",
    PHOTOSHOP + "Credit": "credit_line",
    PHOTOSHOP + "Source": "source",
    DC + "rights": "copyright_notice",
    RIGHTS + "UsageTerms": "usage_terms",
    PHOTOSHOP + "Instructions": "instructions",
    PHOTOSHOP + "DateCreated": "date_created",
    CORE + "Location": "sublocation",
    PHOTOSHOP + "City": "city",
    PHOTOSHOP + "State": "region",
    PHOTOSHOP + "Country": "country",
    DC + "subject": "keywords",
    CORE + "AltTextAccessibility": "alt_text",
    CORE + "ExtDescrAccessibility": "extended_description",
    EXTENSION + "DigitalSourceType": "digital_source_type",
}


class Unreadable(ValueError):
    """The packet is not XML we are willing to parse."""


def tree(packet: bytes) -> ElementTree.Element:
    """Parse a packet; raise Unreadable for one with a document type: entities can only do harm here."""
    if len(packet) > LARGEST:
        raise Unreadable
    try:
        # NB: decoded first, so that no other encoding can hide a declaration from the search.
        text = packet.decode("utf-16" if b"\0" in packet[:64] else "utf-8").strip("\0\ufeff \r\n\t")
        if re.search(r"<!\s*(DOCTYPE|ENTITY)", text, re.IGNORECASE):
            raise Unreadable
        return ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError) as error:
        raise Unreadable from error


def fields(root: ElementTree.Element) -> dict[str, list[str]]:
    """Our field names with their values in order; a text in several languages gives the default one only."""
    found: dict[str, list[str]] = {}
    for description in root.iterfind(f".//{RDF}RDF/{RDF}Description"):
        for name, value in description.attrib.items():
            if name in FIELDS:
                found.setdefault(FIELDS[name], [value])
        for element in description:
            if element.tag in FIELDS:
                found.setdefault(FIELDS[element.tag], _values(element))
    return found


def _values(element: ElementTree.Element) -> list[str]:
    choices = element.find(RDF + "Alt")
    if choices is not None:
        items = choices.findall(RDF + "li")
        items.sort(key=lambda item: item.get(XML + "lang", "").lower() != "x-default")  # stable: first otherwise
        return [next((item.text for item in items if (item.text or "").strip()), "")]
    items = element.findall(f"*/{RDF}li")
    return [item.text or "" for item in items] or [element.get(RDF + "resource") or element.text or ""]


def holds(root: ElementTree.Element, pattern: str) -> bool:
    """Whether any element or attribute, at any depth, has a name (`{namespace}local`) with the pattern."""
    return any(re.search(pattern, name) for element in root.iter() for name in (element.tag, *element.attrib))


def packet(creator: str, credit_line: str, copyright_notice: str, caption: str = "") -> bytes:
    """A fresh packet of nothing but these, empty ones left out; always small enough for one JPEG segment."""
    one = "<{0}><rdf:{1}><rdf:li{2}>{3}</rdf:li></rdf:{1}></{0}>"
    default = ' xml:lang="x-default"'
    body = "".join(
        one.format(name, container, mark, escape(value[:most]))
        for name, container, mark, value, most in (
            ("dc:creator", "Seq", "", creator, 1_000),
            ("dc:rights", "Alt", default, copyright_notice, 1_000),
            ("dc:description", "Alt", default, caption, 5_000),
        )
        if value
    )
    if credit_line:
        body += f"<photoshop:Credit>{escape(credit_line[:1_000])}</photoshop:Credit>"
    if not body:
        return b""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="{RDF[1:-1]}">'
        f'<rdf:Description rdf:about="" xmlns:dc="{DC[1:-1]}" xmlns:photoshop="{PHOTOSHOP[1:-1]}">'
        f'{body}</rdf:Description></rdf:RDF></x:xmpmeta><?xpacket end="r"?>'
    ).encode()
