# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta

from odoo import Command
from odoo.tests import new_test_user, tagged
from odoo.tools import SQL

from ..report import ledger_sql
from .common import TODAY, KpiCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestQueryPlans(KpiCommon):
    """What figures read grows with the work in hand, not with the history."""

    def _get_plan(self, query):
        self.env.flush_all()
        # a small table is read whole whatever its indexes: ask whether they can serve
        self.env.cr.execute("SET LOCAL enable_seqscan = off")
        rows = self.env.execute_query(SQL("EXPLAIN %s", query))
        return "\n".join(line for [line] in rows)

    def test_open_items_are_found_by_index_today_and_in_the_past(self):
        accounts = ledger_sql.get_accounts(self.env)
        for day in (TODAY, TODAY - timedelta(365)):
            plan = self._get_plan(
                ledger_sql.get_open_by_due(accounts, self.company.id, day)
            )
            self.assertNotIn("Seq Scan", plan)

    def test_sales_of_a_period_are_added_up_by_index(self):
        start = TODAY - timedelta(364)
        for get_sales in (ledger_sql.get_sales_by_day, ledger_sql.get_sales_by_partner):
            plan = self._get_plan(get_sales(self.company.id, start, TODAY))
            self.assertNotIn("Seq Scan", plan)

    def test_a_frozen_month_is_read_in_one_query(self):
        snapshots = self.env["tpe.kpi.snapshot"].with_company(self.company)
        snapshots._freeze(self.company, date(2026, 10, 31))
        domain = [("company_id", "=", self.company.id), ("date", "=", "2026-10-31")]
        names = {"date": {}, "name": {}, "display": {}}
        user = new_test_user(
            self.env,
            "frozen_reader",
            "account.group_account_readonly",
            company_ids=[Command.set(self.company.ids)],
            company_id=self.company.id,
        )
        snapshots = snapshots.with_user(user)
        snapshots.web_search_read(domain, names, limit=80)
        self.env.invalidate_all()
        user.fetch(["company_ids"])  # known in any request
        with self.assertQueryCount(1):
            page = snapshots.web_search_read(domain, names, limit=80)
        self.assertGreater(len(page["records"]), 10)
