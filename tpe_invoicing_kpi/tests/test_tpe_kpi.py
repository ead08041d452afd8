# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta

from freezegun import freeze_time
from lxml import etree

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged
from odoo.tools.safe_eval import safe_eval

from .common import TODAY, KpiCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeKpi(KpiCommon):
    def test_nothing_sold_gives_no_rate_and_no_days(self):
        # K-3
        answers = self._values()
        for code in ("dso_balance", "dso_countback", "overdue_rate", "cei"):
            self.assertIs(answers[code]["value"], False, code)
        self.assertEqual(answers["open_receivables"]["value"], "0.00")

    def test_every_answer_has_its_parts_and_no_null(self):
        self._sell(100)
        answers = self._values()
        self.assertEqual(set(answers), set(self.kpi.search([]).mapped("code")))
        for code, answer in answers.items():
            for part in ("value", "unit", "numerator", "denominator", "definition"):
                self.assertIn(part, answer, code)
                self.assertIsNotNone(answer[part], code)
            is_table = self.kpi.search([("code", "=", code)]).is_table
            self.assertEqual("rows" in answer, is_table, code)

    def test_days_of_sales_compare_what_is_open_with_a_year_of_sales(self):
        # K-2: 24 000 open, of which 18 000 current, 146 000 sold in 365 days
        self._pay(self._sell(122000, self._days(-200)), 122000, self._days(-190))
        self._sell(18000, self._days(-10), due=self._days(20))
        self._sell(6000, self._days(-40), due=self._days(-10))
        answers = self._values()
        self.assertEqual(answers["dso_balance"]["value"], "60.00")
        self.assertEqual(answers["dso_balance"]["numerator"], "24000.00")
        self.assertEqual(answers["dso_balance"]["denominator"], "146000.00")
        self.assertEqual(answers["dso_best_possible"]["value"], "45.00")
        self.assertEqual(answers["days_delinquent"]["value"], "15.00")
        self.assertEqual(answers["overdue_rate"]["value"], "25.00")

    def test_the_period_has_365_days(self):
        self._sell(100, self._days(-364))
        self._sell(10, self._days(-365))
        self.assertEqual(self._value("sales"), "100.00")

    def test_count_back_uses_up_the_newest_months_first(self):
        # K-1: on 30 November 2026
        day = date(2026, 11, 30)
        self._pay(self._sell(45000, date(2026, 9, 10)), 45000, day)
        self._sell(5000, date(2026, 9, 11))
        self._sell(45000, date(2026, 10, 5))
        self._sell(60000, date(2026, 11, 5))
        self.assertEqual(self._value("dso_countback", day), "64.00")

    def test_count_back_reaches_beyond_the_sales_read_first(self):
        self._sell(1000, self._days(-1500))
        days = (TODAY - self._days(-1500).replace(day=1)).days + 1
        self.assertEqual(self._value("dso_countback"), f"{days}.00")

    def test_the_aged_balance_cuts_at_30_60_and_90_days(self):
        # K-16
        for late in (-5, 0, 1, 30, 31, 60, 61, 90, 91):
            self._sell(100, self._days(-100), due=self._days(-late))
        answer = self._values("aged_balance")["aged_balance"]
        self.assertEqual(
            [(row["key"], row["value"]) for row in answer["rows"]],
            [
                ("not_due", "200.00"),
                ("1_30", "200.00"),
                ("31_60", "200.00"),
                ("61_90", "200.00"),
                ("over_90", "100.00"),
            ],
        )
        self.assertEqual(answer["value"], "900.00")

    def test_a_partial_payment_counts_from_its_own_day(self):
        invoice = self._sell(1000, self._days(-60))
        self._pay(invoice, 400, self._days(-20))
        opens = [self._open(self._days(day)) for day in (-61, -60, -21, -20, 0)]
        self.assertEqual(opens, ["0.00", "1000.00", "1000.00", "600.00", "600.00"])

    def test_a_credit_note_is_taken_off_from_its_own_day(self):
        invoice = self._sell(1000, self._days(-60))
        self._credit(invoice, 300, self._days(-10))
        self.assertEqual(self._open(self._days(-11)), "1000.00")
        self.assertEqual(self._open(self._days(-10)), "700.00")

    def test_an_unmatched_credit_note_is_open_and_negative(self):
        self._sell(1000, self._days(-60))
        self._sell(300, self._days(-10), move_type="out_refund")
        self.assertEqual(self._open(TODAY), "700.00")

    def test_matching_later_does_not_change_the_day_of_the_payment(self):
        invoice = self._sell(1000, self._days(-60))
        payment = self._receive(1000, self._days(-30))
        before = self._values("open_receivables", on_date=self._days(-15))
        self.assertEqual(before["open_receivables"]["value"], "1000.00")
        self.assertEqual(before["open_receivables"]["unallocated_payments"], "1000.00")
        self._get_receivable(invoice | payment).reconcile()
        after = self._values("open_receivables", on_date=self._days(-15))
        self.assertEqual(after["open_receivables"]["value"], "0.00")
        self.assertEqual(after["open_receivables"]["unallocated_payments"], "0.00")

    def test_undoing_a_match_opens_the_invoice_again_on_every_day(self):
        invoice = self._sell(1000, self._days(-60))
        payment = self._pay(invoice, 1000, self._days(-30))
        self.assertEqual(self._open(self._days(-15)), "0.00")
        self._get_receivable(payment).remove_move_reconcile()
        self.assertEqual(self._open(self._days(-15)), "1000.00")

    def test_an_invoice_posted_later_belongs_to_its_own_date(self):
        self.assertEqual(self._open(self._days(-15)), "0.00")
        self._sell(1000, self._days(-20))
        self.assertEqual(self._open(self._days(-15)), "1000.00")

    def test_a_draft_or_cancelled_invoice_counts_nowhere(self):
        invoice = self._sell(1000, self._days(-20))
        invoice.button_draft()
        self.assertEqual(self._open(TODAY), "0.00")
        invoice.button_cancel()
        self.assertEqual(self._value("sales"), "0.00")

    def test_a_reversed_invoice_is_open_until_the_reversal(self):
        invoice = self._sell(1000, self._days(-60))
        reversal = invoice._reverse_moves(
            [
                {
                    "date": self._days(-5),
                    "invoice_date": self._days(-5),
                    **self._get_unsealed_vals(),
                }
            ],
            cancel=True,
        )
        self.assertEqual(reversal.move_type, "out_refund")
        self.assertEqual(self._open(self._days(-6)), "1000.00")
        self.assertEqual(self._open(self._days(-5)), "0.00")
        self.assertEqual(self._value("sales"), "0.00")

    def test_a_foreign_invoice_counts_at_the_rate_it_was_booked_at(self):
        dollar = self.env.ref("base.USD")
        for day, rate in ((-300, 1.25), (-20, 2.0)):
            self.env["res.currency.rate"].create(
                {
                    "name": self._days(day),
                    "rate": rate,
                    "currency_id": dollar.id,
                    "company_id": self.company.id,
                }
            )
        invoice = self._sell(1000, self._days(-60), currency_id=dollar.id)
        self.assertEqual(self._open(TODAY), "800.00")
        self._pay(invoice, 500, self._days(-10))
        # what the payment was worth that day; the exchange gain comes at the end
        self.assertEqual(self._open(TODAY), "550.00")
        self._pay(invoice, 500, self._days(-5))
        # Odoo dates the exchange entry itself, by the day it is made
        self.assertEqual(self._open(self._days(365)), "0.00")
        self.assertEqual(self._value("sales"), "800.00")

    def test_days_to_pay_weigh_each_euro(self):
        # K-4 and K-5
        issue, due = self._days(-100), self._days(-70)
        for amount, paid in ((1000, -70), (3000, -40)):
            self._pay(self._sell(amount, issue, due=due), amount, self._days(paid))
        answers = self._values()
        self.assertEqual(answers["days_to_pay"]["value"], "52.50")
        self.assertEqual(answers["days_to_pay"]["denominator"], "4000.00")
        self.assertEqual(answers["days_to_pay_simple"]["value"], "45.00")
        self.assertEqual(answers["days_late"]["value"], "22.50")
        self.assertEqual(answers["days_late_simple"]["value"], "15.00")
        self._pay(self._sell(1000, issue, due=due), 1000, self._days(-75))
        answers = self._values("days_late", "days_late_signed", "paid_on_time_rate")
        self.assertEqual(answers["days_late"]["value"], "18.00")
        self.assertEqual(answers["days_late_signed"]["value"], "17.00")
        self.assertEqual(answers["paid_on_time_rate"]["value"], "40.00")

    def test_each_part_payment_has_its_own_delay(self):
        # K-6: due 1 November, 500 on the day, 1 500 twenty days later
        invoice = self._sell(2000, date(2026, 10, 1), due=date(2026, 11, 1))
        self._pay(invoice, 500, date(2026, 11, 1))
        self.assertIs(self._value("days_late"), False, "not wholly paid yet")
        self._pay(invoice, 1500, date(2026, 11, 21))
        self.assertEqual(self._value("days_late"), "15.00")
        self.assertIs(self._value("days_late", date(2026, 11, 20)), False)

    def test_a_credit_note_pays_nothing(self):
        invoice = self._sell(1000, self._days(-50), due=self._days(-50))
        self._pay(invoice, 600, self._days(-40))
        self._credit(invoice, 400, self._days(-10))
        answer = self._values("days_to_pay")["days_to_pay"]
        self.assertEqual(answer["value"], "10.00")
        self.assertEqual(answer["denominator"], "600.00")

    def test_an_exchange_difference_pays_nothing(self):
        dollar = self.env.ref("base.USD")
        for day, rate in ((-300, 1.25), (-20, 2.0)):
            self.env["res.currency.rate"].create(
                {
                    "name": self._days(day),
                    "rate": rate,
                    "currency_id": dollar.id,
                    "company_id": self.company.id,
                }
            )
        invoice = self._sell(1000, self._days(-60), currency_id=dollar.id)
        self._pay(invoice, 1000, self._days(-10))
        answer = self._values("days_to_pay", on_date=self._days(200))["days_to_pay"]
        self.assertEqual(answer["denominator"], "500.00")
        self.assertEqual(answer["value"], "50.00")

    def test_the_unpaid_rate_follows_one_cohort(self):
        due = self._days(-100)
        for amount, paid in ((500, -60), (300, -40), (200, -30)):
            # the limit is 60 days after the due date: day -40 still counts
            self._pay(self._sell(amount, due, due=due), amount, self._days(paid))
        cancelled = self._sell(900, due, due=due)
        self._credit(cancelled, 900, self._days(-90))
        self._sell(700, self._days(-59), due=self._days(-59))
        answers = self._values("unpaid_rate", "unpaid_rate_count")
        self.assertEqual(answers["unpaid_rate"]["numerator"], "200.00")
        self.assertEqual(answers["unpaid_rate"]["denominator"], "1000.00")
        self.assertEqual(answers["unpaid_rate"]["value"], "20.00")
        self.assertEqual(answers["unpaid_rate_count"]["value"], "33.33")
        self.assertEqual(answers["unpaid_rate_count"]["denominator"], "3")

    def test_revenue_belongs_to_the_commercial_entity_and_has_no_vat(self):
        contact = self.env["res.partner"].create(
            {"name": "Site manager", "parent_id": self.customer.id}
        )
        self._sell(100, partner=contact, tax_ids=self.sale_tax.ids)
        self._sell(20, move_type="out_refund")
        self._sell(300, partner=self.other_customer)
        answers = self._values("revenue_by_partner", "top_partner_share", "sales")
        self.assertEqual(
            [
                (row["key"], row["label"], row["value"])
                for row in answers["revenue_by_partner"]["rows"]
            ],
            [
                (self.other_customer.id, self.other_customer.name, "300.00"),
                (self.customer.id, self.customer.name, "80.00"),
            ],
        )
        self.assertEqual(answers["top_partner_share"]["value"], "78.95")
        self.assertEqual(answers["sales"]["value"], "400.00")

    def test_the_forecast_follows_the_habit_of_the_customer(self):
        # K-15: a customer 12 days late as a rule
        for number in range(5):
            day = self._days(-60 - number)
            self._pay(self._sell(100, day, due=day), 100, day + timedelta(12))
        self._sell(1000, self._days(-5), due=date(2026, 11, 30))
        self._sell(500, self._days(-40), due=date(2026, 11, 1))
        rows = self._values("cash_forecast")["cash_forecast"]["rows"]
        self.assertEqual(
            [(row["key"], row["value"]) for row in rows],
            [("2026-11-25", "500.00"), ("2026-12-12", "1000.00")],
        )

    def test_open_receivables_reconcile_with_the_ledger(self):
        invoice = self._sell(1000, self._days(-60))
        self._pay(invoice, 400, self._days(-20))
        self._receive(50, self._days(-3))
        answer = self._values("open_receivables")["open_receivables"]
        balance = sum(
            self._get_receivable(
                self.env["account.move"].search(
                    [("company_id", "=", self.company.id), ("state", "=", "posted")]
                )
            ).mapped("balance")
        )
        ledger = (
            float(answer["value"])
            - float(answer["unallocated_payments"])
            + float(answer["other_receivables"])
        )
        self.assertAlmostEqual(ledger, balance)

    def test_figures_of_another_company_stay_apart(self):
        self._sell(1000)
        other = self.setup_other_company(name="Another company")["company"]
        values = self.kpi.with_company(other).tpe_values(
            other.id, ["open_receivables"], TODAY.isoformat()
        )
        self.assertEqual(values["open_receivables"]["value"], "0.00")
        self.assertEqual(self._open(TODAY), "1000.00")

    def test_the_user_of_another_company_is_refused(self):
        other = self.env["res.company"].create({"name": "Elsewhere"})
        user = new_test_user(
            self.env,
            "elsewhere",
            "account.group_account_invoice",
            company_id=other.id,
            company_ids=[fields.Command.set(other.ids)],
        )
        kpis = self.kpi.with_user(user)
        with self.assertRaises(AccessError):
            kpis.tpe_values(self.company.id)
        self.assertTrue(kpis.tpe_values(other.id))

    def test_an_unknown_figure_or_company_is_named(self):
        with self.assertRaisesRegex(UserError, "turnover_of_the_moon"):
            self._values("turnover_of_the_moon")
        with self.assertRaises(UserError):
            self.kpi.sudo().tpe_values(0, ["sales"])

    def test_today_is_where_the_company_is(self):
        self._sell(1000, self._days(2))
        # half past three in the morning of the 26th in Auckland
        with freeze_time("2026-11-25 14:30:00"):
            self.company.partner_id.tz = "Pacific/Auckland"
            value = self.kpi.tpe_values(self.company.id, ["open_receivables"])
            self.assertEqual(value["open_receivables"]["value"], "1000.00")
            self.company.partner_id.tz = "Europe/Paris"
            value = self.kpi.tpe_values(self.company.id, ["open_receivables"])
            self.assertEqual(value["open_receivables"]["value"], "0.00")

    def test_the_number_of_queries_does_not_follow_the_invoices(self):
        self._pay(self._sell(100, self._days(-30)), 40, self._days(-10))
        self._values()
        few = self._count_queries()
        for number in range(20):
            partner = self.env["res.partner"].create({"name": f"Customer {number}"})
            self._pay(
                self._sell(100, self._days(-30), partner=partner), 40, self._days(-10)
            )
        self.assertLessEqual(self._count_queries(), few)

    def _count_queries(self):
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        self._values()
        return self.env.cr.sql_log_count - before

    # === SCREEN === #

    def test_figure_leads_to_what_it_counts(self):
        self._sell(18000, self._days(-10), due=self._days(20))
        self._sell(6000, self._days(-40), due=self._days(-10))
        arch = etree.fromstring(self.env["tpe.kpi.value"].get_view()["arch"])
        answers = self._values()
        for code in ("open_receivables", "overdue_amount", "aged_balance"):
            (button,) = (
                button
                for button in arch.iter("button")
                if not safe_eval(button.get("invisible"), {"code": code})
            )
            action = self.env["ir.actions.act_window"].browse(int(button.get("name")))
            rows = self.env[action.res_model].search(safe_eval(action.domain or "[]"))
            self.assertEqual(
                f"{sum(rows.mapped('amount_open')):.2f}", answers[code]["value"], code
            )
