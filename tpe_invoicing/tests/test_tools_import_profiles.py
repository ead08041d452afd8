# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest import TestCase

from odoo.tests import tagged

from ..tools import import_columns, import_profile, import_profiles
from ..tools.import_columns import find_columns, find_profile, find_table
from ..tools.import_headings import HEADINGS, PARTY
from ..tools.import_invoice_group import read_invoices
from ..tools.import_profiles import PROFILES
from ..tools.import_values import guess_thousands

FILES = Path(__file__).parent / "test_files" / "import"
# number, date, due, total, open, whether a credit note; of every sample of invoices
EXPECTED = (
    ("2025-001", date(2025, 2, 3), date(2025, 3, 5), "1440.00", "0.00", False),
    ("2025-002", date(2025, 3, 4), date(2025, 4, 3), "660.00", "260.00", False),
    ("2025-003", date(2025, 4, 5), date(2025, 5, 5), "1200.00", "1200.00", False),
    ("2025-004", date(2025, 5, 6), date(2025, 5, 6), "120.00", "120.00", True),
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestImportProfiles(TestCase):
    """Exports of the usual software, as they leave it."""

    def test_examples_of_the_documentation_hold(self):
        for module in (import_profile, import_profiles, import_columns):
            self.assertEqual(doctest.testmod(module).failed, 0)

    def test_profiles_name_columns_that_there_are(self):
        for name, profile in PROFILES.items():
            for kind, headings in profile.headings.items():
                known = {*HEADINGS[kind], *PARTY, import_profile.IGNORED}
                with self.subTest(profile=name, kind=kind):
                    self.assertFalse(set(headings.values()) - known)

    def test_the_invoices_of_every_software_say_the_same(self):
        for name in PROFILES:
            content = (FILES / f"{name}_factures.csv").read_bytes()
            for profile in (name, "any"):
                with self.subTest(software=name, profile=profile):
                    table = find_table("invoices", content, profile)
                    documents, duplicates, _problems = read_invoices(table)
                    self.assertFalse(duplicates)
                    self.assertEqual(
                        tuple(
                            (
                                document["number"].rpartition("F")[2],
                                document["date"],
                                document["due"],
                                str(document["total"]),
                                str(document["open"]),
                                document["is_credit"],
                            )
                            for document in documents
                        ),
                        EXPECTED,
                    )
                    self.assertEqual(
                        {document["party"]["name"] for document in documents},
                        {"Ébénisterie Lefèvre", "Anne Le Goff"},
                    )

    def test_drafts_quotes_and_payments_are_no_invoices(self):
        for name in PROFILES:
            content = (FILES / f"{name}_factures.csv").read_bytes()
            with self.subTest(software=name):
                problems = read_invoices(find_table("invoices", content, name))[2]
                self.assertEqual(len(problems), 1)
                self.assertIn(
                    problems[0].code,
                    ("document_draft", "document_cancelled", "not_an_invoice"),
                )

    def test_the_software_is_known_by_its_headings(self):
        for name in PROFILES:
            content = (FILES / f"{name}_factures.csv").read_bytes()
            table = find_table("invoices", content)
            with self.subTest(software=name):
                self.assertEqual(find_profile(table.heading.cells), name)
        self.assertEqual(find_profile(["Numéro", "Date", "Client", "Total TTC"]), "")

    def test_a_column_that_only_looks_like_one_of_ours_is_left_alone(self):
        heading = ["Date création facture", "Date facturation", "Réf. facture"]
        found = find_columns("invoices", heading, "dolibarr")
        self.assertEqual(found, {"date": 1, "number": 2})

    def test_payments_of_an_invoice_add_up(self):
        content = (
            "Numéro;Date;Client;Total TTC;TVA;Montant paiement;Date paiement;Chèque\n"
            "F1;02/01/2025;Durand;120;20;50;10/01/2025;P1\n"
            "F1;02/01/2025;Durand;120;20;50;10/01/2025;P2\n"
            "F1;02/01/2025;Durand;120;20;20;12/02/2025;P3\n"
        )
        table = find_table("invoices", content.encode(), "dolibarr")
        (document,), _duplicates, problems = read_invoices(table)
        self.assertFalse(problems)
        self.assertEqual(document["open"], Decimal("0.00"))
        self.assertEqual(document["paid_on"], date(2025, 2, 12))

    def test_the_usual_decimal_mark_decides_only_where_the_file_does_not(self):
        self.assertEqual(guess_thousands(["1.234", "5"], ","), ".")
        self.assertEqual(guess_thousands(["12.50", "1.234"], ","), "")
        self.assertEqual(guess_thousands(["1,234.50", "5"], ","), ",")
