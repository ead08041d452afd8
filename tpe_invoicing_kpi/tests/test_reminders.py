# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import Command
from odoo.tests import tagged

from .common import KpiCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestReminders(KpiCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.plan = cls.env["tpe.reminder.plan"].search([], limit=1)
        cls.first, cls.second = cls.plan.level_ids[:2]

    def _remind(self, level, day, *invoices, state="sent", wording=False):
        """Record a reminder as sent that day, as a run would."""
        run = (
            self.env["tpe.reminder.run"]
            .sudo()
            .create({"company_id": self.company.id, "date": day})
        )
        open_lines = self._get_receivable(self.env["account.move"].union(*invoices))
        reminder = (
            self.env["tpe.reminder"]
            .sudo()
            .create(
                {
                    "company_id": self.company.id,
                    "run_id": run.id,
                    "partner_id": invoices[0].partner_id.id,
                    "currency_id": self.company.currency_id.id,
                    "plan_id": self.plan.id,
                    "level_id": level.id,
                    "channel": "email",
                    "wording": wording,
                    "date": day,
                    "state": "draft",
                    "amount_due": sum(open_lines.mapped("amount_residual")),
                    "line_ids": [
                        Command.create(
                            {
                                "company_id": self.company.id,
                                "currency_id": self.company.currency_id.id,
                                "move_line_id": line.id,
                                "move_id": line.move_id.id,
                                "level_id": level.id,
                                "date": day,
                                "amount_due": line.amount_residual,
                            }
                        )
                        for line in open_lines
                    ],
                }
            )
        )
        reminder.state = state
        return reminder

    def _get_rows(self):
        answer = self._values("reminder_effectiveness")["reminder_effectiveness"]
        return answer, {row["key"]: row for row in answer["rows"]}

    def _key(self, level):
        return f"{self.plan.id}-{level.id}-email"

    def test_no_reminder_gives_no_figure(self):
        answer, rows = self._get_rows()
        self.assertIs(answer["value"], False)
        self.assertEqual(rows, {})

    def test_what_is_paid_within_ten_days_is_credited_to_the_step_before(self):
        # K-11 in small: 800 asked, 350 paid within ten days
        paid, late = (
            self._sell(amount, self._days(-60), due=self._days(-40))
            for amount in (350, 450)
        )
        self._remind(self.first, self._days(-30), paid, late)
        self._pay(paid, 350, self._days(-20))
        self._pay(late, 50, self._days(-19))
        answer, rows = self._get_rows()
        row = rows[self._key(self.first)]
        self.assertEqual((row["numerator"], row["denominator"]), ("350.00", "800.00"))
        self.assertEqual(row["value"], "43.75")
        self.assertEqual(answer["value"], "43.75")

    def test_a_payment_belongs_to_the_last_step_before_it(self):
        invoice = self._sell(1000, self._days(-60), due=self._days(-50))
        self._remind(self.first, self._days(-40), invoice)
        self._pay(invoice, 100, self._days(-36))
        self._remind(self.second, self._days(-35), invoice)
        self._pay(invoice, 600, self._days(-33))
        _answer, rows = self._get_rows()
        self.assertEqual(rows[self._key(self.first)]["value"], "10.00")
        second = rows[self._key(self.second)]
        self.assertEqual(
            (second["numerator"], second["denominator"]), ("600.00", "900.00")
        )

    def test_a_credit_note_is_no_effect_of_a_reminder(self):
        invoice = self._sell(1000, self._days(-60), due=self._days(-50))
        self._remind(self.first, self._days(-40), invoice)
        self._credit(invoice, 400, self._days(-38))
        _answer, rows = self._get_rows()
        self.assertEqual(rows[self._key(self.first)]["value"], "0.00")

    def test_a_reminder_whose_ten_days_are_not_over_does_not_count(self):
        invoice = self._sell(1000, self._days(-60), due=self._days(-50))
        self._remind(self.first, self._days(-9), invoice)
        self.assertEqual(self._get_rows()[1], {})

    def test_a_reminder_that_was_not_sent_never_counts(self):
        invoice = self._sell(1000, self._days(-60), due=self._days(-50))
        self._remind(self.first, self._days(-40), invoice, state="failed")
        self.assertEqual(self._get_rows()[1], {})

    def test_gains_are_what_does_not_come_by_itself(self):
        # by itself: 100 of 1 000 within ten days, three days before they end
        alone = self._sell(1000, self._days(-60), due=self._days(-50))
        self._pay(alone, 100, self._days(-43))
        # reminded: 350 of 800, four days before the window closes
        reminded = self._sell(800, self._days(-160), due=self._days(-160))
        self._remind(self.first, self._days(-160), reminded)
        self._pay(reminded, 350, self._days(-154))
        answers = self._values("reminder_euros_gained", "reminder_days_gained")
        # 350 - 800 x 10 %; 350 x 4 / 800 - 100 x 3 / 1000
        self.assertEqual(answers["reminder_euros_gained"]["value"], "270.00")
        self.assertEqual(answers["reminder_days_gained"]["value"], "1.45")
        [row] = answers["reminder_euros_gained"]["rows"]
        self.assertEqual((row["key"], row["value"]), (self._key(self.first), "270.00"))

    def test_no_gain_is_claimed_without_a_baseline(self):
        reminded = self._sell(800, self._days(-60), due=self._days(-40))
        self._remind(self.first, self._days(-40), reminded)
        self._pay(reminded, 350, self._days(-36))
        self.assertIs(self._value("reminder_euros_gained"), False)

    def test_two_subjects_are_told_apart(self):
        for wording, partner in (("a", self.customer), ("b", self.other_customer)):
            invoice = self._sell(
                800, self._days(-60), due=self._days(-50), partner=partner
            )
            self._remind(self.first, self._days(-40), invoice, wording=wording)
            if wording == "a":
                self._pay(invoice, 200, self._days(-36))
        answer = self._values("reminder_wording")["reminder_wording"]
        self.assertEqual(
            [(row["key"][-1], row["value"]) for row in answer["rows"]],
            [("a", "25.00"), ("b", "0.00")],
        )
