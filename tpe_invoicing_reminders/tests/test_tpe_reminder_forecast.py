# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from ast import literal_eval

from freezegun import freeze_time

from odoo import fields
from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import ReminderCommon

TODAY = fields.Date.to_date("2026-10-01")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestForecast(ReminderCommon):
    def _get_rows(self, partner=None):
        """Return day and step of what a customer would get, steps by their number."""
        rows = self.env["tpe.reminder.forecast"]._prepare_rows(self.company, TODAY)
        partner = partner or self.business
        levels = self.env["tpe.reminder.level"]
        return [
            (str(row["date"]), levels.browse(row["level_id"]).number, row["amount_due"])
            for row in rows
            if row["partner_id"] == partner.id
        ]

    def test_each_step_comes_on_its_day_as_if_nobody_paid(self):
        self._issue(1200)  # due on 30 September: 5, 15 and 30 days later
        self.assertEqual(
            self._get_rows(),
            [("2026-10-05", 2, 1200), ("2026-10-15", 3, 1200), ("2026-10-30", 4, 1200)],
        )

    def test_the_forecast_says_what_the_plan_of_each_day_then_says(self):
        self._issue(1200)
        self._issue(500, due="2026-10-10")
        self._issue(300, due="2026-10-05", partner=self.consumer)
        for partner in (self.business, self.consumer):
            for day, level, amount in self._get_rows(partner):
                planned = self._run(day)["sent"]
                (own,) = [r for r in planned if r["partner_id"] == partner.id]
                self.assertEqual(own["level"], level)
                self.assertEqual(float(own["amount_due"]), amount)

    @freeze_time("2026-10-20 09:00")
    def test_the_calendar_opens_on_the_first_message(self):
        forecasts = self.env["tpe.reminder.forecast"].with_company(self.company)
        opened_on = forecasts.action_show()["context"]["initial_date"]
        self.assertEqual(opened_on, "2026-10-20 12:00:00")
        self._issue(1200, due="2026-11-05")  # the notice comes three days before
        opened_on = forecasts.action_show()["context"]["initial_date"]
        self.assertEqual(opened_on, "2026-11-02 12:00:00")

    def test_weekends_pauses_closures_and_the_cap_are_known(self):
        invoice = self._issue(1200)
        self.business.write(
            {"tpe_closed_from": "2026-10-12", "tpe_closed_until": "2026-10-16"}
        )
        invoice.tpe_pause("promise", "2026-10-07")
        self.assertEqual(
            [row[:2] for row in self._get_rows()],
            [("2026-10-08", 2), ("2026-10-19", 3), ("2026-10-30", 4)],
        )
        self._issue(1200, partner=self.consumer)
        self.company.tpe_reminder_cap = 1
        days = [row[0] for row in self._get_rows() + self._get_rows(self.consumer)]
        self.assertEqual(len(days), len(set(days)))

    def test_who_cannot_be_reached_takes_nobodys_place(self):
        self._issue(1200)
        self._issue(900, partner=self.consumer, due="2026-10-01")
        self.company.tpe_reminder_cap = 1
        self.business.write({"email": False, "phone": False, "street": False})
        self.assertFalse(self._get_rows())
        self.assertEqual(self._get_rows(self.consumer)[0], ("2026-10-01", 1, 900))

    def test_a_month_after_the_last_message_the_cap_of_a_customer_ends(self):
        self.env["tpe.reminder.plan"].search([]).max_messages = 1
        self._issue(900, due="2026-09-05")
        self.assertEqual(len(self._run("2026-09-10")["sent"]), 1)
        # 10 October is a Saturday
        self.assertEqual(self._get_rows(), [("2026-10-12", 4, 900)])

    def test_it_changes_nothing_and_readers_see_it_but_sellers_do_not(self):
        self._issue(1200)
        before = self._plan("2026-10-06")
        reader = self._new_user("lectrice", "account.group_account_readonly")
        forecasts = self.env["tpe.reminder.forecast"].with_company(self.company)
        action = forecasts.with_user(reader).action_show()
        self.assertEqual(action["res_model"], "tpe.reminder.forecast")
        self.assertEqual(self._plan("2026-10-06"), before)
        seller = self._new_user("vendeur", "sales_team.group_sale_salesman")
        with self.assertRaises(AccessError):
            forecasts.with_user(seller).action_show()

    def test_a_dry_run_of_any_day_says_what_a_run_would_do(self):
        invoice = self._issue(1200)
        reader = self._new_user("lectrice2", "account.group_account_readonly")
        wizard = self.env["tpe.reminder.dry.run"].with_user(reader)
        wizard = wizard.with_company(self.company).create({"date": "2026-10-16"})
        action = wizard.action_show()
        lines = self.env["account.move.line"].with_context(**action["context"])
        (item,) = lines.search(
            [*literal_eval(action["domain"]), ("move_id", "=", invoice.id)]
        )
        (planned,) = self._plan("2026-10-16")["planned"]
        self.assertIn("Due that day", item.tpe_reminder_note)
        invoice.tpe_pause("promise", "2026-10-20")
        again = item.with_context(tpe_on_date="2026-10-18")
        self.assertIn("promised", again.tpe_reminder_note)
        self.assertEqual(str(again.tpe_reminder_next_on), "2026-10-20")
        later = item.with_context(tpe_on_date="2026-10-21")
        self.assertIn("Due that day", later.tpe_reminder_note)
        self.assertEqual(planned["amount_due"], "1200.00")

    def test_the_customer_says_why_for_each_open_item(self):
        first, second = self._issue(1200), self._issue(500)
        second.tpe_pause("dispute")
        reader = self._new_user("lectrice3", "account.group_account_readonly")
        partner = self.business.with_user(reader).with_company(self.company)
        partner = partner.with_context(tpe_on_date="2026-10-20")
        rows = partner.tpe_reminder_note.split("\n")
        self.assertEqual(len(rows), 2)
        for row, move, word in zip(
            rows, (first, second), ("Due that day", "disputes"), strict=True
        ):
            self.assertIn(move.name, row)
            self.assertIn(word, row)
        action = partner.action_tpe_open_items()
        found = self.env["account.move.line"].search(action["domain"])
        self.assertEqual(found.move_id, first + second)
