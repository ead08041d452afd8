# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""Progress invoices: deposits deducted, amendments, retention of guarantee."""

from conformance.cases import case
from conformance.matrix import DAY
from support.story import NUMBERS, make_consumer
from support.works import Site


def _line(office, price, tax, **values):
    line = {
        "product_id": office.product("POSE"),
        "product_uom_qty": 1,
        "price_unit": price,
        "tax_ids": [(6, 0, [tax])],
    }
    return line | values


def _site(office, *lines, partner_id=None, **values):
    partner_id = partner_id or office.business()
    return Site(office.server, partner_id, lines, **values)


def _two_rates(office, **values):
    """14 000 without tax: VAT 2 000 and 400."""
    return _site(
        office,
        _line(office, 10000, office.tax(20), name="Maçonnerie"),
        _line(office, 4000, office.tax(10), name="Isolation des combles"),
        **values,
    )


def _reverse_charge(office):
    return office.new_tax(
        name=f"Autoliquidation BTP (situation {next(NUMBERS)})",
        amount=0,
        ubl_cii_tax_category_code="AE",
        ubl_cii_tax_exemption_reason_code="VATEX-FR-AE",
    )


@case
def situation_first(office):
    site = _two_rates(office, tpe_retention_percent=5)
    site.take_deposit()
    return site.draft(30, date=DAY)["invoice_id"]


@case
def situation_second(office):
    site = _two_rates(office, tpe_retention_percent=5)
    site.take_deposit()
    site.bill(30)
    return site.draft(65, date=DAY)["invoice_id"]


@case
def situation_last_with_amendment(office):
    site = _two_rates(office, tpe_retention_percent=5)
    site.take_deposit()
    site.bill(30)
    site.bill(65)
    site.add_line(**_line(office, 600, office.tax(20), name="Avenant : seuil"))
    return site.draft(100, date=DAY)["invoice_id"]


@case
def situation_after_a_credit_note(office):
    site = _two_rates(office, tpe_retention_percent=5)
    site.take_deposit()
    site.bill(30)
    site.issue(site.credit(site.bill(65)))
    return site.draft(80, date=DAY)["invoice_id"]


@case
def situation_credit_note(office):
    site = _two_rates(office, tpe_retention_percent=5)
    site.take_deposit()
    move_id = site.credit(site.bill(30))
    office.accountant.call(
        "account.move", "write", [move_id], vals={"invoice_date": DAY}
    )
    return move_id


@case
def situation_of_thirds(office):
    lines = [
        _line(office, 333.33, office.tax(20), name="Porte\nChêne massif"),
        _line(office, 12.34, office.tax(10), product_uom_qty=37.5, discount=7.77),
        _line(office, -100.01, office.tax(20), name="Remise commerciale"),
    ]
    site = _site(office, *lines)
    site.bill(33.33)
    return site.draft(66.67, date=DAY)["invoice_id"]


@case
def situation_that_a_deposit_pays(office):
    site = _two_rates(office)
    site.take_deposit()
    return site.draft(10, date=DAY, deposit="all")["invoice_id"]


@case
def situation_of_a_subcontractor(office):
    tax = _reverse_charge(office)
    site = _site(office, _line(office, 10000, tax), tpe_retention_percent=5)
    return site.draft(50, date=DAY)["invoice_id"]


@case
def situation_that_ends_a_subcontract(office):
    site = _site(
        office, _line(office, 10000, _reverse_charge(office)), tpe_retention_percent=5
    )
    site.take_deposit()
    site.bill(50)
    return site.draft(100, date=DAY)["invoice_id"]


@case
def situation_of_received_works(office):
    site = _site(
        office,
        {"display_type": "line_section", "name": "Gros œuvre"},
        _line(office, 2500, office.tax(10)),
        {"display_type": "line_note", "name": "Selon plan du 3 octobre"},
        partner_id=make_consumer(office.accountant),
        tpe_retention_percent=5,
    )
    site.write(tpe_reception_date="2026-11-20")
    return site.draft(100, date=DAY)["invoice_id"]
