# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from unittest.mock import patch

from odoo import fields
from odoo.exceptions import ValidationError
from odoo.tests import Form, tagged

from .common import ReminderCommon

SENT = fields.Date.to_date("2026-10-06")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLevel(ReminderCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.level = cls.env.ref(
            "tpe_invoicing_reminders.tpe_reminder_level_business_friendly"
        ).with_company(cls.company)

    def test_the_preview_follows_what_is_typed_for_a_real_customer(self):
        invoice = self._issue(1200)
        with Form(self.level) as form:
            form.preview_partner_id = self.business
            form.subject = "Bonjour {customer}"
            self.assertEqual(form.preview_subject, f"Bonjour {self.business.name}")
            form.body = "Reste {amount}"
            for words in ("Reste", "1,200.00", invoice.name):
                self.assertIn(words, form.preview_body)
            form.subject = "{amont}"
            self.assertFalse(form.preview_subject)
            self.assertIn("{amont}", form.preview_note)
            form.preview_partner_id = self.consumer
            form.subject = "{amount}"
            self.assertIn("owes nothing", form.preview_note)
            form.subject = "{amount}"

    def test_a_step_says_its_day_in_words(self):
        for base, days, words in (
            ("due", -3, "3 days before the due date"),
            ("due", -1, "the day before the due date"),
            ("due", 0, "on the due date"),
            ("month_end", 1, "the day after the end of the month of the due date"),
            ("previous", 10, "10 days after the previous step"),
        ):
            with self.subTest(words):
                self.level.write({"base": base, "days": days})
                self.assertEqual(self.level.when, words)

    def test_without_any_debt_there_is_nothing_to_show(self):
        self.assertFalse(self.level.preview_body)

    def test_half_of_the_customers_get_the_second_subject_and_it_is_noted(self):
        self.level.subject_b = "Un oubli, {customer} ?"
        wordings = {self.level._choose_wording(customer) for customer in range(20)}
        self.assertEqual(wordings, {"a", "b"})
        self._issue(1200)
        (sent,) = self._run("2026-10-06")["sent"]
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        self.assertEqual(reminder.wording, self.level._choose_wording(self.business.id))
        self.assertEqual("oubli" in reminder.subject, reminder.wording == "b")

    def test_a_trial_says_which_subject_is_paid_in_time(self):
        self.level.subject_b = "Un oubli ?"
        subjects = {}
        for code, days in (("a", 3), ("a", 20), ("b", 15), ("b", None), ("b", 2)):
            partner = self.business.copy()
            invoice = self._issue(1200, partner=partner)
            subjects[partner.id] = code, days, invoice
        choose = patch.object(
            type(self.level), "_choose_wording", lambda _self, each: subjects[each][0]
        )
        with choose:
            self._run("2026-10-06")
        for _code, days, invoice in subjects.values():
            if days:
                self._pay(invoice, fields.Date.add(SENT, days=days))
        day = patch.object(type(self.runs), "_get_day")
        for today, words in (("2026-10-20", "0 of 0"), ("2026-10-21", "1 of 2")):
            with self.subTest(today=today), day as get_day:
                get_day.return_value = fields.Date.to_date(today)
                self.level.invalidate_recordset()
                note = self.level.trial_note
                self.assertIn(f"{words} with the first", note)
        self.assertIn("2 of 3 with the second", note)

    def test_one_subject_is_no_trial(self):
        self._issue(1200)
        (sent,) = self._run("2026-10-06")["sent"]
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        self.assertFalse(reminder.wording)

    def test_the_second_subject_is_checked_as_well(self):
        with self.assertRaises(ValidationError):
            self.level.subject_b = "{amont}"

    def test_channels_and_kinds_bear_names_in_the_language_of_the_reader(self):
        # lists that follow from other lists are not translated by themselves
        for model, name, code, french in (
            ("tpe.reminder.level", "channel", "phone", "Appel téléphonique"),
            ("tpe.reminder.postpone", "kind", "dispute", "Litige"),
        ):
            fields = self.env[model].with_context(lang="fr_FR").fields_get([name])
            self.assertEqual(dict(fields[name]["selection"])[code], french)
