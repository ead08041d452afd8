# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Take past documents out of a zip, and the XML out of a Factur-X."""

import io

import pikepdf
from lxml import etree

from .import_archive import is_plain_path, open_archive, read_member
from .import_problem import ImportProblem

LARGEST_TOTAL = 1024 * 1024 * 1024
LARGEST_XML = 20 * 1024 * 1024
XML_NAMES = (
    "factur-x.xml",
    "zugferd-invoice.xml",
    "xrechnung.xml",
    "facturx.xml",
)
# what file managers leave in a zip
LITTER = ("__macosx/", ".ds_store", "thumbs.db", "desktop.ini")


def read_documents(content, filename):
    """Read the files of a zip, or a single PDF or XML.

    :param bytes content: the file
    :param str filename: its name
    :return: ``line`` (place in the zip), ``name`` and ``content`` of each document, and
        what is wrong with the others
    :rtype: tuple[list[dict], list[ImportProblem]]
    :raise ImportProblem: when it is neither

    >>> read_documents(b"%PDF-1.7", "F1.pdf")[0][0]["name"]
    'F1.pdf'
    """
    if is_document(content):
        return [{"line": 1, "name": filename, "content": content}], []
    if not content.startswith(b"PK"):
        raise ImportProblem("not_documents")
    archive = open_archive(content, LARGEST_TOTAL)
    found, problems = [], []
    for line, member in enumerate(archive.infolist(), 1):
        name = member.filename
        if member.is_dir() or any(word in name.lower() for word in LITTER):
            continue
        try:
            if not is_plain_path(name):
                raise ImportProblem("member_path", name=name[:80])
            data = read_member(archive, member)
            if not is_document(data):
                raise ImportProblem("member_kind", name=name[:80])
        except ImportProblem as problem:
            problems.append(problem.at(line))
            continue
        found.append({"line": line, "name": name.rsplit("/", 1)[-1], "content": data})
    if not found and not problems:
        raise ImportProblem("file_empty")
    return found, problems


def is_document(content):
    """Tell whether a file is a PDF or an XML, by its first bytes.

    :param bytes content: a file
    :rtype: bool

    >>> is_document(b"\\xef\\xbb\\xbf<?xml ?>"), is_document(b"MZ")
    (True, False)
    """
    start = content[:1024].lstrip(b"\xef\xbb\xbf \r\n\t")
    return start.startswith((b"%PDF", b"<?xml", b"<rsm:", b"<Invoice", b"<CreditNote"))


def find_xml(content):
    """Take the invoice's XML out of a file.

    :param bytes content: PDF or XML
    :return: the XML, empty when the PDF has none
    :rtype: bytes
    :raise ImportProblem: when the PDF cannot be opened
    """
    if not content.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"%PDF"):
        return content
    try:
        with pikepdf.open(io.BytesIO(content)) as pdf:
            for name, attached in pdf.attachments.items():
                if name.lower() in XML_NAMES:
                    return attached.get_file().read_bytes()
    except pikepdf.PasswordError as error:
        raise ImportProblem("pdf_locked") from error
    except (pikepdf.PdfError, ValueError, KeyError, TypeError) as error:
        raise ImportProblem("pdf_broken") from error
    return b""


def parse_xml(content):
    """Parse XML of strangers: no entities, no network, no giants.

    :param bytes content: XML
    :return: its root
    :rtype: lxml.etree._Element
    :raise ImportProblem: when it is broken or declares entities
    """
    if len(content) > LARGEST_XML or b"<!DOCTYPE" in content.replace(b"\x00", b""):
        raise ImportProblem("xml_refused")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    try:
        return etree.fromstring(content, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise ImportProblem("xml_broken") from error
