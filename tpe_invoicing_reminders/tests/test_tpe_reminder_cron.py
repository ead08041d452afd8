# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import io
from datetime import datetime
from unittest.mock import patch

import pikepdf
from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.tests import tagged

from ..models import res_company_rivals
from .common import ReminderCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestCron(ReminderCommon):
    def setUp(self):
        super().setUp()
        self.owner = self._new_user("patronne", "account.group_account_manager")
        self.company.tpe_reminder_user_id = self.owner

    def _at(self, day, hour):
        """Let the clock of the company show an hour."""
        now = datetime.fromisoformat(f"{day}T{hour}")
        return patch.object(type(self.runs), "_get_now", return_value=now)

    def _remind(self, day="2026-10-20", hour="10:00"):
        """Let the scheduler come by on a day, by default a Tuesday."""
        with self._at(day, hour):
            self.runs.with_company(self.company)._remind(self.company)
        return self.env["tpe.reminder"].search([("company_id", "=", self.company.id)])

    def _alerts(self):
        return self.company.partner_id.activity_ids

    def _note_bank(self, day):
        """Post a bank entry: the statement is brought in up to that day."""
        other = self._issue(50, due="2026-12-15", invoice_date="2026-10-01")
        self._pay(other, day)

    def test_the_first_run_shows_and_sends_nothing_before_a_yes(self):
        self._issue()
        self._note_bank("2026-10-19")
        self.assertFalse(self._remind())
        self.assertIn("Bâti Ouest", self._alerts().note)
        self._remind()
        self.assertEqual(len(self._alerts()), 1)
        self.runs.with_user(self.owner).with_company(self.company).action_start()
        self.assertEqual(len(self._remind()), 1)

    def test_starting_and_stopping_say_first_what_happens(self):
        self._issue()
        wizards = self.env["tpe.reminder.switch"].with_user(self.owner)
        wizards = wizards.with_company(self.company)
        today = fields.Date.to_date("2026-10-20")
        with patch.object(type(self.runs), "_get_day", return_value=today):
            start = wizards.create({"mode": "on"})
            self.assertIn("None would leave today", start.message)
            start.only_sent = False  # handed over by other means
            self.assertIn("1 message would leave today", start.message)
            self.assertIn("Bâti Ouest", start.message)
            self.assertEqual(self.company.tpe_reminder_mode, "waiting")
            start.action_confirm()
            self.assertEqual(self.company.tpe_reminder_mode, "on")
            stop = wizards.create({"mode": "stopped"})
            self.assertIn("Nothing will leave", stop.message)
            stop.action_confirm()
        self.assertEqual(self.company.tpe_reminder_mode, "stopped")

    def test_what_never_left_is_not_reminded_unless_the_owner_says_so(self):
        invoice = self._issue()
        self._note_bank("2026-10-19")
        wizards = self.env["tpe.reminder.switch"].with_user(self.owner)
        wizards.with_company(self.company).create({"mode": "on"}).action_confirm()
        self.company.tpe_reminder_announce = False
        self.assertFalse(self._remind())
        self.assertEqual(self._reason(invoice, "2026-10-20"), "not_sent")
        self.company.tpe_reminder_only_sent = False
        self.assertFalse(self._reason(invoice, "2026-10-20"))

    def test_an_old_bank_statement_holds_and_says_so(self):
        self._issue()
        self.company.tpe_reminder_mode = "on"
        self._note_bank("2026-10-05")
        self._note_bank("2027-10-19")  # a wrong year
        self.assertFalse(self._remind())
        self.assertIn("bank statement", self._alerts().summary)
        self._note_bank("2026-10-19")
        self.assertEqual(len(self._remind()), 1)

    def _bring_in(self, day):
        """Bring in a statement with one line."""
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "bank")], limit=1
        )
        line = {"journal_id": journal.id, "date": day, "payment_ref": "Fees"}
        self.env["account.bank.statement.line"].create({**line, "amount": -5})

    def test_where_statements_are_brought_in_a_cheque_by_hand_is_none(self):
        self._issue()
        self.company.tpe_reminder_mode = "on"
        self._bring_in("2026-10-05")
        self._note_bank("2026-10-19")
        self.assertFalse(self._remind())
        self._bring_in("2026-10-19")
        self.assertEqual(len(self._remind()), 1)

    def test_who_gave_statements_up_a_year_ago_enters_the_bank_by_hand(self):
        self._issue()
        self.company.tpe_reminder_mode = "on"
        self._bring_in("2025-10-20")
        self._note_bank("2026-10-19")
        self.assertEqual(len(self._remind()), 1)

    def test_a_branch_has_the_bank_of_its_company(self):
        self._bring_in("2026-10-19")
        branch = self.env["res.company"].create(
            {"name": "Agence de Brest", "parent_id": self.company.id}
        )
        with self._at("2026-10-20", "10:00"):
            runs = self.runs.sudo().with_company(branch)  # as the scheduler is
            last = runs._find_last_bank_day(branch)
        self.assertEqual(str(last), "2026-10-19")

    def test_the_scheduler_speaks_the_language_of_who_is_in_charge(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.owner.lang = "fr_FR"
        invoice = self._issue()
        self.company.tpe_reminder_mode = "on"
        invoice.tpe_pause("promise", "2026-10-18")
        invoice.tpe_pause_ids.user_id = self.owner
        with self._at("2026-10-20", "10:00"):
            self.runs.with_context(lang=None)._cron_remind()
        self.assertIn("relevé", self._alerts().summary)
        self.assertIn("promesse", invoice.activity_ids.summary)

    def test_another_module_that_reminds_is_in_charge_until_the_owner_says_no(self):
        self._issue()
        self._note_bank("2026-10-19")
        self.company.tpe_reminder_mode = "on"
        rivals = patch.object(res_company_rivals, "RIVALS", ("contract",))
        with rivals:
            self.assertFalse(self._remind())
            self.assertIn("Who reminds", self._alerts().summary)
            wizards = self.env["tpe.reminder.switch"].with_user(self.owner)
            start = wizards.with_company(self.company).create(
                {"mode": "on", "only_sent": False}
            )
            self.assertIn("installed too", start.message)
            start.action_confirm()
            self.assertFalse(self.company.tpe_reminder_rivals)
            self.company.tpe_reminder_announce = False
            self.assertEqual(len(self._remind()), 1)

    def test_the_guards_do_not_bind_a_person(self):
        self._issue()
        self.assertEqual(len(self._run("2026-10-20")["sent"]), 1)

    def test_the_cap_holds_the_rest_for_the_next_day(self):
        self._issue()
        self._issue(partner=self.consumer)
        self._note_bank("2026-10-19")
        self.company.write({"tpe_reminder_mode": "on", "tpe_reminder_cap": 1})
        self.assertEqual(len(self._remind()), 1)
        self.assertEqual(len(self._remind()), 1)
        self.assertEqual(len(self._remind("2026-10-21")), 2)

    def test_nothing_leaves_by_itself_on_sundays_holidays_and_at_night(self):
        self._issue()
        self._note_bank("2026-11-09")
        self.company.tpe_reminder_mode = "on"
        for day, hour in (
            ("2026-11-08", "10:00"),  # Sunday
            ("2026-11-11", "10:00"),  # Armistice
            ("2026-11-10", "07:59"),
            ("2026-11-10", "19:00"),
        ):
            self.assertFalse(self._remind(day, hour), (day, hour))
        self.assertEqual(len(self._remind("2026-11-10", "08:00")), 1)

    def test_a_company_may_write_at_any_time(self):
        self._issue()
        self._note_bank("2026-10-31")
        self.company.write(
            {
                "tpe_reminder_mode": "on",
                "tpe_reminder_days": "every",
                "tpe_reminder_hour_from": 0,
                "tpe_reminder_hour_to": 0,
            }
        )
        self.assertEqual(len(self._remind("2026-11-01", "23:30")), 1)

    def test_the_scheduler_runs_once_a_day_and_looks_again_after_the_statement(self):
        self._issue()
        self.company.tpe_reminder_mode = "on"
        self._note_bank("2026-10-05")
        self.assertFalse(self._remind(hour="09:00"))
        self._note_bank("2026-10-19")
        self.assertEqual(len(self._remind(hour="10:00")), 1)
        self._remind(hour="11:00")
        runs = self.runs.search([("company_id", "=", self.company.id)])
        self.assertEqual(len(runs), 1)

    def test_one_company_in_trouble_stops_no_other(self):
        companies = []

        def _remind(_runs, company):
            companies.append(company)
            raise ValueError

        pauses = type(self.env["tpe.reminder.pause"])
        with (
            patch.object(type(self.runs), "_remind", _remind),
            patch.object(pauses, "_close_expired", side_effect=ValueError),
            self.assertLogs("odoo.addons.tpe_invoicing_reminders", "ERROR") as logs,
        ):
            self.runs._cron_remind()
        count = self.env["res.company"].search_count([])
        self.assertEqual((len(companies), len(logs.output)), (count, count + 1))

    def test_the_stop_switch_stops_the_scheduler(self):
        self._issue()
        self._note_bank("2026-10-19")
        self.runs.with_user(self.owner).with_company(self.company).action_stop()
        self.assertFalse(self._remind())


@tagged("post_install_l10n", "post_install", "-at_install")
class TestThanks(ReminderCommon):
    def _receipts(self, invoice):
        return self.env["mail.mail"].search(
            [("model", "=", "account.move"), ("res_id", "=", invoice.id)]
        )

    def test_a_payment_is_thanked_for_once(self):
        invoice = self._issue()
        payment = self._pay(invoice, "2026-10-20")
        self.assertEqual(invoice.payment_state, "paid")
        mail = self._receipts(invoice)
        self.assertEqual(len(mail), 1)
        self.assertIn(invoice.name, mail.subject)
        payment.action_draft()
        payment.action_post()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(len(self._receipts(invoice)), 1)

    def test_a_payment_that_meets_another_writer_is_tried_again_as_a_whole(self):
        invoice = self._issue()
        race = patch.object(
            type(invoice), "_tpe_send_receipt", side_effect=SerializationFailure
        )
        with race, self.assertRaises(SerializationFailure):
            invoice._tpe_send_receipts()

    def test_a_race_lost_by_the_scheduler_alarms_nobody(self):
        losing = [SerializationFailure, None]
        with patch.object(type(self.runs), "_remind", side_effect=losing) as remind:
            self.assertFalse(self.runs._try(self.runs._remind, self.company))
        self.assertEqual(remind.call_count, 2)

    def test_a_part_payment_is_not_thanked_for_as_the_whole(self):
        invoice = self._issue()
        self._pay(invoice, "2026-10-20", 100)
        self.assertFalse(self._receipts(invoice))

    def test_a_credit_note_is_no_payment(self):
        invoice = self._issue()
        refund = self._refund(1200, invoice)
        lines = (invoice + refund).line_ids.filtered(
            lambda line: line.account_id.account_type == "asset_receivable"
        )
        lines.reconcile()
        self.assertFalse(self._receipts(invoice))

    def test_nobody_is_thanked_against_the_companys_will(self):
        self.company.tpe_receipt_on_payment = False
        invoice = self._issue()
        self._pay(invoice, "2026-10-20")
        self.assertFalse(self._receipts(invoice))

    def test_imported_invoices_are_not_thanked_for(self):
        invoice = self._issue(tpe_is_imported=True)
        self._pay(invoice, "2026-10-20")
        self.assertFalse(self._receipts(invoice))

    def test_a_receipt_that_fails_does_not_stop_the_payment(self):
        invoice = self._issue()
        with (
            patch.object(
                type(invoice), "_tpe_send_receipt", side_effect=ValueError("no mail")
            ),
            self.assertLogs("odoo.addons.tpe_invoicing_reminders", "ERROR"),
        ):
            self._pay(invoice, "2026-10-20")
        self.assertEqual(invoice.payment_state, "paid")
        self.assertFalse(invoice.tpe_thanked_on)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestLetter(ReminderCommon):
    def test_a_customer_without_email_gets_a_sealed_letter(self):
        invoice = self._issue()
        self.business.email = False
        (sent,) = self._run("2026-10-20")["sent"]
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        self.assertEqual((reminder.channel, reminder.delivery), ("letter", "to_print"))
        pdf = reminder.letter_entry_id._read_document()
        self.assertTrue(pdf.startswith(b"%PDF"))
        text = self._read_text(pdf)
        for expected in ("Bâti Ouest", "1 rue du Port", invoice.name, "Scan to pay"):
            self.assertIn(expected, text)
        self._check_link(pdf)
        reminder.with_user(self.accountant).action_posted()
        self.assertEqual(reminder.delivery, "delivered")

    def test_a_letter_prints_hostile_text_as_it_is(self):
        self.business.write({"name": "#import $x$ <b>*", "email": False})
        self._issue()
        (sent,) = self._run("2026-10-20")["sent"]
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        text = self._read_text(reminder.letter_entry_id._read_document())
        self.assertIn("#import $x$ <b>*", text)

    def test_a_letter_to_whom_we_say_tu_ends_as_it_began(self):
        self.business.write({"tpe_is_familiar": True, "email": False})
        self._issue()
        (sent,) = self._run("2026-10-20")["sent"]
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        text = self._read_text(reminder.letter_entry_id._read_document())
        self.assertIn("Kind regards", text)
        self.assertNotIn("Yours faithfully", text)

    def test_a_public_body_is_shown_the_articles_that_bind_it(self):
        self.business.tpe_is_public_body = True
        self._issue(tpe_engagement_number="E1", tpe_service_code="S")
        (sent,) = self._run("2026-10-20")["sent"]
        reminder = self.env["tpe.reminder"].browse(sent["reminder_id"])
        self.assertIn("D2192-35", reminder.body)
        self.assertNotIn("D441-5", reminder.body)
        self.assertIn("D2192-35", reminder._get_lump_sum_label())

    def _check_link(self, pdf):
        """See that a letter leads to the page of the customer it was sent to."""
        with pikepdf.open(io.BytesIO(pdf)) as document:
            (link,) = (str(note.A.URI) for note in document.pages[0].Annots)
        token = link.partition("/tpe/account/")[2]
        found = self.env["res.partner"]._tpe_open_account_token(token)
        self.assertEqual(found[1], self.business)

    def _read_text(self, pdf):
        import pypdfium2

        document = pypdfium2.PdfDocument(pdf)
        text = "".join(page.get_textpage().get_text_range() for page in document)
        return text.replace("\r\n", " ")
