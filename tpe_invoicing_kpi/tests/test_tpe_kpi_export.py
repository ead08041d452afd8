# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import csv
import io
import zipfile

from openpyxl import load_workbook

from odoo.exceptions import AccessError, UserError
from odoo.tests import new_test_user, tagged

from .common import TODAY, KpiCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeKpiExport(KpiCommon):
    """The file says what the public call says."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.customer.name = "=HYPERLINK(A1)"
        cls._sell(1000, cls._days(-60), due=cls._days(-30))
        cls._credit(cls._sell(100, cls._days(-60)), 40, cls._days(-10))
        cls._sell(55.5, cls._days(-20), partner=cls.other_customer)

    def _export(self, file_format, **kw):
        answer = self.kpi.tpe_export(
            self.company.id, on_date=str(TODAY), file_format=file_format, **kw
        )
        self.assertIn(str(TODAY), answer["filename"])
        return base64.b64decode(answer["content"])

    def _read_csv(self):
        text = self._export("csv").decode("utf-8-sig")
        return list(csv.reader(io.StringIO(text), delimiter=";"))

    def _get_expected(self):
        """List code and value of each answer and row, as the public call says."""
        return [
            (code, row["value"] or "")
            for code, answer in self._values().items()
            for row in (answer, *answer.get("rows", ()))
        ]

    def test_both_files_hold_the_figures_of_the_call(self):
        expected = self._get_expected()
        lines = self._read_csv()[1:]
        self.assertEqual([(line[0], line[3]) for line in lines], expected)
        book = load_workbook(io.BytesIO(self._export("xlsx")))
        cells = [
            (row[0], row[3])
            for row in book.active.iter_rows(min_row=2, values_only=True)
        ]
        self.assertEqual(
            cells,
            [(code, float(value) if value else "") for code, value in expected],
        )

    def test_the_name_of_a_customer_is_no_formula(self):
        labels = [line[2] for line in self._read_csv()]
        self.assertIn("'=HYPERLINK(A1)", labels)
        self.assertNotIn("=HYPERLINK(A1)", labels)
        with zipfile.ZipFile(io.BytesIO(self._export("xlsx"))) as book:
            sheet = book.read("xl/worksheets/sheet1.xml").decode()
            words = book.read("xl/sharedStrings.xml").decode()
        self.assertIn("=HYPERLINK(A1)", words)
        self.assertNotIn("<f>", sheet)

    def test_only_what_is_asked_for_is_exported(self):
        content = self._export("csv", codes=["sales"]).decode("utf-8-sig")
        self.assertEqual(len(content.splitlines()), 2)

    def test_another_format_and_another_reader_are_refused(self):
        with self.assertRaisesRegex(UserError, "pdf"):
            self._export("pdf")
        seller = new_test_user(
            self.env, "export_seller", "tpe_invoicing.group_tpe_invoicing_seller"
        )
        with self.assertRaises(AccessError):
            self.kpi.with_user(seller).tpe_export(self.company.id)
