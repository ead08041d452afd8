# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Proof that page, XML and ledger say the same, read back from the finished PDF."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

from lxml import etree

from . import pdfium

FILE_NAME = "factur-x.xml"
NAMES = {
    "ram": "urn:un:unece:uncefact:data:standard:"
    "ReusableAggregateBusinessInformationEntity:100",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
}
TRADE = "/*/rsm:SupplyChainTradeTransaction"
SETTLEMENT = f"{TRADE}/ram:ApplicableHeaderTradeSettlement"
SUMS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
SELLER = f"{TRADE}/ram:ApplicableHeaderTradeAgreement/ram:SellerTradeParty"

# where the XML says what is compared
PATHS = {
    "BT-1": "/*/rsm:ExchangedDocument/ram:ID",
    "BT-2": "/*/rsm:ExchangedDocument/ram:IssueDateTime/udt:DateTimeString",
    "BT-3": "/*/rsm:ExchangedDocument/ram:TypeCode",
    "BT-5": f"{SETTLEMENT}/ram:InvoiceCurrencyCode",
    "BT-9": f"{SETTLEMENT}/ram:SpecifiedTradePaymentTerms"
    "/ram:DueDateDateTime/udt:DateTimeString",
    "BT-30": f"{SELLER}/ram:SpecifiedLegalOrganization/ram:ID",
    "BT-109": f"{SUMS}/ram:TaxBasisTotalAmount",
    "BT-110": f"{SUMS}/ram:TaxTotalAmount[1]",
    "BT-112": f"{SUMS}/ram:GrandTotalAmount",
    "BT-115": f"{SUMS}/ram:DuePayableAmount",
}

# signs that readers see no difference in, or that only break a line
INVISIBLE = re.compile(r"[\s\u00ad\u200b-\u200f\u2060\ufeff\ufffe\x00-\x1f]+")
DASHES = re.compile("[\u2010-\u2015\u2212]")


def read(pdf):
    """Read a finished document, by another library than those that wrote it.

    :param bytes pdf: the finished document
    :return: its only attachment, and what is written on its pages
    :rtype: tuple[bytes, str]
    :raises ValueError: when there is not exactly one attachment, of the right name
    """
    with pdfium.open_pdf(pdf) as document:
        files = [
            document.get_attachment(number)
            for number in range(document.count_attachments())
        ]
        names = [file.get_name() for file in files]
        if names != [FILE_NAME]:
            raise ValueError(f"attachments: {names or 'none'}")
        return bytes(files[0].get_data()), _read_pages(document)


def read_text(pdf):
    """Return what is written on the pages.

    :param bytes pdf: the document
    :rtype: str
    """
    with pdfium.open_pdf(pdf) as document:
        return _read_pages(document)


def _read_pages(document):
    """:return: the text of all pages
    :rtype: str"""
    texts = []
    for page in document:
        texts.append(pdfium.read_page(page))
        page.close()
    return "\n".join(texts)


def squeeze(text):
    """Take out of a text what depends on line breaks and fonts only.

    :param str text: any text
    :rtype: str

    >>> squeeze("1\\xa0234,50 €\\n– x"), squeeze("ﬁn")
    ('1234,50€-x', 'fin')
    """
    text = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    return DASHES.sub("-", INVISIBLE.sub("", text))


def read_terms(xml):
    """Read the compared terms from the XML.

    :param bytes xml: the attachment
    :return: texts by term, and VAT by category and rate under ``BG-23``
    :rtype: dict
    """
    root = etree.fromstring(xml)
    terms = {
        term: "".join(
            node.text or "" for node in root.xpath(path, namespaces=NAMES)[:1]
        )
        for term, path in PATHS.items()
    }
    groups = {}
    for node in root.xpath(f"{SETTLEMENT}/ram:ApplicableTradeTax", namespaces=NAMES):

        def text(name, node=node):
            return node.findtext(f"ram:{name}", default="0", namespaces=NAMES)

        key = text("CategoryCode"), _decimal(text("RateApplicablePercent"))
        base, vat = _decimal(text("BasisAmount")), _decimal(text("CalculatedAmount"))
        groups[key] = base, vat
    terms["BG-23"] = groups
    return terms


def find_differences(pdf, ledger, expected):
    """Compare a finished document with the ledger.

    :param bytes pdf: the finished document
    :param dict ledger: what the entry says, by term: texts, decimals, and under
        ``BG-23`` base and VAT by category and rate
    :param dict expected: texts that must be read on the page, by term
    :return: one sentence for each difference; none means proven
    :rtype: list[str]
    """
    try:
        xml, text = read(pdf)
        terms = read_terms(xml)
    except (ValueError, RuntimeError, etree.XMLSyntaxError) as error:
        return [f"XML: {error}"]
    wrong = []
    for term, value in ledger.items():
        found = terms.get(term)
        if isinstance(value, Decimal):
            found = _decimal(found)
        if found != value:
            wrong.append(f"XML {term}: {found} / {value}")
    page = squeeze(text)
    wrong += [
        f"PDF {term}: {wanted}"
        for term, wanted in expected.items()
        if squeeze(wanted) not in page
    ]
    return wrong


def _decimal(text):
    """:return: a number of the XML, None when it is none
    :rtype: Decimal | None"""
    try:
        return Decimal(text)
    except (InvalidOperation, TypeError):
        return None
