# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import io
from unittest.mock import patch

import pikepdf
import pypdfium2

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import TpeCommon

REPORT = "account.account_invoices"


def read_pages(content):
    """Texts of the pages of a PDF."""
    document = pypdfium2.PdfDocument(content)
    return [page.get_textpage().get_text_bounded() for page in document]


@tagged("post_install_l10n", "post_install", "-at_install")
class TestAccountMovePrint(TpeCommon):
    def _issue(self, **values):
        move = self._make(**values)
        move.tpe_issue()
        return move

    def _import(self):
        move = self._make(tpe_is_imported=True, ref="F-2019-7")
        move.action_post()
        return move

    def _print(self, moves):
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        return reports._render_qweb_pdf(REPORT, moves.ids)[0]

    def _without_engine(self):
        reports = type(self.env["ir.actions.report"])
        return patch.object(reports, "get_wkhtmltopdf_state", return_value="install")

    def test_each_document_that_is_no_original_says_what_it_is(self):
        cancelled = self._make()
        cancelled.button_cancel()
        marks = {
            "BROUILLON": self._make(),
            "ANNULÉE": cancelled,
            "COPIE": self._import(),
        }
        for mark, move in marks.items():
            with self.subTest(mark=mark):
                for page in read_pages(self._print(move)):
                    self.assertIn(mark, page)

    def test_the_pdf_that_odoo_had_made_before_is_the_original(self):
        move = self._import()
        older = self.env["ir.attachment"].create(
            {
                "name": "older.pdf",
                "raw": self._print(self._issue()),
                "mimetype": "application/pdf",
                "res_model": move._name,
                "res_id": move.id,
                "res_field": "invoice_pdf_report_file",
            }
        )
        move.invalidate_recordset(["invoice_pdf_report_id"])
        self.assertEqual(self._print(move), older.raw)

    def test_what_cannot_be_printed_is_named_with_the_reason(self):
        issued = self._issue()
        bill = self._make(move_type="in_invoice", ref="FOURN-1")
        with self._without_engine():
            cover, *pages = read_pages(self._print(issued + bill))
            found = (issued + bill).tpe_describe_prints()
        self.assertEqual(len(pages), 1)
        self.assertIn("no document of it to print", " ".join(cover.split()))
        self.assertEqual(found["originals"], 1)
        self.assertIn("no document", found["others"][0]["reason"])

    def test_a_bill_is_printed_as_it_was_received(self):
        issued = self._issue()
        bill = self._make(move_type="in_invoice", ref="FOURN-1")
        received = self.env["ir.attachment"].create(
            {
                "name": "received.pdf",
                "raw": self._print(self._issue()),
                "res_model": bill._name,
                "res_id": bill.id,
            }
        )
        bill.message_main_attachment_id = received
        with self._without_engine():
            pages = read_pages(self._print(issued + bill))
        self.assertEqual(len(pages), 3)

    def test_the_same_document_twice_is_the_original_once(self):
        issued = self._issue()
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        content = reports._render_qweb_pdf(REPORT, issued.ids * 2)[0]
        self.assertEqual(content, self._print(issued))

    def test_a_print_collection_holds_no_electronic_invoice(self):
        with pikepdf.open(
            io.BytesIO(self._print(self._issue() + self._issue()))
        ) as pdf:
            self.assertFalse(pdf.attachments)
            self.assertNotIn("/Metadata", pdf.Root)

    def test_a_duplicate_is_another_document(self):
        issued = self._issue()
        (answer,) = issued.tpe_duplicate()
        self.assertNotEqual(answer["sha256"], issued.tpe_archive_entry_id.sha256)
        self.assertIn("duplicata", answer["filename"])
        noted = self.env["tpe.archive.access"].search([], limit=1)
        self.assertEqual((noted.action, noted.sha256), ("duplicate", answer["sha256"]))
        self.assertEqual(noted.first_number, issued.tpe_archive_entry_id.number)

    def test_only_an_issued_document_has_a_duplicate_and_only_for_insiders(self):
        with self.assertRaises(UserError):
            self._make().tpe_duplicate()
        issued = self._issue()
        customer = new_test_user(
            self.env,
            "customer_who_asks",
            "base.group_portal",
            partner_id=self.consumer.id,
        )
        asked = issued.with_user(customer)
        for ask in (asked.tpe_duplicate, asked._tpe_zip_originals):
            with self.assertRaisesRegex(AccessError, "Ask the seller"):
                ask()
