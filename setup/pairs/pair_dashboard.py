# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The owner's page from live data, against one grouping of Odoo's report by month.

Ours answers every request that the page makes in the browser.
"""

from . import ledger, pages

GOAL = 1
DATA = "ledger"
prepare = ledger.prepare


def do_ours(env, company, _url):
    """Answer the requests of the page."""
    assert pages.read(env(user=2), "dashboard_getting_paid")


def do_reference(env, company, _url):
    """Group the lines of invoices by month."""
    groups = env["account.invoice.report"]._read_group(
        [("move_type", "in", ("out_invoice", "out_refund"))],
        ["invoice_date:month"],
        ["price_subtotal:sum"],
    )
    assert groups
