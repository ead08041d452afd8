# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64

from odoo import Command
from odoo.exceptions import UserError, ValidationError
from odoo.tests import tagged

from ..models.tpe_import_columns import LABELS
from ..tools.import_headings import HEADINGS
from .import_common import TpeImportCommon

FILE = "Pièce;Jour;Qui;Base;Taxe;Net\nZ1;05/01/2025;Roy;100;20;120\n"
COLUMNS = {
    "Pièce": "number",
    "Jour": "date",
    "Qui": "name",
    "Base": "untaxed",
    "Taxe": "tax",
    "Net": "total",
}


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeImportProfile(TpeImportCommon):
    def _make_profile(self, name="Ma caisse"):
        return (
            self.env["tpe.import.profile"]
            .with_user(self.accountant)
            .create(
                {
                    "name": name,
                    "company_id": self.company.id,
                    "kind": "invoices",
                    "line_ids": [
                        Command.create({"heading": heading, "column": column})
                        for heading, column in COLUMNS.items()
                    ],
                }
            )
        )

    def _try(self, profile):
        return self.imports.tpe_import(
            self.company.id,
            "invoices",
            "z.csv",
            base64.b64encode(FILE.encode()).decode(),
            profile=profile,
            dry_run=True,
        )["report"]

    def test_a_saved_profile_reads_a_file_by_its_name(self):
        self._make_profile()
        report = self._try("ma caisse")
        self.assertEqual((report["created"], report["totals"]["total"]), (1, "120.00"))
        with self.assertRaises(UserError):
            self._try("autre caisse")

    def test_the_name_of_a_known_software_is_not_free(self):
        with self.assertRaises(ValidationError):
            self._make_profile("Henrri")

    def test_each_column_has_its_name_in_the_language_of_the_reader(self):
        names = {name for words in HEADINGS.values() for name in words}
        self.assertEqual(set(LABELS), names)
        lines = self.env["tpe.import.profile.line"].with_context(lang="fr_FR")
        columns = dict(lines._get_columns())
        self.assertEqual(columns["firstname"], "Prénom")
        self.assertEqual(len(set(columns.values())), len(columns))

    def test_the_screen_proposes_the_columns_of_a_file_and_uses_what_is_corrected(self):
        upload = (
            self.env["tpe.import.upload"]
            .with_user(self.accountant)
            .create(
                {
                    "company_id": self.company.id,
                    "kind": "invoices",
                    "filename": "caisse.csv",
                    "content": base64.b64encode(FILE.encode()),
                }
            )
        )
        # nothing is understood of "Pièce" and "Qui" until a person says it
        action = upload.with_context(tpe_upload_id=upload.id).action_columns()
        profile = self.env[action["res_model"]].browse(action["res_id"])
        self.assertEqual(profile.name, "caisse")
        for line in profile.line_ids:
            line.column = COLUMNS.get(line.heading, "total")
        again = profile.with_user(self.accountant).with_context(**action["context"])
        again.action_try()
        self.assertEqual(upload.report["created"], 1)
