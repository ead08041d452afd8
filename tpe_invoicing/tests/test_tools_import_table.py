# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import csv
import doctest
import io
import zipfile
from datetime import date

import openpyxl
from hypothesis import given
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ..tools import import_archive, import_columns, import_sheet, import_table
from ..tools.import_archive import is_plain_path, open_archive
from ..tools.import_columns import find_columns, find_table
from ..tools.import_document import read_documents
from ..tools.import_problem import ImportProblem
from ..tools.import_table import read_csv, read_rows
from ..tools.import_text import decode
from .calm import CALM

CELLS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"),
    max_size=20,
)


def workbook(*rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@tagged("-at_install", "post_install")
class TestToolsImportTable(BaseCase):
    def test_examples_of_the_documentation_hold(self):
        for module in (import_archive, import_columns, import_sheet, import_table):
            self.assertEqual(doctest.testmod(module).failed, 0)

    def _refused(self, content, kind="partners"):
        with self.assertRaises(ImportProblem) as caught:
            find_table(kind, content)
        return caught.exception.code

    def test_every_usual_encoding_gives_the_same_text(self):
        text = "Nom;Ville\nCafé “Noël” à l’œuvre;Besançon €\n"
        for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le"):
            with self.subTest(encoding):
                self.assertEqual(decode(text.encode(encoding)), text)

    def test_a_file_of_two_encodings_is_read_line_by_line(self):
        content = "Café\n".encode() + "Noël".encode("cp1252")
        self.assertEqual(decode(content), "Café\nNoël")

    def test_text_encoded_twice_is_put_right(self):
        twice = "Société Générale; 12 €".encode().decode("cp1252").encode()
        self.assertEqual(decode(twice), "Société Générale; 12 €")

    @CALM
    @given(
        st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=2, max_size=8),
        st.sampled_from(";\t|"),
    )
    def test_what_the_csv_writer_writes_is_read_back(self, rows, separator):
        heading = ["Nom", "Ville"]
        stream = io.StringIO()
        csv.writer(stream, delimiter=separator, quoting=csv.QUOTE_ALL).writerows(
            [heading, *rows]
        )
        found = read_csv(stream.getvalue().replace("\r\n", "\n"))
        kept = [row for row in rows if any(cell.strip() for cell in row)]
        self.assertEqual([row.cells for row in found], [heading, *kept])

    def test_lines_are_those_of_the_file_even_after_a_cell_of_several_lines(self):
        rows = read_csv('Nom;Note\n"Durand";"un\ndeux\ntrois"\n\nLe Goff;x\n')
        self.assertEqual([row.line for row in rows], [1, 2, 6])

    def test_a_quote_left_open_spoils_one_row_only(self):
        rows = read_csv('Nom;Ville\n"Durand;Brest\n"Le Goff";Rennes\nMeur;Vannes\n')
        self.assertEqual(
            [row.problem and row.problem.code for row in rows[:2]], [None, "row_quote"]
        )
        self.assertEqual([row.cells[0] for row in rows[2:]], ["Le Goff", "Meur"])

    def test_inches_inside_a_cell_are_no_quotation(self):
        rows = read_csv('Nom;Ville\nTube 12" inox;Brest\nMeur;Vannes\n')
        self.assertEqual(rows[1].cells, ['Tube 12" inox', "Brest"])

    def test_a_row_with_too_few_or_too_many_cells_is_broken(self):
        table = find_table("partners", b"Nom;CP;Ville\nA;1;B\nC;2\nD;3;E;F\nG;4;H;\n")
        codes = [row.problem and row.problem.code for row in table.rows]
        self.assertEqual(codes, [None, "row_short", "row_long", None])

    def test_a_spreadsheet_may_leave_out_last_cells_of_many_rows(self):
        content = b"Nom;Ville;Note\n" + b"A;Brest\n" * 12
        self.assertFalse(
            any(row.problem for row in find_table("partners", content).rows)
        )

    def test_a_workbook_gives_text_dates_and_whole_numbers(self):
        rows = read_rows(
            workbook(["Date", "SIRET"], [date(2025, 1, 5), 40483304800022])
        )
        self.assertEqual(rows[0][1].cells, ["2025-01-05", "40483304800022"])

    def test_a_title_above_the_heading_is_passed_over(self):
        table = find_table("partners", b"Export du 1/1/2025;\n\nNom;CP\nDurand;35000\n")
        self.assertEqual((table.heading.line, table.rows[0].line), (3, 4))

    def test_the_sheet_that_fits_is_read(self):
        book = openpyxl.Workbook()
        book.active.append(["Notice"])
        sheet = book.create_sheet("Clients")
        sheet.append(["Raison sociale", "Ville"])
        sheet.append(["Durand", "Rennes"])
        stream = io.BytesIO()
        book.save(stream)
        self.assertEqual(len(find_table("partners", stream.getvalue()).rows), 1)

    def test_headings_of_known_software_are_found(self):
        for kind, heading, expected in (
            (
                "partners",
                "Raison sociale;N° SIRET;N° TVA;C.P.;Courriel",
                "company siret vat email",
            ),
            (
                "partners",
                "Nom du tiers;Code client;Id. prof. 2;Tél.;Pays",
                "name customer_ref siret phone country",
            ),
            (
                "partners",
                "Company;First Name;Last Name;Street;ZIP",
                "company firstname name street zip",
            ),
            (
                "invoices",
                "N°;Date;Client;Total HT;TVA;Total TTC;Reste à payer",
                "number date name untaxed tax total balance",
            ),
            (
                "invoices",
                "Réf. facture;Date de facturation;Date limite de règlement;Tiers;"
                "Montant HT;Montant TTC",
                "number date due name untaxed total",
            ),
            (
                "invoices",
                "invoice_number;InvoiceDate;DueDate;Customer;Qty;UnitPrice",
                "number date due name quantity unit_price",
            ),
            (
                "products",
                "Référence;Désignation;PU HT;Taux de TVA",
                "code name price rate",
            ),
        ):
            with self.subTest(heading):
                found = find_columns(kind, heading.split(";"))
                self.assertEqual(set(expected.split()) - set(found), set())

    def test_amounts_by_rate_are_columns_of_their_own(self):
        heading = ["Base HT 20%", "TVA 20 %", "HT 5,5%", "Montant TVA 5.50 %"]
        expected = ["base:20", "tax:20", "base:5.5", "tax:5.5"]
        self.assertEqual(list(find_columns("invoices", heading)), expected)

    def test_files_that_hold_no_table_are_refused_as_a_whole(self):
        for content, code in (
            (b"", "file_empty"),
            (b"\xef\xbb\xbf\r\n \n", "file_empty"),
            (b"%PDF-1.7 ...", "file_is_pdf"),
            (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "file_not_text"),
            (b"bonjour\nle monde\n", "heading_missing"),
            (b"Ville;CP\nBrest;29200\n", "column_unknown"),
            (b"PK\x03\x04 broken", "archive_broken"),
            (b"\xd0\xcf\x11\xe0 broken", "workbook_broken"),
        ):
            with self.subTest(code):
                self.assertEqual(self._refused(content), code)

    def test_a_workbook_that_declares_entities_is_refused(self):
        stream = io.BytesIO(workbook(["Nom"], ["Durand"]))
        with zipfile.ZipFile(stream, "a") as archive:
            bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
            archive.writestr("xl/worksheets/sheet2.xml", bomb)
        self.assertEqual(self._refused(stream.getvalue()), "workbook_broken")

    def test_a_zip_bomb_is_refused_before_it_is_unpacked(self):
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("a.pdf", b"\0" * 50_000_000)
        with self.assertRaises(ImportProblem) as caught:
            open_archive(stream.getvalue(), 400_000_000)
        self.assertEqual(caught.exception.code, "archive_too_large")

    def test_a_spoilt_member_of_a_zip_is_told_however_it_fails(self):
        """Bytes are spoilt one after the other: in members, headers, directory."""
        stream = io.BytesIO()
        with zipfile.ZipFile(stream, "w") as archive:
            for kind in (zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA):
                archive.writestr(f"é{kind}.pdf", b"%PDF" + bytes(range(99)) * 3, kind)
        spoilt = self._spoil(stream.getvalue(), 1)
        codes = set()
        for content in spoilt:
            problems = []
            try:
                list(read_documents(content, "past.zip", problems))
            except ImportProblem as problem:
                problems.append(problem)
            codes.update(problem.code for problem in problems)
        self.assertTrue({"archive_broken", "member_broken"} <= codes, codes)

    def test_a_workbook_with_a_spoilt_member_is_told(self):
        codes = set()
        for content in self._spoil(workbook(["Nom"], ["Durand"]), 43):
            try:
                find_table("partners", content)
            except ImportProblem as problem:
                codes.add(problem.code)
        self.assertIn("workbook_broken", codes)

    def _spoil(self, content, step):
        """:return: the file again and again, each time with one other byte changed"""
        for at in range(0, len(content), step):
            yield content[:at] + bytes([content[at] ^ 0x55]) + content[at + 1 :]

    def test_paths_that_leave_the_folder_are_told(self):
        for name in ("../a.pdf", "a/../../b", "/etc/passwd", "C:\\x.pdf", "..\\a", ""):
            with self.subTest(name):
                self.assertFalse(is_plain_path(name))
        self.assertTrue(is_plain_path("2024/Factures été/F..1.pdf"))
