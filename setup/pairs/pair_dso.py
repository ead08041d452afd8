# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The DSO of every customer, against Odoo's own field of the customer."""

from . import ledger

GOAL = 15
DATA = "ledger"
prepare = ledger.prepare


def do_ours(env, company, _url):
    """Answer the public call: one row a customer."""
    answer = env["tpe.kpi"].tpe_values(company.id, ["dso_by_partner"])
    assert len(answer["dso_by_partner"]["rows"]) >= ledger.get_customers()


def do_reference(env, company, _url):
    """Compute the field of every customer."""
    customers = env["account.move"]._read_group(
        [("move_type", "=", "out_invoice"), ("company_id", "=", company.id)],
        [],
        ["commercial_partner_id:recordset"],
    )[0][0]
    assert len(customers) >= ledger.get_customers()
    assert any(customers.mapped("days_sales_outstanding"))
