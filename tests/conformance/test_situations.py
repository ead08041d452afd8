# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What progress invoices say, computed by hand."""

import pytest
from conformance import validators
from lxml import etree

SUMS = ".//{*}SpecifiedTradeSettlementHeaderMonetarySummation/{*}"
TERMS = ("TaxBasisTotalAmount", "TaxTotalAmount", "GrandTotalAmount")

# without tax, VAT, with tax (all of it due: what is held back is paid later), held back
EXPECTED = {
    # 30 % of 14 000, less 30 % of the deposit of 4 200
    "situation_first": ("2940.00", "504.00", "3444.00", "172,20"),
    # 35 % of both
    "situation_second": ("3430.00", "588.00", "4018.00", "200,90"),
    # 35 % of both, and the amendment of 600
    "situation_last_with_amendment": ("4030.00", "708.00", "4738.00", "236,90"),
    # 50 % of both: the 35 % were credited
    "situation_after_a_credit_note": ("4900.00", "840.00", "5740.00", "287,00"),
    "situation_credit_note": ("2940.00", "504.00", "3444.00", ""),
    # 10 % is 1 400, all of which the deposit pays
    "situation_that_a_deposit_pays": ("0.00", "0.00", "0.00", ""),
    "situation_of_a_subcontractor": ("5000.00", "0.00", "5000.00", "250,00"),
    # the other half, less the half of the deposit of 3 000 that is left
    "situation_that_ends_a_subcontract": ("3500.00", "0.00", "3500.00", "175,00"),
    "situation_of_received_works": ("2500.00", "250.00", "2750.00", "137,50"),
}


@pytest.mark.parametrize("name", EXPECTED)
def test_totals_are_those_computed_by_hand(documents, name):
    root = etree.parse(documents[name].xml)
    *totals, held = EXPECTED[name]
    assert [root.findtext(SUMS + term) for term in TERMS] == totals
    assert root.findtext(SUMS + "DuePayableAmount") == totals[-1]
    terms = root.findtext(".//{*}SpecifiedTradePaymentTerms/{*}Description")
    assert ("71-584" in (terms or "")) == bool(held)
    text = validators.read_text(documents[name].pdf.read_bytes())
    assert held in text


def test_the_last_one_refers_to_the_deposit_and_the_situations(documents):
    root = etree.parse(documents["situation_last_with_amendment"].xml)
    assert len(root.findall(".//{*}InvoiceReferencedDocument")) == 3
    process = ".//{*}BusinessProcessSpecifiedDocumentContextParameter/{*}ID"
    assert root.findtext(process) == "S4"


def test_thirds_close_to_the_cent(documents):
    # 66.67 % less 33.33 % of each line: 222.23 - 111.10, 284.54 - 142.25, 66.68 - 33.33
    root = etree.parse(documents["situation_of_thirds"].xml)
    found = root.findall(".//{*}SpecifiedTradeSettlementLineMonetarySummation/*")
    assert [node.text for node in found] == ["111.13", "142.29", "-33.35"]


def test_the_day_of_release_is_named_when_the_works_are_received(documents):
    text = validators.read_text(
        documents["situation_of_received_works"].pdf.read_bytes()
    )
    assert "20/11/2027" in text or "20 novembre 2027" in text
