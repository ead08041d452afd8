# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
from datetime import date, datetime
from hashlib import sha256
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged

from .common import ReminderCommon

SIGNED = "2026-10-20"
DAYS = ("2026-11-10", "2026-12-10", "2027-01-11")


class PaymentPlanCommon(ReminderCommon):
    def setUp(self):
        super().setUp()
        self.invoice = self._issue(1200)
        self.company.write(
            {"tpe_reminder_mode": "on", "tpe_reminder_user_id": self.accountant.id}
        )

    def _agree(self, moves=None, amounts=(400, 400, 400)):
        moves = moves or self.invoice
        return self.env["tpe.payment.plan"].create(
            {
                "partner_id": moves[:1].commercial_partner_id.id,
                "company_id": self.company.id,
                "move_ids": [Command.set(moves.ids)],
                "user_id": self.accountant.id,
                "instalment_ids": [
                    Command.create({"date": day, "amount": amount})
                    for day, amount in zip(DAYS, amounts, strict=False)
                ],
            }
        )

    def _at(self, day, hour="10:00"):
        now = datetime.fromisoformat(f"{day}T{hour}")
        return patch.object(type(self.runs), "_get_now", return_value=now)

    def _sign(self, plan=None):
        plan = plan or self._agree()
        plan.agreement = base64.b64encode(b"%PDF another sheet, before it was signed")
        plan.agreement = base64.b64encode(b"%PDF signed")
        with self._at(SIGNED):
            plan.action_sign_on_paper()
        return plan

    def _remind(self, day):
        """Let the scheduler come by, with a bank statement of yesterday."""
        before = self.env["tpe.reminder"].search([])
        with (
            self._at(day),
            patch.object(
                type(self.runs), "_find_last_bank_day", return_value=date(2030, 1, 1)
            ),
        ):
            self.env["tpe.reminder.pause"]._follow(date.fromisoformat(day))
            self.runs.with_company(self.company)._remind(self.company)
        return self.env["tpe.reminder"].search([]) - before


@tagged("post_install_l10n", "post_install", "-at_install")
class TestPaymentPlan(PaymentPlanCommon):
    def test_splitting_makes_equal_instalments_that_add_up(self):
        plan = self._agree(amounts=())
        plan.write({"split_count": 7, "split_first": "2026-11-30"})
        plan.action_split()
        self.assertEqual(len(plan.instalment_ids), 7)
        self.assertEqual(plan.amount_total, plan.amount_owed)
        self.assertEqual(str(plan.instalment_ids[2].date), "2027-01-30")

    def test_the_instalments_must_be_what_is_owed(self):
        plan = self._agree(amounts=(400, 400))
        with self.assertRaisesRegex(UserError, "add up to"):
            plan.action_propose()

    def test_a_signed_plan_pauses_its_invoices_and_leaves_their_due_dates(self):
        plan = self._sign()
        self.assertEqual(plan.state, "active")
        self.assertEqual(self._reason(self.invoice, "2026-11-01"), "payment_plan")
        self.assertEqual(str(self.invoice.invoice_date_due), "2026-09-30")
        self.assertEqual(plan.pause_ids.move_id, self.invoice)
        self.assertTrue(
            plan.agreement_entry_id._read_document().startswith(b"%PDF"), "sealed"
        )
        # a written plan acknowledges the debt: limitation starts again
        self.assertEqual(str(self.invoice.tpe_limitation_on)[:4], "2031")

    def test_what_is_proposed_and_signed_is_on_the_timeline(self):
        self.accountant.email = "comptable@kermorvan.example"
        plan = self._agree().with_user(self.accountant)
        with self._at(SIGNED):
            plan.action_send()
        mails = self.env["mail.mail"].sudo()
        mails.search([("model", "=", plan._name)]).state = "sent"
        self._sign(plan)
        events = self.env["tpe.partner.event"].search([("res_model", "=", plan._name)])
        self.assertEqual(set(events.mapped("kind")), {"sent", "signed"})
        self.assertEqual(set(events.mapped("amount")), {1200})
        self.assertEqual(events.partner_id, self.business)

    def test_who_has_no_address_proposes_in_the_name_of_the_company(self):
        plan = self._agree()
        plan.user_id.email = False
        self.company.email = "bonjour@kermorvan.example"
        with self._at(SIGNED):
            plan.action_send()
        mail = self.env["mail.mail"].search([("model", "=", plan._name)])
        self.assertIn("bonjour@kermorvan.example", mail.email_from)
        self.assertIn("bonjour@kermorvan.example", mail.reply_to)

    def test_signing_on_paper_needs_the_paper(self):
        with self._at(SIGNED), self.assertRaisesRegex(UserError, "Attach"):
            self._agree().action_sign_on_paper()

    def test_terms_do_not_change_once_they_are_proposed(self):
        plan = self._agree()
        first = plan._get_url()
        with self._at(SIGNED):
            plan.action_propose()
        for change in (
            lambda: plan.write({"patience": 60}),
            lambda: plan.instalment_ids[0].write({"amount": 1}),
            lambda: plan.instalment_ids[0].unlink(),
            lambda: plan.write(
                {"instalment_ids": [Command.create({"date": SIGNED, "amount": 1})]}
            ),
            lambda: plan.with_user(self.accountant).write({"state": "active"}),
            lambda: plan.unlink(),
        ):
            with self.assertRaises(UserError):
                change()
        plan.action_change()
        plan.instalment_ids[0].date = "2026-11-12"
        scope = plan._get_scope()
        token = first.rpartition("/")[2]
        opened = self.env["res.partner"]._tpe_open_account_token(token, scope)
        self.assertEqual(opened[0], "wrong")

    def test_only_invoices_of_one_customer_make_a_plan(self):
        other = self._issue(100, partner=self.consumer)
        with self.assertRaises(ValidationError):
            self._agree(self.invoice + other)

    def test_an_invoice_is_in_one_signed_plan_only(self):
        self._sign()
        with self.assertRaisesRegex(UserError, "another payment plan"):
            self._agree().action_propose()

    def test_each_instalment_is_announced_once_and_asked_for_once(self):
        plan = self._sign()
        self.assertFalse(self._remind("2026-11-05"))
        notice = self._remind("2026-11-09")
        self.assertEqual(notice.instalment_id, plan.instalment_ids[0])
        self.assertIn("10", notice.subject)
        self.assertEqual(notice.delivery, "queued")
        self.assertEqual(notice.mail_id.model, "tpe.reminder")
        self.assertFalse(self._remind("2026-11-10"))
        late = self._remind("2026-11-12")
        self.assertEqual(late.instalment_id, plan.instalment_ids[0])
        self.assertFalse(late.line_ids)
        self.assertFalse(self._remind("2026-11-13"))
        self._pay(self.invoice, "2026-11-13", 400)
        self.assertFalse(self._remind("2026-11-16"))
        self.assertEqual(plan.state, "active")
        second = self._remind("2026-12-07")
        self.assertEqual(second.instalment_id, plan.instalment_ids[1])

    def test_a_part_of_an_instalment_is_asked_for_what_is_left(self):
        self._sign()
        self._pay(self.invoice, "2026-11-08", 150)
        notice = self._remind("2026-11-09")
        self.assertEqual(notice.amount_due, 250)

    def test_a_plan_is_broken_and_reminders_return_at_the_right_step(self):
        self._run("2026-10-08")
        plan = self._sign()
        self._remind("2026-11-12")
        self.assertFalse(self._remind("2026-11-16"))  # he was written to on the 12th
        self.assertEqual(plan.state, "broken")
        self.assertEqual(plan.pause_ids.state, "broken")
        back = self._remind("2026-11-20")
        # 51 days late: the last step that has come, neither the first nor all of them
        self.assertEqual(back.line_ids.move_id, self.invoice)
        self.assertEqual(back.line_ids.days_late, 51)
        self.assertGreater(back.level_number, 2)
        self.assertIn("broken", plan.activity_ids.mapped("summary")[-1])

    def test_planning_days_to_come_knows_when_a_plan_breaks_unless_it_is_paid(self):
        self._sign()
        # the first instalment is of 10 November, the patience of five days
        self.assertEqual(self._reason(self.invoice, "2026-11-15"), "payment_plan")
        self.assertFalse(self._reason(self.invoice, "2026-11-16"))
        self._pay(self.invoice, "2026-11-09", 400)
        self.assertEqual(self._reason(self.invoice, "2026-12-15"), "payment_plan")
        self.assertFalse(self._reason(self.invoice, "2026-12-16"))

    def test_nothing_breaks_while_the_bank_is_not_up_to_date(self):
        plan = self._sign()
        with self._at("2026-11-20"):
            self.runs.with_company(self.company)._remind(self.company)
        self.assertEqual(plan.state, "active")

    def test_a_plan_that_is_paid_is_closed_and_a_false_payment_opens_it_again(self):
        plan = self._sign()
        payment = self._pay(self.invoice, "2026-11-09")
        self.assertEqual(plan.state, "kept")
        self.assertEqual(plan.pause_ids.state, "kept")
        payment.move_id.line_ids.remove_move_reconcile()
        self.assertEqual(plan.state, "active")
        self.assertEqual(self._reason(self.invoice, "2026-11-10"), "payment_plan")

    def test_resuming_the_reminders_ends_the_plan(self):
        plan = self._sign()
        self.invoice.tpe_resume()
        self.assertEqual(plan.state, "cancelled")
        self.assertFalse(self._reason(self.invoice, "2026-11-10"))

    def test_an_excluded_customer_hears_nothing(self):
        self._sign()
        self.business.tpe_reminder_excluded = True
        self.assertFalse(self._remind("2026-11-09"))

    def test_without_a_mail_address_a_letter_leaves_or_somebody_calls(self):
        plan = self._sign()
        self.business.email = False
        letter = self._remind("2026-11-09")
        self.assertEqual((letter.channel, letter.delivery), ("letter", "to_print"))
        view = letter.with_context(tpe_instalment_text="…")._get_letter_view()
        self.assertEqual([row["number"] for row in view["rows"]], ["1"])
        self.assertIn("400.00", view["amount"])
        self.assertIn("Bâti Ouest", view["addressee"])
        self.business.write({"street": False, "phone": False})
        self.assertFalse(self._remind("2026-11-12"), "nobody can be reached")
        self.assertFalse(plan.instalment_ids[0].reminded_on)
        self.business.phone = "02 98 00 00 00"
        call = self._remind("2026-11-13")
        self.assertEqual((call.channel, call.delivery), ("phone", "to_call"))

    def test_french_messages_suit_who_is_told_tu_as_well_as_vous(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.env["ir.module.module"]._load_module_terms(
            ["tpe_invoicing_reminders"], ["fr_FR"], overwrite=True
        )
        self.business.write({"lang": "fr_FR", "tpe_is_familiar": True})
        plan = self._agree()
        self.accountant.email = "comptable@example.com"
        plan._send_proposal()
        self._sign(plan)
        told = [self._remind("2026-11-09"), self._remind("2026-11-12")]
        self._pay(self.invoice, "2026-11-13")
        mails = self.env["mail.mail"].search(
            [
                ("model", "in", ("account.move", "tpe.payment.plan")),
                ("res_id", "in", [self.invoice.id, plan.id]),
            ]
        )
        words = [each.subject + each.body for each in told]
        words += [each.subject + each.body_html for each in mails]
        self.assertGreaterEqual(len(words), 4)
        for text in words:
            self.assertIn("Cordialement", text)
            self.assertNotRegex(text.lower(), r"\b(vous|votre|vos|tu|ton|ta|tes)\b")

    def test_a_message_that_did_not_arrive_takes_another_way_the_same_day(self):
        plan = self._sign()
        mail = self._remind("2026-11-09")
        mail.sudo()._set_delivery("exception", "550 no such user")
        self.assertFalse(plan.instalment_ids[0].noticed_on)
        # within a test all is written at one moment
        with patch.object(type(self.runs), "_is_done", return_value=False):
            again = self._remind("2026-11-09")
        self.assertEqual(
            (again.channel, again.instalment_id), ("letter", mail.instalment_id)
        )
        self.assertFalse(self._remind("2026-11-10"))

    # === BETWEEN PROPOSAL AND SIGNATURE === #

    def test_what_is_paid_before_the_signature_counts_for_the_first_instalments(self):
        plan = self._agree()
        with self._at(SIGNED):
            plan.action_propose()
        self._pay(self.invoice, SIGNED, 500)
        with self._at(SIGNED):
            terms = plan._get_terms()
            plan._accept("page", "Anne Bâti")
        self.assertIn("700.00", terms["debt"])
        self.assertIn("100.00", terms["instalments"][1]["part"])
        self.assertEqual(plan.state, "active")
        paid = plan.instalment_ids.mapped("amount_paid")
        self.assertEqual(paid, [400, 100, 0])
        self.assertIn("500.00", plan._get_agreement_paragraphs()[1][0])
        self.assertFalse(self._remind("2026-11-09"), "the first one is paid")
        self.assertEqual(self._remind("2026-12-07").amount_due, 300)

    def test_a_proposal_is_not_signed_too_late_and_its_owner_hears_of_it(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.accountant.lang = "fr_FR"
        plan = self._agree()
        with self._at(SIGNED):
            plan.action_propose()
        with self._at("2026-11-16"):
            plan._accept("page", "Anne Bâti")
            self.assertEqual(plan.state, "proposed", "it would be broken at once")
            with self.assertRaisesRegex(UserError, "stand"):
                plan.agreement = base64.b64encode(b"%PDF signed")
                plan.action_sign_on_paper()
        self._remind("2026-11-16")
        self.assertEqual(plan.state, "cancelled")
        self.assertIn("n’a pas signé", plan.activity_ids.summary)

    def test_no_instalment_is_proposed_for_a_day_that_is_over(self):
        with self._at("2026-11-11"), self.assertRaisesRegex(UserError, "in the past"):
            self._agree().action_propose()

    def test_nothing_is_agreed_on_once_proceedings_are_open(self):
        plan = self._agree()
        with self._at(SIGNED):
            plan.action_propose()
            self.business.tpe_insolvency_on = SIGNED
            plan._accept("page", "Anne Bâti")
            self.assertEqual(plan.state, "proposed")
            plan.action_change()
            with self.assertRaisesRegex(UserError, "insolvent"):
                plan.action_propose()

    def test_the_paper_that_was_signed_is_not_replaced(self):
        plan = self._sign()
        for other in (base64.b64encode(b"%PDF other"), False):
            with self.assertRaises(UserError):
                plan.with_user(self.accountant).agreement = other
        domain = [("res_model", "=", plan._name), ("res_field", "=", "agreement")]
        scan = self.env["ir.attachment"].search([*domain, ("res_id", "=", plan.id)])
        for change in (lambda: scan.write({"raw": b"%PDF other"}), scan.unlink):
            with self.assertRaisesRegex(UserError, "filed"):
                change()
        sealed = sha256(b"%PDF signed").hexdigest()
        self.assertEqual(plan._get_proof()["paper"], sealed)

    def test_sellers_and_readers_agree_on_nothing(self):
        plan = self._agree()
        for login, group in (
            ("vendeur3", "tpe_invoicing.group_tpe_invoicing_seller"),
            ("lecteur3", "account.group_account_readonly"),
        ):
            user = self._new_user(login, group)
            with self.assertRaises(AccessError):
                plan.with_user(user).action_propose()
            with self.assertRaises(AccessError):
                self.invoice.with_user(user).action_tpe_agree()
        with self._at(SIGNED):
            plan.with_user(self.accountant).action_send()
        self.assertEqual(plan.state, "proposed")
        mail = self.env["mail.mail"].search([("model", "=", plan._name)])
        self.assertIn("/tpe/payment-plan/", mail.body_html)
