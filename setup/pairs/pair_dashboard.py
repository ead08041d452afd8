# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The owner's page from live data, against one grouping of Odoo's report by month.

Ours answers every request for figures that the page makes in the browser. What the page
is made of was read before: it is the same file for everybody.
"""

from . import ledger, pages

GOAL = 1
DATA = "ledger"


def prepare(env, invoice):
    """Make the ledger once, and read what the page asks for."""
    ledger.prepare(env, invoice)
    if "tpe.kpi" not in env:
        return None
    return pages.find_requests(env(user=2), "dashboard_getting_paid")


def do_ours(env, requests, _url):
    """Answer the requests of the page."""
    assert requests
    pages.answer(env(user=2), requests)


def do_reference(env, _nothing, _url):
    """Group the lines of invoices by month."""
    groups = env["account.invoice.report"]._read_group(
        [("move_type", "in", ("out_invoice", "out_refund"))],
        ["invoice_date:month"],
        ["price_subtotal:sum"],
    )
    assert groups
