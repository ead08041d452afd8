# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import hashlib
import json
from datetime import date
from unittest.mock import patch

from psycopg2 import IntegrityError

from odoo.exceptions import UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from .common import ReminderCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestRun(ReminderCommon):
    def test_what_was_planned_is_sent_and_again_nothing(self):
        self._issue()
        planned = self._plan("2026-10-20")["planned"]
        answer = self._run("2026-10-20")
        (sent,) = answer["sent"]
        self.assertEqual({**sent, "reminder_id": False}, planned[0])
        again = self._run("2026-10-20")
        self.assertEqual((again["sent"], again["failed"]), ([], []))
        self.assertEqual(again["skipped"][0]["reason"], "already_reminded")

    def test_a_mail_waits_with_the_sealed_original(self):
        invoice = self._issue()
        reminder = self._send("2026-10-20")
        mail = reminder.mail_id
        self.assertEqual(mail.state, "outgoing")
        self.assertIn("compta@bati-ouest.example", mail.email_to)
        entry = invoice.tpe_archive_entry_id
        digest = hashlib.sha256(mail.attachment_ids.raw).hexdigest()
        self.assertEqual(digest, entry.sha256)
        self.assertEqual((reminder.state, reminder.delivery), ("sent", "queued"))

    def test_who_asks_for_it_is_told_of_each_reminder(self):
        webhook = self.env["tpe.webhook"].create(
            {
                "name": "Bookkeeping",
                "company_id": self.company.id,
                "url": "https://hook.example/reminders",
            }
        )
        messages = self.env["tpe.webhook.delivery"]
        domain = [("webhook_id", "=", webhook.id), ("event", "=", "invoice.reminded")]
        invoice = self._issue()
        self._run("2026-10-05")
        message = messages.search(domain)
        self.assertEqual(message.res_id, invoice.id)
        self.assertEqual(json.loads(message.payload)["reminder"]["level"], 2)
        webhook.on_reminded = False
        self._run("2026-10-15")
        self.assertEqual(messages.search(domain), message)

    def test_each_step_leaves_once_over_time(self):
        self._issue()
        days = "09-27 09-29 10-05 10-07 10-15 10-30 11-24".split()
        levels = [
            [r["level"] for r in self._run(f"2026-{day}")["sent"]] for day in days
        ]
        self.assertEqual(levels, [[1], [], [2], [], [3], [4], []])

    def test_after_an_outage_only_the_current_step_leaves(self):
        self._issue()
        self.assertEqual(self._run("2026-10-05")["sent"][0]["level"], 2)
        self.assertEqual(self._run("2026-11-24")["sent"][0]["level"], 4)
        self.assertEqual(self._run("2026-12-01")["sent"], [])

    def test_messages_to_a_customer_keep_their_distance(self):
        self._issue()
        self._run("2026-10-05")
        other = self._issue(300, due="2026-10-02")
        skipped = {s["move_line_id"]: s for s in self._run("2026-10-08")["skipped"]}
        item = other.line_ids.filtered("date_maturity")
        self.assertEqual(skipped[item.id]["reason"], "min_gap")
        self.assertEqual(skipped[item.id]["until"], "2026-10-10")
        self.assertEqual(len(self._run("2026-10-10")["sent"]), 1)

    def test_who_pays_between_plan_and_send_is_left_alone(self):
        invoice = self._issue()
        run = self.runs._start(self.company, date(2026, 10, 20), "manual")
        prepared, _skips = self.env["tpe.reminder.planner"]._plan(
            self.company, date(2026, 10, 20)
        )
        planned = {self.business.id: ([ready.message for ready in prepared], [])}
        self._pay(invoice, "2026-10-21")
        outcome = run._send_to_customers(planned)
        self.assertFalse(outcome.sent)
        self.assertEqual([skip.reason for skip in outcome.skips], ["paid"])

    def test_a_damaged_original_fails_that_customer_alone(self):
        broken = self._issue()
        self._issue(partner=self.consumer)
        read = type(broken.tpe_archive_entry_id)._read_document

        problem = "damaged"

        def _read_document(entry):
            if entry == broken.tpe_archive_entry_id:
                raise UserError(problem)
            return read(entry)

        with patch.object(
            type(broken.tpe_archive_entry_id), "_read_document", _read_document
        ):
            answer = self._run("2026-10-20")
        self.assertEqual([r["partner_id"] for r in answer["sent"]], [self.consumer.id])
        (failed,) = answer["failed"]
        self.assertEqual(
            (failed["partner_id"], failed["error"]), (self.business.id, "damaged")
        )
        self.assertTrue(self.runs.browse(answer["run_id"]).activity_ids)
        # what was not sent is no step: the second try sends the same one
        self.assertEqual(len(self._run("2026-10-20")["sent"]), 1)

    def test_a_mail_that_failed_is_no_step(self):
        invoice = self._issue()
        reminder = self._send("2026-10-20")
        reminder.mail_id.write({"state": "exception", "failure_reason": "refused"})
        self.assertEqual(reminder.state, "failed")
        self.assertEqual(reminder.error, "refused")
        # who cannot be reached otherwise is tried the next day, not every hour
        street, self.business.street = self.business.street, False
        self.assertEqual(self._reason(invoice, "2026-10-20"), "no_address")
        (planned,) = self._plan("2026-10-21")["planned"]
        self.assertEqual(planned["channel"], "email")
        # else the same step takes another way, the same day
        self.business.street = street
        again = self._send("2026-10-20")
        self.assertEqual(again.level_id, reminder.level_id)
        self.assertEqual(again.channel, "letter")
        with self.assertRaises(UserError):
            reminder.mail_id.mark_outgoing()

    def test_a_mail_that_may_have_left_is_a_step_until_a_person_sends_it_again(self):
        self._issue()
        reminder = self._send("2026-10-20")
        reminder.mail_id.sudo()._tpe_note_leaving()
        reminder._report_doubtful()
        self.assertEqual(reminder.delivery, "leaving")
        self.env.cr.execute(
            "UPDATE tpe_reminder SET write_date = write_date - interval '2 hours'"
        )
        reminder.invalidate_recordset()
        reminder._report_doubtful()
        self.assertEqual((reminder.delivery, reminder.state), ("doubtful", "sent"))
        self.assertIn("reach the customer", reminder.activity_ids.summary)
        self.assertFalse(self._run("2026-10-20")["sent"])
        reminder.action_send_again()
        self.assertEqual(reminder.delivery, "queued")
        self.assertEqual(reminder.mail_id.state, "outgoing")

    def test_the_database_refuses_an_item_and_step_twice(self):
        self._issue()
        line = self._send("2026-10-20").line_ids
        with (
            self.assertRaises(IntegrityError),
            mute_logger("odoo.sql_db"),
            self.cr.savepoint(),
        ):
            self.cr.execute(
                "INSERT INTO tpe_reminder_line (reminder_id, move_line_id, move_id,"
                " level_id, is_counted, is_credit) SELECT reminder_id, move_line_id,"
                " move_id, level_id, is_counted, is_credit FROM tpe_reminder_line"
                " WHERE id = %s",
                [line.id],
            )

    def test_a_reminder_is_kept_as_it_was_sent(self):
        self._issue()
        reminder = self._send("2026-10-20")
        for record, vals in (
            (reminder, {"amount_due": 1}),
            (reminder, {"body": "other"}),
            (reminder.line_ids, {"amount_due": 1}),
        ):
            with self.assertRaises(UserError):
                record.write(vals)
        with self.assertRaises(UserError):
            reminder.unlink()

    def test_the_stop_switch_stops_everybody(self):
        self._issue()
        self.company.tpe_reminder_mode = "stopped"
        with self.assertRaises(UserError):
            self._run("2026-10-20")

    def test_hostile_names_are_printed_not_run(self):
        self.business.name = "<script>alert(1)</script> {amount} %s"
        self._issue()
        reminder = self._send("2026-10-20")
        self.assertNotIn("<script", reminder.body)

    def test_a_consumer_never_reads_of_penalties(self):
        self._issue(partner=self.consumer)
        for day in ("2026-09-27", "2026-10-05", "2026-10-15", "2026-10-30"):
            body = self._send(day).body
            for word in ("40.00", "L441-10", "interest", "lump sum", "penalt"):
                self.assertNotIn(word, body)

    def test_a_business_reads_the_figures_of_the_firm_steps(self):
        self._issue()
        self.assertNotIn("L441-10", self._send("2026-10-05").body)
        firm = self._send("2026-10-15")
        self.assertIn("L441-10", firm.body)
        self.assertIn("40.00", firm.body)

    def test_a_level_that_was_sent_is_not_deleted(self):
        self._issue()
        level = self._send("2026-10-20").level_id
        with self.assertRaises(UserError):
            level.unlink()

    def _send(self, day):
        """Run a day that sends one reminder, and return it."""
        (sent,) = self._run(day)["sent"]
        return self.env["tpe.reminder"].browse(sent["reminder_id"])
