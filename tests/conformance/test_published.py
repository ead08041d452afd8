# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""A published sample gives the amounts and the terms that were published."""

from decimal import Decimal

import pytest
from conformance import issued, published, validators
from lxml import etree

# the first test makes and validates all documents
pytestmark = pytest.mark.timeout(1800)
SUMS = ".//{*}SpecifiedTradeSettlementHeaderMonetarySummation"
SETTLEMENT = ".//{*}ApplicableHeaderTradeSettlement"


@pytest.fixture(scope="module")
def sample(maker, tmp_path_factory):
    """Issue the sample; its PDF and XML are files."""
    move_id = published.make(maker)
    maker.accountant.call("account.move", "tpe_issue", [move_id])
    (answer,) = maker.accountant.call("account.move", "tpe_document", [move_id])
    return issued.keep(tmp_path_factory.mktemp("published"), "sample", answer)


@pytest.fixture(scope="module")
def root(sample):
    """Root of its XML."""
    return etree.parse(sample.xml).getroot()


def _group(node):
    rate = Decimal(node.findtext("{*}RateApplicablePercent") or 0)
    return node.findtext("{*}CategoryCode"), f"{rate:f}"


def test_totals_are_those_that_were_published(root):
    found = {name: root.findtext(f"{SUMS}/{{*}}{name}") for name in published.TERMS}
    assert found == published.TERMS


def test_vat_is_what_was_published(root):
    found = {
        _group(node): (
            node.findtext("{*}BasisAmount"),
            node.findtext("{*}CalculatedAmount"),
        )
        for node in root.findall(f"{SETTLEMENT}/{{*}}ApplicableTradeTax")
    }
    assert found == published.GROUPS


def test_discounts_and_charges_stand_on_the_whole(root):
    found = [
        (
            node.findtext("{*}ActualAmount"),
            *_group(node.find("{*}CategoryTradeTax")),
            node.findtext("{*}Reason"),
            node.findtext("{*}ChargeIndicator/{*}Indicator") == "true",
        )
        for node in root.findall(f"{SETTLEMENT}/{{*}}SpecifiedTradeAllowanceCharge")
    ]
    assert sorted(found) == sorted(published.WHOLE)


def test_lines_are_those_that_were_published(root):
    found = [
        (
            node.findtext("{*}SpecifiedTradeProduct/{*}Name"),
            *_group(node.find("{*}SpecifiedLineTradeSettlement/{*}ApplicableTradeTax")),
            node.findtext(".//{*}LineTotalAmount"),
        )
        for node in root.iter("{*}IncludedSupplyChainTradeLineItem")
    ]
    assert found == [(row[0], *row[3:]) for row in published.LINES]


def test_sample_is_valid_for_all(sample):
    assert validators.check_xsd([sample.xml]) == []
    assert validators.check_schematron([sample.xml]) == []
    assert validators.check_container(sample.pdf) == []
