# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
from datetime import UTC, datetime, timedelta

from odoo import fields
from odoo.tests import HttpCase, tagged

from .common import ReminderCommon

PROOF = b"%PDF-1.7 proof"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountAnswer(HttpCase, ReminderCommon):
    def setUp(self):
        super().setUp()
        self.company.tpe_reminder_user_id = self.accountant
        self.business.lang = "en_US"
        self.invoice = self._issue()
        self.today = self.runs._get_day(self.company)
        self.url = self._get_url(self.business)

    def _get_url(self, partner, days=1):
        expires = datetime.now(UTC).replace(tzinfo=None) + timedelta(days=days)
        token = partner._tpe_make_account_token(self.company, expires)
        return f"/tpe/account/{token}"

    def _day(self, days):
        return fields.Date.to_string(self.today + timedelta(days=days))

    def _say(self, what, url=None, files=None, **values):
        values = {"ids": self.invoice.id, **values}
        return self.url_open(
            f"{url or self.url}/{what}",
            data=values,
            files=files,
            method="POST",
            allow_redirects=False,
        )

    def _get_pauses(self):
        return self.invoice.tpe_pause_ids.filtered(lambda p: p.state == "active")

    def _get_messages(self):
        domain = [("model", "=", "res.partner"), ("res_id", "=", self.business.id)]
        return self.env["mail.message"].search(domain, order="id desc")

    def test_looking_at_the_links_of_a_mail_changes_nothing(self):
        self._run("2026-11-20")
        mail = self.env["tpe.reminder"].search([("partner_id", "=", self.business.id)])
        for what in ("promise", "paid", "dispute", "plan"):
            if what != "plan":
                self.assertIn(f"/{what}", mail.body)
            page = self.url_open(f"{self.url}/{what}")
            self.assertEqual(page.status_code, 200)
            self.assertIn(self.invoice.name, page.text)
            self.assertEqual('<span id="sign">€</span>' in page.text, what == "dispute")
        self.assertFalse(self._get_pauses())

    def test_a_promise_pauses_until_its_day_however_often_it_is_sent(self):
        last = self._day(self.company.tpe_promise_days)
        for _click in range(2):
            answer = self._say("promise", day=last)
            self.assertEqual(answer.status_code, 303)
        (pause,) = self._get_pauses()
        self.assertEqual((pause.kind, pause.user_id), ("promise", self.accountant))
        self.assertEqual(str(pause.until), last)
        page = self.url_open(self.url)
        self.assertIn("You promised to pay by", page.text)

    def test_a_promise_is_neither_for_the_past_nor_for_ever(self):
        for day in (self._day(-1), self._day(31), "9999-99-99", ""):
            self.assertEqual(self._say("promise", day=day).status_code, 422)
        self.assertFalse(self._get_pauses())

    def test_another_day_than_the_one_promised_is_refused_in_words(self):
        self._say("promise", day=self._day(10))
        answer = self._say("promise", day=self._day(20))
        self.assertEqual(answer.status_code, 422)
        self.assertIn("is promised by", answer.text)
        self.assertEqual(str(self._get_pauses().until), self._day(10))

    def test_what_he_adds_to_a_dispute_is_kept_once(self):
        self._say("dispute", words="The door is scratched")
        photo = b"\x89PNG\r\n\x1a\n photo"
        before = self._get_messages()
        for _click in range(2):
            sent = {"file": ("photo.png", photo, "image/png")}
            more = {"words": "And the handle is loose", "amount": "1 100,50 €"}
            answer = self._say("dispute", files=sent, **more)
            self.assertEqual(answer.status_code, 303)
        (pause,) = self._get_pauses()
        self.assertEqual(pause.reason, "The door is scratched")
        (message,) = self._get_messages() - before
        self.assertIn("the handle is loose", message.body)
        self.assertIn("1,100.50", message.body)
        self.assertEqual(message.attachment_ids.raw, photo)
        self._say("dispute", words="The door is scratched")
        self.assertEqual(self._get_messages() - before, message)

    def test_an_amount_that_cannot_be_read_is_not_the_whole(self):
        for amount in ("abc", "12.34.56", "1e3", "--5"):
            answer = self._say("dispute", words="x", amount=amount)
            self.assertEqual(answer.status_code, 422, amount)
        self.assertFalse(self._get_pauses())

    def test_a_dispute_of_a_part_leaves_the_rest_to_be_reminded(self):
        sent = {"file": ("letter.pdf", PROOF, "application/pdf")}
        self._say("dispute", files=sent, words="The door is scratched", amount="200,00")
        (pause,) = self._get_pauses()
        self.assertEqual((pause.kind, pause.amount), ("dispute", 200))
        self.assertEqual(base64.b64decode(pause.document), PROOF)
        self.assertTrue(self.invoice.activity_ids)
        (planned,) = self._plan("2026-11-20")["planned"]
        self.assertEqual(planned["amount_due"], "1000.00")
        page = self.url_open(self.url).text
        self.assertRegex(page, r"You dispute \D*200[.]00\D* of this invoice")

    def test_a_dispute_has_a_reason_and_is_of_what_is_owed(self):
        self.assertEqual(self._say("dispute", words=" ").status_code, 422)
        for amount, words in (("1200.01", "cannot be more"), ("-5", "minus sign")):
            answer = self._say("dispute", words="x", amount=amount)
            self.assertEqual(answer.status_code, 422)
            self.assertIn(words, answer.text)

    def test_who_is_told_of_a_dispute_hears_of_it_from_the_company(self):
        self.company.email = "factures@durand.example"
        self._say("dispute", words="The door is scratched")
        # only whom it tells may read it
        messages_sudo = self.env["mail.message"].sudo()
        told = messages_sudo.search(
            [
                ("message_type", "=", "user_notification"),
                ("model", "=", "account.move"),
                ("res_id", "=", self.invoice.id),
            ]
        )
        self.assertEqual(told.partner_ids, self.accountant.partner_id)
        self.assertIn("factures@durand.example", told.email_from)

    def test_who_says_that_he_has_paid_makes_somebody_look(self):
        sent = {"file": ("../../proof.php", PROOF, "text/html")}
        self._say("paid", files=sent, day=self._day(-3), words="by bank")
        (pause,) = self._get_pauses()
        self.assertEqual(pause.kind, "claimed_paid")
        self.assertEqual(pause.document_name, "proof.pdf")
        self.assertTrue(pause.until)
        self.assertIn("payment", self.invoice.activity_ids[:1].summary)

    def test_hostile_and_oversize_files_are_refused(self):
        for content in (b"<svg onload=alert(1)>", b"MZ\x90", b"%PDF-" + b"0" * 2**24):
            sent = {"file": ("a.pdf", content, "application/pdf")}
            answer = self._say("paid", files=sent, day=self._day(-1))
            self.assertIn(answer.status_code, (413, 422))
        self.assertFalse(self._get_pauses())

    def test_the_wish_for_a_plan_is_drawn_up_and_nothing_more(self):
        last = self.company.tpe_promise_days
        for late in (last + 1, -1):
            answer = self._say("plan", day=self._day(late), parts="3")
            self.assertEqual(answer.status_code, 422)
        for _click in range(2):
            before = self._get_messages()
            self._say("plan", day=self._day(last), parts="3", words="Hard times")
        self.assertEqual(self._get_messages(), before)
        plan = self.env["tpe.payment.plan"].search([("move_ids", "=", self.invoice.id)])
        self.assertEqual((len(plan), plan.state), (1, "draft"))
        self.assertEqual(plan.instalment_ids.mapped("amount"), [400, 400, 400])
        self.assertEqual(plan.activity_ids.user_id, self.accountant)
        self._say("plan", day=self._day(last), parts="6")
        self.assertIn("6 payments", (self._get_messages() - before).body)
        self.assertFalse(self._get_pauses())

    def test_nobody_speaks_for_another_customer(self):
        other = self._get_url(self.consumer)
        self.assertEqual(
            self._say("promise", url=other, day=self._day(5)).status_code, 422
        )
        for url, status in (
            (self.url[:-1] + ("0" if self.url[-1] != "0" else "1"), 404),
            (self._get_url(self.business, days=-1), 410),
        ):
            answer = self._say("promise", url=url, day=self._day(5))
            self.assertEqual(answer.status_code, status)
        self.business.tpe_account_epoch += 1
        answer = self._say("promise", day=self._day(5))
        self.assertEqual(answer.status_code, 404)
        self.assertFalse(self._get_pauses())

    def test_two_broken_promises_are_enough(self):
        for _time in range(2):
            self._say("promise", day=self._day(1))
            self._get_pauses()._end("broken")
        self.assertEqual(self._say("promise", day=self._day(1)).status_code, 422)

    def test_the_contact_that_he_names_gets_the_reminders_once_accepted(self):
        proposals = self.env["tpe.partner.proposal"].sudo()
        proposal = proposals._propose(
            self.business,
            self.company,
            {"contact_name": "Yann", "contact_email": "yann@bati.example"},
        )
        self.assertFalse(self.business.tpe_dunning_contact_id)
        proposal.with_user(self.accountant).action_accept()
        contact = self.business.tpe_dunning_contact_id
        self.assertEqual(contact.email, "yann@bati.example")
        self.assertEqual(proposals._get_present(self.business)["contact_name"], "Yann")

    def test_reminders_and_what_he_says_of_them_are_on_the_timeline(self):
        self._run("2026-11-20")
        self._say("promise", day=self._day(10))
        self._say("dispute", words="The colour")
        self._say("plan", day=self._day(20), parts=3, words="The season was bad")
        events = self.env["tpe.partner.event"].search(
            [("partner_id", "=", self.business.id)]
        )
        kinds = set(events.mapped("kind"))
        expected = {"issued", "reminded", "promised", "disputed", "answered"}
        self.assertLessEqual(expected, kinds)
        wish = events.filtered(lambda event: event.kind == "answered")
        self.assertIn("The season was bad", wish.detail)
        dispute = events.filtered(lambda event: event.kind == "disputed")
        self.assertIn("The colour", dispute.detail)
        self.assertEqual(dispute.action_open()["res_model"], "tpe.reminder.pause")

    def test_the_timeline_writes_a_day_as_its_reader_does(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self._say("promise", day=self._day(10))
        day = fields.Date.to_date(self._day(10))
        for lang, written in (("fr_FR", f"{day:%d/%m/%Y}"), ("en_US", f"{day}")):
            self.env.invalidate_all()
            promise = (
                self.env["tpe.partner.event"]
                .with_context(lang=lang)
                .search([("kind", "=", "promised")])
            )
            self.assertIn(written, promise.detail)
