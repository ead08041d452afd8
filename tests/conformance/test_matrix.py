# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each case of the matrix: valid for all, and come to what its sums say."""

from decimal import Decimal

import pytest
from conformance import issued, matrix, validators
from conformance.arithmetic import amount, half_up
from conformance.making import RATES
from lxml import etree
from support.story import get_company

# the first test makes and validates all documents
pytestmark = pytest.mark.timeout(1800)
SUMS = ".//{*}SpecifiedTradeSettlementHeaderMonetarySummation"
FOOT = ("allowance", "charge")
SHEETS = {"FACTUR-X_EN16931", "FACTUR-X_EXTENDED", "EN16931-CII-validation"}


@pytest.fixture(params=matrix.CASES)
def case(request):
    """Give each case of the matrix."""
    return matrix.CASES[request.param]


class Read:
    """An invoice, read from its XML by a reader of its own."""

    def __init__(self, path):
        self.root = etree.parse(path).getroot()

    def text(self, path):
        """:return: text of the first node of a path
        :rtype: str"""
        return self.root.findtext(path)

    def total(self, name):
        """:return: a total of the document, zero when it is not there
        :rtype: Decimal"""
        return Decimal(self.root.findtext(f"{SUMS}/{{*}}{name}") or 0)

    @property
    def groups(self):
        """:return: base and VAT by category and rate
        :rtype: dict"""
        settlement = self.root.find(".//{*}ApplicableHeaderTradeSettlement")
        return {
            (
                node.findtext("{*}CategoryCode"),
                Decimal(node.findtext("{*}RateApplicablePercent") or 0),
            ): (
                Decimal(node.findtext("{*}BasisAmount")),
                Decimal(node.findtext("{*}CalculatedAmount")),
            )
            for node in settlement.findall("{*}ApplicableTradeTax")
        }


def _find(problems, document, is_of):
    """:return: word for a cell of the table, and what was found
    :rtype: tuple[str, list]"""
    paths = (str(document.pdf), str(document.xml))
    found = [p for path in paths for p in problems.get(path, ()) if is_of(p)]
    return ("no" if found else "yes"), found


def test_case_is_valid_and_right(case, matrix_documents, problems, ledger):
    document = matrix_documents[case.name]
    assert isinstance(document, issued.Issued), document
    cells, found = [], []
    for is_of in (
        lambda p: p.path.endswith(".pdf"),
        lambda p: p.rule == "XSD",
        lambda p: p.sheet in SHEETS,
        lambda p: p.sheet and p.sheet not in SHEETS,
    ):
        word, wrong = _find(problems, document, is_of)
        cells.append(word)
        found += wrong
    wrong = [*_compare(case, document, ledger[case.name])]
    profile = validators.get_profile(document.xml)
    cells.append("no" if wrong else "yes")
    issued.ROWS.append((case.name, profile, *cells))
    assert not found
    assert not wrong
    assert profile == case.situation.profile


def test_the_archive_of_all_cases_is_whole(server, documents, matrix_documents):
    """Books, entries and files say the same, whatever was sold."""
    client = server.rpc("accountant")
    answer = client.call(
        "tpe.archive.entry", "tpe_verify", company_id=get_company(client)
    )
    assert not answer["problems"]
    made = [
        each for each in matrix_documents.values() if isinstance(each, issued.Issued)
    ]
    assert answer["checked"] >= len(documents) + len(made)


def _compare(case, document, entry):
    """Yield where XML, entry and page do not say what the sums say."""
    xml, wanted = Read(document.xml), case.expected
    for name, number in (
        ("TaxBasisTotalAmount", wanted.net),
        ("TaxTotalAmount", wanted.vat),
        ("GrandTotalAmount", wanted.gross),
        ("TotalPrepaidAmount", wanted.paid),
        ("DuePayableAmount", wanted.due),
        ("AllowanceTotalAmount", wanted.allowances),
        ("ChargeTotalAmount", wanted.charges),
    ):
        if xml.total(name) != number:
            yield "XML", name, xml.total(name), number
    groups = {(t.category, Decimal(t.rate)): v for t, v in wanted.groups.items()}
    if xml.groups != groups:
        yield "XML", "VAT", xml.groups, groups
    for name, number in (
        ("amount_untaxed", wanted.net),
        ("amount_tax", wanted.vat),
        ("amount_total", wanted.gross),
    ):
        if half_up(str(entry[name])) != number:
            yield "ledger", name, entry[name], number
    yield from _compare_kind(case, xml, entry)
    yield from _compare_page(case, document, wanted)


def _compare_kind(case, xml, entry):
    """Yield where type, process, references and VAT in euros are not right."""
    code = xml.text(".//{*}ExchangedDocument/{*}TypeCode")
    if code != case.situation.type_code:
        yield "XML", "BT-3", code
    process = xml.text(".//{*}BusinessProcessSpecifiedDocumentContextParameter/{*}ID")
    if process != case.vat.letter + case.situation.process:
        yield "XML", "BT-23", process
    references = xml.root.findall(
        ".//{*}ApplicableHeaderTradeSettlement/{*}InvoiceReferencedDocument"
    )
    if len(references) != bool(case.situation.source):
        yield "XML", "BG-3", len(references)
    if case.currency in RATES:
        (node,) = xml.root.findall(f"{SUMS}/{{*}}TaxTotalAmount[@currencyID='EUR']")
        rate = Decimal(str(RATES[case.currency]))
        # from the amount without VAT: what is rounded twice is a cent off
        wanted = sum(
            half_up(base * Decimal(tax.rate) / 100 / rate)
            for tax, (base, _vat) in case.expected.groups.items()
        )
        if Decimal(node.text) != wanted:
            yield "XML", "BT-111", node.text, wanted
        if half_up(str(abs(entry["amount_tax_signed"]))) != wanted:
            yield "ledger", "amount_tax_signed", entry["amount_tax_signed"], wanted


def _compare_page(case, document, wanted):
    """Yield amounts and names that the page does not show."""
    text = validators.read_text(document.pdf.read_bytes())
    amounts = {wanted.net, wanted.gross, wanted.due}
    amounts |= {abs(amount(line)) for line in case.lines if line.role in FOOT}
    digits = 0 if case.currency == "JPY" else 2
    for number in amounts:
        english = f"{number:,.{digits}f}"
        french = english.replace(",", " ").replace(".", ",")
        if english not in text and french not in text:
            yield "page", english
    for number, line in enumerate(case.lines, 1):
        if f"Ouvrage n° {number}" not in text:
            yield "page", f"line {number}", line
