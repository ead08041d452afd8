# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proof that page, XML and ledger say the same, read back from the finished PDF.

The XML is compared with the ledger, the page with what a design was given; the latter
is made from the data of the former, so a difference anywhere is found.
"""

import re
from collections import Counter, namedtuple
from decimal import Decimal

from lxml import etree

from . import pdfium, proof_xml
from .amounts import ZERO, rounded
from .facturx_xml import FILE_NAME
from .proof_page import Page, squeeze

# where: ``xml``, ``page`` or ``file``; line: number of the line, 0 for the document
Difference = namedtuple("Difference", "where term line found wanted")

NAME_START = 32
NUMBER = re.compile(r"-?\d[\d.,]*")


def read(pdf):
    """Read a finished document, by another library than those that wrote it.

    :param bytes pdf: the finished document
    :return: its only attachment, and what is written on each page
    :rtype: tuple[bytes, list[str]]
    :raises ValueError: when there is not exactly one attachment, of the right name
    """
    with pdfium.open_pdf(_without_colours(pdf)) as document:
        return read_attachment(document), _read_pages(document)


def read_attachment(document):
    """Read the XML of an open document.

    :param pypdfium2.PdfDocument document: open
    :rtype: bytes
    :raises ValueError: when there is not exactly one attachment, of the right name
    """
    files = [
        document.get_attachment(number)
        for number in range(document.count_attachments())
    ]
    names = [file.get_name() for file in files]
    if names != [FILE_NAME]:
        raise ValueError(f"attachments: {names or 'none'}")
    return bytes(files[0].get_data())


def read_pages(pdf):
    """Return what is written on each page.

    :param bytes pdf: the document
    :rtype: list[str]
    """
    with pdfium.open_pdf(_without_colours(pdf)) as document:
        return _read_pages(document)


def read_text(pdf):
    """Return what is written on all pages.

    :param bytes pdf: the document
    :rtype: str
    """
    return "\n".join(read_pages(pdf))


def _without_colours(pdf):
    """Hide the colour profiles, which take two thirds of the time of reading a page.

    Nothing else changes: contents, fonts and attachments are compressed, and texts
    are read whatever their colour is.

    :param bytes pdf: the document
    :return: as many bytes
    :rtype: bytes
    """
    return pdf.replace(b"[/ICCBased ", b"[/Unwanted ")


def _read_pages(document):
    """:return: the text of each page
    :rtype: list[str]"""
    texts = []
    for page in document:
        texts.append(pdfium.read_page(page))
        page.close()
    return texts


def find_differences(pdf, ledger, expected):
    """Compare a finished document with the ledger.

    :param bytes pdf: the finished document
    :param dict ledger: what the entry says, as :func:`proof_xml.read` says of the XML:
        texts and decimals by term, ``lines``, ``foot``, ``BG-23``, ``BG-3``
    :param dict expected: what must be read on the page, see ``proof_expected.py``
    :return: none means proven
    :rtype: list[Difference]
    """
    try:
        xml, texts = read(pdf)
        found = proof_xml.read(xml)
    except (ValueError, RuntimeError, etree.XMLSyntaxError) as error:
        return [Difference("file", "", 0, str(error), "")]
    return [
        *_compare_terms(found, ledger),
        *_compare_lines(found["lines"], ledger["lines"]),
        *compare_page(Page(texts), expected),
    ]


# === XML AND LEDGER === #


def _compare_terms(found, ledger):
    """Yield where the document as a whole differs."""
    for term, wanted in ledger.items():
        if term == "lines":
            continue
        value = found.get(term)
        if isinstance(wanted, Decimal):
            value = proof_xml.number(value)
        if term == "notes":
            lost = [note for note in wanted if note not in value]
            value, wanted = ("", lost[0]) if lost else ("", "")
        if value != wanted:
            yield Difference("xml", term, 0, _show(value), _show(wanted))


def _compare_lines(found, wanted):
    """Yield where the lines differ."""
    if len(found) != len(wanted):
        yield Difference("xml", "BG-25", 0, len(found), len(wanted))
        return
    for number, (line, entry) in enumerate(zip(found, wanted, strict=True), 1):
        cuts = sum((amount for amount, _percent in line["cuts"]), ZERO)
        charges = sum((amount for amount, _percent in line["charges"]), ZERO)
        # eco-participation and the like, which the ledger holds as taxes
        fixed = charges - sum((a for a, percent in line["cuts"] if not percent), ZERO)
        quantity, price, basis, total = (
            proof_xml.number(line[term])
            for term in ("BT-129", "BT-146", "BT-149", "BT-131")
        )
        if None in (quantity, price, total):
            yield Difference("xml", "BG-25", number, "", "")
            continue
        group = line["BT-151"], proof_xml.number(line["BT-152"] or 0)
        gross = rounded(price * quantity / (basis or 1), entry["digits"])
        for term, value, right in (
            ("BT-153", line["BT-153"][:NAME_START], entry["name"][:NAME_START]),
            ("BT-129", quantity, entry["quantity"]),
            ("BT-131", total - fixed, entry["net"]),
            ("BT-151", group, entry["group"]),
            ("BT-146", gross - cuts + charges, total),
        ):
            if value != right:
                yield Difference("xml", term, number, _show(value), _show(right))
        if not entry["is_price_right"]:
            yield Difference("xml", "BT-146", number, line["BT-146"], entry["price"])


def _show(value):
    """:return: a value as a message says it
    :rtype: str"""
    if isinstance(value, dict):
        rows = (f"{key[0]} {key[1]} %: {a} + {b}" for key, (a, b) in value.items())
        return ", ".join(sorted(rows))
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_show, value))
    return "" if value is None else str(value)


# === PAGE === #


def compare_page(page, expected):
    """Compare what is written on the pages with what must be read there.

    Each line is looked for behind the one before, as it is read aloud: its name, and
    behind it quantity, price and total. Totals and VAT come behind the lines.

    :param Page page: the pages
    :param dict expected: see ``proof_expected.py``
    :rtype: Iterator[Difference]
    """
    place = 0
    for number, line in enumerate(expected["lines"], 1):
        name = squeeze(line["name"])[:NAME_START]
        end = page.find(name, place)
        if end < 0 and not page.reads(name):
            yield Difference("page", "BT-153", number, "", line["name"])
        place = max(end, place)
        ends = {}  # the same number twice is there twice
        for term in ("BT-129", "BT-146", "BT-131"):
            text = squeeze(line[term])
            end = page.find_number(text, ends.get(text, place))
            if end < 0:
                yield Difference("page", term, number, "", line[term])
            else:
                ends[text] = end
        place = max(ends.values(), default=place)
    yield from _compare_sums(page, expected["sums"], place)
    for term, text in expected["texts"]:
        if not page.reads(squeeze(text)):
            yield Difference("page", term, 0, "", text)


def _compare_sums(page, sums, place):
    """Yield the totals that are not there as often as they should."""
    # with or without the sign of the currency
    texts = [(term, text, NUMBER.search(squeeze(text))[0]) for term, text in sums]
    for wanted, times in Counter(text for _t, _w, text in texts).items():
        if page.count(wanted, place) < times:
            terms = [row for row in texts if row[2] == wanted]
            yield Difference("page", terms[-1][0], 0, "", terms[-1][1])
