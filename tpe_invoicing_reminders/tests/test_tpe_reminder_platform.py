# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from types import SimpleNamespace
from unittest.mock import patch

from odoo.tests import tagged

from ..models import tpe_reminder_platform
from ..tools import platform_status
from .common import ReminderCommon

DAY = "2026-10-20"
DISPUTES = ("contested", "suspended", "refused", "RE", "rejected", "UQ", "207")
NOTHING = (None, "processing", "done", "AB", "AP", "PD", "CA", "completed", "cancelled")


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPlatform(ReminderCommon):
    def setUp(self):
        super().setUp()
        self.company.tpe_reminder_user_id = self.accountant
        self.pauses = self.env["tpe.reminder.pause"]

    def _set(self, invoice, code):
        """Store a status as a connector would; most codes are of one that is newer."""
        self.env.flush_all()
        self.env.cr.execute(
            "UPDATE account_move SET peppol_move_state = %s WHERE id = %s",
            (code, invoice.id),
        )
        invoice.invalidate_recordset()

    def _follow(self, invoice, code):
        self._set(invoice, code)
        self.pauses._follow_platform()
        return invoice.tpe_pause_ids.filtered(lambda pause: pause.state == "active")

    def test_each_code_says_the_same_before_and_after_its_pause(self):
        expected = dict.fromkeys(DISPUTES, "paused_dispute")
        expected |= {"payment_sent": "claimed_paid", "211": "claimed_paid"}
        expected |= dict.fromkeys(NOTHING, False)
        for code, reason in expected.items():
            with self.subTest(code):
                invoice = self._issue(partner=self.business.copy())
                self._set(invoice, code)
                self.assertEqual(self._reason(invoice, DAY), reason)
                self.assertEqual(len(self._follow(invoice, code)), bool(reason))
                self.assertEqual(self._reason(invoice, DAY), reason)

    def test_a_dispute_is_opened_once_and_its_owner_told(self):
        invoice = self._issue()
        for _day in range(2):
            pause = self._follow(invoice, "refused")
        self.assertEqual((pause.kind, pause.user_id), ("dispute", self.accountant))
        self.assertIn("refuses it", pause.reason)
        (task,) = invoice.activity_ids
        self.assertEqual(task.user_id, self.accountant)
        self.assertIn("refuses the invoice", task.summary)

    def test_a_claim_ends_on_its_day_and_asks_to_look(self):
        invoice = self._issue()
        pause = self._follow(invoice, "payment_sent")
        self.assertTrue(pause.until)
        self.assertIn("Look for the payment", invoice.activity_ids.summary)

    def test_what_the_platform_said_stands_in_the_reason(self):
        invoice = self._issue()
        with patch.object(platform_status, "find_info", return_value="Prix faux"):
            self.assertIn("Prix faux", self._follow(invoice, "contested").reason)

    def test_the_last_words_for_the_status_of_the_invoice_count(self):
        def say(number, code, text, flow="2"):
            return SimpleNamespace(
                id=number,
                response_code=code,
                pdp_status_info=text,
                pdp_flow_number=flow,
            )

        said = [
            say(3, "refused", "Doublon"),
            say(1, "refused", "Ancien"),
            say(4, "refused", "Extrait", "1"),
            say(5, "AP", "Oui"),
        ]
        self.assertEqual(platform_status.find_info(said, "refused"), "Doublon")
        plain = SimpleNamespace(id=1, response_code="RE")
        self.assertEqual(platform_status.find_info([plain], "RE"), "")

    def test_one_status_after_the_other(self):
        invoice = self._issue()
        first = self._follow(invoice, "contested")
        self.assertEqual(self._follow(invoice, "PD"), first)
        second = self._follow(invoice, "suspended")
        self.assertEqual(first.state, "ended")
        self.assertFalse(self._follow(invoice, "completed"))
        self.assertEqual(second.state, "ended")
        self.assertFalse(self._reason(invoice, DAY))
        self.assertEqual(len(self._follow(invoice, "contested")), 1)

    def test_what_a_person_ended_is_not_opened_again(self):
        invoice = self._issue()
        self._follow(invoice, "contested").with_user(self.accountant).action_end()
        self.assertFalse(self._follow(invoice, "contested"))
        self.assertFalse(self._reason(invoice, DAY))

    def test_what_is_paid_is_left_alone_a_part_is_not(self):
        paid, part = self._issue(), self._issue()
        self._pay(paid, "2026-10-02")
        self._pay(part, "2026-10-02", 200)
        self.assertFalse(self._follow(paid, "refused"))
        self.assertEqual(self._follow(part, "refused").amount_concerned, 1000)

    def test_a_pause_of_the_platform_ends_no_other(self):
        invoice = self._issue()
        invoice.tpe_pause("block")
        self._follow(invoice, "contested")
        self.assertEqual(self._follow(invoice, "AP").kind, "block")

    def test_a_run_sends_nothing_before_its_pause_is_opened_either(self):
        invoice = self._issue()
        self._set(invoice, "contested")
        run = self.runs.with_user(self.accountant).tpe_run(self.company.id, DAY)
        self.assertFalse(run["sent"] or invoice.tpe_pause_ids)
        # as if it had never been said, it is reminded
        self._set(invoice, "AP")
        run = self.runs.with_user(self.accountant).tpe_run(self.company.id, DAY)
        self.assertTrue(run["sent"])

    def test_the_daily_work_opens_the_pause(self):
        invoice = self._issue()
        self._set(invoice, "contested")
        self.runs._cron_remind()
        self.assertEqual(invoice.tpe_pause_ids.platform_status, "contested")

    def test_of_two_workers_one_opens_the_pause(self):
        invoice = self._issue()
        self._follow(invoice, "contested")
        self.pauses._hold_for_platform(invoice)
        self.assertEqual(len(invoice.tpe_pause_ids), 1)
        self.assertEqual(len(invoice.activity_ids), 1)

    def test_without_a_connector_nothing_changes(self):
        invoice = self._issue()
        self._set(invoice, "contested")
        with patch.object(tpe_reminder_platform, "FIELD", "tpe_no_such_field"):
            self.pauses._follow_platform()
            self.assertFalse(self._reason(invoice, DAY))
        self.assertFalse(invoice.tpe_pause_ids)

    def test_examples(self):
        self.assertFalse(doctest.testmod(platform_status).failed)
