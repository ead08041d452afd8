# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from datetime import timedelta
from unittest.mock import patch

from odoo import fields
from odoo.tests import TransactionCase, tagged


@tagged("post_install", "-at_install")
class TestMailMail(TransactionCase):
    """What becomes of a mail while no mail server answers."""

    def _send(self, model, days=0):
        mail = self.env["mail.mail"].create({"model": model, "email_to": "a@b.example"})
        return self._fail(mail, days)

    def _fail(self, mail, days=0):
        created = fields.Datetime.now() - timedelta(days=days)
        self.env.cr.execute(
            "UPDATE mail_mail SET create_date = %s WHERE id = %s", (created, mail.id)
        )
        mail.invalidate_recordset(["create_date"])
        servers = type(self.env["ir.mail_server"])
        with patch.object(servers, "_connect__", side_effect=OSError("nobody there")):
            mail.send()
        self.assertIn("nobody there", mail.failure_reason)
        return mail.state

    def test_an_invoice_waits_for_the_mail_server(self):
        self.assertEqual(self._send("account.move"), "outgoing")
        self.assertEqual(self._send("contract.contract", days=2), "outgoing")

    def test_the_message_of_a_closing_waits_for_the_mail_server(self):
        partner = self.env["res.partner"].create({"name": "A", "email": "a@b.example"})
        mail = self.env.company._tpe_queue_mail(partner, "Closing", "<p>12 ab34</p>")
        self.assertEqual(self._fail(mail), "outgoing")

    def test_nothing_waits_for_ever(self):
        self.assertEqual(self._send("account.move", days=4), "exception")

    def test_the_mails_of_others_fail_as_in_odoo(self):
        self.assertEqual(self._send("res.partner"), "exception")
