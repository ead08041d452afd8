# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta

from freezegun import freeze_time
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from .common import ReminderCommon

DAY = "2026-10-20"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPause(ReminderCommon):
    def test_each_kind_of_pause_has_its_reason(self):
        reasons = {
            "dispute": "paused_dispute",
            "promise": "promise",
            "claimed_paid": "claimed_paid",
            "plan": "payment_plan",
            "block": "blocked",
        }
        for kind, reason in reasons.items():
            invoice = self._issue()
            (answer,) = invoice.tpe_pause(kind, "2027-01-31", reason="Porte rayée")
            self.assertEqual(answer["kind"], kind)
            self.assertEqual(answer["until"], "2027-01-31")
            self.assertEqual(self._reason(invoice, DAY), reason)

    def test_a_pause_ends_by_itself_after_its_last_day(self):
        invoice = self._issue()
        invoice.tpe_pause("promise", "2026-10-25")
        self.assertEqual(self._reason(invoice, "2026-10-25"), "promise")
        self.assertFalse(self._reason(invoice, "2026-10-26"))

    def test_resuming_ends_all_pauses(self):
        invoice = self._issue()
        invoice.tpe_pause("dispute")
        invoice.tpe_pause("block")
        self.assertEqual(invoice.tpe_resume(), [{"id": invoice.id, "ended": 2}])
        self.assertFalse(self._reason(invoice, DAY))

    def test_the_undisputed_part_goes_on(self):
        invoice = self._issue(1200)
        invoice.tpe_pause("dispute", amount="200.00")
        (reminder,) = self._plan("2026-11-24")["planned"]
        self.assertEqual(reminder["amount_due"], "1000.00")
        self.assertEqual(reminder["interest"], "18.68")

    def test_a_dispute_of_the_whole_balance_leaves_nothing(self):
        invoice = self._issue(1200)
        invoice.tpe_pause("dispute", amount="1200")
        self.assertEqual(self._reason(invoice, DAY), "paused_dispute")

    def test_a_second_pause_of_a_kind_replaces_the_first(self):
        invoice = self._issue()
        invoice.tpe_pause("promise", "2026-10-25")
        invoice.tpe_pause("promise", "2026-11-05")
        states = invoice.tpe_pause_ids.sorted("id").mapped("state")
        self.assertEqual(states, ["ended", "active"])
        self.assertEqual(self._reason(invoice, "2026-11-05"), "promise")

    def test_what_makes_no_sense_is_refused(self):
        invoice = self._issue()
        for arguments in (
            {"kind": "holiday"},
            {"kind": "dispute", "amount": "-5"},
            {"kind": "dispute", "amount": "much"},
            {"kind": "dispute", "until": "soon"},
            {"kind": "dispute", "amount": 0},
            {"kind": "promise", "until": "2025-10-25"},
        ):
            with self.assertRaises(UserError):
                invoice.tpe_pause(**arguments)
        with self.assertRaises(ValidationError):
            self.env["tpe.reminder.pause"].create(
                {"move_id": invoice.id, "kind": "promise"}
            )
        with self.assertRaises(UserError):
            self._make().tpe_pause("dispute")

    def test_a_claim_and_a_promise_without_a_day_do_not_last_for_ever(self):
        invoice = self._issue()
        today = self.env["tpe.reminder.run"]._get_day(self.company)
        self.company.write({"tpe_claim_days": 8, "tpe_promise_days": 21})
        for kind, days in (("claimed_paid", 8), ("promise", 21)):
            (answer,) = invoice.tpe_pause(kind)
            last = today + timedelta(days=days)
            self.assertEqual(answer["until"], last.isoformat())

    def test_a_promise_is_kept_or_broken_by_itself(self):
        kept, broken = self._issue(), self._issue()
        (kept + broken).tpe_pause("promise", "2026-10-25")
        self._pay(kept, "2026-10-24")
        self.env["tpe.reminder.pause"]._close_expired("2026-10-26")
        self.assertEqual(kept.tpe_pause_ids.state, "kept")
        self.assertEqual(broken.tpe_pause_ids.state, "broken")

    def test_what_has_ended_is_told_to_the_owner_when_who_paused_has_left(self):
        invoice = self._issue()
        invoice.with_user(self.accountant).tpe_pause("promise", "2026-10-25")
        self.accountant.active = False
        self.env["tpe.reminder.pause"]._close_expired("2026-10-26")
        owner = invoice.activity_ids.user_id
        self.assertEqual(owner, self.company._tpe_get_owner())

    def test_a_pause_is_part_of_the_history(self):
        invoice = self._issue()
        invoice.tpe_pause("dispute")
        invoice.tpe_resume()
        pause = invoice.tpe_pause_ids.with_user(self.accountant)
        with self.assertRaises(UserError):
            pause.write({"reason": "something else"})
        with self.assertRaises(UserError):
            invoice.tpe_pause_ids.unlink()

    def test_sellers_and_readers_pause_nothing(self):
        invoice = self._issue()
        for login, group in (
            ("vendeur2", "tpe_invoicing.group_tpe_invoicing_seller"),
            ("lecteur2", "account.group_account_readonly"),
        ):
            user = self._new_user(login, group)
            with self.assertRaises(AccessError):
                invoice.with_user(user).tpe_pause("dispute")
            with self.assertRaises(AccessError):
                invoice.with_user(user).tpe_formal_notice()
        invoice.with_user(self.accountant).tpe_pause("dispute")

    def test_the_window_pauses_what_it_was_opened_for(self):
        invoice = self._issue()
        action = invoice.with_context(tpe_kind="promise").action_tpe_pause()
        form = Form(self.env["tpe.reminder.postpone"].with_context(**action["context"]))
        form.until = "2026-10-25"
        with freeze_time("2026-10-26"), self.assertRaisesRegex(UserError, "is over"):
            form.save().action_pause()
        with freeze_time("2026-10-25"):
            form.save().action_pause()
        self.assertEqual(self._reason(invoice, DAY), "promise")

    def _asked(self, invoice, day="2026-12-01"):
        """What the customer of an invoice would be asked for."""
        customer = invoice.commercial_partner_id.id
        planned = self._plan(day)["planned"]
        return [r["amount_due"] for r in planned if r["partner_id"] == customer]

    def test_money_that_was_promised_or_agreed_is_not_held_twice(self):
        for kind in ("promise", "claimed_paid", "plan"):
            invoice = self._issue(partner=self.business.copy())
            invoice.tpe_pause(kind, "2026-12-20", "333.33")
            self.assertEqual(self._asked(invoice), ["866.67"])
            self._pay(invoice, "2026-11-28", 100)
            self.assertEqual(self._asked(invoice), ["866.67"], kind)
            self._pay(invoice, "2026-11-28", 233.33)
            self.assertEqual(self._asked(invoice), ["866.67"], kind)

    def test_a_credit_note_settles_the_part_that_was_disputed(self):
        invoice = self._issue(partner=self.business.copy())
        invoice.tpe_pause("dispute", amount="200.00")
        self._pay(invoice, "2026-11-20", 300)
        self.assertEqual(self._asked(invoice), ["700.00"])
        credit = self._refund(120, invoice)
        (invoice + credit)._tpe_get_receivable_lines().reconcile()
        self.assertEqual(self._asked(invoice), ["700.00"])

    def test_an_invoice_waits_for_its_draft_credit_note(self):
        invoice = self._issue()
        draft = invoice._reverse_moves([{"date": DAY, "invoice_date": DAY}])
        self.assertEqual(self._reason(invoice, DAY), "credit_pending")
        draft.unlink()
        self.assertFalse(self._reason(invoice, DAY))

    def test_the_invoice_says_why_or_why_not(self):
        invoice = self._issue()
        self.assertIn("Due now", invoice.tpe_reminder_note)
        invoice.tpe_pause("block")
        self.assertEqual(invoice.tpe_reminder_note, "It is blocked.")

    def test_a_formal_notice_is_withdrawn_not_changed(self):
        invoice = self._issue(800, partner=self.consumer)
        (answer,) = invoice.tpe_formal_notice("2026-10-05")
        self.assertEqual(str(invoice.tpe_formal_notice_on), "2026-10-05")
        notice = self.env["tpe.formal.notice"].browse(answer["formal_notice_id"])
        with self.assertRaises(UserError):
            notice.write({"received_on": "2026-11-05"})
        notice.action_withdraw()
        self.assertFalse(invoice.tpe_formal_notice_on)
        with self.assertRaises(UserError):
            invoice.tpe_formal_notice("2026-01-01")
        with freeze_time("2026-10-04"), self.assertRaisesRegex(UserError, "to come"):
            invoice.tpe_formal_notice("2026-10-05")

    def test_t18_and_t19_the_limitation_clock_is_on_the_invoice(self):
        invoice = self._issue(1200)
        self.assertEqual(str(invoice.tpe_limitation_on), "2031-09-30")
        personal = self._issue(800, partner=self.consumer, delivery_date="2026-08-20")
        self.assertEqual(str(personal.tpe_limitation_on), "2028-08-20")
        self._pay(personal, "2026-11-10", 100)
        personal.invalidate_recordset(["tpe_limitation_on"])
        self.assertEqual(str(personal.tpe_limitation_on), "2028-11-10")

    def test_amount_of_zero_says_that_it_is_all(self):
        arch = etree.fromstring(self.env["tpe.reminder.postpone"].get_view()["arch"])
        (hint,) = arch.xpath("//div[field[@name='amount']]/span[@invisible='amount']")
        self.assertEqual(hint.text, "all of it")
