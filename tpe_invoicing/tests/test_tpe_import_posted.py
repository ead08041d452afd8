# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo.exceptions import UserError
from odoo.tests import tagged

from .import_common import TpeImportCommon

PDF = b"%PDF-1.4\nwhat the customer got\n%%EOF"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeImportPosted(TpeImportCommon):
    """Years of invoices that Odoo had posted before this addon came."""

    def _post_as_before(self, paper=None, **values):
        """Post an invoice as Odoo alone does, with the PDF that it had made."""
        move = self._make(tpe_is_imported=True, **values)
        move.action_post()
        move._tpe_set_past(False)
        if paper is not None:
            name = f"{move.name.replace('/', '_')}.pdf"
            vals = {"name": name, "res_model": "account.move", "res_id": move.id}
            vals |= {"res_field": "invoice_pdf_report_file", "raw": paper}
            self.env["ir.attachment"].create(vals | {"mimetype": "application/pdf"})
        return move

    def _take_over(self, **options):
        return self._import("odoo", "", **options)

    def test_a_trial_says_what_there_is_and_changes_nothing(self):
        move = self._post_as_before(PDF)
        report = self._take_over(dry_run=True)["report"]
        self.assertEqual((report["read"], report["created"]), (1, 1))
        totals = report["totals"]
        self.assertEqual((totals["total"], totals["open"]), ("120.00", "120.00"))
        (month,) = totals["by_month"]
        self.assertEqual((month["rate"], month["tax"]), ("20", "20.00"))
        self.assertFalse(move.tpe_is_imported)
        self.assertFalse(move.tpe_archive_entry_id)

    def test_the_history_keeps_its_numbers_and_its_papers(self):
        shown = self._post_as_before(PDF)
        bare = self._post_as_before()
        number = shown.name
        answer = self._take_over()
        report = answer["report"]
        self.assertEqual((report["created"], report["rejected"]), (2, []))
        self.assertEqual(report["totals"]["attached"], 1)
        self.assertTrue(shown.tpe_is_imported and bare.tpe_is_imported)
        self.assertEqual((shown.name, shown.state), (number, "posted"))
        entry = shown.tpe_archive_entry_id
        self.assertEqual((entry.kind, entry.name), ("import", number))
        self.assertEqual(entry._read_document(), PDF)
        self.assertEqual(shown.invoice_pdf_report_id, entry.attachment_id)
        self.assertFalse(bare.tpe_archive_entry_id)
        again = self._take_over()["report"]
        self.assertEqual((again["read"], again["created"]), (0, 0))

    def test_numbers_go_on_where_the_history_ends(self):
        old = self._post_as_before()
        self._take_over()
        new = self._make()
        new.tpe_issue()
        self.assertEqual(new.sequence_number, old.sequence_number + 1)
        self.assertEqual(new.tpe_archive_entry_id.kind, "invoice")

    def test_a_paper_that_is_lost_stops_no_other_invoice(self):
        good = self._post_as_before(PDF)
        lost = self._post_as_before(b"")
        report = self._take_over()["report"]
        self.assertEqual(report["created"], 1)
        (row,) = report["rejected"]
        self.assertIn(lost.name, row["reason"])
        self.assertTrue(good.tpe_is_imported)
        self.assertFalse(lost.tpe_is_imported)

    def test_taken_back_everything_is_as_before(self):
        move = self._post_as_before()
        answer = self._take_over()
        done = self.imports.tpe_undo(answer["import_id"])
        self.assertEqual(done, {"removed": 1})
        self.assertEqual((move.state, move.tpe_is_imported), ("posted", False))

    def test_what_is_archived_is_not_taken_back(self):
        self._post_as_before(PDF)
        answer = self._take_over()
        with self.assertRaises(UserError):
            self.imports.tpe_undo(answer["import_id"])

    def test_set_back_to_draft_it_is_issued_like_every_invoice(self):
        move = self._post_as_before()
        self._take_over()
        move.button_draft()
        self.assertFalse(move.tpe_is_imported)
        move.action_post()
        self.assertEqual(move.tpe_archive_entry_id.kind, "invoice")
