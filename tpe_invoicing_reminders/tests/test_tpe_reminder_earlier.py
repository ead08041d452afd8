# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged
from odoo.tools import html2plaintext

from ..models.letter_sheet import get_head
from .common import ReminderCommon

PLAN = "tpe_invoicing_reminders.tpe_reminder_plan_business"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestEarlier(ReminderCommon):
    """Words and steps follow what was really sent before."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.business.lang = "en_US"
        cls.owner = cls._new_user("chef", "account.group_account_manager")

    def _send(self, day):
        """Run a day, and return the words that left."""
        (sent,) = self._run(day)["sent"]
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        return f"{reminder.subject}\n{html2plaintext(reminder.body)}"

    def _find_level(self, day):
        """:return: number of the step that is planned on a day"""
        planned = self._plan(day)["planned"]
        return planned[0]["level"] if planned else None

    def _set_mode(self, day, mode):
        today = fields.Date.to_date(day)
        runs = self.runs.with_user(self.owner).with_company(self.company)
        with patch.object(type(self.runs), "_get_day", return_value=today):
            getattr(runs, {"on": "action_start", "stopped": "action_stop"}[mode])()

    # === WORDS === #

    def test_nothing_is_said_of_reminders_that_were_never_sent(self):
        self._issue()
        words = self._send("2026-11-24")
        self.assertIn("Last reminder before formal notice", words)
        for phrase in ("Earlier", "our reminders", "earlier message", "{earlier}"):
            self.assertNotIn(phrase, words)

    def test_the_days_of_earlier_reminders_are_named_not_those_of_notices(self):
        self._issue()
        self._send("2026-09-28")  # before the due date
        self.assertNotIn("Earlier", self._send("2026-10-06"))
        self.assertIn("Earlier reminder: 2026-10-06.", self._send("2026-10-16"))
        words = self._send("2026-11-02")
        self.assertIn("Earlier reminders: 2026-10-06, 2026-10-16.", words)

    def test_a_letter_that_nobody_posted_is_no_earlier_reminder(self):
        steps = self.env.ref(PLAN).level_ids
        steps[1].channel = "letter"
        self._issue()
        (sent,) = self._run("2026-10-06")["sent"]
        letter = self.env["tpe.reminder"].browse(sent["reminder_id"])
        self.assertEqual(letter.delivery, "to_print")
        self.assertNotIn("Earlier", self._send("2026-10-16"))
        letter.action_posted()
        self.assertIn("2026-10-06", self._send("2026-11-02"))

    def test_english_has_one_form_of_a_day_as_the_documents_have(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        level = self.env.ref(PLAN).level_ids[1]
        for lang, channel, day, other in (
            ("en_US", "email", "2026-09-30", "09/30/2026"),
            ("fr_FR", "email", "30/09/2026", "2026-09-30"),
            ("en_US", "letter", "2026-10-06", "10/06/2026"),
            ("fr_FR", "letter", "06/10/2026", "2026-10-06"),
        ):
            with self.subTest(lang=lang, channel=channel):
                self.business.lang, level.channel = lang, channel
                move = self._issue()
                words = self._send("2026-10-06")
                if channel == "letter":
                    english = self.runs.with_context(lang=lang).env
                    day_on = fields.Date.to_date("2026-10-06")
                    words = get_head(english, self.company, day_on)["place_and_date"]
                self.assertIn(day, words)
                self.assertNotIn(other, words)
                self._pay(move, "2026-10-06")
                self.env["tpe.reminder"].search([]).sudo().state = "cancelled"

    # === OLD DEBTS === #

    def test_old_debts_begin_with_the_first_reminder_on_the_day_of_the_start(self):
        self._issue(due="2026-06-30")
        self.assertEqual(self._find_level("2026-10-20"), 4, "a person's own order")
        self._set_mode("2026-10-20", "on")
        self.assertEqual(self._find_level("2026-10-20"), 2)
        self._send("2026-10-20")
        for day, level in (("2026-10-29", None), ("2026-10-30", 3)):
            self.assertEqual(self._find_level(day), level, day)
        self._send("2026-10-30")
        for day, level in (("2026-11-13", None), ("2026-11-14", 4)):
            self.assertEqual(self._find_level(day), level, day)

    def test_what_falls_due_after_the_start_keeps_to_its_due_date(self):
        self._set_mode("2026-09-01", "on")
        self._issue()
        self.assertEqual(self._find_level("2026-11-24"), 4, "after an outage")

    def test_who_was_reminded_before_the_start_goes_on_where_he_was(self):
        self._issue()
        self._send("2026-10-06")
        self._set_mode("2026-10-20", "on")
        self.assertEqual(self._find_level("2026-10-20"), 3)

    def test_the_owner_sees_the_first_reminder_before_he_says_yes(self):
        self._issue(due="2026-06-30")
        today = fields.Date.to_date("2026-10-20")
        wizards = self.env["tpe.reminder.switch"].with_user(self.owner)
        with patch.object(type(self.runs), "_get_day", return_value=today):
            start = wizards.with_company(self.company).create(
                {"mode": "on", "only_sent": False}
            )
            self.assertIn("Friendly reminder", start.message)
            rows = self.env["tpe.reminder.forecast"]._prepare_rows(self.company, today)
        levels = self.env["tpe.reminder.level"].browse(r["level_id"] for r in rows)
        self.assertEqual(levels.mapped("number"), [2, 3, 4])

    def test_the_scheduler_finds_what_begins_on_that_day(self):
        others = self.env["tpe.reminder.plan"].search([])
        (others - self.env.ref(PLAN)).active = False
        self._issue(due="2026-06-30")
        self._set_mode("2026-10-20", "on")
        planner = self.env["tpe.reminder.planner"].with_company(self.company)
        for day, count in (("2026-10-20", 1), ("2026-10-29", 0), ("2026-10-30", 1)):
            customers, _others = planner._triage(self.company, fields.Date.to_date(day))
            self.assertEqual(len(customers), count, day)
            if day == "2026-10-20":
                self._send(day)

    def test_imported_invoices_begin_when_they_come_under_the_reminders(self):
        self.company.tpe_reminder_mode = "on"
        self.company.tpe_reminder_begun_on = "2026-01-01"
        self.company.tpe_reminder_imported = True
        self.assertGreater(
            self.company.tpe_reminder_begun_on, fields.Date.to_date("2026-01-01")
        )
