# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
"""What users do to customers, invoices and words, while reminders go on."""

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ReminderCommon

HOSTILE = '%(amount)s $object.env <t t-out="env"/> <script>alert(1)</script>'
NO_VARIABLES = (
    "{customer.env}",
    "{0}",
    "{amount!r}",
    "{{object.env.cr}}",
    "${object.env}",
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestFaults(ReminderCommon):
    def _merge(self, source, target):
        wizard = self.env["base.partner.merge.automatic.wizard"].create({})
        wizard._merge((source + target).ids, target)

    def test_merged_customers_keep_what_they_were_sent_and_hear_nothing_twice(self):
        twin = self.business.copy({"name": "Bâti Ouest (double)"})
        first, second = self._issue(1200), self._issue(600, partner=twin)
        sent = self._run("2026-10-06")["sent"]
        self.assertEqual(len(sent), 2)
        self._merge(twin, self.business)
        reminders = self.env["tpe.reminder"].browse(r["reminder_id"] for r in sent)
        self.assertEqual(reminders.partner_id, self.business)
        self.assertEqual(self._run("2026-10-06")["sent"], [])
        (both,) = self._run("2026-10-20")["sent"]
        self.assertEqual(
            {line["invoice"] for line in both["lines"]}, {first.name, second.name}
        )
        self.assertEqual(self._run("2026-10-20")["sent"], [])

    def test_a_reversed_invoice_is_not_reminded(self):
        invoice, other = self._issue(1200), self._issue(100)
        self._run("2026-10-06")
        wizard = (
            self.env["account.move.reversal"]
            .with_context(active_model="account.move", active_ids=invoice.ids)
            .create({"journal_id": invoice.journal_id.id, "date": "2026-10-07"})
        )
        credit = self.env["account.move"].browse(wizard.refund_moves()["res_id"])
        if credit.state == "draft":
            credit.action_post()
        (reminder,) = self._plan("2026-10-20")["planned"]
        owed = [line["invoice"] for line in reminder["lines"] if line["days_late"]]
        self.assertIn(other.name, owed)
        self.assertEqual(reminder["amount_due"], "100.00")

    def test_what_was_paid_too_much_is_taken_off_what_else_is_owed(self):
        self._pay(self._issue(1000), "2026-10-02", 1200)
        other = self._issue(500)
        (reminder,) = self._plan("2026-10-20")["planned"]
        self.assertEqual(reminder["amount_due"], "300.00")
        self.assertFalse(self._reason(other, "2026-10-20"))

    def test_of_what_was_paid_too_little_the_rest_is_due_unless_it_is_too_small(self):
        invoice = self._issue(1000)
        self._pay(invoice, "2026-10-02", 990)
        (reminder,) = self._plan("2026-10-20")["planned"]
        self.assertEqual(reminder["amount_due"], "10.00")
        plan = self.env.ref("tpe_invoicing_reminders.tpe_reminder_plan_business")
        plan.min_amount = 15
        self.assertEqual(self._reason(invoice, "2026-10-20"), "below_threshold")

    def test_the_instalment_that_is_late_is_asked_for_not_the_one_to_come(self):
        halves = [
            Command.create({"value": "percent", "value_amount": 50, "nb_days": days})
            for days in (10, 90)
        ]
        term = self.env["account.payment.term"].create(
            {"name": "Half soon, half later", "line_ids": halves}
        )
        invoice = self._issue(1000, invoice_payment_term_id=term.id)
        answer = self._plan("2026-09-30")
        (reminder,) = answer["planned"]
        self.assertEqual(reminder["amount_due"], "500.00")
        (later,) = answer["skipped"]
        self.assertEqual((later["invoice"], later["reason"]), (invoice.name, "not_due"))

    def test_a_currency_without_a_rate_skips_that_customer_alone(self):
        crowns = self.env["res.currency"].create({"name": "XTS", "symbol": "X"})
        odd = self.business.copy({"name": "Loin SARL"})
        rate = {"currency_id": crowns.id, "name": "2026-01-01", "rate": 25}
        rate = self.env["res.currency.rate"].create(rate)
        invoice = self._issue(1200, partner=odd, currency_id=crowns.id)
        rate.unlink()
        self._issue(100)
        self.assertEqual(self._reason(invoice, "2026-10-20"), "no_rate")
        (sent,) = self._run("2026-10-20")["sent"]
        self.assertEqual(sent["partner_id"], self.business.id)

    def test_nothing_in_the_words_of_a_step_runs(self):
        self._issue()
        (planned,) = self._plan("2026-10-20")["planned"]
        plan = self.env["tpe.reminder.plan"].browse(self._get_plan_id())
        level = plan.level_ids[planned["level"] - 1]
        for text in NO_VARIABLES:
            with self.subTest(text), self.assertRaises(UserError):
                level.body = text
        level.write({"subject": f"A\r\nBcc: x@y.example {HOSTILE}", "body": HOSTILE})
        (sent,) = self._run("2026-10-20")["sent"]
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        self.assertNotIn("\n", reminder.subject)
        self.assertNotIn("<script", reminder.body)
        for kept in ("%(amount)s", "$object.env"):
            self.assertIn(kept, reminder.subject)
            self.assertIn(kept, reminder.body)
        self.assertNotIn("odoo.api.Environment", reminder.body + reminder.subject)

    def _get_plan_id(self):
        planner = self.env["tpe.reminder.planner"]
        day = self.runs._get_day(self.company, "2026-10-20")
        prepared, _skips = planner._plan(self.company, day)
        return prepared[0].message.plan.id

    def test_a_variable_that_does_not_exist_is_refused(self):
        level = self.env["tpe.reminder.level"].search([], limit=1)
        with self.assertRaises(UserError):
            level.body = "Bonjour {password}"
