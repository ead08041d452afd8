# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
from contextlib import ExitStack
from email.message import EmailMessage
from unittest.mock import patch

from odoo.tests import tagged

from .common import TpeCommon

CUSTOMER = "compta@batiouest.example"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveReply(TpeCommon):
    """Customers answer mails of invoices: nothing is ever rendered again (R2)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.business.email = CUSTOMER
        cls.seller = cls._new_user("reply_seller", "account.group_account_invoice")
        cls.seller.email = "seller@kermorvan.example"

    def setUp(self):
        super().setUp()
        self.move = self._make(invoice_user_id=self.seller.id)
        self.move.tpe_issue()
        self.move.message_subscribe(self.seller.partner_id.ids)
        self.original = self.move.tpe_document()[0]
        mail = self.env["mail.mail"].browse(self.move.tpe_send()[0]["mail_id"])
        self.message_id = mail.message_id

    def _without_engines(self):
        """Whoever makes a page, fails."""
        stack = ExitStack()
        for model, names in (
            ("account.move", ("_tpe_render_originals", "_tpe_render_marked")),
            ("ir.actions.report", ("_run_wkhtmltopdf",)),
        ):
            for name in names:
                owner = type(self.env[model])
                error = AssertionError(f"{name} was called")
                stack.enter_context(patch.object(owner, name, side_effect=error))
        return stack

    def _reply(self, sender=CUSTOMER, to="invoices@kermorvan.example"):
        """A mail that quotes the invoice's and brings its file back.

        :return: what the gateway posted
        :rtype: mail.message"""
        mail = EmailMessage()
        mail["From"], mail["To"] = sender, to
        mail["Subject"] = f"Re: {self.move.name}"
        mail["Message-Id"] = "<answer-1@batiouest.example>"
        mail["In-Reply-To"] = mail["References"] = self.message_id
        mail.set_content("Which order is this for?\n\n> Please find your invoice")
        mail.add_attachment(
            base64.b64decode(self.original["content"]),
            maintype="application",
            subtype="pdf",
            filename=self.original["filename"],
        )
        with self._without_engines():
            self.env["mail.thread"].message_process("account.move", mail.as_bytes())
        return self.move.message_ids.filtered(
            lambda message: message.message_id == mail["Message-Id"]
        )

    def test_an_answer_lands_on_the_thread_of_its_invoice(self):
        before = self.env["account.move"].search_count([])
        facts = self.move.read(["name", "state", "amount_total", "ref", "partner_id"])
        message = self._reply()
        self.assertEqual(len(message), 1)
        self.assertEqual(message.author_id, self.business)
        self.assertIn("Which order", message.body)
        self.assertEqual(self.env["account.move"].search_count([]), before)
        self.assertEqual(
            self.move.read(["name", "state", "amount_total", "ref", "partner_id"]),
            facts,
        )

    def test_the_file_that_comes_back_replaces_nothing(self):
        entry = self.move.tpe_archive_entry_id
        message = self._reply()
        (returned,) = message.attachment_ids
        self.assertEqual(
            base64.b64encode(returned.raw).decode(), self.original["content"]
        )
        self.assertNotEqual(returned, entry.attachment_id)
        self.assertEqual(self.move.tpe_document()[0], self.original)
        company = self.company.id
        self.assertTrue(self.env["tpe.archive.entry"].tpe_verify(company)["ok"])

    def test_who_follows_the_invoice_is_told_with_the_same_file(self):
        message = self._reply()
        mails = self.env["mail.mail"].search([("mail_message_id", "=", message.id)])
        told = message.notified_partner_ids | mails.recipient_ids
        self.assertIn(self.seller.partner_id, told)
        for mail in mails:
            for file in mail.attachment_ids:
                content = base64.b64encode(file.raw).decode()
                self.assertEqual(content, self.original["content"])

    def test_a_colleague_who_answers_by_mail_changes_nothing_either(self):
        message = self._reply(sender=self.seller.email)
        self.assertEqual(message.author_id, self.seller.partner_id)
        self.assertEqual(self.move.tpe_document()[0], self.original)
        self.assertEqual(len(self.move.invoice_line_ids), 1)
