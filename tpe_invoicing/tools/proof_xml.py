# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What the XML of a finished document says, read back as plain values."""

from decimal import Decimal, InvalidOperation

from lxml import etree

NAMES = {
    "ram": "urn:un:unece:uncefact:data:standard:"
    "ReusableAggregateBusinessInformationEntity:100",
    "rsm": "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100",
    "udt": "urn:un:unece:uncefact:data:standard:UnqualifiedDataType:100",
    "qdt": "urn:un:unece:uncefact:data:standard:QualifiedDataType:100",
}
DOCUMENT = "rsm:ExchangedDocument"
TRADE = "rsm:SupplyChainTradeTransaction"
AGREEMENT = f"{TRADE}/ram:ApplicableHeaderTradeAgreement"
DELIVERY = f"{TRADE}/ram:ApplicableHeaderTradeDelivery"
SETTLEMENT = f"{TRADE}/ram:ApplicableHeaderTradeSettlement"
SUMS = f"{SETTLEMENT}/ram:SpecifiedTradeSettlementHeaderMonetarySummation"
SELLER = f"{AGREEMENT}/ram:SellerTradeParty"
BUYER = f"{AGREEMENT}/ram:BuyerTradeParty"
VAT_NUMBER = "ram:SpecifiedTaxRegistration/ram:ID[@schemeID='VA']"
ACCOUNT = (
    f"{SETTLEMENT}/ram:SpecifiedTradeSettlementPaymentMeans"
    "/ram:PayeePartyCreditorFinancialAccount"
)

# where the XML says what is compared
PATHS = {
    "BT-1": f"{DOCUMENT}/ram:ID",
    "BT-2": f"{DOCUMENT}/ram:IssueDateTime/udt:DateTimeString",
    "BT-3": f"{DOCUMENT}/ram:TypeCode",
    "BT-5": f"{SETTLEMENT}/ram:InvoiceCurrencyCode",
    "BT-9": f"{SETTLEMENT}/ram:SpecifiedTradePaymentTerms"
    "/ram:DueDateDateTime/udt:DateTimeString",
    "BT-27": f"{SELLER}/ram:Name",
    "BT-30": f"{SELLER}/ram:SpecifiedLegalOrganization/ram:ID",
    "BT-31": f"{SELLER}/{VAT_NUMBER}",
    "BT-44": f"{BUYER}/ram:Name",
    "BT-47": f"{BUYER}/ram:SpecifiedLegalOrganization/ram:ID",
    "BT-48": f"{BUYER}/{VAT_NUMBER}",
    "BT-72": f"{DELIVERY}/ram:ActualDeliverySupplyChainEvent"
    "/ram:OccurrenceDateTime/udt:DateTimeString",
    "BT-109": f"{SUMS}/ram:TaxBasisTotalAmount",
    "BT-110": f"{SUMS}/ram:TaxTotalAmount",
    "BT-112": f"{SUMS}/ram:GrandTotalAmount",
    "BT-115": f"{SUMS}/ram:DuePayableAmount",
}
LINE = f"{TRADE}/ram:IncludedSupplyChainTradeLineItem"
LINE_TAX = "ram:SpecifiedLineTradeSettlement/ram:ApplicableTradeTax"
LINE_PATHS = {
    "BT-153": "ram:SpecifiedTradeProduct/ram:Name",
    "BT-129": "ram:SpecifiedLineTradeDelivery/ram:BilledQuantity",
    "BT-146": "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice"
    "/ram:ChargeAmount",
    "BT-149": "ram:SpecifiedLineTradeAgreement/ram:NetPriceProductTradePrice"
    "/ram:BasisQuantity",
    "BT-131": "ram:SpecifiedLineTradeSettlement"
    "/ram:SpecifiedTradeSettlementLineMonetarySummation/ram:LineTotalAmount",
    "BT-151": f"{LINE_TAX}/ram:CategoryCode",
    "BT-152": f"{LINE_TAX}/ram:RateApplicablePercent",
}
LINE_ALLOWANCE = "ram:SpecifiedLineTradeSettlement/ram:SpecifiedTradeAllowanceCharge"


def number(text):
    """Read a number of the XML.

    :param str text: as it stands there
    :return: None when it is no number
    :rtype: Decimal | None

    >>> number("20.50"), number(""), number(None)
    (Decimal('20.50'), None, None)
    """
    try:
        return Decimal(text)
    except (InvalidOperation, TypeError):
        return None


def read(xml):
    """Read what is compared.

    :param bytes xml: the attachment
    :return: texts by term; ``lines`` (dicts by term, ``cuts`` and ``charges`` as pairs
        of amount and percentage), ``foot`` (pairs of reason and signed amount),
        ``BG-23`` (base and VAT by category and rate), ``BG-3``, ``notes``
    :rtype: dict
    """
    root = etree.fromstring(xml)

    def text(node, path):
        return node.findtext(path, default="", namespaces=NAMES)

    found = {term: text(root, path) for term, path in PATHS.items()}
    found["BT-84"] = text(root, f"{ACCOUNT}/ram:IBANID") or text(
        root, f"{ACCOUNT}/ram:ProprietaryID"
    )
    found["lines"] = [_read_line(node) for node in root.iterfind(LINE, NAMES)]
    found["foot"] = sorted(
        (text(node, "ram:Reason"), -amount if is_cut else amount)
        for node, is_cut, amount in _read_allowances(
            root, f"{SETTLEMENT}/ram:SpecifiedTradeAllowanceCharge"
        )
    )
    found["BG-23"] = {
        (
            text(node, "ram:CategoryCode"),
            number(text(node, "ram:RateApplicablePercent") or 0),
        ): (
            number(text(node, "ram:BasisAmount")),
            number(text(node, "ram:CalculatedAmount")),
        )
        for node in root.iterfind(f"{SETTLEMENT}/ram:ApplicableTradeTax", NAMES)
    }
    found["BG-3"] = [
        (
            text(node, "ram:IssuerAssignedID"),
            text(node, "ram:FormattedIssueDateTime/qdt:DateTimeString"),
        )
        for node in root.iterfind(f"{SETTLEMENT}/ram:InvoiceReferencedDocument", NAMES)
    ]
    notes = root.iterfind(f"{DOCUMENT}/ram:IncludedNote/ram:Content", NAMES)
    found["notes"] = [note.text or "" for note in notes]
    return found


def _read_line(node):
    """:return: one line
    :rtype: dict"""
    line = {
        term: node.findtext(path, default="", namespaces=NAMES)
        for term, path in LINE_PATHS.items()
    }
    line["cuts"], line["charges"] = [], []
    for row, is_cut, amount in _read_allowances(node, LINE_ALLOWANCE):
        percent = row.findtext("ram:CalculationPercent", namespaces=NAMES)
        line["cuts" if is_cut else "charges"].append((amount, percent))
    return line


def _read_allowances(node, path):
    """Yield each allowance or charge: node, whether it is taken off, amount."""
    for row in node.iterfind(path, NAMES):
        indicator = "ram:ChargeIndicator/udt:Indicator"
        is_cut = row.findtext(indicator, namespaces=NAMES) == "false"
        amount = number(row.findtext("ram:ActualAmount", namespaces=NAMES))
        yield row, is_cut, amount or Decimal(0)
