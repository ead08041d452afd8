# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest

from freezegun import freeze_time

from odoo.exceptions import UserError
from odoo.tests import HttpCase, tagged

from ..tools import network
from .common import TpeCommon

REPORT = "account.account_invoices"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestArchiveAccess(TpeCommon, HttpCase):
    """Whatever door an original goes out by, the journal has a line of it."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.accountant = cls._new_user("journal_acc", "account.group_account_invoice")
        cls.owner = cls._new_user("journal_owner", "account.group_account_manager")
        cls.moves = cls.env["account.move"]
        for _number in range(2):
            cls.moves += cls._make(cls)
        cls.moves.tpe_issue()
        cls.move = cls.moves[0]

    def _lines(self, action, user=None):
        self.env.invalidate_all()
        domain = [("action", "=", action), ("company_id", "=", self.company.id)]
        if user:
            domain.append(("user_id", "=", user.id))
        return self.env["tpe.archive.access"].search(domain, order="id")

    def _assert_noted(self, action, moves, user=None):
        lines = self._lines(action, user)
        numbers = moves.tpe_archive_entry_id.mapped("number")
        self.assertEqual(sorted(lines.mapped("first_number")), sorted(numbers))
        return lines

    def test_examples_in_the_code(self):
        self.assertFalse(doctest.testmod(network).failed)

    def test_a_program_that_reads_originals_is_noted_in_one_statement(self):
        moves = self.moves.with_user(self.accountant)
        moves.tpe_document()
        lines = self._assert_noted("api", self.moves, self.accountant)
        self.assertEqual(
            set(lines.mapped("sha256")),
            set(self.moves.tpe_archive_entry_id.mapped("sha256")),
        )
        entries = self.moves.tpe_archive_entry_id
        for some in (entries[:1], entries):
            with self.assertQueryCount(1):
                self.env["tpe.archive.access"]._note_entries(some, "api")

    def test_a_print_and_a_download_of_the_web_client_are_noted(self):
        reports = self.env["ir.actions.report"].with_user(self.accountant)
        reports = reports.with_context(force_report_rendering=True)
        reports._render_qweb_pdf(REPORT, self.moves.ids)
        self._assert_noted("print", self.moves, self.accountant)
        self.move.with_user(self.accountant)._get_invoice_legal_documents("pdf")
        self._assert_noted("download", self.move, self.accountant)

    def test_a_zip_of_originals_is_noted(self):
        self.moves.with_user(self.accountant)._tpe_zip_originals()
        self._assert_noted("documents", self.moves, self.accountant)

    def test_the_file_by_its_own_address_is_noted_once(self):
        self.authenticate("journal_acc", "journal_acc")
        attachment = self.move.tpe_archive_entry_id.attachment_id
        for _piece in range(2):
            response = self.url_open(f"/web/content/{attachment.id}")
            self.assertEqual(response.content, attachment.raw)
        [line] = self._assert_noted("download", self.move, self.accountant)
        self.assertEqual(line.origin, "127.0.0.0/24")
        self.assertEqual(line.document_name, self.move.name)

    def test_the_customers_page_is_noted(self):
        partner = self.business.with_user(self.accountant).with_company(self.company)
        url = "/tpe/account/" + partner.tpe_account_url()[0]["url"].rsplit("/", 1)[1]
        self.assertEqual(self.url_open(f"{url}/{self.move.id}.pdf").status_code, 200)
        self._assert_noted("page", self.move)

    def test_the_owner_alone_reads_the_journal_and_nobody_changes_it(self):
        self.move.tpe_document()
        journal = self.env["tpe.archive.access"]
        self.assertTrue(journal.with_user(self.owner).search([]))
        for user in (self.accountant, self._new_user("journal_reader")):
            self.assertFalse(journal.with_user(user).has_access("read"))
        with self.assertRaises(UserError):
            self._lines("api").sudo().unlink()

    def test_a_purged_original_is_told_wherever_it_is_asked_for(self):
        entry = self.move.tpe_archive_entry_id
        partner = self.business.with_user(self.accountant).with_company(self.company)
        url = "/tpe/account/" + partner.tpe_account_url()[0]["url"].rsplit("/", 1)[1]
        with freeze_time("2037-01-01"):
            entry._purge({})
        self.env.invalidate_all()
        self.assertIn("destroyed on", self.move.tpe_purge_words)
        self.assertTrue(self.move.tpe_archive_entry_id)
        for ask in (self.move.tpe_document, self.move._tpe_get_original):
            with self.assertRaisesRegex(UserError, "was destroyed on"):
                ask()
        reports = self.env["ir.actions.report"].with_context(
            force_report_rendering=True
        )
        with self.assertRaisesRegex(UserError, "was destroyed on"):
            reports._render_qweb_pdf(REPORT, self.move.ids)
        self.assertTrue(reports._render_qweb_pdf(REPORT, self.moves.ids)[0])
        self.assertTrue(self.moves._tpe_zip_originals())
        response = self.url_open(f"{url}/{self.move.id}.pdf")
        self.assertEqual(response.status_code, 410)
        self.assertNotIn(f"{self.move.id}.pdf", self.url_open(url).text)
