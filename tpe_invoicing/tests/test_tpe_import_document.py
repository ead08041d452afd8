# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import base64
import doctest
import io
import zipfile

import pikepdf

from odoo import fields
from odoo.exceptions import UserError
from odoo.tests import tagged

from ..tools import import_document
from ..tools.import_document import find_xml
from .import_common import FILES, INVOICES, TpeImportCommon

FEC = "404833048FEC20251231.txt"
EMPTY_PDF = b"%PDF-1.4 nothing"


@tagged("post_install_l10n", "post_install", "-at_install")
class TestTpeImportDocument(TpeImportCommon):
    # === entries === #

    def _fec(self, content=None, **options):
        content = content or (FILES / FEC).read_bytes()
        return self._import("fec", content, filename=FEC, **options)

    def _balance(self, name):
        lines = self.env["account.move.line"].search(
            [
                ("partner_id.name", "=", name),
                ("company_id", "=", self.company.id),
                ("account_type", "=", "asset_receivable"),
                ("parent_state", "=", "posted"),
            ]
        )
        return round(sum(lines.mapped("amount_residual")), 2)

    def test_each_customer_owes_what_he_owed(self):
        report = self._fec()["report"]
        self.assertEqual(self._balance("Durand SARL"), 600)
        self.assertEqual(self._balance("Le Goff"), 55)
        self.assertEqual(self._balance("Anne Meur"), -300)
        self.assertEqual(report["totals"]["balance"], "355.00")
        self.assertEqual(report["totals"]["ahead"], "300.00")

    def test_sales_come_in_with_their_vat_and_their_payment(self):
        self._fec()
        self.assertRecordValues(
            self._past("FA-2025-001"),
            [
                {
                    "amount_untaxed": 1000,
                    "amount_tax": 200,
                    "payment_state": "paid",
                    "invoice_line_ids": self._past("FA-2025-001").invoice_line_ids.ids,
                }
            ],
        )
        self.assertEqual(self._past("FA-2025-002").invoice_line_ids.tax_ids.amount, 10)
        self.assertEqual(self._past("AV-2025-001").move_type, "out_refund")

    def test_a_debt_of_another_year_is_no_sale_of_this_one(self):
        self._fec()
        move = self._past("FA-2024-099")
        self.assertEqual((move.amount_residual, move.amount_tax), (600, 0))
        types = move.invoice_line_ids.account_id.mapped("account_type")
        self.assertNotIn("income", types)

    # --- one year after the other --- #

    def _entry(self, number, day, piece, *lines):
        """Write an entry; a line is account, debit (credit below zero) and letter."""
        journal = "AN" if piece == "AN" else "OD"
        return [
            "\t".join(
                [journal, journal, number, day, account, account]
                + (["C1", "Roy"] if account == "411" else ["", ""])
                + [piece, day, piece, str(max(amount, 0)), str(max(-amount, 0))]
                + [letter, "", day, "", ""]
            )
            for account, amount, letter in lines
        ]

    def _year(self, *entries):
        heading = (FILES / FEC).read_bytes().decode("latin-1").splitlines()[0]
        return self._fec(
            "\n".join([heading, *(row for rows in entries for row in rows)])
        )

    def _first_year(self):
        sale = [("411", 1200, ""), ("706", -1000, ""), ("44571", -200, "")]
        return [
            self._entry("1", "20250110", "F1", *sale),
            self._entry("2", "20250210", "V1", ("512", 500, ""), ("411", -500, "")),
        ]

    def _second_year(self, opening=700, letter=""):
        sale = [("411", 600, ""), ("706", -500, ""), ("44571", -100, "")]
        opened = [("411", opening, letter), ("110", -opening, "")]
        paid = [("512", 700, ""), ("411", -700, letter)]
        return [
            self._entry("1", "20260101", "AN", *opened),
            self._entry("2", "20260105", "F2", *sale),
            self._entry("3", "20260210", "V2", *paid),
        ]

    def test_a_year_opens_with_what_the_year_before_left(self):
        for letter in ("", "A"):
            with self.subTest(letter=letter):
                former = self._year(*self._first_year())
                answer = self._year(*self._second_year(letter=letter))
                self.assertEqual(self._balance("Roy"), 600)
                self.assertEqual(answer["report"]["totals"]["balance"], "600.00")
                self.assertEqual(self._past("F1").amount_residual, 0)
                self.assertEqual(self._past("F2").amount_residual, 600)
                [known] = answer["report"]["duplicates"]
                self.assertIn("700.00", known["reason"])
                with self.assertRaises(UserError):
                    self.imports.tpe_undo(former["import_id"])
                self.imports.tpe_undo(answer["import_id"])
                self.assertEqual(self._balance("Roy"), 700)
                self.imports.tpe_undo(former["import_id"])

    def test_years_are_taken_back_the_last_one_first(self):
        years = self._first_year(), self._second_year()[:2]
        for one, other in (years, years[::-1]):
            with self.subTest(first=one[0][0]):
                first = self._year(*one)["import_id"]
                second = self._year(*other)["import_id"]
                self.assertEqual(self._balance("Roy"), 1300)
                with self.assertRaisesRegex(UserError, "first"):
                    self.imports.tpe_undo(first)
                self.imports.tpe_undo(second)
                self.imports.tpe_undo(first)
                self.assertEqual(self._balance("Roy"), 0)

    def test_years_in_one_file_open_once(self):
        for letter in ("", "A"):
            with self.subTest(letter=letter):
                both = self._first_year() + self._second_year(letter=letter)
                answer = self._year(*both)
                self.assertEqual(self._balance("Roy"), 600)
                self.assertEqual(answer["report"]["totals"]["balance"], "600.00")
                self.assertEqual(self._past("F1").amount_residual, 0)
                self.imports.tpe_undo(answer["import_id"])

    def test_a_former_year_that_comes_later_is_history(self):
        self._year(*self._second_year()[:2])
        advance = self._entry("3", "20251201", "V3", ("512", 40, ""), ("411", -40, ""))
        answer = self._year(*self._first_year(), advance)
        self.assertEqual(self._balance("Roy"), 1300)
        past = self._past("F1")
        self.assertEqual((past.amount_total, past.amount_residual), (1200, 0))
        self.assertEqual(answer["report"]["totals"]["open"], "0.00")
        self._year(*self._second_year()[:2])
        self.assertEqual(self._balance("Roy"), 1300)

    def test_of_another_opening_the_difference_comes_in(self):
        self._year(*self._first_year())
        self._year(*self._second_year(opening=1000))
        self.assertEqual(self._balance("Roy"), 900)
        self.assertEqual(self._past("F1").amount_residual, 0)

    def test_a_debt_whose_reference_begins_anew_each_year_comes_in(self):
        """A cheque that came back: "OD1" of this year is not that of last year."""
        for years in ("2024", "2025"), ("2025", "2024"):
            with self.subTest(first=years[0]):
                done = []
                for year in (*years, *years):
                    back = ("411", int(year), ""), ("512", -int(year), "")
                    day = f"{year}1231"
                    done.append(self._year(self._entry("9", day, "OD1", *back)))
                    self.assertEqual(done[-1]["report"]["rejected"], [])
                self.assertEqual(self._balance("Roy"), 4049)
                for answer in reversed(done):
                    self.imports.tpe_undo(answer["import_id"])

    def test_the_same_year_again_changes_nothing(self):
        self._year(*self._first_year())
        self._year(*self._second_year())
        self._year(*self._second_year())
        self._year(*self._first_year())
        self.assertEqual(self._balance("Roy"), 600)

    def test_what_is_booked_on_a_day_to_come_stays_out(self):
        today = fields.Date.context_today(self.imports)
        day = f"{fields.Date.add(today, days=1):%Y%m%d}"
        sale = [("411", 600, ""), ("706", -500, ""), ("44571", -100, "")]
        report = self._year(
            *self._first_year(),
            self._entry("3", day, "F2", *sale),
            self._entry("4", day, "V2", ("512", 700, ""), ("411", -700, "")),
            self._entry("5", day, "OD", ("681", 10, ""), ("281", -10, "")),
        )["report"]
        self.assertEqual(self._balance("Roy"), 700)
        self.assertEqual(report["totals"]["balance"], "700.00")
        self.assertFalse(self._past("F2"))
        self.assertEqual(len(report["rejected"]), 2)
        for row in report["rejected"]:
            self.assertIn("still to come", row["reason"])

    def test_an_entry_that_does_not_balance_stays_out_and_is_named(self):
        report = self._fec()["report"]
        self.assertEqual([row["line"] for row in report["rejected"]], [21])
        self.assertFalse(self._past("FA-2025-003"))

    def test_the_same_file_again_changes_no_balance(self):
        self._fec()
        self.assertEqual(self._fec()["report"]["created"], 0)
        self.assertEqual(self._balance("Anne Meur"), -300)

    def test_the_whole_is_taken_back(self):
        answer = self._fec()
        self.imports.tpe_undo(answer["import_id"])
        self.assertEqual(self._balance("Durand SARL"), 0)
        partners = self.env["res.partner"].search([("name", "=", "Anne Meur")])
        self.assertFalse(partners)

    def test_the_other_separator_and_amount_with_direction_are_read(self):
        text = (FILES / FEC).read_bytes().decode("latin-1")
        rows = [row.split("\t") for row in text.splitlines()]
        rows[0][11:13] = ["Montant", "Sens"]
        for row in rows[1:]:
            is_debit = row[11] != "0,00"
            row[11:13] = [row[11] if is_debit else row[12], "D" if is_debit else "C"]
        content = "\n".join("|".join(row) for row in rows)
        report = self._fec(content)["report"]
        self.assertEqual(report["totals"]["balance"], "355.00")

    def test_what_is_no_fec_is_refused_as_a_whole(self):
        text = (FILES / FEC).read_bytes().decode("latin-1")
        without_piece = text.replace("PieceRef", "Reference", 1)
        for content in ("Nom;Ville\nA;B\n", without_piece):
            with self.assertRaises(UserError):
                self._fec(content)

    def test_a_wrong_date_or_a_cut_line_is_named(self):
        text = (FILES / FEC).read_bytes().decode("latin-1")
        rows = text.splitlines()
        rows[5] = rows[5].replace("20250115", "20251345")
        rows[6] = "BQ\tBanque\t2"
        report = self._fec("\n".join(rows))["report"]
        self.assertEqual([row["line"] for row in report["rejected"]], [6, 7, 21])

    # === documents === #

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        move = cls._make(cls, invoice_payment_term_id=cls.pay_terms_a.id)
        move.tpe_issue()
        cls.pdf = base64.b64decode(move.tpe_document()[0]["content"])
        cls.own_number = move.name

    def _factur_x(self, number, seller=None):
        """A Factur-X of the former software, made of one of ours."""
        xml = find_xml(self.pdf).replace(self.own_number.encode(), number.encode())
        if seller:
            xml = xml.replace(b"404833048", seller.encode())
        with pikepdf.open(io.BytesIO(self.pdf)) as pdf:
            (name,) = list(pdf.attachments)
            pdf.attachments[name] = pikepdf.AttachedFileSpec(pdf, xml, filename=name)
            stream = io.BytesIO()
            pdf.save(stream)
        return stream.getvalue()

    def _zip(self, **files):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for name, content in files.items():
                archive.writestr(name.replace("__", "/"), content)
        return stream.getvalue()

    def test_examples_of_the_documentation_hold(self):
        self.assertEqual(doctest.testmod(import_document).failed, 0)

    def test_a_factur_x_becomes_a_past_invoice_and_its_bytes_are_archived(self):
        content = self._factur_x("OLD-7")
        report = self._import("documents", content, filename="a.pdf")["report"]
        move = self._past("OLD-7")
        self.assertEqual((report["created"], move.amount_total), (1, 120))
        self.assertEqual(move.partner_id, self.business)
        self.assertEqual(move.tpe_archive_entry_id.kind, "import")
        served = base64.b64decode(move.tpe_document()[0]["content"])
        self.assertEqual(served, content)
        self.assertTrue(
            self.env["tpe.archive.entry"].tpe_verify(self.company.id, False, False)[
                "ok"
            ]
        )

    def test_what_a_factur_x_left_open_is_in_the_opening_of_a_fec(self):
        self._import("documents", self._factur_x("OLD-7"), filename="a.pdf")
        name = self.business.name
        owed = self._balance(name)
        day = f"{fields.Date.add(self._past('OLD-7').invoice_date, days=1):%Y%m%d}"
        opened = self._entry("1", day, "AN", ("411", 120, ""), ("110", -120, ""))
        answer = self._year([row.replace("Roy", name) for row in opened])
        [known] = answer["report"]["duplicates"]
        self.assertIn("120.00", known["reason"])
        self.assertEqual((answer["report"]["created"], self._balance(name)), (0, owed))

    def test_an_xml_without_a_page_is_archived_as_it_came(self):
        xml = find_xml(self._factur_x("OLD-7"))
        self._import("documents", xml, filename="OLD-7.xml")
        entries = self.env["tpe.archive.entry"]
        entry = entries.search([("move_id", "=", self._past("OLD-7").id)])
        self.assertEqual((entry.kind, entry.name), ("import", "OLD-7"))
        self.assertEqual(entry._read_xml(), xml)
        self._import("documents", xml, filename="OLD-7.xml")
        self.assertEqual(entries.search([("move_id", "=", entry.move_id.id)]), entry)
        self.assertTrue(entries.tpe_verify(self.company.id)["ok"])
        answer = entries.tpe_export(self.company.id)
        content = io.BytesIO(base64.b64decode(answer["content"]))
        with zipfile.ZipFile(content) as archive:
            [name] = [n for n in archive.namelist() if "OLD-7" in n]
            self.assertEqual(archive.read(name), xml)

    def test_a_trial_archives_nothing(self):
        entries = self.env["tpe.archive.entry"].search_count([])
        report = self._import("documents", self._factur_x("OLD-7"), dry_run=True)
        self.assertEqual(report["report"]["created"], 1)
        self.assertEqual(self.env["tpe.archive.entry"].search_count([]), entries)

    def test_a_pdf_without_data_goes_to_the_invoice_that_it_is_named_after(self):
        self._report("invoices", INVOICES, "F-12;05/01/2025;;Bâti Ouest;100;20;120;")
        bare = pikepdf.new()
        bare.add_blank_page()
        stream = io.BytesIO()
        bare.save(stream)
        files = {"Facture F-12.pdf": stream.getvalue()}
        report = self._import("documents", self._zip(**files))["report"]
        self.assertEqual(report["totals"]["attached"], 1)
        self.assertEqual(
            base64.b64decode(self._past("F-12").tpe_document()[0]["content"]),
            stream.getvalue(),
        )

    def test_hostile_and_foreign_files_stay_out_and_the_others_come_in(self):
        bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'
        report = self._import(
            "documents",
            self._zip(
                **{
                    "2025__good.pdf": self._factur_x("OLD-8"),
                    "..__evil.pdf": self._factur_x("OLD-9"),
                    "notes.txt": b"hello",
                    "bomb.xml": bomb,
                    "broken.pdf": EMPTY_PDF,
                    "supplier.pdf": self._factur_x("OLD-10", seller="552100554"),
                }
            ),
        )["report"]
        self.assertEqual(report["created"], 1)
        self.assertEqual([row["line"] for row in report["rejected"]], [2, 3, 4, 5, 6])
        self.assertFalse(self._past("OLD-9") | self._past("OLD-10"))

    def test_a_document_that_is_there_or_comes_twice_is_left_out(self):
        content = self._factur_x("OLD-7")
        report = self._import(
            "documents", self._zip(**{"a.pdf": content, "b.pdf": content})
        )["report"]
        self.assertEqual((report["created"], report["skipped"]), (1, 1))
        again = self._import("documents", content)["report"]
        self.assertEqual((again["created"], again["skipped"]), (0, 1))

    def test_what_the_archive_holds_is_not_taken_back(self):
        answer = self._import("documents", self._factur_x("OLD-7"))
        with self.assertRaisesRegex(UserError, "OLD-7"):
            self.imports.tpe_undo(answer["import_id"])
        self.assertTrue(self._past("OLD-7"))
