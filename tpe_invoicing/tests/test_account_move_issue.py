# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import hashlib
from unittest.mock import patch

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from .common import TpeCommon

ACCOUNTANT = "account.group_account_invoice"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMoveIssue(TpeCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_user("issue_accountant", ACCOUNTANT)

    # === R1: ONE ORIGINAL === #

    def test_issue_posts_and_seals_one_original(self):
        move = self._make()
        answer = move.with_user(self.accountant).tpe_issue()
        entry = move.tpe_archive_entry_id
        self.assertEqual(move.state, "posted")
        self.assertEqual(
            answer,
            [
                {
                    "id": move.id,
                    "name": move.name,
                    "sha256": entry.sha256,
                    "archive_number": entry.number,
                }
            ],
        )
        self.assertEqual(entry.move_id, move)
        self.assertEqual(entry.amount_total, 120)

    def test_issue_repeated_gives_the_same_answer(self):
        move = self._make()
        first = move.tpe_issue()
        entries_sudo = self.env["tpe.archive.entry"].sudo()
        count = entries_sudo.search_count([])
        self.assertEqual(move.tpe_issue(), first)
        self.assertEqual(entries_sudo.search_count([]), count)

    def test_confirming_in_the_web_client_seals_too(self):
        move = self._make()
        move.with_user(self.accountant).action_post()
        self.assertTrue(move.tpe_archive_entry_id)

    def test_batch_is_sealed_in_order_with_one_entry_each(self):
        moves = self.env["account.move"].concat(*[self._make() for _i in range(3)])
        numbers = [answer["archive_number"] for answer in moves.tpe_issue()]
        self.assertEqual(numbers, list(range(numbers[0], numbers[0] + 3)))

    def test_numbers_of_a_batch_follow_the_days_without_a_gap(self):
        self._make(invoice_date="2026-11-02").tpe_issue()
        days = ("2026-11-20", "2026-11-05", "2026-11-20", "2026-11-12")
        moves = self.env["account.move"].concat(
            *[self._make(invoice_date=day) for day in days]
        )
        moves.tpe_issue()
        found = moves.sorted("sequence_number")
        first = found[0].sequence_number
        self.assertEqual(found.mapped("sequence_number"), list(range(first, first + 4)))
        self.assertEqual(found.mapped("invoice_date"), sorted(moves.mapped("date")))
        self._make(invoice_date="2026-11-20").tpe_issue()
        self.assertFalse(any(moves.mapped("made_sequence_gap")))

    def test_blocking_findings_are_told_at_once_and_nothing_is_posted(self):
        good, bad = self._make(), self._make(partner=self.german)
        bad.partner_id.country_id = False
        self.company.partner_id.vat = False
        with self.assertRaises(UserError) as caught:
            (good | bad).tpe_issue()
        message = str(caught.exception)
        self.assertIn("VAT number of your company", message)
        self.assertIn("Holz GmbH", message)
        self.assertEqual(set((good | bad).mapped("state")), {"draft"})

    def test_failure_after_posting_leaves_a_draft(self):
        move = self._make()
        moves = self.env.registry["account.move"]
        with (
            patch.object(moves, "_tpe_render_originals", side_effect=UserError("no")),
            self.assertRaisesRegex(UserError, "no"),
            self.cr.savepoint(),
        ):
            move.tpe_issue()
        self.assertEqual(move.state, "draft")
        self.assertFalse(move.tpe_archive_entry_id)

    def test_number_that_platforms_refuse_is_refused(self):
        # T-40
        move = self._make()
        move.name = "FAC 2026.12"
        with self.assertRaisesRegex(UserError, "FAC 2026.12"):
            move.tpe_issue()

    def test_credit_note_is_sealed_with_its_invoice(self):
        # T-28
        invoice = self._make()
        invoice.tpe_issue()
        credit = invoice._reverse_moves([{"invoice_date": invoice.invoice_date}])
        credit.tpe_issue()
        self.assertEqual(credit.tpe_archive_entry_id.kind, "credit_note")

    def test_a_credit_note_that_lacks_something_is_named_as_one(self):
        credit = self._make(move_type="out_refund")
        with self.assertRaisesRegex(UserError, "^The credit note to .* cannot be"):
            credit.tpe_issue()
        credit.partner_id = False
        self.assertEqual(
            credit._tpe_get_refusal(credit), "This credit note cannot be issued yet:"
        )

    def test_other_documents_are_refused_with_the_reason(self):
        bill = self._make(move_type="in_invoice")
        with self.assertRaisesRegex(UserError, "to customers"):
            bill.tpe_issue()
        imported = self._make()
        imported.tpe_is_imported = True
        with self.assertRaisesRegex(UserError, "former software"):
            imported.tpe_issue()

    def test_imported_invoice_is_posted_and_not_sealed(self):
        move = self._make()
        move.tpe_is_imported = True
        move.action_post()
        self.assertEqual(move.state, "posted")
        self.assertFalse(move.tpe_archive_entry_id)

    def test_company_abroad_posts_as_ever(self):
        self.company.account_fiscal_country_id = self.env.ref("base.de")
        move = self._make(taxes=self.env["account.tax"])
        move.action_post()
        self.assertEqual(move.state, "posted")
        self.assertFalse(move.tpe_archive_entry_id)

    # === WHO MAY === #

    def test_seller_and_reader_issue_and_send_nothing(self):
        seller = self._new_user(
            "issue_seller", "tpe_invoicing.group_tpe_invoicing_seller"
        )
        reader = self._new_user("issue_reader", "account.group_account_readonly")
        draft, issued = self._make(), self._make()
        issued.tpe_issue()
        for user in (seller, reader):
            with self.assertRaises(AccessError):
                draft.with_user(user).tpe_issue()
            with self.assertRaises(AccessError):
                issued.with_user(user).tpe_send()
            with self.assertRaises(AccessError):
                draft.with_user(user).action_post()

    def test_seller_drafts_and_reads_the_original(self):
        seller = self._new_user(
            "draft_seller", "tpe_invoicing.group_tpe_invoicing_seller"
        )
        values = {
            "move_type": "out_invoice",
            "partner_id": self.business.id,
            "invoice_date": "2026-11-24",
            "invoice_line_ids": [
                Command.create(
                    {
                        "name": "Porte en chêne",
                        "price_unit": 100,
                        "tax_ids": [Command.set(self.vat_20.ids)],
                    }
                )
            ],
        }
        move = self.env["account.move"].with_user(seller).create(values)
        move.invoice_line_ids.price_unit = 200
        self.assertTrue(move.tpe_check()[0]["ok"])
        move.sudo().tpe_issue()
        self.assertEqual(
            move.tpe_document()[0]["sha256"], move.sudo().tpe_archive_entry_id.sha256
        )

    def test_user_of_another_company_sees_no_original(self):
        other = self.env["res.company"].create({"name": "Other"})
        stranger = self._new_user("issue_stranger", ACCOUNTANT, company=other)
        move = self._make()
        move.tpe_issue()
        for call in ("tpe_check", "tpe_issue", "tpe_document", "tpe_send"):
            with self.assertRaises(AccessError):
                getattr(move.with_user(stranger), call)()

    # === R2: SAME BYTES EVERYWHERE === #

    def test_document_report_and_legal_document_are_the_same_bytes(self):
        move = self._make()
        sha256 = move.tpe_issue()[0]["sha256"]
        answer = move.with_user(self.accountant).tpe_document()[0]
        content = base64.b64decode(answer["content"])
        self.assertEqual(hashlib.sha256(content).hexdigest(), sha256)
        report = self.env["ir.actions.report"].with_context(force_report_rendering=True)
        for name in ("account.account_invoices", "account.report_invoice"):
            self.assertEqual(report._render_qweb_pdf(name, move.ids)[0], content)
        self.assertEqual(move._get_invoice_legal_documents("pdf")["content"], content)
        documents = move._get_invoice_legal_documents_all(allow_fallback=True)
        self.assertEqual([document["content"] for document in documents], [content])

    def test_original_stays_when_seller_and_customer_change(self):
        move = self._make()
        move.tpe_issue()
        before = move.tpe_document()
        self.company.partner_id.name = "Menuiserie Autre"
        self.business.name = "Autre"
        self.assertEqual(move.tpe_document(), before)

    def test_draft_has_no_original(self):
        with self.assertRaisesRegex(UserError, "issue it first"):
            self._make().tpe_document()

    def test_portal_shows_the_pages_of_the_original(self):
        move = self._make()
        move.tpe_issue()
        html, kind = self.env["ir.actions.report"]._render_qweb_html(
            "account.account_invoices", move.ids
        )
        self.assertEqual(kind, "html")
        self.assertIn(b'id="wrapwrap"', html)
        self.assertIn(b"data:image/png;base64,", html)
        self.assertIn(b"120,00", html)

    # === MAIL === #

    def test_mail_bears_the_original_and_goes_to_the_invoice_contact(self):
        self.business.email = "contact@bati-ouest.example"
        contact = self.env["res.partner"].create(
            {
                "parent_id": self.business.id,
                "type": "invoice",
                "name": "Compta",
                "email": "compta@bati-ouest.example",
            }
        )
        move = self._make()
        sha256 = move.tpe_issue()[0]["sha256"]
        answer = move.with_user(self.accountant).tpe_send()[0]
        self.assertEqual(answer["to"], "compta@bati-ouest.example")
        mail = self.env["mail.mail"].browse(answer["mail_id"])
        self.assertEqual(mail.recipient_ids, contact)
        self.assertEqual(mail.state, "outgoing")
        found = [hashlib.sha256(a.raw).hexdigest() for a in mail.attachment_ids]
        self.assertEqual(found, [sha256])
        self.assertTrue(move.is_move_sent)

    def test_invoice_without_address_or_original_is_not_sent(self):
        move = self._make()
        with self.assertRaisesRegex(UserError, "issue it first"):
            move.tpe_send()
        move.tpe_issue()
        self.business.email = False
        with self.assertRaisesRegex(UserError, "Enter an e-mail address"):
            move.tpe_send()
        self.business.email = "a@bati.example, zoé@bati.example"
        with self.assertRaisesRegex(UserError, "No mail reaches zoé@bati.example"):
            move.tpe_send()
        self.assertFalse(move.is_move_sent)
        self.business.email = "a@bati.example, b@bati.example"
        self.assertEqual(move.tpe_send()[0]["to"], "a@bati.example, b@bati.example")

    def test_send_wizard_of_odoo_mails_the_original(self):
        self.business.email = "contact@bati-ouest.example"
        move = self._make()
        sha256 = move.tpe_issue()[0]["sha256"]
        self.assertTrue(move.highlight_send_button)
        self.env["account.move.send"]._generate_and_send_invoices(
            move, sending_methods=["email"]
        )
        message = move.message_ids.filtered("attachment_ids")[:1]
        found = [hashlib.sha256(a.raw).hexdigest() for a in message.attachment_ids]
        self.assertEqual(found, [sha256])
        self.assertTrue(move.is_move_sent)
        self.assertFalse(move.highlight_send_button)

    # === LANGUAGE === #

    def test_program_without_a_language_is_answered_in_that_of_its_user(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        self.accountant.lang = "fr_FR"
        move = self._make(partner=self.env["res.partner"], invoice_date=False)
        silent = move.with_user(self.accountant).with_context(lang=None)
        french = move.with_user(self.accountant).with_context(lang="fr_FR")
        self.assertEqual(silent.tpe_check(), french.tpe_check())
        english = move.with_user(self.accountant).with_context(lang="en_US")
        self.assertNotEqual(silent.tpe_check(), english.tpe_check())
        with self.assertRaisesRegex(UserError, "Saisissez la date"):
            silent.tpe_issue()
