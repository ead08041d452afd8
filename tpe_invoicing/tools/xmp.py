# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The metadata that make a PDF/A-3 a Factur-X document (standard Factur-X, 6.2.2).

Typst writes the PDF/A and PDF/UA metadata but none of one's own. The Factur-X schema
is added to the list of schemas that Typst has begun: a second list is invalid.
"""

from lxml import etree

from .pdf_objects import replace_metadata

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
EXTENSION = "http://www.aiim.org/pdfa/ns/extension/"
SCHEMA = "http://www.aiim.org/pdfa/ns/schema#"
PROPERTY = "http://www.aiim.org/pdfa/ns/property#"
FACTURX = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"

PROPERTIES = {
    "DocumentFileName": "The name of the embedded XML document",
    "DocumentType": "The type of the hybrid document in capital letters",
    "Version": "The version of the standard of the embedded XML document",
    "ConformanceLevel": "The conformance level of the embedded XML document",
}
VALUES = {
    "DocumentType": "INVOICE",
    "DocumentFileName": "factur-x.xml",
    "Version": "1.0",
}
# stands for the XML until it is made
LATER = b"<later/>"
# name of a profile in the metadata, by the library's own
CONFORMANCE = {"en16931": "EN 16931", "extended": "EXTENDED"}


def add_facturx(pdf, profile="en16931", xml=None):
    """Declare that a PDF/A-3 made by Typst is a Factur-X document.

    :param bytes pdf: PDF with the XML attached
    :param str profile: of the XML, a key of ``CONFORMANCE``
    :param bytes xml: to be attached in place of what is, when it was not made yet
    :return: the PDF with its metadata complete, the same bytes for the same input
    :rtype: bytes
    :raises ValueError: when it is built in another way
    """
    return replace_metadata(pdf, lambda packet: extend(packet, profile), xml)


def extend(packet, profile="en16931"):
    """Put the Factur-X schema and its values into an XMP packet.

    :param bytes packet: XMP as Typst writes it
    :param str profile: a key of ``CONFORMANCE``
    :return: XMP with the Factur-X part
    :rtype: bytes
    """
    root = etree.fromstring(packet)
    rdf = root if root.tag == f"{{{RDF}}}RDF" else root.find(f".//{{{RDF}}}RDF")
    bag = rdf.find(f".//{{{EXTENSION}}}schemas/{{{RDF}}}Bag")
    if bag is None:
        holder = etree.SubElement(rdf, f"{{{RDF}}}Description")
        holder.set(f"{{{RDF}}}about", "")
        schemas = etree.SubElement(holder, f"{{{EXTENSION}}}schemas")
        bag = etree.SubElement(schemas, f"{{{RDF}}}Bag")
    bag.append(_describe_schema())
    values = etree.SubElement(rdf, f"{{{RDF}}}Description", nsmap={"fx": FACTURX})
    values.set(f"{{{RDF}}}about", "")
    level = {"ConformanceLevel": CONFORMANCE[profile]}
    for name, value in (VALUES | level).items():
        etree.SubElement(values, f"{{{FACTURX}}}{name}").text = value
    body = etree.tostring(root.getroottree().getroot(), encoding="unicode")
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        f'{body}<?xpacket end="r"?>'
    ).encode()


def _describe_schema():
    """:return: the description of the Factur-X schema that PDF/A wants
    :rtype: etree._Element"""
    resource = {f"{{{RDF}}}parseType": "Resource"}
    spaces = {"pdfaSchema": SCHEMA, "pdfaProperty": PROPERTY}
    item = etree.Element(f"{{{RDF}}}li", resource, nsmap=spaces)
    etree.SubElement(
        item, f"{{{SCHEMA}}}schema"
    ).text = "Factur-X PDFA Extension Schema"
    etree.SubElement(item, f"{{{SCHEMA}}}namespaceURI").text = FACTURX
    etree.SubElement(item, f"{{{SCHEMA}}}prefix").text = "fx"
    properties = etree.SubElement(item, f"{{{SCHEMA}}}property")
    sequence = etree.SubElement(properties, f"{{{RDF}}}Seq")
    for name, description in PROPERTIES.items():
        row = etree.SubElement(sequence, f"{{{RDF}}}li", resource)
        etree.SubElement(row, f"{{{PROPERTY}}}name").text = name
        etree.SubElement(row, f"{{{PROPERTY}}}valueType").text = "Text"
        etree.SubElement(row, f"{{{PROPERTY}}}category").text = "external"
        etree.SubElement(row, f"{{{PROPERTY}}}description").text = description
    return item
