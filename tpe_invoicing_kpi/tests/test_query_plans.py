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

    def _make_history(self, invoice, count=3000):
        """Copy what an invoice sold into years gone by: nothing more is open."""
        self.env.flush_all()
        for table, where in (
            ("account_move", "id = %s"),
            ("account_move_line", "move_id = %s AND amount_residual = 0"),
        ):
            query = f"""
                INSERT INTO {table}
                SELECT (jsonb_populate_record(one, jsonb_build_object(
                           'id', nextval('{table}_id_seq'), 'name', number,
                           'invoice_date', '2020-01-01'))).*
                  FROM generate_series(1, %s) number, {table} one WHERE {where}
                """
            self.env.cr.execute(query, [count, invoice.id])
            self.env.cr.execute(f"ANALYZE {table}")

    def test_open_items_are_found_by_index_today_and_in_the_past(self):
        accounts = ledger_sql.get_accounts(self.env)
        for day in (TODAY, TODAY - timedelta(365)):
            plan = self._get_plan(
                ledger_sql.get_open_by_due(accounts, self.company.id, day)
            )
            self.assertNotIn("Seq Scan", plan)

    def test_what_is_overrated_is_not_compiled(self):
        self.env.cr.execute("SET LOCAL jit = on")
        self.kpi.tpe_values(self.company.id, ["aged_balance"])
        self.env.cr.execute("SHOW jit")
        self.assertEqual(self.env.cr.fetchone(), ("off",))

    def test_open_items_and_sales_are_read_from_indexes_alone(self):
        self._make_history(self._sell(100))
        accounts = ledger_sql.get_accounts(self.env)
        report = self.env["tpe.receivable.report"].with_company(self.company)
        aged = (
            "SELECT partner_id, bucket, SUM(amount_open) FROM (%s) item GROUP BY 1, 2"
        )
        year = (self.company.id, TODAY - timedelta(364), TODAY)
        items = (
            "account_move_line_tpe_open_idx",
            "account_move_tpe_unpaid_idx",
            "account_move_tpe_kind_idx",
        )
        for query, indexes in (
            (SQL(aged, report._table_query), items),
            (ledger_sql.get_open_by_due(accounts, self.company.id, TODAY), items),
            (
                ledger_sql.get_receivable_by_partner(accounts, self.company.id, TODAY),
                items,
            ),
            (ledger_sql.get_sales_by_partner(*year), ["account_move_tpe_sales_idx"]),
            (ledger_sql.get_revenue_by_partner(*year), ["account_move_tpe_sales_idx"]),
            (ledger_sql.get_sales_by_day(*year), ["account_move_tpe_sales_idx"]),
        ):
            plan = self._get_plan(query)
            for index in indexes:
                self.assertIn(f"Index Only Scan using {index}", plan)

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
