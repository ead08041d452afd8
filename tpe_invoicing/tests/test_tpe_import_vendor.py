# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import io

import openpyxl

from odoo.tests import tagged

from ..tools.import_table import read_rows
from .import_common import FILES, TpeImportCommon

# kind, file, how many come in, how many are refused, total, open
SAMPLES = (
    ("partners", "dolibarr_tiers.csv", 2, 0, "0.00", "0.00"),
    ("products", "dolibarr_produits.csv", 2, 0, "0.00", "0.00"),
    ("invoices", "dolibarr_factures.csv", 4, 2, "3180.00", "1340.00"),
    ("invoices", "dolibarr_lignes.csv", 4, 2, "3180.00", "1340.00"),
    ("invoices", "henrri_factures.csv", 4, 1, "3180.00", "1340.00"),
    ("partners", "ebp_clients.csv", 2, 0, "0.00", "0.00"),
    ("invoices", "ebp_factures.csv", 4, 1, "3180.00", "1340.00"),
    # nothing in it says what was paid
    ("invoices", "ebp_lignes.csv", 4, 0, "3180.00", "3180.00"),
    ("invoices", "pennylane_factures.csv", 4, 1, "3180.00", "1340.00"),
    ("invoices", "axonaut_factures.csv", 4, 1, "3180.00", "1340.00"),
    ("partners", "quickbooks_clients.csv", 2, 0, "0.00", "0.00"),
    ("invoices", "quickbooks_factures.csv", 4, 1, "3180.00", "1340.00"),
    # open balances: what is paid stays out, for its VAT is unknown
    ("invoices", "quickbooks_soldes.csv", 2, 1, "2100.00", "1300.00"),
    ("invoices", "quickbooks_par_client.csv", 3, 1, "1980.00", "1180.00"),
)
MODELS = (
    "account.move",
    "account.move.line",
    "account.payment",
    "account.partial.reconcile",
    "product.template",
    "res.partner",
    "tpe.import.record",
    "tpe.import.chunk",
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeImportVendor(TpeImportCommon):
    """Exports of the usual software: tried, brought in, proved and taken back."""

    def _count(self):
        self.env.flush_all()
        return {
            name: self.env[name].with_context(active_test=False).search_count([])
            for name in MODELS
        }

    def _prove(self, import_, totals):
        """Compare a report with the ledger, to the cent."""
        moves = self.env["account.move"].browse(
            import_.sudo()
            .record_ids.filtered(lambda row: row.res_model == "account.move")
            .mapped("res_id")
        )
        documents = moves.filtered(lambda move: move.move_type != "entry")
        self.assertEqual(set(documents.mapped("state")), {"posted"})
        for name, field in (
            ("total", "amount_total_signed"),
            ("open", "amount_residual_signed"),
        ):
            found = sum(documents.mapped(field))
            self.assertEqual(totals[name], f"{found:.2f}")
        for partner in totals["by_partner"]:
            own = documents.filtered(
                lambda move, name=partner["partner"]: move.partner_id.name == name
            )
            open_ = sum(own.mapped("amount_residual_signed"))
            self.assertEqual(partner["open"], f"{open_:.2f}")

    def test_a_file_of_every_software_is_proved_and_leaves_nothing_behind(self):
        for kind, name, created, rejected, total, open_ in SAMPLES:
            content = (FILES / name).read_bytes()
            with self.subTest(name):
                before = self._count()
                trial = self._import(kind, content, dry_run=True, filename=name)
                self.assertEqual(self._count(), before)
                answer = self._import(kind, content, filename=name)
                report = answer["report"]
                self.assertEqual(report, trial["report"])
                self.assertEqual(
                    (report["created"], len(report["rejected"])), (created, rejected)
                )
                import_ = self.imports.browse(answer["import_id"])
                if kind == "invoices":
                    totals = report["totals"]
                    self.assertEqual((totals["total"], totals["open"]), (total, open_))
                    self._prove(import_, totals)
                self.imports.tpe_undo(import_.id)
                self.assertEqual(self._count(), before)

    def test_a_file_that_says_nothing_of_payments_is_pointed_out(self):
        for name, says in (("ebp_lignes.csv", True), ("ebp_factures.csv", False)):
            content = (FILES / name).read_bytes()
            report = self._import("invoices", content, dry_run=True)["report"]
            with self.subTest(name):
                self.assertEqual("says_no_payment" in report["totals"], says)
                summary = self.imports._render_summary(report, "trial")
                self.assertEqual("No column of the file" in summary, says)
                self.assertIn("Would come in", summary)

    def test_a_workbook_says_the_same_as_the_text(self):
        for name in ("dolibarr_lignes.csv", "quickbooks_par_client.csv"):
            book = openpyxl.Workbook()
            content = (FILES / name).read_bytes()
            for row in read_rows(content)[0]:
                for column, cell in enumerate(row.cells, 1):
                    book.active.cell(row.line, column, cell)
            stream = io.BytesIO()
            book.save(stream)
            with self.subTest(name):
                text, workbook = (
                    self.imports.tpe_import(
                        self.company.id,
                        "invoices",
                        name,
                        base64.b64encode(each).decode(),
                        profile="any",
                        dry_run=True,
                    )["report"]
                    for each in (content, stream.getvalue())
                )
                self.assertEqual(text, workbook)
