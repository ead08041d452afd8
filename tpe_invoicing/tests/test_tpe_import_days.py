# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
from odoo import fields
from odoo.tests import tagged

from .import_common import FILES, INVOICES, TpeImportCommon


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeImportDays(TpeImportCommon):
    """Days that cannot be those of the past."""

    def test_days_that_cannot_be_of_the_past_stay_out(self):
        today = fields.Date.context_today(self.imports)
        tomorrow = fields.Date.add(today, days=1)
        rows = (
            ("D-1", tomorrow, tomorrow),
            ("D-2", fields.Date.subtract(today, years=60), ""),
            ("D-3", today, fields.Date.add(today, years=11)),
            ("D-4", today, fields.Date.add(today, months=6)),
            ("D-5", fields.Date.subtract(today, years=40), ""),
        )
        for dry_run in (True, False):
            report = self._report(
                "invoices",
                INVOICES,
                *(f"{no};{day};{due};Bâti;100;20;120;" for no, day, due in rows),
                dry_run=dry_run,
            )
            self.assertEqual(report["created"], 2)
            reasons = {row["line"]: row["reason"] for row in report["rejected"]}
            self.assertEqual(list(reasons), [2, 3, 4])
            self.assertIn("still to come", reasons[2])
            self.assertIn("more than 50 years ago", reasons[3])
            self.assertIn("more than 10 years after", reasons[4])
        self.assertTrue(self._past("D-4") and self._past("D-5"))

    def test_a_day_of_payment_to_come_is_refused_and_a_due_date_before_told(self):
        today = fields.Date.context_today(self.env["tpe.import"])
        tomorrow = fields.Date.add(today, days=1)
        rows = (
            f"{INVOICES};Date de paiement",
            f"D-1;{today};;Bâti;100;20;120;120;{tomorrow}",
            f"D-2;{today};;Bâti;100;20;120;0;{tomorrow}",
            "D-3;15/01/2026;14/01/2026;Bâti;100;20;120;0;",
        )
        answer = self._import("invoices", rows)
        report = answer["report"]
        [row] = report["rejected"]
        self.assertEqual(row["line"], 2)
        self.assertIn("correct the day of payment", row["reason"])
        self.assertEqual(report["created"], 2)
        [warning] = report["warnings"]
        self.assertEqual(warning["line"], 4)
        self.assertIn("D-3 falls due on 01/14/2026", warning["reason"])
        page = self.imports.browse(answer["import_id"]).summary
        self.assertIn(warning["reason"], page)

    def test_a_fec_of_before_gets_its_days_from_the_file_that_is_kept(self):
        content = (FILES / "404833048FEC20251231.txt").read_bytes()
        kept, gone = [
            self.imports.browse(self._import("fec", content)["import_id"]).sudo()
            for _each in range(2)
        ]
        days = kept.opening_day, kept.last_day
        self.assertTrue(all(days))
        (kept | gone).write({"opening_day": False, "last_day": False})
        gone.content = False
        self.env["tpe.import"].sudo()._fill_days()
        self.assertEqual((kept.opening_day, kept.last_day), days)
        self.assertFalse(gone.opening_day or gone.last_day)
