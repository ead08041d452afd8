# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import new_test_user, tagged

from .common import TODAY, KpiCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestBadInput(KpiCommon):
    """Whatever there is to measure, the public call answers, or says what is wrong."""

    def _check(self, on_date=TODAY, company=None):
        """Compute everything; False is the only way not to have a figure."""
        answers = self._values(on_date=on_date, company=company)
        for code, answer in answers.items():
            for row in (answer, *answer.get("rows", ())):
                self.assertIsInstance(row["value"], str | bool, code)
                self.assertIsNot(row["value"], True, code)
        return {code: answer["value"] for code, answer in answers.items()}

    def test_only_credit_notes(self):
        self._sell(100, self._days(-20), move_type="out_refund")
        values = self._check()
        self.assertEqual(values["open_receivables"], "-100.00")
        self.assertIs(values["dso_balance"], False)
        self.assertIs(values["top_partner_share"], False)

    def test_more_credit_than_debt(self):
        self._sell(100, self._days(-20), due=self._days(-10))
        self._sell(300, self._days(-5), move_type="out_refund")
        values = self._check()
        self.assertEqual(values["open_receivables"], "-200.00")
        self.assertIs(values["overdue_rate"], False)

    def test_all_paid(self):
        self._pay(self._sell(100, self._days(-20)), 100, self._days(-10))
        values = self._check()
        self.assertEqual(values["open_receivables"], "0.00")
        self.assertIs(values["overdue_rate"], False)
        self.assertEqual(values["days_late"], "10.00")

    def test_one_invoice_all_late(self):
        self._sell(100, self._days(-200))
        values = self._check()
        self.assertEqual(values["overdue_rate"], "100.00")
        self.assertEqual(values["unpaid_rate"], "100.00")
        self.assertEqual(values["dso_balance"], "365.00")

    def test_a_day_to_come_and_a_year_of_53_weeks(self):
        self._sell(100, self._days(-20))
        for day in (date(2026, 12, 31), date(2027, 1, 3), date(2028, 2, 29)):
            self.assertEqual(self._check(day)["open_receivables"], "100.00")

    def test_a_currency_without_a_rate_counts_one_to_one(self):
        yen = self.env["res.currency"].with_context(active_test=False)
        yen = yen.search([("name", "=", "JPY")])
        yen.active = True
        yen.rate_ids.unlink()
        self._sell(100, self._days(-20), currency_id=yen.id)
        self.assertEqual(self._check()["open_receivables"], "100.00")

    def test_two_companies_with_two_currencies(self):
        dollar = self.env.ref("base.USD")
        other = self.setup_other_company(name="Abroad", currency_id=dollar.id)
        self._sell(100, self._days(-20))
        self.assertEqual(self._check()["open_receivables"], "100.00")
        answer = self._values("open_receivables", company=other["company"])
        self.assertEqual(answer["open_receivables"]["value"], "0.00")
        self.assertEqual(answer["open_receivables"]["unit"], "USD")
        # of the other company than the one that the client has before it
        reader = new_test_user(
            self.env,
            "reads_both",
            "base.group_user,account.group_account_readonly",
            company_id=self.company.id,
            company_ids=[Command.set((self.company | other["company"]).ids)],
        )
        abroad = self.kpi.with_user(reader).with_context(
            allowed_company_ids=other["company"].ids
        )
        answer = abroad.tpe_values(self.company.id, ["open_receivables"])
        self.assertEqual(answer["open_receivables"]["value"], "100.00")

    def test_what_does_not_exist_is_named(self):
        with self.assertRaisesRegex(UserError, "no_such_figure"):
            self._values("no_such_figure")
        with self.assertRaises(UserError):
            self.kpi.tpe_values(999999999, ["sales"])
        with self.assertRaises(UserError):
            self.kpi.tpe_values(self.company.id, ["sales"], "yesterday")

    def test_nothing_stands_for_every_figure_however_it_is_written(self):
        every = set(self.kpi.search([]).mapped("code"))
        for nothing in (None, False, "", []):
            with self.subTest(nothing=nothing):
                answer = self.kpi.tpe_values(self.company.id, nothing)
                self.assertEqual(set(answer), every)

    def test_ages_that_make_no_sense_are_refused(self):
        for text in ("60, 30", "a month", "0", "30, 30"):
            with self.assertRaises(ValidationError):
                self.company.tpe_aging_limits = text
