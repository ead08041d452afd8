# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Every French case passes the validators of others, and says what the ledger says."""

from decimal import Decimal

import pytest
from conformance import cases, validators
from lxml import etree

# the first test makes and validates all documents
pytestmark = pytest.mark.timeout(1800)
SUMS = ".//{*}SpecifiedTradeSettlementHeaderMonetarySummation"


def _sum(xml, name):
    node = etree.parse(xml).find(f"{SUMS}/{{*}}{name}")
    return Decimal(node.text)


@pytest.mark.parametrize("name", cases.CASES)
def test_document_is_valid_for_all_validators(documents, problems, name):
    document = documents[name]
    paths = (str(document.pdf), str(document.xml))
    assert [problem for path in paths for problem in problems.get(path, ())] == []


@pytest.mark.parametrize("name", cases.CASES)
def test_ledger_and_xml_agree_to_the_cent(documents, rpc, name):
    document = documents[name]
    (move,) = rpc("reader").call(
        "account.move",
        "read",
        [document.move_id],
        fields=["amount_untaxed", "amount_tax", "amount_total"],
    )
    for field, term in (
        ("amount_untaxed", "TaxBasisTotalAmount"),
        ("amount_tax", "TaxTotalAmount"),
        ("amount_total", "GrandTotalAmount"),
    ):
        assert _sum(document.xml, term) == round(Decimal(str(move[field])), 2), field


@pytest.mark.parametrize("name", cases.CASES)
def test_page_and_xml_agree_to_the_cent(documents, name):
    document = documents[name]
    text = validators.read_text(document.pdf.read_bytes())
    for term in ("TaxBasisTotalAmount", "GrandTotalAmount", "DuePayableAmount"):
        amount = _sum(document.xml, term)
        french = f"{amount:,.2f}".replace(",", " ").replace(".", ",")
        assert french in text or f"{amount:,.2f}" in text, term


def test_vat_is_rounded_once_for_each_rate(documents):
    root = etree.parse(documents["several_rates"].xml)
    settlement = root.find(".//{*}ApplicableHeaderTradeSettlement")
    groups = settlement.findall("{*}ApplicableTradeTax")
    vat = [group.findtext("{*}CalculatedAmount") for group in groups]
    assert vat == ["6.02", "0.38"]


def test_franchise_shows_no_vat(documents):
    text = validators.read_text(documents["franchise"].pdf.read_bytes())
    assert "TVA non applicable, article 293 B du CGI" in text
    assert "Taux de TVA" not in text


def test_hostile_text_is_read_not_run(documents):
    document = documents["hostile_text"]
    text = "".join(validators.read_text(document.pdf.read_bytes()).split())
    assert '<b>#import"x"</b>$x^2$' in text
    assert "alert(1)" not in text
    assert '<b>#import "x"</b>' in etree.parse(document.xml).findtext(
        ".//{*}BuyerTradeParty/{*}Name"
    )
