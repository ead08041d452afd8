# SPDX-FileCopyrightText: 2026 TPE Invoicing contributors
# SPDX-License-Identifier: AGPL-3.0-or-later
import time
import unittest
from decimal import Decimal

from odoo.tests import tagged

from ..tools.import_columns import find_table
from ..tools.import_fec import check_entries, drop_repeated, read_fec
from ..tools.import_fec_items import find_items
from ..tools.import_invoice_group import read_invoices
from ..tools.import_problem import ImportProblem
from ..tools.import_profile import IGNORED, Profile

ONE = "Numéro;Date;Client;Total HT;TVA;Total TTC\nF1;15/01/2025;Été & Cie;100;20;120\n"
LINES = "Numéro;Date;Client;Désignation;Qté;PU HT;TVA %;Total HT\n"
FEC = (
    "JournalCode|JournalLib|EcritureNum|EcritureDate|CompteNum|CompteLib|CompAuxNum|"
    "CompAuxLib|PieceRef|PieceDate|EcritureLib|Debit|Credit|EcritureLet|DateLet|"
    "ValidDate|Montantdevise|Idevise"
)


def read(content):
    """:return: documents and problems of a file of invoices"""
    content = content.encode() if isinstance(content, str) else content
    documents, _duplicates, problems = read_invoices(find_table("invoices", content))
    return documents, problems


def entry(number, account, piece, debit, credit):
    """:return: a line of a FEC"""
    customer = "C1|Roy" if account.startswith("411") else "|"
    return (
        f"VE|Ventes|{number}|20250115|{account}|x|{customer}|{piece}|20250115|{piece}|"
        f"{debit}|{credit}||||||"[:-1]
    )


def read_sales(*lines):
    """:return: documents of a FEC"""
    found, problems = read_fec("\n".join([FEC, *lines]).encode())
    kept, unbalanced = check_entries(found)
    assert not problems and not unbalanced, problems + unbalanced
    return find_items(kept)[0]


@tagged("post_install_l10n", "post_install", "-at_install")
class TestOddFiles(unittest.TestCase):
    def test_old_machines_write_letters_of_one_byte(self):
        for encoding in ("cp1252", "mac_roman", "cp850", "cp437"):
            documents, problems = read(ONE.encode(encoding))
            self.assertEqual(documents[0]["party"]["name"], "Été & Cie", encoding)
            self.assertFalse(problems)

    def test_the_encoding_of_fec_files_keeps_its_own_signs(self):
        name = "CŒUR d'œillet"
        text = ONE.replace("Été & Cie", name).replace(";120", ";120 €")
        documents, problems = read(text.encode("iso8859-15"))
        self.assertEqual((documents[0]["party"]["name"], problems), (name, []))
        documents, problems = read(ONE.replace("Été", "½ été").encode("cp1252"))
        self.assertEqual(documents[0]["party"]["name"], "½ été & Cie")

    def test_headings_that_come_again_on_each_page_are_no_rows(self):
        heading, row = ONE.splitlines()
        documents, problems = read(f"{ONE}{heading}\n{row.replace('F1', 'F2')}\n")
        self.assertEqual([doc["number"] for doc in documents], ["F1", "F2"])
        self.assertFalse(problems)

    def test_a_row_of_a_million_cells_costs_no_more_than_a_long_one(self):
        began = time.process_time()
        with self.assertRaises(ImportProblem):
            read("a;" * 1_000_000)
        documents, problems = read(ONE + "F2;" * 1_000_000)
        self.assertLess(time.process_time() - began, 10)
        self.assertEqual([doc["number"] for doc in documents], ["F1"])
        self.assertEqual([problem.code for problem in problems], ["row_long"])

    def test_an_entry_of_a_whole_month_costs_no_more_than_its_lines(self):
        lines = [
            entry("1", account, "P", *amounts)
            for account, amounts in (("411", (1, 0)), ("706", (0, 1))) * 10_000
        ]
        began = time.process_time()
        self.assertEqual(len(read_sales(*lines)), 10_000)
        self.assertLess(time.process_time() - began, 10)

    def test_a_stray_zero_byte_does_not_spoil_a_file(self):
        more = "".join(f"F{n};06/01/2025;A & Cie;1;0;1\n" for n in range(2, 99))
        for text in (ONE, ONE + more):
            spoilt = "C\0ie".join(text.rsplit("Cie", 1)).encode()
            documents, problems = read(spoilt)
            self.assertEqual(problems, [])
            self.assertRegex(documents[-1]["party"]["name"], " & Cie$")

    def test_numbers_that_excel_keeps_as_text_are_numbers(self):
        documents, _problems = read(ONE.replace("F1;", '="0012";'))
        self.assertEqual(documents[0]["number"], "0012")

    def test_a_heading_of_two_rows_is_one(self):
        head = "Numéro;Date;Client;Montants;;\n;;;HT;TVA;TTC\n"
        documents, _problems = read(head + ONE.split("\n")[1])
        self.assertEqual(documents[0]["total"], Decimal(120))
        self.assertEqual(documents[0]["line"], 3)

    def test_further_lines_may_say_only_what_was_sold(self):
        documents, problems = read(
            f"{LINES}F1;15/01/2025;X;A;2;10;20;20\n;;;B;1;5,5;10;5,5\n"
            ";;;Total général;;;;25,5\n"
        )
        self.assertEqual(documents[0]["total"], Decimal("30.05"))
        self.assertEqual(problems, [])  # the last row says what those above come to

    def test_a_column_paid_that_holds_words_says_what_became_of_it(self):
        head = "Invoice;Issued;Customer;VAT;Gross;Paid amount"
        documents, problems = read(
            f"{head}\nF1;2025-03-01;X;20;120;Yes\nF2;2025-03-01;X;20;120;No\n"
        )
        self.assertEqual(problems, [])
        self.assertEqual([document["open"] for document in documents], [0, 120])

    def test_a_negative_rate_is_none(self):
        _documents, problems = read(f"{LINES}F1;15/01/2025;X;A;1;100;-20;100\n")
        self.assertEqual([problem.code for problem in problems], ["rate_invalid"])

    def test_english_dates_begin_with_the_month(self):
        documents, _problems = read(ONE.replace("15/01/2025", '"Jan 15, 2025"'))
        self.assertEqual(str(documents[0]["date"]), "2025-01-15")

    def test_a_sale_of_two_rates_in_a_fec_keeps_them_apart(self):
        (document,) = read_sales(
            entry(1, "411000", "F1", "230,00", "0,00"),
            entry(1, "706000", "F1", "0,00", "100,00"),
            entry(1, "707000", "F1", "0,00", "100,00"),
            entry(1, "445711", "F1", "0,00", "20,00"),
            entry(1, "445712", "F1", "0,00", "10,00"),
        )
        taxes = {
            str(rate): str(part["tax"]) for rate, part in document["taxes"].items()
        }
        self.assertEqual(taxes, {"20": "20.00", "10": "10.00"})

    def test_sales_under_one_entry_number_in_a_fec_are_told_apart(self):
        documents = read_sales(
            *(
                line
                for piece in ("F1", "F2")
                for line in (
                    entry(1, "411000", piece, "120,00", "0,00"),
                    entry(1, "706000", piece, "0,00", "100,00"),
                    entry(1, "445710", piece, "0,00", "20,00"),
                )
            )
        )
        self.assertEqual(
            [(one["number"], str(one["tax"])) for one in documents],
            [("F1", "20.00"), ("F2", "20.00")],
        )

    def test_an_entry_that_stands_in_a_fec_again_is_left_out(self):
        one, two = (
            (
                entry(number, "411000", f"F{number}", "120,00", "0,00"),
                entry(number, "706000", f"F{number}", "0,00", "100,00"),
                entry(number, "445710", f"F{number}", "0,00", "20,00"),
            )
            for number in (1, 2)
        )
        found, _problems = read_fec("\n".join([FEC, *one, *two, *one, *two]).encode())
        kept, again = drop_repeated(found)
        self.assertEqual([line["line"] for line in kept], [2, 3, 4, 5, 6, 7])
        self.assertEqual(
            {line: first["line"] for line, first in again.items()}, {8: 2, 11: 5}
        )
        # sorted by account, or two equal sales of one entry: nothing is there again
        for rows in ((one[0], two[0], one[1], two[1], one[2], two[2]), one + one):
            found, _problems = read_fec("\n".join([FEC, *rows]).encode())
            self.assertEqual(drop_repeated(found), (found, {}))

    def test_a_file_that_is_no_fec_is_called_so(self):
        with self.assertRaises(ImportProblem) as caught:
            read_fec(b"a;b;c\n1;2;3\n")
        self.assertEqual(caught.exception.code, "fec_heading")

    def test_what_a_person_says_of_a_column_wins(self):
        own = Profile({"invoices": {"Total TTC": IGNORED, "Net": "total"}})
        content = ONE.replace("TTC\n", "TTC;Net\n").replace("120\n", "999;120\n")
        table = find_table("invoices", content.encode(), own=own)
        self.assertEqual(table.columns["total"], 6)

    def test_a_second_row_of_headings_is_no_reason_to_fall_over(self):
        rates = ";;;20 %;10 %;\n"
        with self.assertRaises(ImportProblem) as refused:
            documents, problems = read(
                "N°;Date;Client;Total HT;;Total TTC\n" + rates + "1;3/1/2025;A;9;;9\n"
            )
            raise problems[0]
        self.assertEqual(refused.exception.line, 2)

    def test_paid_or_not_counts_where_no_state_is_said(self):
        heading = '"Nom du tiers","Réf. facture","Date facturation","Total HT",'
        rows = "\n".join(
            f'"A","F{number}","10/01/2025","150.00","30.00","180.00","{paid}"'
            for number, paid in enumerate(("1", "0", "Oui", "Non"), 1)
        )
        documents, _problems = read(
            f'{heading}"Total TVA","Total TTC","Facture payée"\n{rows}\n'
        )
        self.assertEqual([each["open"] for each in documents], [0, 180, 0, 180])
        rows = '"A","F1","10/01/2025","150.00","30.00","180.00","1","2"'
        documents, _problems = read(
            f'{heading}"Total TVA","Total TTC","Facture payée","Statut facture"\n{rows}'
        )
        self.assertEqual(documents[0]["open"], 0)
