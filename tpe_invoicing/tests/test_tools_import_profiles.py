# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import doctest
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from unittest import TestCase

from odoo.tests import tagged

from ..tools import import_columns, import_groups, import_profile, import_profiles
from ..tools.import_columns import find_columns, find_profile, find_table
from ..tools.import_headings import HEADINGS, PARTY
from ..tools.import_invoice_group import read_invoices
from ..tools.import_partner import read_partner
from ..tools.import_problem import ImportProblem
from ..tools.import_profiles import PROFILES
from ..tools.import_values import guess_thousands

FILES = Path(__file__).parent / "test_files" / "import"
# date, due, total, open, whether a credit note; of every sample of invoices
EXPECTED = (
    (date(2025, 2, 3), date(2025, 3, 5), "1440.00", "0.00", False),
    (date(2025, 3, 4), date(2025, 4, 3), "660.00", "260.00", False),
    (date(2025, 4, 5), date(2025, 5, 5), "1200.00", "1200.00", False),
    (date(2025, 5, 6), date(2025, 5, 6), "120.00", "120.00", True),
)
DOLIBARR_LINES = ("dolibarr", "lignes")
DOLIBARR_IN_ENGLISH = (
    "Company Id,Company name,Alias Name,Customer Code,Address,Zip Code,City,"
    "Country code,Professional ID 1,Professional ID 2,VAT ID,Third-party type,"
    "Invoice id,Invoice ref.,Ref. customer,Type,Invoice creation date,Invoice date,"
    "Due date,Total (excl. tax),Total (inc. tax),Total tax,Paid completely,"
    "Invoice status,Pending,Id of line,Description of line,Unit price of line,"
    "Quantity for line,VAT Rate of line,Amount net of tax for line,"
    "Amount with tax for line,Amount of VAT for line"
)


@tagged("post_install_l10n", "post_install", "-at_install")
class TestImportProfiles(TestCase):
    """Exports of the usual software, as they leave it."""

    def test_examples_of_the_documentation_hold(self):
        modules = (import_profile, import_profiles, import_columns, import_groups)
        for module in modules:
            self.assertEqual(doctest.testmod(module).failed, 0)

    def test_profiles_name_columns_that_there_are(self):
        for name, profile in PROFILES.items():
            for kind, headings in profile.headings.items():
                known = {*HEADINGS[kind], *PARTY, import_profile.IGNORED}
                with self.subTest(profile=name, kind=kind):
                    self.assertFalse(set(headings.values()) - known)

    def test_the_invoices_of_every_software_say_the_same(self):
        for name, part in (*((name, "factures") for name in PROFILES), DOLIBARR_LINES):
            content = (FILES / f"{name}_{part}.csv").read_bytes()
            for profile in (name, "any"):
                with self.subTest(software=name, part=part, profile=profile):
                    table = find_table("invoices", content, profile)
                    documents, duplicates, _problems = read_invoices(table)
                    self.assertFalse(duplicates)
                    self.assertEqual(
                        tuple(
                            (
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
                known = {"document_draft", "document_cancelled", "not_an_invoice"}
                codes = {problem.code for problem in problems}
                self.assertTrue(codes and codes <= known, codes)

    def test_the_software_is_known_by_its_headings(self):
        for name in PROFILES:
            content = (FILES / f"{name}_factures.csv").read_bytes()
            table = find_table("invoices", content)
            with self.subTest(software=name):
                self.assertEqual(find_profile(table.heading.cells), name)
        self.assertEqual(find_profile(["Numéro", "Date", "Client", "Total TTC"]), "")

    def test_dolibarr_speaks_english_too(self):
        heading = DOLIBARR_IN_ENGLISH.split(",")
        self.assertEqual(find_profile(heading), "dolibarr")
        found = find_columns("invoices", heading, "dolibarr")
        left_out = {cell for i, cell in enumerate(heading) if i not in found.values()}
        self.assertEqual(
            left_out,
            {
                "Company Id",
                "Alias Name",
                "Invoice id",
                "Ref. customer",
                "Invoice creation date",
                "Id of line",
            },
        )
        self.assertEqual(heading[found["date"]], "Invoice date")
        self.assertEqual(heading[found["doc_total"]], "Total (inc. tax)")

    def test_of_a_payment_of_several_invoices_each_takes_its_part(self):
        content = (FILES / "dolibarr_factures.csv").read_text()
        table = find_table("invoices", content.replace("Créance", "?").encode())
        documents = read_invoices(table)[0]
        self.assertEqual(
            [str(one["open"]) for one in documents],
            [open_ for _date, _due, _total, open_, _is_credit in EXPECTED],
        )

    def test_a_line_without_designation_is_called_like_its_product(self):
        content = (FILES / "dolibarr_lignes.csv").read_bytes()
        documents = read_invoices(find_table("invoices", content))[0]
        labels = [item["label"] for item in documents[0]["items"]]
        self.assertEqual(labels, ["Table, chêne massif", "Pose"])

    def test_lines_of_ebp_keep_their_price_and_discount(self):
        content = (FILES / "ebp_lignes.csv").read_bytes()
        documents, _duplicates, problems = read_invoices(
            find_table("invoices", content)
        )
        self.assertFalse(problems)
        first = documents[0]
        self.assertEqual(
            [
                (item["unit_price"], item["discount"], item["untaxed"])
                for item in first["items"]
            ],
            [(1000, 10, 900), (150, 0, 300)],
        )
        # the first name is that of a person at the customer's
        self.assertEqual(first["party"]["name"], "Ébénisterie Lefèvre")
        self.assertEqual(first["party"]["street"], "3 rue du Bois")
        self.assertTrue(documents[-1]["is_credit"])

    def test_customers_of_every_software_are_read_whole(self):
        for name, part in (
            ("dolibarr", "tiers"),
            ("ebp", "clients"),
            ("quickbooks", "clients"),
        ):
            content = (FILES / f"{name}_{part}.csv").read_bytes()
            table = find_table("partners", content)
            with self.subTest(software=name):
                self.assertEqual(find_profile(table.heading.cells), name)
                one, two = (read_partner(table.get_cells(row)) for row in table.rows)
                self.assertEqual(one["name"], "Ébénisterie Lefèvre")
                self.assertEqual(one["email"], "atelier@lefevre.example")
                self.assertRegex(re.sub(r"\D", "", one["phone"]), "^0240000000$")
                self.assertEqual(two["kind"], "consumer")

    def test_open_invoices_below_the_name_of_their_customer(self):
        content = (FILES / "quickbooks_par_client.csv").read_bytes()
        documents, _duplicates, (problem,) = read_invoices(
            find_table("invoices", content)
        )
        self.assertEqual(
            [
                (one["party"]["name"], one["number"], str(one["open"]))
                for one in documents
            ],
            [
                ("Anne Le Goff", "F2025-002", "260.00"),
                ("Ébénisterie Lefèvre", "F2025-001", "1040.00"),
                ("Ébénisterie Lefèvre", "F2025-004", "120.00"),
            ],
        )
        self.assertEqual((problem.line, problem.code), (12, "not_an_invoice"))
        # without what is left of each, payments in between would be lost
        bare = content.replace(b"Open balance", b"Split")
        with self.assertRaises(ImportProblem):
            find_table("invoices", bare)

    def test_what_a_report_says_above_and_below_its_rows_is_no_row(self):
        content = (FILES / "quickbooks_soldes.csv").read_bytes()
        table = find_table("invoices", content)
        documents, _duplicates, problems = read_invoices(table)
        self.assertEqual([str(one["open"]) for one in documents], ["1040.00", "260.00"])
        # what is paid would be history, and history wants its VAT
        self.assertEqual([problem.code for problem in problems], ["tax_missing"])
        self.assertEqual(
            {control["amount"] for control in table.controls}, {"3300.00", "1300.00"}
        )

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
