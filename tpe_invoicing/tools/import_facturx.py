# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Read a past invoice out of its XML (UN/CEFACT CII, as in Factur-X)."""

from decimal import Decimal

from .identifiers import clean
from .import_document import parse_xml
from .import_invoice_total import cents
from .import_partner import read_partner
from .import_problem import ImportProblem
from .import_values import parse_date, plain, tidy

# UNTDID 1001: credit notes of every kind
CREDIT_CODES = frozenset("81 83 261 262 296 308 381 396 420 458 502 503 532".split())
ROOT = "CrossIndustryInvoice"
DOCUMENT = "ExchangedDocument"
DEAL = "SupplyChainTradeTransaction"
AGREEMENT = f"{DEAL}/ApplicableHeaderTradeAgreement"
SETTLEMENT = f"{DEAL}/ApplicableHeaderTradeSettlement"
SUMS = f"{SETTLEMENT}/SpecifiedTradeSettlementHeaderMonetarySummation"
ONE, NONE = Decimal(1), Decimal(0)


class Reader:
    """Reads values at paths of local names, whatever the prefixes of the namespaces."""

    def __init__(self, node):
        self.node = node

    def all(self, path):
        """:param str path: local names, parted by slashes
        :return: readers of every node there
        :rtype: list[Reader]"""
        steps = "/".join(f"*[local-name()='{name}']" for name in path.split("/"))
        return [Reader(node) for node in self.node.xpath(steps)]

    def text(self, path):
        """:param str path: see :meth:`all`
        :return: text of the first node there, blank without one
        :rtype: str"""
        found = self.all(path)
        return tidy(found[0].node.text or "") if found else ""

    def number(self, path):
        """:param str path: see :meth:`all`
        :return: number there, None without one
        :rtype: Decimal | None
        :raise ImportProblem: when it is no number"""
        text = self.text(path)
        try:
            found = Decimal(text) if text else None
        except ArithmeticError:
            raise ImportProblem("amount_invalid", value=text[:40]) from None
        if found is not None and not (found.is_finite() and abs(found) < 10**12):
            raise ImportProblem("amount_invalid", value=text[:40])
        return found


def read_invoice(xml):
    """Read an invoice.

    :param bytes xml: the XML
    :return: see ``build_document``, with ``seller`` (SIREN and VAT number)
    :rtype: dict
    :raise ImportProblem: when it is no invoice or contradicts itself
    """
    root = Reader(parse_xml(xml))
    if not root.node.tag.endswith(f"}}{ROOT}"):
        raise ImportProblem("xml_unknown")
    date = parse_date(root.text(f"{DOCUMENT}/IssueDateTime/DateTimeString"))
    number = root.text(f"{DOCUMENT}/ID")
    if not number:
        raise ImportProblem("number_missing")
    if not date:
        raise ImportProblem("date_missing")
    totals = _read_totals(root)
    items = [
        _read_item(line)
        for line in root.all(f"{DEAL}/IncludedSupplyChainTradeLineItem")
    ]
    items += _read_adjustments(root)
    taxes = _read_taxes(root, totals)
    items = _fit_items(items, taxes, totals)
    due = f"{SETTLEMENT}/SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString"
    document = {
        "number": number,
        "date": date,
        "due": parse_date(root.text(due)),
        "paid_on": None,
        "origin": "",
        "currency": root.text(f"{SETTLEMENT}/InvoiceCurrencyCode").upper(),
        "is_credit": root.text(f"{DOCUMENT}/TypeCode") in CREDIT_CODES,
        "items": items,
        "taxes": taxes,
        "party": _read_buyer(root) | {"is_nameless": False},
        "seller": _read_seller(root),
        **{name: totals[name] for name in ("untaxed", "tax", "total", "open")},
    }
    if document["total"] < 0:
        _turn(document)
    return document


def _read_totals(root):
    """:return: the document's amounts; they must agree
    :rtype: dict[str, Decimal]"""
    untaxed = root.number(f"{SUMS}/TaxBasisTotalAmount")
    total = root.number(f"{SUMS}/GrandTotalAmount")
    tax = root.number(f"{SUMS}/TaxTotalAmount")
    if untaxed is None or total is None:
        raise ImportProblem("amount_missing", number=root.text(f"{DOCUMENT}/ID"))
    tax = total - untaxed if tax is None else tax
    if untaxed + tax != total:
        raise ImportProblem(
            "total_differs",
            number=root.text(f"{DOCUMENT}/ID"),
            given=cents(total),
            computed=cents(untaxed + tax),
        )
    due = root.number(f"{SUMS}/DuePayableAmount")
    return {
        "untaxed": cents(untaxed),
        "tax": cents(tax),
        "total": cents(total),
        "open": cents(total if due is None else due),
    }


def _read_item(line):
    settlement = "SpecifiedLineTradeSettlement"
    tax = f"{settlement}/ApplicableTradeTax/RateApplicablePercent"
    sums = f"{settlement}/SpecifiedTradeSettlementLineMonetarySummation"
    untaxed = cents(line.number(f"{sums}/LineTotalAmount") or NONE)
    agreement = "SpecifiedLineTradeAgreement/NetPriceProductTradePrice"
    price = line.number(f"{agreement}/ChargeAmount")
    basis = line.number(f"{agreement}/BasisQuantity") or ONE
    quantity = line.number("SpecifiedLineTradeDelivery/BilledQuantity")
    is_exact = (
        price is not None
        and quantity is not None
        and cents(price / basis * quantity) == untaxed
    )
    return _item(
        line.text("SpecifiedTradeProduct/Name"),
        plain(line.number(tax) or NONE),
        untaxed,
    ) | ({"quantity": quantity, "unit_price": price / basis} if is_exact else {})


def _item(label, rate, untaxed):
    return {
        "label": label,
        "quantity": ONE,
        "unit_price": untaxed,
        "discount": NONE,
        "rate": rate,
        "untaxed": untaxed,
    }


def _read_adjustments(root):
    """:return: allowances and charges of the whole document, as lines
    :rtype: Iterator[dict]"""
    for part in root.all(f"{SETTLEMENT}/SpecifiedTradeAllowanceCharge"):
        amount = cents(part.number("ActualAmount") or NONE)
        is_charge = part.text("ChargeIndicator/Indicator") == "true"
        rate = plain(part.number("CategoryTradeTax/RateApplicablePercent") or NONE)
        yield _item(part.text("Reason"), rate, amount if is_charge else -amount)


def _read_taxes(root, totals):
    """:return: base and tax by rate; the smallest profile tells none
    :rtype: dict[Decimal, dict]"""
    taxes = {}
    for part in root.all(f"{SETTLEMENT}/ApplicableTradeTax"):
        base, tax = part.number("BasisAmount"), part.number("CalculatedAmount")
        if base is None or tax is None:
            continue
        rate = plain(part.number("RateApplicablePercent") or NONE)
        sums = taxes.setdefault(rate, {"base": NONE, "tax": NONE})
        sums["base"] += cents(base)
        sums["tax"] += cents(tax)
    added = tuple(
        sum(part[name] for part in taxes.values()) for name in ("base", "tax")
    )
    if added == (totals["untaxed"], totals["tax"]):
        return taxes
    rate = None if totals["tax"] else NONE
    return {rate: {"base": totals["untaxed"], "tax": totals["tax"]}}


def _fit_items(items, taxes, totals):
    """Keep the lines when they add up to the taxes; else one line a rate stands for
    them."""
    sums = {}
    for item in items:
        sums[item["rate"]] = sums.get(item["rate"], NONE) + item["untaxed"]
    if items and sums == {rate: part["base"] for rate, part in taxes.items()}:
        return items
    if items and None in taxes and sum(sums.values()) == totals["untaxed"]:
        return [item | {"rate": None} for item in items]
    return [_item("", rate, part["base"]) for rate, part in taxes.items()]


def _read_party(node):
    """:return: cells of a party, as ``read_partner`` wants them
    :rtype: dict[str, str]"""
    address = "PostalTradeAddress"
    registry = clean(node.text("SpecifiedLegalOrganization/ID"))
    cells = {
        "name": node.text("Name"),
        "street": node.text(f"{address}/LineOne"),
        "street2": node.text(f"{address}/LineTwo"),
        "zip": node.text(f"{address}/PostcodeCode"),
        "city": node.text(f"{address}/CityName"),
        "country": node.text(f"{address}/CountryID"),
        "email": node.text("DefinedTradeContact/EmailURIUniversalCommunication/URIID"),
        "vat": "",
    }
    for tax in node.all("SpecifiedTaxRegistration/ID"):
        if tax.node.get("schemeID") == "VA":
            cells["vat"] = tidy(tax.node.text or "")
    if registry:
        cells["siret" if len(registry) == 14 else "siren"] = registry
    return cells


def _read_buyer(root):
    buyers = root.all(f"{AGREEMENT}/BuyerTradeParty")
    if not buyers or not buyers[0].text("Name"):
        raise ImportProblem("customer_missing")
    return read_partner(_read_party(buyers[0]))


def _read_seller(root):
    sellers = root.all(f"{AGREEMENT}/SellerTradeParty")
    cells = _read_party(sellers[0]) if sellers else {}
    registry = cells.get("siret") or cells.get("siren") or ""
    return {
        "name": cells.get("name", ""),
        "siren": registry[:9],
        "vat": clean(cells.get("vat", "")),
    }


def _turn(document):
    """A negative invoice is a credit note."""
    document["is_credit"] = not document["is_credit"]
    for name in ("untaxed", "tax", "total", "open"):
        document[name] = -document[name]
    for part in document["taxes"].values():
        part["base"], part["tax"] = -part["base"], -part["tax"]
    for item in document["items"]:
        item["untaxed"], item["quantity"] = -item["untaxed"], -item["quantity"]
