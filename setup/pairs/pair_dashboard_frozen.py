# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""The figures of a frozen month, against one grouping of Odoo's report by month.

Ours answers the request of the list of month-end figures.
"""

from datetime import timedelta

from . import ledger, pair_dashboard

GOAL = 40
DATA = "ledger"
do_reference = pair_dashboard.do_reference


def prepare(env, invoice):
    """Make the ledger once, and freeze the month before."""
    company = ledger.prepare(env, invoice)
    if "tpe.kpi.snapshot" in env and not env["tpe.kpi.snapshot"].search([], limit=1):
        last = ledger.get_today().replace(day=1) - timedelta(1)
        env["tpe.kpi.snapshot"]._freeze(company, last)
        env.cr.commit()
    return company


def do_ours(env, company, _url):
    """Read the list."""
    last = ledger.get_today().replace(day=1) - timedelta(1)
    names = {"date": {}, "name": {}, "display": {}}
    domain = [("company_id", "=", company.id), ("date", "=", last)]
    page = env(user=2)["tpe.kpi.snapshot"].web_search_read(domain, names, limit=80)
    assert len(page["records"]) > 1
