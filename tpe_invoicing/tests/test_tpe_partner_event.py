# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from markupsafe import Markup

from odoo.exceptions import AccessError
from odoo.tests import tagged

from .common import TpeCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpePartnerEvent(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader = cls._new_user("event_read", "account.group_account_readonly")
        cls.business.email = "compta@bati-ouest.example"
        cls.move = cls._make(cls)
        cls.move.tpe_issue()

    def _get_events(self, user=None):
        action = self.business.action_tpe_open_timeline()
        events = self.env[action["res_model"]].with_user(user or self.env.user)
        events.invalidate_model()  # each look of a person begins anew
        return events.search(action["domain"])

    def _get_kinds(self):
        return sorted(self._get_events().mapped("kind"))

    def test_what_is_issued_opened_and_paid_is_on_the_timeline(self):
        self.move._tpe_note_access("page")
        self.env["account.payment.register"].with_context(
            active_model="account.move", active_ids=self.move.ids
        ).create({})._create_payments()
        self.assertEqual(self._get_kinds(), ["issued", "opened", "paid"])
        events = self._get_events(self.reader).grouped("kind")
        self.assertEqual(events["issued"].amount, self.move.amount_total)
        self.assertEqual(events["paid"].amount, self.move.amount_total)
        action = events["opened"].action_open()
        self.assertEqual(action["res_id"], self.move.id)

    def test_an_invoice_tells_of_itself_alone(self):
        other = self._make()
        other.tpe_issue()
        other._tpe_note_access("page")
        self.move._tpe_note_access("page")
        action = self.move.with_user(self.reader).action_tpe_open_timeline()
        events = self.env[action["res_model"]].search(action["domain"])
        self.assertEqual(sorted(events.mapped("kind")), ["issued", "opened"])
        self.assertEqual(set(events.mapped("res_id")), {self.move.id})

    def test_a_mail_is_told_once_and_as_far_as_it_came(self):
        self.move.tpe_send()
        mail = self.env["mail.mail"].sudo().search([("res_id", "=", self.move.id)])
        self.assertNotIn("sent", self._get_kinds())
        mail.state = "sent"
        self.assertEqual(self._get_kinds(), ["issued", "sent"])
        mail.state = "exception"
        self.assertEqual(self._get_kinds(), ["failed", "issued"])

    def test_what_came_back_and_what_was_answered_is_told(self):
        message = self.move.message_post(
            body="x", partner_ids=self.business.ids, subtype_xmlid="mail.mt_comment"
        )
        notices = message.sudo().notification_ids
        notices.write({"notification_status": "bounce", "notification_type": "email"})
        self.business.message_post(
            body="y", message_type="email", author_id=self.business.id
        )
        self.assertEqual(self._get_kinds(), ["answered", "bounced", "issued"])

    def test_what_he_writes_on_the_portal_is_an_answer_and_ours_is_none(self):
        for author in (self.business, self.env.user.partner_id):
            self.move.message_post(
                body=Markup("<p>Où en est la pose ?</p>"),
                message_type="comment",
                author_id=author.id,
            )
        self.assertEqual(self._get_kinds(), ["answered", "issued"])
        answer = self._get_events().filtered(lambda event: event.kind == "answered")
        self.assertEqual(answer.detail.strip(), "Où en est la pose ?")
        self.move.message_post(
            body="x" * 5000, message_type="comment", author_id=self.business.id
        )
        details = self._get_events().mapped("detail")
        self.assertLess(max(map(len, details)), 250)

    def test_wishes_and_opinions_are_told(self):
        proposals = self.env["tpe.partner.proposal"].sudo()
        proposals._propose(self.business, self.company, {"street": "2 quai Est"})
        self.env["rating.rating"].sudo().create(
            {
                "res_model_id": self.env["ir.model"]._get_id("account.move"),
                "res_id": self.move.id,
                "partner_id": self.business.id,
                "rating": 4,
                "feedback": "Bien",
                "consumed": True,
            }
        )
        self.assertEqual(self._get_kinds(), ["asked", "issued", "rated"])
        rated = self._get_events().filtered(lambda event: event.kind == "rated")
        self.assertEqual(rated.detail, "4/5 Bien")

    def test_others_see_nothing(self):
        with self.assertRaises(AccessError):
            self._get_events(self._new_user("event_none"))
        other = self.setup_other_company()["company"]
        stranger = self._new_user(
            "event_other", "account.group_account_readonly", company=other
        )
        self.assertFalse(self._get_events(stranger))
