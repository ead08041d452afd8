# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import date, timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import tagged

from .bounce import bounce
from .common_contract import ContractCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestMailMessage(ContractCommon):
    """What becomes of a message that did not arrive: somebody is told, once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = cls._new_user("lost_own", "account.group_account_manager")
        for user in cls.env.ref("account.group_account_manager").all_user_ids:
            if user != cls.owner:
                user.active = user == cls.env.user
        cls.keeper = cls._new_user("lost_acc", "account.group_account_invoice")
        cls.keeper.email = "comptable@kermorvan.example"

    def _send(self, number=1):
        moves = self.env["account.move"]
        for _each in range(number):
            moves += self._make()
        moves.tpe_issue()
        answers = moves.with_user(self.keeper).tpe_send()
        mails = self.env["mail.mail"].sudo()
        return moves, mails.browse([answer["mail_id"] for answer in answers])

    def _get_kinds(self, partner=None):
        events = self.env["tpe.partner.event"]
        events.invalidate_model()
        partner = partner or self.business
        return events.search([("partner_id", "=", partner.id)]).mapped("kind")

    def test_who_sent_an_invoice_is_told_once_that_it_came_back(self):
        move, mail = self._send()
        mail.state = "sent"
        self.assertIn("sent", self._get_kinds())
        for number in (1, 2):
            bounce(mail, self.business.email, number)
        self.assertEqual(move.activity_ids.user_id, self.keeper)
        self.assertEqual(len(move.activity_ids), 1)
        self.assertIn(self.business.email, move.activity_ids.note)
        self.assertEqual(self._get_kinds().count("bounced"), 1)
        self.assertNotIn("sent", self._get_kinds())

    def test_a_mail_server_that_is_away_for_good_is_one_task(self):
        moves, mails = self._send(number=2)
        longer = fields.Datetime.now() - timedelta(days=4)
        self.env.cr.execute("UPDATE mail_mail SET create_date = %s", (longer,))
        mails.invalidate_recordset(["create_date"])
        servers = type(self.env["ir.mail_server"])
        with patch.object(servers, "_connect__", side_effect=OSError("nobody there")):
            mails.send()
        self.assertEqual(set(mails.mapped("state")), {"exception"})
        self.assertFalse(moves.activity_ids)
        task = self.company.partner_id.activity_ids
        self.assertEqual((task.user_id, len(task)), (self.keeper, 1))
        self.assertIn("nobody there", task.note)
        self.assertEqual(self._get_kinds().count("failed"), 2)

    def test_an_address_that_cannot_be_is_told_on_its_invoice(self):
        move, mail = self._send()
        self.business.email = "nobody"
        servers = type(self.env["ir.mail_server"])
        sending = patch.object(servers, "_disable_send", return_value=False)
        with sending, patch.object(servers, "_connect__"):
            mail.send()
        self.assertEqual(mail.state, "exception")
        self.assertEqual(move.activity_ids.user_id, self.keeper)

    def test_a_notice_of_renewal_that_came_back_is_not_taken_for_told(self):
        contract = self._contract(
            partner_id=self.consumer.id,
            tpe_renews=True,
            tpe_term_end="2027-03-31",
            tpe_refusal_months=1,
        )
        self.contracts._cron_renew(date(2026, 11, 28))
        notice = contract.tpe_notice_ids
        notice.mail_id.sudo().state = "sent"
        self.assertEqual(notice.state, "sent")
        self.assertIn("sent", self._get_kinds(self.consumer))
        bounce(notice.mail_id.sudo(), self.consumer.email)
        self.assertEqual(notice.state, "failed")
        self.assertIn("bounced", self._get_kinds(self.consumer))
        self.assertEqual(len(contract.activity_ids), 1)
        notice.action_posted()
        self.assertEqual(self._get_kinds(self.consumer).count("sent"), 1)

    def test_the_accounts_that_did_not_reach_the_accountant_are_told(self):
        keeper = self.env["res.partner"].create(
            {"name": "Cabinet", "email": "cabinet@le-bihan.example"}
        )
        mail = self.company._tpe_queue_mail(keeper, "The accounts", "<p>x</p>")
        bounce(mail, keeper.email)
        self.assertIn("cabinet@", self.company.partner_id.activity_ids.note)
