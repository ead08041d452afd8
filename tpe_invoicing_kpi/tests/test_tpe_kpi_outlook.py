# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from .common import TODAY, KpiCommon

WEEK = 7


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeKpiOutlook(KpiCommon):
    """What will come, when it was agreed, how sure it is, and what came."""

    def _forecast(self, on_date=TODAY):
        answer = self._values("cash_forecast", on_date=on_date)["cash_forecast"]
        return {row["key"]: row["value"] for row in answer["rows"]}

    def _band(self, on_date=TODAY):
        answer = self._values("cash_forecast_band", on_date=on_date)
        return answer["cash_forecast_band"]

    def _pay_late(self, *days, partner=None):
        """Let a customer pay so many days late, some time ago."""
        for late in days:
            due = self._days(-150)
            invoice = self._sell(100, due, partner=partner)
            self._pay(invoice, 100, self._days(-150 + late))

    def _promise(self, move, until, **vals):
        pauses_sudo = self.env["tpe.reminder.pause"].sudo()
        return pauses_sudo.create(
            {
                "move_id": move.id,
                "kind": "promise",
                "until": until,
                "started_on": self._days(-3),
                **vals,
            }
        )

    def test_a_promise_moves_its_part_to_its_day(self):
        invoice = self._sell(1000, self._days(-20))
        self._promise(invoice, self._days(10), amount=400)
        self.assertEqual(
            self._forecast(),
            {
                self._days(1).isoformat(): "600.00",
                self._days(10).isoformat(): "400.00",
            },
        )

    def test_a_promise_counts_as_it_stood_on_the_day(self):
        invoice = self._sell(1000, self._days(-20), due=self._days(5))
        self._promise(invoice, self._days(10))
        before = self._forecast(self._days(-4))
        self.assertEqual(before, {self._days(5).isoformat(): "1000.00"})
        self.assertEqual(self._forecast(), {self._days(10).isoformat(): "1000.00"})

    @freeze_time(TODAY)
    def test_a_payment_plan_is_paid_on_its_days_first_ones_first(self):
        moves = self._sell(600, self._days(-50)) | self._sell(400, self._days(-40))
        plan = self.env["tpe.payment.plan"].create(
            {
                "company_id": self.company.id,
                "partner_id": self.customer.id,
                "move_ids": [Command.set(moves.ids)],
                "instalment_ids": [
                    Command.create({"date": self._days(days), "amount": amount})
                    for days, amount in ((2, 500), (32, 300), (62, 200))
                ],
            }
        )
        plan.action_propose()
        plan._start()
        self._pay(moves[0], 600, TODAY)
        self.assertEqual(
            self._forecast(),
            {
                self._days(32).isoformat(): "200.00",
                self._days(62).isoformat(): "200.00",
            },
        )

    def test_the_band_waits_as_half_and_as_nine_tenths_of_the_payments_did(self):
        self._pay_late(0, 2, 4, 6, 8, 10, 12, 14, 30, 90)
        self._sell(1000, self._days(-5), due=self._days(3))
        rows = self._band()["rows"]
        self.assertEqual(len(rows), 13)
        # due in 3 days, 8 days late as a rule: day 11; prudently 30: day 33
        reached = [
            [row["key"] for row in rows if row[column] == "1000.00"][0]
            for column in ("value", "prudent")
        ]
        self.assertEqual(
            reached,
            [self._days(2 * WEEK).isoformat(), self._days(5 * WEEK).isoformat()],
        )

    def test_what_is_later_than_ever_seen_is_not_counted(self):
        self._pay_late(0, 2, 4, 6, 8)
        self._sell(1000, self._days(-60))
        answer = self._band()
        self.assertEqual((answer["value"], answer["prudent"]), ("0.00", "0.00"))
        self.assertEqual(self._value("cash_forecast"), "1000.00")

    @freeze_time(TODAY)
    def test_contracts_are_billed_ahead_with_vat(self):
        contract = self.env["contract.contract"].create(
            {
                "name": "Upkeep",
                "partner_id": self.customer.id,
                "company_id": self.company.id,
                "contract_line_ids": [
                    Command.create(
                        {
                            "name": "Upkeep",
                            "quantity": 1,
                            "price_unit": 100,
                            "recurring_rule_type": "monthly",
                            "recurring_interval": 1,
                            "date_start": self._days(6),
                            "recurring_next_date": self._days(6),
                        }
                    )
                ],
            }
        )
        answer = self._band()
        rate = 1 + self.company.account_sale_tax_id.amount / 100
        self.assertEqual(answer["contracts"], f"{300 * rate:.2f}")
        self.assertEqual(answer["rows"][0]["contracts"], f"{100 * rate:.2f}")
        self.assertEqual(answer["value"], answer["contracts"])
        # invoices of the past are in the ledger
        self.assertEqual(self._band(self._days(-1))["contracts"], "0.00")
        # the end of the whole contract, and a pause, are as good as those of a line
        contract.date_end = self._days(20)
        self.assertEqual(self._band()["contracts"], f"{100 * rate:.2f}")
        contract.tpe_pause_from = self._days(1)
        self.assertEqual(self._band()["contracts"], "0.00")

    def test_a_stored_forecast_is_compared_with_what_came(self):
        made = self._days(-40)
        self._pay_late(0, 1, 2, 3, 4)
        open_then = self._sell(1000, self._days(-60), due=self._days(-38))
        outlook = self.env["tpe.kpi.outlook"]._store(self.company, made)
        later = self._sell(500, self._days(-35))
        self._pay(open_then, 900, self._days(-20))
        self._pay(later, 500, self._days(-20))
        self.assertEqual((outlook.expected, outlook.prudent), (1000, 1000))
        self.assertEqual((outlook.came, outlook.difference), (900, -100))
        self.assertEqual(outlook.verdict, "short")
        # 100 wrong of 900
        self.assertEqual(self._value("forecast_accuracy"), "88.89")
        self.assertIs(self._value("forecast_accuracy", self._days(-20)), False)

    def test_a_forecast_is_stored_once_a_week_and_never_changed(self):
        outlooks = self.env["tpe.kpi.outlook"]
        self._sell(100, self._days(-21))
        outlook = outlooks._store(self.company, self._days(-20))
        self.assertFalse(outlooks._store(self.company, self._days(-14)))
        self.assertTrue(outlooks._store(self.company, self._days(-13)))
        with self.assertRaises(UserError):
            outlook.sudo().write({"expected": 1})

    def test_who_is_owed_nothing_has_no_forecast_to_be_judged_by(self):
        outlooks = self.env["tpe.kpi.outlook"]
        self.assertFalse(outlooks._store(self.company, self._days(-3)))
        self._sell(100, self._days(-2))
        self.assertTrue(outlooks._store(self.company, self._days(-1)))
