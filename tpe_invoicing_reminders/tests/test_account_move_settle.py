# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from .common import ReminderCommon


class SettleCommon(ReminderCommon):
    def _follow(self, day):
        """Let the scheduler look at the pauses on a day."""
        self.env["tpe.reminder.pause"]._follow(date.fromisoformat(day))

    def _enter(self, amount, text, day="2026-10-19", partner=None):
        """Enter a line of a bank statement."""
        journal = self.env["account.journal"].search(
            [("company_id", "=", self.company.id), ("type", "=", "bank")], limit=1
        )
        return self.env["account.bank.statement.line"].create(
            {
                "journal_id": journal.id,
                "date": day,
                "payment_ref": text,
                "amount": amount,
                "partner_id": partner and partner.id,
            }
        )

    def _find_activities(self, invoice, word):
        summaries = invoice.activity_ids.mapped("summary")
        return [summary for summary in summaries if word in (summary or "")]


@tagged("post_install_l10n", "post_install", "-at_install")
class TestSettle(SettleCommon):
    def test_a_payment_ends_what_waited_for_it_at_once(self):
        invoice = self._issue()
        for kind in ("promise", "claimed_paid", "dispute", "block"):
            invoice.tpe_pause(kind, "2027-01-31")
        self._pay(invoice, "2026-10-19")
        states = {pause.kind: pause.state for pause in invoice.tpe_pause_ids}
        self.assertEqual(
            states,
            {
                "promise": "kept",
                "claimed_paid": "kept",
                "dispute": "ended",
                "block": "ended",
            },
        )

    def test_a_false_payment_opens_at_the_step_that_has_come_not_the_first(self):
        invoice = self._issue()
        first = self._run("2026-10-08")["sent"][0]["level"]
        invoice.tpe_pause("promise", "2026-10-30")
        payment = self._pay(invoice, "2026-10-19")
        self.assertTrue(invoice.tpe_thanked_on)
        self.assertEqual(self._plan("2026-11-24")["planned"], [])
        payment.action_draft()  # the bank has taken it back
        payment.action_cancel()
        # the promise was not kept after all
        late = fields.Date.to_date("2026-10-30") < fields.Date.today()
        self.assertEqual(invoice.tpe_pause_ids.state, "broken" if late else "active")
        (again,) = self._plan("2026-11-24")["planned"]
        self.assertGreater(again["level"], first + 1)
        self.assertEqual(again["lines"][0]["days_late"], 55)
        self.assertEqual(again["interest"], "22.42")

    def test_what_a_false_payment_had_ended_waits_again(self):
        invoice = self._issue()
        invoice.tpe_pause("dispute", "2099-01-31")
        invoice.tpe_pause("block")
        payment = self._pay(invoice, "2026-10-19")
        self.assertEqual(invoice.tpe_pause_ids.mapped("state"), ["ended", "ended"])
        payment.action_draft()
        payment.action_cancel()
        self.assertEqual(invoice.tpe_pause_ids.mapped("state"), ["active", "active"])

    def _find_receipts(self, invoice):
        domain = [("model", "=", "account.move"), ("res_id", "=", invoice.id)]
        return self.env["mail.mail"].search(domain, order="id")

    def test_a_receipt_is_of_the_money_that_came_in(self):
        invoice = self._issue()
        credit = self._refund(240, invoice)
        lines = (invoice + credit).line_ids
        lines.filtered(lambda line: line.account_type == "asset_receivable").reconcile()
        self._pay(invoice, "2026-10-19")
        receipt = self._find_receipts(invoice)
        self.assertIn("960.00", receipt.body_html)
        self.assertNotIn("1,200.00", receipt.body_html)

    def test_a_language_that_is_not_installed_spoils_no_receipt(self):
        invoice = self._issue()
        self.env.flush_all()
        # left from a language that was taken out since
        self.env.cr.execute(
            "UPDATE res_partner SET lang = 'eo_XX' WHERE id = %s", (self.business.id,)
        )
        self.business.invalidate_recordset()
        self._pay(invoice, "2026-10-19")
        self.assertIn("Payment received", self._find_receipts(invoice).subject)

    def test_money_matched_anew_is_thanked_for_once_other_money_again(self):
        invoice = self._issue()
        payment = self._pay(invoice, "2026-10-19")
        lines = payment.move_id.line_ids | invoice.line_ids
        lines = lines.filtered(lambda line: line.account_type == "asset_receivable")
        lines.remove_move_reconcile()
        lines.reconcile()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(len(self._find_receipts(invoice)), 1)
        lines.remove_move_reconcile()
        invoice.tpe_thanked_on = fields.Datetime.add(invoice.tpe_thanked_on, days=-1)
        self._pay(invoice, "2026-10-26")
        self.assertEqual(len(self._find_receipts(invoice)), 2)

    def test_interest_stops_on_the_day_of_the_payment(self):
        invoice = self._issue()
        self._pay(invoice, "2026-11-10", 1000)
        (left,) = self._plan("2026-11-24")["planned"]
        self.assertEqual(left["amount_due"], "200.00")
        # 1200 x 12,40 % x 41/365 + 200 x 12,40 % x 14/365
        self.assertEqual(left["interest"], "17.67")

    def test_a_promise_of_a_part_is_kept_by_that_part(self):
        invoice = self._issue()
        invoice.tpe_pause("promise", "2026-10-25", "200.00")
        self._pay(invoice, "2026-10-24", 150)
        self._follow("2026-10-25")
        self.assertEqual(invoice.tpe_pause_ids.state, "active")
        payment = self._pay(invoice, "2026-10-25", 50)
        self.assertEqual(invoice.tpe_pause_ids.state, "kept", "at once")
        payment.action_draft()
        payment.action_cancel()
        self.assertNotEqual(
            invoice.tpe_pause_ids.state, "kept", "the bank took it back"
        )

    def test_a_broken_promise_is_told_to_its_owner(self):
        invoice = self._issue()
        invoice.tpe_pause("promise", "2026-10-25")
        self._follow("2026-10-26")
        self.assertEqual(invoice.tpe_pause_ids.state, "broken")
        self.assertTrue(self._find_activities(invoice, "promise"))
        self._follow("2026-10-27")
        self.assertEqual(len(self._find_activities(invoice, "promise")), 1)

    def test_a_pause_without_an_end_is_asked_about_now_and_then(self):
        invoice = self._issue()
        invoice.tpe_pause("block")
        invoice.tpe_pause_ids.started_on = "2026-10-20"
        for day, asked in (("2026-11-18", 0), ("2026-11-19", 1), ("2026-12-19", 2)):
            self._follow(day)
            self.assertEqual(len(self._find_activities(invoice, "still wait")), asked)

    def test_thanks_may_wait_and_never_go_to_who_has_not_paid(self):
        self.company.tpe_receipt_days = 3
        good, bad = self._issue(), self._issue()
        self._pay(good, "2026-10-19")
        wrong = self._pay(bad, "2026-10-19")
        today = fields.Date.today()
        self.assertTrue(good.tpe_thank_on > today and bad.tpe_thank_on)
        wrong.action_draft()
        wrong.action_cancel()
        self.env["account.move"]._tpe_thank_later(self.company, today)
        self.assertFalse(good.tpe_thanked_on)
        later = fields.Date.add(today, days=4)
        self.env["account.move"]._tpe_thank_later(self.company, later)
        self.assertTrue(good.tpe_thanked_on)
        self.assertFalse(bad.tpe_thanked_on)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestClaim(SettleCommon):
    def test_a_claim_finds_its_payment_at_the_bank_and_one_click_matches_it(self):
        invoice, other = self._issue(), self._issue(900)
        entry = self._enter(1200, "VIR SEPA BATI OUEST")
        self._enter(50, "VIR DUPONT")
        invoice.tpe_pause("claimed_paid")
        claim = invoice.tpe_pause_ids
        self.assertEqual(claim.candidate_ids, entry)
        (activity,) = self._find_activities(invoice, "match it")
        entry.with_user(self.accountant).with_context(
            tpe_pause_id=claim.id
        ).action_tpe_match()
        self.assertEqual(invoice.payment_state, "paid")
        self.assertEqual(claim.state, "kept")
        self.assertTrue(entry.is_reconciled)
        self.assertEqual(other.amount_residual, 900)
        with self.assertRaises(UserError):
            entry.with_context(tpe_pause_id=claim.id).action_tpe_match()

    def test_a_statement_that_comes_later_is_told_once(self):
        invoice = self._issue()
        invoice.tpe_pause("claimed_paid", "2027-01-31")
        self.assertTrue(self._find_activities(invoice, "Look for the payment"))
        self._enter(700, f"VIREMENT {invoice.name}")
        for _ in range(2):
            self._follow("2026-10-21")
        self.assertEqual(len(self._find_activities(invoice, "match it")), 1)

    def test_a_part_that_was_claimed_is_found_by_its_amount(self):
        invoice = self._issue()
        entry = self._enter(300, "VIR")
        invoice.tpe_pause("claimed_paid", amount="300.00")
        entry.with_context(tpe_pause_id=invoice.tpe_pause_ids.id).action_tpe_match()
        self.assertEqual(invoice.amount_residual, 900)
        self.assertEqual(invoice.tpe_pause_ids.state, "kept")

    def test_a_claim_that_nothing_proves_ends_and_reminders_return(self):
        invoice = self._issue()
        invoice.tpe_pause("claimed_paid", "2026-10-25")
        self.assertEqual(self._reason(invoice, "2026-10-25"), "claimed_paid")
        self._follow("2026-10-26")
        self.assertEqual(invoice.tpe_pause_ids.state, "ended")
        self.assertFalse(self._reason(invoice, "2026-10-26"))
        self.assertTrue(self._find_activities(invoice, "not found"))

    def test_the_money_of_another_customer_is_never_proposed(self):
        self._enter(1200, "VIR", partner=self.consumer)
        invoice = self._issue()
        invoice.tpe_pause("claimed_paid")
        self.assertFalse(invoice.tpe_pause_ids.candidate_ids)
