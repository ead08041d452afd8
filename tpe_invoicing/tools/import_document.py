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


class Documents:
    """A zip of documents, or a single one: its files one at a time."""

    def __init__(self, content, filename):
        self.content, self.filename = content, filename
        self.archive = None
        if not is_document(content):
            if not content.startswith(b"PK"):
                raise ImportProblem("not_documents")
            self.archive = open_archive(content, LARGEST_TOTAL)

    def get_names(self):
        """:return: place and path of each file, litter left out
        :rtype: list[tuple[int, str]]"""
        if not self.archive:
            return [(1, self.filename)]
        return [
            (line, member.filename)
            for line, member in enumerate(self.archive.infolist(), 1)
            if not member.is_dir()
            and not any(word in member.filename.lower() for word in LITTER)
        ]

    def read(self, line):
        """Read a file.

        :param int line: its place
        :rtype: bytes
        :raise ImportProblem: when it is damaged
        """
        if not self.archive:
            return self.content
        return read_member(self.archive, self.archive.infolist()[line - 1])


def read_documents(content, filename, problems):
    """Read the files of a zip, or a single PDF or XML, one at a time.

    :param bytes content: the file
    :param str filename: its name
    :param list problems: takes what is wrong with files that are left out
    :return: ``line`` (place in the zip), ``name`` and ``content`` of each document
    :rtype: Iterator[dict]
    :raise ImportProblem: when it is neither

    >>> next(read_documents(b"%PDF-1.7", "F1.pdf", []))["name"]
    'F1.pdf'
    """
    documents = Documents(content, filename)
    names = documents.get_names()
    if not names:
        raise ImportProblem("file_empty")
    for line, name in names:
        try:
            if documents.archive and not is_plain_path(name):
                raise ImportProblem("member_path", name=name[:80])
            data = documents.read(line)
            if not is_document(data):
                raise ImportProblem("member_kind", name=name[:80])
        except ImportProblem as problem:
            problems.append(problem.at(line))
            continue
        yield {"line": line, "name": name.rsplit("/", 1)[-1], "content": data}


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
